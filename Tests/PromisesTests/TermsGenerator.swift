// SPDX-License-Identifier: Apache-2.0
import Generators
import Promises
import Values

/// Terms, promises and calendars of every form, from a seed.
extension SplitMix {
    /// Names as people give them, bare ones and ones that need quotes.
    mutating func name() -> String {
        pick([
            "ana", "bo", "north-library", "north-library/first-floor", "North Library", "and", "everyone",
            "the",
            "O'Brien, Máire", "Büro 3", "a.b", "ends.", "4", "30 metres", "each", "x%y", "#4", "日本",
        ])
    }

    mutating func names() -> [String] {
        var names: [String] = []
        for _ in 0..<number(1...4) {
            let name = name()
            if !names.contains(name) { names.append(name) }
        }
        return names
    }

    mutating func scope() -> Scope {
        switch number(0...4) {
        case 0: .everyoneAt(name())
        case 1: .everyoneIn(name())
        case 2: .everyoneOf(name())
        case 3: .machine(name())
        default: .persons(names())
        }
    }

    mutating func span(_ units: [Span.Unit]) -> Span { Span(number(1...400), pick(units)) }

    mutating func target(of measure: Measure) -> Target {
        switch measure.form {
        case .time: .time(span([.minute, .hour, .workingMinute, .workingHour]))
        case .timeOrDays: .time(span([.minute, .hour, .workingMinute, .workingHour, .day, .workingDay]))
        case .days: .time(span([.day, .week, .workingDay]))
        case .share: .share(PartsPerMillion(number(1...Int64(1_000_000))))
        case .way:
            once(in: 3)
                ? .way(metresMax: nil, onSameFloor: true)
                : .way(metresMax: number(0...500), onSameFloor: once(in: 2))
        case .instant:
            .instant(
                Instant(
                    microseconds: number(0...Int64(4_000_000_000)) * 1_000_000 + number(0...Int64(999_999))))
        }
    }

    mutating func day() -> CivilDate { date(2_026, 1, 1).adding(days: number(0...900)) }

    mutating func terms() -> Terms {
        let measure = pick(Measure.allCases)
        var periods: [CalendarPeriod] = [
            .week, .month, .quarter, .term, .year, .rolling(days: number(1...3_653)),
        ]
        if measure.form != .share { periods.append(.throughout) }
        let first = day()
        return Terms(
            to: scope(), about: once(in: 3) ? scope() : nil, measure: measure, target: target(of: measure),
            share: measure.isCountedInEvents
                ? PartsPerMillion(once(in: 2) ? 1_000_000 : number(1...Int64(1_000_000))) : Terms.everyTime,
            period: measure == .done ? .throughout : pick(periods), hours: name(),
            baseline: measure.needsBaseline
                ? Baseline(first: first, last: first.adding(days: number(0...400))) : nil,
            silenceHoursMax: measure.listensToMachines ? number(1...800) : Terms.usualSilenceHours,
            warning: measure == .supplyEmptyTime && once(in: 2) ? span([.hour, .day, .week]) : nil,
            provided: once(in: 3) ? names() : [])
    }

    /// Words with everything in them that a text could stumble over.
    mutating func words() -> String {
        let parts = [
            "a", "#", ": ", "'", "\"", "\\", "- ", "[", "]", "{", " #", "é", "日", "\n", "true", "2026-01-01",
            "&x", "*y", "!", "%", "~", "…",
        ]
        var text = "x"
        for _ in 0..<number(0...6) { text += pick(parts) }
        return once(in: 3) ? text + "x" : String(text.drop { $0 == "x" && once(in: 2) }) + "x"
    }

    mutating func writtenPromise() -> WrittenPromise {
        let from = once(in: 2) ? day() : nil
        return WrittenPromise(
            name: name(), promiser: name(), words: words(), said: once(in: 2) ? words() : nil,
            principle: once(in: 2) ? words() : nil, visibility: pick(WrittenPromise.Visibility.allCases),
            made: Instant(unixSeconds: number(0...Int64(4_000_000_000))), from: from,
            until: once(in: 2) ? (from ?? day()).adding(days: number(0...400)) : nil, terms: terms())
    }

    mutating func hours() -> [WorkingCalendar.Hours] {
        var hours: [WorkingCalendar.Hours] = []
        var start = number(0...600)
        for _ in 0..<number(1...3) where start < 1_430 {
            let end = number((start + 1)...min(1_440, start + 400))
            hours.append(.init(startMinute: start, endMinute: end))
            start = end + number(1...200)
        }
        return hours
    }

    mutating func writtenCalendar() -> WrittenCalendar {
        var week: [Weekday: [WorkingCalendar.Hours]] = [:]
        for day in Weekday.allCases where !once(in: 3) { week[day] = hours() }
        week[.monday] = hours()
        var off: [CivilDate: String] = [:]
        var apart: [CivilDate: WrittenCalendar.DayApart] = [:]
        for _ in 0..<number(0...4) { off[day()] = words() }
        for _ in 0..<number(0...3) { apart[day()] = .init(hours: hours(), reason: "x" + words()) }
        return WrittenCalendar(
            name: name(), zone: pick(Zones.all).identifier, week: week, daysOff: off, daysApart: apart,
            terms: once(in: 2)
                ? []
                : [
                    CalendarTerm(
                        name: "Michaelmas 2026", first: date(2_026, 9, 21), last: date(2_026, 12, 11))
                ])
    }
}
