// SPDX-License-Identifier: Apache-2.0
import Collector
import DemoCollege
import Foundation
import Logging
import People
import Polling
import Practice
import ServiceLifecycle
import Storage
import Synchronization
import TimeZones
import UnixSignals
import Values
import VirtualAgent
import VirtualFleet
import Web

/// One start of the demo: its printers, its server and its collector in one process.
struct DemoRun {
    let command: DemoCommand
    let folder: DemoFolder
    let logger: Logger

    private var address: String { "http://127.0.0.1:\(command.port)" }

    func run() async throws {
        let known = folder.state()
        if known == nil { try folder.clear() }
        let (database, _) = try await DatabaseOpening.openCurrent(folder.databaseURL)
        let store = StoredRecords(database)
        let college = try makeCollege(known)
        let world: CollegeWorld
        let state: DemoFolder.State
        if let known {
            (world, state) = (try reopen(college), known)
        } else {
            (world, state) = try await tell(college, in: store)
        }

        let clock = FastClock(beginning: state.clock, speed: command.speed)
        let agent = try VirtualAgent(
            site: await world.site, settings: .init(port: UInt16(command.printerPort), seed: command.seed),
            clock: clock)
        agent.start()
        defer { agent.stop() }
        let office = makeOffice(store, clock: clock)
        let key = try await LedgerKeyFile(path: folder.ledgerKeyPath).readOrMake(for: office)
        let keeper = WorldService(
            world: world, agent: agent, store: store, clock: clock, folder: folder, state: state,
            logger: logger)
        let group = ServiceGroup(
            configuration: .init(
                services: [
                    .init(service: keeper),
                    .init(service: try makeServer(office)),
                    .init(service: EvaluationService(office: office, every: .seconds(2), logger: logger)),
                    .init(service: LedgerService(office: office, key: key, logger: logger)),
                    .init(
                        service: CollectingService(
                            service: try makeCollector(clock, token: state.collectorToken))),
                    .init(
                        service: Greeting(
                            office: office, store: store, run: self, person: college.accountManager,
                            otherSide: college.itDirector)),
                ], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        try await group.run()
        await database.close()
        say("The demo has ended. The next start goes on from here.")
    }

    private func makeCollege(_ known: DemoFolder.State?) throws -> College {
        let zones = SystemTimeZones()
        guard let zone = zones.table(named: "Europe/Dublin") else {
            throw Refusal(
                .unavailable, "This computer has no time zones. Install tzdata, then start the demo again.")
        }
        let end = known?.yearEnd ?? College.workingMorning(atOrBefore: SystemClock().now(), zone: zone)
        return College(
            seed: known?.seed ?? command.seed, endingAt: end, zone: zone, printerPort: command.printerPort)
    }

    /// A first start: a year happens.
    private func tell(
        _ college: College, in store: any RecordStore
    ) async throws -> (CollegeWorld, DemoFolder.State) {
        let office = makeOffice(store, clock: FastClock(beginning: college.year.start, speed: 0))
        let progress = StoryProgress()
        try await college.seed(into: store)
        let (_, token) = try await office.makeCollector(
            named: "Server room, Science block", place: college.places.campus.id,
            for: college.accountManagerSignedIn)
        let world = try await college.tellYear(
            office: office, store: store, collector: try await office.collector(token: token)
        ) { share, sentence in progress.show(share, sentence) }
        progress.end()
        let state = DemoFolder.State(
            clock: college.year.end, yearEnd: college.year.end, seed: college.seed, collectorToken: token)
        try await save(world, state)
        return (world, state)
    }

    /// A later start: everything goes on.
    private func reopen(_ college: College) throws -> CollegeWorld {
        guard let bytes = folder.fleet(),
            let snapshot = try? JSONDecoder().decode(CollegeWorld.Snapshot.self, from: Data(bytes))
        else {
            throw Refusal(
                .unavailable,
                "What was kept of the demo's machines cannot be read. Remove the folder \(folder.path) to begin anew."
            )
        }
        return CollegeWorld(college: college, snapshot: snapshot)
    }

    private func save(_ world: CollegeWorld, _ state: DemoFolder.State) async throws {
        try folder.save(state, fleet: Array(try JSONEncoder().encode(await world.snapshot())))
    }

    private func makeServer(_ office: Office) throws -> any Service {
        let notice =
            command.speed == 1
            ? "This is an invented college on virtual printers."
            : "This is an invented college on virtual printers. Its clock runs \(Int(command.speed)) times as fast as the one on your wall."
        return try buildApplication(
            office: office,
            configuration: WebConfiguration(host: "127.0.0.1", port: command.port, notice: notice),
            logger: logger)
    }

    private func makeCollector(_ clock: FastClock, token: String) throws -> CollectorService {
        let logger = logger
        return try CollectorService(
            CollectorConfiguration(
                ranges: [College.addressRange], excluded: [], port: UInt16(command.printerPort),
                spoolDirectory: folder.spoolPath, spoolBytesMax: Spool.bytesMaxDefault,
                engine: EngineConfiguration(packetsPerSecond: 20_000),
                intervals: PollIntervals(frequent: .minutes(30), sweep: .hours(4)),
                facts: CollectorFacts(version: GoodwordCommand.version, host: "gc-s406")),
            post: try HTTPReadingPost(server: address, token: token), clock: clock, ids: SystemIDs(),
            logger: logger)
    }

    /// Says where to look, once there is something to see.
    fileprivate struct Greeting: Service {
        let office: Office
        let store: any RecordStore
        let run: DemoRun
        let person: PersonID
        /// Somebody of the college, who accepts and disputes.
        let otherSide: PersonID

        func run() async throws {
            do {
                try await cancelWhenGracefulShutdown { try await greet() }
            } catch is CancellationError {
                // Being told to stop is how this ends.
            }
        }

        private func greet() async throws {
            try await waitUntilListening(port: run.command.port)
            let hasAccount = try await store.read { try $0.hasAccounts() }
            if hasAccount {
                say("The college is at \(run.address); sign in with the account you made.")
            } else {
                let token = try await office.invite(person)
                say("The college is at \(run.address)")
                say("Come in with this link; it works once: \(run.address)/welcome/\(token)")
                let other = try await office.invite(otherSide, as: .itManager)
                say("Or come in as the college’s director of IT, to answer for the other side:")
                say("\(run.address)/welcome/\(other)")
            }
            say("Ctrl-C ends the demo.")
            // A service that ends would end the others with it.
            try await Task.sleep(for: .days(36_500))
        }
    }
}

/// Lets the college go on living while one watches, and keeps it for the next start.
private struct WorldService: Service {
    let world: CollegeWorld
    let agent: VirtualAgent
    let store: any RecordStore
    let clock: FastClock
    let folder: DemoFolder
    let state: DemoFolder.State
    let logger: Logger

    /// Wall time between two looks, and how many looks until the state is saved.
    private static let pause: Duration = .seconds(1)
    private static let looksUntilSaved = 20

    func run() async throws {
        // What ends it is not an error; what went wrong has been said where it happened.
        try? await cancelWhenGracefulShutdown { try await watch() }
        try await save()
    }

    private func watch() async throws {
        var look = 0
        while true {
            try await Task.sleep(for: WorldService.pause)
            look += 1
            do {
                try await live()
                if look % WorldService.looksUntilSaved == 0 { try await save() }
            } catch let error as CancellationError {
                throw error
            } catch {
                logger.error("The demo's world stumbled.", metadata: ["error": "\(error)"])
            }
        }
    }

    private func live() async throws {
        let now = clock.now()
        try await world.noteActs(in: store)
        for happening in await world.tick(at: now, agent.devices()) {
            agent.perform(happening.act, at: happening.address)
        }
    }

    private func save() async throws {
        var state = state
        state.clock = clock.now()
        try folder.save(state, fleet: Array(try JSONEncoder().encode(await world.snapshot())))
    }
}

/// The collector as a service that ends gracefully.
struct CollectingService: Service {
    let service: CollectorService

    func run() async throws {
        _ = await cancelWhenGracefulShutdown { await service.run() }
    }
}

/// A share and a sentence: in place on a terminal, a line for each tenth elsewhere.
private final class StoryProgress: Sendable {
    private let isTerminal = isatty(FileHandle.standardError.fileDescriptor) == 1
    private let tenthSaid = Mutex(-1)

    func show(_ share: Double, _ sentence: String) {
        if isTerminal {
            sayInPlace("\(Int(share * 100)) % \(sentence)")
            return
        }
        let tenth = Int(share * 10)
        let isNew = tenthSaid.withLock { said in
            defer { said = max(said, tenth) }
            return tenth > said
        }
        if isNew { say("\(tenth * 10) % \(sentence)") }
    }

    func end() { if isTerminal { say("") } }
}
