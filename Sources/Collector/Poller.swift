// SPDX-License-Identifier: Apache-2.0
import Fleet
import Foundation
import Logging
import Polling
import Practice
import PrinterWire
import Values

/// Does what the schedule says: asks, sweeps, turns answers into readings and hands them on.
actor Poller {
    /// How often the schedule is looked at, in the wall's time.
    private static let tick = Duration.milliseconds(200)
    /// How often the file of known printers is written, in the wall's time.
    private static let saveInterval = Duration.seconds(60)
    private static let retryInterval = Duration.seconds(5)
    /// Readings on their way at the same time; each holds a walk in memory until it is on the disk.
    private static let readingsMax = 1_024

    private let configuration: CollectorConfiguration
    private let engine: InquiryEngine
    private let reader: PrinterReader
    private let keeper: SpoolKeeper
    private let shelf: ItemShelf
    private let clock: any WallClock
    private let logger: Logger
    private let tell: @Sendable (CollectorEvent) -> Void
    private var schedule: PollSchedule
    /// What each printer said last where it is asked seldom.
    private var seldom: [String: SeldomPart] = [:]
    private var thinning = Thinning()
    /// Full readings in a row that broke off; a printer that never gets to the end is taken as it is.
    private var brokenOff: [String: Int] = [:]
    private var asking = 0
    private var isOffline = false
    private var known = KnownPrinters()

    init(
        configuration: CollectorConfiguration, engine: InquiryEngine, reader: PrinterReader,
        keeper: SpoolKeeper,
        clock: any WallClock, seed: UInt64, logger: Logger, tell: @escaping @Sendable (CollectorEvent) -> Void
    ) {
        self.configuration = configuration
        self.engine = engine
        self.reader = reader
        self.keeper = keeper
        shelf = ItemShelf(keeper: keeper, logger: logger)
        self.clock = clock
        self.logger = logger
        self.tell = tell
        schedule = PollSchedule(intervals: configuration.intervals, seed: seed, now: clock.now())
    }

    // MARK: - Running

    /// Polls until the task is cancelled.
    func run() async {
        await restore()
        await withDiscardingTaskGroup { group in
            group.addTask { await self.tidy() }
            while !Task.isCancelled {
                begin(in: &group)
                do { try await Task.sleep(for: Poller.tick) } catch { break }
            }
            group.cancelAll()
        }
        save()
    }

    /// Sweeps once, reading every printer that is found.
    func runOnce() async -> (addresses: Int, printers: Int) {
        let addresses = await sweep()
        await shelf.retry()
        save()
        return (addresses, schedule.count)
    }

    private func begin(in group: inout DiscardingTaskGroup) {
        let room = max(0, min(configuration.engine.window, Poller.readingsMax) - asking)
        var asks: [(Ask, PollDepth)] = []
        for action in schedule.due(at: clock.now(), limit: room) {
            switch action {
            case .sweep: group.addTask { _ = await self.sweep() }
            case .ask(let printer, let depth):
                guard let endpoint = Endpoint(printer) else {
                    schedule.remove(printer)
                    continue
                }
                if depth == .frequent, let part = seldom[printer] {
                    asks.append(
                        (reader.frequent(endpoint, after: part, limits: configuration.limits), .frequent))
                } else {
                    asks.append((reader.full(endpoint, limits: configuration.limits), .full))
                }
            }
        }
        guard !asks.isEmpty else { return }
        asking += asks.count
        group.addTask { [asks] in await self.ask(asks) }
    }

    /// Small duties beside the polling.
    private func tidy() async {
        var sinceSaved = Duration.zero
        while !Task.isCancelled {
            do { try await Task.sleep(for: Poller.retryInterval) } catch { return }
            await shelf.retry()
            let fill = await keeper.fill()
            if thinning.update(fill) {
                logger.warning(
                    """
                    The spool is more than half full. Until it empties, a reading is kept when something changed \
                    and once a day.
                    """)
            }
            sinceSaved += Poller.retryInterval
            if sinceSaved >= Poller.saveInterval {
                save()
                sinceSaved = .zero
            }
        }
    }

    // MARK: - Asking

    nonisolated private func ask(_ asks: [(ask: Ask, depth: PollDepth)]) async {
        var depths: [Endpoint: PollDepth] = [:]
        for (ask, depth) in asks { depths[ask.endpoint] = depth }
        await withDiscardingTaskGroup { group in
            for await answer in engine.answers(to: AskList(asks.map(\.ask))) {
                guard let depth = depths.removeValue(forKey: answer.endpoint) else { continue }
                group.addTask { await self.settle(answer.endpoint.description, depth, answer) }
            }
        }
        await abandon(depths.keys.map(\.description))
    }

    /// The engine stopped before these had an outcome.
    private func abandon(_ printers: [String]) {
        asking -= printers.count
        for printer in printers { schedule.postponed(printer, at: clock.now()) }
    }

    nonisolated private func settle(_ printer: String, _ depth: PollDepth, _ answer: Answer) async {
        switch answer.outcome {
        case .heard(let walk, let version):
            await heard(printer, depth, walk, version, at: answer.heard)
        case .fellSilent(let walk):
            if await isTakenAsItIs(printer, depth) {
                await heard(printer, depth, walk, .v2c, at: answer.heard)
            } else {
                await unanswered(printer, at: answer.heard)
            }
        case .noAnswer, .unreadable:
            await unanswered(printer, at: answer.heard)
        case .unreachable(let why):
            await unreachable(printer, why)
        }
        await settled()
    }

    private func settled() { asking -= 1 }

    nonisolated private func heard(
        _ printer: String, _ depth: PollDepth, _ walk: Walk, _ version: SNMPMessage.Version, at heard: Instant
    ) async {
        let marks = reader.marks(walk)
        guard await note(printer, depth, marks, at: heard) == .unchanged else { return }
        var whole = walk
        if depth == .frequent {
            guard let part = await seldom[printer] else { return }
            whole = reader.join(part, walk)
        }
        let reading = reader.reading(whole, address: printer, heard: heard, version: version)
        guard reading.isPrinter else {
            await dismiss(printer)
            return
        }
        await keep(reading, part: depth == .full ? reader.seldomPart(of: walk) : nil)
    }

    private func note(
        _ printer: String, _ depth: PollDepth, _ marks: ChangeMarks, at heard: Instant
    ) -> HeardOutcome {
        backOnline()
        return schedule.heard(printer, depth: depth, marks: marks, at: heard)
    }

    private func isTakenAsItIs(_ printer: String, _ depth: PollDepth) -> Bool {
        guard depth == .full else { return false }
        brokenOff[printer, default: 0] += 1
        return brokenOff[printer, default: 0] >= 2
    }

    private func keep(_ reading: Reading, part: SeldomPart?) async {
        if let part { seldom[reading.address] = part }
        guard thinning.mustKeep(reading) else { return }
        await shelf.keep(.reading(reading))
        tell(.kept(reading))
    }

    /// Something else answers there now.
    private func dismiss(_ printer: String) {
        schedule.remove(printer)
        seldom[printer] = nil
        thinning.forget(printer)
        logger.info("What answers at \(printer) is no printer any more.")
    }

    private func unanswered(_ printer: String, at instant: Instant) async {
        backOnline()
        switch schedule.unanswered(printer, at: instant) {
        case .notYet, .saidAlready: break
        case .say:
            await shelf.keep(.silence(Silence(address: printer, at: instant)))
            tell(.fellSilent(address: printer))
        case .forgotten:
            seldom[printer] = nil
            thinning.forget(printer)
        }
    }

    /// A silence of ours, not of the printer's.
    private func unreachable(_ printer: String, _ why: String) {
        schedule.postponed(printer, at: clock.now())
        guard !isOffline else { return }
        isOffline = true
        logger.warning(
            "This computer has no way to the printers. Its network may be down.",
            metadata: ["detail": "\(why)"])
    }

    private func backOnline() {
        guard isOffline else { return }
        isOffline = false
        logger.info("This computer reaches printers again.")
    }

    // MARK: - Sweeping

    /// Looks through the ranges for printers that are not known, reads them, and returns how many addresses
    /// were asked.
    nonisolated private func sweep() async -> Int {
        let plan: AddressPlan
        do throws(AddressRangeError) {
            plan = try AddressPlan(
                try await HostNames.ranges(configuration.ranges),
                excluding: try await HostNames.ranges(configuration.excluded), port: configuration.port)
        } catch {
            logger.error("\(error.message)", metadata: ["detail": "\(error.detail)"])
            await swept(nil)
            return 0
        }
        let skipped = Set(await knownPrinters().compactMap { Endpoint($0) })
        tell(.sweepBegan(addresses: plan.count))
        let reader = reader
        let list = AskList(count: plan.count, tellsSilent: false) { position in
            guard let endpoint = plan[position], !skipped.contains(endpoint) else { return nil }
            return reader.probe(endpoint)
        }
        let tell = tell
        await withDiscardingTaskGroup { group in
            for await answer in engine.answers(to: list, progress: { tell(.sweepProgress($0)) }) {
                group.addTask { await self.meet(answer) }
            }
        }
        await swept(plan)
        return plan.count
    }

    private func knownPrinters() -> [String] { Array(schedule.printers) }

    private func swept(_ plan: AddressPlan?) {
        schedule.swept(at: clock.now())
        if let plan {
            // The ranges may be others than when these printers were found.
            for printer in schedule.printers where Endpoint(printer).map({ plan.contains($0) }) != true {
                schedule.remove(printer)
                seldom[printer] = nil
            }
        }
        tell(.sweepEnded(printers: schedule.count))
        save()
    }

    nonisolated private func meet(_ answer: Answer) async {
        let printer = answer.endpoint.description
        switch answer.outcome {
        case .heard(let walk, let version):
            let reading = reader.reading(walk, address: printer, heard: answer.heard, version: version)
            guard reading.isPrinter else { return }
            await welcome(reading, marks: reader.marks(walk), part: reader.seldomPart(of: walk))
        case .fellSilent(let walk):
            // It said enough to be a printer; the schedule reads it in full before long.
            guard reader.isPrinter(walk) else { return }
            await add(printer, at: answer.heard)
        case .noAnswer, .unreadable, .unreachable: break
        }
    }

    private func welcome(_ reading: Reading, marks: ChangeMarks, part: SeldomPart) async {
        guard !schedule.isKnown(reading.address) else { return }
        schedule.add(reading.address, at: reading.heard)
        schedule.heard(reading.address, depth: .full, marks: marks, at: reading.heard)
        tell(.found(reading))
        await keep(reading, part: part)
    }

    private func add(_ printer: String, at instant: Instant) {
        schedule.add(printer, at: instant)
    }

    // MARK: - Across a restart

    /// Takes in the printers from before a restart that are still within the ranges.
    private func restore() async {
        let before = KnownPrinters.load(from: FolderOnDisk(configuration.spoolDirectory))
        guard !before.printers.isEmpty else { return }
        let ranges = try? await HostNames.ranges(configuration.ranges)
        let excluded = try? await HostNames.ranges(configuration.excluded)
        guard let ranges, let excluded,
            let plan = try? AddressPlan(ranges, excluding: excluded, port: configuration.port)
        else { return }
        let now = clock.now()
        let spread = min(configuration.intervals.frequent, .minutes(2))
        for printer in before.printers where Endpoint(printer.address).map({ plan.contains($0) }) == true {
            schedule.add(printer.address, spread: spread, lastHeard: printer.lastHeard, at: now)
        }
    }

    private func save() {
        let printers = schedule.printers.sorted().map { printer in
            KnownPrinters.Printer(address: printer, lastHeard: schedule.lastHeard(printer) ?? clock.now())
        }
        let now = KnownPrinters(printers: printers)
        guard now != known else { return }
        do {
            try now.save(to: FolderOnDisk(configuration.spoolDirectory))
            known = now
        } catch {
            logger.debug("The list of printers was not written.", metadata: ["error": "\(error)"])
        }
    }
}
