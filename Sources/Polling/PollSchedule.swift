// SPDX-License-Identifier: Apache-2.0
import PrinterWire
import Values

/// When which printer is asked what: a machine without a clock, sockets or chance of its own.
///
/// The caller tells it what happened and asks ``due(at:limit:)`` what to do now. Printers are spread over the
/// interval by a phase that follows from their address, so that they are not all asked at once, and stay spread
/// after a restart or a night in which the computer slept. Waiting is reckoned in time that only goes forward:
/// a clock that jumps back neither stalls the schedule nor makes it ask everyone again.
public struct PollSchedule: Sendable {
    private struct Entry: Sendable {
        /// Told apart from earlier plans of the same printer, which stay in the queue until they surface.
        var plan: UInt32 = 0
        var isAsked = false
        var fullDue: Forward
        var failures = 0
        /// When it last answered; at first, when it was found.
        var lastHeard: Forward
        var silenceSaid: Forward?
        var marks: ChangeMarks?
        var marksAt: Forward?
        /// When a machine that sleeps was last asked for more than the few questions that leave it asleep.
        var asleepSince: Forward?
    }

    /// Time that only goes forward, in microseconds.
    private typealias Forward = Int64

    public let intervals: PollIntervals
    private let quiet: QuietHours?
    private let seed: UInt64
    private var entries: [String: Entry] = [:]
    private var queue = DueQueue()
    private var sweepDue: Forward
    private var isSweeping = false
    private var latest: Instant
    /// What to add to the clock so that it does not go back.
    private var lag: Int64 = 0

    /// A schedule that wants to sweep at once. The same `seed` gives the same spread.
    ///
    /// - Parameter quiet: When nobody looks for new printers, and those that sleep are not asked at all.
    public init(
        intervals: PollIntervals = PollIntervals(), quiet: QuietHours? = nil, seed: UInt64, now: Instant
    ) {
        self.intervals = intervals
        self.quiet = quiet
        self.seed = seed
        latest = now
        sweepDue = now.microseconds
    }

    /// The printers that are asked regularly.
    public var printers: some Collection<String> { entries.keys }
    public var count: Int { entries.count }

    public func isKnown(_ printer: String) -> Bool { entries[printer] != nil }
    /// When it last answered or, before that, was found; on the clock as it goes now.
    public func lastHeard(_ printer: String) -> Instant? {
        entries[printer].map { Instant(microseconds: $0.lastHeard - lag) }
    }
    /// Takes a printer in, at its address; a full reading is due within `spread`. Taking it in twice does nothing.
    /// `lastHeard` is known for a printer from before a restart, and so is its sleep: who slept then is not woken
    /// because we restarted.
    public mutating func add(
        _ printer: String, spread: Duration = .zero, lastHeard: Instant? = nil, sleep: KnownSleep? = nil,
        at now: Instant
    ) {
        let time = forward(now)
        guard entries[printer] == nil else { return }
        let heard = lastHeard.map { min(time, $0.microseconds &+ lag) } ?? time
        var entry = Entry(fullDue: time, lastHeard: heard)
        if let sleep {
            entry.marks = sleep.marks
            entry.marksAt = heard
            entry.asleepSince = sleep.since.map { min(time, $0.microseconds &+ lag) }
        }
        entries[printer] = entry
        let width = max(0, spread.wholeMicroseconds)
        plan(printer, at: time + (width > 0 ? Int64(phase(of: printer) % UInt64(width)) : 0))
    }

    public mutating func remove(_ printer: String) {
        entries[printer] = nil
    }

    /// What is to be done now, most overdue first: at most `limit` printers to ask, and a sweep beside them.
    ///
    /// What is handed out counts as being done until ``heard(_:depth:marks:at:)``, ``unanswered(_:at:)`` or
    /// ``swept(at:)`` says how it went.
    public mutating func due(at now: Instant, limit: Int) -> [PollAction] {
        let time = forward(now)
        var actions: [PollAction] = []
        let quietEnd = quiet?.end(at: now).map { $0.microseconds + lag }
        if !isSweeping, sweepDue <= time {
            if let quietEnd {
                sweepDue = quietEnd
            } else {
                isSweeping = true
                actions.append(.sweep)
            }
        }
        var asked = 0
        while asked < limit, let first = queue.first, first.due <= time {
            queue.removeFirst()
            guard var entry = entries[first.printer], entry.plan == first.plan, !entry.isAsked else {
                continue
            }
            if entry.asleepSince != nil || entry.marks?.isWokenByAsking == true, let quietEnd {
                let width = UInt64(max(1, intervals.frequent.wholeMicroseconds))
                plan(first.printer, at: quietEnd + Int64(phase(of: first.printer) % width))
                continue
            }
            entry.isAsked = true
            entries[first.printer] = entry
            actions.append(.ask(first.printer, depth(entry, at: time)))
            asked += 1
        }
        return actions
    }

