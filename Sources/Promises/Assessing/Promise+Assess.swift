// SPDX-License-Identifier: Apache-2.0
import Values

/// How a promise stands at an instant.
///
/// Nothing but what is given is asked: no clock, no store. The order of the evidence does not matter. Evidence
/// about instants after `asOf` is not so yet and is passed over, but a pause, an exclusion or a day off that is
/// known ahead moves what is due.
///
/// - Parameters:
///   - hours: the calendar that the terms name; ``CustomerHours/aroundTheClock`` when they name none.
///   - day: a day of the period to judge; `nil` judges the one that `asOf` lies in, or the last one when the
///     promise has ended.
///   - subject: the one person, machine or place to judge, for which its own evidence is enough; `nil` judges
///     all. Nobody's standing depends on anybody else's, so each line of the whole is the line of that one alone.
public func assess(
    _ promise: WrittenPromise, _ book: EvidenceBook, asOf now: Instant, hours: CustomerHours,
    periodOf day: CivilDate? = nil, only subject: String? = nil
) -> Judgement {
    PromiseJudge(promise: promise, book: book, asOf: now, given: hours).judge(periodOf: day, only: subject)
}

/// As above, for evidence that is not in order yet.
public func assess(
    _ promise: WrittenPromise, _ evidence: [Evidence], asOf now: Instant, hours: CustomerHours,
    periodOf day: CivilDate? = nil, known: Instant? = nil
) -> Judgement {
    assess(promise, EvidenceBook(evidence, known: known), asOf: now, hours: hours, periodOf: day)
}

/// Puts measure, period and acts together.
struct PromiseJudge {
    private let promise: WrittenPromise
    private let book: EvidenceBook
    private let now: Instant
    private let hours: CustomerHours
    private let wording: Wording
    private let acts: [Evidence]
    private let begin: Instant
    /// When it ends by what was agreed when it was made.
    private let limit: Instant

    init(promise: WrittenPromise, book: EvidenceBook, asOf now: Instant, given: CustomerHours) {
        self.promise = promise
        self.book = book
        self.now = now
        var told: [CivilDate: WrittenCalendar.DayApart] = [:]
        for one in book.days {
            if case .day(let date, let apart) = one.fact { told[date] = apart }
        }
        hours = given.with(told, around: now)
        wording = Wording(zone: hours.zone)
        acts = (book.acts[promise.name] ?? []).filter { $0.at <= now }
        let zone = hours.zone
        let begin = promise.from.map { zone.startOfDay($0) } ?? promise.made
        self.begin = begin
        limit = promise.until.map { max(zone.startOfDay($0.adding(days: 1)), begin) } ?? Memberships.ever
    }

    func judge(periodOf day: CivilDate?, only one: String? = nil) -> Judgement {
        let ending = self.ending
        if now < begin { return beforeItBegins(ending) }
        let end = min(limit, ending?.at ?? limit)
        guard let (days, span) = period(day, until: end) else { return betweenTerms() }
        let judged = min(now, max(end, begin))
        let holes = holesOfPromise
        let clock = PromiseClock(hours, isOfWork: isOfWork, holes: holes)
        let subject = PromiseCase(
            promise: promise, book: book, hours: hours, asOf: judged, span: span, days: days, begin: begin,
            clock: clock, wording: wording, only: one)
        let subjects = PromiseJudge.worstFirst(
            subject.subjects().filter { one == nil || $0.name == one }.map(repaired))
        let verdict = Verdict.worst(of: subjects.map(\.verdict)) ?? (subject.isClosed ? .kept : .onTrack)
        var judgement = Judgement(
            verdict: verdict, since: subjects.first { $0.verdict == verdict }?.since, days: days, span: span,
            subjects: subjects,
            deciding: PromiseJudge.unique(subjects.filter { $0.verdict == verdict }.flatMap(\.deciding)),
            gaps: subjects.flatMap(\.gaps), excluded: excluded(holes + subject.partHoles(), in: span),
            lookAgain: subject.isClosed ? nil : nextLook(subjects, span, until: end), explanation: intro(days)
        )
        if subjects.isEmpty {
            judgement.explanation.append(
                ExplanationLine(nil, "Nothing that it is about has happened in this period."))
        }
        if verdict == .repaired {
            judgement.since = acts.last { if case .act(_, .repaired) = $0.fact { true } else { false } }?.at
        }
        settle(&judgement, ending)
        return judgement
    }

