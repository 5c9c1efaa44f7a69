// SPDX-License-Identifier: Apache-2.0
import People
import Practice
import Values

extension Place.Kind: SQLWord {}

/// The limits of the tree of places.
enum PlaceLimits {
    /// How deep places may lie in each other; a campus's rooms lie four deep.
    static let depthMax = 16
    /// How much of a name counts for the order of places.
    static let sortedCharactersMax = 30
}

extension SQLRecords {
    func insert(_ customer: Customer) throws {
        try run(
            """
            INSERT INTO customer (id, name, name_folded, time_zone, working_week, days_off)
            VALUES (\(customer.id), \(customer.name), \(SearchWords.sorting(customer.name)),
                \(customer.timeZone), \(try ParsedTexts.encode(customer.workingWeek)),
                \(customer.daysOff.sorted().map(\.description).joined(separator: " ")))
            """)
        try run("INSERT INTO customer_tally (customer_id, devices) VALUES (\(customer.id), 0)")
    }

    func customer(_ id: CustomerID) throws -> Customer? {
        try db.first("SELECT \(customerColumns) FROM customer WHERE id = \(id)").map(customer)
    }

    func customers(limit: Int) throws -> [Customer] {
        try db.run(
            """
            SELECT \(customerColumns) FROM customer WHERE id <> \(Customer.providerID)
            ORDER BY name_folded, id LIMIT \(max(0, limit))
            """
        ).map(customer)
    }

    func update(_ customer: Customer) throws {
        let changed = try run(
            """
            UPDATE customer SET name = \(customer.name), name_folded = \(SearchWords.sorting(customer.name)),
                time_zone = \(customer.timeZone), working_week = \(try ParsedTexts.encode(customer.workingWeek)),
                days_off = \(customer.daysOff.sorted().map(\.description).joined(separator: " "))
            WHERE id = \(customer.id) RETURNING id
            """)
        guard !changed.isEmpty else { throw missing("customer", customer.id) }
    }

    func customers(lookedAfterBy person: PersonID, limit: Int) throws -> [Customer] {
        try db.run(
            """
            SELECT \(customerColumns) FROM customer
            WHERE id IN (SELECT customer_id FROM looks_after WHERE person_id = \(person))
                AND id <> \(Customer.providerID)
            ORDER BY name_folded, id LIMIT \(max(0, limit))
            """
        ).map(customer)
    }

    func looks(_ person: PersonID, after customer: CustomerID) throws -> Bool {
        try db.first(
            """
            SELECT EXISTS (SELECT 1 FROM looks_after
                WHERE person_id = \(person) AND customer_id = \(customer)) AS does
            """)?.get("does") ?? false
    }

    func setLooks(_ person: PersonID, after customer: CustomerID, _ does: Bool) throws {
        try run("DELETE FROM looks_after WHERE person_id = \(person) AND customer_id = \(customer)")
        guard does else { return }
        try run("INSERT INTO looks_after (person_id, customer_id) VALUES (\(person), \(customer))")
    }

    private func customer(_ row: SQLRow) throws -> Customer {
        let daysOff = try row.get("days_off", as: String.self).split(separator: " ").map { text in
            guard let date = CivilDate(String(text)) else { throw RecordFailure.unreadable("a day off") }
            return date
        }
        return Customer(
            id: try row.get("id"), name: try row.get("name"), timeZone: try row.get("time_zone"),
            workingWeek: try parsed.decode(from: try row.get("working_week")), daysOff: Set(daysOff))
    }

