// SPDX-License-Identifier: Apache-2.0
import Fleet
import HTTPTypes
import NIOCore
import People
import Practice
import Promises
import Storage
import Testing
import Values

@testable import Web

/// Every route, as every role and as nobody. What is expected was written by hand and is not asked of the product.
@Suite struct RouteRightsTests {
    /// One way to ask a route for something.
    private struct Visit: Sendable {
        let pattern: RoutePattern
        let route: Route
        let fields: [String: String]?
        /// One letter for each of owner, account manager, service desk, technician, IT manager, executive, staff:
        /// `y` it is done or shown, `f` it may be seen and not done, `h` it is not there.
        let expected: String

        var name: String { "\(fields == nil ? "GET" : "POST") \(pattern.rawValue)" }
    }

    /// What nobody has to sign in for, or what programs sign in to with keys of their own.
    private static let atTheDoor: Set<RoutePattern> = [
        .signIn, .signInCode, .welcome, .asset, .health, .collectorReadings, .collectorEnrolment,
        .calendarFeed,
        .scimUsers, .scimUser, .scimConfiguration, .scimResourceTypes, .scimSchemas,
        .walkOnPhone, .walkWorker, .walkManifest,
    ]
    /// Does not end as long as somebody listens; who may is looked at by itself.
    private static let endless: Set<RoutePattern> = [.live]

