// SPDX-License-Identifier: Apache-2.0

/// The identity of a `Subject`: 128 bits, made by the application and never by a database, so that two
/// engines, two servers and a collector in a basement can make them without asking each other.
///
/// The upper 48 bits are milliseconds since 1970, the next 32 count on, the rest is chance: ids sort by the time they
/// were made, and those one program made within a millisecond in the order in which it made them (RFC 9562,
/// section 6.2, a counter of fixed length). What was told at one instant is so understood in the order of telling.
public struct ID<Subject>: Hashable, Comparable, Sendable {
    public let bits: UInt128

    public init(bits: UInt128) {
        self.bits = bits
    }

    public static func < (left: ID, right: ID) -> Bool { left.bits < right.bits }

    /// Sixteen bytes, most significant first: the form that is stored.
    public var bytes: [UInt8] {
        (0..<16).map { UInt8(truncatingIfNeeded: bits >> UInt128((15 - $0) * 8)) }
    }

    public init?(bytes: [UInt8]) {
        guard bytes.count == 16 else { return nil }
        self.init(bits: bytes.reduce(UInt128(0)) { $0 << 8 | UInt128($1) })
    }
}

extension ID: CustomStringConvertible, LosslessStringConvertible {
    /// Twenty-six letters and digits of Crockford's base 32: the form in addresses and JSON.
    public var description: String {
        // Every stored reading is full of ids, so this does not go through single characters.
        String(unsafeUninitializedCapacity: 26) { text in
            // Twelve digits at a time are 60 bits, which a machine word holds.
            var rest = bits
            var position = 26
            while position > 0 {
                var word = UInt64(truncatingIfNeeded: rest) & 0x0FFF_FFFF_FFFF_FFFF
                let first = max(0, position - 12)
                while position > first {
                    position -= 1
                    text[position] = crockfordDigits[Int(word & 31)]
                    word >>= 5
                }
                rest >>= 60
            }
            return 26
        }
    }

    /// Reads the 26 characters in either case; `nil` when they are not an id.
    public init?(_ text: String) {
        guard text.utf8.count == 26 else { return nil }
        var bits: UInt128 = 0
        var isFirst = true
        for byte in text.utf8 {
            let digit = crockfordValues[Int(byte)]
            // Of the first digit's five bits only three have room.
            guard digit < (isFirst ? 8 : 32) else { return nil }
            isFirst = false
            bits = bits << 5 | UInt128(digit)
        }
        self.init(bits: bits)
    }
}

private let crockfordDigits = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

/// What each byte stands for as a digit, in either case; 255 for those that are none.
private let crockfordValues: [UInt8] = {
    var values = [UInt8](repeating: 255, count: 256)
    for (value, digit) in crockfordDigits.enumerated() {
        values[Int(digit)] = UInt8(value)
        if digit >= 97 { values[Int(digit) - 32] = UInt8(value) }
    }
    return values
}()

extension ID: Codable {
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let id = ID(text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "not an id of 26 characters"))
        }
        self = id
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// Where new ids come from; the running program draws them from the system's randomness, a simulation from
/// its seed.
///
/// Keys and salts are drawn from it as well, so in a running program nobody may be able to guess it.
public protocol IDSource: Sendable {
    /// Eighty fresh bits of chance in the low bits.
    func chance() -> UInt128
    /// One more each time it is asked, beginning anywhere.
    func turn() -> UInt32
}

extension IDSource {
    /// A new id that sorts after those made in earlier milliseconds, and after those made before it in this one.
    public func make<Subject>(at now: Instant) -> ID<Subject> {
        let time = UInt128(truncatingIfNeeded: max(0, now.unixMilliseconds)) & 0xFFFF_FFFF_FFFF
        return ID(bits: time << 80 | UInt128(turn()) << 48 | chance() & ((1 << 48) - 1))
    }
}

/// What the time is; the demo's runs faster than the wall's, a test's stands still.
public protocol WallClock: Sendable {
    func now() -> Instant
}
