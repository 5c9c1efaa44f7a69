// SPDX-License-Identifier: Apache-2.0
import People
import Values

/// Something that somebody did which others should be able to find out later: a line of the audit trail.
public struct TrailEntry: Hashable, Sendable {
    /// What was done; the word is kept, so it is never changed.
    public enum Deed: String, CaseIterable, Hashable, Sendable {
        case signedIn, signInRefused, signedOut, codeRefused, recoveryCodeUsed
        case invited, accountMade, roleChanged, customersChanged, accountClosed, accountOpened
        case sessionsEnded, passwordChanged, secondFactorOn, secondFactorOff
        case recoveryCodesRenewed, identityTied, identityUntied
        case customerAdded, customerChosen, wordsErased, everythingHeldSeen
        case peopleTakenIn, peopleMerged, mergeTakenBack, directoryLetIn, directoryShutOut, personLeft
        case mailRulesChanged
    }

    public var id: ID<TrailEntry>
    public var at: Instant
    public var deed: Deed
    /// Who did it; `nil` when nobody knows.
    public var account: AccountID?
    public var person: PersonID?
    /// The organisation it concerns.
    public var customer: CustomerID?
    /// What more there is to say, without secrets and without what strangers typed.
    public var about: String
    /// From where, as far as it is known.
    public var address: String?

    public init(
        id: ID<TrailEntry>, at: Instant, deed: Deed, account: AccountID?, person: PersonID?,
        customer: CustomerID?, about: String, address: String?
    ) {
        self.id = id
        self.at = at
        self.deed = deed
        self.account = account
        self.person = person
        self.customer = customer
        self.about = about
        self.address = address
    }
}

/// The audit trail. It grows; nothing in it can be changed or taken away.
public protocol TrailRecords {
    func insert(_ entry: TrailEntry) throws
    /// The newest first.
    func trail(_ page: Page) throws -> Paged<TrailEntry>
}

/// What the audit trail's page shows.
public struct TrailView: Sendable {
    public let entries: Paged<TrailEntry>
    public let persons: [PersonID: Person]
    public let customers: [CustomerID: String]
}

extension Office {
    /// Who did what, when and from where; for whoever answers for the practice.
    public func trail(_ page: Page, for person: SignedIn) async throws -> TrailView {
        try Rights.require(.readAuditTrail, person, about: .practice)
        return try await store.read { records in
            let entries = try records.trail(page)
            var customers: [CustomerID: String] = [:]
            for id in Set(entries.rows.compactMap(\.customer)) {
                customers[id] = try records.customer(id)?.name
            }
            return TrailView(
                entries: entries, persons: try records.persons(Set(entries.rows.compactMap(\.person))),
                customers: customers)
        }
    }

    /// A line of the trail about what somebody does who has signed in.
    func leave(
        _ deed: TrailEntry.Deed, _ about: String = "", by person: SignedIn, _ records: any Records
    ) throws {
        let address = try person.session.flatMap { try records.session(tokenHash: $0.bytes)?.address }
        try records.insert(
            TrailEntry(
                id: ids.make(at: now), at: now, deed: deed, account: person.account,
                person: person.person.id, customer: person.customer.id, about: about, address: address))
    }

    /// A line of the trail about what happens at the door.
    func leave(
        _ deed: TrailEntry.Deed, _ about: String = "", account: Account?, from place: SignInPlace,
        _ records: any Records
    ) throws {
        try records.insert(
            TrailEntry(
                id: ids.make(at: now), at: now, deed: deed, account: account?.id, person: account?.person,
                customer: account?.customer, about: about, address: place.address))
    }
}
