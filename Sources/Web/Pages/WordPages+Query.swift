// SPDX-License-Identifier: Apache-2.0
import Conversations
import People
import Practice
import Promises
import Values

/// Which promise is being written down, and to whom, as it stands in the address.
struct WordQuestion: Hashable, Sendable {
    /// The key of a ``PromiseStart``.
    var start: String?
    var to: ReceiverKey?
    /// The promise in whose place the new one is to stand.
    var instead: PromiseID?
    /// Whether one more person is being looked for.
    var isAnother = false
    var find: String?
    /// The conversation in which it was said.
    var said: ConversationID?

    init(
        start: String? = nil, to: ReceiverKey? = nil, instead: PromiseID? = nil, isAnother: Bool = false,
        find: String? = nil, said: ConversationID? = nil
    ) {
        self.said = said
        self.start = start
        self.to = to
        self.instead = instead
        self.isAnother = isAnother
        self.find = find
    }

    init(_ values: FormValues) {
        start = values["start"].flatMap { PromiseStart.named($0)?.key }
        to = values["to"].flatMap { ReceiverKey($0) }
        instead = values["instead"].flatMap { PromiseID($0) }
        isAnother = values["another"] == "yes"
        find = values["find"]
        said = values["said"].flatMap { ConversationID($0) }
    }

    var query: String { Web.query(parts) }

    fileprivate var parts: [(String, String?)] {
        [
            ("start", start), ("to", to?.text), ("instead", instead?.description),
            ("another", isAnother ? "yes" : nil), ("find", find), ("said", said?.description),
        ]
    }

    fileprivate func with(to key: ReceiverKey) -> WordQuestion {
        WordQuestion(start: start, to: key, instead: instead, said: said)
    }
}

extension NewPromisePage {
    static func query(
        _ office: Office, to key: ReceiverKey?, said: ConversationID? = nil, for person: SignedIn
    ) async throws -> NewPromisePage {
        var receiver: ChosenReceiver?
        if let key { receiver = try await .find(key, office, for: person) }
        var deedTo: PersonID?
        if case .persons(let ids)? = key { deedTo = ids.first }
        return NewPromisePage(
            receiver: receiver?.words,
            deed: Start(words: "I’ll call on Tuesday.", path: Route.newDeed(to: deedTo, said: said).path),
            groups: PromiseStart.groups.map { group in
                Group(
                    title: group.title,
                    starts: group.starts.map { start in
                        Start(
                            words: start.words,
                            path: Route.word(WordQuestion(start: start.key, to: key, said: said)).path)
                    })
            })
    }
}

/// The fields beside the sentence that a refusal may name.
private let plainFields: Set<String> = [
    "words", "saidWhere", "principle", "from", "until", "silence", "warning",
]
/// The blanks of the sentence that a refusal may name.
private let blankFields: Set<String> = ["count", "times", "period", "hours", "first"]
/// The fields that lie folded away until they are wanted.
private let foldedFields = ["principle", "from", "until", "silence", "warning", "provided"]

extension WordPage {
    /// - Parameter values: what was written already; an address's query when nothing was.
    static func query(
        _ office: Office, _ values: FormValues, fault: Refusal? = nil, for person: SignedIn
    ) async throws -> WordPage {
        var question = WordQuestion(values)
        let start = question.start.flatMap(PromiseStart.named)
        let times = TimeWords(now: office.now, zone: person.zone)
        var written = values
        if values["measure"] == nil, let start {
            for (name, value) in start.fields(on: times.zone.date(of: times.now)) { written.set(name, value) }
        }
        let instead = try await before(office, question.instead, for: person)
        if values["measure"] == nil, let instead {
            for (name, value) in SentenceForm.fields(of: instead.terms) { written.set(name, value) }
            written.set("words", instead.words)
            written.set("principle", instead.principle ?? "")
            if question.to == nil { question.to = ReceiverKey(instead.receiver) }
        }
        guard let form = SentenceForm(written) else {
            throw Refusal(.notFound, "There is no such promise to begin with. Please choose another one.")
        }
        let faults = Faults(fault, fields: plainFields.union(blankFields))
        let blank = fault?.field.flatMap { blankFields.contains($0) ? $0 : nil }
        var receiver: ChosenReceiver?
        if let key = question.to, !question.isAnother { receiver = try await .find(key, office, for: person) }
        let found = receiver == nil ? try await choices(office, question, for: person) : []
        let receiverWords = receiver?.words ?? "them"
        return WordPage(
            title: question.instead == nil ? "Give your word" : "Other words",
            lead: "In the words that were said, and in figures that both sides can check.",
            old: try await old(office, question.instead, for: person), findAction: Route.word().path,
            findHidden: hidden(question),
            find: question.find ?? "", found: found,
            nothing: found.isEmpty && !(question.find ?? "").isEmpty
                ? "No place and nobody by that name." : nil,
            receiver: receiver?.words,
            change: Link(
                "Somebody else", .word(WordQuestion(start: question.start, instead: question.instead))),
            another: anotherLink(question), above: faults.above, action: Route.outlook.path,
            hidden: hidden(question) + [Hidden(name: "measure", value: form.measure.rawValue)],
            words: Field(
                "words", "What you said", hint: "As it was said, or as you will say it.",
                value: written["words"] ?? start?.words ?? "", fault: faults["words"], isWords: true,
                max: TextLimits.wordsMax),
            saidWhere: Field(
                "saidWhere", "Where it was said", hint: "On the phone, on the walk, in which meeting.",
                value: written.text("saidWhere"), fault: faults["saidWhere"], max: TextLimits.wordsMax),
            pieces: form.pieces(receiver: receiverWords, customer: person.customer.name, fault: blank),
            pieceFault: blank.flatMap { faults[$0] }, counted: form.measure.inPlainWords,
            more: more(form, written, faults),
            isMoreOpen: foldedFields.contains { faults[$0] != nil },
            provided: try await leaningOn(office, written["provided"], for: person),
            button: "Look before you promise")
    }

