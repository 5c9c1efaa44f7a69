// SPDX-License-Identifier: Apache-2.0
import Fleet
import People
import Promises
import Values

/// To whom a promise was made, by name.
public enum ReceiverView: Hashable, Sendable {
    case person(Person)
    /// The path down to the place, and how many machines stand there.
    case everyoneAt([Place], machines: Int)
    case persons([Person])
    case everyoneIn(group: String)
    /// Everyone of a customer, by its name.
    case everyoneOf(String)
    /// It is gone from the records.
    case unknown
}

/// A promise in a list: by whom, to whom, and how it stands.
public struct PromiseSummary: Hashable, Sendable {
    public let promise: Promise
    public let promiser: Person?
    public let receiver: ReceiverView
    /// As a whole; `nil` when nothing could be assessed yet, as at a place without machines.
    public let verdict: Verdict?
    /// How many machines have each verdict; empty for a deed.
    public let tally: [Verdict: Int]
    /// For a deed: how it stands and why.
    public let line: PromiseLine?
}

/// One line of a promise or of Today, with everything it takes to say it.
public struct LineView: Hashable, Sendable {
    public let line: PromiseLine
    public let promise: Promise
    public let promiser: Person?
    public let receiver: ReceiverView
    public let device: Device?
    /// Where the machine stands, or where the person can be found.
    public let path: [Place]
    public let lastAct: Act?
    /// What the machine's records say of its supplies now, where the promise is about them.
    public let supplies: SuppliesNow?
}

/// One promise whole.
public struct PromiseView: Sendable {
    public let summary: PromiseSummary
    public let lines: Paged<LineView>
    public let days: [VerdictOfDay]
    public let acts: [Act]
    public let actors: [PersonID: Person]
    /// The terms as a sentence, with names.
    public let sentence: String
    /// How it stands now, with names in the place of ids: the whole as it does for the subject that is worst off, and
    /// the subjects of the lines shown, explained. `nil` while nobody is known whom it is about.
    public let judgement: Judgement?
    /// Judgements of the lines shown, by subject.
    public let explained: [String: SubjectJudgement]
    /// What people said that decided the lines shown, by subject.
    public let told: [String: [ToldEvidence]]
    /// Periods that are over, the newest first; corrections stand beside what they correct.
    public let periods: [ClosedPeriod]
    /// What was said about the promise itself, and what stopped its clock, in order, with names.
    public let said: [SaidOfPromise]
    public let supersedes: Promise?
    public let supersededBy: [Promise]
    /// What the signed-in person may say about it.
    public let may: Set<PromiseDecision.Kind>
    /// Verdicts of the days shown that were learnt later than they were so, the newest first, and about which machines.
    public let corrections: [VerdictChange]
    public let correctedDevices: [DeviceID: Device]
    /// What the ledger holds of it, in order; texts stay sealed here.
    public let entries: [StoredLedgerEntry]
}

/// Something that people said and that a judgement rests on.
public struct ToldEvidence: Hashable, Sendable {
    public let id: ID<Evidence>
    public let at: Instant
}

/// One line of what was said about a promise.
public struct SaidOfPromise: Hashable, Sendable {
    /// The evidence that it is.
    public let evidence: ID<Evidence>?
    public let at: Instant
    public let until: Instant?
    public let kind: Evidence.Kind
    /// Who said so, by name.
    public let by: [String]
    public let because: String?
    /// What the other side says it stands as, when they dispute it.
    public let says: Verdict?

    init?(_ evidence: Evidence, _ naming: Naming) {
        self.evidence = ID(evidence.id)
        at = evidence.at
        until = evidence.until
        kind = evidence.kind
        var says: Verdict?
        switch evidence.fact {
        case .pause(_, let person, let reason), .exclusion(_, let person, let reason),
            .void(let person, let reason):
            (by, because) = ([naming(person)], reason)
        case .deed(_, let person): (by, because) = ([naming(person)], nil)
        case .act(_, let act):
            switch act {
            case .accepted(let person): (by, because) = ([naming(person)], nil)
            case .declined(let person, let reason), .withdrawn(let person, let reason),
                .repaired(let person, let reason):
                (by, because) = ([naming(person)], reason)
            case .superseded(_, let persons), .settled(let persons):
                (by, because) = (persons.map { naming($0) }, nil)
            case .disputed(let person, let verdict, let reason):
                (by, because) = ([naming(person)], reason)
                says = verdict
            }
        default: return nil
        }
        self.says = says
    }
}

/// How a promise stood on one day: the worst that was so at any time of it.
public struct VerdictOfDay: Hashable, Sendable {
    public let date: CivilDate
    /// `nil` before the promise was made or could first be assessed. A closed day on track was kept.
    public let verdict: Verdict?
    /// Whether a period of the promise begins on it.
    public var opensPeriod = false
    /// Whether what was said of it, for anyone, was corrected later.
    public var isCorrected = false
}

/// Today's list.
public struct Today: Sendable {
    public let now: Instant
    public let lines: Paged<LineView>
    /// How many of the lines on this page have each verdict.
    public var verdicts: [Verdict: Int] {
        lines.rows.reduce(into: [:]) { $0[$1.line.assessment.verdict, default: 0] += 1 }
    }
}

