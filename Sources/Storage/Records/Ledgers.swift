// SPDX-License-Identifier: Apache-2.0
import Ledger
import People
import Practice
import Promises
import Values

extension SQLRecords {
    func lockLedger(of customer: CustomerID) throws -> LedgerHead {
        if let known = knownLedgers[customer] { return known.head }
        // Writing the row, if only as it is, locks it in both engines.
        let lock: SQLText = """
            UPDATE ledger SET size = size WHERE customer_id = \(customer) RETURNING \(headColumns)
            """
        var row = try db.first(lock)
        if row == nil {
            try run(
                """
                INSERT INTO ledger (\(headColumns)) VALUES (\(customer), 0, \([UInt8]()), 0, '', NULL, 0)
                ON CONFLICT DO NOTHING
                """)
            row = try db.first(lock)
        }
        guard let row else { throw RecordFailure.unreadable("a ledger's head") }
        let head = try head(row)
        knownLedgers[customer] = (head, false)
        return head
    }

    func ledgerHead(of customer: CustomerID) throws -> LedgerHead? {
        if let known = knownLedgers[customer] { return known.head }
        return try db.first("SELECT \(headColumns) FROM ledger WHERE customer_id = \(customer)").map(head)
    }

    private func head(_ row: SQLRow) throws -> LedgerHead {
        let bytes: [UInt8] = try row.get("edge")
        let hashes = stride(from: 0, to: bytes.count, by: LedgerHash.byteCount).compactMap {
            LedgerHash(bytes[$0..<min($0 + LedgerHash.byteCount, bytes.count)])
        }
        let findings: String = try row.get("findings")
        guard let edge = TreeEdge(size: try row.number("size"), subtrees: hashes) else {
            throw RecordFailure.unreadable("a ledger's head")
        }
        return LedgerHead(
            customer: try row.get("customer_id"), edge: edge, signedSize: try row.number("signed_size"),
            findings: findings.split(separator: "\n").map(String.init), checked: try row.get("checked"),
            checkedSize: try row.number("checked_size"))
    }

    /// Once for a transaction, however much it wrote down.
    func writeLedgerHeads() throws {
        for (customer, known) in knownLedgers where known.hasMoved {
            let edge = known.head.edge
            try run(
                """
                UPDATE ledger SET size = \(Int64(edge.size)), edge = \(edge.subtrees.flatMap(\.bytes))
                WHERE customer_id = \(customer)
                """)
        }
        knownLedgers.removeAll()
    }

    func customersWithLedgers(after last: CustomerID?, limit: Int) throws -> [CustomerID] {
        let isAfter: SQLText = last.map { "WHERE customer_id > \($0)" } ?? ""
        return try db.run(
            "SELECT customer_id FROM ledger \(isAfter) ORDER BY customer_id LIMIT \(max(0, limit))"
        ).map { try $0.get("customer_id") }
    }

    func customersWithUnsignedEntries(limit: Int) throws -> [CustomerID] {
        try db.run("SELECT customer_id FROM ledger WHERE size > signed_size LIMIT \(max(0, limit))")
            .map { try $0.get("customer_id") }
    }

    func append(_ entry: StoredLedgerEntry, head: LedgerHead, subtrees: [(Subtree, LedgerHash)]) throws {
        let customer = entry.customer.sqlValue
        let number = SQLValue.int(Int64(entry.number))
        waiting.add(
            [
                customer, number, entry.at.sqlValue, entry.promise.sqlValue, .text(entry.event),
                .blob(entry.entry), entry.kept.sqlValue,
            ], to: .ledgerEntries)
        for person in entry.persons { waiting.add([customer, number, person.sqlValue], to: .ledgerPersons) }
        for (subtree, hash) in subtrees {
            waiting.add(
                [customer, .int(Int64(subtree.level)), .int(Int64(subtree.place)), .blob(hash.bytes)],
                to: .ledgerSubtrees)
        }
        knownLedgers[entry.customer] = (head, true)
    }

