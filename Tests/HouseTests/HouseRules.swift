// SPDX-License-Identifier: Apache-2.0

/// One breach of a house rule: where it stands, and what to do about it.
struct Finding: Hashable, CustomStringConvertible, Sendable {
    let path: String
    let line: Int
    let message: String

    var description: String { "\(path):\(line): \(message)" }
}

/// The rules, each a function from a file's text to what is wrong with it; they read no disk.
enum HouseRules {
    /// Longer files are hard to take in; 400 is the habit, this is the end.
    static let linesMax = 800

    /// Everything that can be said about one file of the project.
    static func check(_ path: String, _ text: String, exists: (String) -> Bool = { _ in true }) -> [Finding] {
        var findings = leftovers(path, text)
        if isWritten(path) { findings += form(path, text) }
        if path.hasSuffix(".swift") {
            let lines = BareCode.lines(of: text)
            findings += arrows(path, lines) + effects(path, lines)
        }
        if path.hasSuffix(".md") { findings += links(path, text, exists: exists) }
        return findings
    }

    // MARK: - Arrows

    /// Imports that lead where the room may not lean.
    static func arrows(_ path: String, _ lines: [String]) -> [Finding] {
        let parts = path.split(separator: "/")
        guard parts.count > 2, parts[0] == "Sources" else { return [] }
        let name = String(parts[1])
        guard let room = House.rooms.first(where: { $0.name == name }) else {
            let message =
                House.roomsInC.contains(name)
                ? "\(name) is a room in C; Swift goes elsewhere."
                : "\(name) is not in the table of rooms; add its line to Tests/HouseTests/House.swift."
            return [Finding(path: path, line: 1, message: message)]
        }
        return lines.enumerated().flatMap { index, line in
            imports(in: line).compactMap { found in
                if found.isExported {
                    return Finding(
                        path: path, line: index + 1,
                        message:
                            "@_exported hides what other files lean on; import \(found.module) where it is used."
                    )
                }
                guard !room.mayImport.contains(found.module), !alwaysThere.contains(found.module) else {
                    return nil
                }
                return Finding(
                    path: path, line: index + 1,
                    message: "\(name) may not import \(found.module); see the rooms in ARCHITECTURE.md.")
            }
        }
    }

    private static let alwaysThere: Set<String> = ["Swift", "_Concurrency"]
    private static let importKinds: Set<Substring> = [
        "struct", "class", "enum", "protocol", "typealias", "func", "let", "var", "actor",
    ]
    private static let accessLevels: Set<Substring> = [
        "public", "package", "internal", "fileprivate", "private",
    ]

    private static func imports(in line: String) -> [(module: String, isExported: Bool)] {
        line.split(separator: ";").compactMap { statement in
            var words = statement.split(separator: " ")[...]
            var isExported = false
            while let word = words.first, word.hasPrefix("@") || accessLevels.contains(word) {
                isExported = isExported || word == "@_exported"
                words = words.dropFirst()
            }
            guard words.popFirst() == "import" else { return nil }
            if let kind = words.first, importKinds.contains(kind) { words = words.dropFirst() }
            guard let module = words.first?.split(separator: ".").first else { return nil }
            return (String(module), isExported)
        }
    }

    // MARK: - Time, chance and ids

    /// Where a timeless room reaches for the clock, for chance or for a task of its own.
    static func effects(_ path: String, _ lines: [String]) -> [Finding] {
        let parts = path.split(separator: "/")
        guard parts.count > 2, parts[0] == "Sources",
            let room = House.rooms.first(where: { $0.name == parts[1] }), room.isTimeless
        else { return [] }
        return lines.enumerated().flatMap { index, line in
            let code = squeezed(line)
            return banned.filter { occurs($0, in: code) }.map { words in
                Finding(
                    path: path, line: index + 1,
                    message:
                        "\(words)… has no place in \(room.name): time, chance and ids are parameters there.")
            }
        }
    }

    private static let banned = [
        "Task{", "Task(", "Task<", "Task.detached", "Task.sleep", "Task.immediate", "Date()", "Date.now",
        "Date(timeInterval",
        "UUID()", ".random(", ".randomElement()", ".shuffled()", ".shuffle()", "SystemRandomNumberGenerator",
        "ContinuousClock", "SuspendingClock", "sleep(", "usleep(", "nanosleep(",
    ]

    /// Blanks away that could stand between a word and its bracket: `Task {` and `Task{` are the same to us.
    private static func squeezed(_ line: String) -> String {
        var code = ""
        var pending = false
        for character in line {
            if character == " " {
                pending = true
                continue
            }
            if pending, let last = code.last, isWordPart(last), isWordPart(character) { code.append(" ") }
            pending = false
            code.append(character)
        }
        return code
    }

    /// Whether the words stand in the code by themselves, not as the end of a longer name or as a method of ours.
    private static func occurs(_ words: String, in code: String) -> Bool {
        var rest = code[...]
        while let first = words.first, let start = rest.firstIndex(of: first) {
            let before = start == code.startIndex ? nil : code[code.index(before: start)]
            let standsAlone = first == "." || before.map { !isWordPart($0) && $0 != "." } ?? true
            let isDeclaration = code[..<start].hasSuffix("func ")
            if standsAlone, !isDeclaration, code[start...].hasPrefix(words) { return true }
            rest = code[code.index(after: start)...]
        }
        return false
    }

    private static func isWordPart(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "_"
    }

    // MARK: - Form

    private static let writtenEndings = [".swift", ".sh", ".py", ".js", ".mjs", ".css", ".c", ".h"]
    private static let emptyNames = ["Util", "Utils", "Helper", "Helpers", "Manager", "Misc", "V2"]

