// SPDX-License-Identifier: Apache-2.0
import Collector
import Fleet
import Foundation
import HummingbirdTesting
import Polling
import Practice
import PrinterWire
import Promises
import Recordings
import Storage
import Testing
import Values
import VirtualAgent
import VirtualFleet

/// Everything between a printer's socket and today's list, with nothing left out and nothing pretended.
@Suite struct MainJobTests {
    @Test(arguments: SQLEngine.allCases)
    func `a real fleet goes in, and today's list comes out with evidence behind every line`(
        engine: SQLEngine
    ) async throws {
        let site = VirtualSite.fleet(count: 60, seed: 11, start: MainJob.start, bystanders: 5)
        try await MainJob.with(site, engine) { job in
            let round = try await job.collect()
            #expect(round.printers == 60)
            #expect(round.isDelivered)

            let machines = try await job.machines()
            #expect(machines.count == 60)
            let told = Set(site.printers.map { "\($0.address):\(job.agent.port)" })
            #expect(Set(machines.map(\.device.address)) == told)

            try await job.requireTodayToExplainItself()
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a second round counts nothing twice`(engine: SQLEngine) async throws {
        let site = VirtualSite.fleet(count: 12, seed: 5, start: MainJob.start)
        try await MainJob.with(site, engine) { job in
            _ = try await job.collect()
            let before = try await job.keptReadings()
            _ = try await job.collect()
            #expect(try await job.keptReadings() == before)
            #expect(try await job.machines().count == 12)
        }
    }

    @Test(.enabled(if: Recordings.isPresent), arguments: SQLEngine.allCases)
    func `recorded printers are found, polled, stored, assessed and listed`(engine: SQLEngine) async throws {
        let recordings = Recordings.all(in: "snmp")
        let walks = Dictionary(recordings.map { (recordingName($0.file), $0.walk) }) { first, _ in first }
        let site = VirtualSite.recordings(walks)
        try await MainJob.with(site, engine) { job in
            let round = try await job.collect()
            #expect(round.isDelivered)

            // What a recording is read as from its file is what must have arrived, and nothing else.
            let reader = PrinterReader()
            let expected = site.devices.compactMap { device -> Reading? in
                guard case .recorded(let recorded) = device else { return nil }
                // What it keeps under a context of its own is asked there and belongs to the machine, too.
                let whole = recorded.contexts.values.reduce(recorded.walk) { $1.merging($0) }
                let reading = reader.reading(
                    recorded: whole, name: device.address.description, heard: MainJob.start)
                return reading.isPrinter ? reading : nil
            }
            #expect(round.printers == expected.count)
            let machines = try await job.machines()
            var arrived: [String: Reading] = [:]
            for machine in machines {
                let reading = try await job.latest(of: machine.device.id)
                arrived[String(reading.address.prefix { $0 != ":" })] = reading
            }
            // Two recordings of one machine are one machine, so a few may have come under another address.
            let distinct = Set(
                expected.map { "\($0.make ?? "")/\($0.model ?? "")/\($0.serial ?? $0.address)" })
            #expect(machines.count >= distinct.count - 2 && machines.count <= expected.count)
            for reading in expected {
                guard let there = arrived[reading.address] else { continue }
                #expect(there.supplies == reading.supplies, "\(reading.model ?? reading.address)")
                #expect(there.make == reading.make && there.model == reading.model)
                #expect(there.lifetimePages?.value == reading.lifetimePages?.value)
            }
            print(
                "RECORDINGS: \(site.devices.count) devices answered, \(round.printers) are printers, "
                    + "\(machines.count) machines stored from them")
            try await job.requireTodayToExplainItself()
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `what was heard while the server was away is delivered once when it is back`(
        engine: SQLEngine
    ) async throws {
        let site = VirtualSite.fleet(count: 8, seed: 3, start: MainJob.start)
        try await MainJob.with(site, engine) { job in
            let away = try await job.collect(server: "http://127.0.0.1:9")
            #expect(away.printers == 8)
            #expect(!away.isDelivered)
            #expect(try await job.machines().isEmpty)

            let back = try await job.collect()
            #expect(back.isDelivered && back.waiting == 0)
            #expect(try await job.machines().count == 8)
            // Both rounds said the same, so each machine's words are kept once.
            #expect(try await job.keptReadings() == 8)
        }
    }
}

private func recordingName(_ file: String) -> String {
    String((file.split(separator: "/").last ?? "").dropLast(".snmprec".count))
}
