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

@Suite struct `The records of what was said` {
    private let start = RecordsWorld.start

    private func talk(
        _ number: UInt128, _ world: RecordsWorld, at instant: Instant, by writer: PersonID? = nil,
        part: Participant.Part = .heard, audience: Conversation.Audience = .side,
        side: Person.Side = .provider,
        line: String = "A line."
    ) -> StoredConversation {
        StoredConversation(
            conversation: Conversation(
                id: ID(bits: number), customer: world.customer.id, form: .visit, at: instant,
                until: instant + .minutes(20), written: instant + .minutes(30),
                writer: writer ?? world.ada.id,
                place: world.desk.id,
                participants: [
                    Participant(world.ben.id, part, role: "for the registry", mood: .face(.worried))
                ], line: line, said: [Said(world.ben.id, "It is too far."), Said(world.ada.id, "I see.")],
                about: ["agreement 2026"]), audience: audience, writerSide: side)
    }

    private func reader(_ person: Person) -> ConversationReader {
        ConversationReader(person.id, side: person.side)
    }

    @Test(arguments: SQLEngine.allCases)
    func `a conversation comes back whole, with what was needed and promised in it`(
        engine: SQLEngine
    ) async throws {
        try await RecordsWorld.with(engine) { world, store in
            var kept = talk(100, world, at: start)
            let need = Need(
                id: ID(bits: 101), persons: [world.ben.id], words: "A machine on the ground floor",
                said: start, conversation: kept.root, place: world.ground.id)
            let promise = Promise(
                id: ID(bits: 102), customer: world.customer.id.cast(), promiser: world.ada.id.cast(),
                receiver: .person(world.ben.id.cast()),
                terms: .deed(by: start + .days(1), to: .persons([world.ben.id.description])),
                words: "I'll call.",
                saidWhere: "in the visit", made: start)
            let one = kept
            try await store.write { records in
                try records.insert(one, awaitsEvidence: true)
                try records.insert(promise)
                try records.insert(
                    need, customer: one.conversation.customer, written: start, writer: world.ada.id)
                try records.insert(
                    promise: promise.id, of: one.root, customer: world.customer.id, words: "I'll call.")
            }
            kept.conversation.needs = [need]
            kept.conversation.promises = [promise.id]
            let expected = kept
            try await store.read { records throws -> Void in
                #expect(try records.conversation(ID(bits: 100)) == expected)
                #expect(try records.conversation(ID(bits: 999)) == nil)
                #expect(try records.promises(madeIn: ID(bits: 100)).map(\.words) == ["I'll call."])
                #expect(try records.conversations(ofPromises: [promise.id]) == [promise.id: ID(bits: 100)])
                #expect(try records.needs(of: world.ben.id, limit: 5) == [need])
                #expect(try records.needs(of: world.customer.id, Page()).rows == [need])
                #expect(try records.needs(of: world.neighbour.id, Page()).rows.isEmpty)
                #expect(try records.conversationsAwaitingEvidence(limit: 5) == [ID(bits: 100)])
            }
            let met = Need.Met(by: world.ben.id, at: start + .days(3))
            try await store.write { records in
                try records.setEvidence("E1", of: ID(bits: 100))
                try records.setMet(met, of: need.id)
            }
            try await store.read { records throws -> Void in
                #expect(try records.conversation(ID(bits: 100))?.evidence == "E1")
                #expect(try records.conversationsAwaitingEvidence(limit: 5).isEmpty)
                #expect(try records.need(need.id)?.need.met == met)
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a list holds what was written for its reader, the newest first, and not what was corrected`(
        engine: SQLEngine
    ) async throws {
        try await RecordsWorld.with(engine) { world, store in
            let talks = [
                talk(100, world, at: start),
                talk(101, world, at: start + .days(1), audience: .everyone),
                talk(102, world, at: start + .days(2), audience: .parties),
                talk(103, world, at: start + .days(3), audience: .writer),
                talk(104, world, at: start + .days(4), by: world.ben.id, side: .customer),
                talk(105, world, at: start + .days(5), audience: .everyone),
            ]
            let colleague = Person(
                id: ID(bits: 22), customer: world.customer.id, side: .provider, name: "Cleo")
            try await store.write { records in
                try records.insert(colleague)
                for talk in talks { try records.insert(talk, awaitsEvidence: false) }
                try records.correct(ID(bits: 105), by: ID(bits: 101))
            }
            try await store.read { records throws -> Void in
                func seen(_ person: Person) throws -> [UInt128] {
                    let all = try records.conversations(
                        of: world.customer.id, for: self.reader(person), Page())
                    let with = try records.conversations(with: world.ben.id, for: self.reader(person), Page())
                    #expect(with.rows == all.rows)
                    // The rule and the statement say the same.
                    for talk in talks where talk.conversation.id != ID(bits: 105) {
                        #expect(
                            talk.isReadable(by: self.reader(person))
                                == all.rows.contains { $0.conversation.id == talk.conversation.id })
                    }
                    return all.rows.map(\.conversation.id.bits)
                }
                #expect(try seen(world.ada) == [103, 102, 101, 100])
                #expect(try seen(world.ben) == [104, 102, 101])
                #expect(try seen(colleague) == [101, 100])
                let page = try records.conversations(
                    of: world.customer.id, for: self.reader(world.ada), Page(number: 2, size: 3))
                #expect(page.rows.map(\.conversation.id.bits) == [100])
                #expect(
                    try records.conversations(
                        of: world.neighbour.id, for: self.reader(world.ada), Page()
                    ).rows.isEmpty)
                #expect(
                    try records.conversations(hearing: world.ben.id, for: self.reader(colleague), limit: 1)
                        .map(\.conversation.id.bits) == [101])
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `only who was heard counts as heard, by building and by role`(engine: SQLEngine) async throws {
        try await RecordsWorld.with(engine) { world, store in
            let others = [
                Person(
                    id: ID(bits: 40), customer: world.customer.id, side: .customer, name: "Áine",
                    role: "Porter", place: world.chapel.id),
                Person(id: ID(bits: 41), customer: world.customer.id, side: .customer, name: "Zed"),
            ]
            let window = start..<(start + .days(10))
            var present = talk(101, world, at: start + .days(2), part: .present)
            present.conversation.participants = [Participant(ID(bits: 40), .present)]
            let told = present
            try await store.write { records in
                for person in others { try records.insert(person) }
                try records.insert(self.talk(100, world, at: self.start), awaitsEvidence: false)
                try records.insert(told, awaitsEvidence: false)
                // Long before, and corrected since.
                var early = self.talk(102, world, at: self.start - .days(40))
                early.conversation.participants = [Participant(ID(bits: 41), .heard)]
                early.conversation.said = []
                try records.insert(early, awaitsEvidence: false)
                var wrong = early
                wrong.conversation.id = ID(bits: 103)
                wrong.root = ID(bits: 103)
                wrong.conversation.at = self.start + .days(3)
                try records.insert(wrong, awaitsEvidence: false)
                try records.correct(ID(bits: 103), by: ID(bits: 102))
            }
            try await store.read { records throws -> Void in
                let tallies = try records.heardTallies(of: world.customer.id, within: window)
                #expect(tallies.all == HeardTally(heard: 1, all: 3))
                #expect(
                    tallies.byBuilding.map { [$0.place.name, "\($0.tally.heard)/\($0.tally.all)"] } == [
                        ["Chapel office", "0/1"], ["Old Library", "1/1"],
                    ])
                #expect(
                    tallies.byRole.map { [$0.role, "\($0.tally.heard)/\($0.tally.all)"] } == [
                        ["Head of registry", "1/1"], ["Porter", "0/1"], [nil, "0/1"],
                    ])
                let quiet = try records.quiet(of: world.customer.id, within: window, at: nil, Page())
                #expect(quiet.rows.map(\.person.name) == ["Áine", "Zed"])
                #expect(quiet.rows.map(\.last) == [nil, self.start - .days(40)])
                let chapel = try records.quiet(
                    of: world.customer.id, within: window, at: world.chapel.id, Page())
                #expect(chapel.rows.map(\.person.name) == ["Áine"])
                #expect(
                    try records.lastHeard([world.ben.id, ID(bits: 40), ID(bits: 41)]) == [
                        world.ben.id: self.start, ID(bits: 41): self.start - .days(40),
                    ])
                let none = try records.heardTallies(of: world.neighbour.id, within: window)
                #expect(none.all == HeardTally())
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `rules how often people are to be heard find whom they are about`(engine: SQLEngine) async throws {
        try await RecordsWorld.with(engine) { world, store in
            let day = CivilDate(daysSinceEpoch: 20_000)
            let abouts: [Cadence.About] = [
                .person(world.ben.id), .role("HEAD of registry"), .place(world.oldBuilding.id),
                .role("Astronomer"), .place(world.chapel.id),
            ]
            let stored = try abouts.enumerated().map { number, about in
                StoredCadence(
                    id: ID(bits: 200 + UInt128(number)), customer: world.customer.id,
                    cadence: try Cadence(about: about, days: 30, hearer: world.ada.id, since: day))
            }
            try await store.write { records in
                for one in stored { try records.insert(one) }
                try records.insert(self.talk(100, world, at: self.start), awaitsEvidence: false)
            }
            try await store.read { records throws -> Void in
                #expect(try records.cadences(of: world.customer.id) == stored)
                #expect(try records.cadences(of: world.neighbour.id).isEmpty)
                for (number, one) in stored.enumerated() {
                    let due = try records.persons(
                        under: one.cadence, of: world.customer.id, notHeardSince: self.start + .days(1),
                        includesNeverHeard: false, limit: 5)
                    #expect(due.map(\.person.id) == (number < 3 ? [world.ben.id] : []), "\(one)")
                    #expect(due.allSatisfy { $0.last == self.start })
                    #expect(
                        try records.persons(
                            under: one.cadence, of: world.customer.id, notHeardSince: self.start,
                            includesNeverHeard: true,
                            limit: 5
                        ).isEmpty)
                }
            }
            try await store.write { try $0.end(ID(bits: 200), at: self.start) }
            let left = try await store.read { try $0.cadences(of: world.customer.id).map(\.id.bits) }
            #expect(left == [201, 202, 203, 204])
        }
    }
}
