// SPDX-License-Identifier: Apache-2.0
import PrinterWire
import Values

/// The asking of many printers at once, as a machine without a socket or a clock: what happened goes in, what
/// is to be done comes out.
///
/// Each printer has one request in flight, and only its own address is listened to. Datagrams leave under a
/// ceiling for all printers together and one for each.
///
/// ```
/// var inquiries = Inquiries(EngineConfiguration(), seed: seed, at: now)
/// let list = inquiries.ask(AskList(asks))
/// while let datagram = inquiries.departure(at: now) { … send …; inquiries.departed(datagram, at: now) }
/// inquiries.received(bytes, from: endpoint, at: now)
/// inquiries.timersDue(at: now)
/// for settled in inquiries.takeSettled() { … }
/// let rest = inquiries.nextDue(at: now)
/// ```
///
/// `now` is time that only goes forward; it need not be the clock on the wall. Whoever takes a departure says
/// what became of it: ``departed(_:at:)``, ``returned(_:)`` or ``unreachable(_:because:at:)``.
public struct Inquiries: Sendable {
    /// A datagram that may go now.
    public struct Departure: Sendable {
        public let endpoint: Endpoint
        public let bytes: [UInt8]
        let slot: Int32
        let transmission: UInt32
    }

    /// What came of an ask, and of which list it was.
    public struct Settled: Sendable {
        public let list: Int
        public let endpoint: Endpoint
        public let outcome: Answer.Outcome
    }

    /// A list of asks that is being worked through.
    private struct Work: Sendable {
        let list: AskList
        var next = 0
        var open = 0
        var done = 0
        var answered = 0

        var hasMore: Bool { next < list.count }
        /// Those who sweep want to hear of those that answer alone.
        var isSweep: Bool { !list.tellsSilent }
        var progress: AskProgress { AskProgress(total: list.count, done: done, answered: answered) }
    }

    /// An address at which something may be, as long as nothing has answered there.
    struct Stranger: Sendable {
        /// The first request id.
        let start: Int32
        /// Which of ``Knocks`` was the last to be given out.
        var step = 0
        /// When each of them went, in microseconds.
        var sent = SIMD4<Int64>()
    }

    /// One printer that is being asked.
    struct Slot: Sendable {
        /// One, or none while it is a stranger; in an array because an inquiry is large, and strangers are many.
        var inquiry: [Inquiry] = []
        var stranger: Stranger?
        var isUsed: Bool { stranger != nil || !inquiry.isEmpty }
        var endpoint: Endpoint?
        var ask: Ask?
        var list = 0
        /// Counts what was to be sent, so that what was overtaken is known when it comes up.
        var transmission: UInt32 = 0
        /// Its datagram waits in the outbox; the timer is set when it has gone.
        var isQueued = false
        /// Waits until the printer may be asked again.
        var held: [UInt8]?
        /// It is held until there is a place to be read in.
        var isParked = false
        var pace = PrinterPace()
        /// Whether an answer is still expected soon; one that is late does not keep others from being asked.
        var isFresh = false
        var isSweep = false
        /// Whether it has answered and holds one of the places for readings.
        var isRead = false
    }

    /// What is remembered of a printer between two asks.
    private struct Acquaintance: Sendable {
        var facts: Inquiry.Facts
        var pace: PrinterPace
    }

    /// What was learnt about so many agents is kept; it is only memory of good manners, so forgetting is safe.
    static let knownMax = 131_072

    let configuration: EngineConfiguration
    var strangerFacts: Inquiry.Facts
    /// Addresses that are asked at the same time, those included whose answer is late.
    static let slotsMax = 131_072
    /// Strangers are not asked again sooner than this, however quick the others of the site are.
    static let hurryMin: Duration = .milliseconds(200)

    /// While it is true nothing new is begun; what is open goes on. For whoever cannot take more answers.
    public var isHeldBack = false

    var slots: [Slot] = []
    /// Slots whose answer is still expected, of sweeps and of other lists.
    private var freshSweeps = 0
    private var freshAsks = 0
    /// Printers that have answered and are being read.
    private var reading = 0
    /// Printers that have answered and wait until one of those is done.
    private var parked: [Int] = []
    private var parkedFirst = 0
    /// How quickly the printers of this site answer.
    private var site: RoundTrip
    private var free: [Int] = []
    private var slotOf: [Endpoint: Int] = [:]
    /// Asks for a printer that is being asked already.
    private var waiting: [Endpoint: [(ask: Ask, list: Int)]] = [:]
    private var known: [Endpoint: Acquaintance] = [:]
    private var works: [Int: Work] = [:]
    private var lastNumber = 0
    /// The lists from which something is still to be begun, each in its turn.
    private var turns: [Int] = []
    private var turn = 0
    var wheel: TimerWheel
    private var outbox = Outbox()
    private var budget: PacketBudget
    private var expired: [Int] = []
    private var settled: [Settled] = []
    private var ended: [(list: Int, progress: AskProgress)] = []
    var chance: SplitMix
    /// What strangers are sent, with what it was prepared for.
    var knocks: (questions: [Question], limits: Inquiry.Limits, expected: Duration?, knocks: Knocks?)?

