// SPDX-License-Identifier: Apache-2.0
import Fleet
import People
import Promises
import Values

/// A place, what is in it, and who can be found there.
public struct PlaceView: Sendable {
    /// From the topmost place down to this one; empty for the list of the topmost ones.
    public let path: [Place]
    public let children: [Place]
    /// How many machines stand at each child or below it.
    public let machineCounts: [PlaceID: Int]
    public let machines: Paged<DeviceRow>
    /// Where the machines stand, to the room.
    public let machinePaths: [PlaceID: [Place]]
    public let people: [Person]
    /// Standing promises to everyone here, with how they stand.
    public let promises: [PromiseSummary]

    public var place: Place? { path.last }
}

/// A person, and what was promised to them and by them.
public struct PersonView: Sendable {
    public let person: Person
    public let path: [Place]
    public let promised: [PromiseSummary]
}

extension Office {
    /// The customer's topmost places.
    public func places(for person: SignedIn) async throws -> PlaceView {
        try await store.read { records in
            let children = try records.places(of: person.customer.id, below: nil)
            return PlaceView(
                path: [], children: children,
                machineCounts: try records.deviceCounts(within: Set(children.map(\.id))),
                machines: Paged(rows: [], page: Page(), total: 0, hasMore: false), machinePaths: [:],
                people: [],
                promises: [])
        }
    }

    public func place(_ id: PlaceID, _ page: Page, for person: SignedIn) async throws -> PlaceView {
        try await store.read { records in
            _ = try ownPlace(id, records, person)
            let path = try records.path(to: id)
            let children = try records.places(of: person.customer.id, below: id)
            let machines = try records.deviceRows(
                DeviceQuery(customer: person.customer.id, place: id, order: .place, page: page))
            let promises = try records.standingPromises(at: path.map(\.id))
            return PlaceView(
                path: path, children: children,
                machineCounts: try records.deviceCounts(within: Set(children.map(\.id))), machines: machines,
                machinePaths: try records.paths(to: Set(machines.rows.compactMap(\.place))),
                people: try records.persons(at: id, limit: 50),
                promises: try summaries(of: promises, records))
        }
    }

    /// Places whose name begins with what was typed, each with the path to it.
    public func places(named prefix: String, for person: SignedIn) async throws -> [[Place]] {
        let prefix = TextLimits.search(prefix)
        return try await store.read { records in
            let found = try records.places(of: person.customer.id, named: prefix, limit: 50)
            let paths = try records.paths(to: Set(found.map(\.id)))
            return found.map { paths[$0.id] ?? [$0] }
        }
    }

    public func makePlace(
        named name: String, kind: Place.Kind, below parent: PlaceID?, for person: SignedIn
    ) async throws -> Place {
        let name = try TextLimits.required(
            name, "name", max: TextLimits.nameMax, sayWhenEmpty: "Please name the place.")
        let place = Place(
            id: ids.make(at: now), customer: person.customer.id, parent: parent, kind: kind, name: name)
        try await store.write { records in
            if let parent { _ = try ownPlace(parent, records, person) }
            try records.insert(place)
        }
        return place
    }

    public func people(matching search: String, _ page: Page, for person: SignedIn) async throws -> (
        people: Paged<Person>, paths: [PlaceID: [Place]]
    ) {
        let search = TextLimits.search(search)
        return try await store.read { records in
            let people = try records.persons(of: person.customer.id, matching: search, page)
            return (people, try records.paths(to: Set(people.rows.compactMap(\.place))))
        }
    }

    public func person(_ id: PersonID, for signedIn: SignedIn) async throws -> PersonView {
        try await store.read { records in
            let person = try ownPerson(id, records, signedIn)
            let path = try person.place.map { try records.path(to: $0) } ?? []
            let promises = try records.promises(concerning: id, places: path.map(\.id), limit: 100)
            return PersonView(person: person, path: path, promised: try summaries(of: promises, records))
        }
    }

    public func makePerson(
        named name: String, side: Person.Side, role: String?, email: String?, phone: String?, place: PlaceID?,
        for signedIn: SignedIn
    ) async throws -> Person {
        let (now, ids, zones) = (now, ids, zones)
        let person = Person(
            id: ids.make(at: now), customer: signedIn.customer.id, side: side,
            name: try TextLimits.required(
                name, "name", max: TextLimits.nameMax, sayWhenEmpty: "Please write the person's name."),
            role: try TextLimits.optional(role, "role", max: TextLimits.nameMax),
            email: try TextLimits.optional(email, "email", max: TextLimits.nameMax),
            phone: try TextLimits.optional(phone, "phone", max: TextLimits.nameMax), place: place)
        try await store.write { records in
            if let place { _ = try ownPlace(place, records, signedIn) }
            try records.insert(person)
            // What was promised to everyone there holds for them from now on.
            let around = try place.map { try records.path(to: $0).map(\.id.description) } ?? []
            var evaluation = Evaluation(records: records, ids: ids, zones: zones, now: now)
            for promise in try records.promises(about: around + [signedIn.customer.id.description])
            where promise.terms.measure.subject == .person && side == .customer {
                _ = try evaluation.evaluate(promise, subject: person.id.description)
            }
        }
        return person
    }
}

func ownPerson(_ id: PersonID, _ records: any Records, _ signedIn: SignedIn) throws -> Person {
    try Rights.own(
        try records.person(id), of: signedIn, by: \.customer, orSay: "There is no such person.")
}
