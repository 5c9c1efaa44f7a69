// SPDX-License-Identifier: Apache-2.0
import CSockets
import Fleet
import Foundation
import Glibc
import Polling
import PrinterWire
import Programs
import Synchronization
import Testing
import Values
import VirtualAgent
import VirtualFleet

@testable import Collector

/// A clock that stands still until a test moves it.
final class TestClock: WallClock, Sendable {
    private let time: Mutex<Instant>

    init(_ start: Instant = Instant(unixSeconds: 1_800_000_000)) { time = Mutex(start) }

    func now() -> Instant { time.withLock { $0 } }
    func advance(_ duration: Duration) { time.withLock { $0 = $0 + duration } }
}

extension EngineConfiguration {
    /// For a network of one computer that has much else to do.
    static func test(window: Int = 256, packetsPerSecond: Int = 0, community: String = "public") -> Self {
        EngineConfiguration(
            credentials: CredentialBook(community: community), packetsPerSecond: packetsPerSecond,
            window: window,
            waits: RoundTrip.Bounds(
                first: .milliseconds(400), floor: .milliseconds(200), ceiling: .milliseconds(1_000)),
            socketBufferBytes: 1_048_576)
    }
}

extension Inquiry.Limits {
    static let test = Inquiry.Limits(
        transmissionsMax: 5, transmissionsPerVersion: 2, patience: .milliseconds(2_000), silencesMax: 0)
}

@Suite struct EngineTests {
    private let base: UInt32 = 0x7F01_0000

    private func engine(_ configuration: EngineConfiguration = .test()) throws -> InquiryEngine {
        try InquiryEngine(configuration, clock: TestClock(), seed: 5)
    }

    private func endpoint(_ number: UInt32, _ agent: TestAgent) -> Endpoint {
        Endpoint(NetworkAddress(ipv4: base + number), port: agent.port)
    }

    private func full(_ number: UInt32, _ agent: TestAgent) -> Ask {
        PrinterReader().full(endpoint(number, agent), limits: .test)
    }

    private func reading(_ answer: Answer?) -> (serial: String?, isPrinter: Bool)? {
        guard let answer, case .heard(let walk, let version) = answer.outcome else { return nil }
        let reading = PrinterReader().reading(
            walk, address: answer.endpoint.description, heard: answer.heard, version: version)
        return (reading.serial, reading.isPrinter)
    }

