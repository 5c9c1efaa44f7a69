// SPDX-License-Identifier: Apache-2.0
import Conversations
import People
import Practice
import Promises
import Values

extension PromiseFormPage {
    private static let saidWhereHint = "On the phone, on the walk, in which meeting."

    /// "I'll call on Tuesday": to whom, the words, until when, and where it was said.
    static func deed(
        _ office: Office, _ values: FormValues, fault: Refusal? = nil, for person: SignedIn
    ) async throws -> PromiseFormPage {
        let faults = Faults(fault, fields: ["words", "saidWhere", "due"])
        let find = values.text("find")
        let said = values["said"].flatMap { ConversationID($0) }
        var receiver: Person?
        if let id = values["to"].flatMap({ PersonID($0) }) {
            receiver = try await office.person(id, for: person).person
        }
        var found: [Link] = []
        if receiver == nil, !find.isEmpty {
            found = try await office.people(matching: find, Page(size: 20), for: person).people.rows.map {
                match in
                Link(
                    [match.name, match.role].compactMap { $0 }.joined(separator: ", "),
                    .newDeed(to: match.id, said: said, words: values["words"])
                )
            }
        }
        let today = person.zone.date(of: office.now)
        return PromiseFormPage(
            title: "I will do one thing",
            lead: "In the words that were said. It comes up in Today before it is due.",
            action: Route.makeDeed.path, findAction: Route.newDeed().path,
            findField: Field(
                "find", "To whom?", hint: "Part of a name, a role or an e-mail address.", value: find),
            found: found, nothing: receiver == nil && !find.isEmpty && found.isEmpty ? "Nobody fits." : nil,
            receiver: receiver?.id.description, receiverName: receiver?.name, receiverField: "to",
            hidden: ["said", "offered"].compactMap { name in
                values[name].map { WordPage.Hidden(name: name, value: $0) }
            },
            change: Link("Somebody else", .newDeed(said: said)), above: faults.above,
            words: Field(
                "words", "What you said", hint: "For example: I’ll call on Tuesday.",
                value: values.text("words"),
                fault: faults["words"], isWords: true, max: TextLimits.wordsMax),
            saidWhere: Field(
                "saidWhere", "Where it was said", hint: saidWhereHint, value: values.text("saidWhere"),
                fault: faults["saidWhere"], max: TextLimits.wordsMax),
            others: [
                Field(
                    "due", "Until which day", hint: "Until work ends there, unless you name a time.",
                    value: values["due"] ?? today.adding(days: 1).description, fault: faults["due"],
                    type: "date"),
                Field(
                    "time", "Until what time", hint: "Only if one was named.", value: values.text("time"),
                    type: "time",
                    isRequired: false),
            ], button: "Give your word")
    }
}
