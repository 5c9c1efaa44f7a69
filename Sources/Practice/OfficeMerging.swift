// SPDX-License-Identifier: Apache-2.0
import People
import Values

/// People of one organisation that are held against each other at once.
private let comparedMax = 100_000
/// Pairs that one page offers.
public let duplicatesShownMax = 50
/// Pairs of whom somebody said that they are two.
private let apartMax = 100_000

/// Two records that may be one person, with what somebody needs to decide.
public struct DuplicateView: Hashable, Sendable {
    public let candidate: DuplicateCandidate
    public let first: Person
    public let second: Person
    public let paths: [PlaceID: [Place]]
}

/// A merge that somebody made, in force or taken back.
public struct MergeView: Hashable, Sendable {
    public let merge: Merge
    public let kept: Person
    public let folded: Person
    public let by: Person?
}

extension Office {
    /// Whether somebody may say that two records of the customer they look at are one person.
    public func mayMerge(_ person: SignedIn) -> Bool { Rights.may(.mergePeople, person) }

    /// What a person is shown as: themselves, or whoever somebody said they are.
    public func root(of id: PersonID, for person: SignedIn) async throws -> PersonID {
        try await store.read { records in
            _ = try ownPerson(id, records, person)
            return try records.root(of: id)
        }
    }

    /// Pairs worth a look, the surest first, and how many there are in all.
    public func duplicates(for person: SignedIn) async throws -> (shown: [DuplicateView], all: Int) {
        try Rights.require(.mergePeople, person)
        return try await store.read { records in
            let known = try known(of: person.customer, records)
            let people = Dictionary(known.map { ($0.person.id, $0.person) }) { first, _ in first }
            let found = Duplicates(among: known).candidates(
                except: try records.apart(of: person.customer.id, limit: apartMax))
            let shown = found.prefix(duplicatesShownMax).compactMap { candidate -> DuplicateView? in
                guard let first = people[candidate.pair.first], let second = people[candidate.pair.second]
                else { return nil }
                return DuplicateView(candidate: candidate, first: first, second: second, paths: [:])
            }
            let paths = try records.paths(
                to: Set(shown.flatMap { [$0.first.place, $0.second.place] }.compactMap { $0 }))
            return (
                shown.map {
                    DuplicateView(
                        candidate: $0.candidate, first: $0.first, second: $0.second, paths: paths)
                }, found.count
            )
        }
    }

    /// Says that two records are one person. Neither is changed: one goes on, and of each field somebody says which
    /// speaks.
    ///
    /// - Parameter fromFolded: the fields for which the other one speaks.
    @discardableResult
    public func merge(
        keeping kept: PersonID, folding folded: PersonID, fromFolded: Set<PersonField> = [],
        for person: SignedIn
    ) async throws -> MergeID {
        let now = now
        let id: MergeID = ids.make(at: now)
        try await store.write { records in
            for one in [kept, folded] { _ = try ownPerson(one, records, person, to: .mergePeople) }
            try Rights.require(.mergePeople, person)
            var people = try together([kept, folded], records)
            try people.merge(
                id, keeping: kept, folding: folded, fromFolded: fromFolded, by: person.person.id, at: now)
            guard let merge = people.merges.last else { return }
            // Nobody has two keys to the house: of two accounts one would be forgotten.
            let accounts = try people.everyone(in: kept).filter {
                try records.account(of: $0).map { $0.closed == nil } ?? false
            }
            guard accounts.count < 2 else {
                throw Refusal(
                    .conflict, "Both of them can sign in. Close one of the two accounts first.")
            }
            try records.insert(merge, customer: person.customer.id)
            try records.show(people)
            try leave(.peopleMerged, "\(merge.folded) → \(merge.kept)", by: person, records)
        }
        notices.post([.today], of: person.customer.id)
        return id
    }

    /// Says that two records were two people after all. Both are what they would be without it.
    public func takeBack(merge id: MergeID, for person: SignedIn) async throws {
        let now = now
        try await store.write { records in
            let found = try Rights.own(
                try records.merge(id), of: person, by: \.customer, to: .mergePeople,
                orSay: "There is no such merge. It may be another customer's.")
            guard found.merge.takenBack == nil else {
                throw Refusal(.conflict, "This was taken back already.")
            }
            var people = try records.merged(with: found.merge.kept)
            try people.takeBack(id, by: person.person.id, at: now)
            try records.takeBack(id, Merge.TakenBack(by: person.person.id, at: now))
            try records.show(people)
            try leave(
                .mergeTakenBack, "\(found.merge.folded) → \(found.merge.kept)", by: person, records)
        }
        notices.post([.today], of: person.customer.id)
    }

    /// Says that two records are two persons: they are not offered again.
    public func setApart(_ first: PersonID, _ second: PersonID, for person: SignedIn) async throws {
        let now = now
        try Rights.require(.mergePeople, person)
        guard first != second else { throw Refusal(.invalid, "These two are one record.") }
        try await store.write { records in
            for one in [first, second] { _ = try ownPerson(one, records, person, to: .mergePeople) }
            try records.setApart(
                PersonPair(first, second), of: person.customer.id, by: person.person.id, at: now)
        }
    }

    /// What was merged, the newest first.
    public func merges(_ page: Page, for person: SignedIn) async throws -> Paged<MergeView> {
        try Rights.require(.mergePeople, person)
        return try await store.read { records in
            let found = try records.merges(of: person.customer.id, page)
            let persons = try records.persons(Set(found.rows.flatMap { [$0.kept, $0.folded, $0.by] }))
            return Paged(
                rows: found.rows.compactMap { merge in
                    guard let kept = persons[merge.kept], let folded = persons[merge.folded] else {
                        return nil
                    }
                    return MergeView(merge: merge, kept: kept, folded: folded, by: persons[merge.by])
                }, page: found.page, total: found.total, hasMore: found.hasMore)
        }
    }
}

/// The records that are shown as one with any of these persons.
private func together(_ persons: [PersonID], _ records: any Records) throws -> MergedPeople {
    var all: [PersonID: Person] = [:]
    var merges: [MergeID: Merge] = [:]
    for one in persons {
        let merged = try records.merged(with: one)
        all.merge(merged.records) { first, _ in first }
        for merge in merged.merges { merges[merge.id] = merge }
    }
    return MergedPeople(
        records: all, merges: merges.values.sorted { ($0.made, $0.id) < ($1.made, $1.id) })
}

/// Everyone of a customer with the building they are found in, as they are shown.
///
/// - Throws: a ``Refusal`` when there are more than can be held against each other at once.
func known(of customer: Customer, _ records: any Records) throws -> [Duplicates.Known] {
    var people: [Person] = []
    while true {
        let some = try records.persons(of: customer.id, after: people.last?.id, limit: 1_000)
        people += some
        guard people.count <= comparedMax else {
            throw Refusal(
                .tooLarge,
                "There are more than \(comparedMax) people here, which is more than can be compared at once.")
        }
        if some.count < 1_000 { break }
    }
    let paths = try records.paths(to: Set(people.compactMap(\.place)))
    return try records.shown(people).map { person in
        Duplicates.Known(
            person, building: person.place.flatMap { paths[$0] }?.last { $0.kind == .building }?.id)
    }
}
