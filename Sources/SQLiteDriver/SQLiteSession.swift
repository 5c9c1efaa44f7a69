// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB
import Storage

/// One transaction on one of the pool's connections.
final class SQLiteSession: SQLSession {
    private let db: Database
    private var failure: SQLError?
    private var isOver = false

    private init(_ db: Database) {
        self.db = db
    }

    /// Runs the body, and throws after it when a statement failed, so that GRDB undoes the transaction.
    static func run<T>(_ body: (any SQLSession) throws -> T, on db: Database) throws -> T {
        let session = SQLiteSession(db)
        defer { session.isOver = true }
        let result = try body(session)
        if let failure = session.failure { throw failure }
        return result
    }

    func run(_ sql: SQLText) throws(SQLError) -> [SQLRow] {
        guard !isOver else { throw SQLError(.other, detail: "the transaction is over") }
        if let failure { throw failure }
        do {
            return try perform(sql.rendered(for: .sqlite))
        } catch let error as SQLError {
            failure = error
            throw error
        } catch {
            let failure = SQLError(grdb: error)
            self.failure = failure
            throw failure
        }
    }

    private func perform(_ sql: RenderedSQL) throws -> [SQLRow] {
        do {
            let statement = try db.cachedStatement(sql: sql.text)
            let cursor = try Row.fetchCursor(statement, arguments: SQLiteSession.arguments(sql))
            let columns = SQLColumns(statement.columnNames)
            let count = columns.names.count
            var rows: [SQLRow] = []
            while let row = try cursor.next() {
                var values: [SQLValue] = []
                values.reserveCapacity(count)
                for index in 0..<count { values.append(SQLValue(row[index] as DatabaseValue)) }
                rows.append(SQLRow(columns: columns, values: values))
            }
            return rows
        } catch let error as DatabaseError {
            throw SQLError(grdb: error).during(sql.text)
        }
    }

    static func arguments(_ sql: RenderedSQL) -> StatementArguments {
        StatementArguments(
            sql.binds.map { value -> DatabaseValue in
                switch value {
                case .null: .null
                case .int(let value): value.databaseValue
                case .real(let value): value.databaseValue
                case .text(let value): value.databaseValue
                case .blob(let value): Data(value).databaseValue
                }
            })
    }
}

extension SQLValue {
    fileprivate init(_ value: DatabaseValue) {
        switch value.storage {
        case .null: self = .null
        case .int64(let value): self = .int(value)
        case .double(let value): self = .real(value)
        case .string(let value): self = .text(value)
        case .blob(let value): self = .blob([UInt8](value))
        }
    }
}
