// SPDX-License-Identifier: Apache-2.0
import Values

extension WrittenPromise {
    /// Reads a document of the kind Promise; `nil` when it has a finding.
    init?(_ fields: inout Fields) {
        var metadata = fields.below("metadata")
        let name = metadata?.name("name")
        metadata?.endReading()
        var spec = fields.below("spec")
        defer {
            if let metadata { fields.take(metadata) }
            if let spec { fields.take(spec) }
        }
        let promiser = spec?.name("promiser")
        let words = spec?.text("words")
        let said = spec?.optionalText("said")
        let principle = spec?.optionalText("principle")
        let visibility = spec?.optionalText("visibility").map { word in
            let visibility = Visibility(rawValue: word)
            if visibility == nil { spec?.wrong("visibility", "It is parties, customer or everyone.") }
            return visibility ?? .customer
        }
        let made = spec?.instant("made")
        let from = spec?.date("from")
        let until = spec?.date("until")
        let terms = spec.flatMap { _ in Terms(spec: &spec) }
        if let from, let until, from > until {
            spec?.wrong("until", "It ends before it begins; check “from” and “until”.")
        }
        spec?.endReading()
        guard metadata?.findings.isEmpty ?? false, spec?.findings.isEmpty ?? false, let name, let promiser,
            let words,
            let made, let terms
        else { return nil }
        self.init(
            name: name, promiser: promiser, words: words, said: said, principle: principle,
            visibility: visibility ?? .customer, made: made, from: from, until: until, terms: terms)
    }

    /// The promise as a text that reads back to the same value.
    public var text: String {
        var text = """
            apiVersion: \(PromiseFile.apiVersion)
            kind: Promise
            metadata:
              name: \(PlainYAML.printed(name))
            spec:
              promiser: \(PlainYAML.printed(promiser))
              to: \(PlainYAML.printed(terms.to.phrase))
              words: \(PlainYAML.printed(words))

            """
        func line(_ key: String, _ value: String?) {
            if let value { text += "  \(key): \(PlainYAML.printed(value))\n" }
        }
        line("said", said)
        line("principle", principle)
        if visibility != .customer { line("visibility", visibility.rawValue) }
        line("made", made.description)
        line("from", from?.description)
        line("until", until?.description)
        text += "  terms:\n"
        for (key, value) in terms.fields { text += "    \(key): \(value)\n" }
        return text
    }
}

extension Terms {
    /// From `to` and `terms`, or from `sentence`, of a promise's `spec`.
    fileprivate init?(spec: inout Fields?) {
        if spec?.node("sentence") != nil {
            guard let text = spec?.text("sentence") else { return nil }
            do throws(TextFinding) {
                self = try Sentence.read(text)
            } catch {
                spec?.wrong("sentence", "At its character \(error.column): \(error.message)")
                return nil
            }
            return
        }
        let to = spec?.phrase("to", isNeeded: true) { phrase throws(TextFinding) in try Scope(&phrase) }
        guard var fields = spec?.below("terms") else { return nil }
        defer { spec?.take(fields) }
        let read = Terms(&fields, to: to)
        fields.endReading()
        guard let read else { return nil }
        self = read
    }

    private init?(_ fields: inout Fields, to: Scope?) {
        let word = fields.text("measure")
        let measure = word.flatMap(Measure.init(rawValue:))
        if let word, measure == nil {
            let known = Measure.allCases.map(\.rawValue).joined(separator: ", ")
            fields.wrong("measure", "“\(word)” is not measured. Known are \(known).")
        }
        let about = fields.phrase("about", isNeeded: false) { phrase throws(TextFinding) in try Scope(&phrase)
        }
        var target: Target?
        if let measure {
            target = fields.phrase("target", isNeeded: true) { phrase throws(TextFinding) in
                try Target(&phrase, measure.form)
            }
        } else {
            _ = fields.node("target")
        }
        let share = fields.phrase("share", isNeeded: false) { phrase throws(TextFinding) in
            try SharePhrase.read(&phrase)
        }
        let period = fields.phrase("period", isNeeded: false) { phrase throws(TextFinding) in
            try CalendarPeriod(&phrase)
        }
        let hours = fields.optionalName("hours")
        let baseline = fields.phrase("baseline", isNeeded: false) { phrase throws(TextFinding) in
            try Baseline(&phrase)
        }
        let silence = fields.phrase("silence", isNeeded: false) { phrase throws(TextFinding) in
            let span = try Span(&phrase)
            guard span.unit == .hour else { throw phrase.finding("Silence is counted in hours.") }
            return span.count
        }
        let warning = fields.phrase("warning", isNeeded: false) { phrase throws(TextFinding) in
            try Span(&phrase)
        }
        let provided = fields.phrase("provided", isNeeded: false) { phrase throws(TextFinding) in
            try Names.list(in: &phrase)
        }
        guard let to, let measure, let target, fields.findings.isEmpty else { return nil }
        self.init(
            to: to, about: about, measure: measure, target: target, share: share ?? Terms.everyTime,
            period: period ?? .throughout, hours: hours, baseline: baseline,
            silenceHoursMax: silence ?? Terms.usualSilenceHours, warning: warning, provided: provided ?? [])
        for problem in problems { fields.wrong(problem.field, problem.message) }
        guard problems.isEmpty else { return nil }
    }

