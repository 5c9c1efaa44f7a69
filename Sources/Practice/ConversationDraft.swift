// SPDX-License-Identifier: Apache-2.0
import Conversations
import People
import Promises
import Values

/// What somebody writes down of a conversation. A person and one line are enough; all else may follow later.
public struct ConversationDraft: Hashable, Sendable {
    /// Made where the form was made, so that sending it twice keeps it once.
    public var id: ConversationID?
    public var form: Conversation.Form
    /// When it began; now, unless something else is said.
    public var at: Instant?
    public var until: Instant?
    public var place: PlaceID?
    public var participants: [Participant]
    public var line: String
    public var said: [Said]
    /// What somebody of them needs, in their words.
    public var needs: [Said]
    /// The promises and agreements it was about, by the names that evidence uses.
    public var about: [String]
    public var audience: Conversation.Audience
    /// The one in whose place this one stands.
    public var corrects: ConversationID?

    public init(
        id: ConversationID? = nil, form: Conversation.Form = .meeting, at: Instant? = nil,
        until: Instant? = nil, place: PlaceID? = nil, participants: [Participant], line: String,
        said: [Said] = [], needs: [Said] = [], about: [String] = [],
        audience: Conversation.Audience = .side, corrects: ConversationID? = nil
    ) {
        self.id = id
        self.form = form
        self.at = at
        self.until = until
        self.place = place
        self.participants = participants
        self.line = line
        self.said = said
        self.needs = needs
        self.about = about
        self.audience = audience
        self.corrects = corrects
    }

    /// The note after a handshake: a person and a line.
    public static func quick(
        id: ConversationID? = nil, with persons: [PersonID], line: String
    ) -> ConversationDraft {
        ConversationDraft(id: id, participants: persons.map { Participant($0, .heard) }, line: line)
    }
}

/// Where a promise was said, for it to keep pointing there.
public struct SaidIn: Hashable, Sendable {
    public var conversation: ConversationID
    /// The words of the offer that it was made from, if it was.
    public var words: String?

    public init(_ conversation: ConversationID, words: String? = nil) {
        self.conversation = conversation
        self.words = words
    }
}

/// One conversation, with everybody and everything in it by name.
public struct ConversationView: Sendable {
    public let stored: StoredConversation
    /// The writer, those who were there, and whoever an offer names.
    public let persons: [PersonID: Person]
    public let path: [Place]
    public let promises: [PromiseSummary]
    /// Promises that the words hold and that nobody has made yet. Nothing is made by itself.
    public let offers: [OfferView]
    public let mayCorrect: Bool
    /// Whether the signed-in person may write down what was said, and so give their word here.
    public let mayWrite: Bool

    public var conversation: Conversation { stored.conversation }
}

/// A promise heard in words, as it is offered to somebody.
public struct OfferView: Hashable, Sendable {
    /// Where it stands among all that were heard.
    public let number: Int
    public let offer: HeardOffer
    /// Whether it is the signed-in person's own word, which they alone can give.
    public let isOwn: Bool
    /// To whom, where the words leave nobody else.
    public let receiver: PersonID?
    /// By when, where a time was said.
    public let due: Instant?
    /// The terms of a standing promise, once a receiver is certain.
    public let terms: Terms?

    /// Whether one tap makes it.
    public var isReady: Bool {
        guard isOwn, receiver != nil else { return false }
        if case .deed = offer.kind { return due != nil }
        return false
    }
}

extension SignedIn {
    /// This person as somebody who reads conversations.
    var reader: ConversationReader { ConversationReader(person.id, side: person.side) }
}

extension StoredConversation {
    /// What the table of permissions wants to know of a conversation.
    var asked: Permissions.Subject {
        let writer: Set<PersonID> = [conversation.writer]
        return Permissions.Subject(
            organisation: conversation.customer,
            parties: audience == .writer ? writer : writer.union(conversation.participants.map(\.person)),
            author: conversation.writer, isConfined: audience == .writer || audience == .parties)
    }
}

/// What was found, if it is the customer's, the table lets the person see it, and it was written for them.
func ownConversation(
    _ id: ConversationID, _ records: any Records, _ person: SignedIn,
    to permission: Permission = .seeConversations
) throws -> StoredConversation {
    let unknown = "There is no such conversation, or it was not written for you."
    let stored = try Rights.own(
        try records.conversation(id), of: person, by: \.conversation.customer, to: permission,
        about: \.asked, orSay: unknown)
    guard stored.isReadable(by: person.reader) else { throw Refusal(.notFound, unknown) }
    return stored
}
