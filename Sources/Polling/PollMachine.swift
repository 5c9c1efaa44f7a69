// SPDX-License-Identifier: Apache-2.0
import Fleet
import PrinterWire
import Values

/// What is to be done about each printer: the schedule, and what follows from every answer. A machine without
/// a clock, sockets, disk or chance of its own: it is told what happened and returns what to do.
///
/// ```
/// perform(machine.due(at: now))                                // .sweep, .ask
/// perform(machine.settled(printer, outcome, at: now))          // .understand, .keepSilence
/// perform(machine.understood(reading, of: printer, part: part)) // .keep
/// machine.done(with: printer)
/// ```
///
/// Whoever asks a printer tells what came of it by ``settled(_:_:at:)`` or ``abandoned(_:at:)`` and, when
/// nothing of it is held in memory any more, by ``done(with:)``.
public struct PollMachine: Sendable {
    /// What came of asking a printer, whatever it was asked over.
    public enum Outcome: Sendable, Hashable {
        /// It answered to the end.
        case heard(ChangeMarks)
        /// It answered and then no more.
        case brokeOff(ChangeMarks)
        /// Nothing came, or nothing that can be read.
        case unanswered
        /// A silence of ours, not of the printer's: this computer has no way there. The words are the system's.
        case unreachable(String)
    }

    public enum Action: Sendable {
        /// Look through the ranges for printers that are not known yet, and say ``swept(at:keeping:)``.
        case sweep
        /// Ask for everything, or for what changes often of a printer of which the rest is known.
        case ask(String, after: SeldomPart?)
        /// Ask a printer that sleeps for no more than leaves it asleep.
        case watch(String)
        /// Make a reading of what was just heard, joined with what was said before when only a part was asked.
        case understand(joining: SeldomPart?)
        case keep(Reading)
        /// The printer was asked in vain until this instant, and it is to be told.
        case keepSilence(String, at: Instant)
        case say(Saying)
    }

    /// What is worth a line in the log.
    public enum Saying: Sendable, Hashable {
        /// Something else answers there now.
        case noPrinterAnyMore(String)
        /// This computer has no way to the printers; said once until there is one.
        case noWay(detail: String)
        case hasWayAgain
        /// From now on what says nothing new is kept once a day.
        case thins
    }

    /// Readings on their way at the same time; each holds what was heard in memory until it is on the disk.
    public static let openMax = 1_024
    /// Full readings in a row that break off before the printer is taken as it is: some never get to the end.
    public static let brokenOffMax = 2
    /// A printer that does not answer by name what it lists is asked for everything each time after so many
    /// routine readings in a row.
    public static let misfitsMax = 3

    private let window: Int
    private let intervals: PollIntervals
    private var schedule: PollSchedule
    /// What each printer said last where it is asked seldom.
    private var seldom: [String: SeldomPart] = [:]
    private var brokenOff: [String: Int] = [:]
    /// Routine readings in a row that brought other rows than the full reading before them.
    private var misfits: [String: Int] = [:]
    private var forms = SharedForms()
    /// What is being asked, or was heard and is not on the disk yet.
    private var open: [String: PollDepth] = [:]
    private var thinning = Thinning()
    private var hasNoWay = false

    /// - Parameters:
    ///   - window: Printers asked at the same time.
    ///   - seed: Spreads the questions; the same after a restart, so that it does not bunch them.
    ///   - quiet: When nobody looks for new printers, and those that sleep are left alone.
    public init(
        intervals: PollIntervals = PollIntervals(), quiet: QuietHours? = nil, window: Int, seed: UInt64,
        now: Instant
    ) {
        self.intervals = intervals
        self.window = min(max(1, window), PollMachine.openMax)
        schedule = PollSchedule(intervals: intervals, quiet: quiet, seed: seed, now: now)
    }

    /// The printers that are asked regularly.
    public var printers: some Collection<String> { schedule.printers }
    public var count: Int { schedule.count }
    /// Readings on their way.
    public var openCount: Int { open.count }
    public func isKnown(_ printer: String) -> Bool { schedule.isKnown(printer) }
    /// Whether it was asked for no more than leaves it asleep, and has not been settled.
    public func isWatched(_ printer: String) -> Bool { open[printer] == .watch }
    /// When it last answered or was found, on the clock as it goes now.
    public func lastHeard(_ printer: String) -> Instant? { schedule.lastHeard(printer) }

    // MARK: - Asking

    /// What is to be begun now.
    public mutating func due(at now: Instant) -> [Action] {
        schedule.due(at: now, limit: max(0, window - open.count)).map { action in
            switch action {
            case .sweep: return .sweep
            case .ask(let printer, .watch):
                open[printer] = .watch
                return .watch(printer)
            case .ask(let printer, let depth):
                let part = depth == .frequent ? seldom[printer] : nil
                open[printer] = part == nil ? .full : .frequent
                return .ask(printer, after: part)
            }
        }
    }

    /// When ``due(at:)`` will next have something; `nil` while everything is being done.
    public mutating func nextDue() -> Instant? { schedule.nextDue() }

    /// What was asked has an outcome.
    public mutating func settled(_ printer: String, _ outcome: Outcome, at now: Instant) -> [Action] {
        let depth = open[printer] ?? .full
        switch outcome {
        case .heard(let marks):
            if depth == .full { brokenOff[printer] = nil }
            return heard(printer, depth, marks, at: now)
        case .brokeOff(let marks):
            return isTakenAsItIs(printer, depth)
                ? heard(printer, depth, marks, at: now) : unanswered(printer, at: now)
        case .unanswered:
            return unanswered(printer, at: now)
        case .unreachable(let why):
            schedule.postponed(printer, at: now)
            guard !hasNoWay else { return [] }
            hasNoWay = true
            return [.say(.noWay(detail: why))]
        }
    }

