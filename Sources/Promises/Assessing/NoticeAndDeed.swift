// SPDX-License-Identifier: Apache-2.0
import Values

// notice-given: told in time. done: a deed by its instant.

extension PromiseCase {
    /// So long before a notice is due somebody should write it.
    private static let noticeWarningDays = 14
    /// A deed comes up a day before it is due.
    private static let deedWarning = Duration.days(1)

    func notices() -> [SubjectJudgement] {
        guard case .time(let target) = terms.target else { return [] }
        let persons = members(.person)
        guard !persons.isEmpty else { return [nobodyKnown("nobody is known to belong to \(wholeName)")] }
        let events = book.changes.filter { $0.at <= asOf }.flatMap { change -> [CountedEvent] in
            guard case .change(let kind, let agreement, let on) = change.fact else { return [] }
            let day = clock.zone.startOfDay(on)
            let due = clock.start(of: target, before: day)
            guard due >= begin else { return [] }
            return persons.filter { $0.spans.contains { $0.contains(due) } }.map { name, _ in
                notice(to: name, of: "\(kind.rawValue) of \(agreement)", agreement, change, day, due)
            }
        }
        return judge(events, noun: .change, of: present(.person).map(\.name))
    }

    private func notice(
        to name: String, of what: String, _ agreement: String, _ change: Evidence, _ day: Instant,
        _ due: Instant
    ) -> CountedEvent {
        let told = book.conversations.first { one in
            guard case .conversation(let line) = one.fact else { return false }
            return !line.isAutomatic && line.about == agreement && line.persons.contains(name)
                && one.at >= change.at
                && one.at <= asOf
        }
        var lines = [
            line(
                change.at,
                "The \(what) is set for \(wording.moment(day)); \(name) is to know by \(wording.moment(due))."
            )
        ]
        if let told, case .conversation(let one) = told.fact {
            lines.append(line(told.at, "\(one.by) told \(name), \(one.form.rawValue)."))
        }
        let outcome: CountedEvent.Outcome
        var decided = max(due, change.at)
        if let told, told.at <= due {
            outcome = .met
            decided = told.at
        } else if decided < asOf || told != nil {
            lines.append(line(decided, "The time for it is over."))
            lines.sort { ($0.at ?? due) < ($1.at ?? due) }
            outcome = .missed(at: decided)
        } else {
            let warn = clock.zone.startOfDay(
                clock.zone.date(of: due).adding(days: -PromiseCase.noticeWarningDays))
            outcome = .open(warn: warn, due: decided)
        }
        return CountedEvent(
            subject: name, name: change.id, outcome: outcome, decided: decided,
            evidence: [change.id, told?.id].compactMap { $0 }, lines: lines)
    }

    func deed() -> [SubjectJudgement] {
        guard case .instant(let set) = terms.target else { return [] }
        var lines: [ExplanationLine] = []
        let held = clock.holes.filter { $0.span.lowerBound < set && $0.span.upperBound > begin }
        lines += held.map { line($0.span.lowerBound, "Time does not count: \($0.reason).") }
        let due = clock.extended(set, from: begin)
        if let due, due != set {
            lines.append(
                line(nil, "So it is due on \(wording.moment(due)) and not on \(wording.moment(set))."))
        }
        let done = (book.acts[promise.name] ?? []).first { one in
            if case .deed = one.fact { one.at <= asOf } else { false }
        }
        var judgement = SubjectJudgement(name: promise.promiser, verdict: .onTrack, breaksAt: due)
        if let done, case .deed(_, let person) = done.fact {
            lines.append(line(done.at, "\(person) did it."))
            judgement.deciding = [done.id]
            judgement.verdict = due.map { done.at <= $0 } ?? true ? .kept : .broken
        } else if let due {
            if asOf >= due {
                judgement.verdict = .broken
            } else if asOf >= due - PromiseCase.deedWarning {
                judgement.verdict = .atRisk
                judgement.lookAgain = due
            } else {
                judgement.lookAgain = due - PromiseCase.deedWarning
            }
        } else {
            lines.append(line(nil, "It cannot be said when it is due while this goes on."))
        }
        if judgement.verdict == .broken, let due {
            lines.append(line(due, "It was due."))
            judgement.since = due
            judgement.breachEnded = done?.at
        } else if judgement.verdict != .kept, let due {
            lines.append(line(due, "It is due."))
        }
        judgement.explanation = lines.enumerated().sorted {
            ($0.element.at ?? begin, $0.offset) < ($1.element.at ?? begin, $1.offset)
        }.map(\.element)
        return [judgement]
    }

    /// One judgement for each subject of the measure.
    func subjects() -> [SubjectJudgement] {
        switch terms.measure {
        case .supplyEmptyTime, .availability: machineTime()
        case .firstHumanAnswer, .timeToMend: calls()
        case .deliveredBeforeEmpty: deliveries()
        case .heard: heard()
        case .visit: visits()
        case .distance: distances()
        case .pages, .costPerPage, .energy: compared()
        case .noticeGiven: notices()
        case .done: deed()
        }
    }
}
