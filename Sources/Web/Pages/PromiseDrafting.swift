// SPDX-License-Identifier: Apache-2.0
import Conversations
import People
import Practice
import Promises
import Values

/// The fields of the form that say a promise, carried from page to page until it is given.
private let draftFields = [
    "start", "to", "instead", "said", "measure", "words", "saidWhere", "principle", "from", "until",
    "count", "unit", "share", "metres", "floor", "times", "period", "hours", "first", "last", "silence",
    "warning", "provided",
]

extension FormValues {
    /// What was filled in of a promise, for the next page to carry on.
    var ofDraft: [WordPage.Hidden] {
        draftFields.compactMap { name in self[name].map { WordPage.Hidden(name: name, value: $0) } }
    }
}

extension PromiseDraft {
    /// The promise that the form says.
    /// - Throws: a ``Refusal`` that names the field to mend.
    init(_ values: FormValues, for person: SignedIn) throws {
        guard let form = SentenceForm(values) else {
            throw Refusal(.invalid, "Please choose what is promised.", field: "measure")
        }
        guard let key = ReceiverKey(values.text("to")) else {
            throw Refusal(.invalid, "Please choose to whom you promise it.", field: "to")
        }
        self.init(
            words: values.text("words"), saidWhere: values.text("saidWhere"), principle: values["principle"],
            from: try PromiseDraft.date("from", values),
            until: try PromiseDraft.date("until", values),
            terms: try form.terms(
                to: key.scope(of: person.customer.id), calendar: person.customer.id.description),
            supersedes: values["instead"].flatMap { PromiseID($0) },
            saidIn: values["said"].flatMap { ConversationID($0) }.map { SaidIn($0) })
    }

    private static func date(_ name: String, _ values: FormValues) throws -> CivilDate? {
        guard let text = values[name], !text.isEmpty else { return nil }
        guard let date = CivilDate(text) else {
            throw Refusal(
                .invalid, "There is no such day. Please choose one, or leave it empty.", field: name)
        }
        return date
    }
}

extension ReceiverKey {
    /// Whom terms name, by the texts of ids.
    func scope(of customer: CustomerID) -> Scope {
        switch self {
        case .everybody: .everyoneOf(customer.description)
        case .everyoneAt(let place): .everyoneAt(place.description)
        case .persons(let ids): .persons(ids.map(\.description))
        }
    }

    /// `nil` for a group, which has no page of its own yet.
    init?(_ receiver: Promise.Receiver) {
        switch receiver {
        case .person(let id): self = .persons([id.cast()])
        case .persons(let ids): self = .persons(ids.map { $0.cast() })
        case .everyoneAt(let place): self = .everyoneAt(place.cast())
        case .everyoneOf: self = .everybody
        case .everyoneIn: return nil
        }
    }
}

extension OutlookPage {
    static func query(_ office: Office, _ values: FormValues, for person: SignedIn) async throws
        -> OutlookPage
    {
        let draft = try PromiseDraft(values, for: person)
        guard let key = ReceiverKey(values.text("to")) else {
            throw Refusal(.invalid, "Please choose to whom you promise it.", field: "to")
        }
        let outlook = try await office.outlook(draft, for: person)
        if let finding = outlook.findings.first { throw Refusal(.invalid, finding) }
        let times = TimeWords(now: office.now, zone: person.zone)
        let reasons = ReasonWords(times: times)
        return OutlookPage(
            words: draft.words, receiver: try await ChosenReceiver.find(key, office, for: person).words,
            sentence: plainSentence(outlook.sentence),
            old: try await WordPage.old(office, draft.supersedes, for: person),
            owedTitle: "What you owe within a week",
            owed: outlook.owed.map { view in
                Owed(
                    when: reasons.when(view.line.assessment, of: view.promise), who: view.receiver.words,
                    words: view.promise.words, path: Route.line(view.line.id).path)
            }, owedWords: owedWords(outlook.owed.count), pastWords: pastWords(outlook, draft.terms),
            past: outlook.past.map { Past($0, draft.terms.period) },
            pastMore: outlook.subjects > outlook.past.count && !outlook.past.isEmpty
                ? "Looked at were \(outlook.past.count) of \(grouped(Int64(outlook.subjects)))." : nil,
            hidden: values.ofDraft, action: Route.makePromise.path, changeAction: Route.outlook.path,
            button: "Give your word")
    }

    private static func owedWords(_ count: Int) -> String {
        switch count {
        case 0: "Nothing that has been promised needs you within a week."
        case 1: "One promise needs you within a week."
        case let count:
            "\(capitalised(numberWord(count))) promises need you within a week. This one would come on top."
        }
    }

    private static func pastWords(_ outlook: PromiseOutlook, _ terms: Terms) -> String {
        let (one, many) = terms.measure.subject.words
        guard outlook.subjects > 0 else {
            return "No \(one) that it would be about is known yet, so the past says nothing."
        }
        let past = outlook.past
        guard past.contains(where: { $0.kept + $0.broken + $0.notProvable > 0 }) else {
            return "There is no evidence of the past year about such a promise."
        }
        let broken = past.count { $0.broken > 0 }
        let unknown = past.count { $0.broken == 0 && $0.notProvable > 0 }
        let kept = past.count - broken - unknown
        func tell(_ count: Int, _ words: String) -> String? {
            count == 0 ? nil : "\(words) for \(counted(count, one, many))"
        }
        let parts = [
            tell(broken, "broken at least once"), tell(unknown, "could not always be told"),
            tell(kept, "kept all the time"),
        ].compactMap { $0 }
        return "Had you given it a year ago, it would have been: \(listed(parts))."
    }
}

extension OutlookPage.Past {
    init(_ past: PromiseOutlook.Past, _ period: CalendarPeriod) {
        let all = past.kept + past.broken + past.notProvable
        func share(_ count: Int) -> String {
            all <= 1 ? "" : "in \(numberWord(count)) of \(numberWord(all)) \(period.manyWords)"
        }
        name = past.name
        if past.broken > 0 {
            verdict = VerdictText(.broken)
            words = share(past.broken)
        } else if past.notProvable > 0 {
            verdict = VerdictText(.notProvable)
            words = share(past.notProvable)
        } else {
            verdict = VerdictText(all == 0 ? nil : .kept)
            words = all > 1 ? "in all \(numberWord(all)) \(period.manyWords)" : ""
        }
    }
}

extension CalendarPeriod {
    /// “months”, “quarters”.
    var manyWords: String {
        switch self {
        case .rolling: "spans"
        case .throughout: "years"
        default: "\(formValue)s"
        }
    }
}

/// A sentence as one reads it on a page: names stand without the quotation marks that its grammar wants.
func plainSentence(_ sentence: String) -> String { sentence.filter { $0 != "“" && $0 != "”" } }