    private static func worstFirst(_ subjects: [SubjectJudgement]) -> [SubjectJudgement] {
        subjects.sorted {
            ($0.verdict.gravity, $0.since ?? Memberships.ever, $0.name)
                < ($1.verdict.gravity, $1.since ?? Memberships.ever, $1.name)
        }
    }

    private func nextLook(
        _ subjects: [SubjectJudgement], _ span: Range<Instant>, until end: Instant
    ) -> Instant? {
        var looks = subjects.compactMap(\.lookAgain)
        // The subjects themselves say when the window of a rolling period matters to them.
        let isWindow =
            if case .rolling = promise.terms.period { promise.terms.measure == .supplyEmptyTime } else {
                false
            }
        let bound = isWindow ? end : span.upperBound
        if bound != Memberships.ever { looks.append(bound) }
        return looks.filter { $0 > now }.min()
    }

    private static func unique(_ ids: [String]) -> [String] {
        var seen: Set<String> = []
        return ids.filter { seen.insert($0).inserted }
    }

    private var isOfWork: Bool {
        switch promise.terms.target {
        case .time(let span): span.unit.isOfWork
        case .share: promise.terms.measure == .availability && promise.terms.hours != nil
        default: false
        }
    }

    // MARK: - Periods

    private func period(_ day: CivilDate?, until end: Instant) -> (NamedDays?, Range<Instant>)? {
        let covered = begin..<max(begin, end)
        let terms = promise.terms
        guard terms.period != .throughout else { return (nil, covered) }
        let last =
            covered.upperBound == Memberships.ever ? now : min(now, covered.upperBound - .microseconds(1))
        let date = day ?? hours.zone.date(of: max(last, begin))
        guard let days = terms.period.days(around: date, terms: hours.terms) else { return nil }
        let whole = hours.zone.startOfDay(days.first)..<hours.zone.startOfDay(days.last.adding(days: 1))
        return (days, whole.clamped(to: covered))
    }

    private func betweenTerms() -> Judgement {
        let today = hours.zone.date(of: now)
        let next = hours.terms.first { $0.first > today }
        let isOver = now >= limit || next == nil
        return Judgement(
            verdict: isOver ? .kept : .onTrack, since: nil, days: nil, span: nil, subjects: [], deciding: [],
            gaps: [], excluded: [], lookAgain: next.map { hours.zone.startOfDay($0.first) },
            explanation: [
                ExplanationLine(nil, Sentence.print(promise.terms)),
                ExplanationLine(
                    nil,
                    "There is no term on \(wording.day(today)); nothing is counted"
                        + (next.map { " until \($0.name) begins on \(wording.day($0.first))." } ?? ".")),
            ])
    }

    private func beforeItBegins(_ ending: Ending?) -> Judgement {
        var lines = [ExplanationLine(nil, Sentence.print(promise.terms))]
        lines += lifecycle
        lines.append(ExplanationLine(begin, "It begins."))
        let accepted = acts.last { if case .act(_, .accepted) = $0.fact { true } else { false } }
        var judgement = Judgement(
            verdict: accepted == nil ? .made : .accepted, since: accepted?.at ?? promise.made, days: nil,
            span: nil,
            subjects: [], deciding: accepted.map { [$0.id] } ?? [], gaps: [], excluded: [], lookAgain: begin,
            explanation: lines)
        if let ending {
            judgement.verdict = .withdrawn
            judgement.since = ending.at
            judgement.deciding = [ending.evidence]
            judgement.lookAgain = nil
        }
        return judgement
    }

    // MARK: - Holes

    private var holesOfPromise: [Hole] {
        let own = book.holes.filter { PromiseCase.covers($0, .promise(promise.name)) }
        let others = book.others.filter { one in
            if case .otherBroken(let name, _) = one.fact { return promise.terms.provided.contains(name) }
            return false
        }
        return (own + others).compactMap(PromiseCase.hole)
    }

    /// Everything in the period that anybody took out of the count, for both sides to see.
    private func excluded(_ holes: [Hole], in span: Range<Instant>) -> [ExcludedTime] {
        Set(holes).filter { $0.span.overlaps(span) && $0.span.lowerBound <= now }
            .map {
                ExcludedTime(
                    from: $0.span.lowerBound,
                    until: $0.span.upperBound == Memberships.ever ? nil : $0.span.upperBound,
                    reason: $0.reason,
                    evidence: $0.evidence)
            }.sorted { ($0.from, $0.evidence) < ($1.from, $1.evidence) }
    }

