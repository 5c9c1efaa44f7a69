// SPDX-License-Identifier: Apache-2.0

/// Base 64 with padding (RFC 4648, section 4), read strictly: one way to write a value.
public enum Base64 {
    private static let digits = BaseDigits("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    private static let pad = UInt8(ascii: "=")

    /// In groups of four characters, the last one padded.
    public static func encode(_ bytes: some Sequence<UInt8>) -> String {
        var text = digits.encode(bytes)
        while !text.count.isMultiple(of: 4) { text.append(pad) }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes; `nil` when the text is not base 64, or not the only way to write its bytes.
    public static func decode(_ text: some StringProtocol) -> [UInt8]? {
        var text = Array(text.utf8)[...]
        guard text.count.isMultiple(of: 4) else { return nil }
        // Of a group of four, two characters at least say something.
        for _ in 0..<2 where text.last == pad { text.removeLast() }
        return digits.decode(text)
    }
}

/// Base 64 for addresses, without padding (RFC 4648, section 5; RFC 7515, appendix C), read strictly: a token has
/// one way to be written, so that nobody can pass the same one off as another.
public enum Base64URL {
    private static let digits = BaseDigits("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")

    /// Of characters that stand in an address as they are.
    public static func encode(_ bytes: some Sequence<UInt8>) -> String {
        String(decoding: digits.encode(bytes), as: UTF8.self)
    }

    /// The bytes; `nil` when the text is not base 64 for addresses, or not the only way to write its bytes.
    public static func decode(_ text: some StringProtocol) -> [UInt8]? { digits.decode(Array(text.utf8)) }
}
