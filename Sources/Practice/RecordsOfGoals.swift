// SPDX-License-Identifier: Apache-2.0
import Conversations
import People
import Promises
import Values

/// What is to get better, how it was in a stretch of days, and by when it is to hold.
public struct StoredGoal: Hashable, Sendable {
    public var goal: Goal
    /// The days that it is held against.
    public var baseline: PeriodDays
    /// By when it is to hold.
    public var due: CivilDate
    public var made: Instant
    public var by: PersonID
    public var ended: Instant?
    /// Why it ended.
    public var endedWords: String?

    public init(
        goal: Goal, baseline: PeriodDays, due: CivilDate, made: Instant, by: PersonID, ended: Instant? = nil,
        endedWords: String? = nil
    ) {
        self.goal = goal
        self.baseline = baseline
        self.due = due
        self.made = made
        self.by = by
        self.ended = ended
        self.endedWords = endedWords
    }
}

/// What is to get better, and which promises serve it.
public protocol GoalRecords {
    func insert(_ goal: StoredGoal) throws
    func goal(_ id: GoalID) throws -> StoredGoal?
    /// Those that have not ended first, then the newest first.
    func goals(of customer: CustomerID, limit: Int) throws -> [StoredGoal]
    /// Writes the days it is held against, by when it is to hold, and whether it ended.
    func update(_ goal: StoredGoal) throws
    func setServes(_ promise: PromiseID, _ goal: GoalID, _ does: Bool) throws
    func goals(servedBy promise: PromiseID, limit: Int) throws -> [StoredGoal]
}

/// A visit or meeting that was arranged, for everybody's calendar.
public struct Meeting: Hashable, Sendable {
    public var id: ID<Meeting>
    public var customer: CustomerID
    public var organizer: PersonID
    public var form: Conversation.Form
    /// What it is about.
    public var words: String
    public var span: Range<Instant>
    public var place: PlaceID?
    /// Who is invited, without the organizer.
    public var persons: [PersonID]
    public var written: Instant
    /// Raised with each change that people have to hear of.
    public var sequence: Int
    public var cancelled: Instant?

    public init(
        id: ID<Meeting>, customer: CustomerID, organizer: PersonID, form: Conversation.Form, words: String,
        span: Range<Instant>, place: PlaceID?, persons: [PersonID], written: Instant, sequence: Int = 0,
        cancelled: Instant? = nil
    ) {
        self.id = id
        self.customer = customer
        self.organizer = organizer
        self.form = form
        self.words = words
        self.span = span
        self.place = place
        self.persons = persons
        self.written = written
        self.sequence = sequence
        self.cancelled = cancelled
    }
}

/// What was arranged.
public protocol MeetingRecords {
    func insert(_ meeting: Meeting) throws
    func meeting(_ id: ID<Meeting>) throws -> Meeting?
    /// The last to begin first.
    func meetings(of customer: CustomerID, _ page: Page) throws -> Paged<Meeting>
    /// Those that somebody arranged or is invited to and that end after an instant, the first to begin first.
    func meetings(with person: PersonID, of customer: CustomerID, endingAfter: Instant, limit: Int) throws
        -> [Meeting]
    /// Writes when, where, what about and whether; whom it is with stays.
    func update(_ meeting: Meeting) throws
}

/// What is known of whose mail is kept.
public enum MailAddressKind: String, CaseIterable, Hashable, Sendable {
    /// A host at which a customer's people write.
    case host
    /// An address or a host whose mail is never kept.
    case `private`
    /// An address that is nobody's: a help desk, a list.
    case team
}

/// A mail that was kept.
public struct KeptMail: Hashable, Sendable {
    public var customer: CustomerID
    /// What tells it from other mails, or the same one sent again.
    public var identity: String
    public var conversation: ConversationID
    public var keeper: PersonID
    public var arrived: Instant
    /// Addresses at the customer's hosts that nobody here has.
    public var strangers: [String]

    public init(
        customer: CustomerID, identity: String, conversation: ConversationID, keeper: PersonID,
        arrived: Instant, strangers: [String]
    ) {
        self.customer = customer
        self.identity = identity
        self.conversation = conversation
        self.keeper = keeper
        self.arrived = arrived
        self.strangers = strangers
    }
}

/// Whose mail is kept, and which was.
public protocol MailRecords {
    func mailAddresses(of customer: CustomerID, _ kind: MailAddressKind) throws -> [String]
    /// Of all customers, with whose each is.
    func mailAddresses(_ kind: MailAddressKind) throws -> [(address: String, customer: CustomerID)]
    /// Puts these in the place of those before.
    func setMailAddresses(_ addresses: [String], of customer: CustomerID, _ kind: MailAddressKind) throws
    /// - Returns: the mail of this identity as it was kept first; `nil` when this one is the first.
    func keep(_ mail: KeptMail) throws -> KeptMail?
    /// The newest first.
    func mailsKept(of customer: CustomerID, limit: Int) throws -> [KeptMail]
    /// Accounts of the provider that are open, with their people's addresses as forwarders.
    func providerAccounts(limit: Int) throws -> [Account]
}
