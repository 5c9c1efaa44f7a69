// SPDX-License-Identifier: Apache-2.0
import Conversations
import People
import Practice
import Promises
import Storage
import StorageTesting
import Testing
import Values
import Walks

@Suite struct `What phones bring from a walk` {
    /// A phone whose clock is off by some time.
    private struct PhoneInHand {
        let id: PhoneID
        let walk: WalkID
        let walker: PersonID
        var off: Duration = .zero
        var number = 0

        mutating func enter(
            _ what: WalkEntry.What, at now: Instant, in place: PlaceID? = nil, replaces: WalkEntryID? = nil
        ) -> WalkEntry {
            number += 1
            return WalkEntry(
                id: WalkEntryID(bits: id.bits << 32 | UInt128(number)), walk: walk, phone: id, number: number,
                walker: walker, stamp: stamp(now), place: place, what: what, replaces: replaces)
        }

        func stamp(_ now: Instant) -> PhoneStamp {
            PhoneStamp(
                wall: now + off, ticks: (now.microseconds - PracticeWorld.start.microseconds) + 1_000_000,
                opening: 1)
        }

        func batch(_ entries: [WalkEntry], at now: Instant) -> WalkBatch {
            WalkBatch(walk: walk, phone: id, stamp: stamp(now), entries: entries)
        }
    }

    private func plan(_ world: PracticeWorld, persons: [PersonID] = []) async throws -> StoredWalk {
        try await world.office.plan(
            WalkDraft(
                title: "The library", on: try #require(CivilDate("2026-11-23")), places: [world.campus.id],
                persons: persons, questions: ["What is hard?"]), for: world.me)
    }

    private func dana(_ world: PracticeWorld) async throws -> Person {
        try await world.office.makePerson(
            named: "Dana Whitfield", side: .customer, role: nil, email: nil, phone: nil, place: world.room.id,
            for: world.me)
    }

    private func talks(_ world: PracticeWorld) async throws -> [Conversation] {
        try await world.office.conversations(Page(), for: world.me).conversations.rows.map(\.conversation)
    }