    /// - Parameter seed: Makes the first request ids, which should be hard to guess.
    public init(_ configuration: EngineConfiguration, seed: UInt64, at now: Instant) {
        self.configuration = configuration
        strangerFacts = Inquiry.Facts(roundTrip: RoundTrip(bounds: configuration.waits))
        site = RoundTrip(bounds: configuration.waits)
        wheel = TimerWheel(slots: 0, now: now.microseconds)
        budget = PacketBudget(perSecond: configuration.packetsPerSecond, now: now.microseconds)
        chance = SplitMix(seed: seed)
    }

    // MARK: - What is to be asked

    /// Takes a list; its number names it from here on.
    public mutating func ask(_ list: AskList) -> Int {
        lastNumber += 1
        works[lastNumber] = Work(list: list)
        if list.count > 0 {
            turns.append(lastNumber)
        } else {
            endIfDone(lastNumber)
        }
        return lastNumber
    }

    /// Asks nothing more of the list; what is open ends without an outcome, and the list with it.
    public mutating func cancel(_ list: Int, at now: Instant) {
        guard works[list] != nil else { return }
        works[list] = nil
        turns.removeAll { $0 == list }
        for endpoint in Array(waiting.keys) {
            waiting[endpoint]?.removeAll { $0.list == list }
            if waiting[endpoint]?.isEmpty == true { waiting[endpoint] = nil }
        }
        for index in slots.indices where slots[index].isUsed && slots[index].list == list {
            guard let endpoint = slots[index].endpoint else { continue }
            release(index)
            startWaiting(endpoint, at: now)
        }
        settled.removeAll { $0.list == list }
    }

    /// Whether nothing is being asked or waits to be.
    public var isIdle: Bool { works.isEmpty }

    /// Printers that are being asked.
    public var openCount: Int { slots.count - free.count }

    /// Addresses of which an answer is still expected: of sweeps at most ``EngineConfiguration/window``, and of
    /// other lists no more either.
    public var awaitedCount: Int { freshSweeps + freshAsks }

    /// Printers that have answered and are being read.
    public var readingCount: Int { reading }

    /// How far each list has come, in the order in which they were given.
    public var progress: [(list: Int, progress: AskProgress)] {
        works.keys.sorted().compactMap { list in works[list].map { (list, $0.progress) } }
    }

    // MARK: - What came of it

    /// The outcomes since the last call, in the order in which they came.
    public mutating func takeSettled() -> [Settled] {
        defer { settled.removeAll(keepingCapacity: true) }
        return settled
    }

    /// The lists that have come to their end since the last call; all their outcomes have been given before.
    public mutating func takeEnded() -> [(list: Int, progress: AskProgress)] {
        defer { ended = [] }
        return ended
    }

    // MARK: - Datagrams

    /// The next datagram that may go now; `nil` when none may or none waits.
    public mutating func departure(at now: Instant) -> Departure? {
        guard budget.available(now: now.microseconds) > 0 else { return nil }
        while true {
            while let entry = outbox.popFirst() {
                let index = Int(entry.slot)
                guard slots[index].transmission == entry.transmission, let endpoint = slots[index].endpoint
                else { continue }
                budget.spend(1)
                return Departure(
                    endpoint: endpoint, bytes: entry.bytes, slot: entry.slot, transmission: entry.transmission
                )
            }
            // What is begun is sent at once, so that nothing ages before it goes.
            guard beginNext(at: now) else { return nil }
        }
    }

    /// It has gone out; the answer is waited for from here.
    public mutating func departed(_ departure: Departure, at now: Instant) {
        let index = Int(departure.slot)
        guard slots[index].transmission == departure.transmission else { return }
        slots[index].isQueued = false
        slots[index].pace.spend(every: configuration.printerInterval, at: now.microseconds)
        if let stranger = slots[index].stranger {
            slots[index].stranger?.sent[stranger.step] = now.microseconds
            let wait = knocks(of: index)?.wait(stranger.step) ?? configuration.waits.first
            wheel.arm(index, due: (now + wait).microseconds, now: now.microseconds)
            return
        }
        guard !slots[index].inquiry.isEmpty, let due = slots[index].inquiry[0].departed(at: now) else {
            return
        }
        wheel.arm(index, due: due.microseconds, now: now.microseconds)
    }

