// SPDX-License-Identifier: Apache-2.0
import Conversations
import People
import Promises
import Values

/// A conversation as it is kept: never edited, another one stands in its place when it is corrected.
public struct StoredConversation: Hashable, Sendable {
    public var conversation: Conversation
    public var audience: Conversation.Audience
    /// Which side its writer was on when it was written.
    public var writerSide: Person.Side
    /// The first of all that stand in each other's place; promises and needs point at it.
    public var root: ConversationID
    /// The one that stands in its place now.
    public var correctedBy: ConversationID?
    /// The line of evidence that it became.
    public var evidence: String?

    public init(
        conversation: Conversation, audience: Conversation.Audience, writerSide: Person.Side,
        root: ConversationID? = nil, correctedBy: ConversationID? = nil, evidence: String? = nil
    ) {
        self.conversation = conversation
        self.audience = audience
        self.writerSide = writerSide
        self.root = root ?? conversation.id
        self.correctedBy = correctedBy
        self.evidence = evidence
    }

    public func isReadable(by reader: ConversationReader) -> Bool {
        reader.mayRead(conversation, for: audience, writtenBy: writerSide)
    }
}

/// How many of how many people were heard in a stretch of time; counts of people, never an average.
public struct HeardTally: Hashable, Sendable {
    public var heard: Int
    public var all: Int

    public init(heard: Int = 0, all: Int = 0) {
        self.heard = heard
        self.all = all
    }
}

/// Who of a customer's people was heard in a stretch of time.
public struct HeardTallies: Hashable, Sendable {
    public var all: HeardTally
    /// By building, those with the most people first; who is in none of them is in `all` alone.
    public var byBuilding: [(place: Place, tally: HeardTally)]
    /// By role as people say it, those with the most people first; `nil` holds those of whom none is known.
    public var byRole: [(role: String?, tally: HeardTally)]

    /// Rows of one list.
    public static let rowsMax = 100

    public init(
        all: HeardTally, byBuilding: [(place: Place, tally: HeardTally)],
        byRole: [(role: String?, tally: HeardTally)]
    ) {
        self.all = all
        self.byBuilding = byBuilding
        self.byRole = byRole
    }

    public static func == (left: HeardTallies, right: HeardTallies) -> Bool {
        left.all == right.all && left.byBuilding.elementsEqual(right.byBuilding) { $0 == $1 }
            && left.byRole.elementsEqual(right.byRole) { $0 == $1 }
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(all)
    }
}

/// One of the customer's people, and when they were heard last, if ever.
public struct LastHeard: Hashable, Sendable {
    public var person: Person
    public var last: Instant?

    public init(person: Person, last: Instant?) {
        self.person = person
        self.last = last
    }
}

/// A rule how often somebody is to be heard, as it is kept.
public struct StoredCadence: Hashable, Sendable {
    public var id: ID<Cadence>
    public var customer: CustomerID
    public var cadence: Cadence
    public var ended: Instant?

    public init(id: ID<Cadence>, customer: CustomerID, cadence: Cadence, ended: Instant? = nil) {
        self.id = id
        self.customer = customer
        self.cadence = cadence
        self.ended = ended
    }
}

/// Conversations, what was promised and needed in them, and who was heard when.
public protocol ConversationRecords {
    /// - Parameter awaitsEvidence: whether its line of evidence is still to be written: until the same transaction has done so.
    func insert(_ stored: StoredConversation, awaitsEvidence: Bool) throws
    func conversation(_ id: ConversationID) throws -> StoredConversation?
    /// A customer's conversations, the newest first; those in whose place others stand are left out.
    func conversations(
        of customer: CustomerID, for reader: ConversationReader, _ page: Page
    ) throws -> Paged<StoredConversation>
    /// Those in which somebody took part or which they wrote, the newest first.
    func conversations(
        with person: PersonID, for reader: ConversationReader, _ page: Page
    ) throws -> Paged<StoredConversation>
    /// Everything that is held of conversations somebody took part in or wrote, whoever may read it, those that were
    /// corrected too; the newest first.
    func conversations(holding person: PersonID, limit: Int) throws -> [StoredConversation]
    /// Says that another one stands in the place of this one.
    func correct(_ id: ConversationID, by other: ConversationID) throws
    /// Says which line of evidence a conversation became, if it became one.
    func setEvidence(_ evidence: String?, of id: ConversationID) throws
    /// Conversations that were kept without their line of evidence, the oldest first: none that was kept since both are
    /// written in one transaction.
    func conversationsAwaitingEvidence(limit: Int) throws -> [ConversationID]

    /// - Parameter words: those of the offer that it was made from, if it was.
    func insert(promise: PromiseID, of root: ConversationID, customer: CustomerID, words: String?) throws
    /// The promises made in a conversation, with the words of the offers they were made from.
    func promises(madeIn root: ConversationID) throws -> [(promise: PromiseID, words: String?)]
    /// Where promises were made, of those that were made in a conversation.
    func conversations(ofPromises promises: Set<PromiseID>) throws -> [PromiseID: ConversationID]

    func insert(_ need: Need, customer: CustomerID, written: Instant, writer: PersonID) throws
    func need(_ id: NeedID) throws -> (need: Need, customer: CustomerID)?
    /// The newest first.
    func needs(of customer: CustomerID, _ page: Page) throws -> Paged<Need>
    func needs(of person: PersonID, limit: Int) throws -> [Need]
    func setMet(_ met: Need.Met?, of need: NeedID) throws

    /// When each of these persons was heard last, whoever may read what was said.
    func lastHeard(_ persons: Set<PersonID>) throws -> [PersonID: Instant]
    /// The last conversations in which somebody was heard and which this reader may read, the newest first.
    func conversations(
        hearing person: PersonID, for reader: ConversationReader, limit: Int
    ) throws -> [StoredConversation]
    func heardTallies(of customer: CustomerID, within window: Range<Instant>) throws -> HeardTallies
    /// The customer's people who were not heard in a stretch of time: those never heard first, then by the length
    /// of the silence.
    func quiet(
        of customer: CustomerID, within window: Range<Instant>, at place: PlaceID?, _ page: Page
    ) throws -> Paged<LastHeard>

    func insert(_ cadence: StoredCadence) throws
    func cadence(_ id: ID<Cadence>) throws -> StoredCadence?
    /// Those in force.
    func cadences(of customer: CustomerID) throws -> [StoredCadence]
    func end(_ cadence: ID<Cadence>, at now: Instant) throws
    /// The customer's people who fall under a rule and were not heard since an instant, those never heard first.
    ///
    /// - Parameter includesNeverHeard: whether also those whom nobody ever heard.
    func persons(
        under cadence: Cadence, of customer: CustomerID, notHeardSince instant: Instant,
        includesNeverHeard: Bool, limit: Int
    ) throws -> [LastHeard]
}

/// The limits of rules how often people are to be heard.
public enum CadenceLimits {
    /// Rules of one customer.
    public static let cadencesMax = 500
    /// People whom Today names as due; the rest stand on the page of who was heard.
    public static let dueMax = 20
}
