// SPDX-License-Identifier: Apache-2.0
import People
import Promises
import Values

/// What somebody says when they give their word in terms. Persons, machines and places stand in the terms
/// by the text of
/// their ids, groups by name; ``Terms/hours`` may be any word, and means the customer's working hours.
public struct PromiseDraft: Hashable, Sendable {
    public var words: String
    public var saidWhere: String
    public var principle: String?
    public var visibility: WrittenPromise.Visibility
    public var from: CivilDate?
    public var until: CivilDate?
    /// Also to whom: ``Terms/to``.
    public var terms: Terms
    /// The promise in whose place this one is to stand once the other side accepts it.
    public var supersedes: PromiseID?
    /// The conversation in which it was said, when that was written down.
    public var saidIn: SaidIn?

    public init(
        words: String, saidWhere: String, principle: String? = nil,
        visibility: WrittenPromise.Visibility = .customer, from: CivilDate? = nil, until: CivilDate? = nil,
        terms: Terms, supersedes: PromiseID? = nil, saidIn: SaidIn? = nil
    ) {
        self.words = words
        self.saidWhere = saidWhere
        self.principle = principle
        self.visibility = visibility
        self.from = from
        self.until = until
        self.terms = terms
        self.supersedes = supersedes
        self.saidIn = saidIn
    }
}

/// What one of the two sides says about a promise.
public enum PromiseDecision: Hashable, Sendable {
    case accept
    case decline(because: String)
    case withdraw(because: String)
    case repair(because: String)
    case dispute(says: Verdict, because: String)
    /// One side of it; the dispute ends when both have said so.
    case settle
    case note(String)
    case pause(from: Instant, until: Instant?, because: String)
    case exclude(from: Instant, until: Instant?, because: String)

    public enum Kind: String, CaseIterable, Sendable {
        case accept, decline, withdraw, repair, dispute, settle, note, pause, exclude
        /// Propose another promise in the place of this one: ``PromiseDraft/supersedes``.
        case renegotiate
    }

    public var kind: Kind {
        switch self {
        case .accept: .accept
        case .decline: .decline
        case .withdraw: .withdraw
        case .repair: .repair
        case .dispute: .dispute
        case .settle: .settle
        case .note: .note
        case .pause: .pause
        case .exclude: .exclude
        }
    }
}

/// What somebody should know before they give their word.
public struct PromiseOutlook: Sendable {
    /// What the evidence of the past year says of keeping such a promise to one subject.
    public struct Past: Hashable, Sendable {
        /// As people call it.
        public var name: String
        /// Periods that would have ended so; none where a promise has no periods.
        public var kept: Int
        public var broken: Int
        public var notProvable: Int
    }

    /// The terms as a sentence, with names.
    public var sentence: String
    /// What has to be mended before it can be given.
    public var findings: [String]
    /// What the person owes within a week, the soonest first.
    public var owed: [LineView]
    /// The first subjects, the worst first; never an average.
    public var past: [Past]
    /// How many it would be about.
    public var subjects: Int
}

/// Who may say what about a promise. Nobody speaks for the other side.
enum PromiseRights {
    static func may(
        _ person: Person, _ promise: Promise, isReceiver: Bool, standing: Verdict?
    ) -> Set<PromiseDecision.Kind> {
        var may: Set<PromiseDecision.Kind> = [.note]
        let isPromiser = promise.promiser == person.id.cast()
        if isReceiver {
            may.formUnion([.accept, .decline, .dispute, .settle])
        }
        if isPromiser {
            may.formUnion([.withdraw, .settle, .renegotiate])
            if standing == .broken || standing == .disputed { may.insert(.repair) }
        }
        if person.side == .provider || isPromiser { may.formUnion([.pause, .exclude]) }
        guard promise.ended == nil else {
            return may.subtracting([.accept, .decline, .withdraw, .renegotiate, .pause, .exclude])
        }
        return may
    }

    /// Whether a promise was made to somebody: by name, or because they belong to where it was made to.
    static func isReceiver(_ person: Person, of promise: Promise, _ records: any Records) throws -> Bool {
        guard promise.promiser != person.id.cast() else { return false }
        switch promise.receiver {
        case .person(let id): return id == person.id.cast()
        case .persons(let ids): return ids.contains(person.id.cast())
        case .everyoneAt(let place):
            guard person.side == .customer, let stands = person.place else { return false }
            return try records.path(to: stands).contains { $0.id == place.cast() }
        case .everyoneIn(let group):
            let judging = records
            return try judging.evidence(
                about: [groupID(group, of: promise.customer.cast())], kinds: [.joined], from: always,
                through: forEver
            ).contains { one in
                if case .joined(let member, _, _) = one.evidence.fact {
                    member == person.id.description
                } else {
                    false
                }
            }
        case .everyoneOf(let customer): return person.side == .customer && person.customer == customer.cast()
        }
    }
}
