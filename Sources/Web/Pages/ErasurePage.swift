// SPDX-License-Identifier: Apache-2.0
import People
import Practice
import Promises
import Values

/// Erasing a person: what goes, what stays, and a name to type.
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
        title: "Erase Dana", person: Link("Dana", .people()), goes: ["Words."], stays: ["Proofs."],
        open: [.sample], action: "/", above: "Please look again.", name: .some("name"))

    static func query(
        _ office: Office, _ id: PersonID, fault: Refusal? = nil, for signedIn: SignedIn
    ) async throws -> ErasurePage {
        let view = try await office.erasure(of: id, for: signedIn)
        let times = TimeWords(now: office.now, zone: signedIn.zone)
        let name = view.person.name
        let faults = Faults(fault, fields: ["name"])
        return ErasurePage(
            title: "Erase \(name)", person: Link(name, .person(id)), goes: goes(view), stays: stays(view),
            open: view.open.map { PromiseItem($0, times) }, action: Route.erase(id).path,
            above: faults.above ?? view.plan.obstacles.first,
            name: Field(
                "name", "Type their name", hint: "\(name). This cannot be undone.", fault: faults["name"],
                autocomplete: "off"))
    }

    /// What is gone afterwards; what nothing is held of is not named.
    private static func goes(_ view: ErasureView) -> [String] {
        let name = view.person.name
        func tell(_ kind: HeldAboutPerson.Item.Kind, _ one: String, _ many: String) -> String? {
            let count = view.plan.steps.count { $0.item.kind == kind }
            return count == 0 ? nil : counted(count, one, many)
        }
        let personal = [
            tell(.note, "note about them", "notes about them"),
            tell(.ownWords, "thing they care about", "things they care about, in their words"),
            tell(.need, "need that they alone said", "needs that they alone said"),
        ].compactMap { $0 }
        let talks = tell(.conversation, "conversation", "conversations").map {
            "What \(name) said in \($0), how they were, and the line of those in which nobody else was heard."
        }
        return [
            "\(name)’s record: their name, what they do, how to reach them, where they are.",
            view.plan.steps.contains { $0.item.kind == .account }
                ? "Their account, with everything that lets them sign in, and the address of their calendar."
                : nil,
            personal.isEmpty ? nil : "\(capitalised(listed(personal))).", talks,
            "The words of every promise that \(name) made, or was made by name, and where they were said; what was noted about them, and every reason given for taking one back, disputing or pausing it.",
            "\(capitalised(counted(view.texts, "text", "texts"))) of the ledger, with the key that opens them. Nobody can read them again, and no backup of the key is kept here.",
        ].compactMap { $0 }
    }

    private static func stays(_ view: ErasureView) -> [String] {
        [
            "That there was a promise, when, of which kind and how it stood: its figures belong to both sides.",
            "The ledger and its proofs. It says that texts were erased on request, and every other entry proves as before.",
            "What machines said, and that somebody was heard, answered or visited, which decides promises to others. No name stands there any more.",
            "What \(view.person.name) wrote about others, and what others said where they were together: that is theirs. Where somebody else’s words speak of \(view.person.name), nobody but a reader can tell; look for the name there and have it corrected.",
            "Copies outside: exports that a customer keeps, and your backups until they are replaced.",
        ]
    }
}
