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

/// Giving one's word on the pages, and what both sides say about it afterwards.
@Suite struct PromisePagesTests {
    private func supplied(_ world: WebWorld, _ more: [String: String] = [:]) -> [String: String] {
        [
            "start": "supplied", "measure": "supply-empty-time", "count": "0", "unit": "hour",
            "period": "month",
            "warning": "5", "silence": "26", "to": "place-\(world.building.id)",
            "words": "Nobody here waits for toner & paper.", "saidWhere": "at the desk",
        ].merging(more) { $1 }
    }

    /// Lets the machine whose cartridge is empty say that it stopped for it.
    private func stop(_ world: WebWorld) async throws {
        world.clock.pass(.minutes(5))
        var reading = WebWorld.reading("192.0.2.10", serial: "EMPTY01", name: "lib-1", level: 0)
        reading.heard = world.office.now
        reading.errors = [.noToner]
        let sender = try await world.office.collector(token: world.collectorToken)
        _ = try await world.office.takeIn(
            ReadingBatch(
                spool: ID(bits: 5), collector: CollectorFacts(version: "1.0", host: "cellar"),
                items: [ReadingBatch.Item(sequence: 3, content: .reading(reading))]), from: sender)
    }

    /// Makes the promise on its page and returns it.
    private func promised(_ browser: Browser, _ fields: [String: String]) async throws -> PromiseID {
        let answer = try await browser.post(.makePromise, fields)
        #expect(answer.status == .seeOther, "\(answer.text.prefix(400))")
        let path = try #require(answer.location?.split(separator: "?").first)
        return try #require(PromiseID(String(path.split(separator: "/").last ?? "")))
    }

    /// Somebody of the customer's who has signed in.
    private func librarian(of world: WebWorld) async throws -> String {
        let link = try await world.office.invite(world.librarian.id)
        return try await world.office.accept(
            invitation: link,
            WelcomeAnswer(
                name: "", email: "dana@example.org", password: "a long sentence", customerName: "",
                timeZone: ""))
    }

