// SPDX-License-Identifier: Apache-2.0
import Dispatch
import Storage
import StorageTesting
import Synchronization
import Testing
import Values

/// What holds when several transactions meet.
@Suite struct `When transactions meet` {
    private func makeAccounts(_ store: any SQLStore) async throws {
        try await store.write { db in
            try db.run(
                "CREATE TABLE account (id \(.int) NOT NULL PRIMARY KEY, amount \(.int) NOT NULL)\(.strict)")
            try db.run("INSERT INTO account (id, amount) VALUES (1, 0), (2, 1), (3, 1)")
        }
    }

    private func amount(_ id: Int, _ db: any SQLSession) throws -> Int {
        try db.first("SELECT amount FROM account WHERE id = \(id)")?.get("amount") ?? -1
    }

    @Test(arguments: SQLEngine.allCases)
    func `no update is lost when eight writers read and write one row`(engine: SQLEngine) async throws {
        try await TestStore.with(engine, .nothing) { store in
            try await makeAccounts(store)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        for _ in 0..<25 {
                            try await store.write { db in
                                let next = try amount(1, db) + 1
                                try db.run("UPDATE account SET amount = \(next) WHERE id = 1")
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            let total = try await store.read { try amount(1, $0) }
            #expect(total == 200)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `two writers cannot each rely on what the other takes away`(engine: SQLEngine) async throws {
        try await TestStore.with(engine, .nothing) { store in
            try await makeAccounts(store)
            for _ in 0..<20 {
                try await store.write { try $0.run("UPDATE account SET amount = 1 WHERE id IN (2, 3)") }
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for own in [2, 3] {
                        group.addTask {
                            try await store.write { db in
                                // One of the two has to stay.
                                guard try amount(2, db) + amount(3, db) == 2 else { return }
                                try db.run("UPDATE account SET amount = 0 WHERE id = \(own)")
                            }
                        }
                    }
                    try await group.waitForAll()
                }
                let left = try await store.read { try amount(2, $0) + amount(3, $0) }
                #expect(left == 1)
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a reader is not held up by an open write and does not see it`(engine: SQLEngine) async throws {
        try await TestStore.with(engine, .nothing) { store in
            try await makeAccounts(store)
            let written = Gate()
            let mayEnd = DispatchSemaphore(value: 0)
            async let writing: Void = store.write { db in
                try db.run("UPDATE account SET amount = 9 WHERE id = 1")
                written.open()
                mayEnd.wait()
            }
            await written.wait()
            let seen = try await store.read { try amount(1, $0) }
            mayEnd.signal()
            try await writing
            #expect(seen == 0)
            let after = try await store.read { try amount(1, $0) }
            #expect(after == 9)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a read sees one state from beginning to end`(engine: SQLEngine) async throws {
        try await TestStore.with(engine, .nothing) { store in
            try await makeAccounts(store)
            let hasRead = Gate()
            let mayGoOn = DispatchSemaphore(value: 0)
            async let reading: [Int] = store.read { db in
                let first = try amount(1, db)
                hasRead.open()
                mayGoOn.wait()
                return [first, try amount(1, db), try db.run("SELECT id FROM account").count]
            }
            await hasRead.wait()
            try await store.write { db in
                try db.run("UPDATE account SET amount = 9 WHERE id = 1")
                try db.run("INSERT INTO account (id, amount) VALUES (4, 4)")
            }
            mayGoOn.signal()
            let seen = try await reading
            #expect(seen == [0, 0, 3])
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a cancelled write leaves no trace and no open transaction`(engine: SQLEngine) async throws {
        try await TestStore.fresh(engine, .nothing) { test in
            try await makeAccounts(test.store)
            let store = test.store
            let written = Gate()
            let mayEnd = DispatchSemaphore(value: 0)
            let task = Task {
                try await store.write { db in
                    try db.run("UPDATE account SET amount = 9 WHERE id = 1")
                    written.open()
                    mayEnd.wait()
                }
            }
            await written.wait()
            task.cancel()
            mayEnd.signal()
            await #expect(throws: CancellationError.self) { try await task.value }
            let seen = try await store.read { try amount(1, $0) }
            #expect(seen == 0)
            // A transaction left open would keep this other program from writing the same row.
            let other = try test.another()
            try await other.write { try $0.run("UPDATE account SET amount = 5 WHERE id = 1") }
            await other.close()
            let after = try await store.read { try amount(1, $0) }
            #expect(after == 5)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a cancelled statement is given up`(engine: SQLEngine) async throws {
        try await TestStore.with(engine, .nothing) { store in
            let begun = Gate()
            let task = Task {
                try await store.read { db in
                    begun.open()
                    // Long enough to be cancelled in the middle on a busy machine too, and finite.
                    _ = try db.run(
                        """
                        WITH RECURSIVE counted (n) AS (
                            SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < 500000000
                        )
                        SELECT COUNT(*) AS total FROM counted
                        """)
                }
            }
            await begun.wait()
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            let one = try await store.read { try $0.first("SELECT 1 AS one")?.get("one", as: Int.self) }
            #expect(one == 1)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a task cancelled before it begins does not begin`(engine: SQLEngine) async throws {
        try await TestStore.with(engine, .nothing) { store in
            try await makeAccounts(store)
            let task = Task {
                while !Task.isCancelled { try? await Task.sleep(for: .milliseconds(1)) }
                try await store.write { try $0.run("UPDATE account SET amount = 9 WHERE id = 1") }
            }
            task.cancel()
            await #expect(throws: CancellationError.self) { _ = try await task.value }
            let seen = try await store.read { try amount(1, $0) }
            #expect(seen == 0)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `more callers than connections all get their turn`(engine: SQLEngine) async throws {
        try await TestStore.with(engine, .nothing) { store in
            try await makeAccounts(store)
            let sum = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<100 { group.addTask { try await store.read { try amount(2, $0) } } }
                return try await group.reduce(0, +)
            }
            #expect(sum == 100)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `writes that must be alone are alone in every program`(engine: SQLEngine) async throws {
        try await TestStore.fresh(engine, .nothing) { test in
            try await makeAccounts(test.store)
            let other = try test.another()
            let crowd = Crowd()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for store in [test.store, other, test.store, other] {
                    group.addTask {
                        for _ in 0..<5 {
                            try await store.writeAlone { db in
                                crowd.enter()
                                try db.run("UPDATE account SET amount = amount + 1 WHERE id = 1")
                                crowd.leave()
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            await other.close()
            #expect(crowd.most == 1)
            let total = try await test.store.read { try amount(1, $0) }
            #expect(total == 20)
        }
    }
}

/// Opened once from inside a synchronous body, awaited outside.
private final class Gate: Sendable {
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() {
        (stream, continuation) = AsyncStream.makeStream(of: Void.self)
    }

    func open() { continuation.finish() }

    func wait() async { for await _ in stream {} }
}

/// Counts how many are inside at once.
private final class Crowd: Sendable {
    private let counts = Mutex((inside: 0, most: 0))

    func enter() {
        counts.withLock { counts in
            counts.inside += 1
            counts.most = max(counts.most, counts.inside)
        }
    }

    func leave() { counts.withLock { $0.inside -= 1 } }

    var most: Int { counts.withLock { $0.most } }
}
