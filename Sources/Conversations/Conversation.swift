// SPDX-License-Identifier: Apache-2.0
import People
import Promises
import Values

public typealias ConversationID = ID<Conversation>

/// A meeting, call, e-mail, letter, visit, walk, interview or check-in, as somebody wrote it down.
///
/// It is never edited: a later one corrects it by naming it, and both stay.
public struct Conversation: Hashable, Sendable {
    /// What kind of conversation it was.
    public enum Form: String, CaseIterable, Sendable, Codable {
        case meeting
        case boardMeeting = "board-meeting"
        case call, email, letter, visit, walk, interview
        case checkIn = "check-in"

        /// As evidence knows it; a board's meeting is a meeting there.
        public var inEvidence: Fact.ConversationForm {
            switch self {
            case .meeting, .boardMeeting: .meeting
            case .call: .call
            case .email: .email
            case .letter: .letter
            case .visit: .visit
            case .walk: .walk
            case .interview: .interview
            case .checkIn: .checkIn
            }
        }
    }

    public var id: ConversationID
    public var customer: CustomerID
    public var form: Form
    /// When it began.
    public var at: Instant
    /// When it was over, if somebody noted that.
    public var until: Instant?
    /// When it was written down.
    public var written: Instant
    /// Who wrote it down; in it, "I" is this person.
    public var writer: PersonID
    public var place: PlaceID?
    /// Who was there, each once.
    public var participants: [Participant]
    /// What it came to, in the writer's words; a quick note is this line alone.
    public var line: String
    /// What single persons said.
    public var said: [Said]
    public var needs: [Need]
    /// The promises made in it; they keep pointing here.
    public var promises: [PromiseID]
    /// The agreements and promises it was about, by the names that evidence uses.
    public var about: [String]
    /// The one in whose place this one stands.
    public var corrects: ConversationID?

    public init(
        id: ConversationID, customer: CustomerID, form: Form, at: Instant, until: Instant? = nil,
        written: Instant, writer: PersonID, place: PlaceID? = nil, participants: [Participant],
        line: String, said: [Said] = [], needs: [Need] = [], promises: [PromiseID] = [],
        about: [String] = [], corrects: ConversationID? = nil
    ) {
        self.id = id
        self.customer = customer
        self.form = form
        self.at = at
        self.until = until
        self.written = written
        self.writer = writer
        self.place = place
        self.participants = participants
        self.line = line
        self.said = said
        self.needs = needs
        self.promises = promises
        self.about = about
        self.corrects = corrects
    }

    /// The note after a handshake: a person, one line, done. All else can follow later.
    public static func quick(
        id: ConversationID, with person: PersonID, of customer: CustomerID, line: String, writer: PersonID,
        now: Instant, form: Form = .meeting
    ) -> Conversation {
        Conversation(
            id: id, customer: customer, form: form, at: now, written: now, writer: writer,
            participants: [Participant(person, .heard)], line: line)
    }
}

/// Someone who was there.
public struct Participant: Hashable, Sendable {
    /// What being there meant.
    public enum Part: String, CaseIterable, Sendable, Codable {
        /// They spoke, and somebody listened.
        case heard
        /// They were told something: a letter, a notice.
        case told
        /// They were in the room, and nobody noted that they spoke. A board of twelve is not heard when one
        /// speaks.
        case present
        /// They were invited and could not come.
        case excused
    }

    public var person: PersonID
    public var part: Part
    /// In which role, in plain words: "chaired the board", "for the works council".
    public var role: String?
    /// How they were, if the writer says so.
    public var mood: Mood?

    public init(_ person: PersonID, _ part: Part, role: String? = nil, mood: Mood? = nil) {
        self.person = person
        self.part = part
        self.role = role
        self.mood = mood
    }
}

/// How someone was: a plain word, or a face. It is what the writer saw, never a figure to average.
public enum Mood: Hashable, Sendable {
    public enum Face: String, CaseIterable, Sendable, Codable {
        case delighted, content, calm, worried, upset
    }

