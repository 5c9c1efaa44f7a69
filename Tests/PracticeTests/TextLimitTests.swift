// SPDX-License-Identifier: Apache-2.0
import Generators
import People
import Practice
import Promises
import Storage
import Testing
import Values

@Suite struct TextLimitTests {
    /// Every field that people write into, its limit, and what writes it.
    private func fields(
        _ world: PracticeWorld
    ) -> [(field: String, max: Int, write: (String) async throws -> Void)] {
        let office = world.office
        let me = world.me
        let soon = DeedDraft.Due.time(CivilDateTime(date: date(2_026, 11, 23), hour: 12))
        func deed(_ words: String, _ saidWhere: String) async throws {
            _ = try await office.promiseDeed(
                DeedDraft(receiver: me.person.id, words: words, saidWhere: saidWhere, due: soon), for: me)
        }
        func toner(_ words: String, _ saidWhere: String) async throws {
            _ = try await office.promise(
                PromiseDraft(
                    words: words, saidWhere: saidWhere,
                    terms: .nobodyRunsOut(to: .everyoneAt(world.campus.id.description))), for: me)
        }
        func person(_ name: String, role: String? = nil, email: String? = nil, phone: String? = nil)
            async throws
        {
            _ = try await office.makePerson(
                named: name, side: .customer, role: role, email: email, phone: phone, place: nil, for: me)
        }
        return [
            ("words", TextLimits.wordsMax, { try await deed($0, "x") }),
            ("saidWhere", TextLimits.wordsMax, { try await deed("x", $0) }),
            ("words", TextLimits.wordsMax, { try await toner($0, "x") }),
            ("saidWhere", TextLimits.wordsMax, { try await toner("x", $0) }),
            ("name", TextLimits.nameMax, { try await person($0) }),
            ("role", TextLimits.nameMax, { try await person("x", role: $0) }),
            ("email", TextLimits.nameMax, { try await person("x", email: $0) }),
            ("phone", TextLimits.nameMax, { try await person("x", phone: $0) }),
            (
                "name", TextLimits.nameMax,
                {
                    _ = try await office.makePlace(named: $0, kind: .room, below: nil, for: me)
                }
            ),
            (
                "name", TextLimits.nameMax,
                { _ = try await office.makeCollector(named: $0, place: nil, for: me) }
            ),
            (
                "note", TextLimits.noteMax,
                { note in
                    try await deed("x", "x")
                    let line = try #require(try await world.today().first { $0.promise.ended == nil })
                    try await office.act(.note, note: note, on: line.line.id, for: me)
                }
            ),
        ]
    }

    @Test(arguments: SQLEngine.allCases)
    func `each text may be as long as its limit and not one character longer`(engine: SQLEngine) async throws
    {
        try await PracticeWorld.with(engine) { world in
            for (field, max, write) in fields(world) {
                for letter in ["x", "ü", "語", "👩🏽‍🔬"] {
                    let isHeavy = letter.utf8.count > 4
                    let text = String(repeating: letter, count: isHeavy ? max / 8 : max)
                    try await write(text)
                    await refused(.invalid, field: field) {
                        try await write(String(repeating: letter, count: max + 1))
                    }
                }
                // One letter under a mountain of accents is one character to a reader and a book to a
                // database.
                await refused(.invalid, field: field) {
                    try await write("x" + String(repeating: "\u{301}", count: max * 4))
                }
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `blanks and control characters are not text`(engine: SQLEngine) async throws {
        try await PracticeWorld.with(engine) { world in
            for (field, _, write) in fields(world) where !["role", "email", "phone"].contains(field) {
                for empty in ["", "   ", "\n\t", "\u{0}\u{7}"] {
                    await refused(.invalid, field: field) { try await write(empty) }
                }
            }
            let place = try await world.office.makePlace(
                named: " \u{0}The\u{7} chapel\n", kind: .building, below: nil, for: world.me)
            #expect(place.name == "The chapel")
            let person = try await world.office.makePerson(
                named: "Ronan", side: .customer, role: " ", email: "", phone: "\u{0}", place: nil,
                for: world.me)
            #expect([person.role, person.email, person.phone] == [nil, nil, nil])
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `whatever is typed into a search box finds something or nothing, and harms nothing`(
        engine: SQLEngine
    ) async throws {
        try await PracticeWorld.with(engine) { world in
            try await world.hear(Machine(serial: "LC4-0001", name: "reg-1"))
            let customer = world.me.customer.id
            func found(_ search: String) async throws -> Int {
                let people = try await world.office.people(matching: search, Page(), for: world.me)
                _ = try await world.office.places(named: search, for: world.me)
                let machines = try await world.office.machines(
                    DeviceQuery(customer: customer, search: search), for: world.me)
                return people.people.rows.count + machines.rows.rows.count
            }
            #expect(try await found("LC4") == 1)
            #expect(try await found("mae") == 1)
            for odd in [
                "\u{0}", "LC4\u{0}", "%", "_", "'; DROP TABLE device; --", "\\", "\"", "*", "🖨", " ", "-",
                String(repeating: "x ", count: 100_000), String(repeating: "ü", count: 100_000),
                "\u{10FFFF}",
            ] {
                _ = try await found(odd)
            }
            #expect(try await found("L\u{0}C4") == 1)
        }
    }
}
