// SPDX-License-Identifier: Apache-2.0
import Fleet
import Foundation
import Generators
import Logging
import Polling
import Practice
import PrinterWire
import Synchronization
import Testing
import Values

@testable import Collector

/// A whole collector between virtual printers and a scripted server.
private final class Rig: Sendable {
    static let base: UInt32 = 0x7F02_0000

    let agent: TestAgent
    let server = ScriptedServer()
    let clock = TestClock()
    let folder: TemporaryFolder
    let events: AsyncStream<CollectorEvent>
    private let tell: AsyncStream<CollectorEvent>.Continuation

    init() throws {
        agent = try TestAgent()
        folder = try TemporaryFolder()
        (events, tell) = AsyncStream.makeStream()
    }

    deinit { agent.stop() }

    func set(_ number: UInt32, _ printer: TestPrinter, _ manner: TestAgent.Manner = .normal) {
        agent.set(Rig.base + number, printer.walk, manner)
    }

    func address(_ number: UInt32) -> String { "127.2.0.\(number):\(agent.port)" }

    func service(
        excluded: [String] = [], overIPP: [String] = [], portOfIPP: UInt16 = IPPAddress.port,
        quiet: QuietHours? = nil, announcing: (@Sendable () -> [PrintService])? = nil,
        profiles: Interpreter = .builtIn
    ) throws -> CollectorService {
        var limits = CollectorConfiguration.testLimits
        limits.silencesMax = 0
        var configuration = CollectorConfiguration(
            ranges: ["127.2.0.0/28"], excluded: excluded, port: agent.port,
            spoolDirectory: folder.path + "/spool",
            engine: .test(), limits: limits, quiet: quiet, reader: PrinterReader(interpreter: profiles),
            facts: CollectorFacts(version: "0.1.0", host: "test"))
        configuration.rangesOverIPP = overIPP
        if let announcing { configuration.findServices = { _ in announcing() } }
        configuration.portOfIPP = portOfIPP
        let tell = tell
        return try CollectorService(
            configuration, post: server, clock: clock, ids: RandomIDs(), logger: Logger(label: "test"),
            tell: { tell.yield($0) })
    }

    /// Lets the clock go on in steps until the server has seen what is wished.
    func advance(by step: Duration, until isWished: @escaping @Sendable (ScriptedServer.State) -> Bool) async
    {
        let moving = Task { [clock] in
            while !Task.isCancelled {
                clock.advance(step)
                try? await Task.sleep(for: .milliseconds(50))
            }
        }
        await server.wait(until: isWished)
        moving.cancel()
        await moving.value
    }

    /// Where the collector expects printers, as it wrote down after its last sweep.
    func known() -> [String] {
        KnownPrinters.load(from: FolderOnDisk(folder.path + "/spool")).printers.map(\.address)
    }

    func readings() -> [Reading] {
        server.state.withLock { state in
            state.kept.sorted { $0.key < $1.key }.compactMap { item in
                if case .reading(let reading) = item.value { reading } else { nil }
            }
        }
    }

    func silences() -> [Silence] {
        server.state.withLock { state in
            state.kept.sorted { $0.key < $1.key }.compactMap { item in
                if case .silence(let silence) = item.value { silence } else { nil }
            }
        }
    }
}

extension CollectorConfiguration {
    fileprivate static let testLimits = Inquiry.Limits.test
}

extension ScriptedServer.State {
    fileprivate func readings(of serial: String) -> [Reading] {
        kept.sorted { $0.key < $1.key }.compactMap { item in
            if case .reading(let reading) = item.value, reading.serial == serial { reading } else { nil }
        }
    }

    fileprivate var silences: Int {
        kept.values.count { if case .silence = $0 { true } else { false } }
    }
}

@Suite struct CollectorServiceTests {
    @Test func `a printer that is silent over SNMP is read over IPP, where a person allowed it`() async throws
    {
        let rig = try Rig()
        rig.set(3, TestPrinter(serial: "A"))
        let server = try await TestIPPServer(host: "127.2.0.7") { _ in
            .ipp(TestAnswer.printer(black: 12, serial: "TST-OVER-IPP"))
        }
        let none = try await rig.service(portOfIPP: server.port).runOnce()
        #expect(none.printers == 1 && server.requests.isEmpty)
        let round = try await rig.service(overIPP: ["127.2.0.6-8"], portOfIPP: server.port).runOnce()
        #expect(round.printers == 2 && round.isDelivered)
        let reading = try #require(rig.readings().first { $0.serial == "TST-OVER-IPP" })
        #expect(reading.saidOver == .ipp)
        // Under the name it would have over SNMP, so that it is the same printer whatever it answers.
        #expect(reading.address == rig.address(7))
        #expect(reading.supplies.map { $0.level } == [.percent(12)])
    }

