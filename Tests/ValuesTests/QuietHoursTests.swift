// SPDX-License-Identifier: Apache-2.0
import Testing
import Values

@Suite struct QuietHoursTests {
    /// One hour east of UTC, two from 29 March 2026 on, one again from 25 October.
    private let zone = TimeZoneTable(
        identifier: "Test/Zone", initialOffsetSeconds: 3_600,
        changes: [
            .init(at: Instant(unixSeconds: 1_774_746_000), offsetSeconds: 7_200),
            .init(at: Instant(unixSeconds: 1_792_890_000), offsetSeconds: 3_600),
        ])

    private func quiet(_ written: String...) throws -> QuietHours {
        QuietHours(zone: zone, spans: try written.map { try #require(QuietHours.Span($0)) })
    }

    private func at(_ text: String) throws -> Instant {
        let parts = text.split(separator: " ")
        let date = try #require(CivilDate(String(parts[0])))
        let time = parts[1].split(separator: ":").compactMap { Int($0) }
        return zone.instant(of: CivilDateTime(date: date, hour: time[0], minute: time[1]))
    }

    @Test(arguments: [
        ("2026-11-23 18:59", false), ("2026-11-23 19:00", true), ("2026-11-24 00:00", true),
        ("2026-11-24 06:59", true), ("2026-11-24 07:00", false),
    ])
    func `a night begins in the evening and ends in the morning`(time: String, isQuiet: Bool) throws {
        #expect(try quiet("19:00-07:00").holds(at(time)) == isQuiet)
    }

    @Test(arguments: [
        // A Friday, a Saturday, and the Monday after.
        ("2026-11-27 20:00", true), ("2026-11-28 06:00", true), ("2026-11-28 08:00", false),
        ("2026-11-28 20:00", false), ("2026-11-30 06:00", false), ("2026-11-30 20:00", true),
    ])
    func `a night belongs to the day on which it begins`(time: String, isQuiet: Bool) throws {
        #expect(try quiet("mon-fri 19:00-07:00").holds(at(time)) == isQuiet)
    }

    @Test func `quiet ends when the last of the spans that meet ends`() throws {
        let hours = try quiet("19:00-07:00", "sat,sun")
        #expect(try hours.end(at: at("2026-11-23 20:00")) == at("2026-11-24 07:00"))
        #expect(try hours.end(at: at("2026-11-27 20:00")) == at("2026-11-30 07:00"))
        #expect(try hours.end(at: at("2026-11-24 12:00")) == nil)
        let always = try quiet("00:00-24:00")
        let now = try at("2026-11-23 20:00")
        #expect(always.end(at: now) == now + .days(7))
    }

    @Test func `the clocks change in the night, and the morning is the wall's`() throws {
        let hours = try quiet("19:00-07:00")
        #expect(try hours.end(at: at("2026-03-28 22:00")) == at("2026-03-29 07:00"))
        #expect(try at("2026-03-29 07:00") - at("2026-03-28 22:00") == .hours(8))
    }

    @Test(arguments: [
        "", "19:00", "7:00-9:00", "25:00-07:00", "24:00-07:00", "19:00-07:60", "07:00-07:00", "mon-",
        "xyz 19:00-07:00",
        "19:00-07:00 mon", "00:00-00:00", "mon 19:00-07:00 x", "sat 1-2",
    ])
    func `what are no hours is refused`(written: String) {
        #expect(QuietHours.Span(written) == nil)
    }

    @Test func `days may go over the end of the week`() throws {
        #expect(try #require(QuietHours.Span("FRI-mon")).days == [.friday, .saturday, .sunday, .monday])
    }
}
