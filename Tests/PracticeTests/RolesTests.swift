// SPDX-License-Identifier: Apache-2.0
import Fleet
import Generators
import People
import Practice
import Promises
import Storage
import Testing
import Values

/// What each part of the practice opens and what it does not, through the use cases themselves.
@Suite struct RolesTests {
    /// Somebody of the customer's, in a room of theirs.
    private func somebody(_ world: PracticeWorld, _ role: Role, _ number: UInt128 = 800) async throws
        -> SignedIn
    {
        let person = Person(
            id: PersonID(bits: number), customer: world.me.customer.id, side: .customer, name: "Dana",
            place: world.room.id)
        try await world.records.write { records in
            if try records.person(person.id) == nil { try records.insert(person) }
        }
        return SignedIn(
            account: AccountID(bits: number), person: person, role: role, customer: world.me.customer,
            zone: world.me.zone)
    }

    @Test(arguments: SQLEngine.allCases)
    func `whoever comes first answers for the whole practice, and belongs to the provider`(
        engine: SQLEngine
    ) async throws {
        try await PracticeWorld.with(engine) { world in
            #expect(world.me.role == .owner)
            #expect(world.me.person.customer == Customer.providerID)
            #expect(world.me.customer.name == "College")
            let provider = try await world.records.read { try $0.customer(Customer.providerID) }
            #expect(provider?.name == Customer.providerName)
            #expect(provider?.timeZone == "Europe/Dublin")
            let customers = try await world.records.read { try $0.customers(limit: 10).map(\.name) }
            #expect(customers == ["College", "Neighbour"])
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `staff see the promises in which they have a part, and of people those who look after them`(
        engine: SQLEngine
    ) async throws {
        try await PracticeWorld.with(engine) { world in
            let dana = try await somebody(world, .staff)
            let ben = try await somebody(world, .staff, 801)
            let due = DeedDraft.Due.time(CivilDateTime(date: date(2_026, 11, 24), hour: 12))
            let hers = try await world.office.promiseDeed(
                DeedDraft(receiver: dana.person.id, words: "I'll call.", saidWhere: "x", due: due),
                for: world.me)
            let his = try await world.office.promiseDeed(
                DeedDraft(receiver: ben.person.id, words: "I'll come.", saidWhere: "x", due: due),
                for: world.me)
            let listed = try await world.office.promises(includeEnded: true, Page(), for: dana)
            #expect(listed.rows.map(\.promise.id) == [hers.id])
            #expect(listed.total == 1)
            let standing = try await world.office.promises(PromiseQuery(), for: dana)
            #expect(standing.rows.map(\.promise.id) == [hers.id])
            _ = try await world.office.promise(hers.id, verdict: nil, Page(), days: 1, for: dana)
            await refused(.notFound) {
                _ = try await world.office.promise(his.id, verdict: nil, Page(), days: 1, for: dana)
            }
            let people = try await world.office.people(matching: "", Page(), for: dana).people.rows
            #expect(Set(people.map(\.name)) == ["Dana", "Maeve"])
            _ = try await world.office.person(world.me.person.id, for: dana)
            await refused(.notFound) { _ = try await world.office.person(ben.person.id, for: dana) }
            await refused(.notFound) { _ = try await world.office.today(everybody: true, Page(), for: dana) }
            #expect(try await world.office.today(everybody: false, Page(), for: dana).lines.rows.isEmpty)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `what one may see and not do is refused as such, and what one may not see is not there`(
        engine: SQLEngine
    ) async throws {
        try await PracticeWorld.with(engine) { world in
            try await world.hear(Machine(serial: "LC4-0001", pages: 1_000, supplies: [.toner(.percent(50))]))
            let machine = try await world.record("LC4-0001").device.id
            let office = world.office
            let dana = try await somebody(world, .staff)
            let manager = try await somebody(world, .itManager, 802)
            _ = try await office.machine(machine, for: dana)
            await refused(.forbidden) { _ = try await office.readings(of: machine, Page(), for: dana) }
            await refused(.forbidden) { try await office.move(machine, to: world.otherRoom.id, for: dana) }
            await refused(.notFound) { _ = try await office.collectors(for: dana) }
            await refused(.notFound) { _ = try await office.ledger(for: dana) }
            _ = try await office.readings(of: machine, Page(), for: manager)
            try await office.move(machine, to: world.otherRoom.id, for: manager)
            _ = try await office.collectors(for: manager)
            _ = try await office.ledger(for: manager)
            await refused(.forbidden) {
                _ = try await office.makeCode(for: world.collector.collector.id, by: manager)
            }
            await refused(.forbidden) {
                try await office.revokeCollector(
                    world.collector.collector.id, for: world.me(as: .technician))
            }
            let shown = try await office.collector(world.collector.collector.id, for: world.me)
            #expect(shown.collector.revoked == nil)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a customer's person writes down nobody on the provider's side`(engine: SQLEngine) async throws {
        try await PracticeWorld.with(engine) { world in
            let manager = try await somebody(world, .itManager)
            let made = try await world.office.makePerson(
                named: "Ida", side: .provider, role: nil, email: nil, phone: nil, place: nil, for: manager)
            #expect(made.side == .customer && made.customer == world.me.customer.id)
        }
    }
}
