// SPDX-License-Identifier: Apache-2.0
import Conversations
import People
import Practice
import Values

/// Who was heard when, and how often people are to be heard.
extension SQLRecords {
    func lastHeard(_ persons: Set<PersonID>) throws -> [PersonID: Instant] {
        guard !persons.isEmpty else { return [:] }
        var last: [PersonID: Instant] = try db.run(
            """
            SELECT person_id, MAX(happened) AS last_heard FROM conversation_person
            WHERE person_id IN \(list: persons.sorted()) AND is_current = 1 AND part = 'heard'
            GROUP BY person_id
            """
        ).reduce(into: [:]) { $0[try $1.get("person_id")] = try $1.get("last_heard") }
        for row in try db.run(
            """
            SELECT f.folded_into_id, MAX(cp.happened) AS last_heard
            FROM person f JOIN conversation_person cp ON cp.person_id = f.id
            WHERE f.folded_into_id IN \(list: persons.sorted()) AND cp.is_current = 1 AND cp.part = 'heard'
            GROUP BY f.folded_into_id
            """)
        {
            let root: PersonID = try row.get("folded_into_id")
            let heard: Instant = try row.get("last_heard")
            last[root] = max(last[root] ?? heard, heard)
        }
        return last
    }

    func heardTallies(of customer: CustomerID, within window: Range<Instant>) throws -> HeardTallies {
        let counts: SQLText = """
            COUNT(*) AS all_there, CAST(SUM(CASE WHEN \(wasHeard(within: window)) THEN 1 ELSE 0 END) AS \(.int))
                AS heard
            """
        let theirs: SQLText = "p.customer_id = \(customer) AND p.side = 'customer' AND \(SQLRecords.isThere)"
        let all = try db.first("SELECT \(counts) FROM person p WHERE \(theirs)")
        let buildings = try db.run(
            """
            SELECT b.id, b.customer_id, b.parent_id, b.kind, b.name, b.place_rank, \(counts)
            FROM place b JOIN person p ON p.customer_id = b.customer_id AND p.place_key >= b.tree_key
                AND p.place_key < b.tree_key || \(SearchWords.end(of: ""))
            WHERE b.customer_id = \(customer) AND b.kind = 'building' AND p.side = 'customer'
                AND \(SQLRecords.isThere)
            GROUP BY b.id, b.customer_id, b.parent_id, b.kind, b.name, b.place_rank, b.name_folded
            ORDER BY COUNT(*) DESC, b.name_folded, b.id LIMIT \(HeardTallies.rowsMax)
            """)
        let roles = try db.run(
            """
            SELECT p.role, \(counts) FROM person p WHERE \(theirs)
            GROUP BY p.role ORDER BY COUNT(*) DESC, p.role NULLS LAST LIMIT \(HeardTallies.rowsMax)
            """)
        return HeardTallies(
            all: try all.map(tally) ?? HeardTally(),
            byBuilding: try buildings.map { row in
                (
                    Place(
                        id: try row.get("id"), customer: try row.get("customer_id"),
                        parent: try row.get("parent_id"), kind: try row.get("kind"),
                        name: try row.get("name"), rank: try row.get("place_rank")), try tally(row)
                )
            },
            byRole: try roles.map { (try $0.get("role"), try tally($0)) })
    }

    private func tally(_ row: SQLRow) throws -> HeardTally {
        HeardTally(heard: try row.get("heard", as: Int?.self) ?? 0, all: try row.get("all_there"))
    }

    private func wasHeard(within window: Range<Instant>) -> SQLText {
        """
        (EXISTS (SELECT 1 FROM conversation_person cp WHERE cp.person_id = p.id AND cp.is_current = 1
            AND cp.part = 'heard' AND cp.happened >= \(window.lowerBound) AND cp.happened < \(window.upperBound))
        OR EXISTS (SELECT 1 FROM person f JOIN conversation_person cp ON cp.person_id = f.id
            WHERE f.folded_into_id = p.id AND cp.is_current = 1 AND cp.part = 'heard'
            AND cp.happened >= \(window.lowerBound) AND cp.happened < \(window.upperBound)))
        """
    }

    private static let forEver = Instant(microseconds: .max)
    /// Neither folded into another record, nor gone, nor erased.
    private static let isThere: SQLText = """
        p.folded_into_id IS NULL AND p.left_at IS NULL AND p.name_folded > ''
        """

    /// By whichever of their records.
    private static let lastOfPerson: SQLText = """
        (SELECT MAX(happened) FROM (
            SELECT MAX(last.happened) AS happened FROM conversation_person last
            WHERE last.person_id = p.id AND last.is_current = 1 AND last.part = 'heard'
            UNION ALL SELECT MAX(last.happened) AS happened
            FROM person f JOIN conversation_person last ON last.person_id = f.id
            WHERE f.folded_into_id = p.id AND last.is_current = 1 AND last.part = 'heard') each_time) AS last_heard
        """