    private func visits(_ world: WebWorld) async throws -> [Visit] {
        let line = try await world.tonerLine().id
        let machine = world.hostileMachine
        let promise = world.toner.id
        let dana = world.librarian.id
        let collector = world.collector.id
        let talk = try await world.talk()
        let walk = try await world.walk()
        let goal = try await world.goal()
        let evidence = try await world.said()
        let account = try await somebodysAccount(world)
        let everyoneThere = ReceiverKey.everyoneAt(world.building.id)
        func get(_ pattern: RoutePattern, _ route: Route, _ expected: String) -> Visit {
            Visit(pattern: pattern, route: route, fields: nil, expected: expected)
        }
        func post(
            _ pattern: RoutePattern, _ route: Route, _ fields: [String: String], _ expected: String
        ) -> Visit {
            Visit(pattern: pattern, route: route, fields: fields, expected: expected)
        }
        return [
            get(.today, .today(), "yyyyyyy"),
            get(.today, .today(TodayQuestion(everybody: true)), "yyyyyhh"),
            get(.line, .line(line), "yyyyyyy"),
            post(.acts, .act(line), ["kind": "note", "note": "Seen."], "yyyyyyy"),
            get(.machines, .machines(), "yyyyyyy"),
            get(.machine, .machine(machine), "yyyyyyy"),
            get(.readings, .readings(machine), "yyyyyff"),
            get(.reading, .reading(machine, world.reading), "yyyyyff"),
            get(.readingJSON, .readingJSON(machine, world.reading), "yyyyyff"),
            get(.history, .history(machine), "yyyyyyy"),
            get(.machinePlace, .moveMachine(machine), "yyyyyff"),
            post(.machinePlace, .moveMachine(machine), ["place": "\(world.building.id)"], "yyyyyff"),
            get(.places, .places, "yyyyyyy"),
            post(.places, .makePlace, ["name": "Annexe", "kind": "building"], "yyyyyff"),
            get(.place, .place(world.building.id), "yyyyyyy"),
            get(.people, .people(), "yyyyyyy"),
            get(.newPerson, .writeDownPerson, "yyyyyhh"),
            post(.people, .makePerson, ["name": "Ida", "side": "customer"], "yyyyyhh"),
            get(.person, .person(world.librarian.id), "yyyyyyh"),
            get(.importPeople, .importPeople, "yyhhyhh"),
            post(.importPeople, .importPeople, ["lines": "name\r\nIda"], "yyhhyhh"),
            // A file is there for whoever chose it.
            get(.importPreview, .importPreview(ID(bits: 5)), "hhhhhhh"),
            post(.importPreview, .importPreview(ID(bits: 5)), ["what": "take"], "hhhhhhh"),
            get(.samePeople, .samePeople(), "yyyfffh"),
            post(
                .samePeople, .samePeople(), ["what": "apart", "first": "\(dana)", "second": "\(dana)"],
                "yyyfffh"),
            post(.samePeopleEnd, .takeBackMerge(ID(bits: 5)), [:], "hhhhhhh"),
            get(.directory, .directory, "yhhhyhh"),
            post(.directory, .directory, ["name": "Entra"], "yhhhyhh"),
            post(.directoryEnd, .endDirectory(ID(bits: 5)), [:], "hhhhhhh"),
            get(.promises, .promises(), "yyyyyyy"),
            get(.promise, .promise(promise), "yyyyyyy"),
            get(.promisesJSON, .promisesJSON(), "yyyyyyy"),
            get(.promiseJSON, .promiseJSON(promise), "yyyyyyy"),
            get(.promiseText, .promiseText(promise), "yyyyyyy"),
            get(.newPromise, .newPromise(), "yyyyyyy"),
            get(.word, .word(WordQuestion(start: "answered", to: everyoneThere)), "yyyyyyy"),
            post(.outlook, .outlook, ["start": "answered", "to": everyoneThere.text], "yyyyyyy"),
            post(.promises, .makePromise, ["start": "answered", "to": everyoneThere.text], "yyyyyyy"),
            get(.newDeed, .newDeed(), "yyyyyyy"),
            post(.deeds, .makeDeed, [:], "yyyyyyy"),
            post(.decisions, .decide(promise), ["kind": "note", "because": "Seen."], "yyyyyyy"),
            get(.ledger, .ledger, "yyyhyyh"),
            get(.month, .month(), "yyyhyyh"),
            get(.ledgerCheckpoint, .ledgerCheckpoint, "yyyhyyh"),
            get(.ledgerKey, .ledgerKey, "yyyhyyh"),
            get(.ledgerTile, .ledgerTile("tile/0/000.p/2"), "yyyhyyh"),
            get(.ledgerExport, .ledgerExport, "yyyhyyh"),
            get(.collectors, .collectors(), "yyyyyhh"),
            post(.collectors, .makeCollector, ["name": "Attic"], "yyyyfhh"),
            get(.collector, .collector(collector), "yyyyyhh"),
            post(.collector, .arrangeCollector(collector), ["silence": "180"], "yyyyfhh"),
            post(.collectorCode, .makeCode(collector), [:], "yyyyfhh"),
            post(.collectorNotes, .noteAboutCollector(collector), ["note": "Called."], "yyyyyhh"),
            post(.revocation, .revokeCollector(collector), [:], "yyyfyhh"),
            get(.conversations, .conversations(), "yyyyyyy"),
            get(.conversationsWith, .conversationsWith(world.librarian.id), "yyyyyyh"),
            get(.newConversation, .newConversation(), "yyyyhhh"),
            post(.conversations, .keepConversation, [:], "yyyyhhh"),
            get(.conversation, .conversation(talk), "yyyyhhh"),
            get(.conversationDetails, .conversationDetails(talk), "ffffhhh"),
            post(.conversationPromises, .takeOffer(talk), ["words": "x"], "yyyyhhh"),
            get(.heard, .heard(), "yyyyhhh"),
            post(.cadences, .setCadence, ["about": "person-\(world.librarian.id)", "days": "30"], "yyffhhh"),
            // It ends once; whoever comes second is told that it is not there any more.
            post(.cadenceEnd, .endCadence(ID(bits: 5)), [:], "hhffhhh"),
            get(.walks, .walks(), "yyyyyyh"),
            get(.newWalk, .newWalk, "yyffffh"),
            post(.walks, .planWalk, [:], "yyffffh"),
            get(.walk, .walk(walk), "yyyyyyh"),
            // Of a picture that is not there.
            get(.walkPhoto, .walkPhoto(walk, ID(bits: 5)), "hhhhhhh"),
            get(.walksJSON, .walksJSON, "yyyyyfh"),
            get(.walkJSON, .walkJSON(walk), "yyyyyfh"),
            post(.walkEntries, .deliverWalk(walk), [:], "yyyyyfh"),
            post(.walkPhotos, .deliverPhoto(walk, ID(bits: 5)), [:], "yyyyyfh"),
            get(.newEvidence, .newEvidence(), "yyyyffh"),
            post(.evidenceLines, .writeEvidence, [:], "yyyyffh"),
            get(.evidence, .evidence(evidence), "yyyyyyh"),
            post(.evidenceCorrection, .correctEvidence(evidence), ["because": "Not so."], "yyyyffh"),
            get(.erasure, .erase(world.librarian.id), "yfffffh"),
            post(.erasure, .erase(world.librarian.id), ["name": "Dana"], "yfffffh"),
            get(.story, .story(), "yyyyhhh"),
            post(.story, .noteInStory, ["kind": "signed", "words": "The dean said so."], "yyffhhh"),
            get(.goals, .goals, "yyyyyyh"),
            get(.newGoal, .newGoal(.visit), "yyffyyh"),
            post(
                .goals, .goals,
                [
                    "measure": "visit", "words": "Somebody comes by.", "count": "2", "unit": "week",
                    "first": "2026-10-01", "last": "2026-10-31", "due": "2027-05-01",
                ], "yyffyyh"),
            get(.goal, .goal(goal), "yyyyyyh"),
            post(.goalPromises, .serveGoal(goal), ["promise": "\(promise)"], "yyffyyh"),
            // Of a goal that is not there.
            post(.goalEnd, .endGoal(ID(bits: 5)), ["because": "Reached."], "hhhhhhh"),
            post(.personPart, .setPart(dana), ["part": ""], "yyffhhh"),
            post(.personNotes, .writeNote(dana), ["note": "Kind.", "visibility": "author"], "yyyyffh"),
            // Of notes, own words and needs that are not there.
            post(.personNoteEnd, .deleteNote(dana, ID(bits: 5)), [:], "hhhhhhh"),
            post(
                .personWords, .writeOwnWords(dana), ["ownWords": "Quiet.", "consent": "On the phone."],
                "yyyyffh"),
            post(.personWordsEnd, .withdrawOwnWords(dana, ID(bits: 5)), [:], "hhhhffh"),
            post(.needMet, .meetNeed(ID(bits: 5)), ["person": "\(dana)"], "hhhhhhh"),
            get(.personDetails, .correctPerson(dana), "yyyfyfh"),
            post(.personDetails, .correctPerson(dana), ["name": "Dana Whitfield"], "yyyfyfh"),
            get(.held, .held(dana), "yfffffh"),
            get(.heldJSON, .heldJSON(dana), "yfffffh"),
            get(.calendar, .calendar, "yyyyyyy"),
            post(.calendar, .calendar, [:], "yyyyyyy"),
            post(.calendarEnd, .endCalendar, [:], "yyyyyyy"),
            get(.customers, .customers, "yyyyyyy"),
            post(.customers, .addCustomer, ["name": ""], "yyhhhhh"),
            post(
                .customerChoice, .chooseCustomer, ["customer": "\(world.me.customer.id)"], "yyyyyyy"),
            post(.invitation, .invite(world.librarian.id), ["role": "staff"], "yyhhyhh"),
            get(.accounts, .accounts(), "yyhhyhh"),
            get(.account, .account(account), "yyhhyhh"),
            post(.account, .account(account), ["what": "role", "role": "staff"], "yyhhyhh"),
            get(.trail, .trail(), "yhhhhhh"),
            get(.ownAccount, .ownAccount, "yyyyyyy"),
            post(.ownPassword, .changePassword, ["old": "no", "password": "x"], "yyyyyyy"),
            post(.ownSessions, .endOwnSession, [:], "yyyyyyy"),
            post(.ownSecondFactor, .changeSecondFactor, [:], "yyyyyyy"),
            post(.signOut, .signOut, [:], "yyyyyyy"),
        ]
    }

