// SPDX-License-Identifier: Apache-2.0
import Promises

/// The promises that were given, the newest first.
struct PromisesPage: PageModel {
    static let template = "promises"
    static let section: Section? = .promises

    var title: String { "Promises" }
    let lead: String
    let rows: [PromiseItem]
    let empty: String?
    let pager: Pager?
    let other: Link
    let newPromise: Link

    static let sample = PromisesPage(
        lead: "Twelve promises.", rows: [.sample], empty: "None yet.", pager: .sample,
        other: Link("Also those that are settled", .promises(ended: true)),
        newPromise: Link("Write down a promise", .newPromise))
}

/// One promise: its words, how it stands and stood, machine by machine, and what was done about it.
struct PromisePage: PageModel {
    static let template = "promise"
    static let section: Section? = .promises

    struct Tally: Hashable, Sendable {
        let verdict: VerdictText
        let count: String
        let path: String
        let isHere: Bool
    }

    struct Day: Hashable, Sendable {
        let date: String
        let verdict: VerdictText
    }

    var title: String { item.words }
    let item: PromiseItem
    let said: String
    let terms: String?
    let strip: SVG
    let stripSentence: String
    let stripFirst: String
    let stripLast: String
    let days: [Day]
    let ranges: [Choice]
    let tally: [Tally]
    let all: Link?
    let lines: [LineItem]
    let isDeed: Bool
    let pager: Pager?
    let history: [ActText]

    static let sample = PromisePage(
        item: .sample, said: "Said on the walk.", terms: "Assessed so.", strip: .none, stripSentence: "Kept.",
        stripFirst: "1 October", stripLast: "today", days: [Day(date: "Monday", verdict: VerdictText(.kept))],
        ranges: [Choice(value: "/", words: "30 days", isChosen: true)],
        tally: [Tally(verdict: VerdictText(.kept), count: "2", path: "/", isHere: true)],
        all: Link("All machines", .promises()), lines: [.sample], isDeed: false, pager: .sample,
        history: [ActText(.sample, by: .sample, .sample)])
}

/// Choosing what kind of promise it is.
struct NewPromisePage: PageModel {
    static let template = "promise-new"
    static let section: Section? = .promises

    var title: String { "Write down a promise" }
    let deed: Link
    let toner: Link

    static let sample = NewPromisePage(
        deed: Link("To do one thing", .newDeed()), toner: Link("About toner", .newToner()))
}

/// Writing down a deed or a standing promise: first to whom, then the words.
struct PromiseFormPage: PageModel {
    static let template = "promise-form"
    static let section: Section? = .promises

    let title: String
    let lead: String
    let action: String
    /// Where the search for the receiver is asked.
    let findAction: String
    let findField: Field
    let found: [Link]
    let nothing: String?
    /// `nil` until somebody was chosen.
    let receiver: String?
    let receiverName: String?
    let receiverField: String
    let change: Link
    let above: String?
    let words: Field
    let saidWhere: Field
    let others: [Field]
    let button: String

    static let sample = PromiseFormPage(
        title: "I'll do something", lead: "In the words.", action: "/", findAction: "/", findField: .sample,
        found: [Link("Dana", .people())], nothing: "Nobody.", receiver: "1", receiverName: "Dana",
        receiverField: "to", change: Link("Somebody else", .newDeed()), above: "Please look again.",
        words: .some("words"),
        saidWhere: .some("where"), others: [.some("due")], button: "Give your word")
}
