// SPDX-License-Identifier: Apache-2.0
import Promises

/// The promises that were given: the open ones as they stand, the worst first, or all of them, the newest first; narrowed
/// to some of them.
struct PromisesPage: PageModel {
    static let template = "promises"
    static let section: Section? = .promises

    var title: String { "Promises" }
    let lead: String
    let isNarrowed: Bool
    let verdicts: [Choice]
    let measures: [Choice]
    let sides: [Choice]
    /// Who was chosen, with the ways to narrow it to what they gave or were given.
    let person: String?
    let personKey: String?
    let parts: [Choice]
    let find: String
    /// Who may have been meant, while nobody is chosen.
    let found: [Link]
    let nobody: String?
    let ended: [Choice]
    let all: Link?
    let rows: [PromiseItem]
    let empty: String?
    let pager: Pager?
    let newPromise: Link?
    /// For those who may read them.
    var goals: Link?
    let ledger = Link("The ledger of promises", .ledger)
    let month = Link("The month in promises", .month())

    static let sample = PromisesPage(
        lead: "Twelve promises.", isNarrowed: true,
        verdicts: [Choice(value: "broken", words: "Broken", isChosen: true)],
        measures: [Choice(value: "heard", words: "Heard", isChosen: false)],
        sides: [Choice(value: "provider", words: "We promised", isChosen: false)], person: "Dana",
        personKey: "1", parts: [Choice(value: "given", words: "What they promised", isChosen: true)],
        find: "Da", found: [Link("Dana", .promises())], nobody: "Nobody fits.",
        ended: [Choice(value: "yes", words: "Settled ones, too", isChosen: false)],
        all: Link("All promises", .promises()), rows: [.sample], empty: "None yet.", pager: .sample,
        newPromise: Link("Give your word", .newPromise()), goals: Link("Goals", .goals))
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
    /// The conversation in which it was said, carried along.
    let hidden: [WordPage.Hidden]
    let change: Link
    let above: String?
    let words: Field
    let saidWhere: Field
    let others: [Field]
    let button: String

    static let sample = PromiseFormPage(
        title: "I'll do something", lead: "In the words.", action: "/", findAction: "/", findField: .sample,
        found: [Link("Dana", .people())], nothing: "Nobody.", receiver: "1", receiverName: "Dana",
        receiverField: "to", hidden: [WordPage.Hidden(name: "said", value: "1")],
        change: Link("Somebody else", .newDeed()), above: "Please look again.",
        words: .some("words"),
        saidWhere: .some("where"), others: [.some("due")], button: "Give your word")
}
