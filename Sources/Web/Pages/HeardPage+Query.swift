// SPDX-License-Identifier: Apache-2.0
import Conversations
import People
import Practice
import Values

/// Which stretch of time and place the page of who was heard shows, as it stands in the address.
struct HeardQuestion: Hashable, Sendable {
    var since: CivilDate?
    var place: PlaceID?
    var page = 1

    init(since: CivilDate? = nil, place: PlaceID? = nil, page: Int = 1) {
        self.since = since
        self.place = place
        self.page = page
    }

    init(_ values: FormValues) {
        since = values["since"].flatMap { CivilDate($0) }
        place = values["place"].flatMap { PlaceID($0) }
        page = values.page
    }

    var query: String {
        Web.query([
            ("since", since?.description), ("place", place?.description),
            ("page", page > 1 ? String(page) : nil),
        ])
    }
}

extension HearingItem {
    init(_ one: PersonToHear, _ times: TimeWords, for signedIn: SignedIn) {
        let person = one.person
        let firstName = person.name.split(separator: " ").first.map(String.init) ?? person.name
        id = "hear-\(person.id)"
        when = times.by(one.due)
        who = person.name
        whoPath = Route.person(person.id).path
        let more = [person.role, one.path.isEmpty ? nil : placeWords(one.path)].compactMap { $0 }
        whoMore = more.isEmpty ? nil : more.joined(separator: ", ")
        let heard = one.last.map { "Heard last \(times.ago($0).words)" } ?? "Not heard yet"
        let hearer = one.cadence.hearer == signedIn.person.id ? nil : one.hearer?.name
        sentence =
            "\(heard); to be heard \(cadenceWords(days: one.cadence.days))"
            + (hearer.map { " by \($0)." } ?? ".")
        notes = one.notes.map {
            Note(at: times.at($0.at), words: $0.words, path: Route.conversation($0.conversation).path)
        }
        writeDown = Link("Write down what \(firstName) said", .newConversation(with: [person.id]))
    }
}

/// "every day", "every 90 days".
func cadenceWords(days: Int) -> String { days == 1 ? "every day" : "every \(days) days" }

extension Cadence.About {
    /// As a form and an address name it; a role is the rest of the text as it is.
    init?(_ text: String) {
        if text.hasPrefix("person-"), let id = PersonID(String(text.dropFirst(7))) {
            self = .person(id)
        } else if text.hasPrefix("place-"), let id = PlaceID(String(text.dropFirst(6))) {
            self = .place(id)
        } else if text.hasPrefix("role-") {
            self = .role(String(text.dropFirst(5)))
        } else {
            return nil
        }
    }

    var text: String {
        switch self {
        case .person(let id): "person-\(id)"
        case .place(let id): "place-\(id)"
        case .role(let role): "role-\(role)"
        }
    }
}

extension HeardPage {
    static func query(
        _ office: Office, _ question: HeardQuestion, _ values: FormValues = FormValues(),
        fault: Refusal? = nil, for person: SignedIn
    ) async throws -> HeardPage {
        let view = try await office.heard(
            since: question.since, at: question.place, page: question.page, for: person)
        let times = TimeWords(now: office.now, zone: person.zone)
        let faults = Faults(fault, fields: ["days"])
        let all = view.tallies.all
        return HeardPage(
            lead: all.all == 0
                ? "Nobody of theirs has been written down yet."
                : "\(share(all)) people were heard since \(times.dateWords(view.since)).",
            since: view.since.description,
            buildings: view.tallies.byBuilding.map { place, tally in
                Share(
                    name: place.name,
                    path: Route.heard(HeardQuestion(since: question.since, place: place.id)).path,
                    count: share(tally))
            },
            roles: view.tallies.byRole.map { role, tally in
                Share(name: role ?? "Nobody knows what they do", path: nil, count: share(tally))
            },
            quietTitle: view.place.map { "Not heard in \($0.name)" } ?? "Not heard",
            quiet: view.quiet.rows.map { one in
                Quiet(
                    name: one.person.name, path: Route.person(one.person.id).path, more: one.person.role,
                    place: one.person.place.flatMap { view.paths[$0] }.map(placeWords),
                    last: one.last.map { "heard last \(times.ago($0).words)" } ?? "never heard")
            },
            quietEmpty: view.quiet.rows.isEmpty && all.all > 0 ? "Everyone was heard." : nil,
            everywhere: view.place == nil
                ? nil : Link("Everywhere", .heard(HeardQuestion(since: question.since))),
            pager: Pager(view.quiet, "person", "people") {
                .heard(HeardQuestion(since: question.since, place: question.place, page: $0))
            },
            rules: view.cadences.map { Rule(words: ruleWords($0), end: Route.endCadence($0.stored.id).path) },
            action: Route.setCadence.path, above: faults.above, about: abouts(view, values),
            days: Field(
                "days", "Every how many days", value: values["days"] ?? "90", fault: faults["days"],
                type: "number", max: 4))
    }

    private static func share(_ tally: HeardTally) -> String {
        "\(grouped(Int64(tally.heard))) of \(grouped(Int64(tally.all)))"
    }

    private static func ruleWords(_ view: CadenceView) -> String {
        let who =
            switch view.stored.cadence.about {
            case .person: view.person?.name ?? "Somebody who is no longer in the records"
            case .role(let role): "Everyone who is \(role)"
            case .place: "Everyone in \(placeWords(view.path))"
            }
        let by = view.hearer.map { " by \($0.name)" } ?? ""
        return "\(who) is to be heard\(by) \(cadenceWords(days: view.stored.cadence.days))."
    }

    private static func abouts(_ view: HeardView, _ values: FormValues) -> [Choice] {
        let chosen = values.text("about")
        let places = view.tallies.byBuilding.map { place, _ in
            (Cadence.About.place(place.id).text, "Everyone in \(place.name)")
        }
        let roles = view.tallies.byRole.compactMap { role, _ in
            role.map { (Cadence.About.role($0).text, "Everyone who is \($0)") }
        }
        return (places + roles).map { Choice(value: $0.0, words: $0.1, isChosen: $0.0 == chosen) }
    }
}
