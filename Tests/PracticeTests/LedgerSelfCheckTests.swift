// SPDX-License-Identifier: Apache-2.0
import Ledger
import People
import Practice
import Promises
import Storage
import StorageTesting
import Testing
import Values

/// One thing that somebody with the database in their hands may do.
struct Tampering: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let sql: SQLText
    /// What the finding has to begin with.
    let named: String

    static let all: [Tampering] = [
        .init(
            testDescription: "an entry changed",
            sql:
                "UPDATE ledger_entry SET entry = \([UInt8](repeating: 1, count: 33)) WHERE entry_number = 300",
            named: "entry 300: Its text is not the one that stands in the tree."),
        .init(
            testDescription: "an entry dropped", sql: "DELETE FROM ledger_entry WHERE entry_number = 300",
            named: "entry 300: It is missing."),
        .init(
            testDescription: "a text changed",
            sql:
                "UPDATE ledger_entry SET kept = \([UInt8](repeating: 1, count: 90)) WHERE entry_number = 300",
            named: "entry 300: Its text cannot be opened"),
        .init(
            testDescription: "a text taken away",
            sql: "UPDATE ledger_entry SET kept = NULL WHERE entry_number = 300",
            named: "entry 300: Its text is gone"),
        .init(
            testDescription: "an entry listed under another promise",
            sql: "UPDATE ledger_entry SET promise_id = \(ID<Int>(bits: 4)) WHERE entry_number = 300",
            named: "entry 300: Its text is of entry 300"),
        .init(
            testDescription: "an entry listed as another event",
            sql: "UPDATE ledger_entry SET event = 'accepted' WHERE entry_number = 300",
            named: "entry 300: Its text is of entry 300"),
        .init(
            testDescription: "a hash changed",
            sql: "UPDATE ledger_subtree SET hash = \([UInt8](repeating: 1, count: 32)) WHERE place = 1",
            named: "hash 8/1: "),
        .init(
            testDescription: "a hash taken away", sql: "DELETE FROM ledger_subtree WHERE place = 1",
            named: "hash 8/1: "),
        .init(
            testDescription: "the head set back",
            sql: "UPDATE ledger SET size = 512, edge = \([UInt8](repeating: 1, count: 32))",
            named: "head: There are entries behind the last one"),
        .init(
            testDescription: "the newest entries taken away",
            sql: "DELETE FROM ledger_entry WHERE entry_number > 600",
            named: "entry 601: It and 100 behind it are missing."),
        .init(
            testDescription: "a checkpoint changed",
            sql: "UPDATE ledger_checkpoint SET note = replace(note, '702', '701')", named: "checkpoint: "),
        .init(
            testDescription: "a person's key changed",
            sql: "UPDATE person_key SET secret = \([UInt8](repeating: 1, count: 32))",
            named: "entry 0: Its text cannot be opened"),
        .init(
            testDescription: "a promise's words changed",
            sql: "UPDATE promise SET words = 'I bring nothing.'",
            named: "promise "),
        .init(
            testDescription: "a promise closed in secret", sql: "UPDATE promise SET ended = made",
            named: "promise "),
    ]
}

@Suite struct `A ledger that differs from the tables` {
    @Test(arguments: SQLEngine.allCases, Tampering.all)
    func `is found, and named where`(engine: SQLEngine, tampering: Tampering) async throws {
        try await TestStore.with(engine) { store in
            let world = try await PracticeWorld(store)
            let key = try signingKey(7)
            let promise = try await world.fill(700)
            // So that the promise stands as made and an end that nobody wrote down shows.
            if tampering.testDescription.contains("in secret") { _ = try await world.deed("Another.") }
            try await world.office.signLedgers(with: key)
            #expect(try await world.check(key).findings == [])
            try await store.write { db in try db.run(tampering.sql) }
            let report = try await world.check(key)
            #expect(
                report.findings.contains { $0.hasPrefix(tampering.named) },
                "\(report.findings) for \(promise.id)")
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `takes in no new promise and is not signed until it is mended, and machines are heard all the same`(
        engine: SQLEngine
    ) async throws {
        try await TestStore.with(engine) { store in
            let world = try await PracticeWorld(store)
            let key = try signingKey(7)
            let promise = try await world.deed("I call.")
            try await world.office.signLedgers(with: key)
            try await store.write { db in
                try db.run("UPDATE promise SET words = 'I do not call.' WHERE id = \(promise.id)")
            }
            #expect(try await world.check(key).findings.count == 1)
            await refused(.conflict) { _ = try await world.deed("Another.") }
            let line = try #require(try await world.line(promise, nil))
            try await world.office.act(.done, note: "", on: line.id, for: world.me)
            #expect(try await world.office.signLedgers(with: key).inDoubt == [world.me.customer.id])
            try await world.beat()
            #expect(try await world.office.ledger(for: world.me).findings.count == 1)

            try await store.write { db in
                try db.run("UPDATE promise SET words = 'I call.' WHERE id = \(promise.id)")
            }
            // A look at the newest entries alone does not take back what a look at all of them found.
            #expect(
                try await world.office.checkLedger(of: world.me.customer.id, key: key, whole: false).isSound)
            _ = try await world.deed("Another.")
            #expect(try await world.office.signLedgers(with: key).signed == 1)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `gets no signature for a past that was rewritten`(engine: SQLEngine) async throws {
        try await TestStore.with(engine) { store in
            let world = try await PracticeWorld(store)
            let key = try signingKey(7)
            _ = try await world.fill(300)
            try await world.office.signLedgers(with: key)
            try await store.write { db in
                try db.run(
                    "UPDATE ledger_entry SET entry = \([UInt8](repeating: 1, count: 33)) WHERE entry_number = 290"
                )
            }
            _ = try await world.deed("Another.")
            #expect(try await world.office.signLedgers(with: key).inDoubt == [world.me.customer.id])
            #expect(try await world.checkpoint().size == 302)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `because a promise was written past it is found`(engine: SQLEngine) async throws {
        try await PracticeWorld.with(engine) { world in
            var forged = try await world.deed("I call.")
            forged.id = PromiseID(bits: 4_711)
            let promise = forged
            try await world.records.write { try $0.insert(promise) }
            let findings = try await world.check().findings
            #expect(
                findings == ["promise \(promise.id): It is shown, and was never written into the ledger."])
        }
    }
}