    @Test(arguments: SQLEngine.allCases)
    func `the list is narrowed by a form that needs no script, and keeps what was chosen from page to page`(
        _ engine: SQLEngine
    ) async throws {
        try await WebWorld.with(engine) { world in
            let (call, toner) = ("I&#39;ll call you tomorrow.", "Nobody in the library runs out of toner.")
            try await world.browse { browser in
                func list(_ query: String) async throws -> String {
                    try await browser.send(.get, "/promises" + query).text
                }
                let all = try await list("")
                #expect(all.contains(call) && all.contains(toner))
                let deeds = try await list("?measure=done")
                #expect(deeds.contains(call) && !deeds.contains(toner))
                #expect(deeds.contains("<option value=\"done\" selected>"))
                let broken = try await list("?verdict=broken")
                #expect(!broken.contains(call) && broken.contains(toner))
                #expect(try await list("?by=customer").contains("No promise fits all of this."))
                // A part of a name that fits one person is that person.
                let dana = try await list("?find=dana&part=received")
                #expect(dana.contains(call) && dana.contains("given to Dana Whitfield"))
                #expect(try await list("?find=nobodylikethis").contains("Nobody by that name"))
                #expect(try await list("?verdict=nonsense&person=x&page=-4").contains(call))
                let person = try await browser.get(.person(world.librarian.id)).text
                let path = "/promises?person=\(world.librarian.id)&amp;part=received&amp;ended=yes"
                #expect(person.contains("href=\"\(path)\""))
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `one looks before one promises, and nothing is promised by looking`(_ engine: SQLEngine) async throws
    {
        try await WebWorld.with(engine) { world in
            try await world.browse { browser in
                let page = try await browser.post(.outlook, supplied(world))
                #expect(page.status == .ok)
                #expect(page.text.contains("Nobody here waits for toner &amp; paper."))
                #expect(
                    page.text.contains(
                        "We promise everyone at Old Library that no machine stands without a supply for more than 0 hours"
                    ))
                #expect(page.text.contains("What you owe within a week"))
                // The deed that is due tomorrow is owed already, and the machine that is empty is known.
                #expect(page.text.contains("I&#39;ll call you tomorrow."))
                #expect(page.text.contains("Had you given it a year ago"))
                let back = try await browser.post(.outlook, supplied(world, ["step": "change"]))
                #expect(back.text.contains("value=\"at the desk\""))
                #expect(back.text.contains("name=\"warning\" type=\"number\" value=\"5\""))
            }
            #expect(
                try await world.office.promises(includeEnded: true, Page(), for: world.me).rows.count == 2)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a promise's page tells how it stands for each machine and opens to the readings`(
        _ engine: SQLEngine
    )
        async throws
    {
        try await WebWorld.with(engine) { world in
            try await world.browse { browser in
                try await stop(world)
                let id = try await promised(browser, supplied(world))
                let page = try await browser.get(.promise(id)).text
                #expect(page.contains("Broken for one machine and on track for one."))
                #expect(page.contains("Line by line"))
                #expect(page.contains("Stopped for want of a supply"))
                #expect(page.contains("/machines/\(world.emptyMachine)/readings/"))
                #expect(!page.contains("<script>alert"))
                #expect(page.contains("In the ledger"))
                let narrowed = try await browser.get(.promise(id, verdict: .onTrack)).text
                #expect(!narrowed.contains("/machines/\(world.emptyMachine)/readings/"))
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `who was given a promise accepts it, sees it differently, and sees it alike again`(
        _ engine: SQLEngine
    )
        async throws
    {
        try await WebWorld.with(engine) { world in
            let theirs = try await librarian(of: world)
            let id = PromiseID(
                bits: try await world.officePromise(
                    PromiseDraft(
                        words: "A person answers you.", saidWhere: "at the desk",
                        terms: Terms(
                            to: .persons([world.librarian.id.description]), measure: .firstHumanAnswer,
                            target: .time(Span(4, .workingHour)), period: .month, hours: "theirs"))
                ).id.bits)
            try await world.browse(as: theirs) { browser in
                let page = try await browser.get(.promise(id)).text
                #expect(page.contains("I accept it") && page.contains("I see it differently"))
                #expect(!page.contains("Take it back"))
                #expect(try await browser.post(.decide(id), ["kind": "accept"]).status == .seeOther)
                #expect(!(try await browser.get(.promise(id)).text.contains("I accept it")))
                world.clock.pass(.minutes(1))
                let wrong = try await browser.post(
                    .decide(id), ["kind": "dispute", "says": "lovely", "because": "x"])
                #expect(wrong.status == .unprocessableContent)
                #expect(wrong.text.contains("Please choose how you see it."))
                let said = try await browser.post(
                    .decide(id), ["kind": "dispute", "says": "broken", "because": "nobody called <me>"])
                #expect(said.status == .seeOther)
                let disputed = try await browser.get(.promise(id)).text
                #expect(disputed.contains("Dana Whitfield says"))
                #expect(disputed.contains("The evidence says"))
                #expect(disputed.contains("nobody called &lt;me&gt;"))
                let withdrawn = try await browser.post(.decide(id), ["kind": "withdraw", "because": "no"])
                #expect(withdrawn.status == .conflict)
                #expect(withdrawn.text.contains("Only the one who gave their word"))
                world.clock.pass(.minutes(1))
                _ = try await browser.post(.decide(id), ["kind": "settle"])
            }
            world.clock.pass(.minutes(1))
            try await world.browse { browser in
                _ = try await browser.post(.decide(id), ["kind": "settle"])
                #expect(!(try await browser.get(.promise(id)).text.contains("Dana Whitfield says")))
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a promise is taken back openly, and other words stand beside the old ones`(_ engine: SQLEngine)
        async throws
    {
        try await WebWorld.with(engine) { world in
            try await world.browse { browser in
                let id = try await promised(browser, supplied(world))
                let other = try await browser.get(.word(WordQuestion(instead: id))).text
                #expect(other.contains("Other words") && other.contains("Until now"))
                #expect(other.contains("name=\"instead\" value=\"\(id)\""))
                #expect(other.contains("To everyone in Old Library"))
                let next = try await promised(
                    browser,
                    supplied(world, ["instead": id.description, "words": "At most an hour.", "count": "1"]))
                #expect(try await browser.get(.promise(next)).text.contains("It stands in the place of"))
                let silent = try await browser.post(.decide(id), ["kind": "withdraw", "because": " "])
                #expect(silent.status == .unprocessableContent)
                #expect(silent.text.contains("Please say why"))
                let openly = try await browser.post(
                    .decide(id), ["kind": "withdraw", "because": "we cannot keep it"])
                #expect(openly.status == .seeOther)
                let page = try await browser.get(.promise(id)).text
                #expect(page.contains("we cannot keep it") && page.contains("Taken back openly"))
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `time that does not count is told to both sides with its reason`(_ engine: SQLEngine) async throws {
        try await WebWorld.with(engine) { world in
            try await world.browse { browser in
                let id = try await promised(browser, supplied(world))
                let wrong = try await browser.post(
                    .decide(id), ["kind": "exclude", "from": "yesterday", "because": "x"])
                #expect(wrong.text.contains("Please choose from when on"))
                let said = try await browser.post(
                    .decide(id),
                    [
                        "kind": "exclude", "from": "2026-11-23T08:00", "until": "2026-11-23T09:30",
                        "because": "the library was closed for the painters",
                    ])
                #expect(said.status == .seeOther)
                let page = try await browser.get(.promise(id)).text
                #expect(page.contains("the library was closed for the painters"))
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `programs read the same`(_ engine: SQLEngine) async throws {
        try await WebWorld.with(engine) { world in
            try await world.browse { browser in
                try await stop(world)
                let id = try await promised(browser, supplied(world))
                let list = try JSON.parse(try await browser.get(.promisesJSON()).text)
                #expect(list["promises"]?.list?.count == 3)
                let one = try JSON.parse(try await browser.get(.promiseJSON(id)).text)
                #expect(one["verdict"]?.text == "broken")
                #expect(one["judgement"]?["subjects"]?.list?.count == 2)
                #expect(one["sentence"]?.text?.contains("no machine stands without a supply") == true)
                let text = try await browser.get(.promiseText(id))
                #expect(text.headers[.contentType]?.hasPrefix("application/yaml") == true)
                let (file, findings) = PromiseFile.read(text.text)
                #expect(
                    findings.isEmpty && file.promises.first?.words == "Nobody here waits for toner & paper.")
            }
        }
    }
}

extension WebWorld {
    fileprivate func officePromise(_ draft: PromiseDraft) async throws -> Promise {
        try await office.promise(draft, for: me)
    }
}
