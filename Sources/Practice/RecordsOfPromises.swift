// SPDX-License-Identifier: Apache-2.0
import Fleet
import People
import Promises
import Values

/// How a promise stands for one machine, person or place, or, when it is a deed, as a whole: one line that Today
/// may show.
public struct PromiseLine: Hashable, Sendable {
    public var id: ID<PromiseLine>
    public var customer: CustomerID
    public var promise: PromiseID
    public var promiser: PersonID
    /// Whom or what it is about, by the name that the judgement uses: the text of an id, or a call's name.
    public var subject: String
    /// The machine it is about, if it is one.
    public var device: DeviceID?
    /// The days of the period that was judged; `nil` when it holds throughout.
    public var period: PeriodDays?
    public var assessment: Assessment
    /// Since when it has this verdict.
    public var since: Instant
    /// When it was assessed last.
    public var assessed: Instant
    /// Whether somebody should do something about it today.
    public var wantsAct: Bool
    /// Until when an act is given time to work; the line stays out of Today as long.
    public var settledUntil: Instant?

    public init(
        id: ID<PromiseLine>, customer: CustomerID, promise: PromiseID, promiser: PersonID,
        subject: String? = nil, device: DeviceID?, period: PeriodDays? = nil, assessment: Assessment,
        since: Instant, assessed: Instant, wantsAct: Bool, settledUntil: Instant? = nil
    ) {
        self.subject = subject ?? device?.description ?? promiser.description
        self.period = period
        self.id = id
        self.customer = customer
        self.promise = promise
        self.promiser = promiser
        self.device = device
        self.assessment = assessment
        self.since = since
        self.assessed = assessed
        self.wantsAct = wantsAct
        self.settledUntil = settledUntil
    }
}

/// The days of one period, both included.
public struct PeriodDays: Hashable, Sendable {
    public var first: CivilDate
    public var last: CivilDate

    public init(first: CivilDate, last: CivilDate) {
        self.first = first
        self.last = last
    }
}

/// How a promise stood in a period that is over: its last word, unless it was corrected.
public struct ClosedPeriod: Hashable, Sendable {
    public var id: ID<ClosedPeriod>
    public var customer: CustomerID
    public var promise: PromiseID
    /// `nil` is the promise as a whole.
    public var subject: String?
    public var days: PeriodDays
    public var verdict: Verdict
    public var grounds: JudgedGrounds
    /// When it was said.
    public var closed: Instant
    /// Whether it takes the place of what was said of the period before.
    public var isCorrection: Bool

    public init(
        id: ID<ClosedPeriod>, customer: CustomerID, promise: PromiseID, subject: String?, days: PeriodDays,
        verdict: Verdict, grounds: JudgedGrounds, closed: Instant, isCorrection: Bool
    ) {
        self.id = id
        self.customer = customer
        self.promise = promise
        self.subject = subject
        self.days = days
        self.verdict = verdict
        self.grounds = grounds
        self.closed = closed
        self.isCorrection = isCorrection
    }
}

/// How a promise stands as a whole, kept beside it so that lists need not judge.
public struct Standing: Hashable, Sendable {
    public var verdict: Verdict
    public var since: Instant

    public init(verdict: Verdict, since: Instant) {
        self.verdict = verdict
        self.since = since
    }
}

/// A verdict that gave way to another: the history that a strip of days is drawn from.
public struct VerdictChange: Hashable, Sendable {
    public var id: ID<VerdictChange>
    public var customer: CustomerID
    public var promise: PromiseID
    /// Whom or what it is about; `nil` is the promise as a whole.
    public var subject: String?
    /// The machine, if it is about one.
    public var device: DeviceID?
    public var at: Instant
    public var verdict: Verdict
    public var grounds: JudgedGrounds?
    public var evidence: [EvidenceLink]
    /// When it was learnt, if that was later than it was so: a correction.
    public var learnt: Instant?

    public init(
        id: ID<VerdictChange>, customer: CustomerID, promise: PromiseID, subject: String? = nil,
        device: DeviceID?, at: Instant, verdict: Verdict, grounds: JudgedGrounds?, evidence: [EvidenceLink],
        learnt: Instant? = nil
    ) {
        self.subject = subject ?? device?.description
        self.learnt = learnt
        self.id = id
        self.customer = customer
        self.promise = promise
        self.device = device
        self.at = at
        self.verdict = verdict
        self.grounds = grounds
        self.evidence = evidence
    }
}

/// What a person did about a promise: evidence again.
public struct Act: Hashable, Sendable {
    public enum Kind: String, Sendable, Codable, CaseIterable {
        /// The deed was done.
        case done
        /// A cartridge is on its way.
        case tonerSent
        /// It cannot be done, because of ``Act/note``.
        case notPossible
        /// Something was said or seen that others should know.
        case note
    }

    public var id: ID<Act>
    public var customer: CustomerID
    public var promise: PromiseID
    public var device: DeviceID?
    public var person: PersonID
    public var at: Instant
    public var kind: Kind
    public var note: String

