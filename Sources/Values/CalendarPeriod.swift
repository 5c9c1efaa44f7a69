// SPDX-License-Identifier: Apache-2.0

/// A stretch of days in which something is counted.
public enum CalendarPeriod: Hashable, Sendable {
    /// Today and the days before it, so many in all.
    case rolling(days: Int)
    /// Monday to Sunday (ISO 8601).
    case week
    case month
    /// January to March, and so on.
    case quarter
    /// As the customer's calendar names them; between two terms there is none.
    case term
    case year
    /// One period for as long as something holds.
    case throughout
}

/// A term of a school or a college, both days included.
public struct CalendarTerm: Hashable, Sendable {
    public let name: String
    public let first: CivilDate
    public let last: CivilDate

    public init(name: String, first: CivilDate, last: CivilDate) {
        self.name = name
        self.first = first
        self.last = last
    }
}

/// The days of one period, both ends included, and what people call it.
public struct NamedDays: Hashable, Sendable {
    public let name: String
    public let first: CivilDate
    public let last: CivilDate

    public init(name: String, first: CivilDate, last: CivilDate) {
        self.name = name
        self.first = first
        self.last = last
    }

    /// How many days it has.
    public var count: Int { last.daysSinceEpoch - first.daysSinceEpoch + 1 }
}

extension CalendarPeriod {
    /// The period that a day lies in; `nil` for ``throughout`` and between terms.
    public func days(around day: CivilDate, terms: [CalendarTerm] = []) -> NamedDays? {
        switch self {
        case .rolling(let count):
            return NamedDays(
                name: count == 1 ? "one day" : "the last \(count) days", first: day.adding(days: 1 - count),
                last: day)
        case .week:
            let index = Weekday.allCases.firstIndex(of: day.weekday) ?? 0
            let monday = day.adding(days: -index)
            return NamedDays(name: "the week of \(monday)", first: monday, last: monday.adding(days: 6))
        case .month:
            return CalendarPeriod.months(
                1, from: day.month, of: day.year, name: "\(CivilDate.monthNames[day.month - 1]) \(day.year)")
        case .quarter:
            let number = (day.month - 1) / 3
            return CalendarPeriod.months(
                3, from: number * 3 + 1, of: day.year, name: "quarter \(number + 1) of \(day.year)")
        case .year:
            return CalendarPeriod.months(12, from: 1, of: day.year, name: "\(day.year)")
        case .term:
            return terms.first { $0.first <= day && day <= $0.last }.map {
                NamedDays(name: $0.name, first: $0.first, last: $0.last)
            }
        case .throughout:
            return nil
        }
    }

    private static func months(_ count: Int, from month: Int, of year: Int, name: String) -> NamedDays? {
        let end = month + count - 1
        guard let first = CivilDate(year: year, month: month, day: 1),
            let last = CivilDate(year: year, month: end, day: CivilDate.days(inMonth: end, of: year))
        else { return nil }
        return NamedDays(name: name, first: first, last: last)
    }
}

extension CivilDate {
    /// In English, January first.
    public static let monthNames = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
        "November", "December",
    ]
}
