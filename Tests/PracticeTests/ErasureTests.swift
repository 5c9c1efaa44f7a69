// SPDX-License-Identifier: Apache-2.0
import Conversations
import Generators
import Ledger
import People
import Practice
import Promises
import Storage
import StorageTesting
import Testing
import Values

@Suite struct `Erasing a person` {
    /// In everything that is about the person, and nowhere else.
    private let word = "xanthippe"

    @Test(arguments: SQLEngine.allCases)
    func `leaves their name and words in no column of any table, and others theirs`(
        engine: SQLEngine
    ) async throws {
        try await TestStore.with(engine) { store in
            let world = try await PracticeWorld(store)
            let (person, promises) = try await fill(world)
            let before = try await places(store)
            // The test would show nothing if the word were in few places.
            #expect(before.count >= 20, "\(before.sorted())")
            let view = try await world.office.erasure(of: person.id, for: world.me)
            #expect(view.plan.canBeDone && view.open.count == 3)

            let key = try signingKey(7)
            try await world.office.signLedgers(with: key)
            _ = try await world.office.erase(person.id, typed: person.name, for: world.me)

            #expect(try await places(store) == [])
            let damages = try await check(store)
            #expect(damages.isSound, "\(damages.findings)")
            #expect(try await world.check(key).findings == [])
            let list = try await world.office.people(matching: "", Page(), for: world.me)
            #expect(!list.people.rows.contains { $0.id == person.id })
            // Their two promises ended; the one to everyone goes on without them.
            let stands = try await world.records.read { try $0.promises(Set(promises)) }
            #expect(stands.values.filter { $0.ended == nil }.map(\.words) == ["We hear from each of you."])
            #expect(stands.values.count { $0.words == LedgerLimits.erasedWords } == 3)
            try await world.lookAgain()
            #expect(try await places(store) == [])
            let kept = try await store.read { db in
                try db.run("SELECT line FROM conversation ORDER BY line").map { row -> String in
                    try row.get("line")
                }
            }
            #expect(kept == [LedgerLimits.erasedWords, "Ben told of the move."])
            let said = try await store.read { db in
                try db.run("SELECT words FROM conversation_said").map { row -> String in
                    try row.get("words")
                }
            }
            #expect(said == ["Boxes by Friday."])
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `ends their sessions, and takes nobody who answers alone`(engine: SQLEngine) async throws {
        try await PracticeWorld.with(engine) { world in
            let ana = try await world.office.makePerson(
                named: "Ana", side: .provider, role: nil, email: nil, phone: nil, place: nil, for: world.me)
            let link = try await world.office.invite(ana.id, as: .technician, by: world.me)
            let session = try await world.office.accept(
                invitation: link,
                WelcomeAnswer(
                    name: "Ana", email: "ana@example.org", password: "another short sentence",
                    customerName: "",
                    timeZone: ""))
            #expect(try await world.office.signedIn(sessionToken: session) != nil)
            await refused(.conflict) {
                try await world.office.eraseForKeeper(world.me.person.id, typed: world.me.person.name)
            }
            await refused(.invalid) { try await world.office.eraseForKeeper(ana.id, typed: "Anna") }
            try await world.office.eraseForKeeper(ana.id, typed: "Ana")
            #expect(try await world.office.signedIn(sessionToken: session) == nil)
            await refused(.notFound) { try await world.office.eraseForKeeper(ana.id, typed: "Ana") }
        }
    }

    /// `table.column` of every text that holds the word.
    private func places(_ store: any SQLStore) async throws -> Set<String> {
        var found: Set<String> = []
        let folded = word
        for table in try await store.schema().tables {
            for column in table.columns where column.kind == .text {
                let rows = try await store.read { db in
                    try db.run(
                        """
                        SELECT 1 AS one FROM \(name: table.name)
                        WHERE LOWER(\(name: column.name)) LIKE \("%\(folded)%") LIMIT 1
                        """)
                }
                if !rows.isEmpty { found.insert("\(table.name).\(column.name)") }
            }
        }
        return found
    }

    /// Writes everything down about somebody that can be written down.
    private func fill(_ world: PracticeWorld) async throws -> (Person, [PromiseID]) {
        let office = world.office
        let me = world.me
        let person = try await office.makePerson(
            named: "Xanthippe Quill", side: .customer, role: "Keeper of xanthippe’s keys",
            email: "xanthippe@example.org", phone: "xanthippe 12", place: world.room.id, for: me)
        let ben = try await office.makePerson(
            named: "Ben", side: .customer, role: nil, email: nil, phone: nil, place: world.room.id, for: me)
        let link = try await office.invite(person.id, as: .itManager, by: me)
        let session = try await office.accept(
            invitation: link,
            WelcomeAnswer(
                name: person.name, email: "xanthippe@example.org", password: "xanthippe is a long word",
                customerName: "", timeZone: ""),
            from: SignInPlace(address: "xanthippe.example.org", browser: "xanthippe’s browser"))
        let them = try #require(try await office.signedIn(sessionToken: session))

        // Said, noted, needed.
        try await office.writeNote(about: person.id, words: "Xanthippe likes tea.", for: .colleagues, by: me)
        try await office.writeOwnWords(
            of: person.id, words: "I, Xanthippe, like quiet.", said: nil, agreed: "xanthippe nodded", for: me)
        try await office.setPart(.other("xanthippe’s part"), of: person.id, for: me)
        _ = try await office.setCadence(about: .person(person.id), days: 30, for: me)
        _ = try await office.makeCalendar(for: them)
        let alone = try await office.keep(
            ConversationDraft(
                id: office.makeConversationID(), form: .call,
                participants: [Participant(person.id, .heard, role: "xanthippe", mood: .word("xanthippe"))],
                line: "Xanthippe has no toner. I'll call her on Wednesday.",
                said: [Said(person.id, "No toner, says Xanthippe.")],
                needs: [Said(person.id, "Xanthippe needs toner.")]), for: me)
        _ = try await office.keep(
            ConversationDraft(
                id: office.makeConversationID(), form: .meeting,
                participants: [Participant(person.id, .heard), Participant(ben.id, .heard)],
                line: "Ben told of the move.",
                said: [Said(person.id, "Xanthippe, too."), Said(ben.id, "Boxes by Friday.")]), for: me)

        // Promised, disputed, paused.
        let offer = try #require(
            try await office.conversation(alone.conversation.id, for: me).offers.first?.offer.words)
        let offered = try await office.promise(offered: offer, in: alone.conversation.id, for: me)
        let toThem = try await office.promiseDeed(
            DeedDraft(
                receiver: person.id, words: "I call you, Xanthippe.", saidWhere: "at xanthippe’s desk",
                due: .day(date(2_026, 11, 24))), for: me)
        try await office.decide(.accept, on: toThem.id, for: them)
        try await office.decide(
            .dispute(says: .broken, because: "xanthippe was not called"), on: toThem.id, for: them)
        try await office.decide(.note("xanthippe is cross"), on: toThem.id, for: me)
        let byThem = try await office.promise(
            PromiseDraft(
                words: "I, Xanthippe, keep the path open.", saidWhere: "xanthippe’s cellar",
                principle: "xanthippe’s word counts",
                terms: Terms(
                    to: .persons([ben.id.description]), measure: .heard,
                    target: .time(Span(30, .day)))), for: them)
        let toAll = try await office.promise(
            PromiseDraft(
                words: "We hear from each of you.", saidWhere: "at the desk",
                terms: Terms(
                    to: .everyoneOf(me.customer.id.description), measure: .heard,
                    target: .time(Span(30, .day)))), for: me)
        return (person, [offered.id, toThem.id, byThem.id, toAll.id])
    }
}
