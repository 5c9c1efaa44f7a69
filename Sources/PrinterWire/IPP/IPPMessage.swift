// SPDX-License-Identifier: Apache-2.0

/// A request or an answer of the Internet Printing Protocol (RFC 8010, section 3.1).
public struct IPPMessage: Hashable, Sendable {
    /// The version a message is written in: 1.1, 2.0.
    public struct Version: Hashable, Sendable, CustomStringConvertible {
        public var major: UInt8
        public var minor: UInt8

        public init(_ major: UInt8, _ minor: UInt8) {
            self.major = major
            self.minor = minor
        }

        public static let v1_1 = Version(1, 1)
        public static let v2_0 = Version(2, 0)

        public var description: String { "\(major).\(minor)" }
    }

    public var version: Version
    /// The operation of a request, the status of an answer.
    public var code: UInt16
    public var requestID: Int32
    public var groups: [IPPGroup]

    public init(version: Version, code: UInt16, requestID: Int32, groups: [IPPGroup]) {
        self.version = version
        self.code = code
        self.requestID = requestID
        self.groups = groups
    }

    /// The first attribute of that name in the groups about the printer, whichever of them has it.
    public func printerAttribute(_ name: String) -> IPPAttribute? {
        for group in groups where group.tag == IPPTag.printerGroup {
            if let attribute = group.attributes.first(where: { $0.name == name }) { return attribute }
        }
        return nil
    }
}

/// Attributes that stand together behind one delimiter tag.
public struct IPPGroup: Hashable, Sendable {
    /// 1 operation, 2 job, 4 printer, 5 unsupported; any other from 0x06 to 0x0F is kept.
    public var tag: UInt8
    public var attributes: [IPPAttribute]

    public init(tag: UInt8, attributes: [IPPAttribute]) {
        self.tag = tag
        self.attributes = attributes
    }
}

/// A name and its values; where one value is expected there may be several, and the other way round.
public struct IPPAttribute: Hashable, Sendable {
    public var name: String
    public var values: [IPPValue]

    public init(_ name: String, _ values: [IPPValue]) {
        self.name = name
        self.values = values
    }
}

/// A value with its type (RFC 8010, section 3.5.2). Text stays as the bytes that came, because firmware does not
/// always send the character set it names.
public indirect enum IPPValue: Hashable, Sendable {
    /// 0x10 to 0x1F: unsupported, unknown, no-value and their like; they have no content.
    case outOfBand(UInt8)
    case integer(Int32)
    case boolean(Bool)
    /// A number that stands for a word; numbers nobody has a word for are kept as well.
    case enumeration(Int32)
    case octets([UInt8])
    /// The eleven bytes of RFC 2579's DateAndTime.
    case dateTime([UInt8])
    case resolution(across: Int32, along: Int32, unit: UInt8)
    case range(Int32, Int32)
    case collection([IPPAttribute])
    /// `text` and `name`, each with or without a language of its own.
    case text([UInt8], language: [UInt8]?)
    case name([UInt8], language: [UInt8]?)
    /// keyword, uri, uriScheme, charset, naturalLanguage, mimeMediaType: by their tag.
    case word(UInt8, [UInt8])
    /// A tag without a meaning here, or a known one whose content does not fit it: kept as it came.
    case other(UInt8, [UInt8])
    /// A tag beyond 0x7F, written behind the tag 0x7F.
    case extended(UInt32, [UInt8])
}

/// The tags of RFC 8010, sections 3.5.1 and 3.5.2.
enum IPPTag {
    static let reserved: UInt8 = 0x00
    static let operationGroup: UInt8 = 0x01
    static let endOfAttributes: UInt8 = 0x03
    static let printerGroup: UInt8 = 0x04
    /// Below it a tag opens a group, from it on a tag opens a value.
    static let firstValue: UInt8 = 0x10
    static let firstWithContent: UInt8 = 0x20
    static let noValue: UInt8 = 0x13
    static let integer: UInt8 = 0x21
    static let boolean: UInt8 = 0x22
    static let enumeration: UInt8 = 0x23
    static let octets: UInt8 = 0x30
    static let dateTime: UInt8 = 0x31
    static let resolution: UInt8 = 0x32
    static let range: UInt8 = 0x33
    static let beginCollection: UInt8 = 0x34
    static let textWithLanguage: UInt8 = 0x35
    static let nameWithLanguage: UInt8 = 0x36
    static let endCollection: UInt8 = 0x37
    static let text: UInt8 = 0x41
    static let name: UInt8 = 0x42
    static let keyword: UInt8 = 0x44
    static let uri: UInt8 = 0x45
    static let charset: UInt8 = 0x47
    static let naturalLanguage: UInt8 = 0x48
    static let mimeMediaType: UInt8 = 0x49
    static let memberName: UInt8 = 0x4A
    static let extended: UInt8 = 0x7F
}

/// Every limit that keeps an answer from a stranger harmless. Each one is tested at the limit and one beyond.
public enum IPPLimits {
    /// Bytes of one message. Printers send up to some 20,000 when they are asked for everything.
    public static let messageBytesMax = 1_048_576
    /// Bytes of an attribute's name (RFC 8011, section 5.1.4, of keywords).
    public static let nameBytesMax = 255
    /// Bytes of one value; its length is written as a SIGNED-SHORT (RFC 8010, section 3.1.4).
    public static let valueBytesMax = 32_767
    /// Values in one message, those within collections counted too.
    public static let valuesMax = 16_384
    /// Collections within collections; four levels are the most that standards use.
    public static let collectionDepthMax = 8
    /// Supplies, trays or alerts taken from one answer.
    public static let rowsMax = 256
}

/// What is wrong at one place of a message that was read all the same.
public struct IPPFinding: Hashable, Sendable, CustomStringConvertible {
    /// In bytes from the message's start.
    public let offset: Int
    public let sentence: String

    public init(at offset: Int, _ sentence: String) {
        self.offset = offset
        self.sentence = sentence
    }

    public var description: String { "byte \(offset): \(sentence)" }
}