    func quiet(
        of customer: CustomerID, within window: Range<Instant>, at place: PlaceID?, _ page: Page
    ) throws -> Paged<LastHeard> {
        var matching: SQLText = """
            FROM person p WHERE p.customer_id = \(customer) AND p.side = 'customer' AND \(SQLRecords.isThere)
                AND NOT \(wasHeard(within: window))
            """
        if let place {
            matching += " AND \(.column("p.place_key", beginsWith: try treeKey(of: place)))"
        }
        return try self.page(
            page,
            """
            SELECT \(lastHeardColumns), \(SQLRecords.lastOfPerson) \(matching)
            ORDER BY last_heard NULLS FIRST, p.name_folded, p.id
            """, counting: matching, lastHeard)
    }

    private func lastHeard(_ row: SQLRow) throws -> LastHeard {
        LastHeard(
            person: Person(
                id: try row.get("id"), customer: try row.get("customer_id"), side: try row.get("side"),
                name: try row.get("name"), role: try row.get("role"), email: try row.get("email"),
                phone: try row.get("phone"), place: try row.get("place_id")),
            last: try row.get("last_heard"))
    }

    func insert(_ stored: StoredCadence) throws {
        let one = stored.cadence
        var person: PersonID?
        var role: String?
        var place: PlaceID?
        switch one.about {
        case .person(let id): person = id
        case .role(let words): role = words
        case .place(let id): place = id
        }
        try run(
            """
            INSERT INTO cadence (id, customer_id, person_id, role, place_id, days, hearer_id, since_day, ended)
            VALUES (\(stored.id), \(stored.customer), \(person), \(role), \(place), \(one.days), \(one.hearer),
                \(one.since.daysSinceEpoch), \(stored.ended))
            """)
    }

    func cadence(_ id: ID<Cadence>) throws -> StoredCadence? {
        try db.first("SELECT \(cadenceColumns) FROM cadence WHERE id = \(id)").map(cadence)
    }

    func cadences(of customer: CustomerID) throws -> [StoredCadence] {
        try db.run(
            """
            SELECT \(cadenceColumns) FROM cadence WHERE customer_id = \(customer) AND ended IS NULL
            ORDER BY id LIMIT \(CadenceLimits.cadencesMax)
            """
        ).map(cadence)
    }

    func end(_ cadence: ID<Cadence>, at now: Instant) throws {
        try run("UPDATE cadence SET ended = \(now) WHERE id = \(cadence) AND ended IS NULL")
    }

    private func cadence(_ row: SQLRow) throws -> StoredCadence {
        let about: Cadence.About
        if let person = try row.get("person_id", as: PersonID?.self) {
            about = .person(person)
        } else if let place = try row.get("place_id", as: PlaceID?.self) {
            about = .place(place)
        } else {
            about = .role(try row.get("role"))
        }
        let days: Int = try row.get("days")
        guard
            let cadence = try? Cadence(
                about: about, days: days, hearer: try row.get("hearer_id"),
                since: CivilDate(daysSinceEpoch: try row.get("since_day")))
        else { throw RecordFailure.unreadable("how often somebody is to be heard") }
        return StoredCadence(
            id: try row.get("id"), customer: try row.get("customer_id"), cadence: cadence,
            ended: try row.get("ended"))
    }

    func persons(
        under cadence: Cadence, of customer: CustomerID, notHeardSince instant: Instant,
        includesNeverHeard: Bool, limit: Int
    ) throws -> [LastHeard] {
        let those: SQLText
        switch cadence.about {
        case .person(let id): those = "p.id = \(id)"
        case .place(let place): those = .column("p.place_key", beginsWith: try treeKey(of: place))
        case .role(let role):
            let folded = SearchWords.folded(role)
            let spellings = try db.run(
                "SELECT DISTINCT role FROM person WHERE customer_id = \(customer) AND role IS NOT NULL"
            ).map { row -> String in try row.get("role") }.filter { SearchWords.folded($0) == folded }
            guard !spellings.isEmpty else { return [] }
            those = "p.role IN \(list: spellings)"
        }
        let wasEverHeard: SQLText = """
             AND \(wasHeard(within: Instant(microseconds: 0)..<SQLRecords.forEver))
            """
        return try db.run(
            """
            SELECT \(lastHeardColumns), \(SQLRecords.lastOfPerson) FROM person p
            WHERE p.customer_id = \(customer) AND p.side = 'customer' AND \(SQLRecords.isThere)
                AND \(those)\(includesNeverHeard ? "" : wasEverHeard)
                AND NOT \(wasHeard(within: instant..<SQLRecords.forEver))
            ORDER BY last_heard NULLS FIRST, p.name_folded, p.id LIMIT \(max(0, limit))
            """
        ).map(lastHeard)
    }
}

private let lastHeardColumns: SQLText =
    "p.id, p.customer_id, p.side, p.name, p.role, p.email, p.phone, p.place_id"
private let cadenceColumns: SQLText =
    "id, customer_id, person_id, role, place_id, days, hearer_id, since_day, ended"
