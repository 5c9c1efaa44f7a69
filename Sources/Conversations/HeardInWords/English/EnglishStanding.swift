// SPDX-License-Identifier: Apache-2.0
import Promises
import Values

// What is promised for good: notice, answers, visits, and that nobody runs out.

extension EnglishSentenceReader {
    /// The standing promise of a sentence, where it is one.
    func standing() -> EnglishFinding? {
        guard
            !words.contains(where: {
                [
                    "if", "would", "could", "might", "may", "think", "hope", "should", "want", "wants",
                    "maybe", "can", "used",
                ].contains($0.text)
            })
        else { return nil }
        guard let clause = notice() ?? answer() ?? mending() ?? neverEmpty(), let first = words.first else {
            return nil
        }
        return EnglishFinding(clause: clause, start: first.start)
    }

    private func clause(
        _ measure: Measure, _ target: Target, promiser: HeardReference, receiver: HeardReference?
    ) -> HeardClause {
        HeardClause(
            words: slice(words.indices), promiser: promiser, receiver: receiver,
            kind: .standing(measure, target),
            due: nil, saidBy: saidBy)
    }

    private var isDenied: Bool {
        words.contains { ["not", "never", "without", "only"].contains($0.text) }
    }

    /// "They get two weeks' notice", "we will give you three months' notice".
    private func notice() -> HeardClause? {
        guard !isDenied, let notice = words.firstIndex(where: { $0.text == "notice" }), notice >= 3 else {
            return nil
        }
        guard let unit = EnglishTimes.unit(word(notice - 1)),
            let count = EnglishTimes.number(word(notice - 2))
                ?? (["a", "one"].contains(word(notice - 2)) ? 1 : nil),
            let span = EnglishSentenceReader.days(count, unit)
        else { return nil }
        let verbs = words[..<(notice - 2)].lastIndex {
            ["get", "gets", "have", "receive", "receives", "give", "gives", "given", "has"].contains($0.text)
        }
        guard let verb = verbs else { return nil }
        var start = verb
        while start > 0, ["will", "are", "be", "always", "is", "to", "going", "am"].contains(word(start - 1))
        { start -= 1 }
        let subject = subject(endingAt: start, from: 0)
        guard case .person(let reference)? = subject?.kind else {
            // "Everyone gets a month's notice."
            guard word(start - 1) == "everyone" || word(start - 1) == "everybody" else { return nil }
            return clause(.noticeGiven, .time(span), promiser: .speakersSide, receiver: nil)
        }
        if ["give", "gives"].contains(word(verb)) {
            let receiver = names.reference(at: verb + 1, in: words)?.reference
            return clause(.noticeGiven, .time(span), promiser: reference, receiver: receiver)
        }
        switch reference {
        case .speaker, .speakersSide: return nil
        default: return clause(.noticeGiven, .time(span), promiser: .speakersSide, receiver: reference)
        }
    }

    /// "Someone answers within four working hours", "nobody waits longer than a day for an answer".
    private func answer() -> HeardClause? {
        if word(0) == "nobody" || word(0) == "no" && word(1) == "one" {
            guard let wait = words.firstIndex(where: { ["waits", "wait"].contains($0.text) }),
                word(wait + 1) == "longer" || word(wait + 1) == "more", word(wait + 2) == "than",
                let span = span(at: wait + 3)
            else { return nil }
            return clause(.firstHumanAnswer, .time(span), promiser: .speakersSide, receiver: nil)
        }
        guard !isDenied,
            let verb = words.firstIndex(where: {
                ["answers", "answer", "replies", "responds"].contains($0.text)
            })
        else { return nil }
        let isPresent = ["answers", "replies", "responds"].contains(word(verb))
        let isAlways = words.contains { ["every", "each", "always"].contains($0.text) }
        guard isPresent || isAlways, let span = withinSpan(after: verb) else { return nil }
        var start = verb
        while start > 0, ["will", "always"].contains(word(start - 1)) { start -= 1 }
        var promiser = HeardReference.speakersSide
        if word(start - 1) == "person" || word(start - 1) == "human" || word(start - 1) == "being" {
            promiser = .speakersSide
        } else {
            guard case .person(let reference)? = subject(endingAt: start, from: 0)?.kind else { return nil }
            promiser = reference
        }
        return clause(.firstHumanAnswer, .time(span), promiser: promiser, receiver: nil)
    }

