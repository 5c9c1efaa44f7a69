// SPDX-License-Identifier: Apache-2.0
import Fleet
import Ledger
import People
import Promises
import Values

/// A dry day that moves by less than this is the same estimate; writing it down anew would tell nothing.
let estimateMovesMin: Duration = .hours(12)
/// A line that would come due by time alone so soon is put off while its machine is at hand; fetching the
/// machine
/// again only to find it well would cost more.
let lookAgainAhead: Duration = .hours(6)

/// Assesses promises again after something was learnt, inside one transaction, and keeps what changed.
struct Evaluation {
    let records: any Records
    let ids: any IDSource
    let now: Instant
    private var pathsByPlace: [PlaceID: [PlaceID]] = [:]
    private var collectorsKnown: [CollectorID: CollectorRecord?] = [:]
    private var termsAround: [PlaceID?: [Promise]] = [:]
    private var promisesKnown: [PromiseID: Promise?] = [:]
    private var recordAtHand: DeviceRecord?
    var judging: Judging

    init(records: any Records, ids: any IDSource, zones: any TimeZoneSource, now: Instant) {
        judging = Judging(records: records, zones: zones, now: now)
        self.records = records
        self.ids = ids
        self.now = now
    }

    mutating func remember(_ collector: CollectorRecord) {
        collectorsKnown[collector.id] = collector
    }

    /// Judges the promises about a machine that what was heard can change.
    /// - Parameters:
    ///   - isTold: evidence was written that promises see.
    ///   - levelsMoved: a level moved, so that a forecast may have.
    /// - Returns: what changed, for open pages.
    mutating func evaluate(
        _ record: DeviceRecord, isTold: Bool = true, levelsMoved: Bool = true
    ) throws -> Set<Notice> {
        recordAtHand = record
        let lines = try records.lines(about: record.device.id)
        guard try !lines.isEmpty || !promisesWithTerms(at: record).isEmpty else { return [] }
        let (notices, verdicts) = try evaluateTerms(
            about: record, lines: lines, isTold: isTold, levelsMoved: levelsMoved)
        let worst = Verdict.worst(of: verdicts)?.ofMachine
        let worstBefore = Verdict.worst(of: lines.map(\.assessment.verdict))?.ofMachine
        if worst != worstBefore { try records.setVerdict(worst, of: record.device.id) }
        return notices
    }

    /// Judges again a line whose time has come.
    mutating func evaluate(due line: PromiseLine) throws -> Set<Notice> {
        guard let promise = try promise(line.promise) else {
            try records.deleteLine(line.id)
            return [.today]
        }
        let notices = try evaluate(promise, subject: line.subject, device: line.device, line: line)
        if let device = line.device { try keepVerdict(of: device) }
        return notices
    }

    /// Keeps with a machine the verdict that lists of machines show: the worst of the promises about where it
    /// stands.
    mutating func keepVerdict(of device: DeviceID) throws {
        guard let record = try machine(device) else { return }
        let around = Set(try promisesWithTerms(at: record).map(\.id))
        let verdicts = try records.lines(about: device).filter { around.contains($0.promise) }
            .map(\.assessment.verdict)
        try records.setVerdict(Verdict.worst(of: verdicts)?.ofMachine, of: device)
    }

    /// A machine as the records have it, fetched once while it is at hand.
    mutating func machine(_ id: DeviceID) throws -> DeviceRecord? {
        if let record = recordAtHand, record.device.id == id { return record }
        recordAtHand = try records.deviceRecord(id)
        return recordAtHand
    }

    /// What asks a machine. While it is missed, Today says whom to call once, with the collector, and not again
    /// with each of its machines.
    mutating func collector(asking device: DeviceID?) throws -> CollectorRecord? {
        guard let device else { return nil }
        return try collector(try machine(device)?.collector)
    }

    func record(_ assessment: Assessment, of promise: Promise, about device: DeviceID?) throws {
        try record(assessment, of: promise, subject: device?.description, device: device)
    }

    func record(
        _ assessment: Assessment, of promise: Promise, subject: String?, device: DeviceID?
    ) throws {
        // Several changes at one instant, as when a promise is made about many machines, and those after a
        // clock that jumped back, stay in the order in which they came.
        let last = try records.verdictChanges(
            of: promise.id, subject: subject, from: now, to: Instant(microseconds: .max), limit: 10_000
        ).last
        // A place that stood empty for a while and stands as before is no change of the whole.
        if subject == nil, last?.verdict == assessment.verdict { return }
        let at = last.map { max(now, $0.at + .microseconds(1)) } ?? now
        try records.insert(
            VerdictChange(
                id: ids.make(at: now), customer: promise.customer.cast(), promise: promise.id,
                subject: subject, device: device, at: at, verdict: assessment.verdict,
                grounds: assessment.grounds, evidence: assessment.evidence
            ))
    }

    /// Promises about what stands at a machine's place, or around it.
    mutating func promisesWithTerms(at record: DeviceRecord) throws -> [Promise] {
        if let known = termsAround[record.place] { return known }
        let path = try record.place.map { try self.path(to: $0) } ?? []
        let found = try records.promises(
            about: path.map(\.description) + [record.customer.description])
        termsAround[record.place] = found
        return found
    }

    mutating func promise(_ id: PromiseID) throws -> Promise? {
        if let known = promisesKnown[id] { return known }
        let found = try records.promise(id)
        promisesKnown[id] = .some(found)
        return found
    }

    /// From the topmost place down. The rooms of a floor share the way to it, which is asked for once.
    private mutating func path(to place: PlaceID) throws -> [PlaceID] {
        if let known = pathsByPlace[place] { return known }
        let parent = try records.place(place)?.parent
        let path = try (parent.map { try self.path(to: $0) } ?? []) + [place]
        pathsByPlace[place] = path
        return path
    }

    private mutating func collector(_ id: CollectorID?) throws -> CollectorRecord? {
        guard let id else { return nil }
        if let known = collectorsKnown[id] { return known }
        let found = try records.collector(id)
        collectorsKnown[id] = .some(found)
        return found
    }
}
