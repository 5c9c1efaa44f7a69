// SPDX-License-Identifier: Apache-2.0
import Crypto
import Values

/// Codes on paper for the day the phone is lost: each opens the door once in place of the second factor.
public enum RecoveryCodes {
    public static let count = 10
    /// Of five bits each: 80 bits, which nobody guesses, so a plain hash keeps them well.
    public static let characters = 16

    private static let digits = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

    /// New codes as they are shown, once: `k7qz-4m2x-0v9t-h3ce`.
    public static func make(with chance: inout some RandomNumberGenerator) -> [String] {
        (0..<count).map { _ in
            var text: [UInt8] = []
            for place in 0..<characters {
                if place > 0, place % 4 == 0 { text.append(UInt8(ascii: "-")) }
                // Thirty-two divides 2^64, so every character is as likely as the others.
                text.append(digits[Int(chance.next() & 31)])
            }
            return String(decoding: text, as: UTF8.self)
        }
    }

    /// What is kept of a code: a hash that is bound to its account, so that it opens no other.
    ///
    /// - Returns: `nil` for a text that cannot be a code.
    public static func digest(of code: String, account: UInt128) -> [UInt8]? {
        guard let plain = plain(code) else { return nil }
        let bound = (0..<16).map { UInt8(truncatingIfNeeded: account >> UInt128((15 - $0) * 8)) }
        return Array(SHA256.hash(data: Array("goodword recovery code 1\0".utf8) + bound + plain))
    }

    /// What is left when a code was used; `nil` when it is none of those that were kept.
    public static func use(_ typed: String, account: UInt128, kept: [[UInt8]]) -> [[UInt8]]? {
        guard let digest = digest(of: typed, account: account) else { return nil }
        // All are compared, whichever it is.
        let matches = kept.map { sameBytes($0, digest) }
        guard let place = matches.firstIndex(of: true) else { return nil }
        var left = kept
        left.remove(at: place)
        return left
    }

    /// Read from paper: either case, with or without hyphens, and with the letters that look like digits
    /// (Crockford's base 32).
    private static func plain(_ typed: String) -> [UInt8]? {
        var plain: [UInt8] = []
        for byte in typed.lowercased().utf8 {
            switch byte {
            case UInt8(ascii: "-"), UInt8(ascii: " "): continue
            case UInt8(ascii: "o"): plain.append(UInt8(ascii: "0"))
            case UInt8(ascii: "i"), UInt8(ascii: "l"): plain.append(UInt8(ascii: "1"))
            default:
                guard digits.contains(byte) else { return nil }
                plain.append(byte)
            }
            guard plain.count <= characters else { return nil }
        }
        return plain.count == characters ? plain : nil
    }
}
