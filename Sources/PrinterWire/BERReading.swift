// SPDX-License-Identifier: Apache-2.0

/// The tags of BER and SMI that stand in our messages (RFC 1155, RFC 2578).
enum BERTag {
    static let integer: UInt8 = 0x02
    static let octetString: UInt8 = 0x04
    static let null: UInt8 = 0x05
    static let objectIdentifier: UInt8 = 0x06
    static let sequence: UInt8 = 0x30
    static let ipAddress: UInt8 = 0x40
    static let counter32: UInt8 = 0x41
    static let gauge32: UInt8 = 0x42
    static let timeTicks: UInt8 = 0x43
    static let opaque: UInt8 = 0x44
    /// UInteger32 of the abandoned SNMPv2p; some firmware sends it where a Gauge32 is due.
    static let unsigned32: UInt8 = 0x47
    static let counter64: UInt8 = 0x46
    static let noSuchObject: UInt8 = 0x80
    static let noSuchInstance: UInt8 = 0x81
    static let endOfMibView: UInt8 = 0x82
}

/// A place in a datagram and the end that must not be crossed. Each step checks before it reads, and the span
/// checks again.
struct BERCursor {
    var position: Int
    let end: Int

    var isAtEnd: Bool { position >= end }

    /// Reads a tag and a length, steps over the content, and returns where the content lies.
    mutating func element(in bytes: Span<UInt8>) throws(WireError) -> (tag: UInt8, content: Range<Int>) {
        let start = position
        guard position < end else { throw WireError(.truncated, at: start) }
        let tag = bytes[position]
        // High tag numbers take several bytes and stand nowhere in SNMP.
        guard tag & 0x1F != 0x1F else { throw WireError(.unexpectedTag, at: start) }
        position += 1
        guard position < end else { throw WireError(.truncated, at: position) }
        let first = bytes[position]
        position += 1
        var length = Int(first)
        if first & 0x80 != 0 {
            let count = Int(first & 0x7F)
            guard count > 0, count <= WireLimits.lengthBytesMax else {
                throw WireError(.badLength, at: position - 1)
            }
            guard count <= end - position else { throw WireError(.truncated, at: position) }
            length = 0
            for _ in 0..<count {
                length = length << 8 | Int(bytes[position])
                position += 1
            }
        }
        guard length <= end - position else { throw WireError(.truncated, at: position) }
        let content = position..<(position + length)
        position += length
        return (tag, content)
    }

    mutating func content(of tag: UInt8, in bytes: Span<UInt8>) throws(WireError) -> Range<Int> {
        let start = position
        let element = try element(in: bytes)
        guard element.tag == tag else { throw WireError(.unexpectedTag, at: start) }
        return element.content
    }

    /// A number of the message's frame; an empty one has no meaning there.
    mutating func integer(in bytes: Span<UInt8>) throws(WireError) -> Int64 {
        let range = try content(of: BERTag.integer, in: bytes)
        guard let value = try BERNumber.signed(range, in: bytes) else {
            throw WireError(.truncated, at: range.lowerBound)
        }
        return value
    }

    /// A number of the frame that has 32 bits; agents that count it unsigned write it with five bytes.
    mutating func integer32(in bytes: Span<UInt8>) throws(WireError) -> Int32 {
        let start = position
        let value = try integer(in: bytes)
        guard value >= Int64(Int32.min), value <= Int64(UInt32.max) else {
            throw WireError(.numberTooLarge, at: start)
        }
        return Int32(truncatingIfNeeded: value)
    }
}

enum BERNumber {
    /// Two's complement of any length whose surplus bytes only repeat the sign; `nil` when there is no byte.
    static func signed(_ range: Range<Int>, in bytes: Span<UInt8>) throws(WireError) -> Int64? {
        guard !range.isEmpty else { return nil }
        guard range.count <= WireLimits.integerBytesMax else {
            throw WireError(.numberTooLarge, at: range.lowerBound)
        }
        let sign: UInt8 = bytes[range.lowerBound] & 0x80 == 0 ? 0 : 0xFF
        var value: Int64 = sign == 0 ? 0 : -1
        let surplus = range.count - 8
        for (step, index) in range.enumerated() {
            let byte = bytes[index]
            if step < surplus {
                guard byte == sign else { throw WireError(.numberTooLarge, at: range.lowerBound) }
            } else {
                value = value << 8 | Int64(byte)
            }
        }
        if surplus > 0, (value < 0) != (sign != 0) { throw WireError(.numberTooLarge, at: range.lowerBound) }
        return value
    }

