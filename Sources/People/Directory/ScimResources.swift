// SPDX-License-Identifier: Apache-2.0
import Values

/// A user as a customer's directory tells them (RFC 7643, section 4.1): the part of it that concerns a person here.
public struct ScimUser: Hashable, Sendable {
    /// Ours, as a text.
    public var id: String?
    /// Theirs.
    public var externalID: String?
    public var userName: String
    public var draft: PersonDraft
    /// Whether they belong to the organisation still; leavers are made inactive first and deleted later.
    public var isActive: Bool
    public var department: String?

    /// Reads a resource. What it says beside this is kept by whoever keeps the resource.
    ///
    /// - Throws: ``ScimError`` of kind `invalidValue` that names the attribute.
    public init(_ resource: JSON) throws(ScimError) {
        guard case .object = resource else { throw ScimError(.invalidSyntax, "A user is a JSON object.") }
        func text(_ json: JSON?, _ name: String, _ column: ImportColumn) throws(ScimError) -> String? {
            guard let json, json != .null else { return nil }
            guard let text = json.text else { throw ScimError(.invalidValue, "“\(name)” is a text.") }
            let trimmed = PersonDraft.trimmed(text)
            if trimmed.isEmpty { return nil }
            if let sentence = PersonDraft.fault(in: trimmed, of: column) {
                throw ScimError(.invalidValue, "“\(name)”: \(sentence)")
            }
            return trimmed
        }
        guard let userName = try text(resource.attribute("userName"), "userName", .name) else {
            throw ScimError(.invalidValue, "A user needs a “userName”.")
        }
        id = resource.attribute("id")?.text
        externalID = try text(resource.attribute("externalId"), "externalId", .externalID)
        self.userName = userName
        let name = resource.attribute("name")
        let given = try text(name?.attribute("givenName"), "name.givenName", .givenName)
        let family = try text(name?.attribute("familyName"), "name.familyName", .familyName)
        let parts = [given, family].compactMap { $0 }.joined(separator: " ")
        let shown = try text(resource.attribute("displayName"), "displayName", .name)
        let formatted = try text(name?.attribute("formatted"), "name.formatted", .name)
        let mail = try text(
            ScimUser.best(resource.attribute("emails")), "emails.value", .email)
        draft = PersonDraft(
            externalID: externalID, name: shown ?? formatted ?? (parts.isEmpty ? userName : parts),
            // A userName that is an address is one, where no other is told.
            email: mail ?? (PlainText.mailKey(userName) == nil ? nil : userName),
            phone: try text(ScimUser.best(resource.attribute("phoneNumbers")), "phoneNumbers.value", .phone),
            role: try text(resource.attribute("title"), "title", .role))
        // Entra writes "False" as a text.
        switch resource.attribute("active") {
        case nil, .null?: isActive = true
        case .bool(let bool)?: isActive = bool
        case .text(let text)? where ["true", "false"].contains(text.lowercased()):
            isActive = text.lowercased() == "true"
        default: throw ScimError(.invalidValue, "“active” is true or false.")
        }
        department = try text(
            resource.attribute(Scim.enterprise)?.attribute("department"), "department", .role)
    }

    /// The value that is primary, or of type work, or first.
    private static func best(_ several: JSON?) -> JSON? {
        let list = several?.list ?? []
        let one =
            list.first { $0.attribute("primary")?.bool == true }
            ?? list.first { $0.attribute("type")?.text?.lowercased() == "work" } ?? list.first
        return one?.attribute("value")
    }

    /// A person as a user, for a directory that asks.
    public static func resource(
        of person: Person, externalID: String?, isActive: Bool, base: String, made: Instant, changed: Instant
    ) -> JSON {
        var members = [
            JSON.Member("schemas", .list([.text(Scim.user)])), JSON.Member("id", .text("\(person.id)")),
        ]
        if let externalID { members.append(JSON.Member("externalId", .text(externalID))) }
        members += [
            JSON.Member("userName", .text(person.email ?? "\(person.id)")),
            JSON.Member("displayName", .text(person.name)),
            JSON.Member("name", .object([JSON.Member("formatted", .text(person.name))])),
            JSON.Member("active", .bool(isActive)),
        ]
        if let role = person.role { members.append(JSON.Member("title", .text(role))) }
        for (name, value) in [("emails", person.email), ("phoneNumbers", person.phone)] {
            guard let value else { continue }
            members.append(
                JSON.Member(
                    name,
                    .list([
                        .object([
                            JSON.Member("value", .text(value)), JSON.Member("type", .text("work")),
                            JSON.Member("primary", .bool(true)),
                        ])
                    ])))
        }
        members.append(
            Scim.meta("User", base + "/Users/\(person.id)", made: made, changed: changed))
        return .object(members)
    }

    /// What a directory's word about a user comes to here.
    ///
    /// - Parameter person: who that is here already; `nil` for somebody new.
    public func steps(onto person: Person?) -> [ImportPlan.Step] {
        guard let person else { return isActive ? [.insert(draft, at: nil)] : [] }
        let changes = ImportPreview.changes(draft, at: nil, onto: person)
        var steps: [ImportPlan.Step] =
            changes.isEmpty ? [] : [.change(person.id, changes, externalID: externalID)]
        if !isActive { steps.append(.leave(person.id)) }
        return steps
    }
}

