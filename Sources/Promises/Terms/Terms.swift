// SPDX-License-Identifier: Apache-2.0
import Values

/// Whom or what a promise is about, by the names that the evidence uses too.
public enum Scope: Hashable, Sendable {
    /// Everyone and every machine at a place or at a place within it (`north-library/first-floor`).
    case everyoneAt(String)
    /// Everyone in a group.
    case everyoneIn(String)
    /// Everyone and every machine of a customer.
    case everyoneOf(String)
    case persons([String])
    case machine(String)
}

/// An amount of time as people say it.
public struct Span: Hashable, Sendable {
    public enum Unit: String, CaseIterable, Sendable {
        case minute, hour, day, week
        case workingMinute = "working minute"
        case workingHour = "working hour"
        case workingDay = "working day"

        /// Whether only the customer's hours count.
        public var isOfWork: Bool {
            switch self {
            case .workingMinute, .workingHour, .workingDay: true
            default: false
            }
        }

        /// Whether it is measured in days of a calendar, which are not always 24 hours long.
        public var isOfDays: Bool {
            switch self {
            case .day, .week, .workingDay: true
            default: false
            }
        }
    }

    public var count: Int
    public var unit: Unit

    public init(_ count: Int, _ unit: Unit) {
        self.count = count
        self.unit = unit
    }

    /// More than a lifetime in every unit.
    public static let countMax = 100_000

    /// Microseconds of the clock; days and weeks are not of the clock.
    public var microseconds: Int64? {
        switch unit {
        case .minute, .workingMinute: Int64(count) * 60_000_000
        case .hour, .workingHour: Int64(count) * 3_600_000_000
        case .day, .week, .workingDay: nil
        }
    }
}

/// What has to be reached. Whether it is a most or a least is the measure's matter.
public enum Target: Hashable, Sendable {
    case time(Span)
    case share(PartsPerMillion)
    /// At most so many metres, on the same floor or not.
    case way(metresMax: Int?, onSameFloor: Bool)
    case instant(Instant)
}

/// The days that a baseline was taken in, both included.
public struct Baseline: Hashable, Sendable {
    public var first: CivilDate
    public var last: CivilDate

    public init(first: CivilDate, last: CivilDate) {
        self.first = first
        self.last = last
    }

    public var days: Int { last.daysSinceEpoch - first.daysSinceEpoch + 1 }
}

/// The part of a promise that can be assessed. It has two forms that say the same: fields in a file
/// (``PromiseFile``) and a sentence (``Sentence``).
public struct Terms: Hashable, Sendable {
    /// To whom it is promised.
    public var to: Scope
    /// Which machines, persons or places are meant, when it is not the receivers themselves.
    public var about: Scope?
    public var measure: Measure
    public var target: Target
    /// Of the events of each person or machine, so many have to reach the target.
    public var share: PartsPerMillion
    public var period: CalendarPeriod
    /// The calendar whose hours, days off and terms count; `nil` counts around the clock in UTC.
    public var hours: String?
    public var baseline: Baseline?
    /// After so long without a word from a machine nothing is claimed about it.
    public var silenceHoursMax: Int
    /// It is at risk as soon as a supply may run dry within this time.
    public var warning: Span?
    /// Promises of the other side that this one leans on, by name.
    public var provided: [String]

    public init(
        to: Scope, about: Scope? = nil, measure: Measure, target: Target,
        share: PartsPerMillion = Terms.everyTime, period: CalendarPeriod = .throughout, hours: String? = nil,
        baseline: Baseline? = nil, silenceHoursMax: Int = Terms.usualSilenceHours, warning: Span? = nil,
        provided: [String] = []
    ) {
        self.to = to
        self.about = about
        self.measure = measure
        self.target = target
        self.share = share
        self.period = period
        self.hours = hours
        self.baseline = baseline
        self.silenceHoursMax = silenceHoursMax
        self.warning = warning
        self.provided = provided
    }

    public static let everyTime = PartsPerMillion(1_000_000)
    /// A machine that is read daily is late by two hours before it counts as silent.
    public static let usualSilenceHours = 26

    /// Whom or what the measure looks at.
    public var scope: Scope { about ?? to }
}

/// A promise as its text holds it: who, to whom, in which words, where they were said, and the terms.
///
/// Persons, places and machines stand here by name; the application's records use ids.
public struct WrittenPromise: Hashable, Sendable {
    /// Who may see it.
    public enum Visibility: String, CaseIterable, Sendable {
        /// Who promised and who was promised.
        case parties
        /// Everyone on both sides.
        case customer
        case everyone
    }

    /// What evidence and other promises call it.
    public var name: String
    public var promiser: String
    /// As they were said.
    public var words: String
    /// The conversation in which they were said.
    public var said: String?
    /// The principle it stands on.
    public var principle: String?
    public var visibility: Visibility
    public var made: Instant
    /// The first day that counts; the instant it was made when there is none.
    public var from: CivilDate?
    /// The last day that counts.
    public var until: CivilDate?
    public var terms: Terms

    public init(
        name: String, promiser: String, words: String, said: String? = nil, principle: String? = nil,
        visibility: Visibility = .customer, made: Instant, from: CivilDate? = nil, until: CivilDate? = nil,
        terms: Terms
    ) {
        self.name = name
        self.promiser = promiser
        self.words = words
        self.said = said
        self.principle = principle
        self.visibility = visibility
        self.made = made
        self.from = from
        self.until = until
        self.terms = terms
    }
}
