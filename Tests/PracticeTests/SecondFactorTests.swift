// SPDX-License-Identifier: Apache-2.0
import People
import Practice
import SignIn
import Storage
import StorageTesting
import Testing
import Values

@Suite struct SecondFactorTests {
    /// What the app on somebody's phone would show.
    private struct App {
        let password: OneTimePassword

        init(_ offer: SecondFactorOffer) throws {
            let text = offer.secretInWords.replacing(" ", with: "")
            let secret = try #require(Base32.decode(text))
            password = try #require(OneTimePassword(secret: secret))
        }

        func code(at now: Instant) -> String { password.code(ofStep: password.step(at: now)) }
    }

    private let password = "a short sentence"

    /// Turns it on for whoever has the first account.
    private func turnOn(_ world: PracticeWorld) async throws -> (App, [String]) {
        let offer = try await world.office.beginSecondFactor(password: password, for: world.me)
        let app = try App(offer)
        let codes = try await world.office.confirmSecondFactor(
            app.code(at: world.clock.now()), for: world.me)
        return (app, codes)
    }

    private func signIn(_ world: PracticeWorld) async throws -> String {
        try await world.office.signIn(email: "maeve@example.org", password: password)
    }

    private func deeds(_ world: PracticeWorld) async throws -> [TrailEntry.Deed] {
        try await world.office.trail(Page(), for: world.me).entries.rows.map(\.deed)
    }

