// SPDX-License-Identifier: Apache-2.0
import Promises
import Values

/// Reads "by Friday noon", "within two working days", "before the end of the month".
struct EnglishTimes {
    private let words: ArraySlice<EnglishWord>

    /// The words in which a time may be said; positions are those of the whole sentence.
    init(_ words: ArraySlice<EnglishWord>) {
        self.words = words
    }

    /// The first time that is said, and where.
    func first() -> (due: DueWords, range: Range<Int>)? {
        var position = words.startIndex
        while position < words.endIndex {
            let before = text(position - 1)
            if let skipped = skipped(at: position) {
                position = skipped
                continue
            }
            if !(before == "every" || before == "each" || before == "last"), let found = phrase(at: position)
            {
                return (found.due, position..<found.end)
            }
            position += 1
        }
        return nil
    }

    /// Times that are no end: "after Tuesday", "until Friday", "last week", "every Monday".
    private func skipped(at position: Int) -> Int? {
        guard ["after", "from", "since", "until", "till", "last", "every", "each"].contains(text(position))
        else {
            return nil
        }
        return phrase(at: position + 1)?.end
    }

    private func text(_ position: Int) -> String {
        words.indices.contains(position) ? words[position].text : ""
    }

    /// Takes these words if they stand at a position; the position after them.
    private func take(_ expected: String, _ position: Int) -> Int? {
        var next = position
        for word in expected.split(separator: " ") {
            guard text(next) == word else { return nil }
            next += 1
        }
        return next
    }

    private func takeAny(_ choices: [String], _ position: Int) -> Int? {
        for choice in choices { if let next = take(choice, position) { return next } }
        return nil
    }

    private func phrase(at start: Int) -> (due: DueWords, end: Int)? {
        var position = start
        var isBefore = false
        // Of "come by tomorrow" the "by" belongs to the verb.
        if text(start) == "by",
            ["come", "comes", "coming", "drop", "stop", "swing"].contains(text(start - 1))
        {
            return nil
        }
        if text(start) == "in", let month = month(at: start + 1), words[start + 1].isCapital,
            EnglishTimes.dayNumber(text(start + 2)) == nil
        {
            return (DueWords(day: .month(month)), start + 2)
        }
        if let next = takeAny(["no later than", "not later than", "by", "on", "at"], position) {
            position = next
        } else if let next = take("before", position) {
            isBefore = true
            position = next
        }
        // An hour first: "at 3 pm on Tuesday", "first thing tomorrow", "by noon".
        if let hour = hour(at: start) ?? hour(at: position) {
            let afterHour = takeAny(["on", "by"], hour.end) ?? hour.end
            if let day = day(at: afterHour, hasLead: afterHour != hour.end) {
                return (DueWords(day: day.day, hour: hour.hour, isBefore: isBefore), day.end)
            }
            if case .firstThing = hour.hour { return nil }
            return (DueWords(day: .inDays(0), hour: hour.hour, isBefore: isBefore), hour.end)
        }
        if let span = span(at: start) { return (DueWords(day: span.day), span.end) }
        guard var day = day(at: position, hasLead: position != start) else { return nil }
        // Of "Tuesday or Wednesday" the later one can be held.
        if case .weekday = day.day, let next = take("or", day.end),
            let other = self.day(at: next, hasLead: true),
            case .weekday = other.day
        {
            day = other
        }
        var hour = DueWords.Hour.endOfWork
        if case .inDays(0) = day.day, ["tonight", "evening"].contains(text(day.end - 1)) { hour = .endOfDay }
        if case .inDays(0) = day.day, text(day.end - 1) == "morning" { hour = .noon }
        var end = day.end
        if let part = part(at: end) ?? self.hour(at: end) {
            hour = part.hour
            end = part.end
        } else if let close = takeAny(
            ["end of day", "end of the day", "end of business"], take("by", end) ?? end)
        {
            end = close
        }
        // By June is before it begins; in June, or by the end of it, is before it is over.
        if case .month(let month) = day.day, self.month(at: position) == month, position != start {
            return (DueWords(day: .date(day: 1, month: month, year: nil), isBefore: true), day.end)
        }
        // Before an end means by it.
        if case .endOf = day.day { isBefore = false }
        return (DueWords(day: day.day, hour: hour, isBefore: isBefore), end)
    }

