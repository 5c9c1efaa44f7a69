// SPDX-License-Identifier: Apache-2.0
import Values

/// What of a file of cards could not be read, and where.
public struct VCardFinding: Hashable, Sendable {
    public let line: Int
    public let sentence: String
}

extension VCard {
    public static let bytesMax = 20_000_000
    public static let cardsMax = 20_000
    public static let propertiesMax = 500
    /// A photograph is longer; such a line is left out and said.
    public static let lineBytesMax = 400_000
    public static let findingsMax = 100

    /// Reads a file of cards. Whatever the bytes are, what can be read is, and what cannot is named.
    public static func parse(_ bytes: [UInt8]) -> (cards: [VCard], findings: [VCardFinding]) {
        var reader = VCardReader()
        guard bytes.count <= bytesMax else {
            reader.find(1, "This file is larger than 20 MB. Please export it in several parts.")
            return ([], reader.findings)
        }
        let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
        var line: [UInt8] = []
        var number = 1
        var start = 1
        var place = text.startIndex
        while place < text.endIndex {
            let end = text[place...].firstIndex { $0 == 0x0A || $0 == 0x0D } ?? text.endIndex
            line += text[place..<end]
            var next = end
            if next < text.endIndex {
                next += text[next] == 0x0D && next + 1 < text.endIndex && text[next + 1] == 0x0A ? 2 : 1
                number += 1
            }
            // A line that begins with a blank goes on (RFC 6350, section 3.2), also in the middle of a letter.
            if next < text.endIndex, text[next] == 0x20 || text[next] == 0x09 {
                place = next + 1
                continue
            }
            reader.take(line, at: start)
            line = []
            start = number
            place = next
        }
        reader.take(line, at: start)
        return reader.end(at: number)
    }

    /// The card as a file has it: lines of at most 75 bytes that end in CRLF (RFC 6350, section 3.2).
    public var written: [UInt8] {
        var bytes: [UInt8] = []
        func write(_ line: String) {
            var room = 75
            for character in line.unicodeScalars {
                let encoded = Array(String(character).utf8)
                // No letter is cut in two, although readers have to bear it.
                if encoded.count > room {
                    bytes += [0x0D, 0x0A, 0x20]
                    room = 74
                }
                bytes += encoded
                room -= encoded.count
            }
            bytes += [0x0D, 0x0A]
        }
        write("BEGIN:VCARD")
        write("VERSION:\(version.rawValue)")
        for property in properties { write(property.line(version)) }
        write("END:VCARD")
        return bytes
    }
}

extension VCard.Property {
    fileprivate func line(_ version: VCard.Version) -> String {
        var line = group.map { "\($0)." } ?? ""
        line += name
        for parameter in parameters {
            line += ";\(parameter.name)="
            line += parameter.values.map { VCard.Property.parameterValue($0, version) }.joined(separator: ",")
        }
        // Only what is escaped may hold a line break; a bare one would begin another line.
        line +=
            ":"
            + value.replacing("\r\n", with: "\\n").replacing("\n", with: "\\n").replacing("\r", with: "\\n")
        return line
    }

    /// In quotes where a sign would end it; a quote itself and a line break as RFC 6868 writes them, in 4.0.
    private static func parameterValue(_ value: String, _ version: VCard.Version) -> String {
        var safe = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": safe += version == .four ? "^'" : "'"
            case "^": safe += version == .four ? "^^" : "^"
            case "\n", "\r": safe += version == .four ? "^n" : " "
            default: safe.unicodeScalars.append(scalar)
            }
        }
        let mustBeQuoted = safe.unicodeScalars.contains { $0 == "," || $0 == ";" || $0 == ":" }
        return mustBeQuoted ? "\"\(safe)\"" : safe
    }
}

private struct VCardReader {
    var cards: [VCard] = []
    var findings: [VCardFinding] = []
    private var open: VCard?
    private var openedAt = 0
    private var isUnusable = false

    mutating func find(_ line: Int, _ sentence: String) {
        guard findings.count < VCard.findingsMax else { return }
        findings.append(VCardFinding(line: line, sentence: sentence))
    }

    mutating func end(at line: Int) -> (cards: [VCard], findings: [VCardFinding]) {
        if open != nil { find(openedAt, "The card that begins here has no end. It was left out.") }
        return (cards, findings)
    }

