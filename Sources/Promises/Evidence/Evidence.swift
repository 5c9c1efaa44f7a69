// SPDX-License-Identifier: Apache-2.0
import Values

/// One fact that a verdict may rest on: what a machine said, what a person did, what both sides recorded.
///
/// It says when it was so and, if that was later, when it was learnt. It is never changed: a later one
/// corrects it by naming its id. docs/reference/evidence.md has its form as a line of JSON.
public struct Evidence: Hashable, Sendable {
    /// What verdicts call it; unique among all that is given together.
    public var id: String
    /// When it was so; the beginning for what lasts.
    public var at: Instant
    /// The end of what lasts; `nil` when it goes on, and for what happens in an instant.
    public var until: Instant?
    /// When it was learnt, if that was later than when it was so.
    public var learnt: Instant?
    /// The id of the evidence in whose place this one stands.
    public var corrects: String?
    /// Who wrote it down, where that is another than the one who did it or is not said by the fact.
    public var writtenBy: String?
    public var fact: Fact

    public init(
        id: String, at: Instant, until: Instant? = nil, learnt: Instant? = nil, corrects: String? = nil,
        writtenBy: String? = nil, fact: Fact
    ) {
        self.id = id
        self.at = at
        self.until = until
        self.learnt = learnt
        self.corrects = corrects
        self.writtenBy = writtenBy
        self.fact = fact
    }

    /// When it could be known.
    public var known: Instant { learnt ?? at }

    /// From its beginning to its end; what goes on has no end.
    var span: Range<Instant> { at..<max(at, until ?? Instant(microseconds: .max)) }
}

/// A level as a machine tells it.
public enum ToldLevel: Hashable, Sendable {
    case percent(Int)
    /// The machine says that some is left, and no more.
    case some
    case unknown
    /// It does not run out.
    case unrestricted
}

/// What evidence says.
public enum Fact: Hashable, Sendable {
    public enum MachineState: String, CaseIterable, Sendable { case ready, stopped }
    public enum TicketEvent: String, CaseIterable, Sendable {
        case opened, answered, escalated, mended, reopened, closed
    }
    public enum ConversationForm: String, CaseIterable, Sendable {
        case meeting, call, email, letter, visit, walk, interview
        case checkIn = "check-in"

        /// Whether someone was there for it.
        public var isOnTheSpot: Bool {
            switch self {
            case .meeting, .visit, .walk, .interview: true
            case .call, .email, .letter, .checkIn: false
            }
        }
    }
    /// What a pause or an exclusion is about.
    public enum About: Hashable, Sendable {
        case promise(String)
        case ticket(String)
        case machine(String)
        case place(String)
    }
    public enum Change: String, CaseIterable, Sendable { case renewal, price }
    public enum MemberKind: String, CaseIterable, Sendable { case person, device, place }

    case supplyLevel(device: String, supply: String, ToldLevel)
    case machineState(device: String, MachineState, because: String?)
    /// The machine was asked, or nobody could ask it, and nothing came.
    case heardNothing(device: String)
    case meter(device: String, count: Int64)
    case energy(device: String, wattHours: Int64)
    /// Money spent on printing, in minor units of one currency.
    case cost(amount: Int64, currency: String, of: String)
    /// What both sides agreed a day of the baseline to be, in millionths of the measure's unit.
    case baseline(measure: Measure, perDayMillionths: Int64, of: String)
    case ticket(TicketLine)
    case conversation(ConversationLine)
    case delivery(device: String, supply: String)
    /// The earliest instant at which a supply may be empty, as it looked then.
    case dryForecast(device: String, supply: String, earliest: Instant)
    case deed(promise: String, person: String)
    case pause(About, person: String, because: String)
    case exclusion(About, person: String, because: String)
    /// A promise of the other side was broken in this span.
    case otherBroken(promise: String, because: String)
    case joined(member: String, MemberKind, whole: String)
    case left(member: String, whole: String)
    /// The way from a person's place to a machine; `nil` metres when nobody has measured them.
    case way(person: String, device: String, metres: Int?, floors: Int, isAllowed: Bool)
    case change(Change, agreement: String, on: CivilDate)
    /// A day without work, or with hours of its own, as a feed told it.
    case day(CivilDate, WrittenCalendar.DayApart)
    case act(promise: String, PromiseAct)
    /// What it corrects was not so, and nothing stands in its place.
    case void(person: String, because: String)
}

