// SPDX-License-Identifier: Apache-2.0
import Values

/// How far a copy has come.
public struct CopyProgress: Sendable, Hashable {
    public enum Stage: String, Sendable { case copying, comparing }
    public let stage: Stage
    public let table: String
    /// Rows of this table so far.
    public let rows: Int
}

/// What a copy brought over, table by table in the order it was done.
public struct CopyReport: Sendable, Hashable {
    public struct Table: Sendable, Hashable {
        public let name: String
        public let rows: Int
        /// Equal on both sides, or the copy would have thrown.
        public let fingerprint: String
    }
    public var tables: [Table]

    public var rows: Int { tables.reduce(0) { $0 + $1.rows } }
}

/// Why a copy was not begun, or is not good.
public struct CopyFailure: TwoVoicedError, Hashable {
    public let message: String
    public let detail: String
}

/// The limits of a copy.
public enum CopyLimits {
    /// Rows in one transaction.
    public static let batchRows = 2_000
    /// A table whose rows refer to each other is sorted in memory.
    public static let selfReferringRowsMax = 2_000_000
}

/// Copies every table of one database into another, empty one, and compares the two afterwards.
///
/// Nothing may write to the source meanwhile; if something does, the comparison finds it.
///
/// - Parameter now: when, for the record of migrations in the destination.
/// - Throws: ``CopyFailure`` when the destination is not empty, the source is not of this program's schema,
///   or the two differ afterwards; ``SchemaMismatch``; ``SQLError``.
@discardableResult
public func copy(
    from source: any SQLStore, to destination: any SQLStore, now: Instant,
    migrations: [Migration] = Migration.all, progress: @Sendable (CopyProgress) -> Void = { _ in }
) async throws -> CopyReport {
    try await requireCurrent(source, migrations)
    try await destination.migrate(migrations, now: now)
    let tables = try await source.schema().withoutMigrations.inForeignKeyOrder()
    for table in tables {
        let rows = try await destination.read { try count(of: table, $0) }
        guard rows == 0 else {
            throw CopyFailure(
                message: "The database to copy into already holds something. Give an empty one.",
                detail: "\(table.name) has \(rows) rows")
        }
    }
    var copied: [Fingerprint] = []
    for table in tables {
        copied.append(try await copy(table, from: source, to: destination, progress))
    }
    var report = CopyReport(tables: [])
    for (table, before) in zip(tables, copied) {
        let there = try await fingerprint(of: table, in: destination) { rows in
            progress(CopyProgress(stage: .comparing, table: table.name, rows: rows))
        }
        // The source is read again, so that what was written to it meanwhile shows.
        let here = try await fingerprint(of: table, in: source) { _ in }
        guard there == before, there == here else {
            throw CopyFailure(
                message:
                    "The copy is not the same as the original, so do not use it. Stop everything that writes "
                    + "to the original and copy again into an empty database.",
                detail:
                    "\(table.name): \(here.rows) rows \(here) in the source, "
                    + "\(there.rows) rows \(there) copied"
            )
        }
        report.tables.append(.init(name: table.name, rows: there.rows, fingerprint: there.description))
    }
    return report
}

private func requireCurrent(_ store: any SQLStore, _ migrations: [Migration]) async throws {
    let isOurs = try await store.schema().tables.contains { $0.name == migrationTable }
    let applied = isOurs ? try await store.read { try AppliedMigration.all($0) } : []
    try AppliedMigration.require(applied, beginsWith: migrations)
    guard applied.count == migrations.count, isOurs else {
        throw CopyFailure(
            message: isOurs
                ? "The database to copy from was made by an older Goodword. "
                    + "Run goodword db migrate on it first."
                : "The database to copy from is not one of Goodword's.",
            detail: "\(applied.count) of \(migrations.count) steps")
    }
}

private func copy(
    _ table: SchemaDescription.Table, from source: any SQLStore, to destination: any SQLStore,
    _ progress: @Sendable (CopyProgress) -> Void
) async throws -> Fingerprint {
    var fingerprint = Fingerprint()
    let columns = table.columns.map(\.name)
    if let order = try SelfReference(table) {
        let rows = try order.sorted(try await allRows(of: table, in: source))
        for start in stride(from: 0, to: rows.count, by: CopyLimits.batchRows) {
            let batch = Array(rows[start..<min(rows.count, start + CopyLimits.batchRows)])
            try await destination.write { try $0.insert(into: table.name, columns: columns, rows: batch) }
            for row in batch { fingerprint.add(row: row) }
            progress(CopyProgress(stage: .copying, table: table.name, rows: fingerprint.rows))
        }
        return fingerprint
    }
    var last: [SQLValue]?
    while let batch = try await batch(of: table, after: last, in: source) {
        try await destination.write { try $0.insert(into: table.name, columns: columns, rows: batch) }
        for row in batch { fingerprint.add(row: row) }
        last = table.key(of: batch[batch.count - 1])
        progress(CopyProgress(stage: .copying, table: table.name, rows: fingerprint.rows))
    }
    return fingerprint
}

