// SPDX-License-Identifier: Apache-2.0
import Collector
import Glibc
import Polling
import Practice
import Values

/// Something that must never be so, and was.
public struct Violation: Sendable, Hashable, CustomStringConvertible {
    /// What is held against the collector; the names are those of the documentation.
    public enum Checker: String, Sendable, CaseIterable {
        /// Every question has an outcome, and no printer is asked twice at once.
        case outcomes
        /// What counted as kept reaches the server or the file for persons.
        case nothingLost
        /// Nothing reaches the server's records twice, and no number means two things.
        case nothingTwice
        /// No printer and no site gets more datagrams than its ceiling, and few at once.
        case ceilings
        /// A printer that does not answer is asked ever more seldom.
        case quietLeftAlone
        /// Once everything is mended, every printer is heard and everything delivered.
        case heardAgain
        /// Memory and disk stay within what was given.
        case bounds
        /// Readings bear the time at which they were heard, and say what that machine said.
        case truth
        /// A silence is told when there is one.
        case silence
        /// The collector comes to rest, and starts again after anything.
        case alive
    }

    public let checker: Checker
    public let at: Int64
    public let sentence: String

    public var description: String { "\(checker.rawValue): \(sentence) (\(Trace.time(at)))" }
}

/// Looks on and says when something is not as it must be. It believes nothing that the product says of itself.
final class Checks {
    /// What an item in the spool is, apart from its number.
    struct Identity: Hashable, CustomStringConvertible {
        enum Kind { case reading, silence }
        var kind: Kind
        var printer: String
        /// On the collector's clock, which may show the same time again.
        var at: Instant
        var moment: Int64

        var description: String { "\(kind) of \(printer) at \(Trace.time(moment))" }
    }

    struct Kept {
        var identity: Identity
        var payload: [UInt8]
        var moment: Int64
        var isDelivered = false
        var isSetAside = false
    }

    private struct Pace {
        /// When datagrams went to one printer, or to all of them, in this life of the collector.
        var sent: [Int64] = []
        var first = 0

        /// How many went in the window that ends now.
        mutating func add(_ now: Int64, window: Int64) -> Int {
            sent.append(now)
            while sent[first] < now - window { first += 1 }
            if first > 4_096 {
                sent.removeFirst(first)
                first = 0
            }
            return sent.count - first
        }
    }

    private struct Quiet {
        var vain = 0
        var askedLast: Int64 = .min / 2
    }

    static let violationsMax = 8
    /// Longest time until a question has an outcome: many requests, each repeated, each with a long wait.
    static let outcomeMax = 2 * Span.hour

    private let scenario: Scenario
    private(set) var violations: [Violation] = []
    private var asked: [String: Int64] = [:]
    /// Heard in this life of the collector and not on the disk.
    private var waiting: Set<Identity> = []
    private var paces: [Endpoint: Pace] = [:]
    private var sitePace = Pace()
    private var quiet: [String: Quiet] = [:]
    private(set) var kept: [Int64: Kept] = [:]
    private var spool: ID<CollectorSpool>?
    /// What the server has: the identity by the number, in its records.
    private var records: [Int64: Identity] = [:]
    private var recorded: Set<Identity> = []
    private var clockJumped: Int64 = .min
    /// When a reading of each address that was taken was heard, in the simulation's time.
    private(set) var heardAt: [String: Int64] = [:]
    private(set) var counts = Counts()

    struct Counts: Sendable {
        var polls = 0, heard = 0, silences = 0, datagrams = 0, taken = 0, lives = 0
    }

    init(_ scenario: Scenario) { self.scenario = scenario }

    func fail(_ checker: Violation.Checker, at now: Int64, _ sentence: @autoclosure () -> String) {
        guard violations.count < Checks.violationsMax else { return }
        violations.append(Violation(checker: checker, at: now, sentence: sentence()))
    }

    // MARK: - Asking

    func began(at now: Int64) {
        counts.lives += 1
        asked = [:]
        waiting = []
        paces = [:]
        sitePace = Pace()
        quiet = [:]
    }

    func jumped(at now: Int64) { clockJumped = now }

    func asks(_ printer: String, at now: Int64) {
        counts.polls += 1
        if asked.updateValue(now, forKey: printer) != nil {
            fail(.outcomes, at: now, "\(printer) is asked while what was asked before has no outcome")
        }
        guard let before = quiet[printer], before.vain > 0 else { return }
        // A tenth of each wait is spread, and the clock may have gone on by itself.
        let wait = backoff(before.vain) * 9 / 10 - Span.minute
        if now - before.askedLast < wait, clockJumped < before.askedLast {
            fail(
                .quietLeftAlone, at: now,
                "\(printer) was asked in vain \(before.vain) times and again after only "
                    + "\((now - before.askedLast) / Span.second) s; \(wait / Span.second) s were due")
        }
    }

    private func backoff(_ vain: Int) -> Int64 {
        let half = scenario.intervals.frequent.wholeMicroseconds / 2
        let ceiling = max(half, scenario.intervals.silentMax.wholeMicroseconds)
        return min(ceiling, half << Int64(min(vain - 1, 20)))
    }

    enum Outcome { case heard, vain, ours }

    func settled(_ printer: String, _ outcome: Outcome, at now: Int64) {
        guard let since = asked.removeValue(forKey: printer) else {
            fail(.outcomes, at: now, "\(printer) has an outcome and was not asked")
            return
        }
        if now - since > Checks.outcomeMax {
            fail(.outcomes, at: now, "\(printer) had no outcome for \((now - since) / Span.minute) min")
        }
        switch outcome {
        case .heard:
            counts.heard += 1
            quiet[printer] = Quiet()
        case .vain:
            quiet[printer, default: Quiet()].vain += 1
            quiet[printer]?.askedLast = since
        // It is asked again before long, and that is no pressing of a printer.
        case .ours: quiet[printer]?.askedLast = .min / 2
        }
    }

