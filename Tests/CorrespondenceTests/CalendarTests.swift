// SPDX-License-Identifier: Apache-2.0
import Correspondence
import Generators
import Testing
import Values

@Suite struct CalendarTests {
    private let stamp = instant("2026-10-14T09:00:00Z")
    private let ines = CalendarPerson(name: "Ines Brandt", email: "ines@provider.example")
    private let ana = CalendarPerson(name: "Ana \"Annie\" Oduya; Registry", email: "ana@westmere.example")

    private func walk(_ start: String = "2026-10-20T13:00:00Z", zone: TimeZoneTable = Zones.dublin)
        -> CalendarEvent
    {
        CalendarEvent(
            uid: CalendarEvent.uid(of: ID<CalendarTests>(bits: 7), host: "goodword.example"), stamp: stamp,
            when: .span(instant(start)..<(instant(start) + .hours(1)), zone: zone),
            summary: "Walk: library, cellar; all floors",
            text: "First line\nSecond line with \\ and ümläuts 🖨", place: "North Library", organizer: ines,
            attendees: [ana])
    }

    @Test func `a feed is what RFC 5545 calls a calendar`() throws {
        let text = CalendarText.feed(named: "Ines, every day", [walk()])
        let calendar = try StrictCalendar.read(text)
        #expect(calendar.name == "VCALENDAR")
        #expect(calendar.value("VERSION") == "2.0")
        #expect(calendar.value("METHOD") == "PUBLISH")
        #expect(calendar.property("NAME")?.text == "Ines, every day")
        let event = try #require(calendar.parts.first { $0.name == "VEVENT" })
        #expect(event.property("SUMMARY")?.text == "Walk: library, cellar; all floors")
        #expect(event.property("DESCRIPTION")?.text == "First line\nSecond line with \\ and ümläuts 🖨")
        #expect(event.value("DTSTAMP") == "20261014T090000Z")
        let start = try #require(event.property("DTSTART"))
        #expect(start.value == "20261020T140000")
        #expect(start.parameters == ["TZID": "Europe/Dublin"])
        let attendee = try #require(event.property("ATTENDEE"))
        #expect(attendee.parameters["CN"] == "Ana \"Annie\" Oduya; Registry")
        #expect(attendee.value == "mailto:ana@westmere.example")
        #expect(calendar.parts.filter { $0.name == "VTIMEZONE" }.count == 1)
    }

    @Test func `an invitation and its withdrawal share a uid, and the sequence rises`() throws {
        var event = walk()
        let request = try StrictCalendar.read(try CalendarText.invitation(event))
        event.sequence += 1
        event.isCancelled = true
        let cancel = try StrictCalendar.read(try CalendarText.invitation(event))
        #expect([request, cancel].map { $0.value("METHOD") } == ["REQUEST", "CANCEL"])
        let events = [request, cancel].compactMap { $0.parts.last }
        #expect(Set(events.map { $0.value("UID") }).count == 1)
        #expect(events.map { $0.value("SEQUENCE") } == ["0", "1"])
        #expect(events.map { $0.value("STATUS") } == ["CONFIRMED", "CANCELLED"])
        #expect(events[0].property("ATTENDEE")?.parameters["RSVP"] == "TRUE")
        #expect(events[1].property("ATTENDEE")?.parameters["RSVP"] == nil)
        #expect(events[1].value("TRANSP") == "TRANSPARENT")
    }

    @Test func `an invitation needs someone who invites and someone who is invited`() {
        var event = walk()
        func field() -> String? {
            do throws(Refusal) {
                _ = try CalendarText.invitation(event)
                return nil
            } catch { return error.field }
        }
        event.organizer?.email = "ines@provider.example\r\nX-EVIL:1"
        #expect(field() == "organizer")
        event.organizer = ines
        event.attendees = []
        #expect(field() == "attendees")
        event.attendees = [CalendarPerson(name: "Bo", email: "bo")]
        #expect(field() == "attendees")
    }

