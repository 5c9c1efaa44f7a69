// SPDX-License-Identifier: Apache-2.0

/// The readings that are kept of one machine, the newest first.
struct ReadingsPage: PageModel {
    static let template = "readings"
    static let section: Section? = .machines

    struct Row: Hashable, Sendable {
        let at: TimeText
        let path: String
        let words: String
    }

    var title: String { "Readings of \(machine.words)" }
    let machine: Link
    let rows: [Row]
    let pager: Pager?

    static let sample = ReadingsPage(
        machine: Link("Copier", .machines()),
        rows: [Row(at: TimeWords.sample.at(TimeWords.sample.now), path: "/", words: "12 345 pages")],
        pager: .sample)
}

/// One reading: everything the machine said at one instant, raw beside meaning.
struct ReadingPage: PageModel {
    static let template = "reading"
    static let section: Section? = .machines

    struct SupplyRow: Hashable, Sendable {
        let name: String
        let level: String
        let raw: String
    }

    var title: String { "What \(machine.words) said" }
    let machine: Link
    let at: TimeText
    let lead: String
    let facts: [MachinePage.Fact]
    let supplies: [SupplyRow]
    let meters: [MachinePage.MeterText]
    let differences: [MachinePage.DifferenceText]
    let trays: [MachinePage.Fact]
    let alerts: [MachinePage.AlertText]
    let console: [String]
    let json: Link

    static let sample = ReadingPage(
        machine: Link("Copier", .machines()), at: TimeWords.sample.at(TimeWords.sample.now),
        lead: "Over SNMP.",
        facts: [MachinePage.Fact(name: "Serial", value: "EX1")],
        supplies: [SupplyRow(name: "Black", level: "9 %", raw: "9 of 100")],
        meters: [MachinePage.MeterText(name: "Everything", value: "1", unit: "sides", source: "1.3.6.1")],
        differences: [
            MachinePage.DifferenceText(name: "Status", snmp: "idle", ipp: "down", counts: "SNMP")
        ],
        trays: [MachinePage.Fact(name: "Tray 1", value: "some")],
        alerts: [MachinePage.AlertText(words: "Low", more: "warning")], console: ["Ready"],
        json: Link("As JSON", .machines()))
}

/// Everything that happened to one machine.
struct HistoryPage: PageModel {
    static let template = "history"
    static let section: Section? = .machines

    var title: String { "History of \(machine.words)" }
    let machine: Link
    let events: [MachinePage.EventText]
    let pager: Pager?

    static let sample = HistoryPage(
        machine: Link("Copier", .machines()),
        events: [
            MachinePage.EventText(at: TimeWords.sample.at(TimeWords.sample.now), words: "Heard.", path: "/")
        ],
        pager: .sample)
}

/// Choosing the place where a machine stands.
struct MovePage: PageModel {
    static let template = "move"
    static let section: Section? = .machines

    var title: String { "Where does \(machine.words) stand?" }
    let machine: Link
    let now: String
    let action: String
    let find: String
    let places: [Choice]
    let nothing: String?
    let fault: String?

    static let sample = MovePage(
        machine: Link("Copier", .machines()), now: "Library", action: "/", find: "lib",
        places: [Choice(value: "1", words: "Library", isChosen: false)], nothing: "None.",
        fault: "Choose one.")
}
