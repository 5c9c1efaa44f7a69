// SPDX-License-Identifier: Apache-2.0
import CLibPQ
import Storage

/// One transaction on one connection.
final class PostgresSession: SQLSession {
    private let connection: PostgresConnection
    private let interruption: PostgresInterruption
    private(set) var failure: SQLError?
    var isOver = false

    /// How many rows one statement of a bulk insert takes, and how many bytes of values.
    static let rowsPerInsertMax = 5_000
    static let bytesPerInsertMax = 8_000_000

    init(_ connection: PostgresConnection, _ interruption: PostgresInterruption) {
        self.connection = connection
        self.interruption = interruption
    }

    func run(_ sql: SQLText) throws(SQLError) -> [SQLRow] {
        try guarded { () throws(SQLError) -> [SQLRow] in
            let rendered = try sql.rendered(for: .postgres)
            return try connection.execute(
                rendered.text, PostgresParameters(values: rendered.binds, kinds: rendered.kinds))
        }
    }

    /// One array a column, unnested by the server: one statement and one round trip for thousands of rows.
    func insert(
        into table: String, columns: [String], rows: [[SQLValue]], suffix: SQLText
    ) throws(SQLError) {
        guard !rows.isEmpty else { return }
        try guarded { () throws(SQLError) in
            let columnNames = SQLText.joined(columns.map { "\(name: $0)" }, by: ", ")
            let head = try ("INSERT INTO \(name: table) (\(columnNames)) " as SQLText).rendered(
                for: .postgres
            ).text
            let tail = try suffix.rendered(for: .postgres)
            guard tail.binds.isEmpty else {
                throw SQLError(.other, detail: "a bulk insert's suffix has binds")
            }
            let kinds = try columns.indices.map { index throws(SQLError) in
                try PostgresSession.kind(ofColumn: index, of: columns.count, in: rows)
            }
            // A column of nulls alone has no kind to unnest; a bare NULL takes the column's.
            let known = kinds.compactMap { $0 }
            var holes: [String] = []
            let picks = kinds.map { kind -> String in
                guard let kind else { return "NULL" }
                holes.append("$\(holes.count + 1)::\(kind.postgresName)[]")
                return "u.c\(holes.count)"
            }
            guard !known.isEmpty else { throw SQLError(.other, detail: "a bulk insert of nothing but nulls") }
            let names = (1...known.count).map { "c\($0)" }.joined(separator: ", ")
            let sql =
                head + "SELECT \(picks.joined(separator: ", ")) "
                + "FROM unnest(\(holes.joined(separator: ", "))) AS u(\(names)) " + tail.text
            var start = 0
            while start < rows.count {
                let end = PostgresSession.chunkEnd(rows, from: start)
                let parameters = try PostgresParameters(arraysOf: kinds, rows: rows[start..<end])
                _ = try connection.execute(sql, parameters)
                start = end
            }
        }
    }

    /// The kind of the values in a column; `nil` when they are all null.
    private static func kind(
        ofColumn index: Int, of count: Int, in rows: [[SQLValue]]
    ) throws(SQLError) -> SQLKind? {
        for row in rows {
            guard row.count == count else {
                throw SQLError(.other, detail: "a row of \(row.count) values for \(count) columns")
            }
            if let kind = row[index].kind { return kind }
        }
        return nil
    }

    private static func chunkEnd(_ rows: [[SQLValue]], from start: Int) -> Int {
        var bytes = 0
        var end = start
        while end < rows.count, end - start < rowsPerInsertMax, bytes < bytesPerInsertMax {
            for value in rows[end] { bytes += value.byteCount }
            end += 1
        }
        return end
    }

    private func guarded<T>(_ work: () throws(SQLError) -> T) throws(SQLError) -> T {
        guard !isOver else { throw SQLError(.other, detail: "the transaction is over") }
        if let failure { throw failure }
        do throws(SQLError) {
            if interruption.isInterrupted { throw SQLError(.unavailable, detail: "the task was cancelled") }
            return try work()
        } catch {
            failure = error
            throw error
        }
    }
}
