// SPDX-License-Identifier: Apache-2.0
import Values

/// The hours in which the people around a machine print.
public enum UsageHours: String, Sendable, Codable, CaseIterable {
    /// Desks: mornings and afternoons of working days.
    case office
    /// Reading rooms: long days, and weekends at less than half.
    case readingRoom = "library"
    /// Halls of residence: evenings, every day.
    case residence
    /// Consulting hours: working days and Saturday mornings.
    case clinic
    /// A counter or a gate that never closes.
    case always

    /// How a working day's pages lie on its 24 hours, in thousandths.
    var working: [Int] {
        switch self {
        case .office:
            [0, 0, 0, 0, 0, 0, 2, 20, 95, 140, 135, 110, 60, 80, 120, 110, 75, 40, 10, 3, 0, 0, 0, 0]
        case .readingRoom:
            [2, 0, 0, 0, 0, 0, 0, 5, 50, 85, 100, 95, 70, 75, 90, 90, 85, 70, 55, 50, 40, 25, 10, 3]
        case .residence:
            [35, 20, 8, 2, 0, 0, 5, 25, 50, 40, 25, 20, 30, 30, 30, 35, 45, 60, 80, 100, 110, 105, 85, 60]
        case .clinic:
            [0, 0, 0, 0, 0, 0, 0, 30, 120, 150, 140, 110, 40, 80, 130, 110, 65, 25, 0, 0, 0, 0, 0, 0]
        case .always:
            [40, 40, 40, 40, 40, 40, 42, 42, 42, 44, 44, 44, 42, 42, 42, 42, 42, 42, 42, 42, 42, 42, 42, 40]
        }
    }

    /// What Saturdays and Sundays are of a working day, in percent.
    var weekendPercent: (saturday: Int, sunday: Int) {
        switch self {
        case .office: (2, 1)
        case .readingRoom: (45, 35)
        case .residence: (85, 90)
        case .clinic: (20, 0)
        case .always: (100, 100)
        }
    }

    /// What a public holiday or a closed day is of a working day, in percent.
    var dayOffPercent: Int {
        switch self {
        case .office, .clinic: 0
        case .readingRoom: 10
        case .residence: 60
        case .always: 100
        }
    }
}

/// When people print in the course of a year: a time zone, seasons such as terms and exam weeks, and days
/// off.
public struct UsageCalendar: Sendable, Hashable {
    /// A stretch of days that differs from the usual.
    public struct Season: Sendable, Hashable {
        public let name: String
        public let from: CivilDate
        /// The last day that belongs to it.
        public let through: CivilDate
        /// Pages against a usual day, in percent; 250 in an exam week, 15 in a summer break.
        public let percent: Int
        /// What holds instead for machines with these hours.
        public let exceptions: [UsageHours: Int]

        public init(
            _ name: String, from: CivilDate, through: CivilDate, percent: Int,
            exceptions: [UsageHours: Int] = [:]
        ) {
            self.name = name
            self.from = from
            self.through = through
            self.percent = percent
            self.exceptions = exceptions
        }
    }

    public let zone: TimeZoneTable
    /// Where two overlap, the later in this list holds.
    public let seasons: [Season]
    public let daysOff: Set<CivilDate>

    public init(zone: TimeZoneTable = .utc, seasons: [Season] = [], daysOff: Set<CivilDate> = []) {
        self.zone = zone
        self.seasons = seasons
        self.daysOff = daysOff
    }

    /// Ordinary weeks in UTC, without terms.
    public static let plain = UsageCalendar()

    /// The share of a usual working day's pages that is printed in the hour around `instant`: 0.14 in the
    /// best hour of an office, 0 at night.
    public func share(of hours: UsageHours, at instant: Instant) -> Double {
        let local = zone.civil(instant)
        let hour = hours.working[min(local.hour, 23)]
        guard hour > 0 else { return 0 }
        return Double(hour) * Double(dayPercent(of: hours, on: local.date)) / 100_000
    }

    /// What a day is of a usual working day, in percent.
    public func dayPercent(of hours: UsageHours, on date: CivilDate) -> Int {
        let season = seasons.last { $0.from <= date && date <= $0.through }
        let base = season.map { $0.exceptions[hours] ?? $0.percent } ?? 100
        let ofDay =
            switch date.weekday {
            case _ where daysOff.contains(date): hours.dayOffPercent
            case .saturday: hours.weekendPercent.saturday
            case .sunday: hours.weekendPercent.sunday
            default: 100
            }
        return base * ofDay / 100
    }
}
