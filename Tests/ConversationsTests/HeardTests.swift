// SPDX-License-Identifier: Apache-2.0
import Conversations
import Generators
import People
import Testing
import Values

@Suite struct HeardTests {
    private let ana = PersonID(bits: 3)
    private let bo = PersonID(bits: 4)
    private let cy = PersonID(bits: 5)
    private let library = PlaceID(bits: 10)
    private let calendar = WorkingCalendar.nineToFive(zone: Zones.dublin, daysOff: [date(2026, 10, 26)])
    private let window = instant("2026-09-01T00:00:00Z")..<instant("2026-10-01T00:00:00Z")

    private func talk(_ number: UInt128, _ at: String, _ persons: PersonID..., line: String = "Fine.")
        -> Conversation
    {
        ConversationTests.conversation(
            number, at: instant(at), with: persons.map { Participant($0, .heard) }, line: line)
    }

    @Test func `the last three notes stand beside each person, in their own words`() throws {
        var talks = (1...5).map { talk(UInt128($0), "2026-09-0\($0)T09:00:00Z", ana, line: "Note \($0)") }
        talks[4].said = [Said(ana, "The queue is gone."), Said(bo, "Not for me.")]
        talks[4].participants.append(Participant(bo, .heard))
        var book = HeardBook(window: window)
        book.take(talks)
        let record = try #require(book[ana])
        #expect(record.notes.map(\.words) == ["The queue is gone.", "Note 4", "Note 3"])
        #expect(record.last == instant("2026-09-05T09:00:00Z"))
        #expect(book[bo]?.notes.map(\.words) == ["Not for me."])
        #expect(book[cy] == nil)
    }

    @Test func `being there or being told is not being heard, and what was corrected counts for nobody`() {
        var quiet = talk(1, "2026-09-01T09:00:00Z", ana)
        quiet.participants = [Participant(ana, .present), Participant(bo, .told), Participant(cy, .excused)]
        var book = HeardBook(window: window, corrected: [ConversationID(bits: 2)])
        book.take([quiet, talk(2, "2026-09-02T09:00:00Z", ana)])
        #expect(book[ana] == nil && book[bo] == nil && book[cy] == nil)
    }