    func insert(_ place: Place) throws {
        var around = ""
        if let parent = place.parent {
            guard
                let row = try db.first(
                    "SELECT tree_key FROM place WHERE id = \(parent) AND customer_id = \(place.customer)")
            else {
                throw RecordFailure(
                    .fault, message: "The place around this one is not known. Reload the page and try again.",
                    detail: "place \(place.id) names a parent \(parent) that its customer does not have")
            }
            around = try row.get("tree_key")
        }
        guard around.utf8.count(where: { $0 == 1 }) < PlaceLimits.depthMax else {
            throw RecordFailure(
                .fault, message: "Places can lie \(PlaceLimits.depthMax) deep in each other and no deeper.",
                detail: "place \(place.id) below \(around.utf8.count) bytes of tree key")
        }
        try run(
            """
            INSERT INTO place (id, customer_id, parent_id, kind, name, name_folded, place_rank, tree_key)
            VALUES (\(place.id), \(place.customer), \(place.parent), \(place.kind), \(place.name),
                \(SearchWords.sorting(place.name)), \(place.rank), \(around + treeStep(place)))
            """)
        try run(
            """
            INSERT INTO place_tally (place_id, customer_id, devices_here, devices_within)
            VALUES (\(place.id), \(place.customer), 0, 0)
            """)
    }

    func place(_ id: PlaceID) throws -> Place? {
        try db.first("SELECT \(placeColumns) FROM place WHERE id = \(id)").map(place)
    }

    func places(of customer: CustomerID, below parent: PlaceID?) throws -> [Place] {
        // IS NOT DISTINCT FROM would say both in one, but PostgreSQL finds no index for it.
        let isThere: SQLText = parent.map { "parent_id = \($0)" } ?? "parent_id IS NULL"
        return try db.run(
            """
            SELECT \(placeColumns) FROM place WHERE customer_id = \(customer) AND \(isThere)
            ORDER BY place_rank, name_folded, id
            """
        ).map(place)
    }

    func path(to place: PlaceID) throws -> [Place] { try paths(to: [place])[place] ?? [] }

    func paths(to places: Set<PlaceID>) throws -> [PlaceID: [Place]] {
        guard !places.isEmpty else { return [:] }
        let rows = try db.run(
            """
            WITH RECURSIVE above (goal, depth, id, parent_id) AS (
                SELECT id, 0, id, parent_id FROM place WHERE id IN \(list: places.sorted())
                UNION ALL
                SELECT a.goal, a.depth + 1, p.id, p.parent_id FROM above a JOIN place p ON p.id = a.parent_id
                WHERE a.depth < \(PlaceLimits.depthMax)
            )
            SELECT a.goal, p.id, p.customer_id, p.parent_id, p.kind, p.name, p.place_rank
            FROM above a JOIN place p ON p.id = a.id ORDER BY a.goal, a.depth DESC
            """)
        return try rows.reduce(into: [:]) { paths, row in
            paths[try row.get("goal"), default: []].append(try place(row))
        }
    }

    func places(of customer: CustomerID, named prefix: String, limit: Int) throws -> [Place] {
        let beginning = SearchWords.sorting(prefix)
        return try db.run(
            """
            SELECT \(placeColumns) FROM place
            WHERE customer_id = \(customer) AND \(.column("name_folded", beginsWith: beginning))
            ORDER BY name_folded, id LIMIT \(max(0, limit))
            """
        ).map(place)
    }

    private func place(_ row: SQLRow) throws -> Place {
        Place(
            id: try row.get("id"), customer: try row.get("customer_id"), parent: try row.get("parent_id"),
            kind: try row.get("kind"), name: try row.get("name"), rank: try row.get("place_rank"))
    }

    /// The key of a place in the order of the tree; of no place it sorts behind all others.
    func treeKey(of place: PlaceID?) throws -> String {
        guard let place else { return SearchWords.end(of: "") }
        guard let row = try db.first("SELECT tree_key FROM place WHERE id = \(place)") else {
            throw RecordFailure(
                .fault, message: "This place is not known. Reload the page and try again.",
                detail: "no place \(place)")
        }
        return try row.get("tree_key")
    }
}

private let customerColumns: SQLText = "id, name, time_zone, working_week, days_off"
private let placeColumns: SQLText = "id, customer_id, parent_id, kind, name, place_rank"

/// One step of the tree key: rank and name give the order, the id makes it one place's own, and the sign 1,
/// which no name holds, ends it.
private func treeStep(_ place: Place) -> String {
    let rank = min(max(place.rank, -50_000), 49_999) + 150_000
    let name = SearchWords.folded(place.name).prefix(PlaceLimits.sortedCharactersMax)
    return "\(rank) \(name) \(place.id)\u{1}"
}
