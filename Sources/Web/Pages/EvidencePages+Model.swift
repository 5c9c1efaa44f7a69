// SPDX-License-Identifier: Apache-2.0
import Practice
import Promises

/// One piece of evidence: what it says, who said so and when, and what rests on it.
struct EvidencePage: PageModel {
    static let template = "evidence"
    static let section: Section? = .promises

    let title: String
    let lead: String
    let facts: [MachinePage.Fact]
    let times: [Time]
    let reading: Link?
    /// What it took the place of, and what stands in its place.
    let corrects: Link?
    let correctedBy: [Correction]
    let decided: [Decided]
    let nothing: String?
    let fault: String?
    /// Where the form that says it was not so is sent; `nil` for those who may not.
    let correction: String?

    struct Time: Hashable, Sendable {
        let name: String
        let at: TimeText
    }

    struct Correction: Hashable, Sendable {
        let at: TimeText
        let words: String
        let path: String
    }

    /// A line that rests on it.
    struct Decided: Hashable, Sendable {
        let promise: Link
        let who: String
        let verdict: VerdictText
        let line: Link
    }

    static let sample = EvidencePage(
        title: "Dana called for help.", lead: "Said by Dana.",
        facts: [MachinePage.Fact(name: "Written down by", value: "Maeve")],
        times: [Time(name: "It was so", at: TimeWords.sample.at(TimeWords.sample.now))],
        reading: Link("The reading", .machines()), corrects: Link("Something else", .promises()),
        correctedBy: [
            Correction(at: TimeWords.sample.at(TimeWords.sample.now), words: "It was not so.", path: "/")
        ],
        decided: [
            Decided(
                promise: Link("Nobody waits.", .promises()), who: "Dana", verdict: VerdictText(.kept),
                line: Link("Why", .today()))
        ], nothing: "Nothing.", fault: "Please say why.", correction: "/")
}

/// Writing down what decides promises: first what it is and about whom, then what was so.
struct NewEvidencePage: PageModel {
    static let template = "evidence-new"
    static let section: Section? = .promises

    typealias Hidden = WordPage.Hidden

    struct Kind: Hashable, Sendable {
        let path: String
        let words: String
        let more: String
    }

    /// Somebody or something is to be chosen first.
    struct Finding: Hashable, Sendable {
        let label: String
        let action: String
        let hidden: [Hidden]
        let find: String
        let found: [Kind]
        let nothing: String?
    }

    struct Group: Hashable, Sendable {
        let name: String
        let legend: String
        let choices: [Choice]
        let fault: String?
    }

    /// A person who may have taken part: a box of their own.
    struct Box: Hashable, Sendable {
        let name: String
        let words: String
        let isChosen: Bool
    }

    struct Form: Sendable {
        let action: String
        let hidden: [Hidden]
        let groups: [Group]
        let boxes: [Box]
        let boxesLegend: String?
        let fields: [Field]
        let times: [Field]
    }

    let title: String
    let lead: String
    let back: Link?
    let above: String?
    let kinds: [Kind]
    let finding: Finding?
    let calls: [Kind]
    let callsTitle: String?
    let form: Form?

    static let sample = NewEvidencePage(
        title: "A supply was delivered", lead: "For Dana.", back: Link("The promise", .promises()),
        above: "Please look again.", kinds: [Kind(path: "/", words: "A talk", more: "Who took part.")],
        finding: Finding(
            label: "Which machine?", action: "/", hidden: [Hidden(name: "what", value: "delivery")],
            find: "copier", found: [Kind(path: "/", words: "Copier", more: "Library")], nothing: "Nothing."),
        calls: [Kind(path: "/", words: "Dana", more: "yesterday")], callsTitle: "Calls",
        form: Form(
            action: "/", hidden: [Hidden(name: "what", value: "delivery")],
            groups: [
                Group(
                    name: "supply", legend: "Which supply?",
                    choices: [Choice(value: "1", words: "Black", isChosen: true)], fault: "Please choose.")
            ], boxes: [Box(name: "with-1", words: "Dana", isChosen: true)], boxesLegend: "Who took part?",
            fields: [.sample], times: [.some("at")]))
}
