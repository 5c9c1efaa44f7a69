// SPDX-License-Identifier: Apache-2.0
import Conversations
import People
import Practice
import Promises
import Storage
import StorageTesting
import Testing
import Values

private func table(_ rows: String...) -> [UInt8] { Array(rows.joined(separator: "\r\n").utf8) }

@Suite struct `Taking people in` {
    @Test(arguments: SQLEngine.allCases)
    func `says row by row what it will do, does it at once, and the second time nothing`(
        engine: SQLEngine
    ) async throws {
        try await PracticeWorld.with(engine) { world in
            let office = world.office
            let ana = try await office.makePerson(
                named: "Ana Kelly", side: .customer, role: "Clerk", email: "ana@example.org", phone: nil,
                place: nil, for: world.me)
            let file = table(
                "Name,E-mail,Position,Building,Room,Id,Shoe size",
                "Ana Kelly,ANA@example.org,Head of registry,Registry,R 1.01,e-1,39",
                "Ida Byrne,ida@example.org,Clerk,,,e-2,40", "Ana Kelly,other@example.org,,,,,",
                "Cy,nowhere,,,,,", "Dee,dee@example.org,,Library,,,")
            let id = try await office.beginImport(file, named: "people.csv", for: world.me)
            let view = try await office.importView(id, for: world.me)
            #expect(view.preview.counts == (new: 1, changed: 1, same: 0, open: 1, refused: 2))
            #expect(view.preview.unused == ["Shoe size"])
            let before = try await office.people(matching: "", Page(), for: world.me).people.rows.count

            let result = try await office.takeIn(id, decisions: [:], seen: view.seen, for: world.me)
            #expect(result == ImportResult(new: 1, changed: 1, open: 1))
            let people = try await office.people(matching: "", Page(), for: world.me).people.rows
            #expect(people.count == before + 1)
            let changed = try #require(people.first { $0.id == ana.id })
            #expect(changed.role == "Head of registry")
            #expect(changed.place == world.room.id)
            #expect(changed.email == "ana@example.org")
            await #expect(throws: Refusal.self) { try await office.importView(id, for: world.me) }

            let again = try await office.beginImport(file, named: "people.csv", for: world.me)
            let second = try await office.importView(again, for: world.me)
            #expect(second.preview.counts == (new: 0, changed: 0, same: 2, open: 1, refused: 2))
            let trail = try await office.trail(Page(), for: world.me(as: .owner)).entries.rows
            #expect(
                trail.contains { $0.deed == .peopleTakenIn && $0.about == "people.csv: 1 new, 1 changed" })
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `does nothing when somebody was changed between the look and the yes`(
        engine: SQLEngine
    ) async throws {
        try await PracticeWorld.with(engine) { world in
            let office = world.office
            let ana = try await office.makePerson(
                named: "Ana Kelly", side: .customer, role: "Clerk", email: "ana@example.org", phone: nil,
                place: nil, for: world.me)
            let id = try await office.beginImport(
                table("name,e-mail,position", "Ana Kelly,ana@example.org,Head", "Bo,bo@example.org,"),
                named: "", for: world.me)
            let seen = try await office.importView(id, for: world.me).seen
            try await office.changePerson(
                ana.id, name: "Ana Kelly", role: "Dean", email: "ana@example.org", phone: nil, for: world.me)
            await #expect(throws: Refusal.self) {
                try await office.takeIn(id, decisions: [:], seen: seen, for: world.me)
            }
            let names = try await office.people(matching: "bo", Page(), for: world.me).people.rows
            #expect(names.isEmpty)
            #expect(try await office.person(ana.id, for: world.me).person.role == "Dean")
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `takes cards, and leaves a file to whoever chose it`(engine: SQLEngine) async throws {
        try await PracticeWorld.with(engine) { world in
            let card = """
                BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Ida Byrne\r\nEMAIL:ida@example.org\r\nTITLE:Clerk\r\nEND:VCARD\r\n
                """
            let id = try await world.office.beginImport(Array(card.utf8), named: "ida.vcf", for: world.me)
            let view = try await world.office.importView(id, for: world.me)
            #expect(view.preview.counts.new == 1)
            await #expect(throws: Refusal.self) {
                try await world.office.importView(id, for: world.stranger)
            }
            await #expect(throws: Refusal.self) {
                try await world.office.importView(id, for: world.me(as: .technician))
            }
            world.clock.pass(.days(2))
            await #expect(throws: Refusal.self) { try await world.office.importView(id, for: world.me) }
        }
    }
}

