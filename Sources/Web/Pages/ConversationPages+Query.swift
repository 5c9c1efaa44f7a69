// SPDX-License-Identifier: Apache-2.0
import Conversations
import People
import Practice
import Promises
import Values

/// How much of a conversation stands in a list.
private let lineCharactersMax = 280
/// People to begin with one tap.
private let recentMax = 6

extension ConversationRow {
    init(
        _ stored: StoredConversation, _ persons: [PersonID: Person], _ times: TimeWords, for person: SignedIn
    ) {
        let one = stored.conversation
        path = Route.conversation(one.id).path
        at = times.at(one.at)
        form = one.form.title
        who = nameWords(one.participants.compactMap { persons[$0.person]?.name })
        let said = one.line.isEmpty ? one.said.first?.words ?? "" : one.line
        let cut = said.prefix(lineCharactersMax)
        line = cut.count < said.count ? cut + "…" : String(cut)
        by = one.writer == person.person.id ? nil : persons[one.writer]?.name
    }
}

extension ConversationsPage {
    static func query(
        _ office: Office, with id: PersonID? = nil, page: Int, for person: SignedIn
    ) async throws -> ConversationsPage {
        let (found, persons) = try await office.conversations(with: id, Page(number: page), for: person)
        let times = TimeWords(now: office.now, zone: person.zone)
        var named: Person?
        if let id { named = try await office.person(id, for: person).person }
        let mayWrite = person.may(.writeConversation)
        let many = found.total.map { "\(capitalised(counted($0, "conversation", "conversations")))." } ?? ""
        return ConversationsPage(
            title: named.map { "What was said with \($0.name)" } ?? "What was said",
            lead: found.rows.isEmpty ? "" : "\(many) The newest first.",
            crumbs: named.map { [Link($0.name, .person($0.id))] } ?? [],
            writeDown: mayWrite
                ? Link("Write down what was said", .newConversation(with: id.map { [$0] } ?? [])) : nil,
            also: person.may(.seeHeard) && id == nil
                ? [Link("Who was heard, and who was not", .heard())] : [],
            rows: found.rows.map { ConversationRow($0, persons, times, for: person) },
            empty: found.rows.isEmpty ? "Nothing that was said has been written down yet." : nil,
            pager: Pager(found, "conversation", "conversations") { number in
                id.map { .conversationsWith($0, page: number) } ?? .conversations(page: number)
            })
    }
}

extension ConversationPage {
    static func query(
        _ office: Office, _ id: ConversationID, fault: String? = nil, for person: SignedIn
    ) async throws -> ConversationPage {
        let view = try await office.conversation(id, for: person)
        let times = TimeWords(now: office.now, zone: person.zone)
        let one = view.conversation
        let names = one.participants.compactMap { view.persons[$0.person]?.name }
        let writer = view.persons[one.writer]
        let heardTo = one.participants.compactMap { view.persons[$0.person] }
            .filter { $0.id != person.person.id }.map(\.id)
        return ConversationPage(
            title: names.isEmpty ? one.form.title : "\(one.form.title) with \(nameWords(names))",
            lead: "Written down by \(writer?.name ?? "somebody who is no longer in the records").",
            at: times.at(one.at), line: one.line, there: there(view), place: Web.crumbs(view.path),
            corrected: view.stored.correctedBy.map { Link("What stands there now", .conversation($0)) },
            offers: view.offers.map { offer($0, view, times, for: person) },
            promises: view.promises.map { PromiseItem($0, times) },
            promise: view.mayWrite
                ? Link(
                    "Promise something said here",
                    .newPromise(
                        to: heardTo.isEmpty
                            ? nil : .persons(Array(heardTo.prefix(ReceiverKey.personsMax))), said: one.id))
                : nil,
            details: view.mayCorrect ? Link("Add or correct details", .conversationDetails(one.id)) : nil,
            audience: view.stored.audience.words, fault: fault)
    }