    // MARK: - Hours

    /// "morning", "noon", "afternoon" behind a day.
    private func part(at position: Int) -> (hour: DueWords.Hour, end: Int)? {
        let start = take("in the", position) ?? takeAny(["at", "by"], position) ?? position
        switch text(start) {
        case "morning", "noon", "midday", "lunch", "lunchtime": return (.noon, start + 1)
        case "afternoon": return (.endOfWork, start + 1)
        case "evening", "night": return (.endOfDay, start + 1)
        default: return nil
        }
    }

    private func hour(at position: Int) -> (hour: DueWords.Hour, end: Int)? {
        if let end = take("first thing", position) {
            return (.firstThing, take("in the morning", end) ?? end)
        }
        let lead = takeAny(["at", "by", "before"], position)
        let start = lead ?? position
        if ["noon", "midday", "lunchtime"].contains(text(start)) { return (.noon, start + 1) }
        if lead != nil, text(start) == "lunch" { return (.noon, start + 1) }
        return clock(at: start, hasLead: lead != nil)
    }

    /// "3 pm", "15:00", "3.30", "five o'clock"; a bare number only where nothing else can be meant.
    private func clock(at start: Int, hasLead: Bool) -> (hour: DueWords.Hour, end: Int)? {
        var digits = text(start)
        var half: Int?
        for (ending, shift) in [("am", 0), ("pm", 12)] where digits.hasSuffix(ending) {
            let rest = String(digits.dropLast(2))
            if rest.first?.isNumber == true {
                digits = rest
                half = shift
            }
        }
        let parts = digits.split(whereSeparator: { $0 == ":" || $0 == "." })
        guard parts.count <= 2, let hour = parts.first.flatMap({ number(String($0)) }), hour <= 24 else {
            return nil
        }
        var minute = 0
        if parts.count == 2 {
            guard parts[1].count == 2, let read = Int(parts[1]), read < 60 else { return nil }
            minute = read
        }
        var end = start + 1
        switch text(end) {
        case "am", "a.m":
            half = 0
            end += 1
        case "pm", "p.m":
            half = 12
            end += 1
        case "o'clock": end += 1
        default: break
        }
        let isSaid = half != nil || parts.count == 2 && digits.contains(":") || end > start + 1
        guard isSaid || hasLead && isLoneNumber(before: end) else { return nil }
        var full = hour
        if let half {
            guard (1...12).contains(hour) else { return nil }
            full = hour % 12 + half
        } else if parts.count == 1 || digits.contains("."), (1...6).contains(hour) {
            // Nobody promises something for four in the morning.
            full = hour + 12
        }
        guard full * 60 + minute <= 1_439 else { return nil }
        return (.at(full * 60 + minute), end)
    }

    private func isLoneNumber(before end: Int) -> Bool {
        guard words.indices.contains(end) else { return true }
        return words[end].isMark || ["on", "today", "tomorrow", "and", "but", "if", "so"].contains(text(end))
            || EnglishTimes.weekday(text(end)) != nil
    }

    // MARK: - Days

    private func day(at position: Int, hasLead: Bool) -> (day: DueWords.Day, end: Int)? {
        if let end = take("the day after tomorrow", position) { return (.inDays(2), end) }
        switch text(position) {
        case "today", "tonight": return (.inDays(0), position + 1)
        case "tomorrow": return (.inDays(1), position + 1)
        case "eod", "cob": return (.inDays(0), position + 1)
        case "eow": return (.endOf(.week, 0), position + 1)
        case "eom": return (.endOf(.month, 0), position + 1)
        default: break
        }
        if let end = takeAny(["this morning", "this afternoon", "this evening"], position) {
            return (.inDays(0), end)
        }
        if let end = takeAny(
            ["close of business", "close of play", "end of play", "end of business"], position)
        {
            return (.inDays(0), end)
        }
        return weekday(at: position, hasLead) ?? stretch(at: position) ?? date(at: position, hasLead)
    }

