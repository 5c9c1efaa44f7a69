// SPDX-License-Identifier: Apache-2.0
import Generators
import Practice
import Promises
import Testing
import Values

@testable import Web

@Suite struct SentenceFormTests {
    private static let scope = Scope.everyoneAt("library")
    private static let starts = PromiseStart.groups.flatMap(\.starts)

    private func form(_ fields: [String: String]) throws -> SentenceForm {
        try #require(SentenceForm(FormValues(fields)))
    }

    @Test func `there are words to begin with for everything that can be measured but a deed`() {
        let measures = Set(Self.starts.compactMap { $0.fields["measure"] })
        #expect(measures == Set(Measure.allCases.map(\.rawValue)).subtracting([Measure.done.rawValue]))
        #expect(Set(Self.starts.map(\.key)).count == Self.starts.count)
        #expect(Self.starts.allSatisfy { PromiseStart.named($0.key) == $0 })
    }

    @Test(arguments: starts)
    func `words to begin with are a promise that can be assessed as they stand`(_ start: PromiseStart) throws
    {
        let today = try #require(CivilDate("2026-02-28"))
        let terms = try form(start.fields(on: today)).terms(to: Self.scope, calendar: "westmere")
        #expect(terms.findings.isEmpty)
        #expect(try Sentence.read(Sentence.print(terms)) == terms)
        if let baseline = terms.baseline {
            #expect(baseline.first.description == "2025-02-01" && baseline.last.description == "2026-01-31")
        }
    }

    @Test(arguments: starts)
    func `the sentence with its blanks reads as the sentence does`(_ start: PromiseStart) throws {
        let today = try #require(CivilDate("2026-02-28"))
        let form = try form(start.fields(on: today))
        let terms = try form.terms(to: Self.scope, calendar: "westmere")
        var read = ""
        for piece in form.pieces(receiver: "everyone at library", customer: "westmere", fault: nil) {
            let chosen = piece.choice?.options.first { $0.isChosen }?.words
            read += " " + (piece.words ?? piece.entry?.value ?? chosen ?? "")
        }
        // Commas, how often when it is every time, and the hours are what the blanks say in their own way.
        let begin = Sentence.print(terms).dropLast().prefix { $0 != "," }
        #expect(read.dropFirst().hasPrefix(begin), "\(read)")
    }

    @Test func `terms become a form and the same terms again`() throws {
        try forSeeds(400) { random in
            let terms = try random.termsForForms()
            let again = try form(SentenceForm.fields(of: terms)).terms(
                to: terms.to, calendar: "westmere")
            try #require(again == terms, "\(Sentence.print(terms))")
        }
    }

    @Test(arguments: [
        ("answered", ["count": "four"], "count"), ("answered", ["count": "-1"], "count"),
        ("answered", ["count": "0"], "count"), ("answered", ["unit": "fortnight"], "count"),
        ("answered", ["times": "often"], "times"), ("answered", ["period": "aeon"], "period"),
        ("answered", ["period": "0"], "period"), ("working", ["share": "101"], "count"),
        ("working", ["share": "99.55555"], "count"), ("near", ["metres": "near"], "count"),
        ("near", ["metres": "", "floor": "any"], "count"), ("pages", ["first": "2026-13-01"], "first"),
        ("pages", ["first": "2027-01-01"], "first"), ("pages", ["period": "throughout"], "period"),
        ("supplied", ["silence": "0"], "silence"), ("supplied", ["count": "100001"], "count"),
        ("heard", ["count": "0"], "count"), ("told", ["unit": "working hour"], "count"),
    ])
    func `a blank that is filled in wrong is named`(
        _ start: String, _ wrong: [String: String], _ field: String
    )
        throws
    {
        let today = try #require(CivilDate("2026-11-23"))
        let fields = try #require(PromiseStart.named(start)).fields(on: today).merging(wrong) { $1 }
        let form = try form(fields)
        let refusal = #expect(throws: Refusal.self) { try form.terms(to: Self.scope, calendar: "westmere") }
        #expect(refusal?.field == field)
        #expect(refusal?.message.hasSuffix(".") == true)
    }

    @Test(arguments: ["", "done", "nothing", "<b>"])
    func `a form without a measure of its own is none`(_ measure: String) {
        #expect(SentenceForm(FormValues(["measure": measure])) == nil)
    }

    @Test func `a receiver in an address comes back as it was`() throws {
        let keys: [ReceiverKey] = [
            .everybody, .everyoneAt(ID(bits: 7)), .persons([ID(bits: 1)]),
            .persons((1...20).map { ID(bits: $0) }),
        ]
        for key in keys { #expect(ReceiverKey(key.text) == key) }
        let one = ID<Never>(bits: 1)
        for text in ["", "place-", "place-x", "people-", "people-\(one)-\(one)", "people-\(one)-", "all"] {
            #expect(ReceiverKey(text) == nil, "\(text)")
        }
        let tooMany = "people-" + (1...21).map { ID<Never>(bits: $0).description }.joined(separator: "-")
        #expect(ReceiverKey(tooMany) == nil)
    }
}

extension SplitMix {
    /// Terms of any measure but a deed, as a form may say them.
    fileprivate mutating func termsForForms() throws -> Terms {
        let measure = Measure.allCases.filter { $0 != .done }[number(0...Measure.allCases.count - 2)]
        let units: [Span.Unit] =
            switch measure.form {
            case .time: [.minute, .hour, .workingMinute, .workingHour]
            case .timeOrDays: [.minute, .hour, .day, .workingMinute, .workingHour, .workingDay]
            default: [.day, .week, .workingDay]
            }
        let target: Target =
            switch measure.form {
            case .share: .share(PartsPerMillion(Int64(1 + number(0...999999))))
            case .way:
                number(0...1) == 0
                    ? .way(metresMax: nil, onSameFloor: true)
                    : .way(metresMax: 1 + number(0...499), onSameFloor: number(0...1) == 0)
            default: .time(Span(1 + number(0...399), units[number(0...units.count - 1)]))
            }
        let periods: [CalendarPeriod] = [
            .week, .month, .quarter, .term, .year, .rolling(days: 1 + number(0...3652)),
        ]
        var terms = Terms(
            to: .everyoneAt("library"), measure: measure, target: target,
            period: periods[number(0...periods.count - 1)])
        if measure.isCountedInEvents { terms.share = PartsPerMillion(Int64(1 + number(0...999999))) }
        if measure.needsBaseline {
            let first = CivilDate(daysSinceEpoch: 20_000 + number(0...499))
            terms.baseline = Baseline(first: first, last: first.adding(days: number(0...399)))
        }
        if measure.listensToMachines { terms.silenceHoursMax = 1 + number(0...8783) }
        if measure == .supplyEmptyTime, number(0...1) == 0 { terms.warning = Span(1 + number(0...89), .day) }
        if number(0...2) == 0 { terms.provided = ["network-open", "the-key"].shuffled(using: &self) }
        var isOfWork = terms.period == .term
        if case .time(let span) = target, span.unit.isOfWork { isOfWork = true }
        if measure == .availability { isOfWork = isOfWork || number(0...1) == 0 }
        if isOfWork { terms.hours = "westmere" }
        return terms
    }
}