    private static func there(_ view: ConversationView) -> [There] {
        view.conversation.participants.compactMap { participant in
            guard let person = view.persons[participant.person] else { return nil }
            let more = [participant.part.words, participant.role, participant.mood?.words].compactMap { $0 }
            return There(
                name: person.name, path: Route.person(person.id).path, more: more.joined(separator: ", "),
                said: view.conversation.said.filter { $0.person == person.id }.map(\.words),
                needs: view.conversation.needs.filter { $0.persons.contains(person.id) }.map(\.words))
        }
    }

    private static func offer(
        _ view: OfferView, _ conversation: ConversationView, _ times: TimeWords, for person: SignedIn
    ) -> Offer {
        let names = HeardNames(persons: conversation.persons, person: person)
        let id = conversation.conversation.id
        var sentence =
            capitalised(names.words(view.offer.promiser)) + " to "
            + names.words(view.offer.receiver)
        var why: String?
        var more: Link?
        switch view.offer.due {
        case .by(let instant): sentence += ", \(times.by(instant).words)"
        case .either(let first, let second):
            sentence += ", \(times.by(first).words) or \(times.by(second).words)"
        case .unsaid: sentence += ", without a day"
        case .standing: sentence += ", from now on"
        }
        if !view.isOwn {
            why = "Only who gives a word can make it a promise. They find it offered on this page."
        } else if let terms = view.terms {
            let to = view.receiver.map { ReceiverKey.persons([$0]) } ?? .everybody
            more = Link(
                "Say it in figures",
                .word(WordQuestion(start: PromiseStart.start(of: terms.measure), to: to, said: id)))
        } else if !view.isReady || view.offer.condition != nil {
            more = Link(
                "Fill in what is open",
                .newDeed(to: view.receiver, said: id, words: view.offer.words))
        }
        return Offer(
            words: view.offer.words, sentence: sentence + ".", condition: view.offer.condition,
            action: view.isReady && view.offer.condition == nil ? Route.takeOffer(id).path : nil, more: more,
            why: why)
    }
}

extension PromiseStart {
    /// The words to begin with for a measure, by their key.
    static func start(of measure: Measure) -> String? {
        groups.lazy.flatMap(\.starts).first { $0.fields["measure"] == measure.rawValue }?.key
    }
}

extension ConversationFormPage {
    static func query(
        _ office: Office, _ form: ConversationForm, isMoreOpen: Bool = false, fault: Refusal? = nil,
        for person: SignedIn
    ) async throws -> ConversationFormPage {
        var persons: [Person] = []
        for id in form.with { persons.append(try await office.person(id, for: person).person) }
        let find = form.find
        let isBegun = !persons.isEmpty || form.corrects != nil
        let found =
            find.isEmpty
            ? [] : try await office.people(matching: find, Page(size: 20), for: person).people.rows
        let others = found.filter { match in !form.with.contains(match.id) }
        let faults = Faults(fault, fields: ["line", "day"])
        return ConversationFormPage(
            title: form.corrects == nil ? "Write down what was said" : "Add or correct details",
            lead: form.corrects == nil
                ? "One line is enough. Details can follow later."
                : "It will stand in the place of what was written; both stay.",
            findAction: Route.newConversation().path, find: find,
            found: isBegun ? [] : others.map { link($0) },
            nothing: !isBegun && !find.isEmpty && others.isEmpty ? "Nobody fits." : nil,
            recent: isBegun ? [] : try await recent(office, for: person),
            who: isBegun ? (persons.isEmpty ? "nobody yet" : nameWords(persons.map(\.name))) : nil,
            action: Route.keepConversation.path, hidden: hidden(form, office), above: faults.above,
            line: form.text("line"), lineMax: ConversationLimits.lineScalarsMax, lineFault: faults["line"],
            forms: Conversation.Form.allCases.map {
                Choice(value: $0.rawValue, words: $0.title, isChosen: $0 == form.form)
            },
            isMoreOpen: isMoreOpen || form.corrects != nil, there: persons.map { there($0, form) },
            addFind: isBegun ? find : "",
            addFound: isBegun
                ? others.map { Choice(value: $0.id.description, words: nameAndRole($0), isChosen: false) }
                : [],
            addNothing: isBegun && !find.isEmpty && others.isEmpty ? "Nobody else fits." : nil,
            times: [
                Field(
                    "day", "On which day", hint: "Today, unless you say so.", value: form.text("day"),
                    fault: faults["day"], type: "date", isRequired: false),
                Field("time", "When", value: form.text("time"), type: "time", isRequired: false),
            ],
            places: try await places(office, persons, form, for: person),
            audiences: Conversation.Audience.allCases.map {
                Choice(value: $0.rawValue, words: $0.choice, isChosen: $0 == form.audience)
            }, button: "Keep it")
    }

