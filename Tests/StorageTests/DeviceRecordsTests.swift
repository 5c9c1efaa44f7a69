// SPDX-License-Identifier: Apache-2.0
import Fleet
import Generators
import People
import Practice
import Promises
import Storage
import StorageTesting
import Testing
import Values

@Suite struct `The records of devices and readings` {
    @Test(arguments: SQLEngine.allCases)
    func `a device comes back with everything its reading said`(engine: SQLEngine) async throws {
        try await RecordsWorld.with(engine) { world, store in
            let records = [world.machine(1, at: world.desk), world.machine(2, at: nil)]
            try await store.write { for record in records { try $0.save(record) } }
            for record in records {
                let back = try await store.read { try $0.deviceRecord(record.device.id) }
                #expect(back == record)
            }
            let (none, some) = try await store.read { all in
                (
                    try all.deviceRecord(ID(bits: 9)),
                    try all.devices(Set(records.map(\.device.id) + [ID(bits: 9)]))
                )
            }
            #expect(none == nil)
            #expect(some == Dictionary(uniqueKeysWithValues: records.map { ($0.device.id, $0.device) }))
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a device that changes is as it was saved last, within a transaction and after it`(
        engine: SQLEngine
    ) async throws {
        try await RecordsWorld.with(engine) { world, store in
            let before = world.machine(1, at: world.desk)
            try await store.write { try $0.save(before) }
            var after = world.machine(2, at: world.chapel, heard: RecordsWorld.start + .hours(1))
            after.device.id = before.device.id
            after.device.silentSince = RecordsWorld.start + .hours(2)
            after.noTonerSince = nil
            after.noTonerReading = nil
            after.collector = nil
            for number in 0..<40 {
                after.supplies[0].points.append(
                    .init(
                        at: RecordsWorld.start + .hours(number),
                        level: number < 20 ? .percent(80 - number) : .unknown,
                        reading: ID(bits: UInt128(number) << 90)))
            }
            let saved = after
            let within = try await store.write { records in
                try records.save(saved)
                return try records.deviceRecord(saved.device.id)
            }
            #expect(within == saved)
            let later = try await store.read { try $0.deviceRecord(saved.device.id) }
            #expect(later == saved)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `candidates share the serial, a MAC address or the network address`(engine: SQLEngine) async throws {
        try await RecordsWorld.with(engine) { world, store in
            var other = world.machine(9, at: nil)
            other.customer = world.neighbour.id
            other.collector = nil
            other.device.address = "192.0.2.1"
            let neighbours = other
            try await store.write { records in
                for number in 1...3 { try records.save(world.machine(number, at: world.desk)) }
                try records.save(neighbours)
            }
            func found(serial: String?, mac: String?, address: String) async throws -> Set<DeviceID> {
                let macs = mac.flatMap { MACAddress($0) }.map { [$0] } ?? []
                return try await store.read { records in
                    Set(
                        try records.candidates(
                            customer: world.customer.id, serial: serial, macAddresses: macs, address: address
                        ).map(\.device.id))
                }
            }
            #expect(try await found(serial: nil, mac: nil, address: "192.0.2.1") == [ID(bits: 101)])
            #expect(
                try await found(serial: "SN-002", mac: "3c:2a:f4:00:00:13", address: "192.0.2.1")
                    == [ID(bits: 101), ID(bits: 102), ID(bits: 103)])
            #expect(try await found(serial: "sn-002", mac: nil, address: "198.51.100.1") == [ID(bits: 102)])
            #expect(try await found(serial: "SN-999", mac: nil, address: "198.51.100.1").isEmpty)
            // A machine that moved to another address and card is found by the new ones only.
            var moved = world.machine(1, at: world.desk)
            moved.device.address = "198.51.100.7"
            moved.device.macAddresses = [MACAddress("3c:2a:f4:00:00:99")].compactMap { $0 }
            let record = moved
            try await store.write { try $0.save(record) }
            #expect(try await found(serial: nil, mac: "3c:2a:f4:00:00:11", address: "192.0.2.1").isEmpty)
            #expect(
                try await found(serial: nil, mac: "3c:2a:f4:00:00:99", address: "x") == [record.device.id])
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `lists are sorted, narrowed and paged as asked`(engine: SQLEngine) async throws {
        try await RecordsWorld.with(engine) { world, store in
            try await store.write { records in
                let places = [world.desk, world.chapel, world.ground, nil, world.desk, world.oldBuilding]
                for (number, place) in places.enumerated() {
                    var record = world.machine(
                        number + 1, at: place, heard: RecordsWorld.start - .hours(number))
                    if number == 3 { record.device.silentSince = RecordsWorld.start }
                    if number == 4 { record.supplies[0].points[0].level = .unknown }
                    try records.save(record)
                }
                try records.setVerdict(.onTrack, of: ID(bits: 101))
                try records.setVerdict(.broken, of: ID(bits: 103))
                try records.setVerdict(.atRisk, of: ID(bits: 102))
                try records.setVerdict(.atRisk, of: ID(bits: 104))
            }
            func list(_ change: (inout DeviceQuery) -> Void) async throws -> [Int] {
                var query = DeviceQuery(customer: world.customer.id)
                change(&query)
                let asked = query
                return try await store.read {
                    try $0.deviceRows(asked).rows.map { Int($0.device.id.bits) - 100 }
                }
            }
            #expect(try await list { _ in } == [3, 4, 2, 1, 6, 5])
            #expect(try await list { $0.order = .name } == [2, 4, 6, 1, 3, 5])
            #expect(try await list { $0.order = .lowestSupply } == [6, 4, 3, 2, 1, 5])
            #expect(try await list { $0.order = .lastHeard } == [6, 5, 4, 3, 2, 1])
            #expect(try await list { $0.order = .place } == [2, 6, 3, 1, 5, 4])
            #expect(try await list { $0.verdict = .atRisk } == [4, 2])
            #expect(try await list { $0.make = "Örn" } == [3, 1, 5])
            #expect(try await list { $0.silentOnly = true } == [4])
            #expect(try await list { $0.place = world.oldBuilding.id } == [3, 1, 6, 5])
            #expect(try await list { $0.place = world.desk.id } == [1, 5])
            #expect(try await list { $0.search = "orn lend" } == [1, 5])
            #expect(try await list { $0.search = "192.0.2.4" } == [4])
            #expect(try await list { $0.search = "sn-003" } == [3])
            #expect(try await list { $0.search = "003" } == [3])
            #expect(try await list { $0.search = "library c450" } == [5])
            #expect(try await list { $0.search = "nothing" }.isEmpty)
            #expect(
                try await list {
                    $0.place = world.oldBuilding.id
                    $0.make = "Örn"
                    $0.search = "printer"
                    $0.order = .name
                    $0.page = Page(number: 2, size: 2)
                } == [5])
            let all = try await store.read {
                try $0.deviceRows(DeviceQuery(customer: world.customer.id, page: Page(size: 4)))
            }
            #expect(all.total == 6)
            #expect(all.hasMore)
            #expect(all.rows[0].verdict == .broken)
            #expect(all.rows[0].lowestPercent == 87)
            #expect(all.rows[0].lowestSupply == "black toner")
            #expect(all.rows[0].place == world.ground.id)
            let narrowed = try await store.read {
                try $0.deviceRows(
                    DeviceQuery(customer: world.customer.id, search: "linden", page: Page(size: 2)))
            }
            #expect(narrowed.total == 3)
            let neighbours = try await store.read {
                try $0.deviceRows(DeviceQuery(customer: world.neighbour.id))
            }
            #expect(neighbours.rows.isEmpty)
            #expect(neighbours.total == 0)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `devices are counted where they stand, and where they stood no more`(engine: SQLEngine) async throws
    {
        try await RecordsWorld.with(engine) { world, store in
            let places: Set<PlaceID> = [
                world.campus.id, world.oldBuilding.id, world.desk.id, world.chapel.id,
            ]
            try await store.write { records in
                for number in 1...4 {
                    try records.save(world.machine(number, at: number < 4 ? world.desk : nil))
                }
                // Saving again counts nothing twice.
                try records.save(world.machine(1, at: world.desk))
            }
            try await store.read { records throws -> Void in
                #expect(try records.deviceCount(of: world.customer.id) == 4)
                #expect(
                    try records.deviceCounts(within: places)
                        == [
                            world.campus.id: 3, world.oldBuilding.id: 3, world.desk.id: 3,
                            world.chapel.id: 0,
                        ])
                #expect(
                    try records.deviceCounts(at: places)
                        == [
                            world.campus.id: 0, world.oldBuilding.id: 0, world.desk.id: 3,
                            world.chapel.id: 0,
                        ])
                #expect(try records.makes(of: world.customer.id, limit: 9) == ["Linden", "Örn"])
                #expect(try records.makes(of: world.customer.id, limit: 1) == ["Linden"])
                #expect(try records.makes(of: world.neighbour.id, limit: 9).isEmpty)
            }
            try await store.write { records in
                try records.save(world.machine(1, at: world.chapel))
                try records.save(world.machine(2, at: nil))
                try records.save(world.machine(4, at: world.oldBuilding))
            }
            try await store.read { records throws -> Void in
                #expect(
                    try records.deviceCounts(within: places)
                        == [
                            world.campus.id: 3, world.oldBuilding.id: 2, world.desk.id: 1,
                            world.chapel.id: 1,
                        ])
                #expect(
                    try records.deviceIDs(within: world.campus.id, after: nil, limit: 2) == [
                        ID(bits: 101), ID(bits: 103),
                    ])
                #expect(
                    try records.deviceIDs(within: world.campus.id, after: ID(bits: 103), limit: 2) == [
                        ID(bits: 104)
                    ])
                #expect(
                    try records.deviceIDs(within: world.chapel.id, after: nil, limit: 9) == [ID(bits: 101)])
                let found = try records.deviceRows(DeviceQuery(customer: world.customer.id, search: "chapel"))
                #expect(found.rows.map(\.device.id) == [ID(bits: 101)])
                let left = try records.deviceRows(DeviceQuery(customer: world.customer.id, search: "lending"))
                #expect(left.rows.map(\.device.id) == [ID(bits: 103)])
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `readings come back whole, the newest first, and share their form`(engine: SQLEngine) async throws {
        try await TestStore.with(engine) { store in
            let world = RecordsWorld()
            let records = StoredRecords(store)
            try await world.settle(in: records)
            let device = world.machine(1, at: world.desk)
            var readings: [StoredReading] = []
            for hour in 0..<12 {
                var reading = device.latest
                reading.heard = RecordsWorld.start + .hours(hour)
                reading.status = hour.isMultiple(of: 2) ? .idle : nil
                reading.meters[0].value += Int64(hour) * 17
                reading.supplies[0].level = hour == 5 ? .unrestricted : .percent(80 - hour)
                reading.supplies[0].raw.level = hour == 5 ? -1 : Int64(80 - hour)
                reading.supplies[0].pagesPrinted = hour < 2 ? nil : Int64(hour) * 17
                reading.supplies[0].pagesLeft = hour < 2 || hour == 4 ? nil : Int64(900 - hour)
                reading.alerts = hour < 3 ? reading.alerts : []
                // One other form, to which the machine comes back.
                if hour == 6 || hour == 8 { reading.name = "renamed" }
                readings.append(
                    StoredReading(
                        id: ID(bits: 2_000 + UInt128(hour)), customer: world.customer.id,
                        device: device.device.id,
                        collector: world.collector.id, learnt: reading.heard + .seconds(5), reading: reading))
            }
            let kept = readings
            try await records.write { records in
                try records.save(device)
                for reading in kept { try records.insert(reading) }
            }
            for reading in readings {
                let back = try await records.read { try $0.reading(reading.id) }
                #expect(back == reading)
            }
            let page = try await records.read { try $0.readings(of: device.device.id, Page(size: 5)) }
            #expect(page.rows == Array(readings.reversed().prefix(5)))
            #expect(page.total == 12)
            let heard = try await records.read { all in
                try all.keptInstants(
                    of: device.device.id, from: kept[2].reading.heard, to: kept[4].reading.heard, limit: 9)
            }
            #expect(heard == readings[2...4].map(\.reading.heard))
            let forms = try await store.read { try $0.run("SELECT form_number FROM reading_form").count }
            #expect(forms == 2)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `meter points come in order, with the last one before`(engine: SQLEngine) async throws {
        try await RecordsWorld.with(engine) { world, store in
            let device = world.machine(1, at: nil)
            let id = device.device.id
            @Sendable func point(_ hour: Int, _ value: Int64) -> MeterPoint {
                MeterPoint(
                    at: RecordsWorld.start + .hours(hour), value: value, reading: ID(bits: UInt128(hour)))
            }
            try await store.write { records in
                try records.save(device)
                try records.insert(
                    [point(3, 30), point(1, 10)], meter: "a", of: id, customer: world.customer.id)
                try records.insert([point(2, 99)], meter: "b", of: id, customer: world.customer.id)
                try records.insert([], meter: "c", of: id, customer: world.customer.id)
            }
            try await store.write { records in
                try records.insert(
                    [point(2, 20), point(4, 5)], meter: "a", of: id, customer: world.customer.id)
            }
            try await store.read { records throws -> Void in
                func points(_ meter: String, _ from: Int, _ to: Int, limit: Int = 99) throws -> [Int64] {
                    try records.meterPoints(
                        device: id, meter: meter, from: RecordsWorld.start + .hours(from),
                        to: RecordsWorld.start + .hours(to), limit: limit
                    ).map(\.value)
                }
                #expect(try points("a", 0, 9) == [10, 20, 30, 5])
                #expect(try points("a", 3, 3) == [20, 30])
                #expect(try points("a", 3, 9, limit: 1) == [20, 30])
                #expect(try points("b", 0, 9) == [99])
                #expect(try points("c", 0, 9).isEmpty)
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `every kind of event comes back, the newest first`(engine: SQLEngine) async throws {
        try await RecordsWorld.with(engine) { world, store in
            let device = world.machine(1, at: nil)
            let kinds: [DeviceEvent] = [
                .firstHeard(address: "a"), .addressChanged(from: "a", to: "b"),
                .meterFell(meter: "m", from: .max, to: 0), .meterJumped(meter: "m", from: 0, to: .max),
                .supplyReplaced(supply: "s", description: "é", from: .percent(1), to: .someRemaining),
                .alertRaised(code: nil, description: "d"), .alertCleared(code: "c", description: nil),
                .firmwareChanged(from: nil, to: "2"), .nameChanged(from: "a", to: nil), .wentSilent,
                .cameBack(silentSince: RecordsWorld.start), .contradicted(by: "x"),
                .moved(from: nil, to: "y"),
            ]
            let events = kinds.enumerated().map { number, event in
                StoredEvent(
                    id: ID(bits: 3_000 + UInt128(number)), customer: world.customer.id,
                    device: device.device.id,
                    at: RecordsWorld.start + .hours(number / 2), event: event,
                    reading: number.isMultiple(of: 2) ? nil : ID(bits: 5))
            }
            try await store.write { records in
                try records.save(device)
                for event in events { try records.insert(event) }
            }
            let back = try await store.read { try $0.events(of: device.device.id, Page()) }
            #expect(back.rows == events.reversed())
            #expect(back.total == events.count)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `what this program did not write is said to be unreadable and does no harm`(engine: SQLEngine)
        async throws
    {
        try await TestStore.with(engine) { store in
            let world = RecordsWorld()
            let records = StoredRecords(store)
            try await world.settle(in: records)
            let device = world.machine(1, at: nil)
            try await records.write { try $0.save(device) }
            for said in [
                "", "{", "{\"meters\":[1,2]}", "{\"meters\":[]}", "{\"heard\":99999999999999999999}", "[]",
                "{\"x\":1}",
            ] {
                try await store.write { try $0.run("UPDATE device_state SET said = \(said)") }
                let error = await #expect(throws: RecordFailure.self) {
                    try await records.read { try $0.deviceRecord(device.device.id) }
                }
                #expect(error?.kind == .fault)
            }
        }
    }
}
