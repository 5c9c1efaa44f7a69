// SPDX-License-Identifier: Apache-2.0
import People
import Values
import VirtualFleet

/// The dates of the story, counted back from the instant at which it arrives in the present.
public struct CollegeYear: Sendable {
    /// When the story has caught up with the demo's clock.
    public let end: Instant
    /// When the first reading was taken, a year before.
    public let start: Instant
    /// How many days are told; 365, and fewer in tests.
    let days: Int
    public let zone: TimeZoneTable
    public let academic = AcademicCalendar()
    public let working: WorkingCalendar
    /// The September in which the college signed, before the first reading.
    public let signed: CivilDate

    init(endingAt end: Instant, zone: TimeZoneTable, days: Int = CollegeYear.usualDays) {
        self.end = end
        self.days = days
        self.zone = zone
        let today = zone.date(of: end)
        // Whole days back, so that the year of readings has every weekday and both changes of the clocks.
        let first = today.adding(days: -days)
        start = zone.instant(of: CivilDateTime(date: first, hour: 6))
        let thisSeptember = CivilDate(year: first.year, month: 9, day: 17) ?? first
        let lastSeptember = CivilDate(year: first.year - 1, month: 9, day: 17) ?? first
        var signed = thisSeptember <= first.adding(days: -14) ? thisSeptember : lastSeptember
        while signed.weekday != .thursday { signed = signed.adding(days: -1) }
        self.signed = signed
        let daysOff = AcademicCalendar().daysOff(in: (signed.year - 1)...(today.year + 1))
        let hours = [WorkingCalendar.Hours(startMinute: 510, endMinute: 1_035)]
        let days: [Weekday] = [.monday, .tuesday, .wednesday, .thursday, .friday]
        working = WorkingCalendar(
            zone: zone, week: Dictionary(uniqueKeysWithValues: days.map { ($0, hours) }), daysOff: daysOff)
    }

    static let usualDays = 365

    /// A day so many days into a whole year; sooner when fewer days are told.
    func day(_ day: Int) -> CivilDate {
        zone.date(of: start).adding(days: day * days / CollegeYear.usualDays)
    }

    /// The walk through the grounds, in the May before the signing.
    public var walk: CivilDate { workingDay(onOrAfter: date(signed.year, 5, 12)) }
    public var firstMeeting: CivilDate { workingDay(onOrAfter: date(signed.year, 3, 9)) }
    /// The board that postponed, and the one that did not.
    public var boardThatPostponed: CivilDate { workingDay(onOrAfter: date(signed.year, 6, 18)) }
    public var boardThatDecided: CivilDate { workingDay(onOrAfter: date(signed.year, 8, 20)) }

    public func at(_ date: CivilDate, _ hour: Int, _ minute: Int = 0) -> Instant {
        zone.instant(of: CivilDateTime(date: date, hour: hour, minute: minute))
    }

    func date(_ year: Int, _ month: Int, _ day: Int) -> CivilDate {
        CivilDate(year: year, month: month, day: day) ?? signed
    }

    /// The first working day on or after a date.
    public func workingDay(onOrAfter date: CivilDate) -> CivilDate {
        var date = date
        for _ in 0..<60 where working.endOfWork(on: date) == nil { date = date.adding(days: 1) }
        return date
    }

    /// The last working day on or before a date.
    public func workingDay(onOrBefore date: CivilDate) -> CivilDate {
        var date = date
        for _ in 0..<60 where working.endOfWork(on: date) == nil { date = date.adding(days: -1) }
        return date
    }

    /// How the college prints through the year of readings and half a year beyond it.
    public var usage: UsageCalendar {
        let first = zone.date(of: start).adding(days: -7)
        let last = zone.date(of: end).adding(days: 200)
        var seasons: [UsageCalendar.Season] = []
        var from = first
        var date = first
        while date <= last {
            let season = academic.season(on: date)
            let next = date.adding(days: 1)
            if next > last || academic.season(on: next) != season {
                if season != .closed { seasons.append(usageSeason(season, from: from, through: date)) }
                from = next
            }
            date = next
        }
        return UsageCalendar(
            zone: zone, seasons: seasons, daysOff: academic.daysOff(in: first.year...last.year))
    }

    private func usageSeason(
        _ season: AcademicCalendar.Season, from: CivilDate, through: CivilDate
    ) -> UsageCalendar.Season {
        let percent = AcademicCalendar.printingPercent(in: season)
        // The clinic sees people all year; the hall empties in summer and is let to guests.
        let exceptions: [UsageHours: Int] =
            switch season {
            case .breakTime: [.clinic: 60, .residence: 15]
            case .summer: [.clinic: 55, .residence: 25]
            case .exams: [.clinic: 110, .office: 120]
            default: [.clinic: 100]
            }
        return UsageCalendar.Season(
            season.rawValue, from: from, through: through, percent: percent, exceptions: exceptions)
    }
}
