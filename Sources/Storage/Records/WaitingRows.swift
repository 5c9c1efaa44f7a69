// SPDX-License-Identifier: Apache-2.0

/// Rows that a transaction only adds and seldom reads: a delivery brings hundreds of them, which go into the
/// database in a few statements instead of one each.
struct WaitingRows {
    /// A table that is filled so, and its columns.
    enum Table: CaseIterable {
        // In the order in which they may refer to each other.
        case readings, meterPoints, events, ledgerEntries, ledgerPersons, ledgerSubtrees, evidence,
            evidenceAbout

        fileprivate var name: String {
            switch self {
            case .readings: "reading"
            case .meterPoints: "meter_point"
            case .events: "device_event"
            case .ledgerEntries: "ledger_entry"
            case .ledgerPersons: "ledger_person"
            case .ledgerSubtrees: "ledger_subtree"
            case .evidence: "evidence"
            case .evidenceAbout: "evidence_about"
            }
        }

        fileprivate var suffix: SQLText {
            switch self {
            case .readings, .events, .ledgerEntries, .ledgerPersons, .ledgerSubtrees, .evidence,
                .evidenceAbout:
                ""
            // Some firmware says a meter twice in one reading; the first counts, and the delivery goes on.
            case .meterPoints: "ON CONFLICT DO NOTHING"
            }
        }

        fileprivate var columns: [String] {
            switch self {
            case .readings:
                [
                    "id", "customer_id", "device_id", "collector_id", "heard", "learnt", "form_number",
                    "said",
                ]
            case .meterPoints:
                ["device_id", "meter_number", "heard", "reading_id", "customer_id", "meter_value"]
            case .events:
                ["id", "customer_id", "device_id", "happened", "kind", "event", "reading_id"]
            case .ledgerEntries:
                ["customer_id", "entry_number", "written", "promise_id", "event", "entry", "kept"]
            case .ledgerPersons: ["customer_id", "entry_number", "person_id"]
            case .ledgerSubtrees: ["customer_id", "level", "place", "hash"]
            case .evidence:
                [
                    "id", "customer_id", "kind", "happened", "lasted_until", "learnt", "corrects_id",
                    "ticket",
                    "line", "reading_id",
                ]
            case .evidenceAbout: ["subject_id", "series", "happened", "evidence_id", "lasted_until"]
            }
        }
    }

    private var rows: [Table: [[SQLValue]]] = [:]

    /// - Parameter row: a value for each of the table's columns.
    mutating func add(_ row: [SQLValue], to table: Table) {
        rows[table, default: []].append(row)
    }

    /// Writes what waits for a table; to be called before it is read.
    mutating func write(_ table: Table, to db: any SQLSession) throws(SQLError) {
        guard let waiting = rows.removeValue(forKey: table) else { return }
        try db.insert(into: table.name, columns: table.columns, rows: waiting, suffix: table.suffix)
    }

    mutating func write(to db: any SQLSession) throws(SQLError) {
        for table in Table.allCases { try write(table, to: db) }
    }
}
