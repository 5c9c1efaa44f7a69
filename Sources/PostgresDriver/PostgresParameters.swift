// SPDX-License-Identifier: Apache-2.0
import CLibPQ
import Storage

/// The values of one statement in PostgreSQL's binary form, one after the other in one buffer.
struct PostgresParameters {
    private(set) var types: [Oid] = []
    private var bytes: [UInt8] = []
    /// Where each value stands; `nil` is a null.
    private var ranges: [Range<Int>?] = []

    var count: Int32 { Int32(ranges.count) }

    /// Values with their kinds; 0 stands for a kind that only the server can tell, which is a bare null's.
    init(values: [SQLValue], kinds: [SQLKind?]) {
        types = kinds.map { $0?.oid ?? 0 }
        ranges.reserveCapacity(values.count)
        for value in values {
            if case .null = value {
                ranges.append(nil)
            } else {
                let start = bytes.count
                bytes.append(value)
                ranges.append(start..<bytes.count)
            }
        }
    }

    /// One array for each column whose kind is known (the array form of PostgreSQL's `array_send`:
    /// dimensions, whether there are nulls, the type, length and lower bound, then each element behind its
    /// length).
    ///
    /// - Throws: ``SQLError`` when a value is of another kind than its column's first one.
    init(arraysOf kinds: [SQLKind?], rows: ArraySlice<[SQLValue]>) throws(SQLError) {
        for (index, kind) in kinds.enumerated() {
            guard let kind else { continue }
            let start = bytes.count
            bytes.append(int32: 1)
            bytes.append(int32: 1)
            bytes.append(int32: Int32(bitPattern: kind.oid))
            bytes.append(int32: Int32(rows.count))
            bytes.append(int32: 1)
            for row in rows {
                let value = row[index]
                if case .null = value {
                    bytes.append(int32: -1)
                    continue
                }
                guard value.kind == kind else {
                    throw SQLError(.other, detail: "a column of a bulk insert holds values of two kinds")
                }
                if let fault = value.fault { throw SQLError(.other, detail: fault) }
                let lengthAt = bytes.count
                bytes.append(int32: 0)
                bytes.append(value)
                bytes.set(int32: Int32(bytes.count - lengthAt - 4), at: lengthAt)
            }
            types.append(kind.arrayOid)
            ranges.append(start..<bytes.count)
        }
    }

    /// Lends libpq the values, their lengths, and the word that all of them are binary.
    func withPointers<R>(
        _ body: (UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?) -> R
    ) -> R {
        let lengths = ranges.map { Int32($0?.count ?? 0) }
        let formats = [Int32](repeating: 1, count: ranges.count)
        // An empty value needs an address too: libpq takes a missing one for a null.
        let padded = bytes.isEmpty ? [0] : bytes
        return padded.withUnsafeBytes { buffer in
            let base = buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
            let pointers = ranges.map { range in range.flatMap { range in base.map { $0 + range.lowerBound } }
            }
            return pointers.withUnsafeBufferPointer { values in
                lengths.withUnsafeBufferPointer { lengths in
                    formats.withUnsafeBufferPointer { formats in
                        body(values.baseAddress, lengths.baseAddress, formats.baseAddress)
                    }
                }
            }
        }
    }
}

extension [UInt8] {
    fileprivate mutating func append(int32 value: Int32) {
        for shift in stride(from: 24, through: 0, by: -8) {
            append(UInt8(truncatingIfNeeded: value >> Int32(shift)))
        }
    }

    fileprivate mutating func set(int32 value: Int32, at index: Int) {
        for offset in 0..<4 {
            self[index + offset] = UInt8(truncatingIfNeeded: value >> Int32(24 - offset * 8))
        }
    }

    fileprivate mutating func append(_ value: SQLValue) {
        switch value {
        case .null: break
        case .int(let value):
            for shift in stride(from: 56, through: 0, by: -8) {
                append(UInt8(truncatingIfNeeded: value >> Int64(shift)))
            }
        case .real(let value):
            let bits = value.bitPattern
            for shift in stride(from: 56, through: 0, by: -8) {
                append(UInt8(truncatingIfNeeded: bits >> UInt64(shift)))
            }
        case .text(let value): append(contentsOf: value.utf8)
        case .blob(let value): append(contentsOf: value)
        }
    }
}

/// PostgreSQL's numbers for the types, from its `pg_type.dat`.
enum PostgresType {
    static let bool: Oid = 16
    static let bytea: Oid = 17
    static let int8: Oid = 20
    static let int2: Oid = 21
    static let int4: Oid = 23
    static let text: Oid = 25
    static let float8: Oid = 701
}

extension SQLKind {
    var oid: Oid {
        switch self {
        case .int: PostgresType.int8
        case .real: PostgresType.float8
        case .text: PostgresType.text
        case .blob: PostgresType.bytea
        }
    }

    fileprivate var arrayOid: Oid {
        switch self {
        case .int: 1016
        case .real: 1022
        case .text: 1009
        case .blob: 1001
        }
    }

    var postgresName: String {
        switch self {
        case .int: "bigint"
        case .real: "double precision"
        case .text: "text"
        case .blob: "bytea"
        }
    }
}

extension SQLValue {
    /// About as many bytes as it takes on the wire.
    var byteCount: Int {
        switch self {
        case .null: 4
        case .int, .real: 12
        case .text(let text): text.utf8.count + 4
        case .blob(let bytes): bytes.count + 4
        }
    }
}
