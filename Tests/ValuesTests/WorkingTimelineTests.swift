// SPDX-License-Identifier: Apache-2.0
import Generators
import Testing
import Values

@Suite struct WorkingTimelineTests {
    private func calendar(from chance: inout SplitMix) -> WorkingCalendar {
        var week: [Weekday: [WorkingCalendar.Hours]] = [:]
        for day in Weekday.allCases where !chance.once(in: 4) { week[day] = hours(from: &chance) }
        var off: Set<CivilDate> = []
        var apart: [CivilDate: [WorkingCalendar.Hours]] = [:]
        for _ in 0..<6 {
            off.insert(day(from: &chance))
            apart[day(from: &chance)] = hours(from: &chance)
        }
        return WorkingCalendar(zone: chance.pick(Zones.all), week: week, daysOff: off, daysApart: apart)
    }

    private func hours(from chance: inout SplitMix) -> [WorkingCalendar.Hours] {
        (0...chance.number(0...2)).map { _ in
            let start = chance.number(0...1_439)
            return .init(startMinute: start, endMinute: chance.number((start + 1)...1_440))
        }
    }

    /// In 2026, or around the day that Samoa left out.
    private func day(from chance: inout SplitMix) -> CivilDate {
        date(chance.once(in: 2) ? 2_011 : 2_026, 12, 20).adding(days: chance.number(-40...60))
    }

    private func moment(from chance: inout SplitMix, near day: CivilDate) -> Instant {
        TimeZoneTable.utc.startOfDay(day) + .minutes(chance.number(-30 * 1_440...30 * 1_440))
    }

    /// Minute by minute, by what a clock on the wall shows: slow, and written without the calendar's own code.
    private func slowMinutes(_ calendar: WorkingCalendar, _ start: Instant, _ end: Instant) -> Int {
        var count = 0
        var now = start
        while now < end {
            let wall = calendar.zone.civil(now)
            let minute = wall.hour * 60 + wall.minute
            let hours = calendar.daysApart[wall.date] ?? calendar.week[wall.date.weekday] ?? []
            if !calendar.daysOff.contains(wall.date),
                hours.contains(where: { $0.startMinute <= minute && minute < $0.endMinute })
            {
                count += 1
            }
            now = now + .minutes(1)
        }
        return count
    }

    @Test func `working time is what a clock on the wall shows, minute by minute`() throws {
        try forSeeds(40) { chance in
            var calendar = calendar(from: &chance)
            // In the hour that comes twice, and in the one that is left out, hours by the wall are ambiguous.
            calendar = WorkingCalendar(
                zone: calendar.zone, week: calendar.week.mapValues { $0.filter { $0.startMinute >= 240 } },
                daysOff: calendar.daysOff,
                daysApart: calendar.daysApart.mapValues { $0.filter { $0.startMinute >= 240 } })
            let day = day(from: &chance)
            let start = moment(from: &chance, near: day)
            let end = start + .minutes(chance.number(0...7 * 1_440))
            try #require(
                calendar.workingTime(from: start, to: end) == .minutes(slowMinutes(calendar, start, end)))
        }
    }

    @Test func `a calendar that is laid out answers as the calendar does`() throws {
        try forSeeds(150) { chance in
            let calendar = calendar(from: &chance)
            let day = day(from: &chance)
            let timeline = WorkingTimeline(
                calendar, from: day.adding(days: -20), through: day.adding(days: 20))
            let (one, two) = (moment(from: &chance, near: day), moment(from: &chance, near: day))
            let (start, end) = (min(one, two), max(one, two))
            let worked = calendar.workingTime(from: start, to: end).wholeMicroseconds
            try #require(timeline.workingMicroseconds(from: start, to: end) == worked)
            try #require(
                timeline.stretches(in: start..<end).reduce(0) {
                    $0 + $1.upperBound.microseconds - $1.lowerBound.microseconds
                } == worked)
            try #require(timeline.isWorking(at: start) == calendar.isWorking(at: start))
            let amount = Int64(chance.number(0...4_000)) * 60_000_000
            try #require(
                timeline.adding(workingMicroseconds: amount, to: start)
                    == calendar.adding(workingTime: .microseconds(amount), to: start))
        }
    }

    @Test func `working time is additive, and adding it leads back`() throws {
        try forSeeds(150) { chance in
            let calendar = calendar(from: &chance)
            let day = day(from: &chance)
            let timeline = WorkingTimeline(
                calendar, from: day.adding(days: -40), through: day.adding(days: 40))
            let moments = (0..<3).map { _ in moment(from: &chance, near: day) }.sorted()
            let parts =
                timeline.workingMicroseconds(from: moments[0], to: moments[1])
                + timeline.workingMicroseconds(from: moments[1], to: moments[2])
            try #require(timeline.workingMicroseconds(from: moments[0], to: moments[2]) == parts)
            if let end = timeline.adding(workingMicroseconds: parts, to: moments[0]) {
                try #require(timeline.workingMicroseconds(from: moments[0], to: end) == parts)
            }
        }
    }

    @Test func `a half day counts by its own hours, and a day off stays off`() {
        let eve = date(2_026, 12, 24)
        let half: [WorkingCalendar.Hours] = [.init(startMinute: 540, endMinute: 750)]
        let calendar = WorkingCalendar.nineToFive(zone: Zones.dublin, daysOff: [date(2_026, 12, 25)])
            .with(daysOff: [], daysApart: [eve: half, date(2_026, 12, 25): half, date(2_026, 12, 26): half])
        let timeline = WorkingTimeline(calendar, from: eve, through: date(2_026, 12, 31))
        func hours(_ day: CivilDate) -> Int64 {
            timeline.workingMicroseconds(
                from: Zones.dublin.startOfDay(day), to: Zones.dublin.startOfDay(day.adding(days: 1)))
                / 60_000_000
        }
        #expect(hours(eve) == 210)
        #expect(hours(date(2_026, 12, 25)) == 0)
        // A Saturday that is opened.
        #expect(hours(date(2_026, 12, 26)) == 210)
    }

    @Test func `periods of the calendar meet without a gap and without a day in two`() throws {
        try forSeeds(200) { chance in
            let day = day(from: &chance)
            for period in [CalendarPeriod.week, .month, .quarter, .year] {
                let days = try #require(period.days(around: day))
                try #require(days.first <= day && day <= days.last)
                try #require(period.days(around: days.first) == days)
                try #require(period.days(around: days.last) == days)
                try #require(
                    period.days(around: days.last.adding(days: 1))?.first == days.last.adding(days: 1))
            }
            let days = try #require(CalendarPeriod.rolling(days: 30).days(around: day))
            try #require(days.last == day && days.count == 30)
        }
    }

    @Test func `between two terms there is none`() {
        let terms = [
            CalendarTerm(name: "one", first: date(2_026, 9, 21), last: date(2_026, 12, 11)),
            CalendarTerm(name: "two", first: date(2_027, 1, 11), last: date(2_027, 3, 26)),
        ]
        #expect(CalendarPeriod.term.days(around: date(2_026, 12, 11), terms: terms)?.name == "one")
        #expect(CalendarPeriod.term.days(around: date(2_026, 12, 12), terms: terms) == nil)
        #expect(CalendarPeriod.term.days(around: date(2_027, 1, 11), terms: terms)?.name == "two")
        #expect(CalendarPeriod.month.days(around: date(2_028, 2, 10))?.last == date(2_028, 2, 29))
    }
}
