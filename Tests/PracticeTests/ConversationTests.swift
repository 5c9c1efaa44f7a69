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

@Suite struct `What people write down of conversations` {
    private func person(
        _ name: String, role: String? = nil, side: Person.Side = .customer, _ world: PracticeWorld
    ) async throws -> Person {
        try await world.office.makePerson(
            named: name, side: side, role: role, email: nil, phone: nil, place: world.room.id, for: world.me)
    }

    private func signedIn(as person: Person, _ world: PracticeWorld) -> SignedIn {
        SignedIn(
            account: AccountID(bits: 77), person: person, customer: world.me.customer, zone: world.me.zone)
    }

    @Test(arguments: SQLEngine.allCases)
    func `a person and a line are enough, and sending the form twice keeps it once`(
        engine: SQLEngine
    ) async throws {
        try await PracticeWorld.with(engine) { world in
            let ana = try await person("Ana Silva", world)
            let draft = ConversationDraft.quick(
                id: world.office.makeConversationID(), with: [ana.id], line: "  She is well. ")
            let kept = try await world.office.keep(draft, for: world.me)
            let again = try await world.office.keep(draft, for: world.me)
            #expect(kept.conversation == again.conversation)
            #expect(kept.conversation.line == "She is well.")
            #expect(kept.conversation.at == PracticeWorld.start)
            let list = try await world.office.conversations(with: ana.id, Page(), for: world.me)
            #expect(list.conversations.rows.map(\.conversation.id) == [kept.conversation.id])
            #expect(list.persons[ana.id]?.name == "Ana Silva")
            #expect(try await world.office.lastHeard(ana.id, for: world.me) == PracticeWorld.start)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `what cannot be so is refused with the field`(engine: SQLEngine) async throws {
        try await PracticeWorld.with(engine) { world in
            let ana = try await person("Ana Silva", world)
            let drafts: [(ConversationDraft, String?)] = [
                (.quick(with: [ana.id], line: " "), "line"),
                (.quick(with: [], line: "Hello"), "participants"),
                (.quick(with: [ana.id, ana.id], line: "Hello"), "participants"),
                (
                    ConversationDraft(
                        at: PracticeWorld.start + .days(1), participants: [Participant(ana.id, .heard)],
                        line: "x"), "at"
                ),
                (.quick(with: [world.stranger.person.id], line: "Hello"), nil),
            ]
            for (draft, field) in drafts {
                let refusal = await #expect(throws: Refusal.self) {
                    try await world.office.keep(draft, for: world.me)
                }
                #expect(refusal?.field == field)
            }
            let list = try await world.office.conversations(Page(), for: world.me)
            #expect(list.conversations.rows.isEmpty)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a conversation keeps the promise to hear someone, and correcting it takes that back`(
        engine: SQLEngine
    ) async throws {
        try await PracticeWorld.with(engine) { world in
            let ana = try await person("Ana Silva", world)
            let promise = try await world.office.promise(
                PromiseDraft(
                    words: "We hear from each of you.", saidWhere: "at the desk",
                    terms: Terms(
                        to: .persons([ana.id.description]), measure: .heard,
                        target: .time(Span(30, .day)))), for: world.me)
            func because() async throws -> [Evidence] {
                try await world.records.read { records in
                    try records.evidence(
                        about: [ana.id.cast()], kinds: [.conversation, .void], from: Instant(microseconds: 0),
                        through: PracticeWorld.start + .days(100)
                    ).map(\.evidence)
                }
            }
            world.clock.pass(.days(20))
            let kept = try await world.office.keep(
                .quick(with: [ana.id], line: "She told me of the move."), for: world.me)
            let stored = try await world.office.conversation(kept.conversation.id, for: world.me).stored
            #expect(stored.evidence == (try await because().first?.id))
            world.clock.pass(.days(25))
            try await world.office.evaluateDue()
            let standing = try await world.office.promise(
                promise.id, verdict: nil, Page(), days: 1, for: world.me
            ).summary.verdict
            #expect(standing != .broken)

            // She was in the room, and did not speak after all.
            try await world.office.keep(
                ConversationDraft(
                    at: kept.conversation.at, participants: [Participant(ana.id, .present)],
                    line: "A colleague told me of the move.", corrects: kept.conversation.id), for: world.me)
            let lines = try await because()
            #expect(lines.last?.kind == .void && lines.last?.corrects == stored.evidence)
            let after = try await world.office.promise(
                promise.id, verdict: nil, Page(), days: 1, for: world.me
            ).summary.verdict
            #expect(after == .broken)
            #expect(try await world.office.lastHeard(ana.id, for: world.me) == nil)
            let old = try await world.office.conversation(kept.conversation.id, for: world.me)
            #expect(old.stored.correctedBy != nil && !old.mayCorrect && old.offers.isEmpty)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a conversation is kept with its line of evidence or not at all, and one left without gets it`(
        engine: SQLEngine
    ) async throws {
        try await PracticeWorld.with(engine) { world in
            let ana = try await person("Ana Silva", world)
            let promise = try await world.office.promise(
                PromiseDraft(
                    words: "We hear from each of you.", saidWhere: "at the desk",
                    terms: Terms(
                        to: .persons([ana.id.description]), measure: .heard,
                        target: .time(Span(30, .day)))), for: world.me)
            var draft = ConversationDraft.quick(with: [ana.id], line: "Long ago.")
            draft.at = PracticeWorld.start - .days(3_700)
            let tooOld = draft
            await refused(.invalid, field: "at") { try await world.office.keep(tooOld, for: world.me) }
            let list = try await world.office.conversations(Page(), for: world.me)
            #expect(list.conversations.rows.isEmpty)

            // As an earlier server left it when it stopped in between.
            world.clock.pass(.days(40))
            try await world.lookAgain()
            func standing() async throws -> Verdict? {
                try await world.office.promise(promise.id, verdict: nil, Page(), days: 1, for: world.me)
                    .summary.verdict
            }
            #expect(try await standing() == .broken)
            let left = StoredConversation(
                conversation: Conversation(
                    id: world.office.makeConversationID(), customer: world.me.customer.id, form: .call,
                    at: PracticeWorld.start + .days(20), written: PracticeWorld.start + .days(20),
                    writer: world.me.person.id, participants: [Participant(ana.id, .heard)], line: "Well."),
                audience: .everyone, writerSide: .provider)
            try await world.records.write { try $0.insert(left, awaitsEvidence: true) }
            #expect(try await world.office.writeEvidenceLeftOut() == 1)
            #expect(try await world.office.writeEvidenceLeftOut() == 0)
            #expect(try await standing() == .onTrack)
            let stored = try await world.office.conversation(left.conversation.id, for: world.me).stored
            #expect(stored.evidence != nil)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `what was written for the writer alone is nobody else's and decides nothing`(
        engine: SQLEngine
    ) async throws {
        try await PracticeWorld.with(engine) { world in
            let ana = try await person("Ana Silva", world)
            let tom = try await person("Tom Byrne", side: .provider, world)
            var draft = ConversationDraft.quick(with: [ana.id], line: "She worries about her post.")
            draft.audience = .writer
            let kept = try await world.office.keep(draft, for: world.me)
            #expect(kept.evidence == nil)
            let evidence = try await world.records.read { records in
                try records.evidence(
                    about: [ana.id.cast()], kinds: [.conversation], from: Instant(microseconds: 0),
                    through: PracticeWorld.start + .days(1))
            }
            #expect(evidence.isEmpty)
            for other in [signedIn(as: tom, world), signedIn(as: ana, world), world.stranger] {
                let refusal = await #expect(throws: Refusal.self) {
                    try await world.office.conversation(kept.conversation.id, for: other)
                }
                #expect(refusal?.reason == .notFound)
            }
            let seen = try await world.office.conversations(Page(), for: signedIn(as: tom, world))
            #expect(seen.conversations.rows.isEmpty)
            // Only its writer corrects it.
            var shared = ConversationDraft.quick(with: [ana.id], line: "She is well.")
            shared.corrects = try await world.office.keep(
                .quick(with: [ana.id], line: "She is."), for: world.me
            ).conversation.id
            let correction = shared
            let refusal = await #expect(throws: Refusal.self) {
                try await world.office.keep(correction, for: signedIn(as: tom, world))
            }
            #expect(refusal?.reason == .forbidden)
            let customers = await #expect(throws: Refusal.self) {
                try await world.office.keep(
                    .quick(with: [tom.id], line: "He was here."), for: signedIn(as: ana, world))
            }
            #expect(customers?.reason == .notFound)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a promise in the words is offered, made with one tap, and keeps pointing there`(
        engine: SQLEngine
    ) async throws {
        try await PracticeWorld.with(engine) { world in
            let ana = try await person("Ana Silva", role: "Head of registry", world)
            _ = try await person("Bo Lindqvist", role: "Dean", world)
            let kept = try await world.office.keep(
                .quick(
                    with: [ana.id],
                    line:
                        "I'll call her on Tuesday. I'll write to Bo Lindqvist next week. Ana will send us the list by Friday. We'll look into it."
                ), for: world.me)
            let id = kept.conversation.id
            let view = try await world.office.conversation(id, for: world.me)
            #expect(view.offers.map(\.isOwn) == [true, true, false, true])
            #expect(view.offers.map(\.isReady) == [true, true, false, false])
            #expect(view.promises.isEmpty, "nothing makes itself")

            let promise = try await world.office.promise(
                offered: view.offers[0].offer.words, in: id, for: world.me)
            #expect(promise.receiver == .person(ana.id.cast()))
            #expect(promise.words == "I'll call her on Tuesday")
            #expect(promise.saidWhere == "in the meeting of 2026-11-23")
            let after = try await world.office.conversation(id, for: world.me)
            #expect(after.offers.count == 3)
            #expect(after.promises.map(\.promise.id) == [promise.id])
            let pointing = try await world.office.conversations(ofPromises: [promise.id], for: world.me)
            #expect(pointing[promise.id]?.conversation.id == id)
            let strangers = try await world.office.conversations(
                ofPromises: [promise.id], for: world.stranger)
            #expect(strangers.isEmpty)

            // A second tap makes no second promise, and nobody gives another's word.
            for words in [view.offers[0].offer.words, view.offers[2].offer.words] {
                await #expect(throws: Refusal.self) {
                    try await world.office.promise(offered: words, in: id, for: world.me)
                }
            }
            // Corrected, it is still where the promise was made.
            let corrected = try await world.office.keep(
                ConversationDraft(
                    form: .call, at: kept.conversation.at, participants: [Participant(ana.id, .heard)],
                    line: "It was a call.", corrects: id), for: world.me)
            let now = try await world.office.conversations(ofPromises: [promise.id], for: world.me)
            #expect(now[promise.id]?.conversation.id == corrected.conversation.id)
            #expect(corrected.conversation.promises == [promise.id])
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `needs go on when details are added, each once`(engine: SQLEngine) async throws {
        try await PracticeWorld.with(engine) { world in
            let ana = try await person("Ana Silva", world)
            var draft = ConversationDraft.quick(with: [ana.id], line: "She is well.")
            draft.needs = [Said(ana.id, "A machine nearby")]
            let kept = try await world.office.keep(draft, for: world.me)
            draft.corrects = kept.conversation.id
            draft.needs.append(Said(ana.id, "Larger letters"))
            let more = try await world.office.keep(draft, for: world.me)
            #expect(Set(more.conversation.needs.map(\.words)) == ["A machine nearby", "Larger letters"])
            #expect(more.root == kept.conversation.id)
        }
    }
}

@Suite struct `Hearing people` {
    private func person(_ name: String, at place: PlaceID?, role: String?, _ world: PracticeWorld)
        async throws
        -> Person
    {
        try await world.office.makePerson(
            named: name, side: .customer, role: role, email: nil, phone: nil, place: place, for: world.me)
    }

    @Test(arguments: SQLEngine.allCases)
    func `Today names whom it is time to hear, with the last three notes that one may read`(
        engine: SQLEngine
    ) async throws {
        try await PracticeWorld.with(engine) { world in
            let ana = try await person("Ana Silva", at: world.room.id, role: "Registrar", world)
            let bo = try await person("Bo Lindqvist", at: world.otherRoom.id, role: "Dean", world)
            let cy = try await person("Cy Young", at: nil, role: "Dean", world)
            for line in ["One.", "Two.", "Three.", "Four."] {
                try await world.office.keep(.quick(with: [ana.id], line: line), for: world.me)
                world.clock.pass(.hours(1))
            }
            try await world.office.setCadence(about: .place(world.campus.id), days: 30, for: world.me)
            try await world.office.setCadence(about: .role("dean"), days: 10, for: world.me)
            try await world.office.setCadence(about: .person(cy.id), days: 100, for: world.me)
            func due() async throws -> [String] {
                try await world.office.peopleToHear(everybody: false, for: world.me).people.map(\.person.name)
            }
            #expect(try await due().isEmpty)
            world.clock.pass(.days(11))
            // Cy's own rule is before that of the role.
            #expect(try await due() == ["Bo Lindqvist"])
            world.clock.pass(.days(20))
            #expect(try await due() == ["Bo Lindqvist", "Ana Silva"])
            let people = try await world.office.peopleToHear(everybody: false, for: world.me).people
            #expect(people.last?.notes.map(\.words) == ["Four.", "Three.", "Two."])
            #expect(people.first?.last == nil)
            #expect(people.last?.path.last?.id == world.room.id)

            // Being in the room is not being heard; a call is.
            try await world.office.keep(
                ConversationDraft(participants: [Participant(bo.id, .present)], line: "The board met."),
                for: world.me)
            #expect(try await due() == ["Bo Lindqvist", "Ana Silva"])
            try await world.office.keep(.quick(with: [bo.id], line: "He is content."), for: world.me)
            #expect(try await due() == ["Ana Silva"])
            // Nobody sees whom another customer's people are to be heard, and staff see nobody.
            #expect(
                try await world.office.peopleToHear(everybody: true, for: world.me(as: .staff)).people.isEmpty
            )
            #expect(
                try await world.office.peopleToHear(everybody: true, for: world.stranger).people.isEmpty)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a new rule about the same ends the one before, and only the customer's own are ended`(
        engine: SQLEngine
    ) async throws {
        try await PracticeWorld.with(engine) { world in
            try await world.office.setCadence(about: .place(world.campus.id), days: 30, for: world.me)
            let second = try await world.office.setCadence(
                about: .place(world.campus.id), days: 60, for: world.me)
            #expect(try await world.office.heard(for: world.me).cadences.map(\.stored) == [second])
            await #expect(throws: Refusal.self) {
                try await world.office.endCadence(second.id, for: world.stranger)
            }
            await #expect(throws: Refusal.self) {
                try await world.office.setCadence(
                    about: .place(world.campus.id), days: 60, for: world.stranger)
            }
            await #expect(throws: Refusal.self) {
                try await world.office.setCadence(about: .role(" "), days: 60, for: world.me)
            }
            await #expect(throws: Refusal.self) {
                try await world.office.setCadence(
                    about: .role("Dean"), days: 60, for: world.me(as: .technician))
            }
            try await world.office.endCadence(second.id, for: world.me)
            #expect(try await world.office.heard(for: world.me).cadences.isEmpty)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `the quiet ones are named, and whoever spoke is not`(engine: SQLEngine) async throws {
        try await PracticeWorld.with(engine) { world in
            let ana = try await person("Ana Silva", at: world.room.id, role: "Registrar", world)
            let bo = try await person("Bo Lindqvist", at: world.otherRoom.id, role: nil, world)
            try await world.office.keep(.quick(with: [ana.id], line: "Well."), for: world.me)
            let view = try await world.office.heard(for: world.me)
            #expect(view.tallies.all == HeardTally(heard: 1, all: 2))
            #expect(view.quiet.rows.map(\.person.id) == [bo.id])
            #expect(try await world.office.heard(at: world.room.id, for: world.me).quiet.rows.isEmpty)
            world.clock.pass(.days(120))
            #expect(
                try await world.office.heard(for: world.me).quiet.rows.map(\.person.id) == [bo.id, ana.id])
            await #expect(throws: Refusal.self) {
                try await world.office.heard(for: world.me(as: .executive))
            }
            await #expect(throws: Refusal.self) {
                try await world.office.heard(at: world.room.id, for: world.stranger)
            }
        }
    }
}
