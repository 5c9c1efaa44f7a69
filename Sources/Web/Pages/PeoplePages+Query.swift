// SPDX-License-Identifier: Apache-2.0
import Conversations
import People
import Practice
import Promises
import Values

/// Promises of each kind that a person's page shows; the rest stand on a page of their own.
private let promisesShown = 5

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
            writeDown: person.may(.writeDownPerson) ? Link("Write down a person", .writeDownPerson) : nil,
            also: (person.may(.seeHeard)
                ? [
                    Link("The story with them", .story()), Link("What was said", .conversations()),
                    Link("Who was heard, and who was not", .heard()), Link("Walks", .walks()),
                ]
                : [Link("What was said", .conversations())]
                    + (person.may(.seeWalk) ? [Link("Walks", .walks())] : [])) + ways(for: person))
    }

    /// How people come in and become one.
    private static func ways(for person: SignedIn) -> [Link] {
        let ways: [(permission: Permission, link: Link)] = [
            (.importPeople, Link("Take in a table or cards", .importPeople)),
            (.mergePeople, Link("Perhaps the same person", .samePeople())),
            (.connectDirectory, Link("Their directory", .directory)),
        ]
        return ways.filter { person.may($0.permission) }.map(\.link)
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
        func promises(_ part: PromiseQuery.Part) async throws -> Paged<PromiseSummary> {
            try await office.promises(
                PromiseQuery(person: id, part: part, page: Page(size: promisesShown)), for: signedIn)
        }
        let toThem = try await promises(.received)
        let byThem = try await promises(.given)
        let firstName = person.name.split(separator: " ").first.map(String.init) ?? person.name
        let facts: [(String, String?)] = [
            ("Telephone", person.phone), ("E-mail", person.email),
            ("Side", person.side == .provider ? "One of us" : signedIn.customer.name),
            ("No longer there", view.left.map { "since \(times.longDay(signedIn.zone.date(of: $0)))" }),
        ]
        return PersonPage(
            title: person.name, role: person.role, lead: lead(toThem), crumbs: Web.crumbs(view.path),
            facts: facts.compactMap { name, value in value.map { MachinePage.Fact(name: name, value: $0) } },
            toThem: toThem.rows.map { PromiseItem($0, times) },
            toThemEmpty: toThem.rows.isEmpty
                ? "Nothing is promised to \(firstName) that is still open." : nil,
            toThemAll: Link(
                "All that \(firstName) was promised, settled ones too",
                .promises(PromisesQuestion(person: id, part: .received, ended: true))),
            byThem: byThem.rows.map { PromiseItem($0, times) },
            byThemEmpty: byThem.rows.isEmpty ? "\(firstName) has promised nothing that is still open." : nil,
            byThemAll: Link(
                "All that \(firstName) promised, settled ones too",
                .promises(PromisesQuestion(person: id, part: .given, ended: true))),
            promise: Link("Promise \(firstName) something", .newPromise(to: .persons([id]))),
            writeDown: signedIn.may(.writeConversation) && id != signedIn.person.id
                ? Link("Write down what \(firstName) said", .newConversation(with: [id])) : nil,
            talks: talks.rows.map { ConversationRow($0, persons, times, for: signedIn) },
            evidence: .writeDown(EvidenceSubject(person: id), signedIn),
            erase: signedIn.may(.erasePerson) ? Link("Erase \(firstName)", .erase(id)) : nil,
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
            personal: PersonalPart(personal, person, times, values, fault, for: signedIn),
            roles: try await office.invitableRoles(id, for: signedIn).reversed().enumerated().map {
                Choice(value: $1.rawValue, words: $1.inWords, isChosen: $0 == 0)
            }, invite: Route.invite(id).path)
    }

    private static func lead(_ toThem: Paged<PromiseSummary>) -> String {
        guard let total = toThem.total, total > 0 else { return "" }
        // The worst come first: what is bad stands among those shown, unless there are more of that kind.
        let bad = toThem.rows.count { $0.verdict == .broken || $0.verdict == .atRisk }
        let promises = capitalised(counted(total, "open promise", "open promises"))
        if bad == 0 { return "\(promises) to them, none broken or at risk." }
        let isAll = bad < toThem.rows.count || !toThem.hasMore
        return "\(promises) to them, \(isAll ? numberWord(bad) : "many") broken or at risk."
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
