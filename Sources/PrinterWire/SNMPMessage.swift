// SPDX-License-Identifier: Apache-2.0

/// What an agent says about one object (RFC 3416, section 3).
public enum SNMPValue: Hashable, Sendable {
    case integer(Int64)
    case octets([UInt8])
    case null
    case oid(OID)
    case ipAddress([UInt8])
    case counter32(UInt32)
    case gauge32(UInt32)
    /// Hundredths of a second.
    case timeTicks(UInt32)
    /// Also a value of a type that SNMP does not know: its bytes are kept, so that the rest can be read.
    case opaque([UInt8])
    case counter64(UInt64)
    case noSuchObject
    case noSuchInstance
    case endOfMibView

    /// Any of the number types; `nil` for the others and for a Counter64 beyond `Int64`.
    public var number: Int64? {
        switch self {
        case .integer(let value): value
        case .counter32(let value), .gauge32(let value), .timeTicks(let value): Int64(value)
        case .counter64(let value): Int64(exactly: value)
        default: nil
        }
    }

    public var bytes: [UInt8]? {
        switch self {
        case .octets(let bytes), .opaque(let bytes): bytes
        default: nil
        }
    }

    /// One of the three answers of v2c that stand for "there is none".
    public var isException: Bool {
        switch self {
        case .noSuchObject, .noSuchInstance, .endOfMibView: true
        default: false
        }
    }
}

/// An object's name and what was said about it.
public struct VarBind: Hashable, Sendable {
    public var oid: OID
    public var value: SNMPValue

    public init(_ oid: OID, _ value: SNMPValue = .null) {
        self.oid = oid
        self.value = value
    }
}

/// A request or its answer (RFC 3416, section 3).
public struct PDU: Hashable, Sendable {
    public enum Kind: UInt8, Sendable, CaseIterable {
        case getRequest = 0xA0
        case getNextRequest = 0xA1
        case response = 0xA2
        case setRequest = 0xA3
        case getBulkRequest = 0xA5
        case informRequest = 0xA6
        case trap = 0xA7
        case report = 0xA8
    }

    /// Why an agent did not answer as asked; numbers beyond RFC 3416's are kept.
    public struct ErrorStatus: RawRepresentable, Hashable, Sendable {
        public let rawValue: Int32

        public init(rawValue: Int32) {
            self.rawValue = rawValue
        }

        public static let noError = ErrorStatus(rawValue: 0)
        public static let tooBig = ErrorStatus(rawValue: 1)
        public static let noSuchName = ErrorStatus(rawValue: 2)
        public static let badValue = ErrorStatus(rawValue: 3)
        public static let readOnly = ErrorStatus(rawValue: 4)
        public static let genErr = ErrorStatus(rawValue: 5)
        public static let noAccess = ErrorStatus(rawValue: 6)
        public static let notWritable = ErrorStatus(rawValue: 17)
    }

    public var kind: Kind
    public var requestID: Int32
    /// In a GETBULK request this place on the wire is ``nonRepeaters``.
    public var errorStatus: ErrorStatus
    /// The variable binding at fault, counted from 1; in a GETBULK request ``maxRepetitions``.
    public var errorIndex: Int32
    public var varBinds: [VarBind]

    public init(
        _ kind: Kind, requestID: Int32, errorStatus: ErrorStatus = .noError, errorIndex: Int32 = 0,
        varBinds: [VarBind]
    ) {
        self.kind = kind
        self.requestID = requestID
        self.errorStatus = errorStatus
        self.errorIndex = errorIndex
        self.varBinds = varBinds
    }

    /// A GETBULK request.
    public init(bulk requestID: Int32, nonRepeaters: Int32, maxRepetitions: Int32, varBinds: [VarBind]) {
        self.init(
            .getBulkRequest, requestID: requestID, errorStatus: ErrorStatus(rawValue: nonRepeaters),
            errorIndex: maxRepetitions, varBinds: varBinds)
    }

    public var nonRepeaters: Int32 { errorStatus.rawValue }
    public var maxRepetitions: Int32 { errorIndex }
}

/// A whole datagram of SNMPv1 (RFC 1157) or SNMPv2c (RFC 1901).
public struct SNMPMessage: Hashable, Sendable {
    public enum Version: Int32, Sendable, CaseIterable {
        case v1 = 0
        case v2c = 1
    }

    public var version: Version
    /// The password of these versions, in the clear.
    public var community: [UInt8]
    public var pdu: PDU

    public init(version: Version, community: [UInt8], pdu: PDU) {
        self.version = version
        self.community = community
        self.pdu = pdu
    }
}