    @Test(arguments: SQLEngine.allCases)
    func `who was met, heard and promised something is in the records once, however often it is sent`(
        engine: SQLEngine
    ) async throws {
        try await PracticeWorld.with(engine) { world in
            let dana = try await dana(world)
            let walk = try await plan(world, persons: [dana.id])
            var phone = PhoneInHand(
                id: PhoneID(bits: 9), walk: walk.plan.id, walker: world.me.person.id, off: .days(-400))
            let start = PracticeWorld.start
            let new = phone.enter(
                .metNewPerson(name: "Ida Berg", role: "Porter"), at: start, in: world.room.id)
            let entries = [
                new,
                phone.enter(
                    .heard(.met(new.id), question: "What is hard?", words: "The stairs."), at: start,
                    in: world.room.id),
                phone.enter(.heard(.known(dana.id), question: nil, words: "It is loud."), at: start),
                phone.enter(.needed([.known(dana.id)], words: "A quiet copier."), at: start),
                phone.enter(
                    .promised(
                        to: [.known(dana.id)], words: "I'll bring felt feet.", due: CivilDate("2026-11-27")),
                    at: start),
                phone.enter(.sawMachine(SeenMachine(serial: "NOBODY-1", model: "X")), at: start),
                phone.enter(.finished, at: start, in: world.room.id),
            ]
            world.clock.pass(.hours(3))
            let now = world.clock.now()
            // The last ones first, and all of it again.
            for some in [Array(entries.suffix(4)), Array(entries.prefix(3)), entries, entries] {
                let receipt = try await world.office.deliver(phone.batch(some, at: now), for: world.me)
                #expect(receipt.refused.isEmpty)
                #expect(Set(receipt.kept) == Set(some.map(\.id)))
            }
            let view = try await world.office.walkResult(walk.plan.id, for: world.me)
            #expect(view.result.heard.map(\.words).sorted() == ["It is loud.", "The stairs."])
            #expect(view.result.needs.map(\.words) == ["A quiet copier."])
            #expect(view.result.notHeard.isEmpty)
            #expect(view.result.isComplete && view.phones == 1)
            #expect(view.result.machines.seenOnly.compactMap(\.machine.serial) == ["NOBODY-1"])
            #expect(view.result.heard.allSatisfy { $0.at.at == start && $0.at.ground == .counted })
            let ida = try #require(view.met[new.id])
            #expect(view.persons[ida]?.name == "Ida Berg")
            let people = try await world.office.people(matching: "ida", Page(), for: world.me).people
            #expect(people.rows.count == 1)
            let said = try await talks(world)
            #expect(said.allSatisfy { $0.form == .walk && $0.at == start })
            #expect(said.flatMap(\.said).count { $0.words == "(What is hard?) The stairs." } == 1)
            #expect(said.flatMap(\.said).count { $0.words == "It is loud." } == 1)
            let needs = try await world.records.read { try $0.needs(of: dana.id, limit: 10) }
            #expect(needs.map(\.words) == ["A quiet copier."])
            let promises = try await world.office.promises(includeEnded: true, Page(), for: world.me).rows
            #expect(promises.map(\.promise.words) == ["I'll bring felt feet."])
            #expect(view.promises.values.flatMap { $0 } == promises.map(\.promise.id))
            #expect(try await world.office.lastHeard(dana.id, for: world.me) == start)
            let story = try await world.office.story(for: world.me)
            #expect(story.milestones.contains { $0.milestone == .walked })
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `what is taken back or said anew corrects what it became, once`(engine: SQLEngine) async throws {
        try await PracticeWorld.with(engine) { world in
            let dana = try await dana(world)
            let walk = try await plan(world)
            var phone = PhoneInHand(id: PhoneID(bits: 9), walk: walk.plan.id, walker: world.me.person.id)
            let start = PracticeWorld.start
            let one = phone.enter(.heard(.known(dana.id), question: nil, words: "It is lowd."), at: start)
            _ = try await world.office.deliver(phone.batch([one], at: start), for: world.me)
            let two = phone.enter(
                .heard(.known(dana.id), question: nil, words: "It is loud."), at: start, replaces: one.id)
            _ = try await world.office.deliver(phone.batch([two], at: start), for: world.me)
            #expect(try await talks(world).flatMap(\.said).map(\.words) == ["It is loud."])
            let three = phone.enter(.takenBack, at: start, replaces: two.id)
            for _ in 0..<2 {
                _ = try await world.office.deliver(phone.batch([three], at: start), for: world.me)
            }
            let left = try await talks(world)
            #expect(left.count == 1 && left.flatMap(\.said).isEmpty)
            #expect(try await world.office.lastHeard(dana.id, for: world.me) == nil)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `two phones on one walk lose nothing, and nobody speaks in another's name`(
        engine: SQLEngine
    ) async throws {
        try await PracticeWorld.with(engine) { world in
            let dana = try await dana(world)
            let walk = try await plan(world)
            let start = PracticeWorld.start
            var mine = PhoneInHand(id: PhoneID(bits: 9), walk: walk.plan.id, walker: world.me.person.id)
            var other = PhoneInHand(id: PhoneID(bits: 10), walk: walk.plan.id, walker: world.me.person.id)
            var forged = PhoneInHand(id: PhoneID(bits: 11), walk: walk.plan.id, walker: dana.id)
            for number in 0..<3 {
                let here = mine.enter(.note("Mine \(number)."), at: start, in: world.room.id)
                let there = other.enter(.note("Theirs \(number)."), at: start, in: world.otherRoom.id)
                _ = try await world.office.deliver(mine.batch([here], at: start), for: world.me)
                _ = try await world.office.deliver(other.batch([there], at: start), for: world.me)
            }
            let refused = try await world.office.deliver(
                forged.batch([forged.enter(.note("I am Dana."), at: start)], at: start), for: world.me)
            #expect(refused.kept.isEmpty && refused.refused.count == 1)
            let view = try await world.office.walkResult(walk.plan.id, for: world.me)
            #expect(view.phones == 2 && view.result.isComplete)
            #expect(view.result.places.flatMap(\.notes).count == 6)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `another customer finds nothing of a walk, and their people cannot be named on it`(
        engine: SQLEngine
    ) async throws {
        try await PracticeWorld.with(engine) { world in
            let walk = try await plan(world)
            var phone = PhoneInHand(
                id: PhoneID(bits: 9), walk: walk.plan.id, walker: world.stranger.person.id)
            let entry = phone.enter(.note("x"), at: PracticeWorld.start)
            let batch = phone.batch([entry], at: PracticeWorld.start)
            await #expect(throws: Refusal.self) {
                try await world.office.deliver(batch, for: world.stranger)
            }
            await #expect(throws: Refusal.self) {
                try await world.office.walkResult(walk.plan.id, for: world.stranger)
            }
            await #expect(throws: Refusal.self) {
                try await world.office.luggage(walk.plan.id, for: world.stranger)
            }
            var mine = PhoneInHand(id: PhoneID(bits: 8), walk: walk.plan.id, walker: world.me.person.id)
            let naming = mine.enter(
                .heard(.known(world.stranger.person.id), question: nil, words: "x"), at: PracticeWorld.start)
            let receipt = try await world.office.deliver(
                mine.batch([naming], at: PracticeWorld.start), for: world.me)
            #expect(receipt.kept.isEmpty && receipt.refused.map(\.entry) == [naming.id])
        }
    }

    @Test func `a phone takes along what stands where it goes, and nothing of elsewhere`() async throws {
        try await PracticeWorld.with(.sqlite) { world in
            let dana = try await dana(world)
            let elsewhere = try await world.office.makePerson(
                named: "Somebody else", side: .customer, role: nil, email: nil, phone: nil,
                place: world.otherRoom.id, for: world.me)
            let walk = try await world.office.plan(
                WalkDraft(
                    title: "One room", on: try #require(CivilDate("2026-11-23")), places: [world.room.id]),
                for: world.me)
            let luggage = try await world.office.luggage(walk.plan.id, for: world.me)
            #expect(luggage.places.map(\.id) == [world.room.id])
            #expect(luggage.persons.map(\.id) == [dana.id])
            #expect(!luggage.persons.map(\.id).contains(elsewhere.id))
        }
    }
}
