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

/// A person, and the way to where they are.
public struct PersonView: Sendable {
    public let person: Person
    public let path: [Place]
    /// Since when they are no longer there.
    public let left: Instant?
}

extension Office {
    /// The customer's topmost places.
    public func places(for person: SignedIn) async throws -> PlaceView {
        try Rights.require(.seePlaces, person)
        return try await store.read { records in
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
            let promises = try visible(
                try records.promises(about: path.map(\.id.description)), to: person, records)
            return PlaceView(
                path: path, children: children,
                machineCounts: try records.deviceCounts(within: Set(children.map(\.id))), machines: machines,
                machinePaths: try records.paths(to: Set(machines.rows.compactMap(\.place))),
                people: Rights.may(.seePeople, person) ? try records.persons(at: id, limit: 50) : [],
                promises: try summaries(of: promises, records))
        }
    }

    /// Places whose name begins with what was typed, each with the path to it.
    public func places(named prefix: String, for person: SignedIn) async throws -> [[Place]] {
        try Rights.require(.seePlaces, person)
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
        try Rights.require(.changePlaces, person)
        let name = try TextLimits.required(
            name, "name", max: TextLimits.nameMax, sayWhenEmpty: "Please name the place.")
        let place = Place(
            id: ids.make(at: now), customer: person.customer.id, parent: parent, kind: kind, name: name)
        try await store.write { records in
            if let parent { _ = try ownPlace(parent, records, person, to: .changePlaces) }
            try records.insert(place)
        }
        return place
    }

    public func people(matching search: String, _ page: Page, for person: SignedIn) async throws -> (
        people: Paged<Person>, paths: [PlaceID: [Place]]
    ) {
        let search = TextLimits.search(search)
        let isWide = try Rights.requireSome(.seePeople, person)
        return try await store.read { records in
            guard isWide else {
                let known = try records.persons(lookingAfter: person.customer.id, limit: page.size)
                let those = [person.person] + known
                return (
                    Paged(rows: those, page: Page(), total: those.count, hasMore: false),
                    try records.paths(to: Set(those.compactMap(\.place)))
                )
            }
            var people = try records.persons(of: person.customer.id, matching: search, page)
            people.rows = try records.shown(people.rows)
            return (people, try records.paths(to: Set(people.rows.compactMap(\.place))))
        }
    }

    public func person(_ id: PersonID, for signedIn: SignedIn) async throws -> PersonView {
        try await store.read { records in
            let record = try ownPerson(id, records, signedIn)
            let merged = try records.merged(with: id)
            let person = merged.person(id) ?? record
            let path = try person.place.map { try records.path(to: $0) } ?? []
            return PersonView(person: person, path: path, left: try records.left(id))
        }
    }

    public func makePerson(
        named name: String, side: Person.Side, role: String?, email: String?, phone: String?, place: PlaceID?,
        for signedIn: SignedIn
    ) async throws -> Person {
        try Rights.require(.writeDownPerson, signedIn)
        let (now, ids, zones) = (now, ids, zones)
        // Colleagues are written down by colleagues.
        let isColleague = side == .provider && signedIn.isProvider
        let person = Person(
            id: ids.make(at: now),
            customer: isColleague ? Customer.providerID : signedIn.customer.id,
            side: isColleague ? .provider : .customer,
            name: try TextLimits.required(
                name, "name", max: TextLimits.nameMax, sayWhenEmpty: "Please write the person's name."),
            role: try TextLimits.optional(role, "role", max: TextLimits.nameMax),
            email: try TextLimits.optional(email, "email", max: TextLimits.nameMax),
            phone: try TextLimits.optional(phone, "phone", max: TextLimits.nameMax), place: place)
        try await store.write { records in
            if let place { _ = try ownPlace(place, records, signedIn) }
            try writeDown(person, records, signedIn, ids, zones, now)
        }
        return person
    }
}

/// Keeps a person that was checked; what was promised to everyone where they can be found holds for them from now on.
func writeDown(
    _ person: Person, _ records: any Records, _ signedIn: SignedIn, _ ids: any IDSource,
    _ zones: any TimeZoneSource, _ now: Instant
) throws {
    let isColleague = person.side == .provider && person.customer == Customer.providerID
    if isColleague { try records.makeProvider(like: signedIn.customer) }
    try records.insert(person)
    if isColleague { try records.setLooks(person.id, after: signedIn.customer.id, true) }
    let around = try person.place.map { try records.path(to: $0).map(\.id.description) } ?? []
    var evaluation = Evaluation(records: records, ids: ids, zones: zones, now: now)
    for promise in try records.promises(about: around + [signedIn.customer.id.description])
    where promise.terms.measure.subject == .person && person.side == .customer {
        _ = try evaluation.evaluate(promise, subject: person.id.description)
    }
}

/// The person, if they belong to the customer that one looks at or look after it.
func ownPerson(
    _ id: PersonID, _ records: any Records, _ signedIn: SignedIn, to permission: Permission = .seePeople
) throws -> Person {
    // Of somebody who was erased only the row is left that others point at.
    let found = try records.person(id).flatMap { $0.isErased ? nil : $0 }
    let customer = signedIn.customer.id
    let looksAfterIt =
        try found?.side == .provider && (id == signedIn.person.id || records.looks(id, after: customer))
    return try Rights.own(
        found, of: signedIn, by: { looksAfterIt ? customer : $0.customer }, to: permission,
        about: { person in
            // Whoever looks after a customer is known to everyone there.
            Permissions.Subject(
                organisation: signedIn.customer.isProvider ? nil : customer, person: person.id,
                parties: looksAfterIt ? [signedIn.person.id] : [])
        }, orSay: "There is no such person.")
}

extension Records {
    /// The provider's own organisation, if it is not there yet.
    func makeProvider(like customer: Customer) throws {
        guard try self.customer(Customer.providerID) == nil else { return }
        try insert(
            Customer(
                id: Customer.providerID, name: Customer.providerName, timeZone: customer.timeZone,
                workingWeek: customer.workingWeek, daysOff: customer.daysOff))
    }
}
