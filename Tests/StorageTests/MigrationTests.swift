// SPDX-License-Identifier: Apache-2.0
import Storage
import StorageTesting
import Testing
import Values

private let steps = [
    Migration(
        number: 1, name: "places",
        statements: [
            """
            CREATE TABLE place (
                id \(.blob) NOT NULL PRIMARY KEY, parent_id \(.blob) REFERENCES place (id),
                name \(.text) NOT NULL
            )\(.strict)
            """,
            "CREATE INDEX place_by_name ON place (name, id DESC)",
        ]),
    Migration(
        number: 2, name: "readings",
        statements: [
            """
            CREATE TABLE reading (
                place_id \(.blob) NOT NULL REFERENCES place (id), at \(.int) NOT NULL, share \(.real),
                note \(.text),
                PRIMARY KEY (place_id, at), UNIQUE (note)
            )\(.clustered)
            """,
            "CREATE UNIQUE INDEX reading_once ON reading (share) WHERE share > 0",
        ]),
]

private let now = Instant(unixSeconds: 1_700_000_000)

@Suite struct `The steps of the schema` {
    @Test(arguments: SQLEngine.allCases)
    func `are taken once, in order, and remembered`(engine: SQLEngine) async throws {
        try await TestStore.with(engine, .nothing) { store in
            let first = try await store.migrate(Array(steps.prefix(1)), now: now)
            #expect(first.map(\.number) == [1])
            let second = try await store.migrate(steps, now: now)
            #expect(second.map(\.number) == [2])
            let third = try await store.migrate(steps, now: now)
            #expect(third.isEmpty)
            let tables = try await store.schema().tables.map(\.name)
            #expect(tables == ["place", "reading", "schema_migration"])
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `are taken once when several programs start together`(engine: SQLEngine) async throws {
        try await TestStore.fresh(engine, .nothing) { test in
            let other = try test.another()
            let taken = try await withThrowingTaskGroup(of: Int.self) { group in
                for store in [test.store, other, test.store, other] {
                    group.addTask { try await store.migrate(steps, now: now).count }
                }
                return try await group.reduce(0, +)
            }
            await other.close()
            #expect(taken == 2)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `that fail leave the database at the step before`(engine: SQLEngine) async throws {
        try await TestStore.with(engine, .nothing) { store in
            let broken = Migration(
                number: 2, name: "broken",
                statements: [
                    "CREATE TABLE half (id \(.int) NOT NULL PRIMARY KEY)\(.strict)", "CREATE TABLE place (x)",
                ])
            await #expect(throws: SQLError.self) { try await store.migrate([steps[0], broken], now: now) }
            let tables = try await store.schema().tables.map(\.name)
            #expect(tables == ["place", "schema_migration"])
            let taken = try await store.migrate(steps, now: now)
            #expect(taken.map(\.number) == [2])
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `of a newer program are left alone`(engine: SQLEngine) async throws {
        try await TestStore.with(engine, .nothing) { store in
            try await store.migrate(steps, now: now)
            let error = await #expect(throws: SchemaMismatch.self) {
                try await store.migrate(Array(steps.prefix(1)), now: now)
            }
            #expect(error?.message.contains("newer") == true)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `that were edited since are refused`(engine: SQLEngine) async throws {
        try await TestStore.with(engine, .nothing) { store in
            try await store.migrate(steps, now: now)
            let edited = Migration(number: 1, name: "places", statements: ["CREATE TABLE place (id \(.int))"])
            let error = await #expect(throws: SchemaMismatch.self) {
                try await store.migrate([edited, steps[1]], now: now)
            }
            #expect(error?.detail.contains("step 1") == true)
        }
    }

    @Test func `are the same when only their line breaks changed`() {
        let one = Migration(number: 1, name: "a", statements: ["CREATE TABLE t (id \(.int))"])
        let other = Migration(number: 1, name: "b", statements: ["CREATE  TABLE t\n    (id \(.int))"])
        let third = Migration(number: 1, name: "a", statements: ["CREATE TABLE t (id \(.text))"])
        #expect(one.checksum == other.checksum)
        #expect(one.checksum != third.checksum)
    }

    @Test func `make the same tables on both engines`() async throws {
        for migrations in [steps, Migration.all] {
            try await TestStore.with(.postgres, .nothing) { postgres in
                try await TestStore.with(.sqlite, .nothing) { sqlite in
                    try await postgres.migrate(migrations, now: now)
                    try await sqlite.migrate(migrations, now: now)
                    let left = try await sqlite.schema().lines
                    let right = try await postgres.schema().lines
                    #expect(left == right)
                }
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `are described down to keys and indexes`(engine: SQLEngine) async throws {
        try await TestStore.with(engine, .nothing) { store in
            try await store.migrate(steps, now: now)
            let lines = try await store.schema().lines
            #expect(
                lines.prefix { $0 != "table schema_migration" } == [
                    "table place", "  id blob not null", "  parent_id blob", "  name text not null",
                    "  primary key (id)", "  (parent_id) of place (id)",
                    "  index place_by_name (name, id DESC)",
                    "table reading", "  place_id blob not null", "  at int not null", "  share real",
                    "  note text",
                    "  primary key (place_id, at)", "  (place_id) of place (id)", "  unique  (note)",
                    "  unique reading_once (share) partial",
                ])
        }
    }
}

@Suite struct `A copy from one database to another` {
    private static let directions = [
        (SQLEngine.sqlite, SQLEngine.postgres), (.postgres, .sqlite), (.sqlite, .sqlite),
        (.postgres, .postgres),
    ]

    private func fill(_ store: any SQLStore) async throws {
        try await store.migrate(steps, now: now)
        try await store.write { db in
            // The outermost place has the highest id, so that the order of ids is the wrong one.
            for depth in 0..<50 {
                let parent = depth == 0 ? nil : ID<Int>(bits: UInt128(1_000 - depth + 1))
                try db.run(
                    """
                    INSERT INTO place (id, parent_id, name)
                    VALUES (\(ID<Int>(bits: UInt128(1_000 - depth))), \(parent), \("place \(depth) é"))
                    """)
            }
            try db.insert(
                into: "reading", columns: ["place_id", "at", "share", "note"],
                rows: (0..<5_003).map { number in
                    [
                        ID<Int>(bits: 1_000).sqlValue, .int(Int64(number) - 100),
                        .real(-0.1 * Double(number + 1)),
                        number == 0 ? .null : .text("\(number)"),
                    ]
                })
        }
    }

    @Test(arguments: directions)
    func `holds the same rows, whichever the engines`(from: SQLEngine, to: SQLEngine) async throws {
        try await TestStore.with(from, .nothing) { source in
            try await TestStore.with(to, .nothing) { destination in
                try await fill(source)
                let seen = Progress()
                let report = try await copy(from: source, to: destination, now: now, migrations: steps) {
                    seen.add($0)
                }
                #expect(report.tables.map(\.name) == ["place", "reading"])
                #expect(report.tables.map(\.rows) == [50, 5_003])
                #expect(seen.stages == [.copying, .comparing])
                let found = try await check(destination, migrations: steps)
                #expect(found.isSound)
                #expect(found.tables.map(\.rows) == [50, 5_003])
                let back = try await destination.read { db in
                    try db.first("SELECT name FROM place WHERE id = \(ID<Int>(bits: 951))")?.get(
                        "name", as: String.self)
                }
                #expect(back == "place 49 é")
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `is only made into an empty database`(engine: SQLEngine) async throws {
        try await TestStore.with(.sqlite, .nothing) { source in
            try await TestStore.with(engine, .nothing) { destination in
                try await fill(source)
                try await copy(from: source, to: destination, now: now, migrations: steps)
                let error = await #expect(throws: CopyFailure.self) {
                    try await copy(from: source, to: destination, now: now, migrations: steps)
                }
                #expect(error?.message.contains("empty") == true)
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `is not made of an old database, nor of a stranger's`(engine: SQLEngine) async throws {
        try await TestStore.with(engine, .nothing) { source in
            try await TestStore.with(.sqlite, .nothing) { destination in
                await #expect(throws: CopyFailure.self) {
                    try await copy(from: source, to: destination, now: now, migrations: steps)
                }
                try await source.migrate(Array(steps.prefix(1)), now: now)
                await #expect(throws: CopyFailure.self) {
                    try await copy(from: source, to: destination, now: now, migrations: steps)
                }
            }
        }
    }

    @Test func `that something was written to meanwhile is not called good`() async throws {
        try await TestStore.with(.sqlite, .nothing) { source in
            try await TestStore.with(.sqlite, .nothing) { destination in
                try await fill(source)
                let meddler = Meddler(source)
                let error = await #expect(throws: CopyFailure.self) {
                    try await copy(from: meddler, to: destination, now: now, migrations: steps)
                }
                #expect(error?.detail.contains("place") == true)
            }
        }
    }

    @Test func `is told apart by a fingerprint that forgets nothing but order`() {
        func print(_ rows: [[SQLValue]]) -> Fingerprint {
            rows.reduce(into: Fingerprint()) { $0.add(row: $1) }
        }
        let rows: [[SQLValue]] = [[.int(1), .text("a")], [.int(2), .null], [.real(0.5), .blob([1])]]
        #expect(print(rows) == print(rows.reversed()))
        #expect(print(rows) != print(Array(rows.dropLast())))
        #expect(print([[.text("ab"), .text("c")]]) != print([[.text("a"), .text("bc")]]))
        #expect(print([[.null]]) != print([[.int(0)]]))
        #expect(print([[.int(1)], [.int(2)]]) != print([[.int(0)], [.int(3)]]))
        #expect(print([[.text("1")]]) != print([[.blob([49])]]))
        #expect(print([rows[0], rows[0]]) != print([rows[1], rows[1]]))
    }
}

@Suite struct `A check of a database` {
    @Test(arguments: SQLEngine.allCases)
    func `finds an empty one, an old one and a newer one`(engine: SQLEngine) async throws {
        try await TestStore.with(engine, .nothing) { store in
            let empty = try await check(store, migrations: steps)
            #expect(!empty.isSound)
            try await store.migrate(Array(steps.prefix(1)), now: now)
            let old = try await check(store, migrations: steps)
            #expect(old.schemaVersion == 1)
            #expect(old.findings.contains { $0.contains("step 1 of 2") })
            try await store.migrate(steps, now: now)
            let newer = try await check(store, migrations: Array(steps.prefix(1)))
            #expect(newer.findings.contains { $0.contains("newer") })
            let sound = try await check(store, migrations: steps)
            #expect(sound.isSound)
        }
    }

    @Test func `finds rows that belong to nothing`() async throws {
        try await TestStore.with(.sqlite, .nothing) { store in
            try await store.migrate(steps, now: now)
            try await store.write { db in
                // Another program, without foreign keys, could have left this.
                try db.run("PRAGMA defer_foreign_keys = ON")
                try db.run("PRAGMA writable_schema = ON")
                try db.run("CREATE TABLE lost (id \(.int) NOT NULL PRIMARY KEY, place_id \(.blob))\(.strict)")
                try db.run("INSERT INTO lost (id, place_id) VALUES (1, \([UInt8](repeating: 1, count: 16)))")
                try db.run(
                    """
                    UPDATE sqlite_schema SET sql =
                        'CREATE TABLE lost (id INTEGER PRIMARY KEY, place_id BLOB REFERENCES place (id))'
                    WHERE name = 'lost'
                    """)
                try db.run("PRAGMA writable_schema = RESET")
            }
            let report = try await check(store, migrations: steps)
            #expect(report.findings == ["1 rows of lost belong to rows of place that are not there."])
        }
    }
}
