// SPDX-License-Identifier: Apache-2.0
import Conversations
import Generators
import People
import Practice
import Promises
import Storage
import StorageTesting
import Testing
import Values

@Suite struct `The story with a customer` {
    private func person(_ name: String, _ world: PracticeWorld) async throws -> Person {
        try await world.office.makePerson(
            named: name, side: .customer, role: nil, email: nil, phone: nil, place: nil, for: world.me)
    }

    @Test(arguments: SQLEngine.allCases)
    func `milestones are reached by what was written down, and one next step is for a person`(
        engine: SQLEngine
    ) async throws {
        try await PracticeWorld.with(engine) { world in
            let ana = try await person("Ana Silva", world)
            let empty = try await world.office.story(for: world.me)
            #expect(empty.milestones.isEmpty && empty.items.rows.isEmpty && empty.quiet.since == nil)
            #expect(empty.next.what == .call)

            try await world.office.setPart(.sponsor, of: ana.id, for: world.me)
            var talk = ConversationDraft.quick(with: [ana.id], line: "She would like us to come.")
            talk.needs = [Said(ana.id, "A machine on her floor")]
            try await world.office.keep(talk, for: world.me)
            let met = try await world.office.story(for: world.me)
            #expect(met.milestones.map(\.milestone) == [.met, .heard])
            #expect(met.next.what == .inviteToWalk && met.next.person == ana.id)
            #expect(met.members.map(\.part) == [.sponsor])

            world.clock.pass(.days(1))
            try await world.office.note(
                .invitedToWalk, words: "Ana, on the phone: come in May.", for: world.me)
            try await world.office.note(
                .askedToWait, words: "Ana: exams.", until: CivilDate("2026-12-20"), for: world.me)
            let waiting = try await world.office.story(for: world.me)
            #expect(waiting.milestones.map(\.milestone) == [.met, .invitedToWalk, .heard])
            #expect(waiting.next.what == .waitUntil(try #require(CivilDate("2026-12-20"))))

            // What we owe comes before what we would like.
            let promise = try await world.office.promiseDeed(
                DeedDraft(
                    receiver: ana.id, words: "I'll send the list.", saidWhere: "on the phone",
                    due: .day(try #require(CivilDate("2026-11-25")))), for: world.me)
            let owing = try await world.office.story(for: world.me)
            guard case .keep(promise.id, _, _) = owing.next.what else {
                Issue.record("the next step is \(owing.next.what)")
                return
            }
            world.clock.pass(.days(30))
            let quiet = try await world.office.story(for: world.me).quiet
            #expect(quiet.days == 30)
            #expect(quiet.why.contains { if case .ourPromise(promise.id, _, _) = $0 { true } else { false } })
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `nothing is noted without words or ahead of time, and the customer's people see no story`(
        engine: SQLEngine
    ) async throws {
        try await PracticeWorld.with(engine) { world in
            let attempts: [(EngagementEvent.Kind, CivilDate?, String, CivilDate?)] = [
                (.signed, nil, "  ", nil), (.signed, CivilDate("2027-01-01"), "Both.", nil),
                (.askedToWait, nil, "Ana.", nil), (.askedToWait, nil, "Ana.", CivilDate("2026-11-23")),
            ]
            for (kind, day, words, until) in attempts {
                await #expect(throws: Refusal.self) {
                    try await world.office.note(kind, on: day, words: words, until: until, for: world.me)
                }
            }
            for role in [Role.itManager, .executive, .staff] {
                await #expect(throws: Refusal.self) { try await world.office.story(for: world.me(as: role)) }
            }
            await #expect(throws: Refusal.self) {
                try await world.office.note(.signed, words: "Both.", for: world.me(as: .technician))
            }
            #expect(try await world.office.story(for: world.me).items.rows.isEmpty)
            // A neighbour's story is their own.
            try await world.office.note(.signed, words: "Both.", for: world.me)
            #expect(try await world.office.story(for: world.stranger).items.rows.isEmpty)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a part ends when another is taken`(engine: SQLEngine) async throws {
        try await PracticeWorld.with(engine) { world in
            let ana = try await person("Ana Silva", world)
            try await world.office.setPart(.board, of: ana.id, for: world.me)
            world.clock.pass(.days(5))
            try await world.office.setPart(.other("works council"), of: ana.id, for: world.me)
            #expect(
                try await world.office.story(for: world.me).members.map(\.part) == [.other("works council")])
            try await world.office.setPart(nil, of: ana.id, for: world.me)
            #expect(try await world.office.story(for: world.me).members.isEmpty)
        }
    }
}

@Suite struct `What is kept about a person` {
    private func world(
        _ engine: SQLEngine, _ body: (PracticeWorld, Person, Person) async throws -> Void
    ) async throws {
        try await PracticeWorld.with(engine) { world in
            let ana = try await world.office.makePerson(
                named: "Ana Silva", side: .customer, role: "Registrar", email: "ana@example.org", phone: nil,
                place: world.room.id, for: world.me)
            let tom = try await world.office.makePerson(
                named: "Tom Byrne", side: .provider, role: nil, email: nil, phone: nil, place: nil,
                for: world.me)
            try await body(world, ana, tom)
        }
    }

    private func signedIn(_ person: Person, _ role: Role, _ world: PracticeWorld) -> SignedIn {
        SignedIn(
            account: AccountID(bits: 78), person: person, role: role, customer: world.me.customer,
            zone: world.me.zone)
    }

    @Test(arguments: SQLEngine.allCases)
    func `a note is read by whom its author chose, and by the person when they ask for everything`(
        engine: SQLEngine
    ) async throws {
        try await world(engine) { world, ana, tom in
            let me = world.me
            try await world.office.writeNote(about: ana.id, words: "Private.", for: .author, by: me)
            try await world.office.writeNote(about: ana.id, words: "For Tom.", for: .these([tom.id]), by: me)
            try await world.office.writeNote(about: ana.id, words: "For us.", for: .colleagues, by: me)
            func read(_ who: SignedIn) async throws -> Set<String> {
                Set(try await world.office.personal(about: ana.id, for: who).notes.map(\.note.words))
            }
            #expect(try await read(me) == ["Private.", "For Tom.", "For us."])
            #expect(try await read(signedIn(tom, .technician, world)) == ["For Tom.", "For us."])
            let herself = signedIn(ana, .staff, world)
            #expect(try await read(herself).isEmpty)
            let held = try await world.office.held(about: ana.id, for: herself)
            let notes = held.items.filter { $0.kind == .note }.flatMap(\.fields).map(\.value)
            #expect(Set(notes) == ["Private.", "For Tom.", "For us."])
            // Only its author takes it away, and nobody reads everything about another.
            let note = try await world.office.personal(about: ana.id, for: me).notes[0].note.id
            for other in [signedIn(tom, .technician, world), herself, world.stranger] {
                await #expect(throws: Refusal.self) { try await world.office.deleteNote(note, for: other) }
            }
            for other in [signedIn(tom, .accountManager, world), world.stranger, world.me(as: .itManager)] {
                await #expect(throws: Refusal.self) {
                    try await world.office.held(about: ana.id, for: other)
                }
            }
            try await world.office.deleteNote(note, for: me)
            #expect(try await read(me).count == 2)
            await #expect(throws: Refusal.self) {
                try await world.office.writeNote(
                    about: ana.id, words: "x", for: .these([world.stranger.person.id]), by: me)
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `what someone cares about is kept with the day and their consent, and goes with it`(
        engine: SQLEngine
    ) async throws {
        try await world(engine) { world, ana, _ in
            await #expect(throws: Refusal.self) {
                try await world.office.writeOwnWords(
                    of: ana.id, words: "Quiet.", said: nil, agreed: " ", for: world.me)
            }
            try await world.office.writeOwnWords(
                of: ana.id, words: "Quiet machines.", said: CivilDate("2026-11-20"),
                agreed: "on the phone, to Maeve", for: world.me)
            let kept = try await world.office.personal(about: ana.id, for: world.me).ownWords
            #expect(kept.map(\.words.words) == ["Quiet machines."])
            #expect(kept.first?.words.consent.how == "on the phone, to Maeve")
            let bo = try await world.office.makePerson(
                named: "Bo Lindqvist", side: .customer, role: nil, email: nil, phone: nil, place: nil,
                for: world.me)
            let chief = signedIn(bo, .executive, world)
            #expect(try await world.office.personal(about: ana.id, for: chief).ownWords.isEmpty)
            let herself = signedIn(ana, .staff, world)
            try await world.office.withdrawOwnWords(try #require(kept.first).id, of: ana.id, for: herself)
            #expect(try await world.office.personal(about: ana.id, for: world.me).ownWords.isEmpty)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `everything held names what was said, needed and promised, and can be corrected`(
        engine: SQLEngine
    ) async throws {
        try await world(engine) { world, ana, tom in
            var talk = ConversationDraft.quick(with: [ana.id], line: "I'll call her on Tuesday.")
            talk.said = [Said(ana.id, "It is too far.")]
            talk.needs = [Said(ana.id, "A machine nearby")]
            talk.audience = .writer
            let kept = try await world.office.keep(talk, for: world.me)
            _ = try await world.office.promise(
                offered: "I'll call her on Tuesday", in: kept.conversation.id, for: world.me)
            let held = try await world.office.held(about: ana.id, for: signedIn(ana, .staff, world))
            let text = held.json.canonical
            for words in ["It is too far.", "A machine nearby", "I'll call her on Tuesday", "Registrar"] {
                #expect(text.contains(words), "\(words)")
            }
            #expect(!text.contains(tom.name))
            try await world.office.changePerson(
                ana.id, name: "Ana Sílva", role: "", email: nil, phone: " +353 1 ", for: world.me)
            let after = try await world.office.person(ana.id, for: world.me).person
            #expect(after.name == "Ana Sílva" && after.role == nil && after.phone == "+353 1")
            #expect(after.place == world.room.id)
            await #expect(throws: Refusal.self) {
                try await world.office.changePerson(
                    ana.id, name: "X", role: nil, email: nil, phone: nil, for: world.stranger)
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `whether a need is met says one who said it`(engine: SQLEngine) async throws {
        try await world(engine) { world, ana, tom in
            var talk = ConversationDraft.quick(with: [ana.id], line: "She is well.")
            talk.needs = [Said(ana.id, "A machine nearby")]
            let need = try #require(
                try await world.office.keep(talk, for: world.me).conversation.needs.first?.id)
            await #expect(throws: Refusal.self) {
                try await world.office.setMet(true, need, by: tom.id, for: world.me)
            }
            await #expect(throws: Refusal.self) {
                try await world.office.setMet(true, need, by: ana.id, for: world.stranger)
            }
            try await world.office.setMet(true, need, by: ana.id, for: signedIn(ana, .staff, world))
            let needs = try await world.office.personal(about: ana.id, for: world.me).needs
            #expect(needs.first?.met?.person == ana.id)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a plan can be read at its secret address until that is ended`(engine: SQLEngine) async throws {
        try await world(engine) { world, ana, _ in
            try await world.office.keep(.quick(with: [ana.id], line: "Well."), for: world.me)
            _ = try await world.office.promiseDeed(
                DeedDraft(
                    receiver: ana.id, words: "I'll send the list.", saidWhere: "on the phone",
                    due: .day(try #require(CivilDate("2026-11-25")))), for: world.me)
            #expect(try await !world.office.hasCalendar(for: world.me))
            let first = try await world.office.makeCalendar(for: world.me)
            let text = try await world.office.calendar(token: first, host: "goodword.example")
            #expect(text.contains("SUMMARY:I'll send the list."))
            #expect(text.contains("DTEND;TZID=\"Europe/Dublin\":20261125T170000"))
            let second = try await world.office.makeCalendar(for: world.me)
            await #expect(throws: Refusal.self) {
                try await world.office.calendar(token: first, host: "goodword.example")
            }
            try await world.office.endCalendar(for: world.me)
            await #expect(throws: Refusal.self) {
                try await world.office.calendar(token: second, host: "goodword.example")
            }
        }
    }
}
