// SPDX-License-Identifier: Apache-2.0
import Ledger
import People
import Promises
import Values

/// The right edge of a customer's ledger: all that appending needs to know of what stands before.
public struct LedgerHead: Hashable, Sendable {
    public var customer: CustomerID
    public var edge: TreeEdge
    /// How many entries the last checkpoint counts; 0 before the first.
    public var signedSize: UInt64
    /// What the last check found wrong, line by line; empty while the ledger and the tables agree.
    public var findings: [String]
    /// When it was checked last.
    public var checked: Instant?
    /// How many of its entries the last check looked at.
    public var checkedSize: UInt64

    public init(
        customer: CustomerID, edge: TreeEdge = TreeEdge(), signedSize: UInt64 = 0, findings: [String] = [],
        checked: Instant? = nil, checkedSize: UInt64 = 0
    ) {
        self.customer = customer
        self.edge = edge
        self.signedSize = signedSize
        self.findings = findings
        self.checked = checked
        self.checkedSize = checkedSize
    }

    /// The ledger's name in checkpoints, keys and sealed texts. It follows from the customer's id alone, since
    /// it can never change.
    public var origin: String { LedgerHead.origin(of: customer) }

    public static func origin(of customer: CustomerID) -> String { "goodword/\(customer)" }
}

/// An entry as it is kept: what stands in the tree, and beside it the text.
public struct StoredLedgerEntry: Hashable, Sendable {
    public var customer: CustomerID
    public var number: UInt64
    public var at: Instant
    /// `nil` where it is about the ledger itself.
    public var promise: PromiseID?
    /// The event's word, as ``LedgerEntry/Event/name`` says it.
    public var event: String
    /// What the tree commits to.
    public var entry: [UInt8]
    /// Salt and text, sealed under the keys of ``persons``; in the clear where it is about nobody; `nil` once it was
    /// destroyed.
    public var kept: [UInt8]?
    /// Everyone whom the text names, in the order of their ids.
    public var persons: [PersonID]

    public init(
        customer: CustomerID, number: UInt64, at: Instant, promise: PromiseID?, event: String, entry: [UInt8],
        kept: [UInt8]?, persons: [PersonID]
    ) {
        self.customer = customer
        self.number = number
        self.at = at
        self.promise = promise
        self.event = event
        self.entry = entry
        self.kept = kept
        self.persons = persons
    }
}

/// A signed checkpoint as it is kept.
public struct StoredCheckpoint: Hashable, Sendable {
    public var customer: CustomerID
    public var size: UInt64
    public var signed: Instant
    /// The signed note, as it is published.
    public var note: String
    /// The public key that signed it, as `name+id+base64`.
    public var key: String
    /// Whether it is the last that a key signed before another took over; such a one is never pruned.
    public var handsOver: Bool

    public init(
        customer: CustomerID, size: UInt64, signed: Instant, note: String, key: String,
        handsOver: Bool = false
    ) {
        self.key = key
        self.customer = customer
        self.size = size
        self.signed = signed
        self.note = note
        self.handsOver = handsOver
    }
}

/// The ledgers, one for each customer.
public protocol LedgerRecords {
    /// The head for appending. Nobody else appends to this customer's ledger until the transaction ends. A ledger
    /// that is not there yet is begun.
    func lockLedger(of customer: CustomerID) throws -> LedgerHead
    /// `nil` when nothing was ever written down for this customer.
    func ledgerHead(of customer: CustomerID) throws -> LedgerHead?
    /// Customers with a ledger, by id, from the one after `last` on.
    func customersWithLedgers(after last: CustomerID?, limit: Int) throws -> [CustomerID]
    /// Customers whose ledger has grown since its last checkpoint.
    func customersWithUnsignedEntries(limit: Int) throws -> [CustomerID]

    /// Adds an entry behind the last one and keeps the head that came of it.
    ///
    /// - Parameter subtrees: what the entry completed, of the levels that are kept: the multiples of ``Tile/height``.
    func append(_ entry: StoredLedgerEntry, head: LedgerHead, subtrees: [(Subtree, LedgerHash)]) throws
    /// What a check found, and how far it looked.
    func keep(findings: [String], of customer: CustomerID, checked: Instant, size: UInt64) throws

    /// Entries in their order, from `first` on.
    func ledgerEntries(of customer: CustomerID, from first: UInt64, limit: Int) throws -> [StoredLedgerEntry]
    /// What stands in the tree alone, in order.
    func ledgerLeaves(of customer: CustomerID, from first: UInt64, limit: Int) throws -> [[UInt8]]
    /// The entries about these promises, in their order.
    func ledgerEntries(about promises: Set<PromiseID>) throws -> [StoredLedgerEntry]
    /// Entries that were written down in a stretch of time, in their order.
    func ledgerEntries(
        of customer: CustomerID, writtenFrom start: Instant, to end: Instant, limit: Int
    ) throws -> [StoredLedgerEntry]
    /// Promises of a customer that no entry tells of, and that do not wait to be written down either.
    func promisesMissingFromLedger(of customer: CustomerID, limit: Int) throws -> [PromiseID]
    /// The numbers of entries that name a person and whose texts are still there.
    func ledgerEntries(naming person: PersonID) throws -> [CustomerID: [UInt64]]
    /// Promises in the order in which they were first written down, from the entry `first` on.
    func promisesInLedger(
        of customer: CustomerID, from first: UInt64, limit: Int
    ) throws -> [(promise: PromiseID, first: UInt64)]
    /// Destroys texts; what stands in the tree stays.
    func eraseTexts(of numbers: [UInt64], in customer: CustomerID) throws

    /// The hashes of full subtrees of one level side by side; fewer where the level ends.
    func ledgerSubtrees(
        of customer: CustomerID, level: Int, from place: UInt64, limit: Int
    ) throws -> [LedgerHash]

    /// Keeps a checkpoint and that the ledger is signed so far. Of one day in UTC only the last stays.
    func insert(_ checkpoint: StoredCheckpoint) throws
    /// The newest one that was signed before `end`; `nil` is the newest of all.
    func checkpoint(of customer: CustomerID, before end: Instant?) throws -> StoredCheckpoint?
    /// In ascending size.
    func checkpoints(of customer: CustomerID, after size: UInt64?, limit: Int) throws -> [StoredCheckpoint]
    /// Those at which one key gave way to another, in ascending size.
    func handovers(of customer: CustomerID) throws -> [StoredCheckpoint]

    func personKeys(_ persons: Set<PersonID>) throws -> [PersonID: PersonKey]
    func insert(_ key: PersonKey, of person: PersonID, customer: CustomerID, made: Instant) throws
    func deletePersonKey(of person: PersonID) throws

    /// Promises that were made before there was a ledger and are still to be written into it.
    func promisesAwaitingLedger(limit: Int) throws -> [PromiseID]
    func clearAwaitingLedger(_ promises: [PromiseID]) throws
}
