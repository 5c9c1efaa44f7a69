// SPDX-License-Identifier: Apache-2.0
import People
import Promises
import Values

/// Tokens that one customer's page shows.
private let tokensShownMax = 50
/// A token's last use is written down once an hour, not with every request.
private let usedEvery: Duration = .hours(1)
/// People that a filter is held against, where no index answers it.
private let filteredMax = 100_000
/// How long somebody who left is named while something is still open with them.
private let leaversNamedFor: Duration = .days(90)
private let leaversNamedMax = 20

/// A customer's directory that has shown its token.
public struct DirectoryVisitor: Hashable, Sendable {
    public let token: ID<DirectoryToken>
    public let customer: Customer
    /// What whoever made the token calls it.
    public let name: String
}

/// Somebody who is no longer there, with what is still open.
public struct LeaverView: Sendable {
    public let person: Person
    public let left: Instant
    /// Promises to them or by them that have not ended.
    public let open: [PromiseSummary]
}

extension Office {
    // MARK: Tokens

    /// Makes what a customer's directory signs in with. It is shown this once.
    public func makeDirectoryToken(named name: String, for person: SignedIn) async throws -> String {
        try Rights.require(.connectDirectory, person)
        let name = try TextLimits.required(
            name, "name", max: TextLimits.nameMax,
            sayWhenEmpty: "Please say which directory it is for, such as Entra or Google.")
        let secret = tokens.makeToken()
        let token = DirectoryToken(
            id: ids.make(at: now), tokenHash: tokens.digest(of: secret), customer: person.customer.id,
            name: name, made: now, by: person.person.id)
        try await store.write { records in
            guard
                try records.directoryTokens(of: person.customer.id, limit: tokensShownMax)
                    .filter({ $0.ended == nil }).count < 10
            else {
                throw Refusal(.conflict, "Ten directories have a token already. End one of them first.")
            }
            try records.insert(token)
            try leave(.directoryLetIn, name, by: person, records)
        }
        return secret
    }

    /// Ends a token: whoever comes with it is sent away from now on.
    public func endDirectoryToken(_ id: ID<DirectoryToken>, for person: SignedIn) async throws {
        let now = now
        try await store.write { records in
            var token = try Rights.own(
                try records.directoryToken(id), of: person, by: \.customer, to: .connectDirectory,
                orSay: "There is no such token.")
            guard token.ended == nil else { return }
            token.ended = now
            try records.update(token)
            try leave(.directoryShutOut, token.name, by: person, records)
        }
    }

    public func directoryTokens(for person: SignedIn) async throws -> [DirectoryToken] {
        try Rights.require(.connectDirectory, person)
        return try await store.read {
            try $0.directoryTokens(of: person.customer.id, limit: tokensShownMax)
        }
    }

    /// Whose directory shows this token.
    ///
    /// - Throws: a ``ScimError`` with status 401.
    public func directory(token: String) async throws -> DirectoryVisitor {
        let refused = ScimError(
            status: 401,
            "This token is not known here, or it was ended. Make one on the page of the directory.")
        guard (1...200).contains(token.utf8.count) else { throw refused }
        let hash = tokens.digest(of: token)
        let now = now
        let found = try await store.read { records -> (DirectoryToken, Customer)? in
            guard let token = try records.directoryToken(hash: hash), token.ended == nil,
                let customer = try records.customer(token.customer)
            else { return nil }
            return (token, customer)
        }
        guard let (known, customer) = found else { throw refused }
        if known.used.map({ now - $0 > usedEvery }) ?? true {
            try await store.write { records in
                guard var token = try records.directoryToken(known.id), token.ended == nil else { return }
                token.used = now
                try records.update(token)
            }
        }
        return DirectoryVisitor(token: known.id, customer: customer, name: known.name)
    }

    // MARK: Who left