    private func writeWaitingLedgerRows() throws {
        try waiting.write(.ledgerEntries, to: db)
        try waiting.write(.ledgerPersons, to: db)
        try waiting.write(.ledgerSubtrees, to: db)
    }

    func keep(findings: [String], of customer: CustomerID, checked: Instant, size: UInt64) throws {
        try run(
            """
            UPDATE ledger SET findings = \(findings.joined(separator: "\n")), checked = \(checked),
                checked_size = \(Int64(size))
            WHERE customer_id = \(customer)
            """)
        knownLedgers[customer]?.head.findings = findings
    }

    // MARK: - Entries

    func ledgerEntries(of customer: CustomerID, from first: UInt64, limit: Int) throws -> [StoredLedgerEntry]
    {
        try writeWaitingLedgerRows()
        let end = first + UInt64(max(0, limit))
        let rows = try db.run(
            """
            SELECT \(ledgerEntryColumns) FROM ledger_entry
            WHERE customer_id = \(customer) AND entry_number >= \(Int64(first))
                AND entry_number < \(Int64(end))
            ORDER BY entry_number
            """)
        let named = try db.run(
            """
            SELECT entry_number, person_id FROM ledger_person
            WHERE customer_id = \(customer) AND entry_number >= \(Int64(first))
                AND entry_number < \(Int64(end))
            ORDER BY entry_number, person_id
            """)
        return try entries(rows, named: named)
    }

    private func entries(_ rows: [SQLRow], named: [SQLRow]) throws -> [StoredLedgerEntry] {
        var persons: [UInt64: [PersonID]] = [:]
        for row in named {
            persons[try row.number("entry_number"), default: []].append(try row.get("person_id"))
        }
        return try rows.map { row in
            let number = try row.number("entry_number")
            return StoredLedgerEntry(
                customer: try row.get("customer_id"), number: number, at: try row.get("written"),
                promise: try row.get("promise_id"), event: try row.get("event"), entry: try row.get("entry"),
                kept: try row.get("kept"), persons: persons[number] ?? [])
        }
    }

    func ledgerLeaves(of customer: CustomerID, from first: UInt64, limit: Int) throws -> [[UInt8]] {
        try writeWaitingLedgerRows()
        return try db.run(
            """
            SELECT entry FROM ledger_entry
            WHERE customer_id = \(customer) AND entry_number >= \(Int64(first))
                AND entry_number < \(Int64(first + UInt64(max(0, limit))))
            ORDER BY entry_number
            """
        ).map { try $0.get("entry") }
    }

    func ledgerEntries(about promises: Set<PromiseID>) throws -> [StoredLedgerEntry] {
        guard !promises.isEmpty else { return [] }
        try writeWaitingLedgerRows()
        let ids = promises.sorted()
        let rows = try db.run(
            """
            SELECT \(ledgerEntryColumns) FROM ledger_entry WHERE promise_id IN \(list: ids)
            ORDER BY entry_number
            """)
        let named = try db.run(
            """
            SELECT p.entry_number, p.person_id FROM ledger_entry e
            JOIN ledger_person p ON p.customer_id = e.customer_id AND p.entry_number = e.entry_number
            WHERE e.promise_id IN \(list: ids) ORDER BY p.entry_number, p.person_id
            """)
        return try entries(rows, named: named)
    }

    func ledgerEntries(
        of customer: CustomerID, writtenFrom start: Instant, to end: Instant, limit: Int
    ) throws -> [StoredLedgerEntry] {
        try writeWaitingLedgerRows()
        let rows = try db.run(
            """
            SELECT \(ledgerEntryColumns) FROM ledger_entry
            WHERE customer_id = \(customer) AND written >= \(start) AND written < \(end)
            ORDER BY written, entry_number LIMIT \(max(0, limit))
            """)
        let numbers = try rows.map { try $0.get("entry_number", as: Int64.self) }
        let named = try db.run(
            """
            SELECT entry_number, person_id FROM ledger_person
            WHERE customer_id = \(customer) AND entry_number IN \(list: numbers)
            ORDER BY entry_number, person_id
            """)
        return try entries(rows, named: named).sorted { $0.number < $1.number }
    }

