// SPDX-License-Identifier: Apache-2.0

/// Texts as they are compared: without case, accents and alphabets, so that two ways to write one name meet.
///
/// Only for finding candidates that a person then looks at; never for deciding.
public enum PlainText {
    /// Beyond this nothing is compared.
    public static let charactersMax = 200

    /// A text in plain lower-case Latin letters, digits and single blanks.
    ///
    /// Accents go; Cyrillic and Greek are written in Latin letters (simply, after ISO 9 and ELOT 743); and because
    /// one person's ü is another's ue, `ae`, `oe` and `ue` count as `a`, `o`, `u`.
    public static func folded(_ text: String) -> String {
        var plain = ""
        for character in text.prefix(charactersMax) {
            for scalar in character.unicodeScalars { append(scalar, to: &plain) }
        }
        return collapsed(plain)
    }

    /// The words of a name in alphabetical order: "Murphy, Ann" and "Ann Murphy" are the same.
    public static func nameKey(_ name: String) -> String {
        folded(name).split(separator: " ").filter { !titles.contains($0) }.sorted().joined(separator: " ")
    }

    /// An address as it is compared: without case and blanks. What stands before the @ is otherwise left alone, for
    /// only its host knows what it means (RFC 5321, section 2.3.11).
    public static func mailKey(_ mail: String) -> String? {
        let folded = mail.lowercased().filter { !$0.isWhitespace }
        let parts = folded.split(separator: "@", omittingEmptySubsequences: false)
        guard folded.utf8.count <= 320, parts.count == 2, parts.allSatisfy({ !$0.isEmpty }) else {
            return nil
        }
        return folded
    }

    /// A telephone number as it is compared: its digits after the country's, as in E.164. Without a country code the
    /// number is taken to be of `country`; `nil` when it is too short to tell anyone apart.
    ///
    /// - Parameter country: the digits of the country code, such as `353`.
    public static func phoneKey(_ phone: String, country: String?) -> String? {
        // What follows is a switchboard's own; "(0)" is spoken only within the country.
        let spoken = phone.replacing("(0)", with: "").lowercased()
        let end = spoken.firstIndex { "x#;e".contains($0) } ?? spoken.endIndex
        var digits = spoken[..<end].filter { $0.isASCII && $0.isNumber }
        let isWorldwide = spoken.first { !$0.isWhitespace } == "+"
        if isWorldwide {
            // As it is.
        } else if digits.hasPrefix("00") {
            digits.removeFirst(2)
        } else if let country {
            // Italy keeps its zero; nobody else does.
            digits =
                country + (digits.hasPrefix("0") && country != "39" ? String(digits.dropFirst()) : digits)
        }
        return (7...15).contains(digits.count) ? digits : nil
    }

    private static let titles: Set<Substring> = ["mr", "mrs", "ms", "dr", "prof", "professor", "sir", "dame"]

    private static func append(_ scalar: Unicode.Scalar, to plain: inout String) {
        switch scalar.value {
        case 0x30...0x39, 0x61...0x7A: plain.unicodeScalars.append(scalar)
        case 0x41...0x5A: plain += String(Character(scalar)).lowercased()
        case 0x27, 0x2019, 0x2BC, 0x60, 0xB4:
            // O'Neill is Oneill to somebody's form.
            break
        default:
            let properties = scalar.properties
            if properties.generalCategory == .nonspacingMark { return }
            let lower = properties.lowercaseMapping
            if let letters = letters[lower] {
                plain += letters
            } else if let base = baseLetter(lower) {
                plain.append(base)
            } else if properties.isAlphabetic {
                plain += lower
            } else if plain.last != " ", !plain.isEmpty {
                plain += " "
            }
        }
    }

    /// The letter that a Latin one with something on it is made from, by its name in Unicode: LATIN SMALL LETTER E
    /// WITH ACUTE.
    private static func baseLetter(_ lower: String) -> Character? {
        guard let scalar = lower.unicodeScalars.first, let name = scalar.properties.name else { return nil }
        let words = name.split(separator: " ")
        guard words.count > 4, words[0] == "LATIN", words[2] == "LETTER", words[3].count == 1,
            words[4] == "WITH"
        else { return nil }
        return words[3].lowercased().first
    }

    private static func collapsed(_ plain: String) -> String {
        var letters: [UInt8] = []
        for byte in plain.utf8 {
            // ae, oe, ue
            if byte == UInt8(ascii: "e"), let last = letters.last,
                last == UInt8(ascii: "a") || last == UInt8(ascii: "o") || last == UInt8(ascii: "u")
            {
                continue
            }
            letters.append(byte)
        }
        let text = String(decoding: letters, as: UTF8.self)
        return text.hasSuffix(" ") ? String(text.dropLast()) : text
    }

    private static let letters: [String: String] = [
        "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i",
        "ŋ": "ng",
        "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "ё": "e", "є": "ie", "ж": "zh",
        "з": "z", "и": "i", "і": "i", "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o",
        "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch",
        "ш": "sh",
        "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "iu", "я": "ia",
        "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th", "ι": "i", "κ": "k",
        "λ": "l", "μ": "m", "ν": "n", "ξ": "x", "ο": "o", "π": "p", "ρ": "r", "σ": "s", "ς": "s", "τ": "t",
        "υ": "y", "φ": "f", "χ": "ch", "ψ": "ps", "ω": "o", "ά": "a", "έ": "e", "ή": "i", "ί": "i", "ό": "o",
        "ύ": "y", "ώ": "o",
    ]
}