    case face(Face)
    case word(String)
}

/// What one person said, as nearly in their words as the writer could.
public struct Said: Hashable, Sendable {
    public var person: PersonID
    public var words: String

    public init(_ person: PersonID, _ words: String) {
        self.person = person
        self.words = words
    }
}

/// How much one conversation may hold.
public enum ConversationLimits {
    /// A page of notes and more; longer texts belong beside it.
    public static let lineScalarsMax = 20_000
    public static let saidScalarsMax = 4_000
    /// A role or a word for a mood.
    public static let wordScalarsMax = 120
    /// A staff assembly is a conversation, too.
    public static let participantsMax = 500
    public static let saidMax = 500
    public static let needsMax = 100
    public static let promisesMax = 100
    public static let aboutMax = 20
    /// How far the clock of whoever writes may be ahead of ours.
    public static let aheadMax: Duration = .minutes(10)
}

extension Conversation {
    /// Checks what somebody wrote down, before it is kept.
    ///
    /// - Throws: ``Refusal`` of kind `invalid` or `tooLarge`, with the field at fault.
    public func check(now: Instant) throws(Refusal) {
        if line.allSatisfy(\.isWhitespace) && said.isEmpty && needs.isEmpty {
            throw Refusal(.invalid, "Write one line: what did you talk about?", field: "line")
        }
        if participants.isEmpty && place == nil {
            throw Refusal(.invalid, "Say whom you talked with, or at which place.", field: "participants")
        }
        if Set(participants.map(\.person)).count != participants.count {
            throw Refusal(
                .invalid, "Somebody stands twice among those who were there.", field: "participants")
        }
        if at > now + ConversationLimits.aheadMax {
            throw Refusal(
                .invalid, "This lies in the future; write it down once you have talked.", field: "at")
        }
        if let until, until < at {
            throw Refusal(.invalid, "It ends before it begins; check both times.", field: "until")
        }
        let there = Set(participants.map(\.person)).union([writer])
        if said.contains(where: { !there.contains($0.person) }) {
            throw Refusal(
                .invalid, "Somebody is quoted who was not there; add them first.", field: "said")
        }
        try checkLengths()
    }

    private func checkLengths() throws(Refusal) {
        typealias Limits = ConversationLimits
        let roles = participants.compactMap(\.role)
        let moods = participants.compactMap { participant -> String? in
            if case .word(let word)? = participant.mood { word } else { nil }
        }
        let texts: [(field: String, words: [String], most: Int)] = [
            ("line", [line], Limits.lineScalarsMax),
            ("said", said.map(\.words), Limits.saidScalarsMax),
            ("needs", needs.map(\.words), Limits.saidScalarsMax),
            ("participants", roles + moods, Limits.wordScalarsMax),
            ("about", about, TermsLimits.nameScalarsMax),
        ]
        for (field, words, most) in texts where words.contains(where: { $0.unicodeScalars.count > most }) {
            throw Refusal(
                .tooLarge, "No more than \(most) characters fit here; keep the rest beside it.", field: field)
        }
        let counts: [(field: String, count: Int, most: Int)] = [
            ("participants", participants.count, Limits.participantsMax),
            ("said", said.count, Limits.saidMax), ("needs", needs.count, Limits.needsMax),
            ("promises", promises.count, Limits.promisesMax), ("about", about.count, Limits.aboutMax),
        ]
        for (field, count, most) in counts where count > most {
            throw Refusal(.tooLarge, "No more than \(most) of these fit into one conversation.", field: field)
        }
    }

    /// Those who were heard, or told something.
    public var reached: [PersonID] {
        participants.filter { $0.part == .heard || $0.part == .told }.map(\.person)
    }

    public var heard: [PersonID] { participants.filter { $0.part == .heard }.map(\.person) }

    /// What one person said in it: their own words where there are some, else the line.
    public func words(of person: PersonID) -> String {
        let own = said.filter { $0.person == person }.map(\.words)
        return own.isEmpty ? line : own.joined(separator: " ")
    }
}