    @Test func `a printer that falls silent over SNMP goes on being read over IPP`() async throws {
        let rig = try Rig()
        rig.set(7, TestPrinter(serial: "TST-000001"))
        let server = try await TestIPPServer(host: "127.2.0.7") { _ in .ipp(TestAnswer.printer(black: 12)) }
        let service = try rig.service(overIPP: ["127.2.0.7"], portOfIPP: server.port)
        let running = Task { await service.run() }
        await rig.server.wait { !$0.readings(of: "TST-000001").isEmpty }
        rig.agent.behave(Rig.base + 7, .silent)
        await rig.advance(by: .minutes(5)) { $0.readings(of: "TST-000001").contains { $0.saidOver == .ipp } }
        running.cancel()
        await running.value
        #expect(rig.silences().isEmpty)
    }

    @Test func `a machine that speaks both is asked over both, and where they differ is delivered`()
        async throws
    {
        let rig = try Rig()
        rig.set(7, TestPrinter(serial: "TST-000001", toner: 40))
        let server = try await TestIPPServer(host: "127.2.0.7") { _ in .ipp(TestAnswer.printer(black: 35)) }
        _ = try await rig.service(overIPP: ["127.2.0.7"], portOfIPP: server.port).runOnce()
        let reading = try #require(rig.readings().first)
        #expect(rig.readings().count == 1 && server.requests.count == 1)
        #expect(reading.saidOver == .snmp2c && reading.supplies.map { $0.level } == [.percent(40)])
        #expect(
            reading.differences == [
                ReadingDifference(
                    field: "supplies/tonerCartridge/black", snmp: "40 %", ipp: "35 %", counts: .snmp)
            ])
        // Where nobody allowed it, IPP is not asked.
        let other = try Rig()
        other.set(7, TestPrinter(serial: "TST-000001"))
        _ = try await other.service(portOfIPP: server.port).runOnce()
        #expect(other.readings().map { $0.differences } == [[]] && server.requests.count == 1)
    }

    @Test
    func `some left over SNMP is a percentage where IPP says one, in each reading, and a profile turns it`()
        async throws
    {
        let rig = try Rig()
        rig.set(7, TestPrinter(serial: "TST-000001", pages: 100, toner: -3))
        let left = Mutex<Int32>(35)
        let server = try await TestIPPServer(host: "127.2.0.7") { _ in
            .ipp(TestAnswer.printer(black: left.withLock { $0 }))
        }
        let service = try rig.service(overIPP: ["127.2.0.7"], portOfIPP: server.port)
        let run = Task { await service.run() }
        await rig.server.wait { $0.readings(of: "TST-000001").count == 1 }
        left.withLock { $0 = 34 }
        rig.set(7, TestPrinter(serial: "TST-000001", pages: 150, toner: -3))
        await rig.advance(by: .seconds(30)) { $0.readings(of: "TST-000001").count >= 2 }
        run.cancel()
        await run.value
        let readings = rig.readings()
        #expect(readings.prefix(2).map { $0.supplies.first?.level } == [.percent(35), .percent(34)])
        #expect(readings[1].lifetimePages?.value == 150)
        #expect(readings[1].supplies.first?.raw.oid == "marker-levels[1]")
        #expect(readings[1].supplies.first?.overruled?.level == -3)
        #expect(readings[1].differences.map { $0.counts } == [.ipp])

        let own = ProfileSet(adding: [
            .init(
                file: "alder.profile",
                bytes: Array(
                    """
                    profile alder
                    make Alder
                    match hrDeviceDescr "Alder *"
                    counts supplies ipp
                        trust B
                        source "the panel"
                    """.utf8))
        ])
        let other = try Rig()
        other.set(7, TestPrinter(serial: "TST-000001", toner: 90))
        _ = try await other.service(
            overIPP: ["127.2.0.7"], portOfIPP: server.port, profiles: own.interpreter
        ).runOnce()
        #expect(other.readings().first?.supplies.map { $0.level } == [.percent(34)])
    }

    @Test func `in quiet hours nobody is looked for, and a machine that only IPP reaches is left alone`()
        async throws
    {
        let rig = try Rig()
        let server = try await TestIPPServer(host: "127.2.0.7") { _ in .ipp(TestAnswer.printer(black: 12)) }
        let service = try rig.service(overIPP: ["127.2.0.7"], portOfIPP: server.port)
        let run = Task { await service.run() }
        await rig.server.wait { !$0.readings(of: "TST-000001").isEmpty }
        run.cancel()
        await run.value
        let asked = server.requests.count

        // From here on it is quiet, all day long.
        let span = try #require(QuietHours.Span("00:00-24:00"))
        let searches = Mutex(0)
        rig.set(3, TestPrinter(serial: "TST-000002"))
        let quiet = try rig.service(
            overIPP: ["127.2.0.7"], portOfIPP: server.port, quiet: QuietHours(zone: .utc, spans: [span]),
            announcing: {
                searches.withLock { $0 += 1 }
                return []
            })
        let night = Task { await quiet.run() }
        for _ in 0..<20 {
            rig.clock.advance(.hours(1))
            try await Task.sleep(for: .milliseconds(25))
        }
        night.cancel()
        await night.value
        #expect(server.requests.count == asked && searches.withLock { $0 } == 0)
        #expect(rig.silences().isEmpty && !rig.readings().contains { $0.serial == "TST-000002" })
        // Asleep is not gone: it is known still.
        let known = KnownPrinters.load(from: FolderOnDisk(rig.folder.path + "/spool"))
        #expect(known.printers.map { $0.address } == [rig.address(7)])
        #expect(known.printers.first?.overIPP?.path == "/ipp/print")
    }

    private func announcement(
        _ address: UInt8, port: UInt16, path: String? = "printers/hall", uuid: String = "4509a320-00a0"
    ) -> PrintService {
        PrintService(
            kind: .ipp, name: "Hall", host: "hall.local", port: port, addresses: [[127, 2, 0, address]],
            longAddresses: [],
            facts: ["uuid": uuid].merging(path.map { ["rp": $0] } ?? [:]) { first, _ in first })
    }

    @Test func `who makes itself known over DNS-SD is asked where it says, within the ranges for IPP alone`()
        async throws
    {
        let rig = try Rig()
        let hall = try await TestIPPServer(host: "127.2.0.7") { request in
            request.path == "/printers/hall" ? .ipp(TestAnswer.printer(serial: "TST-HALL")) : .http(404)
        }
        let outside = try await TestIPPServer(host: "127.2.0.9") { _ in .ipp(TestAnswer.printer()) }
        let left = try await TestIPPServer(host: "127.2.0.8") { _ in .ipp(TestAnswer.printer()) }
        let announced = [
            announcement(7, port: hall.port), announcement(9, port: outside.port, uuid: "2"),
            announcement(8, port: left.port, uuid: "3"), announcement(6, port: 9_100, uuid: "4"),
            announcement(5, port: 22, uuid: "5"),
        ]
        let round = try await rig.service(
            excluded: ["127.2.0.8"], overIPP: ["127.2.0.4-8"], announcing: { announced }
        ).runOnce()
        #expect(round.printers == 1)
        #expect(rig.readings().map { $0.serial } == ["TST-HALL"])
        #expect(hall.requests.map { $0.path } == ["/printers/hall"])
        #expect(outside.requests.isEmpty && left.requests.isEmpty)
        let asked = AnnouncedPrinters(announced).printers.map { $0.overIPP?.description }
        #expect(asked.prefix(2) == [nil, nil] && asked.dropFirst(2).allSatisfy { $0 != nil })
    }

    @Test func `a printer that is found by name at another address is not missed at the one it left`()
        async throws
    {
        let rig = try Rig()
        let serial = Mutex("unknown")
        func server(_ host: String) async throws -> TestIPPServer {
            try await TestIPPServer(host: host) { _ in
                .ipp(TestAnswer.printer(serial: serial.withLock { $0 }))
            }
        }
        let place = Mutex<PrintService?>(nil)
        func round(_ address: UInt8, _ server: TestIPPServer) async throws {
            place.withLock { $0 = announcement(address, port: server.port, path: nil) }
            rig.clock.advance(.hours(5))
            _ = try await rig.service(
                overIPP: ["127.2.0.4-9"], announcing: { place.withLock { $0.map { [$0] } ?? [] } }
            ).runOnce()
        }
        var old: TestIPPServer? = try await server("127.2.0.5")
        if let old { try await round(5, old) }
        await old?.stop()
        old = nil
        let new = try await server("127.2.0.8")
        try await round(8, new)
        // It answers at its new place; at the old one it is asked in vain, and nobody is missed there.
        let service = try rig.service(
            overIPP: ["127.2.0.4-9"], announcing: { place.withLock { $0.map { [$0] } ?? [] } })
        let run = Task { await service.run() }
        let count = rig.readings().count
        await rig.advance(by: .minutes(5)) { state in
            let news = state.kept.values.count { if case .reading = $0 { true } else { false } } - count
            return news > 200 || news > 2 && rig.known() == [rig.address(8)]
        }
        run.cancel()
        await run.value
        #expect(rig.silences().isEmpty)
        #expect(rig.known() == [rig.address(8)])
    }

    @Test
    func `a printer that moved is known by its serial at its new address, and not missed at the old one`()
        async throws
    {
        let rig = try Rig()
        rig.set(3, TestPrinter(serial: "TST-000001"))
        _ = try await rig.service().runOnce()
        rig.agent.behave(Rig.base + 3, .silent)
        rig.set(9, TestPrinter(serial: "TST-000001"))
        let service = try rig.service()
        let run = Task { await service.run() }
        // The old place is asked in vain at a time of its own; so many readings without that are a failure.
        await rig.advance(by: .minutes(5)) { state in
            let count = state.readings(of: "TST-000001").count
            return count > 200 || count > 4 && rig.known() == [rig.address(9)]
        }
        run.cancel()
        await run.value
        #expect(rig.silences().isEmpty)
        #expect(rig.known() == [rig.address(9)])
    }

    @Test func `one round finds the printers of a range, reads and delivers them`() async throws {
        let rig = try Rig()
        rig.set(3, TestPrinter(serial: "A", alert: "Toner low"))
        rig.set(9, TestPrinter(serial: "B"))
        rig.set(12, TestPrinter(serial: "C"))
        rig.set(5, TestPrinter(serial: "D"), .garbage)
        let round = try await rig.service(excluded: ["127.2.0.12"]).runOnce()
        #expect(round == CollectorRound(addresses: 15, printers: 2, isDelivered: true, waiting: 0))
        let readings = rig.readings()
        #expect(Set(readings.map(\.serial)) == ["A", "B"])
        let first = try #require(readings.first { $0.serial == "A" })
        #expect(first.address == rig.address(3))
        #expect(first.heard == rig.clock.now())
        #expect(first.isPrinter)
        #expect(first.supplies.first?.level == .percent(73))
        #expect(first.alerts.first?.description == "Toner low")
    }

    @Test func `a frequent reading is whole, and what is over drops out of it`() async throws {
        let rig = try Rig()
        rig.set(1, TestPrinter(serial: "A", pages: 100, alert: "Paper jam"))
        let service = try rig.service()
        let run = Task { await service.run() }
        await rig.server.wait { $0.readings(of: "A").count == 1 }
        let asked = rig.agent.requests(Rig.base + 1)
        rig.set(1, TestPrinter(serial: "A", pages: 150, toner: 70))
        await rig.advance(by: .seconds(30)) { $0.readings(of: "A").count >= 2 }
        run.cancel()
        await run.value
        let readings = rig.readings()
        #expect(readings[0].lifetimePages?.value == 100)
        #expect(readings[1].lifetimePages?.value == 150)
        #expect(readings[1].supplies.first?.level == .percent(70))
        #expect(readings[1].alerts.isEmpty && readings[0].alerts.count == 1)
        #expect(readings[1].name == "test-printer")
        #expect(readings[1].supplies.first?.type == readings[0].supplies.first?.type)
        #expect(readings[1].model == readings[0].model)
        #expect(readings[1].heard > readings[0].heard)
        #expect(rig.agent.requests(Rig.base + 1) > asked)
    }

    @Test func `another machine at the same address is never mixed with the one before`() async throws {
        let rig = try Rig()
        rig.set(1, TestPrinter(serial: "OLD", name: "old", pages: 9_000))
        let service = try rig.service()
        let run = Task { await service.run() }
        await rig.server.wait { $0.readings(of: "OLD").count == 1 }
        rig.set(1, TestPrinter(serial: "NEW", name: "new", pages: 12))
        await rig.advance(by: .seconds(30)) { !$0.readings(of: "NEW").isEmpty }
        run.cancel()
        await run.value
        for reading in rig.readings() {
            #expect(reading.name == (reading.serial == "OLD" ? "old" : "new"))
            #expect(reading.lifetimePages?.value == (reading.serial == "OLD" ? 9_000 : 12))
        }
    }

    @Test func `a printer that falls silent is told once, and again heard when it is back`() async throws {
        let rig = try Rig()
        rig.set(1, TestPrinter(serial: "A"))
        rig.set(2, TestPrinter(serial: "B"))
        let service = try rig.service()
        let run = Task { await service.run() }
        await rig.server.wait { $0.kept.count == 2 }
        rig.agent.behave(Rig.base + 1, .silent)
        await rig.advance(by: .seconds(60)) { $0.silences == 1 }
        #expect(rig.silences().first?.address == rig.address(1))
        let before = rig.server.state.withLock { $0.readings(of: "A").count }
        rig.agent.behave(Rig.base + 1, .normal)
        await rig.advance(by: .seconds(60)) { $0.readings(of: "A").count > before }
        run.cancel()
        await run.value
        #expect(rig.silences().count == 1)
    }

    @Test func `a restarted collector knows a silent printer from one that never was`() async throws {
        let rig = try Rig()
        rig.set(1, TestPrinter(serial: "A"))
        rig.set(2, TestPrinter(serial: "B"))
        _ = try await rig.service().runOnce()
        rig.agent.behave(Rig.base + 1, .silent)
        let service = try rig.service()
        let run = Task { await service.run() }
        await rig.advance(by: .seconds(60)) { $0.silences == 1 }
        run.cancel()
        await run.value
        #expect(rig.silences().map(\.address) == [rig.address(1)])
    }

    @Test func `readings taken while the server was down all arrive, none twice`() async throws {
        let rig = try Rig()
        for number in 0..<8 { rig.set(UInt32(number), TestPrinter(serial: "S-\(number)")) }
        rig.server.behave(.down)
        let first = try await rig.service().runOnce()
        #expect(!first.isDelivered && first.waiting == 8)
        rig.server.behave(.keepsAndIsCutOff)
        let second = try await rig.service().runOnce()
        #expect(!second.isDelivered)
        rig.server.behave(.well)
        let third = try await rig.service().runOnce()
        #expect(third.isDelivered && third.waiting == 0)
        let state = rig.server.state.withLock { $0 }
        // Three rounds of eight; each item once, however often it was delivered.
        #expect(state.kept.count == 24)
        #expect(Set(state.kept.keys) == Set(1...24))
        // Each start numbers in a spool of its own.
        #expect(state.spools.count == 3)
    }

    @Test func `a range that cannot be used is said before anything begins`() async throws {
        let rig = try Rig()
        let configuration = CollectorConfiguration(
            ranges: ["10.0.0.0/8"], spoolDirectory: rig.folder.path,
            facts: CollectorFacts(version: "0", host: "h"))
        await #expect(throws: AddressRangeError.self) { try await CollectorService.check(configuration) }
    }

    @Test func `while the disk takes nothing, readings wait in memory and are kept when it does`()
        async throws
    {
        let folder = try TemporaryFolder()
        let spool = try Spool(directory: folder.path + "/spool", bytesMax: 4_000, makeID: { ID(bits: 1) })
        try spool.append([Array(repeating: 65, count: 1_000)])
        let keeper = SpoolKeeper(spool)
        let shelf = ItemShelf(keeper: keeper, logger: Logger(label: "test"))
        // Nobody can write where a folder lies in the place of the next segment.
        let blocked = folder.path + "/spool/00000000000000000002.spool.new"
        try FileManager.default.createDirectory(atPath: blocked, withIntermediateDirectories: true)
        for number in 0..<5 {
            await shelf.keep(.silence(Silence(address: "10.0.0.\(number)", at: Instant(unixSeconds: 0))))
        }
        await shelf.retry()
        #expect(await shelf.heldCount == 5)
        try FileManager.default.removeItem(atPath: blocked)
        await shelf.retry()
        #expect(await shelf.heldCount == 0)
        let items = try await keeper.unacknowledged(countMax: 9, bytesMax: 9_999)
        #expect(items.map(\.sequence) == [1, 2, 3, 4, 5, 6])
    }
}