/// A group as a directory tells it (RFC 7643, section 4.2).
public struct ScimGroup: Hashable, Sendable {
    public var displayName: String
    public var externalID: String?
    /// The ids of its users, as we gave them, once each.
    public var members: [String]

    public init(_ resource: JSON) throws(ScimError) {
        guard let name = resource.attribute("displayName")?.text.map(PersonDraft.trimmed), !name.isEmpty
        else {
            throw ScimError(.invalidValue, "A group needs a “displayName”.")
        }
        if let sentence = PersonDraft.fault(in: name, of: .name) {
            throw ScimError(.invalidValue, "“displayName”: \(sentence)")
        }
        let list = resource.attribute("members")?.list ?? []
        guard list.count <= Scim.membersMax else {
            throw ScimError(.tooMany, "A group may have \(Scim.membersMax) members.")
        }
        displayName = name
        externalID = resource.attribute("externalId")?.text
        var seen: Set<String> = []
        var members: [String] = []
        for one in list {
            guard let value = one.attribute("value")?.text else {
                throw ScimError(.invalidValue, "Each of “members” has a “value”.")
            }
            if seen.insert(value).inserted { members.append(value) }
        }
        self.members = members
    }

    public func resource(id: String, base: String, made: Instant, changed: Instant) -> JSON {
        var members = [
            JSON.Member("schemas", .list([.text(Scim.group)])), JSON.Member("id", .text(id)),
            JSON.Member("displayName", .text(displayName)),
        ]
        if let externalID { members.append(JSON.Member("externalId", .text(externalID))) }
        members.append(
            JSON.Member(
                "members",
                .list(
                    self.members.map {
                        .object([
                            JSON.Member("value", .text($0)),
                            JSON.Member("$ref", .text("\(base)/Users/\($0)")),
                        ])
                    })))
        members.append(Scim.meta("Group", "\(base)/Groups/\(id)", made: made, changed: changed))
        return .object(members)
    }
}

extension Scim {
    static func meta(_ type: String, _ location: String, made: Instant, changed: Instant) -> JSON.Member {
        JSON.Member(
            "meta",
            .object([
                JSON.Member("resourceType", .text(type)), JSON.Member("created", .text("\(made)")),
                JSON.Member("lastModified", .text("\(changed)")), JSON.Member("location", .text(location)),
            ]))
    }

    /// Which part of a list was asked for (RFC 7644, section 3.4.2.4): counted from 1, and never more than
    /// ``pageMax``. What is below 1 or negative is taken for 1 and 0, as the RFC has it.
    public static func page(startIndex: Int?, count: Int?) -> (first: Int, count: Int) {
        (max(1, startIndex ?? 1), min(pageMax, max(0, count ?? pageMax)))
    }

    /// A page of a list (RFC 7644, section 3.4.2).
    public static func listAnswer(_ resources: [JSON], total: Int, startIndex: Int) -> JSON {
        .object([
            JSON.Member("schemas", .list([.text(list)])), JSON.Member("totalResults", .integer(Int64(total))),
            JSON.Member("startIndex", .integer(Int64(startIndex))),
            JSON.Member("itemsPerPage", .integer(Int64(resources.count))),
            JSON.Member("Resources", .list(resources)),
        ])
    }

    /// What this service can do (RFC 7643, section 5).
    public static func serviceConfiguration(base: String) -> JSON {
        func supported(_ isSupported: Bool, _ more: [JSON.Member] = []) -> JSON {
            .object([JSON.Member("supported", .bool(isSupported))] + more)
        }
        return .object([
            JSON.Member(
                "schemas", .list([.text("urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig")])),
            JSON.Member("patch", supported(true)),
            JSON.Member(
                "bulk",
                supported(
                    false,
                    [JSON.Member("maxOperations", .integer(0)), JSON.Member("maxPayloadSize", .integer(0))])),
            JSON.Member("filter", supported(true, [JSON.Member("maxResults", .integer(Int64(pageMax)))])),
            JSON.Member("changePassword", supported(false)), JSON.Member("sort", supported(false)),
            JSON.Member("etag", supported(false)),
            JSON.Member(
                "authenticationSchemes",
                .list([
                    .object([
                        JSON.Member("type", .text("oauthbearertoken")), JSON.Member("name", .text("Token")),
                        JSON.Member("description", .text("A token made on the page of the directory.")),
                    ])
                ])),
            JSON.Member(
                "meta",
                .object([
                    JSON.Member("resourceType", .text("ServiceProviderConfig")),
                    JSON.Member("location", .text("\(base)/ServiceProviderConfig")),
                ])),
        ])
    }

    /// Users and, where they are kept, groups (RFC 7643, section 6).
    public static func resourceTypes(base: String, withGroups: Bool = true) -> JSON {
        let kinds = [("User", "Users", user)] + (withGroups ? [("Group", "Groups", group)] : [])
        let types = kinds.map { name, end, schema -> JSON in
            .object([
                JSON.Member("schemas", .list([.text("urn:ietf:params:scim:schemas:core:2.0:ResourceType")])),
                JSON.Member("id", .text(name)), JSON.Member("name", .text(name)),
                JSON.Member("endpoint", .text("/\(end)")), JSON.Member("schema", .text(schema)),
                JSON.Member(
                    "meta",
                    .object([
                        JSON.Member("resourceType", .text("ResourceType")),
                        JSON.Member("location", .text("\(base)/ResourceTypes/\(name)")),
                    ])),
            ])
        }
        return listAnswer(types, total: types.count, startIndex: 1)
    }
}
