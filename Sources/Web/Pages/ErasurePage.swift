// SPDX-License-Identifier: Apache-2.0
import People
import Practice
import Promises
import Values

/// Erasing what a person said and was told: what goes, what stays, and a name to type.
struct ErasurePage: PageModel {
    static let template = "erasure"
    static let section: Section? = .people

    let title: String
    let person: Link
    let goes: [String]
    let stays: [String]
    let open: [PromiseItem]
    let action: String
    let above: String?
    let name: Field

    static let sample = ErasurePage(
        title: "Erase Dana’s words", person: Link("Dana", .people()), goes: ["Words."], stays: ["Proofs."],
        open: [.sample], action: "/", above: "Please look again.", name: .some("name"))

    static func query(
        _ office: Office, _ id: PersonID, fault: Refusal? = nil, for signedIn: SignedIn
    ) async throws -> ErasurePage {
        let view = try await office.erasure(of: id, for: signedIn)
        let times = TimeWords(now: office.now, zone: signedIn.zone)
        let name = view.person.name
        let faults = Faults(fault, fields: ["name"])
        return ErasurePage(
            title: "Erase the words of \(name)", person: Link(name, .person(id)),
            goes: [
                "The words of every promise that \(name) made, or was made by name, and where they were said.",
                "What was noted about those promises, and every reason given for taking one back, disputing or pausing it.",
                "\(capitalised(counted(view.texts, "text", "texts"))) of the ledger, with the key that opens them. Nobody can read them again, and no backup of the key is kept here.",
            ],
            stays: [
                "That there was a promise, when, of which kind and how it stood: its figures belong to both sides.",
                "The ledger and its proofs. It says that texts were erased on request, and every other entry proves as before.",
                "What machines said, and that somebody was heard, answered or visited, which decides promises to others.",
                "Their name, role and ways to reach them, and conversations that were written down: those are corrected on their own pages.",
                "Copies outside: exports that a customer keeps, and your backups until they are replaced.",
            ], open: view.open.map { PromiseItem($0, times) }, action: Route.erase(id).path,
            above: faults.above,
            name: Field(
                "name", "Type their name", hint: "\(name). This cannot be undone.", fault: faults["name"],
                autocomplete: "off"))
    }
}
