// SPDX-License-Identifier: Apache-2.0

extension SNMPMessage {
    /// Reads a datagram as printers really write it: lengths and numbers may be longer than needed, surplus
    /// bytes at the end of an element are passed over, and an INTEGER may stand where a counter is due.
    ///
    /// - Throws: ``WireError`` for anything that is not a whole message; it never traps, whatever the bytes.
    public static func decode(_ bytes: [UInt8]) throws(WireError) -> SNMPMessage {
        try decode(bytes.span)
    }

    public static func decode(_ bytes: ArraySlice<UInt8>) throws(WireError) -> SNMPMessage {
        try decode(bytes.span)
    }

    /// The same for bytes that lie in someone else's buffer.
    public static func decode(_ bytes: Span<UInt8>) throws(WireError) -> SNMPMessage {
        guard bytes.count <= WireLimits.datagramBytesMax else { throw WireError(.tooLarge, at: 0) }
        var outer = BERCursor(position: 0, end: bytes.count)
        let frame = try outer.content(of: BERTag.sequence, in: bytes)
        var inner = BERCursor(position: frame.lowerBound, end: frame.upperBound)
        let versionNumber = try inner.integer(in: bytes)
        guard let version = Int32(exactly: versionNumber).flatMap(Version.init(rawValue:)) else {
            throw WireError(.unknownVersion, at: frame.lowerBound)
        }
        let community = try inner.content(of: BERTag.octetString, in: bytes)
        guard community.count <= WireLimits.communityBytesMax else {
            throw WireError(.tooLarge, at: community.lowerBound)
        }
        let start = inner.position
        let body = try inner.element(in: bytes)
        guard let kind = PDU.Kind(rawValue: body.tag) else { throw WireError(.unknownPDU, at: start) }
        return SNMPMessage(
            version: version, community: copy(community, of: bytes),
            pdu: try pdu(kind, body.content, in: bytes))
    }

    private static func pdu(
        _ kind: PDU.Kind, _ range: Range<Int>, in bytes: Span<UInt8>
    ) throws(WireError) -> PDU {
        var cursor = BERCursor(position: range.lowerBound, end: range.upperBound)
        let requestID = try cursor.integer32(in: bytes)
        let status = try cursor.integer32(in: bytes)
        let index = try cursor.integer32(in: bytes)
        let list = try cursor.content(of: BERTag.sequence, in: bytes)
        var rows = BERCursor(position: list.lowerBound, end: list.upperBound)
        var varBinds: [VarBind] = []
        // A binding takes some 15 bytes at least in practice; the guess saves growing the array.
        varBinds.reserveCapacity(min(list.count / 15 + 1, WireLimits.varBindsPerMessageMax))
        while !rows.isAtEnd {
            guard varBinds.count < WireLimits.varBindsPerMessageMax else {
                throw WireError(.tooLarge, at: rows.position)
            }
            let row = try rows.content(of: BERTag.sequence, in: bytes)
            var parts = BERCursor(position: row.lowerBound, end: row.upperBound)
            let name = try parts.content(of: BERTag.objectIdentifier, in: bytes)
            let value = try parts.element(in: bytes)
            varBinds.append(
                VarBind(
                    try BERNumber.objectIdentifier(name, in: bytes),
                    try SNMPValue(tag: value.tag, value.content, in: bytes)))
        }
        return PDU(
            kind, requestID: requestID, errorStatus: .init(rawValue: status), errorIndex: index,
            varBinds: varBinds)
    }
}

/// The bytes of a range, as an array of their own.
private func copy(_ range: Range<Int>, of bytes: Span<UInt8>) -> [UInt8] {
    let part = bytes.extracting(range)
    return part.withUnsafeBufferPointer { Array($0) }
}

extension SNMPValue {
    fileprivate init(tag: UInt8, _ range: Range<Int>, in bytes: Span<UInt8>) throws(WireError) {
        switch tag {
        case BERTag.integer:
            // An empty number says nothing; zero would be a level or a counter that nobody reported.
            self = try BERNumber.signed(range, in: bytes).map { .integer($0) } ?? .null
        case BERTag.octetString: self = .octets(copy(range, of: bytes))
        case BERTag.null: self = .null
        case BERTag.objectIdentifier: self = .oid(try BERNumber.objectIdentifier(range, in: bytes))
        case BERTag.ipAddress: self = .ipAddress(copy(range, of: bytes))
        case BERTag.counter32: self = try SNMPValue(range, in: bytes) { .counter32($0) }
        case BERTag.gauge32, BERTag.unsigned32: self = try SNMPValue(range, in: bytes) { .gauge32($0) }
        case BERTag.timeTicks: self = try SNMPValue(range, in: bytes) { .timeTicks($0) }
        case BERTag.counter64:
            self = try BERNumber.unsigned(range, in: bytes).map { .counter64($0) } ?? .null
        case BERTag.noSuchObject: self = .noSuchObject
        case BERTag.noSuchInstance: self = .noSuchInstance
        case BERTag.endOfMibView: self = .endOfMibView
        default: self = .opaque(copy(range, of: bytes))
        }
    }

    /// A number of 32 bits. What is larger than its type allows is kept whole as a Counter64.
    private init(
        _ range: Range<Int>, in bytes: Span<UInt8>, _ make: (UInt32) -> SNMPValue
    ) throws(WireError) {
        guard let value = try BERNumber.unsigned(range, in: bytes) else {
            self = .null
            return
        }
        self = UInt32(exactly: value).map(make) ?? .counter64(value)
    }
}
