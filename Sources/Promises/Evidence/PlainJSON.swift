// SPDX-License-Identifier: Apache-2.0

/// A value of JSON (RFC 8259) as evidence uses it: whole numbers only, and every key once.
enum PlainJSON: Hashable {
    case null
    case bool(Bool)
    case number(Int64)
    case text(String)
    case list([PlainJSON])
    case object([Member])

    struct Member: Hashable {
        var key: String
        /// Where the key stands, in bytes from 1.
        var column: Int
        var valueColumn: Int
        var value: PlainJSON
    }

    /// Reads one value that fills the line.
    ///
    /// - Throws: ``TextFinding`` at the byte that is wrong.
    static func read(_ text: Substring.UTF8View, line: Int) throws(TextFinding) -> PlainJSON {
        var reader = JSONReader(bytes: Array(text), line: line)
        let value = try reader.value(depth: 0)
        reader.skipBlanks()
        guard reader.isAtEnd else { throw reader.wrong("The line goes on after its object has ended.") }
        return value
    }
}

private struct JSONReader {
    let bytes: [UInt8]
    let line: Int
    private var position = 0

    init(bytes: [UInt8], line: Int) {
        self.bytes = bytes
        self.line = line
    }

    var isAtEnd: Bool { position == bytes.count }
    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    func wrong(_ message: String) -> TextFinding {
        TextFinding(line: line, column: position + 1, message: message)
    }

    mutating func skipBlanks() {
        while let byte = next, byte == 32 || byte == 9 || byte == 13 { position += 1 }
    }

    mutating func value(depth: Int) throws(TextFinding) -> PlainJSON {
        guard depth < TermsLimits.depthMax else { throw wrong("This is nested too deeply.") }
        skipBlanks()
        switch next {
        case UInt8(ascii: "{")?: return try object(depth: depth)
        case UInt8(ascii: "[")?: return try list(depth: depth)
        case UInt8(ascii: "\"")?: return .text(try string())
        case UInt8(ascii: "t")?: return try word("true", .bool(true))
        case UInt8(ascii: "f")?: return try word("false", .bool(false))
        case UInt8(ascii: "n")?: return try word("null", .null)
        case let byte? where byte == 45 || (48...57).contains(byte): return .number(try number())
        default: throw wrong("Here a value should stand.")
        }
    }

    private mutating func word(_ word: String, _ value: PlainJSON) throws(TextFinding) -> PlainJSON {
        guard bytes[position...].starts(with: word.utf8) else { throw wrong("Here a value should stand.") }
        position += word.utf8.count
        return value
    }

    private mutating func number() throws(TextFinding) -> Int64 {
        let start = position
        if next == 45 { position += 1 }
        while let byte = next, (48...57).contains(byte) { position += 1 }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if let byte = next, byte == 46 || byte == 101 || byte == 69 {
            throw wrong("Numbers are whole here; give a smaller unit.")
        }
        let digits = text.drop { $0 == "-" }
        guard !digits.isEmpty, digits == "0" || !digits.hasPrefix("0"), let number = Int64(text) else {
            position = start
            throw wrong("This is not a whole number of 64 bits.")
        }
        return number
    }

    private mutating func list(depth: Int) throws(TextFinding) -> PlainJSON {
        var items: [PlainJSON] = []
        position += 1
        skipBlanks()
        if next == UInt8(ascii: "]") {
            position += 1
            return .list([])
        }
        while true {
            items.append(try value(depth: depth + 1))
            guard items.count <= TermsLimits.listMax else {
                throw wrong("A list has at most \(TermsLimits.listMax) entries.")
            }
            skipBlanks()
            switch next {
            case UInt8(ascii: ",")?: position += 1
            case UInt8(ascii: "]")?:
                position += 1
                return .list(items)
            default: throw wrong("Here a comma or ] should stand.")
            }
        }
    }

    private mutating func object(depth: Int) throws(TextFinding) -> PlainJSON {
        var members: [PlainJSON.Member] = []
        position += 1
        skipBlanks()
        if next == UInt8(ascii: "}") {
            position += 1
            return .object([])
        }
        while true {
            skipBlanks()
            guard next == UInt8(ascii: "\"") else { throw wrong("Here a key in quotes should stand.") }
            let column = position + 1
            let key = try string()
            if members.contains(where: { $0.key == key }) {
                throw TextFinding(
                    line: line, column: column, message: "“\(key)” stands here twice; keep one.")
            }
            skipBlanks()
            guard next == UInt8(ascii: ":") else { throw wrong("Here a colon should stand.") }
            position += 1
            skipBlanks()
            let valueColumn = position + 1
            members.append(
                .init(key: key, column: column, valueColumn: valueColumn, value: try value(depth: depth + 1)))
            skipBlanks()
            switch next {
            case UInt8(ascii: ",")?: position += 1
            case UInt8(ascii: "}")?:
                position += 1
                return .object(members)
            default: throw wrong("Here a comma or } should stand.")
            }
        }
    }

    private mutating func string() throws(TextFinding) -> String {
        position += 1
        let start = position
        var unescaped: [UInt8]?
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                let content = unescaped ?? Array(bytes[start..<position])
                guard let text = String(validating: content, as: UTF8.self) else {
                    throw wrong("The text before this is not UTF-8.")
                }
                position += 1
                return text
            case UInt8(ascii: "\\"):
                var content = unescaped ?? Array(bytes[start..<position])
                position += 1
                content += try escaped()
                unescaped = content
            case 0..<32: throw wrong("A sign that cannot be seen stands in the text; write it as \\n or \\u.")
            default:
                unescaped?.append(byte)
                position += 1
            }
        }
        throw wrong("The text is not closed; add a quote.")
    }

    private mutating func escaped() throws(TextFinding) -> [UInt8] {
        guard let byte = next else { throw wrong("The text is not closed; add a quote.") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "n"): return [10]
        case UInt8(ascii: "t"): return [9]
        case UInt8(ascii: "r"): return [13]
        case UInt8(ascii: "b"): return [8]
        case UInt8(ascii: "f"): return [12]
        case UInt8(ascii: "u"):
            var code = try hexadecimal()
            // A character beyond the basic plane is written as two halves (RFC 8259, section 7).
            if (0xD800..<0xDC00).contains(code), next == UInt8(ascii: "\\") {
                position += 1
                guard next == UInt8(ascii: "u") else { throw wrong("Half a character stands here.") }
                position += 1
                let low = try hexadecimal()
                guard (0xDC00..<0xE000).contains(low) else { throw wrong("Half a character stands here.") }
                code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(code) else { throw wrong("Half a character stands here.") }
            return Array(String(scalar).utf8)
        default: throw wrong("After \\ one of \" \\ / b f n r t u should stand.")
        }
    }

    private mutating func hexadecimal() throws(TextFinding) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw wrong("After \\u four hexadecimal digits should stand.")
            }
            code = code << 4 | UInt32(digit)
            position += 1
        }
        return code
    }
}
