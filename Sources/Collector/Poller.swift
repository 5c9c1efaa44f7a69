// SPDX-License-Identifier: Apache-2.0
import Fleet
import Foundation
import Logging
import Polling
import Practice
import PrinterWire
import Values

/// Does what ``PollMachine`` says: asks, sweeps, turns answers into readings and hands them on.
actor Poller {
    /// How often the schedule is looked at, in the wall's time.
    private static let tick = Duration.milliseconds(200)
    /// How often the file of known printers is written, in the wall's time.
    private static let saveInterval = Duration.seconds(60)
    private static let retryInterval = Duration.seconds(5)
    /// Machines of whose refusals is said more than that there are many.
    private static let refusalsToldMax = 1_000

    private let configuration: CollectorConfiguration
    private let engine: InquiryEngine
    private let reader: PrinterReader
    private let overIPP: PrintersOverIPP
    private let keeper: SpoolKeeper
    private let shelf: ItemShelf
    private let clock: any WallClock
    private let logger: Logger
    private let tell: @Sendable (CollectorEvent) -> Void
    private var machine: PollMachine
    /// What was said about machines that refuse our users.
    private var refusalsTold: [String: SecurityRefusal] = [:]
    private var known = KnownPrinters()
    /// Where printers may be read over IPP; they are kept wherever they were found.
    private var planOverIPP: AddressPlan?
    private var whereabouts = Whereabouts()
    private let chance: @Sendable () -> UInt64
    /// What was said last about looking for services.
    private var findingTold: String?

    init(
        configuration: CollectorConfiguration, engine: InquiryEngine, reader: PrinterReader,
        overIPP: PrintersOverIPP, keeper: SpoolKeeper,
        clock: any WallClock, seed: UInt64, chance: @escaping @Sendable () -> UInt64, logger: Logger,
        tell: @escaping @Sendable (CollectorEvent) -> Void
    ) {
        self.configuration = configuration
        self.engine = engine
        self.reader = reader
        self.overIPP = overIPP
        self.keeper = keeper
        shelf = ItemShelf(keeper: keeper, logger: logger)
        self.clock = clock
        self.chance = chance
        self.logger = logger
        self.tell = tell
        machine = PollMachine(
            intervals: configuration.intervals, quiet: configuration.quiet,
            window: configuration.engine.window, seed: seed,
            now: clock.now())
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
        await save()
    }

    /// Sweeps once, reading every printer that is found.
    func runOnce() async -> (addresses: Int, printers: Int) {
        let addresses = await sweep()
        await shelf.retry()
        await save()
        return (addresses, machine.count)
    }

    private func begin(in group: inout DiscardingTaskGroup) {
        var asks: [Ask] = []
        for action in machine.due(at: clock.now()) {
            switch action {
            case .sweep: group.addTask { _ = await self.sweep() }
            case .ask(let printer, let part):
                guard let endpoint = Endpoint(printer) else {
                    machine.refused(printer)
                    continue
                }
                asks.append(
                    part.map { reader.frequent(endpoint, after: $0, limits: configuration.limits) }
                        ?? reader.full(endpoint, limits: configuration.limits))
            case .watch(let printer):
                guard let endpoint = Endpoint(printer) else {
                    machine.refused(printer)
                    continue
                }
                asks.append(reader.watch(endpoint, limits: configuration.limits))
            case .understand, .keep, .keepSilence, .say: break
            }
        }
        guard !asks.isEmpty else { return }
        group.addTask { [asks] in await self.ask(asks) }
    }

    /// Small duties beside the polling.
    private func tidy() async {
        var sinceSaved = Duration.zero
        while !Task.isCancelled {
            do { try await Task.sleep(for: Poller.retryInterval) } catch { return }
            await shelf.retry()
            let fill = await keeper.fill()
            await perform(machine.filled(fill.bytes, of: fill.bytesMax))
            sinceSaved += Poller.retryInterval
            if sinceSaved >= Poller.saveInterval {
                await save()
                sinceSaved = .zero
            }
        }
    }

    // MARK: - Asking

    nonisolated private func ask(_ asks: [Ask]) async {
        var left = Set(asks.map(\.endpoint))
        await withDiscardingTaskGroup { group in
            for await answer in engine.answers(to: AskList(asks)) {
                guard left.remove(answer.endpoint) != nil else { continue }
                group.addTask { await self.settle(answer.endpoint.description, answer) }
            }
        }
        // The engine stopped before these had an outcome.
        await abandon(left.map(\.description))
    }

    private func abandon(_ printers: [String]) {
        for printer in printers { machine.abandoned(printer, at: clock.now()) }
    }

    nonisolated private func settle(_ printer: String, _ answer: Answer) async {
        var heard: (walk: Walk, version: SNMPVersion)?
        var saidOverIPP: Reading?
        let outcome: PollMachine.Outcome
        switch answer.outcome {
        case .heard(let walk, let version):
            heard = (walk, version)
            outcome = .heard(reader.marks(walk))
        case .fellSilent(let walk):
            heard = (walk, .v2c)
            outcome = .brokeOff(reader.marks(walk))
        case .noAnswer, .unreadable:
            // A connection would wake a printer that was to be left asleep.
            let isLeftAsleep = await isWatched(printer)
            if !isLeftAsleep { saidOverIPP = await overIPP.reading(of: answer.endpoint) }
            outcome = saidOverIPP == nil ? .unanswered : .heard(Poller.marksOverIPP)
        case .refused(let refusal, let user):
            await say(refusal, of: printer, to: user)
            outcome = .unanswered
        case .unreachable(let why): outcome = .unreachable(why)
        }
        if outcome == .unanswered, await hasMoved(printer) { return }
        for action in await settled(printer, outcome, at: saidOverIPP?.heard ?? answer.heard) {
            guard case .understand(let part) = action else {
                await perform([action])
                continue
            }
            if let saidOverIPP {
                // It is whole already; what SNMP once said is not mixed into it.
                await perform(understood(saidOverIPP, of: printer, part: nil))
                continue
            }
            guard let heard else { continue }
            let reading =
                part.map {
                    reader.reading(
                        heard.walk, joining: $0, address: printer, heard: answer.heard, version: heard.version
                    )
                }
                ?? reader.reading(heard.walk, address: printer, heard: answer.heard, version: heard.version)
            let seldom =
                part == nil && reading.isPrinter
                ? reader.seldomPart(of: heard.walk, meaning: reading) : nil
            let isWatched = await isWatched(printer)
            let whole =
                reading.isPrinter && !isWatched
                ? await overIPP.beside(reading, of: answer.endpoint, isFull: part == nil) : reading
            await perform(understood(whole, of: printer, part: seldom))
        }
        await done(with: printer)
    }

    private func settled(
        _ printer: String, _ outcome: PollMachine.Outcome, at heard: Instant
    ) -> [PollMachine.Action] {
        machine.settled(printer, outcome, at: heard)
    }

    private func understood(
        _ reading: Reading, of printer: String, part: SeldomPart?
    ) -> [PollMachine.Action] {
        whereabouts.heard(reading)
        return machine.understood(reading, of: printer, part: part)
    }

    /// What is read over a connection alone tells nothing of itself between two readings.
    private static let marksOverIPP: ChangeMarks = {
        var marks = ChangeMarks()
        marks.isWokenByAsking = true
        return marks
    }()

    /// Whether the machine was heard elsewhere since, so that nobody is to be missed here.
    private func hasMoved(_ printer: String) -> Bool {
        guard let place = whereabouts.laterPlace(of: printer) else { return false }
        whereabouts.forget(printer)
        machine.moved(away: printer)
        machine.done(with: printer)
        logger.info("The printer that was at \(printer) answers at \(place) now.")
        return true
    }

    private func isWatched(_ printer: String) -> Bool { machine.isWatched(printer) }

    private func done(with printer: String) { machine.done(with: printer) }

    // MARK: - Doing what the machine says

    private func perform(_ actions: [PollMachine.Action]) async {
        for action in actions {
            switch action {
            case .keep(let reading):
                await shelf.keep(.reading(reading))
                tell(.kept(reading))
            case .keepSilence(let printer, let instant):
                await shelf.keep(.silence(Silence(address: printer, at: instant)))
                tell(.fellSilent(address: printer))
            case .say(let saying): say(saying)
            case .sweep, .ask, .watch, .understand: break
            }
        }
    }

    /// Somebody has to do something about it, so it is said; once, for it will stay so until then.
    private func say(_ refusal: SecurityRefusal, of address: String, to user: String) {
        guard refusalsTold[address] != refusal, refusalsTold.count < Poller.refusalsToldMax else { return }
        refusalsTold[address] = refusal
        logger.warning(
            "\(address), SNMPv3 user “\(user)”: \(refusal.message)",
            metadata: ["detail": "\(refusal.detail)"])
    }

    private func say(_ saying: PollMachine.Saying) {
        switch saying {
        case .noPrinterAnyMore(let printer):
            logger.info("What answers at \(printer) is no printer any more.")
        case .noWay(let detail):
            logger.warning(
                "This computer has no way to the printers. Its network may be down.",
                metadata: ["detail": "\(detail)"])
        case .hasWayAgain:
            logger.info("This computer reaches printers again.")
        case .thins:
            logger.warning(
                """
                The spool is more than half full. Until it empties, a reading is kept when something changed \
                and once a day.
                """)
        }
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
        await allowIPP()
        let announced = await findServices()
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
        await sweepOverIPP(besides: skipped)
        await note(announced)
        await swept(plan)
        return plan.count
    }

    /// Tries IPP where a person allowed it and SNMP found no printer.
    nonisolated private func sweepOverIPP(besides skipped: Set<Endpoint>) async {
        let known = skipped.union(await knownPrinters().compactMap { Endpoint($0) })
        await withDiscardingTaskGroup { group in
            for endpoint in await overIPP.addresses(besides: known) {
                group.addTask { await self.tryOverIPP(endpoint) }
            }
        }
    }

    /// Asks which printers make themselves known. Where they may be asked over IPP, they say themselves where.
    nonisolated private func findServices() async -> [AnnouncedPrinters.Printer] {
        guard let find = configuration.findServices else { return [] }
        do throws(EngineFailure) {
            let announced = AnnouncedPrinters(try await find(chance())).printers
            var ways: [Endpoint: IPPAddress] = [:]
            for printer in announced { ways[endpoint(of: printer)] = printer.overIPP }
            await overIPP.take(ways)
            return announced
        } catch {
            await tellOnce(error)
            return []
        }
    }

    nonisolated private func endpoint(of printer: AnnouncedPrinters.Printer) -> Endpoint {
        Endpoint(printer.address, port: configuration.port)
    }

    private func tellOnce(_ failure: EngineFailure) {
        guard findingTold != failure.message else { return }
        findingTold = failure.message
        logger.warning("\(failure.message)", metadata: ["detail": "\(failure.detail)"])
    }

    /// By what those that were read are known again.
    private func note(_ announced: [AnnouncedPrinters.Printer]) {
        for printer in announced {
            guard let uuid = printer.uuid else { continue }
            whereabouts.announced(uuid, at: endpoint(of: printer).description)
        }
    }

    /// Says where IPP may be used; names may mean other addresses than last time.
    private func allowIPP() async {
        guard !configuration.rangesOverIPP.isEmpty else { return }
        do throws(AddressRangeError) {
            let plan = try AddressPlan(
                try await HostNames.ranges(configuration.rangesOverIPP),
                excluding: try await HostNames.ranges(configuration.excluded), port: configuration.port)
            planOverIPP = plan
            await overIPP.allow(plan)
        } catch {
            logger.error("\(error.message)", metadata: ["detail": "\(error.detail)"])
        }
    }

    private func isWithin(_ plan: AddressPlan, _ printer: String) -> Bool {
        guard let endpoint = Endpoint(printer) else { return false }
        return plan.contains(endpoint) || planOverIPP?.contains(endpoint) == true
    }

    nonisolated private func tryOverIPP(_ endpoint: Endpoint) async {
        guard let reading = await overIPP.reading(of: endpoint) else { return }
        await welcome(reading, marks: Poller.marksOverIPP, part: nil)
    }

    private func knownPrinters() -> [String] { Array(machine.printers) }

    private func swept(_ plan: AddressPlan?) async {
        if let plan {
            let within = Set(machine.printers.filter { isWithin(plan, $0) })
            machine.swept(at: clock.now()) { within.contains($0) }
        } else {
            machine.swept(at: clock.now())
        }
        tell(.sweepEnded(printers: machine.count))
        await save()
    }

    nonisolated private func meet(_ answer: Answer) async {
        let printer = answer.endpoint.description
        switch answer.outcome {
        case .heard(let walk, let version):
            let reading = reader.reading(walk, address: printer, heard: answer.heard, version: version)
            guard reading.isPrinter else { return }
            let whole = await overIPP.beside(reading, of: answer.endpoint, isFull: true)
            await welcome(
                whole, marks: reader.marks(walk), part: reader.seldomPart(of: walk, meaning: reading))
        case .fellSilent(let walk):
            guard reader.isPrinter(walk) else { return }
            await glimpse(printer, at: answer.heard)
        case .refused(let refusal, let user): await say(refusal, of: printer, to: user)
        case .noAnswer, .unreadable, .unreachable: break
        }
    }

    private func welcome(_ reading: Reading, marks: ChangeMarks, part: SeldomPart?) async {
        guard !machine.isKnown(reading.address) else { return }
        whereabouts.heard(reading)
        let actions = machine.met(reading, marks: marks, part: part)
        tell(.found(reading))
        await perform(actions)
    }

    private func glimpse(_ printer: String, at instant: Instant) {
        machine.glimpsed(printer, at: instant)
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
        await allowIPP()
        for printer in before.printers where isWithin(plan, printer.address) {
            machine.restore(
                printer.address, lastHeard: printer.lastHeard, sleep: printer.sleep, at: now)
            if let signs = printer.signs {
                whereabouts.restore(signs, at: printer.address, lastHeard: printer.lastHeard)
            }
            if let route = printer.overIPP, let endpoint = Endpoint(printer.address) {
                await overIPP.remember(route, to: endpoint)
            }
        }
    }

    private func save() async {
        let routes = await overIPP.routes
        let printers = machine.printers.sorted().map { printer in
            KnownPrinters.Printer(
                address: printer, lastHeard: machine.lastHeard(printer) ?? clock.now(),
                sleep: machine.sleep(of: printer), overIPP: Endpoint(printer).flatMap { routes[$0] },
                signs: whereabouts.remembered(printer))
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