    /// There was no room for it; it is the next to go.
    public mutating func returned(_ departure: Departure) {
        budget.spend(-1)
        outbox.prepend(
            Outbox.Entry(
                slot: departure.slot, transmission: departure.transmission, bytes: departure.bytes))
    }

    /// There is no way to this printer; `why` is the system's words.
    public mutating func unreachable(_ departure: Departure, because why: String, at now: Instant) {
        guard slots[Int(departure.slot)].transmission == departure.transmission else { return }
        settle(Int(departure.slot), .unreachable(why), at: now)
    }

    /// A datagram that came from `endpoint`. One that is no answer to a request in flight changes nothing.
    public mutating func received(_ bytes: Span<UInt8>, from endpoint: Endpoint, at now: Instant) {
        // Only the printer that was asked is listened to.
        guard let index = slotOf[endpoint] else { return }
        introduce(index, at: now)
        guard !slots[index].inquiry.isEmpty else { return }
        let actions = slots[index].inquiry[0].receive(bytes, at: now)
        perform(actions, of: index, at: now, hasHeard: true)
    }

    public mutating func received(_ bytes: [UInt8], from endpoint: Endpoint, at now: Instant) {
        received(bytes.span, from: endpoint, at: now)
    }

    // MARK: - Time

    /// To be called when ``nextDue(at:)`` has come; earlier or later does no harm.
    public mutating func timersDue(at now: Instant) {
        expired.removeAll(keepingCapacity: true)
        wheel.expire(now: now.microseconds, into: &expired)
        for index in expired where slots[index].isUsed {
            if let bytes = slots[index].held {
                slots[index].held = nil
                queue(bytes, of: index)
            } else {
                stale(index)
                if slots[index].stranger != nil {
                    knockAgain(index, at: now)
                } else {
                    perform(slots[index].inquiry[0].timeout(at: now), of: index, at: now)
                }
            }
        }
    }

    /// When something is to be done next if nothing comes in: now when a datagram may go, `nil` when there is
    /// nothing to wait for.
    public mutating func nextDue(at now: Instant) -> Instant? {
        var next = wheel.next(now: now.microseconds)
        if outbox.count > 0 || canBegin {
            _ = budget.available(now: now.microseconds)
            next = min(next ?? .max, now.microseconds + budget.wait())
        }
        return next.map { Instant(microseconds: $0) }
    }

    // MARK: - Beginning

    /// Whether one more may be begun: a sweep asks many addresses at which there may be nothing, other lists
    /// printers that are there. Neither goes on while many wait to be read.
    private func hasRoom(forSweep isSweep: Bool) -> Bool {
        guard !free.isEmpty || slots.count < Inquiries.slotsMax, !isHeldBack,
            parked.count - parkedFirst < configuration.readingsMax
        else { return false }
        return isSweep
            ? freshSweeps < configuration.window
            : freshAsks < min(configuration.window, configuration.readingsMax)
    }

    private var canBegin: Bool {
        guard !turns.isEmpty else { return false }
        if hasRoom(forSweep: false), hasRoom(forSweep: true) { return true }
        return turns.contains { works[$0].map { hasRoom(forSweep: $0.isSweep) } ?? true }
    }

    /// Begins asks until one of them has something to send; `false` when there is none or no room.
    private mutating func beginNext(at now: Instant) -> Bool {
        var skipped = 0
        while skipped < turns.count {
            turn = (turn + 1) % turns.count
            let number = turns[turn]
            guard let work = works[number], work.hasMore else {
                turns.remove(at: turn)
                endIfDone(number)
                continue
            }
            guard hasRoom(forSweep: work.isSweep) else {
                skipped += 1
                continue
            }
            works[number]?.next += 1
            guard let ask = work.list.ask(work.next) else {
                works[number]?.done += 1
                continue
            }
            works[number]?.open += 1
            if slotOf[ask.endpoint] != nil {
                waiting[ask.endpoint, default: []].append((ask, number))
                continue
            }
            start(ask, list: number, isSweep: work.isSweep, at: now)
            return true
        }
        return false
    }

