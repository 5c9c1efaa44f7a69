// SPDX-License-Identifier: Apache-2.0
import Values

/// One thing that happened, or has to happen, and whether it was in time.
struct CountedEvent {
    enum Outcome {
        case met
        case missed(at: Instant)
        /// Not decided: when somebody should act, and when it is missed. A forecast has no such instant.
        case open(warn: Instant?, due: Instant?)
        case unprovable(String)
    }

    var subject: String
    var name: String
    var outcome: Outcome
    /// When it was decided, or will be: it counts in the period in which that is.
    var decided: Instant?
    var evidence: [String]
    var lines: [ExplanationLine]
}

/// What events are called, one and many.
struct Noun {
    var one: String
    var many: String

    static let call = Noun(one: "call for help", many: "calls for help")
    static let supply = Noun(one: "supply", many: "supplies")
    static let change = Noun(one: "change", many: "changes")
}

extension PromiseCase {
    /// The events of each subject, judged by the share that was promised. Small numbers count whole: nobody's
    /// misses are made up for by what went well for somebody else.
    func judge(_ events: [CountedEvent], noun: Noun, of everyone: [String]) -> [SubjectJudgement] {
        let mine = Dictionary(grouping: events.filter(isInPeriod), by: \.subject)
        return Set(everyone).union(mine.keys).sorted().map { name in
            judge(name, mine[name] ?? [], noun: noun)
        }
    }

    private func isInPeriod(_ event: CountedEvent) -> Bool {
        guard let decided = event.decided else { return !isClosed }
        if case .open = event.outcome { return decided >= span.lowerBound && !isClosed }
        return span.contains(decided)
    }

    private func judge(_ name: String, _ events: [CountedEvent], noun: Noun) -> SubjectJudgement {
        var missed: [(at: Instant, event: CountedEvent)] = []
        var unprovable: [(String, CountedEvent)] = []
        var looks: [Instant] = []
        var warned: [CountedEvent] = []
        for event in events {
            switch event.outcome {
            case .met: break
            case .missed(let at): missed.append((at, event))
            case .unprovable(let reason): unprovable.append((reason, event))
            case .open(let warn, let due):
                if let warn, warn <= asOf { warned.append(event) }
                looks += [warn, due.map { $0 + .microseconds(1) }].compactMap { $0 }.filter { $0 > asOf }
            }
        }
        missed.sort { ($0.at, $0.event.name) < ($1.at, $1.event.name) }
        let total = Int64(events.count)
        let allowed = Int64(Int128(total) * Int128(1_000_000 - terms.share.value) / 1_000_000)
        let count = Int64(missed.count)
        let verdict: Verdict
        if count > allowed, terms.share == Terms.everyTime || isClosed {
            verdict = .broken
        } else if !isClosed, count > allowed || (!warned.isEmpty && count + 1 > allowed) {
            verdict = .atRisk
        } else if count + Int64(unprovable.count) > allowed {
            verdict = .notProvable
        } else {
            verdict = isClosed ? .kept : .onTrack
        }
        if case .rolling = terms.period, !events.isEmpty { looks.append(nextMidnight) }
        var lines = events.sorted { ($0.decided ?? asOf, $0.name) < ($1.decided ?? asOf, $1.name) }.flatMap(
            \.lines)
        lines.append(summary(events.count, missed.count, Int(allowed), noun))
        let since = verdict == .broken ? missed[Int(allowed)].at : nil
        let decisive =
            verdict == .broken
            ? missed.map(\.event)
            : verdict == .atRisk
                ? warned + missed.map(\.event) : verdict == .notProvable ? unprovable.map(\.1) : events
        return SubjectJudgement(
            name: name, verdict: verdict, since: since, breachEnded: missed.last?.at,
            budget: Budget(unit: .events, total: allowed, used: count),
            deciding: decisive.flatMap(\.evidence),
            gaps: unprovable.map { Gap(from: nil, until: nil, reason: "\(name): \($0.0)") },
            lookAgain: looks.min(),
            explanation: lines)
    }

    private func summary(_ total: Int, _ missed: Int, _ allowed: Int, _ noun: Noun) -> ExplanationLine {
        guard total > 0 else { return ExplanationLine(nil, "No \(noun.one) in this period.") }
        let share =
            terms.share == Terms.everyTime ? "" : "; \(SharePhrase.print(terms.share)) allows \(allowed)"
        return ExplanationLine(
            nil, "\(total) \(total == 1 ? noun.one : noun.many), \(missed) missed\(share).")
    }
}
