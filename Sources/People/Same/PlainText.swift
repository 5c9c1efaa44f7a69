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
        var plain: [UInt8] = []
        for scalar in text.unicodeScalars.prefix(charactersMax) { append(scalar, to: &plain) }
        if plain.last == blank { plain.removeLast() }
        return String(decoding: plain, as: UTF8.self)
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
        var digits: [UInt8] = []
        var isWorldwide = false
        let bytes = Array(phone.utf8.prefix(charactersMax))
        var place = 0
        reading: while place < bytes.count {
            switch bytes[place] {
            case UInt8(ascii: "+"): isWorldwide = isWorldwide || digits.isEmpty
            // "(0)" is spoken only within the country.
            case UInt8(ascii: "(") where bytes[place...].starts(with: "(0)".utf8): place += 2
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digits.append(bytes[place])
            // What follows is a switchboard's own: ext. 7, x12, #3, ;ext=4
            case UInt8(ascii: "e"), UInt8(ascii: "E"), UInt8(ascii: "x"), UInt8(ascii: "X"),
                UInt8(ascii: "#"),
                UInt8(ascii: ";"):
                break reading
            default: break
            }
            place += 1
        }
        if isWorldwide {
            // As it is.
        } else if digits.starts(with: "00".utf8) {
            digits.removeFirst(2)
        } else if let country {
            // Italy keeps its zero; nobody else does.
            if digits.first == UInt8(ascii: "0"), country != "39" { digits.removeFirst() }
            digits = Array(country.utf8) + digits
        }
        return (7...15).contains(digits.count) ? String(decoding: digits, as: UTF8.self) : nil
    }

    private static let titles: Set<Substring> = ["mr", "mrs", "ms", "dr", "prof", "professor", "sir", "dame"]

    private static let blank = UInt8(ascii: " ")

    private static func append(_ scalar: Unicode.Scalar, to plain: inout [UInt8]) {
        switch scalar.value {
        case 0x30...0x39: plain.append(UInt8(scalar.value))
        case 0x41...0x5A, 0x61...0x7A: append(letter: UInt8(scalar.value) | 0x20, to: &plain)
        case 0x27, 0x60, 0xB4, 0x2BC, 0x2019:
            // O'Neill is Oneill to somebody's form.
            break
        case 0..<0x80: appendBlank(to: &plain)
        default: appendForeign(scalar, to: &plain)
        }
    }

    /// An e after a, o or u is taken for the second half of an umlaut.
    private static func append(letter: UInt8, to plain: inout [UInt8]) {
        if letter == UInt8(ascii: "e"), let last = plain.last,
            last == UInt8(ascii: "a") || last == UInt8(ascii: "o") || last == UInt8(ascii: "u")
        {
            return
        }
        plain.append(letter)
    }

    private static func appendBlank(to plain: inout [UInt8]) {
        if let last = plain.last, last != blank { plain.append(blank) }
    }

    private static func appendForeign(_ scalar: Unicode.Scalar, to plain: inout [UInt8]) {
        let properties = scalar.properties
        if properties.generalCategory == .nonspacingMark { return }
        let lower = properties.lowercaseMapping
        if let letters = letters[lower] {
            for letter in letters.utf8 { append(letter: letter, to: &plain) }
        } else if let base = baseLetter(lower) {
            append(letter: base, to: &plain)
        } else if properties.isAlphabetic {
            plain += lower.utf8
        } else {
            appendBlank(to: &plain)
        }
    }

    /// The letter that a Latin one with something on it is made from, by its name in Unicode: LATIN SMALL LETTER E
    /// WITH ACUTE.
    private static func baseLetter(_ lower: String) -> UInt8? {
        guard let scalar = lower.unicodeScalars.first, let name = scalar.properties.name else { return nil }
        let words = name.split(separator: " ")
        guard words.count > 4, words[0] == "LATIN", words[2] == "LETTER", words[3].count == 1,
            words[4] == "WITH"
        else { return nil }
        return words[3].utf8.first.map { $0 | 0x20 }
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
