// SPDX-License-Identifier: Apache-2.0
import Testing
import Values

@testable import Web

@Suite struct TimeWordsTests {
    /// Tuesday, 14 October 2025, 10:30 in a zone that is two hours east of UTC.
    private let times: TimeWords
    private let zone = TimeZoneTable(identifier: "Test/East", initialOffsetSeconds: 7_200)

    init() throws {
        let date = try #require(CivilDate(year: 2025, month: 10, day: 14))
        times = TimeWords(now: zone.instant(of: CivilDateTime(date: date, hour: 10, minute: 30)), zone: zone)
    }

    private func instant(_ text: String, _ hour: Int, _ minute: Int = 0) throws -> Instant {
        zone.instant(of: CivilDateTime(date: try #require(CivilDate(text)), hour: hour, minute: minute))
    }

    @Test(arguments: [
        ("2025-10-14", 10, 4, "since 10:04"),
        ("2025-10-13", 17, 20, "since yesterday, 17:20"),
        ("2025-10-10", 9, 5, "since Friday, 9:05"),
        ("2025-10-08", 9, 0, "since Wednesday, 9:00"),
        ("2025-10-07", 9, 0, "since 7 October"),
        ("2024-12-31", 9, 0, "since 31 December 2024"),
    ])
    func `what has lasted is said with the day it began`(
        _ date: String, _ hour: Int, _ minute: Int, _ words: String
    ) throws {
        #expect(times.since(try instant(date, hour, minute)).words == words)
    }

    @Test(arguments: [
        ("2025-10-14", 11, 0, "by 11:00"),
        ("2025-10-15", 12, 30, "tomorrow by 12:30"),
        ("2025-10-17", 17, 0, "Friday by 17:00"),
        ("2025-10-21", 17, 0, "21 October by 17:00"),
        ("2026-01-02", 17, 0, "2 January 2026 by 17:00"),
        ("2025-10-14", 10, 0, "since 10:00"),
    ])
    func `a due time is said as people agree on it`(
        _ date: String, _ hour: Int, _ minute: Int, _ words: String
    ) throws {
        #expect(times.by(try instant(date, hour, minute)).words == words)
    }

    @Test(arguments: [
        ("2025-10-17", "Friday at the latest"), ("2025-10-14", "today"), ("2025-10-12", "today"),
        ("2025-10-15", "tomorrow at the latest"), ("2025-11-02", "2 November at the latest"),
    ])
    func `the last day for an act is named`(_ date: String, _ words: String) throws {
        #expect(times.atTheLatest(try instant(date, 9)).words == words)
    }

    @Test func `the day is the place's own and not that of UTC`() throws {
        // 23:30 in UTC on Monday is half past one on Tuesday where the people are.
        let monday = try #require(Instant("2025-10-13T23:30:00Z"))
        #expect(times.at(monday).words == "today, 1:30")
        #expect(times.at(monday).iso == "2025-10-13T23:30:00Z")
        #expect(times.at(monday).exact == "Tuesday, 14 October 2025, 1:30")
    }

    @Test(arguments: [
        ("2025-10-17", "2025-10-20", "between Friday and Monday"),
        ("2025-10-17", "2025-10-17", "on Friday"),
        ("2025-10-14", "2025-10-16", "between today and Thursday"),
        ("2025-10-14", "2025-10-14", "today"),
        ("2025-10-15", "2025-10-15", "tomorrow"),
        ("2025-10-17", "2025-11-20", "between Friday and 20 November"),
    ])
    func `a dry day that is not certain is said as a span`(
        _ first: String, _ last: String, _ words: String
    ) throws {
        #expect(times.span(from: try instant(first, 12), to: try instant(last, 13)) == words)
    }

    @Test func `a dry day without an end is said as its beginning`() throws {
        #expect(times.span(from: try instant("2025-10-17", 12), to: nil) == "on Friday at the earliest")
        #expect(times.span(from: try instant("2025-10-14", 11), to: nil) == "any day now")
    }

    @Test(arguments: [
        (-30, "just now"), (0, "just now"), (89, "just now"), (90, "a minute ago"), (119, "a minute ago"),
        (120, "2 minutes ago"), (600, "10 minutes ago"), (5_399, "89 minutes ago"), (5_400, "an hour ago"),
        (7_199, "an hour ago"), (7_200, "2 hours ago"), (10_800, "3 hours ago"), (36_000, "10 hours ago"),
    ])
    func `what was heard lately is counted from now`(_ seconds: Int, _ words: String) {
        #expect(times.ago(times.now - .seconds(seconds)).words == words)
    }

    @Test(arguments: [
        (1, "a second"), (29, "29 seconds"), (60, "a minute"), (89, "a minute"), (120, "2 minutes"),
        (3_600, "an hour"), (7_200, "2 hours"), (86_400, "a day"), (172_800, "2 days"),
    ])
    func `a length of time is said with one of its units, and one of it in words`(
        _ seconds: Int, _ words: String
    ) {
        #expect(length(.seconds(seconds)) == words)
    }

    @Test func `what was heard yesterday has its day`() throws {
        #expect(times.ago(try instant("2025-10-13", 17, 20)).words == "yesterday, 17:20")
    }

    @Test(arguments: [
        (0, "no machine"), (1, "one machine"), (14, "14 machines"), (1_234, "1\u{202F}234 machines"),
    ])
    func `things are counted as in a sentence`(_ count: Int, _ words: String) {
        #expect(counted(count, "machine", "machines") == words)
    }

    @Test(arguments: [
        (0, "0"), (999, "999"), (1_000, "1\u{202F}000"), (-1_234_567, "−1\u{202F}234\u{202F}567"),
    ])
    func `figures are grouped by thousands`(_ number: Int64, _ words: String) {
        #expect(grouped(number) == words)
    }

    @Test func `the smallest number there is has words too`() {
        #expect(grouped(Int64.min).hasPrefix("−9\u{202F}223"))
    }

    @Test(arguments: [
        (1, "an hour"), (2, "2 hours"), (48, "2 days"), (24, "a day"), (120, "5 days"), (26, "26 hours"),
    ])
    func `agreed lengths are said in days where they are whole`(_ hours: Int, _ words: String) {
        #expect(durationWords(hours: hours) == words)
    }
}
