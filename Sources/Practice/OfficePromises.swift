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

/// What somebody says when they give their word.
public struct DeedDraft: Hashable, Sendable {
    public var receiver: PersonID
    public var words: String
    public var saidWhere: String
    /// The day by which, in the customer's working hours, or the instant when a time was named.
    public var due: Due

    public enum Due: Hashable, Sendable {
        /// Until the end of work on that day.
        case day(CivilDate)
        case time(CivilDateTime)
    }

    public init(receiver: PersonID, words: String, saidWhere: String, due: Due) {
        self.receiver = receiver
        self.words = words
        self.saidWhere = saidWhere
        self.due = due
    }
}

extension Office {
    /// Whom to look after today, in the order in which promises would break.
    /// - Parameter everybody: also what others of the provider promised.
    public func today(everybody: Bool, _ page: Page, for person: SignedIn) async throws -> Today {
        let now = now
        return try await store.read { records in
            let lines = try records.linesWantingAct(
                customer: person.customer.id, promiser: everybody ? nil : person.person.id, page)
            return Today(
                now: now,
                lines: Paged(
                    rows: try lineViews(lines.rows, records), page: lines.page, total: lines.total,
                    hasMore: lines.hasMore))
        }
    }

    public func promises(
        includeEnded: Bool, _ page: Page, for person: SignedIn
    ) async throws -> Paged<PromiseSummary> {
        try await store.read { records in
            let promises = try records.promises(of: person.customer.id, includeEnded: includeEnded, page)
            return Paged(
                rows: try summaries(of: promises.rows, records), page: promises.page, total: promises.total,
                hasMore: promises.hasMore)
        }
    }

    /// - Parameter days: how many days the strip goes back, today included.
    public func promise(
        _ id: PromiseID, verdict: Verdict?, _ page: Page, days: Int, for person: SignedIn
    ) async throws -> PromiseView {
        let now = now
        let days = min(max(1, days), 400)
        return try await store.read { records in
            let promise = try ownPromise(id, records, person)
            let today = person.zone.date(of: now)
            let first = today.adding(days: 1 - days)
            let changes = try records.verdictChanges(
                of: id, device: nil, from: person.zone.startOfDay(first), to: now, limit: 5_000)
            let lines = try records.lines(of: id, verdict: verdict, page)
            let acts = try records.acts(of: id, device: nil, limit: 50)
            guard let summary = try summaries(of: [promise], records).first else {
                throw Refusal(.notFound, "There is no such promise.")
            }
            return PromiseView(
                summary: summary,
                lines: Paged(
                    rows: try lineViews(lines.rows, records), page: lines.page, total: lines.total,
                    hasMore: lines.hasMore),
                days: verdictsByDay(changes, from: first, through: today, zone: person.zone), acts: acts,
                actors: try records.persons(Set(acts.map(\.person))))
        }
    }

    /// The signed-in person gives their word to do one thing.
    public func promiseDeed(_ draft: DeedDraft, for person: SignedIn) async throws -> Promise {
        let words = try TextLimits.required(
            draft.words, "words", max: TextLimits.wordsMax,
            sayWhenEmpty: "Please write the promise as you said it.")
        let saidWhere = try TextLimits.required(
            draft.saidWhere, "saidWhere", max: TextLimits.wordsMax,
            sayWhenEmpty: "Please say where it was said: on the phone, on the walk, in which meeting.")
        let now = now
        let due = try due(draft.due, for: person)
        guard due > now else {
            throw Refusal(.invalid, "That time has passed. Please choose one that lies ahead.", field: "due")
        }
        let promise = Promise(
            id: ids.make(at: now), customer: person.customer.id.cast(), promiser: person.person.id.cast(),
            receiver: .person(draft.receiver.cast()), kind: .deed(due: due), words: words,
            saidWhere: saidWhere,
            made: now)
        try await keep(promise, asOf: now) { records in
            _ = try ownPerson(draft.receiver, records, person)
        }
        return promise
    }

    /// The signed-in person promises everyone at a place that they will not run out of toner.
    public func promiseToner(
        words: String, saidWhere: String, place: PlaceID, terms: TonerTerms, for person: SignedIn
    ) async throws -> Promise {
        let words = try TextLimits.required(
            words, "words", max: TextLimits.wordsMax, sayWhenEmpty: "Please write the promise as you said it."
        )
        let saidWhere = try TextLimits.required(
            saidWhere, "saidWhere", max: TextLimits.wordsMax,
            sayWhenEmpty: "Please say where it was said: on the phone, on the walk, in which meeting.")
        guard (1...90 * 24).contains(terms.leadTimeHours) else {
            throw Refusal(.invalid, "A delivery takes between an hour and 90 days.", field: "leadTime")
        }
        guard (1...31 * 24).contains(terms.silenceHoursMax) else {
            throw Refusal(.invalid, "Silence is allowed for between an hour and 31 days.", field: "silence")
        }
        let now = now
        let promise = Promise(
            id: ids.make(at: now), customer: person.customer.id.cast(), promiser: person.person.id.cast(),
            receiver: .everyoneAt(place: place.cast()), kind: .toner(terms), words: words,
            saidWhere: saidWhere,
            made: now)
        try await keep(promise, asOf: now) { records in _ = try ownPlace(place, records, person) }
        return promise
    }

