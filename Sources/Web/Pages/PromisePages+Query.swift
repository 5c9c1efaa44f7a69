// SPDX-License-Identifier: Apache-2.0
import People
import Practice
import Promises
import Values

/// People whom part of a name may mean.
private let foundMax = 10

extension PromisesPage {
    static func query(
        _ office: Office, _ question: PromisesQuestion, for signedIn: SignedIn
    ) async throws -> PromisesPage {
        var question = question
        var found: [Person] = []
        if question.person == nil, !question.find.isEmpty {
            found =
                try await office.people(matching: question.find, Page(size: foundMax), for: signedIn).people
                .rows
            // Who is meant without a doubt need not be chosen.
            if found.count == 1, let only = found.first {
                question.person = only.id
                found = []
            }
        }
        var person: Person?
        if let id = question.person { person = try await office.person(id, for: signedIn).person }
        let isOpen = person == nil && !question.find.isEmpty
        let promises =
            isOpen
            ? Paged(rows: [], page: Page(), total: 0, hasMore: false)
            : try await office.promises(question.asked, for: signedIn)
        let times = TimeWords(now: office.now, zone: signedIn.zone)
        let asked = question
        return PromisesPage(
            lead: promises.rows.isEmpty ? "" : lead(promises, asked, person),
            isNarrowed: question.isNarrowed || question.ended,
            verdicts: choices("Every verdict", Verdict.allCases, question.verdict) { capitalised($0.words) },
            measures: choices("About anything", Measure.allCases, question.measure, \.topic),
            sides: choices("By either side", [.provider, .customer], question.givenBy) {
                $0 == signedIn.person.side ? "By our side" : "By the other side"
            }, person: person?.name, personKey: person?.id.description,
            parts: choices("Given to them or by them", PromiseQuery.Part.allCases, question.part) {
                $0 == .given ? "What they promised" : "What they were promised"
            }, find: person == nil ? question.find : "",
            found: found.map { one in
                Link(
                    [one.name, one.role].compactMap { $0 }.joined(separator: ", "),
                    .promises(
                        question.with {
                            $0.person = one.id
                            $0.find = ""
                        }))
            }, nobody: isOpen && found.isEmpty ? "Nobody by that name, role or e-mail address." : nil,
            ended: [
                Choice(value: "", words: "Only open ones", isChosen: !question.ended),
                Choice(value: "yes", words: "Settled ones, too", isChosen: question.ended),
            ], all: question.isNarrowed ? Link("All promises", .promises()) : nil,
            rows: promises.rows.map { PromiseItem($0, times) },
            empty: promises.rows.isEmpty && !isOpen
                ? question.isNarrowed
                    ? "No promise fits all of this." : "Nothing has been promised yet that is still open."
                : nil,
            pager: Pager(promises, "promise", "promises") { page in
                .promises(
                    asked.with {
                        $0.find = ""
                        $0.page = page
                    })
            }, newPromise: signedIn.may(.makePromise) ? Link("Give your word", .newPromise()) : nil,
            goals: signedIn.may(.seeNeeds) ? Link("Goals", .goals) : nil)
    }

    private static func lead(
        _ promises: Paged<PromiseSummary>, _ question: PromisesQuestion, _ person: Person?
    ) -> String {
        let count = promises.total.map { capitalised(counted($0, "promise", "promises")) } ?? "Promises"
        let whose: String
        switch (person, question.part) {
        case (let person?, .given?): whose = " given by \(person.name)"
        case (let person?, .received?): whose = " given to \(person.name)"
        case (let person?, nil): whose = " given to \(person.name) or by them"
        case (nil, _): whose = ""
        }
        return count + whose
            + (question.ended
                ? ", settled ones included, the newest first."
                : whose.isEmpty
                    ? " that are open. Those that stand worst come first."
                    : ", open ones. Those that stand worst come first.")
    }

    private static func choices<Value: RawRepresentable<String> & Equatable>(
        _ any: String, _ values: [Value], _ chosen: Value?, _ words: (Value) -> String
    ) -> [Choice] {
        [Choice(value: "", words: any, isChosen: chosen == nil)]
            + values.map { Choice(value: $0.rawValue, words: words($0), isChosen: $0 == chosen) }
    }
}
