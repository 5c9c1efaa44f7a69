// SPDX-License-Identifier: Apache-2.0

/// What is wrong with a database, and what there is in it.
public struct CheckReport: Sendable, Hashable {
    public struct Table: Sendable, Hashable {
        public let name: String
        public let rows: Int
    }

    /// How many steps of the schema it has.
    public var schemaVersion: Int
    /// In foreign-key order.
    public var tables: [Table]
    /// Sentences for the person who runs Goodword; empty when all is well.
    public var findings: [String]

    public var isSound: Bool { findings.isEmpty }
}

/// Looks whether a database is what it should be: its steps, the engine's own check, every foreign key.
///
/// It reads everything and changes nothing; findings do not stop it.
///
/// - Throws: ``SQLError`` when the database cannot be read at all.
public func check(_ store: any SQLStore, migrations: [Migration] = Migration.all) async throws -> CheckReport
{
    var report = CheckReport(schemaVersion: 0, tables: [], findings: [])
    let schema = try await store.schema()
    guard schema.tables.contains(where: { $0.name == migrationTable }) else {
        report.findings.append(
            "This is not a database of Goodword's, or an empty one. Run goodword db migrate.")
        return report
    }
    let applied = try await store.read { try AppliedMigration.all($0) }
    report.schemaVersion = applied.count
    do {
        try AppliedMigration.require(applied, beginsWith: migrations)
        if applied.count < migrations.count {
            report.findings.append(
                "The schema is at step \(applied.count) of \(migrations.count). Run goodword db migrate.")
        }
    } catch {
        report.findings.append(error.message)
    }
    for damage in try await store.damages() {
        report.findings.append("The database file is damaged (\(damage)). Restore it from a backup.")
    }
    for table in try schema.withoutMigrations.inForeignKeyOrder() {
        let rows = try await store.read { try count(of: table, $0) }
        report.tables.append(.init(name: table.name, rows: rows))
        for key in table.foreignKeys {
            let lost = try await store.read { try orphans(of: key, in: table, $0) }
            guard lost > 0 else { continue }
            report.findings.append(
                "\(lost) rows of \(table.name) belong to rows of \(key.table) that are not there.")
        }
    }
    return report
}

/// How many rows refer to one that is not there.
private func orphans(
    of key: SchemaDescription.ForeignKey, in table: SchemaDescription.Table, _ db: any SQLSession
) throws(SQLError) -> Int {
    let present = SQLText.joined(key.columns.map { "child.\(name: $0) IS NOT NULL" }, by: " AND ")
    let match = SQLText.joined(
        zip(key.columns, key.references).map { "parent.\(name: $1) = child.\(name: $0)" }, by: " AND ")
    return try db.first(
        """
        SELECT COUNT(*) AS lost FROM \(name: table.name) child
        WHERE \(present) AND NOT EXISTS (SELECT 1 FROM \(name: key.table) parent WHERE \(match))
        """)?.get("lost") ?? 0
}
