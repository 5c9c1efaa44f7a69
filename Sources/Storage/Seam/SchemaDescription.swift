// SPDX-License-Identifier: Apache-2.0

/// The tables of a database in words that both engines share, so that two can be held against each other.
public struct SchemaDescription: Hashable, Sendable {
    public struct Column: Hashable, Sendable {
        public var name: String
        public var kind: SQLKind
        public var isNullable: Bool

        public init(name: String, kind: SQLKind, isNullable: Bool) {
            self.name = name
            self.kind = kind
            self.isNullable = isNullable
        }
    }

    public struct ForeignKey: Hashable, Sendable {
        public var columns: [String]
        public var table: String
        public var references: [String]

        public init(columns: [String], table: String, references: [String]) {
            self.columns = columns
            self.table = table
            self.references = references
        }
    }

    public struct Index: Hashable, Sendable {
        /// The name in `CREATE INDEX`; an engine's own for a unique constraint is left out.
        public var name: String?
        /// Each column, with ` DESC` behind it when it descends.
        public var columns: [String]
        public var isUnique: Bool
        public var isPartial: Bool

        public init(name: String?, columns: [String], isUnique: Bool, isPartial: Bool) {
            self.name = name
            self.columns = columns
            self.isUnique = isUnique
            self.isPartial = isPartial
        }
    }

    public struct Table: Hashable, Sendable {
        public var name: String
        /// In the order of the table.
        public var columns: [Column]
        public var primaryKey: [String]
        public var foreignKeys: [ForeignKey]
        public var indexes: [Index]

        public init(
            name: String, columns: [Column], primaryKey: [String], foreignKeys: [ForeignKey], indexes: [Index]
        ) {
            self.name = name
            self.columns = columns
            self.primaryKey = primaryKey
            // The engines list these in orders of their own.
            self.foreignKeys = foreignKeys.sorted {
                ($0.columns.joined(), $0.table) < ($1.columns.joined(), $1.table)
            }
            self.indexes = indexes.sorted {
                ($0.name ?? "", $0.columns.joined(separator: ",")) < (
                    $1.name ?? "", $1.columns.joined(separator: ",")
                )
            }
        }
    }

    /// By name.
    public var tables: [Table]

    public init(tables: [Table]) {
        self.tables = tables.sorted { $0.name < $1.name }
    }

    /// One line a table, column, key and index: what a test compares and a person can read.
    public var lines: [String] {
        tables.flatMap { table -> [String] in
            var lines = ["table \(table.name)"]
            lines += table.columns.map {
                "  \($0.name) \($0.kind.rawValue)\($0.isNullable ? "" : " not null")"
            }
            lines.append("  primary key (\(table.primaryKey.joined(separator: ", ")))")
            lines += table.foreignKeys.map { key in
                let (own, theirs) = (key.columns, key.references)
                return
                    "  (\(own.joined(separator: ", "))) of \(key.table) (\(theirs.joined(separator: ", ")))"
            }
            lines += table.indexes.map { index in
                let kind = index.isUnique ? "unique" : "index"
                let columns = index.columns.joined(separator: ", ")
                return "  \(kind) \(index.name ?? "") (\(columns))\(index.isPartial ? " partial" : "")"
            }
            return lines
        }
    }

    /// The tables so that each comes after those it refers to.
    ///
    /// - Throws: ``SQLError`` when two tables refer to each other.
    public func inForeignKeyOrder() throws(SQLError) -> [Table] {
        var ordered: [Table] = []
        var placed: Set<String> = []
        var rest = tables
        while !rest.isEmpty {
            let ready = rest.filter { table in
                table.foreignKeys.allSatisfy { $0.table == table.name || placed.contains($0.table) }
            }
            guard !ready.isEmpty else {
                let names = rest.map(\.name).joined(separator: ", ")
                throw SQLError(.other, detail: "tables refer to each other in a circle: \(names)")
            }
            ordered += ready
            placed.formUnion(ready.map(\.name))
            rest.removeAll { placed.contains($0.name) }
        }
        return ordered
    }
}
