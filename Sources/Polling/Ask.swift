// SPDX-License-Identifier: Apache-2.0
import PrinterWire
import Values

/// One printer to be asked, and what.
public struct Ask: Sendable {
    public var endpoint: Endpoint
    public var questions: [Question]
    public var limits: Inquiry.Limits
    /// What to ask next of the same printer, seen what it said to the first questions; nothing ends it. Called
    /// on the engine's thread, so it must be quick.
    public var followUp: (@Sendable (Walk) -> [Question])?

    public init(
        _ endpoint: Endpoint, _ questions: [Question], limits: Inquiry.Limits = Inquiry.Limits(),
        followUp: (@Sendable (Walk) -> [Question])? = nil
    ) {
        self.endpoint = endpoint
        self.questions = questions
        self.limits = limits
        self.followUp = followUp
    }
}

/// What came of an ``Ask``.
public struct Answer: Sendable {
    public enum Outcome: Sendable {
        case heard(Walk, SNMPVersion)
        /// It answered and then no more; what was heard until then.
        case fellSilent(Walk)
        case noAnswer
        /// Something came back that is not SNMP.
        case unreadable
        /// It speaks SNMPv3 and takes none of the users; why, of the one that came farthest.
        case refused(SecurityRefusal, user: String)
        /// This computer has no way there; the system's words are for the log.
        case unreachable(String)
    }

    public let endpoint: Endpoint
    public let outcome: Outcome
    /// When the last of it was heard, on the clock on the wall.
    public let heard: Instant

    public init(endpoint: Endpoint, outcome: Outcome, heard: Instant) {
        self.endpoint = endpoint
        self.outcome = outcome
        self.heard = heard
    }
}

/// How an ``AskList`` is going.
public struct AskProgress: Sendable, Equatable {
    public var total: Int
    /// How many have an outcome.
    public var done: Int
    /// How many of those answered.
    public var answered: Int

    public init(total: Int, done: Int, answered: Int) {
        self.total = total
        self.done = done
        self.answered = answered
    }
}

/// Asks by their position, made when their turn comes, so that a million of them take no memory.
public struct AskList: Sendable {
    public let count: Int
    let ask: @Sendable (Int) -> Ask?
    /// Whether those that do not answer are told too, or only counted.
    let tellsSilent: Bool

    /// - Parameter ask: Called on the engine's thread, once for each position in order; `nil` skips it.
    public init(count: Int, tellsSilent: Bool = true, ask: @escaping @Sendable (Int) -> Ask?) {
        self.count = count
        self.tellsSilent = tellsSilent
        self.ask = ask
    }

    public init(_ asks: [Ask]) {
        self.init(count: asks.count) { asks.indices.contains($0) ? asks[$0] : nil }
    }
}
