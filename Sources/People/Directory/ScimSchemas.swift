// SPDX-License-Identifier: Apache-2.0
import Values

/// What of users and groups is read here, as a directory asks for it (`/Schemas`, RFC 7643, section 7).
extension Scim {
    /// An attribute with its characteristics; what is not said is the RFC's default (section 2.2).
    private struct Attribute {
        enum Kind: String { case string, boolean, complex, reference }

        let name: String
        var kind = Kind.string
        var isSeveral = false
        var isRequired = false
        var isCaseExact = false
        var isUnique = false
        var parts: [Attribute] = []
        let words: String

        var json: JSON {
            var members = [
                JSON.Member("name", .text(name)), JSON.Member("type", .text(kind.rawValue)),
                JSON.Member("multiValued", .bool(isSeveral)), JSON.Member("description", .text(words)),
                JSON.Member("required", .bool(isRequired)), JSON.Member("mutability", .text("readWrite")),
                JSON.Member("returned", .text("default")),
            ]
            if kind == .string || kind == .reference {
                members.append(JSON.Member("caseExact", .bool(isCaseExact)))
                members.append(JSON.Member("uniqueness", .text(isUnique ? "server" : "none")))
            }
            if kind == .reference { members.append(JSON.Member("referenceTypes", .list([.text("User")]))) }
            if !parts.isEmpty { members.append(JSON.Member("subAttributes", .list(parts.map(\.json)))) }
            return .object(members)
        }
    }

    private static func several(_ name: String, _ words: String) -> Attribute {
        Attribute(
            name: name, kind: .complex, isSeveral: true,
            parts: [
                Attribute(name: "value", words: "The address or number itself."),
                Attribute(name: "type", words: "What it is for: work, home, mobile."),
                Attribute(name: "primary", kind: .boolean, words: "Whether it is the one to use."),
            ], words: words)
    }

    private static var userAttributes: [Attribute] {
        [
            Attribute(
                name: "userName", isRequired: true, isUnique: true, words: "What they sign in with there."),
            Attribute(
                name: "name", kind: .complex,
                parts: [
                    Attribute(name: "formatted", words: "The whole name."),
                    Attribute(name: "familyName", words: "The family's name."),
                    Attribute(name: "givenName", words: "Their own name."),
                ], words: "Their name in parts."),
            Attribute(name: "displayName", words: "The name as it is shown."),
            Attribute(name: "title", words: "What they are, such as Head of registry."),
            Attribute(
                name: "active", kind: .boolean, words: "Whether they belong to the organisation still."),
            several("emails", "Their e-mail addresses."),
            several("phoneNumbers", "Their telephone numbers."),
        ]
    }

    private static var groupAttributes: [Attribute] {
        [
            Attribute(name: "displayName", isRequired: true, words: "The name of the group."),
            Attribute(
                name: "members", kind: .complex, isSeveral: true,
                parts: [
                    Attribute(name: "value", isCaseExact: true, words: "The id of a user."),
                    Attribute(name: "$ref", kind: .reference, isCaseExact: true, words: "Where the user is."),
                ], words: "Who belongs to it."),
        ]
    }

    /// One schema each for users, for what enterprises add to them and, where they are kept, for groups.
    public static func schemas(base: String, withGroups: Bool = true) -> JSON {
        let all = [
            (user, "User", userAttributes), (group, "Group", groupAttributes),
            (enterprise, "EnterpriseUser", [Attribute(name: "department", words: "The part they work in.")]),
        ].filter { withGroups || $0.0 != group }.map { id, name, attributes in
            JSON.object([
                JSON.Member("schemas", .list([.text("urn:ietf:params:scim:schemas:core:2.0:Schema")])),
                JSON.Member("id", .text(id)), JSON.Member("name", .text(name)),
                JSON.Member("attributes", .list(attributes.map(\.json))),
                JSON.Member(
                    "meta",
                    .object([
                        JSON.Member("resourceType", .text("Schema")),
                        JSON.Member("location", .text("\(base)/Schemas/\(id)")),
                    ])),
            ])
        }
        return listAnswer(all, total: all.count, startIndex: 1)
    }
}
