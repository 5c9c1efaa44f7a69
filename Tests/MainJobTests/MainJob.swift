// SPDX-License-Identifier: Apache-2.0
import AsyncHTTPClient
import Collector
import Fleet
import Foundation
import Generators
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import NIOHTTP1
import People
import Polling
import Practice
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

/// Virtual printers, a server on a real port, a customer with a promise, and a collector with a token.
struct MainJob {
    /// A Monday morning.
    static let start = Instant(unixSeconds: 1_795_428_000)

    let agent: VirtualAgent
    let office: Office
    let me: SignedIn
    let token: String
    let records: StoredRecords
    /// Of the server on this computer.
    let port: Int
    let ranges: [String]
    /// Removed when the job is done.
    let folder: String
    private let clock: any WallClock
    private let session: String

    static func with(
        _ site: VirtualSite, _ engine: SQLEngine, clock: any WallClock = MorningClock(),
        livingBy printersClock: (any WallClock)? = nil,
        _ body: @escaping @Sendable (MainJob) async throws -> Void
    ) async throws {
        try await TestStore.with(engine) { store in
            let agent = try VirtualAgent(site: site, settings: .init(port: 0), clock: printersClock ?? clock)
            agent.start()
            defer { agent.stop() }
            let folder = NSTemporaryDirectory() + "goodword-main-job-\(UUID().uuidString)"
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let records = StoredRecords(store)
            let office = Office(
                store: records, clock: clock, ids: RandomIDs(), zones: SystemTimeZones(),
                passwords: ScryptPasswords(), tokens: SystemTokens())
            let application = try buildApplication(
                office: office, configuration: WebConfiguration(port: 0), logger: Logger(label: "main job"))
            try await application.test(.live) { client in
                try await body(
                    try await MainJob(
                        site: site, agent: agent, office: office, records: records,
                        port: #require(client.port), folder: folder, clock: clock))
            }
        }
    }

    private init(
        site: VirtualSite, agent: VirtualAgent, office: Office, records: StoredRecords, port: Int,
        folder: String, clock: any WallClock
    ) async throws {
        self.agent = agent
        self.office = office
        self.folder = folder
        self.clock = clock
        self.records = records
        self.port = port
        ranges = site.devices.map(\.address.description)
        let link = try #require(try await office.makeFirstInvitation())
        session = try await office.accept(
            invitation: link,
            WelcomeAnswer(
                name: "Maeve Brennan", email: "maeve@example.org", password: "a short sentence",
                customerName: "College", timeZone: "Europe/Dublin"))
        me = try #require(try await office.signedIn(sessionToken: session))
        let campus = try await office.makePlace(named: "Campus", kind: .campus, below: nil, for: me)
        token = try await office.makeCollector(named: "Cellar", place: campus.id, for: me).token
        _ = try await office.promise(
            PromiseDraft(
                words: "No one here runs out of toner.", saidWhere: "on the walk",
                terms: .nobodyRunsOut(to: .everyoneAt(campus.id.description))), for: me)
    }

    /// One round of the collector: find, read, keep, deliver.
    func collect(server: String? = nil) async throws -> CollectorRound {
        let service = try CollectorService(
            CollectorConfiguration(
                ranges: ranges, excluded: [], port: agent.port, spoolDirectory: folder + "/spool",
                spoolBytesMax: 64 << 20, engine: EngineConfiguration(packetsPerSecond: 0),
                intervals: PollIntervals(), facts: CollectorFacts(version: "test", host: "cellar")),
            post: try HTTPReadingPost(server: server ?? "http://127.0.0.1:\(port)", token: token),
            clock: clock,
            ids: RandomIDs(), logger: Logger(label: "collector"))
        return await service.runOnce()
    }

    func machines() async throws -> [DeviceRow] {
        try await office.machines(
            DeviceQuery(customer: me.customer.id, order: .name, page: Page(size: 200)), for: me
        ).rows.rows
    }

    func latest(of device: DeviceID) async throws -> Reading {
        try await office.machine(device, for: me).record.latest
    }

    func keptReadings() async throws -> Int {
        var count = 0
        for machine in try await machines() {
            count += try await office.readings(of: machine.device.id, Page(size: 200), for: me).rows.count
        }
        return count
    }

    /// Every line of Today has a person or people, words, a reason, and evidence that can be opened; and the page
    /// that a browser gets says them.
    func requireTodayToExplainItself() async throws {
        let today = try await office.today(everybody: false, Page(size: 200), for: me)
        try #require(!today.lines.rows.isEmpty)
        for view in today.lines.rows {
            #expect(view.promiser?.id == me.person.id)
            #expect(view.device != nil)
            #expect([.broken, .atRisk, .notProvable].contains(view.line.assessment.verdict))
            for link in view.line.assessment.evidence {
                let (reading, device) = try await office.reading(link.reading.cast(), for: me)
                #expect(device.id == view.line.device)
                #expect(!reading.reading.supplies.isEmpty || link.percent == nil)
            }
        }
        // Over a connection of its own: one that was idle for a minute the server has closed.
        var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)/")
        request.headers = ["Cookie": "goodword=\(session)"]
        let page = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
        #expect(page.status == .ok)
        let body = try await page.body.collect(upTo: 4 << 20)
        #expect(String(buffer: body).contains("No one here runs out of toner."))
    }
}

/// Runs from the Monday morning on: the collector needs a clock that moves.
struct MorningClock: WallClock {
    private let begun = ContinuousClock.now

    func now() -> Instant { MainJob.start + (ContinuousClock.now - begun) }
}
