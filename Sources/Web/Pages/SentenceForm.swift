// SPDX-License-Identifier: Apache-2.0
import Practice
import Promises
import Values

/// The blanks of a promise's sentence as fields of a form, and back: the form and the terms say the same.
struct SentenceForm: Hashable, Sendable {
    let measure: Measure
    private let values: FormValues

    /// `nil` when the form names no measure, or one that is written down on a page of its own.
    init?(_ values: FormValues) {
        guard let measure = values["measure"].flatMap(Measure.init(rawValue:)), measure != .done else {
            return nil
        }
        self.measure = measure
        self.values = values
    }

    /// The terms that the form says.
    /// - Parameter calendar: what terms call the customer's working hours.
    /// - Throws: a ``Refusal`` that names the blank to mend.
    func terms(to scope: Scope, calendar: String) throws -> Terms {
        var terms = Terms(to: scope, measure: measure, target: try target())
        if measure.isCountedInEvents { terms.share = try times() }
        terms.period = try period()
        if measure.needsBaseline { terms.baseline = try baseline() }
        if measure.listensToMachines, let text = values["silence"], !text.isEmpty {
            guard let hours = Int(text), (1...silenceHoursMax).contains(hours) else {
                throw Refusal(
                    .invalid,
                    "Please write how many hours of silence are allowed, from 1 to \(silenceHoursMax).",
                    field: "silence")
            }
            terms.silenceHoursMax = hours
        }
        if measure == .supplyEmptyTime, let text = values["warning"], !text.isEmpty {
            guard let days = Int(text), (1...90).contains(days) else {
                throw Refusal(
                    .invalid, "Please write how many days ahead you want to be warned, from 1 to 90.",
                    field: "warning")
            }
            terms.warning = Span(days, .day)
        }
        terms.provided = values.text("provided").split(separator: "+").map(String.init)
        if countsWorkingHours(terms) { terms.hours = calendar }
        if let finding = terms.findings.first {
            throw Refusal(.invalid, finding.message, field: SentenceForm.field(of: finding))
        }
        return terms
    }

    /// A year and a day, in hours: as the language of terms has it.
    private var silenceHoursMax: Int { 8_784 }

    private func countsWorkingHours(_ terms: Terms) -> Bool {
        if case .time(let span) = terms.target, span.unit.isOfWork { return true }
        return terms.period == .term || measure == .availability && values["hours"] != "clock"
    }

    /// The field of the form in which a finding about the terms is mended.
    private static func field(of finding: TermsFinding) -> String {
        switch finding.field {
        case "target": "count"
        case "share": "times"
        case "baseline": "first"
        case let field: field
        }
    }

    private func target() throws -> Target {
        switch measure.form {
        case .time, .timeOrDays, .days:
            guard let count = Int(values.text("count")), (0...Span.countMax).contains(count) else {
                throw Refusal(.invalid, "Please write a whole number here.", field: "count")
            }
            guard let unit = values["unit"].flatMap(Span.Unit.init(rawValue:)) else {
                throw Refusal(.invalid, "Please choose in what it is counted.", field: "count")
            }
            return .time(Span(count, unit))
        case .share:
            let text = values.text("share").filter { $0 != "%" && $0 != " " }
            guard let share = PartsPerMillion(percentText: text) else {
                throw Refusal(.invalid, "Please write a number of percent, such as 99.5.", field: "count")
            }
            return .share(share)
        case .way:
            let text = values.text("metres")
            guard text.isEmpty || Int(text).map({ (1...10_000).contains($0) }) ?? false else {
                throw Refusal(
                    .invalid, "Please write how many metres, from 1 to 10000, or leave it empty.",
                    field: "count")
            }
            return .way(metresMax: Int(text), onSameFloor: values["floor"] != "any")
        case .instant:
            throw Refusal(.invalid, "A deed is written down on its own page.", field: "measure")
        }
    }

    private func times() throws -> PartsPerMillion {
        let text = values["times"] ?? "100"
        guard let share = PartsPerMillion(percentText: text) else {
            throw Refusal(.invalid, "Please choose how often it has to be reached.", field: "times")
        }
        return share
    }

