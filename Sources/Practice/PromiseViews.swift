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
}

/// One promise whole.
public struct PromiseView: Sendable {
    public let summary: PromiseSummary
    public let lines: Paged<LineView>
    public let days: [VerdictOfDay]
    public let acts: [Act]
    public let actors: [PersonID: Person]
}

/// How a promise stood on one day: the worst that was so at any time of it.
public struct VerdictOfDay: Hashable, Sendable {
    public let date: CivilDate
    /// `nil` before the promise was made or could first be assessed. A closed day on track was kept.
    public let verdict: Verdict?
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
    return try promises.map { promise in
        var line: PromiseLine?
        var tally: [Verdict: Int] = [:]
        switch promise.kind {
        case .deed: line = try records.line(of: promise.id, about: nil)
        case .toner: tally = try records.tally(of: promise.id).filter { $0.value > 0 }
        }
        return PromiseSummary(
            promise: promise, promiser: promisers[promise.promiser.cast()],
            receiver: receivers[promise.id] ?? .unknown,
            verdict: line?.assessment.verdict ?? Verdict.worst(of: tally.keys), tally: tally, line: line)
    }
}

private func receivers(of promises: [Promise], _ records: any Records) throws -> [PromiseID: ReceiverView] {
    var persons: Set<PersonID> = []
    var places: Set<PlaceID> = []
    for promise in promises {
        switch promise.receiver {
        case .person(let id): persons.insert(id.cast())
        case .everyoneAt(let id): places.insert(id.cast())
        }
    }
    let names = try records.persons(persons)
    let paths = try records.paths(to: places)
    let counts = try records.deviceCounts(within: places)
    return Dictionary(
        promises.map { promise in
            switch promise.receiver {
            case .person(let id): (promise.id, names[id.cast()].map(ReceiverView.person) ?? .unknown)
            case .everyoneAt(let id):
                (
                    promise.id,
                    paths[id.cast()].map { .everyoneAt($0, machines: counts[id.cast()] ?? 0) } ?? .unknown
                )
            }
        }
    ) { first, _ in first }
}

func lineViews(_ lines: [PromiseLine], _ records: any Records) throws -> [LineView] {
    let promises = try records.promises(Set(lines.map(\.promise)))
    let receivers = try receivers(of: Array(promises.values), records)
    let promisers = try records.persons(Set(lines.map(\.promiser)))
    var rows: [(PromiseLine, Promise, DeviceRecordSummary?)] = []
    var places: Set<PlaceID> = []
    for line in lines {
        guard let promise = promises[line.promise] else { continue }
        var summary: DeviceRecordSummary?
        if let id = line.device, let record = try records.deviceRecord(id) {
            summary = DeviceRecordSummary(device: record.device, place: record.place)
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
            lastAct: try records.acts(of: promise.id, device: line.device, limit: 1).first)
    }
}

private struct DeviceRecordSummary {
    let device: Device
    let place: PlaceID?
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