func summaries(of promises: [Promise], _ records: any Records) throws -> [PromiseSummary] {
    let receivers = try receivers(of: promises, records)
    let promisers = try records.persons(Set(promises.map { $0.promiser.cast() }))
    let standings = try records.standings(of: Set(promises.map(\.id)))
    return try promises.map { promise in
        var line: PromiseLine?
        var tally: [Verdict: Int] = [:]
        if promise.terms.measure == .done {
            line = try records.line(of: promise.id, about: nil)
        } else {
            tally = try records.tally(of: promise.id).filter { $0.value > 0 }
        }
        return PromiseSummary(
            promise: promise, promiser: promisers[promise.promiser.cast()],
            receiver: receivers[promise.id] ?? .unknown,
            verdict: standings[promise.id]?.verdict ?? line?.assessment.verdict
                ?? Verdict.worst(of: tally.keys), tally: tally, line: line)
    }
}

private func receivers(of promises: [Promise], _ records: any Records) throws -> [PromiseID: ReceiverView] {
    var persons: Set<PersonID> = []
    var places: Set<PlaceID> = []
    var customers: Set<CustomerID> = []
    for promise in promises {
        switch promise.receiver {
        case .person(let id): persons.insert(id.cast())
        case .persons(let ids): persons.formUnion(ids.map { $0.cast() })
        case .everyoneAt(let id): places.insert(id.cast())
        case .everyoneIn: break
        case .everyoneOf(let id): customers.insert(id.cast())
        }
    }
    let names = try records.persons(persons)
    let paths = try records.paths(to: places)
    let counts = try records.deviceCounts(within: places)
    var customerNames: [CustomerID: String] = [:]
    for id in customers { customerNames[id] = try records.customer(id)?.name }
    return Dictionary(
        promises.map { promise in
            switch promise.receiver {
            case .person(let id): (promise.id, names[id.cast()].map(ReceiverView.person) ?? .unknown)
            case .everyoneAt(let id):
                (
                    promise.id,
                    paths[id.cast()].map { .everyoneAt($0, machines: counts[id.cast()] ?? 0) } ?? .unknown
                )
            case .persons(let ids): (promise.id, .persons(ids.compactMap { names[$0.cast()] }))
            case .everyoneIn(let group): (promise.id, .everyoneIn(group: group))
            case .everyoneOf(let id):
                (promise.id, customerNames[id.cast()].map(ReceiverView.everyoneOf) ?? .unknown)
            }
        }
    ) { first, _ in first }
}

func lineViews(_ lines: [PromiseLine], _ records: any Records, asOf now: Instant) throws -> [LineView] {
    let promises = try records.promises(Set(lines.map(\.promise)))
    let receivers = try receivers(of: Array(promises.values), records)
    let promisers = try records.persons(Set(lines.map(\.promiser)))
    var rows: [(PromiseLine, Promise, DeviceRecordSummary?)] = []
    var places: Set<PlaceID> = []
    for line in lines {
        guard let promise = promises[line.promise] else { continue }
        var summary: DeviceRecordSummary?
        if let id = line.device, let record = try records.deviceRecord(id) {
            summary = DeviceRecordSummary(
                device: record.device, place: record.place,
                supplies: try records.suppliesNow(of: record, line, promise, asOf: now))
        }
        if let place = summary?.place { places.insert(place) }
        if case .person(let person) = receivers[promise.id], let place = person.place { places.insert(place) }
        rows.append((line, promise, summary))
    }
    let paths = try records.paths(to: places)
    return try rows.map { line, promise, summary in
        let receiver = receivers[promise.id] ?? .unknown
        var place = summary?.place
        if case .person(let person) = receiver { place = place ?? person.place }
        return LineView(
            line: line, promise: promise, promiser: promisers[line.promiser], receiver: receiver,
            device: summary?.device, path: place.flatMap { paths[$0] } ?? [],
            lastAct: try records.acts(of: promise.id, device: line.device, limit: 1).first,
            supplies: summary?.supplies)
    }
}

private struct DeviceRecordSummary {
    let device: Device
    let place: PlaceID?
    let supplies: SuppliesNow?
}

extension Records {
    /// What a machine's records say of why a line stands as it does.
    public func suppliesNow(
        of record: DeviceRecord, _ line: PromiseLine, _ promise: Promise, asOf now: Instant
    ) throws -> SuppliesNow? {
        guard promise.terms.measure == .supplyEmptyTime else { return nil }
        return Practice.suppliesNow(
            of: record, heardBy: try record.collector.flatMap { try collector($0) },
            verdict: line.assessment.verdict, silenceMax: .hours(promise.terms.silenceHoursMax), asOf: now)
    }
}

/// The worst verdict that held at any time of each day.
func verdictsByDay(
    _ changes: [VerdictChange], from first: CivilDate, through last: CivilDate, zone: TimeZoneTable
) -> [VerdictOfDay] {
    var days: [VerdictOfDay] = []
    var standing: Verdict?
    var rest = effectiveHistory(changes)[...]
    var date = first
    while date <= last {
        let start = zone.startOfDay(date)
        let end = zone.startOfDay(date.adding(days: 1))
        while let change = rest.first, change.at <= start {
            standing = change.verdict
            rest.removeFirst()
        }
        var worst = standing
        while let change = rest.first, change.at < end {
            worst = Verdict.worst(of: [worst, change.verdict].compactMap { $0 })
            standing = change.verdict
            rest.removeFirst()
        }
        // A day that is over and was on track throughout has been kept.
        let verdict = worst == .onTrack && date < last ? .kept : worst
        days.append(VerdictOfDay(date: date, verdict: verdict))
        date = date.adding(days: 1)
    }
    return days
}
