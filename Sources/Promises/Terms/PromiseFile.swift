// SPDX-License-Identifier: Apache-2.0
import Values

/// What a text of the terms language holds: promises, and the calendars that they count by.
///
/// docs/reference/promises.md describes the text. Reading what ``text`` gives yields the same value.
public struct PromiseFile: Hashable, Sendable {
    public var promises: [WrittenPromise]
    public var calendars: [WrittenCalendar]
    /// Where each promise's document begins, as long as it was read from a text.
    public var lines: [Int]

    public init(promises: [WrittenPromise] = [], calendars: [WrittenCalendar] = []) {
        self.promises = promises
        self.calendars = calendars
        lines = []
    }

    public static let apiVersion = "goodword/v1"

    /// Reads a text; what has a finding that cannot be passed over is left out.
    public static func read(_ text: String) -> (file: PromiseFile, findings: [TextFinding]) {
        let (documents, faults) = PlainYAML.read(text)
        var file = PromiseFile()
        var findings = faults
        if documents.isEmpty, faults.isEmpty {
            findings.append(TextFinding(line: 1, column: 1, message: "There is no promise in this file."))
        }
        for document in documents {
            var fields = Fields(document)
            fields.expect("apiVersion", PromiseFile.apiVersion)
            switch fields.text("kind") {
            case "Promise":
                if let promise = WrittenPromise(&fields) {
                    file.promises.append(promise)
                    file.lines.append(document.line)
                }
            case "Calendar":
                if let calendar = WrittenCalendar(&fields) { file.calendars.append(calendar) }
            case let kind?:
                fields.wrong("kind", "“\(kind)” is not known; it is Promise or Calendar.")
            case nil: break
            }
            fields.endReading()
            findings += fields.findings
        }
        findings += file.twice(documents)
        findings.sort { ($0.line, $0.column, $0.message) < ($1.line, $1.column, $1.message) }
        return (file, Array(findings.prefix(TermsLimits.findingsMax)))
    }

    private func twice(_ documents: [PlainNode]) -> [TextFinding] {
        var seen: Set<String> = []
        return zip(promises, lines).compactMap { promise, line in
            seen.insert(promise.name).inserted
                ? nil
                : TextFinding(
                    line: line, column: 1,
                    message:
                        "Another promise is called “\(promise.name)” too; give this one a name of its own.")
        }
    }

    /// The text, in one form for one value.
    public var text: String {
        (calendars.map(\.text) + promises.map(\.text)).joined(separator: "---\n")
    }

    public static func == (left: PromiseFile, right: PromiseFile) -> Bool {
        left.promises == right.promises && left.calendars == right.calendars
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(promises)
        hasher.combine(calendars)
    }
}

/// The keys of one mapping, taken one by one; what nobody took is not known and is told.
struct Fields {
    private var entries: [String: PlainNode.Entry] = [:]
    private let line: Int
    private let column: Int
    private let path: String
    private var taken: [String] = []
    var findings: [TextFinding] = []

    init(_ node: PlainNode, path: String = "") {
        line = node.line
        column = node.column
        self.path = path
        if case .mapping(let all) = node.content {
            for entry in all where entries[entry.key] == nil { entries[entry.key] = entry }
        } else {
            findings.append(
                TextFinding(
                    line: line, column: column,
                    message: path.isEmpty
                        ? "A document begins with apiVersion: \(PromiseFile.apiVersion)."
                        : "Below “\(path)” keys are expected, each with a colon."))
        }
    }

    mutating func wrong(_ key: String, _ message: String) {
        let value = entries[key]?.value
        findings.append(
            TextFinding(line: value?.line ?? line, column: value?.column ?? column, message: message))
    }

    mutating func node(_ key: String) -> PlainNode? {
        if !taken.contains(key) { taken.append(key) }
        return entries[key]?.value
    }

    mutating func missing(_ key: String) {
        findings.append(
            TextFinding(
                line: line, column: column,
                message: "“\(key)” is missing\(path.isEmpty ? "" : " under “\(path)”"); add it."))
    }

