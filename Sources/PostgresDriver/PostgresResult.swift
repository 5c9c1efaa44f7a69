// SPDX-License-Identifier: Apache-2.0
import CLibPQ
import Storage

/// The columns of a prepared statement, read from its first result and good for all the others.
final class PostgresColumns {
    fileprivate var known: (columns: SQLColumns, types: [Oid])?
}

enum PostgresResult {
    /// All rows of a binary result.
    static func rows(of result: OpaquePointer?, _ cache: PostgresColumns?) throws(SQLError) -> [SQLRow] {
        let fieldCount = PQnfields(result)
        let types = (0..<fieldCount).map { PQftype(result, $0) }
        let columns: SQLColumns
        if let known = cache?.known, known.types == types {
            columns = known.columns
        } else {
            columns = SQLColumns((0..<fieldCount).map { text(PQfname(result, $0)) })
            cache?.known = (columns, types)
        }
        let rowCount = PQntuples(result)
        var rows: [SQLRow] = []
        rows.reserveCapacity(Int(rowCount))
        for row in 0..<rowCount {
            var values: [SQLValue] = []
            values.reserveCapacity(types.count)
            for field in 0..<fieldCount {
                values.append(try value(result, row, field, types[Int(field)], columns))
            }
            rows.append(SQLRow(columns: columns, values: values))
        }
        return rows
    }

    private static func value(
        _ result: OpaquePointer?, _ row: Int32, _ field: Int32, _ type: Oid, _ columns: SQLColumns
    ) throws(SQLError) -> SQLValue {
        if PQgetisnull(result, row, field) == 1 { return .null }
        let bytes = UnsafeRawBufferPointer(
            start: PQgetvalue(result, row, field), count: Int(PQgetlength(result, row, field)))
        switch type {
        case PostgresType.int8: return .int(Int64(truncatingIfNeeded: bigEndian(bytes)))
        case PostgresType.int4: return .int(Int64(Int32(truncatingIfNeeded: bigEndian(bytes))))
        case PostgresType.int2: return .int(Int64(Int16(truncatingIfNeeded: bigEndian(bytes))))
        case PostgresType.bool: return .int(bigEndian(bytes) == 0 ? 0 : 1)
        case PostgresType.float8: return .real(Double(bitPattern: bigEndian(bytes)))
        case PostgresType.text: return .text(String(decoding: bytes, as: UTF8.self))
        case PostgresType.bytea: return .blob(Array(bytes))
        default:
            // A sum is numeric here and an integer in SQLite: better refused at once than read as text.
            throw SQLError(
                .other,
                detail: "the column \(columns.names[Int(field)]) is of PostgreSQL's type \(type); cast it")
        }
    }

    private static func bigEndian(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }
}

extension SQLError {
    /// What a failed result says, without the server's DETAIL, which quotes values.
    init(result: OpaquePointer?, isDead: Bool, connectionSays: String?) {
        let state = sqlState(result)
        let primary = result.flatMap { PQresultErrorField($0, PostgresField.messagePrimary) }.map { text($0) }
        var detail = "PostgreSQL \(state.isEmpty ? "without a code" : state): "
        detail += primary ?? connectionSays ?? "no message"
        if let constraint = result.flatMap({ PQresultErrorField($0, PostgresField.constraintName) }) {
            detail += " (\(text(constraint)))"
        }
        self.init(isDead ? .unavailable : SQLError.kind(ofState: state), detail: detail)
    }

    /// PostgreSQL's documentation, appendix A.
    static func kind(ofState state: String) -> SQLError.Kind {
        switch state {
        case "23505", "23P01": .unique
        case "23503": .foreignKey
        case "23514": .check
        case "23502": .notNull
        case "40001", "40P01", "55P03": .serialization
        case "25006": .readOnly
        case "53100", "53400", "54000": .full
        default:
            // Connection trouble, too few resources, and an operator who stops things.
            state.hasPrefix("08") || state.hasPrefix("53") || state.hasPrefix("57P") || state == "57014"
                ? .unavailable : .other
        }
    }
}

/// The letters under which libpq keeps the parts of an error.
enum PostgresField {
    static let sqlState = Int32(UInt8(ascii: "C"))
    static let messagePrimary = Int32(UInt8(ascii: "M"))
    static let constraintName = Int32(UInt8(ascii: "n"))
}

func sqlState(_ result: OpaquePointer?) -> String {
    result.flatMap { PQresultErrorField($0, PostgresField.sqlState) }.map { text($0) } ?? ""
}

/// A C string of libpq's without the line break it ends its messages with.
func text(_ pointer: UnsafePointer<CChar>?) -> String {
    guard let pointer else { return "" }
    var text = String(cString: pointer)
    while text.last?.isNewline == true { text.removeLast() }
    return text
}

/// Lends C a list of strings that ends with a null.
func withCStrings<R>(_ strings: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> R) -> R {
    let bytes = strings.map { Array($0.utf8CString) }
    var starts: [Int] = []
    var flat: [CChar] = []
    for string in bytes {
        starts.append(flat.count)
        flat += string
    }
    return flat.withUnsafeBufferPointer { buffer in
        let pointers = starts.map { start in buffer.baseAddress.map { $0 + start } } + [nil]
        return pointers.withUnsafeBufferPointer { body($0.baseAddress) }
    }
}
