// SPDX-License-Identifier: Apache-2.0

/// A message of the domain name system (RFC 1035, section 4), as far as finding services takes it: questions and
/// records of the kinds PTR, SRV, TXT, A and AAAA.
public struct DNSMessage: Hashable, Sendable {
    /// What is asked for, by its number (RFC 1035, 2782, 3596).
    public enum Kind: UInt16, Sendable, CaseIterable {
        case address = 1
        case pointer = 12
        case text = 16
        case longAddress = 28
        case service = 33
    }

    public struct Question: Hashable, Sendable {
        public var name: DNSName
        public var kind: Kind

        public init(_ name: DNSName, _ kind: Kind) {
            self.name = name
            self.kind = kind
        }
    }

    public enum Content: Hashable, Sendable {
        case pointer(DNSName)
        case service(priority: UInt16, weight: UInt16, port: UInt16, host: DNSName)
        /// Strings of at most 255 bytes.
        case text([[UInt8]])
        /// Four bytes.
        case address([UInt8])
        /// Sixteen bytes.
        case longAddress([UInt8])
    }

    public struct Record: Hashable, Sendable {
        public var name: DNSName
        public var content: Content
        /// Seconds for which it may be believed.
        public var lifetime: UInt32

        public init(_ name: DNSName, _ content: Content, lifetime: UInt32 = 10) {
            self.name = name
            self.content = content
            self.lifetime = lifetime
        }
    }

    /// Questions and records in one message; more than a datagram can hold in earnest.
    public static let entriesMax = 1_024

    public var id: UInt16
    public var isResponse: Bool
    /// Asks a resolver to ask on (RD).
    public var wantsRecursion: Bool
    /// The end was cut off (TC); of a query, more known answers follow.
    public var isTruncated: Bool
    /// 0 is no error, 3 is "no such name".
    public var responseCode: UInt8
    public var questions: [Question]
    /// Answers, authorities and additional records, in their order.
    public var records: [Record]

    public init(
        id: UInt16, isResponse: Bool = false, wantsRecursion: Bool = false, questions: [Question] = [],
        records: [Record] = []
    ) {
        self.id = id
        self.isResponse = isResponse
        self.wantsRecursion = wantsRecursion
        isTruncated = false
        responseCode = 0
        self.questions = questions
        self.records = records
    }

    // MARK: - Decoding

    /// Reads a message. Total over any bytes; questions and records of other kinds are passed over.
    public static func decode(_ bytes: [UInt8]) throws(WireError) -> DNSMessage {
        var input = DNSInput(bytes)
        let id = try input.word()
        let flags = try input.word()
        guard flags & 0x7800 == 0 else { throw WireError(.unknownPDU, at: 2) }
        let counts = [try input.word(), try input.word(), try input.word(), try input.word()].map { Int($0) }
        guard counts.reduce(0, +) <= entriesMax else { throw WireError(.tooLarge, at: 4) }
        var message = DNSMessage(
            id: id, isResponse: flags & 0x8000 != 0, wantsRecursion: flags & 0x0100 != 0)
        message.isTruncated = flags & 0x0200 != 0
        message.responseCode = UInt8(flags & 15)
        for _ in 0..<counts[0] {
            let name = try input.name()
            let kind = Kind(rawValue: try input.word())
            let group = try input.word() & 0x7FFF
            if let name, let kind, group == 1 { message.questions.append(Question(name, kind)) }
        }
        for _ in 0..<(counts[1] + counts[2] + counts[3]) {
            if let record = try input.record() { message.records.append(record) }
        }
        return message
    }

    // MARK: - Encoding

    /// Writes a message; names that were written before are pointed to (RFC 1035, section 4.1.4). Records stand
    /// as answers.
    public func encode() -> [UInt8] {
        var output = DNSOutput()
        output.word(id)
        output.word(
            (isResponse ? 0x8400 : 0) | (isTruncated ? 0x0200 : 0) | (wantsRecursion ? 0x0100 : 0)
                | UInt16(responseCode & 15))
        for count in [questions.count, records.count, 0, 0] { output.word(UInt16(clamping: count)) }
        for question in questions {
            output.name(question.name)
            output.word(question.kind.rawValue)
            output.word(1)
        }
        for record in records { output.record(record) }
        return output.bytes
    }
}

/// Reads the parts of a message, never beyond its end.
private struct DNSInput {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func byte() throws(WireError) -> UInt8 {
        guard position < bytes.count else { throw WireError(.truncated, at: position) }
        defer { position += 1 }
        return bytes[position]
    }

    mutating func word() throws(WireError) -> UInt16 {
        let high = try byte()
        return try UInt16(high) << 8 | UInt16(byte())
    }

    private mutating func take(_ count: Int) throws(WireError) -> [UInt8] {
        guard count <= bytes.count - position else { throw WireError(.truncated, at: position) }
        defer { position += count }
        return Array(bytes[position..<(position + count)])
    }

