// SPDX-License-Identifier: Apache-2.0
import Promises
import Values

/// By when, as words say it; no language, no date yet.
public struct DueWords: Hashable, Sendable {
    public enum Day: Hashable, Sendable {
        /// 0 is the day on which it was said.
        case inDays(Int)
        /// The first such day after the one on which it was said; with `isNext` the one of next week.
        case weekday(Weekday, isNext: Bool)
        /// The first such day from then on, unless the year is said.
        case date(day: Int, month: Int?, year: Int?)
        /// The last working day of a month, 1 to 12.
        case month(Int)
        /// The last working day of a stretch; 0 is this one, 1 the next.
        case endOf(Stretch, Int)
        /// The first day of the next stretch.
        case startOf(Stretch)
        /// So much later, days and weeks to the end of that day.
        case after(Span)
        case afterMonths(Int)
    }

    public enum Stretch: Hashable, Sendable { case week, month, quarter, term, year }

    public enum Hour: Hashable, Sendable {
        /// Of work; of the day where nobody works.
        case endOfWork
        case noon
        /// Until midnight.
        case endOfDay
        /// An hour after work begins: "first thing".
        case firstThing
        /// Minutes since midnight.
        case at(Int)
    }

    public var day: Day
    public var hour: Hour
    /// Before that day, not on it.
    public var isBefore: Bool

    public init(day: Day, hour: Hour = .endOfWork, isBefore: Bool = false) {
        self.day = day
        self.hour = hour
        self.isBefore = isBefore
    }

    /// The instant meant, or both that may be meant.
    ///
    /// - Returns: `nil` when there is no such day, or it was over when it was said. A promise about the past
    ///   is none.
    func resolved(from setting: HeardSetting) -> HeardDue? {
        if case .after(let span) = day, !span.unit.isOfDays {
            return after(span, setting).map { .by($0) }
        }
        let today = setting.calendar.zone.date(of: setting.said)
        guard let date = date(from: today, setting), let first = instant(on: date, today, setting),
            first > setting.said
        else { return nil }
        // "Next Friday", said on a Monday, is this week's to some and next week's to others.
        if case .weekday(let weekday, isNext: true) = day {
            let sooner = DueWords.first(weekday, after: today)
            if sooner != date, let other = instant(on: sooner, today, setting) {
                return .either(first, other)
            }
        }
        return .by(first)
    }

    private func after(_ span: Span, _ setting: HeardSetting) -> Instant? {
        guard let microseconds = span.microseconds else { return nil }
        return span.unit.isOfWork
            ? setting.calendar.adding(workingTime: .microseconds(microseconds), to: setting.said)
            : setting.said + .microseconds(microseconds)
    }

    private func date(from today: CivilDate, _ setting: HeardSetting) -> CivilDate? {
        let calendar = setting.calendar
        switch day {
        case .inDays(let count): return today.adding(days: count)
        case .weekday(let weekday, let isNext):
            let soonest = DueWords.first(weekday, after: today)
            guard isNext else { return soonest }
            let monday = today.adding(days: 7 - DueWords.index(today.weekday))
            return monday.adding(days: DueWords.index(weekday))
        case .date(let day, let month, let year): return DueWords.date(day, month, year, from: today)
        case .month(let month):
            let year = month >= today.month ? today.year : today.year + 1
            guard let first = CivilDate(year: year, month: month, day: 1),
                let days = CalendarPeriod.month.days(around: first)
            else { return nil }
            return DueWords.lastWorkingDay(in: days, calendar, from: today)
        case .endOf(let stretch, let ahead):
            return DueWords.days(of: stretch, ahead, from: today, setting.terms)
                .flatMap { DueWords.lastWorkingDay(in: $0, calendar, from: today) }
        case .startOf(let stretch):
            if stretch == .term { return setting.terms.map(\.first).filter { $0 > today }.min() }
            return DueWords.days(of: stretch, 1, from: today, setting.terms)?.first
        case .after(let span):
            switch span.unit {
            case .week: return today.adding(days: 7 * min(span.count, 520))
            case .workingDay: return DueWords.workingDay(min(span.count, 250), after: today, calendar)
            default: return today.adding(days: min(span.count, 3_650))
            }
        case .afterMonths(let count):
            let months = today.year * 12 + today.month - 1 + min(count, 120)
            let (year, month) = (months / 12, months % 12 + 1)
            return CivilDate(
                year: year, month: month, day: min(today.day, CivilDate.days(inMonth: month, of: year)))
        }
    }

