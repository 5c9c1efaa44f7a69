// SPDX-License-Identifier: Apache-2.0

/// The names of a result's columns, shared by all its rows.
public final class SQLColumns: Sendable {
    public let names: [String]
    private let positions: [String: Int]

    public init(_ names: [String]) {
        self.names = names
        positions = Dictionary(zip(names, names.indices), uniquingKeysWith: { first, _ in first })
    }

    func position(of name: String) -> Int? { positions[name] }
}

/// One row of a result.
public struct SQLRow: Sendable {
    public let columns: SQLColumns
    public let values: [SQLValue]

    public init(columns: SQLColumns, values: [SQLValue]) {
        self.columns = columns
        self.values = values
    }

    /// The value in a column.
    ///
    /// - Throws: ``SQLError`` that names the column when it is missing or holds another kind of value.
    public func get<Value: SQLStorable>(_ column: String, as type: Value.Type = Value.self) throws(SQLError)
        -> Value
    {
        guard let position = columns.position(of: column), position < values.count else {
            throw SQLError(.other, detail: "the result has no column \(column)")
        }
        guard let value = Value(sqlValue: values[position]) else {
            throw SQLError(.other, detail: "the column \(column) holds no \(Value.self)")
        }
        return value
    }
}

extension SQLRow: CustomStringConvertible {
    public var description: String {
        zip(columns.names, values).map { "\($0): \($1)" }.joined(separator: ", ")
    }
}
