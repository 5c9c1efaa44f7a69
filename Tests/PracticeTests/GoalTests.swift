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

@Suite struct `Goals of a customer` {
    private func person(_ name: String, _ world: PracticeWorld) async throws -> Person {
        try await world.office.makePerson(
            named: name, side: .customer, role: nil, email: nil, phone: nil, place: world.room.id,
            for: world.me)
    }

    private func draft(_ world: PracticeWorld, need: NeedID? = nil) throws -> GoalDraft {
        GoalDraft(
            words: "Nobody in the registry is forgotten.",
            terms: Terms(
                to: .everyoneAt("\(world.room.id)"), measure: .heard, target: .time(Span(2, .week))),
            baseline: PeriodDays(
                first: try #require(CivilDate("2026-10-01")), last: try #require(CivilDate("2026-10-31"))),
            due: try #require(CivilDate("2027-05-01")), need: need)
    }

    @Test(arguments: SQLEngine.allCases)
    func `a goal is held against its own baseline, for each person, and never as an average`(
        engine: SQLEngine
    ) async throws {
        try await PracticeWorld.with(engine) { world in
            let ana = try await person("Ana Silva", world)
            _ = try await person("Bo Lund", world)
            for day in ["2026-10-05", "2026-10-15", "2026-10-25"] {
                world.clock.set(instant("\(day)T10:00:00Z"))
                try await world.office.keep(
                    ConversationDraft.quick(with: [ana.id], line: "All is well."), for: world.me)
            }
            world.clock.set(PracticeWorld.start)
            let id = try await world.office.setGoal(try draft(world), for: world.me)
            let view = try await world.office.goal(id, for: world.me)
            #expect(view.baseline.reached == 1 && view.baseline.missed == 1)
            #expect(view.now.reached == 0 && view.now.missed == 2)
            #expect(view.now.days.first == CivilDate("2026-10-23"))
            #expect(view.now.days.last == CivilDate("2026-11-22"))
            #expect(view.baseline.subjects.map(\.name) == ["Bo Lund", "Ana Silva"])
            #expect(view.baseline.subjects.allSatisfy { !$0.explanation.isEmpty })
            let story = try await world.office.story(for: world.me)
            #expect(story.items.rows.contains { $0.kind == .goal(id) })
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a promise serves a goal until somebody says it does not, and an ended goal stays as it was`(
        engine: SQLEngine
    ) async throws {
        try await PracticeWorld.with(engine) { world in
            let ana = try await person("Ana Silva", world)
            let id = try await world.office.setGoal(try draft(world), for: world.me)
            let promise = try await world.office.promiseDeed(
                DeedDraft(
                    receiver: ana.id, words: "I'll call.", saidWhere: "on the phone",
                    due: .day(try #require(CivilDate("2026-11-25")))), for: world.me)
            #expect(try await world.office.goal(id, for: world.me).offered.map(\.id) == [promise.id])
            try await world.office.setServes(promise.id, id, true, for: world.me)
            let served = try await world.office.goal(id, for: world.me)
            #expect(served.promises.map(\.promise.id) == [promise.id] && served.offered.isEmpty)
            let goals = try await world.records.read { try $0.goals(servedBy: promise.id, limit: 5) }
            #expect(goals.map(\.goal.id) == [id])

            await refused(.notFound) { _ = try await world.office.goal(id, for: world.stranger) }
            await refused(.notFound) {
                try await world.office.setServes(promise.id, id, false, for: world.stranger)
            }
            await refused(.invalid) { try await world.office.endGoal(id, because: " ", for: world.me) }
            try await world.office.endGoal(id, because: "Ana says it is so.", for: world.me)
            await refused(.conflict) {
                try await world.office.setServes(promise.id, id, false, for: world.me)
            }
            let ended = try await world.office.goal(id, for: world.me)
            #expect(ended.stored.endedWords == "Ana says it is so." && !ended.mayChange)
            #expect(ended.promises.map(\.promise.id) == [promise.id])
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a goal outlives the need of somebody who is erased`(engine: SQLEngine) async throws {
        try await PracticeWorld.with(engine) { world in
            let ana = try await person("Ana Silva", world)
            var talk = ConversationDraft.quick(with: [ana.id], line: "She waits too long.")
            talk.needs = [Said(ana.id, "Not to wait")]
            try await world.office.keep(talk, for: world.me)
            let need = try #require(try await world.office.goalChoices(for: world.me).needs.first)
            let id = try await world.office.setGoal(try draft(world, need: need.id), for: world.me)
            #expect(try await world.office.goal(id, for: world.me).need?.words == "Not to wait")
            _ = try await world.office.erase(ana.id, typed: ana.name, for: world.me)
            #expect(try await world.office.goal(id, for: world.me).need == nil)
        }
    }

    @Test(arguments: [SQLEngine.sqlite])
    func `a baseline that is not over, a day that is past and another's place are refused`(
        engine: SQLEngine
    ) async throws {
        try await PracticeWorld.with(engine) { world in
            var open = try draft(world)
            open.baseline.last = try #require(CivilDate("2026-11-23"))
            await refused(.invalid) { _ = try await world.office.setGoal(open, for: world.me) }
            var past = try draft(world)
            past.due = try #require(CivilDate("2026-11-23"))
            await refused(.invalid) { _ = try await world.office.setGoal(past, for: world.me) }
            let theirs = try draft(world)
            await refused(.notFound) { _ = try await world.office.setGoal(theirs, for: world.stranger) }
            var one = try draft(world)
            one.terms.to = .persons(["\(world.me.person.id)"])
            await refused(.invalid) { _ = try await world.office.setGoal(one, for: world.me) }
            #expect(try await world.office.goals(for: world.me).isEmpty)
        }
    }
}
