// SPDX-License-Identifier: Apache-2.0
import Values

/// Everything that is held about a person, to be shown, exported and, if they ask for it, erased.
public struct HeldAboutPerson: Hashable, Sendable {
    /// One thing that is held.
    public struct Item: Hashable, Sendable {
        /// A heading of the page, and what decides what becomes of it at an erasure.
        public enum Kind: String, CaseIterable, Hashable, Sendable {
            case record, position, introduction, reaching, ownWords, note, accommodation
            /// Placed on a plan; belonging to a directory or a table that was taken in.
            case spot, source
            case conversation, need, promiseMade, promiseReceived, call, evidence
            case account, session, invitation, trail
            /// Notes and conversations about others that this person wrote or was part of.
            case written
            case merge
            /// A line of the ledger of promises that speaks of them.
            case ledgerEntry
        }

        public let kind: Kind
        /// What the system calls it.
        public let name: String
        public let at: Instant?
        /// Who wrote it or where it came from, in words.
        public let from: String?
        /// What it says, field by field, in the order of the page.
        public let fields: [Field]

        public init(kind: Kind, name: String, at: Instant? = nil, from: String? = nil, fields: [Field]) {
            self.kind = kind
            self.name = name
            self.at = at
            self.from = from
            self.fields = fields
        }
    }

    public struct Field: Hashable, Sendable {
        public let name: String
        public let value: String

        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    public let person: PersonID
    public let personName: String
    public let asOf: Instant
    public let items: [Item]

    /// - Parameter items: from every room that holds something; here they are put in order.
    public init(person: PersonID, personName: String, asOf: Instant, items: [Item]) {
        self.person = person
        self.personName = personName
        self.asOf = asOf
        let order = Dictionary(
            uniqueKeysWithValues: Item.Kind.allCases.enumerated().map { ($1, $0) })
        self.items = items.enumerated().sorted { left, right in
            let (one, other) = (left.element, right.element)
            if one.kind != other.kind { return order[one.kind, default: 0] < order[other.kind, default: 0] }
            if one.at != other.at {
                return (one.at?.microseconds ?? .min) < (other.at?.microseconds ?? .min)
            }
            return left.offset < right.offset
        }.map(\.element)
    }

    /// For other programs; the form is docs/reference/people.md's.
    public var json: JSON {
        .object([
            JSON.Member("format", .text("goodword/held-about-person/v1")),
            JSON.Member("person", .text("\(person)")), JSON.Member("name", .text(personName)),
            JSON.Member("asOf", .text("\(asOf)")),
            JSON.Member(
                "items",
                .list(
                    items.map { item in
                        var members = [
                            JSON.Member("kind", .text(item.kind.rawValue)),
                            JSON.Member("name", .text(item.name)),
                        ]
                        if let at = item.at { members.append(JSON.Member("at", .text("\(at)"))) }
                        if let from = item.from { members.append(JSON.Member("from", .text(from))) }
                        let fields = item.fields.map { field in
                            JSON.object([
                                JSON.Member("name", .text(field.name)),
                                JSON.Member("value", .text(field.value)),
                            ])
                        }
                        members.append(JSON.Member("fields", .list(fields)))
                        return .object(members)
                    })),
        ])
    }

    /// For the person to read: a heading for each kind, a paragraph for each thing. Kinds of which nothing is held are
    /// named at the end, so that nobody has to wonder.
    ///
    /// - Parameter day: how an instant is written for this reader, in their zone.
    public func pageText(day: (Instant) -> String) -> String {
        var text = "Everything held about \(personName), as of \(day(asOf))\n"
        for kind in Item.Kind.allCases {
            let those = items.filter { $0.kind == kind }
            guard !those.isEmpty else { continue }
            text += "\n\(kind.heading)\n"
            for item in those {
                let about = [item.at.map(day), item.from].compactMap { $0 }.joined(separator: ", ")
                text += about.isEmpty ? "\n" : "\n  \(about)\n"
                for field in item.fields {
                    // A line break in what somebody wrote must not look like another field.
                    text += "  \(field.name): \(field.value.replacing("\n", with: "\n    "))\n"
                }
            }
        }
        let missing = Item.Kind.allCases.filter { kind in !items.contains { $0.kind == kind } }
        if !missing.isEmpty {
            text +=
                "\nNothing is held under: " + missing.map { $0.heading.lowercased() }.joined(separator: "; ")
            text += ".\n"
        }
        return text
    }
}

extension HeldAboutPerson.Item.Kind {
    /// Above what is held of this kind.
    public var heading: String {
        switch self {
        case .record: "Who you are"
        case .position: "What you are and were, and where"
        case .introduction: "Who introduced whom"
        case .reaching: "How you like to be reached"
        case .ownWords: "What you care about, as you said it"
        case .note: "Notes about you"
        case .accommodation: "What you need"
        case .spot: "Where you are on a plan"
        case .source: "Where this came from"
        case .conversation: "Conversations with you"
        case .need: "What you said you need"
        case .promiseMade: "What you promised"
        case .promiseReceived: "What you were promised"
        case .call: "Your calls for help"
        case .evidence: "Facts that promises were decided by"
        case .account: "Your account"
        case .session: "Where you are signed in"
        case .invitation: "Invitations"
        case .trail: "Who did what, as it was recorded"
        case .written: "What you wrote about others"
        case .merge: "Records that were said to be you"
        case .ledgerEntry: "Lines of the ledger of promises"
        }
    }
}
