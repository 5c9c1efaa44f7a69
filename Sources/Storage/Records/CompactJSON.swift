// SPDX-License-Identifier: Apache-2.0

/// Writes the JSON of figures that are stored with every reading; Foundation's coders would take longer for
/// it than the database takes for the rest.
struct CompactJSONWriter {
    private(set) var bytes: [UInt8] = []
    private var needsComma = false

    var text: String { String(decoding: bytes, as: UTF8.self) }

    mutating func object(_ fields: (inout CompactJSONWriter) throws -> Void) rethrows {
        try nested("{", "}", fields)
    }

    mutating func array(_ elements: (inout CompactJSONWriter) throws -> Void) rethrows {
        try nested("[", "]", elements)
    }

    private mutating func nested(
        _ open: Unicode.Scalar, _ close: Unicode.Scalar, _ content: (inout CompactJSONWriter) throws -> Void
    ) rethrows {
        separate()
        bytes.append(UInt8(ascii: open))
        needsComma = false
        try content(&self)
        bytes.append(UInt8(ascii: close))
        needsComma = true
    }

    /// The name of the field whose value comes next; it needs no escapes.
    mutating func name(_ name: StaticString) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        name.withUTF8Buffer { bytes.append(contentsOf: $0) }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    mutating func value(_ number: Int64?) {
        guard let number else { return null() }
        separate()
        bytes.append(contentsOf: String(number).utf8)
        needsComma = true
    }

    mutating func value(_ text: String?) {
        guard let text else { return null() }
        separate()
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0..<32:
                bytes.append(contentsOf: "\\u00".utf8)
                bytes.append(CompactJSONWriter.hexDigits[Int(byte >> 4)])
                bytes.append(CompactJSONWriter.hexDigits[Int(byte & 15)])
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
        needsComma = true
    }

    mutating func null() {
        separate()
        bytes.append(contentsOf: "null".utf8)
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = false
    }

    private static let hexDigits = Array("0123456789abcdef".utf8)
}

/// Reads what ``CompactJSONWriter`` wrote. Anything else ends in ``Fault``, never in a trap.
struct CompactJSONReader {
    /// It is not what was expected at this byte.
    struct Fault: Error {
        let position: Int
    }

    private let bytes: [UInt8]
    private var position = 0

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func take(_ character: Unicode.Scalar) throws(Fault) {
        guard current == UInt8(ascii: character) else { throw Fault(position: position) }
        position += 1
    }

    private mutating func takes(_ character: Unicode.Scalar) -> Bool {
        guard current == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    /// Nothing stands behind the value.
    func end() throws(Fault) {
        guard position == bytes.count else { throw Fault(position: position) }
    }

    /// Calls `field` with each name; it reads the value.
    mutating func object(_ field: (String, inout CompactJSONReader) throws -> Void) throws {
        try take("{")
        guard !takes("}") else { return }
        repeat {
            let name = try text()
            try take(":")
            try field(name, &self)
        } while takes(",")
        try take("}")
    }

    /// Calls `element` before each element; it reads the value.
    mutating func array(_ element: (inout CompactJSONReader) throws -> Void) throws {
        try take("[")
        guard !takes("]") else { return }
        repeat { try element(&self) } while takes(",")
        try take("]")
    }

    mutating func optional<Value>(_ read: (inout CompactJSONReader) throws -> Value) throws -> Value? {
        guard current == UInt8(ascii: "n") else { return try read(&self) }
        for character in "null".unicodeScalars { try take(character) }
        return nil
    }

    var isText: Bool { current == UInt8(ascii: "\"") }

    mutating func separator() throws(Fault) { try take(",") }
    mutating func open() throws(Fault) { try take("[") }
    mutating func close() throws(Fault) { try take("]") }

    mutating func number() throws(Fault) -> Int64 {
        let isNegative = takes("-")
        let start = position
        // Downwards, because the lowest number has no positive.
        var value: Int64 = 0
        while let byte = current, (48...57).contains(byte) {
            let (shifted, tooLarge) = value.multipliedReportingOverflow(by: 10)
            let (next, overflow) = shifted.subtractingReportingOverflow(Int64(byte - 48))
            guard !tooLarge, !overflow else { throw Fault(position: position) }
            value = next
            position += 1
        }
        guard position > start, isNegative || value > .min else { throw Fault(position: position) }
        return isNegative ? value : -value
    }

    mutating func text() throws(Fault) -> String {
        try take("\"")
        let start = position
        while let byte = current, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") { position += 1 }
        if takes("\"") { return String(decoding: bytes[start..<(position - 1)], as: UTF8.self) }
        var kept = Array(bytes[start..<position])
        while let byte = current {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: kept, as: UTF8.self)
            case UInt8(ascii: "\\"): kept.append(try escaped())
            default: kept.append(byte)
            }
        }
        throw Fault(position: position)
    }

    /// The writer escapes quotes, backslashes and control characters, and nothing else.
    private mutating func escaped() throws(Fault) -> UInt8 {
        guard let byte = current else { throw Fault(position: position) }
        position += 1
        if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return byte }
        guard byte == UInt8(ascii: "u"), position + 4 <= bytes.count,
            let code = UInt8(String(decoding: bytes[position..<(position + 4)], as: UTF8.self), radix: 16)
        else { throw Fault(position: position) }
        position += 4
        return code
    }
}
