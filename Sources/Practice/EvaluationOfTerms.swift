// SPDX-License-Identifier: Apache-2.0
import Fleet
import Ledger
import People
import Promises
import Values

// Promises whose terms are judged by evidence: one line for each subject, and the promise as a whole.

extension Evaluation {
    /// Judges one subject of a promise again and keeps what changed.
    mutating func evaluate(
        _ promise: Promise, subject: String, device: DeviceID? = nil
    ) throws -> Set<Notice> {
        let earlier = try records.line(of: promise.id, subject: subject)
        return try evaluate(promise, subject: subject, device: device ?? earlier?.device, line: earlier)
    }

    mutating func evaluate(
        _ promise: Promise, subject: String, device: DeviceID?, line earlier: PromiseLine?
    ) throws -> Set<Notice> {
        if try isAwaitingConsent(promise) { return [] }
        var notices: Set<Notice> = []
        let judged = try judging.judge(promise, subject: subject)
        if let over = earlier?.period, over != judged.period {
            try close(over, of: promise, subject: subject)
        }
        guard let standing = standing(of: subject, in: judged) else {
            if let earlier {
                try records.deleteLine(earlier.id)
                notices = [.today, .promise(promise.id)]
                try keepWhole(of: promise, after: nil, judged: nil)
            }
            return notices
        }
        let assessment = assessment(standing, judged)
        var line =
            earlier
            ?? PromiseLine(
                id: ids.make(at: now), customer: promise.customer.cast(), promise: promise.id,
                promiser: promise.promiser.cast(), subject: subject, device: device, assessment: assessment,
                since: now, assessed: now, wantsAct: false)
        let isNews = earlier?.assessment.verdict != assessment.verdict
        let collector = try collector(asking: device ?? earlier?.device)
        let isMissed = collector?.silentSince != nil
        let needsSomebody =
            isOpen(promise, assessment) && !isMissed && somebodyCanAct(on: standing, promise.terms)
        if isNews { line.since = now }
        if let until = line.settledUntil,
            until <= now || !isMissed && (gotWorse(assessment, than: earlier, collector) || !needsSomebody)
        {
            line.settledUntil = nil
        }
        line.wantsAct = needsSomebody && line.settledUntil == nil
        line.assessment = assessment
        line.period = judged.period
        line.assessed = now
        if let device { line.device = device }
        try records.save(line)
        if isNews {
            try record(assessment, of: promise, subject: subject, device: line.device)
            try keepWhole(of: promise, after: line, judged: judged.judgement)
        } else if try hasActs(promise) {
            try keepWhole(of: promise, after: line, judged: judged.judgement)
        }
        if !isNews, let device = line.device, collector?.isSettling ?? false {
            try recordIfCorrected(assessment, of: promise, about: device)
        }
        if isNews || line.wantsAct || earlier?.wantsAct == true {
            notices.formUnion([.today, .promise(promise.id)])
        }
        if judged.judgement.lookAgain == nil, let period = judged.period, isOver(promise) {
            try close(period, of: promise, subject: subject)
        }
        return notices
    }

    /// Whether it stands worse than before. That it can be told again is not worse than that it could not, and what
    /// was done about it is remembered over a silence of the collector's.
    private func gotWorse(
        _ assessment: Assessment, than earlier: PromiseLine?, _ collector: CollectorRecord?
    ) -> Bool {
        guard let earlier, assessment.verdict.gravity < earlier.assessment.verdict.gravity else {
            return false
        }
        let wasMissed =
            earlier.assessment.verdict == .notProvable
            && collector?.silenceEnded.map { earlier.assessed <= $0 } ?? false
        return !wasMissed
    }

    /// Whether there is anything left that somebody could do about it. Nobody can mend a silence of a machine that
    /// is over, nor look after what stands elsewhere now.
    private func somebodyCanAct(on standing: SubjectJudgement, _ terms: Terms) -> Bool {
        guard !standing.hasLeft else { return false }
        switch standing.verdict {
        case .broken, .atRisk: return true
        case .notProvable: return !terms.measure.isMachineTime || standing.gaps.contains { $0.until == nil }
        default: return false
        }
    }

    /// A deed that was not done in time wants somebody until it is done or somebody made good for it.
    private func isOpen(_ promise: Promise, _ assessment: Assessment) -> Bool {
        promise.ended == nil || assessment.verdict == .broken && promise.terms.measure != .done
    }

    private func isOver(_ promise: Promise) -> Bool { promise.until != nil || promise.ended != nil }

