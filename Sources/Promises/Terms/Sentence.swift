// SPDX-License-Identifier: Apache-2.0
import Values

/// Terms as one sentence, and back: what a person builds on the page and what the other side reads.
///
/// *We promise everyone at north-library that a person answers within 4 working hours, every time, each month,
/// in the hours of westmere.*
public enum Sentence {
    /// Where the target stands among a measure's words, and where the baseline.
    private static let target = "{target}"
    private static let baseline = "{baseline}"

    static func words(_ measure: Measure) -> String {
        switch measure {
        case .supplyEmptyTime: "no machine stands without a supply for more than {target}"
        case .availability: "every machine can print at least {target} of the time"
        case .firstHumanAnswer: "a person answers within {target}"
        case .timeToMend: "what is wrong is mended within {target}"
        case .deliveredBeforeEmpty: "supplies arrive at least {target} before the old ones are empty"
        case .heard: "each of them is heard at least every {target}"
        case .visit: "someone comes by at least every {target}"
        case .distance: "a machine they may use is {target}"
        case .pages: "no more pages a day are printed than {target} of those from {baseline}"
        case .costPerPage: "a page costs no more than {target} of what it cost from {baseline}"
        case .energy: "no more energy a day is used than {target} of that from {baseline}"
        case .noticeGiven: "they are told of renewals and price changes at least {target} before"
        case .done: "it is done by {target}"
        }
    }

    /// The sentence of some terms; ``read(_:)`` gives the same terms again.
    public static func print(_ terms: Terms) -> String {
        var sentence = "We promise \(terms.to.phrase) that "
        sentence += words(terms.measure).split(separator: " ").map { word in
            switch word {
            case target: terms.target.phrase
            case baseline: terms.baseline?.phrase ?? ""
            default: String(word)
            }
        }.joined(separator: " ")
        if let about = terms.about { sentence += ", for \(about.phrase)" }
        if terms.measure.isCountedInEvents { sentence += ", \(SharePhrase.print(terms.share))" }
        if terms.period != .throughout { sentence += ", \(terms.period.phrase)" }
        if let hours = terms.hours { sentence += ", in the hours of \(Names.printed(hours))" }
        if terms.silenceHoursMax != Terms.usualSilenceHours {
            sentence += ", silent for at most \(Span(terms.silenceHoursMax, .hour).phrase)"
        }
        if let warning = terms.warning { sentence += ", warned \(warning.phrase) ahead" }
        if !terms.provided.isEmpty {
            let verb = terms.provided.count == 1 ? "is" : "are"
            sentence += ", as long as \(Names.list(terms.provided)) \(verb) kept"
        }
        return sentence + "."
    }

    /// The terms that a sentence says.
    ///
    /// - Throws: ``TextFinding`` with the column at which it stops being a promise.
    public static func read(_ text: String) throws(TextFinding) -> Terms {
        let trimmed = text.hasSuffix(".") ? String(text.dropLast()) : text
        guard trimmed.utf8.count <= TermsLimits.lineBytesMax else {
            throw TextFinding(
                line: 1, column: 1, message: "The sentence is too long; name groups, not persons.")
        }
        var phrase = try Phrase(trimmed)
        try phrase.expect("We promise")
        let to = try Scope(&phrase)
        try phrase.expect("that")
        var terms = try clause(&phrase, to: to)
        while !phrase.isAtEnd {
            guard phrase.take(",") else {
                throw phrase.finding("The sentence goes on with a comma, or it ends here.")
            }
            try addition(&phrase, to: &terms)
        }
        if let problem = terms.problems.first {
            throw TextFinding(line: 1, column: 1, message: problem.message)
        }
        return terms
    }

    private static func clause(_ phrase: inout Phrase, to: Scope) throws(TextFinding) -> Terms {
        for measure in Measure.allCases {
            var attempt = phrase
            let words = words(measure).split(separator: " ")
            let lead = words.prefix { $0 != target }
            guard attempt.take(lead.joined(separator: " ")) else { continue }
            // `a machine they may use is` and `a person answers within` differ early, so the first match is it.
            let value = try Target(&attempt, measure.form)
            var since: Baseline?
            for word in words.dropFirst(lead.count + 1) {
                if word == baseline {
                    since = try Baseline(&attempt)
                } else {
                    try attempt.expect(String(word))
                }
            }
            phrase = attempt
            return Terms(to: to, measure: measure, target: value, baseline: since)
        }
        throw phrase.finding(
            "What is promised is not known. It is one of: "
                + Measure.allCases.map { "“\(words($0))”" }.joined(separator: ", ") + ".")
    }

