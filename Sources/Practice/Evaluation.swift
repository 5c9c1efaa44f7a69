// SPDX-License-Identifier: Apache-2.0
import Fleet
import Ledger
import People
import Promises
import Values

/// A deed comes up in Today this long before it is due.
let deedWarning: Duration = .hours(24)
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
    private var promisesByPlace: [PlaceID: [Promise]] = [:]
    private var collectorsKnown: [CollectorID: CollectorRecord?] = [:]
    private var termsAround: [PlaceID?: [Promise]] = [:]
    private var promisesKnown: [PromiseID: Promise?] = [:]
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

    /// Assesses every standing promise about a machine.
    /// - Parameters:
    ///   - isTold: evidence was written that terms are judged by.
    ///   - levelsMoved: a level moved, so that a forecast may have.
    /// - Returns: what changed, for open pages.
    mutating func evaluate(
        _ record: DeviceRecord, isTold: Bool = true, levelsMoved: Bool = true
    ) throws -> Set<Notice> {
        let promises = try standingPromises(at: record.place)
        let lines = try records.lines(about: record.device.id)
        guard try !promises.isEmpty || !lines.isEmpty || !promisesWithTerms(at: record).isEmpty else {
            return []
        }
        var (notices, verdicts) = try evaluateTerms(
            about: record, lines: lines, isTold: isTold, levelsMoved: levelsMoved)
        let lineOf = Dictionary(lines.map { ($0.promise, $0) }) { first, _ in first }
        for promise in promises {
            guard case .toner(let terms) = promise.kind else { continue }
            let collector = try collector(record.collector)
            let assessment = assess(terms, tonerEvidence(of: record, collector: collector), asOf: now)
            verdicts.append(assessment.verdict)
            notices.formUnion(
                try keep(
                    assessment, of: promise, about: record.device.id, line: lineOf[promise.id],
                    heardBy: collector))
        }
        let covering = Set(promises.map(\.id))
        for line in lines where !covering.contains(line.promise) && !line.isJudged {
            try remove(line)
            notices.formUnion([.promise(line.promise), .today])
        }
        let worst = Verdict.worst(of: verdicts)?.ofMachine
        let worstBefore = Verdict.worst(of: lines.map(\.assessment.verdict))?.ofMachine
        if worst != worstBefore { try records.setVerdict(worst, of: record.device.id) }
        return notices
    }

    /// Assesses a deed.
    mutating func evaluate(deed promise: Promise, outcome: DeedOutcome) throws -> Set<Notice> {
        guard case .deed(let due) = promise.kind else { return [] }
        let assessment = assessDeed(due: due, outcome: outcome, warning: deedWarning, asOf: now)
        let line = try records.line(of: promise.id, about: nil)
        if assessment.verdict == .broken, line?.assessment.verdict != .broken {
            try LedgerPen(records: records, ids: ids, now: now).append(
                .closed(
                    .init(
                        verdict: Verdict.broken.inWords, explanation: ["It was due \(due) and not done then."]
                    )),
                of: promise)
        }
        return try keep(assessment, of: promise, about: nil, line: line)
    }

    /// Assesses again a line whose time has come.
    mutating func evaluate(due line: PromiseLine) throws -> Set<Notice> {
        if let promise = try promise(line.promise), case .terms = promise.kind {
            let notices = try evaluate(promise, subject: line.subject, device: line.device, line: line)
            if let device = line.device, let record = try records.deviceRecord(device) {
                let lines = try records.lines(about: record.device.id)
                try records.setVerdict(
                    Verdict.worst(of: lines.map(\.assessment.verdict))?.ofMachine, of: device)
            }
            return notices
        }
        if let device = line.device {
            guard let record = try records.deviceRecord(device) else {
                try records.deleteLine(line.id)
                return [.today]
            }
            return try evaluate(record)
        }
        guard let promise = try records.promise(line.promise), promise.ended == nil else {
            // Nothing more will become of it; it must not come due for ever.
            var settled = line
            settled.assessment.lookAgain = nil
            settled.settledUntil = nil
            settled.wantsAct = false
            try records.save(settled)
            return [.today]
        }
        return try evaluate(deed: promise, outcome: .open)
    }

    /// Keeps an assessment if it says something new.
    ///
    /// - Parameter collector: what asks the machine. While it is missed, Today says whom to call once, with
    /// the
    ///   collector, and not again with each of its machines.
    private func keep(
        _ assessment: Assessment, of promise: Promise, about device: DeviceID?, line earlier: PromiseLine?,
        heardBy collector: CollectorRecord? = nil
    ) throws -> Set<Notice> {
        let isCollectorMissed = collector?.silentSince != nil
        let needsSomebody =
            [.broken, .atRisk, .notProvable].contains(assessment.verdict) && promise.ended == nil
            && !isCollectorMissed
        var line =
            earlier
            ?? PromiseLine(
                id: ids.make(at: now), customer: promise.customer.cast(), promise: promise.id,
                promiser: promise.promiser.cast(), device: device, assessment: assessment, since: now,
                assessed: now, wantsAct: needsSomebody)
        if let earlier {
            let verdictChanged = earlier.assessment.verdict != assessment.verdict
            if verdictChanged { line.since = now }
            // That it can be told again is not worse than that it could not.
            let wasMissed =
                earlier.assessment.reason.isCollectorSilent
                && collector?.silenceEnded.map { earlier.assessed <= $0 } ?? false
            let gotWorse =
                assessment.verdict.gravity < earlier.assessment.verdict.gravity && !wasMissed
            // What was done about it is remembered over a silence of the collector's.
            if let until = line.settledUntil,
                until <= now || !isCollectorMissed && (gotWorse || !needsSomebody)
            {
                line.settledUntil = nil
            }
            line.wantsAct = needsSomebody && line.settledUntil == nil
            let looksAgainSoon =
                earlier.assessment.lookAgain.map { $0 - now <= lookAgainAhead && $0 != assessment.lookAgain }
                ?? false
            let lookAgainCame = earlier.assessment.lookAgain.map { $0 <= now } ?? false
            guard
                verdictChanged || line.wantsAct != earlier.wantsAct
                    || line.settledUntil != earlier.settledUntil
                    || lookAgainCame || looksAgainSoon || saysMore(assessment, than: earlier.assessment)
            else {
                // What late readings corrected may end otherwise than it stands now.
                if let device, collector?.isSettling ?? false {
                    try recordIfCorrected(assessment, of: promise, about: device)
                }
                return []
            }
        }
        line.assessment = assessment
        line.assessed = now

        let isNews = earlier?.assessment.verdict != assessment.verdict
        let wholeBefore =
            device == nil ? earlier?.assessment.verdict : isNews ? try whole(of: promise.id) : nil
        try records.save(line)
        guard isNews else {
            return line.wantsAct || earlier?.wantsAct == true ? [.today, .promise(promise.id)] : []
        }
        if device != nil { try record(assessment, of: promise, about: device) }
        let wholeAfter = device == nil ? assessment.verdict : try whole(of: promise.id)
        if wholeBefore != wholeAfter, let wholeAfter {
            try record(try summary(wholeAfter, of: promise.id, after: assessment), of: promise, about: nil)
        }
        return [.today, .promise(promise.id)]
    }

    private func remove(_ line: PromiseLine) throws {
        let before = try whole(of: line.promise)
        try records.deleteLine(line.id)
        guard let after = try whole(of: line.promise), after != before,
            let promise = try records.promise(line.promise)
        else { return }
        try record(
            try summary(after, of: line.promise, after: line.assessment), of: promise, about: nil)
    }

    /// Why a promise stands so as a whole: as the machine that is worst off says, which need not be the one
    /// that was assessed.
    private func summary(
        _ verdict: Verdict, of promise: PromiseID, after assessment: Assessment
    ) throws -> Assessment {
        guard verdict != assessment.verdict else { return assessment }
        let worst = try records.worstLine(of: promise, verdict: verdict)
        var summary = worst?.assessment ?? assessment
        summary.verdict = verdict
        return summary
    }

    private func whole(of promise: PromiseID) throws -> Verdict? {
        Verdict.worst(of: try records.tally(of: promise).filter { $0.value > 0 }.keys)
    }

    func record(_ assessment: Assessment, of promise: Promise, about device: DeviceID?) throws {
        try record(assessment, of: promise, subject: device?.description, device: device)
        guard device == nil else { return }
        try records.setStanding(Standing(verdict: assessment.verdict, since: now), of: promise.id)
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
                reason: assessment.reason, evidence: assessment.evidence
            ))
    }

    mutating func standingPromises(at place: PlaceID?) throws -> [Promise] {
        guard let place else { return [] }
        if let known = promisesByPlace[place] { return known }
        let promises = try records.standingPromises(at: try path(to: place))
        promisesByPlace[place] = promises
        return promises
    }

    /// Promises with terms about what stands at a machine's place, or around it.
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

