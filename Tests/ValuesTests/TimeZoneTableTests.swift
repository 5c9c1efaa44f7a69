// SPDX-License-Identifier: Apache-2.0
import Generators
import Testing
import Values

@Suite struct TimeZoneTableTests {
    private func local(_ year: Int, _ month: Int, _ day: Int, _ hour: Int, _ minute: Int = 0) -> CivilDateTime
    {
        CivilDateTime(date: date(year, month, day), hour: hour, minute: minute)
    }

    @Test func `summer begins and ends on the second`() {
        let zone = Zones.dublin
        #expect(zone.civil(instant("2026-03-29T00:59:59Z")).description == "2026-03-29T00:59:59")
        #expect(zone.civil(instant("2026-03-29T01:00:00Z")).description == "2026-03-29T02:00:00")
        #expect(zone.civil(instant("2026-10-25T00:59:59Z")).description == "2026-10-25T01:59:59")
        #expect(zone.civil(instant("2026-10-25T01:00:00Z")).description == "2026-10-25T01:00:00")
    }

    @Test func `a time in the skipped hour means as many minutes after the change`() {
        #expect(Zones.dublin.instant(of: local(2_026, 3, 29, 1, 0)) == instant("2026-03-29T01:00:00Z"))
        #expect(Zones.dublin.instant(of: local(2_026, 3, 29, 1, 40)) == instant("2026-03-29T01:40:00Z"))
        #expect(Zones.dublin.instant(of: local(2_026, 3, 29, 2, 0)) == instant("2026-03-29T01:00:00Z"))
        #expect(Zones.newYork.instant(of: local(2_026, 3, 8, 2, 30)) == instant("2026-03-08T07:30:00Z"))
    }

    @Test func `a time in the repeated hour means the first of the two`() {
        #expect(Zones.dublin.instant(of: local(2_026, 10, 25, 1, 30)) == instant("2026-10-25T00:30:00Z"))
        #expect(Zones.dublin.instant(of: local(2_026, 10, 25, 2, 0)) == instant("2026-10-25T02:00:00Z"))
        #expect(Zones.newYork.instant(of: local(2_026, 11, 1, 1, 30)) == instant("2026-11-01T05:30:00Z"))
        #expect(Zones.lordHowe.instant(of: local(2_026, 4, 5, 1, 45)) == instant("2026-04-04T14:45:00Z"))
    }

    @Test func `a day without a midnight begins with its first minute`() {
        let start = Zones.withoutMidnight.startOfDay(date(2_026, 10, 18))
        #expect(start == instant("2026-10-18T03:00:00Z"))
        #expect(Zones.withoutMidnight.civil(start).description == "2026-10-18T01:00:00")
    }

    @Test func `a zone may leave out a day`() {
        #expect(Zones.samoa.instant(of: local(2_011, 12, 29, 20)) == instant("2011-12-30T06:00:00Z"))
        #expect(Zones.samoa.instant(of: local(2_011, 12, 31, 1)) == instant("2011-12-30T11:00:00Z"))
        #expect(Zones.samoa.date(of: instant("2011-12-30T09:59:59Z")) == date(2_011, 12, 29))
        #expect(Zones.samoa.date(of: instant("2011-12-30T10:00:00Z")) == date(2_011, 12, 31))
    }

    @Test func `what the wall shows leads back to the instant, or to the first of two that show it`() throws {
        try forSeeds(4_000) { chance in
            let zone = chance.pick(Zones.all)
            let near = zone.changes.isEmpty ? Instant(unixSeconds: 0) : chance.pick(zone.changes).at
            let instant = near + .seconds(chance.number(-200_000...200_000))
            let again = zone.instant(of: zone.civil(instant))
            try #require(zone.civil(again) == zone.civil(instant))
            try #require(again <= instant)
            if again != instant {
                try #require(zone.offsetSeconds(at: again) > zone.offsetSeconds(at: instant))
            }
        }
    }

    @Test func `the instants of later local times are not earlier`() throws {
        try forSeeds(2_000) { chance in
            let zone = chance.pick(Zones.all)
            let near = zone.changes.isEmpty ? date(2_026, 1, 1) : zone.date(of: chance.pick(zone.changes).at)
            let day = near.adding(days: chance.number(-1...1))
            let seconds = [chance.number(0...86_399), chance.number(0...86_399)].sorted()
            let instants = seconds.map { zone.instant(of: CivilDateTime(date: day, secondOfDay: $0)) }
            // In a gap the minutes after the change are meant, which the hour behind it shows again.
            let shown = instants.map { zone.civil($0) }
            if shown.map(\.secondOfDay) == seconds { try #require(instants[0] <= instants[1]) }
        }
    }

    @Test func `a day begins at the first instant of its date`() throws {
        try forSeeds(2_000) { chance in
            let zone = chance.pick(Zones.all)
            let day = date(2_026, 1, 1).adding(days: chance.number(-3_000...3_000))
            let start = zone.startOfDay(day)
            try #require(zone.date(of: start) == day)
            try #require(zone.date(of: start - .microseconds(1)) < day)
        }
    }

    @Test func `changes may be given in any order, and before the first one the initial offset holds`() {
        let changes = Array(Zones.dublin.changes.reversed())
        let zone = TimeZoneTable(identifier: "Europe/Dublin", initialOffsetSeconds: 0, changes: changes)
        #expect(zone == Zones.dublin)
        #expect(zone.offsetSeconds(at: instant("1999-07-01T00:00:00Z")) == 0)
        #expect(zone.offsetSeconds(at: instant("2026-07-01T00:00:00Z")) == 3_600)
    }
}