    func promisesMissingFromLedger(of customer: CustomerID, limit: Int) throws -> [PromiseID] {
        try writeWaitingLedgerRows()
        return try db.run(
            """
            SELECT id FROM promise WHERE customer_id = \(customer)
                AND NOT EXISTS (SELECT 1 FROM ledger_entry WHERE promise_id = promise.id AND event = 'made')
                AND NOT EXISTS (SELECT 1 FROM ledger_awaiting WHERE promise_id = promise.id)
            ORDER BY id LIMIT \(max(0, limit))
            """
        ).map { try $0.get("id") }
    }

    func ledgerEntries(naming person: PersonID) throws -> [CustomerID: [UInt64]] {
        try writeWaitingLedgerRows()
        return try db.run(
            """
            SELECT p.customer_id, p.entry_number FROM ledger_person p
            JOIN ledger_entry e ON e.customer_id = p.customer_id AND e.entry_number = p.entry_number
            WHERE p.person_id = \(person) AND e.kept IS NOT NULL ORDER BY p.customer_id, p.entry_number
            """
        ).reduce(into: [:]) { named, row in
            let customer: CustomerID = try row.get("customer_id")
            named[customer, default: []].append(try row.number("entry_number"))
        }
    }

    func promisesInLedger(
        of customer: CustomerID, from first: UInt64, limit: Int
    ) throws -> [(promise: PromiseID, first: UInt64)] {
        try writeWaitingLedgerRows()
        return try db.run(
            """
            SELECT promise_id, entry_number FROM ledger_entry
            WHERE customer_id = \(customer) AND event = 'made' AND entry_number >= \(Int64(first))
                AND promise_id IS NOT NULL
            ORDER BY entry_number LIMIT \(max(0, limit))
            """
        ).map { (try $0.get("promise_id"), try $0.number("entry_number")) }
    }

    func eraseTexts(of numbers: [UInt64], in customer: CustomerID) throws {
        try writeWaitingLedgerRows()
        for start in stride(from: 0, to: numbers.count, by: erasedAtOnce) {
            let some = numbers[start..<min(start + erasedAtOnce, numbers.count)].map { Int64($0) }
            try run(
                """
                UPDATE ledger_entry SET kept = NULL
                WHERE customer_id = \(customer) AND entry_number IN \(list: some)
                """)
        }
    }

    func ledgerSubtrees(
        of customer: CustomerID, level: Int, from place: UInt64, limit: Int
    ) throws -> [LedgerHash] {
        try writeWaitingLedgerRows()
        return try db.run(
            """
            SELECT place, hash FROM ledger_subtree
            WHERE customer_id = \(customer) AND level = \(level) AND place >= \(Int64(place))
                AND place < \(Int64(place + UInt64(max(0, limit))))
            ORDER BY place
            """
        ).map { row in
            guard let hash = LedgerHash(try row.get("hash", as: [UInt8].self)) else {
                throw RecordFailure.unreadable("a hash of a ledger")
            }
            return hash
        }
    }

    // MARK: - Checkpoints

    func insert(_ checkpoint: StoredCheckpoint) throws {
        let dayStart = Instant(
            microseconds: checkpoint.signed.microseconds
                - (checkpoint.signed.microseconds % microsecondsPerDay + microsecondsPerDay)
                % microsecondsPerDay)
        try run(
            """
            DELETE FROM ledger_checkpoint WHERE customer_id = \(checkpoint.customer)
                AND signed >= \(dayStart) AND hands_over = 0 AND size <= \(Int64(checkpoint.size))
            """)
        try run(
            """
            INSERT INTO ledger_checkpoint (\(checkpointColumns))
            VALUES (\(checkpoint.customer), \(Int64(checkpoint.size)), \(checkpoint.signed),
                \(checkpoint.note), \(checkpoint.key), \(checkpoint.handsOver))
            """)
        try run(
            """
            UPDATE ledger SET signed_size = \(Int64(checkpoint.size))
            WHERE customer_id = \(checkpoint.customer)
            """)
        knownLedgers[checkpoint.customer]?.head.signedSize = checkpoint.size
    }

