// SPDX-License-Identifier: Apache-2.0
import Generators
import People
import Practice
import Promises
import Storage
import StorageTesting
import Testing
import Values

@Suite struct `A list of promises` {
    @Test(arguments: SQLEngine.allCases)
    func `is narrowed by verdict, measure, side and person, the worst first, page by page`(
        engine: SQLEngine
    ) async throws {
        try await PracticeWorld.with(engine) { world in
            let office = world.office
            let me = world.me
            let dana = try await person("Dana", at: world.room, world)
            let ben = try await person("Ben", at: world.otherRoom, world)
            let toDana = try await world.deed("I call Dana.", to: dana.id)
            let toBen = try await world.deed("I call Ben.", to: ben.id)
            let heard = try await office.promise(
                PromiseDraft(
                    words: "We hear you.", saidWhere: "x",
                    terms: Terms(
                        to: .everyoneAt(world.room.id.description), measure: .heard,
                        target: .time(Span(30, .day)))), for: me)
            let asDana = SignedIn(
                account: AccountID(bits: 5), person: dana, role: .itManager, customer: me.customer,
                zone: me.zone)
            let byDana = try await office.promise(
                PromiseDraft(
                    words: "I hear Ben.", saidWhere: "x",
                    terms: Terms(
                        to: .persons([ben.id.description]), measure: .heard,
                        target: .time(Span(30, .day)))), for: asDana)
            try await office.decide(.withdraw(because: "Not now."), on: toBen.id, for: me)
            world.clock.pass(.days(2))
            try await world.lookAgain()

            func ids(_ query: PromiseQuery, for person: SignedIn? = nil) async throws -> [PromiseID] {
                try await office.promises(query, for: person ?? me).rows.map(\.promise.id)
            }
            let open = try await ids(PromiseQuery())
            #expect(open.first == toDana.id, "it is broken, and the others are not")
            #expect(Set(open) == [toDana.id, heard.id, byDana.id])
            #expect(Set(try await ids(PromiseQuery(includesEnded: true))) == Set(open + [toBen.id]))
            #expect(try await ids(PromiseQuery(verdict: .broken)) == [toDana.id])
            #expect(Set(try await ids(PromiseQuery(measure: .heard))) == [heard.id, byDana.id])
            #expect(try await ids(PromiseQuery(measure: .heard, givenBy: .provider)) == [heard.id])
            #expect(try await ids(PromiseQuery(givenBy: .customer)) == [byDana.id])
            // Dana is promised what everyone in her room is promised.
            #expect(
                Set(try await ids(PromiseQuery(person: dana.id, part: .received))) == [toDana.id, heard.id])
            #expect(try await ids(PromiseQuery(person: dana.id, part: .given)) == [byDana.id])
            #expect(Set(try await ids(PromiseQuery(person: dana.id))) == [toDana.id, heard.id, byDana.id])
            #expect(try await ids(PromiseQuery(person: ben.id, part: .received)) == [byDana.id])

            // Page by page each stands once, also where every promise has to be looked at.
            for measure in [Measure?.none, .heard] {
                let whole = try await ids(PromiseQuery(measure: measure, includesEnded: true))
                var paged: [PromiseID] = []
                var number = 1
                while true {
                    let page = try await office.promises(
                        PromiseQuery(
                            measure: measure, includesEnded: true, page: Page(number: number, size: 1)),
                        for: me)
                    paged += page.rows.map(\.promise.id)
                    guard page.hasMore else { break }
                    number += 1
                }
                #expect(paged == whole)
            }

            // Who sees only what concerns them narrows that, and finds nothing more by it.
            let staff = SignedIn(
                account: AccountID(bits: 6), person: ben, role: .staff, customer: me.customer, zone: me.zone)
            #expect(try await ids(PromiseQuery(), for: staff) == [byDana.id])
            #expect(try await ids(PromiseQuery(verdict: .broken), for: staff) == [])
            #expect(
                try await ids(PromiseQuery(measure: .done, includesEnded: true), for: staff) == [toBen.id])
            await refused(.notFound) {
                _ = try await ids(PromiseQuery(person: world.stranger.person.id))
            }
        }
    }

    private func person(_ name: String, at place: Place, _ world: PracticeWorld) async throws -> Person {
        try await world.office.makePerson(
            named: name, side: .customer, role: nil, email: nil, phone: nil, place: place.id, for: world.me)
    }
}
