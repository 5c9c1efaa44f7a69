// SPDX-License-Identifier: Apache-2.0
import People
import Practice
import Values

/// Merges that one person's records may have; nobody is written down so often.
private let mergesMax = 1_000

/// Who is the same person as whom. Nothing moves: a merge is a row, and lists leave out what is folded.
extension SQLRecords {
    func root(of person: PersonID) throws -> PersonID {
        try db.first("SELECT folded_into_id FROM person WHERE id = \(person)")?
            .get("folded_into_id", as: PersonID?.self) ?? person
    }

    func everyone(in person: PersonID) throws -> [PersonID] {
        let root = try root(of: person)
        return [root]
            + (try db.run(
                "SELECT id FROM person WHERE folded_into_id = \(root) ORDER BY id LIMIT \(mergesMax)"
            ).map { try $0.get("id") })
    }

    func merged(with person: PersonID) throws -> MergedPeople {
        let those = try everyone(in: person)
        let records = try persons(Set(those))
        guard those.count > 1 else { return MergedPeople(records: records) }
        let merges = try db.run(
            """
            SELECT \(mergeColumns) FROM person_merge
            WHERE kept_id IN \(list: those) AND taken_back IS NULL ORDER BY made, id LIMIT \(mergesMax)
            """
        ).map(merge)
        return MergedPeople(records: records, merges: merges)
    }

    func shown(_ persons: [Person]) throws -> [Person] {
        guard !persons.isEmpty else { return [] }
        let roots = try db.run(
            """
            SELECT DISTINCT folded_into_id FROM person
            WHERE folded_into_id IN \(list: Set(persons.map(\.id)).sorted())
            """
        ).map { row -> PersonID in try row.get("folded_into_id") }
        guard !roots.isEmpty else { return persons }
        let several = Set(roots)
        return try persons.map { one in
            several.contains(one.id) ? try merged(with: one.id).person(one.id) ?? one : one
        }
    }

    func insert(_ merge: Merge, customer: CustomerID) throws {
        let fields = merge.fromFolded.map(\.rawValue).sorted().joined(separator: " ")
        try run(
            """
            INSERT INTO person_merge (id, customer_id, kept_id, folded_id, from_folded, made, by_id)
            VALUES (\(merge.id), \(customer), \(merge.kept), \(merge.folded), \(fields), \(merge.made),
                \(merge.by))
            """)
    }

    func merge(_ id: MergeID) throws -> (merge: Merge, customer: CustomerID)? {
        try db.first("SELECT \(mergeColumns), customer_id FROM person_merge WHERE id = \(id)").map {
            (try merge($0), try $0.get("customer_id"))
        }
    }

    func merges(of customer: CustomerID, _ page: Page) throws -> Paged<Merge> {
        try self.page(
            page,
            """
            SELECT \(mergeColumns) FROM person_merge WHERE customer_id = \(customer)
            ORDER BY made DESC, id DESC
            """, counting: "FROM person_merge WHERE customer_id = \(customer)", merge)
    }

    func takeBack(_ merge: MergeID, _ takenBack: Merge.TakenBack) throws {
        let changed = try run(
            """
            UPDATE person_merge SET taken_back = \(takenBack.at), taken_back_by_id = \(takenBack.by)
            WHERE id = \(merge) AND taken_back IS NULL RETURNING id
            """)
        guard !changed.isEmpty else { throw missing("merge", merge) }
    }

    private func merge(_ row: SQLRow) throws -> Merge {
        var takenBack: Merge.TakenBack?
        if let at = try row.get("taken_back", as: Instant?.self) {
            takenBack = Merge.TakenBack(by: try row.get("taken_back_by_id"), at: at)
        }
        return Merge(
            id: try row.get("id"), kept: try row.get("kept_id"), folded: try row.get("folded_id"),
            fromFolded: Set(
                try row.get("from_folded", as: String.self).split(separator: " ")
                    .compactMap { PersonField(rawValue: String($0)) }),
            by: try row.get("by_id"), made: try row.get("made"), takenBack: takenBack)
    }

