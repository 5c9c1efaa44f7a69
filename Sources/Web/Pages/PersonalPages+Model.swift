// SPDX-License-Identifier: Apache-2.0

/// The part of a person's page that is about them alone: notes, their own words, their needs.
struct PersonalPart: Hashable, Sendable {
    struct Words: Hashable, Sendable {
        let words: String
        let more: String
        /// Where it is taken away, by those who may.
        let end: String?
    }

    struct NeedItem: Hashable, Sendable {
        let words: String
        let more: String
        let action: String?
        let person: String
        let met: String
        let button: String
    }

    struct NoteForm: Hashable, Sendable {
        let action: String
        let isOpen: Bool
        let field: Field
        let choices: [Choice]
        let readers: [Choice]
    }

    struct WordsForm: Hashable, Sendable {
        let action: String
        let isOpen: Bool
        let fields: [Field]
    }

    struct PartForm: Hashable, Sendable {
        let action: String
        let words: String
        let choices: [Choice]
        let other: Field
    }

    let above: String?
    let ownWords: [Words]
    let needs: [NeedItem]
    let notes: [Words]
    let noteForm: NoteForm?
    let wordsForm: WordsForm?
    let partForm: PartForm?
    let links: [Link]

    static let sample = PersonalPart(
        above: "Please look again.",
        ownWords: [Words(words: "Quiet machines.", more: "Said in May.", end: "/")],
        needs: [
            NeedItem(
                words: "A machine nearby", more: "Said in May.", action: "/", person: "1", met: "yes",
                button: "They say it is met")
        ], notes: [Words(words: "Likes tea.", more: "Jo, for all of us.", end: "/")],
        noteForm: NoteForm(
            action: "/", isOpen: true, field: .some("note"),
            choices: [Choice(value: "author", words: "Only me", isChosen: true)],
            readers: [Choice(value: "1", words: "Jo Marsh", isChosen: false)]),
        wordsForm: WordsForm(action: "/", isOpen: true, fields: [.some("ownWords")]),
        partForm: PartForm(
            action: "/", words: "Their part: sponsor.",
            choices: [Choice(value: "sponsor", words: "sponsor", isChosen: true)], other: .some("other")),
        links: [Link("Everything held about Dana", .people())])
}

/// Correcting what is held about a person.
struct PersonDetailsPage: PageModel {
    static let template = "person-details"
    static let section: Section? = .people

    let title: String
    let action: String
    let above: String?
    let fields: [Field]

    static let sample = PersonDetailsPage(
        title: "Correct what is held about Dana", action: "/", above: "Please look again.",
        fields: [.some("name")])
}

/// Everything held about a person, for them to read.
struct HeldPage: PageModel {
    static let template = "held"
    static let section: Section? = .people

    struct Group: Hashable, Sendable {
        let title: String
        let items: [Item]
    }

    struct Item: Hashable, Sendable {
        let more: String?
        let facts: [MachinePage.Fact]
    }

    let title: String
    let lead: String
    let export: Link
    let correct: Link?
    let groups: [Group]
    let missing: String?

    static let sample = HeldPage(
        title: "Everything held about Dana", lead: "As of today.", export: Link("Take it along", .people()),
        correct: Link("Correct it", .people()),
        groups: [
            Group(
                title: "Notes about you",
                items: [Item(more: "Jo", facts: [MachinePage.Fact(name: "words", value: "Likes tea.")])])
        ], missing: "Nothing is held under: calls.")
}

/// The secret address at which somebody's plan can be read by a calendar.
struct CalendarPage: PageModel {
    static let template = "calendar"
    static let section: Section? = .today

    var title: String { "Your plan as a calendar" }
    /// Shown this once.
    let address: String?
    let standing: String
    let action: String
    let button: String
    let end: String?

    static let sample = CalendarPage(
        address: "https://goodword.example.org/calendar/x.ics", standing: "There is an address.", action: "/",
        button: "Make an address", end: "/")
}
