// SPDX-License-Identifier: Apache-2.0
import Fleet
import Foundation
import PrinterWire
import Testing
import Values
import VirtualAgent
import VirtualFleet

@testable import Collector

/// Virtual printers that answer IPP, asked by the collector's own reader.
@Suite struct VirtualIPPTests {
    private static let start = Instant(unixSeconds: 1_772_445_600)

    private struct StandingClock: WallClock {
        func now() -> Instant { VirtualIPPTests.start }
    }

    /// Some left over SNMP; over IPP a percentage.
    private func printer(_ place: UInt32, _ manner: MannersOverIPP?) throws -> VirtualPrinter {
        let model = try #require(PrinterModel.named("kestrow-c810"))
        var printer = VirtualPrinter(
            model, number: Int(place), seed: 5, address: VirtualAddress(bits: 0x7F04_0000 + place),
            start: VirtualIPPTests.start, name: "hall-\(place)", location: "Hall")
        printer.manners.overIPP = manner
        return printer
    }

    private func agent(_ printers: [VirtualPrinter]) throws -> (VirtualAgent, UInt16) {
        var settings = VirtualAgent.Settings(port: 0)
        settings.portOverIPP = 0
        let agent = try VirtualAgent(
            site: VirtualSite(devices: printers.map { .printer($0) }), settings: settings,
            clock: StandingClock())
        agent.start()
        return (agent, try #require(agent.portOverIPP))
    }

    private func reader(_ memory: CertificateMemory = CertificateMemory()) -> IPPReader {
        IPPReader(clock: StandingClock(), certificates: memory, seconds: 5)
    }

    private func address(_ printer: VirtualPrinter, _ port: UInt16, isSecured: Bool = false) -> IPPAddress {
        IPPAddress(host: printer.address.description, port: port, isSecured: isSecured)
    }

    @Test func `a machine that only calls its toner some over SNMP gives a percentage over IPP`() async throws
    {
        let printer = try printer(1, MannersOverIPP())
        let (agent, port) = try agent([printer])
        defer { agent.stop() }
        let reading = try await reader().read(address(printer, port)).reading
        #expect(reading.isPrinter && reading.make == "Kestrow" && reading.serial == printer.serial)
        #expect(reading.lifetimePages?.value == printer.counters.impressions)
        #expect(
            reading.supplies.map { $0.level }
                == printer.model.parts.indices.map { .percent(printer.leftPercent(ofPart: $0)) })
        let snmp = printer.reading(at: VirtualIPPTests.start)
        #expect(snmp.supplies.allSatisfy { $0.level == .someRemaining })
        // What a collector makes of both, and what the story of a demo takes for it.
        let joined = Interpreter.builtIn.joined(snmp: snmp, ipp: reading)
        #expect(joined.isOneMachine && joined.reading.supplies.allSatisfy { $0.level.percent != nil })
        #expect(printer.heardReading(at: VirtualIPPTests.start).supplies == joined.reading.supplies)
    }

    @Test func `a machine with SNMP switched off is heard over IPP alone, and one without IPP not there`()
        async throws
    {
        let silent = try printer(1, MannersOverIPP(isSNMPOff: true))
        let plain = try printer(2, nil)
        let (agent, port) = try agent([silent, plain])
        defer { agent.stop() }
        #expect(try await reader().read(address(silent, port)).reading.serial == silent.serial)
        #expect(silent.heardReading(at: VirtualIPPTests.start).saidOver == .ipp)
        await #expect(throws: IPPFailure.self) { try await reader().read(address(plain, port)) }
        #expect(agent.counts.askedOverIPP == 1)
    }

    @Test func `a machine that wants TLS says so, and one that makes a new key shows another certificate`()
        async throws
    {
        let printer = try printer(3, MannersOverIPP(isSecured: true))
        let (agent, port) = try agent([printer])
        defer { agent.stop() }
        let memory = CertificateMemory()
        do {
            _ = try await reader().read(address(printer, port))
            Issue.record("It answered in the open.")
        } catch let failure as IPPFailure {
            #expect(failure.kind == .wantsTLS)
        }
        let secured = address(printer, port, isSecured: true)
        #expect(try await reader(memory).read(secured).isCertificateNew)
        #expect(try await !reader(memory).read(secured).isCertificateNew)
        agent.perform(.renewKey, at: printer.address)
        do {
            _ = try await reader(memory).read(secured)
            Issue.record("Another certificate was taken.")
        } catch let failure as IPPFailure {
            guard case .certificateChanged = failure.kind else {
                Issue.record("\(failure)")
                return
            }
        }
    }
}
