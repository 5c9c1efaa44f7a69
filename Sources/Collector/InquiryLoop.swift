// SPDX-License-Identifier: Apache-2.0
import CSockets
import Glibc
import PrinterWire
import Values

/// The engine's inside: one socket, many inquiries, on one thread and for that thread alone.
final class InquiryLoop {
    /// A list of asks that is being worked through.
    private final class Work {
        let number: Int
        let list: AskList
        let sink: InquiryEngine.Sink
        var next = 0
        var open = 0
        var done = 0
        var answered = 0
        var isCancelled = false

        init(number: Int, list: AskList, sink: InquiryEngine.Sink) {
            self.number = number
            self.list = list
            self.sink = sink
        }

        var hasMore: Bool { !isCancelled && next < list.count }
        var progress: AskProgress { AskProgress(total: list.count, done: done, answered: answered) }
    }

    private struct Slot {
        var inquiry: Inquiry?
        var endpoint: Endpoint?
        var ask: Ask?
        var work: Work?
        var transmission: UInt32 = 0
        /// When the timer of the transmission is due, and from when it was reckoned.
        var due: Int64 = 0
        var reckonedFrom: Int64 = 0
    }

    /// How often progress is told, in microseconds.
    private static let progressInterval: Int64 = 100_000
    /// What was learnt about so many agents is kept; it is only memory of good manners, so forgetting is safe.
    private static let knownMax = 131_072
    private static let receiveSlots: UInt32 = 64
    private static let sendSlots: UInt32 = 64
    private static let requestBytesMax: UInt32 = 8_192
    /// Rounds of receiving before timers get their turn.
    private static let receiveRoundsMax = 32

    private let configuration: EngineConfiguration
    private let community: [UInt8]
    private let strangerFacts: Inquiry.Facts
    private let clock: any WallClock
    private let socket: Int32
    private let wake: Int32
    private let received: OpaquePointer
    private let outgoing: OpaquePointer
    private var slots: [Slot]
    private var free: [Int]
    private var slotOf: [Endpoint: Int] = [:]
    /// Asks for a printer that is being asked already.
    private var waiting: [Endpoint: [(Ask, Work)]] = [:]
    private var known: [Endpoint: Inquiry.Facts] = [:]
    private var works: [Work] = []
    private var turn = 0
    private var wheel: TimerWheel
    private var outbox = Outbox()
    private var budget: PacketBudget
    private var isBlocked = false
    private var progressTold: Int64 = 0
    private var expired: [Int] = []
    private var chance: SplitMix

    init(
        configuration: EngineConfiguration, clock: any WallClock, seed: UInt64
    ) throws(EngineFailure) {
        let now = InquiryLoop.monotonic()
        let socket = datagram_open(DatagramEndpoint(), configuration.socketBufferBytes)
        let wake = datagram_wake_create()
        let received = datagram_batch_create(InquiryLoop.receiveSlots, UInt32(WireLimits.datagramBytesMax))
        let outgoing = datagram_batch_create(InquiryLoop.sendSlots, InquiryLoop.requestBytesMax)
        guard socket >= 0, wake >= 0, let received, let outgoing else {
            datagram_close(socket)
            datagram_wake_close(wake)
            datagram_batch_destroy(received)
            datagram_batch_destroy(outgoing)
            throw EngineFailure(
                message: "This computer gave Goodword no socket to ask printers with. The log says why.",
                detail: "socket \(socket), wake \(wake)")
        }
        self.configuration = configuration
        self.clock = clock
        self.socket = socket
        self.wake = wake
        self.received = received
        self.outgoing = outgoing
        community = Array(configuration.community.utf8)
        strangerFacts = Inquiry.Facts(roundTrip: RoundTrip(bounds: configuration.waits))
        slots = Array(repeating: Slot(), count: configuration.window)
        free = Array((0..<configuration.window).reversed())
        wheel = TimerWheel(slots: configuration.window, now: now)
        budget = PacketBudget(perSecond: configuration.packetsPerSecond, now: now)
        chance = SplitMix(seed: seed)
    }

    deinit {
        datagram_close(socket)
        datagram_wake_close(wake)
        datagram_batch_destroy(received)
        datagram_batch_destroy(outgoing)
    }

    /// The descriptor by which other threads end a wait.
    var wakeDescriptor: Int32 { wake }

    var localPort: UInt16? {
        var local = DatagramEndpoint()
        return datagram_local(socket, &local) == 0 ? local.port : nil
    }

