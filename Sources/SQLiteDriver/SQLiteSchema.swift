// SPDX-License-Identifier: Apache-2.0
import GRDB
import Storage

/// What tables a file holds, read from SQLite's own account of them.
enum SQLiteSchema {
    static func describe(_ db: Database) throws -> SchemaDescription {
        let names = try String.fetchAll(
            db,
            sql: """
                SELECT name FROM sqlite_schema
                WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name
                """)
        return SchemaDescription(tables: try names.map { try table($0, db) })
    }

    private static func table(_ name: String, _ db: Database) throws -> SchemaDescription.Table {
        let rows = try Row.fetchAll(
            db, sql: "SELECT * FROM pragma_table_info(?) ORDER BY cid", arguments: [name])
        let columns = try rows.map { row -> SchemaDescription.Column in
            let declared: String = row["type"]
            guard let kind = kinds[declared] else {
                throw SQLError(
                    .other, detail: "the column \(name).\(row["name"] as String) is of type \(declared)")
            }
            return .init(name: row["name"], kind: kind, isNullable: (row["notnull"] as Int) == 0)
        }
        let key = rows.filter { ($0["pk"] as Int) > 0 }.sorted { ($0["pk"] as Int) < ($1["pk"] as Int) }
        return SchemaDescription.Table(
            name: name, columns: columns, primaryKey: key.map { $0["name"] },
            foreignKeys: try foreignKeys(of: name, db), indexes: try indexes(of: name, db))
    }

    private static let kinds: [String: SQLKind] = [
        "INTEGER": .int, "REAL": .real, "TEXT": .text, "BLOB": .blob,
    ]

    private static func foreignKeys(of table: String, _ db: Database) throws -> [SchemaDescription.ForeignKey]
    {
        let rows = try Row.fetchAll(
            db, sql: "SELECT * FROM pragma_foreign_key_list(?) ORDER BY id, seq", arguments: [table])
        var keys: [Int: SchemaDescription.ForeignKey] = [:]
        for row in rows {
            let target: String = row["table"]
            var key = keys[row["id"]] ?? .init(columns: [], table: target, references: [])
            key.columns.append(row["from"])
            // `REFERENCES customer` without columns means the primary key.
            if let column = row["to"] as String? {
                key.references.append(column)
            } else {
                let position: Int = row["seq"]
                let named = try String.fetchOne(
                    db, sql: "SELECT name FROM pragma_table_info(?) WHERE pk = ?",
                    arguments: [target, position + 1])
                key.references.append(named ?? "")
            }
            keys[row["id"]] = key
        }
        return Array(keys.values)
    }

    private static func indexes(of table: String, _ db: Database) throws -> [SchemaDescription.Index] {
        try Row.fetchAll(db, sql: "SELECT * FROM pragma_index_list(?)", arguments: [table])
            .filter { ($0["origin"] as String) != "pk" }
            .map { row in
                let name: String = row["name"]
                let columns = try Row.fetchAll(
                    db, sql: "SELECT * FROM pragma_index_xinfo(?) WHERE key = 1 ORDER BY seqno",
                    arguments: [name])
                return SchemaDescription.Index(
                    name: (row["origin"] as String) == "c" ? name : nil,
                    columns: columns.map {
                        ($0["name"] as String? ?? "expression") + (($0["desc"] as Int) == 1 ? " DESC" : "")
                    },
                    isUnique: (row["unique"] as Int) == 1, isPartial: (row["partial"] as Int) == 1)
            }
    }
}
