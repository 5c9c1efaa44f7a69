// SPDX-License-Identifier: Apache-2.0
import Generators
import Testing
import Values

@Suite struct CivilTimeTests {
    @Test(arguments: [
        (1, 1, 1, -719_162, Weekday.monday), (1_900, 3, 1, -25_508, .thursday),
        (1_969, 12, 31, -1, .wednesday),
        (1_970, 1, 1, 0, .thursday), (2_000, 2, 29, 11_016, .tuesday), (2_024, 2, 29, 19_782, .thursday),
        (2_026, 11, 23, 20_780, .monday), (9_999, 12, 31, 2_932_896, .friday),
    ])
    func `a known day has its number and its weekday`(
        year: Int, month: Int, day: Int, number: Int, weekday: Weekday
    ) throws {
        let date = try #require(CivilDate(year: year, month: month, day: day))
        #expect(date.daysSinceEpoch == number)
        #expect(date.weekday == weekday)
        #expect(CivilDate(daysSinceEpoch: number) == date)
    }

    @Test(arguments: [
        (2_023, 2, 29), (1_900, 2, 29), (2_100, 2, 29), (2_026, 4, 31), (2_026, 13, 1), (2_026, 0, 1),
        (2_026, 1, 0),
        (2_026, 1, 32), (0, 1, 1), (10_000, 1, 1),
    ])
    func `a day that no calendar has is refused`(year: Int, month: Int, day: Int) {
        #expect(CivilDate(year: year, month: month, day: day) == nil)
    }

    @Test func `counting the days of eight centuries one by one gives the same numbers`() throws {
        var number = date(1_601, 1, 1).daysSinceEpoch
        var weekday = 0
        for year in 1_601...2_400 {
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            for (index, length) in [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].enumerated()
            {
                try #require(CivilDate.days(inMonth: index + 1, of: year) == length)
                for day in 1...length {
                    let date = CivilDate(daysSinceEpoch: number)
                    try #require((date.year, date.month, date.day) == (year, index + 1, day))
                    try #require(date.daysSinceEpoch == number)
                    try #require(date.weekday == Weekday.allCases[weekday])
                    number += 1
                    weekday = (weekday + 1) % 7
                }
            }
        }
        #expect(CivilDate(daysSinceEpoch: number) == date(2_401, 1, 1))
    }

    @Test func `a date is read as it is written`() throws {
        try forSeeds(2_000) { chance in
            let date = CivilDate(daysSinceEpoch: chance.number(-719_162...2_932_896))
            try #require(CivilDate(date.description) == date)
            try #require(date.description.utf8.count == 10)
        }
    }

    @Test(arguments: [
        "", "2026", "2026-03", "2026-3-01", "2026-03-1", "02026-03-01", "2026-03-01 ", " 2026-03-01",
        "2026-02-30",
        "2026/03/01", "2026-03-01-01", "+026-03-01", "2026-+3-01", "2026-03-+1", "2026--3-01", "2026-0x-01",
        "٢٠٢٦-03-01", "-2026-03-01",
    ])
    func `what is not a date is refused`(text: String) {
        #expect(CivilDate(text) == nil)
    }

    @Test func `earlier days come before later ones`() throws {
        try forSeeds(500) { chance in
            let left = CivilDate(daysSinceEpoch: chance.number(-1_000...30_000))
            let right = CivilDate(daysSinceEpoch: chance.number(-1_000...30_000))
            try #require((left < right) == (left.daysSinceEpoch < right.daysSinceEpoch))
            try #require(left.adding(days: right.daysSinceEpoch - left.daysSinceEpoch) == right)
        }
    }

    @Test func `a wall clock says its hour, minute and second`() {
        let time = CivilDateTime(date: date(2_026, 3, 1), secondOfDay: 23 * 3_600 + 5 * 60 + 9)
        #expect((time.hour, time.minute, time.second) == (23, 5, 9))
        #expect(time.description == "2026-03-01T23:05:09")
        #expect(
            CivilDateTime(date: date(2_026, 3, 1), hour: 8, minute: 30).description == "2026-03-01T08:30:00")
        #expect(Weekday.wednesday.name == "Wednesday")
    }
}
