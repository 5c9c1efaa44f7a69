// SPDX-License-Identifier: Apache-2.0
import Values

/// What was so for a stretch of time.
struct Stretch: Hashable {
    enum State: Hashable { case fine, bad, unknown }

    var from: Instant
    var until: Instant
    var state: State
    /// Why, as a sentence goes on.
    var words: String
    var evidence: String?
}

/// How long something was not as promised, against what is allowed.
struct StateTimeline {
    let subject: PromiseCase
    let name: String
    /// When the subject belonged to the scope, within the period.
    let spans: [Range<Instant>]
    /// In order, without holes between them, over all of ``spans`` up to now.
    let stretches: [Stretch]
    let clock: PromiseClock
    /// When the state becomes unknown by itself, if nothing more is heard.
    let stale: Instant?
    /// Counted microseconds that may be bad; 0 for a state that must never be.
    let allowed: Int64
    /// What the bad state is called: “without a supply”.
    let badWords: String

    private struct Tally {
        var bad: Int64 = 0
        var unknown: Int64 = 0
        var since: Instant?
        var lastBadEnd: Instant?
        var deciding: [String] = []
        var gaps: [Gap] = []
        var lines: [ExplanationLine] = []
        var last: Stretch.State?
        var lastWords: String?
    }

    func judgement() -> SubjectJudgement {
        let tally = self.tally()
        let isBad = tally.last == .bad && !subject.isClosed
        let budget = Budget(unit: .microseconds, total: allowed, used: tally.bad)
        let verdict: Verdict
        let isRunning = allowed == 0 && !subject.isClosed && clock.isRunning(at: subject.asOf)
        let isBroken = tally.bad > allowed || (isBad && isRunning)
        if isBroken {
            verdict = .broken
        } else if isBad || (!subject.isClosed && allowed > 0 && PromiseCase.isNear(tally.bad, of: allowed)) {
            verdict = .atRisk
        } else if tally.bad + tally.unknown > allowed || (tally.last == .unknown && isRunning) {
            verdict = .notProvable
        } else {
            verdict = subject.isClosed ? .kept : .onTrack
        }
        var lines = tally.lines
        let since = isBroken ? tally.since ?? subject.asOf : nil
        if let since, allowed > 0 { lines.append(ExplanationLine(since, "What is allowed was used up.")) }
        // The last line sums it up: it stands alone where there is room for one.
        lines.append(ExplanationLine(nil, total(tally)))
        let looks = lookAgain(tally)
        var judgement = SubjectJudgement(
            name: name, verdict: verdict, since: since,
            breachEnded: isBroken && isBad ? nil : tally.lastBadEnd,
            budget: budget, deciding: tally.deciding, gaps: tally.gaps,
            lookAgain: looks.first, explanation: lines)
        judgement.lookAgainWhileHeard = looks.whileHeard
        judgement.hasLeft = !spans.contains { $0.contains(subject.asOf) }
        if verdict == .notProvable, judgement.gaps.isEmpty, let words = tally.lastWords {
            judgement.gaps = [Gap(from: subject.asOf, until: nil, reason: "\(name): \(words)")]
        }
        return judgement
    }

    private func total(_ tally: Tally) -> String {
        let unknown = unknownWords(tally)
        guard allowed == 0 else {
            let words = "\(Wording.amount(tally.bad)) \(badWords) of \(Wording.amount(allowed)) that may be"
            return words + (unknown.map { "; nobody can tell \($0)" } ?? "") + "."
        }
        let words: String
        if tally.bad > 0 {
            words = "\(Wording.amount(tally.bad)) \(badWords); not a minute may be"
        } else if tally.last == .bad, !subject.isClosed {
            words =
                clock.isRunning(at: subject.asOf)
                ? "Now \(badWords); not a minute may be" : "Now \(badWords), outside the hours that count"
        } else if let unknown {
            return "Nobody can tell \(unknown)."
        } else {
            words = "Never \(badWords)"
        }
        return words + (unknown.map { "; nobody can tell \($0)" } ?? "") + "."
    }

    /// “of 2 h since Fri 2 Oct 2026 10:00: silent since its last word”: how much, since when, and why; `nil` when
    /// everything is known.
    private func unknownWords(_ tally: Tally) -> String? {
        if tally.unknown == 0, tally.last == .unknown, !subject.isClosed, let words = tally.lastWords {
            return "from now on: \(words)"
        }
        guard tally.unknown > 0, let last = tally.gaps.last, let from = last.from else { return nil }
        let begins = subject.wording.moment(from)
        let amount = Wording.amount(tally.unknown)
        let reason = last.reason.dropFirst("\(name): ".count)
        switch (tally.gaps.count, last.until) {
        case (1, nil): return "of \(amount) since \(begins): \(reason)"
        case (1, _): return "of \(amount) from \(begins) on: \(reason)"
        case (let count, _):
            return "of \(amount) in \(count) stretches, the last from \(begins) on: \(reason)"
        }
    }

