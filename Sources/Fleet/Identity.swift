// SPDX-License-Identifier: Apache-2.0
import Values

// Is this the same machine? The rules, in the order in which they are tried (docs/concepts/identity.md):
//
//  1. A usable serial number and the same make: it is the machine with that serial, wherever it answers.
//  2. No machine has that serial, but one known without a serial shares a MAC address that names one machine
//     and does not differ in model: it is that machine, and its serial is learnt.
//  3. The reading has no usable serial: a shared MAC address decides in the same way, unless two machines
//     share it.
//  4. Neither serial nor MAC address on one of the two sides: the same address, make and model decide. A name
//     alone never does; host names are given twice.
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
}

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
    "0123456789", "123456789", "12345678", "1234567890",
]

/// Decides whose reading this is among the machines that share its serial, a MAC address or its network
/// address; others need not be given.
public func recognise(_ reading: Reading, among candidates: [Device]) -> Recognition {
    let serial = usableSerial(reading.serial)
    if let serial {
        let sameSerial = candidates.filter { $0.serial == serial && agree($0.make, reading.make) }
        if let device = nearest(sameSerial, to: reading) { return .known(device.id, .serial) }
    }

    let addresses = Set(reading.macAddresses)
    let sharing = candidates.filter { !addresses.isDisjoint(with: $0.macAddresses) }
    let possible = sharing.filter {
        (serial == nil || $0.serial == nil) && agree($0.make, reading.make) && agree($0.model, reading.model)
    }
    if possible.count == 1, let device = possible.first { return .known(device.id, .macAddress) }
    if possible.count > 1, let device = possible.first(where: { $0.address == reading.address }) {
        return .known(device.id, .macAddress)
    }

    let atAddress = candidates.filter { $0.address == reading.address }
    let fitting = atAddress.filter {
        (serial == nil || $0.serial == nil) && (addresses.isEmpty || $0.macAddresses.isEmpty)
            && agree($0.make, reading.make) && agree($0.model, reading.model)
    }
    if let device = fitting.max(by: { $0.lastHeard < $1.lastHeard }) { return .known(device.id, .address) }
    return .new(contradicts: (sharing.first ?? atAddress.first)?.id)
}

/// Two words agree when one side did not say or both say the same, letters folded.
private func agree(_ left: String?, _ right: String?) -> Bool {
    guard let left, let right else { return true }
    return left.lowercased() == right.lowercased()
}

/// Of several with the same serial (makers do repeat them), the one of the same model, then at the same address.
private func nearest(_ devices: [Device], to reading: Reading) -> Device? {
    let sameModel = devices.filter { agree($0.model, reading.model) }
    return sameModel.first { $0.address == reading.address } ?? sameModel.max { $0.lastHeard < $1.lastHeard }
}
