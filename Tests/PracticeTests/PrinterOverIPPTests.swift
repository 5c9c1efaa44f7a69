// SPDX-License-Identifier: Apache-2.0
import Fleet
import People
import Practice
import Promises
import Storage
import Testing
import Values
import VirtualFleet

/// A machine that is heard over IPP alone, from what it says to the promises about it.
@Suite struct PrinterOverIPPTests {
    private static let address = VirtualAddress(bits: 0x7F05_0001)

    private func printer() throws -> VirtualPrinter {
        let model = try #require(PrinterModel.named("kestrow-c810"))
        var printer = VirtualPrinter(
            model, number: 1, seed: 5, address: Self.address, start: PracticeWorld.start, name: "hall",
            location: "Hall")
        printer.manners.overIPP = MannersOverIPP(isSNMPOff: true)
        return printer
    }

    @Test(arguments: SQLEngine.allCases)
    func `a machine without SNMP gets a forecast, and a written promise is broken when it stands dry`(
        engine: SQLEngine
    ) async throws {
        try await PracticeWorld.with(engine) { world in
            var printer = try printer()
            let promise = try await world.office.promise(
                PromiseDraft(
                    words: "Nobody waits.", saidWhere: "On the walk.",
                    terms: Sentence.read(
                        "We promise everyone at \(world.campus.id) that no machine stands without a supply "
                            + "for more than 1 hour, each month.")),
                for: world.me)
            func verdict() async throws -> Verdict? {
                try await world.office.promise(
                    promise.id, verdict: nil, Page(), days: 30, for: world.me
                ).summary.verdict
            }
            for _ in 0..<14 {
                try await world.deliver([
                    world.item(printer.heardReading(at: world.clock.now()))
                ])
                world.clock.pass(.hours(12))
                _ = printer.advance(to: world.clock.now(), in: .plain)
            }
            let record = try await world.record(printer.serial)
            let last = try #require(try await world.kept(record.device.id).last?.reading)
            #expect(last.saidOver == .ipp)
            #expect(last.supplies.allSatisfy { $0.level.percent != nil })
            let run = try #require(
                record.supplies.first { run in
                    guard run.isMarkingMaterial else { return false }
                    if case .dry = estimateDryDay(run, asOf: run.heard) { return true }
                    return false
                })
            guard case .dry(let earliest, let likely, _, _) = estimateDryDay(run, asOf: run.heard) else {
                return
            }
            #expect(world.clock.now() < earliest && earliest <= likely)
            #expect(try await verdict() == .onTrack)

            var dry = printer.heardReading(at: world.clock.now())
            let place = try #require(dry.supplies.firstIndex { $0.key == run.key })
            dry.supplies[place].level = .percent(0)
            dry.supplies[place].raw.level = 0
            let emptySince = world.clock.now()
            try await world.deliver([world.item(dry)])
            world.clock.pass(.minutes(90))
            try await world.lookAgain()
            #expect(try await verdict() == .broken)
            let seen = try await world.office.promise(
                promise.id, verdict: nil, Page(), days: 30, for: world.me)
            #expect(seen.explained[record.device.id.description]?.since == emptySince + .hours(1))
        }
    }
}