    /// `nil` for the root, which names nothing here.
    mutating func name() throws(WireError) -> DNSName? {
        var labels: [[UInt8]] = []
        var place = position
        var end: Int?
        var written = 1
        while true {
            guard place < bytes.count else { throw WireError(.truncated, at: place) }
            let length = Int(bytes[place])
            switch length {
            case 0:
                position = end ?? place + 1
                return labels.isEmpty ? nil : DNSName(labels: labels)
            case 1...DNSName.labelBytesMax:
                guard place + 1 + length <= bytes.count else { throw WireError(.truncated, at: place) }
                written += length + 1
                guard written <= DNSName.bytesMax else { throw WireError(.tooLarge, at: place) }
                labels.append(Array(bytes[(place + 1)...(place + length)]))
                place += length + 1
            case 0xC0...0xFF:
                guard place + 1 < bytes.count else { throw WireError(.truncated, at: place) }
                let target = (length & 0x3F) << 8 | Int(bytes[place + 1])
                // Only backwards, so that pointers cannot lead in circles.
                guard target < place else { throw WireError(.badLength, at: place) }
                if end == nil { end = place + 2 }
                place = target
            default: throw WireError(.badLength, at: place)
            }
        }
    }

    /// `nil` for a record of another kind.
    mutating func record() throws(WireError) -> DNSMessage.Record? {
        let name = try name()
        let kind = DNSMessage.Kind(rawValue: try word())
        // The top bit says that caches shall forget what they had (RFC 6762, section 10.2).
        let group = try word() & 0x7FFF
        let lifetime = try UInt32(word()) << 16 | UInt32(word())
        let length = Int(try word())
        let end = position + length
        guard end <= bytes.count else { throw WireError(.truncated, at: position) }
        var content: DNSMessage.Content?
        if let kind, group == 1 { content = try self.content(kind, length: length) }
        // A name may be shorter than the record says, never longer.
        guard position <= end else { throw WireError(.badLength, at: position) }
        position = end
        guard let name, let content else { return nil }
        return DNSMessage.Record(name, content, lifetime: lifetime)
    }

    private mutating func content(
        _ kind: DNSMessage.Kind, length: Int
    ) throws(WireError) -> DNSMessage.Content? {
        switch kind {
        case .pointer: return try name().map { .pointer($0) }
        case .service:
            let (priority, weight, port) = (try word(), try word(), try word())
            return try name().map {
                .service(priority: priority, weight: weight, port: port, host: $0)
            }
        case .address: return length == 4 ? .address(try take(4)) : nil
        case .longAddress: return length == 16 ? .longAddress(try take(16)) : nil
        case .text:
            let end = position + length
            var strings: [[UInt8]] = []
            while position < end {
                let count = Int(try byte())
                guard position + count <= end else { throw WireError(.badLength, at: position) }
                strings.append(try take(count))
            }
            return .text(strings)
        }
    }
}

/// Writes the parts of a message.
private struct DNSOutput {
    private(set) var bytes: [UInt8] = []
    private var places: [[[UInt8]]: Int] = [:]

    mutating func word(_ value: UInt16) {
        bytes.append(UInt8(value >> 8))
        bytes.append(UInt8(value & 255))
    }

    mutating func name(_ name: DNSName) {
        var labels = name.labels[...]
        while let label = labels.first {
            let rest = Array(labels)
            if let place = places[rest] {
                word(0xC000 | UInt16(place))
                return
            }
            if bytes.count < 0x4000 { places[rest] = bytes.count }
            bytes.append(UInt8(label.count))
            bytes += label
            labels = labels.dropFirst()
        }
        bytes.append(0)
    }

    mutating func record(_ record: DNSMessage.Record) {
        name(record.name)
        let kind: DNSMessage.Kind =
            switch record.content {
            case .pointer: .pointer
            case .service: .service
            case .text: .text
            case .address: .address
            case .longAddress: .longAddress
            }
        word(kind.rawValue)
        word(1)
        word(UInt16(record.lifetime >> 16))
        word(UInt16(record.lifetime & 0xFFFF))
        let lengthAt = bytes.count
        word(0)
        switch record.content {
        case .pointer(let target): name(target)
        case .service(let priority, let weight, let port, let host):
            word(priority)
            word(weight)
            word(port)
            name(host)
        case .text(let strings):
            for string in strings {
                bytes.append(UInt8(min(255, string.count)))
                bytes += string.prefix(255)
            }
        case .address(let octets): bytes += octets.prefix(4)
        case .longAddress(let octets): bytes += octets.prefix(16)
        }
        let length = UInt16(clamping: bytes.count - lengthAt - 2)
        bytes[lengthAt] = UInt8(length >> 8)
        bytes[lengthAt + 1] = UInt8(length & 255)
    }
}
