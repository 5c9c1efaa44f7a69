// SPDX-License-Identifier: Apache-2.0
import People
import Practice
import Promises
import Values

extension CollectorsPage {
    static func query(
        _ office: Office, _ values: FormValues = FormValues(), fault: Refusal? = nil, for person: SignedIn
    ) async throws -> CollectorsPage {
        let collectors = try await office.collectors(for: person)
        let chosen = values["place"].flatMap { PlaceID($0) }
        var paths = try await office.branch(below: nil, for: person).children.map { [$0] }
        if let chosen, !paths.contains(where: { $0.last?.id == chosen }) {
            paths.append(try await office.branch(below: chosen, for: person).path)
        }
        let times = TimeWords(now: office.now, zone: person.zone)
        let faults = Faults(fault, fields: ["name"])
        return CollectorsPage(
            lead: lead(collectors, times), rows: collectors.map { row($0, times) },
            empty: collectors.isEmpty ? "No collector listens yet." : nil, action: Route.makeCollector.path,
            name: Field(
                "name", "Name", hint: "Such as where it stands.", value: values.text("name"),
                fault: faults["name"]),
            places: [Choice(value: "", words: "No place yet", isChosen: chosen == nil)]
                + paths.compactMap { path in
                    path.last.map {
                        Choice(
                            value: $0.id.description, words: path.count > 1 ? placeWords(path) : $0.name,
                            isChosen: $0.id == chosen)
                    }
                }, above: faults.above)
    }

    private static func lead(_ collectors: [CollectorRecord], _ times: TimeWords) -> String {
        let active = collectors.filter { $0.revoked == nil && $0.enrolled != nil }
        guard !active.isEmpty else { return "" }
        let silent = active.count { $0.silentSince != nil }
        let heard = active.count - silent
        guard silent > 0 else {
            return heard == 1 ? "One is at work, and it is heard." : "All \(numberWord(heard)) are heard."
        }
        return heard == 0
            ? "None is heard at the moment."
            : "\(capitalised(numberWord(silent))) of \(numberWord(active.count)) \(silent == 1 ? "is" : "are") silent."
    }

    private static func row(_ collector: CollectorRecord, _ times: TimeWords) -> Row {
        let (state, at) = collector.standing(times)
        let says = [collector.saysVersion.map { "Goodword \($0)" }, collector.saysHost.map { "on \($0)" }]
            .compactMap { $0 }.joined(separator: " ")
        return Row(
            id: "collector-\(collector.id)", name: collector.name,
            path: Route.collector(collector.id).path, isSilent: collector.silentSince != nil,
            mark: SVG.mark(.notProvable), state: state, at: at, more: says.isEmpty ? nil : says)
    }
}

extension CollectorRecord {
    /// How it is, in the words before a time.
    fileprivate func standing(_ times: TimeWords) -> (words: String, at: TimeText?) {
        if let revoked { return ("Its key was withdrawn", times.at(revoked)) }
        if let silentSince { return ("since", times.at(silentSince)) }
        if let lastHeard { return ("Heard", times.ago(lastHeard)) }
        return ("Waits for its code to be typed", nil)
    }
}

/// Matches that are offered as keepers.
private let matchesMax = 20

extension CollectorPage {
    static func query(
        _ office: Office, _ id: CollectorID, _ values: FormValues = FormValues(), fault: Refusal? = nil,
        for person: SignedIn
    ) async throws -> CollectorPage {
        let view = try await office.collector(id, for: person)
        let collector = view.collector
        let times = TimeWords(now: office.now, zone: person.zone)
        let faults = Faults(fault, fields: ["note"])
        let find = values.text("find")
        let matches =
            find.isEmpty
            ? [] : try await office.people(matching: find, Page(size: matchesMax), for: person).people.rows
        return CollectorPage(
            title: collector.name, back: Link("Collectors", .collectors()),
            isSilent: collector.silentSince != nil, mark: SVG.mark(.notProvable), lead: lead(view, times),
            facts: facts(view, times), call: view.toCall.map(CallItem.init),
            note: Field(
                "note", "What was said, or seen there", value: values.text("note"), fault: faults["note"],
                isWords: true, max: TextLimits.noteMax),
            isNoteOpen: collector.silentSince != nil || faults["note"] != nil,
            noteAction: Route.noteAboutCollector(id).path, above: faults.above, find: find,
            findAction: Route.collector(id).path,
            nothing: !find.isEmpty && matches.isEmpty ? "Nobody fits." : nil,
            arrangeAction: Route.arrangeCollector(id).path, keepers: keepers(view, matches),
            silences: silences(collector), keyWords: keyWords(view, times),
            codeAction: Route.makeCode(id).path,
            revoke: collector.revoked == nil ? Route.revokeCollector(id).path : nil,
            history: view.entries.map { entry($0, view.actors, times) })
    }

    private static func lead(_ view: CollectorView, _ times: TimeWords) -> String {
        let collector = view.collector
        let machines = counted(view.machines, "machine", "machines")
        if let since = collector.silentSince {
            return
                "It was last heard \(times.at(since).words). Since then nothing can be proved about \(machines)."
        }
        if collector.revoked != nil { return "Its key was withdrawn; nothing it says is taken in." }
        guard let heard = collector.lastHeard else {
            return view.codeExpires.map { "Its code waits to be typed until \(times.at($0).words)." }
                ?? "It has never been heard. Make a code and type it on its computer."
        }
        return "Heard \(times.ago(heard).words). It listens to \(machines)."
    }

