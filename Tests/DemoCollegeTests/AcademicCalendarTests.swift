// SPDX-License-Identifier: Apache-2.0
import Testing
import Values
import VirtualFleet

@testable import DemoCollege

@Suite("the academic year")
struct AcademicCalendarTests {
    let calendar = AcademicCalendar()

    /// Public dates of the Western church.
    @Test(arguments: [
        ("2024-03-31", 2024), ("2025-04-20", 2025), ("2026-04-05", 2026), ("2027-03-28", 2027),
        ("2038-04-25", 2038),
    ])
    func `Good Friday and Easter Monday are off`(_ sunday: String, _ year: Int) throws {
        let easter = try #require(CivilDate(sunday))
        let daysOff = calendar.daysOff(of: year)
        #expect(daysOff.contains(easter.adding(days: -2)))
        #expect(daysOff.contains(easter.adding(days: 1)))
        #expect(!daysOff.contains(easter.adding(days: 2)))
    }

    @Test func `public holidays that move fall on Mondays`() throws {
        for text in ["2026-02-02", "2026-05-04", "2026-06-01", "2026-08-03", "2026-10-26"] {
            #expect(calendar.season(on: try #require(CivilDate(text))) == .closed, "\(text)")
        }
        // 1 February 2030 is a Friday, and then it is that Friday.
        #expect(calendar.season(on: try #require(CivilDate("2030-02-01"))) == .closed)
    }

    @Test(arguments: [
        ("2026-09-09", AcademicCalendar.Season.enrolment), ("2026-09-14", .teaching),
        ("2026-11-04", .readingWeek), ("2026-11-23", .teaching), ("2026-12-07", .exams),
        ("2026-12-18", .exams), ("2026-12-21", .breakTime), ("2026-12-25", .closed),
        ("2027-01-07", .breakTime), ("2027-01-18", .teaching), ("2027-03-24", .breakTime),
        ("2027-04-12", .teaching), ("2027-07-14", .summer),
    ])
    func `each day has its season`(_ text: String, _ season: AcademicCalendar.Season) throws {
        #expect(calendar.season(on: try #require(CivilDate(text))) == season)
    }

    @Test(arguments: 2020...2045)
    func `every year has two terms of twelve weeks and two times of exams`(_ year: Int) throws {
        let first = try #require(CivilDate(year: year, month: 1, day: 1))
        let seasons = (0..<365).map { calendar.season(on: first.adding(days: $0)) }
        let exams = seasons.filter { $0 == .exams }.count
        #expect((26...28).contains(exams), "\(exams) exam days")
        let teaching = seasons.filter { $0 == .teaching || $0 == .readingWeek }.count
        #expect((155...168).contains(teaching), "\(teaching) teaching days")
        var times = 0
        for (day, next) in zip(seasons, seasons.dropFirst()) where day != .exams && next == .exams {
            times += 1
        }
        #expect((2...3).contains(times), "exams began \(times) times")
    }

    @Test(arguments: presents)
    func `the year that is told holds both changes of the clocks and ends in the present`(_ end: Instant) {
        let year = CollegeYear(endingAt: end, zone: dublin)
        let changes = dublin.changes.filter { year.start < $0.at && $0.at < end }
        #expect(changes.count >= 2)
        #expect((364...366).contains((end - year.start).wholeSeconds / 86_400))
        #expect(year.at(year.signed, 12) < year.start)
        #expect(year.firstMeeting < year.walk && year.walk < year.boardThatPostponed)
        #expect(year.boardThatPostponed < year.boardThatDecided && year.boardThatDecided < year.signed)
    }

    @Test func `the usage follows the seasons`() throws {
        let usage = CollegeYear(endingAt: presentMorning, zone: dublin).usage
        func percent(_ text: String) throws -> Int {
            usage.dayPercent(of: .readingRoom, on: try #require(CivilDate(text)))
        }
        #expect(try percent("2026-11-23") == 100)
        #expect(try percent("2026-12-08") == 170)
        #expect(try percent("2026-07-14") < 50)
        #expect(try percent("2026-12-25") < 20)
    }
}