    /// Whether the file is code that we write by hand.
    private static func isWritten(_ path: String) -> Bool { writtenEndings.contains { path.hasSuffix($0) } }

    /// Licence line, tabs, length, and names that say nothing.
    static func form(_ path: String, _ text: String) -> [Finding] {
        var findings: [Finding] = []
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        // The first line may belong to the shell or to SwiftPM, and the second to shellcheck.
        if !lines.prefix(3).contains(where: { $0.contains("SPDX-License-Identifier: Apache-2.0") }) {
            findings.append(
                Finding(path: path, line: 1, message: "The line with the SPDX licence is missing."))
        }
        let count = text.hasSuffix("\n") ? lines.count - 1 : lines.count
        if count > linesMax {
            findings.append(
                Finding(
                    path: path, line: linesMax,
                    message: "\(count) lines are too many to take in; split the file."))
        }
        for (index, line) in lines.enumerated() where line.contains("\t") {
            findings.append(
                Finding(path: path, line: index + 1, message: "A tab; four spaces are the habit."))
        }
        let name = path.split(separator: "/").last?.split(separator: ".").first ?? ""
        if let empty = emptyNames.first(where: { name.hasSuffix($0) }) {
            findings.append(
                Finding(
                    path: path, line: 1,
                    message: "\"\(empty)\" does not say what lives in the file; name its subject."))
        }
        return findings
    }

    /// Notes to oneself that were not meant to stay.
    static func leftovers(_ path: String, _ text: String) -> [Finding] {
        // Put together here, so that this file does not find itself.
        let words = ["FIX" + "ME", "<<<<<" + "<<", ">>>>>" + ">>"]
        guard words.contains(where: { text.contains($0) }) else { return [] }
        return text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().flatMap {
            index, line in
            words.filter { line.contains($0) }.map {
                Finding(path: path, line: index + 1, message: "\($0) was left behind.")
            }
        }
    }

    // MARK: - Documents

    /// Links to files of the project that are not there.
    static func links(_ path: String, _ text: String, exists: (String) -> Bool) -> [Finding] {
        var findings: [Finding] = []
        var isCode = false
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.hasPrefix("```") { isCode.toggle() }
            if isCode { continue }
            for target in linkTargets(in: line) {
                guard let file = target.split(separator: "#", omittingEmptySubsequences: false).first,
                    !file.isEmpty,
                    !file.contains(":")
                else { continue }
                let wanted = joined(path, String(file))
                if !exists(wanted) {
                    findings.append(
                        Finding(path: path, line: index + 1, message: "The link leads nowhere: \(wanted)."))
                }
            }
        }
        return findings
    }

    /// What stands between `](` and `)`.
    private static func linkTargets(in line: Substring) -> [Substring] {
        var targets: [Substring] = []
        var rest = line
        while let bracket = rest.firstIndex(of: "]") {
            rest = rest[rest.index(after: bracket)...]
            guard rest.first == "(", let end = rest.firstIndex(of: ")") else { continue }
            targets.append(rest[rest.index(after: rest.startIndex)..<end])
        }
        return targets
    }

    /// The path that a relative link in the document `path` means, from the root of the project.
    private static func joined(_ path: String, _ target: String) -> String {
        var parts = path.split(separator: "/").dropLast()[...]
        for part in target.split(separator: "/") {
            switch part {
            case ".": continue
            case "..": parts = parts.dropLast()
            default: parts.append(part)
            }
        }
        return parts.joined(separator: "/")
    }
}

/// Serial numbers of real machines, from the recordings that tests may read; they must not enter the project.
struct RecordedSerials {
    /// Shorter ones occur by chance.
    static let lengthMin = 8

    private let serials: [[UInt8]]
    /// The first eight bytes of each serial, so that one pass over a file finds all of them.
    private let byStart: [UInt64: [Int]]

    /// Reads the column `serial` of the recordings' index, a table separated by tabs with its names in the first row.
    init(index: String) {
        let rows = index.split(separator: "\n").map {
            $0.split(separator: "\t", omittingEmptySubsequences: false)
        }
        let column = rows.first?.firstIndex(of: "serial")
        let words = rows.dropFirst().compactMap { row in
            column.flatMap { row.indices.contains($0) ? String(row[$0]) : nil }
        }
        self.init(words)
    }

    init(_ words: [String]) {
        serials = Set(words).filter { word in
            word.utf8.count >= Self.lengthMin
                && word.allSatisfy { $0.isASCII && ($0.isNumber || $0.isUppercase || $0 == "-") }
        }
        .sorted().map { Array($0.utf8) }
        byStart = Dictionary(grouping: serials.indices) { [serials] in
            serials[$0].prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        }
    }

    var count: Int { serials.count }

    /// The lines of a file, of whatever kind, in which a recorded serial number stands.
    func findings(in path: String, _ bytes: [UInt8]) -> [Finding] {
        var findings: [Finding] = []
        var window: UInt64 = 0
        var line = 1
        for (index, byte) in bytes.enumerated() {
            if byte == UInt8(ascii: "\n") { line += 1 }
            window = window << 8 | UInt64(byte)
            guard let candidates = byStart[window] else { continue }
            let start = index - 7
            if candidates.contains(where: { start >= 0 && bytes[start...].starts(with: serials[$0]) }) {
                findings.append(
                    Finding(
                        path: path, line: line,
                        message:
                            "The serial number of a recorded machine; recordings are read from ../shared only."
                    ))
            }
        }
        return findings
    }
}
