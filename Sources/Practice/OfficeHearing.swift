// SPDX-License-Identifier: Apache-2.0
import Conversations
import People
import Values

/// How many people who may be due are looked at under one rule.
private let candidatesMax = 100
/// The days that are looked at when nobody says since when: a term and the weeks around it.
private let windowDays = 91
/// Rows of the quiet ones on a page.
private let quietPage = 50

/// Who of a customer's people was heard since a day, and who was not.
public struct HeardView: Sendable {
    public let since: CivilDate
    public let tallies: HeardTallies
    /// Those not heard since then; at one place, if one was asked for.
    public let quiet: Paged<LastHeard>
    public let paths: [PlaceID: [Place]]
    public let place: Place?
    public let cadences: [CadenceView]
}

/// A rule how often people are to be heard, by name.
public struct CadenceView: Sendable {
    public let stored: StoredCadence
    public let hearer: Person?
    public let person: Person?
    public let path: [Place]
}

/// Somebody whom it is time to hear: a deed for Today. Nothing is sent by itself.
public struct PersonToHear: Sendable {
    public let person: Person
    public let path: [Place]
    public let cadence: Cadence
    public let hearer: Person?
    /// The end of work of the day on which it is due.
    public let due: Instant
    /// When they were heard last, whoever may read what they said.
    public let last: Instant?
    /// The last three notes that this reader may read, the newest first.
    public let notes: [HeardNote]
}

extension Office {
    /// The share of a customer's people who were heard, by building and role, and the quiet ones by name.
    ///
    /// - Parameters:
    ///   - since: the first day that counts; about a term ago, unless one is named.
    ///   - place: only the quiet ones there.
    public func heard(
        since: CivilDate? = nil, at place: PlaceID? = nil, page number: Int = 1, for person: SignedIn
    ) async throws -> HeardView {
        try Rights.require(.seeHeard, person)
        let now = now
        let today = person.zone.date(of: now)
        let first = min(since ?? today.adding(days: -windowDays), today)
        let start = person.zone.startOfDay(first)
        let window = start..<max(start, now + .microseconds(1))
        return try await store.read { records in
            let at = try place.map { try ownPlace($0, records, person) }
            let quiet = try records.quiet(
                of: person.customer.id, within: window, at: place, Page(number: number, size: quietPage))
            let cadences = try records.cadences(of: person.customer.id)
            let persons = try records.persons(
                Set(cadences.map(\.cadence.hearer) + cadences.compactMap(\.cadence.about.person)))
            let places = Set(
                quiet.rows.compactMap(\.person.place) + cadences.compactMap(\.cadence.about.place))
            let paths = try records.paths(to: places)
            return HeardView(
                since: first, tallies: try records.heardTallies(of: person.customer.id, within: window),
                quiet: quiet, paths: paths, place: at,
                cadences: cadences.map { stored in
                    CadenceView(
                        stored: stored, hearer: persons[stored.cadence.hearer],
                        person: stored.cadence.about.person.flatMap { persons[$0] },
                        path: stored.cadence.about.place.flatMap { paths[$0] } ?? [])
                })
        }
    }

    /// Says how often somebody, everyone of a role or everyone at a place is to be heard by the signed-in person.
    ///
    /// Another rule about the same ends the one before it.
    @discardableResult
    public func setCadence(
        about: Cadence.About, days: Int, for person: SignedIn
    ) async throws -> StoredCadence {
        try Rights.require(.setCadence, person)
        let now = now
        var about = about
        if case .role(let words) = about {
            about = .role(
                try TextLimits.required(
                    words, "about", max: TextLimits.nameMax,
                    sayWhenEmpty: "Please say whom you want to hear: which role."))
        }
        let stored = StoredCadence(
            id: ids.make(at: now), customer: person.customer.id,
            cadence: try Cadence(
                about: about, days: days, hearer: person.person.id, since: person.zone.date(of: now)))
        try await store.write { records in
            if let id = stored.cadence.about.person { _ = try ownPerson(id, records, person) }
            if let id = stored.cadence.about.place { _ = try ownPlace(id, records, person) }
            let others = try records.cadences(of: person.customer.id)
            guard others.count < CadenceLimits.cadencesMax else {
                throw Refusal(
                    .tooLarge,
                    "There are \(CadenceLimits.cadencesMax) rules of this kind already. End some of them first."
                )
            }
            for other in others where other.cadence.about == stored.cadence.about {
                try records.end(other.id, at: now)
            }
            try records.insert(stored)
        }
        notices.post([.today], of: person.customer.id)
        return stored
    }