private func allRows(of table: SchemaDescription.Table, in store: any SQLStore) async throws -> [[SQLValue]] {
    let rows = try await store.read { try count(of: table, $0) }
    guard rows <= CopyLimits.selfReferringRowsMax else {
        throw CopyFailure(
            message: "The table \(table.name) is too large to be copied.",
            detail: "\(rows) rows, \(CopyLimits.selfReferringRowsMax) at most")
    }
    var all: [[SQLValue]] = []
    var last: [SQLValue]?
    while let batch = try await batch(of: table, after: last, in: store) {
        all += batch
        last = table.key(of: batch[batch.count - 1])
    }
    return all
}

func fingerprint(
    of table: SchemaDescription.Table, in store: any SQLStore, _ progress: (Int) -> Void
) async throws -> Fingerprint {
    var fingerprint = Fingerprint()
    var last: [SQLValue]?
    while let batch = try await batch(of: table, after: last, in: store) {
        for row in batch { fingerprint.add(row: row) }
        last = table.key(of: batch[batch.count - 1])
        progress(fingerprint.rows)
    }
    return fingerprint
}

/// The next rows in the order of the primary key; `nil` when there are no more.
private func batch(
    of table: SchemaDescription.Table, after key: [SQLValue]?, in store: any SQLStore
) async throws -> [[SQLValue]]? {
    guard !table.primaryKey.isEmpty else {
        throw SQLError(.other, detail: "the table \(table.name) has no primary key")
    }
    let columns = SQLText.joined(table.columns.map { "\(name: $0.name)" }, by: ", ")
    let keyColumns = SQLText.joined(table.primaryKey.map { "\(name: $0)" }, by: ", ")
    var sql: SQLText = "SELECT \(columns) FROM \(name: table.name)"
    if let key {
        let values = SQLText.joined(key.map { "\(value: $0)" }, by: ", ")
        sql += " WHERE (\(keyColumns)) > (\(values))"
    }
    sql += " ORDER BY \(keyColumns) LIMIT \(CopyLimits.batchRows)"
    let text = sql
    let rows = try await store.read { try $0.run(text).map(\.values) }
    return rows.isEmpty ? nil : rows
}

func count(of table: SchemaDescription.Table, _ db: any SQLSession) throws(SQLError) -> Int {
    try db.first("SELECT COUNT(*) AS rows_there FROM \(name: table.name)")?.get("rows_there") ?? 0
}

let migrationTable = "schema_migration"

extension SchemaDescription {
    /// The tables that hold what people and machines said; the record of migrations is each database's own.
    var withoutMigrations: SchemaDescription {
        SchemaDescription(tables: tables.filter { $0.name != migrationTable })
    }
}

extension SchemaDescription.Table {
    func position(of column: String) -> Int? { columns.firstIndex { $0.name == column } }

    fileprivate func key(of row: [SQLValue]) -> [SQLValue] {
        primaryKey.compactMap { position(of: $0).map { row[$0] } }
    }
}

/// A table whose rows refer to rows of the same table, as places do to the place around them.
private struct SelfReference {
    let from: [Int]
    let to: [Int]

    init?(_ table: SchemaDescription.Table) throws(SQLError) {
        let keys = table.foreignKeys.filter { $0.table == table.name }
        guard let key = keys.first else { return nil }
        guard keys.count == 1 else {
            throw SQLError(.other, detail: "the table \(table.name) refers to itself in more than one way")
        }
        from = key.columns.compactMap(table.position)
        to = key.references.compactMap(table.position)
    }

    /// The rows so that each comes after the one it refers to.
    func sorted(_ rows: [[SQLValue]]) throws(SQLError) -> [[SQLValue]] {
        var waiting: [[SQLValue]: [[SQLValue]]] = [:]
        var ready: [[SQLValue]] = []
        for row in rows {
            let target = from.map { row[$0] }
            let own = to.map { row[$0] }
            if target.contains(.null) || target == own {
                ready.append(row)
            } else {
                waiting[target, default: []].append(row)
            }
        }
        var position = 0
        while position < ready.count {
            ready += waiting.removeValue(forKey: to.map { ready[position][$0] }) ?? []
            position += 1
        }
        guard waiting.isEmpty else { throw SQLError(.other, detail: "rows refer to each other in a circle") }
        return ready
    }
}
