// SPDX-License-Identifier: Apache-2.0
import People
import Values

/// Customers and their places.
public protocol CustomerRecords {
    func insert(_ customer: Customer) throws
    func customer(_ id: CustomerID) throws -> Customer?
    /// By name, without the provider.
    func customers(limit: Int) throws -> [Customer]
    /// Those that somebody of the provider looks after, by name.
    func customers(lookedAfterBy person: PersonID, limit: Int) throws -> [Customer]
    func looks(_ person: PersonID, after customer: CustomerID) throws -> Bool
    /// Who of the provider looks after a customer, by name.
    func persons(lookingAfter customer: CustomerID, limit: Int) throws -> [Person]
    func setLooks(_ person: PersonID, after customer: CustomerID, _ does: Bool) throws
    func update(_ customer: Customer) throws

    /// The parent, when there is one, must be there already and belong to the same customer.
    func insert(_ place: Place) throws
    func place(_ id: PlaceID) throws -> Place?
    /// The places directly below one, or a customer's topmost ones, by rank and then name.
    func places(of customer: CustomerID, below parent: PlaceID?) throws -> [Place]
    /// From the topmost place down to this one, itself included.
    func path(to place: PlaceID) throws -> [Place]
    /// The paths of several places at once.
    func paths(to places: Set<PlaceID>) throws -> [PlaceID: [Place]]
    /// Whose name begins with this (letters folded), for choosing one in a form; by name.
    func places(of customer: CustomerID, named prefix: String, limit: Int) throws -> [Place]
}

/// Persons on both sides.
public protocol PersonRecords {
    func insert(_ person: Person) throws
    func person(_ id: PersonID) throws -> Person?
    func persons(_ ids: Set<PersonID>) throws -> [PersonID: Person]
    /// Whose name, role or e-mail has a word that begins with each word of `search` (letters folded); by
    /// name. Those who look after the customer for the provider are among them.
    func persons(of customer: CustomerID, matching search: String, _ page: Page) throws -> Paged<Person>
    /// Who can be found at a place or below it; by name.
    func persons(at place: PlaceID, limit: Int) throws -> [Person]
    func update(_ person: Person) throws
    /// Takes a person out of everything that is held: what is about them alone is deleted; what belongs to others as
    /// well stays, without their name and their words. The texts of the ledger are ``LedgerRecords``'.
    func erase(_ person: PersonID) throws
}

public typealias AccountID = ID<Account>

/// Who may sign in: one person's key to the house.
public struct Account: Hashable, Sendable {
    public var id: AccountID
    /// The organisation of the person.
    public var customer: CustomerID
    public var person: PersonID
    /// Folded to lower case; what one signs in with.
    public var email: String
    /// What a ``PasswordHashing`` made of the password; never the password. Empty when there is none, and then no
    /// password fits.
    public var passwordHash: String
    /// What the person may do; ``Permissions`` tells.
    public var role: Role
    public var made: Instant
    /// From when on nobody signs in with it.
    public var closed: Instant?

    public init(
        id: AccountID, customer: CustomerID, person: PersonID, email: String, passwordHash: String,
        role: Role, made: Instant, closed: Instant? = nil
    ) {
        self.id = id
        self.customer = customer
        self.person = person
        self.email = email
        self.passwordHash = passwordHash
        self.role = role
        self.made = made
        self.closed = closed
    }
}

/// A signed-in browser. Of its secret only the SHA-256 is kept.
public struct StoredSession: Hashable, Sendable {
    public var tokenHash: [UInt8]
    public var account: AccountID
    /// Whose pages it looks at.
    public var customer: CustomerID
    public var made: Instant
    public var expires: Instant
    /// When it was last used, to within ``sessionSeenEvery``.
    public var seen: Instant?
    /// Where it signed in from, and what it calls itself; for the person to recognise it.
    public var address: String?
    public var browser: String?
    /// The password was right; the code of the second factor is still asked for.
    public var awaitsCode: Bool

    public init(
        tokenHash: [UInt8], account: AccountID, customer: CustomerID, made: Instant, expires: Instant,
        seen: Instant? = nil, address: String? = nil, browser: String? = nil, awaitsCode: Bool = false
    ) {
        self.tokenHash = tokenHash
        self.account = account
        self.customer = customer
        self.made = made
        self.expires = expires
        self.seen = seen
        self.address = address
        self.browser = browser
        self.awaitsCode = awaitsCode
    }
}

/// A link that works once: it makes the account of a person, or the first account of all.
public struct Invitation: Hashable, Sendable {
    public var tokenHash: [UInt8]
    /// Whose account it makes; `nil` makes the first person and their customer too.
    public var person: PersonID?
    /// What they will be; `nil` leaves it to the side they are on.
    public var role: Role?
    public var invitedBy: AccountID?
    public var made: Instant
    public var expires: Instant

    public init(
        tokenHash: [UInt8], person: PersonID?, role: Role? = nil, invitedBy: AccountID? = nil, made: Instant,
        expires: Instant
    ) {
        self.tokenHash = tokenHash
        self.person = person
        self.role = role
        self.invitedBy = invitedBy
        self.made = made
        self.expires = expires
    }
}

/// Accounts, sessions, one-time links.
public protocol AccountRecords {
    /// Throws ``RecordFailure/Kind/duplicate`` when the e-mail has an account.
    func insert(_ account: Account) throws
    func account(_ id: AccountID) throws -> Account?
    func account(email: String) throws -> Account?
    func hasAccounts() throws -> Bool
    /// A person's account; the one that is open before one that is closed.
    func account(of person: PersonID) throws -> Account?
    func update(_ account: Account) throws
    /// Of one organisation, by e-mail.
    func accounts(of organisation: CustomerID, _ page: Page) throws -> Paged<Account>

    func insert(_ session: StoredSession) throws
    func session(tokenHash: [UInt8]) throws -> StoredSession?
    /// An account's sessions, the newest first.
    func sessions(of account: AccountID) throws -> [StoredSession]
    func update(_ session: StoredSession) throws
    func deleteSession(tokenHash: [UInt8]) throws
    /// - Parameter kept: the one that is not ended.
    func deleteSessions(of account: AccountID, except kept: [UInt8]?) throws
    func deleteSessions(expiredBy now: Instant) throws

    func insert(_ invitation: Invitation) throws
    func invitation(tokenHash: [UInt8]) throws -> Invitation?
    func deleteInvitation(tokenHash: [UInt8]) throws
    /// Takes away every link that would make the first account.
    func deleteFirstInvitations() throws
}
