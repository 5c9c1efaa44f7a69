// SPDX-License-Identifier: Apache-2.0
import Fleet
import HTTPTypes
import Hummingbird
import People
import Practice
import Promises
import Storage
import StorageTesting
import Testing
import Values

@testable import Web

@Suite struct PagesTests {
    /// What answers to a link although nobody has signed in, or not with a page.
    private let open: Set<RoutePattern> = [
        .signIn, .signInCode, .welcome, .asset, .health, .calendarFeed, .walkOnPhone, .walkWorker,
        .walkManifest,
        .scimUsers, .scimUser, .scimConfiguration, .scimResourceTypes, .scimSchemas,
    ]
    /// What programs read.
    private let forPrograms: Set<RoutePattern> = [
        .readingJSON, .promisesJSON, .promiseJSON, .promiseText, .heldJSON, .walksJSON, .walkJSON,
    ]
    private let postOnly: Set<RoutePattern> = [
        .customerChoice, .invitation, .ownPassword, .ownSessions, .ownSecondFactor,
        .acts, .deeds, .evidenceLines, .evidenceCorrection, .conversationPromises, .cadences, .cadenceEnd,
        .personPart, .goalPromises, .goalEnd,
        .personNotes, .personNoteEnd, .personWords, .personWordsEnd, .needMet, .calendarEnd, .outlook,
        .decisions, .revocation,
        .collectorCode,
        .collectorNotes, .signOut,
        .collectorReadings,
        .collectorEnrolment, .walkEntries, .walkPhotos, .walkPhoto, .directoryEnd, .samePeopleEnd,
    ]

