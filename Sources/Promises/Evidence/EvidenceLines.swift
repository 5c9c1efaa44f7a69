// SPDX-License-Identifier: Apache-2.0
import Values

/// Evidence as lines of JSON, one object a line. docs/reference/evidence.md lists the kinds and their fields.
public enum EvidenceLines {
    /// Reads a file. Nothing is guessed: a line with a finding is left out, and the finding says why.
    ///
    /// Lines without an `id` are called by their number, `line-7`.
    public static func read(_ text: String) -> (evidence: [Evidence], findings: [TextFinding]) {
        var evidence: [Evidence] = []
        var findings: [TextFinding] = []
        var seen: Set<String> = []
        var number = 0
        for line in text.utf8.split(separator: 10, omittingEmptySubsequences: false) {
            number += 1
            guard findings.count < TermsLimits.findingsMax else { break }
            guard !line.allSatisfy({ $0 == 32 || $0 == 9 || $0 == 13 }) else { continue }
            guard number <= TermsLimits.evidenceLinesMax else {
                let message = "More than \(TermsLimits.evidenceLinesMax) lines are not read; split the file."
                findings.append(TextFinding(line: number, column: 1, message: message))
                break
            }
            do throws(TextFinding) {
                let one = try read(line: line, number: number)
                guard seen.insert(one.id).inserted else {
                    throw TextFinding(
                        line: number, column: 1,
                        message:
                            "“\(one.id)” is the id of an earlier line; ids are used once, also in a correction."
                    )
                }
                evidence.append(one)
            } catch {
                findings.append(error)
            }
        }
        return (evidence, findings)
    }

    /// Reads one line.
    ///
    /// - Throws: ``TextFinding`` with the position and the reason.
    public static func read(line text: String, number: Int = 1) throws(TextFinding) -> Evidence {
        try read(line: text[...].utf8, number: number)
    }

    private static func read(line: Substring.UTF8View, number: Int) throws(TextFinding) -> Evidence {
        guard line.count <= TermsLimits.lineBytesMax else {
            throw TextFinding(
                line: number, column: 1, message: "The line is longer than \(TermsLimits.lineBytesMax) bytes."
            )
        }
        let json: JSON
        do throws(JSONError) {
            json = try JSON.parse(line, firstLine: number)
        } catch {
            throw TextFinding(line: error.line, column: error.column, message: error.reason)
        }
        guard let members = json.members else {
            throw TextFinding(line: number, column: 1, message: "A line is one object, from { to }.")
        }
        var fields = EvidenceFields(members, line: number, places: MemberPlaces(line))
        let evidence = try Evidence(&fields)
        try fields.end()
        return evidence
    }
}

/// The members of one line, taken one by one.
struct EvidenceFields {
    private let members: [JSON.Member]
    let line: Int
    private let places: MemberPlaces
    private var taken: Set<String> = []

    init(_ members: [JSON.Member], line: Int, places: MemberPlaces) {
        self.members = members
        self.line = line
        self.places = places
    }

    func wrong(_ key: String, _ message: String) -> TextFinding {
        TextFinding(line: line, column: places.find(key)?.value ?? 1, message: message)
    }

    private mutating func value(_ key: String) -> JSON? {
        taken.insert(key)
        let value = members.first { $0.name == key }?.value
        return value == .null ? nil : value
    }

    mutating func has(_ key: String) -> Bool { value(key) != nil }

    mutating func text(_ key: String, most: Int = TermsLimits.nameScalarsMax) throws(TextFinding) -> String {
        guard let text = try optionalText(key, most: most) else { throw wrong(key, "“\(key)” is missing.") }
        return text
    }

    mutating func optionalText(
        _ key: String, most: Int = TermsLimits.nameScalarsMax
    ) throws(TextFinding) -> String? {
        guard let value = value(key) else { return nil }
        guard case .text(let text) = value, EvidenceFields.isPlain(text, most: most) else {
            throw wrong(key, "“\(key)” is a text of 1 to \(most) characters that can be seen.")
        }
        return text
    }

    private static func isPlain(_ text: String, most: Int) -> Bool {
        (1...most).contains(text.unicodeScalars.count) && text.unicodeScalars.allSatisfy(\.isPlain)
    }