    // MARK: - Acts

    private struct Ending {
        var at: Instant
        var evidence: String
        var words: String
    }

    /// Withdrawn or superseded, whichever came first; only by those whose word it takes.
    private var ending: Ending? {
        for one in acts {
            switch one.fact {
            case .act(_, .withdrawn(let person, let because)) where person == promise.promiser:
                return Ending(at: one.at, evidence: one.id, words: "\(person) withdrew it: \(because).")
            case .act(_, .superseded(let other, let persons))
            where persons.contains(promise.promiser) && Set(persons).count > 1:
                return Ending(
                    at: one.at, evidence: one.id,
                    words: "\(Names.list(persons)) agreed on \(Names.printed(other)) in its place.")
            default: continue
            }
        }
        return nil
    }

    /// The acts in words, also those that change nothing.
    private var lifecycle: [ExplanationLine] {
        acts.compactMap { one in
            guard case .act(_, let act) = one.fact else { return nil }
            return ExplanationLine(one.at, words(of: act))
        }
    }

    private func words(of act: PromiseAct) -> String {
        switch act {
        case .accepted(let person): "\(person) accepted it."
        case .declined(let person, let because): "\(person) did not accept it: \(because)."
        case .withdrawn(let person, let because) where person == promise.promiser:
            "\(person) withdrew it: \(because)."
        case .withdrawn(let person, _):
            "\(person) cannot withdraw what \(promise.promiser) promised; this changes nothing."
        case .superseded(let other, let persons)
        where persons.contains(promise.promiser) && Set(persons).count > 1:
            "\(Names.list(persons)) agreed on \(Names.printed(other)) in its place."
        case .superseded(let other, _):
            "\(Names.printed(other)) was to stand in its place, but it takes the word of both sides."
        case .repaired(let person, let because): "\(person) made good: \(because)."
        case .disputed(let person, let verdict, let because):
            "\(person) sees it as \(verdict.inWords): \(because)."
        case .settled(let persons): "\(Names.list(persons)) see it alike."
        }
    }

    private func intro(_ days: NamedDays?) -> [ExplanationLine] {
        var lines = [ExplanationLine(nil, Sentence.print(promise.terms))]
        var words: [String] = []
        if let days {
            words.append(
                "Counted in \(days.name), from \(wording.day(days.first)) to \(wording.day(days.last)).")
        }
        if promise.terms.hours != nil { words.append("Times are those of \(hours.zone.identifier).") }
        if !words.isEmpty { lines.append(ExplanationLine(nil, words.joined(separator: " "))) }
        return lines + lifecycle
    }

    /// Lets withdrawal, repair and dispute stand over what the measure says.
    private func settle(_ judgement: inout Judgement, _ ending: Ending?) {
        if let ending, judgement.verdict != .broken, judgement.verdict != .repaired {
            judgement.verdict = .withdrawn
            judgement.since = ending.at
            judgement.deciding = [ending.evidence]
            judgement.lookAgain = nil
        }
        dispute(&judgement)
    }

    /// The judgement of one for whom somebody made good after it was broken.
    private func repaired(_ subject: SubjectJudgement) -> SubjectJudgement {
        guard subject.verdict == .broken else { return subject }
        // What is still going on cannot have been made good yet; a deed that is too late can, by another one.
        let isDeed = promise.terms.measure == .done
        let over = (isDeed ? subject.since : subject.breachEnded) ?? Memberships.ever
        let repair = acts.last { one in
            if case .act(_, .repaired) = one.fact { one.at >= over } else { false }
        }
        guard let repair else { return subject }
        var subject = subject
        subject.verdict = .repaired
        subject.deciding.append(repair.id)
        return subject
    }

    private func dispute(_ judgement: inout Judgement) {
        for one in acts.reversed() {
            switch one.fact {
            case .act(_, .settled(let persons)) where Set(persons).count > 1: return
            case .act(_, .disputed(let person, let says, let because)):
                guard says != judgement.verdict else { continue }
                judgement.views = DisputedViews(
                    ours: judgement.verdict, theirs: says, by: person, because: because)
                judgement.verdict = .disputed
                judgement.since = one.at
                judgement.deciding.append(one.id)
                return
            default: continue
            }
        }
    }
}