    @Test(arguments: SQLEngine.allCases)
    func `every page opens for somebody who has signed in`(_ engine: SQLEngine) async throws {
        try await WebWorld.with(engine) { world in
            let links = try await world.links()
            let missing = Set(RoutePattern.allCases).subtracting(links.keys).subtracting(open).subtracting(
                postOnly)
            #expect(missing == [.live, .ledgerTile], "a page that no test opens")
            try await world.browse { browser in
                for (pattern, route) in links {
                    let answer = try await browser.get(route)
                    #expect(answer.status == .ok, "\(pattern) \(answer.text.prefix(300))")
                    #expect(!answer.text.contains("<h1></h1>"), "\(pattern) has no words in its head")
                }
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `no page opens for somebody who has not`(_ engine: SQLEngine) async throws {
        try await WebWorld.with(engine) { world in
            let links = try await world.links()
            try await world.browse(as: String(repeating: "x", count: 43)) { browser in
                for (pattern, route) in links where !forPrograms.contains(pattern) {
                    let answer = try await browser.get(route)
                    #expect(answer.status == .seeOther, "\(pattern)")
                    #expect(answer.location?.hasPrefix("/sign-in") == true, "\(pattern)")
                    #expect(answer.text.isEmpty, "\(pattern)")
                }
                let read = links.filter { forPrograms.contains($0.key) }.values
                for route in read + [.live] {
                    let answer = try await browser.get(route)
                    #expect(answer.status == .unauthorized)
                    #expect(answer.headers[.contentType] == "application/problem+json")
                    #expect(!answer.text.contains("Example"))
                }
                for route in try await posts(world).keys {
                    let answer = try await browser.post(route)
                    #expect(answer.status == .seeOther || answer.status == .unauthorized, "\(route)")
                }
            }
        }
    }

    /// Every form, with what is wrong in it and the sentence that says so.
    private func posts(_ world: WebWorld) async throws -> [Route: (fields: [String: String], says: String)] {
        let line = try await world.tonerLine()
        return [
            .act(line.id): (["kind": "notPossible", "note": "  "], "Please say why it is not possible"),
            .moveMachine(world.hostileMachine): (["place": "nowhere"], "Please choose a place"),
            .makePlace: (["name": "", "kind": "room"], "Please name the place."),
            .makePerson: (["name": " ", "role": "Porter"], "Please write the person"),
            .setCadence: (["about": "place-\(world.building.id)", "days": "0"], "Choose how many days"),
            .noteInStory: (["kind": "signed", "words": " "], "Please write who said so"),
            .setPart(world.librarian.id): (["part": "other", "other": " "], "Please say which part"),
            .writeNote(world.librarian.id): (
                ["note": "  ", "visibility": "author"], "Please write the note"
            ),
            .writeOwnWords(world.librarian.id): (
                ["ownWords": "Quiet machines, please.", "consent": ""], "Please say how they agreed"
            ),
            .correctPerson(world.librarian.id): (
                ["name": " ", "role": "Head librarian"], "Please write the person"
            ),
            .keepConversation: (
                ["with": world.librarian.id.description, "line": "  ", "need-\(world.librarian.id)": ""],
                "Write one line"
            ),
            .makeDeed: (
                [
                    "to": world.librarian.id.description, "words": "I'll ring", "saidWhere": "",
                    "due": "2026-11-24",
                ],
                "Please say where it was said"
            ),
            .makePromise: (
                [
                    "start": "supplied", "measure": "supply-empty-time", "count": "many", "unit": "hour",
                    "period": "month", "to": "place-\(world.building.id)", "words": "Never dry.",
                    "saidWhere": "at the desk",
                ], "Please write a whole number"
            ),
            .outlook: (
                [
                    "start": "answered", "measure": "first-human-answer", "count": "4",
                    "unit": "working hour", "period": "month", "to": "place-\(world.building.id)",
                    "words": "One of us answers you.", "saidWhere": "at the desk", "until": "2020-01-01",
                ], "That day has passed"
            ),
            .decide(world.deed.id): (["kind": "withdraw", "because": "  "], "Please say why"),
            .erase(world.librarian.id): (["name": "Dana"], "That is not their name"),
            .writeEvidence: (
                [
                    "what": "delivery", "machine": world.emptyMachine.description, "at": "2026-11-23T09:00",
                    "supply": "",
                ], "Please choose which supply"
            ),
            .correctEvidence(try await world.said()): (["because": " "], "Please say why"),
            .makeCollector: (["name": ""], "Please give the collector a name"),
            .arrangeCollector(world.collector.id): (["silence": "1"], "for ten minutes at least"),
            .noteAboutCollector(world.collector.id): (["note": " "], "Please write what was said"),
        ]
    }

    @Test(arguments: SQLEngine.allCases)
    func `a form that was filled in wrong comes back with a sentence beside what was written`(
        _ engine: SQLEngine
    ) async throws {
        try await WebWorld.with(engine) { world in
            try await world.browse { browser in
                for (route, form) in try await posts(world) {
                    let answer = try await browser.post(route, form.fields)
                    #expect(answer.status == .unprocessableContent, "\(route.path)")
                    #expect(answer.text.contains(form.says), "\(route.path)")
                    for value in form.fields.values where value.contains(" ") && value != "  " {
                        let escaped = value.replacing("'", with: "&#39;")
                        #expect(
                            answer.text.contains(escaped) || value == " ", "\(route.path) forgot \(value)")
                    }
                }
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a form that did not come from a page of ours changes nothing`(_ engine: SQLEngine) async throws {
        try await WebWorld.with(engine) { world in
            let before = try await world.office.today(everybody: true, Page(), for: world.me).lines.rows.map(
                \.line)
            let routes =
                try await posts(world).keys + [
                    .revokeCollector(world.collector.id), .makeCode(world.collector.id), .signOut,
                    .takeOffer(try await world.talk()),
                ]
            try await world.browse { browser in
                let right = forgeryToken(for: world.session)
                for route in routes {
                    let none = try await browser.post(route, ["kind": "done", "name": "X"], forgery: "")
                    let wrong = try await browser.post(
                        route, ["kind": "done", "name": "X"], forgery: String(right.reversed()))
                    #expect(none.status == .forbidden && wrong.status == .forbidden, "\(route.path)")
                    for origin in ["https://evil.example", "null", "http://localhost.evil.example"] {
                        let foreign = try await browser.post(
                            route, ["kind": "done"], headers: [.origin: origin])
                        #expect(foreign.status == .forbidden, "\(route.path) from \(origin)")
                    }
                    let crossSite = try await browser.post(
                        route, ["kind": "done"], headers: [try name("Sec-Fetch-Site"): "cross-site"])
                    #expect(crossSite.status == .forbidden, "\(route.path)")
                }
            }
            let after = try await world.office.today(everybody: true, Page(), for: world.me).lines.rows.map(
                \.line)
            #expect(before == after)
            #expect(try await world.office.signedIn(sessionToken: world.session) != nil)
            #expect(try await world.office.collectors(for: world.me).count == 1)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a form from our own page is taken in`(_ engine: SQLEngine) async throws {
        try await WebWorld.with(engine) { world in
            try await world.browse { browser in
                let answer = try await browser.post(
                    .makePlace, ["name": "Hall", "kind": "campus"],
                    headers: [.origin: "http://localhost", try name("Sec-Fetch-Site"): "same-origin"])
                #expect(answer.status == .seeOther)
                let page = try await browser.send(.get, try #require(answer.location))
                #expect(page.text.contains("The place was added."))
                #expect(page.text.contains("<h1>Hall</h1>"))
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `what machines call themselves is shown and never obeyed`(_ engine: SQLEngine) async throws {
        try await WebWorld.with(engine) { world in
            let links = try await world.links()
            try await world.browse { browser in
                var shown = 0
                for (pattern, route) in links where !forPrograms.contains(pattern) {
                    let text = try await browser.get(route).text
                    #expect(!text.contains("<script>alert"), "\(pattern)")
                    #expect(!text.contains("<img src=x"), "\(pattern)")
                    #expect(!text.contains("onerror=alert(1)>"), "\(pattern)")
                    if text.contains("&lt;script&gt;alert(&#39;x&#39;)") { shown += 1 }
                    // The page's own token must not be put in the place of a name that looks like a template.
                    #expect(
                        !text.contains("onerror=alert(1)&gt;\(forgeryToken(for: world.session))"),
                        "\(pattern)")
                }
                #expect(shown >= 6, "the name is shown on the pages about the machine")
                let search = try await browser.get(.machines(MachinesQuestion(find: hostileName)))
                #expect(search.status == .ok && !search.text.contains("<script>alert"))
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `every answer leaves with its protections`(_ engine: SQLEngine) async throws {
        try await WebWorld.with(engine) { world in
            let paths =
                try await world.links().values.map(\.path) + [
                    "/nothing/here", "/sign-in", "/healthz", "/live/x",
                ]
            try await world.browse { browser in
                for path in paths {
                    let answer = try await browser.send(.get, path)
                    let policy = try #require(answer.headers[try name("Content-Security-Policy")], "\(path)")
                    #expect(policy.contains("default-src 'none'"))
                    #expect(policy.contains("frame-ancestors 'none'"))
                    #expect(!policy.contains("unsafe"))
                    #expect(answer.headers[try name("X-Content-Type-Options")] == "nosniff")
                    #expect(answer.headers[try name("Referrer-Policy")] == "same-origin")
                    #expect(answer.headers[.cacheControl] == "no-store", "\(path)")
                    #expect(answer.headers[.server] == nil, "\(path) tells what it runs on")
                }
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `where SNMP and IPP differ stands on the machine's page, on the reading's and in its JSON`(
        _ engine: SQLEngine
    ) async throws {
        try await WebWorld.with(engine) { world in
            var reading = WebWorld.reading("192.0.2.11", serial: "EVIL0001", name: hostileName, level: 59)
            reading.heard = reading.heard + .minutes(30)
            reading.differences = [
                ReadingDifference(
                    field: "supplies/toner/black", snmp: "someRemaining", ipp: "59 %", counts: .ipp),
                ReadingDifference(field: "location", snmp: hostileName, ipp: "Hall", counts: .snmp),
            ]
            world.clock.pass(.hours(1))
            _ = try await world.office.takeIn(
                ReadingBatch(
                    spool: ID(bits: 5), collector: CollectorFacts(version: "1.0", host: "h"),
                    items: [ReadingBatch.Item(sequence: 3, content: .reading(reading))]),
                from: try await world.office.collector(token: world.collectorToken))
            let kept = try await world.office.machine(world.hostileMachine, for: world.me).record.latestKept
            try await world.browse { browser in
                #expect(
                    try await !browser.get(.machine(world.emptyMachine)).text.contains("SNMP and IPP differ"))
                for route in [Route.machine(world.hostileMachine), .reading(world.hostileMachine, kept)] {
                    let page = try await browser.get(route).text
                    #expect(page.contains("<h2>Where SNMP and IPP differ</h2>"), "\(route.path)")
                    #expect(page.contains("<td>Toner, black</td><td>some left</td><td>59 %</td><td>IPP</td>"))
                    #expect(page.contains("<td>Hall</td><td>SNMP</td>") && !page.contains("<script>alert"))
                }
                let json = try await browser.get(.readingJSON(world.hostileMachine, kept)).text
                #expect(json.contains("\"differences\"") && json.contains("someRemaining"))
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `styles and scripts are kept by browsers under names of their content`(_ engine: SQLEngine)
        async throws
    {
        try await WebWorld.with(engine) { world in
            try await world.browse { browser in
                let page = try await browser.get(.today()).text
                let paths = page.matches(of: #/(?:href|src)="(\/assets\/[^"]+)"/#).map { String($0.1) }
                #expect(paths.count == 6)
                for path in paths {
                    let answer = try await Browser(client: browser.client).send(.get, path)
                    #expect(answer.status == .ok)
                    #expect(answer.headers[.cacheControl]?.contains("immutable") == true)
                    #expect(!answer.text.isEmpty)
                }
                #expect(try await browser.send(.get, "/assets/parts.000000000000.css").status == .notFound)
                #expect(try await browser.send(.get, "/assets/..%2f..%2fetc%2fpasswd").status == .notFound)
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `what is not there is said kindly, whatever the address`(_ engine: SQLEngine) async throws {
        try await WebWorld.with(engine) { world in
            let unknown = "00000000000000000000000009"
            try await world.browse { browser in
                for path in [
                    "/nothing", "/machines/xyz", "/machines/\(unknown)", "/people/\(unknown)", "/places/-1",
                    "/promises/\(unknown)", "/lines/\(unknown)", "/machines/\(unknown)/readings",
                    "/machines/\(world.emptyMachine)/readings/\(world.reading)", "/welcome/never-made",
                ] {
                    let answer = try await browser.send(.get, path)
                    #expect(answer.status == .notFound, "\(path)")
                    #expect(answer.text.contains("<h1>Nothing here</h1>"), "\(path)")
                }
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `another customer's things are not there`(_ engine: SQLEngine) async throws {
        try await WebWorld.with(engine) { world in
            let stranger = try await neighbour(of: world)
            let links = try await world.links().filter { pattern, route in
                [
                    .line, .machine, .readings, .reading, .readingJSON, .history, .machinePlace, .place,
                    .person, .promise, .promiseJSON, .promiseText, .collector, .walk, .walkJSON,
                ].contains(pattern)
            }
            try await world.browse(as: stranger) { browser in
                for (pattern, route) in links {
                    let answer = try await browser.get(route)
                    #expect(answer.status == .notFound, "\(pattern)")
                    #expect(!answer.text.contains("Dana") && !answer.text.contains("EVIL"), "\(pattern)")
                }
                #expect(try await browser.get(.machines()).text.contains("No machine has been heard yet."))
                for route in [
                    Route.revokeCollector(world.collector.id), .makeCode(world.collector.id),
                    .arrangeCollector(world.collector.id), .noteAboutCollector(world.collector.id),
                ] {
                    let refused = try await browser.post(route, ["note": "x"])
                    #expect(refused.status == .notFound, "\(route.path)")
                }
            }
            #expect(try await world.office.collectors(for: world.me).first?.revoked == nil)
        }
    }

    /// Somebody of another customer who has signed in.
    private func neighbour(of world: WebWorld) async throws -> String {
        let customer = Customer(id: CustomerID(bits: 900), name: "Neighbour", timeZone: "UTC")
        let person = Person(id: PersonID(bits: 901), customer: customer.id, side: .provider, name: "Stranger")
        try await world.records.write { records in
            try records.insert(customer)
            try records.insert(person)
        }
        let link = try await world.office.invite(person.id)
        return try await world.office.accept(
            invitation: link,
            WelcomeAnswer(
                name: "", email: "stranger@example.org", password: "another sentence", customerName: "",
                timeZone: ""))
    }
}
