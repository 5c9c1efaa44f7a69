// SPDX-License-Identifier: Apache-2.0
import Polling
import Values

/// Addresses that follow each other, as a person writes them: `10.0.0.0/24`, `10.0.0.5-10.0.0.20`, `10.0.0.5-20`,
/// `10.0.0.5`, each with `:PORT` when it is not SNMP's own.
///
/// Every address of a range is asked, the first and the last too: what is a network's or a broadcast address
/// depends on masks that the range does not tell.
public struct AddressRange: Hashable, Sendable {
    /// The most addresses that may be swept together: a /12, a little over a million.
    public static let addressesMax = 1 << 20

    public let first: NetworkAddress
    public let last: NetworkAddress
    /// `nil` where the person named none.
    public let port: UInt16?

    /// `nil` when `last` lies before `first`.
    public init?(from first: NetworkAddress, to last: NetworkAddress, port: UInt16? = nil) {
        guard first <= last else { return nil }
        self.first = first
        self.last = last
        self.port = port
    }

    public var count: UInt128 { last.bits - first.bits + 1 }

    /// What a person may name: addresses, or a host whose addresses a resolver has to tell.
    public enum Parsed: Hashable, Sendable {
        case addresses(AddressRange)
        case host(name: String, port: UInt16?)
    }

    /// Reads one range, address or host name.
    public static func parse(_ written: String) throws(AddressRangeError) -> Parsed {
        let text = written.filter { !$0.isWhitespace }
        guard !text.isEmpty, text.utf8.count <= 300 else {
            throw AddressRangeError(written, "An address range is empty. Name one, such as 10.0.0.0/24.")
        }
        if text.count(where: { $0 == ":" }) > 1 {
            throw AddressRangeError(
                written, "“\(text)” looks like an IPv6 address, and Goodword asks IPv4 addresses today.")
        }
        var body = Substring(text)
        var port: UInt16?
        if let colon = text.lastIndex(of: ":") {
            guard let number = UInt16(text[text.index(after: colon)...]), number > 0 else {
                throw AddressRangeError(written, "The port in “\(text)” should be a number from 1 to 65535.")
            }
            if let sentence = NeverAsked.sentence(port: number) { throw AddressRangeError(written, sentence) }
            port = number
            body = text[..<colon]
        }
        if let slash = body.firstIndex(of: "/") {
            let bits = body[body.index(after: slash)...]
            return .addresses(try block(body[..<slash], bits: bits, port: port, written: text))
        }
        if let address = NetworkAddress(body) {
            return .addresses(AddressRange(single: address, port: port))
        }
        if let dash = body.firstIndex(of: "-"), let first = NetworkAddress(body[..<dash]) {
            let end = body[body.index(after: dash)...]
            return .addresses(try span(first, end: end, port: port, written: text))
        }
        guard isHostName(body) else {
            throw AddressRangeError(
                written,
                "“\(text)” is not an address range. Write 10.0.0.0/24, 10.0.0.5-20, 10.0.0.5 or a host’s name."
            )
        }
        return .host(name: String(body), port: port)
    }

    private init(single address: NetworkAddress, port: UInt16?) {
        first = address
        last = address
        self.port = port
    }

    private static func block(
        _ base: Substring, bits: Substring, port: UInt16?, written: String
    ) throws(AddressRangeError) -> AddressRange {
        guard let address = NetworkAddress(base)?.ipv4, let length = UInt32(bits), length <= 32 else {
            throw AddressRangeError(
                written, "“\(written)” should be an address and a length up to 32, such as 10.0.0.0/24.")
        }
        guard length >= 12 else { throw tooLarge(written) }
        let hostBits = UInt32.max >> length
        let host = length == 32 ? 0 : hostBits
        return AddressRange(
            from: NetworkAddress(ipv4: address & ~host), to: NetworkAddress(ipv4: address | host), port: port)
            ?? AddressRange(single: NetworkAddress(ipv4: address), port: port)
    }

    private static func span(
        _ first: NetworkAddress, end: Substring, port: UInt16?, written: String
    ) throws(AddressRangeError) -> AddressRange {
        var last = NetworkAddress(end)
        if last == nil, let base = first.ipv4, end.utf8.count <= 3, let number = UInt8(end) {
            last = NetworkAddress(ipv4: base & 0xFFFF_FF00 | UInt32(number))
        }
        guard let last else {
            throw AddressRangeError(
                written, "“\(written)” should end in an address or in its last number: 10.0.0.5-20.")
        }
        guard let range = AddressRange(from: first, to: last, port: port) else {
            throw AddressRangeError(written, "“\(written)” ends before it begins. Swap the two addresses.")
        }
        guard range.count <= UInt128(addressesMax) else { throw tooLarge(written) }
        return range
    }