    /// An unsigned number. The top bit is part of it even where the firmware forgot the leading zero byte, so
    /// a counter that arrives "negative" is what it counted.
    static func unsigned(_ range: Range<Int>, in bytes: Span<UInt8>) throws(WireError) -> UInt64? {
        guard !range.isEmpty else { return nil }
        guard range.count <= WireLimits.integerBytesMax else {
            throw WireError(.numberTooLarge, at: range.lowerBound)
        }
        // Five bytes that begin with a set top bit are a 32-bit value whose sign was carried on.
        let isExtended = range.count > 4 && range.count != 8 && bytes[range.lowerBound] == 0xFF
        var value: UInt64 = 0
        for index in range {
            let byte = bytes[index]
            if isExtended, index < range.upperBound - 4 {
                guard byte == 0xFF else { throw WireError(.numberTooLarge, at: range.lowerBound) }
                continue
            }
            guard value <= UInt64.max >> 8 else { throw WireError(.numberTooLarge, at: range.lowerBound) }
            value = value << 8 | UInt64(byte)
        }
        return value
    }

    static func objectIdentifier(_ range: Range<Int>, in bytes: Span<UInt8>) throws(WireError) -> OID {
        if let key = plainKey(range, in: bytes) { return OID(key: key, tail: nil) }
        var builder = OIDBuilder()
        // Zero bytes are how some agents write 0.0.
        guard !range.isEmpty else {
            builder.append(0)
            builder.append(0)
            return builder.oid
        }
        var count = 0
        var arc: UInt64 = 0
        var isOpen = false
        for index in range {
            let byte = bytes[index]
            if byte < 0x80, !isOpen, count > 0 {
                guard count < WireLimits.oidArcsMax else { throw WireError(.badObjectIdentifier, at: index) }
                builder.append(UInt32(byte))
                count += 1
                continue
            }
            arc = arc << 7 | UInt64(byte & 0x7F)
            isOpen = byte & 0x80 != 0
            // The first number holds two arcs, so it may be 80 larger than an arc.
            guard arc <= UInt64(UInt32.max) + (count == 0 ? 80 : 0) else {
                throw WireError(.badObjectIdentifier, at: index)
            }
            if isOpen { continue }
            if count == 0 {
                let root = min(arc / 40, 2)
                builder.append(UInt32(root))
                builder.append(UInt32(arc - root * 40))
                count = 2
            } else {
                guard count < WireLimits.oidArcsMax else {
                    throw WireError(.badObjectIdentifier, at: index)
                }
                builder.append(UInt32(arc))
                count += 1
            }
            arc = 0
        }
        guard !isOpen else { throw WireError(.badObjectIdentifier, at: range.upperBound) }
        return builder.oid
    }

    /// Nearly all names are 1.3 and arcs below 128: behind the first byte, which stands for those two, the bytes of
    /// the wire are the sortable ones. `nil` for any other, and for long ones.
    private static func plainKey(_ range: Range<Int>, in bytes: Span<UInt8>) -> OIDKey? {
        guard !range.isEmpty, range.count < OIDKey.bytesMax, bytes[range.lowerBound] == 0x2B else {
            return nil
        }
        let key = bytes.extracting(range).withUnsafeBytes { name in
            OIDKey(
                first: 0x0103 << 48 | OIDKey.word(of: name, at: 1) >> 16,
                second: OIDKey.word(of: name, at: 7),
                third: OIDKey.word(of: name, at: 15), count: UInt16(name.count + 1))
        }
        return key.isPlain ? key : nil
    }
}
