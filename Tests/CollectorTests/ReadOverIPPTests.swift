// SPDX-License-Identifier: Apache-2.0
import Fleet
import Foundation
import Glibc
import PrinterWire
import Testing
import VirtualFleet

@testable import Collector

/// `goodword read` over IPP, as a person runs it.
@Suite(.enabled(if: Program.isThere)) struct ReadOverIPPTests {
    @Test func `a printer is read over IPP as JSON of the same form`() async throws {
        let server = try await TestIPPServer { _ in .ipp(TestAnswer.printer()) }
        let outcome = try await Program.run(["read", "ipp://127.0.0.1:\(server.port)", "--json"])
        #expect(outcome.status == 0 && outcome.sentences.isEmpty)
        let reading = try JSONDecoder().decode(Reading.self, from: Data(outcome.output.utf8))
        #expect(reading.saidOver == .ipp && reading.serial == "TST-000001")
        #expect(reading.address == "127.0.0.1:\(server.port)")
    }

    @Test(.enabled(if: TestIdentity.isPossible))
    func `a changed certificate is refused in a sentence that says what to do, and that does it`()
        async throws
    {
        let identity = try await TestIdentity.make(name: "printer")
        let server = try await TestIPPServer(identity: identity) { _ in .ipp(TestAnswer.printer()) }
        let folder = try TemporaryFolder()
        let address = "ipps://127.0.0.1:\(server.port)"
        let keeping = ["read", address, "--certificates", folder.path]
        let first = try await Program.run(keeping)
        #expect(first.status == 0 && first.sentences.contains("is remembered"))

        let other = PrinterCertificate(key: "11", certificate: "2222222222222222ff")
        try CertificateMemory(folder: folder.path).remember(
            other, of: "127.0.0.1:\(server.port)", at: TestClock().now())
        let refused = try await Program.run(keeping)
        #expect(refused.status == 1 && refused.output.isEmpty)
        #expect(refused.sentences.contains("another certificate than before"))
        #expect(refused.sentences.contains("2222222222222222"))
        #expect(refused.sentences.contains("--accept-certificate"))
        #expect(try await Program.run(keeping + ["--accept-certificate"]).status == 0)
        let after = try await Program.run(keeping)
        #expect(after.status == 0 && after.sentences.isEmpty)
    }

    @Test func `a machine that does not exist is read over IPP from another program's fleet`() async throws {
        let fleet = VirtualSite.fleet(
            count: 8, seed: 4, firstAddress: try #require(VirtualAddress("127.6.0.1")),
            start: TestClock().now(), answersIPP: true)
        let open = fleet.devices.compactMap { device -> VirtualPrinter? in
            guard case .printer(let printer) = device, let manner = printer.manners.overIPP,
                !manner.isSecured
            else { return nil }
            return printer
        }
        let printer = try #require(open.first)
        let (begun, hasBegun) = AsyncStream<(process: Int32, said: String)>.makeStream()
        async let ended = {
            defer { hasBegun.finish() }
            return try await Program.run(
                [
                    "simulate", "--count", "8", "--seed", "4", "--first-address", "127.6.0.1", "--port", "0",
                    "--ipp-port", "0",
                ], whenSaid: "Try: goodword scan", act: { hasBegun.yield(($0, $1)) })
        }()
        for await (process, said) in begun {
            let port = said.split(separator: "TCP port ").last?.prefix { $0.isNumber } ?? ""
            let read = try? await Program.run(["read", "ipp://\(printer.address):\(port)", "--json"])
            // Whatever came of it, so that nothing is left running.
            kill(process, SIGTERM)
            let reading = try? JSONDecoder().decode(Reading.self, from: Data((read?.output ?? "").utf8))
            #expect(read?.status == 0, "\(said)\(read?.sentences ?? "")")
            #expect(reading?.saidOver == .ipp && reading?.isPrinter == true)
            #expect(reading?.serial == printer.serial)
        }
        let fleetEnded = try await ended
        #expect(fleetEnded.status == 0, "\(fleetEnded.sentences)")
        #expect(fleetEnded.sentences.contains("Stopped after"))
    }

    @Test func `where nobody answers over IPP the status is 2`() async throws {
        let server = try await TestIPPServer { _ in .http(404) }
        let outcome = try await Program.run(["read", "ipp://127.0.0.1:\(server.port)/ipp/print"])
        #expect(outcome.status == 2 && outcome.sentences.contains("no printer under /ipp/print"))
    }

    @Test func `a recorded answer is shown as a card, and one that refuses says why`() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/answer.bin"
        try Data(try TestAnswer.printer(black: 8).encode()).write(to: URL(fileURLWithPath: path))
        let card = try await Program.run(["read", "--from", path])
        #expect(card.status == 0 && card.sentences.isEmpty)
        for part in ["Alder AP-20", "TST-000001", "Black Toner Cartridge  8 %"] {
            #expect(card.output.contains(part), "“\(part)” is not in:\n\(card.output)")
        }
        try Data(try TestAnswer.refusal(0x0503).encode()).write(to: URL(fileURLWithPath: path))
        let refused = try await Program.run(["read", "--from", path])
        #expect(refused.status == 1 && refused.sentences.contains("another version of IPP"))
    }

    @Test func `both protocols are asked, and where they differ is shown`() async throws {
        let agent = try TestAgent()
        let server = try await TestIPPServer { _ in .ipp(TestAnswer.printer(black: 35)) }
        // The server listens on one address only, so the agent answers for that one.
        agent.set(0x7F00_0001, TestPrinter(serial: "TST-000001", toner: 40).walk)
        let asking = ["read", "127.0.0.1:\(agent.port)", "--both", "--ipp-port", "\(server.port)"]
        let card = try await Program.run(asking)
        #expect(card.status == 0)
        #expect(card.output.contains("SNMP and IPP differ"))
        #expect(card.output.contains("40 % *") && card.output.contains("35 %"))
        let json = try await Program.run(asking + ["--json"])
        let reading = try JSONDecoder().decode(Reading.self, from: Data(json.output.utf8))
        #expect(reading.saidOver == .snmp2c && reading.supplies.first?.level == .percent(40))
        let all = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
        #expect(all?["isOneMachine"] as? Bool == true)
        #expect((all?["differences"] as? [[String: Any]])?.isEmpty == false)
    }
}
