// SPDX-License-Identifier: Apache-2.0
import Collector
import Fleet
import Polling
import Practice
import PrinterWire
import Values

/// The program died: by a signal, or because the electricity went.
struct Died: Error {}

/// One life of the collector: the product's machines and its spool, and around them what the shells of the real
/// program do, with the simulation's network, disk and clock. It may die before each thing it does.
final class SimulatedCollector {
    private enum Asking {
        case printers(Set<Endpoint>)
        case sweep
    }

    /// What waits to be written, and of which printer it is the last thing held in memory.
    private struct Pending {
        var identity: Checks.Identity
        var payload: [UInt8]
        var printer: String?
    }

    private static let tidyEvery = 10 * Span.minute
    private static let blockedFor = Span.second / 500

    let handle: SimulatedDisk.Handle
    let spool: Spool
    private let world: World
    private let scenario: Scenario
    private let plan: AddressPlan
    private var inquiries: Inquiries
    private var machine: PollMachine
    private var shelf = Shelf()
    private var delivery: Delivery
    private var lists: [Int: Asking] = [:]
    private var pending: [Pending] = []
    private var writeDue: Int64?
    private var deliveryDue: Int64?
    private var tidyDue: Int64
    private var blockedUntil: Int64 = .min
    private var savedPrinters: [String] = []
    private var looks: [String: SimulatedSite.Look] = [:]
    private var lastWalk: Walk?
    private var thinned: Int

    init(_ world: World, _ handle: SimulatedDisk.Handle) throws {
        self.world = world
        self.handle = handle
        scenario = world.scenario
        let sabotage = world.scenario.sabotage
        let items = SimulatedItems(takesAllForRepeats: sabotage == .thinsMetersFirst)
        spool = try Spool(on: handle, bytesMax: scenario.spoolBytesMax, items: items) {
            sabotage == .numbersAgain ? ID(bits: 1 << 64) : ID(bits: world.freshBits())
        }
        var engine = scenario.engine
        if scenario.sabotage == .ignoresCeilings {
            engine.packetsPerSecond = 0
            engine.packetsPerSecondAndPrinter = 0
        }
        var intervals = scenario.intervals
        if scenario.sabotage == .hammersTheQuiet { intervals.silentMax = .minutes(1) }
        inquiries = Inquiries(engine, seed: world.freshSeed(), at: Instant(microseconds: world.now))
        machine = PollMachine(
            intervals: intervals, window: engine.window, seed: UInt64(truncatingIfNeeded: spool.id.bits),
            now: world.wall)
        delivery = Delivery(interval: .minutes(20), heartbeat: .hours(2))
        let range = world.site.swept
        guard
            let swept = AddressRange(
                from: NetworkAddress(ipv4: range.lowerBound), to: NetworkAddress(ipv4: range.upperBound))
        else { throw Died() }
        plan = try AddressPlan([swept])
        tidyDue = world.now + SimulatedCollector.tidyEvery
        deliveryDue = world.now
        world.checks.began(at: world.now)
        thinned = spool.thinned
        world.checks.reopened(
            try spool.everythingWaiting(), acknowledged: spool.acknowledged, of: spool.id,
            thinned: sabotage == .thinsUnsaid ? 0 : thinned, at: world.now)
        for printer in KnownPrinters.load(from: handle).printers {
            machine.restore(printer.address, lastHeard: printer.lastHeard, at: world.wall)
        }
        if handle.isDead { throw Died() }
    }

    // MARK: - Time

    /// When something is to be done next if nothing comes in.
    func nextDue() -> Int64 {
        var next = tidyDue
        if let due = deliveryDue { next = min(next, due) }
        if let due = writeDue { next = min(next, due) }
        if let due = inquiries.nextDue(at: Instant(microseconds: world.now)) {
            next = min(next, max(due.microseconds, blockedUntil))
        }
        if machine.openCount < min(scenario.engine.window, PollMachine.openMax), let due = machine.nextDue() {
            next = min(next, world.moment(of: due))
        }
        return next
    }

    func wake() throws {
        try step()
        let now = Instant(microseconds: world.now)
        inquiries.timersDue(at: now)
        if let due = writeDue, due <= world.now { try write() }
        if let due = deliveryDue, due <= world.now {
            deliveryDue = nil
            try deliver(.due)
        }
        if tidyDue <= world.now { try tidy() }
        try begin()
        try pump()
    }

    private func step() throws {
        guard world.survives() else {
            handle.die()
            throw Died()
        }
    }

