// SPDX-License-Identifier: Apache-2.0

/// A place, what is in it, and who can be found there; the topmost places when it is none.
struct PlacePage: PageModel {
    static let template = "place"
    static let section: Section? = .places

    struct Child: Hashable, Sendable {
        let name: String
        let kind: String
        let path: String
        let machines: String
        let children: [Child]
    }

    let title: String
    let crumbs: [Link]
    let lead: String
    let children: [Child]
    let childrenTitle: String
    let promises: [PromiseItem]
    let machines: [MachineRow]
    let pager: Pager?
    let people: [PersonRow]
    let promise: Link?
    let writeDown: Link?
    let machinesHere: Link?
    let listen: Link?
    let empty: String?
    let form: PlaceForm

    static let sample = PlacePage(
        title: "Library", crumbs: [Link("Campus", .places)], lead: "Three machines.",
        children: [
            Child(
                name: "Ground floor", kind: "floor", path: "/", machines: "2",
                children: [Child(name: "Room 2", kind: "room", path: "/", machines: "1", children: [])])
        ], childrenTitle: "Inside", promises: [.sample], machines: [.sample], pager: .sample,
        people: [.sample],
        promise: Link("Promise something", .newPromise()),
        writeDown: Link("Write down what happened", .newEvidence()),
        machinesHere: Link("In a list", .machines()),
        listen: Link("Let a collector listen here", .collectors()),
        empty: "Nothing here yet.", form: .sample)
}

/// Adding a place below another.
struct PlaceForm: Hashable, Sendable {
    let action: String
    let parent: String?
    let name: Field
    let kinds: [Choice]
    let isOpen: Bool
    let above: String?

    static let sample = PlaceForm(
        action: "/", parent: "1", name: .sample,
        kinds: [Choice(value: "room", words: "Room", isChosen: true)],
        isOpen: true, above: "Please look again.")
}
