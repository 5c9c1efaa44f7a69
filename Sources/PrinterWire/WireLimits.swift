// SPDX-License-Identifier: Apache-2.0

/// Every limit that keeps bytes from a stranger harmless. Each one is tested at the limit and one beyond.
public enum WireLimits {
    /// What fits into one UDP datagram over IPv4.
    public static let datagramBytesMax = 65_507
    /// Arcs in an object identifier (RFC 2578, section 3.5).
    public static let oidArcsMax = 128
    /// Variable bindings in one message; agents send some hundreds at most.
    public static let varBindsPerMessageMax = 8_192
    /// Bytes that may write a BER length; four reach far beyond a datagram.
    public static let lengthBytesMax = 4
    /// Bytes of an INTEGER; more than eight are read as long as the surplus only repeats the sign.
    public static let integerBytesMax = 16
    /// Bytes of a community name.
    public static let communityBytesMax = 255
    /// Bytes of an engine's id; RFC 3411 allows 32, and some firmware has more.
    public static let engineIDBytesMax = 64
    /// Bytes of an authentication code or a salt; the longest known has 48.
    public static let securityFieldBytesMax = 64

    /// Bytes of a line in a text we read: a walk or a profile.
    public static let lineBytesMax = 65_536
    /// Values in one walk.
    public static let walkValuesMax = 200_000
    /// An SNMP context's name in a profile: snmpAdminString's length (RFC 3411).
    public static let contextBytesMax = 32
    /// Findings kept about one text; a wholly foreign file shall not fill the memory with complaints.
    public static let findingsMax = 1_000
}

/// Why bytes are not a message we can read.
public struct WireError: Error, Hashable, Sendable {
    public enum Kind: String, Sendable, CaseIterable {
        /// It ends before it is complete.
        case truncated
        /// An element of another type is due here.
        case unexpectedTag
        /// A length is written with too many bytes, or left open.
        case badLength
        /// A number does not fit where it stands.
        case numberTooLarge
        case badObjectIdentifier
        /// Another version of SNMP than the one that is read here.
        case unknownVersion
        /// SNMPv3 with another security model than the user-based one.
        case unknownSecurityModel
        /// A kind of PDU that is not read here, such as a v1 trap.
        case unknownPDU
        case tooLarge
    }

    public let kind: Kind
    /// Where in the datagram, in bytes from its start.
    public let offset: Int

    public init(_ kind: Kind, at offset: Int) {
        self.kind = kind
        self.offset = offset
    }
}

/// What is wrong with one line of a text, in a sentence for the person who wrote or recorded it.
public struct LineFinding: Hashable, Sendable, CustomStringConvertible {
    /// Counted from 1.
    public let line: Int
    /// Counted from 1, in characters; `nil` where the whole line is meant.
    public let column: Int?
    public let sentence: String

    public init(line: Int, column: Int? = nil, sentence: String) {
        self.line = line
        self.column = column
        self.sentence = sentence
    }

    public var description: String {
        "line \(line)\(column.map { ", column \($0)" } ?? ""): \(sentence)"
    }
}
