// SPDX-License-Identifier: Apache-2.0

/// Base 32 with the alphabet of RFC 4648, section 6: how authenticator apps show and take a secret.
public enum Base32 {
    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

    /// Without padding, as authenticator apps want it.
    public static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        var word: UInt32 = 0
        var count = 0
        for byte in bytes {
            word = word << 8 | UInt32(byte)
            count += 8
            while count >= 5 {
                count -= 5
                text.append(digits[Int(word >> UInt32(count) & 31)])
            }
        }
        if count > 0 { text.append(digits[Int(word << UInt32(5 - count) & 31)]) }
        return String(decoding: text, as: UTF8.self)
    }

    /// What somebody typed or pasted: in either case, with blanks and hyphens between the groups, with or without
    /// padding; `nil` when it is anything else.
    public static func decode(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        var word: UInt32 = 0
        var count = 0
        var padding = false
        var digitCount = 0
        for byte in text.utf8 {
            if byte == UInt8(ascii: " ") || byte == UInt8(ascii: "-") { continue }
            if byte == UInt8(ascii: "=") {
                padding = true
                continue
            }
            guard !padding, let digit = value(of: byte) else { return nil }
            digitCount += 1
            word = word << 5 | UInt32(digit)
            count += 5
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: word >> UInt32(count)))
            }
        }
        // Lengths that no bytes have (section 6), and bits that belong to none.
        guard ![1, 3, 6].contains(digitCount % 8), word & ((1 << UInt32(count)) - 1) == 0 else { return nil }
        return bytes
    }

    private static func value(of byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - UInt8(ascii: "a")
        case UInt8(ascii: "2")...UInt8(ascii: "7"): byte - UInt8(ascii: "2") + 26
        default: nil
        }
    }
}