    /// A promise in the place of another binds once the other side has accepted it.
    private func isAwaitingConsent(_ promise: Promise) throws -> Bool {
        guard promise.supersedes != nil else { return false }
        return try !records.evidence(
            about: [promise.id.cast()], kinds: [.accepted], from: always, through: forEver
        ).contains { _ in true }
    }

    private func hasActs(_ promise: Promise) throws -> Bool {
        try !records.evidence(
            about: [promise.id.cast()], kinds: [.disputed, .settled, .withdrawn, .superseded, .repaired],
            from: always, through: forEver
        ).isEmpty
    }

    /// The subject's own standing; before the promise begins and between terms it stands as the promise does.
    private func standing(of subject: String, in judged: Judging.Judged) -> SubjectJudgement? {
        let whole = judged.judgement
        if let found = judged.subject {
            var standing = found
            if whole.verdict == .withdrawn { standing.verdict = .withdrawn }
            return standing
        }
        guard whole.span == nil || whole.verdict == .withdrawn else { return nil }
        return SubjectJudgement(
            name: subject, verdict: whole.verdict, since: nil, lookAgain: whole.lookAgain,
            explanation: whole.explanation)
    }

    private func assessment(_ standing: SubjectJudgement, _ judged: Judging.Judged) -> Assessment {
        let breaksAt: Instant? =
            switch standing.verdict {
            case .broken, .repaired: standing.since
            case .atRisk: standing.breaksAt ?? standing.lookAgain
            default: standing.breaksAt
            }
        return Assessment(
            verdict: standing.verdict, grounds: JudgedGrounds(standing), breaksAt: breaksAt,
            evidence: judged.readings,
            // A line is looked at again when its period ends, even when nothing else can change it.
            lookAgain: judged.judgement.lookAgain)
    }

    // MARK: - The whole

    /// Keeps how the promise stands as a whole: as it does for whom it stands worst.
    private mutating func keepWhole(
        of promise: Promise, after line: PromiseLine?, judged: Judgement?
    ) throws {
        let worst = try records.worstLine(of: promise.id, verdict: nil)
        var verdict = worst?.assessment.verdict
        if let worst, try hasActs(promise) {
            verdict =
                try worst.subject == line?.subject
                ? judged?.verdict : judging.judge(promise, subject: worst.subject).judgement.verdict
        }
        let before = try records.standings(of: [promise.id])[promise.id]
        guard let verdict, let worst else {
            if before != nil { try records.setStanding(nil, of: promise.id) }
            return
        }
        guard before?.verdict != verdict else { return }
        try records.setStanding(Standing(verdict: verdict, since: now), of: promise.id)
        var summary = worst.assessment
        summary.verdict = verdict
        try record(summary, of: promise, subject: nil, device: nil)
        if before?.verdict == .broken || verdict == .broken {
            // Who leans on it is judged with it.
            for other in try records.promises(leaningOn: promise.id) {
                try records.makeDue(linesOf: other.id, at: now)
            }
        }
        if promise.terms.measure == .done, verdict == .kept || verdict == .broken {
            try closed(promise, verdict, summary: worst.assessment.grounds.summary, days: nil)
        }
    }

    /// How the promise stands as a whole after something was said about it.
    mutating func evaluateWhole(_ promise: Promise) throws {
        try keepWhole(of: promise, after: nil, judged: nil)
    }

    // MARK: - Periods

    /// Says the last word on a period that is over for one subject, and on the whole once all have theirs.
    private mutating func close(_ period: PeriodDays, of promise: Promise, subject: String) throws {
        let said = try records.closedPeriods(of: promise.id, subject: subject, limit: closedLooked)
        guard !said.contains(where: { $0.days == period }) else { return }
        let last = try judging.judge(promise, subject: subject, periodOf: period.first)
        guard let standing = last.subject else { return }
        try records.insert(
            ClosedPeriod(
                id: ids.make(at: now), customer: promise.customer.cast(), promise: promise.id,
                subject: subject, days: period, verdict: standing.verdict,
                grounds: JudgedGrounds(standing), closed: now, isCorrection: false))
        try closeWhole(period, of: promise)
    }

