// SPDX-License-Identifier: Apache-2.0
import Foundation
import Generators
import Testing
import Values

@Suite struct WorkingCalendarTests {
    private let calendar = WorkingCalendar.nineToFive(zone: Zones.dublin, daysOff: [date(2_026, 12, 25)])

    /// A week like those that customers keep: breaks at noon, evenings, nights, days without work.
    private func calendar(from chance: inout SplitMix) -> WorkingCalendar {
        var week: [Weekday: [WorkingCalendar.Hours]] = [:]
        for day in Weekday.allCases where !chance.once(in: 4) {
            week[day] = (0...chance.number(0...2)).map { _ in
                let start = chance.number(0...1_439)
                return .init(startMinute: start, endMinute: chance.number((start + 1)...1_440))
            }
        }
        let daysOff = Set((0..<5).map { _ in date(2_026, 1, 1).adding(days: chance.number(0...400)) })
        return WorkingCalendar(zone: chance.pick(Zones.all), week: week, daysOff: daysOff)
    }

    private func moment(from chance: inout SplitMix) -> Instant {
        instant("2026-01-01T00:00:00Z") + .seconds(chance.number(0...(365 * 86_400)))
    }

    @Test func `four working hours from Friday afternoon end on Monday`() {
        let friday = instant("2026-07-03T14:30:00Z")  // 15:30 in summer
        #expect(calendar.adding(workingTime: .hours(4), to: friday) == instant("2026-07-06T10:30:00Z"))
        #expect(calendar.workingTime(from: friday, to: instant("2026-07-06T10:30:00Z")) == .hours(4))
    }

    @Test func `a day off holds no working time`() {
        let eve = instant("2026-12-24T16:00:00Z")
        #expect(calendar.adding(workingTime: .hours(2), to: eve) == instant("2026-12-28T10:00:00Z"))
        #expect(calendar.hours(on: date(2_026, 12, 25)).isEmpty)
        #expect(calendar.endOfWork(on: date(2_026, 12, 25)) == nil)
        #expect(calendar.endOfWork(on: date(2_026, 12, 24)) == instant("2026-12-24T17:00:00Z"))
        #expect(calendar.endOfWork(on: date(2_026, 12, 26)) == nil)
    }

