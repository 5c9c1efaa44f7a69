// SPDX-License-Identifier: Apache-2.0
import Values

/// Who may do what: one table, and the one function that reads it.
public enum Permissions {
    /// A line of the table.
    public struct Row: Sendable {
        public let permission: Permission
        public let chapter: Permission.Chapter
        /// How far each role may go; a role that is missing may not do it at all.
        public let reaches: [Role: Set<Permission.Reach>]
    }

    /// The whole table, in the order of the document.
    public static let table: [Row] = PermissionTable.chapters.flatMap { chapter, lines in
        lines.map { permission, cells in
            Row(
                permission: permission, chapter: chapter,
                reaches: Dictionary(uniqueKeysWithValues: zip(Role.allCases, cells)).filter {
                    !$0.value.isEmpty
                })
        }
    }

    private static let rows = Dictionary(
        table.map { ($0.permission, $0.reaches) }, uniquingKeysWith: { first, _ in first })

    /// How far somebody with these roles may go; nowhere when it is empty.
    public static func reaches(of permission: Permission, for roles: Set<Role>) -> Set<Permission.Reach> {
        roles.reduce(into: []) { $0.formUnion(rows[permission]?[$1] ?? []) }
    }
}

extension Permissions {
    /// Who asks.
    public struct Asker: Hashable, Sendable {
        /// Whose things one may come near at all.
        public enum Customers: Hashable, Sendable {
            case everyone
            case these(Set<CustomerID>)

            func contains(_ customer: CustomerID) -> Bool {
                switch self {
                case .everyone: true
                case .these(let several): several.contains(customer)
                }
            }
        }

        public let person: PersonID
        public let roles: Set<Role>
        /// For the provider's people the customers they look after, for others their own organisation.
        public let customers: Customers

        /// Somebody of the provider. Roles of the other side are left out: nobody stands on both.
        public init(provider person: PersonID, roles: Set<Role>, lookingAfter customers: Customers) {
            self.person = person
            self.roles = roles.filter { $0.side == .provider }
            // Who answers for the whole practice looks after everyone in it.
            self.customers = self.roles.contains(.owner) ? .everyone : customers
        }

        /// Somebody of a customer.
        public init(customer person: PersonID, roles: Set<Role>, of organisation: CustomerID) {
            self.person = person
            self.roles = roles.filter { $0.side == .customer }
            customers = .these([organisation])
        }
    }

    /// What is asked about. A thing of no organisation belongs to the practice itself: its settings, its trail.
    public struct Subject: Hashable, Sendable {
        public var organisation: CustomerID?
        /// The person it is about.
        public var person: PersonID?
        /// Who has a part in it: promiser and receivers, those who were there.
        public var parties: Set<PersonID>
        /// Who wrote or promised it.
        public var author: PersonID?
        public var sharedWith: Set<PersonID>
        /// Whether it is meant for parties, author and those it is shared with alone: a private note, a promise
        /// between two.
        public var isConfined: Bool

        public init(
            organisation: CustomerID?, person: PersonID? = nil, parties: Set<PersonID> = [],
            author: PersonID? = nil, sharedWith: Set<PersonID> = [], isConfined: Bool = false
        ) {
            self.organisation = organisation
            self.person = person
            self.parties = parties
            self.author = author
            self.sharedWith = sharedWith
            self.isConfined = isConfined
        }

        /// The practice itself.
        public static let practice = Subject(organisation: nil)
    }

    public enum Answer: Hashable, Sendable {
        case allowed
        /// They may know of it, and may not do this.
        case forbidden
        /// To be answered in the same words as what does not exist.
        case hidden
    }

    /// Whether somebody may do this to that.
    public static func answer(_ permission: Permission, for asker: Asker, about subject: Subject) -> Answer {
        if boundary(of: permission, for: asker).contains(subject) { return .allowed }
        guard let sight = permission.sight, boundary(of: sight, for: asker).contains(subject) else {
            return .hidden
        }
        return .forbidden
    }

    /// What somebody may do this to, as a list or a search has to be narrowed.
    public static func boundary(of permission: Permission, for asker: Asker) -> Boundary {
        Boundary(
            person: asker.person, customers: asker.customers,
            reaches: reaches(of: permission, for: asker.roles),
            isProvider: asker.roles.contains { $0.side == .provider })
    }

    /// The edge of what somebody may do something to.
    public struct Boundary: Hashable, Sendable {
        public let person: PersonID
        public let customers: Asker.Customers
        public let reaches: Set<Permission.Reach>
        let isProvider: Bool

        /// Whether nothing at all lies within, so that not even a link is shown.
        public var isEmpty: Bool { reaches.isEmpty }

        /// Whether a list is narrowed by ``customers`` alone; otherwise each thing has to be about the person, theirs,
        /// or shared with them.
        public var isWide: Bool { reaches.contains { !$0.isPersonal } }

        public func contains(_ subject: Subject) -> Bool {
            // The wall round an organisation stands before everything else: nothing that was shared or written
            // reaches over it, whatever an address or a form says.
            if let organisation = subject.organisation {
                guard customers.contains(organisation) else { return false }
            } else if !isProvider && subject.person != person {
                return false
            }
            return reaches.contains { reach in
                if subject.isConfined && !reach.isPersonal { return false }
                return switch reach {
                case .all: true
                case .customers, .organisation: subject.organisation != nil
                case .party: subject.parties.contains(person)
                case .author: subject.author == person
                case .shared: subject.sharedWith.contains(person)
                case .own: subject.person == person
                }
            }
        }
    }

    /// Which roles somebody may give to others: the owner any, everyone else who may give roles only a customer's.
    public static func grantable(by asker: Asker) -> Set<Role> {
        if asker.roles.contains(.owner) { return Set(Role.allCases) }
        guard !reaches(of: .grantRole, for: asker.roles).isEmpty else { return [] }
        return Set(Role.allCases.filter { $0.side == .customer })
    }
}

extension Permissions {
    /// The table for docs/reference/permissions.md, in GitHub's Markdown.
    public static var markdown: String {
        var text = ""
        for chapter in Permission.Chapter.allCases {
            text += "## \(chapter.rawValue)\n\n"
            text += "| what | " + Role.allCases.map(\.inWords).joined(separator: " | ") + " |\n"
            text += "| --- |" + String(repeating: " --- |", count: Role.allCases.count) + "\n"
            for row in table where row.chapter == chapter {
                let cells = Role.allCases.map { role in
                    let reaches = Permission.Reach.allCases.filter { row.reaches[role]?.contains($0) == true }
                    return reaches.isEmpty ? "–" : reaches.map(\.inWords).joined(separator: ", ")
                }
                text += "| `\(row.permission.rawValue)` | " + cells.joined(separator: " | ") + " |\n"
            }
            text += "\n"
        }
        return text
    }
}