    /// Who left lately while something is still open with them, the last to leave first.
    public func leavers(for person: SignedIn) async throws -> [LeaverView] {
        guard Rights.may(.importPeople, person) else { return [] }
        let since = now - leaversNamedFor
        return try await store.read { records in
            try records.personsLeft(of: person.customer.id, since: since, limit: 200).compactMap { one in
                let open = try visible(
                    try records.promises(concerning: one.person.id, places: [], limit: 50)
                        .filter { $0.ended == nil }, to: person, records)
                return open.isEmpty
                    ? nil
                    : LeaverView(person: one.person, left: one.left, open: try summaries(of: open, records))
            }.prefix(leaversNamedMax).map { $0 }
        }
    }

    /// Since when somebody is no longer there.
    public func left(_ id: PersonID, for person: SignedIn) async throws -> Instant? {
        try await store.read { records in
            _ = try ownPerson(id, records, person)
            return try records.left(id)
        }
    }

    // MARK: Users

    /// A page of a customer's users (RFC 7644, section 3.4.2).
    ///
    /// - Parameters:
    ///   - startIndex: counted from 1.
    ///   - base: what addresses of resources begin with.
    public func scimUsers(
        filter text: String?, startIndex: Int?, count: Int?, base: String, for visitor: DirectoryVisitor
    ) async throws -> JSON {
        let page = Scim.page(startIndex: startIndex, count: count)
        let filter = try text.map { try ScimFilter.parse($0) }
        return try await store.read { records in
            let users = ScimUsers(records: records, customer: visitor.customer, base: base)
            let found = try users.find(filter)
            let shown = found.dropFirst(page.first - 1).prefix(page.count)
            return Scim.listAnswer(
                try users.resources(Array(shown)), total: found.count, startIndex: page.first)
        }
    }

    /// - Throws: ``ScimError/notFound``.
    public func scimUser(_ id: String, base: String, for visitor: DirectoryVisitor) async throws -> JSON {
        try await store.read { records in
            let users = ScimUsers(records: records, customer: visitor.customer, base: base)
            return try users.resource(of: try users.own(id))
        }
    }

    /// Writes down somebody that the directory tells of. Somebody who is alone in having their address, with a word of
    /// their name, is that person; all others are new.
    ///
    /// - Throws: ``ScimError`` of kind `uniqueness` when the directory told of them already.
    public func createScimUser(_ body: JSON, base: String, for visitor: DirectoryVisitor) async throws -> JSON
    {
        let user = try ScimUser(body)
        return try await change(visitor) { records, taking in
            let users = ScimUsers(records: records, customer: visitor.customer, base: base)
            try users.requireUnique(user, except: nil)
            let person: PersonID
            if let known = try users.known(as: user) {
                person = known.id
                for step in user.steps(onto: known) where !step.isLeaving { try taking.take(step) }
            } else {
                var draft = user.draft
                // The entry is saved whole below.
                draft.externalID = nil
                person = try taking.take(.insert(draft, at: nil))
            }
            try users.save(user, body, person, now: taking.now)
            if !user.isActive { try taking.take(.leave(person)) }
            return try users.resource(of: try users.own(person.description))
        }
    }

    /// Puts what the directory says now in the place of what it said (PUT, RFC 7644, section 3.5.1).
    public func replaceScimUser(
        _ id: String, with body: JSON, base: String, for visitor: DirectoryVisitor
    ) async throws -> JSON {
        try await change(visitor) { records, taking in
            let users = ScimUsers(records: records, customer: visitor.customer, base: base)
            return try users.replace(try users.own(id), with: body, &taking)
        }
    }

    /// Changes parts of what the directory said (PATCH, RFC 7644, section 3.5.2), all or none.
    public func patchScimUser(
        _ id: String, with body: JSON, base: String, for visitor: DirectoryVisitor
    ) async throws -> JSON {
        let patch = try ScimPatch(body)
        return try await change(visitor) { records, taking in
            let users = ScimUsers(records: records, customer: visitor.customer, base: base)
            let person = try users.own(id)
            return try users.replace(
                person, with: try patch.apply(to: try users.resource(of: person)), &taking)
        }
    }