    func show(_ people: MergedPeople) throws {
        for id in people.records.keys.sorted() {
            let root = people.root(of: id)
            try run(
                "UPDATE person SET folded_into_id = \(root == id ? nil : root) WHERE id = \(id)")
        }
        for shown in people.persons {
            let those = people.everyone(in: shown.id).compactMap { people.records[$0] }
            try run(
                """
                UPDATE person SET name_folded = \(SearchWords.sorting(shown.name)),
                    place_key = \(try treeKey(of: shown.place))
                WHERE id = \(shown.id)
                """)
            try run("DELETE FROM person_word WHERE person_id = \(shown.id)")
            // Whoever looks for them by what the other record says finds them, too.
            let words = SearchWords.words(of: those.flatMap { [$0.name, $0.role, $0.email] })
            try db.insert(
                into: "person_word", columns: ["customer_id", "word", "person_id"],
                rows: words.sorted().map { [shown.customer.sqlValue, .text($0), shown.id.sqlValue] })
        }
    }

    func apart(of customer: CustomerID, limit: Int) throws -> Set<PersonPair> {
        Set(
            try db.run(
                """
                SELECT first_id, second_id FROM person_apart WHERE customer_id = \(customer)
                ORDER BY first_id, second_id LIMIT \(max(0, limit))
                """
            ).map { PersonPair(try $0.get("first_id"), try $0.get("second_id")) })
    }

    func setApart(_ pair: PersonPair, of customer: CustomerID, by person: PersonID, at now: Instant) throws {
        try run(
            """
            INSERT INTO person_apart (first_id, second_id, customer_id, said, by_id)
            VALUES (\(pair.first), \(pair.second), \(customer), \(now), \(person))
            ON CONFLICT (first_id, second_id) DO NOTHING
            """)
    }

    func persons(of organisation: CustomerID, after: PersonID?, limit: Int) throws -> [Person] {
        try db.run(
            """
            SELECT \(personColumns) FROM person
            WHERE customer_id = \(organisation) AND folded_into_id IS NULL
                AND id > \(after ?? PersonID(bits: 0)) ORDER BY id LIMIT \(max(0, limit))
            """
        ).map(person)
    }

    func persons(of organisation: CustomerID, email: String, limit: Int) throws -> [Person] {
        let folded = SearchWords.folded(email)
        // Long addresses are cut where they are looked for; what was found is compared as a whole.
        guard let word = SearchWords.beginnings(in: email).first else { return [] }
        return try db.run(
            """
            SELECT \(personColumns) FROM person WHERE customer_id = \(organisation)
                AND id IN (SELECT person_id FROM person_word
                    WHERE customer_id = \(organisation) AND word = \(word))
            ORDER BY id LIMIT \(max(0, limit))
            """
        ).map(person).filter { $0.email.map(SearchWords.folded) == folded }
    }

    func left(_ person: PersonID) throws -> Instant? {
        try db.first("SELECT left_at FROM person WHERE id = \(person)")?.get("left_at", as: Instant?.self)
            ?? nil
    }

    func setLeft(_ instant: Instant?, _ person: PersonID) throws {
        try run("UPDATE person SET left_at = \(instant) WHERE id = \(person)")
    }

    func personsLeft(of organisation: CustomerID, since: Instant, limit: Int) throws -> [(
        person: Person, left: Instant
    )] {
        try db.run(
            """
            SELECT \(personColumns), left_at FROM person
            WHERE customer_id = \(organisation) AND left_at IS NOT NULL AND left_at >= \(since)
            ORDER BY left_at DESC, id DESC LIMIT \(max(0, limit))
            """
        ).map { (try person($0), try $0.get("left_at")) }
    }
}

private let mergeColumns: SQLText =
    "id, kept_id, folded_id, from_folded, made, by_id, taken_back, taken_back_by_id"