    private mutating func start(_ ask: Ask, list: Int, isSweep: Bool, at now: Instant) {
        let index = free.popLast() ?? slots.count
        if index == slots.count {
            slots.append(Slot())
            wheel.grow(to: slots.count)
        }
        let acquaintance = known[ask.endpoint]
        slots[index].endpoint = ask.endpoint
        slots[index].ask = ask
        slots[index].list = list
        slots[index].isSweep = isSweep
        refresh(index)
        slots[index].pace = acquaintance?.pace ?? PrinterPace()
        slotOf[ask.endpoint] = index
        if isSweep, acquaintance == nil, let knocks = knocks(for: ask) {
            let ids = Knocks.requestIDs
            let start = ids.lowerBound + Int32(chance.next() % UInt64(ids.count))
            slots[index].stranger = Stranger(start: start)
            knock(index, with: knocks)
            return
        }
        let start = Int32(truncatingIfNeeded: chance.next() & 0x7FFF_FFFF)
        slots[index].inquiry = [
            Inquiry(
                questions: ask.questions,
                credentials: configuration.credentials.credentials(for: ask.endpoint),
                requestIDs: Inquiry.RequestIDs(start: start), salt: chance.next(),
                knowing: acquaintance?.facts ?? strangerFacts, limits: ask.limits)
        ]
        perform(slots[index].inquiry[0].begin(at: now), of: index, at: now)
    }

    private mutating func startWaiting(_ endpoint: Endpoint, at now: Instant) {
        guard slotOf[endpoint] == nil, var queue = waiting[endpoint], !queue.isEmpty else { return }
        let (ask, list) = queue.removeFirst()
        waiting[endpoint] = queue.isEmpty ? nil : queue
        start(ask, list: list, isSweep: works[list]?.isSweep ?? false, at: now)
    }

    /// Counts it as awaited; one that follows right on another ask of the same printer is not, where there is no
    /// room.
    private mutating func refresh(_ index: Int) {
        guard !slots[index].isFresh, hasRoom(forSweep: slots[index].isSweep) else { return }
        slots[index].isFresh = true
        if slots[index].isSweep { freshSweeps += 1 } else { freshAsks += 1 }
    }

    private mutating func stale(_ index: Int) {
        guard slots[index].isFresh else { return }
        slots[index].isFresh = false
        if slots[index].isSweep { freshSweeps -= 1 } else { freshAsks -= 1 }
    }

    // MARK: - Doing what an inquiry says

    private mutating func perform(
        _ actions: [Inquiry.Action], of index: Int, at now: Instant, hasHeard: Bool = false
    ) {
        for action in actions {
            switch action {
            case .send(let bytes):
                wheel.disarm(index)
                slots[index].transmission &+= 1
                slots[index].isQueued = true
                if hasHeard, !slots[index].isRead, !mayRead(index) {
                    slots[index].held = bytes
                    continue
                }
                let start = slots[index].pace.start(
                    every: configuration.printerInterval, at: now.microseconds)
                if start > now.microseconds {
                    slots[index].held = bytes
                    wheel.arm(index, due: start, now: now.microseconds)
                } else {
                    queue(bytes, of: index)
                }
            case .setTimer(let instant):
                // That of a datagram that has not gone yet is set when it goes.
                guard !slots[index].isQueued else { continue }
                wheel.arm(index, due: instant.microseconds, now: now.microseconds)
            case .finished(let walk, let facts):
                finish(index, walk, facts, at: now)
            case .failed(let failure):
                fail(index, failure, at: now)
            }
        }
    }

    /// Gives a printer that has answered a place to be read in, or has it wait for one.
    private mutating func mayRead(_ index: Int) -> Bool {
        guard reading < configuration.readingsMax else {
            parked.append(index)
            slots[index].isParked = true
            stale(index)
            return false
        }
        reading += 1
        slots[index].isRead = true
        return true
    }

    private mutating func unpark() {
        while parkedFirst < parked.count, reading < configuration.readingsMax {
            let index = parked[parkedFirst]
            parkedFirst += 1
            // It may have been cancelled while it waited, and its slot be another's.
            guard slots[index].isParked, let bytes = slots[index].held else { continue }
            slots[index].isParked = false
            slots[index].held = nil
            slots[index].isRead = true
            reading += 1
            queue(bytes, of: index)
        }
        if parkedFirst == parked.count {
            parked.removeAll(keepingCapacity: true)
            parkedFirst = 0
        }
    }

    mutating func queue(_ bytes: [UInt8], of index: Int) {
        outbox.append(
            Outbox.Entry(slot: Int32(index), transmission: slots[index].transmission, bytes: bytes))
    }

