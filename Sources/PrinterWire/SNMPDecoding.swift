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
        let received = try receive(bytes)
        let community = bytes.extracting(received.community).withUnsafeBufferPointer { Array($0) }
        return SNMPMessage(version: received.version, community: community, pdu: received.pdu.pdu)
    }

    /// The same without making a value of each binding.
    static func receive(_ bytes: Span<UInt8>) throws(WireError) -> ReceivedMessage {
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
        return ReceivedMessage(
            version: version, community: community, pdu: try ReceivedPDU.decode(kind, body.content, in: bytes)
        )
    }
}

extension PDU {
    /// Reads the content of a PDU whose tag stood at `start`.
    static func decode(
        _ tag: UInt8, _ range: Range<Int>, at start: Int, in bytes: Span<UInt8>
    ) throws(WireError) -> PDU {
        guard let kind = Kind(rawValue: tag) else { throw WireError(.unknownPDU, at: start) }
        return try ReceivedPDU.decode(kind, range, in: bytes).pdu
    }
}

/// The bytes of a range, as an array of their own.
func copy(_ range: Range<Int>, of bytes: Span<UInt8>) -> [UInt8] {
    bytes.extracting(range).withUnsafeBufferPointer { Array($0) }
}

/// A message as it came, its bindings in flat memory.
struct ReceivedMessage {
    let version: SNMPMessage.Version
    /// Where in the datagram it stands.
    let community: Range<Int>
    let pdu: ReceivedPDU
}

/// A PDU as it came; the bindings stand in the order of the message, whatever their names.
struct ReceivedPDU {
    var kind: PDU.Kind
    var requestID: Int32
    var errorStatus: PDU.ErrorStatus
    var errorIndex: Int32
    var bindings: WalkRows

    init(
        kind: PDU.Kind, requestID: Int32, errorStatus: PDU.ErrorStatus, errorIndex: Int32, bindings: WalkRows
    ) {
        self.kind = kind
        self.requestID = requestID
        self.errorStatus = errorStatus
        self.errorIndex = errorIndex
        self.bindings = bindings
    }

    init(_ pdu: PDU) {
        var bindings = WalkRows()
        for varBind in pdu.varBinds { bindings.append(varBind) }
        self.init(
            kind: pdu.kind, requestID: pdu.requestID, errorStatus: pdu.errorStatus,
            errorIndex: pdu.errorIndex, bindings: bindings)
    }

    /// As a value of its own, for those who have time.
    var pdu: PDU {
        PDU(
            kind, requestID: requestID, errorStatus: errorStatus, errorIndex: errorIndex,
            varBinds: (0..<bindings.count).map { bindings.varBind($0) })
    }

    /// Reads the content of a PDU.
    static func decode(
        _ kind: PDU.Kind, _ range: Range<Int>, in bytes: Span<UInt8>
    ) throws(WireError) -> ReceivedPDU {
        var cursor = BERCursor(position: range.lowerBound, end: range.upperBound)
        let requestID = try cursor.integer32(in: bytes)
        let status = try cursor.integer32(in: bytes)
        let index = try cursor.integer32(in: bytes)
        let list = try cursor.content(of: BERTag.sequence, in: bytes)
        var rows = BERCursor(position: list.lowerBound, end: list.upperBound)
        var bindings = WalkRows()
        // A binding takes some 15 bytes at least in practice; the guess saves growing.
        bindings.reserve(
            rows: min(list.count / 15 + 1, WireLimits.varBindsPerMessageMax), bytes: list.count / 2)
        while !rows.isAtEnd {
            guard bindings.count < WireLimits.varBindsPerMessageMax else {
                throw WireError(.tooLarge, at: rows.position)
            }
            let row = try rows.content(of: BERTag.sequence, in: bytes)
            var parts = BERCursor(position: row.lowerBound, end: row.upperBound)
            let name = try parts.content(of: BERTag.objectIdentifier, in: bytes)
            let value = try parts.element(in: bytes)
            try bindings.append(
                try BERNumber.objectIdentifier(name, in: bytes), tag: value.tag, value.content, in: bytes)
        }
        return ReceivedPDU(
            kind: kind, requestID: requestID, errorStatus: .init(rawValue: status), errorIndex: index,
            bindings: bindings)
    }
}

extension WalkRows {
    /// Adds what stands in a range of a datagram, by the tag that stood before it.
    fileprivate mutating func append(
        _ oid: OID, tag: UInt8, _ range: Range<Int>, in bytes: Span<UInt8>
    ) throws(WireError) {
        switch tag {
        case BERTag.integer:
            // An empty number says nothing; zero would be a level or a counter that nobody reported.
            if let number = try BERNumber.signed(range, in: bytes) {
                append(oid, .integer, UInt64(bitPattern: number))
            } else {
                append(oid, .null, 0)
            }
        case BERTag.octetString: append(oid, .octets, bytes.extracting(range))
        case BERTag.null: append(oid, .null, 0)
        case BERTag.objectIdentifier: append(oid, name: try BERNumber.objectIdentifier(range, in: bytes))
        case BERTag.ipAddress: append(oid, .ipAddress, bytes.extracting(range))
        case BERTag.counter32: try append(oid, unsigned: .counter32, range, in: bytes)
        case BERTag.gauge32, BERTag.unsigned32: try append(oid, unsigned: .gauge32, range, in: bytes)
        case BERTag.timeTicks: try append(oid, unsigned: .timeTicks, range, in: bytes)
        case BERTag.counter64: try append(oid, unsigned: .counter64, range, in: bytes)
        case BERTag.noSuchObject: append(oid, .noSuchObject, 0)
        case BERTag.noSuchInstance: append(oid, .noSuchInstance, 0)
        case BERTag.endOfMibView: append(oid, .endOfMibView, 0)
        default: append(oid, .opaque, bytes.extracting(range))
        }
    }

    /// A number of 32 bits that is larger than its type allows is kept whole as a Counter64.
    private mutating func append(
        _ oid: OID, unsigned kind: Kind, _ range: Range<Int>, in bytes: Span<UInt8>
    ) throws(WireError) {
        guard let number = try BERNumber.unsigned(range, in: bytes) else {
            append(oid, .null, 0)
            return
        }
        append(oid, number > UInt64(UInt32.max) ? .counter64 : kind, number)
    }
}
