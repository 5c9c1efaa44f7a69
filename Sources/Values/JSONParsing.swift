// SPDX-License-Identifier: Apache-2.0

/// Why a text is no JSON, and where.
public struct JSONError: TwoVoicedError, Hashable {
    /// The line, counted from 1.
    public let line: Int
    /// The column in bytes, counted from 1.
    public let column: Int
    /// What should stand there, without the place.
    public let reason: String

    public var message: String { "Line \(line), column \(column): \(reason)" }
    public var detail: String { "JSON refused at \(line):\(column)" }
}

extension JSON {
    /// Lists and objects within each other; deeper ones are refused, so that a hostile text exhausts no stack.
    public static let depthMax = 64

    /// Reads one JSON text, strictly: no comments, no trailing commas, no name twice, no broken UTF-8.
    ///
    /// - Parameter firstLine: The number of the text's first line, where it is a part of a larger file.
    /// - Throws: ``JSONError`` with the place and what was expected there.
    public static func parse(_ text: some Sequence<UInt8>, firstLine: Int = 1) throws(JSONError) -> JSON {
        var parser = JSONParser(bytes: Array(text), line: firstLine)
        return try parser.whole()
    }

    /// Reads one JSON text; see ``parse(_:firstLine:)-(Sequence,_)``.
    public static func parse(_ text: String, firstLine: Int = 1) throws(JSONError) -> JSON {
        try parse(Array(text.utf8), firstLine: firstLine)
    }
}

private struct JSONParser {
    let bytes: [UInt8]
    var place = 0
    var line: Int
    var lineStart = 0
    var depth = 0

    init(bytes: [UInt8], line: Int) {
        self.bytes = bytes
        self.line = line
    }

    mutating func whole() throws(JSONError) -> JSON {
        let value = try value()
        skipSpace()
        guard place == bytes.count else { throw refusal("The text should end after its first value.") }
        return value
    }

    private func refusal(_ reason: String, at place: Int? = nil) -> JSONError {
        JSONError(line: line, column: (place ?? self.place) - lineStart + 1, reason: reason)
    }

    private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

    private mutating func skipSpace() {
        while let byte = next {
            switch byte {
            case 0x20, 0x09, 0x0D: place += 1
            case 0x0A:
                place += 1
                line += 1
                lineStart = place
            default: return
            }
        }
    }

