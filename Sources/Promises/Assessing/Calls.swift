// SPDX-License-Identifier: Apache-2.0
import Values

// first-human-answer and time-to-mend: a clock for each call for help.

extension PromiseCase {
    func calls() -> [SubjectJudgement] {
        let persons = present(.person).map(\.name)
        let events = stories().compactMap { event(of: $0) }
        return judge(events, noun: .call, of: persons)
    }

    /// The calls that the promise is about, by name.
    func stories() -> [CallStory] {
        book.tickets.keys.sorted().compactMap { name in
            CallStory(name, book.tickets[name] ?? [], asOf: asOf).flatMap { isAbout($0) ? $0 : nil }
        }
    }

    /// By what a pause or an exclusion may stop the clock of a call.
    func abouts(of story: CallStory) -> [Fact.About] {
        [.ticket(story.name)]
            + [story.device.map { .machine($0) }, story.place.map { .place($0) }].compactMap { $0 }
    }

    /// Whether the call came from somebody, or was about a machine or a place, that the promise is about.
    private func isAbout(_ story: CallStory) -> Bool {
        guard story.opened >= begin else { return false }
        switch terms.scope {
        case .persons(let names): return story.person.map(names.contains) ?? false
        case .machine(let name): return story.device == name
        case .everyoneAt(let whole), .everyoneIn(let whole), .everyoneOf(let whole):
            if let place = story.place, Memberships.isWithin(place, whole) { return true }
            return [story.person, story.device].compactMap { $0 }.contains { member in
                book.members.spans(of: member, in: whole).contains { $0.contains(story.opened) }
            }
        }
    }

    private func event(of story: CallStory) -> CountedEvent? {
        guard case .time(let target) = terms.target else { return nil }
        let isMending = terms.measure == .timeToMend
        let end = isMending ? story.mendedForGood : story.answered?.at
        var holes = holes(about: abouts(of: story))
        if isMending { holes += story.restHoles }
        let clock = self.clock.with(holes)
        let due = clock.end(of: target, from: story.opened)
        let outcome: CountedEvent.Outcome
        if let end, due.map({ end <= $0 }) ?? true {
            outcome = .met
        } else if let due, due < asOf || (end.map { $0 > due } ?? false) {
            outcome = .missed(at: due)
        } else {
            outcome = .open(warn: warn(clock, target, from: story.opened, due: due), due: due)
        }
        var decided = due
        if case .met = outcome { decided = end }
        return CountedEvent(
            subject: story.person ?? story.device ?? story.name, name: story.name, outcome: outcome,
            decided: decided,
            evidence: story.evidence(isMending: isMending),
            lines: lines(of: story, clock, end: end, due: due, target: target))
    }

    /// When three quarters of the time are over; for days, three quarters of the way by the clock on the wall.
    func warn(_ clock: PromiseClock, _ target: Span, from start: Instant, due: Instant?) -> Instant? {
        if let amount = target.microseconds { return clock.adding(amount / 4 * 3, to: start) }
        return due.map { start + .microseconds(($0 - start).wholeMicroseconds / 4 * 3) }
    }

    private func lines(
        of story: CallStory, _ clock: PromiseClock, end: Instant?, due: Instant?, target: Span
    ) -> [ExplanationLine] {
        let who = story.person.map { "\($0) called for help (\(story.name))" } ?? "\(story.name) was opened"
        let last = min(end ?? asOf, asOf)
        var lines = walk(clock, from: story.opened, to: last, start: who)
        lines += story.asides(isMending: terms.measure == .timeToMend).filter {
            $0.at.map { $0 <= last } ?? true
        }
        if let due, due < last || (end == nil && due <= asOf) {
            lines.append(line(due, "The \(target.phrase) are over."))
        }
        lines.sort { ($0.at ?? story.opened) < ($1.at ?? story.opened) }
        if let end {
            let did = terms.measure == .timeToMend ? story.mendWords : story.answerWords
            let used = clock.counted(from: story.opened, to: end)
            let amount = target.unit.isOfDays ? "" : " The clock stands at \(Wording.amount(used))."
            lines.append(line(end, did + amount))
        } else if let due, due >= asOf {
            let used = clock.counted(from: story.opened, to: asOf)
            let amount = target.unit.isOfDays ? "" : "The clock stands at \(Wording.amount(used)). "
            lines.append(line(asOf, "\(amount)The \(target.phrase) are over on \(wording.moment(due))."))
        } else if due == nil {
            lines.append(
                line(asOf, "The clock does not run; it cannot be said when the \(target.phrase) are over."))
        } else {
            let what = terms.measure == .timeToMend ? "mended it" : "answered"
            lines.append(line(asOf, "Nobody has \(what) yet."))
        }
        return lines
    }
}

/// A call for help as its lines tell it, whatever order they came in.
struct CallStory {
    let name: String
    let opened: Instant
    let person: String?
    let place: String?
    let device: String?
    /// The first answer by a human being.
    private(set) var answered: (at: Instant, by: String, id: String)?
    private let openedID: String
    /// What was so between being mended and being reopened.
    private(set) var restHoles: [Hole] = []
    private(set) var mendedForGood: Instant?
    private var mender: String?
    private var mendIDs: [String] = []
    private var other: [ExplanationLine] = []

    /// `nil` when nobody opened it.
    init?(_ name: String, _ lines: [Evidence], asOf now: Instant) {
        var first: (Instant, TicketLine, String)?
        for one in lines where one.at <= now {
            if case .ticket(let line) = one.fact, line.event == .opened {
                first = (one.at, line, one.id)
                break
            }
        }
        guard let (at, line, id) = first else { return nil }
        self.name = name
        opened = at
        person = line.person
        place = line.place
        device = line.device
        openedID = id
        for one in lines where one.at >= at && one.at <= now { take(one) }
    }

    private mutating func take(_ one: Evidence) {
        switch one.fact {
        case .conversation(let line):
            if !line.isAutomatic, line.by != person, answered == nil { answered = (one.at, line.by, one.id) }
            if line.isAutomatic {
                other.append(ExplanationLine(one.at, "An automatic notice; that is no answer."))
            }
        case .ticket(let line): take(line, one)
        default: break
        }
    }

    private mutating func take(_ line: TicketLine, _ one: Evidence) {
        switch line.event {
        case .opened, .escalated:
            if line.event == .escalated {
                other.append(ExplanationLine(one.at, "It was escalated; that changes nothing here."))
            }
        case .answered:
            if line.isAutomatic {
                other.append(ExplanationLine(one.at, "An automatic notice; that is no answer."))
            } else if answered == nil, let by = line.by, by != person {
                answered = (one.at, by, one.id)
            }
        case .mended, .closed:
            mendIDs.append(one.id)
            if mendedForGood == nil {
                mendedForGood = one.at
                mender = line.by
            }
        case .reopened:
            mendIDs.append(one.id)
            if let mended = mendedForGood {
                restHoles.append(
                    Hole(
                        span: mended..<max(mended, one.at),
                        reason: "\(mender ?? "nobody in person") had mended it", evidence: one.id))
                other.append(ExplanationLine(one.at, "It was reopened."))
                mendedForGood = nil
            }
        }
    }

    func evidence(isMending: Bool) -> [String] {
        [openedID] + (isMending ? mendIDs : answered.map { [$0.id] } ?? [])
    }

    func asides(isMending: Bool) -> [ExplanationLine] {
        isMending ? other.filter { !$0.text.hasPrefix("An automatic") } : other
    }

    var answerWords: String { "\(answered?.by ?? "") answered." }
    var mendWords: String { mender.map { "\($0) had it mended." } ?? "It was mended." }
}
