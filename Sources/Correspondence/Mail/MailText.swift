// SPDX-License-Identifier: Apache-2.0

/// Bytes of a mail as text.
public enum MailText {
    /// Windows-1252 from 0x80 to 0x9F; 0 where it has nothing.
    private static let windows: [UInt16] = [
        0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,
        0x017D,
        0, 0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153,
        0,
        0x017E, 0x0178,
    ]
    private static let latin: Set<String> = [
        "iso-8859-1", "iso8859-1", "iso_8859-1", "latin1", "l1", "windows-1252", "cp1252", "x-cp1252",
    ]
    private static let unicode: Set<String> = ["utf-8", "utf8", "us-ascii", "ascii", "ansi_x3.4-1968"]

    /// The text, and whether its character set is one that is read here.
    ///
    /// Latin-1 is read as Windows-1252, because programs that wrote the one used to mean the other (WHATWG
    /// Encoding, 4.2). Without a word on it, bytes are UTF-8 if they can be, and Windows-1252 if not.
    static func decoded(_ bytes: [UInt8], charset: String?) -> (text: String, isKnown: Bool) {
        let name = charset?.lowercased().filter { !$0.isWhitespace } ?? ""
        let read: String
        var isKnown = true
        if latin.contains(name) {
            read = windows(bytes)
        } else if let valid = String(validating: bytes, as: UTF8.self) {
            // Many character sets hold ASCII as it is; beyond it only those above are known.
            isKnown = name.isEmpty || unicode.contains(name) || bytes.allSatisfy { $0 < 128 }
            read = valid
        } else if name.isEmpty {
            read = windows(bytes)
        } else if unicode.contains(name) {
            read = String(decoding: bytes, as: UTF8.self)
        } else {
            isKnown = false
            read = String(String.UnicodeScalarView(bytes.map { $0 < 128 ? Unicode.Scalar($0) : "\u{FFFD}" }))
        }
        return (cleaned(read), isKnown)
    }

    private static func windows(_ bytes: [UInt8]) -> String {
        var scalars = String.UnicodeScalarView()
        for byte in bytes {
            let value = (0x80...0x9F).contains(byte) ? windows[Int(byte) - 0x80] : UInt16(byte)
            scalars.append(value == 0 ? "\u{FFFD}" : Unicode.Scalar(value) ?? "\u{FFFD}")
        }
        return String(scalars)
    }

    /// Without control characters and what turns the direction of writing; line ends are LF.
    static func cleaned(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        var count = 0
        var isAfterReturn = false
        for scalar in text.unicodeScalars {
            let before = isAfterReturn
            isAfterReturn = scalar == "\r"
            switch scalar.value {
            case 10: if before { continue }
            case 13:
                scalars.append("\n")
                count += 1
                continue
            case 9: break
            case 0..<32, 0x7F..<0xA0, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF: continue
            default: break
            }
            scalars.append(scalar)
            count += 1
            if count >= MailLimits.textScalarsMax { break }
        }
        return String(scalars)
    }

    /// Bytes of a structured field as ASCII; all else becomes a question mark.
    static func ascii(_ bytes: [UInt8]) -> String {
        String(String.UnicodeScalarView(bytes.map { $0 < 128 && $0 >= 32 ? Unicode.Scalar($0) : "?" }))
    }

    // MARK: - HTML

    private static let breaks: Set<String> = [
        "br", "p", "div", "tr", "li", "h1", "h2", "h3", "h4", "blockquote", "table", "ul", "ol", "hr",
    ]
    private static let entities: [String: String] = [
        "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": " ", "rsquo": "’", "lsquo": "‘",
        "rdquo": "”", "ldquo": "“", "ndash": "–", "mdash": "—", "hellip": "…", "euro": "€", "auml": "ä",
        "ouml": "ö",
        "uuml": "ü", "szlig": "ß", "eacute": "é", "egrave": "è", "agrave": "à", "ccedil": "ç",
    ]

