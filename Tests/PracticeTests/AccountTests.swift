// SPDX-License-Identifier: Apache-2.0
import Generators
import People
import Practice
import Storage
import StorageTesting
import Testing
import Values

@Suite struct AccountTests {
    private func answer(
        name: String = "Ronan", email: String = "ronan@example.org", password: String = "another sentence",
        customer: String = "College", zone: String = "Europe/Dublin"
    ) -> WelcomeAnswer {
        WelcomeAnswer(name: name, email: email, password: password, customerName: customer, timeZone: zone)
    }

    /// An office in which nobody has signed in yet.
    private func withEmptyOffice(
        _ engine: SQLEngine, _ body: (Office, SetClock) async throws -> Void
    ) async throws {
        try await TestStore.with(engine) { store in
            let clock = SetClock(PracticeWorld.start)
            let office = Office(
                store: StoredRecords(store), clock: clock, ids: SeededIDs(seed: 1), zones: HandMadeZones(),
                passwords: PlainPasswords(), tokens: CountedTokens())
            try await body(office, clock)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `the first link makes the first account and its customer, once`(engine: SQLEngine) async throws {
        try await withEmptyOffice(engine) { office, _ in
            let link = try #require(try await office.makeFirstInvitation())
            let welcome = try await office.welcome(token: link)
            #expect(welcome.person == nil && welcome.customer == nil)
            let session = try await office.accept(invitation: link, answer())
            let me = try #require(try await office.signedIn(sessionToken: session))
            #expect(me.person.name == "Ronan" && me.person.side == .provider)
            #expect(me.customer.name == "College" && me.customer.timeZone == "Europe/Dublin")
            #expect(me.zone == Zones.dublin)
            await refused(.notFound) { _ = try await office.welcome(token: link) }
            await refused(.notFound) {
                _ = try await office.accept(invitation: link, answer(email: "second@example.org"))
            }
            #expect(try await office.makeFirstInvitation() == nil)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a newer first link makes the older one worthless, and a week makes each of them so`(
        engine: SQLEngine
    ) async throws {
        try await withEmptyOffice(engine) { office, clock in
            let old = try #require(try await office.makeFirstInvitation())
            let new = try #require(try await office.makeFirstInvitation())
            await refused(.notFound) { _ = try await office.welcome(token: old) }
            clock.pass(.days(7) - .microseconds(1))
            _ = try await office.welcome(token: new)
            clock.pass(.microseconds(1))
            await refused(.notFound) { _ = try await office.welcome(token: new) }
            await refused(.notFound) { _ = try await office.accept(invitation: new, answer()) }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `of two who follow the first link at once only one becomes the first`(engine: SQLEngine) async throws
    {
        try await withEmptyOffice(engine) { office, _ in
            let link = try #require(try await office.makeFirstInvitation())
            let outcomes = await withTaskGroup { group in
                for number in 0..<4 {
                    group.addTask {
                        do {
                            _ = try await office.accept(
                                invitation: link, answer(email: "person\(number)@example.org"))
                            return true
                        } catch { return false }
                    }
                }
                return await group.reduce(into: [Bool]()) { $0.append($1) }
            }
            #expect(outcomes.count { $0 } == 1)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a person who is known is invited, and keeps their name and customer`(engine: SQLEngine) async throws
    {
        try await PracticeWorld.with(engine) { world in
            let ronan = try await world.office.makePerson(
                named: "Ronan", side: .customer, role: "Head of registry", email: nil, phone: nil, place: nil,
                for: world.me)
            let link = try await world.office.invite(ronan.id)
            let welcome = try await world.office.welcome(token: link)
            #expect(welcome.person == ronan && welcome.customer == world.me.customer)
            await refused(.conflict, field: "email") {
                _ = try await world.office.accept(invitation: link, answer(email: " MAEVE@example.org "))
            }
            let session = try await world.office.accept(
                invitation: link, answer(name: "Somebody Else", customer: "", zone: ""))
            let signedIn = try #require(try await world.office.signedIn(sessionToken: session))
            #expect(signedIn.person == ronan && signedIn.customer == world.me.customer)
            await refused(.notFound) { _ = try await world.office.invite(PersonID(bits: 5)) }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a wrong password and an unknown address are refused alike and take as long`(
        engine: SQLEngine
    ) async throws {
        try await PracticeWorld.with(engine) { world in
            func refusal(_ email: String, _ password: String) async -> Refusal? {
                await #expect(throws: Refusal.self) {
                    _ = try await world.office.signIn(email: email, password: password)
                }
            }
            let wrong = await refusal("maeve@example.org", "not the sentence")
            let unknown = await refusal("nobody@example.org", "a short sentence")
            #expect(wrong?.reason == .unauthenticated)
            #expect(wrong == unknown)
            #expect(world.passwords.comparedHashes == ["plain:a short sentence", "decoy"])
            for odd in ["", "\u{0}", "maeve@example.org\u{0}", String(repeating: "x", count: 100_000)] {
                let refused = await refusal(odd, "a short sentence")
                #expect(refused == wrong)
            }
            let long = await refusal("maeve@example.org", String(repeating: "x", count: 201))
            #expect(long == wrong)
            let session = try await world.office.signIn(
                email: " Maeve@Example.org ", password: "a short sentence")
            #expect(try await world.office.signedIn(sessionToken: session)?.person == world.me.person)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a session ends after thirty days, and at once when one signs out`(engine: SQLEngine) async throws {
        try await PracticeWorld.with(engine) { world in
            let one = try await world.office.signIn(email: "maeve@example.org", password: "a short sentence")
            let two = try await world.office.signIn(email: "maeve@example.org", password: "a short sentence")
            try await world.office.signOut(sessionToken: one)
            #expect(try await world.office.signedIn(sessionToken: one) == nil)
            #expect(try await world.office.signedIn(sessionToken: "guess") == nil)
            world.clock.pass(.days(30) - .microseconds(1))
            #expect(try await world.office.signedIn(sessionToken: two) != nil)
            world.clock.pass(.microseconds(1))
            #expect(try await world.office.signedIn(sessionToken: two) == nil)
            // Signing in sweeps out what has expired; a clock that jumps back brings nothing of it to life.
            _ = try await world.office.signIn(email: "maeve@example.org", password: "a short sentence")
            world.clock.pass(.days(-10))
            #expect(try await world.office.signedIn(sessionToken: two) == nil)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `an answer that cannot be used names its field and leaves the link good`(engine: SQLEngine)
        async throws
    {
        try await withEmptyOffice(engine) { office, _ in
            let link = try #require(try await office.makeFirstInvitation())
            let long = String(repeating: "x", count: 201)
            let wrong: [(String, WelcomeAnswer)] = [
                ("name", answer(name: " ")), ("name", answer(name: long)), ("email", answer(email: "ronan")),
                ("email", answer(email: "@example.org")), ("email", answer(email: "ronan@")),
                ("email", answer(email: "a@b@c")), ("email", answer(email: "ro\u{0}nan@example.org")),
                ("email", answer(email: long + "@example.org")), ("password", answer(password: "nine char")),
                ("password", answer(password: long)), ("customerName", answer(customer: "")),
                ("customerName", answer(customer: long)), ("timeZone", answer(zone: "Europe/Atlantis")),
                ("timeZone", answer(zone: "../../etc/passwd")),
            ]
            for (field, answer) in wrong {
                await refused(.invalid, field: field) {
                    _ = try await office.accept(invitation: link, answer)
                }
            }
            _ = try await office.accept(
                invitation: link,
                answer(
                    name: String(repeating: "n", count: 200), password: String(repeating: "p", count: 200),
                    customer: String(repeating: "c", count: 200)))
        }
    }
}