    private func closeWhole(_ period: PeriodDays, of promise: Promise) throws {
        let said = try records.closedPeriods(of: promise.id, subject: nil, limit: closedLooked)
            .first { $0.days == period }
        if said == nil, try records.hasOpenLines(of: promise.id, inPeriodFrom: period.first) { return }
        let all = try records.closedSubjects(
            of: promise.id, periodFrom: period.first, limit: EvidenceLimits.judgedMax)
        guard let worst = all.first else { return }
        guard said?.verdict != worst.verdict else { return }
        try records.insert(
            ClosedPeriod(
                id: ids.make(at: now), customer: promise.customer.cast(), promise: promise.id, subject: nil,
                days: period, verdict: worst.verdict, grounds: worst.grounds, closed: now,
                isCorrection: said != nil))
        if said != nil {
            try corrected(promise, worst.verdict, summary: worst.grounds.summary, days: period)
        } else {
            try closed(promise, worst.verdict, summary: worst.grounds.summary, days: period)
        }
    }

    /// Decides anew what was said of periods that are over, now that more is known of the time since
    /// `instant`.
    mutating func reconsider(_ promise: Promise, subject: String, since instant: Instant) throws -> Bool {
        let zone = try judging.hours(of: promise.customer.cast()).zone
        let day = zone.date(of: instant)
        var seen: Set<PeriodDays> = []
        var hasChanged = false
        for said in try records.closedPeriods(of: promise.id, subject: subject, limit: closedLooked)
        where said.days.last >= day && seen.insert(said.days).inserted {
            let anew = try judging.judge(promise, subject: subject, periodOf: said.days.first)
            guard let standing = anew.subject, standing.verdict != said.verdict else { continue }
            hasChanged = true
            try records.insert(
                ClosedPeriod(
                    id: ids.make(at: now), customer: promise.customer.cast(), promise: promise.id,
                    subject: subject, days: said.days, verdict: standing.verdict,
                    grounds: JudgedGrounds(standing), closed: now, isCorrection: true))
            try closeWhole(said.days, of: promise)
        }
        return hasChanged
    }

    /// As above, for every promise about a machine.
    mutating func reconsider(_ device: DeviceID, since instant: Instant) throws -> Set<Notice> {
        guard let record = try machine(device) else { return [] }
        var promises = try promisesWithTerms(at: record)
        let around = Set(promises.map(\.id))
        for line in try records.lines(about: device) where !around.contains(line.promise) {
            if let promise = try promise(line.promise) { promises.append(promise) }
        }
        var notices: Set<Notice> = []
        let name = device.description
        for promise in promises
        where promise.terms.measure.listensToMachines || promise.terms.measure.subject == .machine {
            // A counter read late changes the sum of a whole, whose line goes by another name.
            let names =
                promise.terms.measure.subject == .whole
                ? try records.lines(of: promise.id, verdict: nil, Page(size: 1)).rows.map(\.subject) : [name]
            for name in names where try reconsider(promise, subject: name, since: instant) {
                notices.formUnion([.promise(promise.id), .today])
            }
        }
        return notices
    }

    /// Writes down that a promise, or a period of it, is over.
    private func closed(_ promise: Promise, _ verdict: Verdict, summary: String, days: PeriodDays?) throws {
        try LedgerPen(records: records, ids: ids, now: now).append(
            .closed(decision(verdict, summary, days)), of: promise)
    }

    private func corrected(
        _ promise: Promise, _ verdict: Verdict, summary: String, days: PeriodDays
    ) throws {
        let number = try records.ledgerEntries(about: [promise.id]).last { $0.event == "closed" }?.number
        guard let number else { return try closed(promise, verdict, summary: summary, days: days) }
        try LedgerPen(records: records, ids: ids, now: now).append(
            .corrected(number: number, decision(verdict, summary, days)), of: promise)
    }

    private func decision(_ verdict: Verdict, _ summary: String, _ days: PeriodDays?) -> LedgerEntry.Decision
    {
        LedgerEntry.Decision(
            verdict: verdict.inWords, period: days.map { "\($0.first) to \($0.last)" } ?? "",
            explanation: summary.isEmpty ? [] : [summary])
    }

    // MARK: - Machines