    /// The account of one of the customer's own people.
    private func somebodysAccount(_ world: WebWorld) async throws -> AccountID {
        let person = try await world.office.makePerson(
            named: "Ida", side: .customer, role: nil, email: nil, phone: nil, place: nil, for: world.me)
        let link = try await world.office.invite(person.id, as: .staff)
        _ = try await world.office.accept(
            invitation: link,
            WelcomeAnswer(
                name: "", email: "ida@example.org", password: "a long sentence", customerName: "",
                timeZone: ""))
        return try #require(try await world.records.read { try $0.account(of: person.id) }).id
    }

    /// Somebody who has signed in with each role; the customer's people have their room in the building of the promise.
    private func sessions(_ world: WebWorld) async throws -> [(Role, String)] {
        var sessions: [(Role, String)] = []
        for role in Role.allCases {
            let person = try await world.office.makePerson(
                named: "Somebody \(role.rawValue)", side: role.side, role: nil, email: nil, phone: nil,
                place: role.side == .customer ? world.room.id : nil, for: world.me)
            let link = try await world.office.invite(person.id, as: role)
            sessions.append(
                (
                    role,
                    try await world.office.accept(
                        invitation: link,
                        WelcomeAnswer(
                            name: "", email: "\(role.rawValue)@example.org", password: "a long sentence",
                            customerName: "", timeZone: ""))
                ))
        }
        return sessions
    }

