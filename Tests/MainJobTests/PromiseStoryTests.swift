// SPDX-License-Identifier: Apache-2.0
import Collector
import Fleet
import Foundation
import Generators
import Hummingbird
import HummingbirdTesting
import Ledger
import Logging
import People
import Polling
import Practice
import Programs
import Promises
import Storage
import StorageTesting
import Synchronization
import Testing
import TimeZones
import Values
import VirtualAgent
import VirtualFleet
import Web

/// A promise from the words to its repair: made in a real browser, broken by a machine that prints until it is dry.
@Suite struct PromiseStoryTests {
    @Test(.enabled(if: Chromium.isPresent && GoodwordProgram.isThere(for: "the story of a promise")))
    func
        `a promise to a building is broken by a dry machine, repaired by a deed, and proved by an export`()
        async throws
    {
        try await PromiseStory.with { story in
            try await story.collect()
            let promise = try await story.browse("promise", with: ["GOODWORD_BUILDING": "Old Library"])

            try await story.printUntilDry()
            try await story.collect()
            _ = try await story.browse("broken", with: ["GOODWORD_PROMISE": promise])

            try story.putInACartridge()
            try await story.collect()
            _ = try await story.browse("repair", with: ["GOODWORD_PROMISE": promise])

            try await story.exportAndVerify()
        }
    }
}

/// What drives a real browser; absent on a machine that cannot, and then the test says so.
enum Chromium {
    /// The Python that has Playwright.
    static let python: String? = {
        let named = ProcessInfo.processInfo.environment["GOODWORD_PYTHON"]
        return [named, ".venv/bin/python"].compactMap { $0 }.first {
            FileManager.default.isExecutableFile(atPath: $0)
        }
    }()

    static let isPresent: Bool = {
        let browsers = ["chromium", "chromium-browser", "google-chrome"].map { "/usr/bin/\($0)" }
        let isThere = browsers.contains { FileManager.default.isExecutableFile(atPath: $0) }
        let isReady = python != nil && isThere
        if !isReady {
            print("SKIPPED: the story of a promise in a browser; there is no Chromium or no Playwright.")
        }
        return isReady
    }()
}

/// A clock that moves when a test says so.
final class PushedClock: WallClock {
    private let instant: Mutex<Instant>

    init(_ instant: Instant) { self.instant = Mutex(instant) }

    func now() -> Instant { instant.withLock { $0 } }
    func pass(_ duration: Duration) { instant.withLock { $0 = $0 + duration } }
}

/// Three virtual printers in a library, a collector, a server on a real port, and somebody who promises.
struct PromiseStory {
    private let agent: VirtualAgent
    private let office: Office
    private let clock: PushedClock
    private let configuration: CollectorConfiguration
    private let post: HTTPReadingPost
    private let session: String
    private let server: String
    private let folder: String
    private let database: DatabaseURL

