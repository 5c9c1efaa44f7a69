// SPDX-License-Identifier: Apache-2.0
import Generators
import Ledger
import LedgerTesting
import People
import Practice
import Promises
import Storage
import StorageTesting
import Testing
import Values

@Suite struct `The ledger` {
    @Test(arguments: SQLEngine.allCases)
    func `tells what happened to a deed, from word to deed, in order`(engine: SQLEngine) async throws {
        try await PracticeWorld.with(engine) { world in
            let promise = try await world.deed("I bring the fuser tomorrow.")
            let line = try #require(try await world.line(promise, nil))
            try await world.office.act(.done, note: "Here it is.", on: line.id, for: world.me)
            let told = try await world.ledger().compactMap(\.self)
            #expect(told.map(\.event.name) == ["made", "closed"])
            #expect(told.map(\.number) == [0, 1])
            #expect(told.allSatisfy { $0.promise == promise.id.description })
            guard case .made(let made) = told[0].event else { return }
            #expect(made.words == "I bring the fuser tomorrow.")
            #expect(made.promiser == world.me.person.id.description)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `tells that a deed was not done in time, and that it was done after all`(
        engine: SQLEngine
    ) async throws {
        try await PracticeWorld.with(engine) { world in
            let promise = try await world.deed("I bring the fuser tomorrow.")
            world.clock.pass(.days(3))
            try await world.lookAgain()
            let line = try #require(try await world.line(promise, nil))
            try await world.office.act(.done, note: "Late, and sorry.", on: line.id, for: world.me)
            let told = try await world.ledger().compactMap(\.self)
            #expect(told.map(\.event.name) == ["made", "closed", "repaired"])
            #expect(told[1].by == nil)
            #expect(told[2].by == world.me.person.id.description)
            #expect(try await world.check().findings == [])
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `keeps nothing of a promise that was refused`(engine: SQLEngine) async throws {
        try await PracticeWorld.with(engine) { world in
            await refused(.notFound) { _ = try await world.deed("I call.", to: world.stranger.person.id) }
            let told = try await world.ledger()
            #expect(told.isEmpty)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `is signed when it has grown, and only then`(engine: SQLEngine) async throws {
        try await PracticeWorld.with(engine) { world in
            let key = try signingKey(7)
            #expect(try await world.office.signLedgers(with: key).signed == 0)
            _ = try await world.deed("One.")
            #expect(try await world.office.signLedgers(with: key).signed == 1)
            #expect(try await world.office.signLedgers(with: key).signed == 0)
            let first = try await world.checkpoint()
            #expect(Checkpoint.opened(first.note, by: try world.verifier(key))?.size == 2)
            _ = try await world.deed("Two.")
            #expect(try await world.office.signLedgers(with: key).signed == 1)
            let second = try await world.checkpoint()
            #expect(second.size == 3)
            #expect(
                try await world.ledger().compactMap(\.self).map(\.event.name) == [
                    "made", "signed-by", "made",
                ])
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `that was not signed before the server died is signed after it starts again`(
        engine: SQLEngine
    ) async throws {
        try await TestStore.fresh(engine) { test in
            let world = try await PracticeWorld(test.store)
            let key = try signingKey(7)
            _ = try await world.deed("One.")
            try await world.office.signLedgers(with: key)
            _ = try await world.deed("Two.")
            // Another program on the same database knows nothing but what was committed.
            let second = try test.another()
            let again = Office(
                store: StoredRecords(second), clock: world.clock, ids: SeededIDs(seed: 5),
                zones: HandMadeZones(),
                passwords: PlainPasswords(), tokens: CountedTokens())
            try await again.requireLedgerKey(key)
            let report = try await again.checkLedger(of: world.me.customer.id, key: key, whole: false)
            #expect(report.findings == [])
            #expect(try await again.signLedgers(with: key).signed == 1)
            let check = try LedgerCheck.run(try await world.export(), key: try world.verifier(key))
            #expect(check.findings == [] && check.promiseCount == 2)
            await second.close()
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `is exported so that the customer can check it alone`(engine: SQLEngine) async throws {
        try await PracticeWorld.with(engine) { world in
            let key = try signingKey(7)
            await refused(.notFound) { _ = try await world.export() }
            _ = try await world.fill(300)
            try await world.office.signLedgers(with: key)
            let earlier = try await world.checkpoint().note
            _ = try await world.fill(400)
            try await world.office.signLedgers(with: key)
            let export = try await world.export()
            let check = try LedgerCheck.run(export, key: try world.verifier(key), since: earlier)
            #expect(check.findings == [])
            #expect(check.checkpoint?.size == 703)
            #expect(check.promiseCount == 2)
            #expect(check.goesOnFromEarlier == true)
            var changed = export
            changed.files[LedgerExport.textsPath]?[5_000] ^= 1
            #expect(try !LedgerCheck.run(changed, key: try world.verifier(key)).isSound)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `is served as the tiles of the export, and no further than it is signed`(
        engine: SQLEngine
    ) async throws {
        try await PracticeWorld.with(engine) { world in
            let key = try signingKey(7)
            _ = try await world.fill(700)
            try await world.office.signLedgers(with: key)
            let export = try await world.export()
            var count = 0
            for (path, bytes) in export.files {
                guard let tile = Tile(path: path) else { continue }
                #expect(try await world.office.ledgerTile(tile, for: world.me) == bytes, "\(path)")
                await refused(.notFound) { _ = try await world.office.ledgerTile(tile, for: world.stranger) }
                count += 1
            }
            #expect(count == 7)
            _ = try await world.deed("One more.")
            for path in ["tile/0/002.p/192", "tile/0/003", "tile/2/000.p/1", "tile/entries/002.p/192"] {
                let tile = try #require(Tile(path: path))
                await refused(.notFound) { _ = try await world.office.ledgerTile(tile, for: world.me) }
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `takes in what two write at once, one after the other`(engine: SQLEngine) async throws {
        try await TestStore.fresh(engine) { test in
            let world = try await PracticeWorld(test.store)
            let second = try test.another()
            let other = Office(
                store: StoredRecords(second), clock: world.clock, ids: SeededIDs(seed: 5),
                zones: HandMadeZones(),
                passwords: PlainPasswords(), tokens: CountedTokens())
            let draft = DeedDraft(
                receiver: world.me.person.id, words: "I call.", saidWhere: "On the phone.",
                due: .day(date(2_026, 11, 24)))
            try await withThrowingTaskGroup(of: Void.self) { group in
                for office in [world.office, other] {
                    group.addTask {
                        for _ in 0..<15 { _ = try await office.promiseDeed(draft, for: world.me) }
                    }
                }
                try await group.waitForAll()
            }
            let key = try signingKey(7)
            try await world.office.signLedgers(with: key)
            let check = try LedgerCheck.run(try await world.export(), key: try world.verifier(key))
            #expect(check.findings == [] && check.promiseCount == 30)
            #expect(try await world.check(key).findings == [])
            await second.close()
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `begins with what had been promised before there was one`(engine: SQLEngine) async throws {
        try await TestStore.with(engine) { store in
            let world = try await PracticeWorld(store)
            let open = try await world.deed("Open.")
            world.clock.pass(.seconds(1))
            let done = try await world.deed("Done.")
            let line = try #require(try await world.line(done, nil))
            try await world.office.act(.done, note: "", on: line.id, for: world.me)
            // As a database was that had no ledger.
            try await store.write { db in
                for table in ["ledger_person", "ledger_entry", "ledger"] {
                    try db.run("DELETE FROM \(name: table)")
                }
                try db.run(
                    "INSERT INTO ledger_awaiting (promise_id, customer_id) SELECT id, customer_id FROM promise"
                )
            }
            #expect(try await world.office.writeAwaitingPromises() == 2)
            #expect(try await world.office.writeAwaitingPromises() == 0)
            let told = try await world.ledger().compactMap(\.self)
            #expect(told.map(\.event.name) == ["made", "made", "closed"])
            #expect(told.map(\.promise) == [open, done, done].map(\.id.description))
            #expect(try await world.check().findings == [])
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `makes a month that one can keep`(engine: SQLEngine) async throws {
        try await PracticeWorld.with(engine) { world in
            let key = try signingKey(7)
            let kept = try await world.deed("I bring the fuser.")
            _ = try await world.deed("I call.")
            let line = try #require(try await world.line(kept, nil))
            try await world.office.act(.done, note: "", on: line.id, for: world.me)
            world.clock.pass(.days(3))
            try await world.lookAgain()
            try await world.office.signLedgers(with: key)
            let month = try await world.office.monthInPromises(nil, for: world.me)
            #expect(month.sentence == "In November 2026: 2 promises made, 1 kept, 1 broken, 0 repaired.")
            #expect(month.checkpoint?.size == 5)
            #expect(month.mailText.contains(try #require(month.checkpoint).note))
            #expect(month.mailText.contains("- kept: I bring the fuser."))
            let earlier = try await world.office.monthInPromises(date(2_026, 10, 31), for: world.me)
            #expect(earlier.lines.isEmpty && earlier.checkpoint == nil)
            #expect(try await world.office.monthInPromises(nil, for: world.stranger).lines.isEmpty)
        }
    }
}
