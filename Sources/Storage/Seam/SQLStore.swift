// SPDX-License-Identifier: Apache-2.0

/// An open transaction. It is good for the body it was given to, and for nothing after it.
///
/// After a statement has failed, every further one fails with the same error and the transaction is undone,
/// even if the body swallows the error: PostgreSQL would lose the rest silently, so no engine may go on.
public protocol SQLSession: AnyObject {
    /// Runs one statement and gives all its rows.
    @discardableResult
    func run(_ sql: SQLText) throws(SQLError) -> [SQLRow]

    /// Inserts many rows at once, in as few round trips as the engine needs.
    ///
    /// - Parameters:
    ///   - columns: as many as each row has values.
    ///   - suffix: what follows the values, such as `ON CONFLICT DO NOTHING`.
    func insert(
        into table: String, columns: [String], rows: [[SQLValue]], suffix: SQLText
    ) throws(SQLError)
}

extension SQLSession {
    /// The only row, or `nil`; more than one is a fault of the statement.
    public func first(_ sql: SQLText) throws(SQLError) -> SQLRow? {
        let rows = try run(sql)
        guard rows.count <= 1 else {
            throw SQLError(.other, detail: "\(rows.count) rows where one was expected")
        }
        return rows.first
    }

    public func insert(into table: String, columns: [String], rows: [[SQLValue]]) throws(SQLError) {
        try insert(into: table, columns: columns, rows: rows, suffix: "")
    }

    public func insert(
        into table: String, columns: [String], rows: [[SQLValue]], suffix: SQLText
    ) throws(SQLError) {
        if let odd = rows.first(where: { $0.count != columns.count }) {
            throw SQLError(.other, detail: "a row of \(odd.count) values for \(columns.count) columns")
        }
        var position = 0
        // Few different lengths, so that few different statements fill the statement cache.
        let rowsMax = max(1, SQLLimits.bindsMax / max(1, columns.count))
        for size in [64, 8, 1] where size <= rowsMax {
            while rows.count - position >= size {
                try run(insertion(into: table, columns, rows[position..<(position + size)], suffix))
                position += size
            }
        }
    }
}

private func insertion(
    into table: String, _ columns: [String], _ rows: ArraySlice<[SQLValue]>, _ suffix: SQLText
) -> SQLText {
    let names = SQLText.joined(columns.map { "\(name: $0)" }, by: ", ")
    var parts = ("INSERT INTO \(name: table) (\(names)) VALUES " as SQLText).parts
    for (rowIndex, row) in rows.enumerated() {
        parts.append(.text(rowIndex > 0 ? ", (" : "("))
        for (index, value) in row.enumerated() {
            if index > 0 { parts.append(.text(", ")) }
            parts.append(.bind(value, nil))
        }
        parts.append(.text(")"))
    }
    parts.append(.text(" "))
    return SQLText(parts: parts + suffix.parts)
}

/// A database: SQLite or PostgreSQL, with the same promises.
///
/// Writes are serializable: they leave what they would have left one after the other. A read sees one state
/// of the database from its beginning to its end and holds no writer up. Both undo everything when the body
/// throws or the task is cancelled. A body may run more than once and must have no effect but on the
/// database.
public protocol SQLStore: Sendable {
    var engine: SQLEngine { get }

    /// - Throws: what the body throws, ``SQLError``, or `CancellationError`.
    func read<T: Sendable>(_ body: @escaping @Sendable (any SQLSession) throws -> T) async throws -> T

    /// - Throws: what the body throws, ``SQLError``, or `CancellationError`.
    @discardableResult
    func write<T: Sendable>(_ body: @escaping @Sendable (any SQLSession) throws -> T) async throws -> T

    /// As ``write(_:)``, and never beside another one of these, in any process: for migrations.
    @discardableResult
    func writeAlone<T: Sendable>(_ body: @escaping @Sendable (any SQLSession) throws -> T) async throws -> T

    /// What tables there are, in words that both engines share.
    func schema() async throws -> SchemaDescription

    /// What the engine itself finds damaged; empty when all is well.
    func damages() async throws -> [String]

    /// The steps the engine would take for a statement, for tests of query plans.
    func plan(of sql: SQLText) async throws -> [String]

    /// Closes every connection after the running transactions.
    func close() async
}