    private static func addition(_ phrase: inout Phrase, to terms: inout Terms) throws(TextFinding) {
        if phrase.take("for") {
            terms.about = try Scope(&phrase)
        } else if phrase.take("in the hours of") {
            terms.hours = try phrase.name()
        } else if phrase.take("silent for at most") {
            let span = try Span(&phrase)
            guard span.unit == .hour else { throw phrase.finding("Silence is counted in hours.") }
            terms.silenceHoursMax = span.count
        } else if phrase.take("warned") {
            terms.warning = try Span(&phrase)
            try phrase.expect("ahead")
        } else if phrase.take("as long as") {
            terms.provided = try Names.list(in: &phrase)
            guard phrase.take("is kept") || phrase.take("are kept") else {
                throw phrase.finding("Here should stand “is kept”.")
            }
        } else if let first = phrase.next?.text, ["each", "in", "on", "throughout"].contains(first) {
            terms.period = try CalendarPeriod(&phrase)
        } else {
            terms.share = try SharePhrase.read(&phrase)
        }
    }
}

extension Terms {
    /// Something in terms that cannot be assessed, and the field to mend.
    struct Problem: Hashable {
        var field: String
        var message: String
    }

    /// What is wrong with the terms as a whole; each field for itself is well formed.
    var problems: [Problem] {
        targetProblems + periodProblems + baselineProblems
    }

    private var targetProblems: [Problem] {
        var problems: [Problem] = []
        func wrong(_ message: String) { problems.append(Problem(field: "target", message: message)) }
        switch (measure.form, target) {
        case (.time, .time(let span)):
            if span.unit.isOfDays { wrong("\(measure.rawValue) is counted in minutes or hours.") }
        case (.timeOrDays, .time(let span)):
            if span.unit == .week { wrong("Say days for weeks here.") }
            if span.count == 0 { wrong("Nobody can do this in no time; give at least 1.") }
        case (.days, .time(let span)):
            if !span.unit.isOfDays { wrong("\(measure.rawValue) is counted in days, weeks or working days.") }
            if span.count == 0, measure == .heard || measure == .visit {
                wrong("Nobody can do this in no time; give at least 1.")
            }
        case (.share, .share(let share)):
            let most =
                measure == .availability ? Terms.everyTime.value : PartsPerMillion(percent: 1_000).value
            if !(1...most).contains(share.value) { wrong("This share lies outside of what can be promised.") }
        case (.way, .way(let metres, let onSameFloor)):
            if metres == nil, !onSameFloor { wrong("Say how near the machine is.") }
        case (.instant, .instant): break
        default: wrong("\(measure.rawValue) does not take this target; see the list of measures.")
        }
        if case .time(let span) = target, span.unit.isOfWork, hours == nil {
            problems.append(
                Problem(
                    field: "hours",
                    message: "Working time needs hours; name a calendar, such as hours: westmere."))
        }
        if !measure.isCountedInEvents, share != Terms.everyTime {
            problems.append(
                Problem(
                    field: "share",
                    message: "\(measure.rawValue) is not counted in events; take the share out."))
        }
        if !(1...Terms.everyTime.value).contains(share.value) {
            problems.append(
                Problem(field: "share", message: "A share of events lies above 0 % and up to 100 %."))
        }
        return problems
    }

    private var periodProblems: [Problem] {
        var problems: [Problem] = []
        if measure == .done, period != .throughout {
            problems.append(Problem(field: "period", message: "A deed is done once; take the period out."))
        }
        if measure.form == .share, period == .throughout {
            problems.append(
                Problem(field: "period", message: "A share is counted in a period; add period: each month."))
        }
        if period == .term, hours == nil {
            problems.append(
                Problem(field: "period", message: "Terms stand in a calendar; name it under hours."))
        }
        if !measure.listensToMachines, silenceHoursMax != Terms.usualSilenceHours {
            problems.append(
                Problem(
                    field: "silence",
                    message: "\(measure.rawValue) does not listen to machines; take this out."))
        }
        if let warning {
            if measure != .supplyEmptyTime {
                problems.append(
                    Problem(
                        field: "warning",
                        message: "\(measure.rawValue) does not look ahead at supplies; take this out."))
            }
            if warning.unit.isOfWork || warning.count == 0 {
                problems.append(
                    Problem(field: "warning", message: "Say how many hours, days or weeks ahead."))
            }
        }
        if !(1...8_784).contains(silenceHoursMax) {
            problems.append(
                Problem(field: "silence", message: "A silence of 1 to 8784 hours may be allowed."))
        }
        return problems
    }

    private var baselineProblems: [Problem] {
        if measure.needsBaseline, baseline == nil {
            return [
                Problem(
                    field: "baseline", message: "Say against which days: baseline: 2025-09-01 to 2025-12-31.")
            ]
        }
        if !measure.needsBaseline, baseline != nil {
            return [Problem(field: "baseline", message: "\(measure.rawValue) has no baseline; take it out.")]
        }
        return []
    }
}