    private func period() throws -> CalendarPeriod {
        guard let period = CalendarPeriod(formValue: values["period"] ?? "month") else {
            throw Refusal(.invalid, "Please choose in which period it counts.", field: "period")
        }
        return period
    }

    private func baseline() throws -> Baseline {
        guard let first = CivilDate(values.text("first")), let last = CivilDate(values.text("last")) else {
            throw Refusal(.invalid, "Please choose the days that it is held against.", field: "first")
        }
        guard first <= last else {
            throw Refusal(
                .invalid, "The days it is held against begin before they end. Please exchange them.",
                field: "first")
        }
        return Baseline(first: first, last: last)
    }
}

extension SentenceForm {
    /// The fields that say these terms; ``terms(to:calendar:)`` of them gives the same terms again.
    static func fields(of terms: Terms) -> [String: String] {
        var fields = ["measure": terms.measure.rawValue, "period": terms.period.formValue]
        switch terms.target {
        case .time(let span):
            fields["count"] = String(span.count)
            fields["unit"] = span.unit.rawValue
        case .share(let share): fields["share"] = share.percentText
        case .way(let metres, let onSameFloor):
            fields["metres"] = metres.map { String($0) } ?? ""
            fields["floor"] = onSameFloor ? "same" : "any"
        case .instant: break
        }
        if terms.measure.isCountedInEvents { fields["times"] = terms.share.percentText }
        if let baseline = terms.baseline {
            fields["first"] = baseline.first.description
            fields["last"] = baseline.last.description
        }
        if terms.measure.listensToMachines { fields["silence"] = String(terms.silenceHoursMax) }
        if terms.measure == .availability { fields["hours"] = terms.hours == nil ? "clock" : "work" }
        if let warning = terms.warning {
            let days =
                warning.unit == .week ? warning.count * 7 : warning.count / (warning.unit == .hour ? 24 : 1)
            fields["warning"] = String(max(1, days))
        }
        if !terms.provided.isEmpty { fields["provided"] = terms.provided.joined(separator: "+") }
        return fields
    }
}

extension CalendarPeriod {
    fileprivate static let named: [(String, CalendarPeriod)] = [
        ("week", .week), ("month", .month), ("quarter", .quarter), ("term", .term), ("year", .year),
        ("throughout", .throughout),
    ]

    /// As a form has it: `month`, or the number of days of a rolling period.
    var formValue: String {
        if case .rolling(let days) = self { return String(days) }
        return CalendarPeriod.named.first { $0.1 == self }?.0 ?? "throughout"
    }

    init?(formValue text: String) {
        if let named = CalendarPeriod.named.first(where: { $0.0 == text }) {
            self = named.1
        } else if let days = Int(text), (1...3_653).contains(days) {
            self = .rolling(days: days)
        } else {
            return nil
        }
    }

    /// “each month”, “in any 30 days”, “for as long as it holds”.
    var words: String {
        switch self {
        case .rolling(let days): "in any \(days) days"
        case .throughout: "for as long as it holds"
        default: "each \(formValue)"
        }
    }
}

// The sentence with its blanks, in the order in which one reads it.

/// One piece of the sentence that is being built.
struct SentencePiece: Hashable, Sendable {
    var words: String?
    var entry: Entry?
    var choice: Chosen?

    /// A blank that is typed into.
    struct Entry: Hashable, Sendable {
        let name: String
        /// For those who do not see the sentence around it.
        let label: String
        let value: String
        let type: String
        /// The class that gives it its width: `number`, `date`.
        let width: String
        let isWrong: Bool
        let isRequired: Bool
    }

    /// A blank with a few things to choose from.
    struct Chosen: Hashable, Sendable {
        let name: String
        let label: String
        let options: [Choice]
        let isWrong: Bool
    }
}

extension SentenceForm {
    /// - Parameters:
    ///   - receiver: to whom, as it stands in the sentence.
    ///   - fault: the blank that has to be mended.
    func pieces(receiver: String, customer: String, fault: String?) -> [SentencePiece] {
        var pieces = [SentencePiece(words: "We promise \(receiver) that")] + piecesOfMeasure(fault)
        pieces.append(periodPiece(fault))
        if measure == .availability { pieces.append(hoursPiece(customer, fault)) }
        return pieces
    }