    /// Ends a rule; what came of it stays.
    public func endCadence(_ id: ID<Cadence>, for person: SignedIn) async throws {
        try Rights.require(.setCadence, person)
        let now = now
        try await store.write { records in
            _ = try Rights.own(
                try records.cadence(id), of: person, by: \.customer,
                orSay: "There is no such rule. Somebody may have ended it.")
            try records.end(id, at: now)
        }
        notices.post([.today], of: person.customer.id)
    }

    /// The rule about one person alone, if there is one.
    public func cadence(about id: PersonID, for person: SignedIn) async throws -> StoredCadence? {
        try await store.read { records in
            try records.cadences(of: person.customer.id).first { $0.cadence.about == .person(id) }
        }
    }

    /// Whom it is time to hear, the longest overdue first, with their last three notes.
    ///
    /// - Parameter everybody: also those whom others of the provider want to hear.
    public func peopleToHear(
        everybody: Bool, for person: SignedIn
    ) async throws -> (people: [PersonToHear], hasMore: Bool) {
        guard Rights.may(.seeHeard, person) else { return ([], false) }
        let now = now
        return try await store.read { records in
            let cadences = try records.cadences(of: person.customer.id).map(\.cadence)
            let round = CadenceRound(cadences, calendar: person.calendar)
            let today = person.zone.date(of: now)
            var due: [PersonID: PersonDue] = [:]
            for cadence in cadences where everybody || cadence.hearer == person.person.id {
                let cut = person.zone.startOfDay(today.adding(days: 1 - cadence.days))
                let candidates = try records.persons(
                    under: cadence, of: person.customer.id, notHeardSince: cut,
                    includesNeverHeard: cadence.since.adding(days: cadence.days) <= today,
                    limit: candidatesMax)
                let paths = try records.paths(to: Set(candidates.compactMap(\.person.place)))
                for candidate in candidates where due[candidate.person.id] == nil {
                    let path = candidate.person.place.flatMap { paths[$0] } ?? []
                    let member = HeardMember(
                        person: candidate.person.id, name: candidate.person.name,
                        role: candidate.person.role, places: path.reversed().map(\.id))
                    guard let found = round.due(member, last: candidate.last),
                        person.zone.date(of: found.due) <= today,
                        everybody || found.cadence.hearer == person.person.id
                    else { continue }
                    due[candidate.person.id] = PersonDue(
                        found: candidate, path: path, cadence: found.cadence, due: found.due)
                }
            }
            let inOrder = due.values.sorted {
                ($0.due, $0.found.person.name, $0.found.person.id)
                    < ($1.due, $1.found.person.name, $1.found.person.id)
            }
            let shown = inOrder.prefix(CadenceLimits.dueMax)
            let hearers = try records.persons(Set(shown.map(\.cadence.hearer)))
            return (
                try shown.map { one in
                    try one.toHear(hearer: hearers[one.cadence.hearer], records, for: person)
                }, inOrder.count > shown.count
            )
        }
    }
}

/// Somebody who is due under a rule, before their notes are looked up.
private struct PersonDue {
    let found: LastHeard
    let path: [Place]
    let cadence: Cadence
    let due: Instant

    func toHear(
        hearer: Person?, _ records: any Records, for person: SignedIn
    ) throws -> PersonToHear {
        var book = HeardBook(window: due..<due)
        book.take(
            try records.conversations(
                hearing: found.person.id, for: person.reader, limit: HeardBook.notesMax
            ).map(\.conversation))
        return PersonToHear(
            person: found.person, path: path, cadence: cadence, hearer: hearer, due: due, last: found.last,
            notes: book[found.person.id]?.notes ?? [])
    }
}

extension Cadence.About {
    /// The one person it is about.
    public var person: PersonID? { if case .person(let id) = self { id } else { nil } }
    /// The place whose people it is about.
    public var place: PlaceID? { if case .place(let id) = self { id } else { nil } }
}