    /// The directory forgets somebody: they have left. What is held about them stays until they are erased.
    public func deleteScimUser(_ id: String, for visitor: DirectoryVisitor) async throws {
        try await change(visitor) { records, taking in
            let users = ScimUsers(records: records, customer: visitor.customer, base: "")
            let person = try users.own(id)
            try taking.take(.leave(person.id))
            try records.deleteDirectoryEntry(of: person.id)
        }
    }

    /// One transaction in the name of a directory, with a line of the trail for whoever left.
    private func change<Result: Sendable>(
        _ visitor: DirectoryVisitor,
        _ body: @escaping @Sendable (any Records, inout TakingIn) throws -> Result
    ) async throws -> Result {
        let (now, ids, zones) = (now, ids, zones)
        do {
            let result = try await store.write { records -> Result in
                var taking = TakingIn(
                    records: records, ids: ids, zones: zones, now: now, customer: visitor.customer)
                let result = try body(records, &taking)
                try taking.judge()
                for person in taking.leavers {
                    try records.insert(
                        TrailEntry(
                            id: ids.make(at: now), at: now, deed: .personLeft, account: nil, person: nil,
                            customer: visitor.customer.id, about: "\(person), by \(visitor.name)",
                            address: nil))
                }
                return result
            }
            notices.post([.today], of: visitor.customer.id)
            return result
        } catch let failure as RecordFailure where failure.kind == .duplicate {
            throw ScimError(.uniqueness, "Another user has this name or id already.")
        }
    }
}

extension ImportPlan.Step {
    fileprivate var isLeaving: Bool { if case .leave = self { true } else { false } }
}

/// A customer's people as the users of its directory.
private struct ScimUsers {
    let records: any Records
    let customer: Customer
    let base: String

    /// The person of a resource's id, who is the customer's own and not one of us.
    func own(_ id: String) throws -> Person {
        guard let id = PersonID(id), let person = try records.person(id), person.customer == customer.id
        else { throw ScimError.notFound }
        let entry = try records.directoryEntry(of: id)
        // Somebody whom the directory deleted is gone for it, though not for us.
        if entry == nil, try records.left(id) != nil { throw ScimError.notFound }
        return person
    }

    func resource(of person: Person) throws -> JSON {
        try resource(person, try records.directoryEntry(of: person.id), left: try records.left(person.id))
    }

    func resources(_ ids: [PersonID]) throws -> [JSON] {
        let persons = try records.persons(Set(ids))
        let entries = try records.directoryEntries(of: Set(ids))
        return try ids.compactMap { id in
            try persons[id].map { try resource($0, entries[id], left: try records.left(id)) }
        }
    }

    private func resource(_ person: Person, _ entry: DirectoryEntry?, left: Instant?) throws -> JSON {
        let made = entry?.made ?? Instant(microseconds: 0)
        let whole = ScimUser.resource(
            of: person, externalID: entry?.externalID, isActive: left == nil && entry?.isActive ?? true,
            base: base, made: made, changed: entry?.changed ?? made)
        guard let told = entry?.resource, let members = whole.members else { return whole }
        // What the directory said stands as it said it; whose it is and whether they are there is ours to say.
        let ours: Set<String> = ["schemas", "id", "active", "meta"]
        let theirs = (told.members ?? []).filter { !ours.contains($0.name.lowercased()) }
        let names = Set(theirs.map { $0.name.lowercased() })
        return .object(
            members.filter { ours.contains($0.name) } + theirs
                + members.filter { $0.name == "displayName" && !names.contains("displayname") })
    }

    /// The persons that fit, by id.
    func find(_ filter: ScimFilter?) throws -> [PersonID] {
        if let filter, let quick = try byIndex(filter) { return quick }
        var found: [PersonID] = []
        var looked = 0
        var last: PersonID?
        while looked < filteredMax {
            let some = try records.persons(of: customer.id, after: last, limit: 500)
            let gone = try Set(some.filter { try isGone($0) }.map(\.id))
            let there = some.filter { !gone.contains($0.id) }
            if let filter {
                let resources = try resources(there.map(\.id))
                found += zip(there, resources).filter { filter.fits($1) }.map(\.0.id)
            } else {
                found += there.map(\.id)
            }
            looked += some.count
            last = some.last?.id
            if some.count < 500 { return found }
        }
        throw ScimError(.tooMany, "There are too many users for this filter; please ask for fewer.")
    }

