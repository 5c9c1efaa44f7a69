// SPDX-License-Identifier: Apache-2.0
import People
import Practice
import Values

extension Person.Side: SQLWord {}

extension SQLRecords {
    func insert(_ person: Person) throws {
        try run(
            """
            INSERT INTO person (id, customer_id, side, name, name_folded, role, email, phone, place_id,
                place_key)
            VALUES (\(person.id), \(person.customer), \(person.side), \(person.name),
                \(SearchWords.sorting(person.name)), \(person.role), \(person.email), \(person.phone),
                \(person.place), \(try treeKey(of: person.place)))
            """)
        try insertWords(of: person)
        // Whoever of the provider is written down with a customer looks after them.
        if person.side == .provider, person.customer != Customer.providerID {
            try setLooks(person.id, after: person.customer, true)
        }
    }

    func persons(lookingAfter customer: CustomerID, limit: Int) throws -> [Person] {
        try db.run(
            """
            SELECT \(personColumns) FROM person
            WHERE id IN (SELECT person_id FROM looks_after WHERE customer_id = \(customer))
            ORDER BY name_folded, id LIMIT \(max(0, limit))
            """
        ).map(person)
    }

    func update(_ person: Person) throws {
        let changed = try run(
            """
            UPDATE person SET side = \(person.side), name = \(person.name),
                name_folded = \(SearchWords.sorting(person.name)), role = \(person.role),
                email = \(person.email), phone = \(person.phone), place_id = \(person.place),
                place_key = \(try treeKey(of: person.place))
            WHERE id = \(person.id) AND customer_id = \(person.customer) RETURNING id
            """)
        guard !changed.isEmpty else { throw missing("person", person.id) }
        try run("DELETE FROM person_word WHERE person_id = \(person.id)")
        try insertWords(of: person)
    }

    private func insertWords(of person: Person) throws {
        let words = SearchWords.words(of: [person.name, person.role, person.email])
        try db.insert(
            into: "person_word", columns: ["customer_id", "word", "person_id"],
            rows: words.sorted().map { [person.customer.sqlValue, .text($0), person.id.sqlValue] })
    }

    func person(_ id: PersonID) throws -> Person? {
        try db.first("SELECT \(personColumns) FROM person WHERE id = \(id)").map(person)
    }

    func persons(_ ids: Set<PersonID>) throws -> [PersonID: Person] {
        guard !ids.isEmpty else { return [:] }
        return try db.run("SELECT \(personColumns) FROM person WHERE id IN \(list: ids.sorted())")
            .reduce(into: [:]) { persons, row in
                let person = try person(row)
                persons[person.id] = person
            }
    }

    func persons(of customer: CustomerID, matching search: String, _ page: Page) throws -> Paged<Person> {
        let provider = Customer.providerID
        // Two ranges that are each in order, which engines merge without reading the whole of them.
        var own: SQLText = """
            FROM person WHERE customer_id = \(customer) AND name_folded > '' AND folded_into_id IS NULL
            """
        var ours: SQLText = """
            FROM person WHERE customer_id = \(provider) AND \(customer) <> \(provider) AND folded_into_id IS NULL
                AND id IN (SELECT person_id FROM looks_after WHERE customer_id = \(customer))
            """
        let beginnings = SearchWords.beginnings(in: search)
        // Whoever left is still found by name.
        if beginnings.isEmpty { own += " AND left_at IS NULL" }
        for beginning in beginnings {
            own += having(beginning, customer)
            ours += having(beginning, provider)
        }
        return try self.page(
            page,
            """
            SELECT \(personColumns) FROM (
                SELECT \(personColumns), name_folded \(own) UNION ALL SELECT \(personColumns), name_folded \(ours)
            ) someone ORDER BY name_folded, id
            """,
            counting: "FROM (SELECT id \(own) UNION ALL SELECT id \(ours)) someone", person)
    }

    private func having(_ beginning: String, _ organisation: CustomerID) -> SQLText {
        """
         AND id IN (SELECT person_id FROM person_word
            WHERE customer_id = \(organisation) AND \(.column("word", beginsWith: beginning)))
        """
    }

    func persons(at place: PlaceID, limit: Int) throws -> [Person] {
        guard let row = try db.first("SELECT customer_id, tree_key FROM place WHERE id = \(place)") else {
            return []
        }
        let customer: CustomerID = try row.get("customer_id")
        return try db.run(
            """
            SELECT \(personColumns) FROM person
            WHERE customer_id = \(customer) AND \(.column("place_key", beginsWith: try row.get("tree_key")))
                AND folded_into_id IS NULL
            ORDER BY name_folded, id LIMIT \(max(0, limit))
            """
        ).map(person)
    }

    func person(_ row: SQLRow) throws -> Person {
        Person(
            id: try row.get("id"), customer: try row.get("customer_id"), side: try row.get("side"),
            name: try row.get("name"), role: try row.get("role"), email: try row.get("email"),
            phone: try row.get("phone"), place: try row.get("place_id"))
    }

    /// Something that should be changed is not there.
    func missing(_ what: String, _ id: some CustomStringConvertible) -> RecordFailure {
        RecordFailure(
            .fault, message: "This is no longer there. Reload the page and look for it.",
            detail: "no \(what) \(id)")
    }
}

let personColumns: SQLText = "id, customer_id, side, name, role, email, phone, place_id"