    func looksAtOpen(at now: Int64) {
        for (printer, since) in asked where now - since > Checks.outcomeMax {
            fail(.outcomes, at: now, "\(printer) has had no outcome for \((now - since) / Span.minute) min")
        }
    }

    func forgot(_ printer: String) { quiet[printer] = nil }

    func departed(to endpoint: Endpoint, at now: Int64) {
        counts.datagrams += 1
        let window = Span.second
        let perPrinter = scenario.engine.packetsPerSecondAndPrinter
        if perPrinter > 0 {
            let sent = paces[endpoint, default: Pace()].add(now, window: window)
            if sent > PrinterPace.burst + perPrinter + 1 {
                fail(.ceilings, at: now, "\(endpoint) got \(sent) datagrams within a second")
            }
        }
        let perSecond = scenario.engine.packetsPerSecond
        if perSecond > 0 {
            let sent = sitePace.add(now, window: window)
            if sent > perSecond + max(1, perSecond / 20) + 1 {
                fail(.ceilings, at: now, "the site got \(sent) datagrams within a second")
            }
        }
    }

    // MARK: - Keeping

    func keeps(_ identity: Identity, at now: Int64) {
        if identity.kind == .silence {
            counts.silences += 1
            let vain = quiet[identity.printer]?.vain ?? 0
            if vain < scenario.intervals.failuresBeforeSilence {
                fail(.silence, at: now, "\(identity.printer) was told silent after \(vain) questions in vain")
            }
        }
        waiting.insert(identity)
    }

    /// What lies in the collector's memory waiting for the disk is what was heard and not kept, and nothing is missing.
    func holdsAll(_ count: Int, at now: Int64) {
        if count < waiting.count {
            fail(
                .nothingLost, at: now,
                "\(waiting.count) items were heard and not kept, and only \(count) of them wait in memory")
        }
    }

    func isKept(
        _ identity: Identity, _ payload: [UInt8], as sequence: Int64, in spool: ID<CollectorSpool>,
        at now: Int64
    ) {
        self.spool = spool
        waiting.remove(identity)
        if let other = kept[sequence] {
            fail(
                .nothingTwice, at: now, "number \(sequence) was given to \(other.identity) and to \(identity)"
            )
        }
        kept[sequence] = Kept(identity: identity, payload: payload, moment: now)
    }

    /// What lies in the spool after it was opened again.
    func reopened(_ items: [Spool.Item], acknowledged: Int64, in spool: ID<CollectorSpool>, at now: Int64) {
        if let before = self.spool, before != spool, !kept.isEmpty {
            fail(.nothingLost, at: now, "the spool lost its identity")
        }
        let there = Set(items.map(\.sequence))
        for (sequence, item) in kept where !item.isDelivered && !item.isSetAside && !there.contains(sequence)
        {
            fail(.nothingLost, at: now, "\(item.identity), number \(sequence), is gone from the disk")
        }
        for item in items {
            guard let known = kept[item.sequence] else { continue }
            if !same(known.payload, item.payload) {
                fail(.nothingTwice, at: now, "number \(item.sequence) is not what it was")
            }
        }
    }

    func setAside(_ sequence: Int64) { kept[sequence]?.isSetAside = true }

    /// The collector no longer keeps what lies up to this number.
    func acknowledges(_ sequence: Int64, at now: Int64) {
        for (number, item) in kept
        where number <= sequence && !item.isSetAside && records[number] == nil {
            fail(
                .nothingLost, at: now,
                "\(item.identity), number \(number), was let go and the server has it not")
        }
    }

    // MARK: - The server's records

    func taken(_ item: Spool.Item, at now: Int64) {
        counts.taken += 1
        let identity: Identity
        if let known = kept[item.sequence] {
            identity = known.identity
            if !same(known.payload, item.payload) {
                fail(.nothingTwice, at: now, "number \(item.sequence) means two things")
            }
            kept[item.sequence]?.isDelivered = true
        } else {
            // It was on the disk when the program died, before it could be told that it was.
            identity = Identity(
                kind: .reading, printer: "?\(item.sequence)", at: Instant(microseconds: 0), moment: now)
        }
        let before = records.updateValue(identity, forKey: item.sequence)
        if before != nil || !recorded.insert(identity).inserted {
            let other = records.first { $0.value == identity && $0.key != item.sequence }?.key
            fail(
                .nothingTwice, at: now,
                "\(identity), number \(item.sequence), is in the records twice, as \(other ?? item.sequence)")
        }
        if identity.kind == .reading {
            heardAt[identity.printer] = max(heardAt[identity.printer] ?? .min, identity.moment)
        }
    }

    /// The server lost what it had said that it has.
    func forgotten(_ sequence: Int64) {
        if let identity = records.removeValue(forKey: sequence) { recorded.remove(identity) }
    }

    /// - Parameter moment: What was kept by then has had time to get there.
    func nothingIsMissing(keptBy moment: Int64, at now: Int64) {
        for (sequence, item) in kept.sorted(by: { $0.key < $1.key })
        where !item.isSetAside && records[sequence] == nil && item.moment <= moment {
            fail(.nothingLost, at: now, "\(item.identity), number \(sequence), never reached the server")
        }
    }

    private func same(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        left.count == right.count
            && left.withUnsafeBytes { left in
                right.withUnsafeBytes { right in
                    guard let one = left.baseAddress, let other = right.baseAddress else { return true }
                    return memcmp(one, other, left.count) == 0
                }
            }
    }
}