    mutating func take(_ bytes: [UInt8], at number: Int) {
        guard bytes.contains(where: { $0 != 0x20 && $0 != 0x09 }) else { return }
        guard bytes.count <= VCard.lineBytesMax else {
            find(number, "This line is too long; a picture, perhaps. It was left out.")
            return
        }
        guard let property = property(bytes, at: number) else {
            find(number, "This line has no colon or no proper name and so says nothing. It was left out.")
            return
        }
        switch (property.name, property.value.uppercased()) {
        case ("BEGIN", "VCARD"):
            if open != nil { find(openedAt, "The card that begins here has no end. It was left out.") }
            open = VCard(version: .three, properties: [])
            openedAt = number
            isUnusable = false
        case ("END", "VCARD"):
            if let card = open, !isUnusable {
                if cards.count < VCard.cardsMax {
                    cards.append(card)
                } else if cards.count == VCard.cardsMax {
                    find(openedAt, "There are more than \(VCard.cardsMax) cards. The rest was left out.")
                }
            }
            open = nil
        case ("VERSION", let version):
            if let version = VCard.Version(rawValue: version) {
                open?.version = version
            } else if open != nil {
                isUnusable = true
                find(
                    number,
                    "This card is of version \(version.prefix(10)); please export it as vCard 3.0 or 4.0.")
            }
        default:
            guard open != nil else {
                find(number, "This line stands outside any card. It was left out.")
                return
            }
            if (open?.properties.count ?? 0) < VCard.propertiesMax {
                open?.properties.append(property)
            } else {
                find(number, "This card has more than \(VCard.propertiesMax) lines. The rest was left out.")
            }
        }
    }

    /// `group.NAME;PARAMETER=value,"value":value`
    private mutating func property(_ bytes: [UInt8], at number: Int) -> VCard.Property? {
        var isQuoted = false
        var cuts: [Int] = []
        var colon: Int?
        for (place, byte) in bytes.enumerated() {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if isQuoted { continue }
            if byte == UInt8(ascii: ";") { cuts.append(place) }
            if byte == UInt8(ascii: ":") {
                colon = place
                break
            }
        }
        guard let colon else { return nil }
        let ends = cuts + [colon]
        let head = String(decoding: bytes[..<ends[0]], as: UTF8.self)
        let names = head.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        var parameters: [VCard.Parameter] = []
        for (start, end) in zip(ends, ends.dropFirst()) {
            parameters.append(contentsOf: parameter(bytes[(start + 1)..<end]))
        }
        let charset = parameters.first { $0.name == "CHARSET" }?.values.first
        let value = text(bytes[(colon + 1)...], charset: charset, at: number)
        // What was said about the bytes is no longer true of the text.
        parameters.removeAll { $0.name == "CHARSET" }
        let name = PersonDraft.trimmed(String(names[names.count - 1])).uppercased()
        let group = names.count == 2 ? PersonDraft.trimmed(String(names[0])) : ""
        guard isName(name), group.isEmpty || isName(group) else { return nil }
        return VCard.Property(group: group.isEmpty ? nil : group, name, parameters, value: value)
    }

    private func parameter(_ bytes: ArraySlice<UInt8>) -> [VCard.Parameter] {
        let text = String(decoding: bytes, as: UTF8.self)
        // By scalars: a mark that sits on the sign would make another letter of it.
        guard let equals = text.unicodeScalars.firstIndex(of: "=") else {
            // A bare word is a type, as version 2.1 wrote it and some still do.
            let word = PersonDraft.trimmed(text)
            return word.isEmpty ? [] : [VCard.Parameter("TYPE", [word])]
        }
        var values = [""]
        var isQuoted = false
        var isAfterCaret = false
        for scalar in text.unicodeScalars[text.unicodeScalars.index(after: equals)...] {
            if isAfterCaret {
                isAfterCaret = false
                switch scalar {
                case "n": values[values.count - 1] += "\n"
                case "'": values[values.count - 1] += "\""
                case "^": values[values.count - 1] += "^"
                default: values[values.count - 1] += "^" + String(Character(scalar))
                }
            } else if scalar == "^", open?.version == .four {
                isAfterCaret = true
            } else if scalar == "\"" {
                isQuoted.toggle()
            } else if scalar == ",", !isQuoted {
                values.append("")
            } else {
                values[values.count - 1].unicodeScalars.append(scalar)
            }
        }
        if isAfterCaret { values[values.count - 1] += "^" }
        let name = PersonDraft.trimmed(String(text[..<equals])).uppercased()
        return isName(name) ? [VCard.Parameter(name, values)] : []
    }

    /// Letters, digits and hyphens (RFC 6350, section 3.3), and the underscore that some programs use.
    private func isName(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
                    || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
            }
    }

    /// UTF-8; Latin-1 where the line says so, or where it can be nothing else.
    private mutating func text(_ bytes: ArraySlice<UInt8>, charset: String?, at number: Int) -> String {
        let isLatin =
            charset.map { ["iso-8859-1", "latin1", "windows-1252"].contains($0.lowercased()) } ?? false
        if !isLatin, let text = String(validating: bytes, as: UTF8.self) { return text }
        if !isLatin { find(number, "This line is not in UTF-8; it was read as Latin-1. Please check it.") }
        return String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    }
}