    static func tooLarge(_ written: String) -> AddressRangeError {
        AddressRangeError(
            written,
            """
            “\(written)” holds more than \(addressesMax) addresses, the most that are swept together. \
            Name the networks in which printers stand, /12 or smaller.
            """)
    }

    /// Letters, digits, hyphens and dots (RFC 1123), an underscore for the sake of what people do; a name of
    /// digits and dots alone is a mistyped address.
    private static func isHostName(_ text: Substring) -> Bool {
        text.utf8.count <= 253
            && text.utf8.contains { ($0 | 32) >= 97 && ($0 | 32) <= 122 }
            && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
                (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                    && label.utf8.allSatisfy { byte in
                        (48...57).contains(byte) || (97...122).contains(byte | 32) || byte == 45 || byte == 95
                    }
            }
    }
}

/// Why a range cannot be used.
public struct AddressRangeError: TwoVoicedError, Hashable {
    public let message: String
    public let detail: String

    init(_ written: String, _ message: String) {
        self.message = message
        detail = "range as written: \(written.prefix(80))"
    }
}

/// The addresses of some ranges, each once, without those that are left out; found by their position, so that a
/// million of them take no memory.
public struct AddressPlan: Sendable {
    private struct Run: Sendable {
        let first: NetworkAddress
        let count: Int
        let port: UInt16
        /// The position of the run's first address in the plan.
        let start: Int
    }

    private var runs: [Run] = []
    public private(set) var count = 0

    /// - Parameters:
    ///   - ranges: What to ask. A range without a port is asked at `port`.
    ///   - excluding: What to leave alone; without a port, at every port.
    /// - Throws: ``AddressRangeError`` when together there are more than ``AddressRange/addressesMax``.
    public init(
        _ ranges: [AddressRange], excluding: [AddressRange] = [], port: UInt16 = Endpoint.snmpPort
    ) throws(AddressRangeError) {
        var byPort: [UInt16: [ClosedRange<UInt128>]] = [:]
        for range in ranges {
            byPort[range.port ?? port, default: []].append(range.first.bits...range.last.bits)
        }
        for (port, spans) in byPort.sorted(by: { $0.key < $1.key }) {
            if let sentence = NeverAsked.sentence(port: port) {
                throw AddressRangeError("port \(port)", sentence)
            }
            let holes = excluding.filter { $0.port == nil || $0.port == port }
                .map { $0.first.bits...$0.last.bits }
            for span in AddressPlan.subtract(AddressPlan.merge(holes), from: AddressPlan.merge(spans)) {
                let length = span.upperBound - span.lowerBound + 1
                guard length <= UInt128(AddressRange.addressesMax - count) else {
                    throw AddressRange.tooLarge(ranges.count == 1 ? "This range" : "What was named")
                }
                runs.append(
                    Run(
                        first: NetworkAddress(bits: span.lowerBound), count: Int(length), port: port,
                        start: count))
                count += Int(length)
            }
        }
    }

    /// The endpoint at a position from 0 up to ``count``.
    public subscript(position: Int) -> Endpoint? {
        guard position >= 0, position < count else { return nil }
        var low = 0
        var high = runs.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if runs[middle].start <= position { low = middle } else { high = middle }
        }
        let run = runs[low]
        return Endpoint(
            NetworkAddress(bits: run.first.bits + UInt128(position - run.start)), port: run.port)
    }

    public func contains(_ endpoint: Endpoint) -> Bool {
        runs.contains { run in
            run.port == endpoint.port && run.first <= endpoint.address
                && endpoint.address.bits - run.first.bits < UInt128(run.count)
        }
    }

    private static func merge(_ spans: [ClosedRange<UInt128>]) -> [ClosedRange<UInt128>] {
        var merged: [ClosedRange<UInt128>] = []
        for span in spans.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = merged.last, span.lowerBound <= last.upperBound {
                merged[merged.count - 1] = last.lowerBound...max(last.upperBound, span.upperBound)
            } else {
                merged.append(span)
            }
        }
        return merged
    }

    /// Both sorted and without overlaps.
    private static func subtract(
        _ holes: [ClosedRange<UInt128>], from spans: [ClosedRange<UInt128>]
    ) -> [ClosedRange<UInt128>] {
        var left: [ClosedRange<UInt128>] = []
        for span in spans {
            var start = span.lowerBound
            var isUsedUp = false
            for hole in holes where hole.upperBound >= start && hole.lowerBound <= span.upperBound {
                if hole.lowerBound > start { left.append(start...(hole.lowerBound - 1)) }
                if hole.upperBound >= span.upperBound {
                    isUsedUp = true
                    break
                }
                start = hole.upperBound + 1
            }
            if !isUsedUp { left.append(start...span.upperBound) }
        }
        return left
    }
}
