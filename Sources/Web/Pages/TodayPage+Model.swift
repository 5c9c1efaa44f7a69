// SPDX-License-Identifier: Apache-2.0

/// Whom to look after today, in the order in which promises would break.
struct TodayPage: PageModel {
    static let template = "today"
    static let section: Section? = .today

    struct Group: Hashable, Sendable {
        let id: String
        let title: String
        var lines: [LineItem]
    }

    /// A standing promise in the margin, with its last fortnight.
    struct Standing: Hashable, Sendable {
        let words: String
        let path: String
        let strip: SVG
        let key: String
    }

    var title: String { "Today" }
    let heading: String
    let lead: String
    /// Collectors that are silent, each with whom to call.
    let silent: [SilentItem]
    let groups: [Group]
    let empty: String?
    let isEverybody: Bool
    let mine: Link
    let everybody: Link?
    let pager: Pager?
    let standing: [Standing]
    let heard: [String]
    let newPromise: Link
    let writeDown: Link?
    /// People whom it is time to hear.
    let hearing: [HearingItem]
    let hearingMore: Link?

    static let sample = TodayPage(
        heading: "Tuesday, 14 October", lead: "Five promises to look after.",
        silent: [.sample], groups: [Group(id: "group-0", title: "Today", lines: [.sample])],
        empty: "Nobody is waiting.",
        isEverybody: false, mine: Link("Yours", .today()), everybody: Link("Everybody's", .today()),
        pager: .sample,
        standing: [Standing(words: "Nobody here runs out.", path: "/", strip: .none, key: "14 days.")],
        heard: ["The collector was heard 2 minutes ago."],
        newPromise: Link("Give your word", .newPromise()),
        writeDown: Link("Write down what was said", .newConversation()), hearing: [.sample],
        hearingMore: Link("Who was heard", .heard()))
}