    func checkpoint(of customer: CustomerID, before end: Instant?) throws -> StoredCheckpoint? {
        let isBefore: SQLText = end.map { " AND signed < \($0)" } ?? ""
        return try db.first(
            """
            SELECT \(checkpointColumns) FROM ledger_checkpoint WHERE customer_id = \(customer)\(isBefore)
            ORDER BY size DESC LIMIT 1
            """
        ).map(checkpoint)
    }

    func checkpoints(of customer: CustomerID, after size: UInt64?, limit: Int) throws -> [StoredCheckpoint] {
        try db.run(
            """
            SELECT \(checkpointColumns) FROM ledger_checkpoint
            WHERE customer_id = \(customer) AND size > \(size.map { Int64($0) } ?? -1)
            ORDER BY size LIMIT \(max(0, limit))
            """
        ).map(checkpoint)
    }

    func handovers(of customer: CustomerID) throws -> [StoredCheckpoint] {
        try db.run(
            """
            SELECT \(checkpointColumns) FROM ledger_checkpoint
            WHERE customer_id = \(customer) AND hands_over = 1 ORDER BY size
            """
        ).map(checkpoint)
    }

    private func checkpoint(_ row: SQLRow) throws -> StoredCheckpoint {
        StoredCheckpoint(
            customer: try row.get("customer_id"), size: try row.number("size"), signed: try row.get("signed"),
            note: try row.get("note"), key: try row.get("public_key"), handsOver: try row.get("hands_over"))
    }

    // MARK: - Keys

    func personKeys(_ persons: Set<PersonID>) throws -> [PersonID: PersonKey] {
        guard !persons.isEmpty else { return [:] }
        return try db.run(
            "SELECT person_id, secret FROM person_key WHERE person_id IN \(list: persons.sorted())"
        )
        .reduce(into: [:]) { keys, row in
            let person: PersonID = try row.get("person_id")
            guard let key = PersonKey(person: person.description, secret: try row.get("secret")) else {
                throw RecordFailure.unreadable("a person's key")
            }
            keys[person] = key
        }
    }

    func insert(_ key: PersonKey, of person: PersonID, customer: CustomerID, made: Instant) throws {
        try run(
            """
            INSERT INTO person_key (person_id, customer_id, secret, made)
            VALUES (\(person), \(customer), \(key.secret), \(made))
            """)
    }

    func deletePersonKey(of person: PersonID) throws {
        try run("DELETE FROM person_key WHERE person_id = \(person)")
    }

    // MARK: - What was promised before there was a ledger

    func promisesAwaitingLedger(limit: Int) throws -> [PromiseID] {
        try db.run("SELECT promise_id FROM ledger_awaiting ORDER BY promise_id LIMIT \(max(0, limit))")
            .map { try $0.get("promise_id") }
    }

    func clearAwaitingLedger(_ promises: [PromiseID]) throws {
        guard !promises.isEmpty else { return }
        try run("DELETE FROM ledger_awaiting WHERE promise_id IN \(list: promises)")
    }
}

extension SQLRow {
    /// A count, which the engines keep with a sign.
    fileprivate func number(_ column: String) throws -> UInt64 {
        guard let number = UInt64(exactly: try get(column, as: Int64.self)) else {
            throw RecordFailure.unreadable("a number of a ledger")
        }
        return number
    }
}

private let erasedAtOnce = 500
private let microsecondsPerDay: Int64 = 86_400_000_000

private let headColumns: SQLText = "customer_id, size, edge, signed_size, findings, checked, checked_size"
private let ledgerEntryColumns: SQLText =
    "customer_id, entry_number, written, promise_id, event, entry, kept"
private let checkpointColumns: SQLText = "customer_id, size, signed, note, public_key, hands_over"