    private func begin() throws {
        var asks: [Ask] = []
        for action in machine.due(at: world.wall) {
            switch action {
            case .sweep: sweep()
            case .ask(let printer, let part):
                guard let endpoint = Endpoint(printer) else {
                    machine.refused(printer)
                    continue
                }
                world.trace.note(.asked, at: world.now, number(endpoint), part == nil ? 1 : 0)
                world.checks.asks(printer, at: world.now)
                looks[printer] = endpoint.address.ipv4.flatMap { world.site.look(at: $0) }
                asks.append(
                    part.map { world.reader.frequent(endpoint, after: $0, limits: scenario.limits) }
                        ?? world.reader.full(endpoint, limits: scenario.limits))
            case .watch(let printer):
                guard let endpoint = Endpoint(printer) else {
                    machine.refused(printer)
                    continue
                }
                world.trace.note(.asked, at: world.now, number(endpoint), 2)
                world.checks.asks(printer, at: world.now)
                // What it says leaves the figures out, so there is nothing to hold it against.
                looks[printer] = nil
                asks.append(world.reader.watch(endpoint, limits: scenario.limits))
            case .understand, .keep, .keepSilence, .say: break
            }
        }
        guard !asks.isEmpty else { return }
        lists[inquiries.ask(AskList(asks))] = .printers(Set(asks.map(\.endpoint)))
    }

    private func sweep() {
        let skipped = Set(machine.printers.compactMap { Endpoint($0) })
        let plan = plan
        let reader = world.reader
        world.trace.note(.swept, at: world.now, Int64(skipped.count))
        let list = AskList(count: plan.count, tellsSilent: false) { position in
            guard let endpoint = plan[position], !skipped.contains(endpoint) else { return nil }
            return reader.probe(endpoint)
        }
        lists[inquiries.ask(list)] = .sweep
    }

    // MARK: - Datagrams

    func receive(_ bytes: [UInt8], from endpoint: Endpoint) throws {
        try step()
        inquiries.received(bytes, from: endpoint, at: Instant(microseconds: world.now))
        try pump()
    }

    /// Lets go what may go and takes what has come of it.
    private func pump() throws {
        let now = Instant(microseconds: world.now)
        repeat {
            while blockedUntil <= world.now, let departure = inquiries.departure(at: now) {
                try step()
                if world.network.isCutOff > 0, world.chance.once(in: 2) {
                    world.trace.note(.noWay, at: world.now, number(departure.endpoint))
                    inquiries.unreachable(departure, because: "network down", at: now)
                } else if !world.network.hasRoom() {
                    world.trace.note(.returned, at: world.now, number(departure.endpoint))
                    inquiries.returned(departure)
                    blockedUntil = world.now + SimulatedCollector.blockedFor
                } else {
                    inquiries.departed(departure, at: now)
                    world.send(departure.bytes, to: departure.endpoint)
                }
            }
            let settled = inquiries.takeSettled()
            for outcome in settled { try take(outcome) }
            for (list, _) in inquiries.takeEnded() { end(list) }
            let awaited = inquiries.awaitedCount
            if awaited > 2 * scenario.engine.window || inquiries.readingCount > scenario.engine.readingsMax {
                world.checks.fail(.bounds, at: world.now, "\(awaited) printers are asked at once")
            }
            if settled.isEmpty { return }
            try begin()
        } while true
    }

    private func end(_ list: Int) {
        switch lists.removeValue(forKey: list) {
        case .printers(let left):
            for endpoint in left.sorted() { machine.abandoned(endpoint.description, at: world.wall) }
        case .sweep:
            let plan = plan
            machine.swept(at: world.wall) { Endpoint($0).map { plan.contains($0) } == true }
        case nil: break
        }
    }

    // MARK: - Answers

    private func take(_ settled: Inquiries.Settled) throws {
        try step()
        let printer = settled.endpoint.description
        switch lists[settled.list] {
        case .printers(var left):
            guard left.remove(settled.endpoint) != nil else { return }
            lists[settled.list] = .printers(left)
            if scenario.sabotage == .losesAnswers, world.chance.once(in: 30) { return }
            try settle(printer, settled)
        case .sweep: try meet(printer, settled.outcome)
        case nil: break
        }
    }

    private func settle(_ printer: String, _ settled: Inquiries.Settled) throws {
        var heard: (walk: Walk, version: SNMPVersion)?
        let outcome: PollMachine.Outcome
        var kind = Checks.Outcome.vain
        switch settled.outcome {
        case .heard(let walk, let version):
            heard = (walk, version)
            outcome = .heard(world.reader.marks(walk))
            kind = .heard
        case .fellSilent(let walk):
            heard = (walk, .v2c)
            outcome = .brokeOff(world.reader.marks(walk))
        case .noAnswer, .unreadable, .refused: outcome = .unanswered
        case .unreachable(let why):
            outcome = .unreachable(why)
            kind = .ours
        }
        let actions = machine.settled(printer, outcome, at: world.wall)
        let isTaken = actions.contains { if case .understand = $0 { true } else { false } }
        world.trace.note(
            .settled, at: world.now, number(settled.endpoint), kind == .heard ? 1 : kind == .vain ? 0 : -1)
        world.checks.settled(printer, isTaken ? .heard : kind, at: world.now)
        var isHeld = false
        for action in actions {
            switch action {
            case .understand(let part):
                guard let heard else { continue }
                isHeld = try understand(printer, heard.walk, heard.version, joining: part) || isHeld
            default: isHeld = try perform(action, of: printer) || isHeld
            }
        }
        if !isHeld { machine.done(with: printer) }
        if !machine.isKnown(printer) { world.checks.forgot(printer) }
    }

