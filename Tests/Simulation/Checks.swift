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
        /// What had no room went by the rule, meters last, and was counted.
        case thinning
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

    /// Numbers count in a spool, and a folder has many of them.
    struct Number: Hashable {
        var spool: ID<CollectorSpool>
        var sequence: Int64

        init(_ spool: ID<CollectorSpool>, _ sequence: Int64) {
            self.spool = spool
            self.sequence = sequence
        }

        init(_ item: Spool.Item) { self.init(item.spool, item.sequence) }
    }

    struct Kept {
        var identity: Identity
        var payload: [UInt8]
        var moment: Int64
        var isDelivered = false
        var isSetAside = false
        /// All but its meters was given up.
        var isThinned = false
        /// It was given up.
        var isGone = false
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
    private(set) var kept: [Number: Kept] = [:]
    private var spool: ID<CollectorSpool>?
    /// How many items were seen to have lost something for want of room.
    private var seenThinned = 0
    private var isPutBack = false
    /// What the server has: the identity by the number, in its records.
    private var records: [Number: Identity] = [:]
    private var recorded: Set<Identity> = []
    private var clockJumped: Int64 = .min
    /// When a reading of each address that was taken was heard, in the simulation's time.
    private(set) var heardAt: [String: Int64] = [:]
    private(set) var counts = Counts()

    struct Counts: Sendable {
        var polls = 0, heard = 0, silences = 0, datagrams = 0, taken = 0, lives = 0, thinned = 0, putBack = 0
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
        waiting.remove(identity)
        let number = Number(spool, sequence)
        if let other = kept[number] {
            fail(
                .nothingTwice, at: now, "number \(sequence) was given to \(other.identity) and to \(identity)"
            )
        }
        kept[number] = Kept(identity: identity, payload: payload, moment: now)
    }

    /// An older copy of the folder took the place of what was there: what it does not hold is gone with the disk.
    func putsBack() { isPutBack = true }

    /// What lies in the spool after it was opened again.
    func reopened(
        _ items: [Spool.Item], acknowledged: Int64, of spool: ID<CollectorSpool>, thinned: Int, at now: Int64
    ) {
        if let before = self.spool, before != spool, !kept.isEmpty {
            fail(.nothingLost, at: now, "the spool lost its identity")
        }
        self.spool = spool
        let there = Set(items.map(Number.init))
        for item in items where kept[Number(item)] == nil {
            // It was on the disk when the program died, before it could be told that it was.
            guard let (identity, _) = SimulatedItems.identity(of: item.payload) else { continue }
            kept[Number(item)] = Kept(identity: identity, payload: item.payload, moment: now)
        }
        if isPutBack {
            counts.putBack += 1
            for (number, item) in kept {
                if !there.contains(number), !item.isDelivered { kept[number] = nil }
                kept[number]?.isThinned = item.isThinned && there.contains(number)
            }
            for item in items where item.isThinned { kept[Number(item)]?.isThinned = true }
            seenThinned = thinned
        }
        isPutBack = false
        thins(items, thinned: thinned, at: now)
    }

    /// What is left in the spool when something may have had to make room. What was given up must be counted, and no
    /// meters may be gone that a later item does not tell while there is detail that could have gone in their place.
    func thins(_ items: [Spool.Item], thinned: Int, at now: Int64) {
        let there = Dictionary(items.map { (Number($0), $0.payload) }) { first, _ in first }
        let detailed = items.first { item in
            kept[Number(item)] != nil && SimulatedItems.withoutDetail(item.payload) != nil
        }
        var last: [String: Kept] = [:]
        for (number, item) in kept.sorted(by: { $0.key.sequence < $1.key.sequence })
        where !item.isSetAside {
            defer { if item.identity.kind == .reading { last[item.identity.printer] = item } }
            if let payload = there[number] {
                guard !same(item.payload, payload) else { continue }
                guard SimulatedItems.withoutDetail(item.payload) == payload else {
                    fail(.nothingTwice, at: now, "number \(number.sequence) is not what it was")
                    continue
                }
                if !item.isThinned { seenThinned += 1 }
                kept[number]?.isThinned = true
            } else if !item.isGone, records[number] == nil {
                if !item.isThinned { seenThinned += 1 }
                kept[number]?.isGone = true
                if seenThinned > thinned {
                    fail(
                        .nothingLost, at: now,
                        "\(item.identity), number \(number.sequence), is gone from the disk")
                } else if let detailed, item.identity.kind == .reading,
                    !repeats(item, last[item.identity.printer])
                {
                    fail(
                        .thinning, at: now,
                        "\(item.identity) is gone, and number \(detailed.sequence) still has its detail")
                }
            }
        }
        if seenThinned > thinned {
            fail(.thinning, at: now, "\(seenThinned) items had to make room, \(thinned) of them were counted")
        }
        counts.thinned = max(counts.thinned, thinned)
    }

    private func repeats(_ item: Kept, _ before: Kept?) -> Bool {
        guard let before, let said = SimulatedItems.identity(of: item.payload)?.said else { return false }
        return said == SimulatedItems.identity(of: before.payload)?.said
    }

    func setAside(_ item: Spool.Item) { kept[Number(item)]?.isSetAside = true }

    /// The collector no longer keeps what lies up to this number.
    func acknowledges(_ sequence: Int64, at now: Int64) {
        for (number, item) in kept
        where number.sequence <= sequence && !item.isSetAside && !item.isGone && records[number] == nil {
            fail(
                .nothingLost, at: now,
                "\(item.identity), number \(number.sequence), was let go and the server has it not")
        }
    }

    // MARK: - The server's records

    func taken(_ item: Spool.Item, at now: Int64) {
        counts.taken += 1
        let number = Number(item)
        guard let (identity, _) = SimulatedItems.identity(of: item.payload) else {
            fail(.truth, at: now, "number \(item.sequence) is nothing that was heard")
            return
        }
        if let known = kept[number] {
            if !same(known.payload, item.payload),
                SimulatedItems.withoutDetail(known.payload) != item.payload
            {
                fail(.nothingTwice, at: now, "number \(item.sequence) means two things")
            }
            kept[number]?.isDelivered = true
        }
        let before = records.updateValue(identity, forKey: number)
        if before != nil || !recorded.insert(identity).inserted {
            let other = records.first { $0.value == identity && $0.key != number }?.key
            fail(
                .nothingTwice, at: now,
                "\(identity), number \(item.sequence), is in the records twice, as "
                    + "\(other?.sequence ?? item.sequence)")
        }
        if identity.kind == .reading {
            heardAt[identity.printer] = max(heardAt[identity.printer] ?? .min, identity.moment)
        }
    }

    /// The server lost what it had said that it has.
    func forgotten(_ number: Number) {
        if let identity = records.removeValue(forKey: number) { recorded.remove(identity) }
    }

    /// - Parameter moment: What was kept by then has had time to get there.
    func nothingIsMissing(keptBy moment: Int64, at now: Int64) {
        for (number, item) in kept.sorted(by: { $0.key.sequence < $1.key.sequence })
        where !item.isSetAside && !item.isGone && records[number] == nil && item.moment <= moment {
            fail(
                .nothingLost, at: now,
                "\(item.identity), number \(number.sequence), never reached the server")
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