    private func instant(on date: CivilDate, _ today: CivilDate, _ setting: HeardSetting) -> Instant? {
        let calendar = setting.calendar
        guard isBefore else { return instant(hour, on: date, setting) }
        if case .at = hour { return instant(hour, on: date, setting) }
        // The last moment of work before that day begins.
        var earlier = date.adding(days: -1)
        for _ in 0..<14 where earlier >= today {
            if let end = calendar.endOfWork(on: earlier) { return end }
            earlier = earlier.adding(days: -1)
        }
        return calendar.zone.startOfDay(date)
    }

    private func instant(_ hour: Hour, on date: CivilDate, _ setting: HeardSetting) -> Instant {
        let calendar = setting.calendar
        let endOfDay = calendar.zone.startOfDay(date.adding(days: 1))
        switch hour {
        case .endOfWork:
            // "Today", said when work was over already, is until midnight.
            guard let end = calendar.endOfWork(on: date), end > setting.said else { return endOfDay }
            return end
        case .noon: return calendar.zone.instant(of: CivilDateTime(date: date, hour: 12))
        case .endOfDay: return endOfDay
        case .firstThing:
            guard let start = calendar.hours(on: date).first?.lowerBound else {
                return calendar.zone.instant(of: CivilDateTime(date: date, hour: 10))
            }
            return start + .hours(1)
        case .at(let minute):
            return calendar.zone.instant(of: CivilDateTime(date: date, secondOfDay: minute * 60))
        }
    }

    private static func index(_ weekday: Weekday) -> Int { Weekday.allCases.firstIndex(of: weekday) ?? 0 }

    private static func first(_ weekday: Weekday, after today: CivilDate) -> CivilDate {
        let ahead = (index(weekday) - index(today.weekday) + 7) % 7
        return today.adding(days: ahead == 0 ? 7 : ahead)
    }

    /// The first such day from today on, looked for in this and the next months.
    private static func date(_ day: Int, _ month: Int?, _ year: Int?, from today: CivilDate) -> CivilDate? {
        if let year { return CivilDate(year: year, month: month ?? today.month, day: day) }
        let months = today.year * 12 + today.month - 1
        for ahead in 0..<96 {
            let one = months + ahead
            if let month, one % 12 + 1 != month { continue }
            if let date = CivilDate(year: one / 12, month: one % 12 + 1, day: day), date >= today {
                return date
            }
        }
        return nil
    }

    private static func days(
        of stretch: Stretch, _ ahead: Int, from today: CivilDate, _ terms: [CalendarTerm]
    ) -> NamedDays? {
        let period: CalendarPeriod
        switch stretch {
        case .week: period = .week
        case .month: period = .month
        case .quarter: period = .quarter
        case .year: period = .year
        case .term:
            // Between two terms, "this term" is the one to come.
            let coming = terms.filter { $0.last >= today }.sorted { $0.first < $1.first }
            guard coming.indices.contains(ahead) else { return nil }
            return NamedDays(name: coming[ahead].name, first: coming[ahead].first, last: coming[ahead].last)
        }
        guard let this = period.days(around: today) else { return nil }
        return ahead == 0 ? this : period.days(around: this.last.adding(days: 1))
    }

    /// From today on; the last day itself when nobody works then.
    private static func lastWorkingDay(
        in days: NamedDays, _ calendar: WorkingCalendar, from today: CivilDate
    ) -> CivilDate {
        var day = days.last
        for _ in 0..<14 where day >= max(days.first, today) {
            if !calendar.hours(on: day).isEmpty { return day }
            day = day.adding(days: -1)
        }
        return days.last
    }

    private static func workingDay(
        _ count: Int, after today: CivilDate, _ calendar: WorkingCalendar
    ) -> CivilDate? {
        var left = count
        var day = today
        for _ in 0..<500 where left > 0 {
            day = day.adding(days: 1)
            if !calendar.hours(on: day).isEmpty { left -= 1 }
        }
        return left == 0 ? day : nil
    }
}
