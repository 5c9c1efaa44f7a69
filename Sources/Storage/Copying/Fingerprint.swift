// SPDX-License-Identifier: Apache-2.0

/// A sum over rows that does not depend on their order: equal tables have equal ones, whichever engine keeps
/// them.
///
/// Two 64-bit FNV-1a hashes of each row, stirred and added. It guards against mistakes, not against malice.
public struct Fingerprint: Sendable, Hashable, CustomStringConvertible {
    public private(set) var rows = 0
    private var low: UInt64 = 0
    private var high: UInt64 = 0

    public init() {}

    public mutating func add(row: [SQLValue]) {
        var first: UInt64 = 0xCBF2_9CE4_8422_2325
        var second: UInt64 = 0x8422_2325_CBF2_9CE4
        func add(_ byte: UInt8) {
            first = (first ^ UInt64(byte)) &* 0x100_0000_01B3
            second = (second ^ UInt64(byte)) &* 0x9E37_79B9_7F4A_7C15
        }
        func add(_ number: UInt64) {
            for shift in stride(from: 0, to: 64, by: 8) {
                add(UInt8(truncatingIfNeeded: number >> UInt64(shift)))
            }
        }
        for value in row {
            switch value {
            case .null: add(UInt8(0))
            case .int(let value):
                add(UInt8(1))
                add(UInt64(bitPattern: value))
            case .real(let value):
                add(UInt8(2))
                // Both zeros are the same number, and engines keep one of them.
                add(value == 0 ? 0 : value.bitPattern)
            case .text(let value):
                add(UInt8(3))
                add(UInt64(value.utf8.count))
                for byte in value.utf8 { add(byte) }
            case .blob(let value):
                add(UInt8(4))
                add(UInt64(value.count))
                for byte in value { add(byte) }
            }
        }
        low &+= Fingerprint.stirred(first)
        high &+= Fingerprint.stirred(second)
        rows += 1
    }

    /// A sum of plain hashes would let related rows cancel out (the finaliser of MurmurHash3).
    private static func stirred(_ hash: UInt64) -> UInt64 {
        var hash = hash
        hash = (hash ^ (hash >> 33)) &* 0xFF51_AFD7_ED55_8CCD
        hash = (hash ^ (hash >> 33)) &* 0xC4CE_B9FE_1A85_EC53
        return hash ^ (hash >> 33)
    }

    /// Thirty-two hex digits.
    public var description: String {
        [high, low].map { part in
            let digits = String(part, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }
}

extension Fingerprint {
    /// Sixty-four of its bits as the engines keep a number.
    var digest: Int64 { Int64(bitPattern: low ^ high) }
}
