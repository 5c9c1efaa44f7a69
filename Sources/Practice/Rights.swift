// SPDX-License-Identifier: Apache-2.0
import Fleet
import People
import Promises
import Values

/// A person who has signed in, and the customer whose pages they see.
public struct SignedIn: Hashable, Sendable {
    public let account: AccountID
    public let person: Person
    /// What they may do.
    public let role: Role
    /// The customer they look at: for a customer's people always their own, for the provider's one that they look
    /// after. The provider itself as long as there is none.
    public let customer: Customer
    public let zone: TimeZoneTable
    /// What can be told apart of the browser; `nil` for a program that acts in somebody's name.
    public let session: SessionMark?

    /// - Parameter role: `nil` is the least a person of their side may be and still do their work.
    public init(
        account: AccountID, person: Person, role: Role? = nil, customer: Customer, zone: TimeZoneTable,
        session: SessionMark? = nil
    ) {
        self.account = account
        self.person = person
        self.role = role ?? (person.side == .provider ? .accountManager : .staff)
        self.customer = customer
        self.zone = zone
        self.session = session
    }

    public var calendar: WorkingCalendar { customer.calendar(in: zone) }

    /// Whether they are of the provider.
    public var isProvider: Bool { role.side == .provider }

    /// As the table of permissions asks for somebody.
    public var asker: Permissions.Asker {
        // Whose pages somebody sees was looked up when they came in; nothing else is within reach meanwhile.
        isProvider
            ? Permissions.Asker(
                provider: person.id, roles: [role], lookingAfter: .these([customer.id]))
            : Permissions.Asker(customer: person.id, roles: [role], of: customer.id)
    }
}

/// What somebody may do. Every use case asks here, this asks ``Permissions``, and nothing else does.
enum Rights {
    // MARK: The customer one looks at, as a whole

    /// Refuses what somebody may not do with the customer they look at as a whole.
    static func require(_ permission: Permission, _ person: SignedIn) throws {
        try require(permission, person, about: whole(of: person))
    }

    /// Whether somebody may do this with the customer they look at as a whole: for what a page shows or leaves out.
    static func may(_ permission: Permission, _ person: SignedIn) -> Bool {
        Permissions.answer(permission, for: person.asker, about: whole(of: person)) == .allowed
    }

    /// Refuses what is theirs to do with nothing at all, and says how far a list reaches.
    /// - Returns: whether it holds everything of the customer; otherwise only what concerns the person.
    static func requireSome(_ permission: Permission, _ person: SignedIn) throws -> Bool {
        guard !Permissions.boundary(of: permission, for: person.asker).isEmpty else { throw nothingHere }
        return may(permission, person)
    }

    private static func whole(of person: SignedIn) -> Permissions.Subject {
        Permissions.Subject(organisation: person.customer.isProvider ? nil : person.customer.id)
    }

    // MARK: One thing

    /// - Throws: a ``Refusal``: `notFound` in the words of what is not there, or `forbidden` to somebody who may see it.
    static func require(
        _ permission: Permission, _ person: SignedIn, about subject: Permissions.Subject,
        orSay sentence: String = nothingHere.message
    ) throws {
        switch Permissions.answer(permission, for: person.asker, about: subject) {
        case .allowed: return
        case .forbidden: throw notYours
        case .hidden: throw Refusal(.notFound, sentence)
        }
    }

    /// Whether the person looks at this customer.
    ///
    /// What is another customer's is said not to exist, so that ids cannot be probed.
    static func require(_ person: SignedIn, of customer: CustomerID) throws {
        guard person.customer.id == customer else { throw nothingHere }
    }

    /// What was found, if it belongs to the customer that the person looks at, and they may do this with it. Nothing
    /// found, another customer's and what they may not see are answered in the same words.
    static func own<Subject>(
        _ found: Subject?, of person: SignedIn, by customer: (Subject) -> CustomerID,
        to permission: Permission? = nil,
        about subject: ((Subject) throws -> Permissions.Subject)? = nil, orSay sentence: String
    ) throws -> Subject {
        guard let found, person.customer.id == customer(found) else {
            throw Refusal(.notFound, sentence)
        }
        if let permission {
            let asked = try subject?(found) ?? Permissions.Subject(organisation: customer(found))
            try require(permission, person, about: asked, orSay: sentence)
        }
        return found
    }
}

private let nothingHere = Refusal(
    .notFound, "There is nothing at this address. It may have been moved or taken away.")
private let notYours = Refusal(
    .forbidden, "This is not yours to do here. Ask whoever runs Goodword if it should be.")

/// What tells one of a person's signed-in browsers from the others: the SHA-256 of its secret.
public struct SessionMark: Hashable, Sendable {
    public let bytes: [UInt8]

    public init(bytes: [UInt8]) {
        self.bytes = bytes
    }
}

extension SignedIn {
    /// Whether a page may show them the way to something; what it leads to asks again.
    public func may(_ permission: Permission) -> Bool { Rights.may(permission, self) }
}

extension Office {
    /// Whether a page may show somebody the way to something.
    public func may(
        _ permission: Permission, of subject: Permissions.Subject, _ person: SignedIn
    ) -> Bool {
        Permissions.answer(permission, for: person.asker, about: subject) == .allowed
    }

    /// Refuses a page whose form somebody may not send.
    public func require(_ permission: Permission, for person: SignedIn) throws {
        try Rights.require(permission, person)
    }
}

/// Those of some promises that somebody may read: of the customer they look at, and not confined to others.
func visible(_ promises: [Promise], to person: SignedIn, _ records: any Records) throws -> [Promise] {
    let isWide = Rights.may(.seePromises, person)
    return try promises.filter { promise in
        guard promise.customer == person.customer.id.cast() else { return false }
        if isWide, promise.visibility != .parties { return true }
        return Permissions.answer(
            .seePromises, for: person.asker, about: try promise.asked(by: person, records)) == .allowed
    }
}

/// Lines of the promises that somebody may read.
func lineViews(
    _ lines: [PromiseLine], to person: SignedIn, _ records: any Records, asOf now: Instant
) throws -> [LineView] {
    let promises = try records.promises(Set(lines.map(\.promise)))
    let seen = Set(try visible(Array(promises.values), to: person, records).map(\.id))
    return try lineViews(lines.filter { seen.contains($0.promise) }, records, asOf: now)
}

extension Promise {
    /// What the table of permissions wants to know of a promise.
    func asked(by person: SignedIn, _ records: any Records) throws -> Permissions.Subject {
        var parties: Set<PersonID> = [promiser.cast()]
        if try PromiseRights.isReceiver(person.person, of: self, records) { parties.insert(person.person.id) }
        return Permissions.Subject(
            organisation: customer.cast(), parties: parties, author: promiser.cast(),
            isConfined: visibility == .parties)
    }
}
