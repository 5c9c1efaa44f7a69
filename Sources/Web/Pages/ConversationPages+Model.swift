// SPDX-License-Identifier: Apache-2.0

/// A conversation in a list.
struct ConversationRow: Hashable, Sendable {
    let path: String
    let at: TimeText
    let form: String
    let who: String
    let line: String
    let by: String?

    static let sample = ConversationRow(
        path: "/", at: TimeWords.sample.at(TimeWords.sample.now), form: "Call", who: "Dana Whitfield",
        line: "The copier is too far away.", by: "Jo Marsh")
}

/// What was said with a customer's people, or with one of them; the newest first.
struct ConversationsPage: PageModel {
    static let template = "conversations"
    static let section: Section? = .people

    let title: String
    let lead: String
    let crumbs: [Link]
    let writeDown: Link?
    let also: [Link]
    let rows: [ConversationRow]
    let empty: String?
    let pager: Pager?

    static let sample = ConversationsPage(
        title: "What was said", lead: "Two conversations.", crumbs: [Link("Dana", .people())],
        writeDown: Link("Write down what was said", .newConversation()), also: [Link("Heard", .people())],
        rows: [.sample], empty: "Nothing yet.", pager: .sample)
}

/// One conversation: who was there, what was said, and the promises in it.
struct ConversationPage: PageModel {
    static let template = "conversation"
    static let section: Section? = .people

    struct There: Hashable, Sendable {
        let name: String
        let path: String
        /// "was heard, chaired the board, worried".
        let more: String
        let said: [String]
        let needs: [String]
    }

    /// A promise that the words hold.
    struct Offer: Hashable, Sendable {
        let words: String
        /// "You to Dana Whitfield, by Tuesday, 17:00."
        let sentence: String
        let condition: String?
        /// Where one tap makes it; `nil` when something is still open, or it is another's word.
        let action: String?
        /// Where what is open is filled in.
        let more: Link?
        /// Why it cannot be made here.
        let why: String?
    }

    let title: String
    let lead: String
    let at: TimeText
    let line: String
    let there: [There]
    let place: [Link]
    let corrected: Link?
    let offers: [Offer]
    let promises: [PromiseItem]
    let promise: Link?
    let details: Link?
    let audience: String
    let fault: String?

    static let sample = ConversationPage(
        title: "Call with Dana Whitfield", lead: "Written down by Jo Marsh.",
        at: TimeWords.sample.at(TimeWords.sample.now), line: "I'll call her on Tuesday.",
        there: [
            There(
                name: "Dana Whitfield", path: "/", more: "was heard, worried", said: ["It is too far."],
                needs: ["A machine nearby"])
        ], place: [Link("Library", .places)], corrected: Link("What stands there now", .people()),
        offers: [
            Offer(
                words: "I'll call her on Tuesday.", sentence: "You to Dana.", condition: "if it arrives",
                action: "/", more: Link("Fill in", .newDeed()), why: "It is another's word.")
        ], promises: [.sample], promise: Link("Promise something", .newPromise()),
        details: Link("Add details", .people()), audience: "Everyone of us reads it.", fault: "Look again.")
}

/// Writing down what was said: a person and a line, done; all else lies folded away.
struct ConversationFormPage: PageModel {
    static let template = "conversation-form"
    static let section: Section? = .people

    /// Somebody who was there, with the fields about them.
    struct There: Hashable, Sendable {
        let id: String
        let name: String
        let parts: [Choice]
        let role: Field
        let mood: Field
        let said: Field
        let need: Field
    }

    let title: String
    let lead: String
    let findAction: String
    let find: String
    let found: [Link]
    let nothing: String?
    /// People this writer talked with lately, to begin with one tap.
    let recent: [Link]
    /// `nil` until somebody was chosen.
    let who: String?
    let action: String
    let hidden: [WordPage.Hidden]
    let above: String?
    let line: String
    let lineMax: Int
    let lineFault: String?
    let forms: [Choice]
    let isMoreOpen: Bool
    let there: [There]
    let addFind: String
    let addFound: [Choice]
    let addNothing: String?
    let times: [Field]
    let places: [Choice]
    let audiences: [Choice]
    let button: String

    static let sample = ConversationFormPage(
        title: "Write down what was said", lead: "One line is enough.", findAction: "/", find: "dana",
        found: [Link("Dana", .people())], nothing: "Nobody fits.", recent: [Link("Dana", .people())],
        who: "Dana Whitfield", action: "/", hidden: [WordPage.Hidden(name: "id", value: "1")],
        above: "Please look again.", line: "She is well.", lineMax: 100, lineFault: "Write one line.",
        forms: [Choice(value: "call", words: "Call", isChosen: true)], isMoreOpen: true,
        there: [
            There(
                id: "1", name: "Dana", parts: [Choice(value: "heard", words: "was heard", isChosen: true)],
                role: .some("role"), mood: .some("mood"), said: .some("said"), need: .some("need"))
        ], addFind: "jo", addFound: [Choice(value: "2", words: "Jo", isChosen: false)],
        addNothing: "Nobody fits.", times: [.some("day")],
        places: [Choice(value: "3", words: "Library", isChosen: false)],
        audiences: [Choice(value: "side", words: "All of us", isChosen: true)], button: "Keep it")
}
