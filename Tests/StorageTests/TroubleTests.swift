// SPDX-License-Identifier: Apache-2.0
import Foundation
import PostgresDriver
import SQLiteDriver
import Storage
import StorageTesting
import Testing
import Values

/// What happens when the engine is in trouble. Each engine gets into it in ways of its own.
@Suite struct `When the database is in trouble` {
    private func makeTable(_ store: any SQLStore) async throws {
        try await store.write {
            try $0.run("CREATE TABLE kept (id \(.int) NOT NULL PRIMARY KEY, fill \(.text))\(.strict)")
        }
    }

    private func count(_ store: any SQLStore) async throws -> Int {
        try await store.read { try $0.run("SELECT id FROM kept").count }
    }

    @Test func `a connection that dies in a transaction is unavailable, and the next call recovers`()
        async throws
    {
        try await TestStore.with(.postgres, .nothing) { store in
            try await makeTable(store)
            let error = await #expect(throws: SQLError.self) {
                try await store.write { db in
                    try db.run("INSERT INTO kept (id) VALUES (1)")
                    try db.run("SELECT pg_terminate_backend(pg_backend_pid())")
                }
            }
            #expect(error?.kind == .unavailable)
            try await store.write { try $0.run("INSERT INTO kept (id) VALUES (2)") }
            let rows = try await store.read { try $0.run("SELECT id FROM kept").map(\.values) }
            #expect(rows == [[.int(2)]])
        }
    }

    @Test func `a connection that died while it lay idle is not noticed`() async throws {
        try await TestStore.fresh(.postgres, .nothing) { test in
            try await makeTable(test.store)
            let other = try test.another()
            let ended = try await other.read { db in
                try db.run(
                    """
                    SELECT pg_terminate_backend(pid, 5000) AS ended FROM pg_stat_activity
                    WHERE datname = current_database() AND pid <> pg_backend_pid()
                    """
                ).count
            }
            await other.close()
            #expect(ended == 1)
            try await test.store.write { try $0.run("INSERT INTO kept (id) VALUES (1)") }
            #expect(try await count(test.store) == 1)
        }
    }

    @Test func `a server that is not there is unavailable`() async throws {
        let store = PostgresStore(url: "postgres:///x?host=/nonexistent&password=hush")
        let error = await #expect(throws: SQLError.self) { try await store.read { try $0.run("SELECT 1") } }
        #expect(error?.kind == .unavailable)
        #expect(error?.detail.contains("hush") == false)
        await store.close()
        let closed = await #expect(throws: SQLError.self) { try await store.read { try $0.run("SELECT 1") } }
        #expect(closed?.kind == .unavailable)
    }

    @Test func `a database that takes no writes says so and can be read, on PostgreSQL`() async throws {
        try await TestStore.fresh(.postgres, .nothing) { test in
            try await makeTable(test.store)
            try await test.store.write { db in
                let name: String = try db.first("SELECT current_database()::text AS name")?.get("name") ?? ""
                try db.run("ALTER DATABASE \(name: name) SET default_transaction_read_only = on")
            }
            let other = try test.another()
            let error = await #expect(throws: SQLError.self) {
                try await other.write { try $0.run("INSERT INTO kept (id) VALUES (1)") }
            }
            #expect(error?.kind == .readOnly)
            #expect(try await count(other) == 0)
            await other.close()
        }
    }

    @Test func `a file that is opened for reading says so and can be read`() async throws {
        try await TestStore.fresh(.sqlite, .nothing) { test in
            guard case .sqlite(let path) = test.url else { return }
            try await makeTable(test.store)
            let reading = try SQLiteStore(path: path, access: .readOnly)
            let error = await #expect(throws: SQLError.self) {
                try await reading.write { try $0.run("INSERT INTO kept (id) VALUES (1)") }
            }
            #expect(error?.kind == .readOnly)
            #expect(try await count(reading) == 0)
            await reading.close()
        }
    }

    @Test func `a full database says so, keeps what it had, and goes on when there is room`() async throws {
        try await TestStore.with(.sqlite, .nothing) { store in
            try await makeTable(store)
            try await store.write { try $0.run("INSERT INTO kept (id) VALUES (1)") }
            try await store.write { _ = try $0.run("PRAGMA max_page_count = 20") }
            let big = String(repeating: "x", count: 200_000)
            let error = await #expect(throws: SQLError.self) {
                try await store.write { db in
                    try db.run("INSERT INTO kept (id) VALUES (2)")
                    try db.run("INSERT INTO kept (id, fill) VALUES (3, \(big))")
                }
            }
            #expect(error?.kind == .full)
            #expect(try await count(store) == 1)
            try await store.write { _ = try $0.run("PRAGMA max_page_count = 100000") }
            try await store.write { try $0.run("INSERT INTO kept (id, fill) VALUES (3, \(big))") }
            #expect(try await count(store) == 2)
        }
    }

    /// A PostgreSQL with a full disk cannot be had without a disk of its own; the server raises the same
    /// error.
    @Test func `what PostgreSQL raises for a full disk is told as one`() async throws {
        try await TestStore.with(.postgres, .nothing) { store in
            let error = await #expect(throws: SQLError.self) {
                try await store.write { try $0.run("DO $$ BEGIN RAISE SQLSTATE '53100'; END $$") }
            }
            #expect(error?.kind == .full)
        }
    }

    @Test func `a result of a type we do not know is refused rather than guessed`() async throws {
        try await TestStore.with(.postgres, .nothing) { store in
            let error = await #expect(throws: SQLError.self) {
                try await store.read {
                    try $0.run("SELECT sum(n) AS total FROM (VALUES (5000000000)) AS v (n)")
                }
            }
            #expect(error?.kind == .other)
            #expect(error?.detail.contains("total") == true)
        }
    }

    @Test func `a table changed behind a prepared statement does not matter`() async throws {
        try await TestStore.fresh(.postgres, .nothing) { test in
            try await makeTable(test.store)
            let sql: SQLText = "SELECT * FROM kept WHERE id = \(1)"
            try await test.store.write { db in
                try db.run("INSERT INTO kept (id) VALUES (1)")
                try db.run(sql)
            }
            let other = try test.another()
            try await other.write { try $0.run("ALTER TABLE kept ADD COLUMN more \(.int)") }
            await other.close()
            let names = try await test.store.read { try $0.first(sql)?.columns.names }
            #expect(names == ["id", "fill", "more"])
        }
    }

    @Test func `what is no database is refused with a sentence`() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("goodword-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("letter.txt")
        try Data(repeating: UInt8(ascii: "a"), count: 5_000).write(to: file)
        let error = #expect(throws: SQLError.self) { try SQLiteStore(path: file.path) }
        #expect(error?.kind == .other)
        let nowhere = #expect(throws: SQLError.self) { try SQLiteStore(path: "/nonexistent/x.sqlite") }
        #expect(nowhere?.kind == .unavailable)
    }

    @Test func `after closing everything is in the one file`() async throws {
        try await TestStore.fresh(.sqlite, .nothing) { test in
            guard case .sqlite(let path) = test.url else { return }
            try await makeTable(test.store)
            try await test.store.write { try $0.run("INSERT INTO kept (id) VALUES (1)") }
            #expect(try await count(test.store) == 1)
            await test.store.close()
            try FileManager.default.copyItem(atPath: path, toPath: path + ".copy")
            let copy = try SQLiteStore(path: path + ".copy")
            #expect(try await count(copy) == 1)
            await copy.close()
        }
    }

    @Test func `every commit reaches the disk before it is reported`() async throws {
        try await TestStore.with(.sqlite, .nothing) { store in
            let (synchronous, mode, keys) = try await store.write { db in
                (
                    try db.first("PRAGMA synchronous")?.values, try db.first("PRAGMA journal_mode")?.values,
                    try db.first("PRAGMA foreign_keys")?.values
                )
            }
            #expect(synchronous == [.int(2)])
            #expect(mode == [.text("wal")])
            #expect(keys == [.int(1)])
        }
    }
}
