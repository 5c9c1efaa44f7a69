// SPDX-License-Identifier: Apache-2.0

/// The story with a customer on one page; it leads with one next step for a person.
struct StoryPage: PageModel {
    static let template = "story"
    static let section: Section? = .people

    struct Item: Hashable, Sendable {
        let at: TimeText
        /// What kind of thing it was.
        let kind: String
        let who: String?
        let words: String
        let path: String?
        let by: String?
    }

    struct Milestone: Hashable, Sendable {
        let words: String
        let at: TimeText?
        let more: String?
    }

    struct Member: Hashable, Sendable {
        let name: String
        let path: String
        let part: String
    }

    let title: String
    let next: String
    let nextWho: Link?
    let nextAct: Link?
    let quiet: String
    let why: [String]
    let goals: Link
    let milestones: [Milestone]
    let members: [Member]
    let membersEmpty: String?
    let items: [Item]
    let empty: String?
    let pager: Pager?
    let form: Form?

    /// What is written down of the long cycle by hand.
    struct Form: Hashable, Sendable {
        let action: String
        let above: String?
        let isOpen: Bool
        let kinds: [Choice]
        let words: Field
        let days: [Field]
    }

    static let sample = StoryPage(
        title: "The story with the college", next: "Call Dana, and ask how she is.",
        nextWho: Link("Dana Whitfield", .people()),
        nextAct: Link("Write down what Dana said", .newConversation()), quiet: "Quiet for 20 days.",
        why: ["What they promised has not come yet."],
        goals: Link("The goals", .goals),
        milestones: [Milestone(words: "Met", at: TimeWords.sample.at(TimeWords.sample.now), more: "3 times")],
        members: [Member(name: "Dana", path: "/", part: "sponsor")], membersEmpty: "Nobody yet.",
        items: [
            Item(
                at: TimeWords.sample.at(TimeWords.sample.now), kind: "Call", who: "Dana",
                words: "It is too far.", path: "/", by: "Jo Marsh")
        ], empty: "Nothing yet.", pager: .sample,
        form: Form(
            action: "/", above: "Please look again.", isOpen: true,
            kinds: [Choice(value: "signed", words: "Both sides signed", isChosen: true)],
            words: .some("words"), days: [.some("day")]))
}