    /// A text that has to be there.
    mutating func text(_ key: String, most: Int = TermsLimits.wordsScalarsMax) -> String? {
        guard let text = optionalText(key, most: most) else {
            if entries[key] == nil { missing(key) }
            return nil
        }
        return text
    }

    mutating func optionalText(_ key: String, most: Int = TermsLimits.wordsScalarsMax) -> String? {
        guard let node = node(key) else { return nil }
        guard case .scalar(let text) = node.content else {
            wrong(key, "“\(key)” is one text on one line.")
            return nil
        }
        guard !text.isEmpty else {
            wrong(key, "“\(key)” is empty; fill it in or take it out.")
            return nil
        }
        guard text.unicodeScalars.count <= most else {
            wrong(key, "“\(key)” has more than \(most) characters; say it shorter.")
            return nil
        }
        return text
    }

    mutating func name(_ key: String) -> String? {
        guard text(key, most: TermsLimits.nameScalarsMax) != nil else { return nil }
        return optionalName(key)
    }

    mutating func optionalName(_ key: String) -> String? {
        guard let text = optionalText(key, most: TermsLimits.nameScalarsMax) else { return nil }
        guard Names.isName(text) else {
            wrong(key, "A name has no line breaks and no “ ”.")
            return nil
        }
        return text
    }

    mutating func expect(_ key: String, _ value: String) {
        guard let text = text(key), text != value else { return }
        wrong(key, "“\(key)” is \(value) here, not \(text).")
    }

    /// A phrase of the terms language; its finding stands where the phrase goes wrong.
    mutating func phrase<Value>(
        _ key: String, isNeeded: Bool, _ read: (inout Phrase) throws(TextFinding) -> Value
    ) -> Value? {
        guard let text = isNeeded ? text(key) : optionalText(key), let node = entries[key]?.value else {
            return nil
        }
        do throws(TextFinding) {
            var phrase = try Phrase(text, line: node.line, column: node.column)
            let value = try read(&phrase)
            try phrase.expectEnd()
            return value
        } catch {
            findings.append(error)
            return nil
        }
    }

    mutating func instant(_ key: String) -> Instant? {
        guard let text = text(key) else { return nil }
        guard let instant = Instant(text) else {
            wrong(key, "An instant is written like 2026-10-06T17:00:00Z, or with +01:00 for Z.")
            return nil
        }
        return instant
    }

    mutating func date(_ key: String) -> CivilDate? {
        guard let text = optionalText(key) else { return nil }
        guard let date = CivilDate(text) else {
            wrong(key, "There is no such day; days are written like 2026-10-01.")
            return nil
        }
        return date
    }

    /// The mapping below a key.
    mutating func below(_ key: String, isNeeded: Bool = true) -> Fields? {
        guard let node = node(key) else {
            if isNeeded { missing(key) }
            return nil
        }
        return Fields(node, path: key)
    }

    /// Every key and its text, for mappings whose keys are data.
    mutating func all() -> [(entry: PlainNode.Entry, text: String)] {
        var found: [(PlainNode.Entry, String)] = []
        for entry in entries.values.sorted(by: { $0.line < $1.line }) {
            taken.append(entry.key)
            if case .scalar(let text) = entry.value.content {
                found.append((entry, text))
            } else {
                findings.append(
                    TextFinding(
                        line: entry.line, column: entry.column, message: "Here one text should stand."))
            }
        }
        return found
    }

    mutating func take(_ other: Fields) { findings += other.findings }

    mutating func endReading() {
        for entry in entries.values where !taken.contains(entry.key) {
            let known = taken.isEmpty ? "" : " Known are \(taken.joined(separator: ", "))."
            findings.append(
                TextFinding(
                    line: entry.line, column: entry.column,
                    message: "“\(entry.key)” is not known here; take it out or check its spelling.\(known)"))
        }
    }
}
