// SPDX-License-Identifier: Apache-2.0

/// A PDU and the context it is about (RFC 3412, section 6.8).
public struct ScopedPDU: Hashable, Sendable {
    public var contextEngineID: [UInt8]
    public var contextName: [UInt8]
    public var pdu: PDU

    public init(contextEngineID: [UInt8], contextName: [UInt8], pdu: PDU) {
        self.contextEngineID = contextEngineID
        self.contextName = contextName
        self.pdu = pdu
    }
}

/// A whole datagram of SNMPv3 with the user-based security model (RFC 3412, section 6; RFC 3414, 2.4), as it
/// stands on the wire: its authentication is not checked here, and hidden content stays hidden.
public struct SNMPv3Message: Hashable, Sendable {
    public struct Flags: OptionSet, Hashable, Sendable {
        public let rawValue: UInt8

        public init(rawValue: UInt8) {
            self.rawValue = rawValue
        }

        public static let authenticated = Flags(rawValue: 1)
        public static let encrypted = Flags(rawValue: 2)
        /// Whoever cannot answer shall say why in a report.
        public static let reportable = Flags(rawValue: 4)
    }

    public enum Payload: Hashable, Sendable {
        case plain(ScopedPDU)
        case encrypted([UInt8])
    }

    /// The number of the model in this file (RFC 3411, section 5, SnmpSecurityModel).
    public static let userBased: Int32 = 3

    public var messageID: Int32
    /// The largest message its sender takes, in bytes.
    public var sizeMax: Int32
    public var flags: Flags
    public var engineID: [UInt8]
    public var engineBoots: Int32
    /// Seconds since the engine last began.
    public var engineTime: Int32
    public var userName: [UInt8]
    /// The authentication code, or as many zeros as it will have.
    public var authenticationCode: [UInt8]
    /// What the vector of the cipher is made with; empty without privacy.
    public var salt: [UInt8]
    public var payload: Payload

    /// `nil` for the combination of bits that means nothing, privacy without authentication.
    public var level: SecurityLevel? {
        switch (flags.contains(.authenticated), flags.contains(.encrypted)) {
        case (false, false): .noAuthNoPriv
        case (true, false): .authNoPriv
        case (true, true): .authPriv
        case (false, true): nil
        }
    }

    /// The datagram.
    public func encode() -> [UInt8] { encodeTellingCode().bytes }

    /// The datagram, and where in it the authentication code stands.
    func encodeTellingCode() -> (bytes: [UInt8], code: Range<Int>) {
        var codeEnd = 0
        var writer = BERBackwardWriter()
        writer.enclosed(in: BERTag.sequence) { writer in
            switch payload {
            case .plain(let scoped): writer.write(scoped)
            case .encrypted(let bytes): writer.write(bytes, tag: BERTag.octetString)
            }
            writer.enclosed(in: BERTag.octetString) { writer in
                writer.enclosed(in: BERTag.sequence) { writer in
                    writer.write(salt, tag: BERTag.octetString)
                    codeEnd = writer.count
                    writer.write(authenticationCode, tag: BERTag.octetString)
                    writer.write(userName, tag: BERTag.octetString)
                    writer.write(signed: Int64(engineTime))
                    writer.write(signed: Int64(engineBoots))
                    writer.write(engineID, tag: BERTag.octetString)
                }
            }
            writer.enclosed(in: BERTag.sequence) { writer in
                writer.write(signed: Int64(SNMPv3Message.userBased))
                writer.write([flags.rawValue], tag: BERTag.octetString)
                writer.write(signed: Int64(sizeMax))
                writer.write(signed: Int64(messageID))
            }
            writer.write(signed: Int64(SNMPv3Message.versionNumber))
        }
        let bytes = writer.bytes
        let end = bytes.count - codeEnd
        return (bytes, (end - authenticationCode.count)..<end)
    }

    static let versionNumber: Int32 = 3
}

extension ScopedPDU {
    /// The bytes that privacy hides.
    func encode() -> [UInt8] {
        var writer = BERBackwardWriter()
        writer.write(self)
        return writer.bytes
    }

    /// Reads what privacy hid; a cipher's padding behind it is passed over.
    static func decode(_ bytes: Span<UInt8>) throws(WireError) -> ScopedPDU {
        var cursor = BERCursor(position: 0, end: bytes.count)
        return try decode(&cursor, in: bytes)
    }

    fileprivate static func decode(
        _ cursor: inout BERCursor, in bytes: Span<UInt8>
    ) throws(WireError) -> ScopedPDU {
        let frame = try cursor.content(of: BERTag.sequence, in: bytes)
        var inner = BERCursor(position: frame.lowerBound, end: frame.upperBound)
        let engineID = try inner.content(of: BERTag.octetString, in: bytes)
        let name = try inner.content(of: BERTag.octetString, in: bytes)
        guard engineID.count <= WireLimits.engineIDBytesMax, name.count <= WireLimits.communityBytesMax else {
            throw WireError(.tooLarge, at: engineID.lowerBound)
        }
        let start = inner.position
        let body = try inner.element(in: bytes)
        return ScopedPDU(
            contextEngineID: copy(engineID, of: bytes), contextName: copy(name, of: bytes),
            pdu: try PDU.decode(body.tag, body.content, at: start, in: bytes))
    }
}

