// SPDX-License-Identifier: Apache-2.0

extension IPPMessage {
    /// The message as bytes, without what may follow it.
    ///
    /// - Throws: ``WireError`` of the kind `tooLarge`, with the position reached, when a name or a value has
    ///   more bytes than its length can say, or collections lie too deep.
    public func encode() throws(WireError) -> [UInt8] {
        var writer = IPPWriter()
        writer.bytes = [version.major, version.minor, UInt8(code >> 8), UInt8(code & 0xFF)]
        writer.number(requestID)
        for group in groups {
            writer.bytes.append(group.tag)
            for attribute in group.attributes { try writer.attribute(attribute) }
        }
        writer.bytes.append(IPPTag.endOfAttributes)
        return writer.bytes
    }
}

private struct IPPWriter {
    var bytes: [UInt8] = []

    mutating func number(_ value: Int32) {
        let bits = UInt32(bitPattern: value)
        for shift in [24, 16, 8, 0] { bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(shift))) }
    }

    mutating func attribute(_ attribute: IPPAttribute) throws(WireError) {
        let name = Array(attribute.name.utf8)
        guard !name.isEmpty, name.count <= IPPLimits.nameBytesMax else {
            throw WireError(.tooLarge, at: bytes.count)
        }
        // An attribute must have a value; one without any says so.
        let values = attribute.values.isEmpty ? [IPPValue.outOfBand(IPPTag.noValue)] : attribute.values
        for (place, value) in values.enumerated() {
            try self.value(value, name: place == 0 ? name : [], depth: 0)
        }
    }

    private mutating func element(_ tag: UInt8, name: [UInt8], _ content: [UInt8]) throws(WireError) {
        guard content.count <= IPPLimits.valueBytesMax else { throw WireError(.tooLarge, at: bytes.count) }
        bytes.append(tag)
        length(name.count)
        bytes += name
        length(content.count)
        bytes += content
    }

    private mutating func length(_ count: Int) {
        bytes.append(UInt8(truncatingIfNeeded: count >> 8))
        bytes.append(UInt8(truncatingIfNeeded: count))
    }

    private mutating func value(_ value: IPPValue, name: [UInt8], depth: Int) throws(WireError) {
        if case .collection(let members) = value {
            try collection(members, name: name, depth: depth)
            return
        }
        let (tag, content) = IPPWriter.tagAndContent(of: value)
        try element(tag, name: name, content)
    }

    private mutating func collection(
        _ members: [IPPAttribute], name: [UInt8], depth: Int
    ) throws(WireError) {
        guard depth < IPPLimits.collectionDepthMax else { throw WireError(.tooLarge, at: bytes.count) }
        try element(IPPTag.beginCollection, name: name, [])
        for member in members {
            try element(IPPTag.memberName, name: [], Array(member.name.utf8))
            let values = member.values.isEmpty ? [IPPValue.outOfBand(IPPTag.noValue)] : member.values
            for value in values { try self.value(value, name: [], depth: depth + 1) }
        }
        try element(IPPTag.endCollection, name: [], [])
    }

    private static func tagAndContent(of value: IPPValue) -> (UInt8, [UInt8]) {
        var content = IPPWriter()
        switch value {
        case .outOfBand(let tag): return (tag, [])
        case .integer(let number): content.number(number)
        case .boolean(let flag): content.bytes = [flag ? 1 : 0]
        case .enumeration(let number): content.number(number)
        case .octets(let bytes), .dateTime(let bytes), .word(_, let bytes), .other(_, let bytes):
            content.bytes = bytes
        case .resolution(let across, let along, let unit):
            content.number(across)
            content.number(along)
            content.bytes.append(unit)
        case .range(let low, let high):
            content.number(low)
            content.number(high)
        case .text(let text, let language), .name(let text, let language):
            content.bytes = language.map { withLanguage(text, $0) } ?? text
        case .extended(let tag, let bytes):
            content.number(Int32(bitPattern: tag))
            content.bytes += bytes
        case .collection: break
        }
        return (tag(of: value), content.bytes)
    }

    private static func withLanguage(_ text: [UInt8], _ language: [UInt8]) -> [UInt8] {
        var content = IPPWriter()
        content.length(language.count)
        content.bytes += language
        content.length(text.count)
        content.bytes += text
        return content.bytes
    }

    private static func tag(of value: IPPValue) -> UInt8 {
        switch value {
        case .outOfBand(let tag), .word(let tag, _), .other(let tag, _): tag
        case .integer: IPPTag.integer
        case .boolean: IPPTag.boolean
        case .enumeration: IPPTag.enumeration
        case .octets: IPPTag.octets
        case .dateTime: IPPTag.dateTime
        case .resolution: IPPTag.resolution
        case .range: IPPTag.range
        case .collection: IPPTag.beginCollection
        case .text(_, let language): language == nil ? IPPTag.text : IPPTag.textWithLanguage
        case .name(_, let language): language == nil ? IPPTag.name : IPPTag.nameWithLanguage
        case .extended: IPPTag.extended
        }
    }
}