    private func weekday(at position: Int, _ hasLead: Bool) -> (day: DueWords.Day, end: Int)? {
        var start = position
        var isNext = false
        if let next = takeAny(
            ["the coming", "the following", "this coming", "this", "coming", "come"], start)
        {
            start = next
        } else if let next = take("next", start) {
            isNext = true
            start = next
        }
        guard let weekday = EnglishTimes.weekday(text(start)) else { return nil }
        if start == position, !hasLead {
            // "The Monday meeting" is a meeting, and no day is meant by "a Monday".
            if ["the", "a", "every", "each", "last", "of", "past", "and"].contains(text(position - 1)) {
                return nil
            }
            let next = text(start + 1)
            let isFree =
                !words.indices.contains(start + 1) || words[start + 1].isMark
                || [
                    "morning", "noon", "afternoon", "evening", "at", "by", "and", "or", "with", "if", "about",
                    "to",
                    "in", "for", "on", "when", "once", "unless", "but", "so", "again", "then", "before",
                    "night",
                    "from", "until", "because", "first",
                ].contains(next)
            guard isFree else { return nil }
        }
        if let end = take("week", start + 1) { _ = end; return nil }
        return (.weekday(weekday, isNext: isNext), start + 1)
    }

    private static let stretches: [String: DueWords.Stretch] = [
        "week": .week, "month": .month, "quarter": .quarter, "term": .term, "year": .year, "semester": .term,
    ]

    private func stretch(at position: Int) -> (day: DueWords.Day, end: Int)? {
        let bare = take("the", position) ?? position
        if let of = takeAny(["end of", "last day of"], bare) {
            if let end = takeAny(["the day", "day", "today", "business", "play"], of) {
                return (.inDays(0), end)
            }
            if text(of) == "tomorrow" { return (.inDays(1), of + 1) }
            if let month = month(at: of) { return (.month(month), of + 1) }
            let ahead = text(of) == "next" ? 1 : 0
            let noun = takeAny(["the", "this", "next", "our", "your"], of) ?? of
            return EnglishTimes.stretches[text(noun)].map { (.endOf($0, ahead), noun + 1) }
        }
        if let of = takeAny(["beginning of", "start of"], bare) {
            let noun = takeAny(["the", "next"], of) ?? of
            return EnglishTimes.stretches[text(noun)].map { (.startOf($0), noun + 1) }
        }
        // "Before the month is out", "before the next term starts".
        let noun = takeAny(["the next", "the", "this", "next"], position) ?? position
        guard let stretch = EnglishTimes.stretches[text(noun)] else { return nil }
        if let end = takeAny(["is out", "is over", "ends"], noun + 1) { return (.endOf(stretch, 0), end) }
        if let end = takeAny(["starts", "begins"], noun + 1) { return (.startOf(stretch), end) }
        guard ["this", "next"].contains(text(position)) else { return nil }
        return (.endOf(stretch, text(position) == "next" ? 1 : 0), noun + 1)
    }

    private func date(at position: Int, _ hasLead: Bool) -> (day: DueWords.Day, end: Int)? {
        if let iso = CivilDate(text(position)) {
            return (.date(day: iso.day, month: iso.month, year: iso.year), position + 1)
        }
        let start = take("the", position) ?? position
        if let day = EnglishTimes.dayNumber(text(start)) {
            let after = take("of", start + 1) ?? start + 1
            if let month = month(at: after) {
                return dated(day, month, year: after + 1)
            }
            let isOrdinal = !text(start).allSatisfy(\.isNumber)
            if isOrdinal, start > position || hasLead, !text(start + 1).hasPrefix("floor") {
                return (.date(day: day, month: nil, year: nil), start + 1)
            }
            return nil
        }
        guard let month = month(at: position) else { return nil }
        if let day = EnglishTimes.dayNumber(text(position + 1)) {
            return dated(day, month, year: position + 2)
        }
        // A month alone needs "by" before it and a capital, for "may" and "march" are verbs, too.
        guard words[position].isCapital, hasLead else { return nil }
        return (.month(month), position + 1)
    }

    private func dated(_ day: Int, _ month: Int, year: Int) -> (day: DueWords.Day, end: Int) {
        if let said = Int(text(year)), (1_900...9_999).contains(said) {
            return (.date(day: day, month: month, year: said), year + 1)
        }
        return (.date(day: day, month: month, year: nil), year)
    }