    @Test func `no route is left out of the table`() async throws {
        try await WebWorld.with(.sqlite) { world in
            let visited = Set(try await visits(world).map(\.pattern))
            let missing = Set(RoutePattern.allCases).subtracting(visited)
                .subtracting(RouteRightsTests.atTheDoor).subtracting(RouteRightsTests.endless)
            #expect(
                missing.isEmpty,
                "Say in the table of RouteRightsTests which role may do what with these routes.")
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `every route answers every role as the table says`(_ engine: SQLEngine) async throws {
        try await WebWorld.with(engine) { world in
            let visits = try await visits(world)
            for (place, (role, session)) in try await sessions(world).enumerated() {
                try await world.browse(as: session) { browser in
                    for visit in visits {
                        let answer = try await send(visit, browser)
                        let letter = visit.expected[
                            visit.expected.index(visit.expected.startIndex, offsetBy: place)]
                        let got: Character =
                            switch answer.status {
                            case .forbidden: "f"
                            case .notFound: "h"
                            case .ok, .seeOther, .unprocessableContent, .conflict: "y"
                            default: "?"
                            }
                        #expect(
                            got == letter && answer.location?.hasPrefix("/sign-in?") != true,
                            "\(role): \(visit.name) \(visit.route.path) answered \(answer.status)")
                    }
                    let after = try await browser.get(.today())
                    #expect(after.status == .seeOther, "signing out ended the session")
                }
            }
        }
    }

    private func send(_ visit: Visit, _ browser: Browser) async throws -> Browser.Answer {
        guard let fields = visit.fields else { return try await browser.get(visit.route) }
        return try await browser.post(visit.route, fields)
    }

    @Test(arguments: SQLEngine.allCases)
    func `nobody gets further than the door`(_ engine: SQLEngine) async throws {
        try await WebWorld.with(engine) { world in
            let visits = try await visits(world)
            try await world.browse(as: String(repeating: "n", count: 43)) { browser in
                for visit in visits {
                    let answer = try await send(visit, browser)
                    if visit.route.path.hasPrefix("/api/") {
                        #expect(answer.status == .unauthorized, "\(visit.name)")
                    } else {
                        #expect(answer.status == .seeOther, "\(visit.name)")
                        #expect(answer.location?.hasPrefix("/sign-in") == true, "\(visit.name)")
                    }
                    #expect(!answer.text.contains("Example"), "\(visit.name)")
                }
                let live = try await browser.get(.live)
                #expect(live.status == .unauthorized)
            }
        }
    }

