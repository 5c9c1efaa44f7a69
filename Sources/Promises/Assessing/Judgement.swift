// SPDX-License-Identifier: Apache-2.0
import Values

/// How a promise stands at an instant: the verdict, and everything that it rests on.
public struct Judgement: Hashable, Sendable {
    public var verdict: Verdict
    /// Since when it is broken; when it was repaired, withdrawn or disputed.
    public var since: Instant?
    /// The period that is judged, in days; `nil` for what holds throughout.
    public var days: NamedDays?
    /// What of it the promise covers.
    public var span: Range<Instant>?
    /// One for each person, machine or place; the worst first. Never an average.
    public var subjects: [SubjectJudgement]
    /// The evidence that decided, by id.
    public var deciding: [String]
    /// Where evidence is missing.
    public var gaps: [Gap]
    /// Time that both sides can see was not counted.
    public var excluded: [ExcludedTime]
    /// The next instant at which the verdict could change without new evidence.
    public var lookAgain: Instant?
    /// What is to be said of the promise as a whole; each subject has lines of its own.
    public var explanation: [ExplanationLine]
    /// What the evidence says to us, and what the other side says, while it is disputed.
    public var views: DisputedViews?

    /// The budget of the subject that is worst off.
    public var budget: Budget? { subjects.first?.budget }
}

/// How the promise stands for one person, machine or place.
public struct SubjectJudgement: Hashable, Sendable {
    public var name: String
    public var verdict: Verdict
    /// Since when it is broken.
    public var since: Instant?
    /// When the breach was over; `nil` while it goes on.
    public var breachEnded: Instant?
    public var budget: Budget?
    public var deciding: [String]
    public var gaps: [Gap]
    public var lookAgain: Instant?
    /// When it breaks unless somebody does something, as far as that can be told.
    public var breaksAt: Instant?
    /// As ``lookAgain``, if the machine goes on saying what it said; `nil` where that makes no difference.
    public var lookAgainWhileHeard: Instant?
    /// Whether it does not belong to what the promise is about any more, and is judged for the time before.
    public var hasLeft = false
    public var explanation: [ExplanationLine]

    public init(
        name: String, verdict: Verdict, since: Instant? = nil, breachEnded: Instant? = nil,
        budget: Budget? = nil, deciding: [String] = [], gaps: [Gap] = [], lookAgain: Instant? = nil,
        breaksAt: Instant? = nil, explanation: [ExplanationLine] = []
    ) {
        self.breaksAt = breaksAt
        self.name = name
        self.verdict = verdict
        self.since = since
        self.breachEnded = breachEnded
        self.budget = budget
        self.deciding = deciding
        self.gaps = gaps
        self.lookAgain = lookAgain
        self.explanation = explanation
    }
}

/// How much may go wrong in the period, and how much has.
public struct Budget: Hashable, Sendable, Codable {
    public enum Unit: String, Sendable, Codable {
        /// Counted time in microseconds.
        case microseconds
        /// Calls for help, supplies, changes.
        case events
        case pages, wattHours
        /// Minor units of the currency.
        case money
        case millimetres
    }

    public var unit: Unit
    public var total: Int64
    public var used: Int64

    public var left: Int64 { max(0, total - used) }

    public init(unit: Unit, total: Int64, used: Int64) {
        self.unit = unit
        self.total = total
        self.used = used
    }
}

/// A span about which nothing is known, and why.
public struct Gap: Hashable, Sendable, Codable {
    public var from: Instant?
    public var until: Instant?
    public var reason: String

    public init(from: Instant?, until: Instant?, reason: String) {
        self.from = from
        self.until = until
        self.reason = reason
    }
}

/// A span that was not counted, who said so, and why.
public struct ExcludedTime: Hashable, Sendable {
    public var from: Instant
    /// `nil` while it goes on.
    public var until: Instant?
    public var reason: String
    public var evidence: String
}

/// One line of why a verdict is what it is.
public struct ExplanationLine: Hashable, Sendable {
    public var at: Instant?
    public var text: String

    public init(_ at: Instant? = nil, _ text: String) {
        self.at = at
        self.text = text
    }
}

public struct DisputedViews: Hashable, Sendable {
    public var ours: Verdict
    public var theirs: Verdict
    public var by: String
    public var because: String
}

/// That a verdict changed because of evidence that came late, corrected what was known, or both.
public struct Correction: Hashable, Sendable {
    public var from: Verdict
    public var to: Verdict
    public var since: Instant?
    /// The evidence that decides now and did not decide then.
    public var evidence: [String]
}

extension Judgement {
    /// What changed against an earlier judgement of the same promise, period and instant; `nil` when nothing
    /// that people would be told did.
    public func correction(of earlier: Judgement) -> Correction? {
        guard verdict != earlier.verdict || since != earlier.since else { return nil }
        let known = Set(earlier.deciding)
        return Correction(
            from: earlier.verdict, to: verdict, since: since,
            evidence: deciding.filter { !known.contains($0) })
    }
}
