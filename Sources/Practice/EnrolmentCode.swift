// SPDX-License-Identifier: Apache-2.0
import Values

/// What a person types once to let a collector in: `XXXX-XXXX-XXXX`, eleven characters of chance and one that
/// finds typing mistakes.
///
/// Thirty-one characters, so that a sum modulo a prime finds every single wrong character and every two that
/// changed places; none that is taken for another (no I, L, O, U and 0). Eleven of them are 54 bits.
public struct EnrolmentCode: Hashable, Sendable, CustomStringConvertible {
    static let alphabet = Array("123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)
    static let characters = 12
    /// Longer texts are no code and are not read.
    private static let textMax = 64

    private let digits: [UInt8]

    /// - Parameter chance: at least 16 bytes of randomness that cannot be guessed.
    public init(chance: [UInt8]) {
        var rest = chance.prefix(16).reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
        var digits: [UInt8] = []
        for _ in 1..<EnrolmentCode.characters {
            digits.append(UInt8(rest % 31))
            rest /= 31
        }
        self.digits = digits + [EnrolmentCode.check(digits)]
    }

    /// Reads what somebody typed: in either case, with or without the dashes, I and L as the 1 they were.
    /// - Throws: a ``Refusal`` that says what is wrong with it.
    public init(typed text: String) throws(Refusal) {
        var digits: [UInt8] = []
        for byte in text.utf8.prefix(EnrolmentCode.textMax + 1) {
            var byte = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) ? byte - 32 : byte
            if byte == UInt8(ascii: "-") || byte == UInt8(ascii: " ") { continue }
            if byte == UInt8(ascii: "I") || byte == UInt8(ascii: "L") { byte = UInt8(ascii: "1") }
            guard let digit = EnrolmentCode.alphabet.firstIndex(of: byte) else {
                throw Refusal(
                    .invalid,
                    "The code holds a character that no code has. A code has letters without I, L, O and U, and "
                        + "digits without 0.", field: "code")
            }
            digits.append(UInt8(digit))
        }
        guard digits.count == EnrolmentCode.characters else {
            throw Refusal(
                .invalid,
                "A code has twelve letters and digits, such as 7K2M-XXXX-XXXX. Please type it again.",
                field: "code")
        }
        guard EnrolmentCode.check(Array(digits.dropLast())) == digits.last else {
            throw Refusal(
                .invalid, "The code has a typing mistake. Please compare it with the page and type it again.",
                field: "code")
        }
        self.digits = digits
    }

    /// The sum of the digits, each times its place, is a multiple of 31.
    private static func check(_ digits: [UInt8]) -> UInt8 {
        // The last character counts twelve times; 13 is the inverse of 12 modulo 31.
        let sum = digits.enumerated().reduce(0) { $0 + ($1.offset + 1) * Int($1.element) } % 31
        return UInt8((31 - sum) * 13 % 31)
    }

    /// In groups of four, as a page shows it.
    public var description: String {
        let text = digits.map { EnrolmentCode.alphabet[Int($0)] }
        return stride(from: 0, to: text.count, by: 4)
            .map { String(decoding: text[$0..<$0 + 4], as: UTF8.self) }.joined(separator: "-")
    }

    /// What its hash is made from: without the dashes.
    var plain: String { String(decoding: digits.map { EnrolmentCode.alphabet[Int($0)] }, as: UTF8.self) }
}