    @Test(arguments: SQLEngine.allCases)
    func `the password alone opens nothing once a second factor is on`(engine: SQLEngine) async throws {
        try await PracticeWorld.with(engine) { world in
            let (app, _) = try await turnOn(world)
            world.clock.pass(.seconds(30))
            let waiting = try await signIn(world)
            #expect(try await world.office.signedIn(sessionToken: waiting) == nil)
            #expect(try await world.office.awaitingCode(sessionToken: waiting) == world.me.account)
            let session = try await world.office.enter(
                code: app.code(at: world.clock.now()), sessionToken: waiting)
            #expect(try await world.office.signedIn(sessionToken: session)?.person == world.me.person)
            #expect(session != waiting)
            #expect(try await world.office.signedIn(sessionToken: waiting) == nil)
            #expect(try await world.office.awaitingCode(sessionToken: session) == nil)
            #expect(try await deeds(world).prefix(2) == [.signedIn, .secondFactorOn])
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a code that was used opens nothing a second time, in another browser neither`(
        engine: SQLEngine
    ) async throws {
        try await PracticeWorld.with(engine) { world in
            let (app, _) = try await turnOn(world)
            // The one it was turned on with is used up, too.
            let first = try await signIn(world)
            let code = app.code(at: world.clock.now())
            await refused(.invalid) { _ = try await world.office.enter(code: code, sessionToken: first) }
            world.clock.pass(.seconds(30))
            let next = app.code(at: world.clock.now())
            _ = try await world.office.enter(code: next, sessionToken: first)
            let second = try await signIn(world)
            await refused(.invalid) { _ = try await world.office.enter(code: next, sessionToken: second) }
            #expect(try await deeds(world).first == .codeRefused)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `of two who send the same code at once one comes in`(engine: SQLEngine) async throws {
        try await PracticeWorld.with(engine) { world in
            let (app, _) = try await turnOn(world)
            world.clock.pass(.seconds(30))
            let code = app.code(at: world.clock.now())
            let waiting = [try await signIn(world), try await signIn(world), try await signIn(world)]
            let opened = await withTaskGroup { group in
                for token in waiting {
                    group.addTask {
                        (try? await world.office.enter(code: code, sessionToken: token)) != nil
                    }
                }
                return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(opened == 1)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a browser that waits for the code waits ten minutes`(engine: SQLEngine) async throws {
        try await PracticeWorld.with(engine) { world in
            let (app, _) = try await turnOn(world)
            let waiting = try await signIn(world)
            world.clock.pass(.minutes(10) - .microseconds(1))
            #expect(try await world.office.awaitingCode(sessionToken: waiting) != nil)
            world.clock.pass(.microseconds(1))
            #expect(try await world.office.awaitingCode(sessionToken: waiting) == nil)
            await refused(.unauthenticated) {
                _ = try await world.office.enter(
                    code: app.code(at: world.clock.now()), sessionToken: waiting)
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `each recovery code opens once, however it is typed, and only its own account`(
        engine: SQLEngine
    ) async throws {
        try await PracticeWorld.with(engine) { world in
            let (_, codes) = try await turnOn(world)
            #expect(Set(codes).count == RecoveryCodes.count)
            let first = try await signIn(world)
            _ = try await world.office.enter(
                code: codes[0].uppercased().replacing("-", with: " "), sessionToken: first)
            let second = try await signIn(world)
            await refused(.invalid) {
                _ = try await world.office.enter(code: codes[0], sessionToken: second)
            }
            _ = try await world.office.enter(code: codes[1], sessionToken: second)
            let left = try await world.office.secondFactor(for: world.me).recoveryCodesLeft
            #expect(left == RecoveryCodes.count - 2)
            let trail = try await world.office.trail(Page(), for: world.me).entries.rows
            #expect(trail.first { $0.deed == .recoveryCodeUsed }?.about == "8 left")
            // Nothing of what was shown is kept.
            let kept = try await world.records.read { try $0.recoveryCodes(of: world.me.account) }
            #expect(kept.count == 8 && kept.allSatisfy { $0.count == 32 })
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `it is asked for only after the app has shown that it knows the secret`(
        engine: SQLEngine
    ) async throws {
        try await PracticeWorld.with(engine) { world in
            await refused(.invalid, field: "factorPassword") {
                _ = try await world.office.beginSecondFactor(password: "another", for: world.me)
            }
            let offer = try await world.office.beginSecondFactor(password: password, for: world.me)
            let app = try App(offer)
            #expect(offer.address.hasPrefix("otpauth://totp/Goodword:maeve%40example.org?secret="))
            let before = try await signIn(world)
            #expect(try await world.office.signedIn(sessionToken: before) != nil)
            await refused(.invalid, field: "code") {
                _ = try await world.office.confirmSecondFactor("000000x", for: world.me)
            }
            let again = try #require(try await world.office.begunSecondFactor(for: world.me))
            #expect(again.secretInWords == offer.secretInWords)
            _ = try await world.office.confirmSecondFactor(app.code(at: world.clock.now()), for: world.me)
            // Who came in with the password alone comes in anew; the browser that turned it on stays.
            #expect(try await world.office.signedIn(sessionToken: before) == nil)
            #expect(try await world.office.ownAccount(for: world.me).browsers.map(\.isThisOne) == [true])
            await refused(.conflict) {
                _ = try await world.office.beginSecondFactor(password: password, for: world.me)
            }
            #expect(try await world.office.begunSecondFactor(for: world.me) == nil)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a secret that nobody confirmed in ten minutes is good for nothing`(
        engine: SQLEngine
    ) async throws {
        try await PracticeWorld.with(engine) { world in
            let app = try App(try await world.office.beginSecondFactor(password: password, for: world.me))
            world.clock.pass(.minutes(10))
            await refused(.conflict) {
                _ = try await world.office.confirmSecondFactor(
                    app.code(at: world.clock.now()), for: world.me)
            }
            #expect(try await world.office.secondFactor(for: world.me).since == nil)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `turning it off takes the password and a code`(engine: SQLEngine) async throws {
        try await PracticeWorld.with(engine) { world in
            let (app, codes) = try await turnOn(world)
            world.clock.pass(.seconds(30))
            let code = app.code(at: world.clock.now())
            await refused(.invalid, field: "factorPassword") {
                try await world.office.endSecondFactor(password: "x", code: code, for: world.me)
            }
            await refused(.invalid, field: "code") {
                try await world.office.endSecondFactor(password: password, code: "123", for: world.me)
            }
            let renewed = try await world.office.renewRecoveryCodes(code: code, for: world.me)
            #expect(Set(renewed).isDisjoint(with: codes))
            await refused(.invalid, field: "code") {
                try await world.office.endSecondFactor(password: password, code: codes[0], for: world.me)
            }
            try await world.office.endSecondFactor(password: password, code: renewed[0], for: world.me)
            let session = try await signIn(world)
            #expect(try await world.office.signedIn(sessionToken: session) != nil)
            #expect(try await world.office.secondFactor(for: world.me).recoveryCodesLeft == 0)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `whoever answers for the accounts resets another's, and nobody their own or a stranger's`(
        engine: SQLEngine
    ) async throws {
        try await PracticeWorld.with(engine) { world in
            let dana = try await world.office.makePerson(
                named: "Dana", side: .customer, role: nil, email: nil, phone: nil, place: nil, for: world.me)
            let link = try await world.office.invite(dana.id, as: .staff)
            let session = try await world.office.accept(
                invitation: link,
                WelcomeAnswer(
                    name: "", email: "dana@example.org", password: "her own sentence", customerName: "",
                    timeZone: ""))
            let her = try #require(try await world.office.signedIn(sessionToken: session))
            let offer = try await world.office.beginSecondFactor(password: "her own sentence", for: her)
            _ = try await world.office.confirmSecondFactor(
                try App(offer).code(at: world.clock.now()), for: her)
            #expect(try await world.office.account(her.account, for: world.me).hasSecondFactor)
            for role in [Role.accountManager, .serviceDesk, .technician, .executive, .staff] {
                let other = try await #require(throws: Refusal.self) {
                    try await world.office.resetSecondFactor(of: her.account, for: world.me(as: role))
                }
                #expect([.forbidden, .notFound].contains(other.reason), "\(role)")
            }
            await refused(.notFound) {
                try await world.office.resetSecondFactor(of: her.account, for: world.stranger)
            }
            try await world.office.resetSecondFactor(of: her.account, for: world.me)
            #expect(try await world.office.signedIn(sessionToken: session) == nil)
            let again = try await world.office.signIn(email: "dana@example.org", password: "her own sentence")
            #expect(try await world.office.signedIn(sessionToken: again) != nil)
            await refused(.conflict) {
                try await world.office.resetSecondFactor(of: world.me.account, for: world.me)
            }
            let trail = try await world.office.trail(Page(), for: world.me).entries.rows
            #expect(trail.contains { $0.deed == .secondFactorOff && $0.about == "dana@example.org" })
        }
    }

    @Test func `the secret stands in no description`() {
        let factor = SecondFactor(
            account: ID(bits: 1), secret: Array("secret!".utf8), made: .init(microseconds: 0))
        #expect(!"\(factor)".contains("115"))
        var dumped = ""
        dump(factor, to: &dumped)
        #expect(!dumped.contains("115") && !dumped.contains("secret!"))
    }
}
