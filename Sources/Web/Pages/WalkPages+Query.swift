// SPDX-License-Identifier: Apache-2.0
import Fleet
import People
import Practice
import Values
import Walks

extension WalksPage {
    static func query(_ office: Office, page: Int, for person: SignedIn) async throws -> WalksPage {
        let walks = try await office.walks(Page(number: page), for: person)
        let times = TimeWords(now: office.now, zone: person.zone)
        return WalksPage(
            lead: "Going through the rooms of \(person.customer.name), and what was found there.",
            rows: walks.rows.map { walk in
                Row(
                    words: walk.plan.title, path: Route.walk(walk.plan.id).path,
                    more: [times.day(walk.plan.on), walk.begun == nil ? "planned" : nil]
                        .compactMap { $0 }.joined(separator: ", "))
            },
            empty: walks.rows.isEmpty ? "No walk has been planned yet." : nil,
            plan: person.may(.planWalk) ? Link("Plan a walk", .newWalk) : nil,
            phone: person.may(.takeWalk) ? Link("Walk with this phone", .walkOnPhone) : nil,
            pager: Pager(walks, "walk", "walks") { .walks(page: $0) })
    }
}

extension NewWalkPage {
    static func query(
        _ office: Office, _ values: FormValues = FormValues(), fault: Refusal? = nil, for person: SignedIn
    ) async throws -> NewWalkPage {
        let beginning = "person-"
        let chosen = Set(
            values.names(beginningWith: beginning).compactMap {
                PersonID(String($0.dropFirst(beginning.count)))
            })
        let choices = try await office.walkChoices(
            matching: values.text("find"), keeping: chosen, for: person)
        let faults = Faults(fault, fields: ["title", "on", "questions"])
        let today = person.zone.date(of: office.now)
        return NewWalkPage(
            action: Route.planWalk.path, above: faults.above,
            fields: [
                Field(
                    "title", "What the walk is called", hint: "Which house, what for.",
                    value: values.text("title"), fault: faults["title"], max: WalkLimits.nameScalarsMax),
                Field(
                    "on", "On which day", value: values["on"] ?? "\(today)", fault: faults["on"], type: "date"
                ),
            ],
            places: choices.places.map { place, depth in
                let name = "place-\(place.id)"
                return Box(
                    name: name, words: String(repeating: "· ", count: depth) + place.name,
                    more: place.kind.words, isChosen: values[name] != nil)
            },
            placesEmpty: choices.places.isEmpty
                ? "No place is written down yet; begin with the campus." : nil,
            find: values.text("find"),
            persons: choices.persons.map { one in
                Box(
                    name: "\(beginning)\(one.id)", words: one.name, more: one.role,
                    isChosen: chosen.contains(one.id))
            },
            questions: Field(
                "questions", "Open questions", hint: "One a line. Nobody has to answer all of them.",
                value: values["questions"] ?? choices.questions.joined(separator: "\n"),
                fault: faults["questions"], isRequired: false, isWords: true, max: TextLimits.noteMax))
    }
}

extension WalkPage {
    static func query(_ office: Office, _ id: WalkID, for person: SignedIn) async throws -> WalkPage {
        let view = try await office.walkResult(id, for: person)
        let words = WalkWords(view, TimeWords(now: office.now, zone: person.zone))
        let result = view.result
        let machines = result.machines
        let met = result.newPersons.map { new in
            Link(
                [new.name, new.role].compactMap { $0 }.joined(separator: ", "),
                view.met[new.entry].map { .person($0) } ?? .people(find: new.name))
        }
        let known = Set(result.places.flatMap(\.persons) + (result.elsewhere?.persons ?? []))
            .compactMap { words.person($0) }.filter { one in !view.met.values.contains(one.id) }
            .sorted { ($0.name, $0.id) < ($1.name, $1.id) }.map { Link($0.name, .person($0.id)) }
        return WalkPage(
            title: view.walk.plan.title, crumbs: [Link("Walks", .walks())], lead: words.lead,
            unsure: words.unsure,
            phone: view.mayWalk ? Link("Walk with this phone", .walkOnPhone) : nil,
            seen: machines.matched.map(words.machine), seenOnly: machines.seenOnly.map(words.machine),
            networkOnly: machines.networkOnly.map(words.machine),
            machinesEmpty: !machines.matched.isEmpty
                ? nil
                : machines.seenOnly.isEmpty
                    ? "No machine has been seen yet." : "None of those that were seen is on the network.",
            heard: result.heard.map(words.spoken),
            notHeard: result.notHeard.compactMap { view.persons[$0] }.map { Link($0.name, .person($0.id)) },
            needs: result.needs.map(words.spoken), promises: result.promises.map(words.spoken),
            met: met + known,
            rooms: (result.places + [result.elsewhere].compactMap { $0 }).filter(words.hasSomething)
                .map(words.room))
    }
}

/// What came of a walk, in sentences.
struct WalkWords {
    private let view: WalkView
    private let times: TimeWords

    init(_ view: WalkView, _ times: TimeWords) {
        self.view = view
        self.times = times
    }

    var lead: String {
        let machines = view.result.machines
        let day = capitalised(times.day(view.walk.plan.on))
        guard view.walk.begun != nil else { return "\(day). Nothing has arrived from a phone yet." }
        let seen = machines.matched.count + machines.seenOnly.count
        let voices = Set((view.result.heard + view.result.needs).flatMap(\.persons)).count
        let parts = [
            "\(counted(seen, "machine", "machines")) seen",
            "\(counted(voices, "person", "people")) heard",
            "\(counted(view.result.promises.count, "promise", "promises")) given",
        ]
        return "\(day): \(listed(parts)), from \(counted(view.phones, "phone", "phones"))."
    }

