// SPDX-License-Identifier: Apache-2.0
import People
import Practice
import Promises
import Values

/// The programs that listen to the machines, and how long ago they were heard.
struct CollectorsPage: PageModel {
    static let template = "collectors"
    static let section: Section? = .collectors

    struct Row: Hashable, Sendable {
        let id: String
        let name: String
        let path: String
        let isSilent: Bool
        let mark: SVG
        /// "Heard", "Not heard since": what goes before the time.
        let state: String
        let at: TimeText?
        let more: String?
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
                id: "c", name: "Campus", path: "/", isSilent: true, mark: SVG.mark(.notProvable),
                state: "since", at: TimeWords.sample.ago(TimeWords.sample.now), more: "1.0 on host")
        ], empty: "None.", action: "/", name: .sample,
        places: [Choice(value: "", words: "Nowhere yet", isChosen: true)], above: "Please look again.")
}

/// The code for a collector: shown this once.
struct CollectorCodePage: PageModel {
    static let template = "collector-code"
    static let section: Section? = .collectors

    var title: String { "A code for \(name)" }
    let name: String
    let code: String
    let expires: TimeText
    let command: String
    let back: Link

    init(_ collector: CollectorRecord, _ code: EnrolmentCode, server: String, _ times: TimeWords) {
        name = collector.name
        self.code = code.description
        expires = times.at(times.now + enrolmentLifetime)
        command = "goodword collect --enrol \(code) --server \(server) --range 192.0.2.0/24"
        back = Link(collector.name, .collector(collector.id))
    }

    static let sample = CollectorCodePage(
        .sample, EnrolmentCode(chance: [1]), server: "https://goodword.example.org", .sample)
}

/// Ways to reach somebody, as links that a phone understands.
struct CallItem: Hashable, Sendable {
    struct Way: Hashable, Sendable {
        let words: String
        let href: String
    }

    let who: String
    let whoPath: String?
    let whoMore: String?
    let phone: Way?
    let mail: Way?

    init(_ person: Person) {
        who = person.name
        whoPath = Route.person(person.id).path
        whoMore = person.role
        phone = person.phone.map { number in
            // RFC 3966: digits, and a plus in front; what people write between them is left out.
            Way(
                words: "Call \(number)",
                href: "tel:" + number.filter { $0 == "+" || ($0.isASCII && $0.isNumber) })
        }
        mail = person.email.map { Way(words: "Write to \($0)", href: "mailto:" + percentEncoded($0)) }
    }

    static let sample = CallItem(.sample)
}

/// A collector that is silent, as a line of Today: whom to call, then why.
struct SilentItem: Hashable, Sendable {
    let id: String
    let path: String
    let name: String
    let mark: SVG
    let since: TimeText?
    let who: String
    let whoPath: String?
    let whoMore: String?
    let why: String
    let phone: CallItem.Way?
    let mail: CallItem.Way?
    let more: String

    init(_ view: CollectorView, _ times: TimeWords) {
        let collector = view.collector
        id = "silent-\(collector.id)"
        path = Route.collector(collector.id).path
        name = collector.name
        mark = SVG.mark(.notProvable)
        since = collector.silentSince.map(times.since)
        let call = view.toCall.map(CallItem.init)
        who = call?.who ?? view.path.last.map { "Somebody at \($0.name)" } ?? "Whoever looks after it"
        whoPath = call == nil ? view.path.last.map { Route.place($0.id).path } : call?.whoPath
        whoMore = call?.whoMore
        phone = call?.phone
        mail = call?.mail
        let machines =
            view.machines == 0
            ? "It has told of no machine yet."
            : capitalised(counted(view.machines, "machine is", "machines are"))
                + " not heard, and nothing can be proved of what was promised about them."
        why =
            (collector.revoked == nil
                ? "The collector there is silent. " : "The key of the collector there was withdrawn. ")
            + machines + (call == nil ? " Nobody is written down to be called." : "")
        more = call == nil ? "Write down whom to call" : "Write down what was said"
    }

    static let sample = SilentItem(.sample, .sample)
}

/// One collector: how it is, whom to call, its key, and what was done.
struct CollectorPage: PageModel {
    static let template = "collector"
    static let section: Section? = .collectors

    typealias Fact = MachinePage.Fact

    struct Entry: Hashable, Sendable {
        let at: TimeText
        let what: String
        let note: String?
    }

    let title: String
    let back: Link
    let isSilent: Bool
    let mark: SVG
    let lead: String
    let facts: [Fact]
    let call: CallItem?
    let note: Field
    let isNoteOpen: Bool
    let noteAction: String
    let above: String?
    let find: String
    let findAction: String
    let nothing: String?
    let arrangeAction: String
    let keepers: [Choice]
    let silences: [Choice]
    let keyWords: String
    let codeAction: String
    let revoke: String?
    let history: [Entry]

    static let sample = CollectorPage(
        title: "Campus", back: Link("Collectors", .collectors()), isSilent: true,
        mark: SVG.mark(.notProvable), lead: "Heard just now.", facts: [Fact(name: "Machines", value: "14")],
        call: .sample, note: .sample, isNoteOpen: true, noteAction: "/", above: "Please look again.",
        find: "x", findAction: "/", nothing: "Nobody fits.", arrangeAction: "/",
        keepers: [Choice(value: "", words: "Nobody", isChosen: true)],
        silences: [Choice(value: "", words: "Two hours", isChosen: true)], keyWords: "It has a key.",
        codeAction: "/", revoke: "/",
        history: [Entry(at: TimeWords.sample.at(TimeWords.sample.now), what: "Made", note: "Said so.")])
}

extension CollectorRecord {
    static let sample = CollectorRecord(
        id: ID(bits: 9), customer: ID(bits: 2), name: "Campus", place: nil, tokenHash: [],
        made: TimeWords.sample.now)
}

extension CollectorView {
    static let sample = CollectorView(
        collector: .sample, path: [.sample], keeper: .sample, peopleThere: [], machines: 14,
        codeExpires: nil, entries: [], actors: [:])
}