    private mutating func finish(_ index: Int, _ walk: Walk, _ facts: Inquiry.Facts, at now: Instant) {
        remember(facts, of: index)
        learn(facts.roundTrip, at: now)
        if let followUp = slots[index].ask?.followUp {
            slots[index].ask?.followUp = nil
            let more = followUp(walk)
            if !more.isEmpty {
                perform(slots[index].inquiry[0].ask(more, at: now), of: index, at: now, hasHeard: true)
                return
            }
        }
        settle(index, .heard(walk, facts.version ?? .v2c), at: now)
    }

    private mutating func remember(_ facts: Inquiry.Facts, of index: Int) {
        guard let endpoint = slots[index].endpoint else { return }
        if known.count >= Inquiries.knownMax { known.removeAll(keepingCapacity: true) }
        known[endpoint] = Acquaintance(facts: facts, pace: slots[index].pace)
    }

    /// What one printer takes to answer says what others of the site may take.
    private mutating func learn(_ roundTrip: RoundTrip, at now: Instant) {
        guard let smoothed = roundTrip.smoothed else { return }
        site.heard(after: .microseconds(smoothed))
        let usual = site.wait(repeats: 0)
        let expected = min(configuration.waits.first, max(Inquiries.hurryMin, usual + usual))
        let isNews = strangerFacts.roundTrip.expected == nil
        strangerFacts.roundTrip.expected = expected
        guard isNews else { return }
        // Those asked before anything was known of the site would wait the longest.
        for index in slots.indices where !slots[index].isQueued {
            if let stranger = slots[index].stranger {
                // The last time it is given up no earlier for that.
                guard let knocks = knocks(of: index), stranger.step + 1 < knocks.count else { continue }
                let sent = Instant(microseconds: stranger.sent[stranger.step])
                wheel.arm(
                    index, due: (sent + knocks.wait(stranger.step)).microseconds, now: now.microseconds)
            } else if !slots[index].inquiry.isEmpty, let due = slots[index].inquiry[0].expect(expected) {
                wheel.arm(index, due: due.microseconds, now: now.microseconds)
            }
        }
    }

    private mutating func fail(_ index: Int, _ failure: Inquiry.Failure, at now: Instant) {
        switch failure {
        case .noAnswer:
            // What was learnt may be of a machine that stood here before; with which password to begin is not
            // forgotten, for a machine that is only off.
            if let endpoint = slots[index].endpoint { known[endpoint] = nil }
            if let facts = slots[index].inquiry.first?.learnt, facts.credentialToBeginWith != nil {
                var stranger = strangerFacts
                stranger.lastCredential = facts.credentialToBeginWith
                remember(stranger, of: index)
            }
            settle(index, .noAnswer, at: now)
        case .refused(let refusal, let user):
            if let facts = slots[index].inquiry.first?.learnt { remember(facts, of: index) }
            settle(index, .refused(refusal, user: user), at: now)
        case .unreadable: settle(index, .unreadable, at: now)
        case .fellSilent(let walk): settle(index, .fellSilent(walk), at: now)
        }
    }

    mutating func settle(_ index: Int, _ outcome: Answer.Outcome, at now: Instant) {
        guard let endpoint = slots[index].endpoint else { return }
        let number = slots[index].list
        release(index)
        if var work = works[number] {
            work.open -= 1
            work.done += 1
            var isSilent = false
            switch outcome {
            case .noAnswer, .unreachable: isSilent = true
            case .heard, .fellSilent, .unreadable, .refused: work.answered += 1
            }
            works[number] = work
            if !isSilent || work.list.tellsSilent {
                settled.append(Settled(list: number, endpoint: endpoint, outcome: outcome))
            }
            endIfDone(number)
        }
        startWaiting(endpoint, at: now)
    }

    private mutating func release(_ index: Int) {
        if let endpoint = slots[index].endpoint { slotOf[endpoint] = nil }
        wheel.disarm(index)
        stale(index)
        let wasRead = slots[index].isRead
        let transmission = slots[index].transmission &+ 1
        slots[index] = Slot()
        // Entries that still lie in the outbox must not match the slot's next tenant.
        slots[index].transmission = transmission
        free.append(index)
        guard wasRead else { return }
        reading -= 1
        unpark()
    }

    private mutating func endIfDone(_ number: Int) {
        guard let work = works[number], !work.hasMore, work.open == 0 else { return }
        works[number] = nil
        turns.removeAll { $0 == number }
        ended.append((number, work.progress))
    }
}