/// A line of a ticket's story.
public struct TicketLine: Hashable, Sendable {
    public var ticket: String
    public var event: Fact.TicketEvent
    /// Who called.
    public var person: String?
    public var place: String?
    public var device: String?
    /// Who did it.
    public var by: String?
    /// Whether a machine did it by itself.
    public var isAutomatic: Bool

    public init(
        ticket: String, event: Fact.TicketEvent, person: String? = nil, place: String? = nil,
        device: String? = nil, by: String? = nil, isAutomatic: Bool = false
    ) {
        self.ticket = ticket
        self.event = event
        self.person = person
        self.place = place
        self.device = device
        self.by = by
        self.isAutomatic = isAutomatic
    }
}

/// A conversation: who was heard, where, and about what.
public struct ConversationLine: Hashable, Sendable {
    public var form: Fact.ConversationForm
    /// Who was heard.
    public var persons: [String]
    /// Who heard them.
    public var by: String
    public var place: String?
    public var ticket: String?
    /// The agreement or the promise it was about.
    public var about: String?
    public var isAutomatic: Bool

    public init(
        form: Fact.ConversationForm, persons: [String], by: String, place: String? = nil,
        ticket: String? = nil,
        about: String? = nil, isAutomatic: Bool = false
    ) {
        self.form = form
        self.persons = persons
        self.by = by
        self.place = place
        self.ticket = ticket
        self.about = about
        self.isAutomatic = isAutomatic
    }
}

/// What the two sides do about a promise itself.
public enum PromiseAct: Hashable, Sendable {
    case accepted(by: String)
    case declined(by: String, because: String)
    case withdrawn(by: String, because: String)
    /// Another promise stands in its place; both sides have to say so.
    case superseded(with: String, by: [String])
    case repaired(by: String, because: String)
    /// The other side sees it differently.
    case disputed(by: String, says: Verdict, because: String)
    /// Both sides see it alike again.
    case settled(by: [String])
}

extension Evidence {
    /// The word of its kind, as it stands in a line of JSON.
    public enum Kind: String, CaseIterable, Sendable {
        case supplyLevel = "supply-level"
        case machineState = "machine-state"
        case heardNothing = "heard-nothing"
        case meter, energy, cost, baseline, ticket, conversation, delivery
        case dryForecast = "dry-forecast"
        case deed, pause, exclusion
        case otherBroken = "other-broken"
        case joined, left, way, change
        case day
        case accepted, declined, withdrawn, superseded, repaired, disputed, settled
        case void
    }

    public var kind: Kind {
        switch fact {
        case .supplyLevel: .supplyLevel
        case .machineState: .machineState
        case .heardNothing: .heardNothing
        case .meter: .meter
        case .energy: .energy
        case .cost: .cost
        case .baseline: .baseline
        case .ticket: .ticket
        case .conversation: .conversation
        case .delivery: .delivery
        case .dryForecast: .dryForecast
        case .deed: .deed
        case .pause: .pause
        case .exclusion: .exclusion
        case .otherBroken: .otherBroken
        case .joined: .joined
        case .left: .left
        case .way: .way
        case .change: .change
        case .day: .day
        case .act(_, let act): act.kind
        case .void: .void
        }
    }
}

extension PromiseAct {
    var kind: Evidence.Kind {
        switch self {
        case .accepted: .accepted
        case .declined: .declined
        case .withdrawn: .withdrawn
        case .superseded: .superseded
        case .repaired: .repaired
        case .disputed: .disputed
        case .settled: .settled
        }
    }
}