    /// What was asked ended without an outcome; it is asked again before long.
    public mutating func abandoned(_ printer: String, at now: Instant) {
        schedule.postponed(printer, at: now)
        done(with: printer)
    }

    /// It cannot be asked at all, for its name is no address.
    public mutating func refused(_ printer: String) {
        forget(printer)
        done(with: printer)
    }

    /// Nothing of the last question is held in memory any more.
    public mutating func done(with printer: String) { open[printer] = nil }

    // MARK: - What it means

    /// The reading that ``Action/understand(joining:)`` wished.
    ///
    /// - Parameter part: What a full reading said where it is asked seldom.
    public mutating func understood(_ reading: Reading, of printer: String, part: SeldomPart?) -> [Action] {
        guard reading.isPrinter else {
            forget(printer)
            return [.say(.noPrinterAnyMore(printer))]
        }
        if let part, schedule.isKnown(printer) { remember(part, of: printer) }
        var reading = reading
        // Of a machine that was left asleep, the words on its display were not asked.
        if schedule.isAsleep(printer) { reading.isAsleep = true }
        return thinning.mustKeep(reading) ? [.keep(reading)] : []
    }

    private mutating func remember(_ part: SeldomPart, of printer: String) {
        guard misfits[printer, default: 0] < PollMachine.misfitsMax else {
            seldom[printer] = nil
            return
        }
        seldom[printer] = forms.share(part)
    }

    private mutating func heard(
        _ printer: String, _ depth: PollDepth, _ marks: ChangeMarks, at now: Instant
    ) -> [Action] {
        let actions = hasWayAgain()
        var isFitting = true
        if depth == .frequent {
            isFitting = seldom[printer]?.rowCount.map { $0 == marks.rowCount } ?? true
            misfits[printer] = isFitting ? nil : misfits[printer, default: 0] + 1
        }
        let outcome = schedule.heard(printer, depth: depth, marks: marks, isFitting: isFitting, at: now)
        guard outcome == .unchanged else { return actions }
        guard depth != .full else { return actions + [.understand(joining: nil)] }
        guard let part = seldom[printer] else { return actions }
        return actions + [.understand(joining: part)]
    }

    private mutating func isTakenAsItIs(_ printer: String, _ depth: PollDepth) -> Bool {
        guard depth == .full else { return false }
        let count = (brokenOff[printer] ?? 0) + 1
        brokenOff[printer] = count
        return count >= PollMachine.brokenOffMax
    }

    private mutating func unanswered(_ printer: String, at now: Instant) -> [Action] {
        let actions = hasWayAgain()
        switch schedule.unanswered(printer, at: now) {
        case .notYet, .saidAlready: return actions
        case .say: return actions + [.keepSilence(printer, at: now)]
        case .forgotten:
            forget(printer)
            return actions
        }
    }

    private mutating func hasWayAgain() -> [Action] {
        guard hasNoWay else { return [] }
        hasNoWay = false
        return [.say(.hasWayAgain)]
    }

    private mutating func forget(_ printer: String) {
        schedule.remove(printer)
        seldom[printer] = nil
        brokenOff[printer] = nil
        misfits[printer] = nil
        thinning.forget(printer)
    }

    // MARK: - Finding

    /// A sweep read a printer; what follows when it was not known.
    ///
    /// - Parameter part: What is asked seldom, where it is asked in parts at all.
    public mutating func met(_ reading: Reading, marks: ChangeMarks, part: SeldomPart?) -> [Action] {
        guard reading.isPrinter, !schedule.isKnown(reading.address) else { return [] }
        schedule.add(reading.address, at: reading.heard)
        schedule.heard(reading.address, depth: .full, marks: marks, at: reading.heard)
        return understood(reading, of: reading.address, part: part)
    }

    /// A sweep heard enough of a printer to know that it is one; it is read in full before long.
    public mutating func glimpsed(_ printer: String, at now: Instant) {
        schedule.add(printer, at: now)
    }

    /// The sweep is over.
    ///
    /// - Parameter keeping: Whether a printer lies within what was swept, for the ranges may be others than when
    ///   it was found; `nil` when nothing could be swept.
    public mutating func swept(at now: Instant, keeping: ((String) -> Bool)? = nil) {
        schedule.swept(at: now)
        guard let keeping else { return }
        for printer in Array(schedule.printers) where !keeping(printer) { forget(printer) }
    }

    // MARK: - Beside the asking

    /// How the spool is filled, in bytes.
    public mutating func filled(_ bytes: Int, of bytesMax: Int) -> [Action] {
        thinning.update(bytes: bytes, of: bytesMax) ? [.say(.thins)] : []
    }

    /// A printer from before a restart; all of them are asked within a short time, but not at once.
    ///
    /// - Parameter sleep: how it slept before; it is left asleep.
    public mutating func restore(
        _ printer: String, lastHeard: Instant, sleep: KnownSleep? = nil, at now: Instant
    ) {
        let spread = min(intervals.frequent, .minutes(2))
        schedule.add(printer, spread: spread, lastHeard: lastHeard, sleep: sleep, at: now)
    }

    /// What is to be remembered of its sleep over a restart.
    public func sleep(of printer: String) -> KnownSleep? { schedule.sleep(of: printer) }

    /// The machine that was there was heard at another address since; nobody is missed here.
    public mutating func moved(away printer: String) { forget(printer) }
}