    /// Returns whether something of it waits to be written.
    private func understand(
        _ printer: String, _ heard: Walk, _ version: SNMPVersion, joining part: SeldomPart?
    ) throws -> Bool {
        var heard = heard
        if scenario.sabotage == .mixesPrinters {
            let own = part.map { world.reader.join($0, heard) } ?? heard
            heard = lastWalk.flatMap { world.chance.once(in: 10) ? $0 : nil } ?? heard
            lastWalk = own
        }
        let reading =
            part.map {
                world.reader.reading(
                    heard, joining: $0, address: printer, heard: world.wall, version: version)
            } ?? world.reader.reading(heard, address: printer, heard: world.wall, version: version)
        world.judge(reading, against: looks.removeValue(forKey: printer))
        let seldom =
            part == nil && reading.isPrinter ? world.reader.seldomPart(of: heard, meaning: reading) : nil
        var isHeld = false
        for action in machine.understood(reading, of: printer, part: seldom) {
            isHeld = try perform(action, of: printer) || isHeld
        }
        return isHeld
    }

    private func meet(_ printer: String, _ outcome: Answer.Outcome) throws {
        switch outcome {
        case .heard(let walk, let version):
            let reading = world.reader.reading(walk, address: printer, heard: world.wall, version: version)
            guard reading.isPrinter else { return }
            let actions = machine.met(
                reading, marks: world.reader.marks(walk), part: world.reader.seldomPart(of: walk))
            for action in actions { _ = try perform(action, of: nil) }
        case .fellSilent(let walk):
            if world.reader.isPrinter(walk) { machine.glimpsed(printer, at: world.wall) }
        case .noAnswer, .unreadable, .refused, .unreachable: break
        }
    }

    private func perform(_ action: PollMachine.Action, of printer: String?) throws -> Bool {
        switch action {
        case .keep(let reading):
            let at = reading.heard
            let identity = Checks.Identity(
                kind: .reading, printer: reading.address, at: at, moment: world.now)
            return try keep(identity, of: printer)
        case .keepSilence(let address, let at):
            let identity = Checks.Identity(kind: .silence, printer: address, at: at, moment: world.now)
            return try keep(identity, of: printer)
        case .say(let saying):
            world.trace.tell("said: \(saying)", at: world.now)
            return false
        case .sweep, .ask, .watch, .understand: return false
        }
    }

    // MARK: - Keeping

    private func keep(
        _ identity: Checks.Identity, of printer: String?
    ) throws -> Bool {
        try step()
        var identity = identity
        if scenario.sabotage == .inventsTime { identity.at = identity.at + .seconds(60) }
        world.checks.keeps(identity, at: world.now)
        if identity.at != world.wall {
            world.checks.fail(.truth, at: world.now, "\(identity) is not when it was heard")
        }
        let payload = world.payload(of: identity)
        guard shelf.mayWrite(payload) else {
            world.identities[payload] = identity
            return false
        }
        pending.append(Pending(identity: identity, payload: payload, printer: printer))
        // What arrives while the disk is busy is written together.
        if writeDue == nil { writeDue = world.now + world.chance.number(50...20_000) }
        return true
    }

    private func write() throws {
        writeDue = nil
        let batch = pending
        pending = []
        guard !batch.isEmpty else { return }
        defer { for item in batch { if let printer = item.printer { machine.done(with: printer) } } }
        do throws(SpoolFailure) {
            guard let range = try append(batch.map(\.payload)) else { return }
            for (item, sequence) in zip(batch, range) {
                isKept(item.identity, item.payload, sequence)
            }
        } catch {
            if handle.isDead { throw Died() }
            world.trace.note(.notKept, at: world.now, Int64(batch.count))
            guard scenario.sabotage != .dropsWhatTheDiskRefuses else { return }
            for item in batch {
                world.identities[item.payload] = item.identity
                if shelf.failed(item.payload) {
                    world.trace.tell("the disk refuses: \(error.detail)", at: world.now)
                }
            }
        }
    }

