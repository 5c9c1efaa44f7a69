// SPDX-License-Identifier: Apache-2.0
import Values

// pages, cost-per-page and energy: a period against a baseline, whole against whole.

/// A figure, or why there is none.
private enum Figure {
    case known(Int64, at: Instant, evidence: [String])
    case missing(String)
}

extension PromiseCase {
    func compared() -> [SubjectJudgement] {
        guard case .share(let share) = terms.target, let baseline = terms.baseline else { return [] }
        let zone = clock.zone
        let before = zone.startOfDay(baseline.first)..<zone.startOfDay(baseline.last.adding(days: 1))
        return [
            terms.measure == .costPerPage
                ? costPerPage(share, before) : amount(share, before, days: Int64(baseline.days))
        ]
    }

    // MARK: - Amounts a day

    private func amount(_ share: PartsPerMillion, _ before: Range<Instant>, days: Int64) -> SubjectJudgement {
        let unit = terms.measure == .pages ? "pages" : "Wh"
        var lines: [ExplanationLine] = []
        var deciding: [String] = []
        // Both as so many in so many days, so that nothing is rounded before it is compared.
        let past: (amount: Int64, days: Int64)
        if let agreed = agreedBaseline {
            past = (agreed.perDayMillionths, 1_000_000)
            deciding.append(agreed.id)
            lines.append(
                line(
                    nil,
                    "Both sides agreed on \(agreed.perDayMillionths / 1_000_000) \(unit) a day as the baseline."
                ))
        } else {
            switch total(in: before) {
            case .missing(let reason): return missing("the baseline, \(reason)", lines)
            case .known(let amount, _, let ids):
                past = (amount, days)
                deciding += ids
                lines.append(line(nil, "In the baseline \(amount) \(unit) in \(days) days."))
            }
        }
        let whole = daysCovered(span)
        let allowed = saturated(
            Int128(share.value) * Int128(past.amount) * Int128(whole), over: Int128(past.days) * 1_000_000)
        switch total(in: elapsed) {
        case .missing(let reason): return missing("the period, \(reason)", lines)
        case .known(let used, let at, let ids):
            deciding += ids
            lines.append(line(at, "\(used) \(unit) so far; \(allowed) may be in \(whole) days."))
            var judgement = SubjectJudgement(
                name: wholeName, verdict: isClosed ? .kept : .onTrack,
                budget: Budget(
                    unit: terms.measure == .pages ? .pages : .wattHours, total: allowed, used: used),
                deciding: deciding)
            let gone = max(1, daysCovered(elapsed))
            if used > allowed {
                judgement.verdict = .broken
                judgement.since = at
                judgement.breachEnded = at
            } else if !isClosed {
                judgement.lookAgain = nextMidnight
                if Int128(used) * Int128(whole) > Int128(allowed) * Int128(gone) {
                    judgement.verdict = .atRisk
                    lines.append(
                        line(
                            nil,
                            "At this pace it would be more: \(Wording.count(Int(gone), "day")) of \(whole) are over."
                        ))
                }
            }
            if !isClosed, let stale = staleMeters {
                judgement.lookAgain = [judgement.lookAgain, stale].compactMap { $0 }.min()
            }
            judgement.explanation = lines
            return judgement
        }
    }

    private func daysCovered(_ range: Range<Instant>) -> Int64 {
        guard !range.isEmpty else { return 0 }
        let first = clock.zone.date(of: range.lowerBound)
        let last = clock.zone.date(of: range.upperBound - .microseconds(1))
        return Int64(last.daysSinceEpoch - first.daysSinceEpoch + 1)
    }

    private func saturated(_ value: Int128, over divisor: Int128) -> Int64 {
        Int64(clamping: value / max(1, divisor))
    }

    private func missing(_ reason: String, _ lines: [ExplanationLine]) -> SubjectJudgement {
        var judgement = nobodyKnown(reason)
        judgement.explanation = lines + judgement.explanation
        return judgement
    }

    private var agreedBaseline: (perDayMillionths: Int64, id: String)? {
        book.money.reversed().lazy.compactMap { one in
            guard case .baseline(let measure, let perDay, let of) = one.fact, measure == terms.measure,
                of == wholeName, one.at <= asOf
            else { return nil }
            return (perDay, one.id)
        }.first
    }

    // MARK: - Cost