    /// Judges the promises about a machine of which something was heard.
    ///
    /// - Parameters:
    ///   - isTold: evidence was written that promises see.
    ///   - levelsMoved: a level moved, so that a forecast may have.
    /// - Returns: what changed, and the worst verdict of the lines about the machine.
    mutating func evaluateTerms(
        about record: DeviceRecord, lines: [PromiseLine], isTold: Bool, levelsMoved: Bool
    ) throws -> (Set<Notice>, [Verdict]) {
        var notices: Set<Notice> = []
        var promises = try promisesWithTerms(at: record).filter { $0.terms.measure.subject == .machine }
        let covering = Set(promises.map(\.id))
        for line in lines where !covering.contains(line.promise) {
            if let promise = try promise(line.promise) { promises.append(promise) }
        }
        var verdicts: [Verdict] = []
        let name = record.device.id.description
        for promise in promises {
            var line = lines.first { $0.promise == promise.id }
            let wants = try wantsJudging(line, promise, record, isTold: isTold, levelsMoved: levelsMoved)
            if wants {
                notices.formUnion(
                    try evaluate(promise, subject: name, device: record.device.id, line: line))
                line = try records.line(of: promise.id, subject: name)
            }
            if let line, covering.contains(promise.id) { verdicts.append(line.assessment.verdict) }
        }
        return (notices, verdicts)
    }

    /// Whether what was heard can change how a line stands. One that would come due only because nothing was heard
    /// is put off.
    private mutating func wantsJudging(
        _ line: PromiseLine?, _ promise: Promise, _ record: DeviceRecord, isTold: Bool, levelsMoved: Bool
    ) throws -> Bool {
        guard let line, !isTold else { return true }
        let terms = promise.terms
        guard let look = line.assessment.lookAgain else { return levelsMoved && terms.looksAhead }
        guard look > now else { return true }
        if levelsMoved, terms.looksAhead, mayTurn(line, terms, record) { return true }
        guard look - now <= lookAgainAhead else { return false }
        guard let later = try postponed(line, promise, record) else {
            // Not more often than it helps.
            return now - line.assessed >= lookAgainAhead
        }
        guard later > look else { return false }
        var putOff = line
        putOff.assessment.lookAgain = later
        try records.save(putOff)
        return false
    }

    /// Whether the forecasts of a machine may make another verdict, or another day.
    private func mayTurn(_ line: PromiseLine, _ terms: Terms, _ record: DeviceRecord) -> Bool {
        guard let warning = terms.warning?.clockTime else { return true }
        let earliest = earliestDry(record)
        if line.assessment.verdict == .atRisk {
            guard let earliest, let before = line.assessment.breaksAt, earliest - warning <= now else {
                return true
            }
            return (earliest - before).wholeMicroseconds.magnitude
                >= UInt64(estimateMovesMin.wholeMicroseconds)
        }
        guard let earliest else { return false }
        return earliest - warning <= line.assessment.lookAgain ?? forEver
    }

    /// When a line is to be looked at again now that its machine was heard; `nil` when that has to be judged.
    private mutating func postponed(
        _ line: PromiseLine, _ promise: Promise, _ record: DeviceRecord
    ) throws -> Instant? {
        let terms = promise.terms
        guard terms.measure.isMachineTime, [.onTrack, .atRisk].contains(line.assessment.verdict) else {
            return nil
        }
        let zone = try judging.hours(of: promise.customer.cast()).zone
        var looks = [record.device.lastHeard + .hours(terms.silenceHoursMax)]
        looks += [line.assessment.grounds.lookAgainWhileHeard].compactMap { $0 }
        looks += [line.period?.last, promise.until].compactMap { $0 }.map {
            zone.startOfDay($0.adding(days: 1))
        }
        if let warning = terms.warning, line.assessment.verdict == .onTrack,
            let earliest = earliestDry(record)
        {
            guard let ahead = warning.clockTime, earliest - ahead > now else { return nil }
            looks.append(earliest - ahead)
        }
        return looks.min()
    }

    private func earliestDry(_ record: DeviceRecord) -> Instant? {
        record.supplies.filter(\.isMarkingMaterial).compactMap { run in
            if case .dry(let earliest, _, _, _) = estimateDryDay(run, asOf: run.heard) {
                earliest
            } else {
                nil
            }
        }.min()
    }
}

extension Terms {
    /// Whether a forecast can change how it stands.
    fileprivate var looksAhead: Bool { warning != nil || measure == .deliveredBeforeEmpty }
}

extension Span {
    /// By the clock, a day as 24 hours; `nil` when working hours count.
    fileprivate var clockTime: Duration? {
        switch unit {
        case .day: .days(count)
        case .week: .days(count * 7)
        case .minute, .hour: .microseconds(microseconds ?? 0)
        case .workingMinute, .workingHour, .workingDay: nil
        }
    }
}

/// How many periods back are looked at when something is learnt late.
private let closedLooked = 60

extension Verdict {
    /// The verdict that lists of machines show.
    var ofMachine: Verdict {
        switch self {
        case .disputed: .broken
        case .repaired, .made, .accepted: .onTrack
        default: self
        }
    }
}