@Suite struct `Two records of one person` {
    @Test(arguments: SQLEngine.allCases)
    func
        `are offered, shown as one with all that was said and promised, and are two again when it is taken back`(
            engine: SQLEngine
        ) async throws
    {
        try await PracticeWorld.with(engine) { world in
            let office = world.office
            let ana = try await office.makePerson(
                named: "Ana Kelly", side: .customer, role: "Clerk", email: nil, phone: nil, place: nil,
                for: world.me)
            let anna = try await office.makePerson(
                named: "Ana Kelly", side: .customer, role: "Head", email: "ana@example.org",
                phone: "+353 1 555 0100", place: world.room.id, for: world.me)
            let talk = try await office.keep(
                .quick(with: [anna.id], line: "The copier is too far away."), for: world.me)
            let deed = try await office.promiseDeed(
                DeedDraft(
                    receiver: anna.id, words: "I'll call you.", saidWhere: "on the phone",
                    due: .day(try #require(CivilDate("2026-11-25")))), for: world.me)
            func promised(to person: PersonID) async throws -> [PromiseID] {
                let query = PromiseQuery(person: person, part: .received)
                return try await office.promises(query, for: world.me).rows.map(\.promise.id)
            }
            let offered = try await office.duplicates(for: world.me)
            #expect(offered.shown.map(\.candidate.pair) == [PersonPair(ana.id, anna.id)])

            let merge = try await office.merge(
                keeping: ana.id, folding: anna.id, fromFolded: [.role], for: world.me)
            let one = try await office.person(ana.id, for: world.me)
            #expect(one.person.role == "Head")
            #expect(one.person.email == "ana@example.org")
            #expect(try await promised(to: ana.id) == [deed.id])
            #expect(
                try await office.conversations(with: ana.id, Page(), for: world.me).conversations.rows
                    .map(\.conversation.id) == [talk.conversation.id])
            #expect(try await office.lastHeard(ana.id, for: world.me) == talk.conversation.at)
            #expect(try await office.root(of: anna.id, for: world.me) == ana.id)
            // Found once, by what either record says, and once at the place.
            let found = try await office.people(matching: "ana@exa", Page(), for: world.me).people.rows
            #expect(found.map(\.id) == [ana.id])
            #expect(found.first?.phone == "+353 1 555 0100")
            let there = try await world.records.read { try $0.persons(at: world.room.id, limit: 10) }
            #expect(there.map(\.id) == [ana.id])
            #expect(try await office.duplicates(for: world.me).all == 0)

            // What is shown from the other record is corrected there.
            try await office.changePerson(
                ana.id, name: "Ana Kelly", role: "Head", email: "ana@example.com", phone: "+353 1 555 0100",
                for: world.me)
            try await office.takeBack(merge: merge, for: world.me)
            let first = try await office.person(ana.id, for: world.me)
            #expect(first.person.role == "Clerk")
            #expect(first.person.email == nil)
            #expect(try await promised(to: ana.id).isEmpty)
            let second = try await office.person(anna.id, for: world.me)
            #expect(second.person.email == "ana@example.com")
            #expect(try await promised(to: anna.id) == [deed.id])
            #expect(try await office.root(of: anna.id, for: world.me) == anna.id)
            #expect(
                try await office.people(matching: "ana", Page(), for: world.me).people.rows.count == 2)
            await #expect(throws: Refusal.self) { try await office.takeBack(merge: merge, for: world.me) }
            #expect(try await office.merges(Page(), for: world.me).rows.first?.merge.takenBack != nil)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `that somebody said are two are not offered again`(engine: SQLEngine) async throws {
        try await PracticeWorld.with(engine) { world in
            var people: [Person] = []
            for _ in 0..<2 {
                people.append(
                    try await world.office.makePerson(
                        named: "Bo Lindqvist", side: .customer, role: nil, email: nil, phone: nil, place: nil,
                        for: world.me))
            }
            #expect(try await world.office.duplicates(for: world.me).all == 1)
            try await world.office.setApart(people[1].id, people[0].id, for: world.me)
            #expect(try await world.office.duplicates(for: world.me).all == 0)
            await #expect(throws: Refusal.self) {
                try await world.office.merge(
                    keeping: people[0].id, folding: people[1].id, for: world.stranger)
            }
            await #expect(throws: Refusal.self) {
                try await world.office.merge(
                    keeping: people[0].id, folding: people[1].id, for: world.me(as: .technician))
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `merged in a row are taken back in any order`(engine: SQLEngine) async throws {
        try await PracticeWorld.with(engine) { world in
            var people: [Person] = []
            for name in ["Cy", "Cy B", "Cy C"] {
                people.append(
                    try await world.office.makePerson(
                        named: name, side: .customer, role: nil, email: nil, phone: nil, place: nil,
                        for: world.me))
            }
            let (a, b, c) = (people[0].id, people[1].id, people[2].id)
            let first = try await world.office.merge(keeping: b, folding: c, for: world.me)
            let second = try await world.office.merge(keeping: a, folding: c, for: world.me)
            for one in [b, c] { #expect(try await world.office.root(of: one, for: world.me) == a) }
            try await world.office.takeBack(merge: first, for: world.me)
            #expect(try await world.office.root(of: c, for: world.me) == c)
            #expect(try await world.office.root(of: b, for: world.me) == a)
            try await world.office.takeBack(merge: second, for: world.me)
            #expect(try await world.office.root(of: b, for: world.me) == b)
            #expect(
                try await world.office.people(matching: "cy", Page(), for: world.me).people.rows.count == 3)
        }
    }
}

@Suite struct `A customer's directory` {
    private let base = "https://goodword.example.org/scim/v2"

    private func user(_ name: String, _ more: String = "") throws -> JSON {
        try JSON.parse(
            """
            {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"\(name)","externalId":"x-\(name)",
            "displayName":"Ida Byrne","title":"Clerk","password":"secret",
            "emails":[{"value":"\(name)","type":"work","primary":true}],"active":true\(more)}
            """)
    }

    @Test(arguments: SQLEngine.allCases)
    func `brings people, changes them, and says when they leave`(engine: SQLEngine) async throws {
        try await PracticeWorld.with(engine) { world in
            let office = world.office
            let token = try await office.makeDirectoryToken(named: "Entra", for: world.me(as: .owner))
            let visitor = try await office.directory(token: token)
            let made = try await office.createScimUser(
                try user("ida@example.org"), base: base, for: visitor)
            let id = try #require(made["id"]?.text)
            #expect(made["password"] == nil)
            await #expect(throws: ScimError.self) {
                try await office.createScimUser(try user("IDA@example.org"), base: base, for: visitor)
            }
            let asked = try await office.scimUsers(
                filter: "userName eq \"Ida@Example.org\"", startIndex: nil, count: nil, base: base,
                for: visitor)
            #expect(asked["totalResults"]?.integer == 1)
            let none = try await office.scimUsers(
                filter: "userName eq \"bo@example.org\"", startIndex: nil, count: nil, base: base,
                for: visitor)
            #expect(none["totalResults"]?.integer == 0)

            let patch = try JSON.parse(
                """
                {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
                "Operations":[{"op":"Replace","path":"title","value":"Registrar"}]}
                """)
            _ = try await office.patchScimUser(id, with: patch, base: base, for: visitor)
            let ida = try #require(PersonID(id))
            #expect(try await office.person(ida, for: world.me).person.role == "Registrar")

            let deed = try await office.promiseDeed(
                DeedDraft(
                    receiver: ida, words: "I'll call you.", saidWhere: "on the phone",
                    due: .day(try #require(CivilDate("2026-11-25")))), for: world.me)
            let leave = try JSON.parse(
                """
                {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
                "Operations":[{"op":"replace","value":{"active":"False"}}]}
                """)
            let gone = try await office.patchScimUser(id, with: leave, base: base, for: visitor)
            #expect(gone["active"]?.bool == false)
            let view = try await office.person(ida, for: world.me)
            #expect(view.left == PracticeWorld.start)
            #expect(view.person.place == nil)
            let listed = try await office.people(matching: "", Page(), for: world.me).people.rows
            #expect(!listed.contains { $0.id == ida })
            let leavers = try await office.leavers(for: world.me)
            #expect(leavers.map(\.person.id) == [ida])
            #expect(leavers.first?.open.map(\.promise.id) == [deed.id])

            let back = try await office.replaceScimUser(
                id, with: try user("ida@example.org"), base: base, for: visitor)
            #expect(back["active"]?.bool == true)
            #expect(try await office.person(ida, for: world.me).left == nil)
            try await office.deleteScimUser(id, for: visitor)
            await #expect(throws: ScimError.notFound) {
                try await office.scimUser(id, base: base, for: visitor)
            }
            #expect(try await office.person(ida, for: world.me).left == PracticeWorld.start)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `sees its own customer's people alone, and nothing once its token is ended`(
        engine: SQLEngine
    ) async throws {
        try await PracticeWorld.with(engine) { world in
            let office = world.office
            let ours = try await office.makePerson(
                named: "Ana Kelly", side: .customer, role: nil, email: "ana@example.org", phone: nil,
                place: nil,
                for: world.me)
            let token = try await office.makeDirectoryToken(named: "Entra", for: world.me(as: .itManager))
            let visitor = try await office.directory(token: token)
            let all = try await office.scimUsers(
                filter: nil, startIndex: nil, count: nil, base: base, for: visitor)
            #expect(all["Resources"]?.list?.compactMap { $0["id"]?.text } == [ours.id.description])
            // Neither the neighbour's people nor the provider's own.
            for id in [world.stranger.person.id, world.me.person.id] {
                await #expect(throws: ScimError.notFound) {
                    try await office.deleteScimUser(id.description, for: visitor)
                }
            }
            // Somebody who is here already is not written down twice.
            let known = try await office.createScimUser(
                try JSON.parse(#"{"userName":"ana@example.org","displayName":"Ana B. Kelly"}"#), base: base,
                for: visitor)
            #expect(known["id"]?.text == ours.id.description)

            await #expect(throws: Refusal.self) {
                try await office.makeDirectoryToken(named: "Mine", for: world.me(as: .accountManager))
            }
            let id = try #require(try await office.directoryTokens(for: world.me(as: .owner)).first?.id)
            try await office.endDirectoryToken(id, for: world.me(as: .owner))
            await #expect(throws: ScimError.self) { try await office.directory(token: token) }
        }
    }
}
