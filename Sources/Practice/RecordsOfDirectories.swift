// SPDX-License-Identifier: Apache-2.0
import People
import Values

/// What another system calls a person, and what a customer's directory said of them last.
public struct DirectoryEntry: Hashable, Sendable {
    public var person: PersonID
    public var customer: CustomerID
    /// `externalId` of RFC 7643, or the id of a table.
    public var externalID: String?
    /// Folded to small letters; unique within a customer.
    public var userName: String?
    /// What the directory said, reduced to what concerns a person here; `nil` when it never did.
    public var resource: JSON?
    public var isActive: Bool
    public var made: Instant
    public var changed: Instant

    public init(
        person: PersonID, customer: CustomerID, externalID: String?, userName: String? = nil,
        resource: JSON? = nil, isActive: Bool = true, made: Instant, changed: Instant
    ) {
        self.person = person
        self.customer = customer
        self.externalID = externalID
        self.userName = userName
        self.resource = resource
        self.isActive = isActive
        self.made = made
        self.changed = changed
    }
}

/// What a customer's directory shows when it comes; of the secret only the digest is kept.
public struct DirectoryToken: Hashable, Sendable {
    public var id: ID<DirectoryToken>
    public var tokenHash: [UInt8]
    public var customer: CustomerID
    /// What whoever made it calls it.
    public var name: String
    public var made: Instant
    public var by: PersonID
    /// When a directory came with it last, to within an hour.
    public var used: Instant?
    public var ended: Instant?

    public init(
        id: ID<DirectoryToken>, tokenHash: [UInt8], customer: CustomerID, name: String, made: Instant,
        by: PersonID, used: Instant? = nil, ended: Instant? = nil
    ) {
        self.id = id
        self.tokenHash = tokenHash
        self.customer = customer
        self.name = name
        self.made = made
        self.by = by
        self.used = used
        self.ended = ended
    }
}

/// A table or cards of people that somebody looks at before they are taken in.
public struct PeopleImport: Hashable, Sendable {
    public enum Form: String, CaseIterable, Hashable, Sendable {
        case table, cards
    }

    public var id: ID<PeopleImport>
    public var customer: CustomerID
    public var by: PersonID
    public var made: Instant
    public var form: Form
    /// What the file is called.
    public var name: String
    public var content: [UInt8]

    public init(
        id: ID<PeopleImport>, customer: CustomerID, by: PersonID, made: Instant, form: Form, name: String,
        content: [UInt8]
    ) {
        self.id = id
        self.customer = customer
        self.by = by
        self.made = made
        self.form = form
        self.name = name
        self.content = content
    }
}

/// What other systems say of people.
public protocol DirectoryRecords {
    func directoryEntry(of person: PersonID) throws -> DirectoryEntry?
    func directoryEntries(of persons: Set<PersonID>) throws -> [PersonID: DirectoryEntry]
    func directoryEntry(of customer: CustomerID, externalID: String) throws -> DirectoryEntry?
    func directoryEntry(of customer: CustomerID, userName: String) throws -> DirectoryEntry?
    /// What a customer's people are called elsewhere.
    func externalIDs(of customer: CustomerID) throws -> [String: PersonID]
    /// Writes an entry, or writes it anew.
    /// - Throws: ``RecordFailure/Kind/duplicate`` when another person of the customer has the id or the name.
    func save(_ entry: DirectoryEntry) throws
    func deleteDirectoryEntry(of person: PersonID) throws

    func insert(_ token: DirectoryToken) throws
    func directoryToken(hash: [UInt8]) throws -> DirectoryToken?
    func directoryToken(_ id: ID<DirectoryToken>) throws -> DirectoryToken?
    /// The newest first, those that were ended too.
    func directoryTokens(of customer: CustomerID, limit: Int) throws -> [DirectoryToken]
    func update(_ token: DirectoryToken) throws

    func insert(_ one: PeopleImport) throws
    func peopleImport(_ id: ID<PeopleImport>) throws -> PeopleImport?
    func delete(_ one: ID<PeopleImport>) throws
    func deletePeopleImports(madeBefore instant: Instant) throws
}
