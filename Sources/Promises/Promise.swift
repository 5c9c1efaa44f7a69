// SPDX-License-Identifier: Apache-2.0
import Values

public typealias PromiseID = ID<Promise>

/// Something one person said they would do, in the words that were said.
///
/// The subjects it speaks of (persons, places, machines) are known here by their ids alone; what they are is
/// another room's business.
public struct Promise: Hashable, Sendable {
    /// To whom it was made.
    public enum Receiver: Hashable, Sendable {
        case person(ID128)
        /// Several persons, each named.
        case persons([ID128])
        case everyoneAt(place: ID128)
        case everyoneIn(group: String)
        case everyoneOf(customer: ID128)
    }

    public var id: PromiseID
    public var customer: ID128
    public var promiser: ID128
    public var receiver: Receiver
    /// What it says, by one of the measures.
    public var terms: Terms
    /// As they were said.
    public var words: String
    /// The place or conversation in which it was said: "on the walk, in the registry".
    public var saidWhere: String
    /// The principle it stands on, if one was named.
    public var principle: String?
    /// Who may see it.
    public var visibility: WrittenPromise.Visibility
    public var made: Instant
    /// The first and the last day that count, in the customer's zone; without them it holds from ``made`` on.
    public var from: CivilDate?
    public var until: CivilDate?
    /// Since when it is no longer assessed: done, withdrawn, superseded.
    public var ended: Instant?
    /// The promise in whose place it is to stand, once the other side has accepted it.
    public var supersedes: PromiseID?

    public init(
        id: PromiseID, customer: ID128, promiser: ID128, receiver: Receiver, terms: Terms, words: String,
        saidWhere: String, principle: String? = nil, visibility: WrittenPromise.Visibility = .customer,
        made: Instant, from: CivilDate? = nil, until: CivilDate? = nil, ended: Instant? = nil,
        supersedes: PromiseID? = nil
    ) {
        self.principle = principle
        self.visibility = visibility
        self.from = from
        self.until = until
        self.supersedes = supersedes
        self.id = id
        self.customer = customer
        self.promiser = promiser
        self.receiver = receiver
        self.terms = terms
        self.words = words
        self.saidWhere = saidWhere
        self.made = made
        self.ended = ended
    }
}

/// An id whose subject lives in another room.
public typealias ID128 = ID<Never>

extension ID {
    /// The same id, spoken of in another room.
    public func cast<Other>(to: Other.Type = Other.self) -> ID<Other> { ID<Other>(bits: bits) }
}

/// How a promise stands.
public enum Verdict: String, Sendable, Codable, CaseIterable {
    /// The two sides see it differently; both assessments are shown.
    case disputed
    /// What was promised has not been kept, or is not being kept now.
    case broken
    /// It will break unless somebody does something.
    case atRisk
    /// Nobody can tell; the reason says why.
    case notProvable
    /// It was broken, and somebody made good for it.
    case repaired
    case onTrack
    /// Its receiver has said yes, and it has not begun.
    case accepted
    /// It was said, and it has not begun.
    case made
    case kept
    /// Taken back openly, with a reason.
    case withdrawn

    /// As it stands in a sentence.
    public var inWords: String {
        switch self {
        case .disputed: "disputed"
        case .broken: "broken"
        case .atRisk: "at risk"
        case .notProvable: "not provable"
        case .repaired: "repaired"
        case .onTrack: "on track"
        case .accepted: "accepted"
        case .made: "made"
        case .kept: "kept"
        case .withdrawn: "withdrawn"
        }
    }

    /// The worst comes first: a promise to everyone stands as it does for the one who is worst off.
    public var gravity: Int { Verdict.allCases.firstIndex(of: self) ?? 0 }

    public static func worst(of verdicts: some Sequence<Verdict>) -> Verdict? {
        verdicts.min { $0.gravity < $1.gravity }
    }
}

/// A reading that decides, and what it said: the link from a verdict to its proof.
public struct EvidenceLink: Hashable, Sendable, Codable {
    public var reading: ID128
    public var at: Instant
    /// The level as it stands in JSON: percent, or a state's word.
    public var percent: Int?
    public var state: String?

    public init(reading: ID128, at: Instant, percent: Int?, state: String? = nil) {
        self.reading = reading
        self.at = at
        self.percent = percent
        self.state = state
    }
}

/// What a judgement says beside its verdict, in the form that is kept.
public struct JudgedGrounds: Hashable, Sendable, Codable {
    /// Since when it is broken.
    public var since: Instant?
    /// When the breach was over; `nil` while it goes on.
    public var breachEnded: Instant?
    public var budget: Budget?
    /// The evidence that decided, by id; the first ``listMax``.
    public var deciding: [String]
    public var gaps: [Gap]
    /// When it is to be looked at again as long as a machine goes on saying what it said; `nil` when that changes
    /// nothing about ``Assessment/lookAgain``.
    public var lookAgainWhileHeard: Instant?
    /// The sentence that sums it up.
    public var summary: String

    /// What is kept of a list; the rest is told when the judgement is made anew.
    public static let listMax = 50

    public init(
        since: Instant? = nil, breachEnded: Instant? = nil, budget: Budget? = nil, deciding: [String] = [],
        gaps: [Gap] = [], lookAgainWhileHeard: Instant? = nil, summary: String
    ) {
        self.since = since
        self.breachEnded = breachEnded
        self.budget = budget
        self.deciding = deciding
        self.gaps = gaps
        self.lookAgainWhileHeard = lookAgainWhileHeard
        self.summary = summary
    }

    public init(_ subject: SubjectJudgement) {
        self.init(
            since: subject.since, breachEnded: subject.breachEnded, budget: subject.budget,
            deciding: Array(subject.deciding.prefix(JudgedGrounds.listMax)),
            gaps: Array(subject.gaps.prefix(JudgedGrounds.listMax)),
            lookAgainWhileHeard: subject.lookAgainWhileHeard,
            summary: subject.explanation.last?.text ?? "")
    }
}

/// The judgement on one promise for one subject at one instant.
public struct Assessment: Hashable, Sendable {
    public var verdict: Verdict
    public var grounds: JudgedGrounds
    /// When it breaks, or broke; the order of Today. `nil` when that cannot be told.
    public var breaksAt: Instant?
    public var evidence: [EvidenceLink]
    /// When this verdict may change although nobody says anything new.
    public var lookAgain: Instant?

    public init(
        verdict: Verdict, grounds: JudgedGrounds, breaksAt: Instant? = nil, evidence: [EvidenceLink] = [],
        lookAgain: Instant? = nil
    ) {
        self.verdict = verdict
        self.grounds = grounds
        self.breaksAt = breaksAt
        self.evidence = evidence
        self.lookAgain = lookAgain
    }
}
