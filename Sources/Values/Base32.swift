// SPDX-License-Identifier: Apache-2.0

/// Base 32 with the alphabet of RFC 4648, section 6: how authenticator apps show and take a secret.
public enum Base32 {
    private static let digits = BaseDigits("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")

    /// Without padding, as authenticator apps want it.
    public static func encode(_ bytes: some Sequence<UInt8>) -> String {
        String(decoding: digits.encode(bytes), as: UTF8.self)
    }

    /// What somebody typed or pasted: in either case, with blanks and hyphens between the groups, with or without
    /// padding; `nil` when it is anything else.
    public static func decode(_ text: some StringProtocol) -> [UInt8]? {
        var typed = text.utf8.filter { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "-") }
        while typed.last == UInt8(ascii: "=") { typed.removeLast() }
        return digits.decode(
            typed.map { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) ? $0 - 0x20 : $0 })
    }
}
