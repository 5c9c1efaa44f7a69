// SPDX-License-Identifier: Apache-2.0
import Storage
import StorageTesting
import Testing
import Values

/// What every driver keeps to. There is one suite for both engines, and no test that knows which it runs on.
@Suite struct `What every driver keeps to` {
    @Test(arguments: SQLEngine.allCases)
    func `values come back as they went in, at their extremes too`(engine: SQLEngine) async throws {
        try await TestStore.with(engine, .nothing) { store in
            let values: [[SQLValue]] = [
                [.int(.min), .real(0.1), .text(""), .blob([])],
                [.int(.max), .real(1e300), .text("é 𝄞 日本\n'; DROP TABLE kept; --"), .blob([0])],
                [.int(0), .real(-1e-300), .text("ÿ"), .blob(Array(0...255))],
                [
                    .int(5_000_000_000), .real(.infinity), .text(String(repeating: "x", count: 100_000)),
                    .blob([255]),
                ],
                [.null, .null, .null, .null],
            ]
            try await store.write { db in
                try db.run(
                    """
                    CREATE TABLE kept (
                        number \(.int) NOT NULL PRIMARY KEY, a \(.int), b \(.real), c \(.text), d \(.blob)
                    )
                    \(.strict)
                    """)
                for (number, row) in values.enumerated() {
                    try db.run(
                        """
                        INSERT INTO kept (number, a, b, c, d)
                        VALUES (\(number), \(value: row[0]), \(value: row[1]), \(value: row[2]),
                            \(value: row[3]))
                        """)
                }
            }
            let back = try await store.read { db in
                try db.run("SELECT a, b, c, d FROM kept ORDER BY number").map(\.values)
            }
            #expect(back == values)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `typed values, optionals, ids, instants and truth come back`(engine: SQLEngine) async throws {
        try await TestStore.with(engine, .nothing) { store in
            let id = ID<Int>(bits: 0xFF00_0000_0000_0000_0000_0000_0000_0001)
            let at = Instant(microseconds: -1)
            let row = try await store.write { db in
                try db.run(
                    "CREATE TABLE kept (id \(.blob) PRIMARY KEY, at \(.int), flag \(.int), word \(.text))"
                )
                try db.run(
                    "INSERT INTO kept (id, at, flag, word) VALUES (\(id), \(at), \(true), \(String?.none))")
                return try db.first("SELECT id, at, flag, word FROM kept WHERE id = \(id)")
            }
            let found = try #require(row)
            #expect(try found.get("id") == id)
            #expect(try found.get("at") == at)
            #expect(try found.get("flag") == true)
            #expect(try found.get("word", as: String?.self) == nil)
            #expect(throws: SQLError.self) { try found.get("word", as: String.self) }
            #expect(throws: SQLError.self) { try found.get("flag", as: String.self) }
            let missing = #expect(throws: SQLError.self) { try found.get("nowhere", as: String.self) }
            #expect(missing?.detail.contains("nowhere") == true)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `what one engine cannot keep is refused by both`(engine: SQLEngine) async throws {
        try await TestStore.with(engine, .nothing) { store in
            for value in [SQLValue.text("a\0b"), .real(.nan)] {
                let error = await #expect(throws: SQLError.self) {
                    try await store.read { try $0.run("SELECT 1 WHERE \(value: value) IS NOT NULL") }
                }
                #expect(error?.kind == .other)
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a broken rule says which kind of rule it was`(engine: SQLEngine) async throws {
        try await TestStore.with(engine, .nothing) { store in
            try await store.write { db in
                try db.run("CREATE TABLE parent (id \(.int) NOT NULL PRIMARY KEY)\(.strict)")
                try db.run(
                    """
                    CREATE TABLE child (
                        id \(.int) NOT NULL PRIMARY KEY, parent_id \(.int) REFERENCES parent (id),
                        label \(.text) NOT NULL UNIQUE, amount \(.int) CHECK (amount > 0)
                    )\(.strict)
                    """)
                try db.run("INSERT INTO child (id, label, amount) VALUES (1, \("one"), 1)")
            }
            let faults: [(SQLText, SQLError.Kind)] = [
                ("INSERT INTO child (id, label) VALUES (1, \("two"))", .unique),
                ("INSERT INTO child (id, label) VALUES (2, \("one"))", .unique),
                ("INSERT INTO child (id, label, parent_id) VALUES (2, \("two"), 9)", .foreignKey),
                ("INSERT INTO child (id, label, amount) VALUES (2, \("two"), 0)", .check),
                ("INSERT INTO child (id, label) VALUES (2, NULL)", .notNull),
                ("SELECT nothing FROM nowhere", .other),
                ("this is no statement", .other),
                ("SELECT 1; SELECT 2", .other),
            ]
            for (fault, kind) in faults {
                let error = await #expect(throws: SQLError.self) {
                    try await store.write { try $0.run(fault) }
                }
                #expect(error?.kind == kind, "\(fault)")
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `an error's words hold neither values nor statements, and its detail no values`(engine: SQLEngine)
        async throws
    {
        try await TestStore.with(engine, .nothing) { store in
            try await store.write {
                try $0.run("CREATE TABLE kept (name \(.text) NOT NULL PRIMARY KEY)\(.strict)")
            }
            let error = await #expect(throws: SQLError.self) {
                try await store.write { db in
                    for _ in 1...2 { try db.run("INSERT INTO kept (name) VALUES (\("Ada's secret"))") }
                }
            }
            #expect(error?.detail.contains("INSERT INTO kept") == true)
            #expect(error?.detail.contains("secret") == false)
            #expect(error?.message.contains("kept") == false)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `after a failed statement nothing goes through, even if the body goes on`(engine: SQLEngine)
        async throws
    {
        try await TestStore.with(engine, .nothing) { store in
            try await store.write {
                try $0.run("CREATE TABLE kept (id \(.int) NOT NULL PRIMARY KEY)\(.strict)")
            }
            let error = await #expect(throws: SQLError.self) {
                try await store.write { db in
                    try db.run("INSERT INTO kept (id) VALUES (1)")
                    _ = try? db.run("INSERT INTO kept (id) VALUES (1)")
                    // Swallowing the first error does not help: this one fails with it too.
                    _ = try? db.run("INSERT INTO kept (id) VALUES (2)")
                }
            }
            #expect(error?.kind == .unique)
            let rows = try await store.read { try $0.run("SELECT id FROM kept") }
            #expect(rows.isEmpty)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a body that throws leaves nothing behind, and its own error arrives`(engine: SQLEngine) async throws
    {
        try await TestStore.with(engine, .nothing) { store in
            try await store.write {
                try $0.run("CREATE TABLE kept (id \(.int) NOT NULL PRIMARY KEY)\(.strict)")
            }
            let refusal = Refusal(.conflict, "Not today.")
            let error = await #expect(throws: Refusal.self) {
                try await store.write { db in
                    try db.run("INSERT INTO kept (id) VALUES (1)")
                    throw refusal
                }
            }
            #expect(error == refusal)
            let rows = try await store.read { try $0.run("SELECT id FROM kept") }
            #expect(rows.isEmpty)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a transaction that is over answers nothing more`(engine: SQLEngine) async throws {
        try await TestStore.with(engine, .nothing) { store in
            let kept = Kept()
            try await store.read { kept.session = $0 }
            #expect(throws: SQLError.self) { try kept.session?.run("SELECT 1") }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a store that is closed says so, however often it is closed`(engine: SQLEngine) async throws {
        try await TestStore.with(engine, .nothing) { store in
            try await store.write {
                try $0.run("CREATE TABLE kept (id \(.int) NOT NULL PRIMARY KEY)\(.strict)")
            }
            await store.close()
            await store.close()
            await #expect(throws: SQLError.self) {
                try await store.read { try $0.run("SELECT id FROM kept") }
            }
            await #expect(throws: SQLError.self) {
                try await store.write { try $0.run("INSERT INTO kept (id) VALUES (1)") }
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a read cannot write`(engine: SQLEngine) async throws {
        try await TestStore.with(engine, .nothing) { store in
            try await store.write {
                try $0.run("CREATE TABLE kept (id \(.int) NOT NULL PRIMARY KEY)\(.strict)")
            }
            let error = await #expect(throws: SQLError.self) {
                try await store.read { try $0.run("INSERT INTO kept (id) VALUES (1)") }
            }
            #expect(error?.kind == .readOnly)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `text is ordered by its bytes, and nulls stand where they are told`(engine: SQLEngine) async throws {
        try await TestStore.with(engine, .nothing) { store in
            let (ascending, descending) = try await store.write { db in
                try db.run("CREATE TABLE kept (id \(.int) NOT NULL PRIMARY KEY, word \(.text))\(.strict)")
                let words: [String?] = ["b", "A", nil, "a", "é", "B", "aa", "Z", "_"]
                try db.insert(
                    into: "kept", columns: ["id", "word"],
                    rows: words.enumerated().map { [.int(Int64($0)), $1.sqlValue] })
                let ascending = try db.run("SELECT word FROM kept ORDER BY word NULLS LAST, id")
                let descending = try db.run("SELECT word FROM kept ORDER BY word DESC NULLS LAST, id")
                return (
                    try ascending.map { try $0.get("word", as: String?.self) },
                    try descending.map { try $0.get("word", as: String?.self) }
                )
            }
            #expect(ascending == ["A", "B", "Z", "_", "a", "aa", "b", "é", nil])
            #expect(descending == ["é", "b", "aa", "a", "_", "Z", "B", "A", nil])
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `LIKE finds folded text by a folded pattern`(engine: SQLEngine) async throws {
        try await TestStore.with(engine, .nothing) { store in
            let found = try await store.write { db in
                try db.run("CREATE TABLE kept (folded \(.text) NOT NULL PRIMARY KEY)\(.strict)")
                for word in ["hp laserjet", "canon", "100% cotton", "a_b", "axb"] {
                    try db.run("INSERT INTO kept (folded) VALUES (\(word))")
                }
                return try ["hp%", "100!%%", "a!_b"].map { pattern in
                    try db.run(
                        "SELECT folded FROM kept WHERE folded LIKE \(pattern) ESCAPE '!' ORDER BY folded"
                    )
                    .map { try $0.get("folded", as: String.self) }
                }
            }
            #expect(found == [["hp laserjet"], ["100% cotton"], ["a_b"]])
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `an upsert adds to what is there and gives it back`(engine: SQLEngine) async throws {
        try await TestStore.with(engine, .nothing) { store in
            let totals = try await store.write { db in
                try db.run(
                    "CREATE TABLE tally (word \(.text) NOT NULL PRIMARY KEY, n \(.int) NOT NULL)\(.strict)")
                return try [1, 2, 4].map { amount in
                    try db.first(
                        """
                        INSERT INTO tally AS t (word, n) VALUES (\("x"), \(amount))
                        ON CONFLICT (word) DO UPDATE SET n = t.n + excluded.n RETURNING n
                        """)?.get("n", as: Int.self)
                }
            }
            #expect(totals == [1, 3, 7])
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `the parts of the language we use give the same`(engine: SQLEngine) async throws {
        try await TestStore.with(engine, .nothing) { store in
            let row = try await store.write { db in
                try db.run(
                    "CREATE TABLE kept (id \(.int) NOT NULL PRIMARY KEY, up \(.int), n \(.int))\(.strict)")
                try db.insert(
                    into: "kept", columns: ["id", "up", "n"],
                    rows: [
                        [.int(1), .null, .int(4_000_000_000)], [.int(2), .int(1), .int(4_000_000_000)],
                        [.int(3), .int(2), .int(7)],
                    ])
                return try db.first(
                    """
                    SELECT CAST(SUM(n) AS \(.int)) AS total, MAX(n) / 3 AS third,
                        (SELECT COUNT(*) FROM kept WHERE up IS NOT DISTINCT FROM \(Int?.none)) AS roots,
                        (SELECT COUNT(*) FROM kept WHERE (up, id) > (1, 2)) AS after,
                        EXISTS (SELECT 1 FROM kept WHERE id = 3) AS there,
                        (WITH RECURSIVE above (id, up) AS (
                            SELECT id, up FROM kept WHERE id = 3
                            UNION ALL SELECT k.id, k.up FROM kept k JOIN above a ON k.id = a.up
                        ) SELECT COUNT(*) FROM above) AS depth
                    FROM kept
                    """)
            }
            let found = try #require(row)
            #expect(
                found.values == [
                    .int(8_000_000_007), .int(1_333_333_333), .int(1), .int(1), .int(1), .int(3),
                ])
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a statement may have a thousand binds, and no more than the limit`(engine: SQLEngine) async throws {
        try await TestStore.with(engine, .nothing) { store in
            let numbers = Array(1...1_000)
            let count = try await store.write { db in
                try db.run("CREATE TABLE kept (id \(.int) NOT NULL PRIMARY KEY)\(.strict)")
                let rows = SQLText.joined(numbers.map { "(\($0))" }, by: ", ")
                try db.run("INSERT INTO kept (id) VALUES \(rows)")
                return try db.run("SELECT id FROM kept WHERE id IN \(list: numbers)").count
            }
            #expect(count == 1_000)
            let most = Array(1...SQLLimits.bindsMax)
            let found = try await store.read {
                try $0.run("SELECT id FROM kept WHERE id IN \(list: most)").count
            }
            #expect(found == 1_000)
            let error = await #expect(throws: SQLError.self) {
                try await store.read { try $0.run("SELECT id FROM kept WHERE id IN \(list: most + [0])") }
            }
            #expect(error?.kind == .other)
            let none = try await store.read {
                try $0.run("SELECT id FROM kept WHERE id IN \(list: [Int]())").count
            }
            #expect(none == 0)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `ten thousand rows are inserted at once, nulls and conflicts among them`(engine: SQLEngine)
        async throws
    {
        try await TestStore.with(engine, .nothing) { store in
            let rows: [[SQLValue]] = (0..<10_001).map { number in
                [
                    .int(Int64(number)), number % 3 == 0 ? .null : .text("row \(number)"), .null,
                    .blob([UInt8(truncatingIfNeeded: number)]), .real(Double(number) / 7),
                ]
            }
            let columns = ["id", "word", "absent", "bytes", "share"]
            try await store.write { db in
                try db.run(
                    """
                    CREATE TABLE kept (id \(.int) NOT NULL PRIMARY KEY, word \(.text), absent \(.int),
                        bytes \(.blob), share \(.real))\(.strict)
                    """)
                try db.insert(into: "kept", columns: columns, rows: rows)
                try db.insert(
                    into: "kept", columns: columns, rows: rows, suffix: "ON CONFLICT (id) DO NOTHING")
                try db.insert(into: "kept", columns: columns, rows: [])
            }
            let back = try await store.read { db in
                try db.run("SELECT id, word, absent, bytes, share FROM kept ORDER BY id").map(\.values)
            }
            #expect(back == rows)
            let error = await #expect(throws: SQLError.self) {
                try await store.write {
                    try $0.insert(into: "kept", columns: ["id", "word"], rows: [[.int(-1)]])
                }
            }
            #expect(error?.kind == .other)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a name that is none is refused`(engine: SQLEngine) async throws {
        try await TestStore.with(engine, .nothing) { store in
            for name in ["", "Kept", "kept; DROP TABLE kept", "a\"b", "1st"] {
                let error = await #expect(throws: SQLError.self) {
                    try await store.read { try $0.run("SELECT 1 FROM \(name: name)") }
                }
                #expect(error?.kind == .other)
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `statements past what a connection keeps prepared still work`(engine: SQLEngine) async throws {
        try await TestStore.with(engine, .nothing) { store in
            let sum = try await store.read { db in
                try (1...600).reduce(0) { sum, number in
                    // Each has a text of its own.
                    let column: SQLText = "\(name: "c\(number)")"
                    return sum + (try db.first("SELECT \(number) + 0 AS \(column)")?.get("c\(number)") ?? 0)
                }
            }
            #expect(sum == 180_300)
        }
    }
}

/// Carries a session out of its body, which nobody should do.
private final class Kept: @unchecked Sendable {
    var session: (any SQLSession)?
}
