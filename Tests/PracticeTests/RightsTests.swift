// SPDX-License-Identifier: Apache-2.0
import Fleet
import Generators
import People
import Practice
import Promises
import Storage
import Testing
import Values

/// What belongs to one customer does not exist for the other.
@Suite struct RightsTests {
    /// Everything that a neighbour may guess the id of.
    private struct Theirs {
        let device: DeviceID
        let reading: ReadingID
        let promise: Promise
        let line: ID<PromiseLine>
        let deed: Promise
    }

    private func furnish(_ world: PracticeWorld) async throws -> Theirs {
        let promise = try await world.promiseToner()
        try await world.hear(Machine(serial: "LC4-0001", pages: 1_000, supplies: [.toner(.percent(0))]))
        let record = try await world.record("LC4-0001")
        let deed = try await world.office.promiseDeed(
            DeedDraft(
                receiver: world.me.person.id, words: "I'll call.", saidWhere: "x",
                due: .time(CivilDateTime(date: date(2_026, 11, 23), hour: 12))), for: world.me)
        let line = try #require(try await world.line(promise, record.device.id))
        return Theirs(
            device: record.device.id, reading: record.latestKept, promise: promise, line: line.id, deed: deed)
    }

    @Test(arguments: SQLEngine.allCases)
    func `nobody sees or changes another customer's things, in whatever way they ask`(
        engine: SQLEngine
    ) async throws {
        try await PracticeWorld.with(engine) { world in
            let theirs = try await furnish(world)
            let office = world.office
            let me = world.stranger
            let page = Page()
            let before = try await world.snapshot()
            let attempts: [(String, () async throws -> Void)] = [
                (
                    "machines",
                    { _ = try await office.machines(DeviceQuery(customer: world.me.customer.id), for: me) }
                ),
                ("machine", { _ = try await office.machine(theirs.device, for: me) }),
                ("events", { _ = try await office.events(of: theirs.device, page, for: me) }),
                ("readings", { _ = try await office.readings(of: theirs.device, page, for: me) }),
                ("reading", { _ = try await office.reading(theirs.reading, for: me) }),
                ("pages", { _ = try await office.pagesPerDay(theirs.device, days: 7, for: me) }),
                ("move", { try await office.move(theirs.device, to: world.otherRoom.id, for: me) }),
                ("place", { _ = try await office.place(world.room.id, page, for: me) }),
                (
                    "place below",
                    {
                        _ = try await office.makePlace(named: "x", kind: .room, below: world.room.id, for: me)
                    }
                ),
                ("person", { _ = try await office.person(world.me.person.id, for: me) }),
                (
                    "person at",
                    {
                        _ = try await office.makePerson(
                            named: "x", side: .provider, role: nil, email: nil, phone: nil,
                            place: world.room.id, for: me)
                    }
                ),
                (
                    "promise",
                    {
                        _ = try await office.promise(theirs.promise.id, verdict: nil, page, days: 7, for: me)
                    }
                ),
                (
                    "deed",
                    { _ = try await office.promise(theirs.deed.id, verdict: nil, page, days: 7, for: me) }
                ),
                (
                    "promise a person",
                    {
                        _ = try await office.promiseDeed(
                            DeedDraft(
                                receiver: world.me.person.id, words: "x", saidWhere: "x",
                                due: .time(CivilDateTime(date: date(2_026, 11, 24), hour: 12))), for: me)
                    }
                ),
                (
                    "promise a place",
                    {
                        _ = try await office.promise(
                            PromiseDraft(
                                words: "x", saidWhere: "x",
                                terms: .nobodyRunsOut(to: .everyoneAt(world.room.id.description))), for: me)
                    }
                ),
                ("line", { _ = try await office.line(theirs.line, for: me) }),
                ("act", { try await office.act(.tonerSent, note: "", on: theirs.line, for: me) }),
                (
                    "collector at",
                    {
                        _ = try await office.makeCollector(named: "x", place: world.room.id, for: me)
                    }
                ),
                ("revoke", { try await office.revokeCollector(world.collector.collector.id, for: me) }),
                ("collector", { _ = try await office.collector(world.collector.collector.id, for: me) }),
                ("code", { _ = try await office.makeCode(for: world.collector.collector.id, by: me) }),
                (
                    "arrange",
                    {
                        try await office.arrange(
                            world.collector.collector.id, keeper: nil, silenceMax: .hours(3), for: me)
                    }
                ),
                ("note", { try await office.note("x", about: world.collector.collector.id, for: me) }),
            ]
            for (name, attempt) in attempts {
                let error = await #expect(throws: Refusal.self, "\(name)") { try await attempt() }
                #expect(error?.reason == .notFound, "\(name)")
            }
            #expect(try await world.snapshot() == before)
            _ = try await world.office.collector(token: "token-3")
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `what is another's is refused in the same words as what is not there`(engine: SQLEngine) async throws
    {
        try await PracticeWorld.with(engine) { world in
            let theirs = try await furnish(world)
            let office = world.office
            let me = world.stranger
            func message(_ body: () async throws -> Void) async -> String? {
                await #expect(throws: Refusal.self) { try await body() }?.message
            }
            let pairs = [
                (
                    await message { _ = try await office.machine(theirs.device, for: me) },
                    await message { _ = try await office.machine(DeviceID(bits: 5), for: me) }
                ),
                (
                    await message { _ = try await office.reading(theirs.reading, for: me) },
                    await message { _ = try await office.reading(ReadingID(bits: 5), for: me) }
                ),
                (
                    await message { _ = try await office.place(world.room.id, Page(), for: me) },
                    await message { _ = try await office.place(PlaceID(bits: 5), Page(), for: me) }
                ),
                (
                    await message { _ = try await office.person(world.me.person.id, for: me) },
                    await message { _ = try await office.person(PersonID(bits: 5), for: me) }
                ),
                (
                    await message {
                        _ = try await office.promise(
                            theirs.promise.id, verdict: nil, Page(), days: 1, for: me)
                    },
                    await message {
                        _ = try await office.promise(
                            PromiseID(bits: 5), verdict: nil, Page(), days: 1, for: me)
                    }
                ),
                (
                    await message { try await office.act(.done, note: "", on: theirs.line, for: me) },
                    await message { try await office.act(.done, note: "", on: ID(bits: 5), for: me) }
                ),
                (
                    await message { _ = try await office.line(theirs.line, for: me) },
                    await message { _ = try await office.line(ID(bits: 5), for: me) }
                ),
                (
                    await message { try await office.revokeCollector(world.collector.collector.id, for: me) },
                    await message { try await office.revokeCollector(CollectorID(bits: 5), for: me) }
                ),
            ]
            for (anothers, nobodys) in pairs { #expect(anothers == nobodys) }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `lists hold only what is one's own`(engine: SQLEngine) async throws {
        try await PracticeWorld.with(engine) { world in
            _ = try await furnish(world)
            let office = world.office
            let me = world.stranger
            #expect(try await office.places(for: me).children.isEmpty)
            #expect(try await office.places(named: "R", for: me).isEmpty)
            #expect(try await office.places(named: "R", for: world.me).isEmpty == false)
            #expect(
                try await office.people(matching: "", Page(), for: me).people.rows.map(\.name) == ["Stranger"]
            )
            #expect(try await office.promises(includeEnded: true, Page(), for: me).rows.isEmpty)
            #expect(try await office.today(everybody: true, Page(), for: me).lines.rows.isEmpty)
            #expect(try await office.collectors(for: me).isEmpty)
            let machines = try await office.machines(DeviceQuery(customer: me.customer.id), for: me)
            #expect(machines.rows.rows.isEmpty && machines.makes.isEmpty && machines.countOfAll == 0)
            let placed = try await office.machines(
                DeviceQuery(customer: me.customer.id, place: world.campus.id), for: me)
            #expect(placed.rows.rows.isEmpty)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a collector whose token was withdrawn, or is not known, delivers nothing`(engine: SQLEngine)
        async throws
    {
        try await PracticeWorld.with(engine) { world in
            await refused(.unauthenticated) { _ = try await world.office.collector(token: "guess") }
            try await world.office.revokeCollector(world.collector.collector.id, for: world.me)
            await refused(.forbidden) { _ = try await world.office.collector(token: "token-3") }
            await refused(.forbidden) { try await world.hear(Machine(serial: "LC4-0001")) }
            #expect(try await world.allDevices().isEmpty)
            let collectors = try await world.office.collectors(for: world.me)
            #expect(collectors.map(\.revoked) == [PracticeWorld.start])
        }
    }
}
