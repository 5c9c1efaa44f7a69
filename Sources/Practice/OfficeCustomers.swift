// SPDX-License-Identifier: Apache-2.0
import People
import Values

/// Customers that one page offers to look at.
private let customersMax = 1_000

extension Office {
    /// The customers whose pages somebody may look at, by name: for a customer's people their own.
    public func customers(for person: SignedIn) async throws -> [Customer] {
        guard person.isProvider else { return [person.customer] }
        return try await store.read { records in
            person.role == .owner
                ? try records.customers(limit: customersMax)
                : try records.customers(lookedAfterBy: person.person.id, limit: customersMax)
        }
    }

    /// From now on this browser shows another customer's pages.
    public func choose(_ id: CustomerID, for person: SignedIn) async throws {
        try await store.write { records in
            let chosen = try theirs(id, records, person)
            guard let mark = person.session, var session = try records.session(tokenHash: mark.bytes) else {
                throw Refusal(.unauthenticated, "Please sign in first.")
            }
            session.customer = chosen.id
            try records.update(session)
        }
    }

    /// Meets an organisation for the first time. Whoever does looks after it from then on.
    public func addCustomer(
        named name: String, timeZone: String, for person: SignedIn
    ) async throws -> Customer {
        try Rights.require(.addCustomer, person, about: .practice)
        let name = try TextLimits.required(
            name, "name", max: TextLimits.nameMax, sayWhenEmpty: "Please name the organisation.")
        guard zones.table(named: timeZone) != nil else {
            throw Refusal(
                .invalid, "This time zone is not known. Zones are written like Europe/Dublin.",
                field: "timeZone")
        }
        let customer = Customer(id: ids.make(at: now), name: name, timeZone: timeZone)
        try await store.write { records in
            try records.insert(customer)
            try records.setLooks(person.person.id, after: customer.id, true)
            try leave(.customerAdded, name, by: person, records)
        }
        return customer
    }

    /// A customer that somebody may look at; any other is not there.
    func theirs(_ id: CustomerID, _ records: any Records, _ person: SignedIn) throws -> Customer {
        let found = try records.customer(id)
        let isTheirs =
            try person.isProvider
            ? person.role == .owner || records.looks(person.person.id, after: id) : id == person.customer.id
        guard let found, isTheirs, !found.isProvider else {
            throw Refusal(.notFound, "There is no such customer.")
        }
        return found
    }
}
