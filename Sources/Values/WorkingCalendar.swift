// SPDX-License-Identifier: Apache-2.0

/// The hours in which a customer works: a week that repeats, and days that are off.
public struct WorkingCalendar: Hashable, Sendable {
    /// Part of a day in which people work, in minutes since local midnight; `end` is not part of it.
    public struct Hours: Hashable, Sendable, Codable {
        private enum CodingKeys: String, CodingKey { case startMinute, endMinute }

        public let startMinute: Int
        public let endMinute: Int

        /// - Precondition: `0 <= startMinute < endMinute <= 1440`; a caller checks what people typed.
        public init(startMinute: Int, endMinute: Int) {
            precondition(0 <= startMinute && startMinute < endMinute && endMinute <= 1_440)
            self.startMinute = startMinute
            self.endMinute = endMinute
        }

        public init(from decoder: any Decoder) throws {
            let json = try decoder.container(keyedBy: CodingKeys.self)
            let start = try json.decode(Int.self, forKey: .startMinute)
            let end = try json.decode(Int.self, forKey: .endMinute)
            guard 0 <= start, start < end, end <= 1_440 else {
                throw DecodingError.dataCorruptedError(
                    forKey: .startMinute, in: json,
                    debugDescription: "working hours begin before they end, within one day")
            }
            self.init(startMinute: start, endMinute: end)
        }
    }

    public let zone: TimeZoneTable
    public let week: [Weekday: [Hours]]
    public let daysOff: Set<CivilDate>
    /// Days with hours of their own, whatever their weekday: half days, an open Saturday. A day off stays off.
    public let daysApart: [CivilDate: [Hours]]

    public init(
        zone: TimeZoneTable, week: [Weekday: [Hours]], daysOff: Set<CivilDate> = [],
        daysApart: [CivilDate: [Hours]] = [:]
    ) {
        self.zone = zone
        self.week = week.mapValues(WorkingCalendar.joined)
        self.daysOff = daysOff
        self.daysApart = daysApart.mapValues(WorkingCalendar.joined)
    }

    /// The same hours with further days off and days apart, as a feed of holidays tells them.
    public func with(
        daysOff further: Set<CivilDate>, daysApart apart: [CivilDate: [Hours]] = [:]
    ) -> WorkingCalendar {
        WorkingCalendar(
            zone: zone, week: week, daysOff: daysOff.union(further),
            daysApart: daysApart.merging(apart) { $1 })
    }

    /// In order and without overlap, so that no minute is counted twice.
    private static func joined(_ hours: [Hours]) -> [Hours] {
        hours.sorted { $0.startMinute < $1.startMinute }.reduce(into: []) { joined, next in
            guard let last = joined.last, next.startMinute <= last.endMinute else {
                joined.append(next)
                return
            }
            joined[joined.count - 1] = Hours(
                startMinute: last.startMinute, endMinute: max(last.endMinute, next.endMinute))
        }
    }

    /// Monday to Friday from nine to five.
    public static func nineToFive(zone: TimeZoneTable, daysOff: Set<CivilDate> = []) -> WorkingCalendar {
        let hours = [Hours(startMinute: 540, endMinute: 1_020)]
        let days: [Weekday] = [.monday, .tuesday, .wednesday, .thursday, .friday]
        return WorkingCalendar(
            zone: zone, week: Dictionary(uniqueKeysWithValues: days.map { ($0, hours) }), daysOff: daysOff)
    }

    /// The hours worked on a day, as instants; empty on a day off.
    public func hours(on date: CivilDate) -> [Range<Instant>] {
        guard !daysOff.contains(date) else { return [] }
        return (daysApart[date] ?? week[date.weekday] ?? []).compactMap { hours in
            let start = zone.instant(of: .init(date: date, secondOfDay: hours.startMinute * 60))
            let end =
                hours.endMinute == 1_440
                ? zone.startOfDay(date.adding(days: 1))
                : zone.instant(of: .init(date: date, secondOfDay: hours.endMinute * 60))
            // A day that a zone left out (Samoa, 2011-12-30) was nobody's working day.
            return start < end && zone.date(of: start) == date ? start..<end : nil
        }
    }

    public func isWorking(at instant: Instant) -> Bool {
        hours(on: zone.date(of: instant)).contains { $0.contains(instant) }
    }

    /// The last moment of work on a day; `nil` when nobody works then.
    public func endOfWork(on date: CivilDate) -> Instant? { hours(on: date).last?.upperBound }

    /// The first working moment at or after `instant`; `nil` when a year holds none.
    public func nextWorkingMoment(from instant: Instant) -> Instant? {
        var date = zone.date(of: instant)
        for _ in 0..<WorkingCalendar.searchDaysMax {
            for hours in hours(on: date) where hours.upperBound > instant {
                return max(hours.lowerBound, instant)
            }
            date = date.adding(days: 1)
        }
        return nil
    }

    /// When `duration` of working time has passed since `instant`; `nil` when a year does not hold so much.
    /// No time, or less, passes at the next working moment.
    public func adding(workingTime duration: Duration, to instant: Instant) -> Instant? {
        var remaining = max(0, duration.wholeMicroseconds)
        var date = zone.date(of: instant)
        for _ in 0..<WorkingCalendar.searchDaysMax {
            for hours in hours(on: date) where hours.upperBound > instant {
                let start = max(hours.lowerBound, instant)
                let length = hours.upperBound.microseconds - start.microseconds
                if remaining <= length { return Instant(microseconds: start.microseconds + remaining) }
                remaining -= length
            }
            date = date.adding(days: 1)
        }
        return nil
    }

    /// Working time between two instants; zero when `end` is not after `start`.
    public func workingTime(from start: Instant, to end: Instant) -> Duration {
        guard start < end else { return .zero }
        var total: Int64 = 0
        var date = zone.date(of: start)
        let last = zone.date(of: end)
        while date <= last {
            for hours in hours(on: date) {
                let from = max(hours.lowerBound, start)
                let to = min(hours.upperBound, end)
                if from < to { total += to.microseconds - from.microseconds }
            }
            date = date.adding(days: 1)
        }
        return .microseconds(total)
    }

    /// How far ahead a search for working time looks before it says that there is none.
    static let searchDaysMax = 400
}
