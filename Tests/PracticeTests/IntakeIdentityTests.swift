// SPDX-License-Identifier: Apache-2.0
import Fleet
import Generators
import People
import Practice
import Storage
import Testing
import Values

@Suite struct IntakeIdentityTests {
    private let start = PracticeWorld.start
    private let printer = Machine(serial: "LC4-0001", name: "reg-1", mac: "00:80:77:12:34:56", pages: 1_000)

    @Test(arguments: SQLEngine.allCases)
    func `a device is the same after its address changed, and its history goes on`(engine: SQLEngine)
        async throws
    {
        try await PracticeWorld.with(engine) { world in
            try await world.hear(printer)
            world.clock.pass(.hours(1))
            var moved = printer
            moved.address = "192.0.2.77"
            moved.pages = 1_001
            try await world.hear(moved)
            #expect(try await world.allDevices().count == 1)
            let record = try await world.record("LC4-0001")
            #expect(record.device.address == "192.0.2.77")
            let events = try await world.happened(record.device.id).map(\.event)
            #expect(
                events == [
                    .firstHeard(address: "192.0.2.10"), .addressChanged(from: "192.0.2.10", to: "192.0.2.77"),
                ])
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a printer that answers with another's serial is another machine, and that is said of the first`(
        engine: SQLEngine
    ) async throws {
        try await PracticeWorld.with(engine) { world in
            try await world.hear(printer)
            world.clock.pass(.hours(1))
            var impostor = printer
            impostor.serial = "LC4-6666"
            try await world.hear(impostor)
            #expect(try await world.allDevices().count == 2)
            let first = try await world.record("LC4-0001")
            let second = try await world.record("LC4-6666")
            #expect(try await world.kinds(first.device.id) == ["firstHeard", "contradicted"])
            #expect(try await world.kinds(second.device.id) == ["firstHeard"])
            #expect(try await world.happened(first.device.id).last?.reading == second.latestKept)
            #expect(first.latest.lifetimePages?.value == 1_000)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a hundred machines behind one name and without card or serial stay as many as their addresses`(
        engine: SQLEngine
    ) async throws {
        try await PracticeWorld.with(engine) { world in
            let machines = (1...100).map {
                Machine(address: "192.0.2.\($0)", serial: "0000000", name: "printer")
            }
            for _ in 0..<2 {
                try await world.deliver(machines.map { world.item($0.reading(at: world.clock.now())) })
                world.clock.pass(.hours(1))
            }
            #expect(try await world.allDevices().count == 100)
            let customer = world.me.customer.id
            #expect(try await world.records.read { try $0.deviceCount(of: customer) } == 100)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a reading with one's serial and another's card is counted for neither, and said of both`(
        engine: SQLEngine
    ) async throws {
        try await PracticeWorld.with(engine) { world in
            let other = Machine(
                address: "192.0.2.20", serial: "LC4-0002", mac: "00:80:77:99:99:99", pages: 2_000)
            try await world.hear(printer)
            try await world.hear(other)
            world.clock.pass(.hours(1))
            var mixed = printer
            mixed.macAddresses = other.macAddresses
            mixed.pages = 5_000
            for _ in 0..<3 {
                try await world.hear(mixed)
                world.clock.pass(.minutes(15))
            }
            let (first, second) = (try await world.record("LC4-0001"), try await world.record("LC4-0002"))
            #expect(try await world.allDevices().count == 2)
            #expect(first.latest.lifetimePages?.value == 1_000)
            #expect(second.latest.lifetimePages?.value == 2_000)
            #expect(try await world.kinds(first.device.id) == ["firstHeard", "readingRefused"])
            #expect(try await world.kinds(second.device.id) == ["firstHeard", "readingRefused"])
            // A card that was moved on purpose: nobody has to do anything.
            world.clock.pass(.days(1))
            try await world.hear(mixed)
            #expect(try await world.record("LC4-0001").latest.lifetimePages?.value == 5_000)
            #expect(try await world.kinds(first.device.id).contains("networkCardChanged"))
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a serial that is spelt otherwise at another address is found in the records`(engine: SQLEngine)
        async throws
    {
        try await PracticeWorld.with(engine) { world in
            try await world.hear(printer)
            world.clock.pass(.hours(1))
            try await world.hear(Machine(address: "192.0.2.88", serial: "lc4-0001", pages: 1_001))
            #expect(try await world.allDevices().count == 1)
            #expect(try await world.record("LC4-0001").device.address == "192.0.2.88")
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a serial that is learnt later is remembered`(engine: SQLEngine) async throws {
        try await PracticeWorld.with(engine) { world in
            var nameless = printer
            nameless.serial = nil
            try await world.hear(nameless)
            world.clock.pass(.hours(1))
            try await world.hear(printer)
            world.clock.pass(.hours(1))
            var elsewhere = printer
            elsewhere.macAddresses = []
            elsewhere.address = "192.0.2.50"
            try await world.hear(elsewhere)
            #expect(try await world.allDevices().count == 1)
            #expect(try await world.record("LC4-0001").device.address == "192.0.2.50")
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `what is no printer is not taken in`(engine: SQLEngine) async throws {
        try await PracticeWorld.with(engine) { world in
            var reading = printer.reading(at: start)
            reading.isPrinter = false
            let acknowledged = try await world.deliver([world.item(reading)])
            #expect(acknowledged == 1)
            #expect(try await world.allDevices().isEmpty)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `the same machine at two customers is two devices`(engine: SQLEngine) async throws {
        try await PracticeWorld.with(engine) { world in
            try await world.hear(printer)
            let made = try await world.office.makeCollector(
                named: "Next door", place: nil, for: world.stranger)
            let theirs = try await world.office.collector(token: made.token)
            var moved = printer
            moved.address = "198.51.100.1"
            let batch = ReadingBatch(
                spool: ID(bits: 9), collector: CollectorFacts(version: "1", host: "b"),
                items: [.init(sequence: 1, content: .reading(moved.reading(at: start)))])
            _ = try await world.office.takeIn(batch, from: theirs)
            #expect(try await world.record("LC4-0001").device.address == "192.0.2.10")
            let rows = try await world.office.machines(
                DeviceQuery(customer: world.stranger.customer.id), for: world.stranger)
            #expect(rows.rows.rows.map(\.device.address) == ["198.51.100.1"])
            #expect(rows.countOfAll == 1)
        }
    }

    /// A single odd reading must not be refused by a database and hold up all that come after it.
    @Test(arguments: SQLEngine.allCases)
    func `texts that a database would refuse are taken in without what is unfit`(engine: SQLEngine)
        async throws
    {
        try await PracticeWorld.with(engine) { world in
            let long = String(repeating: "ü", count: 50_000)
            var odd = Machine(
                address: "192.0.2.10\u{0}", make: "Lin\u{0}den\u{7}", model: long, serial: "LC4-\u{0}0001",
                name: "reg\u{0}", pages: 1_000, supplies: [.toner(.percent(50)), .toner(.percent(20))])
            odd.supplies[0].description = "\u{0}Black \(long)"
            odd.supplies[0].colorant = "black\u{0}"
            odd.alerts = [.of("c\u{0}", long)]
            var reading = odd.reading(at: start)
            reading.meters[0].source.oid = long
            reading.meters[0].size = "a\u{0}4"
            reading.meters.append(reading.meters[0])
            reading.meters += (0..<1_000).map { number in
                var meter = Meter.lifetime(1)
                meter.size = "size\(number)"
                return meter
            }
            reading.console = [long, "\u{1}Ready"]
            #expect(
                try await world.deliver([world.item(reading), world.item(printer.reading(at: start))]) == 2)
            let record = try await world.record("LC4-0001")
            #expect(record.device.make == "Linden")
            #expect(record.device.model?.count == IntakeLimits.textMax)
            #expect(record.device.address == "192.0.2.10")
            #expect(record.latest.meters.count == IntakeLimits.metersMax)
            #expect(Set(record.latest.meters.map(\.key)).count == IntakeLimits.metersMax)
            #expect(record.latest.supplies.map(\.level) == [.percent(50)])
            world.clock.pass(.hours(1))
            let id = record.device.id
            // Both were heard at one instant, so either may stand first.
            #expect(try await world.kept(id).map(\.reading).contains(record.latest))
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a reading at the ends of counting is taken in`(engine: SQLEngine) async throws {
        try await PracticeWorld.with(engine) { world in
            var machine = printer
            for pages in [Int64.min, .max, 0, .min] {
                machine.pages = pages
                machine.supplies = [.toner(.percent(50))]
                machine.supplies[0].raw = RawLevel(level: pages, max: pages, unit: nil, oid: "1.3")
                try await world.hear(machine)
                world.clock.pass(.days(1))
            }
            let id = try await world.record("LC4-0001").device.id
            #expect(
                try await world.kinds(id) == ["firstHeard", "meterJumped", "meterFell", "meterFell"])
            let pages = try await world.office.pagesPerDay(id, days: 10, for: world.me)
            #expect(pages.days.count == 10)
        }
    }
}
