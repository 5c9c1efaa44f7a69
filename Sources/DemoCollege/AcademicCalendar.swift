// SPDX-License-Identifier: Apache-2.0
import Values

/// The college's year: two terms, enrolment, a reading week, exams, breaks, and the days when it is closed.
///
/// It is reckoned for any year, so that the story always ends in the present.
public struct AcademicCalendar: Hashable, Sendable {
    /// What a day is like for those who print.
    public enum Season: String, Sendable, CaseIterable {
        case enrolment, teaching, readingWeek, exams, breakTime, summer, closed
    }

    public init() {}

    /// Monday of the first teaching week of the autumn of a year: on or after 8 September.
    public func autumnStart(of year: Int) -> CivilDate { monday(onOrAfter: day(year, 9, 8)) }

    /// Monday of the first teaching week of the spring: on or after 12 January.
    public func springStart(of year: Int) -> CivilDate { monday(onOrAfter: day(year, 1, 12)) }

    /// The first day of the next exam weeks on or after a day.
    public func nextExams(from date: CivilDate) -> CivilDate {
        var day = date
        for _ in 0..<400 where season(on: day) != .exams { day = day.adding(days: 1) }
        return day
    }

    public func season(on date: CivilDate) -> Season {
        if daysOff(of: date.year).contains(date) { return .closed }
        let autumn = week(of: date, since: autumnStart(of: date.year))
        switch autumn {
        case -1: return .enrolment
        case AcademicCalendar.autumnReadingWeek: return .readingWeek
        case 0..<AcademicCalendar.teachingWeeks: return .teaching
        case AcademicCalendar.teachingWeeks..<(AcademicCalendar.teachingWeeks + 2): return .exams
        case (AcademicCalendar.teachingWeeks + 2)...: return .breakTime
        default: break
        }
        let spring = springStart(of: date.year)
        let easter = easterSunday(of: date.year)
        let easterBreak = easter.adding(days: -6)...easter.adding(days: 7)
        if easterBreak.contains(date) { return .breakTime }
        // The break at Easter takes two weeks out of the term; they are added to its end.
        let week = week(of: date, since: spring) - (date > easterBreak.upperBound ? 2 : 0)
        switch week {
        case ..<0: return .breakTime
        case ..<AcademicCalendar.teachingWeeks: return .teaching
        case ..<(AcademicCalendar.teachingWeeks + 2): return .exams
        default: return .summer
        }
    }

    /// How much is printed on a working day of this season, in percent of a day of teaching.
    public static func printingPercent(in season: Season) -> Int {
        switch season {
        case .enrolment: 135
        case .teaching: 100
        case .readingWeek: 60
        case .exams: 170
        case .breakTime: 25
        case .summer: 30
        case .closed: 2
        }
    }

    /// Public holidays, Good Friday, and the days around Christmas when the gates are shut.
    public func daysOff(of year: Int) -> Set<CivilDate> {
        let easter = easterSunday(of: year)
        let spring = day(year, 2, 1)
        var days: Set<CivilDate> = [
            spring.weekday == .friday ? spring : monday(onOrAfter: spring),
            day(year, 3, 17), easter.adding(days: -2), easter.adding(days: 1),
            monday(onOrAfter: day(year, 5, 1)), monday(onOrAfter: day(year, 6, 1)),
            monday(onOrAfter: day(year, 8, 1)), monday(onOrAfter: day(year, 10, 25)),
        ]
        for date in 24...31 { days.insert(day(year, 12, date)) }
        days.insert(day(year, 1, 1))
        days.insert(day(year, 1, 2))
        return days
    }

    /// The days off of several years.
    public func daysOff(in years: ClosedRange<Int>) -> Set<CivilDate> {
        years.reduce(into: []) { $0.formUnion(daysOff(of: $1)) }
    }

    static let teachingWeeks = 12
    static let autumnReadingWeek = 7

    /// Which week after `start` a date is in; negative before it.
    private func week(of date: CivilDate, since start: CivilDate) -> Int {
        let days = date.daysSinceEpoch - start.daysSinceEpoch
        return days >= 0 ? days / 7 : -((6 - days) / 7)
    }

    private func monday(onOrAfter date: CivilDate) -> CivilDate {
        var date = date
        while date.weekday != .monday { date = date.adding(days: 1) }
        return date
    }

    private func day(_ year: Int, _ month: Int, _ day: Int) -> CivilDate {
        // Every date asked for here exists in every year; the epoch stands for the years beyond 9999.
        CivilDate(year: year, month: month, day: day) ?? CivilDate(daysSinceEpoch: 0)
    }

    /// Easter of the Gregorian calendar, by the rule of 1876 that is known as anonymous.
    private func easterSunday(of year: Int) -> CivilDate {
        let golden = year % 19
        let (century, yearOfCentury) = year.quotientAndRemainder(dividingBy: 100)
        let correction = (century + 8) / 25
        let lunar = (19 * golden + century - century / 4 - (century - correction + 1) / 3 + 15) % 30
        let weekday = (32 + 2 * (century % 4) + 2 * (yearOfCentury / 4) - lunar - yearOfCentury % 4) % 7
        let late = (golden + 11 * lunar + 22 * weekday) / 451
        let count = lunar + weekday - 7 * late + 114
        return day(year, count / 31, count % 31 + 1)
    }
}
