// SPDX-License-Identifier: Apache-2.0
import Fleet
import Foundation
import Generators
import Practice
import Promises
import Storage
import Testing
import Values

/// What a collector without room had left of its readings: meters, and whose they are.
@Suite struct ThinnedReadingTests {
    private let start = PracticeWorld.start
    private let printer = Machine(
        serial: "LC4-0001", name: "reg-1", mac: "00:80:77:12:34:56", pages: 1_000,
        supplies: [.toner(.percent(50))])

    private func meters(_ pages: Int64, at instant: Instant) -> Reading {
        var machine = printer
        machine.pages = pages
        machine.name = nil
        machine.supplies = []
        machine.errors = nil
        return machine.reading(at: instant)
    }

    private func item(_ reading: Reading, _ world: PracticeWorld) -> ReadingBatch.Item {
        var item = world.item(reading)
        item.content = .thinned(reading)
        return item
    }

    @Test(arguments: SQLEngine.allCases)
    func `meters are added to what is known, and nothing else is taken from them`(
        engine: SQLEngine
    ) async throws {
        try await PracticeWorld.with(engine) { world in
            _ = try await world.promiseToner()
            try await world.hear(printer)
            let before = try await world.record("LC4-0001")
            world.clock.pass(.days(9))
            try await world.deliver([
                item(meters(1_100, at: start + .days(3)), world),
                item(meters(1_100, at: start + .days(4)), world),
                item(meters(1_300, at: start + .days(6)), world),
            ])
            // No level, no alert, no name, no silence and no freshness follow from what was left out.
            #expect(try await world.record("LC4-0001") == before)
            #expect(try await world.kinds(before.device.id) == ["firstHeard"])
            let key = Meter.lifetime(0).key
            let points = try await world.records.read {
                try $0.meterPoints(
                    device: before.device.id, meter: key, from: start, to: start + .days(9), limit: 100)
            }
            #expect(points.map(\.value) == [1_000, 1_100, 1_300])
            #expect(points.map(\.at) == [start, start + .days(3), start + .days(6)])
            // Each figure opens to what was said then.
            let kept = try await world.kept(before.device.id)
            #expect(kept.map(\.reading.heard) == points.map(\.at))
            #expect(Set(points.map(\.reading)) == Set(kept.map(\.id)))
            // A whole word after them is taken as ever.
            var later = printer
            later.pages = 1_400
            later.supplies = [.toner(.percent(40))]
            try await world.hear(later)
            #expect(try await world.record("LC4-0001").latest.lifetimePages?.value == 1_400)
            #expect(try await world.kinds(before.device.id) == ["firstHeard"])
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a machine of which only meters are left is known by them`(engine: SQLEngine) async throws {
        try await PracticeWorld.with(engine) { world in
            world.clock.pass(.days(9))
            try await world.deliver([item(meters(1_100, at: start + .days(3)), world)])
            let record = try await world.record("LC4-0001")
            #expect(record.latest.lifetimePages?.value == 1_100)
            #expect(record.supplies.isEmpty)
        }
    }

    @Test func `a thinned reading is written so that an older server reads it too`() throws {
        let item = ReadingBatch.Item(sequence: 3, content: .thinned(meters(7, at: start)))
        let json = try #require(String(bytes: JSONEncoder().encode(item), encoding: .utf8))
        #expect(json.contains("\"thinned\":true") && json.contains("\"reading\":{"))
        #expect(try JSONDecoder().decode(ReadingBatch.Item.self, from: Data(json.utf8)) == item)
    }
}
