// SPDX-License-Identifier: Apache-2.0
import Fleet
import Generators
import People
import Practice
import Promises
import Storage
import Testing
import Values

@Suite struct IntakeTests {
    private let start = PracticeWorld.start
    private let printer = Machine(
        serial: "LC4-0001", name: "reg-1", mac: "00:80:77:12:34:56", pages: 1_000,
        supplies: [.toner(.percent(50))])

    private func later(_ change: (inout Machine) -> Void) -> Machine {
        var machine = printer
        change(&machine)
        return machine
    }

    @Test(arguments: SQLEngine.allCases)
    func `a machine heard for the first time is known, with its reading and where it was heard`(
        engine: SQLEngine
    ) async throws {
        try await PracticeWorld.with(engine) { world in
            try await world.hear(printer)
            let record = try await world.record("LC4-0001")
            #expect(record.latest == printer.reading(at: start))
            #expect(record.place == world.room.id)
            #expect(record.collector == world.collector.collector.id)
            #expect(record.device.firstHeard == start)
            let kept = try await world.kept(record.device.id)
            #expect(kept.map(\.reading) == [printer.reading(at: start)])
            #expect(kept.map(\.id) == [record.latestKept])
            let events = try await world.happened(record.device.id)
            #expect(events.map(\.event) == [.firstHeard(address: "192.0.2.10")])
            #expect(events.map(\.reading) == [record.latestKept])
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `the same batch twice, and batches that overlap, count once`(engine: SQLEngine) async throws {
        try await PracticeWorld.with(engine) { world in
            let items = (0..<6).map { hour in
                world.item(later { $0.pages = 1_000 + Int64(hour) }.reading(at: start - .hours(6 - hour)))
            }
            #expect(try await world.deliver(Array(items[0..<4])) == 4)
            #expect(try await world.deliver(Array(items[0..<4])) == 4)
            #expect(try await world.deliver(Array(items[2..<6])) == 6)
            #expect(try await world.deliver(Array(items[0..<2])) == 6)
            #expect(try await world.deliver([]) == 6)
            let id = try await world.record("LC4-0001").device.id
            #expect(
                try await world.kept(id).compactMap(\.reading.lifetimePages?.value) == Array(1_000...1_005))
            #expect(try await world.kinds(id) == ["firstHeard"])
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `items are taken in by their number, whatever order they stand in, and gaps are fine`(
        engine: SQLEngine
    ) async throws {
        try await PracticeWorld.with(engine) { world in
            var items = (0..<4).map { hour in
                world.item(later { $0.pages = 1_000 + Int64(hour) }.reading(at: start - .hours(6 - hour)))
            }
            items.remove(at: 1)
            #expect(try await world.deliver(items.reversed()) == 4)
            let id = try await world.record("LC4-0001").device.id
            #expect(
                try await world.kept(id).compactMap(\.reading.lifetimePages?.value) == [1_000, 1_002, 1_003])
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a new spool of the same collector counts for itself`(engine: SQLEngine) async throws {
        try await PracticeWorld.with(engine) { world in
            try await world.hear(printer)
            world.clock.pass(.hours(1))
            var batch = world.batch([
                .init(
                    sequence: 1, content: .reading(later { $0.pages = 1_001 }.reading(at: world.clock.now())))
            ])
            batch.spool = ID(bits: 78)
            #expect(try await world.office.takeIn(batch, from: world.collector) == 1)
            #expect(try await world.record("LC4-0001").latest.lifetimePages?.value == 1_001)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `what says nothing new is not kept, but at least once a day`(engine: SQLEngine) async throws {
        try await PracticeWorld.with(engine) { world in
            for _ in 0..<(3 * 96) {
                try await world.hear(printer)
                world.clock.pass(.minutes(15))
            }
            let record = try await world.record("LC4-0001")
            let kept = try await world.kept(record.device.id)
            #expect(kept.count == 4)
            let gaps = zip(kept, kept.dropFirst()).map { $1.reading.heard - $0.reading.heard }
            #expect(gaps.allSatisfy { $0 < .hours(23) })
            #expect(record.latest.heard == world.clock.now() - .minutes(15))
            #expect(record.device.lastHeard == record.latest.heard)
            #expect(record.latestKept == kept.last?.id)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a flicker of the panel is not kept, and a page is`(engine: SQLEngine) async throws {
        try await PracticeWorld.with(engine) { world in
            try await world.hear(printer)
            var flicker = printer.reading(at: start + .minutes(15))
            flicker.console = ["Printing"]
            flicker.status = .printing
            world.clock.pass(.minutes(30))
            try await world.deliver([
                world.item(flicker), world.item(later { $0.pages = 1_001 }.reading(at: start + .minutes(30))),
            ])
            let record = try await world.record("LC4-0001")
            #expect(
                try await world.kept(record.device.id).map(\.reading.heard) == [start, start + .minutes(30)])
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a counter that fell or jumped is written down with its reading, and the fall is not smoothed away`(
        engine: SQLEngine
    ) async throws {
        try await PracticeWorld.with(engine) { world in
            try await world.hear(printer)
            world.clock.pass(.hours(1))
            try await world.hear(later { $0.pages = 7 })
            world.clock.pass(.hours(1))
            try await world.hear(later { $0.pages = 900_000 })
            let record = try await world.record("LC4-0001")
            let key = Meter.lifetime(0).key
            let events = try await world.happened(record.device.id)
            #expect(
                events.dropFirst().map(\.event) == [
                    .meterFell(meter: key, from: 1_000, to: 7),
                    .meterJumped(meter: key, from: 7, to: 900_000),
                ])
            let kept = try await world.kept(record.device.id)
            #expect(events.map(\.reading) == kept.map(\.id))
            let id = record.device.id
            let points = try await world.records.read {
                try $0.meterPoints(device: id, meter: key, from: start, to: start + .days(1), limit: 100)
            }
            #expect(points.map(\.value) == [1_000, 7, 900_000])
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a counter that fell while the machine did not give it fell all the same`(engine: SQLEngine)
        async throws
    {
        try await PracticeWorld.with(engine) { world in
            try await world.hear(printer)
            world.clock.pass(.hours(1))
            try await world.hear(later { $0.pages = nil })
            world.clock.pass(.hours(1))
            try await world.hear(later { $0.pages = 12 })
            let id = try await world.record("LC4-0001").device.id
            #expect(try await world.kinds(id) == ["firstHeard", "meterFell"])
            world.clock.pass(.hours(1))
            try await world.hear(later { $0.pages = nil })
            world.clock.pass(.hours(1))
            try await world.hear(later { $0.pages = 12 })
            #expect(try await world.kinds(id) == ["firstHeard", "meterFell"])
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a cartridge changed while the machine slept is seen`(engine: SQLEngine) async throws {
        try await PracticeWorld.with(engine) { world in
            try await world.hear(later { $0.supplies = [.toner(.percent(4))] })
            world.clock.pass(.hours(1))
            try await world.hear(later { $0.supplies = [.toner(.unknown)] })
            world.clock.pass(.hours(1))
            try await world.hear(later { $0.supplies = [.toner(.percent(100))] })
            let record = try await world.record("LC4-0001")
            let events = try await world.happened(record.device.id)
            #expect(events.map(\.event.kind) == ["firstHeard", "supplyReplaced"])
            #expect(record.supplies.map(\.points.count) == [1])
            #expect(record.supplies.first?.points.first?.at == start + .hours(2))
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a reading that comes late is kept and does not overwrite what is so now`(engine: SQLEngine)
        async throws
    {
        try await PracticeWorld.with(engine) { world in
            world.clock.set(start + .hours(5))
            try await world.hear(later { $0.pages = 1_050 })
            let before = try await world.record("LC4-0001")
            let late = later {
                $0.pages = 1_010
                $0.address = "192.0.2.99"
                $0.supplies = [.toner(.percent(3))]
                $0.errors = [.noToner]
            }
            try await world.deliver([world.item(late.reading(at: start))])
            let after = try await world.record("LC4-0001")
            #expect(after == before)
            #expect(try await world.kinds(after.device.id) == ["firstHeard"])
            #expect(try await world.kept(after.device.id).map(\.reading.heard) == [start, start + .hours(5)])
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `the very same reading through two collectors is kept once`(engine: SQLEngine) async throws {
        try await PracticeWorld.with(engine) { world in
            try await world.hear(printer)
            let made = try await world.office.makeCollector(named: "Attic", place: nil, for: world.me)
            let attic = try await world.office.collector(token: made.token)
            let batch = ReadingBatch(
                spool: ID(bits: 5), collector: CollectorFacts(version: "1", host: "attic"),
                items: [.init(sequence: 1, content: .reading(printer.reading(at: start)))])
            #expect(try await world.office.takeIn(batch, from: attic) == 1)
            let record = try await world.record("LC4-0001")
            #expect(try await world.kept(record.device.id).count == 1)
            #expect(record.place == world.room.id)
        }
    }

    // Clocks

    @Test(arguments: SQLEngine.allCases)
    func `what was heard in the future was heard now, and only the order is believed`(
        engine: SQLEngine
    ) async throws {
        try await PracticeWorld.with(engine) { world in
            let ahead = start + .days(400)
            try await world.deliver([
                world.item(printer.reading(at: ahead)),
                world.item(later { $0.pages = 1_001 }.reading(at: ahead + .hours(1))),
                world.item(later { $0.pages = 1_002 }.reading(at: ahead - .hours(1))),
            ])
            let record = try await world.record("LC4-0001")
            #expect(record.latest.lifetimePages?.value == 1_002)
            #expect(record.device.lastHeard < start + .seconds(1))
            #expect(
                try await world.kept(record.device.id).compactMap(\.reading.lifetimePages?.value)
                    == [1_000, 1_001, 1_002])
            world.clock.pass(.hours(1))
            try await world.hear(later { $0.pages = 1_010 })
            #expect(try await world.record("LC4-0001").latest.lifetimePages?.value == 1_010)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a collector's clock that is a little ahead is believed`(engine: SQLEngine) async throws {
        try await PracticeWorld.with(engine) { world in
            try await world.deliver([world.item(printer.reading(at: start + .minutes(5)))])
            #expect(try await world.record("LC4-0001").device.lastHeard == start + .minutes(5))
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `when the server's clock jumps back nothing is lost, and it goes on when the clock has caught up`(
        engine: SQLEngine
    ) async throws {
        try await PracticeWorld.with(engine) { world in
            try await world.hear(printer)
            world.clock.set(start - .hours(3))
            try await world.hear(later { $0.pages = 1_001 })
            let id = try await world.record("LC4-0001").device.id
            #expect(try await world.record("LC4-0001").latest.lifetimePages?.value == 1_000)
            #expect(try await world.kept(id).count == 2)
            let collector = world.collector.collector.id
            let heard = try await world.records.read { try $0.collector(collector)?.lastHeard }
            #expect(heard == start)
            world.clock.set(start + .hours(1))
            try await world.hear(later { $0.pages = 1_002 })
            #expect(try await world.record("LC4-0001").latest.lifetimePages?.value == 1_002)
            #expect(try await world.kinds(id) == ["firstHeard"])
        }
    }

    // Silence

    @Test(arguments: SQLEngine.allCases)
    func `a machine falls silent and comes back, once each`(engine: SQLEngine) async throws {
        try await PracticeWorld.with(engine) { world in
            try await world.hear(printer)
            let silentAt = start + .hours(1)
            world.clock.set(start + .days(2))
            try await world.deliver([
                world.item(silent: "192.0.2.10", at: silentAt),
                world.item(silent: "192.0.2.10", at: silentAt + .days(1)),
            ])
            let silent = try await world.record("LC4-0001")
            #expect(silent.device.silentSince == silentAt)
            #expect(silent.device.lastHeard == start)
            try await world.hear(printer)
            let back = try await world.record("LC4-0001")
            #expect(back.device.silentSince == nil)
            let events = try await world.happened(back.device.id)
            #expect(
                events.map(\.event) == [
                    .firstHeard(address: "192.0.2.10"), .wentSilent, .cameBack(silentSince: silentAt),
                ])
            #expect(events.map(\.at) == [start, silentAt, start + .days(2)])
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a silence from before the last word, or at an address nobody knows, changes nothing`(
        engine: SQLEngine
    ) async throws {
        try await PracticeWorld.with(engine) { world in
            try await world.hear(printer)
            let before = try await world.record("LC4-0001")
            try await world.deliver([
                world.item(silent: "192.0.2.10", at: start - .hours(1)),
                world.item(silent: "192.0.2.200", at: start + .hours(1)),
            ])
            #expect(try await world.record("LC4-0001") == before)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a word from before the silence that comes late does not end it`(engine: SQLEngine) async throws {
        try await PracticeWorld.with(engine) { world in
            try await world.hear(printer)
            world.clock.pass(.hours(8))
            try await world.deliver([world.item(silent: "192.0.2.10", at: start + .hours(6))])
            try await world.deliver([world.item(later { $0.pages = 1_003 }.reading(at: start + .hours(3)))])
            let record = try await world.record("LC4-0001")
            #expect(record.device.silentSince == start + .hours(6))
            #expect(record.latest.lifetimePages?.value == 1_003)
            #expect(try await world.kinds(record.device.id) == ["firstHeard", "wentSilent"])
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `only the machine that was heard last at an address is silent there`(engine: SQLEngine) async throws
    {
        try await PracticeWorld.with(engine) { world in
            try await world.hear(printer)
            world.clock.pass(.hours(1))
            let newcomer = Machine(serial: "LC4-0002", mac: "00:80:77:00:00:02")
            try await world.hear(newcomer)
            world.clock.pass(.hours(1))
            try await world.deliver([world.item(silent: "192.0.2.10", at: world.clock.now())])
            #expect(try await world.record("LC4-0001").device.silentSince == nil)
            #expect(try await world.record("LC4-0002").device.silentSince == world.clock.now())
        }
    }
}
