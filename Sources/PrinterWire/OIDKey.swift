// SPDX-License-Identifier: Apache-2.0

/// The first bytes of an object identifier in a form that sorts as the identifier does, without memory of its
/// own.
///
/// An arc takes one byte below 128, and otherwise a first byte that says how many follow, which grows with the
/// arc: so comparing bytes compares arcs, and no arc's bytes begin another's.
struct OIDKey: Hashable, Sendable {
    /// Bytes that find room here; what is beyond them is the identifier's tail.
    static let bytesMax = 24

    /// The bytes from the most significant down, zeros where there are none.
    var first: UInt64 = 0
    var second: UInt64 = 0
    var third: UInt64 = 0
    /// Of the whole identifier, its tail included.
    var count: UInt16 = 0

    func byte(_ place: Int) -> UInt8 {
        let shift = UInt64(56 - (place & 7) * 8)
        switch place >> 3 {
        case 0: return UInt8(truncatingIfNeeded: first >> shift)
        case 1: return UInt8(truncatingIfNeeded: second >> shift)
        default: return UInt8(truncatingIfNeeded: third >> shift)
        }
    }

    /// Puts a byte behind those there are; `false` when there is no room and it belongs to the tail.
    mutating func append(_ byte: UInt8) -> Bool {
        let place = Int(count)
        count += 1
        let bits = UInt64(byte) << UInt64(56 - (place & 7) * 8)
        switch place >> 3 {
        case 0: first |= bits
        case 1: second |= bits
        case 2: third |= bits
        default: return false
        }
        return true
    }

    /// Whether every arc is below 128, as far as it has no tail: then each byte is an arc.
    var isPlain: Bool { (first | second | third) & 0x8080_8080_8080_8080 == 0 }

    /// Whether it goes on after so many bytes as another one does; both are without a tail.
    func isSame(as other: OIDKey, after bytes: Int) -> Bool {
        let bits = bytes * 8
        return count == other.count && (first ^ other.first) & ~OIDKey.mask(bits) == 0
            && (second ^ other.second) & ~OIDKey.mask(bits - 64) == 0
            && (third ^ other.third) & ~OIDKey.mask(bits - 128) == 0
    }

    /// Eight bytes from a place on, the first the most significant; zeros where there are none.
    static func word(of bytes: UnsafeRawBufferPointer, at start: Int) -> UInt64 {
        if start + 8 <= bytes.count {
            return UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self))
        }
        var word: UInt64 = 0
        for place in start..<max(start, bytes.count) {
            word |= UInt64(bytes[place]) << UInt64(56 - (place - start) * 8)
        }
        return word
    }

    /// `nil` when the tails decide.
    func isBefore(_ other: OIDKey) -> Bool? {
        if first != other.first { return first < other.first }
        if second != other.second { return second < other.second }
        if third != other.third { return third < other.third }
        // Equal as far as both go: zeros that are bytes follow on zeros that are none.
        if count <= OIDKey.bytesMax || other.count <= OIDKey.bytesMax { return count < other.count }
        return nil
    }

    /// Whether it begins with all of `prefix`, as far as that has no tail.
    func hasPrefix(_ prefix: OIDKey) -> Bool {
        guard count >= prefix.count else { return false }
        let bits = Int(min(Int(prefix.count), OIDKey.bytesMax)) * 8
        return (first ^ prefix.first) & OIDKey.mask(bits) == 0
            && (second ^ prefix.second) & OIDKey.mask(bits - 64) == 0
            && (third ^ prefix.third) & OIDKey.mask(bits - 128) == 0
    }

    /// The top `bits` bits.
    private static func mask(_ bits: Int) -> UInt64 {
        bits >= 64 ? .max : bits <= 0 ? 0 : ~(UInt64.max >> UInt64(bits))
    }
}

/// Puts an identifier together arc by arc.
struct OIDBuilder {
    private var key = OIDKey()
    private var tail: [UInt8]?

    init() {}

    init(_ oid: OID) {
        key = oid.key
        tail = oid.tail
    }

    var oid: OID { OID(key: key, tail: tail) }

    @inline(__always)
    mutating func append(_ arc: UInt32) {
        if arc < 0x80 {
            append(byte: UInt8(truncatingIfNeeded: arc))
        } else {
            appendLong(arc)
        }
    }

    private mutating func appendLong(_ arc: UInt32) {
        let more = arc < 1 << 14 ? 1 : arc < 1 << 21 ? 2 : arc < 1 << 28 ? 3 : 4
        // 10…, 110…, 1110…, 11110000: a larger arc has a larger first byte.
        let mark = UInt8(truncatingIfNeeded: 0xFF00 >> more)
        append(byte: mark | (more == 4 ? 0 : UInt8(truncatingIfNeeded: arc >> UInt32(8 * more))))
        for place in (0..<more).reversed() {
            append(byte: UInt8(truncatingIfNeeded: arc >> UInt32(8 * place)))
        }
    }

    @inline(__always)
    private mutating func append(byte: UInt8) {
        if !key.append(byte) { tail = (tail ?? []) + [byte] }
    }
}

/// Takes the arcs out of sortable bytes again.
struct OIDKeyReader {
    private var arc: UInt32 = 0
    private var missing = 0

    /// The arc that this byte completes.
    @inline(__always)
    mutating func take(_ byte: UInt8) -> UInt32? {
        if missing > 0 {
            arc = arc << 8 | UInt32(byte)
            missing -= 1
            return missing == 0 ? arc : nil
        }
        guard byte >= 0x80 else { return UInt32(byte) }
        missing = (~byte).leadingZeroBitCount
        arc = missing >= 4 ? 0 : UInt32(byte & (0x7F >> UInt8(missing)))
        return nil
    }
}