    /// "What breaks is mended within two working days."
    private func mending() -> HeardClause? {
        guard !isDenied,
            let verb = words.firstIndex(where: { ["mended", "fixed", "repaired"].contains($0.text) }),
            verb > 0, ["is", "are", "gets", "get"].contains(word(verb - 1)) || word(verb - 1) == "always",
            ["every", "everything", "whatever", "what", "faults", "all", "any", "anything"].contains(word(0)),
            let span = withinSpan(after: verb)
        else { return nil }
        return clause(.timeToMend, .time(span), promiser: .speakersSide, receiver: nil)
    }

    /// "No one here runs out of toner."
    private func neverEmpty() -> HeardClause? {
        guard word(0) == "nobody" || word(0) == "no" && word(1) == "one" || word(0) == "none",
            let run = words.firstIndex(where: { ["run", "runs"].contains($0.text) }), word(run + 1) == "out",
            word(run + 2) != "of" || ["toner", "ink", "supplies"].contains(word(run + 3)),
            !(1..<run).contains(where: { word($0) == "ever" && word($0 - 1) == "has" })
        else { return nil }
        return clause(
            .supplyEmptyTime, .time(Span(0, .minute)), promiser: .speakersSide, receiver: nil)
    }

    private func withinSpan(after verb: Int) -> Span? {
        guard let within = words[verb...].firstIndex(where: { ["within", "in"].contains($0.text) }) else {
            return nil
        }
        return span(at: within + 1)
    }

    private func span(at position: Int) -> Span? {
        guard let amount = EnglishTimes.amount(words[...], position) else { return nil }
        var next = amount.end
        let isOfWork = ["working", "business", "office"].contains(word(next))
        if isOfWork { next += 1 }
        switch EnglishTimes.unit(word(next)) {
        case "minute": return Span(amount.value, isOfWork ? .workingMinute : .minute)
        case "hour": return Span(amount.value, isOfWork ? .workingHour : .hour)
        case "day": return Span(amount.value, isOfWork ? .workingDay : .day)
        default: return nil
        }
    }

    /// Days or weeks; a month is thirty days where notice is given.
    private static func days(_ count: Int, _ unit: String) -> Span? {
        guard (1...1_000).contains(count) else { return nil }
        switch unit {
        case "day": return Span(count, .day)
        case "week": return Span(count, .week)
        case "fortnight": return Span(count * 2, .week)
        case "month": return Span(count * 30, .day)
        case "year": return Span(count * 365, .day)
        default: return nil
        }
    }

    /// Whether something is to be done again and again; that is no deed.
    func recurs(_ part: Range<Int>) -> Bool {
        part.contains { position in
            guard ["every", "each"].contains(word(position)) else { return false }
            return (1...2).contains {
                EnglishTimes.unit(word(position + $0)) != nil
                    || EnglishTimes.weekday(word(position + $0)) != nil
            }
        }
    }

    /// "I'll call her every week", "someone will come by every month"; what has no measure stays unoffered.
    func recurring(_ part: Range<Int>, _ promiser: HeardReference, _ receiver: HeardReference?)
        -> HeardClause?
    {
        guard let every = part.first(where: { ["every", "each"].contains(word($0)) }) else { return nil }
        var count = 1
        var next = every + 1
        if word(next) == "other" {
            count = 2
            next += 1
        } else if let number = EnglishTimes.number(word(next)) {
            count = number
            next += 1
        }
        let span: Span?
        if EnglishTimes.weekday(word(next)) != nil {
            span = Span(count, .week)
        } else {
            switch EnglishTimes.unit(word(next)) {
            case "day": span = Span(count, .day)
            case "week": span = Span(count, .week)
            case "fortnight": span = Span(count * 2, .week)
            case "month": span = Span(count * 31, .day)
            case "quarter": span = Span(count * 92, .day)
            case "year": span = Span(count * 366, .day)
            default: span = nil
            }
        }
        guard let span, isDeed(at: part.lowerBound, until: part.upperBound) else { return nil }
        let verb = word(part.lowerBound)
        let measure: Measure
        if EnglishWords.visiting.contains(verb) {
            measure = .visit
        } else if EnglishWords.talking.contains(verb) {
            measure = .heard
        } else {
            return nil
        }
        return HeardClause(
            words: slice(part), promiser: promiser, receiver: receiver, kind: .standing(measure, .time(span)),
            due: nil, saidBy: saidBy)
    }
}