    private static func facts(_ view: CollectorView, _ times: TimeWords) -> [Fact] {
        let collector = view.collector
        var facts: [Fact] = []
        if !view.path.isEmpty { facts.append(Fact(name: "Stands in", value: placeWords(view.path))) }
        let says = [collector.saysVersion.map { "Goodword \($0)" }, collector.saysHost.map { "on \($0)" }]
            .compactMap { $0 }.joined(separator: " ")
        if !says.isEmpty { facts.append(Fact(name: "Runs", value: says)) }
        if let every = collector.saysEvery { facts.append(Fact(name: "Asks every", value: length(every))) }
        facts.append(Fact(name: "May be silent for", value: length(collector.heardWithin)))
        if let waiting = collector.saysWaiting, waiting > 0 {
            facts.append(
                Fact(
                    name: "On their way",
                    value: counted(waiting, "reading still waits", "readings still wait")))
        }
        if let ahead = collector.clockAhead {
            facts.append(
                Fact(
                    name: "Its clock",
                    value:
                        "\(length(ahead < .zero ? .zero - ahead : ahead)) \(ahead < .zero ? "behind" : "ahead of")"
                        + " ours; set it right, for readings are dated by it"))
        }
        if let thinned = collector.saysThinned, thinned > 0 {
            facts.append(
                Fact(
                    name: "Given up",
                    value: counted(thinned, "older reading", "older readings")
                        + " for want of room, or all of them but their counters, which were kept longest"))
        }
        return facts
    }

    private static func keepers(_ view: CollectorView, _ matches: [Person]) -> [Choice] {
        var persons: [Person] = []
        for person in [view.keeper].compactMap({ $0 }) + matches + view.peopleThere
        where !persons.contains(where: { $0.id == person.id }) {
            persons.append(person)
        }
        // Who was searched for is meant.
        let chosen = matches.first?.id ?? view.keeper?.id
        return [Choice(value: "", words: "Nobody is named", isChosen: chosen == nil)]
            + persons.map {
                Choice(
                    value: $0.id.description,
                    words: [$0.name, $0.role].compactMap { $0 }.joined(separator: ", "),
                    isChosen: $0.id == chosen)
            }
    }

    private static func silences(_ collector: CollectorRecord) -> [Choice] {
        var own = collector
        own.silenceMax = nil
        let usual = Choice(
            value: "", words: "As long as it says itself: \(length(own.heardWithin))",
            isChosen: collector.silenceMax == nil)
        let offered = [1, 2, 4, 8, 26, 74, 170].map { Duration.hours($0) }
        let all = offered + (collector.silenceMax.map { offered.contains($0) ? [] : [$0] } ?? [])
        return [usual]
            + all.map {
                Choice(
                    value: String($0.wholeSeconds / 60), words: length($0),
                    isChosen: $0 == collector.silenceMax)
            }
    }

    private static func keyWords(_ view: CollectorView, _ times: TimeWords) -> String {
        var words: String
        let collector = view.collector
        if let revoked = collector.revoked {
            words = "It was withdrawn \(times.at(revoked).words)."
        } else if let enrolled = collector.enrolled {
            words = "It has had its key since \(times.at(enrolled).words)."
        } else {
            words = "It has none yet."
        }
        if let expires = view.codeExpires {
            words += " A code waits to be typed until \(times.at(expires).words); a new one takes its place."
        } else {
            words +=
                " A new code gives it a new key, on the same computer or on another; the old key ends then."
        }
        return words
    }

    private static func entry(
        _ entry: CollectorEntry, _ actors: [PersonID: Person], _ times: TimeWords
    ) -> Entry {
        let who = entry.person.flatMap { actors[$0]?.name }.map { " by \($0)" } ?? ""
        let isByHand = entry.kind == .note
        let host = entry.note.isEmpty ? "" : " on \(entry.note)"
        let what =
            switch entry.kind {
            case .made: "Made\(who)."
            case .codeMade: "A code was made\(who)."
            case .enrolled: "Its code was typed\(host)."
            case .keyReplaced: "It got a new key\(host)."
            case .revoked: "Its key was withdrawn\(who)."
            case .settingsChanged: "Changed\(who): whom to call, or how long it may be silent."
            case .note: "Noted\(who):"
            case .fellSilent: "It was missed."
            case .cameBack: "It was heard again."
            }
        return Entry(at: times.at(entry.at), what: what, note: isByHand ? entry.note : nil)
    }
}

/// "15 minutes", "2 hours", "3 days": a length of time, roughly.
func length(_ duration: Duration) -> String {
    let minutes = (duration.wholeSeconds + 30) / 60
    if minutes < 1 { return duration.wholeSeconds == 1 ? "a second" : "\(duration.wholeSeconds) seconds" }
    if minutes == 1 { return "a minute" }
    guard minutes % 60 == 0 || minutes > 300 else { return "\(minutes) minutes" }
    return durationWords(hours: Int(minutes / 60))
}