    /// A machine that sleeps is asked for more only now and then, to see what its few words do not tell.
    private func depth(_ entry: Entry, at time: Forward) -> PollDepth {
        if let since = entry.asleepSince, time - since < intervals.sleepMax.wholeMicroseconds {
            return .watch
        }
        return entry.fullDue <= time ? .full : .frequent
    }

    /// What is to be remembered of its sleep over a restart; `nil` of one that is awake and asked over datagrams.
    public func sleep(of printer: String) -> KnownSleep? {
        guard let entry = entries[printer], let marks = entry.marks,
            entry.asleepSince != nil || marks.isWokenByAsking
        else { return nil }
        return KnownSleep(marks, since: entry.asleepSince.map { Instant(microseconds: $0 - lag) })
    }

    /// Whether the printer sleeps, as far as is known.
    public func isAsleep(_ printer: String) -> Bool { entries[printer]?.asleepSince != nil }

    /// When ``due(at:limit:)`` will next have something, on the clock that gave the last instant; `nil` while
    /// everything is being done.
    public mutating func nextDue() -> Instant? {
        while let first = queue.first {
            if let entry = entries[first.printer], entry.plan == first.plan, !entry.isAsked { break }
            queue.removeFirst()
        }
        let sweep = isSweeping ? nil : sweepDue
        guard let next = [queue.first?.due, sweep].compactMap({ $0 }).min() else { return nil }
        return Instant(microseconds: next - lag)
    }

    /// The printer answered. When a frequent reading shows that more has changed than it asked for, a full one
    /// follows at once, and the answer is `.changed`: the caller must not mix the two.
    ///
    /// - Parameter isFitting: Whether what was heard has as many rows as were asked for.
    @discardableResult
    public mutating func heard(
        _ printer: String, depth: PollDepth, marks: ChangeMarks, isFitting: Bool = true, at now: Instant
    ) -> HeardOutcome {
        let time = forward(now)
        guard var entry = entries[printer] else { return .unchanged }
        if depth == .watch { return watched(printer, entry, marks, at: time) }
        let wasSilent = entry.silenceSaid != nil
        let hasChanged =
            depth == .frequent
            && (wasSilent || !isFitting
                || !marks.continues(entry.marks, after: time - (entry.marksAt ?? time)))
        entry.isAsked = false
        entry.failures = 0
        entry.lastHeard = time
        entry.silenceSaid = nil
        entry.marks = marks
        entry.marksAt = time
        entry.asleepSince = marks.isAsleep ? time : nil
        if hasChanged {
            entry.fullDue = time
        } else if depth == .full {
            entry.fullDue = grid(printer, every: intervals.full, after: time)
        }
        entries[printer] = entry
        plan(printer, at: hasChanged ? time : grid(printer, every: intervals.frequent, after: time))
        return hasChanged ? .changed : .unchanged
    }

    /// It answered the few questions that leave it asleep. When they are answered as before it still sleeps;
    /// otherwise it woke up, and is asked for everything that changes.
    private mutating func watched(
        _ printer: String, _ before: Entry, _ marks: ChangeMarks, at time: Forward
    ) -> HeardOutcome {
        var entry = before
        let elapsed = time - (entry.marksAt ?? time)
        let isSame =
            marks.isAsleep
            || marks.states == entry.marks?.states && marks.continues(entry.marks, after: elapsed)
        entry.isAsked = false
        entry.failures = 0
        entry.lastHeard = time
        let wasSilent = entry.silenceSaid != nil
        entry.silenceSaid = nil
        if isSame, !wasSilent {
            entries[printer] = entry
            plan(printer, at: grid(printer, every: intervals.frequent, after: time))
            return .unchanged
        }
        entry.asleepSince = nil
        if wasSilent { entry.fullDue = time }
        entries[printer] = entry
        plan(printer, at: time)
        return .changed
    }