    private func isGone(_ person: Person) throws -> Bool {
        try records.left(person.id) != nil && records.directoryEntry(of: person.id) == nil
    }

    /// What directories ask before each change; `nil` for all other questions.
    private func byIndex(_ filter: ScimFilter) throws -> [PersonID]? {
        guard case .compare(let attribute, .equal, .text(let value)) = filter, attribute.part == nil else {
            return nil
        }
        switch attribute.name.lowercased() {
        case "username":
            if let entry = try records.directoryEntry(of: customer.id, userName: value) {
                return [entry.person]
            }
            return try records.persons(of: customer.id, email: value, limit: Scim.pageMax).filter {
                try records.directoryEntry(of: $0.id)?.userName == nil && !isGone($0)
            }.map(\.id)
        case "externalid":
            return try records.directoryEntry(of: customer.id, externalID: value).map { [$0.person] } ?? []
        case "id":
            return (try? own(value)).map { [$0.id] } ?? []
        default: return nil
        }
    }

    func requireUnique(_ user: ScimUser, except person: PersonID?) throws {
        let sameName = try records.directoryEntry(of: customer.id, userName: user.userName)
        let sameID = try user.externalID.flatMap {
            try records.directoryEntry(of: customer.id, externalID: $0)
        }
        // What came by a table with this id is told of by the directory from now on.
        let others = [sameName, sameID?.userName == nil ? nil : sameID].compactMap { $0?.person }
        guard others.allSatisfy({ $0 == person }) else {
            throw ScimError(.uniqueness, "Another user has this name or id already.")
        }
    }

    /// Who somebody new to the directory is here already, where that is certain.
    func known(as user: ScimUser) throws -> Person? {
        if let id = user.externalID, let entry = try records.directoryEntry(of: customer.id, externalID: id) {
            return try records.person(entry.person)
        }
        guard let mail = user.draft.email else { return nil }
        let those = try records.persons(of: customer.id, email: mail, limit: 2)
        guard those.count == 1, let one = those.first, try records.directoryEntry(of: one.id)?.userName == nil
        else { return nil }
        func words(_ name: String) -> Set<Substring> { Set(PlainText.nameKey(name).split(separator: " ")) }
        return words(one.name).isDisjoint(with: words(user.draft.name)) ? nil : one
    }

    func replace(_ person: Person, with body: JSON, _ taking: inout TakingIn) throws -> JSON {
        let user = try ScimUser(body)
        try requireUnique(user, except: person.id)
        let shown = try records.merged(with: person.id).person(person.id) ?? person
        if user.isActive, try records.left(person.id) != nil { try records.setLeft(nil, person.id) }
        for step in user.steps(onto: shown) { try taking.take(step) }
        try save(user, body, person.id, now: taking.now)
        return try resource(of: try own(person.id.description))
    }

    func save(_ user: ScimUser, _ body: JSON, _ person: PersonID, now: Instant) throws {
        let before = try records.directoryEntry(of: person)
        try records.save(
            DirectoryEntry(
                person: person, customer: customer.id, externalID: user.externalID ?? before?.externalID,
                userName: user.userName, resource: ScimUsers.reduced(body), isActive: user.isActive,
                made: before?.made ?? now, changed: now))
    }

    /// What a directory says beside this is no concern of ours and is not kept: passwords, home addresses, photographs.
    private static func reduced(_ body: JSON) -> JSON {
        let kept: Set<String> = [
            "username", "externalid", "name", "displayname", "emails", "phonenumbers", "title", "active",
            Scim.enterprise.lowercased(),
        ]
        return .object((body.members ?? []).filter { kept.contains($0.name.lowercased()) })
    }
}
