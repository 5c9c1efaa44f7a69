// SPDX-License-Identifier: Apache-2.0
import Fleet
import PrinterWire
import Testing
import Values
import VirtualAgent
import VirtualFleet

@Suite struct `a virtual agent on the loopback network` {
    private struct StandingClock: WallClock {
        let instant: Instant
        func now() -> Instant { instant }
    }

    /// Runs an agent for as long as the body takes.
    private func withAgent(
        _ devices: [VirtualDevice], at now: Instant = monday, _ body: (VirtualAgent) throws -> Void
    ) throws {
        let agent = try VirtualAgent(
            site: VirtualSite(devices: devices), settings: .init(port: 0), clock: StandingClock(instant: now))
        agent.start()
        defer { agent.stop() }
        try body(agent)
    }

    private func withAgent(
        _ devices: [VirtualDevice], at now: Instant = monday, _ body: (VirtualAgent) async throws -> Void
    ) async throws {
        let agent = try VirtualAgent(
            site: VirtualSite(devices: devices), settings: .init(port: 0), clock: StandingClock(instant: now))
        agent.start()
        defer { agent.stop() }
        try await body(agent)
    }

    @Test func `answers from the address that was asked, for hundreds of machines on one socket`() throws {
        let site = VirtualSite.fleet(count: 400, seed: 6, start: monday, models: [.benchmark])
        let sysName = try #require(OID("1.3.6.1.2.1.1.5.0"))
        try withAgent(site.devices) { agent in
            let asker = try Asker()
            for printer in site.printers {
                let answer = try asker.ask(.get([sysName]), printer.address, port: agent.port)
                #expect(answer.pdu.varBinds.first?.value == .octets(Array(printer.name.utf8)))
            }
            #expect(agent.counts.answered == 400)
        }
    }

    @Test func `a machine slow in its sleep is overtaken by one that is awake, and answers in the end`()
        throws
    {
        let slow = try machine("ostler-c230")
        let model = try #require(PrinterModel.named("sorrel-t4"))
        let awake = VirtualPrinter(
            model, number: 1, seed: 1, address: VirtualAddress(bits: 0x7F01_0009), start: monday)
        let sysName = try #require(OID("1.3.6.1.2.1.1.5.0"))
        try withAgent([.printer(slow), .printer(awake)], at: monday + .hours(3)) { agent in
            let asker = try Asker()
            asker.send(SNMPMessage.get([sysName], 1).encode(), to: slow.address, port: agent.port)
            asker.send(SNMPMessage.get([sysName], 2).encode(), to: awake.address, port: agent.port)
            #expect(try asker.receive().from == awake.address)
            #expect(try asker.receive().from == slow.address)
        }
    }

    @Test func `acts from outside are heard with the next answer`() throws {
        let errors = try #require(OID("1.3.6.1.2.1.25.3.5.1.2.1"))
        try withAgent([.printer(try machine("calder-lp320"))]) { agent in
            let asker = try Asker()
            let before = try asker.ask(.get([errors]), .usualFirst, port: agent.port)
            agent.perform(.jam, at: .usualFirst)
            let after = try asker.ask(.get([errors]), .usualFirst, port: agent.port)
            #expect(before.pdu.varBinds.first?.value != after.pdu.varBinds.first?.value)
            #expect(agent.perform(.jam, at: VirtualAddress(bits: 0x7F09_0909)) == nil)
        }
    }

    @Test func `a taken port is a sentence, and a stopped agent gives its port back`() throws {
        let site = VirtualSite(devices: [])
        let clock = StandingClock(instant: monday)
        var taken: UInt16 = 0
        do {
            let agent = try VirtualAgent(site: site, settings: .init(port: 0), clock: clock)
            taken = agent.port
            agent.start()
            defer { agent.stop() }
            let failure = #expect(throws: VirtualAgentFailure.self) {
                _ = try VirtualAgent(site: site, settings: .init(port: taken), clock: clock)
            }
            #expect(failure?.reason == .portTaken)
            #expect(failure?.message.contains("--port") == true)
            #expect(failure?.message.contains("errno") == false)
        }
        let next = try VirtualAgent(site: site, settings: .init(port: taken), clock: clock)
        #expect(next.port == taken)
        next.stop()
        next.stop()
    }

    @Test func `net-snmp's programs read it: get, walk by v1 and v2c, and bulk walk`() async throws {
        let color = try machine("tarn-c4520", name: "copy-room-1")
        let model = try #require(PrinterModel.named("linnet-s12"))
        let small = VirtualPrinter(
            model, number: 1, seed: 1, address: VirtualAddress(bits: 0x7F01_0002), start: monday)
        try await withAgent([.printer(color), .printer(small)]) { agent in
            let place = "127.1.0.1:\(agent.port)"
            guard
                let got = try await netSNMP("snmpget", ["-v2c", "-cpublic", place, ".1.3.6.1.2.1.1.5.0"]),
                let bulk = try await netSNMP("snmpbulkwalk", ["-v2c", "-cpublic", "-Cr50", place, ".1.3"]),
                let walk = try await netSNMP("snmpwalk", ["-v2c", "-cpublic", place, ".1.3.6.1.2.1.43.11"]),
                let old = try await netSNMP(
                    "snmpwalk", ["-v1", "-cpublic", "127.1.0.2:\(agent.port)", ".1.3.6.1.2.1.43"])
            else { return }
            #expect(got.output == [".1.3.6.1.2.1.1.5.0 = STRING: \"copy-room-1\""])
            let said = color.walk(at: monday)
            // The last line says that there is no more.
            let rows = bulk.output.filter { !$0.contains("No more variables") }
            let names = rows.compactMap { $0.split(separator: " ").first?.dropFirst() }
            #expect(names.map { String($0) } == said.varBinds.map { $0.oid.description })
            #expect(bulk.status == 0)
            let supplies = try #require(OID("1.3.6.1.2.1.43.11"))
            #expect(walk.output.count == said.subtree(supplies).count)
            let all = small.walk(at: monday)
            let printerMIB = try #require(OID("1.3.6.1.2.1.43"))
            #expect(old.output.filter { $0.contains(" = ") }.count == all.subtree(printerMIB).count)
        }
    }

    @Test func `net-snmp notices a machine that starts over at the end`() async throws {
        try await withAgent([.printer(try machine("linnet-m24"))]) { agent in
            let place = "127.1.0.1:\(agent.port)"
            guard let walk = try await netSNMP("snmpwalk", ["-v2c", "-cpublic", place, ".1"]) else { return }
            #expect(walk.status != 0)
            #expect(walk.output.contains { $0.contains("OID not increasing") })
        }
    }
}
