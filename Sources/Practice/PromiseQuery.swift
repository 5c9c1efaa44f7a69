// SPDX-License-Identifier: Apache-2.0
import People
import Promises
import Values

/// Which of a customer's promises somebody wants to see; what is `nil` does not narrow the list.
public struct PromiseQuery: Hashable, Sendable {
    /// What a person has to do with a promise.
    public enum Part: String, CaseIterable, Hashable, Sendable {
        /// They gave their word.
        case given
        /// They were given it: by name, because of where they are, or as one of all.
        case received
    }

    public var verdict: Verdict?
    public var measure: Measure?
    /// The side that gave its word.
    public var givenBy: Person.Side?
    public var person: PersonID?
    /// Counts only beside a person; `nil` is either.
    public var part: Part?
    /// Also those that are settled. The list is then in the order in which they were made, the newest first;
    /// otherwise those that stand worst come first.
    public var includesEnded: Bool
    public var page: Page

    public init(
        verdict: Verdict? = nil, measure: Measure? = nil, givenBy: Person.Side? = nil,
        person: PersonID? = nil, part: Part? = nil, includesEnded: Bool = false, page: Page = Page()
    ) {
        self.verdict = verdict
        self.measure = measure
        self.givenBy = givenBy
        self.person = person
        self.part = part
        self.includesEnded = includesEnded
        self.page = page
    }
}

extension Office {
    /// The promises that somebody asks for and may see.
    public func promises(
        _ query: PromiseQuery, for person: SignedIn
    ) async throws -> Paged<PromiseSummary> {
        let isWide = try Rights.requireSome(.seePromises, person)
        return try await store.read { records in
            let subject = try query.person.map { try ownPerson($0, records, person) }
            // What was promised to or by any of the records of one person was promised to or by them.
            let subjects = try subject.map { one in
                try records.everyone(in: one.id).compactMap { try records.person($0) }
            }
            guard isWide else { return try own(query, subjects, records, person) }
            let found = try records.promises(
                of: person.customer.id, query, by: subjects?.map(\.id) ?? [],
                receivedAs: try subjects.map { try records.names(of: $0) } ?? [])
            return Paged(
                rows: try summaries(of: try visible(found.rows, to: person, records), records),
                page: found.page, total: found.total, hasMore: found.hasMore)
        }
    }

    /// For whom sees only the promises in which they have a part themselves: few enough to be looked through.
    private func own(
        _ query: PromiseQuery, _ subjects: [Person]?, _ records: any Records, _ person: SignedIn
    ) throws -> Paged<PromiseSummary> {
        let theirs = try visible(
            try records.promises(
                concerning: person.person.id,
                places: try person.person.place.map { try records.path(to: $0).map(\.id) } ?? [],
                limit: ownPromisesMax), to: person, records)
        let standings = try records.standings(of: Set(theirs.map(\.id)))
        let givers = try records.persons(Set(theirs.map { $0.promiser.cast() }))
        var fitting = try theirs.filter { promise in
            guard query.includesEnded || promise.ended == nil,
                query.verdict == nil || standings[promise.id]?.verdict == query.verdict,
                query.measure == nil || promise.terms.measure == query.measure,
                query.givenBy == nil || givers[promise.promiser.cast()]?.side == query.givenBy
            else { return false }
            guard let subjects else { return true }
            if subjects.contains(where: { promise.promiser == $0.id.cast() }) {
                return query.part != .received
            }
            return try query.part != .given
                && subjects.contains { try PromiseRights.isReceiver($0, of: promise, records) }
        }
        if !query.includesEnded {
            func gravity(_ promise: Promise) -> Int { standings[promise.id]?.verdict.gravity ?? .max }
            fitting = fitting.enumerated().sorted {
                (gravity($0.element), $0.offset) < (gravity($1.element), $1.offset)
            }.map(\.element)
        }
        let page = query.page
        return Paged(
            rows: try summaries(of: Array(fitting.dropFirst(page.offset).prefix(page.size)), records),
            page: page, total: fitting.count, hasMore: fitting.count > page.offset + page.size)
    }
}

extension Records {
    /// By which names promises are given to somebody, whom several records may describe: their own, those of the
    /// places around them, their customer's.
    fileprivate func names(of subjects: [Person]) throws -> [ID128] {
        try subjects.flatMap { person -> [ID128] in
            guard person.side == .customer else { return [person.id.cast()] }
            let places = try person.place.map { try path(to: $0).map { $0.id.cast() as ID128 } } ?? []
            return [person.id.cast(), person.customer.cast()] + places
        }
    }
}
