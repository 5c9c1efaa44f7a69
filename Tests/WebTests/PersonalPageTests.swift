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

@Suite struct `Pages of the story and of one person` {
    @Test(arguments: SQLEngine.allCases)
    func `the story leads with one step for a person, and holds what was said`(engine: SQLEngine) async throws
    {
        try await WebWorld.with(engine) { world in
            let talk = try await world.talk()
            try await world.browse { browser in
                let part = try await browser.post(.setPart(world.librarian.id), ["part": "sponsor"])
                #expect(part.status == .seeOther)
                let signed = try await browser.post(
                    .noteInStory,
                    ["kind": "proposed", "words": "Handed to <b>Dana</b>.", "day": "2026-11-20"])
                #expect(signed.status == .seeOther)
                let story = try await browser.get(.story()).text
                let step = try #require(story.firstRange(of: "The next step"))
                let told = try #require(story.firstRange(of: "What happened</h2>"))
                #expect(step.lowerBound < told.lowerBound)
                #expect(story.contains(Route.conversation(talk).path))
                #expect(story.contains("Handed to &lt;b&gt;Dana&lt;/b&gt;."))
                #expect(story.contains("Dana Whitfield</a> <span class=\"quiet\">sponsor"))
                #expect(!story.contains("probability") && !story.contains("commission"))
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a note is written and taken away on the person's page`(engine: SQLEngine) async throws {
        try await WebWorld.with(engine) { world in
            try await world.browse { browser in
                let kept = try await browser.post(
                    .writeNote(world.librarian.id), ["note": "Likes <i>tea</i>.", "visibility": "colleagues"])
                #expect(kept.status == .seeOther)
                let page = try await browser.get(.person(world.librarian.id))
                #expect(page.text.contains("Likes &lt;i&gt;tea&lt;/i&gt;."))
                let path = try #require(
                    page.text.firstMatch(of: #/action="(\/people\/[^"]+\/notes\/[^"]+\/end)"/#)?.1)
                let id = try #require(PersonNoteID(String(path.split(separator: "/")[3])))
                let gone = try await browser.post(.deleteNote(world.librarian.id, id))
                #expect(gone.status == .seeOther)
                let after = try await browser.get(.person(world.librarian.id))
                #expect(!after.text.contains("tea"))
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `everything held is a page and a file`(engine: SQLEngine) async throws {
        try await WebWorld.with(engine) { world in
            _ = try await world.talk()
            try await world.browse { browser in
                let page = try await browser.get(.held(world.librarian.id))
                #expect(page.text.contains("The copier is too far away."))
                let file = try await browser.get(.heldJSON(world.librarian.id))
                #expect(file.headers[.contentType] == "application/json; charset=utf-8")
                let json = try JSON.parse(file.text)
                #expect(json["format"]?.text == "goodword/held-about-person/v1")
                #expect(json["items"]?.list?.isEmpty == false)
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `the address of a calendar is shown once and read without signing in`(
        engine: SQLEngine
    ) async throws {
        try await WebWorld.with(engine) { world in
            try await world.browse { browser in
                let made = try await browser.post(.calendar)
                let path = try #require(made.text.firstMatch(of: #/(\/calendar\/[A-Za-z0-9_-]{43}\.ics)/#)?.1)
                let again = try await browser.get(.calendar)
                #expect(!again.text.contains(".ics"))
                let stranger = Browser(client: browser.client)
                let feed = try await stranger.send(.get, String(path))
                #expect(feed.status == .ok)
                #expect(feed.headers[.contentType] == "text/calendar; charset=utf-8")
                #expect(feed.text.contains("SUMMARY:I'll call you tomorrow."))
                #expect(!feed.text.contains("ORGANIZER"))
                let wrong = try await stranger.send(
                    .get, "/calendar/\(String(repeating: "x", count: 43)).ics")
                #expect(wrong.status == .notFound)
                _ = try await browser.post(.endCalendar)
                let ended = try await stranger.send(.get, String(path))
                #expect(ended.status == .notFound)
            }
        }
    }
}
