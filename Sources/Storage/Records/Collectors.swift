// SPDX-License-Identifier: Apache-2.0
import People
import Practice
import Values

extension SQLRecords {
    func insert(_ collector: CollectorRecord) throws {
        try run(
            """
            INSERT INTO collector (id, customer_id, name, name_folded, place_id, token_hash, made, revoked,
                last_heard, says_version, says_host)
            VALUES (\(collector.id), \(collector.customer), \(collector.name),
                \(SearchWords.sorting(collector.name)), \(collector.place), \(collector.tokenHash),
                \(collector.made), \(collector.revoked), \(collector.lastHeard), \(collector.saysVersion),
                \(collector.saysHost))
            """)
    }

    func update(_ collector: CollectorRecord) throws {
        let changed = try run(
            """
            UPDATE collector SET name = \(collector.name),
                name_folded = \(SearchWords.sorting(collector.name)), place_id = \(collector.place),
                token_hash = \(collector.tokenHash), revoked = \(collector.revoked),
                last_heard = \(collector.lastHeard), says_version = \(collector.saysVersion),
                says_host = \(collector.saysHost)
            WHERE id = \(collector.id) AND customer_id = \(collector.customer) RETURNING id
            """)
        guard !changed.isEmpty else { throw missing("collector", collector.id) }
    }

    func collector(_ id: CollectorID) throws -> CollectorRecord? {
        try db.first("SELECT \(collectorColumns) FROM collector WHERE id = \(id)").map(collector)
    }

    func collector(tokenHash: [UInt8]) throws -> CollectorRecord? {
        try db.first("SELECT \(collectorColumns) FROM collector WHERE token_hash = \(tokenHash)").map(
            collector)
    }

    func collectors(of customer: CustomerID) throws -> [CollectorRecord] {
        try db.run(
            """
            SELECT \(collectorColumns) FROM collector WHERE customer_id = \(customer)
            ORDER BY CASE WHEN revoked IS NULL THEN 0 ELSE 1 END, name_folded, id
            """
        ).map(collector)
    }

    private func collector(_ row: SQLRow) throws -> CollectorRecord {
        CollectorRecord(
            id: try row.get("id"), customer: try row.get("customer_id"), name: try row.get("name"),
            place: try row.get("place_id"), tokenHash: try row.get("token_hash"), made: try row.get("made"),
            revoked: try row.get("revoked"), lastHeard: try row.get("last_heard"),
            saysVersion: try row.get("says_version"), saysHost: try row.get("says_host"))
    }

    func acknowledged(collector: CollectorID, spool: ID<CollectorSpool>) throws -> Int64 {
        try db.first(
            """
            SELECT acknowledged FROM collector_spool
            WHERE collector_id = \(collector) AND spool_id = \(spool)
            """)?.get("acknowledged") ?? 0
    }

    func acknowledge(collector: CollectorID, spool: ID<CollectorSpool>, through sequence: Int64) throws {
        // A delivery that comes twice must not take back what came after it.
        let kept = try run(
            """
            INSERT INTO collector_spool AS s (collector_id, spool_id, customer_id, acknowledged)
            SELECT id, \(spool), customer_id, \(sequence) FROM collector WHERE id = \(collector)
            ON CONFLICT (collector_id, spool_id) DO UPDATE SET acknowledged =
                CASE WHEN excluded.acknowledged > s.acknowledged THEN excluded.acknowledged
                ELSE s.acknowledged END
            RETURNING acknowledged
            """)
        guard !kept.isEmpty else { throw missing("collector", collector) }
    }
}

private let collectorColumns: SQLText = """
    id, customer_id, name, place_id, token_hash, made, revoked, last_heard, says_version, says_host
    """
