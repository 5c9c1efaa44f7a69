// SPDX-License-Identifier: Apache-2.0
import Values

// Is this the same machine? The rules, in the order in which they are tried (docs/concepts/identity.md):
//
//  1. A usable serial number and the same make: it is the machine with that serial, wherever it answers.
//     Where the model differs, as after new firmware or because a maker counts each model from one, a shared
//     MAC address or the same network address has to agree.
//     Serials are the same whatever their case and the blanks in them, as one firmware writes them so and the
//     next one otherwise; and a serial in hex, as Epson writes it over IPP, is the serial it spells.
//     Models are the same with their make in front or without it, and whatever generic word stands behind.
//  0. But where the reading's network card is that of another machine, and both machines were heard within the
//     last day, one of the two signs is wrong, and nobody can tell which: the reading is refused for the record.
//     After a day the serial counts: the card was moved on purpose.
//  2. No machine has that serial, but one known without a serial shares a MAC address that names one machine
//     and does not differ in model: it is that machine, and its serial is learnt.
//  3. The reading has no usable serial: a shared MAC address decides in the same way.
//  4. Neither serial nor MAC address on one of the two sides: the same address, make and model decide. A name
//     alone never does; host names are given twice.
//
// A MAC address that several machines of a make and model have, or that was given by a person or a program,
// names one of them only together with the network address.
//
// What contradicts is never merged: another serial at a known MAC address is another machine with that
// network card, and is said.

/// On which ground a reading was recognised.
public enum RecognitionGround: String, Sendable, Codable {
    case serial, macAddress, address
}

/// Whose reading it is.
public enum Recognition: Hashable, Sendable {
    case known(DeviceID, RecognitionGround)
    /// A machine not seen before. `contradicts` names a known one that shares its MAC address or its network
    /// address but cannot be it.
    case new(contradicts: DeviceID?)
    /// Its serial is one machine's and its network card another's. It is kept for neither.
    case contradictory(serial: DeviceID, macAddress: DeviceID)
}

/// For so long after both machines were heard as they were, a reading with one's serial and the other's network
/// card is refused. Longer, and the record of a machine whose card was really exchanged would end.
public let contradictionPatience: Duration = .days(1)

