// SPDX-License-Identifier: Apache-2.0
import Conversations
import People
import Practice
import Values

extension PersonalPart {
    init(
        _ view: PersonalView, _ person: Person, _ times: TimeWords, _ values: FormValues, _ fault: Refusal?,
        for signedIn: SignedIn
    ) {
        let faults = Faults(fault, fields: ["note", "ownWords", "consent", "said", "other", "visibility"])
        let id = person.id
        above = faults.above
        ownWords = view.ownWords.map { one in
            let by = one.heardBy.map { ", heard by \($0.name)" } ?? ""
            return Words(
                words: one.words.words,
                more: "Said on \(times.dateWords(one.words.said))\(by). Agreed: \(one.words.consent.how).",
                end: view.mayWriteOwnWords ? Route.withdrawOwnWords(id, one.id).path : nil)
        }
        needs = view.needs.map { need in
            NeedItem(
                words: need.words,
                more: "Said \(times.ago(need.said).words)."
                    + (need.met.map { " Met, as they said \(times.ago($0.at).words)." } ?? ""),
                action: signedIn.may(.writeNeed) || id == signedIn.person.id
                    ? Route.meetNeed(need.id).path : nil,
                person: id.description, met: need.met == nil ? "yes" : "no",
                button: need.met == nil ? "They say it is met" : "It is not met after all")
        }
        notes = view.notes.map { one in
            let who = one.author.map { "\($0.name), " } ?? ""
            return Words(
                words: one.note.words,
                more: "\(who)\(times.ago(one.note.written).words), for \(PersonalPart.readers(one.note))",
                end: one.mayDelete ? Route.deleteNote(id, one.note.id).path : nil)
        }
        noteForm = view.mayNote ? PersonalPart.noteForm(id, view, values, faults) : nil
        wordsForm = view.mayWriteOwnWords ? PersonalPart.wordsForm(id, values, faults) : nil
        partForm = view.maySetPart ? PersonalPart.partForm(id, view.part) : nil
        var links: [Link] = []
        if view.mayChange { links.append(Link("Correct what is held", .correctPerson(id))) }
        if view.maySeeHeld { links.append(Link("Everything held about them", .held(id))) }
        if id == signedIn.person.id { links.append(Link("Your plan as a calendar", .calendar)) }
        self.links = links
    }

    private static func readers(_ note: PersonNote) -> String {
        switch note.visibility {
        case .author: "the author alone"
        case .these(let several): counted(several.count, "colleague", "colleagues")
        case .colleagues: "all who look after them"
        }
    }

    private static func noteForm(
        _ id: PersonID, _ view: PersonalView, _ values: FormValues, _ faults: Faults
    ) -> NoteForm {
        let chosen = values["visibility"] ?? "author"
        let choices = [
            ("author", "Only me"), ("colleagues", "All of us who look after them"),
            ("these", "Those I choose"),
        ]
        return NoteForm(
            action: Route.writeNote(id).path, isOpen: faults["note"] != nil || faults["visibility"] != nil,
            field: Field(
                "note", "The note", value: values.text("note"), fault: faults["note"] ?? faults["visibility"],
                isWords: true, max: TextLimits.noteMax),
            choices: choices.filter { $0.0 != "these" || !view.colleagues.isEmpty }.map {
                Choice(value: $0.0, words: $0.1, isChosen: $0.0 == chosen)
            },
            readers: view.colleagues.map {
                Choice(
                    value: $0.id.description, words: $0.name, isChosen: values["reader-\($0.id)"] == "yes")
            })
    }

    private static func wordsForm(_ id: PersonID, _ values: FormValues, _ faults: Faults) -> WordsForm {
        WordsForm(
            action: Route.writeOwnWords(id).path,
            isOpen: faults["ownWords"] != nil || faults["consent"] != nil || faults["said"] != nil,
            fields: [
                Field(
                    "ownWords", "In their words", value: values.text("ownWords"), fault: faults["ownWords"],
                    isWords: true, max: TextLimits.noteMax),
                Field(
                    "consent", "How they agreed to have it kept", hint: "On the phone, to me.",
                    value: values.text("consent"), fault: faults["consent"]),
                Field(
                    "said", "When they said it", hint: "Today, unless you say so.",
                    value: values.text("said"), fault: faults["said"], type: "date", isRequired: false),
            ])
    }

