// SPDX-License-Identifier: Apache-2.0
import Fleet
import People
import Practice
import Values

extension SQLRecords {
    func insert(_ collector: CollectorRecord) throws {
        try run(
            """
            INSERT INTO collector (id, customer_id, name, name_folded, place_id, keeper_id, token_hash, made,
                enrolled, revoked, last_heard, says_version, says_host, says_every, says_thinned, says_waiting,
                clock_ahead, silence_max, silent_since, silence_found, silence_ended, look_again,
                assessed_through, corrects_from)
            VALUES (\(collector.id), \(collector.customer), \(collector.name),
                \(SearchWords.sorting(collector.name)), \(collector.place), \(collector.keeper),
                \(collector.tokenHash), \(collector.made), \(collector.enrolled), \(collector.revoked),
                \(collector.lastHeard), \(collector.saysVersion), \(collector.saysHost),
                \(stored(collector.saysEvery)), \(collector.saysThinned), \(collector.saysWaiting),
                \(stored(collector.clockAhead)), \(stored(collector.silenceMax)), \(collector.silentSince),
                \(collector.silenceFound), \(collector.silenceEnded), \(collector.lookAgain),
                \(collector.assessedThrough), \(collector.correctsFrom))
            """)
    }

    func update(_ collector: CollectorRecord) throws {
        let changed = try run(
            """
            UPDATE collector SET name = \(collector.name),
                name_folded = \(SearchWords.sorting(collector.name)), place_id = \(collector.place),
                keeper_id = \(collector.keeper), token_hash = \(collector.tokenHash),
                enrolled = \(collector.enrolled), revoked = \(collector.revoked),
                last_heard = \(collector.lastHeard), says_version = \(collector.saysVersion),
                says_host = \(collector.saysHost), says_every = \(stored(collector.saysEvery)),
                says_thinned = \(collector.saysThinned), says_waiting = \(collector.saysWaiting),
                clock_ahead = \(stored(collector.clockAhead)),
                silence_max = \(stored(collector.silenceMax)), silent_since = \(collector.silentSince),
                silence_found = \(collector.silenceFound), silence_ended = \(collector.silenceEnded),
                look_again = \(collector.lookAgain), assessed_through = \(collector.assessedThrough),
                corrects_from = \(collector.correctsFrom)
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

    func collectorsDue(asOf now: Instant, limit: Int) throws -> [CollectorRecord] {
        try db.run(
            """
            SELECT \(collectorColumns) FROM collector WHERE look_again IS NOT NULL AND look_again <= \(now)
            ORDER BY look_again, id LIMIT \(max(0, limit))
            """
        ).map(collector)
    }

    private func collector(_ row: SQLRow) throws -> CollectorRecord {
        var collector = CollectorRecord(
            id: try row.get("id"), customer: try row.get("customer_id"), name: try row.get("name"),
            place: try row.get("place_id"), keeper: try row.get("keeper_id"),
            tokenHash: try row.get("token_hash"), made: try row.get("made"),
            enrolled: try row.get("enrolled"), revoked: try row.get("revoked"),
            lastHeard: try row.get("last_heard"), saysVersion: try row.get("says_version"),
            saysHost: try row.get("says_host"), silenceMax: duration(try row.get("silence_max")))
        collector.saysEvery = duration(try row.get("says_every"))
        collector.saysThinned = try row.get("says_thinned")
        collector.saysWaiting = try row.get("says_waiting")
        collector.clockAhead = duration(try row.get("clock_ahead"))
        collector.silentSince = try row.get("silent_since")
        collector.silenceFound = try row.get("silence_found")
        collector.silenceEnded = try row.get("silence_ended")
        collector.lookAgain = try row.get("look_again")
        collector.assessedThrough = try row.get("assessed_through")
        collector.correctsFrom = try row.get("corrects_from")
        return collector
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

    // MARK: - Codes

    func insert(_ enrolment: Enrolment) throws {
        try run(
            """
            INSERT INTO enrolment (\(enrolmentColumns))
            VALUES (\(enrolment.codeHash), \(enrolment.customer), \(enrolment.collector), \(enrolment.made),
                \(enrolment.expires), \(enrolment.used), \(enrolment.keyHash))
            """)
    }

    func enrolment(codeHash: [UInt8]) throws -> Enrolment? {
        try db.first("SELECT \(enrolmentColumns) FROM enrolment WHERE code_hash = \(codeHash)").map(enrolment)
    }

    func update(_ enrolment: Enrolment) throws {
        let changed = try run(
            """
            UPDATE enrolment SET used = \(enrolment.used), key_hash = \(enrolment.keyHash)
            WHERE code_hash = \(enrolment.codeHash) RETURNING collector_id
            """)
        guard !changed.isEmpty else { throw missing("enrolment of collector", enrolment.collector) }
    }

    func openEnrolment(of collector: CollectorID, asOf now: Instant) throws -> Enrolment? {
        try db.first(
            """
            SELECT \(enrolmentColumns) FROM enrolment
            WHERE collector_id = \(collector) AND used IS NULL AND expires > \(now)
            ORDER BY made DESC LIMIT 1
            """
        ).map(enrolment)
    }

    func deleteOpenEnrolments(of collector: CollectorID) throws {
        try run("DELETE FROM enrolment WHERE collector_id = \(collector) AND used IS NULL")
    }

    private func enrolment(_ row: SQLRow) throws -> Enrolment {
        Enrolment(
            codeHash: try row.get("code_hash"), customer: try row.get("customer_id"),
            collector: try row.get("collector_id"), made: try row.get("made"),
            expires: try row.get("expires"), used: try row.get("used"), keyHash: try row.get("key_hash"))
    }

    // MARK: - What was done and what became of it

    func insert(_ entry: CollectorEntry) throws {
        try run(
            """
            INSERT INTO collector_entry (\(entryColumns))
            VALUES (\(entry.id), \(entry.customer), \(entry.collector), \(entry.at), \(entry.kind),
                \(entry.person), \(entry.note))
            """)
    }

    func entries(of collector: CollectorID, limit: Int) throws -> [CollectorEntry] {
        try db.run(
            """
            SELECT \(entryColumns) FROM collector_entry WHERE collector_id = \(collector)
            ORDER BY entered DESC, id DESC LIMIT \(max(0, limit))
            """
        ).map { row in
            CollectorEntry(
                id: try row.get("id"), customer: try row.get("customer_id"),
                collector: try row.get("collector_id"), at: try row.get("entered"),
                kind: try row.get("kind"), person: try row.get("person_id"), note: try row.get("note"))
        }
    }

    // MARK: - What it hears

    func deviceCount(heardBy collector: CollectorID) throws -> Int {
        try db.first("SELECT COUNT(*) AS there FROM device_state WHERE collector_id = \(collector)")?
            .get("there") ?? 0
    }

    func devices(heardBy collector: CollectorID, after id: DeviceID, limit: Int) throws -> [DeviceID] {
        try db.run(
            """
            SELECT device_id FROM device_state WHERE collector_id = \(collector) AND device_id > \(id)
            ORDER BY device_id LIMIT \(max(0, limit))
            """
        ).map { try $0.get("device_id") }
    }
}

extension CollectorEntry.Kind: SQLWord {}

/// Lengths of time are kept in microseconds.
private func stored(_ duration: Duration?) -> Int64? { duration?.wholeMicroseconds }

private func duration(_ microseconds: Int64?) -> Duration? { microseconds.map { .microseconds($0) } }

private let collectorColumns: SQLText = """
    id, customer_id, name, place_id, keeper_id, token_hash, made, enrolled, revoked, last_heard, says_version,
    says_host, says_every, says_thinned, says_waiting, clock_ahead, silence_max, silent_since, silence_found,
    silence_ended, look_again, assessed_through, corrects_from
    """

private let enrolmentColumns: SQLText = "code_hash, customer_id, collector_id, made, expires, used, key_hash"

private let entryColumns: SQLText = "id, customer_id, collector_id, entered, kind, person_id, note"
