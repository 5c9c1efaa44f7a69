// SPDX-License-Identifier: Apache-2.0

/// Finds in a text what has the form of an address, a name on the network or a serial number.
enum TextForms {
    struct Found: Hashable, Sendable {
        var range: Range<Int>
        var octets: [UInt8]
    }

    // MARK: - Bytes

    static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
    static func isHex(_ byte: UInt8) -> Bool { isDigit(byte) || (97...102).contains(byte | 32) }
    static func isLetter(_ byte: UInt8) -> Bool { (97...122).contains(byte | 32) || byte >= 0x80 }
    static func isWord(_ byte: UInt8) -> Bool { isDigit(byte) || isLetter(byte) }

    static func folded(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        bytes.map { (65...90).contains($0) ? $0 | 32 : $0 }
    }

    static func raised(_ byte: UInt8) -> UInt8 { (97...122).contains(byte) ? byte & ~32 : byte }
    static func raised(_ bytes: [UInt8]) -> [UInt8] { bytes.map { raised($0) } }

    static func contains(_ bytes: [UInt8], _ part: [UInt8]) -> Bool {
        !places(of: part, in: bytes, firstOnly: true).isEmpty
    }

    /// Where `part` stands, letter for letter.
    static func places(of part: [UInt8], in bytes: [UInt8], firstOnly: Bool = false) -> [Range<Int>] {
        guard let first = part.first, bytes.count >= part.count else { return [] }
        var places: [Range<Int>] = []
        for start in 0...(bytes.count - part.count)
        where bytes[start] == first && bytes[start..<(start + part.count)].elementsEqual(part) {
            places.append(start..<(start + part.count))
            if firstOnly { break }
        }
        return places
    }

    /// Runs of what `belongs`.
    private static func runs(in bytes: [UInt8], _ belongs: (UInt8) -> Bool) -> [Range<Int>] {
        var runs: [Range<Int>] = []
        var start: Int?
        for place in 0...bytes.count {
            if place < bytes.count, belongs(bytes[place]) {
                if start == nil { start = place }
            } else if let begin = start {
                runs.append(begin..<place)
                start = nil
            }
        }
        return runs
    }

    /// Words: letters and digits without anything between.
    static func words(in bytes: [UInt8]) -> [Range<Int>] { runs(in: bytes, isWord) }

    // MARK: - Addresses

    /// IPv4 addresses written out, not part of a longer row of numbers.
    static func addresses(in bytes: [UInt8]) -> [Found] {
        runs(in: bytes) { isDigit($0) || $0 == UInt8(ascii: ".") }.compactMap { run in
            var range = run
            while let last = range.last, !isDigit(bytes[last]) { range = range.dropLast() }
            while let first = range.first, !isDigit(bytes[first]) { range = range.dropFirst() }
            let parts = bytes[range].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            guard parts.count == 4, parts.allSatisfy({ (1...3).contains($0.count) }) else { return nil }
            let octets = parts.compactMap { part -> UInt8? in
                // A leading zero is the sign of a version, and of an address that would not keep its length.
                guard part.count == 1 || part.first != UInt8(ascii: "0") else { return nil }
                return UInt8(String(decoding: part, as: UTF8.self))
            }
            return octets.count == 4 ? Found(range: range, octets: octets) : nil
        }
    }

    /// MAC addresses: six pairs of hex digits between `:` or `-`, or twelve digits together with a letter in them.
    static func cards(in bytes: [UInt8]) -> [Found] {
        let colon = UInt8(ascii: ":")
        let dash = UInt8(ascii: "-")
        var found: [Found] = []
        for mark in [colon, dash] {
            for run in runs(in: bytes, { isHex($0) || $0 == mark }) where run.count >= 17 {
                let parts = bytes[run].split(separator: mark, omittingEmptySubsequences: false)
                guard parts.count == 6, parts.allSatisfy({ $0.count == 2 }),
                    let octets = hexBytes(bytes[run].filter { $0 != mark })
                else { continue }
                found.append(Found(range: run, octets: octets))
            }
        }
        for run in words(in: bytes) where run.count == 12 && bytes[run].allSatisfy(isHex) {
            guard bytes[run].contains(where: { !isDigit($0) }), let octets = hexBytes(Array(bytes[run]))
            else { continue }
            found.append(Found(range: run, octets: octets))
        }
        return found
    }

    /// IPv6 addresses: groups of hex digits with colons, one of them longer than a clock's.
    static func longAddresses(in bytes: [UInt8]) -> [Range<Int>] {
        let colon = UInt8(ascii: ":")
        return runs(in: bytes) { isHex($0) || $0 == colon }.filter { run in
            let parts = bytes[run].split(separator: colon, omittingEmptySubsequences: false)
            return parts.count >= 3 && parts.allSatisfy { $0.count <= 4 }
                && (parts.contains { $0.count > 2 } || parts.dropFirst().dropLast().contains { $0.isEmpty })
        }
    }

    /// UUIDs: 8-4-4-4-12 hex digits (RFC 9562).
    static func uniqueIDs(in bytes: [UInt8]) -> [Range<Int>] {
        let dash = UInt8(ascii: "-")
        return runs(in: bytes) { isHex($0) || $0 == dash }.filter { run in
            bytes[run].split(separator: dash, omittingEmptySubsequences: false).map(\.count)
                == [8, 4, 4, 4, 12]
        }
    }

    /// Names such as `copier.college.example` and `someone@college.example`.
    static func hosts(in bytes: [UInt8]) -> [Range<Int>] {
        let marks = Set(".-_@".utf8)
        return runs(in: bytes) { isWord($0) || marks.contains($0) }.filter { run in
            if bytes[run].contains(UInt8(ascii: "@")) { return true }
            let labels = bytes[run].split(separator: UInt8(ascii: "."))
            guard labels.count >= 2, let first = labels.first?.first, let last = labels.last else {
                return false
            }
            return isLetter(first) && last.count >= 2 && last.allSatisfy { isLetter($0) }
        }
    }

    // MARK: - Labels

    private static let labels: Set<[UInt8]> = Set(
        [
            "sn", "s/n", "sern", "ser", "serial", "serialnumber", "seriennummer", "uuid", "mac", "ip", "host",
            "hostname", "ssid", "loc", "location", "contact", "owner", "user", "asset", "dev", "domain",
        ].map { Array($0.utf8) })

    /// What follows `SN:`, `S/N`, `Serial number` and the like, up to the next separator.
    static func serials(in bytes: [UInt8]) -> [Range<Int>] {
        let fillers = Set(" :=#_".utf8)
        let ends = Set(";,)]|\t\r\n\0".utf8)
        var found: [Range<Int>] = []
        for run in runs(in: bytes, { isWord($0) || $0 == UInt8(ascii: "/") }) {
            guard let label = startOfValue(run, in: bytes) else { continue }
            var start = label
            while start < bytes.count, fillers.contains(bytes[start]) { start += 1 }
            let end = bytes[start...].firstIndex { ends.contains($0) } ?? bytes.count
            if start < end { found.append(start..<end) }
        }
        return found
    }

    /// Where a label ends, when the word is one. `SN48178080` is a label and its value in one word.
    private static func startOfValue(_ run: Range<Int>, in bytes: [UInt8]) -> Int? {
        let word = folded(bytes[run])
        if labels.contains(word) { return run.upperBound }
        guard word.count > 5, word.starts(with: Array("sn".utf8)), isDigit(word[2]) else { return nil }
        return run.lowerBound + 2
    }
}