    private func tally() -> Tally {
        var tally = Tally()
        let now = subject.asOf
        for span in spans {
            for stretch in stretches {
                let from = max(stretch.from, span.lowerBound)
                let until = min(stretch.until, span.upperBound, now)
                guard from < until || (from == until && from == now && stretch.until > now) else { continue }
                add(stretch, from..<max(from, until), to: &tally)
            }
        }
        if !spans.contains(where: { $0.contains(now) }) { tally.last = nil }
        return tally
    }

    private func add(_ stretch: Stretch, _ range: Range<Instant>, to tally: inout Tally) {
        let counted = clock.counted(from: range.lowerBound, to: range.upperBound)
        tally.last = stretch.state
        tally.lastWords = stretch.words
        switch stretch.state {
        case .fine:
            tally.lines.append(ExplanationLine(range.lowerBound, "\(stretch.words)."))
        case .bad:
            if tally.bad <= allowed, tally.bad + counted > allowed {
                tally.since = clock.adding(allowed - tally.bad, to: range.lowerBound)
            }
            tally.bad += counted
            if counted > 0 { tally.lastBadEnd = range.upperBound }
            if let evidence = stretch.evidence { tally.deciding.append(evidence) }
            tally.lines.append(
                ExplanationLine(range.lowerBound, "\(stretch.words): \(Wording.amount(counted)) counted."))
        case .unknown:
            tally.unknown += counted
            tally.lines.append(
                ExplanationLine(range.lowerBound, "\(stretch.words): \(Wording.amount(counted)) unknown."))
            if counted > 0 {
                tally.gaps.append(
                    Gap(
                        from: range.lowerBound,
                        until: stretch.until > subject.asOf ? nil : range.upperBound,
                        reason: "\(name): \(stretch.words)"))
            }
        }
    }

    /// When the bound is passed if it stays as it is.
    private func lookAgain(_ tally: Tally) -> (first: Instant?, whileHeard: Instant?) {
        guard !subject.isClosed else { return (nil, nil) }
        let now = subject.asOf
        var looks: [Instant?] = []
        var silence: Instant?
        let left = allowed - tally.bad - tally.unknown
        // Where nothing at all may be bad, the first counted moment is one too many.
        let grace = Duration.microseconds(allowed == 0 ? 0 : 1)
        switch tally.last {
        case .bad where tally.bad <= allowed:
            looks.append(clock.adding(allowed - tally.bad, to: now).map { $0 + grace })
            silence = stale
        case .bad:
            break
        case .unknown where left >= 0:
            looks.append(clock.adding(left, to: now).map { $0 + grace })
        case .fine where left >= 0:
            silence = stale.flatMap { clock.adding(left, to: max($0, now)) }.map { $0 + grace }
        default: break
        }
        looks += spans.map(\.upperBound).filter { $0 != Memberships.ever && $0 != subject.span.upperBound }
        looks += spans.map(\.lowerBound)
        let hasLeft = !spans.contains { $0.contains(now) }
        // A window that moves on matters once something in it drops out, or when what may be follows from its hours.
        let isShare = if case .share = subject.terms.target { true } else { false }
        if case .rolling = subject.terms.period, tally.bad + tally.unknown > 0 || hasLeft || isShare {
            looks.append(subject.nextMidnight)
        }
        let whileHeard = looks.compactMap { $0 }.filter { $0 > now }.min()
        return ([whileHeard, silence].compactMap { $0 }.filter { $0 > now }.min(), whileHeard)
    }
}

extension PromiseCase {
    /// When the window of a rolling period moves on.
    var nextMidnight: Instant { clock.zone.startOfDay(clock.zone.date(of: asOf).adding(days: 1)) }

    /// Stretches that meet and say the same, as one.
    static func joined(_ stretches: [Stretch]) -> [Stretch] {
        stretches.reduce(into: []) { joined, next in
            guard next.from < next.until else { return }
            if let last = joined.last, last.state == next.state, last.words == next.words,
                last.until == next.from
            {
                joined[joined.count - 1].until = next.until
            } else {
                joined.append(next)
            }
        }
    }
}