    private func isKept(_ identity: Checks.Identity, _ payload: [UInt8], _ sequence: Int64) {
        world.trace.note(.kept, at: world.now, sequence, Int64(payload.count))
        world.checks.isKept(identity, payload, as: sequence, in: spool.numbering, at: world.now)
    }

    private func append(_ payloads: [[UInt8]]) throws(SpoolFailure) -> ClosedRange<Int64>? {
        let before = spool.waiting
        var appended = 0
        defer { try? looksAtThinning(expecting: before + appended) }
        let range = try spool.append(payloads)
        appended = range?.count ?? 0
        return range
    }

    /// Lets the checkers see what is left when something had to make room: an item that had lost its detail before is
    /// not counted again when all of it goes, and only missing.
    private func looksAtThinning(expecting count: Int) throws(SpoolFailure) {
        guard spool.thinned != thinned || spool.waiting != count else { return }
        thinned = spool.thinned
        world.trace.note(.thinned, at: world.now, Int64(thinned))
        world.checks.thins(
            try spool.everythingWaiting(), thinned: scenario.sabotage == .thinsUnsaid ? 0 : thinned,
            at: world.now)
    }

    private func tidy() throws {
        tidyDue = world.now + SimulatedCollector.tidyEvery
        world.checks.looksAtOpen(at: world.now)
        while let (number, payload) = shelf.next {
            do throws(SpoolFailure) {
                guard let range = try append([payload]) else { break }
                if let identity = world.identities.removeValue(forKey: payload) {
                    isKept(identity, payload, range.lowerBound)
                }
            } catch {
                if handle.isDead { throw Died() }
                _ = shelf.nextFailed()
                break
            }
            shelf.wasWritten(number)
        }
        _ = shelf.recovered()
        world.checks.holdsAll(shelf.held.count + pending.count, at: world.now)
        if shelf.held.count > Shelf.heldMax || spool.bytes > scenario.spoolBytesMax + 4_096 {
            world.checks.fail(
                .bounds, at: world.now, "\(shelf.held.count) items are held and \(spool.bytes) bytes kept")
        }
        for action in machine.filled(spool.bytes, of: scenario.spoolBytesMax) {
            _ = try perform(action, of: nil)
        }
        try save()
    }

    private func save() throws {
        let printers = machine.printers.sorted()
        guard printers != savedPrinters else { return }
        let known = printers.map {
            KnownPrinters.Printer(address: $0, lastHeard: machine.lastHeard($0) ?? world.wall)
        }
        try? KnownPrinters(printers: known).save(to: handle)
        if handle.isDead { throw Died() }
        savedPrinters = printers
    }

    // MARK: - Delivery

    /// What came of a request.
    func deliver(_ event: Delivery.Event) throws {
        var action = delivery.handle(event, chance: world.chance.fraction())
        while true {
            try step()
            for saying in delivery.takeNotes().sayings where !saying.isRepeated {
                world.trace.tell("delivery: \(saying.sentence)", at: world.now)
            }
            let next: Delivery.Event
            do throws(SpoolFailure) {
                switch action {
                case .fetch(let countMax, let bytesMax):
                    let items = try spool.unacknowledged(countMax: countMax, bytesMax: bytesMax)
                    world.trace.note(.fetched, at: world.now, Int64(items.count))
                    next = .fetched(items)
                case .post(let items):
                    if scenario.sabotage == .acknowledgesBeforeTheServer, let last = items.last {
                        try spool.acknowledge(last.sequence, sent: last.sequence)
                        world.checks.acknowledges(last.sequence, at: world.now)
                    }
                    world.post(items, of: items.first?.spool ?? spool.numbering)
                    return
                case .acknowledge(let sequence, let sent):
                    try spool.acknowledge(sequence, sent: sent)
                    world.checks.acknowledges(sequence, at: world.now)
                    world.trace.note(.acknowledged, at: world.now, sequence, sent)
                    next = .noted
                case .setAside(let item):
                    world.checks.setAside(item)
                    try spool.setAside(item)
                    world.trace.note(.setAside, at: world.now, item.sequence)
                    next = .noted
                case .rest(let duration, _):
                    deliveryDue = world.now + duration.wholeMicroseconds
                    world.trace.note(.rested, at: world.now, duration.wholeMicroseconds)
                    return
                }
            } catch {
                if handle.isDead { throw Died() }
                next = .failed(error)
            }
            action = delivery.handle(next, chance: world.chance.fraction())
        }
    }

    /// Whether something that the disk did not take then is held in memory still.
    func holds(sinceBefore moment: Int64) -> Bool {
        shelf.held.contains { (world.identities[$0]?.moment ?? .max) <= moment }
    }

    private func number(_ endpoint: Endpoint) -> Int64 { Int64(endpoint.address.ipv4 ?? 0) }
}
