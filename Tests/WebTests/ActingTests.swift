// SPDX-License-Identifier: Apache-2.0
import Fleet
import Foundation
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

/// The main job on the pages: somebody is waiting, somebody acts, and it is kept.
@Suite struct ActingTests {
    @Test(arguments: SQLEngine.allCases)
    func `an empty cartridge stands in Today until toner was sent`(_ engine: SQLEngine) async throws {
        try await WebWorld.with(engine) { world in
            let line = try await world.tonerLine()
            try await world.browse { browser in
                let before = try await browser.get(.today()).text
                #expect(before.contains("Everyone in Reading room"))
                #expect(before.contains("Nobody in the library runs out of toner."))
                #expect(before.contains("is empty"))
                #expect(before.contains(Route.line(line.id).path))

                let answer = try await browser.post(.act(line.id), ["kind": "tonerSent"])
                #expect(answer.location == "/?told=tonerSent")
                let after = try await browser.send(.get, try #require(answer.location)).text
                #expect(after.contains("Written down: a cartridge is on its way."))
                #expect(!after.contains(Route.act(line.id).path))
                #expect(
                    try await browser.get(.machine(world.emptyMachine)).text.contains("A cartridge was sent"))
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `what cannot be done is kept with its reason and told with the promise`(_ engine: SQLEngine)
        async throws
    {
        try await WebWorld.with(engine) { world in
            let line = try await world.deedLine()
            try await world.browse { browser in
                let answer = try await browser.post(
                    .act(line.id), ["kind": "notPossible", "note": "She is on leave <until> May."])
                #expect(answer.status == .seeOther)
                let page = try await browser.get(.promise(world.deed.id)).text
                #expect(page.contains("Not possible"))
                #expect(page.contains("She is on leave &lt;until&gt; May."))
                let again = try await browser.post(.act(line.id), ["kind": "done"])
                #expect(again.status == .conflict)
                #expect(again.text.contains("settled already"))
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `an act that is none is refused`(_ engine: SQLEngine) async throws {
        try await WebWorld.with(engine) { world in
            let line = try await world.tonerLine()
            try await world.browse { browser in
                for kind in ["", "exploded", "tonerSent'; DROP TABLE act"] {
                    let answer = try await browser.post(.act(line.id), ["kind": kind])
                    #expect(answer.status == .unprocessableContent)
                }
            }
            #expect(try await world.tonerLine().wantsAct)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a deed is written down for the end of work on its day`(_ engine: SQLEngine) async throws {
        try await WebWorld.with(engine) { world in
            try await world.browse { browser in
                let form = try await browser.get(.newDeed(to: world.librarian.id)).text
                #expect(form.contains("To Dana Whitfield"))
                let answer = try await browser.post(
                    .makeDeed,
                    [
                        "to": world.librarian.id.description, "words": "I'll bring the paper.",
                        "saidWhere": "in the reading room", "due": "2026-11-25", "time": "",
                    ])
                let page = try await browser.send(.get, try #require(answer.location)).text
                #expect(page.contains("I&#39;ll bring the paper."))
                #expect(page.contains("It is due on Wednesday at 17:00."))
                #expect(page.contains("in the reading room"))
            }
        }
    }

    @Test(arguments: [
        (["due": "2026-11-02"], "That time has passed"),
        (["due": "2026-11-28"], "Nobody works there on that day"),
        (["due": "soon"], "Please choose the day"), (["time": "25:99"], "Please write the time like 14:30"),
        (["to": "nobody"], "Please choose to whom"),
        (["words": String(repeating: "x", count: 1_001)], "longer than the 1000 characters"),
    ])
    func `a deed that cannot be kept as written is not written down`(
        _ wrong: [String: String], _ says: String
    ) async throws {
        try await WebWorld.with(.sqlite) { world in
            try await world.browse { browser in
                var fields = [
                    "to": world.librarian.id.description, "words": "I'll call.", "saidWhere": "on the phone",
                    "due": "2026-11-25", "time": "",
                ]
                fields.merge(wrong) { $1 }
                let answer = try await browser.post(.makeDeed, fields)
                #expect(answer.status == .unprocessableContent)
                #expect(answer.text.contains(says))
            }
            #expect(
                try await world.office.promises(includeEnded: true, Page(), for: world.me).rows.count == 2)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a standing promise covers the machines of its place at once`(_ engine: SQLEngine) async throws {
        try await WebWorld.with(engine) { world in
            try await world.browse { browser in
                let answer = try await browser.post(
                    .makePromise,
                    [
                        "measure": "supply-empty-time", "count": "0", "unit": "hour", "period": "month",
                        "warning": "2", "silence": "30", "to": "place-\(world.room.id)",
                        "words": "Never an empty drum.", "saidWhere": "at the desk",
                    ])
                let page = try await browser.send(.get, try #require(answer.location)).text
                #expect(page.contains("Never an empty drum."))
                #expect(page.contains("Broken for one machine and on track for one."), "one has no toner now")
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `an empty day says so kindly`(_ engine: SQLEngine) async throws {
        try await WebWorld.with(engine) { world in
            let line = try await world.tonerLine()
            try await world.browse { browser in
                _ = try await browser.post(.act(line.id), ["kind": "done"])
                let deed = try await world.deedLine()
                _ = try await browser.post(.act(deed.id), ["kind": "done"])
                let page = try await browser.get(.today()).text
                #expect(page.contains("Nobody is waiting for you."))
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `machines are found, narrowed and ordered by the server`(_ engine: SQLEngine) async throws {
        try await WebWorld.with(engine) { world in
            let empty = Route.machine(world.emptyMachine).path
            let hostile = Route.machine(world.hostileMachine).path
            try await world.browse { browser in
                let found = try await browser.get(.machines(MachinesQuestion(find: "empty01"))).text
                #expect(found.contains(empty) && !found.contains(hostile))
                let broken = try await browser.get(.machines(MachinesQuestion(verdict: .broken))).text
                #expect(broken.contains(empty) && !broken.contains(hostile))
                let elsewhere = try await browser.get(.machines(MachinesQuestion(make: "Nobody"))).text
                #expect(elsewhere.contains("No machine fits all of this."))
                let all = try await browser.get(.machines()).text
                let first = try #require(all.range(of: empty))
                let second = try #require(all.range(of: hostile))
                #expect(first.lowerBound < second.lowerBound, "the one that needs somebody stands first")
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a machine that was moved stands where it was put`(_ engine: SQLEngine) async throws {
        try await WebWorld.with(engine) { world in
            try await world.browse { browser in
                let search = try await browser.send(
                    .get, Route.moveMachine(world.hostileMachine).path + "?find=old")
                #expect(search.text.contains("Old Library"))
                let answer = try await browser.post(
                    .moveMachine(world.hostileMachine), ["place": world.building.id.description])
                let page = try await browser.send(.get, try #require(answer.location)).text
                #expect(page.contains("The machine stands there now."))
                #expect(!page.contains("Reading room</a>"))
                #expect(page.contains("Old Library</a>"))
            }
        }
    }
}
