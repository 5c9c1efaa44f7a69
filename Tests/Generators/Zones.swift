// SPDX-License-Identifier: Apache-2.0
import Values

/// Time zones made by hand, so that no test depends on the system's tz data.
public enum Zones {
    /// UTC in winter, an hour ahead from the last Sunday of March to the last of October, 01:00 UTC.
    public static let dublin = yearly("Europe/Dublin", standard: 0) { year in
        [
            .init(at: utc(lastSunday(of: 3, year), hour: 1), offsetSeconds: 3_600),
            .init(at: utc(lastSunday(of: 10, year), hour: 1), offsetSeconds: 0),
        ]
    }

    /// Five hours behind, four from the second Sunday of March to the first of November, 02:00 on the wall.
    public static let newYork = yearly("America/New_York", standard: -18_000) { year in
        [
            .init(at: utc(sunday(2, of: 3, year), hour: 7), offsetSeconds: -14_400),
            .init(at: utc(sunday(1, of: 11, year), hour: 6), offsetSeconds: -18_000),
        ]
    }

    /// Half an hour of summer time: 10:30 ahead, 11:00 from October to April.
    public static let lordHowe = yearly("Australia/Lord_Howe", standard: 39_600) { year in
        [
            .init(at: utc(sunday(1, of: 4, year).adding(days: -1), hour: 15), offsetSeconds: 37_800),
            .init(
                at: utc(sunday(1, of: 10, year).adding(days: -1), hour: 15) + .minutes(30),
                offsetSeconds: 39_600),
        ]
    }

    /// The clocks go from 24:00 to 01:00, so that one day in the year has no midnight.
    public static let withoutMidnight = yearly("Test/No_Midnight", standard: -10_800) { year in
        [
            .init(at: utc(sunday(3, of: 10, year), hour: 3), offsetSeconds: -7_200),
            .init(at: utc(sunday(3, of: 2, year), hour: 2), offsetSeconds: -10_800),
        ]
    }

    /// On 2011-12-30 it went to the other side of the date line and left that day out.
    public static let samoa = TimeZoneTable(
        identifier: "Test/Samoa", initialOffsetSeconds: -36_000,
        changes: [.init(at: Instant(unixSeconds: 1_325_239_200), offsetSeconds: 50_400)])

    public static let all = [TimeZoneTable.utc, dublin, newYork, lordHowe, withoutMidnight, samoa]

    private static func yearly(
        _ identifier: String, standard: Int, _ changes: (Int) -> [TimeZoneTable.Change]
    ) -> TimeZoneTable {
        TimeZoneTable(
            identifier: identifier, initialOffsetSeconds: standard, changes: (2_000...2_060).flatMap(changes))
    }

    private static func utc(_ date: CivilDate, hour: Int) -> Instant {
        TimeZoneTable.utc.startOfDay(date) + .hours(hour)
    }

    private static func sunday(_ number: Int, of month: Int, _ year: Int) -> CivilDate {
        let first = date(year, month, 1)
        let days = (0..<7).first { first.adding(days: $0).weekday == .sunday } ?? 0
        return first.adding(days: days + (number - 1) * 7)
    }

    private static func lastSunday(of month: Int, _ year: Int) -> CivilDate {
        let last = date(year, month, CivilDate.days(inMonth: month, of: year))
        return (0..<7).map { last.adding(days: -$0) }.first { $0.weekday == .sunday } ?? last
    }
}

/// A date that is known to exist; the epoch when it does not.
public func date(_ year: Int, _ month: Int, _ day: Int) -> CivilDate {
    CivilDate(year: year, month: month, day: day) ?? CivilDate(daysSinceEpoch: 0)
}

/// An instant as RFC 3339 writes it; one that no test means when the text is wrong.
public func instant(_ text: String) -> Instant { Instant(text) ?? Instant(microseconds: .min) }
