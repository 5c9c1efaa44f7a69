// SPDX-License-Identifier: Apache-2.0
import Fleet
import Promises

/// One machine: what it holds, counts, asks for and said.
struct MachinePage: PageModel {
    static let template = "machine"
    static let section: Section? = .machines

    struct SupplyText: Hashable, Sendable {
        let name: String
        let kind: String?
        let gauge: SVG
        let level: String
        let explanation: String?
        let estimate: String?
        let spark: SVG
        let since: EvidenceText?
        let raw: String
    }

    struct MeterText: Hashable, Sendable {
        let name: String
        let value: String
        let unit: String
        let source: String
    }

    struct PromiseText: Hashable, Sendable {
        let words: String
        let path: String
        let linePath: String
        let verdict: VerdictText
        let reason: String
        let evidence: [EvidenceText]
    }

    struct AlertText: Hashable, Sendable {
        let words: String
        let more: String?
    }

    struct EventText: Hashable, Sendable {
        let at: TimeText
        let words: String
        let path: String?
    }

    /// Pages per day: the picture, its words, and every figure with the reading behind it.
    struct Days: Hashable, Sendable {
        struct Day: Hashable, Sendable {
            let date: String
            let pages: String
            let path: String?
        }

        let sentence: String
        let chart: SVG
        let top: String
        let first: String
        let last: String
        let rows: [Day]
        let ranges: [Choice]
    }

    /// Something that the machine says one way over SNMP and another way over IPP.
    struct DifferenceText: Hashable, Sendable {
        let name: String
        let snmp: String
        let ipp: String
        /// Whose word stands on the page.
        let counts: String
    }

    struct Fact: Hashable, Sendable {
        let name: String
        let value: String
    }

    let title: String
    /// What the server calls this machine when it tells of a change.
    let live: String
    let crumbs: [Link]
    let lead: String
    let heard: TimeText
    let isSilent: Bool
    let promises: [PromiseText]
    let supplies: [SupplyText]
    let trays: [Fact]
    let alerts: [AlertText]
    let console: [String]
    let days: Days?
    let meters: [MeterText]
    let differences: [DifferenceText]
    let events: [EventText]
    let acts: [ActText]
    let facts: [Fact]
    let reading: Link
    let readings: Link
    let history: Link
    let move: Link
    let writeDown: Link?
    let moveWords: String

    static let sample = MachinePage(
        title: "Example Copier 300", live: "device", crumbs: [Link("Library", .places)], lead: "It is idle.",
        heard: TimeWords.sample.ago(TimeWords.sample.now), isSilent: false,
        promises: [
            PromiseText(
                words: "Nobody runs out.", path: "/", linePath: "/", verdict: VerdictText(.onTrack),
                reason: "Fine.",
                evidence: [EvidenceText(words: "9 %", path: "/")])
        ],
        supplies: [
            SupplyText(
                name: "Black", kind: "toner", gauge: .gauge(.percent(9)), level: "9 %", explanation: "Some.",
                estimate: "Dry on Friday.", spark: .none, since: EvidenceText(words: "9 %", path: "/"),
                raw: "9 of 100")
        ],
        trays: [Fact(name: "Tray 1", value: "250 of 500 sheets")],
        alerts: [AlertText(words: "Paper is low.", more: "warning")], console: ["Ready"],
        days: Days(
            sentence: "About 40 pages a day.", chart: .none, top: "50", first: "1 October", last: "today",
            rows: [Days.Day(date: "Monday", pages: "12", path: "/")],
            ranges: [Choice(value: "/", words: "30 days", isChosen: true)]),
        meters: [MeterText(name: "Everything", value: "12 345", unit: "sides", source: "1.3.6.1")],
        differences: [DifferenceText(name: "Toner, black", snmp: "40 %", ipp: "35 %", counts: "SNMP")],
        events: [EventText(at: TimeWords.sample.at(TimeWords.sample.now), words: "Heard.", path: "/")],
        acts: [ActText(.sample, by: .sample, .sample)], facts: [Fact(name: "Serial", value: "EX1")],
        reading: Link("What it said", .machines()), readings: Link("Every reading", .machines()),
        history: Link("The whole history", .machines()), move: Link("It stands elsewhere", .machines()),
        writeDown: Link("Write down what happened", .newEvidence()),
        moveWords: "Say where it stands")
}
