// SPDX-License-Identifier: Apache-2.0
import Storage

/// What tables a database's first schema holds, read from PostgreSQL's catalogue.
enum PostgresSchema {
    static func describe(_ db: any SQLSession) throws -> SchemaDescription {
        let columns = try db.run(
            """
            SELECT c.relname::text AS owner, a.attname::text AS name, t.typname::text AS type,
                a.attnotnull AS required
            FROM pg_class c
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            JOIN pg_type t ON t.oid = a.atttypid
            WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
                AND NOT c.relispartition
            ORDER BY c.relname, a.attnum
            """)
        let keys = try keys(db)
        let indexes = try indexes(db)
        var tables: [SchemaDescription.Table] = []
        for (table, rows) in try grouped(columns) {
            let described = try rows.map { row -> SchemaDescription.Column in
                let type: String = try row.get("type")
                guard let kind = kinds[type] else {
                    throw SQLError(
                        .other,
                        detail: "the column \(table).\(try row.get("name", as: String.self)) is \(type)")
                }
                return .init(
                    name: try row.get("name"), kind: kind,
                    isNullable: !(try row.get("required", as: Bool.self)))
            }
            let own = keys[table] ?? []
            tables.append(
                .init(
                    name: table, columns: described, primaryKey: own.first { $0.type == "p" }?.columns ?? [],
                    foreignKeys: own.filter { $0.type == "f" }.map {
                        .init(columns: $0.columns, table: $0.target, references: $0.references)
                    },
                    indexes: indexes[table] ?? []))
        }
        return SchemaDescription(tables: tables)
    }

    private static let kinds: [String: SQLKind] = [
        "int8": .int, "float8": .real, "text": .text, "bytea": .blob,
    ]

    private struct Key {
        var type: String
        var columns: [String]
        var target: String
        var references: [String]
    }

    private static func keys(_ db: any SQLSession) throws -> [String: [Key]] {
        // One row a column of a key, in the key's order.
        let rows = try db.run(
            """
            SELECT c.relname::text AS owner, k.oid::bigint AS number, k.contype::text AS type,
                a.attname::text AS name, coalesce(f.relname::text, '') AS target,
                coalesce(b.attname::text, '') AS reference
            FROM pg_constraint k
            JOIN pg_class c ON c.oid = k.conrelid
            CROSS JOIN LATERAL unnest(k.conkey) WITH ORDINALITY AS part(attnum, place)
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = part.attnum
            LEFT JOIN pg_class f ON f.oid = k.confrelid
            LEFT JOIN pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = k.confkey[part.place]
            WHERE c.relnamespace = current_schema()::regnamespace AND k.contype IN ('p', 'f')
            ORDER BY c.relname, k.oid, part.place
            """)
        var keys: [String: [Key]] = [:]
        var lastNumber: Int64?
        for row in rows {
            let owner: String = try row.get("owner")
            let number: Int64 = try row.get("number")
            if number != lastNumber {
                keys[owner, default: []].append(
                    Key(type: try row.get("type"), columns: [], target: try row.get("target"), references: [])
                )
                lastNumber = number
            }
            let last = (keys[owner]?.count ?? 0) - 1
            keys[owner]?[last].columns.append(try row.get("name"))
            keys[owner]?[last].references.append(try row.get("reference"))
        }
        return keys
    }

    private static func indexes(_ db: any SQLSession) throws -> [String: [SchemaDescription.Index]] {
        let rows = try db.run(
            """
            SELECT c.relname::text AS owner, i.relname::text AS name, x.indisunique AS is_unique,
                x.indpred IS NOT NULL AS is_partial,
                EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = x.indexrelid AND k.contype = 'u')
                    AS is_constraint,
                coalesce(a.attname::text, 'expression') AS column_name,
                (x.indoption[part.place - 1] & 1) = 1 AS descends
            FROM pg_index x
            JOIN pg_class c ON c.oid = x.indrelid
            JOIN pg_class i ON i.oid = x.indexrelid
            CROSS JOIN LATERAL unnest(x.indkey::int2[]) WITH ORDINALITY AS part(attnum, place)
            LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = part.attnum AND part.attnum > 0
            WHERE c.relnamespace = current_schema()::regnamespace AND NOT x.indisprimary
            ORDER BY c.relname, i.relname, part.place
            """)
        var indexes: [String: [SchemaDescription.Index]] = [:]
        var lastName: String?
        for row in rows {
            let owner: String = try row.get("owner")
            let name: String = try row.get("name")
            if name != lastName {
                indexes[owner, default: []].append(
                    .init(
                        name: try row.get("is_constraint", as: Bool.self) ? nil : name, columns: [],
                        isUnique: try row.get("is_unique"), isPartial: try row.get("is_partial")))
                lastName = name
            }
            let last = (indexes[owner]?.count ?? 0) - 1
            let suffix = try row.get("descends", as: Bool.self) ? " DESC" : ""
            indexes[owner]?[last].columns.append(try row.get("column_name", as: String.self) + suffix)
        }
        return indexes
    }

    /// The rows of each owner, in the order they came.
    private static func grouped(_ rows: [SQLRow]) throws -> [(String, [SQLRow])] {
        var groups: [(String, [SQLRow])] = []
        for row in rows {
            let owner: String = try row.get("owner")
            if groups.last?.0 == owner {
                groups[groups.count - 1].1.append(row)
            } else {
                groups.append((owner, [row]))
            }
        }
        return groups
    }
}
