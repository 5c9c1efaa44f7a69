// SPDX-License-Identifier: Apache-2.0

/// A node of a text in the part of YAML that promises are written in.
///
/// Read are: block mappings and sequences, `[a, b]`, plain and quoted scalars on one line, comments, and
/// documents between `---`. Refused, each with a sentence that says what to write instead: tabs, anchors,
/// aliases, tags, merge keys, `{…}`, text over several lines, a key that stands twice. Every scalar is text:
/// there is no `no` that means false, and no 09:00 that means 540 (YAML 1.1's sexagesimals).
struct PlainNode: Hashable {
    enum Content: Hashable {
        case scalar(String)
        case mapping([Entry])
        case sequence([PlainNode])
    }

    struct Entry: Hashable {
        var key: String
        var line: Int
        var column: Int
        var value: PlainNode
    }

    var content: Content
    var line: Int
    var column: Int
}

/// Reads documents of plain YAML.
struct PlainYAML {
    private struct Line {
        var number: Int
        var indent: Int
        /// Without indentation and comment.
        var text: [Unicode.Scalar]
    }

    private var lines: [Line] = []
    private var position = 0
    private(set) var findings: [TextFinding] = []

    /// The documents of a text and what is wrong with it. A document with a finding may be missing.
    static func read(_ text: String) -> (documents: [PlainNode], findings: [TextFinding]) {
        guard text.utf8.count <= TermsLimits.fileBytesMax else {
            let message = "The file is larger than \(TermsLimits.fileBytesMax >> 20) MiB; split it."
            return ([], [TextFinding(line: 1, column: 1, message: message)])
        }
        var documents: [PlainNode] = []
        var findings: [TextFinding] = []
        var reader = PlainYAML()
        func end() {
            if !reader.lines.isEmpty {
                do throws(TextFinding) {
                    documents.append(try reader.document())
                } catch {
                    reader.findings.append(error)
                }
            }
            findings += reader.findings
            reader = PlainYAML()
        }
        let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
        for (index, raw) in lines.enumerated() {
            var scalars = Array(raw)
            if scalars.last == "\r" { scalars.removeLast() }
            if scalars.starts(with: "---".unicodeScalars) && scalars.dropFirst(3).allSatisfy({ $0 == " " }) {
                end()
            } else {
                reader.add(scalars, number: index + 1)
            }
        }
        end()
        return (documents, Array(findings.prefix(TermsLimits.findingsMax)))
    }

    private mutating func add(_ scalars: [Unicode.Scalar], number: Int) {
        func wrong(_ column: Int, _ message: String) {
            findings.append(TextFinding(line: number, column: column, message: message))
        }
        if let tab = scalars.firstIndex(of: "\t") {
            return wrong(tab + 1, "A tab stands here; indent and separate with blanks.")
        }
        if let control = scalars.firstIndex(where: { !$0.isPlain }) {
            return wrong(control + 1, "A sign stands here that cannot be seen; take it out.")
        }
        guard scalars.count <= TermsLimits.lineBytesMax else { return wrong(1, "The line is too long.") }
        let indent = scalars.prefix { $0 == " " }.count
        var text = PlainYAML.withoutComment(scalars[indent...])
        while text.last == " " { text.removeLast() }
        if !text.isEmpty { lines.append(Line(number: number, indent: indent, text: text)) }
    }

    /// Cuts off a comment: a # at the beginning or after a blank, outside of quotes.
    private static func withoutComment(_ scalars: ArraySlice<Unicode.Scalar>) -> [Unicode.Scalar] {
        var quote: Unicode.Scalar?
        var before: Unicode.Scalar = " "
        var isEscaped = false
        var canOpen = true
        for (index, scalar) in zip(scalars.indices, scalars) {
            if let open = quote {
                if isEscaped {
                    isEscaped = false
                } else if scalar == "\\", open == "\"" {
                    isEscaped = true
                } else if scalar == open {
                    quote = nil
                }
            } else if scalar == "#", before == " " {
                return Array(scalars[..<index])
            } else if canOpen, scalar == "\"" || scalar == "'" {
                quote = scalar
            }
            // A quote opens a scalar only where one can begin; in the middle of a word it is an apostrophe.
            if scalar != " " { canOpen = scalar == "[" || scalar == "," || scalar == ":" || scalar == "-" }
            before = scalar
        }
        return Array(scalars)
    }

    // MARK: - Blocks

    private mutating func document() throws(TextFinding) -> PlainNode {
        let node = try block(indent: lines[0].indent, depth: 0)
        if position < lines.count {
            let line = lines[position]
            throw TextFinding(
                line: line.number, column: line.indent + 1,
                message: "The indentation fits nothing above; align it with its neighbours.")
        }
        return node
    }