    @Test func `exactly a day's work ends when the day does, and a microsecond more on the next`() {
        let morning = instant("2026-11-23T09:00:00Z")
        #expect(calendar.adding(workingTime: .hours(8), to: morning) == instant("2026-11-23T17:00:00Z"))
        #expect(
            calendar.adding(workingTime: .hours(8) + .microseconds(1), to: morning)
                == instant("2026-11-24T09:00:00.000001Z"))
    }

    @Test func `no working time, or less, has passed at the next working moment`() {
        let night = instant("2026-11-23T03:00:00Z")
        let noon = instant("2026-11-23T12:00:00Z")
        #expect(calendar.adding(workingTime: .zero, to: night) == instant("2026-11-23T09:00:00Z"))
        #expect(calendar.adding(workingTime: .zero, to: noon) == noon)
        #expect(calendar.adding(workingTime: .hours(-5), to: noon) == noon)
    }

    @Test func `work begins on the minute and has ended on the minute`() {
        #expect(!calendar.isWorking(at: instant("2026-11-23T08:59:59.999999Z")))
        #expect(calendar.isWorking(at: instant("2026-11-23T09:00:00Z")))
        #expect(calendar.isWorking(at: instant("2026-11-23T16:59:59.999999Z")))
        #expect(!calendar.isWorking(at: instant("2026-11-23T17:00:00Z")))
        #expect(!calendar.isWorking(at: instant("2026-11-22T12:00:00Z")))
    }

    @Test func `a shift through the change of the clocks is as long as it is, not as the wall says`() {
        let nights = WorkingCalendar(
            zone: Zones.dublin, week: [.sunday: [.init(startMinute: 0, endMinute: 1_440)]])
        let spring = nights.hours(on: date(2_026, 3, 29)).map { $0.upperBound - $0.lowerBound }
        let autumn = nights.hours(on: date(2_026, 10, 25)).map { $0.upperBound - $0.lowerBound }
        #expect(spring == [.hours(23)])
        #expect(autumn == [.hours(25)])
        let skipped = WorkingCalendar(
            zone: Zones.dublin, week: [.sunday: [.init(startMinute: 60, endMinute: 120)]])
        #expect(skipped.hours(on: date(2_026, 3, 29)).isEmpty)
    }

    @Test func `hours that overlap or touch are counted once`() {
        let week: [Weekday: [WorkingCalendar.Hours]] = [
            .monday: [
                .init(startMinute: 600, endMinute: 660), .init(startMinute: 540, endMinute: 1_020),
                .init(startMinute: 1_020, endMinute: 1_080),
            ]
        ]
        let calendar = WorkingCalendar(zone: .utc, week: week)
        let monday = instant("2026-11-23T00:00:00Z")
        #expect(calendar.workingTime(from: monday, to: monday + .days(1)) == .hours(9))
        #expect(calendar.endOfWork(on: date(2_026, 11, 23)) == instant("2026-11-23T18:00:00Z"))
    }

    @Test func `adding working time and then measuring it gives the same`() throws {
        try forSeeds(1_500) { chance in
            let calendar = calendar(from: &chance)
            let start = moment(from: &chance)
            let duration = Duration.seconds(chance.number(0...400_000))
            guard let end = calendar.adding(workingTime: duration, to: start) else { return }
            try #require(calendar.workingTime(from: start, to: end) == duration)
            try #require(end >= start)
        }
    }

    @Test func `the working time of a stretch is the sum of its parts`() throws {
        try forSeeds(1_500) { chance in
            let calendar = calendar(from: &chance)
            let cuts = (0..<4).map { _ in moment(from: &chance) }.sorted()
            let parts = zip(cuts, cuts.dropFirst()).map { calendar.workingTime(from: $0, to: $1) }
            let whole = calendar.workingTime(from: cuts[0], to: cuts[3])
            try #require(parts.reduce(Duration.zero, +) == whole)
            try #require(calendar.workingTime(from: cuts[3], to: cuts[0]) == .zero)
        }
    }

    @Test func `the next working moment is one, and none lies between`() throws {
        try forSeeds(1_000) { chance in
            let calendar = calendar(from: &chance)
            let start = moment(from: &chance)
            guard let next = calendar.nextWorkingMoment(from: start) else { return }
            try #require(calendar.isWorking(at: next))
            try #require(calendar.workingTime(from: start, to: next) == .zero)
            try #require(calendar.nextWorkingMoment(from: next) == next)
        }
    }

    @Test func `where nobody ever works there is no next moment`() {
        let never = WorkingCalendar(zone: .utc, week: [:])
        #expect(never.nextWorkingMoment(from: Instant(unixSeconds: 0)) == nil)
        #expect(never.adding(workingTime: .zero, to: Instant(unixSeconds: 0)) == nil)
        // A day a week holds 8 hours; 400 days hold 58 of them.
        let rarely = WorkingCalendar(
            zone: .utc, week: [.monday: [.init(startMinute: 540, endMinute: 1_020)]])
        #expect(rarely.adding(workingTime: .hours(57 * 8), to: instant("2026-01-01T00:00:00Z")) != nil)
        #expect(rarely.adding(workingTime: .hours(59 * 8), to: instant("2026-01-01T00:00:00Z")) == nil)
    }

    @Test(arguments: [(-1, 60), (60, 60), (120, 60), (0, 1_441), (0, Int.max)])
    func `hours that cannot be are refused when they are read`(start: Int, end: Int) {
        let json = Data(#"{"startMinute":\#(start),"endMinute":\#(end)}"#.utf8)
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(WorkingCalendar.Hours.self, from: json)
        }
    }

    @Test func `hours are read as they are written`() throws {
        let hours = WorkingCalendar.Hours(startMinute: 0, endMinute: 1_440)
        let json = try JSONEncoder().encode(hours)
        #expect(try JSONDecoder().decode(WorkingCalendar.Hours.self, from: json) == hours)
    }
}
