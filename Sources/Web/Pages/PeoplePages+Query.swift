// SPDX-License-Identifier: Apache-2.0
import Conversations
import People
import Practice
import Promises
import Values

extension PeoplePage {
    static func query(
        _ office: Office, find: String, page: Int, for person: SignedIn
    ) async throws -> PeoplePage {
        let (people, paths) = try await office.people(matching: find, Page(number: page), for: person)
        let fits = find.isEmpty ? "" : " that fit"
        return PeoplePage(
            lead: people.total.map {
                "\(capitalised(counted($0, "person", "people")))\(fits), on both sides."
            } ?? "",
            find: find,
            rows: people.rows.map { row in PersonRow(row, path: row.place.flatMap { paths[$0] }) },
            empty: people.rows.isEmpty
                ? (find.isEmpty
                    ? "Nobody has been written down yet." : "Nobody by that name, role or e-mail address.")
                : nil,
            pager: Pager(people, "person", "people") { .people(find: find, page: $0) },
            writeDown: Link("Write down a person", .writeDownPerson),
            also: person.may(.seeHeard)
                ? [
                    Link("The story with them", .story()), Link("What was said", .conversations()),
                    Link("Who was heard, and who was not", .heard()),
                ]
                : [Link("What was said", .conversations())])
    }
}

extension PersonPage {
    static func query(
        _ office: Office, _ id: PersonID, _ values: FormValues = FormValues(), fault: Refusal? = nil,
        for signedIn: SignedIn
    ) async throws -> PersonPage {
        let personal = try await office.personal(about: id, for: signedIn)
        let view = try await office.person(id, for: signedIn)
        let (talks, persons) = try await office.conversations(with: id, Page(size: 5), for: signedIn)
        let lastHeard = try await office.lastHeard(id, for: signedIn)
        let cadence = try await office.cadence(about: id, for: signedIn)?.cadence
        let times = TimeWords(now: office.now, zone: signedIn.zone)
        let person = view.person
        let byThem = view.promised.filter { $0.promise.promiser == id.cast() }
        let toThem = view.promised.filter { $0.promise.promiser != id.cast() }
        let firstName = person.name.split(separator: " ").first.map(String.init) ?? person.name
        let facts: [(String, String?)] = [
            ("Telephone", person.phone), ("E-mail", person.email),
            ("Side", person.side == .provider ? "One of us" : signedIn.customer.name),
        ]
        return PersonPage(
            title: person.name, role: person.role, lead: lead(toThem, byThem), crumbs: Web.crumbs(view.path),
            facts: facts.compactMap { name, value in value.map { MachinePage.Fact(name: name, value: $0) } },
            toThem: toThem.map { PromiseItem($0, times) },
            toThemEmpty: toThem.isEmpty ? "Nothing has been promised to \(firstName) yet." : nil,
            byThem: byThem.map { PromiseItem($0, times) },
            promise: Link("Promise \(firstName) something", .newPromise(to: .persons([id]))),
            writeDown: signedIn.may(.writeConversation) && id != signedIn.person.id
                ? Link("Write down what \(firstName) said", .newConversation(with: [id])) : nil,
            talks: talks.rows.map { ConversationRow($0, persons, times, for: signedIn) },
            evidence: .writeDown(EvidenceSubject(person: id), signedIn),
            erase: signedIn.may(.erasePerson) ? Link("Erase \(firstName)’s words", .erase(id)) : nil,
            talksMore: talks.hasMore ? Link("All that was said", .conversationsWith(id)) : nil,
            heard: lastHeard.map { "Heard last \(times.ago($0).words)." }
                ?? (person.side == .customer
                    ? "Nobody has heard \(firstName) yet, as far as is written down." : ""),
            cadence: signedIn.may(.setCadence) && person.side == .customer
                ? CadenceForm(
                    action: Route.setCadence.path, about: Cadence.About.person(id).text,
                    days: "\(cadence?.days ?? 90)",
                    words: cadence.map { "To be heard \(cadenceWords(days: $0.days))." }
                        ?? "Nobody said how often \(firstName) is to be heard.") : nil,
            personal: PersonalPart(personal, person, times, values, fault, for: signedIn))
    }

    private static func lead(_ toThem: [PromiseSummary], _ byThem: [PromiseSummary]) -> String {
        let open = toThem.filter { $0.promise.ended == nil }
        guard !open.isEmpty else { return "" }
        let bad = open.filter { $0.verdict == .broken || $0.verdict == .atRisk }.count
        let promises = capitalised(counted(open.count, "promise", "promises"))
        guard bad > 0 else { return "\(promises) to them, none broken or at risk." }
        return "\(promises) to them, \(numberWord(bad)) broken or at risk."
    }
}

extension NewPersonPage {
    static func query(
        _ office: Office, _ values: FormValues, faults: Refusal? = nil, for person: SignedIn
    ) async throws -> NewPersonPage {
        let names: Set<String> = ["name", "role", "email", "phone"]
        let faults = Faults(faults, fields: names)
        var path: [Place] = []
        if let id = values["place"].flatMap({ PlaceID($0) }) {
            path = try await office.branch(below: id, for: person).path
        }
        let side = values["side"] ?? Person.Side.customer.rawValue
        return NewPersonPage(
            action: Route.makePerson.path, above: faults.above,
            fields: [
                Field(
                    "name", "Name", hint: "As they call themselves.", value: values.text("name"),
                    fault: faults["name"]
                ),
                Field(
                    "role", "What they do", hint: "In their own words.", value: values.text("role"),
                    fault: faults["role"], isRequired: false),
                Field(
                    "phone", "Telephone", value: values.text("phone"), fault: faults["phone"], type: "tel",
                    isRequired: false),
                Field(
                    "email", "E-mail", value: values.text("email"), fault: faults["email"], type: "email",
                    isRequired: false),
            ],
            sides: [
                Choice(
                    value: "customer", words: "Belongs to \(person.customer.name)",
                    isChosen: side == "customer"),
                Choice(value: "provider", words: "Is one of us", isChosen: side == "provider"),
            ], place: path.last?.id.description, placeWords: path.isEmpty ? nil : Web.placeWords(path))
    }
}
