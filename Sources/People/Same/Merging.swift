// SPDX-License-Identifier: Apache-2.0
import Values

public typealias MergeID = ID<Merge>

/// A part of a person's record that can differ between two records of one person.
public enum PersonField: String, CaseIterable, Hashable, Sendable {
    case name, role, email, phone, place

    /// As it stands in a sentence and above a column.
    public var inWords: String {
        switch self {
        case .name: "name"
        case .role: "position"
        case .email: "e-mail"
        case .phone: "telephone"
        case .place: "place"
        }
    }
}

extension Person {
    /// A field as text, a place by its id; `nil` when nothing is known.
    public subscript(field: PersonField) -> String? {
        get {
            switch field {
            case .name: name.isEmpty ? nil : name
            case .role: role
            case .email: email
            case .phone: phone
            case .place: place?.description
            }
        }
        set {
            switch field {
            // A person has a name; taking it away leaves it as it was.
            case .name: name = newValue ?? name
            case .role: role = newValue
            case .email: email = newValue
            case .phone: phone = newValue
            case .place: place = newValue.flatMap { PlaceID($0) }
            }
        }
    }
}

/// That somebody said two records are one person: who, when, and which record speaks for which field.
///
/// A merge changes neither record and moves nothing. What is shown is the two laid over each other, so that taking the
/// merge back leaves exactly what would be there without it.
public struct Merge: Hashable, Sendable {
    public var id: MergeID
    /// The record that goes on.
    public var kept: PersonID
    /// The record that is laid below it.
    public var folded: PersonID
    /// Fields for which the folded record speaks; for the others the kept one does, where it says anything.
    public var fromFolded: Set<PersonField>
    public var by: PersonID
    public var made: Instant
    public var takenBack: TakenBack?

    public struct TakenBack: Hashable, Sendable {
        public var by: PersonID
        public var at: Instant

        public init(by: PersonID, at: Instant) {
            self.by = by
            self.at = at
        }
    }

    public init(
        id: MergeID, kept: PersonID, folded: PersonID, fromFolded: Set<PersonField> = [], by: PersonID,
        made: Instant, takenBack: TakenBack? = nil
    ) {
        self.id = id
        self.kept = kept
        self.folded = folded
        self.fromFolded = fromFolded
        self.by = by
        self.made = made
        self.takenBack = takenBack
    }
}

/// The records of some people and the merges among them.
///
/// The rules, which hold for any order of merging, editing and taking back:
/// 1. A record is folded into one other at most; merging records that are folded merges what they are folded into.
/// 2. A field is shown from the record that speaks for it, or, where that one knows nothing, from the other.
/// 3. An edit goes to the record that the field is shown from; of a field nobody knows, to the kept one. Taking the
///    merge back leaves it there. Clearing a field shows what the next record knows.
/// 4. What else belongs to a record (positions, notes, promises) keeps its record's id and is found through
///    ``everyone(in:)``; what is added while they are merged belongs to the kept one and stays with it.
/// 5. A merge can be taken back at any time and in any order. Merges made later stay.
public struct MergedPeople: Hashable, Sendable {
    public private(set) var records: [PersonID: Person]
    public private(set) var merges: [Merge]
    /// The merges in force, by the record they fold and by the one that goes on; in the order they were made.
    private var folding: [PersonID: Merge] = [:]
    private var keeping: [PersonID: [Merge]] = [:]

    public init(records: [PersonID: Person], merges: [Merge] = []) {
        self.records = records
        self.merges = merges
        for merge in merges where merge.takenBack == nil { lay(merge) }
    }

    private mutating func lay(_ merge: Merge) {
        folding[merge.folded] = merge
        keeping[merge.kept, default: []].append(merge)
    }

    /// By what a record is known now: itself, or what it is folded into.
    public func root(of id: PersonID) -> PersonID {
        var root = id
        // No longer than there are merges, whatever was stored.
        for _ in merges.indices {
            guard let merge = folding[root] else { break }
            root = merge.kept
        }
        return root
    }

    /// Every record that is shown as one with this one, the root first.
    public func everyone(in id: PersonID) -> [PersonID] {
        var found = [root(of: id)]
        var place = 0
        while place < found.count {
            let below = (keeping[found[place]] ?? []).map(\.folded)
            found += below.filter { !found.contains($0) }
            place += 1
        }
        return found
    }

    /// The person as they are shown: all their records laid over each other.
    public func person(_ id: PersonID) -> Person? {
        let root = root(of: id)
        guard var shown = records[root] else { return nil }
        for field in PersonField.allCases {
            guard let speaker = speaker(of: field, in: root) else { continue }
            shown[field] = records[speaker]?[field]
        }
        return shown
    }

    /// Everybody once, by id.
    public var persons: [Person] {
        records.keys.filter { folding[$0] == nil }.sorted().compactMap(person)
    }

    /// Says that two records are one person.
    ///
    /// - Throws: a ``Refusal`` when there is no such record, they are one already, or they are of two customers.
    public mutating func merge(
        _ id: MergeID, keeping kept: PersonID, folding folded: PersonID, fromFolded: Set<PersonField> = [],
        by: PersonID, at now: Instant
    ) throws(Refusal) {
        let above = root(of: kept)
        let below = root(of: folded)
        guard let first = records[above], let second = records[below], first.customer == second.customer
        else {
            throw Refusal(.notFound, "One of these people is not there any more. Please look for them again.")
        }
        guard above != below else { throw Refusal(.conflict, "These two are one person already.") }
        guard first.side == second.side else {
            throw Refusal(
                .invalid, "One of them is the provider's and the other the customer's. They stay two.")
        }
        guard !merges.contains(where: { $0.id == id }) else {
            throw Refusal(.conflict, "This was done already.")
        }
        let merge = Merge(id: id, kept: above, folded: below, fromFolded: fromFolded, by: by, made: now)
        merges.append(merge)
        lay(merge)
    }

    /// Says that two records were two people after all. What either of them holds stays where it is.
    ///
    /// - Throws: a ``Refusal`` when there is no such merge, or it was taken back already.
    public mutating func takeBack(_ id: MergeID, by: PersonID, at now: Instant) throws(Refusal) {
        guard let place = merges.firstIndex(where: { $0.id == id }) else {
            throw Refusal(.notFound, "There is no such merge. It may be another customer's.")
        }
        guard merges[place].takenBack == nil else {
            throw Refusal(.conflict, "This was taken back already.")
        }
        merges[place].takenBack = Merge.TakenBack(by: by, at: now)
        folding[merges[place].folded] = nil
        keeping[merges[place].kept]?.removeAll { $0.id == id }
    }

    /// Corrects a field of the person as they are shown; see rule 3.
    ///
    /// - Returns: the record that was changed; `nil` when there is none.
    @discardableResult
    public mutating func edit(_ id: PersonID, _ field: PersonField, to value: String?) -> PersonID? {
        let root = root(of: id)
        guard records[root] != nil else { return nil }
        let owner = speaker(of: field, in: root) ?? root
        records[owner]?[field] = value
        return owner
    }

    /// Which record a field is shown from; `nil` when none of them knows it.
    private func speaker(of field: PersonField, in root: PersonID, depth: Int = 0) -> PersonID? {
        guard depth <= merges.count else { return nil }
        var first: PersonID? = records[root]?[field] != nil ? root : nil
        // Later merges lay themselves over earlier ones.
        for merge in keeping[root] ?? [] {
            let below = speaker(of: field, in: merge.folded, depth: depth + 1)
            if merge.fromFolded.contains(field), below != nil {
                first = below
            } else {
                first = first ?? below
            }
        }
        return first
    }
}