    /// The same for a goal, which is counted in as many days as its baseline has.
    func piecesOfGoal(customer: String, fault: String?) -> [SentencePiece] {
        var pieces = piecesOfMeasure(fault)
        if measure == .availability { pieces.append(hoursPiece(customer, fault)) }
        return pieces
    }

    private func hoursPiece(_ customer: String, _ fault: String?) -> SentencePiece {
        choice(
            "hours", "Which hours count",
            [("work", "in the working hours of \(customer)"), ("clock", "around the clock")], "work", fault)
    }

    private func piecesOfMeasure(_ fault: String?) -> [SentencePiece] {
        var pieces: [SentencePiece] = []
        for part in Sentence.parts(of: measure) {
            switch part {
            case .words(let words): pieces.append(SentencePiece(words: words))
            case .target: pieces += targetPieces(fault)
            case .baseline:
                pieces.append(entry("first", "The first day it is held against", type: "date", fault))
                pieces.append(SentencePiece(words: "to"))
                pieces.append(entry("last", "The last day it is held against", type: "date", fault))
            }
        }
        if measure.isCountedInEvents { pieces.append(timesPiece(fault)) }
        return pieces
    }

    private func targetPieces(_ fault: String?) -> [SentencePiece] {
        switch measure.form {
        case .time, .timeOrDays, .days:
            let units = SentenceForm.units(measure.form).map { ($0.rawValue, $0.rawValue + "s") }
            return [
                entry("count", "How many", type: "number", fault),
                choice("unit", "Counted in", units, units.first?.0 ?? "", fault),
            ]
        case .share:
            return [
                entry("share", "Percent", type: "text", fault == "count" ? "share" : fault),
                SentencePiece(words: "%"),
            ]
        case .way:
            return [
                SentencePiece(words: "within"),
                entry(
                    "metres", "Metres, or empty", type: "number", fault == "count" ? "metres" : fault,
                    isRequired: false),
                SentencePiece(words: "metres"),
                choice(
                    "floor", "On which floor", [("same", "on the same floor"), ("any", "on any floor")],
                    "same", fault),
            ]
        case .instant: return []
        }
    }

    private static func units(_ form: TargetForm) -> [Span.Unit] {
        switch form {
        case .time: [.workingHour, .workingMinute, .hour, .minute]
        case .timeOrDays: [.workingHour, .workingDay, .workingMinute, .hour, .day, .minute]
        case .days: [.day, .week, .workingDay]
        case .share, .way, .instant: []
        }
    }

    private func timesPiece(_ fault: String?) -> SentencePiece {
        var shares = ["100", "99", "98", "95", "90", "80"]
        if let own = values["times"], !shares.contains(own), PartsPerMillion(percentText: own) != nil {
            shares.append(own)
        }
        let words = shares.map { ($0, $0 == "100" ? "every time" : "\($0) % of the time") }
        return choice("times", "How often", words, "100", fault)
    }

    private func periodPiece(_ fault: String?) -> SentencePiece {
        var periods: [CalendarPeriod] = [
            .week, .month, .quarter, .term, .year, .rolling(days: 30), .rolling(days: 90),
            .rolling(days: 365),
        ]
        if measure.form != .share { periods.append(.throughout) }
        if let own = values["period"].flatMap(CalendarPeriod.init(formValue:)), !periods.contains(own) {
            periods.append(own)
        }
        return choice("period", "In which period", periods.map { ($0.formValue, $0.words) }, "month", fault)
    }

    private func entry(
        _ name: String, _ label: String, type: String, _ fault: String?, isRequired: Bool = true
    ) -> SentencePiece {
        SentencePiece(
            entry: SentencePiece.Entry(
                name: name, label: label, value: values.text(name), type: type == "date" ? "date" : "text",
                width: type == "date" ? "date" : "number", isWrong: fault == name, isRequired: isRequired))
    }

    private func choice(
        _ name: String, _ label: String, _ options: [(String, String)], _ usual: String, _ fault: String?
    ) -> SentencePiece {
        let chosen = values[name] ?? usual
        return SentencePiece(
            choice: SentencePiece.Chosen(
                name: name, label: label,
                options: options.map { Choice(value: $0.0, words: $0.1, isChosen: $0.0 == chosen) },
                isWrong: fault == name))
    }
}
