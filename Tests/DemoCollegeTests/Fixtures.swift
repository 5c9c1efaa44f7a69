// SPDX-License-Identifier: Apache-2.0
import Values

/// The clocks of Dublin as the European rule has them: an hour forward on the last Sunday of March and back on
/// the last Sunday of October, at one in the morning UTC.
let dublin = TimeZoneTable(
    identifier: "Europe/Dublin", initialOffsetSeconds: 0,
    changes: (2018...2045).flatMap { year in
        [(3, 3_600), (10, 0)].compactMap { month, offset in
            guard var day = CivilDate(year: year, month: month, day: 31) else { return nil }
            while day.weekday != .sunday { day = day.adding(days: -1) }
            return TimeZoneTable.Change(
                at: Instant(unixSeconds: Int64(day.daysSinceEpoch) * 86_400 + 3_600), offsetSeconds: offset)
        }
    })

func instant(_ text: String) -> Instant { Instant(text) ?? Instant(unixSeconds: 0) }

/// A Monday in the last weeks of the autumn term.
let presentMorning = instant("2026-11-23T09:00:00Z")

/// Presents all through a year: a term, an exam week, a closed day, a summer weekend, both days of the clocks.
let presents = [
    "2026-11-23T09:00:00Z", "2026-12-09T09:00:00Z", "2026-12-25T12:00:00Z", "2027-03-28T03:00:00Z",
    "2027-05-14T08:00:00Z", "2027-07-31T22:15:00Z", "2027-09-06T08:00:00Z", "2027-10-31T01:30:00Z",
    "2028-02-29T14:00:00Z",
].map(instant)
