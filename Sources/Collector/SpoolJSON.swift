// SPDX-License-Identifier: Apache-2.0
import Practice

/// Writes what the spool keeps as JSON, in the order in which a value encodes itself. Foundation's encoder takes
/// several times as long for it as everything else that is done with a reading.
public enum SpoolJSON {
    /// - Throws: What the value throws, and `EncodingError` for a number that JSON cannot hold.
    public static func bytes(of value: some Encodable) throws -> [UInt8] { try encoded(value) }

    /// The same for what the spool keeps.
    public static func bytes(of content: ReadingBatch.Content) throws -> [UInt8] {
        switch content {
        case .reading(let reading): try ReadingJSON.item(reading)
        case .silence, .thinned: try encoded(content)
        }
    }

    static func encoded(_ value: some Encodable) throws -> [UInt8] {
        let text = JSONText()
        try text.write(value: value)
        text.close(to: 0)
        return text.bytes
    }

    /// Adds what stands between the quotation marks.
    static func append(_ content: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8]) {
        if content.allSatisfy({ $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
            bytes.append(contentsOf: content)
        } else {
            for byte in content { escape(byte, to: &bytes) }
        }
    }

    private static func escape(_ byte: UInt8, to bytes: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
        case 0..<0x20:
            let digits = Array("0123456789abcdef".utf8)
            bytes += "\\u00".utf8
            bytes += [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        default: bytes.append(byte)
        }
    }
}

/// The text so far, and what is still open in it. Values write themselves from the front to the back; what lies
/// deeper than the place of the next write is closed first.
private final class JSONText {
    private(set) var bytes: [UInt8] = []
    /// The brackets that are open, as what closes them, and whether something stands in them already.
    private var open: [(closing: UInt8, isEmpty: Bool)] = []

    init() { bytes.reserveCapacity(4_096) }

    var depth: Int { open.count }

    func open(_ opening: UInt8, _ closing: UInt8) -> Int {
        bytes.append(opening)
        open.append((closing, true))
        return open.count
    }

    func close(to depth: Int) {
        while open.count > depth, let last = open.popLast() { bytes.append(last.closing) }
    }

    /// Before an element of what was opened at `depth`.
    func separate(at depth: Int) {
        close(to: depth)
        guard depth > 0 else { return }
        if open[depth - 1].isEmpty {
            open[depth - 1].isEmpty = false
        } else {
            bytes.append(UInt8(ascii: ","))
        }
    }

    func name(_ name: String, at depth: Int) {
        separate(at: depth)
        write(name)
        bytes.append(UInt8(ascii: ":"))
    }

    func write(value: some Encodable) throws {
        let before = bytes.count
        let depth = depth
        try value.encode(to: JSONTextEncoder(text: self))
        close(to: depth)
        if bytes.count == before { bytes += "{}".utf8 }
    }

    func write(_ number: some BinaryInteger) { bytes += String(number).utf8 }

    func write(_ number: Double) throws {
        guard number.isFinite else {
            throw EncodingError.invalidValue(
                number, .init(codingPath: [], debugDescription: "JSON has no such number"))
        }
        bytes += "\(number)".utf8
    }

    func write(_ flag: Bool) { bytes += (flag ? "true" : "false").utf8 }

    func writeNull() { bytes += "null".utf8 }

    func write(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { SpoolJSON.append($0, to: &bytes) }
        bytes.append(UInt8(ascii: "\""))
    }
}

private struct JSONTextEncoder: Encoder {
    let text: JSONText

    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        KeyedEncodingContainer(
            JSONObject<Key>(text: text, depth: text.open(UInt8(ascii: "{"), UInt8(ascii: "}"))))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        JSONList(text: text, depth: text.open(UInt8(ascii: "["), UInt8(ascii: "]")))
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { JSONSingle(text: text) }
}

private struct JSONObject<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let text: JSONText
    let depth: Int

    var codingPath: [any CodingKey] { [] }

    private func name(_ key: Key) { text.name(key.stringValue, at: depth) }

    func encodeNil(forKey key: Key) {
        name(key)
        text.writeNull()
    }

    func encode(_ value: Bool, forKey key: Key) {
        name(key)
        text.write(value)
    }

    func encode(_ value: String, forKey key: Key) {
        name(key)
        text.write(value)
    }

    func encode(_ value: Int, forKey key: Key) {
        name(key)
        text.write(value)
    }

    func encode(_ value: Int64, forKey key: Key) {
        name(key)
        text.write(value)
    }

    func encode(_ value: some Encodable, forKey key: Key) throws {
        name(key)
        try text.write(value: value)
    }

    func nestedContainer<NestedKey: CodingKey>(
        keyedBy keyType: NestedKey.Type, forKey key: Key
    ) -> KeyedEncodingContainer<NestedKey> {
        name(key)
        return JSONTextEncoder(text: text).container(keyedBy: keyType)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        name(key)
        return JSONTextEncoder(text: text).unkeyedContainer()
    }

    func superEncoder() -> any Encoder {
        text.name("super", at: depth)
        return JSONTextEncoder(text: text)
    }

    func superEncoder(forKey key: Key) -> any Encoder {
        name(key)
        return JSONTextEncoder(text: text)
    }
}

private struct JSONList: UnkeyedEncodingContainer {
    let text: JSONText
    let depth: Int
    private(set) var count = 0

    init(text: JSONText, depth: Int) {
        self.text = text
        self.depth = depth
    }

    var codingPath: [any CodingKey] { [] }

    private mutating func next() {
        text.separate(at: depth)
        count += 1
    }

    mutating func encodeNil() {
        next()
        text.writeNull()
    }

    mutating func encode(_ value: some Encodable) throws {
        next()
        try text.write(value: value)
    }

    mutating func nestedContainer<NestedKey: CodingKey>(
        keyedBy keyType: NestedKey.Type
    ) -> KeyedEncodingContainer<NestedKey> {
        next()
        return JSONTextEncoder(text: text).container(keyedBy: keyType)
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        next()
        return JSONTextEncoder(text: text).unkeyedContainer()
    }

    mutating func superEncoder() -> any Encoder {
        next()
        return JSONTextEncoder(text: text)
    }
}

private struct JSONSingle: SingleValueEncodingContainer {
    let text: JSONText

    var codingPath: [any CodingKey] { [] }

    func encodeNil() { text.writeNull() }
    func encode(_ value: Bool) { text.write(value) }
    func encode(_ value: String) { text.write(value) }
    func encode(_ value: Double) throws { try text.write(value) }
    func encode(_ value: Float) throws { try text.write(Double(value)) }
    func encode(_ value: Int) { text.write(value) }
    func encode(_ value: Int8) { text.write(value) }
    func encode(_ value: Int16) { text.write(value) }
    func encode(_ value: Int32) { text.write(value) }
    func encode(_ value: Int64) { text.write(value) }
    func encode(_ value: UInt) { text.write(value) }
    func encode(_ value: UInt8) { text.write(value) }
    func encode(_ value: UInt16) { text.write(value) }
    func encode(_ value: UInt32) { text.write(value) }
    func encode(_ value: UInt64) { text.write(value) }
    func encode(_ value: some Encodable) throws { try text.write(value: value) }
}