    // MARK: The wall

    /// Somebody of another customer, with a place of their own.
    private func neighbour(_ role: Role, _ world: WebWorld) async throws -> String {
        let customer = Customer(id: CustomerID(bits: 900), name: "Neighbour", timeZone: "UTC")
        let person = Person(
            id: PersonID(bits: 901), customer: role.side == .provider ? Customer.providerID : customer.id,
            side: role.side, name: "Stranger")
        try await world.records.write { records in
            try records.insert(customer)
            try records.insert(person)
            if role.side == .provider { try records.setLooks(person.id, after: customer.id, true) }
        }
        let link = try await world.office.invite(person.id, as: role)
        return try await world.office.accept(
            invitation: link,
            WelcomeAnswer(
                name: "", email: "stranger@example.org", password: "another sentence", customerName: "",
                timeZone: ""))
    }

    /// The same question about somebody else's thing and about nothing at all.
    private struct Pair: Sendable {
        let theirs: (path: String, fields: [String: String]?)
        let nothing: (path: String, fields: [String: String]?)
    }

    private func pairs(_ world: WebWorld) async throws -> [Pair] {
        let none = "\(ID<Device>(bits: 0x0199_0000_0000_7000_8000_0000_0000_0005))"
        let line = "\(try await world.tonerLine().id)"
        let machine = "\(world.hostileMachine)"
        let (building, person) = ("\(world.building.id)", "\(world.librarian.id)")
        let (promise, collector) = ("\(world.toner.id)", "\(world.collector.id)")
        let reading = "\(world.reading)"
        let talk = "\(try await world.talk())"
        let goal = "\(try await world.goal())"
        let account = "\(try await somebodysAccount(world))"
        func pair(_ path: String, _ id: String, _ fields: [String: String]? = nil) -> Pair {
            func put(_ id: String) -> (String, [String: String]?) {
                (path.replacing("ID", with: id), fields?.mapValues { $0.replacing("ID", with: id) })
            }
            return Pair(theirs: put(id), nothing: put(none))
        }
        var pairs = [
            pair("/lines/ID", line), pair("/lines/ID/acts", line, ["kind": "note", "note": "x"]),
            pair("/machines/ID", machine), pair("/machines/ID/readings", machine),
            pair("/machines/ID/readings/\(reading)", machine),
            pair("/machines/\(machine)/readings/ID", reading), pair("/machines/ID/history", machine),
            pair("/machines/ID/place", machine), pair("/machines/ID/place", machine, ["place": building]),
            pair("/api/v1/devices/ID/readings/\(reading)", machine), pair("/places/ID", building),
            pair("/people/ID", person), pair("/promises/ID", promise), pair("/goals/ID", goal),
            pair("/goals/ID/promises", goal, ["promise": promise]),
            pair("/goals/ID/end", goal, ["because": "Reached."]),
            pair("/api/v1/promises/ID", promise), pair("/api/v1/promises/ID/text", promise),
            pair("/promises/ID/decisions", promise, ["kind": "note", "because": "x"]),
            pair("/collectors/ID", collector), pair("/collectors/ID", collector, ["silence": "180"]),
            pair("/collectors/ID/code", collector, [:]),
            pair("/collectors/ID/notes", collector, ["note": "x"]),
            pair("/collectors/ID/revocation", collector, [:]),
            pair("/people/ID/invitation", person, ["role": "staff"]),
            pair("/people/ID/erasure", person),
            pair("/people/ID/held", person), pair("/api/v1/people/ID/held", person),
            pair("/people/ID/details", person), pair("/people/ID/details", person, ["name": "x"]),
            pair("/people/ID/notes", person, ["note": "x", "visibility": "author"]),
            pair("/people/ID/words", person, ["ownWords": "x", "consent": "x"]),
            pair("/people/ID/part", person, ["part": ""]), pair("/people/ID/conversations", person),
            pair("/conversations/ID", talk), pair("/walks/ID", "\(try await world.walk())"),
            pair("/api/v1/walks/ID", "\(try await world.walk())"),
            pair("/accounts/ID", account), pair("/accounts/ID", account, ["what": "close"]),
            pair("/customers/choice", "\(world.me.customer.id)", ["customer": "ID"]),
        ]
        // What stands in filters and forms.
        pairs += [
            pair("/machines?place=ID", building), pair("/collectors?place=ID", building),
            pair("/people/new?place=ID", building), pair("/promises/new?to=place-ID", building),
            pair("/promises/new?to=people-ID", person), pair("/promises/new/deed?to=ID", person),
            pair("/promises/new/word?start=answered&to=place-ID", building),
            pair("/places", building, ["name": "x", "kind": "room", "parent": "ID"]),
            pair("/people", building, ["name": "x", "side": "customer", "place": "ID"]),
            pair("/collectors", building, ["name": "x", "place": "ID"]),
            pair(
                "/promises/deeds", person,
                ["to": "ID", "words": "x", "saidWhere": "x", "due": "2026-11-30"]),
        ]
        return pairs
    }

