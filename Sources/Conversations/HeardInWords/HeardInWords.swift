// SPDX-License-Identifier: Apache-2.0
import People
import Promises
import Values

/// Finds promises in what somebody wrote down, and offers them. Nothing is ever made from words by itself.
///
/// The rules are plain and written down in docs/reference/heard-in-words.md, whose table of sentences is also
/// their test. They rather miss a promise than offer one that nobody gave.
public struct HeardInWords: Sendable {
    /// How long a text may be; what follows is not read.
    public static let textScalarsMax = ConversationLimits.lineScalarsMax
    /// More than this is not a note any more but an agreement.
    public static let offersMax = 50

    public let language: any HeardLanguage
    public let setting: HeardSetting

    public init(language: any HeardLanguage = English(), setting: HeardSetting) {
        self.language = language
        self.setting = setting
    }

    /// The promises in a text, in the order in which they stand.
    public func offers(in text: String) -> [HeardOffer] {
        let read =
            text.unicodeScalars.count > HeardInWords.textScalarsMax
            ? String(String.UnicodeScalarView(text.unicodeScalars.prefix(HeardInWords.textScalarsMax))) : text
        var persons = HeardPersons(setting)
        var offers: [HeardOffer] = []
        for clause in language.clauses(in: read, knowing: setting.everyone) {
            for mention in clause.mentionedBefore { persons.mention(mention) }
            guard offers.count < HeardInWords.offersMax else { break }
            if let offer = offer(clause, &persons) { offers.append(offer) }
        }
        return offers
    }

    private func offer(_ clause: HeardClause, _ persons: inout HeardPersons) -> HeardOffer? {
        let due: HeardDue
        switch (clause.kind, clause.due) {
        case (.standing, _): due = .standing
        case (.deed, nil): due = .unsaid
        case (.deed, let words?):
            guard let found = words.resolved(from: setting) else { return nil }
            due = found
        }
        let promiser = persons.who(clause.promiser, in: clause.saidBy, besides: [])
        // Nobody promises to themselves, and who asks or sends is not the one who is called.
        let receiver = persons.receiver(clause.receiver, of: promiser, in: clause.saidBy)
        return HeardOffer(
            words: clause.words, promiser: promiser, receiver: receiver.who,
            isReceiverSaid: receiver.isSaid, kind: clause.kind, due: due, condition: clause.condition,
            isQuoted: clause.saidBy != nil)
    }
}

/// What was so while the words were said: it is what turns "her" and "Tuesday" into a person and an instant.
public struct HeardSetting: Sendable {
    /// When it was said, not when it was written down.
    public var said: Instant
    /// The customer's hours; "on Tuesday" ends with their work.
    public var calendar: WorkingCalendar
    public var terms: [CalendarTerm]
    /// Who wrote it down: "I".
    public var writer: HeardPerson
    /// Who was there beside the writer.
    public var present: [HeardPerson]
    /// Others whose names may fall.
    public var known: [HeardPerson]

    public init(
        said: Instant, calendar: WorkingCalendar, terms: [CalendarTerm] = [], writer: HeardPerson,
        present: [HeardPerson], known: [HeardPerson] = []
    ) {
        self.said = said
        self.calendar = calendar
        self.terms = terms
        self.writer = writer
        self.present = present
        self.known = known
    }

    /// Each once, the writer first.
    public var everyone: [HeardPerson] {
        var seen: Set<PersonID> = []
        return ([writer] + present + known).filter { seen.insert($0.id).inserted }
    }
}

/// A person as words may name them.
public struct HeardPerson: Hashable, Sendable {
    /// The word that stands for them, where they told us; nobody guesses it from a name.
    public enum Pronoun: String, Sendable, Codable { case she, he, they }

    public var id: PersonID
    public var name: String
    public var side: Person.Side
    /// What they do: "Head of registry". "The head of registry" then names them.
    public var role: String?
    public var pronoun: Pronoun?

    public init(
        id: PersonID, name: String, side: Person.Side, role: String? = nil, pronoun: Pronoun? = nil
    ) {
        self.id = id
        self.name = name
        self.side = side
        self.role = role
        self.pronoun = pronoun
    }
}

/// Who is meant. What the words leave open stays open, and the person who taps chooses.
public enum HeardWho: Hashable, Sendable {
    case person(PersonID)
    /// One of these, and the words do not say which.
    case oneOf([PersonID])
    /// All of these.
    case all([PersonID])
    /// Someone of a side: "we", "a technician".
    case side(Person.Side)
    case unknown
}

/// By when.
public enum HeardDue: Hashable, Sendable {
    case by(Instant)
    /// The words can be read both ways ("next Friday"); the first is the likelier one.
    case either(Instant, Instant)
    /// No time was said; one has to be chosen before it is a promise that can be kept.
    case unsaid
    /// It stands, period after period, and has no day.
    case standing
}

/// What kind of promise it is.
public enum HeardKind: Hashable, Sendable {
    /// One thing to do, as it was said: "call her".
    case deed(String)
    /// Something that holds from then on.
    case standing(Measure, Target)
}

/// A promise that was heard in words and may be made with one tap.
public struct HeardOffer: Hashable, Sendable {
    /// The sentence or the part of it, as it stands in the text.
    public var words: String
    public var promiser: HeardWho
    public var receiver: HeardWho
    /// Whether the words name the receiver; else it is whoever was there.
    public var isReceiverSaid: Bool
    public var kind: HeardKind
    public var due: HeardDue
    /// What has to happen first: "if the paper arrives".
    public var condition: String?
    /// Whether these are the quoted words of somebody else than the writer.
    public var isQuoted: Bool

    public init(
        words: String, promiser: HeardWho, receiver: HeardWho, isReceiverSaid: Bool, kind: HeardKind,
        due: HeardDue, condition: String? = nil, isQuoted: Bool = false
    ) {
        self.words = words
        self.promiser = promiser
        self.receiver = receiver
        self.isReceiverSaid = isReceiverSaid
        self.kind = kind
        self.due = due
        self.condition = condition
        self.isQuoted = isQuoted
    }

    /// The terms of the promise, once a person has settled who it is for.
    ///
    /// - Parameters:
    ///   - scope: To whom it is promised.
    ///   - due: The instant chosen by the person, where the words leave it open.
    ///   - hours: The calendar that counts.
    /// - Returns: `nil` for a deed as long as it has no instant, and for what makes no sense as a sentence,
    ///   such as working hours without a calendar that says which those are.
    public func terms(to scope: Scope, due chosen: Instant? = nil, hours: String? = nil) -> Terms? {
        switch kind {
        case .standing(let measure, let target):
            let terms = Terms(to: scope, measure: measure, target: target, hours: hours)
            return (try? Sentence.read(Sentence.print(terms))) == terms ? terms : nil
        case .deed:
            let instant: Instant?
            switch due {
            case .by(let found), .either(let found, _): instant = chosen ?? found
            case .unsaid, .standing: instant = chosen
            }
            return instant.map { Terms(to: scope, measure: .done, target: .instant($0), hours: hours) }
        }
    }
}