    static func with(_ body: @escaping @Sendable (PromiseStory) async throws -> Void) async throws {
        try await TestStore.fresh(.sqlite) { test in
            let clock = PushedClock(MainJob.start)
            // Of what only ever says that some is left nobody can be warned, and the promise would not be provable.
            let models = PrinterModel.catalogue.filter { model in
                model.parts.allSatisfy { !$0.type.isMarkingMaterial || $0.gauge != .someLeft }
            }
            let site = VirtualSite.fleet(count: 3, seed: 4, start: MainJob.start, models: models)
            let agent = try VirtualAgent(site: site, settings: .init(port: 0), clock: clock)
            agent.start()
            defer { agent.stop() }
            let folder = NSTemporaryDirectory() + "goodword-story-\(UUID().uuidString)"
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let office = Office(
                store: StoredRecords(test.store), clock: clock, ids: RandomIDs(), zones: SystemTimeZones(),
                passwords: ScryptPasswords(), tokens: SystemTokens())
            let application = try buildApplication(
                office: office, configuration: WebConfiguration(port: 0),
                logger: Logger(label: "story") { _ in SwiftLogNoOpLogHandler() })
            try await application.test(.live) { client in
                try await body(
                    try await PromiseStory(
                        agent: agent, site: site, office: office, clock: clock, folder: folder,
                        database: test.url, port: try #require(client.port)))
            }
        }
    }

    private init(
        agent: VirtualAgent, site: VirtualSite, office: Office, clock: PushedClock, folder: String,
        database: DatabaseURL, port: Int
    ) async throws {
        self.folder = folder
        self.database = database
        self.agent = agent
        self.office = office
        self.clock = clock
        server = "http://127.0.0.1:\(port)"
        let link = try #require(try await office.makeFirstInvitation())
        session = try await office.accept(
            invitation: link,
            WelcomeAnswer(
                name: "Maeve Brennan", email: "maeve@example.org", password: "a short sentence",
                customerName: "College", timeZone: "Europe/Dublin"))
        let me = try #require(try await office.signedIn(sessionToken: session))
        let campus = try await office.makePlace(named: "Campus", kind: .campus, below: nil, for: me)
        let library = try await office.makePlace(
            named: "Old Library", kind: .building, below: campus.id, for: me)
        let token = try await office.makeCollector(named: "Cellar", place: library.id, for: me).token
        post = try HTTPReadingPost(server: server, token: token)
        configuration = CollectorConfiguration(
            ranges: site.devices.map(\.address.description), excluded: [], port: agent.port,
            spoolDirectory: folder + "/spool", spoolBytesMax: 64 << 20,
            engine: EngineConfiguration(packetsPerSecond: 0), intervals: PollIntervals(),
            facts: CollectorFacts(version: "test", host: "cellar"))
    }

    /// One round of the collector; then what comes due by time alone.
    func collect() async throws {
        let service = try CollectorService(
            configuration, post: post, clock: clock, ids: RandomIDs(),
            logger: Logger(label: "collector") { _ in SwiftLogNoOpLogHandler() })
        let round = await service.runOnce()
        try #require(round.printers == 3 && round.isDelivered)
        clock.pass(.minutes(5))
        _ = try await office.evaluateDue()
    }

    private func printers() -> [VirtualPrinter] {
        agent.devices().compactMap { device in
            if case .printer(let printer) = device { printer } else { nil }
        }
    }

    /// Parts that mark paper, and what is left of them in percent.
    private func levels(of printer: VirtualPrinter) -> [(part: Int, left: Int)] {
        printer.model.parts.indices.filter { printer.model.parts[$0].type.isMarkingMaterial }
            .map { ($0, printer.leftPercent(ofPart: $0)) }
    }

    /// Lets the machines print through working days until the first of them is empty; they are asked twice a day.
    func printUntilDry() async throws {
        for printer in printers() {
            var habits = printer.habits
            habits.scanPercent = 0
            habits.isOffAtNight = false
            habits.silencesPerYear = 0
            habits.jamsPer100kPages = 0
            habits.swapping = .onlyWhenTold
            try #require(agent.perform(.setHabits(habits), at: printer.address) != nil)
        }
        let first = try #require(
            printers().min {
                (levels(of: $0).map(\.left).min() ?? 100) < (levels(of: $1).map(\.left).min() ?? 100)
            })
        var habits = first.habits
        habits.pagesPerDay = 4_000
        try #require(agent.perform(.setHabits(habits), at: first.address) != nil)
        for hour in 1..<400 {
            clock.pass(.hours(1))
            if hour.isMultiple(of: 12) { try await collect() }
            if printers().contains(where: { $0.isStopped && levels(of: $0).contains { $0.left == 0 } }) {
                return
            }
        }
        Issue.record("No machine ran dry.")
    }

    func putInACartridge() throws {
        clock.pass(.minutes(40))
        for printer in printers() {
            for (part, left) in levels(of: printer) where left == 0 {
                try #require(agent.perform(.replaceSupply(part: part), at: printer.address) != nil)
            }
        }
        clock.pass(.minutes(1))
    }

    /// What anybody can do with the server's own database and the program: the ledger is signed, written into a folder,
    /// and checked alone; of each file one byte is turned, which is refused and named.
    func exportAndVerify() async throws {
        guard case .sqlite(let file) = database else { return }
        let key = folder + "/ledger.key"
        let signing = try #require(
            LedgerSigningKey(seed: Array(repeating: 11, count: LedgerSigningKey.seedByteCount)))
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try #require(
            FileManager.default.createFile(
                atPath: key, contents: Data(signing.fileText.utf8),
                attributes: [.posixPermissions: 0o600]))
        let export = folder + "/export"
        let written = try await GoodwordProgram.run(
            ["ledger", "export", "--database", "sqlite:\(file)", "--ledger-key", key, export])
        try #require(written.status == 0, "\(written.output)")

        let sound = try await verify(export)
        #expect(
            sound.status == 0 && sound.output.contains("1 promise, as they were signed"), "\(sound.output)")
        let files = try #require(FileManager.default.subpaths(atPath: export)).filter { path in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: "\(export)/\(path)", isDirectory: &isFolder)
                && !isFolder.boolValue
        }
        #expect(files.count >= 4)
        for path in files {
            let whole = URL(fileURLWithPath: "\(export)/\(path)")
            let bytes = try Data(contentsOf: whole)
            var tampered = bytes
            tampered[bytes.count / 2] ^= 1
            try tampered.write(to: whole)
            let refused = try await verify(export)
            #expect(refused.status == 1, "\(path): \(refused.output)")
            let place =
                path.hasPrefix("tile/") ? "entry " : path == LedgerExport.keyPath ? "public key" : path
            #expect(refused.output.contains(place), "\(path): it is said where, \(refused.output)")
            try bytes.write(to: whole)
        }
        let again = try await verify(export)
        #expect(again.status == 0, "whole again, \(again.output)")
    }

    private func verify(_ export: String) async throws -> Program.Result {
        try await GoodwordProgram.run(["ledger", "verify", export])
    }

    /// Does one step of the story in the browser.
    /// - Returns: what it ends with; the address of what it made.
    func browse(_ step: String, with more: [String: String]) async throws -> String {
        var environment = ProcessInfo.processInfo.environment
        environment["GOODWORD_BASE"] = server
        environment["GOODWORD_SESSION"] = session
        environment["GOODWORD_SHOTS"] = ".build/browser"
        environment["PYTHONDONTWRITEBYTECODE"] = "1"
        environment.merge(more) { $1 }
        let python = try #require(Chromium.python)
        let result = try await Program.run(
            python, ["Tests/Browser/promise_story.py", step], environment: environment)
        try #require(result.status == 0, "\(result.output)")
        return String(result.output.split(separator: "\n").last ?? "")
    }
}