    private func month(at position: Int) -> Int? {
        let name = text(position)
        guard name.utf8.count >= 3 else { return nil }
        return CivilDate.monthNames.firstIndex { full in
            let small = full.lowercased()
            return small == name || small.hasPrefix(name) && (name.utf8.count == 3 || name == "sept")
        }.map { $0 + 1 }
    }

    // MARK: - Spans

    /// "in three days", "within two working hours", "in a week's time", "a week from today".
    private func span(at position: Int) -> (day: DueWords.Day, end: Int)? {
        guard let lead = takeAny(["in", "within", "inside"], position) else {
            guard let amount = amount(at: position),
                let end = takeAny(["from today", "from now"], amount.end)
            else {
                return nil
            }
            return (amount.day, end)
        }
        if let end = take("the hour", lead) { return (.after(Span(1, .hour)), end) }
        guard var found = amount(at: take("the next", lead) ?? lead) else { return nil }
        if let end = take("time", found.end) { found.end = end }
        return found
    }

    private func amount(at position: Int) -> (day: DueWords.Day, end: Int)? {
        if let end = take("half an hour", position) { return (.after(Span(30, .minute)), end) }
        if let end = takeAny(["a fortnight", "a fortnight's"], position) {
            return (.after(Span(2, .week)), end)
        }
        guard let count = EnglishTimes.amount(words, position), count.value <= 1_000 else { return nil }
        var next = count.end
        let isOfWork = ["working", "business", "office", "work"].contains(text(next))
        if isOfWork { next += 1 }
        switch EnglishTimes.unit(text(next)) {
        case "minute": return (.after(Span(count.value, isOfWork ? .workingMinute : .minute)), next + 1)
        case "hour": return (.after(Span(count.value, isOfWork ? .workingHour : .hour)), next + 1)
        case "day": return (.after(Span(count.value, isOfWork ? .workingDay : .day)), next + 1)
        case "week" where !isOfWork: return (.after(Span(count.value, .week)), next + 1)
        case "month" where !isOfWork: return (.afterMonths(count.value), next + 1)
        default: return nil
        }
    }

    private func number(_ text: String) -> Int? { EnglishTimes.number(text) }
}

extension EnglishTimes {
    static let numbers = [
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    ]

    static func number(_ text: String) -> Int? {
        if let place = numbers.firstIndex(of: text) { return place + 1 }
        guard (1...4).contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) }) else {
            return nil
        }
        return Int(text)
    }

    /// "two", "14", "a", "a couple of"; "a few" is no number.
    static func amount(_ words: ArraySlice<EnglishWord>, _ position: Int) -> (value: Int, end: Int)? {
        func text(_ place: Int) -> String { words.indices.contains(place) ? words[place].text : "" }
        if text(position) == "a", text(position + 1) == "couple" {
            return (2, text(position + 2) == "of" ? position + 3 : position + 2)
        }
        if ["a", "an"].contains(text(position)) { return (1, position + 1) }
        return number(text(position)).map { ($0, position + 1) }
    }

    /// The unit of time that a word names: `weeks`, `week's` and `weeks'` are `week`.
    static func unit(_ word: String) -> String? {
        var bare = word
        if bare.hasSuffix("'s") { bare = String(bare.dropLast(2)) }
        if bare.hasSuffix("'") { bare = String(bare.dropLast()) }
        if bare.hasSuffix("s") { bare = String(bare.dropLast()) }
        if ["min", "minute"].contains(bare) { return "minute" }
        return ["hour", "day", "week", "month", "year", "quarter", "fortnight", "term"].contains(bare)
            ? bare : nil
    }

    static func weekday(_ word: String) -> Weekday? {
        Weekday.allCases.first { day in
            day.rawValue == word
                || ["mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri"].contains(word)
                    && day.rawValue.hasPrefix(word)
        }
    }

    /// 1 to 31, plain or as an ordinal.
    static func dayNumber(_ word: String) -> Int? {
        var digits = word
        for ending in ["st", "nd", "rd", "th"] where digits.hasSuffix(ending) {
            digits = String(digits.dropLast(2))
        }
        guard (1...2).contains(digits.utf8.count), digits.utf8.allSatisfy({ (48...57).contains($0) }),
            let day = Int(digits), (1...31).contains(day)
        else { return nil }
        return day
    }
}
