// SPDX-License-Identifier: Apache-2.0

/// The customer's machines, searched, narrowed and ordered by the server.
struct MachinesPage: PageModel {
    static let template = "machines"
    static let section: Section? = .machines

    var title: String { "Machines" }
    let lead: String
    let find: String
    let isNarrowed: Bool
    let verdicts: [Choice]
    let heard: [Choice]
    let places: [Choice]
    let makes: [Choice]
    let orders: [Choice]
    let all: Link
    let rows: [MachineRow]
    let empty: String?
    let pager: Pager?

    static let sample = MachinesPage(
        lead: "214 machines.", find: "lib", isNarrowed: true,
        verdicts: [Choice(value: "atRisk", words: "at risk", isChosen: true)],
        heard: [Choice(value: "silent", words: "silent", isChosen: false)],
        places: [Choice(value: "1", words: "Library", isChosen: false)],
        makes: [Choice(value: "Example", words: "Example", isChosen: false)],
        orders: [Choice(value: "need", words: "need", isChosen: true)],
        all: Link("All machines", .machines()),
        rows: [.sample], empty: "None.", pager: .sample)
}