    @Test(arguments: [Role.itManager, .accountManager])
    func `another customer's ids are answered like ids of nothing, in addresses, forms and filters`(
        _ role: Role
    ) async throws {
        try await WebWorld.with(.sqlite) { world in
            let stranger = try await neighbour(role, world)
            let pairs = try await pairs(world)
            let before = try await world.records.read { records in
                try records.customers(limit: 10).map { try records.deviceCount(of: $0.id) }
            }
            try await world.browse(as: stranger) { browser in
                for pair in pairs {
                    let theirs = try await ask(pair.theirs, browser)
                    let nothing = try await ask(pair.nothing, browser)
                    #expect(theirs.status == nothing.status, "\(pair.theirs.path)")
                    #expect(
                        told(theirs, pair.theirs) == told(nothing, pair.nothing), "\(pair.theirs.path)")
                    #expect(
                        !theirs.text.contains("Dana") && !theirs.text.contains("Old Library"),
                        "\(pair.theirs.path)")
                    if !pair.theirs.path.contains("?"), pair.theirs.fields == nil {
                        #expect(theirs.status == .notFound, "\(pair.theirs.path)")
                    }
                }
            }
            let after = try await world.records.read { records in
                try records.customers(limit: 10).map { try records.deviceCount(of: $0.id) }
            }
            #expect(before == after)
            #expect(try await world.office.collectors(for: world.me).first?.revoked == nil)
        }
    }

    private func ask(
        _ question: (path: String, fields: [String: String]?), _ browser: Browser
    ) async throws -> Browser.Answer {
        guard var fields = question.fields else { return try await browser.send(.get, question.path) }
        fields["forgery"] = browser.cookies["goodword"].map(forgeryToken(for:)) ?? ""
        let body = fields.map { "\(percentEncoded($0.key))=\(percentEncoded($0.value))" }
        return try await browser.send(
            .post, question.path, headers: [.contentType: "application/x-www-form-urlencoded"],
            body: .init(string: body.joined(separator: "&")))
    }

    /// What an answer says, without what differs between any two.
    private func told(
        _ answer: Browser.Answer, _ question: (path: String, fields: [String: String]?)
    ) -> String {
        var text = answer.text.replacing(/name="forgery" value="[^"]*"/, with: "")
        let ids = question.path.matches(of: /[0-9A-Za-z]{26}/).map { String($0.output) }
        for id in ids + Array((question.fields ?? [:]).values) where id.count > 20 {
            text = text.replacing(id, with: "ID")
        }
        return text
    }
}