    private mutating func block(indent: Int, depth: Int) throws(TextFinding) -> PlainNode {
        let first = lines[position]
        guard depth < TermsLimits.depthMax else {
            throw TextFinding(line: first.number, column: indent + 1, message: "This is nested too deeply.")
        }
        return isItem(first)
            ? try sequence(indent: indent, depth: depth) : try mapping(indent: indent, depth: depth)
    }

    private func isItem(_ line: Line) -> Bool {
        line.text.first == "-" && (line.text.count == 1 || line.text[1] == " ")
    }

    private mutating func mapping(indent: Int, depth: Int) throws(TextFinding) -> PlainNode {
        let first = lines[position]
        var entries: [PlainNode.Entry] = []
        var seen: Set<String> = []
        while position < lines.count, lines[position].indent == indent, !isItem(lines[position]) {
            let line = lines[position]
            let column = indent + 1
            guard let colon = keyEnd(line) else {
                throw TextFinding(
                    line: line.number, column: column,
                    message:
                        "Here should stand a key and a colon, such as “period: each month”; text goes on one line."
                )
            }
            let key = String(String.UnicodeScalarView(line.text[..<colon]))
            if key == "<<" || key.hasPrefix("?") {
                throw TextFinding(
                    line: line.number, column: column, message: "Merge keys are not read; write it out.")
            }
            if !seen.insert(key).inserted {
                findings.append(
                    TextFinding(
                        line: line.number, column: column, message: "“\(key)” stands here twice; keep one."))
            }
            let rest = Array(line.text[(colon + 1)...])
            let blanks = rest.prefix { $0 == " " }.count
            let value: PlainNode
            position += 1
            if blanks == rest.count {
                value = try nested(under: line, indent: indent, depth: depth)
            } else {
                value = try inline(
                    Array(rest[blanks...]), line: line.number, column: indent + colon + 2 + blanks)
                try refuseContinuation(indent)
            }
            entries.append(.init(key: key, line: line.number, column: column, value: value))
        }
        return PlainNode(content: .mapping(entries), line: first.number, column: indent + 1)
    }

    /// What stands below a key that has nothing beside it.
    private mutating func nested(under line: Line, indent: Int, depth: Int) throws(TextFinding) -> PlainNode {
        if position < lines.count {
            let next = lines[position]
            // A sequence may stand below its key without indentation, as in YAML.
            if next.indent > indent || (next.indent == indent && isItem(next)) {
                return try block(indent: next.indent, depth: depth + 1)
            }
        }
        return PlainNode(content: .scalar(""), line: line.number, column: indent + line.text.count + 1)
    }

    private mutating func sequence(indent: Int, depth: Int) throws(TextFinding) -> PlainNode {
        let first = lines[position]
        var items: [PlainNode] = []
        while position < lines.count, lines[position].indent == indent, isItem(lines[position]) {
            let line = lines[position]
            let rest = Array(line.text.dropFirst())
            let blanks = rest.prefix { $0 == " " }.count
            guard blanks < rest.count else {
                throw TextFinding(
                    line: line.number, column: indent + 2, message: "After - something should stand.")
            }
            let inner = Line(number: line.number, indent: indent + 1 + blanks, text: Array(rest[blanks...]))
            if keyEnd(inner) != nil {
                lines[position] = inner
                items.append(try block(indent: inner.indent, depth: depth + 1))
            } else {
                position += 1
                items.append(try inline(inner.text, line: line.number, column: inner.indent + 1))
                try refuseContinuation(indent)
            }
            guard items.count <= TermsLimits.listMax else {
                throw TextFinding(
                    line: line.number, column: indent + 1,
                    message: "A list has at most \(TermsLimits.listMax) entries.")
            }
        }
        return PlainNode(content: .sequence(items), line: first.number, column: indent + 1)
    }

    private func refuseContinuation(_ indent: Int) throws(TextFinding) {
        guard position < lines.count, lines[position].indent > indent else { return }
        throw TextFinding(
            line: lines[position].number, column: lines[position].indent + 1,
            message: "This is indented below a value that was complete; text stands on one line.")
    }

    /// The position of the colon that ends a key: followed by a blank or the end, in a line that opens no value.
    private func keyEnd(_ line: Line) -> Int? {
        guard let first = line.text.first, !"\"'[{".unicodeScalars.contains(first) else { return nil }
        return line.text.indices.first { index in
            line.text[index] == ":" && index > 0
                && (index + 1 == line.text.count || line.text[index + 1] == " ")
        }
    }

    // MARK: - Values on one line

