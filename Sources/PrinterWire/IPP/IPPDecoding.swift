// SPDX-License-Identifier: Apache-2.0

extension IPPMessage {
    /// Reads a message and tells what was wrong with it. Total over any bytes: what can be understood is kept,
    /// for firmware that writes one attribute badly mostly writes the others well.
    ///
    /// - Returns: no message only when there are not even the eight bytes every message begins with, or more
    ///   than ``IPPLimits/messageBytesMax``.
    public static func read(_ bytes: [UInt8]) -> (message: IPPMessage?, findings: [IPPFinding]) {
        guard bytes.count >= headerBytes else {
            return (
                nil,
                [IPPFinding(at: bytes.count, "A message begins with \(headerBytes) bytes; it ends before.")]
            )
        }
        guard bytes.count <= IPPLimits.messageBytesMax else {
            let sentence = "The message is longer than \(IPPLimits.messageBytesMax) bytes."
            return (nil, [IPPFinding(at: IPPLimits.messageBytesMax, sentence)])
        }
        var reader = IPPReader(bytes)
        let message = reader.message()
        return (message, reader.findings)
    }

    /// Version, operation or status, request id.
    static let headerBytes = 8
}

/// Reads one message from front to end. Each step checks before it reads.
private struct IPPReader {
    private let bytes: [UInt8]
    private var position = 0
    private var valuesLeft = IPPLimits.valuesMax
    /// Set once nothing that follows can be told apart any more.
    private var isLost = false
    private(set) var findings: [IPPFinding] = []

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// A tag, the name before a value and where its content lies.
    private struct Element {
        let tag: UInt8
        let start: Int
        let name: Range<Int>
        let content: Range<Int>
        /// The length of the content was left out, as one maker does at a collection.
        var isWithoutLength = false
    }

    private mutating func find(at offset: Int, _ sentence: String) {
        if findings.count < WireLimits.findingsMax { findings.append(IPPFinding(at: offset, sentence)) }
    }

    private mutating func lose(at offset: Int, _ sentence: String) {
        find(at: offset, sentence + " The rest was left out.")
        isLost = true
    }

    // MARK: Frame

    mutating func message() -> IPPMessage {
        var message = IPPMessage(
            version: .init(bytes[0], bytes[1]), code: UInt16(bytes[2]) << 8 | UInt16(bytes[3]),
            requestID: number(4..<8), groups: [])
        position = IPPMessage.headerBytes
        while !isLost {
            guard position < bytes.count else {
                find(at: position, "The message ends without the tag that says that it is complete.")
                break
            }
            let tag = bytes[position]
            if tag == IPPTag.endOfAttributes { break }
            if tag >= IPPTag.firstValue {
                if message.groups.isEmpty {
                    find(at: position, "An attribute stands before the first group.")
                    message.groups.append(IPPGroup(tag: IPPTag.operationGroup, attributes: []))
                }
                let attributes = attributes()
                message.groups[message.groups.count - 1].attributes += attributes
                continue
            }
            guard tag != IPPTag.reserved else {
                lose(at: position, "A group has the tag 0, which is reserved.")
                break
            }
            position += 1
            guard message.groups.count < IPPLimits.valuesMax else {
                lose(at: position, "There are more than \(IPPLimits.valuesMax) groups.")
                break
            }
            message.groups.append(IPPGroup(tag: tag, attributes: []))
        }
        return message
    }

    /// The attributes up to the next delimiter.
    private mutating func attributes() -> [IPPAttribute] {
        var attributes: [IPPAttribute] = []
        while !isLost, position < bytes.count, bytes[position] >= IPPTag.firstValue {
            guard let element = element() else { break }
            guard element.tag != IPPTag.endCollection, element.tag != IPPTag.memberName else {
                find(at: element.start, "A part of a collection stands outside of one.")
                continue
            }
            guard let value = value(of: element, depth: 0) else { continue }
            if element.name.isEmpty {
                // A further value of the attribute before it.
                guard !attributes.isEmpty else {
                    find(at: element.start, "A value stands behind no attribute.")
                    continue
                }
                attributes[attributes.count - 1].values.append(value)
            } else {
                attributes.append(IPPAttribute(text(element.name), [value]))
            }
        }
        return attributes
    }

    /// Steps over tag, name and content; `nil` when they are not all there.
    private mutating func element() -> Element? {
        let start = position
        let tag = bytes[position]
        position += 1
        guard let name = lengthAndContent() else { return nil }
        guard name.count <= IPPLimits.nameBytesMax else {
            lose(at: start, "The name of an attribute is longer than \(IPPLimits.nameBytesMax) bytes.")
            return nil
        }
        // Seen on a Xerox: a collection without members, without its end and without the length of its
        // content, so that the next group follows at once. A collection's length is always 0, and no length
        // begins with a delimiter.
        if tag == IPPTag.beginCollection, position < bytes.count,
            bytes[position] != 0, bytes[position] < IPPTag.firstValue
        {
            find(at: start, "A collection has neither a length nor an end; it was taken as empty.")
            return Element(
                tag: tag, start: start, name: name, content: position..<position, isWithoutLength: true)
        }
        guard let content = lengthAndContent() else { return nil }
        return Element(tag: tag, start: start, name: name, content: content)
    }

