// SPDX-License-Identifier: Apache-2.0

/// Bytes as digits of five or six bits each, without padding: what base 32, base 64 and base 64 for addresses share
/// (RFC 4648).
struct BaseDigits: Sendable {
    let bits: Int
    private let digits: [UInt8]
    private let values: [UInt8?]

    /// - Parameter digits: Thirty-two or sixty-four of them, the one for 0 first.
    init(_ digits: StaticString) {
        self.digits = digits.withUTF8Buffer { Array($0) }
        bits = self.digits.count.trailingZeroBitCount
        var values = [UInt8?](repeating: nil, count: 256)
        for (value, digit) in self.digits.enumerated() { values[Int(digit)] = UInt8(value) }
        self.values = values
    }

    func encode(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.underestimatedCount * 8 + bits - 1) / bits)
        var word: UInt32 = 0
        var count = 0
        for byte in bytes {
            word = word << 8 | UInt32(byte)
            count += 8
            while count >= bits {
                count -= bits
                text.append(digits[Int(word >> UInt32(count)) & (digits.count - 1)])
            }
        }
        if count > 0 { text.append(digits[Int(word << UInt32(bits - count)) & (digits.count - 1)]) }
        return text
    }

    /// The bytes; `nil` for any other character, for a length that no bytes have, and where bits beyond the last byte
    /// are not zero: the same bytes have one way to be written (section 3.5).
    func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count * bits / 8)
        var word: UInt32 = 0
        var count = 0
        for byte in text {
            guard let digit = values[Int(byte)] else { return nil }
            word = word << UInt32(bits) | UInt32(digit)
            count += bits
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: word >> UInt32(count)))
            }
        }
        guard count < bits, word & ((1 << UInt32(count)) - 1) == 0 else { return nil }
        return bytes
    }
}