    /// The printer was asked in vain.
    public mutating func unanswered(_ printer: String, at now: Instant) -> SilenceOutcome {
        let time = forward(now)
        guard var entry = entries[printer] else { return .forgotten }
        if time - entry.lastHeard >= intervals.forgetAfter.wholeMicroseconds {
            entries[printer] = nil
            return .forgotten
        }
        entry.isAsked = false
        entry.failures += 1
        var outcome = SilenceOutcome.notYet
        if entry.failures >= intervals.failuresBeforeSilence {
            let day = intervals.sayAgainAfter.wholeMicroseconds
            if let said = entry.silenceSaid, time - said < day {
                outcome = .saidAlready
            } else {
                entry.silenceSaid = time
                outcome = .say
            }
        }
        let waits = backoff(afterFailures: entry.failures)
        // A tenth of the wait is spread, so that a closet that lost its power is not asked in one burst.
        let spread = Int64(phase(of: printer) % UInt64(max(1, waits / 10)))
        entries[printer] = entry
        plan(printer, at: time + waits - spread)
        return outcome
    }

    /// What was handed out could not be begun; it is due again after a moment.
    public mutating func postponed(_ printer: String, at now: Instant) {
        let time = forward(now)
        guard entries[printer] != nil else { return }
        entries[printer]?.isAsked = false
        plan(printer, at: time + Duration.seconds(10).wholeMicroseconds)
    }

    /// The sweep is over.
    public mutating func swept(at now: Instant) {
        isSweeping = false
        sweepDue = forward(now) + intervals.sweep.wholeMicroseconds
    }

    // MARK: - Time that only goes forward

    private mutating func forward(_ now: Instant) -> Forward {
        if now < latest { lag += latest.microseconds - now.microseconds }
        latest = now
        return now.microseconds + lag
    }

    // MARK: - Spread

    private mutating func plan(_ printer: String, at due: Forward) {
        guard var entry = entries[printer] else { return }
        entry.plan &+= 1
        entries[printer] = entry
        queue.insert(DueQueue.Element(due: due, printer: printer, plan: entry.plan))
    }

    /// The printer's next turn on its own grid of instants, half an interval or more from now.
    private func grid(_ printer: String, every interval: Duration, after time: Forward) -> Forward {
        let width = max(1, interval.wholeMicroseconds)
        let phase = Int64(phase(of: printer) % UInt64(width))
        let earliest = time + width / 2
        let behind = ((earliest - phase) % width + width) % width
        return earliest + (behind == 0 ? 0 : width - behind)
    }

    /// Half of the usual interval after the first failure, so that a lost moment is soon made good; then twice
    /// as long each time up to the ceiling.
    private func backoff(afterFailures failures: Int) -> Int64 {
        let half = max(2, intervals.frequent.wholeMicroseconds) / 2
        let ceiling = max(half, intervals.silentMax.wholeMicroseconds)
        var wait = half
        var doublings = failures - 1
        while doublings > 0, wait < ceiling {
            wait *= 2
            doublings -= 1
        }
        return min(wait, ceiling)
    }

    /// FNV-1a over the address, mixed with the seed.
    private func phase(of printer: String) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in printer.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        var mixer = SplitMix(seed: hash ^ seed)
        return mixer.next()
    }
}

/// How often is asked, in the clock's time.
public struct PollIntervals: Hashable, Sendable {
    /// Meters, levels, status and alerts.
    public var frequent: Duration
    /// Everything.
    public var full: Duration
    /// Looking for new printers.
    public var sweep: Duration
    /// The longest wait between two questions to a printer that does not answer.
    public var silentMax: Duration
    /// How many times in a row a printer is asked in vain before it counts as silent.
    public var failuresBeforeSilence: Int
    /// A silence is said again after this long.
    public var sayAgainAfter: Duration
    /// A printer that has been silent for so long is not asked any more; a sweep may find it again.
    public var forgetAfter: Duration
    /// A printer that sleeps is left asleep for so long before it is asked for its figures again.
    public var sleepMax: Duration

    public init(
        frequent: Duration = .minutes(15), full: Duration = .days(1), sweep: Duration = .hours(4),
        silentMax: Duration = .hours(1), failuresBeforeSilence: Int = 2, sayAgainAfter: Duration = .days(1),
        forgetAfter: Duration = .days(90), sleepMax: Duration = .hours(4)
    ) {
        self.frequent = frequent
        self.full = full
        self.sweep = sweep
        self.silentMax = silentMax
        self.failuresBeforeSilence = failuresBeforeSilence
        self.sayAgainAfter = sayAgainAfter
        self.forgetAfter = forgetAfter
        self.sleepMax = sleepMax
    }
}

/// How much is asked.
public enum PollDepth: Hashable, Sendable {
    /// The few questions that leave a sleeping printer asleep.
    case watch
    /// Meters, levels, status and alerts.
    case frequent
    /// Everything a reading can hold.
    case full
}

/// What the schedule wants done.
public enum PollAction: Hashable, Sendable {
    /// Look through the ranges for printers that are not known yet.
    case sweep
    case ask(String, PollDepth)
}