    private func costPerPage(_ share: PartsPerMillion, _ before: Range<Instant>) -> SubjectJudgement {
        var lines: [ExplanationLine] = []
        var deciding: [String] = []
        /// What so many pages cost in the baseline.
        let past: (cost: Int64, pages: Int64)
        if let agreed = agreedBaseline {
            past = (agreed.perDayMillionths, 1_000_000)
            deciding.append(agreed.id)
            lines.append(line(nil, "Both sides agreed on what a page cost in the baseline."))
        } else {
            switch (cost(in: before), total(in: before)) {
            case (.missing(let reason), _), (_, .missing(let reason)):
                return missing("the baseline, \(reason)", lines)
            case (.known(let cost, _, let paid), .known(let pages, _, let read)):
                guard pages > 0 else { return missing("the baseline, no page was printed", lines) }
                past = (cost, pages)
                deciding += paid + read
                lines.append(line(nil, "In the baseline \(cost) for \(pages) pages."))
            }
        }
        switch (cost(in: elapsed), total(in: elapsed)) {
        case (.missing(let reason), _), (_, .missing(let reason)):
            return missing("the period, \(reason)", lines)
        case (.known(let cost, let at, let paid), .known(let pages, _, let read)):
            guard pages > 0 else { return missing("the period, no page was printed", lines) }
            let allowed = saturated(
                Int128(share.value) * Int128(past.cost) * Int128(pages), over: Int128(past.pages) * 1_000_000)
            lines.append(line(at, "\(cost) for \(pages) pages so far; \(allowed) may be for so many."))
            var verdict: Verdict = isClosed ? .kept : .onTrack
            if cost > allowed { verdict = isClosed ? .broken : .atRisk }
            return SubjectJudgement(
                name: wholeName, verdict: verdict, since: verdict == .broken ? span.upperBound : nil,
                breachEnded: verdict == .broken ? span.upperBound : nil,
                budget: Budget(unit: .money, total: allowed, used: cost), deciding: deciding + paid + read,
                lookAgain: isClosed ? nil : staleMeters, explanation: lines)
        }
    }

    private func cost(in range: Range<Instant>) -> Figure {
        var sum: Int64 = 0
        var ids: [String] = []
        var currencies: Set<String> = []
        var last = range.lowerBound
        for one in book.money {
            guard case .cost(let amount, let currency, let of) = one.fact, of == wholeName,
                range.contains(one.at),
                one.at <= asOf
            else { continue }
            sum += amount
            ids.append(one.id)
            currencies.insert(currency)
            last = one.at
        }
        if ids.isEmpty { return .missing("no cost is recorded") }
        if currencies.count > 1 { return .missing("costs are recorded in several currencies") }
        return .known(sum, at: last, evidence: ids)
    }

    // MARK: - Counters

    /// What all machines of the scope counted in a range.
    private func total(in range: Range<Instant>) -> Figure {
        var sum: Int64 = 0
        var ids: [String] = []
        var last = range.lowerBound
        var isAny = false
        let machines = counted(in: range)
        for (name, spans) in machines {
            for span in spans {
                switch counted(name, in: span) {
                case .missing(let reason): return .missing("\(name): \(reason)")
                case .known(let amount, let at, let evidence):
                    sum += amount
                    ids += evidence
                    last = max(last, at)
                    isAny = true
                }
            }
        }
        return isAny
            ? .known(sum, at: last, evidence: ids) : .missing("no machine is known to belong to \(wholeName)")
    }

    /// The machines of the scope and when they belonged to it, also before the promise began.
    private func counted(in range: Range<Instant>) -> [(String, [Range<Instant>])] {
        func clamped(_ spans: [Range<Instant>]) -> [Range<Instant>] {
            spans.map { $0.clamped(to: range) }.filter { !$0.isEmpty }
        }
        switch terms.scope {
        case .machine(let name): return range.isEmpty ? [] : [(name, [range])]
        case .persons: return []
        case .everyoneAt(let whole), .everyoneIn(let whole), .everyoneOf(let whole):
            return book.members.names.compactMap { name in
                guard book.members.kinds[name] == .device else { return nil }
                let spans = clamped(book.members.spans(of: name, in: whole))
                return spans.isEmpty ? nil : (name, spans)
            }
        }
    }

    /// The difference of a counter over a range, from the readings nearest to its ends.
    private func counted(_ machine: String, in range: Range<Instant>) -> Figure {
        let readings = (book.machines[machine] ?? []).compactMap {
            one -> (at: Instant, count: Int64, id: String)? in
            guard one.at <= asOf else { return nil }
            switch one.fact {
            case .meter(_, let count): return terms.measure == .energy ? nil : (one.at, count, one.id)
            case .energy(_, let count): return terms.measure == .energy ? (one.at, count, one.id) : nil
            default: return nil
            }
        }
        let near = Duration.hours(terms.silenceHoursMax)
        func reading(near instant: Instant) -> Int? {
            if let index = readings.lastIndex(where: { $0.at <= instant }),
                instant - readings[index].at <= near
            {
                return index
            }
            guard let index = readings.firstIndex(where: { $0.at > instant }),
                readings[index].at - instant <= near
            else { return nil }
            return index
        }
        guard let first = reading(near: range.lowerBound) else {
            return .missing("no counter near \(wording.moment(range.lowerBound))")
        }
        guard let last = reading(near: range.upperBound), last >= first else {
            return .missing("no counter near \(wording.moment(range.upperBound))")
        }
        for index in first..<last where readings[index + 1].count < readings[index].count {
            return .missing("its counter fell on \(wording.moment(readings[index + 1].at))")
        }
        return .known(
            readings[last].count - readings[first].count, at: readings[last].at,
            evidence: first == last ? [readings[first].id] : [readings[first].id, readings[last].id])
    }

    /// When a counter that is near enough now no longer is.
    private var staleMeters: Instant? {
        counted(in: elapsed).compactMap { name, _ in
            (book.machines[name] ?? []).last { one in
                guard one.at <= asOf else { return false }
                switch one.fact {
                case .meter: return terms.measure != .energy
                case .energy: return terms.measure == .energy
                default: return false
                }
            }.map { $0.at + .hours(terms.silenceHoursMax) + .microseconds(1) }
        }.filter { $0 > asOf }.min()
    }
}