    private func inline(_ text: [Unicode.Scalar], line: Int, column: Int) throws(TextFinding) -> PlainNode {
        func wrong(_ offset: Int, _ message: String) -> TextFinding {
            TextFinding(line: line, column: column + offset, message: message)
        }
        var scanner = InlineScanner(text: text, line: line, column: column)
        guard text.first == "[" else {
            let value = try scanner.scalar(stopsAtComma: false)
            try scanner.end()
            return PlainNode(content: .scalar(value), line: line, column: column)
        }
        var items: [PlainNode] = []
        scanner.advance()
        scanner.skipBlanks()
        if scanner.next != "]" {
            while true {
                scanner.skipBlanks()
                let start = scanner.position
                if scanner.next == "[" { throw wrong(start, "A list within a list is not read here.") }
                let value = try scanner.scalar(stopsAtComma: true)
                items.append(PlainNode(content: .scalar(value), line: line, column: column + start))
                guard items.count <= TermsLimits.listMax else {
                    throw wrong(start, "A list has at most \(TermsLimits.listMax) entries.")
                }
                scanner.skipBlanks()
                if scanner.next == "," { scanner.advance() } else { break }
            }
        }
        guard scanner.next == "]" else { throw wrong(scanner.position, "The list is not closed; add ].") }
        scanner.advance()
        try scanner.end()
        return PlainNode(content: .sequence(items), line: line, column: column)
    }
}

/// Reads scalars of one line.
private struct InlineScanner {
    let text: [Unicode.Scalar]
    let line: Int
    let column: Int
    private(set) var position = 0

    init(text: [Unicode.Scalar], line: Int, column: Int) {
        self.text = text
        self.line = line
        self.column = column
    }

    var next: Unicode.Scalar? { position < text.count ? text[position] : nil }

    mutating func advance() { position += 1 }

    mutating func skipBlanks() { while next == " " { position += 1 } }

    func wrong(_ message: String) -> TextFinding {
        TextFinding(line: line, column: column + position, message: message)
    }

    mutating func end() throws(TextFinding) {
        skipBlanks()
        if next != nil { throw wrong("The value was complete before this; put all of it in quotes.") }
    }

    mutating func scalar(stopsAtComma: Bool) throws(TextFinding) -> String {
        switch next {
        case "\""?: return try quoted()
        case "'"?: return try singleQuoted()
        case "&"?, "*"?: throw wrong("Anchors and aliases are not read; write it out, or put it in quotes.")
        case "!"?: throw wrong("Tags are not read; put the text in quotes.")
        case "{"?: throw wrong("Put each key on a line of its own instead of { }.")
        case "|"?, ">"?: throw wrong("Text over several lines is not read; put it on one line in quotes.")
        case "@"?, "`"?, "%"?: throw wrong("A value does not begin with this sign; put it in quotes.")
        default: break
        }
        var value = String.UnicodeScalarView()
        while let scalar = next, !(stopsAtComma && (scalar == "," || scalar == "]")) {
            if scalar == ":", position + 1 < text.count, text[position + 1] == " " {
                throw wrong("A colon and a blank stand in a value; put the value in quotes.")
            }
            value.append(scalar)
            position += 1
        }
        while value.last == " " { value.removeLast() }
        if stopsAtComma, value.isEmpty { throw wrong("An entry of the list is empty.") }
        return String(value)
    }

    private mutating func quoted() throws(TextFinding) -> String {
        var value = String.UnicodeScalarView()
        position += 1
        while let scalar = next {
            position += 1
            switch scalar {
            case "\"": return String(value)
            case "\\":
                switch next {
                case "\\"?: value.append("\\")
                case "\""?: value.append("\"")
                case "n"?: value.append("\n")
                default: throw wrong("After \\ only \\, \" and n are read.")
                }
                position += 1
            default: value.append(scalar)
            }
        }
        throw wrong("The quote is not closed; add \".")
    }

    private mutating func singleQuoted() throws(TextFinding) -> String {
        var value = String.UnicodeScalarView()
        position += 1
        while let scalar = next {
            position += 1
            guard scalar == "'" else {
                value.append(scalar)
                continue
            }
            if next != "'" { return String(value) }
            value.append("'")
            position += 1
        }
        throw wrong("The quote is not closed; add '.")
    }
}

extension PlainYAML {
    /// A scalar so that it is read again as it is: plain where that is safe, in quotes otherwise.
    static func printed(_ text: String) -> String {
        let scalars = text.unicodeScalars
        let opening = "\"'[]{},&*!|>@`%#?-:=<~ ".unicodeScalars
        let isPlain =
            scalars.first.map { !opening.contains($0) } ?? false
            && scalars.allSatisfy(\.isPlain)
            && !text.contains(": ") && !text.contains(" #") && scalars.last != ":" && scalars.last != " "
        guard !isPlain else { return text }
        var quoted = "\""
        for scalar in scalars {
            switch scalar {
            case "\\": quoted += "\\\\"
            case "\"": quoted += "\\\""
            case "\n": quoted += "\\n"
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
