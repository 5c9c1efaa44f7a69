// SPDX-License-Identifier: Apache-2.0
import Values

/// A customer's hours as a text holds them: the week, days off and half days with their names, and terms.
public struct WrittenCalendar: Hashable, Sendable {
    /// A day with hours of its own, and why.
    public struct DayApart: Hashable, Sendable {
        public var hours: [WorkingCalendar.Hours]
        public var reason: String

        public init(hours: [WorkingCalendar.Hours], reason: String) {
            self.hours = hours
            self.reason = reason
        }
    }

    public var name: String
    /// The IANA name of the time zone.
    public var zone: String
    public var week: [Weekday: [WorkingCalendar.Hours]]
    /// Days on which nobody works, and why.
    public var daysOff: [CivilDate: String]
    public var daysApart: [CivilDate: DayApart]
    public var terms: [CalendarTerm]

    public init(
        name: String, zone: String, week: [Weekday: [WorkingCalendar.Hours]],
        daysOff: [CivilDate: String] = [:], daysApart: [CivilDate: DayApart] = [:], terms: [CalendarTerm] = []
    ) {
        self.name = name
        self.zone = zone
        self.week = week
        self.daysOff = daysOff
        self.daysApart = daysApart
        self.terms = terms
    }
}

/// A customer's hours with the time zone filled in and some years laid out: what clocks of promises run by.
public struct CustomerHours: Hashable, Sendable {
    public let name: String
    public let timeline: WorkingTimeline
    /// Why a day is off or has hours of its own.
    public let reasons: [CivilDate: String]
    public let terms: [CalendarTerm]

    public var zone: TimeZoneTable { timeline.zone }

    public init(
        name: String, timeline: WorkingTimeline, reasons: [CivilDate: String] = [:],
        terms: [CalendarTerm] = []
    ) {
        self.name = name
        self.timeline = timeline
        self.reasons = reasons
        self.terms = terms
    }

    /// Lays a written calendar out over the years around an instant.
    public init(_ written: WrittenCalendar, zone: TimeZoneTable, around now: Instant) {
        let calendar = WorkingCalendar(
            zone: zone, week: written.week, daysOff: Set(written.daysOff.keys),
            daysApart: written.daysApart.mapValues(\.hours))
        let today = zone.date(of: now)
        self.init(
            name: written.name,
            timeline: WorkingTimeline(
                calendar, from: today.adding(days: -CustomerHours.daysBack),
                through: today.adding(days: CustomerHours.daysAhead)),
            reasons: written.daysOff.merging(written.daysApart.mapValues(\.reason)) { $1 },
            terms: written.terms)
    }

    /// Lays a customer's calendar out over the years around an instant.
    public init(name: String, calendar: WorkingCalendar, around now: Instant) {
        let today = calendar.zone.date(of: now)
        self.init(
            name: name,
            timeline: WorkingTimeline(
                calendar, from: today.adding(days: -CustomerHours.daysBack),
                through: today.adding(days: CustomerHours.daysAhead)))
    }

    /// Around the clock in UTC, for promises that name no hours.
    public static let aroundTheClock = CustomerHours(
        name: "",
        timeline: WorkingTimeline(
            WorkingCalendar(zone: .utc, week: [:]), from: CivilDate(daysSinceEpoch: 0),
            through: CivilDate(daysSinceEpoch: 0)))

    /// The same hours with days off and days apart that evidence told.
    func with(_ days: [CivilDate: WrittenCalendar.DayApart], around now: Instant) -> CustomerHours {
        guard !days.isEmpty else { return self }
        let calendar = timeline.calendar.with(
            daysOff: Set(days.filter(\.value.hours.isEmpty).keys),
            daysApart: days.filter { !$0.value.hours.isEmpty }.mapValues(\.hours))
        let today = zone.date(of: now)
        return CustomerHours(
            name: name,
            timeline: WorkingTimeline(
                calendar, from: today.adding(days: -CustomerHours.daysBack),
                through: today.adding(days: CustomerHours.daysAhead)),
            reasons: reasons.merging(days.mapValues(\.reason)) { $1 }, terms: terms)
    }

    /// A promise looks a year back, and the period before it; it looks ahead for as long as a clock may run.
    private static let daysBack = 800
    private static let daysAhead = 500
}
