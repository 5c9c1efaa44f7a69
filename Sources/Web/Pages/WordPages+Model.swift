// SPDX-License-Identifier: Apache-2.0
import Promises
import Values

/// Promises to begin with, in the words that people say.
struct NewPromisePage: PageModel {
    static let template = "promise-new"
    static let section: Section? = .promises

    struct Group: Hashable, Sendable {
        let title: String
        let starts: [Start]
    }

    struct Start: Hashable, Sendable {
        let words: String
        let path: String
    }

    var title: String { "Give your word" }
    /// To whom, when somebody was chosen before.
    let receiver: String?
    let deed: Start
    let groups: [Group]

    static let sample = NewPromisePage(
        receiver: "everyone in the library", deed: Start(words: "I’ll call on Tuesday.", path: "/"),
        groups: [Group(title: "That help comes", starts: [Start(words: "A person answers.", path: "/")])])
}

/// Giving one's word about every day: first to whom, then the words and the sentence with its blanks.
struct WordPage: PageModel {
    static let template = "promise-word"
    static let section: Section? = .promises

    /// The promise in whose place this one is to stand.
    struct Old: Hashable, Sendable {
        let words: String
        let sentence: String
        let path: String
    }

    struct Hidden: Hashable, Sendable {
        let name: String
        let value: String
    }

    let title: String
    let lead: String
    let old: Old?
    // To whom: as long as nobody was chosen.
    let findAction: String
    let findHidden: [Hidden]
    let find: String
    let found: [Link]
    let nothing: String?
    // The promise: as soon as somebody was.
    let receiver: String?
    let change: Link
    let another: Link?
    let above: String?
    let action: String
    let hidden: [Hidden]
    let words: Field
    let saidWhere: Field
    let pieces: [SentencePiece]
    let pieceFault: String?
    let counted: String
    let more: [Field]
    let isMoreOpen: Bool
    let provided: [Choice]
    let button: String

    static let sample = WordPage(
        title: "Give your word", lead: "In the words that were said.",
        old: Old(words: "Nobody waits.", sentence: "We promise.", path: "/"), findAction: "/",
        findHidden: [Hidden(name: "start", value: "answered")], find: "dana",
        found: [Link("Dana", .people())],
        nothing: "Nobody.", receiver: "everyone in the library", change: Link("Somebody else", .newPromise()),
        another: Link("And somebody else", .newPromise()), above: "Please look again.", action: "/",
        hidden: [Hidden(name: "to", value: "everybody")], words: .some("words"), saidWhere: .some("where"),
        pieces: [
            SentencePiece(words: "We promise that a person answers within"),
            SentencePiece(
                entry: SentencePiece.Entry(
                    name: "count", label: "How many", value: "4", type: "text", width: "number",
                    isWrong: true,
                    isRequired: true)),
            SentencePiece(
                choice: SentencePiece.Chosen(
                    name: "unit", label: "Counted in",
                    options: [Choice(value: "hour", words: "hours", isChosen: true)], isWrong: false)),
        ], pieceFault: "Please write a number.", counted: "Counted time, for each call.",
        more: [.some("principle")], isMoreOpen: true,
        provided: [Choice(value: "1", words: "The network is open.", isChosen: false)],
        button: "Look before you promise")
}

/// What somebody should have seen before they give their word.
struct OutlookPage: PageModel {
    static let template = "promise-outlook"
    static let section: Section? = .promises

    /// What the past year says of keeping it, for one person, machine or place.
    struct Past: Hashable, Sendable {
        let name: String
        let verdict: VerdictText
        let words: String
    }

    /// Something that is owed already.
    struct Owed: Hashable, Sendable {
        let when: TimeText?
        let who: String
        let words: String
        let path: String
    }

    var title: String { "Before you give your word" }
    let words: String
    let receiver: String
    let sentence: String
    let old: WordPage.Old?
    let owedTitle: String
    let owed: [Owed]
    let owedWords: String
    let pastWords: String
    let past: [Past]
    let pastMore: String?
    let hidden: [WordPage.Hidden]
    let action: String
    let changeAction: String
    let button: String

    static let sample = OutlookPage(
        words: "Nobody waits.", receiver: "everyone in the library", sentence: "We promise.",
        old: WordPage.Old(words: "Nobody waits.", sentence: "We promise.", path: "/"),
        owedTitle: "What you owe by Friday",
        owed: [
            Owed(when: TimeWords.sample.by(TimeWords.sample.now), who: "Dana", words: "I'll call.", path: "/")
        ],
        owedWords: "One promise.",
        pastWords: "Three of four would have kept it.",
        past: [Past(name: "Copier", verdict: VerdictText(.kept), words: "all year")],
        pastMore: "And twelve more.", hidden: [WordPage.Hidden(name: "to", value: "everybody")], action: "/",
        changeAction: "/", button: "Give your word")
}
