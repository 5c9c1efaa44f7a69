// SPDX-License-Identifier: Apache-2.0
import Values

// The parts of terms as phrases, which a file's fields and the sentence share.

extension Scope {
    var phrase: String {
        switch self {
        case .everyoneAt(let place): "everyone at \(Names.printed(place))"
        case .everyoneIn(let group): "everyone in \(Names.printed(group))"
        case .everyoneOf(let customer): "everyone of \(Names.printed(customer))"
        case .persons(let names): Names.list(names)
        case .machine(let name): "the machine \(Names.printed(name))"
        }
    }

    init(_ phrase: inout Phrase) throws(TextFinding) {
        if phrase.take("everyone") {
            if phrase.take("at") {
                self = .everyoneAt(try phrase.name())
            } else if phrase.take("in") {
                self = .everyoneIn(try phrase.name())
            } else if phrase.take("of") {
                self = .everyoneOf(try phrase.name())
            } else {
                throw phrase.finding("Say everyone at a place, in a group, or of a customer.")
            }
        } else if phrase.take("the machine") {
            self = .machine(try phrase.name())
        } else {
            self = .persons(try Names.list(in: &phrase))
        }
    }
}

extension Span {
    var phrase: String { "\(count) \(unit.rawValue)\(count == 1 ? "" : "s")" }

    init(_ phrase: inout Phrase) throws(TextFinding) {
        let count = try phrase.number()
        guard count <= Span.countMax else {
            throw phrase.finding("More than \(Span.countMax) is no promise; choose a larger unit.")
        }
        let choices = Span.Unit.allCases.flatMap { [($0.rawValue + "s", $0), ($0.rawValue, $0)] }
        guard let unit = phrase.take(choices) else {
            throw phrase.finding(
                "Here should stand minutes, hours, days or weeks, or working minutes, hours or days.")
        }
        self.init(count, unit)
    }
}

extension PartsPerMillion {
    var phrase: String { "\(PlainNumber.percentText(self)) %" }

    init(_ phrase: inout Phrase) throws(TextFinding) {
        let column = phrase.column
        var text = try phrase.word().text
        if text.hasSuffix("%") {
            text.removeLast()
        } else if !phrase.take("%") {
            throw phrase.finding("Here should stand % after the number.")
        }
        guard let share = PlainNumber.percent(text) else {
            throw TextFinding(
                line: phrase.line, column: column,
                message: "A share is a number of percent with at most four decimals, such as 99.5 %.")
        }
        self = share
    }
}

extension Target {
    var phrase: String {
        switch self {
        case .time(let span): span.phrase
        case .share(let share): share.phrase
        case .way(let metres?, let onSameFloor):
            "within \(metres) metres" + (onSameFloor ? " on the same floor" : "")
        case .way(nil, _): "on the same floor"
        case .instant(let instant): instant.description
        }
    }

    init(_ phrase: inout Phrase, _ form: TargetForm) throws(TextFinding) {
        switch form {
        case .time, .timeOrDays, .days:
            self = .time(try Span(&phrase))
        case .share:
            self = .share(try PartsPerMillion(&phrase))
        case .way:
            if phrase.take("on the same floor") {
                self = .way(metresMax: nil, onSameFloor: true)
                return
            }
            guard phrase.take("within") else {
                throw phrase.finding("Say “within 30 metres”, “on the same floor”, or both in this order.")
            }
            let metres = try phrase.number()
            guard phrase.take("metres") || phrase.take("metre") else {
                throw phrase.finding("Distances are in metres.")
            }
            self = .way(metresMax: metres, onSameFloor: phrase.take("on the same floor"))
        case .instant:
            guard let word = phrase.next, let instant = Instant(word.text) else {
                throw phrase.finding("An instant is written like 2026-10-06T17:00:00Z, or with +01:00 for Z.")
            }
            _ = try phrase.word()
            self = .instant(instant)
        }
    }
}

extension CalendarPeriod {
    private static let each: [(String, CalendarPeriod)] = [
        ("each week", .week), ("each month", .month), ("each quarter", .quarter), ("each term", .term),
        ("each year", .year), ("on any day", .rolling(days: 1)), ("throughout", .throughout),
    ]

    /// The longest rolling period: ten years and their leap days.
    static let rollingDaysMax = 3_653

    var phrase: String {
        if case .rolling(let days) = self { return days == 1 ? "on any day" : "in any \(days) days" }
        return CalendarPeriod.each.first { $0.1 == self }?.0 ?? "throughout"
    }

    init(_ phrase: inout Phrase) throws(TextFinding) {
        if let period = phrase.take(CalendarPeriod.each) {
            self = period
        } else if phrase.take("in any") {
            let days = try phrase.number()
            guard (1...CalendarPeriod.rollingDaysMax).contains(days) else {
                throw phrase.finding("A rolling period has 1 to \(CalendarPeriod.rollingDaysMax) days.")
            }
            try phrase.expect("days")
            self = .rolling(days: days)
        } else {
            throw phrase.finding(
                "A period is “each week”, month, quarter, term or year, “on any day”, “in any 30 days”, or “throughout”."
            )
        }
    }
}

extension Baseline {
    var phrase: String { "\(first) to \(last)" }

    init(_ phrase: inout Phrase) throws(TextFinding) {
        let first = try Baseline.date(&phrase)
        try phrase.expect("to")
        let last = try Baseline.date(&phrase)
        guard first <= last else { throw phrase.finding("A baseline begins before it ends.") }
        self.init(first: first, last: last)
    }

    private static func date(_ phrase: inout Phrase) throws(TextFinding) -> CivilDate {
        guard let word = phrase.next, let date = CivilDate(word.text) else {
            throw phrase.finding("Here should stand a day, such as 2026-09-01.")
        }
        _ = try phrase.word()
        return date
    }
}

/// `every time` or `95 % of the time`.
enum SharePhrase {
    static func print(_ share: PartsPerMillion) -> String {
        share == Terms.everyTime ? "every time" : "\(share.phrase) of the time"
    }

    static func read(_ phrase: inout Phrase) throws(TextFinding) -> PartsPerMillion {
        if phrase.take("every time") { return Terms.everyTime }
        let share = try PartsPerMillion(&phrase)
        try phrase.expect("of the time")
        return share
    }
}