    /// Keeps a promise that may have been made at another time than now, and assesses it as of then.
    ///
    /// - Parameter check: refuses what the promise speaks of and may not.
    public func keep(
        _ promise: Promise, asOf now: Instant,
        check: @escaping @Sendable (any Records) throws -> Void = { _ in }
    ) async throws {
        let ids = ids
        try await store.write { records in
            try check(records)
            try records.insert(promise)
            var evaluation = Evaluation(records: records, ids: ids, now: now)
            _ = try evaluation.evaluate(deed: promise, outcome: .open)
        }
        if case .everyoneAt(let place) = promise.receiver { try await cover(place.cast(), asOf: now) }
        notices.post([.today, .promise(promise.id)], of: promise.customer.cast())
    }

    /// Assesses every machine at a place, a few hundred in a transaction so that others can write in between.
    private func cover(_ place: PlaceID, asOf now: Instant) async throws {
        let ids = ids
        var last: DeviceID?
        repeat {
            let after = last
            last = try await store.write { records in
                let devices = try records.deviceIDs(within: place, after: after, limit: coverBatch)
                var evaluation = Evaluation(records: records, ids: ids, now: now)
                for device in devices {
                    if let record = try records.deviceRecord(device) { _ = try evaluation.evaluate(record) }
                }
                return devices.count < coverBatch ? nil : devices.last
            }
        } while last != nil
    }

    /// What a person did about a line of Today; their word is evidence from now on.
    /// - Parameter instant: when it was done; now, unless a year of history is being told.
    public func act(
        _ kind: Act.Kind, note: String, on lineID: ID<PromiseLine>, for person: SignedIn,
        asOf instant: Instant? = nil
    ) async throws {
        let note = try TextLimits.optional(note, "note", max: TextLimits.noteMax) ?? ""
        if kind == .notPossible, note.isEmpty {
            throw Refusal(
                .invalid, "Please say why it is not possible; the person will want to know.", field: "note")
        }
        if kind == .note, note.isEmpty {
            throw Refusal(.invalid, "Please write what was said or seen.", field: "note")
        }
        let now = instant ?? now
        let ids = ids
        let changed = try await store.write { records -> Set<Notice> in
            guard var line = try records.line(lineID), let promise = try records.promise(line.promise) else {
                throw Refusal(
                    .notFound,
                    "This line is no longer there. Somebody else may have settled it; look at Today again.")
            }
            try Rights.require(person, of: line.customer)
            guard promise.ended == nil else {
                throw Refusal(.conflict, "This promise has been settled already.")
            }
            if case .deed = promise.kind, kind == .tonerSent {
                throw Refusal(
                    .invalid, "This is not about toner. Choose done, or say why it is not possible.")
            }
            try records.insert(
                Act(
                    id: ids.make(at: now), customer: line.customer, promise: line.promise,
                    device: line.device,
                    person: person.person.id, at: now, kind: kind, note: note))
            switch promise.kind {
            case .deed:
                guard kind != .note else { return [.promise(promise.id)] }
                var ended = promise
                ended.ended = now
                try records.update(ended)
                var evaluation = Evaluation(records: records, ids: ids, now: now)
                return try evaluation.evaluate(
                    deed: ended, outcome: kind == .done ? .done(at: now) : .takenBack(at: now))
            case .toner(let terms):
                let pause: Duration = kind == .tonerSent ? .hours(terms.leadTimeHours) : settledByWord
                line.settledUntil = now + pause
                line.wantsAct = false
                try records.save(line)
                return [.today, .promise(promise.id)]
            }
        }
        notices.post(changed, of: person.customer.id)
    }

    /// Assesses again whatever has come due by time alone: deeds, silences, deliveries that did not arrive.
    /// - Returns: how many lines were looked at; as many as the limit means that there may be more.
    @discardableResult
    public func evaluateDue(asOf instant: Instant? = nil, limit: Int = 500) async throws -> Int {
        let now = instant ?? now
        let ids = ids
        let (count, changed) = try await store.write { records -> (Int, [CustomerID: Set<Notice>]) in
            var evaluation = Evaluation(records: records, ids: ids, now: now)
            var changed: [CustomerID: Set<Notice>] = [:]
            let lines = try records.linesDue(asOf: now, limit: limit)
            for line in lines {
                changed[line.customer, default: []].formUnion(try evaluation.evaluate(due: line))
            }
            return (lines.count, changed)
        }
        for (customer, notices) in changed { self.notices.post(notices, of: customer) }
        return count
    }

    private func due(_ due: DeedDraft.Due, for person: SignedIn) throws -> Instant {
        switch due {
        case .time(let local): return person.zone.instant(of: local)
        case .day(let date):
            guard let end = person.calendar.endOfWork(on: date) else {
                throw Refusal(
                    .invalid, "Nobody works there on that day. Please choose a working day or name a time.",
                    field: "due")
            }
            return end
        }
    }
}

/// How many machines are assessed in one transaction.
private let coverBatch = 200
/// A word from the spot ("there is one on the shelf") is believed for this long.
private let settledByWord: Duration = .days(3)

func ownPromise(_ id: PromiseID, _ records: any Records, _ person: SignedIn) throws -> Promise {
    guard let promise = try records.promise(id) else { throw Refusal(.notFound, "There is no such promise.") }
    try Rights.require(person, of: promise.customer.cast())
    return promise
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
    var rest = changes[...]
    var date = first
    while date <= last {
        let start = zone.startOfDay(date)
        let end = zone.startOfDay(date.adding(days: 1))
        while let change = rest.first, change.at < start {
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