    @Test func `three hundred printers are asked at the same time and each gives its own answer`()
        async throws
    {
        let agent = try TestAgent()
        let engine = try engine(.test(window: 100))
        defer {
            engine.stop()
            agent.stop()
        }
        for number in 0..<300 { agent.set(base + UInt32(number), TestPrinter(serial: "S-\(number)").walk) }
        var serials: [Endpoint: String] = [:]
        let asks = AskList((0..<300).map { full(UInt32($0), agent) })
        for await answer in engine.answers(to: asks) { serials[answer.endpoint] = reading(answer)?.serial }
        #expect(serials.count == 300)
        for number in 0..<300 { #expect(serials[endpoint(UInt32(number), agent)] == "S-\(number)") }
    }

    @Test func `each kind of bad answer ends in an honest outcome and harms no other printer`() async throws {
        let agent = try TestAgent()
        let engine = try engine()
        defer {
            engine.stop()
            agent.stop()
        }
        let manners: [TestAgent.Manner] = [
            .normal, .silent, .garbage, .truncated, .wrongRequestID, .from(base + 77), .threefold, .v1,
        ]
        for (number, manner) in manners.enumerated() {
            agent.set(base + UInt32(number), TestPrinter(serial: "S-\(number)").walk, manner)
        }
        var outcomes: [Endpoint: String] = [:]
        for await answer in engine.answers(to: AskList(manners.indices.map { full(UInt32($0), agent) })) {
            switch answer.outcome {
            case .heard(_, let version):
                outcomes[answer.endpoint] = "\(reading(answer)?.serial ?? "-") \(version)"
            case .noAnswer: outcomes[answer.endpoint] = "no answer"
            case .unreadable: outcomes[answer.endpoint] = "unreadable"
            case .fellSilent: outcomes[answer.endpoint] = "fell silent"
            case .refused: outcomes[answer.endpoint] = "refused"
            case .unreachable: outcomes[answer.endpoint] = "unreachable"
            }
        }
        let expected = [
            "S-0 v2c", "no answer", "unreadable", "unreadable", "no answer", "no answer", "S-6 v2c", "S-7 v1",
        ]
        #expect((0..<8).map { outcomes[endpoint($0, agent)] } == expected)
    }

    @Test func `another printer's answer to the same request is not listened to`() async throws {
        let agent = try TestAgent()
        let engine = try engine()
        defer {
            engine.stop()
            agent.stop()
        }
        // Both are asked; what 1 says is sent as if 2 had said it, with 1's request ids.
        agent.set(base + 1, TestPrinter(serial: "TRUE-1").walk, .from(base + 2))
        agent.set(base + 2, TestPrinter(serial: "TRUE-2").walk)
        var serials: [Endpoint: String] = [:]
        for await answer in engine.answers(to: AskList([full(1, agent), full(2, agent)])) {
            serials[answer.endpoint] = reading(answer)?.serial
        }
        #expect(serials == [endpoint(2, agent): "TRUE-2"])
    }

    @Test func `a flood of forged datagrams changes nothing`() async throws {
        let agent = try TestAgent()
        let engine = try engine()
        defer {
            engine.stop()
            agent.stop()
        }
        for number in 0..<20 { agent.set(base + UInt32(number), TestPrinter(serial: "S-\(number)").walk) }
        let here = datagram_endpoint_ipv4(0x7F00_0001, try #require(engine.localPort))
        var chance = SplitMix(seed: 11)
        var heard = 0
        for _ in 0..<5 {
            for await answer in engine.answers(to: AskList((0..<20).map { full(UInt32($0), agent) })) {
                let number = answer.endpoint.address.bits & 0xFF
                #expect(reading(answer)?.serial == "S-\(number)")
                heard += 1
                // From the printers' own addresses and port: bytes of all kinds, and answers to nobody's question.
                for number in 0..<20 as Range<UInt32> {
                    var forged = (0..<Int.random(in: 0...400, using: &chance)).map { _ in
                        UInt8.random(in: 0...255, using: &chance)
                    }
                    if number % 2 == 0 {
                        let serial = VarBind(
                            OID([1, 3, 6, 1, 2, 1, 43, 5, 1, 1, 17, 1]), .octets(Array("FORGED".utf8)))
                        let pdu = PDU(
                            .response, requestID: Int32.random(in: 0...Int32.max, using: &chance),
                            varBinds: [serial])
                        forged = SNMPMessage(version: .v2c, community: Array("public".utf8), pdu: pdu)
                            .encode()
                    }
                    agent.forge(forged, from: base + number, to: here)
                }
            }
        }
        #expect(heard == 100)
    }

    @Test func `two questions to one printer wait for each other and both are answered`() async throws {
        let agent = try TestAgent()
        let engine = try engine()
        defer {
            engine.stop()
            agent.stop()
        }
        agent.set(base, TestPrinter().walk)
        let asks = AskList((0..<10).map { _ in full(0, agent) })
        var heard = 0
        for await answer in engine.answers(to: asks) where reading(answer)?.isPrinter == true { heard += 1 }
        #expect(heard == 10)
    }

    @Test func `a sweep tells of those that answer, counts the others, and says how it goes`() async throws {
        let agent = try TestAgent()
        let engine = try engine(.test(window: 512))
        defer {
            engine.stop()
            agent.stop()
        }
        for number in [3, 700, 999] {
            agent.set(base + UInt32(number), TestPrinter(serial: "S-\(number)").walk)
        }
        agent.set(
            base + 500, Walk([VarBind(OID([1, 3, 6, 1, 2, 1, 1, 1, 0]), .octets(Array("A switch".utf8)))]))
        let reader = PrinterReader()
        let base = base
        let port = agent.port
        let last = Mutex<AskProgress?>(nil)
        let list = AskList(count: 1_000, tellsSilent: false) { position in
            var ask = reader.probe(Endpoint(NetworkAddress(ipv4: base + UInt32(position)), port: port))
            ask.limits.transmissionsPerVersion = 1
            return ask
        }
        var printers: Set<String> = []
        var others = 0
        for await answer in engine.answers(
            to: list, progress: { progress in last.withLock { $0 = progress } })
        {
            if let reading = reading(answer), reading.isPrinter, let serial = reading.serial {
                printers.insert(serial)
            } else {
                others += 1
            }
        }
        #expect(printers == ["S-3", "S-700", "S-999"])
        #expect(others == 1)
        #expect(last.withLock { $0 } == AskProgress(total: 1_000, done: 1_000, answered: 4))
    }

    @Test func `ending the iteration early ends the asking and leaves the engine well`() async throws {
        let agent = try TestAgent()
        let engine = try engine(.test(window: 8))
        defer {
            engine.stop()
            agent.stop()
        }
        for number in 0..<100 { agent.set(base + UInt32(number), TestPrinter(serial: "S-\(number)").walk) }
        for await _ in engine.answers(to: AskList((0..<100).map { full(UInt32($0), agent) })) { break }
        #expect(reading(await engine.answer(to: full(7, agent)))?.serial == "S-7")
    }

    @Test func `a stopped engine answers nothing and lets nobody wait`() async throws {
        let agent = try TestAgent()
        let engine = try engine()
        defer { agent.stop() }
        agent.set(base, TestPrinter().walk, .silent)
        // Patience that outlasts a busy machine: nothing but the stop may end this asking.
        let patient = Inquiry.Limits(
            transmissionsMax: 10_000, transmissionsPerVersion: 10_000, patience: .seconds(600), silencesMax: 0
        )
        async let pending = engine.answer(to: PrinterReader().full(endpoint(0, agent), limits: patient))
        while agent.requests(base) == 0 { try await Task.sleep(for: .milliseconds(5)) }
        engine.stop()
        #expect(await pending == nil)
        #expect(await engine.answer(to: full(0, agent)) == nil)
        engine.stop()
    }

    @Test func `an address to which there is no way is said to be unreachable`() async throws {
        let engine = try engine()
        defer { engine.stop() }
        // The limited broadcast address, to which a socket may not send without asking for it.
        let nowhere = Endpoint(NetworkAddress(ipv4: 0xFFFF_FFFF), port: 16_199)
        let answer = await engine.answer(to: PrinterReader().full(nowhere, limits: .test))
        guard case .unreachable(let why) = answer?.outcome else {
            Issue.record("unexpected: \(String(describing: answer))")
            return
        }
        #expect(!why.isEmpty)
    }

    @Test func `a virtual fleet is read through a lossy network, and its bystanders are no printers`()
        async throws
    {
        let clock = TestClock()
        let site = VirtualSite.fleet(
            count: 60, seed: 4, start: clock.now(), models: [PrinterModel.benchmark], bystanders: 6)
        let agent = try VirtualAgent(
            site: site, settings: .init(port: 0, lossShare: 0.04, seed: 2), clock: clock)
        agent.start()
        let engine = try engine()
        defer {
            engine.stop()
            agent.stop()
        }
        let endpoints = try site.devices.map {
            Endpoint(try #require(NetworkAddress("\($0.address)")), port: agent.port)
        }
        let reader = PrinterReader()
        let list = AskList(count: endpoints.count) { reader.full(endpoints[$0], limits: .test) }
        var printers: Set<String> = []
        var others = 0
        for await answer in engine.answers(to: list) {
            guard case .heard(let walk, let version) = answer.outcome else { continue }
            let reading = reader.reading(
                walk, address: "\(answer.endpoint)", heard: answer.heard, version: version)
            guard reading.isPrinter else {
                others += 1
                continue
            }
            printers.insert(reading.address)
            #expect(reading.model != nil)
            #expect(reading.lifetimePages != nil)
            #expect(reading.supplies.count >= 4)
        }
        #expect(printers.count == 60)
        #expect(others == 6)
        #expect(agent.counts.lost > 0)
    }

    @Test func `the standard agent of Debian is heard and is no printer`() async throws {
        guard let agent = try NetSNMPAgent() else {
            print("SKIPPED: reading net-snmp's agent, because /usr/sbin/snmpd is not installed.")
            #expect(ProcessInfo.processInfo.environment["CI"] != "true", "snmpd was not tested")
            return
        }
        defer { agent.stop() }
        let engine = try engine(.test(community: "hearsay"))
        defer { engine.stop() }
        let target = Endpoint(NetworkAddress(ipv4: 0x7F00_0001), port: agent.port)
        var answer: Answer?
        for _ in 0..<40 {
            answer = await engine.answer(to: PrinterReader().full(target, limits: .test))
            if case .heard = answer?.outcome { break }
        }
        let heard = reading(answer)
        #expect(heard != nil)
        #expect(heard?.isPrinter == false)
        // The whole system group, by GETBULK.
        let system = await engine.answer(to: Ask(target, [.table(OID([1, 3, 6, 1, 2, 1, 1]))]))
        guard case .heard(let walk, _) = system?.outcome else {
            Issue.record("the walk was not answered")
            return
        }
        #expect(walk.value(OID([1, 3, 6, 1, 2, 1, 1, 6, 0]))?.bytes == Array("By the test window".utf8))
        let wrong = try self.engine(.test(community: "wrong"))
        defer { wrong.stop() }
        let refused = await wrong.answer(to: PrinterReader().full(target, limits: .test))
        guard case .noAnswer = refused?.outcome else {
            Issue.record("a wrong community was answered: \(String(describing: refused?.outcome))")
            return
        }
    }
}

/// net-snmp's agent on a free loopback port.
private final class NetSNMPAgent {
    let port: UInt16
    private let process: pid_t
    private let folder: TemporaryFolder

    /// `nil` when it is not installed.
    init?() throws {
        let program = "/usr/sbin/snmpd"
        guard FileManager.default.isExecutableFile(atPath: program) else { return nil }
        var local = DatagramEndpoint()
        let socket = datagram_open(datagram_endpoint_ipv4(0x7F00_0001, 0), 0)
        _ = datagram_local(socket, &local)
        datagram_close(socket)
        port = local.port
        folder = try TemporaryFolder()
        let settings = """
            agentAddress udp:127.0.0.1:\(port)
            rocommunity hearsay 127.0.0.1
            sysLocation By the test window
            """
        try settings.write(toFile: folder.path + "/snmpd.conf", atomically: true, encoding: .utf8)
        process = try Programs.Program.start(
            program,
            [
                "-f", "-C", "-c", folder.path + "/snmpd.conf", "-Lf", folder.path + "/log", "-p",
                folder.path + "/pid",
            ], environment: ["SNMP_PERSISTENT_DIR": folder.path])
    }

    func stop() {
        kill(process, SIGKILL)
        var status: Int32 = 0
        waitpid(process, &status, 0)
    }
}
