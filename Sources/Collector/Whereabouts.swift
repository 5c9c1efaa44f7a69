// SPDX-License-Identifier: Apache-2.0
import Fleet
import Values

/// Which machine was heard where, so that one that moved is not missed at the address it left.
///
/// Signs are a usable serial number together with the make or, of machines that tell none, the unique id that
/// DNS-SD announces (PWG 5100.13, printer-uuid). A name never is one; names are given twice.
struct Whereabouts: Sendable {
    private struct Sign: Hashable, Sendable {
        let text: String
        let make: String?
    }

    private struct Place: Sendable {
        var sign: Sign?
        var uuid: String?
        var heard: Instant
    }

    /// Of one machine, or of a network that makes machines up.
    private static let placesPerSignMax = 16

    private var places: [String: Place] = [:]
    private var bySign: [Sign: Set<String>] = [:]
    private var byUUID: [String: Set<String>] = [:]

    /// Takes in what was read at an address.
    mutating func heard(_ reading: Reading) {
        let sign = usableSerial(reading.serial).map { serial in
            Sign(text: serial.filter { !$0.isWhitespace }.lowercased(), make: reading.make?.lowercased())
        }
        let before = places[reading.address]
        // Another machine took the address over; what the first one announced is not its own.
        let isOther = sign != nil && before?.sign != nil && before?.sign != sign
        if isOther { forget(reading.address) }
        places[reading.address] = Place(
            sign: sign ?? (isOther ? nil : before?.sign), uuid: isOther ? nil : before?.uuid,
            heard: reading.heard)
        if let sign { note(reading.address, in: &bySign[sign, default: []]) }
    }

    /// Takes in what was announced of an address at which something was heard.
    mutating func announced(_ uuid: String, at address: String) {
        guard places[address] != nil, places[address]?.uuid != uuid else { return }
        if let old = places[address]?.uuid { byUUID[old]?.remove(address) }
        places[address]?.uuid = uuid
        note(address, in: &byUUID[uuid, default: []])
    }

    private func note(_ address: String, in known: inout Set<String>) {
        if known.count < Whereabouts.placesPerSignMax { known.insert(address) }
    }

    /// Where the machine that was heard at this address was heard since; `nil` when nowhere else.
    func laterPlace(of address: String) -> String? {
        guard let place = places[address] else { return nil }
        let alike: Set<String>
        if let sign = place.sign {
            alike = bySign[sign] ?? []
        } else {
            // A machine that tells a serial is known by that alone.
            alike = place.uuid.flatMap { byUUID[$0] }?.filter { places[$0]?.sign == nil } ?? []
        }
        return alike.filter { other in
            other != address && (places[other]?.heard ?? place.heard) > place.heard
        }.max { (places[$0]?.heard ?? place.heard) < (places[$1]?.heard ?? place.heard) }
    }

    mutating func forget(_ address: String) {
        guard let place = places.removeValue(forKey: address) else { return }
        if let sign = place.sign {
            bySign[sign]?.remove(address)
            if bySign[sign]?.isEmpty == true { bySign[sign] = nil }
        }
        if let uuid = place.uuid {
            byUUID[uuid]?.remove(address)
            if byUUID[uuid]?.isEmpty == true { byUUID[uuid] = nil }
        }
    }

    // MARK: - Across a restart

    /// What is to be remembered of an address.
    func remembered(_ address: String) -> KnownPrinters.Signs? {
        guard let place = places[address], place.sign != nil || place.uuid != nil else { return nil }
        return KnownPrinters.Signs(serial: place.sign?.text, make: place.sign?.make, uuid: place.uuid)
    }

    mutating func restore(_ signs: KnownPrinters.Signs, at address: String, lastHeard: Instant) {
        let sign = signs.serial.map { Sign(text: $0, make: signs.make) }
        places[address] = Place(sign: sign, uuid: nil, heard: lastHeard)
        if let sign { note(address, in: &bySign[sign, default: []]) }
        if let uuid = signs.uuid { announced(uuid, at: address) }
    }
}