    public init(
        id: ID<Act>, customer: CustomerID, promise: PromiseID, device: DeviceID?, person: PersonID,
        at: Instant,
        kind: Kind, note: String
    ) {
        self.id = id
        self.customer = customer
        self.promise = promise
        self.device = device
        self.person = person
        self.at = at
        self.kind = kind
        self.note = note
    }
}

/// Promises, how they stand, and what was done about them.
public protocol PromiseRecords {
    func insert(_ promise: Promise) throws
    func update(_ promise: Promise) throws
    func promise(_ id: PromiseID) throws -> Promise?
    func promises(_ ids: Set<PromiseID>) throws -> [PromiseID: Promise]
    /// The newest first; `includeEnded` adds those that are done or withdrawn.
    func promises(of customer: CustomerID, includeEnded: Bool, _ page: Page) throws -> Paged<Promise>
    /// Promises to a person, to everyone at a place where they are, or by them; the newest first.
    func promises(concerning person: PersonID, places: [PlaceID], limit: Int) throws -> [Promise]
    /// Promises that are about one of these machines, persons, places, groups or customers by name, and
    /// have not ended.
    func promises(about names: [String]) throws -> [Promise]
    /// Promises that lean on this one and have not ended.
    func promises(leaningOn promise: PromiseID) throws -> [Promise]
    /// The promises that are to stand in the place of this one, or do; the newest first.
    func promises(superseding promise: PromiseID) throws -> [Promise]
    /// The promises that fit; those without a standing are the last of those that stand worst first.
    ///
    /// - Parameters:
    ///   - persons: the records of the person of the question; several when they were merged.
    ///   - names: by which that person is given promises.
    func promises(
        of customer: CustomerID, _ query: PromiseQuery, by persons: [PersonID], receivedAs names: [ID128]
    ) throws -> Paged<Promise>
    func standings(of promises: Set<PromiseID>) throws -> [PromiseID: Standing]
    func setStanding(_ standing: Standing?, of promise: PromiseID) throws

    /// Inserts or replaces by id, and keeps the tallies of the promise true.
    func save(_ line: PromiseLine) throws
    func line(_ id: ID<PromiseLine>) throws -> PromiseLine?
    func lines(about device: DeviceID) throws -> [PromiseLine]
    /// The line of a promise about one machine, or of a deed.
    func line(of promise: PromiseID, about device: DeviceID?) throws -> PromiseLine?
    /// The line of a promise about one subject.
    func line(of promise: PromiseID, subject: String) throws -> PromiseLine?
    /// Lets every line of a promise come due.
    func makeDue(linesOf promise: PromiseID, at now: Instant) throws
    /// Lines of one promise that are due, the longest due first.
    func linesDue(of promise: PromiseID, asOf now: Instant, limit: Int) throws -> [PromiseLine]
    /// Whether the last word on the period that begins on this day is still to be said for any line of the promise.
    func hasOpenLines(of promise: PromiseID, inPeriodFrom day: CivilDate) throws -> Bool
    /// The worst first, then the one that breaks soonest.
    func lines(of promise: PromiseID, verdict: Verdict?, _ page: Page) throws -> Paged<PromiseLine>
    /// The first of them alone, for the cost of one row however many there are.
    func worstLine(of promise: PromiseID, verdict: Verdict?) throws -> PromiseLine?
    func deleteLine(_ id: ID<PromiseLine>) throws
    /// Lines that want an act, in the order in which they break, those without a day last; `promiser: nil` is
    /// everybody's.
    func linesWantingAct(customer: CustomerID, promiser: PersonID?, _ page: Page) throws -> Paged<PromiseLine>
    /// How many lines of the promise have each verdict; kept, not counted.
    func tally(of promise: PromiseID) throws -> [Verdict: Int]
    /// Lines whose ``Assessment/lookAgain`` or ``PromiseLine/settledUntil`` has come.
    func linesDue(asOf now: Instant, limit: Int) throws -> [PromiseLine]

    func insert(_ change: VerdictChange) throws
    /// In ascending time, with the last one before `start`; `device: nil` is the promise as a whole.
    func verdictChanges(
        of promise: PromiseID, device: DeviceID?, from start: Instant, to end: Instant, limit: Int
    ) throws -> [VerdictChange]
    /// As above, of any subject; `nil` is the promise as a whole.
    func verdictChanges(
        of promise: PromiseID, subject: String?, from start: Instant, to end: Instant, limit: Int
    ) throws -> [VerdictChange]

    /// Verdicts of any subject of a promise that were learnt later than they were so, the newest first.
    func corrections(
        of promise: PromiseID, customer: CustomerID, from start: Instant, to end: Instant, limit: Int
    ) throws -> [VerdictChange]

    func insert(_ period: ClosedPeriod) throws
    /// The newest period first, and of one period what was said last first; corrections are beside what they
    /// correct.
    func closedPeriods(of promise: PromiseID, subject: String?, limit: Int) throws -> [ClosedPeriod]
    /// What was said last of each subject in the period that begins on this day.
    func closedSubjects(of promise: PromiseID, periodFrom day: CivilDate, limit: Int) throws -> [ClosedPeriod]

    func insert(_ act: Act) throws
    /// The newest first.
    func acts(of promise: PromiseID, device: DeviceID?, limit: Int) throws -> [Act]
}