    /// The keys under `terms`, in the order in which they are printed; what is usual is left out.
    fileprivate var fields: [(String, String)] {
        var fields = [("measure", measure.rawValue)]
        func add(_ key: String, _ value: String) { fields.append((key, PlainYAML.printed(value))) }
        if let about { add("about", about.phrase) }
        add("target", target.phrase)
        if measure.isCountedInEvents { add("share", SharePhrase.print(share)) }
        if period != .throughout { add("period", period.phrase) }
        if let hours { add("hours", hours) }
        if let baseline { add("baseline", baseline.phrase) }
        if silenceHoursMax != Terms.usualSilenceHours { add("silence", Span(silenceHoursMax, .hour).phrase) }
        if let warning { add("warning", warning.phrase) }
        if !provided.isEmpty { add("provided", Names.list(provided)) }
        return fields
    }
}

extension WrittenCalendar {
    /// Reads a document of the kind Calendar; `nil` when it has a finding.
    init?(_ fields: inout Fields) {
        var metadata = fields.below("metadata")
        let name = metadata?.name("name")
        metadata?.endReading()
        var spec = fields.below("spec")
        defer {
            if let metadata { fields.take(metadata) }
            if let spec { fields.take(spec) }
        }
        let zone = spec?.name("zone")
        let week = WrittenCalendar.week(&spec)
        let daysOff = WrittenCalendar.dated("daysOff", &spec) { _, text in text }
        let daysApart = WrittenCalendar.dated("daysApart", &spec) { _, text in DayApart(text) }
        let terms = WrittenCalendar.terms(&spec)
        spec?.endReading()
        guard metadata?.findings.isEmpty ?? false, spec?.findings.isEmpty ?? false, let name, let zone
        else { return nil }
        self.init(name: name, zone: zone, week: week, daysOff: daysOff, daysApart: daysApart, terms: terms)
    }

    private static func week(_ spec: inout Fields?) -> [Weekday: [WorkingCalendar.Hours]] {
        guard var days = spec?.below("week") else { return [:] }
        var week: [Weekday: [WorkingCalendar.Hours]] = [:]
        for (entry, text) in days.all() {
            guard let day = Weekday(rawValue: entry.key) else {
                days.findings.append(
                    TextFinding(
                        line: entry.line, column: entry.column,
                        message: "“\(entry.key)” is no day; write monday, tuesday and so on."))
                continue
            }
            guard let hours = hours(text) else {
                days.wrong(entry.key, "Hours are written like 09:00-12:30, 13:30-17:00, in order.")
                continue
            }
            week[day] = hours
        }
        spec?.take(days)
        return week
    }

    private static func dated<Value>(
        _ key: String, _ spec: inout Fields?, _ read: (CivilDate, String) -> Value?
    ) -> [CivilDate: Value] {
        guard var days = spec?.below(key, isNeeded: false) else { return [:] }
        var found: [CivilDate: Value] = [:]
        for (entry, text) in days.all() {
            guard let date = CivilDate(entry.key) else {
                days.findings.append(
                    TextFinding(
                        line: entry.line, column: entry.column,
                        message: "There is no such day; days are written like 2026-10-26."))
                continue
            }
            guard !text.isEmpty, let value = read(date, text) else {
                days.wrong(entry.key, "After the day stands why: 2026-12-24: 09:00-12:30 Christmas Eve.")
                continue
            }
            found[date] = value
        }
        spec?.take(days)
        return found
    }

