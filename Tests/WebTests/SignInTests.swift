// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import People
import Practice
import SignIn
import Storage
import StorageTesting
import Testing
import Values

@testable import Web

@Suite struct SignInTests {
    /// A visit to the door: its cookie and the form's token.
    private func visit(_ browser: Browser, _ path: String = "/sign-in") async throws -> (Browser, String) {
        var visitor = Browser(client: browser.client)
        let page = try await visitor.send(.get, path)
        visitor.cookies = page.cookies
        return (visitor, try #require(page.forgery))
    }

    @Test(arguments: SQLEngine.allCases)
    func `the right key opens, and leads to where one was going`(_ engine: SQLEngine) async throws {
        try await WebWorld.with(engine) { world in
            try await world.browse { browser in
                let (visitor, token) = try await visit(browser)
                let answer = try await visitor.post(
                    .signIn,
                    [
                        "email": " Maeve@Example.org", "password": "a short sentence",
                        "next": "/machines?page=2",
                    ],
                    forgery: token)
                #expect(answer.status == .seeOther)
                #expect(answer.location == "/machines?page=2")
                let cookie = try #require(
                    answer.headers[values: .setCookie].first { $0.hasPrefix("goodword=") })
                #expect(
                    cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax")
                        && cookie.contains("Path=/"))
                #expect(!cookie.contains("Secure"))
                let inside = Browser(client: browser.client, cookies: answer.cookies)
                #expect(try await inside.get(.today()).status == .ok)
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a wrong key and an unknown address are told apart by nothing`(_ engine: SQLEngine) async throws {
        try await WebWorld.with(engine) { world in
            try await world.browse { browser in
                let (visitor, token) = try await visit(browser)
                func answer(_ email: String) async throws -> Browser.Answer {
                    try await visitor.post(
                        .signIn, ["email": email, "password": "not that one"], forgery: token)
                }
                let known = try await answer("maeve@example.org")
                let unknown = try await answer("nobody@example.org")
                #expect(known.status == .unprocessableContent && unknown.status == .unprocessableContent)
                #expect(known.text.replacing("maeve", with: "nobody") == unknown.text)
                #expect(known.cookies["goodword"] == nil)
                #expect(!known.text.contains("not that one"))
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `whoever tries too often waits`(_ engine: SQLEngine) async throws {
        try await WebWorld.with(engine) { world in
            try await world.browse { browser in
                let (visitor, token) = try await visit(browser)
                let right = ["email": "maeve@example.org", "password": "a short sentence"]
                for _ in 0..<AttemptLimits.perAccount.attempts {
                    let answer = try await visitor.post(
                        .signIn, ["email": "maeve@example.org", "password": "guess"], forgery: token)
                    #expect(answer.status == .unprocessableContent)
                }
                #expect(try await visitor.post(.signIn, right, forgery: token).status == .tooManyRequests)
                world.clock.pass(AttemptLimits.perAccount.each)
                #expect(try await visitor.post(.signIn, right, forgery: token).status == .seeOther)
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `signing in cannot be forged either`(_ engine: SQLEngine) async throws {
        try await WebWorld.with(engine) { world in
            try await world.browse { browser in
                let right = ["email": "maeve@example.org", "password": "a short sentence"]
                let (visitor, token) = try await visit(browser)
                let bare = Browser(client: browser.client)
                #expect(try await bare.post(.signIn, right, forgery: token).status == .forbidden)
                #expect(try await visitor.post(.signIn, right, forgery: "x").status == .forbidden)
                let (other, _) = try await visit(browser)
                #expect(try await other.post(.signIn, right, forgery: token).status == .forbidden)
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `after signing out the cookie opens nothing`(_ engine: SQLEngine) async throws {
        try await WebWorld.with(engine) { world in
            try await world.browse { browser in
                let answer = try await browser.post(.signOut)
                #expect(answer.location == "/sign-in")
                #expect(try await browser.get(.today()).status == .seeOther)
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `behind https the cookies never travel without it`(_ engine: SQLEngine) async throws {
        try await WebWorld.with(engine) { world in
            let configuration = WebConfiguration(publicAddress: "https://print.example/")
            try await world.browse(configuration: configuration) { browser in
                let page = try await Browser(client: browser.client).send(.get, "/sign-in")
                let cookie = try #require(page.headers[values: .setCookie].first)
                #expect(cookie.hasPrefix("__Host-goodword-visit=") && cookie.contains("Secure"))
                #expect(page.headers[try name("Strict-Transport-Security")] != nil)
                // The cookie that would be sent in the clear is not taken.
                #expect(try await browser.get(.today()).status == .seeOther)
                let inside = Browser(client: browser.client, cookies: ["__Host-goodword": world.session])
                #expect(try await inside.get(.today()).status == .ok)
                let foreign = try await inside.post(
                    .signOut, forgery: forgeryToken(for: world.session),
                    headers: [.origin: "http://localhost"])
                #expect(foreign.status == .forbidden)
                let own = try await inside.post(
                    .signOut, forgery: forgeryToken(for: world.session),
                    headers: [.origin: "https://print.example"])
                #expect(own.status == .seeOther)
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `the one-time link makes the first account once`(_ engine: SQLEngine) async throws {
        try await TestStore.with(engine) { store in
            let office = WebWorld.makeOffice(StoredRecords(store), clock: StillClock(WebWorld.start))
            let link = try #require(try await office.makeFirstInvitation())
            let application = try buildApplication(
                office: office, configuration: WebConfiguration(), logger: Logger(label: "test"))
            try await application.test(.router) { client in
                let (visitor, token) = try await visit(Browser(client: client), "/welcome/\(link)")
                var fields = [
                    "name": "Maeve", "customerName": "College", "timeZone": "Europe/Dublin",
                    "email": "maeve@example.org", "password": "short",
                ]
                let short = try await visitor.post(.welcome(link), fields, forgery: token)
                #expect(short.status == .unprocessableContent)
                #expect(
                    short.text.contains("at least 10 characters") && short.text.contains("value=\"Maeve\""))
                fields["password"] = "a longer sentence"
                fields["timeZone"] = "Middle/Earth"
                let zone = try await visitor.post(.welcome(link), fields, forgery: token)
                #expect(zone.text.contains("This time zone is not known."))
                #expect(!zone.text.contains("a longer sentence"))
                fields["timeZone"] = "Europe/Dublin"
                let done = try await visitor.post(.welcome(link), fields, forgery: token)
                #expect(done.status == .seeOther && done.location == "/")
                let inside = Browser(client: client, cookies: done.cookies)
                #expect(try await inside.get(.today()).text.contains("Maeve"))
                #expect(try await visitor.send(.get, "/welcome/\(link)").status == .notFound)
                #expect(try await visitor.post(.welcome(link), fields, forgery: token).status == .notFound)
            }
        }
    }
}
