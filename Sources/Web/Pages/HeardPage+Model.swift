// SPDX-License-Identifier: Apache-2.0

/// Somebody whom it is time to hear, as a line of Today.
struct HearingItem: Hashable, Sendable {
    struct Note: Hashable, Sendable {
        let at: TimeText
        let words: String
        let path: String
    }

    let id: String
    let when: TimeText
    let who: String
    let whoPath: String
    let whoMore: String?
    let sentence: String
    let notes: [Note]
    let writeDown: Link

    static let sample = HearingItem(
        id: "hear-1", when: TimeWords.sample.by(TimeWords.sample.now), who: "Dana Whitfield", whoPath: "/",
        whoMore: "Librarian", sentence: "Heard last in May.",
        notes: [Note(at: TimeWords.sample.at(TimeWords.sample.now), words: "It is too far.", path: "/")],
        writeDown: Link("Write down what Dana said", .newConversation()))
}

/// Who of a customer's people was heard, by building and role, and the quiet ones by name.
struct HeardPage: PageModel {
    static let template = "heard"
    static let section: Section? = .people

    struct Share: Hashable, Sendable {
        let name: String
        let path: String?
        let count: String
    }

    struct Quiet: Hashable, Sendable {
        let name: String
        let path: String
        let more: String?
        let place: String?
        let last: String
    }

    struct Rule: Hashable, Sendable {
        let words: String
        let end: String
    }

    var title: String { "Who was heard" }
    let lead: String
    let since: String
    let buildings: [Share]
    let roles: [Share]
    let quietTitle: String
    let quiet: [Quiet]
    let quietEmpty: String?
    let everywhere: Link?
    let pager: Pager?
    let rules: [Rule]
    let action: String
    let above: String?
    let about: [Choice]
    let days: Field

    static let sample = HeardPage(
        lead: "41 of 60 people were heard.", since: "2026-09-01",
        buildings: [Share(name: "Library", path: "/", count: "4 of 9")],
        roles: [Share(name: "Librarian", path: "/", count: "1 of 2")], quietTitle: "Not heard",
        quiet: [Quiet(name: "Dana", path: "/", more: "Librarian", place: "Library", last: "never")],
        quietEmpty: "Nobody.", everywhere: Link("Everywhere", .people()), pager: .sample,
        rules: [Rule(words: "Everyone in the library, every 90 days.", end: "/")], action: "/",
        above: "Please look again.", about: [Choice(value: "place-1", words: "Library", isChosen: true)],
        days: .some("days"))
}