/// The serial without blanks; `nil` when it is missing or one of the fillers that many machines share.
public func usableSerial(_ serial: String?) -> String? {
    guard let serial else { return nil }
    let trimmed = String(
        serial.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    let folded = trimmed.lowercased()
    guard trimmed.count >= 4, Set(folded.filter { $0.isLetter || $0.isNumber }).count > 1,
        !serialFillers.contains(folded)
    else { return nil }
    return trimmed
}

private let serialFillers: Set<String> = [
    "unknown", "n/a", "none", "null", "not available", "not specified", "serial", "serialnumber", "default",
    "0123456789", "123456789", "12345678", "1234567890", "not set", "undefined", "invalid", "no serial",
    "serial number", "serial_number", "system serial number", "to be filled by o.e.m.", "not applicable",
    "null0000",
    "n/a n/a", "empty", "test", "none set", "-none-", "(none)", "(null)", "unknown serial",
]

/// Decides whose reading this is among the machines that share its serial, a MAC address or its network
/// address; others need not be given.
public func recognise(_ reading: Reading, among candidates: [Device]) -> Recognition {
    let serial = usableSerial(reading.serial)
    if let serial {
        let sameSerial = candidates.filter {
            areSameSerial($0.serial, serial) && agree($0.make, reading.make)
        }
        if let device = nearest(sameSerial, to: reading) {
            if let other = owner(ofCardsIn: reading, beside: device, among: candidates) {
                return .contradictory(serial: device.id, macAddress: other.id)
            }
            return .known(device.id, .serial)
        }
    }

    let sharing = candidates.filter { shareMACAddress($0, reading) }
    if let device = named(byMACAddressOf: reading, serial: serial, among: sharing) {
        return .known(device.id, .macAddress)
    }

    let atAddress = candidates.filter { $0.address == reading.address }
    let isBare = serial == nil && reading.macAddresses.isEmpty
    let fitting = atAddress.filter {
        (isBare || $0.serial == nil && $0.macAddresses.isEmpty)
            && areOfOneModel($0, reading)
    }
    if let device = fitting.max(by: { $0.lastHeard < $1.lastHeard }) { return .known(device.id, .address) }
    return .new(contradicts: (sharing.first ?? atAddress.first)?.id)
}

/// Another machine, alive as this one is, of which the reading has the network card.
private func owner(ofCardsIn reading: Reading, beside device: Device, among candidates: [Device]) -> Device? {
    let cards = reading.macAddresses.filter { !$0.isLocallyAdministered }
    guard !cards.isEmpty, !cards.contains(where: { device.macAddresses.contains($0) }),
        reading.heard - device.lastHeard <= contradictionPatience
    else { return nil }
    let owners = candidates.filter { other in
        other.id != device.id && other.serial != nil && !areSameSerial(other.serial, device.serial)
            && cards.contains { other.macAddresses.contains($0) }
            && reading.heard - other.lastHeard <= contradictionPatience
    }
    // A card that several machines have had names none of them.
    return owners.count == 1 ? owners[0] : nil
}

/// Whether two serials are one, whatever the case of their letters and the blanks in them, and though one of them
/// is written in hex.
public func areSameSerial(_ left: String?, _ right: String?) -> Bool {
    guard let left, let right else { return false }
    return left == right || foldedSerial(left) == foldedSerial(right) || isSameSerial(left, right)
}

private func foldedSerial(_ serial: String) -> String {
    String(serial.filter { !$0.isWhitespace }).lowercased()
}

/// How one serial may stand in the records: as it is, as other firmware would write it, and as another protocol
/// does.
public func spellings(ofSerial serial: String) -> [String] {
    let close = String(serial.filter { !$0.isWhitespace })
    var spellings: [String] = []
    for spelling in [
        serial, serial.uppercased(), serial.lowercased(), close, close.uppercased(), close.lowercased(),
    ]
    where !spellings.contains(spelling) {
        spellings.append(spelling)
    }
    return spellings + serialInHex(close) + serialOutOfHex(close)
}

/// The one machine that a shared MAC address names, if it does.
private func named(
    byMACAddressOf reading: Reading, serial: String?, among sharing: [Device]
) -> Device? {
    let alike = sharing.filter { areOfOneModel($0, reading) }
    func isPossible(_ device: Device) -> Bool { serial == nil || device.serial == nil }
    func isThere(_ device: Device) -> Bool { isPossible(device) && device.address == reading.address }

    let byMaker = alike.filter { device in
        reading.macAddresses.contains { !$0.isLocallyAdministered && device.macAddresses.contains($0) }
    }
    guard byMaker.isEmpty else {
        return byMaker.count == 1 ? byMaker.first(where: isPossible) : byMaker.first(where: isThere)
    }
    // What was given to both says nothing against a serial or a card on either side.
    func isNamed(_ serial: String?, _ addresses: [MACAddress]) -> Bool {
        serial != nil || addresses.contains { !$0.isLocallyAdministered }
    }
    return alike.first { device in
        isThere(device)
            && !(isNamed(serial, reading.macAddresses) && isNamed(device.serial, device.macAddresses))
    }
}

private func shareMACAddress(_ device: Device, _ reading: Reading) -> Bool {
    reading.macAddresses.contains { device.macAddresses.contains($0) }
}

/// Two words agree when one side did not say or both say the same, letters folded.
private func agree(_ left: String?, _ right: String?) -> Bool {
    guard let left, let right else { return true }
    return left.lowercased() == right.lowercased()
}

/// Whether both can be of one make and model, each as far as it was said. One machine does not write its model
/// alike over every protocol, and new firmware may write it otherwise.
private func areOfOneModel(_ device: Device, _ reading: Reading) -> Bool {
    guard agree(device.make, reading.make) else { return false }
    guard let known = device.model, let said = reading.model else { return true }
    return isSameModel(known, said, make: device.make ?? reading.make)
}

/// Of several with the same serial (makers do repeat them), the one of the same model, then at the same
/// address; of another model only one that something else speaks for.
private func nearest(_ devices: [Device], to reading: Reading) -> Device? {
    let sameModel = devices.filter { areOfOneModel($0, reading) }
    let supported = devices.filter { $0.address == reading.address || shareMACAddress($0, reading) }
    let possible = sameModel.isEmpty ? supported : sameModel
    return possible.first { $0.address == reading.address } ?? possible.max { $0.lastHeard < $1.lastHeard }
}