public enum HeardOutcome: Hashable, Sendable {
    case unchanged
    /// The machine restarted, was reconfigured, or is another one: a full reading comes next.
    case changed
}

public enum SilenceOutcome: Hashable, Sendable {
    /// It may be a lost datagram.
    case notYet
    /// The silence is to be told to the server.
    case say
    case saidAlready
    /// It has been silent for so long that it is no longer asked.
    case forgotten
}

/// How a printer slept when it was last heard.
public struct KnownSleep: Hashable, Sendable, Codable {
    /// Since when it has been left asleep; `nil` of one of which that cannot be told.
    public var since: Instant?
    /// ``ChangeMarks/isWokenByAsking``
    public var isWokenByAsking: Bool
    /// ``ChangeMarks/uptimeTicks`` and ``ChangeMarks/states`` as it fell asleep; it sleeps while it answers so.
    public var uptimeTicks: UInt32?
    public var states: [Int64?]

    init(_ marks: ChangeMarks, since: Instant?) {
        self.since = since
        isWokenByAsking = marks.isWokenByAsking
        uptimeTicks = marks.uptimeTicks
        states = marks.states
    }

    var marks: ChangeMarks {
        var marks = ChangeMarks(uptimeTicks: uptimeTicks)
        marks.isAsleep = since != nil
        marks.isWokenByAsking = isWokenByAsking
        marks.states = states
        return marks
    }
}

/// What shows in a frequent reading that the machine is not as it was when it was last read in full.
public struct ChangeMarks: Hashable, Sendable {
    /// prtGeneralConfigChanges (RFC 3805): counts changes of the configuration.
    public var configurationChanges: Int64?
    /// sysUpTime (RFC 3418) in hundredths of a second; wraps after 497 days.
    public var uptimeTicks: UInt32?
    /// The serial number as far as it was asked for, by the object that holds it.
    public var serials: [OID: String] = [:]
    /// The supplies' levels, in the order in which the machine lists them.
    public var levels: [SupplyLevel] = []
    /// How many objects were heard that do not come and go by themselves.
    public var rowCount = 0
    /// Whether it says that it sleeps.
    public var isAsleep = false
    /// Whether asking it would wake it if it slept: it is read over connections alone. In quiet hours it is left
    /// alone, for nobody can tell whether it sleeps.
    public var isWokenByAsking = false
    /// What it answers to the questions that leave it asleep, in their order.
    public var states: [Int64?] = []

    /// A level as the machine says it (prtMarkerSuppliesLevel and prtMarkerSuppliesMaxCapacity of RFC 3805).
    public struct SupplyLevel: Hashable, Sendable {
        public var level: Int64
        public var max: Int64

        public init(level: Int64, max: Int64) {
            self.level = level
            self.max = max
        }

        /// Whether a new one may have been put in since: what is there becomes less by itself and never more, apart
        /// from the twentieth by which some machines waver.
        func isRefilled(since earlier: SupplyLevel) -> Bool {
            guard max == earlier.max else { return true }
            // Below zero stand words, not amounts.
            guard level >= 0, earlier.level >= 0 else { return level != earlier.level }
            return level - earlier.level > Swift.max(0, max) / 20
        }
    }

    public init(
        configurationChanges: Int64? = nil, uptimeTicks: UInt32? = nil, serials: [OID: String] = [:]
    ) {
        self.configurationChanges = configurationChanges
        self.uptimeTicks = uptimeTicks
        self.serials = serials
    }

    /// Whether this can be the same machine, not restarted, `microseconds` after `earlier`.
    ///
    /// Uptime must not have gone on faster than the clock did: another printer that took over the address of
    /// this one gives itself away by that, even when its serial number was not asked for.
    func continues(_ earlier: ChangeMarks?, after microseconds: Int64) -> Bool {
        guard let earlier else { return false }
        if let now = configurationChanges, let then = earlier.configurationChanges, now != then {
            return false
        }
        for (place, now) in serials {
            if let then = earlier.serials[place], now != then { return false }
        }
        guard levels.count == earlier.levels.count || levels.isEmpty || earlier.levels.isEmpty,
            !zip(levels, earlier.levels).contains(where: { $0.isRefilled(since: $1) })
        else { return false }
        guard let now = uptimeTicks, let then = earlier.uptimeTicks else { return true }
        let elapsed = max(0, microseconds) / 10_000
        guard elapsed < Int64(UInt32.max) / 2 else { return false }
        let gone = Int64(now &- then)
        // Less than what passed is fine: some machines stop counting while they sleep. A restart wraps around
        // to far more, and so does another machine that has not been up for as long.
        return gone <= elapsed + elapsed / 4 + 30_000
    }
}
