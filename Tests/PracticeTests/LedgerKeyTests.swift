// SPDX-License-Identifier: Apache-2.0
import Ledger
import LedgerTesting
import People
import Practice
import Promises
import Storage
import StorageTesting
import Testing
import Values

@Suite struct `The ledger's keys` {
    @Test(arguments: SQLEngine.allCases)
    func `hand over, so that whoever holds the old one can go on checking`(engine: SQLEngine) async throws {
        try await PracticeWorld.with(engine) { world in
            let (first, second, third) = (try signingKey(1), try signingKey(2), try signingKey(3))
            _ = try await world.deed("One.")
            try await world.office.signLedgers(with: first)
            let earlier = try await world.checkpoint().note
            #expect(try await world.office.rotateLedgerKey(from: first, to: second) == 1)
            #expect(try await world.office.rotateLedgerKey(from: first, to: second) == 0, "done twice")
            _ = try await world.deed("Two.")
            try await world.office.signLedgers(with: second)
            #expect(try await world.office.rotateLedgerKey(from: second, to: third) == 1)
            _ = try await world.deed("Three.")
            try await world.office.signLedgers(with: third)
            let export = try await world.export()
            for key in [first, second, third] {
                let check = try LedgerCheck.run(export, key: try world.verifier(key), since: earlier)
                #expect(check.findings == [])
                #expect(check.goesOnFromEarlier == true)
            }
            let foreign = try LedgerCheck.run(export, key: try world.verifier(try signingKey(9)))
            #expect(!foreign.isSound)
            #expect(try await world.check(third).findings == [])
            #expect(try await !world.check(second).isSound)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `are not vouched for when the old one was lost, and the past still is`(engine: SQLEngine)
        async throws
    {
        try await PracticeWorld.with(engine) { world in
            let (first, second) = (try signingKey(1), try signingKey(2))
            _ = try await world.deed("One.")
            try await world.office.signLedgers(with: first)
            let earlier = try await world.checkpoint().note
            #expect(try await world.office.rotateLedgerKey(from: nil, to: second) == 1)
            let export = try await world.export()
            #expect(try !LedgerCheck.run(export, key: try world.verifier(first)).isSound)
            let check = try LedgerCheck.run(export, key: try world.verifier(second), since: earlier)
            #expect(check.findings == [] && check.goesOnFromEarlier == true)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `sign nothing that another one has signed so far`(engine: SQLEngine) async throws {
        try await PracticeWorld.with(engine) { world in
            let (first, second) = (try signingKey(1), try signingKey(2))
            try await world.office.requireLedgerKey(second)
            _ = try await world.deed("One.")
            try await world.office.signLedgers(with: first)
            _ = try await world.deed("Two.")
            await #expect(throws: LedgerKeyMismatch.self) { try await world.office.requireLedgerKey(second) }
            await #expect(throws: LedgerKeyMismatch.self) { try await world.office.signLedgers(with: second) }
            await #expect(throws: LedgerKeyMismatch.self) {
                _ = try await world.office.rotateLedgerKey(from: second, to: try signingKey(3))
            }
            // A server that still holds the key that gave way must not go on with it.
            #expect(try await world.office.rotateLedgerKey(from: first, to: second) == 1)
            _ = try await world.deed("Three.")
            await #expect(throws: LedgerKeyMismatch.self) { try await world.office.signLedgers(with: first) }
            #expect(try await world.checkpoint().size == 4)
        }
    }

    @Test func `stay out of everything that prints`() throws {
        let key = try signingKey(5)
        #expect(LedgerSigningKey(fileText: key.fileText)?.fileText == key.fileText)
        #expect(LedgerSigningKey(fileText: "nonsense") == nil)
        var dumped = ""
        dump(key, to: &dumped)
        for text in [dumped, "\(key)", String(reflecting: key)] { #expect(!text.contains("BQUFBQ")) }
    }

    @Test(arguments: SQLEngine.allCases)
    func `of a person are destroyed with everything said by and to them, and the ledger still proves`(
        engine: SQLEngine
    ) async throws {
        try await PracticeWorld.with(engine) { world in
            let key = try signingKey(7)
            let dana = try await world.office.makePerson(
                named: "Dana", side: .customer, role: nil, email: nil, phone: nil, place: nil, for: world.me)
            let gone = try await world.deed("Dana, I bring your fuser.", to: dana.id)
            let kept = try await world.deed("I call myself.")
            try await world.office.signLedgers(with: key)
            let earlier = try await world.checkpoint().note

            await refused(.notFound) {
                _ = try await world.office.erase(dana.id, typed: "Dana", for: world.stranger)
            }
            let ben = try await world.office.makePerson(
                named: "Ben", side: .customer, role: nil, email: nil, phone: nil, place: nil, for: world.me)
            let asBen = SignedIn(
                account: AccountID(bits: 3), person: ben, customer: world.me.customer, zone: world.me.zone)
            await refused(.notFound) { _ = try await world.office.erase(dana.id, typed: "Dana", for: asBen) }
            await refused(.forbidden) {
                _ = try await world.office.erase(
                    dana.id, typed: "Dana", for: world.me(as: .accountManager))
            }
            await refused(.invalid, field: "name") {
                _ = try await world.office.erase(dana.id, typed: "Ben", for: world.me)
            }
            // The promise, and that it ended with her.
            let report = try await world.office.erase(dana.id, typed: " Dana ", for: world.me)
            #expect(report.texts == 2 && report.ended == 1)

            let told = try await world.ledger()
            #expect(told[0] == nil && told[1]?.promise == kept.id.description && told.count == 5)
            #expect(told[3] == nil)
            let shown = try await world.records.read { try $0.promise(gone.id) }
            #expect(shown?.words == LedgerLimits.erasedWords && shown?.saidWhere == "")
            try await world.office.signLedgers(with: key)
            let export = try await world.export()
            #expect(!String(decoding: export.files.values.joined(), as: UTF8.self).contains("your fuser"))
            let check = try LedgerCheck.run(export, key: try world.verifier(key), since: earlier)
            #expect(check.findings == [] && check.erasedCount == 2 && check.goesOnFromEarlier == true)
            #expect(try await world.check(key).findings == [])

            // She is not there any more, for whatever one would do with her.
            await refused(.notFound) { _ = try await world.deed("Dana, once more.", to: dana.id) }
            await refused(.notFound) {
                _ = try await world.office.erase(dana.id, typed: "Dana", for: world.me)
            }
            await refused(.conflict) {
                _ = try await world.office.erase(world.me.person.id, typed: "Maeve", for: world.me)
            }
            await refused(.conflict) {
                _ = try await world.office.eraseForKeeper(world.me.person.id, typed: "Maeve")
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `of a person that go while an export is written stop it`(engine: SQLEngine) async throws {
        try await PracticeWorld.with(engine) { world in
            let dana = try await world.office.makePerson(
                named: "Dana", side: .customer, role: nil, email: nil, phone: nil, place: nil, for: world.me)
            _ = try await world.deed("One.", to: dana.id)
            try await world.office.signLedgers(with: try signingKey(7))
            await refused(.conflict) {
                var hasErased = false
                try await world.office.exportLedger(for: world.me) { _ in
                    guard !hasErased else { return }
                    hasErased = true
                    try await world.office.erase(dana.id, typed: "Dana", for: world.me)
                }
            }
        }
    }
}