    private static func nameAndRole(_ person: Person) -> String {
        [person.name, person.role].compactMap { $0 }.joined(separator: ", ")
    }

    private static func link(_ person: Person) -> Link {
        Link(nameAndRole(person), .newConversation(with: [person.id]))
    }

    private static func hidden(_ form: ConversationForm, _ office: Office) -> [WordPage.Hidden] {
        [
            WordPage.Hidden(name: "id", value: (form.id ?? office.makeConversationID()).description),
            WordPage.Hidden(name: "with", value: ConversationForm.key(of: form.with)),
        ] + (form.corrects.map { [WordPage.Hidden(name: "corrects", value: $0.description)] } ?? [])
    }

    /// Those of the last conversations that this person wrote down or was part of.
    private static func recent(_ office: Office, for person: SignedIn) async throws -> [Link] {
        let (found, persons) = try await office.conversations(
            with: person.person.id, Page(size: 20), for: person)
        var seen: Set<PersonID> = [person.person.id]
        let latest = found.rows.flatMap { $0.conversation.participants.map(\.person) }
            .filter { seen.insert($0).inserted }
        return latest.prefix(recentMax).compactMap { persons[$0].map(link) }
    }

    private static func there(_ person: Person, _ form: ConversationForm) -> There {
        let id = person.id
        return There(
            id: id.description, name: person.name,
            parts: Participant.Part.allCases.map {
                Choice(value: $0.rawValue, words: $0.words, isChosen: $0 == form.part(of: id))
            },
            role: Field(
                "role-\(id)", "In which role", hint: "Chaired the board, for the works council.",
                value: form.text("role", id), isRequired: false, max: ConversationLimits.wordScalarsMax),
            mood: Field(
                "mood-\(id)", "How they were",
                hint: "A plain word, or " + Mood.Face.allCases.map(\.rawValue).joined(separator: ", ") + ".",
                value: form.text("mood", id), isRequired: false, max: ConversationLimits.wordScalarsMax),
            said: Field(
                "said-\(id)", "What they said", hint: "As nearly in their words as you can.",
                value: form.text("said", id), isRequired: false, isWords: true,
                max: ConversationLimits.saidScalarsMax),
            need: Field(
                "need-\(id)", "What they need", hint: "One need in each line.", value: form.text("need", id),
                isRequired: false, isWords: true, max: ConversationLimits.saidScalarsMax))
    }

    /// Where it may have been: where its people are, and the customer's topmost places.
    private static func places(
        _ office: Office, _ persons: [Person], _ form: ConversationForm, for person: SignedIn
    ) async throws -> [Choice] {
        var paths: [[Place]] = []
        var ids = persons.compactMap(\.place)
        if let chosen = PlaceID(form.text("place")) { ids.append(chosen) }
        for id in Set(ids).sorted() { paths.append(try await office.branch(below: id, for: person).path) }
        var seen: Set<PlaceID> = []
        var choices: [Choice] = []
        for path in paths {
            for depth in path.indices.reversed() where seen.insert(path[depth].id).inserted {
                choices.append(
                    Choice(
                        value: path[depth].id.description, words: placeWords(Array(path[...depth])),
                        isChosen: path[depth].id.description == form.text("place")))
            }
        }
        for place in try await office.places(for: person).children where seen.insert(place.id).inserted {
            choices.append(Choice(value: place.id.description, words: place.name, isChosen: false))
        }
        guard !choices.isEmpty else { return [] }
        let none = Choice(
            value: "", words: "Nowhere in particular", isChosen: !choices.contains(where: \.isChosen))
        return [none] + choices
    }
}