    /// What is not all, or not certain.
    var unsure: [String] {
        var sentences: [String] = []
        let missing = view.result.missing.values.joined().reduce(0) { $0 + $1.count }
        if missing > 0 {
            sentences.append(
                "\(capitalised(counted(missing, "thing", "things"))) that somebody entered \(missing == 1 ? "has" : "have")"
                    + " not arrived yet; until then this is not all.")
        }
        if view.result.unsureTimes > 0 {
            sentences.append(
                "Of \(counted(view.result.unsureTimes, "thing", "things")) no more is known than that it was"
                    + " entered before it arrived: the phone’s clock made no sense.")
        }
        return sentences
    }

    func person(_ person: WalkPerson) -> Person? {
        switch person {
        case .known(let id): view.persons[id]
        case .met(let entry): view.met[entry].flatMap { view.persons[$0] }
        }
    }

    private func name(_ person: WalkPerson) -> String {
        if let known = self.person(person) { return known.name }
        guard case .met(let entry) = person else { return "somebody" }
        return view.result.newPersons.first { $0.entry == entry }?.name ?? "somebody"
    }

    private func place(_ id: PlaceID?) -> String? {
        id.flatMap { view.paths[$0] }.map(placeWords)
    }

    private func photos(_ photos: [PhotoID]) -> [Link] {
        photos.enumerated().map {
            Link("Picture \($0.offset + 1)", .walkPhoto(view.walk.plan.id, $0.element))
        }
    }

    func machine(_ sighting: Sighting) -> WalkPage.Machine {
        let seen = sighting.machine
        let title = [seen.make, seen.model].compactMap { $0 }.joined(separator: " ")
        let ground =
            switch sighting.ground {
            case .label: "known by our label"
            case .serial: "known by its serial"
            case .person: "somebody said that it is this one"
            case nil: hint(sighting.hints)
            }
        let several =
            sighting.entries.count > 1 ? "seen \(counted(sighting.entries.count, "time", "times"))" : nil
        return WalkPage.Machine(
            words: title.isEmpty ? seen.serial ?? "A machine without a number" : title,
            path: sighting.device.map { Route.machine($0).path },
            more: [
                seen.serial.map { "Serial \($0)" }, place(sighting.place), ground, several, seen.remark,
            ].compactMap { $0 }.joined(separator: " · "), photos: photos(seen.photos))
    }

    /// Why it may be one that is known; a person has to look.
    private func hint(_ hints: [SightingHint]) -> String? {
        switch hints.first {
        case nil: nil
        case .serialLooksAlike: "its serial looks like that of one on the network; please look again"
        case .serialOfSeveral: "several on the network have this serial; please look which it is"
        case .serialOfOtherMake: "one of another make has this serial; please look again"
        case .onlyOfItsModelHere: "there is one of its model on the network here; is it this one?"
        }
    }

    func machine(_ machine: NetworkMachine) -> WalkPage.Machine {
        let device = machine.device
        return WalkPage.Machine(
            words: device.title, path: Route.machine(device.id).path,
            more: [device.serial.map { "Serial \($0)" }, place(machine.place) ?? "nobody knows where"]
                .compactMap { $0 }.joined(separator: " · "), photos: [])
    }

    func spoken(_ spoken: WalkResult.Spoken) -> WalkPage.Spoken {
        let walker = view.persons[spoken.walker].map { "written down by \($0.name)" }
        let when =
            spoken.at.ground == .before
            ? "before \(times.at(spoken.at.at).words)" : times.at(spoken.at.at).words
        var links: [Link] = []
        for promise in view.promises[spoken.entry] ?? [] {
            links.append(Link("The promise", .promise(promise)))
        }
        if let talk = view.conversations[spoken.entry] {
            links.append(Link("What was said", .conversation(talk)))
        }
        return WalkPage.Spoken(
            who: nameWords(spoken.persons.map(name)),
            whoPath: spoken.persons.count == 1
                ? spoken.persons.first.flatMap { person($0) }.map { Route.person($0.id).path } : nil,
            question: spoken.question, words: spoken.words,
            more: [place(spoken.place), when, walker].compactMap { $0 }.joined(separator: " · "), links: links
        )
    }

    func hasSomething(_ found: WalkResult.PlaceFound) -> Bool {
        !(found.finishedBy.isEmpty && found.notes.isEmpty && found.photos.isEmpty && found.machines.isEmpty)
    }

    func room(_ found: WalkResult.PlaceFound) -> WalkPage.Room {
        let isPlace = view.paths[found.place] != nil
        let by = found.finishedBy.compactMap { view.persons[$0]?.name }
        let machines = counted(found.machines.count, "machine", "machines")
        return WalkPage.Room(
            name: place(found.place) ?? "Somewhere else",
            path: isPlace ? Route.place(found.place).path : Route.places.path,
            state: by.isEmpty
                ? "\(capitalised(machines)) seen; nobody says that this is all."
                : "\(capitalised(machines)) seen; \(nameWords(by)) saw all of it.",
            lines: found.notes.map(spoken), photos: photos(found.photos))
    }
}