    @Test func `whole days end before the day after, and an instant in UTC needs no zone`() throws {
        var event = walk()
        event.when = .days(date(2026, 12, 31), through: date(2026, 12, 31))
        let days = try #require(StrictCalendar.read(CalendarText.feed(named: "x", [event])).parts.last)
        #expect(days.value("DTSTART") == "20261231")
        #expect(days.value("DTEND") == "20270101")
        let plain = try StrictCalendar.read(CalendarText.feed(named: "x", [walk(zone: .utc)]))
        #expect(plain.parts.map(\.name) == ["VEVENT"])
        #expect(plain.parts[0].value("DTSTART") == "20261020T130000Z")
    }

    /// What a calendar program makes of a local time and the zone that came with it.
    private func offset(_ zone: StrictCalendar.Component, _ local: String) -> Int? {
        func seconds(_ text: String) -> Int {
            let digits = Array(text.dropFirst()).compactMap(\.wholeNumberValue)
            let rest = digits.count == 6 ? digits[4] * 10 + digits[5] : 0
            let all = (digits[0] * 10 + digits[1]) * 3_600 + (digits[2] * 10 + digits[3]) * 60 + rest
            return text.hasPrefix("-") ? -all : all
        }
        let begun = zone.parts.filter { ($0.value("DTSTART") ?? "~") <= local }
        let last = begun.max { ($0.value("DTSTART") ?? "") < ($1.value("DTSTART") ?? "") }
        return (last ?? zone.parts.first).flatMap { $0.value("TZOFFSETTO") }.map(seconds)
    }

    @Test func `in every zone the local time and the zone's table give the instant again`() throws {
        try forSeeds(200) { chance in
            let zone = chance.pick(Zones.all.filter { $0 != .utc })
            let start = instant("2009-01-01T00:00:00Z") + .minutes(chance.number(0...15_000_000))
            var event = walk(zone: zone)
            event.when = .span(start..<(start + .minutes(chance.number(0...3_000))), zone: zone)
            let calendar = try StrictCalendar.read(CalendarText.feed(named: "x", [event]))
            let written = try #require(calendar.parts.last?.value("DTSTART"))
            let table = try #require(calendar.parts.first { $0.name == "VTIMEZONE" })
            try #require(!table.parts.isEmpty)
            let digits = written.compactMap(\.wholeNumberValue)
            func number(_ from: Int, _ count: Int) -> Int {
                digits[from..<(from + count)].reduce(0) { $0 * 10 + $1 }
            }
            let civil = CivilDateTime(
                date: date(number(0, 4), number(4, 2), number(6, 2)),
                secondOfDay: number(8, 2) * 3_600 + number(10, 2) * 60 + number(12, 2))
            let offset = try #require(self.offset(table, written))
            let meant = TimeZoneTable.utc.instant(of: civil) - .seconds(offset)
            // In the hour that comes twice two instants share a local time; RFC 5545, 3.3.5 means the first.
            let first = zone.instant(of: civil)
            try #require(meant == start || first != start, "\(zone.identifier) \(start)")
        }
    }

    @Test func `any text survives being written`() throws {
        let pieces = [
            "a", ";", ",", "\\", "\n", "\r\n", "\"", "ü", "🖨", ":", " ", "\u{0}", "\u{7}", "n", "^", "日本語",
        ]
        try forSeeds(200) { chance in
            let text = (0..<chance.number(0...120)).map { _ in chance.pick(pieces) }.joined()
            var event = walk()
            event.summary = text
            event.attendees[0].name = text
            let written = try StrictCalendar.read(CalendarText.feed(named: text, [event]))
            let expected = text.replacing("\r\n", with: "\n").filter { $0 != "\u{0}" && $0 != "\u{7}" }
            try #require(written.parts.last?.property("SUMMARY")?.text == expected)
            try #require(written.property("NAME")?.text == expected)
        }
    }
}