    static func monotonic() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000
    }

    // MARK: - The loop

    /// Works until `takeOrders` says to stop.
    func run(_ takeOrders: () -> InquiryEngine.Orders) {
        while true {
            let orders = takeOrders()
            if orders.mustStop { break }
            accept(orders)
            admit()
            flush()
            tellProgress(InquiryLoop.monotonic())
            let ready = datagram_wait(socket, wake, isBlocked ? 1 : 0, patience())
            if ready & DATAGRAM_WOKEN != 0 { datagram_wake_clear(wake) }
            if ready & DATAGRAM_WRITABLE != 0 { isBlocked = false }
            if ready & DATAGRAM_READABLE != 0 { receiveAll() }
            expireTimers()
        }
        for work in works { work.sink.finish() }
        works = []
    }

    /// How long the thread may sleep, in microseconds; negative is until it is woken.
    private func patience() -> Int64 {
        var limit: Int64 = works.isEmpty ? 3_600_000_000 : InquiryLoop.progressInterval
        if works.contains(where: \.hasMore), !free.isEmpty, !isBlocked { limit = min(limit, budget.wait()) }
        if outbox.count > 0, !isBlocked { limit = min(limit, budget.wait()) }
        return wheel.wait(now: InquiryLoop.monotonic(), limit: limit)
    }

    private func accept(_ orders: InquiryEngine.Orders) {
        for order in orders.lists {
            works.append(Work(number: order.number, list: order.list, sink: order.sink))
        }
        for number in orders.cancelled {
            guard let work = works.first(where: { $0.number == number }) else { continue }
            work.isCancelled = true
            for index in slots.indices where slots[index].work === work { release(index) }
            for endpoint in Array(waiting.keys) {
                waiting[endpoint]?.removeAll { $0.1 === work }
                if waiting[endpoint]?.isEmpty == true { waiting[endpoint] = nil }
            }
            work.open = 0
        }
        retireFinished()
    }

    /// Begins asks while there are slots and the ceiling allows, each list in its turn.
    private func admit() {
        let now = InquiryLoop.monotonic()
        // What is admitted is sent at once, so that its timer is reckoned from when it went.
        var allowance = budget.available(now: now) - outbox.count
        var idle = 0
        while allowance > 0, !free.isEmpty, !isBlocked, idle < works.count {
            turn = (turn + 1) % works.count
            let work = works[turn]
            guard work.hasMore else {
                idle += 1
                continue
            }
            idle = 0
            defer { work.next += 1 }
            guard let ask = work.list.ask(work.next) else {
                work.done += 1
                continue
            }
            work.open += 1
            if slotOf[ask.endpoint] != nil {
                waiting[ask.endpoint, default: []].append((ask, work))
            } else {
                start(ask, for: work, now: now)
                allowance -= 1
            }
        }
        retireFinished()
    }

    private func start(_ ask: Ask, for work: Work, now: Int64) {
        guard let index = free.popLast() else { return }
        let start = Int32(truncatingIfNeeded: chance.next() & 0x7FFF_FFFF)
        slots[index].inquiry = Inquiry(
            questions: ask.questions, community: community, requestIDs: Inquiry.RequestIDs(start: start),
            knowing: known[ask.endpoint] ?? strangerFacts, limits: ask.limits)
        slots[index].endpoint = ask.endpoint
        slots[index].ask = ask
        slots[index].work = work
        slotOf[ask.endpoint] = index
        let actions = slots[index].inquiry?.begin(at: Instant(microseconds: now)) ?? []
        perform(actions, of: index, now: now)
    }

    private func perform(_ actions: [Inquiry.Action], of index: Int, now: Int64) {
        for action in actions {
            switch action {
            case .send(let bytes):
                slots[index].transmission &+= 1
                slots[index].reckonedFrom = now
                wheel.disarm(index)
                outbox.append(
                    Outbox.Entry(slot: Int32(index), transmission: slots[index].transmission, bytes: bytes))
            case .setTimer(let instant):
                slots[index].due = instant.microseconds
                // Armed for good when the datagram has gone; until then this keeps a lost order from hanging.
                wheel.arm(index, due: instant.microseconds, now: now)
            case .finished(let walk, let facts):
                finish(index, walk, facts, now: now)
            case .failed(let failure):
                fail(index, failure)
            }
        }
    }

    private func finish(_ index: Int, _ walk: Walk, _ facts: Inquiry.Facts, now: Int64) {
        if let endpoint = slots[index].endpoint {
            if known.count >= InquiryLoop.knownMax { known.removeAll(keepingCapacity: true) }
            known[endpoint] = facts
        }
        if let followUp = slots[index].ask?.followUp {
            slots[index].ask?.followUp = nil
            let more = followUp(walk)
            if !more.isEmpty {
                let actions = slots[index].inquiry?.ask(more, at: Instant(microseconds: now)) ?? []
                perform(actions, of: index, now: now)
                return
            }
        }
        settle(index, .heard(walk, facts.version ?? .v2c))
    }

    private func fail(_ index: Int, _ failure: Inquiry.Failure) {
        switch failure {
        case .noAnswer:
            // What was learnt may be of a machine that stood here before.
            if let endpoint = slots[index].endpoint { known[endpoint] = nil }
            settle(index, .noAnswer)
        case .unreadable: settle(index, .unreadable)
        case .fellSilent(let walk): settle(index, .fellSilent(walk))
        }
    }

    private func settle(_ index: Int, _ outcome: Answer.Outcome) {
        guard let work = slots[index].work, let endpoint = slots[index].endpoint else { return }
        release(index)
        work.open -= 1
        work.done += 1
        var isSilent = false
        switch outcome {
        case .noAnswer, .unreachable: isSilent = true
        case .heard, .fellSilent, .unreadable: work.answered += 1
        }
        if !isSilent || work.list.tellsSilent {
            work.sink.yield(Answer(endpoint: endpoint, outcome: outcome, heard: clock.now()))
        }
        startWaiting(endpoint)
    }

    private func startWaiting(_ endpoint: Endpoint) {
        guard var queue = waiting[endpoint], !queue.isEmpty else { return }
        let (ask, work) = queue.removeFirst()
        waiting[endpoint] = queue.isEmpty ? nil : queue
        start(ask, for: work, now: InquiryLoop.monotonic())
    }

    private func release(_ index: Int) {
        if let endpoint = slots[index].endpoint { slotOf[endpoint] = nil }
        wheel.disarm(index)
        let transmission = slots[index].transmission &+ 1
        slots[index] = Slot()
        // Entries that still lie in the outbox must not match the slot's next tenant.
        slots[index].transmission = transmission
        free.append(index)
    }

    private func retireFinished() {
        guard works.contains(where: { !$0.hasMore && $0.open == 0 }) else { return }
        for work in works where !work.hasMore && work.open == 0 {
            work.sink.progress(work.progress)
            work.sink.finish()
        }
        works.removeAll { !$0.hasMore && $0.open == 0 }
        turn = 0
    }

    private func tellProgress(_ now: Int64) {
        guard now - progressTold >= InquiryLoop.progressInterval else { return }
        progressTold = now
        for work in works { work.sink.progress(work.progress) }
    }

    // MARK: - Datagrams

    /// Sends what waits, as far as the ceiling and the socket allow.
    private func flush() {
        let headers = datagram_batch_headers(outgoing)
        let bytes = datagram_batch_bytes(outgoing)
        while outbox.count > 0, !isBlocked {
            let now = InquiryLoop.monotonic()
            let room = min(Int(InquiryLoop.sendSlots), budget.available(now: now))
            guard room > 0 else { return }
            var batch: [Int] = []
            while batch.count < room, let entry = outbox.first {
                outbox.removeFirst()
                let index = Int(entry.slot)
                guard slots[index].transmission == entry.transmission, let endpoint = slots[index].endpoint
                else {
                    continue
                }
                let place = batch.count
                let length = min(entry.bytes.count, Int(InquiryLoop.requestBytesMax))
                let target = bytes + place * Int(InquiryLoop.requestBytesMax)
                entry.bytes.withUnsafeBufferPointer { source in
                    if let base = source.baseAddress { target.update(from: base, count: length) }
                }
                headers[place].length = UInt32(length)
                headers[place].peer = endpoint.datagram
                headers[place].local = DatagramEndpoint()
                batch.append(index)
            }
            send(batch, now: now)
        }
    }

    private func send(_ batch: [Int], now: Int64) {
        var sent = 0
        while sent < batch.count {
            let outcome = datagram_send(socket, outgoing, UInt32(sent), UInt32(batch.count - sent))
            if outcome > 0 {
                for index in batch[sent..<(sent + Int(outcome))] {
                    let slot = slots[index]
                    wheel.arm(index, due: slot.due + (now - slot.reckonedFrom), now: now)
                }
                budget.spend(Int(outcome))
                sent += Int(outcome)
            } else if -outcome == EAGAIN || -outcome == ENOBUFS || outcome == 0 {
                // Those left behind keep the timers they have and are sent again when these go off.
                isBlocked = true
                return
            } else {
                settle(batch[sent], .unreachable(String(cString: strerror(-outcome))))
                sent += 1
            }
        }
    }

    private func receiveAll() {
        for _ in 0..<InquiryLoop.receiveRoundsMax {
            let count = datagram_receive(socket, received)
            guard count > 0 else { return }
            let now = InquiryLoop.monotonic()
            let headers = datagram_batch_headers(received)
            let bytes = datagram_batch_bytes(received)
            let slotBytes = Int(datagram_batch_slot_bytes(received))
            for place in 0..<Int(count) {
                let header = headers[place]
                // Only the printer that was asked is listened to.
                guard header.truncated == 0, let index = slotOf[Endpoint(header.peer)] else { continue }
                let datagram = UnsafeBufferPointer(
                    start: UnsafePointer(bytes + place * slotBytes), count: Int(header.length))
                let actions =
                    slots[index].inquiry?.receive(datagram.span, at: Instant(microseconds: now)) ?? []
                perform(actions, of: index, now: now)
            }
            if count < Int32(InquiryLoop.receiveSlots) { return }
        }
    }

    private func expireTimers() {
        let now = InquiryLoop.monotonic()
        expired.removeAll(keepingCapacity: true)
        wheel.expire(now: now, into: &expired)
        for index in expired where slots[index].inquiry != nil {
            let actions = slots[index].inquiry?.timeout(at: Instant(microseconds: now)) ?? []
            perform(actions, of: index, now: now)
        }
    }
}
