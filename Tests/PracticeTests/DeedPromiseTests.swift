// SPDX-License-Identifier: Apache-2.0
import Fleet
import Generators
import People
import Practice
import Promises
import Storage
import Testing
import Values

@Suite struct DeedPromiseTests {
    private let start = PracticeWorld.start

    private func deed(
        _ world: PracticeWorld, to receiver: Person? = nil, due: DeedDraft.Due = .day(date(2_026, 11, 24)),
        words: String = "I'll call on Tuesday."
    ) async throws -> Promise {
        try await world.office.promiseDeed(
            DeedDraft(
                receiver: (receiver ?? world.me.person).id, words: words, saidWhere: "On the phone.", due: due
            ),
            for: world.me)
    }

    @Test(arguments: SQLEngine.allCases)
    func `a day means the end of work on it, by the customer's clock`(engine: SQLEngine) async throws {
        try await PracticeWorld.with(engine) { world in
            let winter = try await deed(world)
            #expect(winter.due == instant("2026-11-24T17:00:00Z"))
            world.clock.set(instant("2027-06-01T08:00:00Z"))
            let summer = try await deed(world, due: .day(date(2_027, 6, 2)))
            #expect(summer.due == instant("2027-06-02T16:00:00Z"))
            let named = try await deed(
                world, due: .time(CivilDateTime(date: date(2_027, 6, 2), hour: 19, minute: 30)))
            #expect(named.due == instant("2027-06-02T18:30:00Z"))
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a day without work, a time that has passed and one too far ahead are refused`(
        engine: SQLEngine
    ) async throws {
        try await PracticeWorld.with(engine) { world in
            for day in [date(2_026, 11, 28), date(2_026, 11, 20), date(2_037, 6, 1), date(9_999, 12, 31)] {
                await refused(.invalid, field: "due") { _ = try await deed(world, due: .day(day)) }
            }
            let now = CivilDateTime(date: date(2_026, 11, 23), hour: 8)
            await refused(.invalid, field: "due") { _ = try await deed(world, due: .time(now)) }
            let soon = CivilDateTime(date: date(2_026, 11, 23), hour: 8, minute: 1)
            _ = try await deed(world, due: .time(soon))
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a deed comes up a day before it is due, and again as broken when it was not done`(
        engine: SQLEngine
    ) async throws {
        try await PracticeWorld.with(engine) { world in
            let promise = try await deed(world, due: .day(date(2_026, 11, 25)))
            #expect(try await world.today().isEmpty)
            world.clock.set(instant("2026-11-24T17:00:00Z"))
            try await world.lookAgain()
            let near = try #require(try await world.today().first)
            #expect(near.line.assessment.verdict == .atRisk)
            #expect(near.promise.words == "I'll call on Tuesday.")
            if case .person(let person) = near.receiver { #expect(person.name == "Maeve") }
            world.clock.set(instant("2026-11-25T17:00:00Z"))
            try await world.lookAgain()
            #expect(try await world.today().map(\.line.assessment.verdict) == [.broken])
            #expect(try await world.office.evaluateDue() == 0)
            #expect(
                try await world.line(promise, nil)?.assessment.grounds.since == world.clock.now())
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `done in time it is kept`(engine: SQLEngine) async throws {
        try await PracticeWorld.with(engine) { world in
            let promise = try await deed(world)
            let line = try #require(try await world.line(promise, nil))
            world.clock.set(instant("2026-11-24T17:00:00Z"))
            try await world.office.act(.done, note: "She was glad", on: line.id, for: world.me)
            let kept = try #require(try await world.line(promise, nil))
            #expect(kept.assessment.verdict == .kept)
            #expect(!kept.wantsAct)
            #expect(try await world.today().isEmpty)
            let list = try await world.office.promises(includeEnded: false, Page(), for: world.me)
            #expect(list.rows.isEmpty)
            let all = try await world.office.promises(includeEnded: true, Page(), for: world.me)
            #expect(all.rows.map(\.verdict) == [.kept])
            world.clock.pass(.days(30))
            try await world.lookAgain()
            #expect(try await world.line(promise, nil)?.assessment.verdict == .kept)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `done too late it stays broken, but nobody has to do anything about it any more`(
        engine: SQLEngine
    ) async throws {
        try await PracticeWorld.with(engine) { world in
            let promise = try await deed(world)
            world.clock.set(instant("2026-11-26T09:00:00Z"))
            try await world.lookAgain()
            let line = try #require(try await world.today().first)
            try await world.office.act(.done, note: "", on: line.line.id, for: world.me)
            let late = try #require(try await world.line(promise, nil))
            #expect(late.assessment.verdict == .broken)
            #expect(late.assessment.grounds.breachEnded == world.clock.now())
            #expect(try await world.today().isEmpty)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `taken back in time with a reason it is withdrawn, and the reason stays readable`(
        engine: SQLEngine
    ) async throws {
        try await PracticeWorld.with(engine) { world in
            let promise = try await deed(world)
            let line = try #require(try await world.line(promise, nil))
            await refused(.invalid, field: "note") {
                try await world.office.act(.notPossible, note: "", on: line.id, for: world.me)
            }
            try await world.office.act(.notPossible, note: "He is on leave", on: line.id, for: world.me)
            #expect(try await world.line(promise, nil)?.assessment.verdict == .withdrawn)
            let view = try await world.office.promise(
                promise.id, verdict: nil, Page(), days: 2, for: world.me)
            #expect(view.acts.map(\.note) == ["He is on leave"])
            #expect(view.actors[world.me.person.id]?.name == "Maeve")
            #expect(view.summary.promise.ended == start)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a note leaves a deed open, and a settled deed cannot be settled again`(engine: SQLEngine)
        async throws
    {
        try await PracticeWorld.with(engine) { world in
            let promise = try await deed(world)
            let line = try #require(try await world.line(promise, nil))
            try await world.office.act(.note, note: "Left a message", on: line.id, for: world.me)
            #expect(try await world.line(promise, nil)?.assessment.verdict == .onTrack)
            await refused(.invalid) {
                try await world.office.act(.tonerSent, note: "", on: line.id, for: world.me)
            }
            try await world.office.act(.done, note: "", on: line.id, for: world.me)
            await refused(.conflict) {
                try await world.office.act(.done, note: "", on: line.id, for: world.me)
            }
            let acts = try await world.records.read { try $0.acts(of: promise.id, device: nil, limit: 10) }
            #expect(Set(acts.map(\.kind)) == [.note, .done])
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `Today is in the order in which promises break, those without a day last`(engine: SQLEngine)
        async throws
    {
        try await PracticeWorld.with(engine) { world in
            _ = try await deed(
                world, due: .time(CivilDateTime(date: date(2_026, 11, 23), hour: 15)), words: "third")
            _ = try await deed(
                world, due: .time(CivilDateTime(date: date(2_026, 11, 23), hour: 12)), words: "second")
            _ = try await deed(
                world, due: .time(CivilDateTime(date: date(2_026, 11, 23), hour: 9)), words: "first")
            let toner = try await world.promiseToner()
            try await world.hear(
                Machine(address: "192.0.2.1", serial: "LC4-0001", supplies: [.toner(.someRemaining)]),
                Machine(address: "192.0.2.2", serial: "LC4-0002", supplies: [.toner(.percent(90))]))
            world.clock.pass(.hours(2))
            try await world.lookAgain()
            let lines = try await world.today()
            #expect(
                lines.map(\.promise.words) == ["first", "second", "third", toner.words])
            #expect(lines.map(\.line.assessment.verdict) == [.broken, .atRisk, .atRisk, .notProvable])
            let paged = try await world.office.today(everybody: true, Page(number: 2, size: 3), for: world.me)
            #expect(paged.lines.rows.map(\.promise.words) == [toner.words])
            #expect(paged.verdicts == [.notProvable: 1])
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `mine are those that I promised; everybody's are all of the customer`(engine: SQLEngine) async throws
    {
        try await PracticeWorld.with(engine) { world in
            let colleague = try await world.office.makePerson(
                named: "Ronan", side: .provider, role: nil, email: nil, phone: nil, place: nil, for: world.me)
            let asRonan = SignedIn(
                account: AccountID(bits: 3), person: colleague, customer: world.me.customer,
                zone: world.me.zone)
            let soon = DeedDraft.Due.time(CivilDateTime(date: date(2_026, 11, 23), hour: 12))
            _ = try await world.office.promiseDeed(
                DeedDraft(receiver: world.me.person.id, words: "Ronan's", saidWhere: "x", due: soon),
                for: asRonan)
            _ = try await deed(world, due: soon, words: "mine")
            #expect(try await world.today(everybody: false).map(\.promise.words) == ["mine"])
            #expect(Set(try await world.today().map(\.promise.words)) == ["mine", "Ronan's"])
            #expect(
                try await world.office.today(everybody: true, Page(), for: world.stranger).lines.rows.isEmpty)
        }
    }
}
