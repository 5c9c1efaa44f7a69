// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Practice
import SignIn
import Storage
import Testing
import Values

@testable import Web

@Suite struct SecondFactorPageTests {
    /// The app that read the page's key.
    private func app(_ page: Browser.Answer) throws -> OneTimePassword {
        let key = try #require(page.text.firstMatch(of: #/id="secret">([A-Z2-7 ]+)</#).map { String($0.1) })
        let secret = try #require(Base32.decode(key.replacing(" ", with: "")))
        return try #require(OneTimePassword(secret: secret))
    }

    private func code(_ app: OneTimePassword, _ world: WebWorld) -> String {
        app.code(ofStep: app.step(at: world.clock.now()))
    }

    /// Turns it on through the pages.
    private func turnOn(_ browser: Browser, _ world: WebWorld) async throws -> (OneTimePassword, [String]) {
        let begun = try await browser.post(
            .changeSecondFactor, ["what": "begin", "factorPassword": "a short sentence"])
        #expect(begun.status == .ok)
        #expect(begun.headers[.cacheControl] == "no-store")
        let app = try app(begun)
        let wrong = try await browser.post(.changeSecondFactor, ["what": "confirm", "code": "1"])
        #expect(wrong.status == .unprocessableContent)
        #expect(try self.app(wrong).secretInWords == app.secretInWords)
        let on = try await browser.post(
            .changeSecondFactor, ["what": "confirm", "code": code(app, world)])
        #expect(on.status == .ok)
        let codes = on.text.matches(of: #/<li class="code">([^<]+)</#).map { String($0.1) }
        #expect(codes.count == RecoveryCodes.count)
        let after = try await browser.get(.ownAccount)
        #expect(after.text.contains("10 recovery codes"))
        #expect(!after.text.contains(codes[0]) && !after.text.contains(app.secretInWords))
        return (app, codes)
    }

    /// Signs in with the password, in a browser of its own.
    private func knock(_ browser: Browser, next: String = "/machines") async throws -> (Browser, String) {
        var visitor = Browser(client: browser.client)
        let page = try await visitor.send(.get, "/sign-in")
        visitor.cookies = page.cookies
        let answer = try await visitor.post(
            .signIn, ["email": "maeve@example.org", "password": "a short sentence", "next": next],
            forgery: page.forgery)
        #expect(answer.status == .seeOther)
        visitor.cookies.merge(answer.cookies) { $1 }
        return (visitor, answer.location ?? "")
    }

    @Test(arguments: SQLEngine.allCases)
    func `after the password the code is asked for, and leads to where one was going`(
        _ engine: SQLEngine
    ) async throws {
        try await WebWorld.with(engine) { world in
            try await world.browse { browser in
                let (app, _) = try await turnOn(browser, world)
                world.clock.pass(.seconds(30))
                let (visitor, location) = try await knock(browser)
                #expect(location == "/sign-in/code?next=%2Fmachines")
                // The password has opened nothing yet.
                #expect(try await visitor.get(.today()).location?.hasPrefix("/sign-in") == true)
                let page = try await visitor.send(.get, location)
                #expect(page.status == .ok)
                let forgery = page.forgery
                let wrong = try await visitor.post(
                    .signInCode(), ["code": "000000", "next": "/machines"], forgery: forgery)
                #expect(wrong.status == .unprocessableContent)
                let forged = try await visitor.post(
                    .signInCode(), ["code": code(app, world), "next": "/machines"], forgery: "x")
                #expect(forged.status == .forbidden)
                let right = try await visitor.post(
                    .signInCode(), ["code": code(app, world), "next": "/machines"], forgery: forgery)
                #expect(right.status == .seeOther && right.location == "/machines")
                let inside = Browser(client: browser.client, cookies: right.cookies)
                #expect(try await inside.get(.today()).status == .ok)
                #expect(try await inside.get(.signInCode()).location == "/sign-in")
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `whoever tries codes is held back, the right one too`(_ engine: SQLEngine) async throws {
        try await WebWorld.with(engine) { world in
            try await world.browse { browser in
                let (app, codes) = try await turnOn(browser, world)
                world.clock.pass(.minutes(60))
                let (visitor, location) = try await knock(browser)
                let forgery = try #require(try await visitor.send(.get, location).forgery)
                for _ in 0..<5 {
                    let wrong = try await visitor.post(.signInCode(), ["code": "111111"], forgery: forgery)
                    #expect(wrong.status == .unprocessableContent)
                }
                // The password given anew gives no attempts back.
                let (again, _) = try await knock(browser)
                let other = try #require(try await again.send(.get, location).forgery)
                for code in [code(app, world), codes[0]] {
                    let held = try await again.post(.signInCode(), ["code": code], forgery: other)
                    #expect(held.status == .tooManyRequests)
                }
                world.clock.pass(.minutes(5))
                let right = try await again.post(.signInCode(), ["code": code(app, world)], forgery: other)
                #expect(right.status == .seeOther)
            }
        }
    }

    @Test func `a browser left open cannot be used to find out the password`() async throws {
        try await WebWorld.with(.sqlite) { world in
            try await world.browse { browser in
                for _ in 0..<5 {
                    let wrong = try await browser.post(
                        .changePassword, ["old": "guess", "password": "something longer"])
                    #expect(wrong.status == .unprocessableContent)
                }
                let right = try await browser.post(
                    .changePassword, ["old": "a short sentence", "password": "something longer"])
                #expect(right.status == .conflict)
                #expect(right.text.contains("tried too often"))
                world.clock.pass(.minutes(5))
                let later = try await browser.post(
                    .changePassword, ["old": "a short sentence", "password": "something longer"])
                #expect(later.status == .seeOther)
            }
        }
    }

    @Test func `it is turned off with password and code`() async throws {
        try await WebWorld.with(.sqlite) { world in
            try await world.browse { browser in
                let (_, codes) = try await turnOn(browser, world)
                let wrong = try await browser.post(
                    .changeSecondFactor, ["what": "end", "code": codes[0], "factorPassword": "no"])
                #expect(wrong.text.contains("This is not your password."))
                let off = try await browser.post(
                    .changeSecondFactor,
                    ["what": "end", "code": codes[0], "factorPassword": "a short sentence"])
                #expect(off.status == .seeOther)
                let (visitor, location) = try await knock(browser)
                #expect(location == "/machines")
                #expect(try await visitor.get(.today()).status == .ok)
            }
        }
    }
}
