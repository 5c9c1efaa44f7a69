// SPDX-License-Identifier: Apache-2.0
import Fleet
import People
import Practice
import Promises
import StorageTesting
import Testing
import Values

@testable import Storage

/// The questions that a page asks at every load are answered along an index, without sorting and without
/// reading everybody: that is why 100,000 machines cost what 100 do.
@Suite struct `The questions of every page` {
    /// Enough machines that PostgreSQL would not rather read them all.
    private static let machines = 20_000

    /// An SQLite file that has just been filled has not been looked at yet.
    @Test(arguments: [(SQLEngine.sqlite, true), (.sqlite, false), (.postgres, true)])
    func `are answered along an index, in order`(engine: SQLEngine, isAnalysed: Bool) async throws {
        try await TestStore.with(engine) { store in
            let world = RecordsWorld()
            try await world.settle(in: StoredRecords(store))
            try await fill(store, world, isAnalysed: isAnalysed)
            let customer = world.customer.id
            let campus = try await store.read {
                try SQLRecords($0, ParsedTexts()).treeKey(of: world.campus.id)
            }
            func list(_ change: (inout DeviceQuery) -> Void) -> SQLText {
                var query = DeviceQuery(customer: customer)
                change(&query)
                let stretch = query.place.map { _ in
                    DeviceList.Stretch(treeKey: campus, isLarge: query.order != .place)
                }
                return DeviceList(query, at: stretch).rows + " LIMIT 51 OFFSET 0"
            }
            let questions: [(String, SQLText)] = [
                ("machines by need", list { _ in }),
                ("machines by name", list { $0.order = .name }),
                ("machines by lowest supply", list { $0.order = .lowestSupply }),
                ("machines by silence", list { $0.order = .lastHeard }),
                ("machines by place", list { $0.order = .place }),
                ("machines at risk", list { $0.verdict = .atRisk }),
                ("machines of a make", list { $0.make = "Make 7" }),
                (
                    "machines on the campus",
                    list {
                        $0.place = world.campus.id; $0.order = .place
                    }
                ),
                ("the campus by need", list { $0.place = world.campus.id }),
                ("Today", TodayList(customer: customer, promiser: nil).rows + " LIMIT 51"),
                ("my Today", TodayList(customer: customer, promiser: world.ada.id).rows + " LIMIT 51"),
                (
                    "readings of a machine",
                    """
                    SELECT heard FROM reading WHERE device_id = \(ID<Device>(bits: 10_007))
                    ORDER BY heard DESC, id DESC LIMIT 21
                    """
                ),
                (
                    "lines of a promise",
                    """
                    SELECT id FROM promise_line WHERE promise_id = \(ID<Promise>(bits: 501))
                    ORDER BY gravity, breaks_rank, id LIMIT 51
                    """
                ),
                (
                    "lines that are due",
                    """
                    SELECT id FROM promise_line WHERE due_at IS NOT NULL AND due_at <= \(1_000)
                    ORDER BY due_at, id LIMIT 500
                    """
                ),
            ]
            for (question, sql) in questions {
                let plan = try await store.plan(of: sql).joined(separator: "\n")
                let sorts = plan.contains("TEMP B-TREE FOR ORDER BY") || plan.contains("Sort Key")
                #expect(!sorts, "\(question) is sorted:\n\(plan)")
                let scans =
                    plan.contains("Seq Scan")
                    || plan.split(separator: "\n").contains { line in
                        line.contains("SCAN") && !line.contains("INDEX")
                    }
                #expect(!scans, "\(question) reads a whole table:\n\(plan)")
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `about one machine do not read the others`(engine: SQLEngine) async throws {
        try await TestStore.with(engine) { store in
            let world = RecordsWorld()
            try await world.settle(in: StoredRecords(store))
            try await fill(store, world)
            let device = ID<Device>(bits: 10_007)
            let questions: [SQLText] = [
                "SELECT id FROM device WHERE customer_id = \(world.customer.id) AND serial = \("S-7")",
                "SELECT id FROM device WHERE customer_id = \(world.customer.id) AND address = \("10.0.0.7")",
                """
                SELECT device_id FROM device_mac
                WHERE customer_id = \(world.customer.id) AND mac_address IN \(list: ["x", "y"])
                """,
                """
                SELECT device_id FROM device_word
                WHERE customer_id = \(world.customer.id) AND \(.column("word", beginsWith: "word77"))
                """,
                "SELECT id FROM promise_line WHERE device_id = \(device) ORDER BY promise_id",
                "SELECT devices_within FROM place_tally WHERE place_id = \(world.campus.id)",
            ]
            for sql in questions {
                let plan = try await store.plan(of: sql).joined(separator: "\n")
                #expect(!plan.contains("Seq Scan on device") && !plan.contains("SCAN"), "\(plan)")
            }
        }
    }

    @Test func `about rare machines look for those, once SQLite knows how large its tables are`() async throws
    {
        try await TestStore.with(.sqlite) { store in
            let world = RecordsWorld()
            try await world.settle(in: StoredRecords(store))
            try await fill(store, world, isAnalysed: false)
            // By so many writes the driver has looked.
            for number in 0..<64 {
                try await store.write {
                    try $0.run("UPDATE device SET gravity = 0 WHERE address = \("\(number)")")
                }
            }
            let silent = DeviceList(DeviceQuery(customer: world.customer.id, silentOnly: true), at: nil)
            let plan = try await store.plan(of: silent.rows).joined(separator: "\n")
            #expect(plan.contains("device_state_silent"), "\(plan)")
        }
    }

    /// Writes the machines straight into the tables: what is in them besides does not matter to a plan.
    private func fill(
        _ store: any SQLStore, _ world: RecordsWorld, isAnalysed: Bool = true
    ) async throws {
        let campus = try await store.read { try SQLRecords($0, ParsedTexts()).treeKey(of: world.campus.id) }
        let customer = world.customer.id.sqlValue
        let numbers = 0..<Self.machines
        func id(_ number: Int) -> SQLValue { ID<Device>(bits: 10_000 + UInt128(number)).sqlValue }
        let devices: [[SQLValue]] = numbers.map { number in
            [
                id(number), customer, .text(campus + "\(number % 500)"), .text("10.0.0.\(number)"),
                .text("Make \(number % 12)"), .text("S-\(number)"), .text("title \(number * 7_919 % 20_000)"),
                .text(""), .int(0), .int(Int64([0, 1, 1, 3, 3, 3, 3][number % 7])), .int(Int64(number % 102)),
            ]
        }
        let forms: [[SQLValue]] = numbers.map { [id($0), .int(1), customer, .int(0), .text("{}")] }
        let states: [[SQLValue]] = numbers.map {
            [
                id($0), customer, .int(Int64($0 * 7_919 % 20_000)), id($0), .int(0), .int(1), .text("{}"),
                .text("[]"),
            ]
        }
        let words: [[SQLValue]] = numbers.map { [customer, .text("word\($0)"), id($0)] }
        let promise = world.tonerPromise(1, at: world.campus)
        let lines: [[SQLValue]] = numbers.map { number in
            [
                ID<PromiseLine>(bits: 90_000 + UInt128(number)).sqlValue, customer, promise.id.sqlValue,
                world.ada.id.sqlValue, id(number), id(number), .text("atRisk"), .int(1), .text("{}"),
                .int(Int64(number * 7_919 % 20_000)), .text("[]"), .int(0), .int(0),
                .int(number % 10 == 0 ? 1 : 0), number % 3 == 0 ? .int(Int64(number)) : .null,
            ]
        }
        let readings: [[SQLValue]] = (0..<40_000).map { number in
            [
                ID<Reading>(bits: 500_000 + UInt128(number)).sqlValue, customer, id(number % 200),
                .int(Int64(number)), .int(0), .int(1), .text("{}"),
            ]
        }
        try await StoredRecords(store).write { try $0.insert(promise) }
        try await store.write { db in
            try db.insert(
                into: "device",
                columns: [
                    "id", "customer_id", "place_key", "address", "make", "serial", "title_folded",
                    "mac_addresses",
                    "first_heard", "gravity", "lowest_rank",
                ], rows: devices)
            try db.insert(
                into: "reading_form", columns: ["device_id", "form_number", "customer_id", "digest", "form"],
                rows: forms)
            try db.insert(
                into: "device_state",
                columns: [
                    "device_id", "customer_id", "last_heard", "latest_kept", "last_kept", "form_number",
                    "said",
                    "supplies_heard",
                ], rows: states)
            try db.insert(into: "device_word", columns: ["customer_id", "word", "device_id"], rows: words)
            try db.insert(
                into: "device_mac", columns: ["customer_id", "mac_address", "device_id"], rows: words)
            try db.insert(
                into: "promise_line",
                columns: [
                    "id", "customer_id", "promise_id", "promiser_id", "subject", "device_id", "verdict",
                    "gravity",
                    "reason",
                    "breaks_rank", "evidence", "verdict_since", "assessed", "wants_act", "due_at",
                ], rows: lines)
            try db.insert(
                into: "reading",
                columns: ["id", "customer_id", "device_id", "heard", "learnt", "form_number", "said"],
                rows: readings)
            // PostgreSQL does this by itself now and then, and our driver has SQLite do it.
            if isAnalysed { try db.run("ANALYZE") }
        }
    }
}