    private static func partForm(_ id: PersonID, _ part: Engagement.Part?) -> PartForm {
        var other = ""
        if case .other(let words)? = part { other = words }
        let named = Engagement.Part.named.map {
            Choice(value: $0.key, words: $0.part.words, isChosen: $0.part == part)
        }
        return PartForm(
            action: Route.setPart(id).path,
            words: part.map { "Their part in the story: \($0.words)" }
                ?? "Say which part they have in the story",
            choices: [Choice(value: "", words: "none", isChosen: part == nil)] + named
                + [Choice(value: "other", words: "another, in words", isChosen: !other.isEmpty)],
            other: Field(
                "other", "Another part, in words", value: other, isRequired: false,
                max: TextLimits.nameMax))
    }
}

extension PersonDetailsPage {
    static func query(
        _ office: Office, _ id: PersonID, _ values: FormValues? = nil, fault: Refusal? = nil,
        for signedIn: SignedIn
    ) async throws -> PersonDetailsPage {
        let person = try await office.personToCorrect(id, for: signedIn)
        let faults = Faults(fault, fields: ["name", "role", "email", "phone"])
        func value(_ name: String, _ now: String?) -> String { values.map { $0.text(name) } ?? now ?? "" }
        return PersonDetailsPage(
            title: "Correct what is held about \(person.name)", action: Route.correctPerson(id).path,
            above: faults.above,
            fields: [
                Field("name", "Name", value: value("name", person.name), fault: faults["name"]),
                Field(
                    "role", "What they do", value: value("role", person.role), fault: faults["role"],
                    isRequired: false),
                Field(
                    "phone", "Telephone", value: value("phone", person.phone), fault: faults["phone"],
                    type: "tel", isRequired: false),
                Field(
                    "email", "E-mail", value: value("email", person.email), fault: faults["email"],
                    type: "email", isRequired: false),
            ])
    }
}

extension HeldPage {
    static func query(_ office: Office, _ id: PersonID, for signedIn: SignedIn) async throws -> HeldPage {
        let held = try await office.held(about: id, for: signedIn)
        let times = TimeWords(now: office.now, zone: signedIn.zone)
        let mayChange = try await office.personal(about: id, for: signedIn).mayChange
        let kinds = HeldAboutPerson.Item.Kind.allCases
        let missing = kinds.filter { kind in !held.items.contains { $0.kind == kind } }
        return HeldPage(
            title: "Everything held about \(held.personName)", lead: "As of \(times.exact(held.asOf)).",
            export: Link("Take it along as JSON", .heldJSON(id)),
            correct: mayChange ? Link("Correct it", .correctPerson(id)) : nil,
            groups: kinds.compactMap { kind in
                let those = held.items.filter { $0.kind == kind }
                guard !those.isEmpty else { return nil }
                return Group(
                    title: kind.heading,
                    items: those.map { item in
                        let more = [item.at.map(times.exact), item.from].compactMap { $0 }
                        return Item(
                            more: more.isEmpty ? nil : more.joined(separator: ", "),
                            facts: item.fields.map { MachinePage.Fact(name: $0.name, value: $0.value) })
                    })
            },
            missing: missing.isEmpty
                ? nil
                : "Nothing is held under: " + missing.map { $0.heading.lowercased() }.joined(separator: "; ")
                    + ".")
    }
}

extension CalendarPage {
    static func query(_ office: Office, address: String? = nil, for person: SignedIn) async throws
        -> CalendarPage
    {
        let has = try await office.hasCalendar(for: person)
        return CalendarPage(
            address: address,
            standing: has ? "There is an address for your plan." : "There is no address for your plan yet.",
            action: Route.calendar.path,
            button: has ? "Make another address; the old one ends" : "Make an address",
            end: has ? Route.endCalendar.path : nil)
    }
}
