// SPDX-License-Identifier: Apache-2.0
import Values

/// What a directory is answered when its request cannot be done (RFC 7644, section 3.12).
public struct ScimError: TwoVoicedError, Hashable {
    /// `scimType`, table 9 of the RFC.
    public enum Kind: String, Sendable {
        case invalidFilter, tooMany, uniqueness, mutability, invalidSyntax, invalidPath, noTarget,
            invalidValue
        case invalidVers, sensitive
    }

    public let status: Int
    public let kind: Kind?
    public let message: String
    public var detail: String { "SCIM \(status) \(kind?.rawValue ?? "")" }

    public init(_ kind: Kind, _ message: String) {
        // 409 is the RFC's for what must be unique, 400 for all the others here.
        self.init(status: kind == .uniqueness ? 409 : 400, kind: kind, message)
    }

    public init(status: Int, kind: Kind? = nil, _ message: String) {
        self.status = status
        self.kind = kind
        self.message = message
    }

    /// Of something that is not there, or that this directory may not know of.
    public static let notFound = ScimError(status: 404, "There is no such resource.")

    /// The body of the answer.
    public var json: JSON {
        var members = [
            JSON.Member("schemas", .list([.text(Scim.error)])), JSON.Member("status", .text(String(status))),
            JSON.Member("detail", .text(message)),
        ]
        if let kind { members.append(JSON.Member("scimType", .text(kind.rawValue))) }
        return .object(members)
    }
}

/// The names of RFC 7643 and RFC 7644.
public enum Scim {
    public static let user = "urn:ietf:params:scim:schemas:core:2.0:User"
    public static let group = "urn:ietf:params:scim:schemas:core:2.0:Group"
    public static let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
    public static let list = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
    public static let patch = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
    public static let error = "urn:ietf:params:scim:api:messages:2.0:Error"

    public static let mediaType = "application/scim+json"
    public static let filterBytesMax = 2_000
    /// How deep brackets and `not` may stand within each other.
    public static let filterDepthMax = 20
    public static let operationsMax = 1_000
    /// Of one answer.
    public static let pageMax = 200
    public static let membersMax = 50_000

    /// Attributes whose text is compared letter by letter (`caseExact`, RFC 7643, sections 3.1 and 7).
    static let caseExact: Set<String> = ["id", "externalid", "location", "version", "value64", "$ref"]
}

/// The name of an attribute: `userName`, `name.familyName`, with or without the URN of its schema.
public struct ScimAttribute: Hashable, Sendable, CustomStringConvertible {
    /// The URN before it, when there is one.
    public let schema: String?
    public let name: String
    public let part: String?

    public init(schema: String? = nil, _ name: String, _ part: String? = nil) {
        self.schema = schema
        self.name = name
        self.part = part
    }

    public var description: String {
        (schema.map { "\($0):" } ?? "") + name + (part.map { ".\($0)" } ?? "")
    }

    /// Reads an attribute's name (RFC 7644, section 3.10); `nil` when it is none.
    public init?(_ text: some StringProtocol) {
        let text = String(text)
        guard text.utf8.count <= 300, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        var schema: String?
        var rest = Substring(text)
        // The URN ends at the last colon; only what follows it is parted at the dot, for versions have one, too.
        if let colon = text.lastIndex(of: ":") {
            guard text.lowercased().hasPrefix("urn:") else { return nil }
            schema = String(text[..<colon])
            rest = text[text.index(after: colon)...]
        }
        let parts = rest.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count <= 2, parts.allSatisfy(ScimAttribute.isName) else { return nil }
        self.init(schema: schema, parts[0], parts.count == 2 ? parts[1] : nil)
    }

    private static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first else { return false }
        func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
        return (isLetter(first) || first == UInt8(ascii: "$"))
            && text.utf8.allSatisfy {
                isLetter($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-")
                    || $0 == UInt8(ascii: "_")
                    || $0 == UInt8(ascii: "$")
            }
    }

    /// Where it is looked for: an extension's attributes stand below its URN (RFC 7643, section 3.3).
    var extensionURN: String? {
        guard let schema else { return nil }
        let folded = schema.lowercased()
        return folded == Scim.user.lowercased() || folded == Scim.group.lowercased() ? nil : schema
    }
}

extension JSON {
    /// A member by its name in whatever case: attribute names have none (RFC 7643, section 2.1).
    func attribute(_ name: String) -> JSON? {
        let folded = name.lowercased()
        return members?.first { $0.name.lowercased() == folded }?.value
    }

    /// The object with a member set, in its place, or taken away.
    func setting(_ name: String, to value: JSON?) -> JSON {
        var members = members ?? []
        let folded = name.lowercased()
        if let place = members.firstIndex(where: { $0.name.lowercased() == folded }) {
            if let value {
                members[place] = Member(members[place].name, value)
            } else {
                members.remove(at: place)
            }
        } else if let value {
            members.append(Member(name, value))
        }
        return .object(members)
    }
}