extension BERBackwardWriter {
    fileprivate mutating func write(_ scoped: ScopedPDU) {
        enclosed(in: BERTag.sequence) { writer in
            writer.write(scoped.pdu)
            writer.write(scoped.contextName, tag: BERTag.octetString)
            writer.write(scoped.contextEngineID, tag: BERTag.octetString)
        }
    }
}

extension SNMPv3Message {
    /// Reads a datagram as leniently as ``SNMPMessage/decode(_:)-([UInt8])`` does.
    ///
    /// - Throws: ``WireError`` for anything that is not a whole SNMPv3 message of the user-based model; it never
    ///   traps, whatever the bytes.
    public static func decode(_ bytes: [UInt8]) throws(WireError) -> SNMPv3Message {
        try decodeTellingCode(bytes.span).message
    }

    /// The message, and where in the datagram its authentication code stands.
    static func decodeTellingCode(
        _ bytes: Span<UInt8>
    ) throws(WireError) -> (message: SNMPv3Message, code: Range<Int>) {
        guard bytes.count <= WireLimits.datagramBytesMax else { throw WireError(.tooLarge, at: 0) }
        var outer = BERCursor(position: 0, end: bytes.count)
        let frame = try outer.content(of: BERTag.sequence, in: bytes)
        var inner = BERCursor(position: frame.lowerBound, end: frame.upperBound)
        guard try inner.integer(in: bytes) == Int64(versionNumber) else {
            throw WireError(.unknownVersion, at: frame.lowerBound)
        }
        var message = SNMPv3Message()
        try message.takeHeader(&inner, in: bytes)
        let code = try message.takeSecurity(&inner, in: bytes)
        if message.flags.contains(.encrypted) {
            message.payload = .encrypted(
                copy(try inner.content(of: BERTag.octetString, in: bytes), of: bytes))
        } else {
            message.payload = .plain(try ScopedPDU.decode(&inner, in: bytes))
        }
        return (message, code)
    }

    /// Nothing yet, to be filled while a datagram is read.
    private init() {
        self.init(
            messageID: 0, sizeMax: 0, flags: [], engineID: [], engineBoots: 0, engineTime: 0, userName: [],
            authenticationCode: [], salt: [], payload: .encrypted([]))
    }

    private mutating func takeHeader(
        _ cursor: inout BERCursor, in bytes: Span<UInt8>
    ) throws(WireError) {
        let range = try cursor.content(of: BERTag.sequence, in: bytes)
        var header = BERCursor(position: range.lowerBound, end: range.upperBound)
        messageID = try header.integer32(in: bytes)
        sizeMax = try header.integer32(in: bytes)
        let octets = try header.content(of: BERTag.octetString, in: bytes)
        guard octets.count == 1 else { throw WireError(.badLength, at: octets.lowerBound) }
        flags = Flags(rawValue: bytes[octets.lowerBound])
        let place = header.position
        guard try header.integer32(in: bytes) == SNMPv3Message.userBased else {
            throw WireError(.unknownSecurityModel, at: place)
        }
    }

    private mutating func takeSecurity(
        _ cursor: inout BERCursor, in bytes: Span<UInt8>
    ) throws(WireError) -> Range<Int> {
        let octets = try cursor.content(of: BERTag.octetString, in: bytes)
        var outer = BERCursor(position: octets.lowerBound, end: octets.upperBound)
        let range = try outer.content(of: BERTag.sequence, in: bytes)
        var fields = BERCursor(position: range.lowerBound, end: range.upperBound)
        let engine = try fields.content(of: BERTag.octetString, in: bytes)
        engineBoots = try fields.integer32(in: bytes)
        engineTime = try fields.integer32(in: bytes)
        let name = try fields.content(of: BERTag.octetString, in: bytes)
        let code = try fields.content(of: BERTag.octetString, in: bytes)
        let salt = try fields.content(of: BERTag.octetString, in: bytes)
        guard engine.count <= WireLimits.engineIDBytesMax, name.count <= WireLimits.communityBytesMax,
            code.count <= WireLimits.securityFieldBytesMax, salt.count <= WireLimits.securityFieldBytesMax
        else { throw WireError(.tooLarge, at: engine.lowerBound) }
        engineID = copy(engine, of: bytes)
        userName = copy(name, of: bytes)
        authenticationCode = copy(code, of: bytes)
        self.salt = copy(salt, of: bytes)
        return code
    }
}
