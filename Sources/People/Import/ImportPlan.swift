// SPDX-License-Identifier: Apache-2.0
import Values

/// What somebody said to do with a row that may be a person we know.
public enum ImportDecision: Hashable, Sendable {
    case new
    case isPerson(PersonID)
    case leaveOut
}

/// What an import does once somebody has said yes.
public struct ImportPlan: Hashable, Sendable {
    public enum Step: Hashable, Sendable {
        case insert(PersonDraft, at: PlaceID?)
        case change(PersonID, [FieldChange], externalID: String?)
        /// They are no longer there: what is held stays, and they are no longer somebody one can reach at this place.
        case leave(PersonID)
    }

    public let steps: [Step]
    /// Lines that still wait for somebody to decide, and so are left out.
    public let open: [Int]

    public init(steps: [Step], open: [Int] = []) {
        self.steps = steps
        self.open = open
    }

    /// - Parameter decisions: by the line's number; a probable duplicate without one is left out.
    public init(
        _ preview: ImportPreview, decisions: [Int: ImportDecision] = [:], people: [PersonID: Person]
    ) throws(Refusal) {
        var steps: [Step] = []
        var open: [Int] = []
        for row in preview.rows {
            switch (row.outcome, decisions[row.number]) {
            case (.refused, _), (_, .leaveOut): continue
            case (.new, _), (.probableDuplicate, .new): steps.append(.insert(row.draft, at: row.place))
            case (.changed(let id, let changes), _):
                steps.append(.change(id, changes, externalID: row.draft.externalID))
            case (.same(let id), _):
                if row.draft.externalID != nil {
                    steps.append(.change(id, [], externalID: row.draft.externalID))
                }
            case (.probableDuplicate(let candidates), .isPerson(let id)):
                guard candidates.contains(where: { $0.person == id }), let person = people[id] else {
                    throw Refusal(
                        .invalid, "Line \(row.number) was said to be somebody who was not offered for it.")
                }
                steps.append(
                    .change(
                        id, ImportPreview.changes(row.draft, at: row.place, onto: person),
                        externalID: row.draft.externalID))
            case (.probableDuplicate, nil): open.append(row.number)
            }
        }
        self.steps = steps
        self.open = open
    }

    /// Does it, on values.
    ///
    /// - Parameter makeID: gives the id of a new person.
    /// - Throws: a ``Refusal`` when somebody has changed one of the fields since the preview; nothing is done then.
    public func apply(
        to people: [PersonID: Person], of customer: CustomerID, side: Person.Side, makeID: () -> PersonID
    ) throws(Refusal) -> (people: [PersonID: Person], externalIDs: [String: PersonID]) {
        var people = people
        var externalIDs: [String: PersonID] = [:]
        for step in steps {
            switch step {
            case .insert(let draft, let place):
                let person = Person(
                    id: makeID(), customer: customer, side: side, name: draft.name, role: draft.role,
                    email: draft.email, phone: draft.phone, place: place)
                people[person.id] = person
                if let id = draft.externalID { externalIDs[id] = person.id }
            case .change(let id, let changes, let externalID):
                guard var person = people[id] else {
                    throw Refusal(
                        .conflict, "Somebody in this table is not there any more. Please look again.")
                }
                for change in changes {
                    guard person[change.field] == change.from else {
                        throw Refusal(
                            .conflict,
                            "The \(change.field.inWords) of \(person.name) was changed meanwhile. "
                                + "Please look at the table again.")
                    }
                    person[change.field] = change.to
                }
                people[id] = person
                if let externalID { externalIDs[externalID] = id }
            case .leave(let id):
                people[id]?.place = nil
            }
        }
        return (people, externalIDs)
    }
}
