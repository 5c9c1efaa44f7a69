// SPDX-License-Identifier: Apache-2.0
import Fleet
import People
import Practice
import Promises
import Values

extension SQLRecords {
    func deviceRows(_ query: DeviceQuery) throws -> Paged<DeviceRow> {
        let statement = try DeviceList(query, at: query.place.map { try stretch(of: $0, for: query) })
        return try page(
            query.page, statement.rows, counting: statement.isNarrowed ? statement.matching : nil,
            known: statement.isNarrowed ? nil : try deviceCount(of: query.customer)
        ) { row in
            DeviceRow(
                device: try device(row), place: try row.get("place_id"),
                lowestPercent: try row.get("lowest_percent"), lowestSupply: try row.get("lowest_supply"),
                verdict: try row.get("verdict"))
        }
    }

    /// The part of the tree that a list is narrowed to.
    private func stretch(of place: PlaceID, for query: DeviceQuery) throws -> DeviceList.Stretch {
        let there = try deviceCounts(within: [place])[place] ?? 0
        let isLarge = there > DeviceList.Stretch.sortedMax && query.order != .place
        return DeviceList.Stretch(treeKey: try treeKey(of: place), isLarge: isLarge)
    }

    func deviceIDs(within place: PlaceID, after: DeviceID?, limit: Int) throws -> [DeviceID] {
        let key = try treeKey(of: place)
        let start = after ?? DeviceID(bits: 0)
        // Along the ids a stretch costs what it holds; along the places all machines there would be sorted
        // for it.
        return try db.run(
            """
            SELECT id FROM device WHERE id > \(start) AND \(.column("place_key", beginsWithCommon: key))
            ORDER BY id LIMIT \(max(0, limit))
            """
        ).map { try $0.get("id") }
    }

    func deviceIDs(of customer: CustomerID, after: DeviceID?, limit: Int) throws -> [DeviceID] {
        try db.run(
            """
            SELECT id FROM device WHERE id > \(after ?? DeviceID(bits: 0)) AND customer_id = \(customer)
            ORDER BY id LIMIT \(max(0, limit))
            """
        ).map { try $0.get("id") }
    }

    func deviceCount(of customer: CustomerID) throws -> Int {
        try db.first("SELECT devices FROM customer_tally WHERE customer_id = \(customer)")?.get("devices")
            ?? 0
    }

    func makes(of customer: CustomerID, limit: Int) throws -> [String] {
        // From one make to the next along the index, however many machines each has.
        try db.run(
            """
            WITH RECURSIVE found (make) AS (
                SELECT (SELECT make FROM device WHERE customer_id = \(customer) AND make IS NOT NULL
                    ORDER BY make LIMIT 1)
                UNION ALL
                SELECT (SELECT d.make FROM device d WHERE d.customer_id = \(customer) AND d.make > found.make
                    ORDER BY d.make LIMIT 1)
                FROM found WHERE found.make IS NOT NULL
            )
            SELECT make FROM found WHERE make IS NOT NULL LIMIT \(max(0, limit))
            """
        ).map { try $0.get("make", as: String.self) }
    }

    func deviceCounts(at places: Set<PlaceID>) throws -> [PlaceID: Int] { try counts("devices_here", places) }

    func deviceCounts(within places: Set<PlaceID>) throws -> [PlaceID: Int] {
        try counts("devices_within", places)
    }

    private func counts(_ column: SQLText, _ places: Set<PlaceID>) throws -> [PlaceID: Int] {
        guard !places.isEmpty else { return [:] }
        return try db.run(
            """
            SELECT place_id, \(column) AS devices FROM place_tally
            WHERE place_id IN \(list: places.sorted())
            """
        ).reduce(into: [:]) { counts, row in counts[try row.get("place_id")] = try row.get("devices") }
    }
}

/// The statement of a list of machines, so that tests can ask the engines how they would run it.
struct DeviceList {
    /// A place with everything below it.
    struct Stretch {
        let treeKey: String
        /// Whether so many machines stand there that looking through all in order beats sorting these.
        let isLarge: Bool

        /// So many are sorted without anybody noticing.
        static let sortedMax = 1_000
    }

    let rows: SQLText
    /// The same without columns and order, for counting.
    let matching: SQLText
    /// Whether the list holds less than all of the customer's machines.
    let isNarrowed: Bool

    init(_ query: DeviceQuery, at stretch: Stretch?) {
        var conditions: [SQLText] = ["d.customer_id = \(query.customer)"]
        if let verdict = query.verdict { conditions.append("d.gravity = \(verdict.gravity)") }
        if let stretch {
            conditions.append(
                stretch.isLarge
                    ? .column("d.place_key", beginsWithCommon: stretch.treeKey)
                    : .column("d.place_key", beginsWith: stretch.treeKey))
        }
        if let make = query.make { conditions.append("d.make = \(make)") }
        if query.silentOnly {
            conditions.append("s.customer_id = \(query.customer) AND s.silent_since IS NOT NULL")
        }
        for beginning in SearchWords.beginnings(in: query.search) {
            conditions.append(
                """
                d.id IN (SELECT device_id FROM device_word
                    WHERE customer_id = \(query.customer) AND \(.column("word", beginsWith: beginning)))
                """)
        }
        isNarrowed = conditions.count > 1
        let sorting: SQLText
        switch query.order {
        case .need: sorting = "d.gravity, d.lowest_rank, d.id"
        case .name: sorting = "d.title_folded, d.id"
        case .lowestSupply: sorting = "d.lowest_rank, d.id"
        case .place: sorting = "d.place_key, d.title_folded, d.id"
        case .lastHeard:
            // The state's own columns, so that its index gives the order.
            conditions[0] = "s.customer_id = \(query.customer)"
            sorting = "s.last_heard, s.device_id"
        }
        matching = """
            FROM device d JOIN device_state s ON s.device_id = d.id WHERE \(.joined(conditions, by: " AND "))
            """
        rows = """
            SELECT \(deviceColumns), d.place_id, d.lowest_percent, d.lowest_supply, d.verdict
            \(matching) ORDER BY \(sorting)
            """
    }
}
