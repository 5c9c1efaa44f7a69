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
        let gotWorse = earlier.map { assessment.verdict.gravity < $0.assessment.verdict.gravity } ?? false
        let needsSomebody =
            [.broken, .atRisk, .notProvable].contains(assessment.verdict) && isOpen(promise, assessment)
        if isNews { line.since = now }
        if let until = line.settledUntil, until <= now || gotWorse || !needsSomebody {
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
        if isNews || line.wantsAct || earlier?.wantsAct == true {
            notices.formUnion([.today, .promise(promise.id)])
        }
        if judged.judgement.lookAgain == nil, let period = judged.period, isOver(promise) {
            try close(period, of: promise, subject: subject)
        }
        return notices
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
            case .atRisk: standing.lookAgain
            default: nil
            }
        return Assessment(
            verdict: standing.verdict, reason: .judged(JudgedGrounds(standing)), breaksAt: breaksAt,
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
            try closed(promise, verdict, summary: worst.assessment.reason.summary, days: nil)
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

    /// Judges the promises with terms about a machine of which something new was told.
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
            guard case .judged = line.assessment.reason, let promise = try promise(line.promise) else {
                continue
            }
            promises.append(promise)
        }
        var verdicts: [Verdict] = []
        let name = record.device.id.description
        for promise in promises {
            let line = lines.first { $0.promise == promise.id }
            let isDue = line?.assessment.lookAgain.map { $0 - now <= lookAgainAhead } ?? false
            let terms = promise.terms
            let looksAhead = terms.warning != nil || terms.measure == .deliveredBeforeEmpty
            if line == nil || isTold || isDue || levelsMoved && looksAhead {
                notices.formUnion(
                    try evaluate(promise, subject: name, device: record.device.id, line: line))
                let after = try records.line(of: promise.id, subject: name)
                if let after { verdicts.append(after.assessment.verdict) }
            } else if let line {
                verdicts.append(line.assessment.verdict)
            }
        }
        return (notices, verdicts)
    }
}

extension Reason {
    fileprivate var summary: String { if case .judged(let grounds) = self { grounds.summary } else { "" } }
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