    /// The promise in whose place another is to stand.
    private static func before(
        _ office: Office, _ id: PromiseID?, for person: SignedIn
    ) async throws -> Promise? {
        guard let id else { return nil }
        return try await office.promise(id, verdict: nil, Page(size: 1), days: 1, for: person).summary.promise
    }

    /// The same as one reads it beside the new words.
    static func old(_ office: Office, _ id: PromiseID?, for person: SignedIn) async throws -> Old? {
        guard let id else { return nil }
        let view = try await office.promise(id, verdict: nil, Page(size: 1), days: 1, for: person)
        return Old(
            words: view.summary.promise.words, sentence: plainSentence(view.sentence),
            path: Route.promise(id).path)
    }

    static func hidden(_ question: WordQuestion) -> [Hidden] {
        question.parts.compactMap { name, value in
            name == "find" ? nil : value.map { Hidden(name: name, value: $0) }
        }
    }

    private static func anotherLink(_ question: WordQuestion) -> Link? {
        guard case .persons(let ids)? = question.to, ids.count < ReceiverKey.personsMax else { return nil }
        var another = question
        another.isAnother = true
        another.find = nil
        return Link("And somebody else", .word(another))
    }

    /// Places and people that what was typed may mean; without a word the whole customer and its topmost places.
    private static func choices(
        _ office: Office, _ question: WordQuestion, for person: SignedIn
    ) async throws -> [Link] {
        let find = question.find ?? ""
        if question.isAnother {
            guard !find.isEmpty else { return [] }
            return try await people(office, find, for: person).map {
                Link(named($0), .word(question.with(to: (question.to ?? .everybody).and($0.id))))
            }
        }
        let everybody = Link(
            "Everyone of \(person.customer.name)", .word(question.with(to: .everybody)))
        if find.isEmpty {
            let places = try await office.branch(below: nil, for: person).children
            return [everybody] + places.map { link(to: [$0], question) }
        }
        let places = try await office.places(named: find, for: person).filter { !$0.isEmpty }
        let people = try await people(office, find, for: person)
        return places.prefix(20).map { link(to: $0, question) }
            + people.map { Link(named($0), .word(question.with(to: .persons([$0.id])))) }
    }

    private static func people(_ office: Office, _ find: String, for person: SignedIn) async throws
        -> [Person]
    {
        try await office.people(matching: find, Page(size: 20), for: person).people.rows
    }

    private static func named(_ person: Person) -> String {
        [person.name, person.role].compactMap { $0 }.joined(separator: ", ")
    }

    private static func link(to path: [Place], _ question: WordQuestion) -> Link {
        guard let place = path.last else { return Link("Everyone", .word(question.with(to: .everybody))) }
        return Link("Everyone in \(placeWords(path))", .word(question.with(to: .everyoneAt(place.id))))
    }

    private static func more(_ form: SentenceForm, _ values: FormValues, _ faults: Faults) -> [Field] {
        var fields = [
            Field(
                "principle", "What it stands on", hint: "A principle you stand behind, in a sentence.",
                value: values.text("principle"), fault: faults["principle"], isRequired: false,
                max: TextLimits.wordsMax),
            Field(
                "from", "From which day on", hint: "Empty: from now on.", value: values.text("from"),
                fault: faults["from"], type: "date", isRequired: false),
            Field(
                "until", "Until which day", hint: "Empty: until you take it back.",
                value: values.text("until"), fault: faults["until"], type: "date", isRequired: false),
        ]
        if form.measure == .supplyEmptyTime {
            fields.append(
                Field(
                    "warning", "Days ahead you want to be warned",
                    hint: "As long as a delivery takes, from sending a cartridge until it is in the machine.",
                    value: values["warning"] ?? "5", fault: faults["warning"], type: "number",
                    isRequired: false))
        }
        if form.measure.listensToMachines {
            fields.append(
                Field(
                    "silence", "Hours of silence that are allowed",
                    hint: "After so long without a word nothing is claimed about a machine.",
                    value: values["silence"] ?? String(Terms.usualSilenceHours), fault: faults["silence"],
                    type: "number", isRequired: false))
        }
        return fields
    }

    /// What the other side promised, for a promise that leans on it.
    private static func leaningOn(
        _ office: Office, _ chosen: String?, for person: SignedIn
    ) async throws -> [Choice] {
        let otherSide: Person.Side = person.isProvider ? .customer : .provider
        let theirs = try await office.promises(
            PromiseQuery(givenBy: otherSide, page: Page(size: 100)), for: person
        ).rows
        guard !theirs.isEmpty else { return [] }
        return [Choice(value: "", words: "It leans on none", isChosen: (chosen ?? "").isEmpty)]
            + theirs.map {
                let id = $0.promise.id.description
                return Choice(value: id, words: $0.promise.words, isChosen: id == chosen)
            }
    }
}
