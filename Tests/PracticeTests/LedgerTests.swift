// SPDX-License-Identifier: Apache-2.0
import Generators
import Ledger
import People
import Practice
import Promises
import Storage
import StorageTesting
import Testing
import Values

/// What the ledger of this world's customer tells, text by text; `nil` for one that was destroyed.
extension PracticeWorld {
    func ledger() async throws -> [LedgerEntry?] {
        let customer = me.customer.id
        return try await records.read { records in
            try records.openedLedger(of: customer, from: 0, limit: 10_000).map(\.entry)
        }
    }

    /// A promise to do one thing by tomorrow evening.
    func deed(_ words: String) async throws -> Promise {
        try await office.promiseDeed(
            DeedDraft(
                receiver: me.person.id, words: words, saidWhere: "On the phone.",
                due: .day(date(2_026, 11, 24))), for: me)
    }
}

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
    func `tells that a deed was not done in time, and that it was done after all`(engine: SQLEngine)
        async throws
    {
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
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `keeps nothing of a promise that was refused`(engine: SQLEngine) async throws {
        try await PracticeWorld.with(engine) { world in
            await refused(.notFound) {
                _ = try await world.office.promiseDeed(
                    DeedDraft(
                        receiver: world.stranger.person.id, words: "I call.", saidWhere: "On the phone.",
                        due: .day(date(2_026, 11, 25))), for: world.me)
            }
            let told = try await world.ledger()
            #expect(told.isEmpty)
        }
    }
}