    private mutating func lengthAndContent() -> Range<Int>? {
        guard bytes.count - position >= 2 else {
            lose(at: position, "The message ends within a length.")
            return nil
        }
        let length = Int(bytes[position]) << 8 | Int(bytes[position + 1])
        guard length <= IPPLimits.valueBytesMax else {
            lose(at: position, "A length is below zero.")
            return nil
        }
        guard length <= bytes.count - position - 2 else {
            lose(at: position, "A length of \(length) reaches beyond the end of the message.")
            return nil
        }
        let content = (position + 2)..<(position + 2 + length)
        position = content.upperBound
        return content
    }

    // MARK: Values

    private mutating func value(of element: Element, depth: Int) -> IPPValue? {
        guard valuesLeft > 0 else {
            lose(at: element.start, "There are more than \(IPPLimits.valuesMax) values.")
            return nil
        }
        valuesLeft -= 1
        guard element.tag == IPPTag.beginCollection else { return plainValue(element) }
        if element.isWithoutLength { return .collection([]) }
        if !element.content.isEmpty { find(at: element.start, "The begin of a collection has a content.") }
        guard depth < IPPLimits.collectionDepthMax else {
            let most = IPPLimits.collectionDepthMax
            lose(at: element.start, "There are more than \(most) collections within each other.")
            return nil
        }
        return .collection(members(depth: depth + 1))
    }

    /// The members of a collection, up to its end (RFC 8010, section 3.1.6).
    private mutating func members(depth: Int) -> [IPPAttribute] {
        var members: [IPPAttribute] = []
        var name: String?
        while !isLost {
            guard position < bytes.count, bytes[position] >= IPPTag.firstValue else {
                find(at: position, "A collection does not end.")
                break
            }
            guard let element = element() else { break }
            if element.tag == IPPTag.endCollection { break }
            if element.tag == IPPTag.memberName {
                name = text(element.content)
                continue
            }
            guard let value = value(of: element, depth: depth) else { continue }
            if !element.name.isEmpty {
                // Seen on a Pantum: members are written as attributes are, with their names before the values.
                find(at: element.start, "A member of a collection is written as an attribute.")
                members.append(IPPAttribute(text(element.name), [value]))
                name = nil
            } else if let known = name {
                members.append(IPPAttribute(known, [value]))
                name = nil
            } else if !members.isEmpty {
                members[members.count - 1].values.append(value)
            } else {
                find(at: element.start, "A value in a collection stands behind no name.")
            }
        }
        return members
    }

    private mutating func plainValue(_ element: Element) -> IPPValue {
        let tag = element.tag
        let range = element.content
        let fitting: IPPValue? =
            switch tag {
            case ..<IPPTag.firstWithContent: range.isEmpty ? .outOfBand(tag) : nil
            case IPPTag.integer: range.count == 4 ? .integer(number(range)) : nil
            case IPPTag.boolean: boolean(range)
            case IPPTag.enumeration: range.count == 4 ? .enumeration(number(range)) : nil
            case IPPTag.octets: .octets(content(range))
            case IPPTag.dateTime: range.count == 11 ? .dateTime(content(range)) : nil
            case IPPTag.resolution: resolution(range)
            case IPPTag.range: range.count == 8 ? .range(number(range), number(range.dropFirst(4))) : nil
            case IPPTag.text: .text(content(range), language: nil)
            case IPPTag.name: .name(content(range), language: nil)
            case IPPTag.textWithLanguage: withLanguage(range).map { .text($0.text, language: $0.language) }
            case IPPTag.nameWithLanguage: withLanguage(range).map { .name($0.text, language: $0.language) }
            case IPPTag.keyword...IPPTag.mimeMediaType: .word(tag, content(range))
            case IPPTag.extended:
                range.count >= 4
                    ? .extended(UInt32(bitPattern: number(range)), content(range.dropFirst(4))) : nil
            default: .other(tag, content(range))
            }
        if let fitting { return fitting }
        find(
            at: element.start,
            "A content of \(range.count) bytes does not fit its type; it was kept as it is.")
        return .other(tag, content(range))
    }

    private func content(_ range: Range<Int>) -> [UInt8] { Array(bytes[range]) }

    private func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    /// Four bytes at the start of `range`, which has at least as many.
    private func number(_ range: Range<Int>) -> Int32 {
        var value: UInt32 = 0
        for byte in bytes[range].prefix(4) { value = value << 8 | UInt32(byte) }
        return Int32(bitPattern: value)
    }

    private func boolean(_ range: Range<Int>) -> IPPValue? {
        guard range.count == 1, bytes[range.lowerBound] <= 1 else { return nil }
        return .boolean(bytes[range.lowerBound] == 1)
    }

    private func resolution(_ range: Range<Int>) -> IPPValue? {
        guard range.count == 9 else { return nil }
        return .resolution(
            across: number(range), along: number(range.dropFirst(4)), unit: bytes[range.upperBound - 1])
    }

    /// A length, a language, a length, a text, and nothing else.
    private func withLanguage(_ range: Range<Int>) -> (language: [UInt8], text: [UInt8])? {
        guard let language = inner(range), let text = inner(language.upperBound..<range.upperBound),
            text.upperBound == range.upperBound
        else { return nil }
        return (content(language), content(text))
    }

    private func inner(_ range: Range<Int>) -> Range<Int>? {
        guard range.count >= 2 else { return nil }
        let length = Int(bytes[range.lowerBound]) << 8 | Int(bytes[range.lowerBound + 1])
        guard length <= range.count - 2 else { return nil }
        return (range.lowerBound + 2)..<(range.lowerBound + 2 + length)
    }
}
