// SPDX-License-Identifier: Apache-2.0

/// The walks of a customer.
struct WalksPage: PageModel {
    static let template = "walks"
    static let section: Section? = .places

    struct Row: Hashable, Sendable {
        let words: String
        let path: String
        let more: String
    }

    var title: String { "Walks" }
    let lead: String
    let rows: [Row]
    let empty: String?
    let plan: Link?
    let phone: Link?
    let pager: Pager?

    static let sample = WalksPage(
        lead: "Room by room.", rows: [Row(words: "Old Library", path: "/", more: "Tuesday")],
        empty: "None yet.", plan: Link("Plan a walk", .newWalk), phone: Link("On the phone", .walkOnPhone),
        pager: .sample)
}

/// Planning a walk: where, whom, and which questions one leaves open.
struct NewWalkPage: PageModel {
    static let template = "walk-new"
    static let section: Section? = .places

    struct Box: Hashable, Sendable {
        let name: String
        let words: String
        let more: String?
        let isChosen: Bool
    }

    var title: String { "Plan a walk" }
    let action: String
    let above: String?
    let fields: [Field]
    let places: [Box]
    let placesEmpty: String?
    let find: String
    let persons: [Box]
    let questions: Field

    static let sample = NewWalkPage(
        action: "/", above: "Please look again.", fields: [.sample],
        places: [Box(name: "place-1", words: "Library", more: "building", isChosen: true)],
        placesEmpty: "None.", find: "dana",
        persons: [Box(name: "person-1", words: "Dana", more: nil, isChosen: false)],
        questions: .some("questions"))
}

/// What came of a walk, for the desk and for paper.
struct WalkPage: PageModel {
    static let template = "walk"
    static let section: Section? = .places

    struct Machine: Hashable, Sendable {
        let words: String
        let path: String?
        let more: String
        let photos: [Link]
    }

    struct Spoken: Hashable, Sendable {
        let who: String
        let whoPath: String?
        let question: String?
        let words: String
        let more: String
        let links: [Link]
    }

    struct Room: Hashable, Sendable {
        let name: String
        let path: String
        let state: String
        let lines: [Spoken]
        let photos: [Link]
    }

    let title: String
    let crumbs: [Link]
    let lead: String
    /// What is not certain about it, said first.
    let unsure: [String]
    let phone: Link?
    let seen: [Machine]
    let seenOnly: [Machine]
    let networkOnly: [Machine]
    let machinesEmpty: String?
    let heard: [Spoken]
    let notHeard: [Link]
    let needs: [Spoken]
    let promises: [Spoken]
    let met: [Link]
    let rooms: [Room]

    static let sample = WalkPage(
        title: "The library", crumbs: [Link("Walks", .walks())], lead: "Two machines.",
        unsure: ["Something is missing."], phone: Link("On the phone", .walkOnPhone), seen: [.sample],
        seenOnly: [.sample], networkOnly: [.sample], machinesEmpty: "None.", heard: [.sample],
        notHeard: [Link("Sam", .people())], needs: [.sample], promises: [.sample],
        met: [Link("Ida", .people())],
        rooms: [
            Room(
                name: "Reading room", path: "/", state: "All of it was seen.", lines: [.sample],
                photos: [Link("Picture 1", .walks())])
        ])
}

extension WalkPage.Machine {
    static let sample = WalkPage.Machine(
        words: "Copier 300", path: "/", more: "Serial 1", photos: [Link("Picture 1", .walks())])
}

extension WalkPage.Spoken {
    static let sample = WalkPage.Spoken(
        who: "Dana", whoPath: "/", question: "What is hard?", words: "It is too far.", more: "Reading room",
        links: [Link("What was said", .conversations())])
}