extension PromiseLine {
    /// Whether it is judged by terms and evidence.
    var isJudged: Bool { if case .judged = assessment.reason { true } else { false } }
}

extension Reason {
    fileprivate var isCollectorSilent: Bool { if case .collectorSilent = self { true } else { false } }
}

/// Whether an assessment with the same verdict is worth writing down: another supply, another percentage,
/// another reason, or a dry day that moved.
private func saysMore(_ new: Assessment, than old: Assessment) -> Bool {
    switch (new.breaksAt, old.breaksAt) {
    case (let new?, let old?):
        let moved = (new - old).wholeMicroseconds.magnitude
        if moved >= UInt64(estimateMovesMin.wholeMicroseconds) { return true }
    case (nil, nil): break
    default: return true
    }
    switch (new.reason, old.reason) {
    case (.lasts(let newSupply, let new, _), .lasts(let oldSupply, let old, _)):
        return newSupply != oldSupply || new != old
    case (.runsDry(let newSupply, let new, _, _, _), .runsDry(let oldSupply, let old, _, _, _)):
        return newSupply != oldSupply || new != old
    default:
        return new.reason != old.reason
    }
}

/// What is known of a machine's toner and ink, for ``assess(_:_:asOf:)``.
func tonerEvidence(of record: DeviceRecord, collector: CollectorRecord?) -> TonerEvidence {
    let supplies = record.supplies.filter(\.isMarkingMaterial).map { run in
        TonerEvidence.Supply(
            description: run.description, level: level(run.level), since: run.points.last?.at ?? run.heard,
            dry: dry(run), evidence: evidence(run))
    }
    return TonerEvidence(
        supplies: supplies, machineLastHeard: record.device.lastHeard,
        machineSilentSince: record.device.silentSince, collectorLastHeard: collector?.lastHeard,
        collectorSilentSince: collector?.silentSince,
        noTonerSince: record.noTonerSince, noTonerReading: record.noTonerReading?.cast())
}

private func level(_ level: Level) -> TonerEvidence.Supply.Level {
    switch level {
    case .percent(let value): .percent(value)
    case .someRemaining: .someRemaining
    case .unknown: .unknown
    case .unrestricted: .unrestricted
    }
}

private func dry(_ run: SupplyRun) -> TonerEvidence.Supply.Dry {
    switch estimateDryDay(run, asOf: run.heard) {
    case .dry(let earliest, let likely, let latest, _):
        .between(earliest: earliest, likely: likely, latest: latest)
    case .notFalling: .notFalling
    case .empty, .unknown: .unknown
    }
}

/// The reading that began the run and the last one: between them lies what the estimate rests on.
private func evidence(_ run: SupplyRun) -> [EvidenceLink] {
    guard let first = run.points.first, let last = run.points.last else { return [] }
    let links = [
        EvidenceLink(
            reading: first.reading.cast(), at: first.at, percent: first.level.percent,
            state: first.level.state),
        EvidenceLink(
            reading: run.heardIn.cast(), at: run.heard, percent: last.level.percent, state: last.level.state),
    ]
    return first.reading == run.heardIn ? [links[1]] : links
}