    /// Why; a reason is never missing where somebody takes time out of the count.
    mutating func reason() throws(TextFinding) -> String {
        try text("because", most: TermsLimits.wordsScalarsMax)
    }

    mutating func instant(_ key: String) throws(TextFinding) -> Instant {
        guard let instant = try optionalInstant(key) else { throw wrong(key, "“\(key)” is missing.") }
        return instant
    }

    mutating func optionalInstant(_ key: String) throws(TextFinding) -> Instant? {
        guard let text = try optionalText(key) else { return nil }
        guard let instant = Instant(text) else {
            throw wrong(key, "“\(key)” is an instant like 2026-10-14T08:12:00Z.")
        }
        return instant
    }

    mutating func date(_ key: String) throws(TextFinding) -> CivilDate {
        guard let date = CivilDate(try text(key)) else {
            throw wrong(key, "“\(key)” is a day like 2026-10-26.")
        }
        return date
    }

    mutating func number(_ key: String, _ range: ClosedRange<Int64>) throws(TextFinding) -> Int64 {
        guard let number = try optionalNumber(key, range) else { throw wrong(key, "“\(key)” is missing.") }
        return number
    }

    mutating func optionalNumber(_ key: String, _ range: ClosedRange<Int64>) throws(TextFinding) -> Int64? {
        guard let value = value(key) else { return nil }
        guard case .integer(let number) = value, range.contains(number) else {
            throw wrong(key, "“\(key)” is a whole number from \(range.lowerBound) to \(range.upperBound).")
        }
        return number
    }

    mutating func isTrue(_ key: String, usual: Bool) throws(TextFinding) -> Bool {
        guard let value = value(key) else { return usual }
        guard case .bool(let isTrue) = value else { throw wrong(key, "“\(key)” is true or false.") }
        return isTrue
    }

    mutating func word<Word: RawRepresentable & CaseIterable>(_ key: String, _: Word.Type) throws(TextFinding)
        -> Word
    where Word.RawValue == String {
        let text = try text(key)
        guard let word = Word(rawValue: text) else {
            let known = Word.allCases.map(\.rawValue).joined(separator: ", ")
            throw wrong(key, "“\(text)” is not known here. Known are \(known).")
        }
        return word
    }

    mutating func names(_ key: String) throws(TextFinding) -> [String] {
        guard case .list(let items) = value(key), (1...TermsLimits.listMax).contains(items.count) else {
            throw wrong(key, "“\(key)” is a list with 1 to \(TermsLimits.listMax) names.")
        }
        var names: [String] = []
        for item in items {
            guard case .text(let name) = item,
                EvidenceFields.isPlain(name, most: TermsLimits.nameScalarsMax)
            else { throw wrong(key, "“\(key)” is a list of names.") }
            names.append(name)
        }
        return names
    }

    func end() throws(TextFinding) {
        guard let member = members.first(where: { !taken.contains($0.name) }) else { return }
        throw TextFinding(
            line: line, column: places.find(member.name)?.name ?? 1,
            message:
                "“\(member.name)” is not known in evidence of this kind; take it out or check its spelling.")
    }
}

/// Where the members of a line's object stand. It is looked at only when something is wrong with one.
struct MemberPlaces {
    private let line: Substring.UTF8View

    init(_ line: Substring.UTF8View) {
        self.line = line
    }

    /// The columns of a member's name and of its value, in bytes from 1.
    ///
    /// The line is known to be JSON, so it is enough to follow quotes and brackets.
    func find(_ wanted: String) -> (name: Int, value: Int)? {
        let bytes = Array(line)
        var depth = 0
        var start: Int?
        var last: (name: Int, text: ArraySlice<UInt8>)?
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if let open = start {
                if byte == UInt8(ascii: "\\") {
                    index += 1
                } else if byte == UInt8(ascii: "\"") {
                    last = (open, bytes[(open + 1)..<index])
                    start = nil
                }
            } else if byte == UInt8(ascii: "\"") {
                start = index
            } else if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") {
                depth += 1
            } else if byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") {
                depth -= 1
            } else if byte == UInt8(ascii: ":"), depth == 1, let name = last,
                name.text.elementsEqual(wanted.utf8)
            {
                let blanks = bytes[(index + 1)...].prefix { $0 == 32 || $0 == 9 }.count
                return (name.name + 1, index + 2 + blanks)
            }
            index += 1
        }
        return nil
    }
}