    @Test func `pages in any order, and twice, give the same`() throws {
        try forSeeds(100) { chance in
            let persons = [ana, bo, cy]
            let talks = (1...UInt128(chance.number(1...20))).map { number in
                ConversationTests.conversation(
                    number, at: window.lowerBound + .days(chance.number(-20...50)),
                    with: [Participant(chance.pick(persons), .heard)], line: "\(number)")
            }
            var straight = HeardBook(window: window)
            straight.take(talks)
            var mixed = HeardBook(window: window)
            for one in (talks + talks.filter { _ in chance.once(in: 3) }).shuffled(using: &chance) {
                mixed.take([one])
            }
            for person in persons {
                try #require(straight[person] == mixed[person])
                let expected = talks.filter { $0.heard == [person] }.sorted {
                    ($0.at, $0.id) > ($1.at, $1.id)
                }
                try #require(
                    (straight[person]?.notes.map(\.conversation) ?? []) == expected.prefix(3).map(\.id))
                try #require(
                    straight[person]?.isInWindow ?? false == expected.contains { window.contains($0.at) })
            }
        }
    }

    @Test func `who was heard is counted by building and role, and the quiet ones are named`() {
        var book = HeardBook(window: window)
        book.take([talk(1, "2026-09-02T09:00:00Z", ana), talk(2, "2026-08-02T09:00:00Z", bo)])
        var census = HeardCensus(book)
        census.take([
            HeardMember(person: ana, name: "Ana", role: "Registry", building: library),
            HeardMember(person: bo, name: "Bo", role: "Dean", building: library),
        ])
        census.take([HeardMember(person: cy, name: "Cy")])
        #expect((census.all.heard, census.all.all) == (1, 3))
        #expect(census.byBuilding[library]?.share == PartsPerMillion(percent: 50))
        #expect(census.byBuilding[PlaceID?.none]?.heard == 0)
        #expect(census.byRole["Dean"]?.heard == 0)
        #expect(census.quiet(most: 10).map(\.name) == ["Cy", "Bo"])
        let first = census.quiet(most: 1)
        #expect(census.quiet(after: first.last, most: 10).map(\.name) == ["Bo"])
        #expect(HeardCount().share == nil)
    }

    @Test func `fifty thousand people page through without one missing or twice`() {
        var census = HeardCensus(HeardBook(window: window))
        for page in 0..<50 {
            census.take(
                (0..<1_000).map { number in
                    HeardMember(person: PersonID(bits: UInt128(page * 1_000 + number)), name: "\(number % 7)")
                })
        }
        var seen: Set<PersonID> = []
        var last: QuietPerson?
        while true {
            let page = census.quiet(after: last, most: 5_000)
            guard let end = page.last else { break }
            seen.formUnion(page.map(\.person))
            last = end
        }
        #expect(seen.count == 50_000)
        #expect(census.all.all == 50_000)
    }

    @Test func `the last term is the one that is over`() {
        let terms = [
            CalendarTerm(name: "Trinity", first: date(2026, 4, 20), last: date(2026, 7, 17)),
            CalendarTerm(name: "Michaelmas", first: date(2026, 9, 21), last: date(2026, 12, 11)),
        ]
        let found = HeardCensus.lastTerm(before: instant("2026-10-14T09:00:00Z"), terms, zone: Zones.dublin)
        #expect(found?.term.name == "Trinity")
        #expect(found?.window == instant("2026-04-19T23:00:00Z")..<instant("2026-07-17T23:00:00Z"))
        #expect(
            HeardCensus.lastTerm(before: instant("2026-07-17T12:00:00Z"), terms, zone: Zones.dublin) == nil)
    }

    @Test func `the nearest rule decides when someone is to be heard`() throws {
        let since = date(2026, 9, 1)
        let round = CadenceRound(
            [
                try Cadence(about: .place(PlaceID(bits: 20)), days: 90, hearer: cy, since: since),
                try Cadence(about: .place(library), days: 60, hearer: cy, since: since),
                try Cadence(about: .role("registry"), days: 30, hearer: cy, since: since),
                try Cadence(about: .role("Registry"), days: 40, hearer: cy, since: since),
                try Cadence(about: .person(bo), days: 10, hearer: cy, since: since),
            ], calendar: calendar)
        let chain = [PlaceID(bits: 11), library, PlaceID(bits: 20)]
        #expect(
            round.cadence(of: HeardMember(person: bo, name: "", role: "Registry", places: chain))?.days == 10)
        #expect(
            round.cadence(of: HeardMember(person: ana, name: "", role: "Registry", places: chain))?.days == 30
        )
        #expect(
            round.cadence(of: HeardMember(person: ana, name: "", role: "Dean", places: chain))?.days == 60)
        #expect(round.cadence(of: HeardMember(person: ana, name: "")) == nil)
        #expect(throws: Refusal.self) { try Cadence(about: .person(bo), days: 0, hearer: cy, since: since) }
    }

    @Test func `a cadence becomes a deed on its day, with the last notes, and not before`() throws {
        let round = CadenceRound(
            [try Cadence(about: .place(library), days: 30, hearer: cy, since: date(2026, 9, 1))],
            calendar: calendar)
        let members = [ana, bo].map { HeardMember(person: $0, name: "\($0.bits)", places: [library]) }
        var book = HeardBook(window: window)
        // 30 days after 25 September is a Sunday; the Monday is off, so it is the Tuesday.
        book.take([talk(1, "2026-09-25T09:00:00Z", ana, line: "Busy."), talk(2, "2026-06-01T09:00:00Z", bo)])
        #expect(round.due(members[0], last: book[ana]?.last)?.due == instant("2026-10-27T17:00:00Z"))
        #expect(round.due(members[1], last: book[bo]?.last)?.due == instant("2026-09-01T16:00:00Z"))
        #expect(round.due(members[1], last: nil)?.due == instant("2026-10-01T16:00:00Z"))
        let early = round.due(among: members, book, now: instant("2026-10-26T12:00:00Z"))
        #expect(early.map(\.person) == [bo])
        let due = round.due(among: members, book, now: instant("2026-10-27T09:00:00Z"))
        #expect(due.map(\.person) == [bo, ana])
        #expect(due.last?.notes.map(\.words) == ["Busy."])
    }

    @Test func `a place knows its building, and a circle of places ends`() {
        let places = [
            Place(id: PlaceID(bits: 1), customer: CustomerID(bits: 9), parent: nil, kind: .campus, name: "C"),
            Place(
                id: library, customer: CustomerID(bits: 9), parent: PlaceID(bits: 1), kind: .building,
                name: "L"),
            Place(
                id: PlaceID(bits: 2), customer: CustomerID(bits: 9), parent: library, kind: .floor, name: "1"),
            Place(
                id: PlaceID(bits: 5), customer: CustomerID(bits: 9), parent: PlaceID(bits: 6), kind: .room,
                name: "x"),
            Place(
                id: PlaceID(bits: 6), customer: CustomerID(bits: 9), parent: PlaceID(bits: 5), kind: .room,
                name: "y"),
        ]
        let above = PlacesAbove(places)
        #expect(above.chain(from: PlaceID(bits: 2)) == [PlaceID(bits: 2), library, PlaceID(bits: 1)])
        #expect(above.building(of: PlaceID(bits: 2)) == library)
        #expect(above.building(of: PlaceID(bits: 5)) == nil)
        #expect(above.building(of: nil) == nil)
    }
}
