// SPDX-License-Identifier: Apache-2.0
import Values

/// One promise, laid out for being judged at one instant over one period.
struct PromiseCase {
    let promise: WrittenPromise
    let book: EvidenceBook
    let hours: CustomerHours
    let asOf: Instant
    /// What of the period the promise covers.
    let span: Range<Instant>
    /// The days that are counted in it, and what people call them.
    let days: NamedDays?
    /// Since when the promise binds.
    let begin: Instant
    let clock: PromiseClock
    let wording: Wording
    /// The one that is judged, when it is not everybody.
    let only: String?

    var terms: Terms { promise.terms }
    /// The period has passed; nothing can happen in it any more.
    var isClosed: Bool { asOf >= span.upperBound }
    /// Up to where time has passed in the period.
    var elapsed: Range<Instant> { span.lowerBound..<max(span.lowerBound, min(span.upperBound, asOf)) }

    /// What happens so near to the limit that somebody should act: three quarters of a budget.
    static func isNear(_ used: Int64, of total: Int64) -> Bool {
        used > 0 && Int128(used) * 4 >= Int128(total) * 3
    }

    // MARK: - Whom and what it is about

    /// The members of the scope of one kind, by name, and when they belonged to it; never before the promise.
    func members(_ kind: Fact.MemberKind) -> [(name: String, spans: [Range<Instant>])] {
        let all = begin..<Memberships.ever
        switch terms.scope {
        case .persons(let names):
            return kind == .person ? names.sorted().filter(isMeant).map { ($0, [all]) } : []
        case .machine(let name):
            return kind == .device ? [(name, [all])] : []
        case .everyoneAt(let whole), .everyoneIn(let whole), .everyoneOf(let whole):
            return book.members.names.compactMap { name in
                guard isMeant(name), book.members.kinds[name] ?? .person == kind else { return nil }
                let spans = book.members.spans(of: name, in: whole).map { $0.clamped(to: all) }
                    .filter { !$0.isEmpty }
                return spans.isEmpty ? nil : (name, spans)
            }
        }
    }

    private func isMeant(_ name: String) -> Bool { only.map { $0 == name } ?? true }

    /// The members who belonged to it for some of the period.
    func present(_ kind: Fact.MemberKind) -> [(name: String, spans: [Range<Instant>])] {
        members(kind).compactMap { name, spans in
            let here = spans.map { $0.clamped(to: span) }.filter { !$0.isEmpty }
            return here.isEmpty ? nil : (name, here)
        }
    }

    /// The name of the scope as a whole.
    var wholeName: String {
        switch terms.scope {
        case .everyoneAt(let name), .everyoneIn(let name), .everyoneOf(let name), .machine(let name): name
        case .persons(let names): Names.list(names)
        }
    }

    // MARK: - Holes

    /// Pauses and exclusions of these, beside those of the promise itself which ``clock`` has already.
    func holes(about: [Fact.About]) -> [Hole] {
        book.holes.compactMap { one in
            about.contains { PromiseCase.covers(one, $0) } ? PromiseCase.hole(one) : nil
        }
    }

    /// The pauses and exclusions that some subject's clock stood still in.
    func partHoles() -> [Hole] {
        switch terms.measure {
        case .supplyEmptyTime, .availability:
            present(.device).flatMap { holes(about: [.machine($0.name)] + placesOf($0.name)) }
        case .firstHumanAnswer, .timeToMend: stories().flatMap { holes(about: abouts(of: $0)) }
        case .visit: places().flatMap { holes(about: [.place($0.0)]) }
        default: []
        }
    }

    static func covers(_ one: Evidence, _ subject: Fact.About) -> Bool {
        let about: Fact.About
        switch one.fact {
        case .pause(let told, _, _), .exclusion(let told, _, _): about = told
        default: return false
        }
        if case .place(let whole) = about, case .place(let part) = subject {
            return Memberships.isWithin(part, whole)
        }
        return about == subject
    }

    static func hole(_ one: Evidence) -> Hole? {
        switch one.fact {
        case .pause(_, let person, let because):
            Hole(span: one.span, reason: "paused by \(person): \(because)", evidence: one.id)
        case .exclusion(_, let person, let because):
            Hole(span: one.span, reason: "excluded by \(person): \(because)", evidence: one.id)
        case .otherBroken(let promise, let because):
            Hole(span: one.span, reason: "\(Names.printed(promise)) was broken: \(because)", evidence: one.id)
        default: nil
        }
    }

    // MARK: - Words

    func line(_ at: Instant?, _ text: String) -> ExplanationLine { ExplanationLine(at, text) }

    /// The clock from `start` to `end`: where it started, where it stopped and why, where it went on.
    func walk(_ clock: PromiseClock, from start: Instant, to end: Instant, start words: String)
        -> [ExplanationLine]
    {
        ClockWalk(clock: clock, wording: wording).lines(from: start, to: end, start: words)
    }
}
