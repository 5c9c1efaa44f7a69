// SPDX-License-Identifier: Apache-2.0
import Values

public typealias DeviceID = ID<Device>
public typealias ReadingID = ID<Reading>

/// A printer or multifunction machine that we know, whatever address it has today.
public struct Device: Hashable, Sendable {
    public var id: DeviceID
    /// Where it was heard last, as in ``Reading/address``.
    public var address: String
    public var make: String?
    public var model: String?
    public var serial: String?
    public var name: String?
    public var macAddresses: [MACAddress]
    public var firstHeard: Instant
    public var lastHeard: Instant
    /// Since when it has not answered although it was asked; `nil` while it answers.
    public var silentSince: Instant?

    /// Some machines make up another MAC address at each start; the oldest are forgotten.
    public static let macAddressesMax = 16

    public init(
        id: DeviceID, address: String, make: String?, model: String?, serial: String?, name: String?,
        macAddresses: [MACAddress], firstHeard: Instant, lastHeard: Instant, silentSince: Instant? = nil
    ) {
        self.id = id
        self.address = address
        self.make = make
        self.model = model
        self.serial = serial
        self.name = name
        self.macAddresses = macAddresses
        self.firstHeard = firstHeard
        self.lastHeard = lastHeard
        self.silentSince = silentSince
    }

    /// A device as its first reading shows it.
    public init(id: DeviceID, firstReading reading: Reading) {
        self.init(
            id: id, address: reading.address, make: reading.make, model: reading.model,
            serial: usableSerial(reading.serial), name: reading.name,
            macAddresses: Array(reading.macAddresses.prefix(Device.macAddressesMax)),
            firstHeard: reading.heard, lastHeard: reading.heard)
    }

    /// Takes over what a later reading says; what it does not say stays as it was.
    public mutating func absorb(_ reading: Reading) {
        address = reading.address
        make = reading.make ?? make
        // Of two spellings of one model the first stays, as of one serial.
        if let said = reading.model, !(model.map { isSameModel($0, said, make: make) } ?? false) {
            model = said
        }
        // Of two spellings of one serial the first stays, or it would change with every protocol.
        if let said = usableSerial(reading.serial), !areSameSerial(said, serial) { serial = said }
        name = reading.name ?? name
        for address in reading.macAddresses where !macAddresses.contains(address) {
            macAddresses.append(address)
        }
        macAddresses.removeFirst(max(0, macAddresses.count - Device.macAddressesMax))
        lastHeard = max(lastHeard, reading.heard)
        silentSince = nil
    }

    /// What people call it: make and model, without the make twice.
    public var title: String {
        let words = [make, model].compactMap { $0 }.filter { !$0.isEmpty }
        guard words.count == 2 else { return words.first ?? "Machine at \(address)" }
        return words[1].lowercased().hasPrefix(words[0].lowercased())
            ? words[1] : words.joined(separator: " ")
    }
}
