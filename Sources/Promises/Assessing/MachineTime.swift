// SPDX-License-Identifier: Apache-2.0
import Values

// supply-empty-time and availability: how long a machine could not print.

extension PromiseCase {
    func machineTime() -> [SubjectJudgement] {
        let machines = present(.device)
        guard !machines.isEmpty else { return [nobodyKnown("no machine is known to belong to \(wholeName)")] }
        return machines.map { name, spans in
            let clock = self.clock.with(holes(about: [.machine(name)] + placesOf(name)))
            let life = MachineLife(
                of: book.machines[name] ?? [], asOf: asOf, silenceMax: .hours(terms.silenceHoursMax),
                measure: terms.measure, from: spans.first?.lowerBound ?? begin)
            let judgement = StateTimeline(
                subject: self, name: name, spans: spans, stretches: life.stretches, clock: clock,
                stale: life.stale, allowed: allowedTime(clock, spans),
                badWords: terms.measure == .supplyEmptyTime ? "without a supply" : "out of order"
            ).judgement()
            return warned(judgement, spans, isHeard: life.stale != nil)
        }
    }

    /// Less than this is little, however it falls.
    private static let littlePercent = 10

    /// The judgement of a machine of which the terms want warning, before a supply is empty.
    ///
    /// - Parameter isHeard: whether what it said last still counts.
    private func warned(
        _ judgement: SubjectJudgement, _ spans: [Range<Instant>], isHeard: Bool
    ) -> SubjectJudgement {
        guard let warning = terms.warning, !isClosed, spans.contains(where: { $0.contains(asOf) }) else {
            return judgement
        }
        let inUse = SupplyStory.stories(of: book.machines[judgement.name] ?? [], asOf: asOf).compactMap {
            story in
            story.lives.last.flatMap { $0.dry == nil ? (supply: story.supply, life: $0) : nil }
        }
        var judgement = judgement
        let isOpen = isHeard && (judgement.verdict == .onTrack || judgement.verdict == .notProvable)
        if let next = inUse.compactMap({ one in one.life.forecast.map { (supply: one.supply, forecast: $0) } }
        )
        .min(by: { ($0.forecast.earliest, $0.supply) < ($1.forecast.earliest, $1.supply) }) {
            let warn = clock.start(of: warning, before: next.forecast.earliest)
            let words = line(
                next.forecast.at,
                "\(Wording.supply(next.supply, begins: true)) may be empty on "
                    + "\(wording.day(clock.zone.date(of: next.forecast.earliest))); warning is \(warning.phrase) ahead."
            )
            let decides = warn <= asOf && isOpen
            let end = judgement.explanation.endIndex
            judgement.explanation.insert(words, at: decides ? end : max(0, end - 1))
            if warn > asOf {
                judgement.lookAgain = judgement.lookAgain.map { min($0, warn) } ?? warn
                judgement.lookAgainWhileHeard = judgement.lookAgainWhileHeard.map { min($0, warn) } ?? warn
            } else if isOpen {
                judgement.verdict = .atRisk
                judgement.deciding = [next.forecast.id]
                judgement.breaksAt = next.forecast.earliest
                return judgement
            }
        }
        guard isOpen else { return judgement }
        let little = inUse.first { one in
            guard one.life.forecast == nil, case .percent(let percent)? = one.life.last?.level else {
                return false
            }
            return percent < PromiseCase.littlePercent
        }
        if let told = little?.life.last, let supply = little?.supply {
            judgement.explanation.append(
                line(
                    told.at,
                    "Little is left of \(Wording.supply(supply)), and nothing tells how fast it falls."))
            judgement.verdict = .atRisk
            judgement.deciding = [told.id]
            judgement.breaksAt = asOf
        } else if let (supply, told) = inUse.first(where: { $0.life.last?.level == .some }).flatMap({ one in
            one.life.last.map { (one.supply, $0) }
        }) {
            let words =
                "the machine only says that some is left of \(Wording.supply(supply)), so nobody can be warned"
            judgement.explanation.append(line(told.at, "Nothing can be said ahead: \(words)."))
            judgement.gaps.append(Gap(from: told.at, until: nil, reason: "\(judgement.name): \(words)"))
            judgement.verdict = .notProvable
            judgement.deciding = [told.id]
        }
        return judgement
    }

    /// The places that a machine is known to belong to, whose exclusions hold for it.
    func placesOf(_ machine: String) -> [Fact.About] {
        book.holes.compactMap { one in
            switch one.fact {
            case .pause(.place(let place), _, _), .exclusion(.place(let place), _, _):
                book.members.spans(of: machine, in: place).isEmpty ? nil : .place(place)
            default: nil
            }
        }
    }

