// SPDX-License-Identifier: Apache-2.0
import Fleet
import PrinterWire
import Testing

@testable import Collector

/// Against a printer that somebody else wrote.
@Suite(.enabled(if: LivePrinter.isPossible), .serialized) struct LivePrinterTests {
    /// Starting takes it a second or two, and it says nothing when it is done.
    private func whenUp(_ address: IPPAddress, _ memory: CertificateMemory) async throws -> IPPHeard {
        let reader = IPPReader(clock: TestClock(), certificates: memory, seconds: 5)
        for _ in 0..<60 {
            do {
                return try await reader.read(address)
            } catch let failure as IPPFailure where failure.kind == .noAnswer {
                try await Task.sleep(for: .milliseconds(100))
            }
        }
        return try await reader.read(address)
    }

    @Test func `a live printer is read over IPP and over IPPS, and is the same both times`() async throws {
        let port = try LivePrinter.freePort()
        let printer = try LivePrinter(
            port: port, ["-M", "Linden", "-m", "C410", "-s", "12,8", "-l", "Registry", "Hall Printer"])
        let memory = CertificateMemory()
        let plain: IPPHeard
        let secured: IPPHeard
        do {
            plain = try await whenUp(IPPAddress(host: "127.0.0.1", port: port, isSecured: false), memory)
            secured = try await whenUp(IPPAddress(host: "localhost", port: port, isSecured: true), memory)
        } catch {
            await printer.end()
            Issue.record("\(error)\n\(printer.log)")
            return
        }
        let again = try await IPPReader(clock: TestClock(), certificates: memory)
            .read(IPPAddress(host: "localhost", port: port, isSecured: true), route: secured.route)
        await printer.end()

        #expect(plain.reading.isPrinter)
        #expect(plain.reading.make == "Linden" && plain.reading.model == "Linden C410")
        #expect(plain.reading.name == "Hall Printer" && plain.reading.location == "Registry")
        #expect(plain.reading.status == .idle && plain.reading.errors == [])
        #expect(plain.route.path == "/ipp/print" && plain.route.version == .v2_0)
        #expect(
            plain.reading.supplies.map { $0.colorant } == [nil, "black", "cyan", "magenta", "yellow"])
        #expect(plain.reading.supplies.allSatisfy { $0.level.percent != nil })
        #expect(plain.reading.supplies.first?.supplyClass == .receptacleThatIsFilled)
        #expect(!plain.reading.trays.isEmpty)
        #expect(plain.remarks.isEmpty)

        #expect(secured.isCertificateNew && secured.certificate != nil)
        #expect(secured.reading.supplies == plain.reading.supplies)
        #expect(!again.isCertificateNew && again.certificate == secured.certificate)
    }
}
