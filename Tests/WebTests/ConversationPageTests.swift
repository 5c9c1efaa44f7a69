// SPDX-License-Identifier: Apache-2.0
import Conversations
import Hummingbird
import People
import Practice
import Storage
import StorageTesting
import Testing
import Values

@testable import Web

@Suite struct `Pages of what was said` {
    @Test(arguments: SQLEngine.allCases)
    func `from a person's page it is one link, one line and one button`(engine: SQLEngine) async throws {
        try await WebWorld.with(engine) { world in
            try await world.browse { browser in
                let person = try await browser.get(.person(world.librarian.id))
                let path = Route.newConversation(with: [world.librarian.id]).path
                #expect(person.text.contains("href=\"\(path)\""))
                let form = try await browser.send(.get, path)
                #expect(form.text.contains("autofocus"))
                let id = try #require(form.text.firstMatch(of: #/name="id" value="([^"]+)"/#)?.1)
                let fields = [
                    "id": String(id), "with": world.librarian.id.description,
                    "line": "She's well & <b>busy</b>. I'll call her on Wednesday.",
                ]
                let kept = try await browser.post(.keepConversation, fields)
                let again = try await browser.post(.keepConversation, fields)
                #expect(kept.status == .seeOther && kept.location == again.location)
                let page = try await browser.send(.get, try #require(kept.location))
                #expect(page.text.contains("She&#39;s well &amp; &lt;b&gt;busy&lt;/b&gt;."))
                #expect(page.text.contains("Yes, I promise this"))
                let list = try await browser.get(.conversations())
                #expect(list.text.ranges(of: "busy").count == 1)
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `one tap on an offer makes the promise, and the page shows it`(engine: SQLEngine) async throws {
        try await WebWorld.with(engine) { world in
            let id = try await world.talk()
            try await world.browse { browser in
                let taken = try await browser.post(
                    .takeOffer(id), ["words": "I'll call her on Wednesday"])
                #expect(taken.status == .seeOther)
                let page = try await browser.get(.conversation(id))
                #expect(!page.text.contains("Yes, I promise this"))
                #expect(page.text.contains("What was promised here"))
                let made = try await world.records.read { try $0.promises(madeIn: id) }
                let promise = try await browser.get(.promise(try #require(made.first).promise))
                #expect(promise.text.contains("href=\"\(Route.conversation(id).path)\""))
                let twice = try await browser.post(.takeOffer(id), ["words": "I'll call her on Wednesday"])
                #expect(twice.status == .conflict)
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `people are added and taken out without losing what was written`(engine: SQLEngine) async throws {
        try await WebWorld.with(engine) { world in
            let porter = try await world.office.makePerson(
                named: "Jo Marsh", side: .customer, role: "Porter", email: nil, phone: nil, place: nil,
                for: world.me)
            let dana = world.librarian.id
            try await world.browse { browser in
                var fields = [
                    "id": ConversationID(bits: 99).description, "with": dana.description,
                    "line": "Half a line", "find": "jo", "mood-\(dana)": "tired", "need-\(dana)": "One\nTwo",
                ]
                let found = try await browser.post(.keepConversation, fields)
                #expect(found.text.contains("Add Jo Marsh, Porter") && found.text.contains("Half a line"))
                fields["add"] = porter.id.description
                let added = try await browser.post(.keepConversation, fields)
                #expect(added.text.contains("Take Jo Marsh out") && added.text.contains("value=\"tired\""))
                fields["add"] = nil
                fields["find"] = ""
                fields["with"] = ConversationForm.key(of: [dana, porter.id])
                fields["part-\(porter.id)"] = "present"
                let kept = try await browser.post(.keepConversation, fields)
                let view = try await world.office.conversation(ConversationID(bits: 99), for: world.me)
                #expect(kept.location?.hasPrefix(Route.conversation(ConversationID(bits: 99)).path) == true)
                #expect(view.conversation.participants.map(\.part) == [.heard, .present])
                #expect(view.conversation.participants.first?.mood == .word("tired"))
                #expect(Set(view.conversation.needs.map(\.words)) == ["One", "Two"])
                // Its details form brings everything back.
                let details = try await browser.get(.conversationDetails(ConversationID(bits: 99)))
                #expect(details.text.contains("value=\"tired\"") && details.text.contains("Half a line"))
            }
        }
    }

    @Test func `a plain word is a mood, and a face by its name`() {
        #expect(Mood("worried") == .face(.worried))
        #expect(Mood(" Calm ") == .face(.calm))
        #expect(Mood("a bit tired") == .word("a bit tired"))
        #expect(Mood("  ") == nil)
    }
}

@Suite struct `Pages of who is heard` {
    @Test(arguments: SQLEngine.allCases)
    func `a rule is made on a person's page, and Today names them when the time has come`(
        engine: SQLEngine
    ) async throws {
        try await WebWorld.with(engine) { world in
            try await world.browse { browser in
                let person = try await browser.get(.person(world.librarian.id))
                #expect(person.text.contains("Nobody said how often Dana is to be heard."))
                let set = try await browser.post(
                    .setCadence, ["about": "person-\(world.librarian.id)", "days": "10"])
                #expect(set.location?.hasPrefix(Route.person(world.librarian.id).path) == true)
                #expect(!(try await browser.get(.today()).text.contains("To be heard</h2>")))
                world.clock.pass(.days(11))
                let today = try await browser.get(.today()).text
                #expect(today.contains("To be heard</h2>"))
                #expect(today.contains("Not heard yet; to be heard every 10 days."))
                let heard = try await browser.get(.heard())
                #expect(heard.text.contains("0 of 1 people were heard since"))
                #expect(heard.text.contains("Dana Whitfield is to be heard by Maeve Brennan every 10 days."))
            }
        }
    }
}
