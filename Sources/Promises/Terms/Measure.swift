// SPDX-License-Identifier: Apache-2.0
import Values

/// What a standing promise, or a deed, is measured by. docs/reference/measures.md has the same catalogue in
/// prose.
public enum Measure: String, CaseIterable, Sendable, Codable {
    /// How long a machine could not print for want of a supply, summed over the period.
    case supplyEmptyTime = "supply-empty-time"
    /// The share of counted time in which a machine could print.
    case availability
    /// From a call for help to the first answer by a human being.
    case firstHumanAnswer = "first-human-answer"
    /// How long a call for help was open.
    case timeToMend = "time-to-mend"
    /// How long before the dry day the next supply was there.
    case deliveredBeforeEmpty = "delivered-before-empty"
    /// The longest time in which nobody heard a person.
    case heard
    /// The longest time in which nobody came by.
    case visit
    /// The way from a person's place to a machine they may use.
    case distance
    /// Pages printed, against a baseline.
    case pages
    /// What a page cost, against a baseline.
    case costPerPage = "cost-per-page"
    /// Energy used, against a baseline.
    case energy
    /// How long before a renewal or a price change people were told.
    case noticeGiven = "notice-given"
    /// A deed, by its instant.
    case done
}

/// What a target looks like, and so which targets a measure can have.
public enum TargetForm: String, Sendable {
    /// A bound in minutes or hours, of the clock or of work.
    case time
    /// A bound in time or in days, of the calendar or of work.
    case timeOrDays
    /// A bound in days or weeks.
    case days
    /// A share of the whole.
    case share
    case way
    case instant
}

/// What is measured, one value for each.
public enum MeasuredSubject: String, Sendable {
    case machine, person, place, whole, deed
}

extension Measure {
    public var form: TargetForm {
        switch self {
        case .supplyEmptyTime: .time
        case .firstHumanAnswer, .timeToMend: .timeOrDays
        case .deliveredBeforeEmpty, .noticeGiven, .heard, .visit: .days
        case .availability, .pages, .costPerPage, .energy: .share
        case .distance: .way
        case .done: .instant
        }
    }

    public var subject: MeasuredSubject {
        switch self {
        case .supplyEmptyTime, .availability, .deliveredBeforeEmpty: .machine
        case .firstHumanAnswer, .timeToMend, .heard, .distance, .noticeGiven: .person
        case .visit: .place
        case .pages, .costPerPage, .energy: .whole
        case .done: .deed
        }
    }

    /// Whether it counts events, of which a share may be promised.
    public var isCountedInEvents: Bool {
        switch self {
        case .firstHumanAnswer, .timeToMend, .deliveredBeforeEmpty, .noticeGiven: true
        default: false
        }
    }

    /// Whether it is held against what was so in a baseline.
    public var needsBaseline: Bool {
        switch self {
        case .pages, .costPerPage, .energy: true
        default: false
        }
    }

    /// Whether silence of a machine makes it unprovable, so that terms may say how long one is allowed.
    public var listensToMachines: Bool {
        switch self {
        case .supplyEmptyTime, .availability, .pages, .costPerPage, .energy: true
        default: false
        }
    }

    /// Whether it is the state of machines, summed over time.
    public var isMachineTime: Bool { self == .supplyEmptyTime || self == .availability }

    /// The kinds of evidence that can change its verdict, beside acts, membership, pauses and exclusions.
    public var fedBy: Set<Evidence.Kind> {
        switch self {
        case .supplyEmptyTime:
            [.supplyLevel, .machineState, .meter, .energy, .heardNothing, .dryForecast]
        case .availability: [.supplyLevel, .machineState, .meter, .energy, .heardNothing]
        case .firstHumanAnswer: [.ticket, .conversation]
        case .timeToMend: [.ticket]
        case .deliveredBeforeEmpty: [.supplyLevel, .delivery, .dryForecast]
        case .heard, .visit: [.conversation]
        case .distance: [.way]
        case .pages: [.meter, .baseline]
        case .costPerPage: [.meter, .cost, .baseline]
        case .energy: [.energy, .baseline]
        case .noticeGiven: [.change, .conversation]
        case .done: [.deed]
        }
    }

    /// The figure it gives, in words.
    public var unit: String {
        switch self {
        case .supplyEmptyTime: "counted time, summed for each machine"
        case .availability: "parts per million of counted time, for each machine"
        case .firstHumanAnswer, .timeToMend: "counted time, for each call for help"
        case .deliveredBeforeEmpty: "days, for each supply that runs dry"
        case .heard: "days, the longest for each person"
        case .visit: "days, the longest for each place"
        case .distance: "metres and floors, for each person"
        case .pages: "pages a day, parts per million of the baseline's"
        case .costPerPage: "minor units of money a page, parts per million of the baseline's"
        case .energy: "watt-hours a day, parts per million of the baseline's"
        case .noticeGiven: "days, for each change and each person"
        case .done: "an instant"
        }
    }

    /// What takes the proof away.
    public var unprovableWhen: String {
        switch self {
        case .supplyEmptyTime:
            "the machine was silent, or said nothing of a supply, for longer than the rest of the budget"
        case .availability:
            "the machine was silent for longer than the rest of the budget"
        case .firstHumanAnswer, .timeToMend:
            "never by silence: a call that nobody recorded as answered counts as not answered"
        case .deliveredBeforeEmpty:
            "the machine says no more than that some is left, or nothing at all of the supply"
        case .heard, .visit:
            "never by silence: what nobody wrote down did not happen for the record"
        case .distance:
            "nobody has measured the way from the person's place to any machine they may use"
        case .pages, .energy:
            "there is no reading near enough to an end of the period or of the baseline, or a counter fell"
        case .costPerPage:
            "pages or costs are missing at an end of the period or of the baseline, or no page was printed"
        case .noticeGiven:
            "nobody is known to whom the notice is owed"
        case .done:
            "never: without a record it was not done"
        }
    }
}