    private mutating func value() throws(JSONError) -> JSON {
        skipSpace()
        switch next {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try list()
        case UInt8(ascii: "\""): return .text(try text())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case nil: throw refusal("The text ends where a value should stand.")
        case let byte?
        where byte == UInt8(ascii: "-") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte):
            return try number()
        default:
            throw refusal(
                "A value should stand here: an object, a list, a text, a number, true, false or null.")
        }
    }

    private mutating func word(_ word: String, _ value: JSON) throws(JSONError) -> JSON {
        guard bytes[place...].starts(with: word.utf8) else {
            throw refusal("Only true, false and null may stand without quotation marks.")
        }
        place += word.utf8.count
        return value
    }

    private mutating func deeper() throws(JSONError) {
        depth += 1
        guard depth <= JSON.depthMax else {
            throw refusal("More than \(JSON.depthMax) lists and objects stand within each other.")
        }
        place += 1
    }

    private mutating func list() throws(JSONError) -> JSON {
        try deeper()
        var items: [JSON] = []
        skipSpace()
        if next == UInt8(ascii: "]") {
            place += 1
            depth -= 1
            return .list([])
        }
        while true {
            items.append(try value())
            skipSpace()
            switch next {
            case UInt8(ascii: ","): place += 1
            case UInt8(ascii: "]"):
                place += 1
                depth -= 1
                return .list(items)
            default: throw refusal("A comma or the end of the list should stand here.")
            }
        }
    }

    private mutating func object() throws(JSONError) -> JSON {
        try deeper()
        var members: [JSON.Member] = []
        var names: Set<String> = []
        skipSpace()
        if next == UInt8(ascii: "}") {
            place += 1
            depth -= 1
            return .object([])
        }
        while true {
            skipSpace()
            let start = place
            guard next == UInt8(ascii: "\"") else {
                throw refusal("A name in quotation marks should stand here.")
            }
            let name = try text()
            guard names.insert(name).inserted else {
                throw refusal("The name “\(name)” stands twice in one object.", at: start)
            }
            skipSpace()
            guard next == UInt8(ascii: ":") else {
                throw refusal("A colon should follow the name “\(name)”.")
            }
            place += 1
            members.append(JSON.Member(name, try value()))
            skipSpace()
            switch next {
            case UInt8(ascii: ","): place += 1
            case UInt8(ascii: "}"):
                place += 1
                depth -= 1
                return .object(members)
            default: throw refusal("A comma or the end of the object should stand here.")
            }
        }
    }

    /// RFC 8259, section 6.
    private mutating func number() throws(JSONError) -> JSON {
        let start = place
        if next == UInt8(ascii: "-") { place += 1 }
        let wholeStart = place
        skipDigits()
        let wholeCount = place - wholeStart
        guard wholeCount > 0, wholeCount == 1 || bytes[wholeStart] != UInt8(ascii: "0") else {
            throw refusal("This is no number: it needs a digit, and no zero before others.", at: start)
        }
        var isInteger = true
        if next == UInt8(ascii: ".") {
            place += 1
            isInteger = false
            guard skipDigits() > 0 else { throw refusal("A digit should follow the decimal point.") }
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            place += 1
            isInteger = false
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { place += 1 }
            guard skipDigits() > 0 else { throw refusal("A digit should follow the exponent's sign.") }
        }
        let digits = String(decoding: bytes[start..<place], as: UTF8.self)
        // Minus zero is a number of its own only among floating-point numbers.
        if isInteger, let integer = Int64(digits) { return .integer(integer) }
        return .decimal(digits)
    }

    @discardableResult
    private mutating func skipDigits() -> Int {
        let start = place
        while let byte = next, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") { place += 1 }
        return place - start
    }

    /// RFC 8259, section 7.
    private mutating func text() throws(JSONError) -> String {
        let start = place
        place += 1
        var collected: [UInt8] = []
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                place += 1
                guard let text = String(validating: collected, as: UTF8.self) else {
                    throw refusal("This text is not in UTF-8.", at: start)
                }
                return text
            case UInt8(ascii: "\\"):
                place += 1
                let scalar = try escape()
                collected.append(contentsOf: String(Character(scalar)).utf8)
            case 0x00..<0x20:
                throw refusal("A line break or control character stands inside a text; it should be escaped.")
            default:
                collected.append(byte)
                place += 1
            }
        }
        throw refusal("This text has no closing quotation mark.", at: start)
    }

    private mutating func escape() throws(JSONError) -> Unicode.Scalar {
        guard let byte = next else { throw refusal("The text ends within an escape.") }
        place += 1
        switch byte {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try unicodeEscape()
        default: throw refusal("There is no such escape.", at: place - 1)
        }
    }

    private mutating func unicodeEscape() throws(JSONError) -> Unicode.Scalar {
        let first = try fourDigits()
        if let scalar = Unicode.Scalar(first) { return scalar }
        // A scalar beyond the basic plane is written as two surrogates.
        guard first < 0xDC00, next == UInt8(ascii: "\\"), place + 1 < bytes.count,
            bytes[place + 1] == UInt8(ascii: "u")
        else { throw refusal("Half of a surrogate pair stands alone.") }
        place += 2
        let second = try fourDigits()
        guard (0xDC00...0xDFFF).contains(second),
            let scalar = Unicode.Scalar(0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00))
        else { throw refusal("Half of a surrogate pair stands alone.") }
        return scalar
    }

    private mutating func fourDigits() throws(JSONError) -> UInt32 {
        guard place + 4 <= bytes.count else { throw refusal("Four hexadecimal digits should follow.") }
        var value: UInt32 = 0
        for byte in bytes[place..<(place + 4)] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
                throw refusal("Four hexadecimal digits should follow.")
            }
            value = value << 4 | UInt32(digit)
        }
        place += 4
        return value
    }
}
