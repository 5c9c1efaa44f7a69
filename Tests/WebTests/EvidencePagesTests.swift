// SPDX-License-Identifier: Apache-2.0
import Fleet
import HTTPTypes
import People
import Practice
import Promises
import Storage
import StorageTesting
import Testing
import Values

@testable import Web

/// What people write down on the pages so that promises stay provable, and the page of each piece of it.
@Suite struct EvidencePagesTests {
    private func answered(_ world: WebWorld) async throws -> PromiseID {
        try await world.office.promise(
            PromiseDraft(
                words: "A person answers you.", saidWhere: "at the desk",
                terms: Terms(
                    to: .persons([world.librarian.id.description]), measure: .firstHumanAnswer,
                    target: .time(Span(4, .hour)), period: .month)), for: world.me
        ).id
    }

    /// Sends a form and returns the page of what was written down.
    private func written(_ browser: Browser, _ fields: [String: String]) async throws -> ID<Evidence> {
        let answer = try await browser.post(.writeEvidence, fields)
        #expect(answer.status == .seeOther, "\(answer.text.prefix(600))")
        let path = try #require(answer.location?.split(separator: "?").first)
        return try #require(ID<Evidence>(String(path.split(separator: "/").last ?? "")))
    }

    @Test(arguments: SQLEngine.allCases)
    func `a call that was answered late breaks a promise, until somebody says that it was not so`(
        _ engine: SQLEngine
    ) async throws {
        try await WebWorld.with(engine) { world in
            let promise = try await answered(world)
            world.clock.pass(.hours(6))
            try await world.browse { browser in
                let about = EvidenceSubject(promise: promise)
                let page = try await browser.get(.promise(promise)).text
                #expect(page.contains("Write down what happened"))
                let kinds = try await browser.get(.newEvidence(EvidenceQuestion(about: about))).text
                #expect(kinds.contains("A call for help") && !kinds.contains("A supply was delivered"))
                let whom = try await browser.get(.newEvidence(EvidenceQuestion(.call, about: about))).text
                #expect(whom.contains("Dana Whitfield") && !whom.contains("What came of a call"))
                let call = [
                    "what": "call", "promise": promise.description,
                    "person": world.librarian.id.description, "at": "2026-11-23T10:05",
                ]
                let opened = try await written(browser, call)
                #expect(
                    try await browser.get(.evidence(opened)).text.contains("Dana Whitfield called for help."))
                #expect(try await browser.get(.promise(promise)).text.contains("broken"))

                let calls = try await browser.get(.newEvidence(EvidenceQuestion(.call, about: about))).text
                #expect(calls.contains("What came of a call") && calls.contains("Nobody has answered yet"))
                let href = try #require(calls.firstMatch(of: #/ticket=(call-[a-z0-9]+)/#)?.1)
                let answer = try await written(
                    browser,
                    [
                        "what": "turn", "ticket": String(href), "event": "answered", "at": "2026-11-23T15:30",
                    ])
                let told = try await browser.get(.evidence(answer)).text
                #expect(told.contains("Maeve Brennan answered the call."))
                #expect(told.contains("What rests on it") && told.contains("A person answers you."))
                #expect(try await browser.get(.promise(promise)).text.contains("/evidence/\(answer)"))

                // She had been called back at once; the later time was a slip of the pen.
                let correction = try await browser.post(
                    .correctEvidence(answer), ["because": "it was <ten> past ten"])
                #expect(correction.status == .seeOther)
                let corrected = try await browser.get(.evidence(answer)).text
                #expect(corrected.contains("It was corrected since") && corrected.contains("&lt;ten&gt;"))
                #expect(!corrected.contains("action=\"/evidence/\(answer)/correction\""))
                _ = try await written(
                    browser,
                    [
                        "what": "turn", "ticket": String(href), "event": "answered", "at": "2026-11-23T10:10",
                    ])
                let standing = try await world.office.promise(
                    promise, verdict: nil, Page(), days: 14, for: world.me)
                #expect(standing.summary.verdict == .onTrack)
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `every form writes down what it says, and its page says it again`(_ engine: SQLEngine) async throws {
        try await WebWorld.with(engine) { world in
            let dana = world.librarian.id.description
            let machine = world.emptyMachine.description
            let at = "2026-11-23T09:30"
            let forms: [([String: String], String)] = [
                (
                    ["what": "conversation", "person": dana, "form": "visit"],
                    "Maeve Brennan heard Dana Whitfield: a visit."
                ),
                (
                    [
                        "what": "conversation", "place": world.room.id.description, "form": "visit",
                        "with-\(dana)": "yes",
                    ],
                    "Maeve Brennan heard Dana Whitfield at Reading room: a visit."
                ),
                (
                    ["what": "delivery", "machine": machine, "supply": "toner/black/1.1"],
                    "Black toner was delivered for"
                ),
                (
                    ["what": "way", "person": dana, "machine": machine, "metres": "22", "floors": "1"],
                    "is 22 metres, one floor away."
                ),
                (
                    [
                        "what": "change", "change": "renewal", "agreement": "the print service",
                        "on": "2027-03-01",
                    ],
                    "“the print service” is renewed on"
                ),
                (
                    ["what": "cost", "amount": "1234,5", "currency": "eur"],
                    "234.50 EUR were spent on printing"
                ),
                (
                    ["what": "baseline", "measure": "pages", "perDay": "1250"],
                    "a day of the baseline was 1"
                ),
                (
                    [
                        "what": "exclusion", "machine": machine, "until": "2026-11-23T09:45",
                        "because": "painters",
                    ],
                    "Not counted for Example Copier 300"
                ),
                (
                    [
                        "what": "pause", "place": world.room.id.description, "until": "2026-11-23T09:40",
                        "because": "locked",
                    ],
                    "The clock waited for Reading room"
                ),
            ]
            try await world.browse { browser in
                for (fields, sentence) in forms {
                    let id = try await written(browser, fields.merging(["at": at]) { first, _ in first })
                    let page = try await browser.get(.evidence(id)).text
                    #expect(
                        page.contains(sentence),
                        "\(fields): \(page.firstMatch(of: #/<h1>.*<\/h1>/#)?.0 ?? "")")
                    #expect(page.contains("Maeve Brennan"), "\(fields)")
                }
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `whoever is of the customer reads what decided, and writes nothing down`(_ engine: SQLEngine)
        async throws
    {
        try await WebWorld.with(engine) { world in
            let promise = try await answered(world)
            let kept = try await world.office.record(
                .ticket(TicketLine(ticket: "t1", event: .opened, person: world.librarian.id.description)),
                at: world.office.now, for: world.me)
            let id = try #require(ID<Evidence>(kept.id))
            let link = try await world.office.invite(world.librarian.id)
            let theirs = try await world.office.accept(
                invitation: link,
                WelcomeAnswer(
                    name: "", email: "dana@example.org", password: "a long sentence", customerName: "",
                    timeZone: ""))
            try await world.browse(as: theirs) { browser in
                #expect(try await browser.get(.evidence(id)).status == .ok)
                #expect(!(try await browser.get(.evidence(id)).text.contains("It was not so")))
                #expect(!(try await browser.get(.promise(promise)).text.contains("Write down what happened")))
                let written = try await browser.post(
                    .writeEvidence,
                    [
                        "what": "conversation", "person": world.librarian.id.description, "form": "call",
                        "at": "2026-11-23T09:30",
                    ])
                #expect(written.status == .forbidden || written.status == .notFound)
                #expect(try await browser.get(.evidence(ID(bits: 7))).status == .notFound)
            }
        }
    }

    @Test(
        arguments: [
            ("12", 1_200), ("12.5", 1_250), ("12,05", 1_205), ("0.10", 10), ("", nil), ("1.234", nil),
            ("-1", nil),
            ("1.", nil), (".5", nil), ("1e3", nil), ("9999999999", nil), ("1.2.3", nil), ("١٢", nil),
        ] as [(String, Int64?)])
    func `an amount is read exactly or not at all`(_ text: String, _ amount: Int64?) {
        #expect(decimal(text, places: 2) == amount)
    }
}
