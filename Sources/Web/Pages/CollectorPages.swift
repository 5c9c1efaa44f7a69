// SPDX-License-Identifier: Apache-2.0
import People
import Practice
import Values

/// The programs that listen to the machines, and how long ago they were heard.
struct CollectorsPage: PageModel {
    static let template = "collectors"
    static let section: Section? = .collectors

    struct Row: Hashable, Sendable {
        let id: String
        let name: String
        let heard: TimeText?
        let made: TimeText
        let says: String?
        let revoked: TimeText?
        let revoke: String?
    }

    var title: String { "Collectors" }
    let lead: String
    let rows: [Row]
    let empty: String?
    let action: String
    let name: Field
    let places: [Choice]
    let above: String?

    static let sample = CollectorsPage(
        lead: "Two collectors.",
        rows: [
            Row(
                id: "c", name: "Campus", heard: TimeWords.sample.ago(TimeWords.sample.now),
                made: TimeWords.sample.at(TimeWords.sample.now), says: "1.0 on host", revoked: nil,
                revoke: "/")
        ], empty: "None.", action: "/", name: .sample,
        places: [Choice(value: "", words: "Nowhere yet", isChosen: true)], above: "Please look again.")
}

/// The token of a collector that was just made: shown this once.
struct CollectorMadePage: PageModel {
    static let template = "collector-made"
    static let section: Section? = .collectors

    var title: String { "A token for \(name)" }
    let name: String
    let token: String
    let command: String
    let back: Link

    static let sample = CollectorMadePage(
        name: "Campus", token: "abc", command: "goodword collect", back: Link("All collectors", .collectors))
}

extension CollectorsPage {
    static func query(
        _ office: Office, _ values: FormValues = FormValues(), fault: Refusal? = nil, for person: SignedIn
    ) async throws -> CollectorsPage {
        let collectors = try await office.collectors(for: person)
        let places = try await office.branch(below: nil, for: person).children
        let times = TimeWords(now: office.now, zone: person.zone)
        let faults = Faults(fault, fields: ["name"])
        return CollectorsPage(
            lead: lead(collectors, times), rows: collectors.map { row($0, times) },
            empty: collectors.isEmpty ? "No collector has a token yet." : nil,
            action: Route.makeCollector.path,
            name: Field(
                "name", "Name", hint: "Such as where it stands.", value: values.text("name"),
                fault: faults["name"]),
            places: [Choice(value: "", words: "No place yet", isChosen: values.text("place").isEmpty)]
                + places.map {
                    Choice(
                        value: $0.id.description, words: $0.name,
                        isChosen: values["place"] == $0.id.description)
                }, above: faults.above)
    }

    private static func lead(_ collectors: [CollectorRecord], _ times: TimeWords) -> String {
        let active = collectors.filter { $0.revoked == nil }
        guard let last = active.compactMap(\.lastHeard).max() else {
            return active.isEmpty ? "" : "None has been heard yet."
        }
        return
            capitalised(counted(active.count, "collector", "collectors"))
            + "; the last word came \(times.ago(last).words)."
    }

    private static func row(_ collector: CollectorRecord, _ times: TimeWords) -> Row {
        let says = [collector.saysVersion.map { "Goodword \($0)" }, collector.saysHost.map { "on \($0)" }]
            .compactMap { $0 }.joined(separator: " ")
        return Row(
            id: "collector-\(collector.id)", name: collector.name, heard: collector.lastHeard.map(times.ago),
            made: times.at(collector.made), says: says.isEmpty ? nil : says,
            revoked: collector.revoked.map(times.at),
            revoke: collector.revoked == nil ? Route.revokeCollector(collector.id).path : nil)
    }
}