    /// What a person would read of HTML; scripts, styles and marks are left out. It is text, never shown as
    /// HTML.
    static func plain(html: String) -> String {
        var plain = ""
        var rest = html[...]
        while let open = rest.firstIndex(of: "<") {
            plain += words(rest[..<open])
            let tag = rest[rest.index(after: open)...]
            if tag.hasPrefix("!--") {
                rest = after("-->", in: tag)
                continue
            }
            guard let close = tag.firstIndex(of: ">") else {
                rest = ""
                break
            }
            let name = tag.drop { $0 == "/" }.prefix { $0.isLetter || $0.isNumber }.lowercased()
            rest = tag[tag.index(after: close)...]
            if ["script", "style", "head", "title"].contains(name), tag.first != "/" {
                rest = after("</\(name)", in: rest)
                rest = after(">", in: rest)
            } else if breaks.contains(name), !plain.hasSuffix("\n\n") {
                plain += "\n"
            }
        }
        plain += words(rest)
        return cleaned(String(plain.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed()))
    }

    private static func after(_ mark: String, in text: Substring) -> Substring {
        let wanted = Array(mark.lowercased())
        var index = text.startIndex
        while index < text.endIndex {
            var here = index
            var place = 0
            while here < text.endIndex, place < wanted.count, text[here].lowercased() == String(wanted[place])
            {
                here = text.index(after: here)
                place += 1
            }
            if place == wanted.count { return text[here...] }
            index = text.index(after: index)
        }
        return text[text.endIndex...]
    }

    /// Text between marks: blanks are one blank, entities are what they stand for.
    private static func words(_ text: Substring) -> String {
        var words = ""
        var index = text.startIndex
        while index < text.endIndex {
            let character = text[index]
            if character == "&", let end = text[index...].prefix(12).firstIndex(of: ";") {
                let name = String(text[text.index(after: index)..<end])
                if let stands = entities[name] ?? numeric(name) {
                    words += stands
                    index = text.index(after: end)
                    continue
                }
            }
            if character.isWhitespace {
                if words.last?.isWhitespace != true { words += " " }
            } else {
                words.append(character)
            }
            index = text.index(after: index)
        }
        return words
    }

    private static func numeric(_ name: String) -> String? {
        guard name.hasPrefix("#") else { return nil }
        let digits = name.dropFirst()
        let value =
            digits.first == "x" || digits.first == "X"
            ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
        return value.flatMap(Unicode.Scalar.init).map { String($0) }
    }
}

/// Words of a header that hold more than ASCII (RFC 2047).
enum MailWords {
    static func decoded(_ bytes: [UInt8]) -> String {
        var result = ""
        var plain: [UInt8] = []
        var index = 0
        var isAfterWord = false
        func flush() {
            // Blanks between two encoded words are not part of the text (RFC 2047, 6.2).
            if !(isAfterWord && plain.allSatisfy { $0 == 32 || $0 == 9 }) || index >= bytes.count {
                result += MailText.decoded(plain, charset: nil).text
            }
            plain = []
        }
        while index < bytes.count {
            if let word = word(in: bytes, at: index) {
                flush()
                result += word.text
                index = word.end
                isAfterWord = true
            } else {
                plain.append(bytes[index])
                if bytes[index] != 32, bytes[index] != 9 { isAfterWord = false }
                index += 1
            }
        }
        flush()
        return result.replacing("\n", with: " ").replacing("\t", with: " ")
    }

    /// `=?utf-8?B?…?=` at a position.
    private static func word(in bytes: [UInt8], at start: Int) -> (text: String, end: Int)? {
        guard start + 1 < bytes.count, bytes[start] == 61, bytes[start + 1] == 63 else { return nil }
        var fields: [[UInt8]] = [[]]
        var index = start + 2
        // A word has at most 75 characters; programs write longer ones.
        while index < bytes.count, index - start < 1_000 {
            if bytes[index] == 63 {
                if fields.count == 3, index + 1 < bytes.count, bytes[index + 1] == 61 { break }
                if fields.count == 3 { return nil }
                fields.append([])
            } else if bytes[index] <= 32, fields.count < 3 {
                return nil
            } else {
                fields[fields.count - 1].append(bytes[index])
            }
            index += 1
        }
        guard fields.count == 3, index + 1 < bytes.count, bytes[index] == 63, bytes[index + 1] == 61 else {
            return nil
        }
        // A language may stand behind the character set (RFC 2231, 5).
        let charset = MailText.ascii(fields[0]).prefix { $0 != "*" }
        let content: [UInt8]
        switch fields[1] {
        case [66], [98]: content = MailEncodings.base64(fields[2][...]).bytes
        case [81], [113]: content = MailEncodings.q(fields[2])
        default: return nil
        }
        return (MailText.decoded(content, charset: String(charset)).text, index + 2)
    }
}