    private static func terms(_ spec: inout Fields?) -> [CalendarTerm] {
        guard var entries = spec?.below("terms", isNeeded: false) else { return [] }
        var terms: [CalendarTerm] = []
        for (entry, text) in entries.all() {
            guard var phrase = try? Phrase(text, line: entry.value.line, column: entry.value.column),
                let days = try? Baseline(&phrase), phrase.isAtEnd
            else {
                entries.wrong(entry.key, "A term is written like 2026-09-21 to 2026-12-11.")
                continue
            }
            if let before = terms.last, before.last >= days.first {
                entries.wrong(
                    entry.key, "It begins before the term above it has ended; terms stand in order.")
            }
            terms.append(CalendarTerm(name: entry.key, first: days.first, last: days.last))
        }
        spec?.take(entries)
        return terms
    }

    /// `09:00-12:30, 13:30-17:00`; `nil` when it is anything else.
    static func hours(_ text: String) -> [WorkingCalendar.Hours]? {
        var hours: [WorkingCalendar.Hours] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = part.drop { $0 == " " }.split(separator: "-", omittingEmptySubsequences: false)
            guard ends.count == 2, let start = minute(ends[0]), let end = minute(ends[1]), start < end,
                hours.last.map({ $0.endMinute < start }) ?? true
            else { return nil }
            hours.append(.init(startMinute: start, endMinute: end))
        }
        return hours
    }

    private static func minute(_ text: Substring) -> Int? {
        let digits = Array(text.utf8)
        guard digits.count == 5, digits[2] == 58,
            digits.indices.allSatisfy({ $0 == 2 || (48...57).contains(digits[$0]) })
        else { return nil }
        let hour = Int(digits[0] - 48) * 10 + Int(digits[1] - 48)
        let minute = Int(digits[3] - 48) * 10 + Int(digits[4] - 48)
        return minute < 60 && hour * 60 + minute <= 1_440 ? hour * 60 + minute : nil
    }

    static func text(of hours: [WorkingCalendar.Hours]) -> String {
        hours.map { "\(clock($0.startMinute))-\(clock($0.endMinute))" }.joined(separator: ", ")
    }

    private static func clock(_ minute: Int) -> String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(two(minute / 60)):\(two(minute % 60))"
    }

    /// The calendar as a text that reads back to the same value.
    public var text: String {
        var text = """
            apiVersion: \(PromiseFile.apiVersion)
            kind: Calendar
            metadata:
              name: \(PlainYAML.printed(name))
            spec:
              zone: \(PlainYAML.printed(zone))
              week:

            """
        for day in Weekday.allCases {
            if let hours = week[day], !hours.isEmpty {
                text += "    \(day.rawValue): \(WrittenCalendar.text(of: hours))\n"
            }
        }
        if !daysOff.isEmpty { text += "  daysOff:\n" }
        for (day, why) in daysOff.sorted(by: { $0.key < $1.key }) {
            text += "    \(day): \(PlainYAML.printed(why))\n"
        }
        if !daysApart.isEmpty { text += "  daysApart:\n" }
        for (day, apart) in daysApart.sorted(by: { $0.key < $1.key }) {
            text +=
                "    \(day): \(PlainYAML.printed(WrittenCalendar.text(of: apart.hours) + " " + apart.reason))\n"
        }
        if !terms.isEmpty { text += "  terms:\n" }
        for term in terms { text += "    \(term.name): \(term.first) to \(term.last)\n" }
        return text
    }
}

extension WrittenCalendar.DayApart {
    /// `09:00-12:30 Christmas Eve`.
    fileprivate init?(_ text: String) {
        // The hours are as long as they can be read; the rest says why.
        var best: (hours: [WorkingCalendar.Hours], reason: String)?
        var index = text.startIndex
        while let blank = text[index...].firstIndex(of: " ") {
            let after = text.index(after: blank)
            if let hours = WrittenCalendar.hours(String(text[..<blank])) {
                best = (hours, String(text[after...]))
            }
            index = after
        }
        guard let best, !best.reason.isEmpty else { return nil }
        self.init(hours: best.hours, reason: best.reason)
    }
}