    private func allowedTime(_ clock: PromiseClock, _ spans: [Range<Instant>]) -> Int64 {
        switch terms.target {
        case .time(let span): return span.microseconds ?? 0
        case .share(let share):
            let whole = spans.reduce(Int64(0)) { total, span in
                let end = span.upperBound == Memberships.ever ? asOf : span.upperBound
                return total + clock.counted(from: span.lowerBound, to: end)
            }
            return Int64(Int128(whole) * Int128(1_000_000 - share.value) / 1_000_000)
        default: return 0
        }
    }

    func nobodyKnown(_ reason: String) -> SubjectJudgement {
        SubjectJudgement(
            name: wholeName, verdict: .notProvable, gaps: [Gap(from: nil, until: nil, reason: reason)],
            explanation: [ExplanationLine(nil, "Nothing can be proved: \(reason).")])
    }
}

/// What a machine's readings say of each moment, up to now.
struct MachineLife {
    private(set) var stretches: [Stretch] = []
    /// When it falls silent if nothing more is heard; `nil` when it is silent already.
    private(set) var stale: Instant?

    private struct Told {
        var levels: [String: (level: ToldLevel, at: Instant, id: String)] = [:]
        var state: (state: Fact.MachineState, because: String?, at: Instant, id: String)?
        var heard: Instant?
        var silentSince: Instant?
    }

    private let measure: Measure
    /// Up to where time is laid out.
    private let end: Instant

    /// - Parameter lines: what was said of the machine, in order of time.
    init(of lines: [Evidence], asOf now: Instant, silenceMax: Duration, measure: Measure, from start: Instant)
    {
        self.measure = measure
        end = now + .microseconds(1)
        var told = Told()
        var from = min(start, lines.first?.at ?? start)
        var index = 0
        while index < lines.count, lines[index].at <= now {
            let at = lines[index].at
            close(&from, at, told, silenceMax)
            while index < lines.count, lines[index].at == at {
                MachineLife.take(lines[index], &told)
                index += 1
            }
        }
        close(&from, end, told, silenceMax)
        stretches = PromiseCase.joined(stretches)
        if told.silentSince == nil, let heard = told.heard, heard + silenceMax > now {
            stale = heard + silenceMax
        }
    }

    private static func take(_ one: Evidence, _ told: inout Told) {
        switch one.fact {
        case .supplyLevel(_, let supply, let level): told.levels[supply] = (level, one.at, one.id)
        case .machineState(_, let state, let because): told.state = (state, because, one.at, one.id)
        case .meter, .energy: break
        case .heardNothing:
            // A word of the same instant is a word.
            if told.heard != one.at { told.silentSince = told.silentSince ?? one.at }
            return
        default: return
        }
        told.heard = one.at
        told.silentSince = nil
    }

    /// Lays out the time up to the next word.
    private mutating func close(_ from: inout Instant, _ to: Instant, _ told: Told, _ silenceMax: Duration) {
        defer { from = max(from, to) }
        guard from < to else { return }
        guard let heard = told.heard else {
            stretches.append(
                Stretch(from: from, until: to, state: .unknown, words: "nothing has been heard of it yet"))
            return
        }
        let words = "silent since its last word"
        if told.silentSince != nil {
            stretches.append(Stretch(from: from, until: to, state: .unknown, words: words))
            return
        }
        let stale = heard + silenceMax
        let (state, said, id) = meaning(told)
        if from < stale {
            stretches.append(
                Stretch(from: from, until: min(to, stale), state: state, words: said, evidence: id))
        }
        if stale < to {
            stretches.append(Stretch(from: max(from, stale), until: to, state: .unknown, words: words))
        }
    }

    private func meaning(_ told: Told) -> (Stretch.State, String, String?) {
        if let state = told.state, state.state == .stopped {
            let isSupply = state.because == "supply"
            if measure == .availability || isSupply {
                let why = isSupply ? " for want of a supply" : state.because.map { ", \($0)" } ?? ""
                return (.bad, "stopped" + why, state.id)
            }
        }
        let ready = told.state.flatMap { $0.state == .ready ? $0.at : nil }
        for (supply, told) in told.levels.sorted(by: { $0.key < $1.key }) where told.level == .percent(0) {
            // A machine that says it is ready after it said that a supply is empty prints on.
            if let ready, ready >= told.at { continue }
            return (.bad, "\(Wording.supply(supply)) is empty", told.id)
        }
        guard measure == .supplyEmptyTime else { return (.fine, "it can print", nil) }
        if told.levels.isEmpty { return (.unknown, "it says nothing of its supplies", nil) }
        if let (supply, _) = told.levels.sorted(by: { $0.key < $1.key }).first(where: {
            $0.value.level == .unknown
        }) {
            return (.unknown, "it does not say how much is left of \(Wording.supply(supply))", nil)
        }
        return (.fine, "no supply is empty", nil)
    }
}
