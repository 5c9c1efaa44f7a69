// SPDX-License-Identifier: Apache-2.0
import Conversations
import People
import Values

/// Something that somebody wrote down of the long cycle: it is evidence for a milestone, and nobody drags one.
public struct EngagementEvent: Hashable, Sendable {
    public enum Kind: String, CaseIterable, Sendable {
        case invitedToWalk = "invited-to-walk"
        case walked, proposed, signed, reviewed, renewed
        /// They asked for quiet until a day.
        case askedToWait = "asked-to-wait"
    }

    public var id: ID<EngagementEvent>
    public var customer: CustomerID
    public var kind: Kind
    public var at: Instant
    public var written: Instant
    public var writer: PersonID
    /// Who said so and where, in the writer's words.
    public var words: String
    /// Until when they asked to be left in peace.
    public var until: CivilDate?

    public init(
        id: ID<EngagementEvent>, customer: CustomerID, kind: Kind, at: Instant, written: Instant,
        writer: PersonID, words: String, until: CivilDate? = nil
    ) {
        self.id = id
        self.customer = customer
        self.kind = kind
        self.at = at
        self.written = written
        self.writer = writer
        self.words = words
        self.until = until
    }
}

/// The story with a customer.
public protocol StoryRecords {
    func insert(_ event: EngagementEvent) throws
    /// The newest first.
    func engagementEvents(of customer: CustomerID, limit: Int) throws -> [EngagementEvent]
    /// Who has a part in it, in the order in which they took it.
    func engagementMembers(of customer: CustomerID) throws -> [Engagement.Member]
    func insert(_ member: Engagement.Member, of customer: CustomerID) throws
    /// Ends somebody's parts after a day.
    func endParts(of person: PersonID, with customer: CustomerID, on day: CivilDate) throws
    /// Conversations from the first on, of these forms alone when some are named.
    func firstConversations(
        of customer: CustomerID, forms: Set<Conversation.Form>, for reader: ConversationReader, limit: Int
    ) throws -> [StoredConversation]
    /// When the first machine of a customer was heard.
    func firstMachineHeard(of customer: CustomerID) throws -> Instant?
}

/// What is kept about single people beside their record.
public protocol PersonalRecords {
    func insert(_ note: PersonNote, customer: CustomerID) throws
    func note(_ id: PersonNoteID) throws -> (note: PersonNote, customer: CustomerID)?
    /// The newest first.
    func notes(about person: PersonID, limit: Int) throws -> [PersonNote]
    func notes(by author: PersonID, limit: Int) throws -> [PersonNote]
    func delete(_ note: PersonNoteID) throws

    func insert(_ words: OwnWords, id: ID<OwnWords>, customer: CustomerID) throws
    /// The newest first, with those whose consent was withdrawn.
    func ownWords(of person: PersonID, limit: Int) throws -> [(id: ID<OwnWords>, words: OwnWords)]
    /// Takes the consent back: the words go, and that there was a consent goes with them.
    func delete(ownWords id: ID<OwnWords>) throws

    /// Makes a feed's address; the one before it ends.
    func setCalendarFeed(
        tokenHash: [UInt8]?, of person: PersonID, with customer: CustomerID, at now: Instant
    ) throws
    func calendarFeed(tokenHash: [UInt8]) throws -> (person: PersonID, customer: CustomerID)?
    func hasCalendarFeed(of person: PersonID, with customer: CustomerID) throws -> Bool
}
