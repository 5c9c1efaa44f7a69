// SPDX-License-Identifier: Apache-2.0

/// Objects and what was said about them, in two pieces of memory however many there are: a reading has some
/// hundreds, and thousands of readings are under way at the same time.
struct WalkRows: Sendable {
    enum Kind: UInt8, Sendable {
        case integer, counter32, gauge32, timeTicks, counter64
        case octets, opaque, ipAddress
        /// Kept in the sortable form of ``OIDKey``.
        case oid
        case null, noSuchObject, noSuchInstance, endOfMibView

        var hasBytes: Bool {
            switch self {
            case .octets, .opaque, .ipAddress, .oid: true
            default: false
            }
        }
    }

    struct Row: Sendable {
        var key: OIDKey
        var kind: Kind
        /// Of bytes, how many; of anything else, where in ``WalkRows/bytes`` the name's tail begins.
        var extent: UInt32
        /// The number's bits, or where the bytes begin.
        var content: UInt64

        var tailCount: Int { max(0, Int(key.count) - OIDKey.bytesMax) }
        /// Where its bytes lie: the tail of the name, and the value behind it.
        var range: Range<Int> {
            guard kind.hasBytes else { return Int(extent)..<(Int(extent) + tailCount) }
            return (Int(content) - tailCount)..<(Int(content) + Int(extent))
        }
    }

    private(set) var rows: [Row] = []
    private(set) var bytes: [UInt8] = []

    var count: Int { rows.count }

    mutating func reserve(rows rowCount: Int, bytes byteCount: Int) {
        rows.reserveCapacity(rowCount)
        bytes.reserveCapacity(byteCount)
    }

    mutating func removeAll() {
        rows.removeAll(keepingCapacity: true)
        bytes.removeAll(keepingCapacity: true)
    }

    // MARK: - Adding

    mutating func append(_ varBind: VarBind) { append(varBind.oid, varBind.value) }

    mutating func append(_ oid: OID, _ value: SNMPValue) {
        switch value {
        case .integer(let number): append(oid, .integer, UInt64(bitPattern: number))
        case .counter32(let number): append(oid, .counter32, UInt64(number))
        case .gauge32(let number): append(oid, .gauge32, UInt64(number))
        case .timeTicks(let number): append(oid, .timeTicks, UInt64(number))
        case .counter64(let number): append(oid, .counter64, number)
        case .octets(let content): append(oid, .octets, content.span)
        case .opaque(let content): append(oid, .opaque, content.span)
        case .ipAddress(let content): append(oid, .ipAddress, content.span)
        case .oid(let name): append(oid, name: name)
        case .null: append(oid, .null, 0)
        case .noSuchObject: append(oid, .noSuchObject, 0)
        case .noSuchInstance: append(oid, .noSuchInstance, 0)
        case .endOfMibView: append(oid, .endOfMibView, 0)
        }
    }

    mutating func append(_ oid: OID, _ kind: Kind, _ number: UInt64) {
        let start = UInt32(bytes.count)
        if let tail = oid.tail { bytes += tail }
        rows.append(Row(key: oid.key, kind: kind, extent: start, content: number))
    }

    mutating func append(_ oid: OID, _ kind: Kind, _ content: Span<UInt8>) {
        if let tail = oid.tail { bytes += tail }
        let start = UInt64(bytes.count)
        content.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
        rows.append(Row(key: oid.key, kind: kind, extent: UInt32(content.count), content: start))
    }

    mutating func append(_ oid: OID, name: OID) {
        if let tail = oid.tail { bytes += tail }
        let start = bytes.count
        for place in 0..<min(Int(name.key.count), OIDKey.bytesMax) { bytes.append(name.key.byte(place)) }
        if let tail = name.tail { bytes += tail }
        rows.append(
            Row(key: oid.key, kind: .oid, extent: UInt32(bytes.count - start), content: UInt64(start)))
    }

    /// Takes over a row of another's.
    mutating func append(_ place: Int, of other: WalkRows) {
        var row = other.rows[place]
        let range = row.range
        let start = bytes.count
        if !range.isEmpty { other.bytes.withUnsafeBufferPointer { bytes.append(contentsOf: $0[range]) } }
        if row.kind.hasBytes {
            row.content = UInt64(start + row.tailCount)
        } else {
            row.extent = UInt32(start)
        }
        rows.append(row)
    }

    // MARK: - Reading

    func oid(_ place: Int) -> OID {
        let row = rows[place]
        guard row.tailCount > 0 else { return OID(key: row.key, tail: nil) }
        let start = row.range.lowerBound
        return OID(key: row.key, tail: Array(bytes[start..<(start + row.tailCount)]))
    }

    /// Where the value's bytes lie; empty for anything but bytes.
    func content(_ place: Int) -> Range<Int> {
        let row = rows[place]
        guard row.kind.hasBytes else { return 0..<0 }
        return Int(row.content)..<(Int(row.content) + Int(row.extent))
    }

    /// As ``SNMPValue/number``.
    func number(_ place: Int) -> Int64? {
        let row = rows[place]
        switch row.kind {
        case .integer: return Int64(bitPattern: row.content)
        case .counter32, .gauge32, .timeTicks, .counter64: return Int64(exactly: row.content)
        default: return nil
        }
    }

    func value(_ place: Int) -> SNMPValue {
        let row = rows[place]
        switch row.kind {
        case .integer: return .integer(Int64(bitPattern: row.content))
        case .counter32: return .counter32(UInt32(truncatingIfNeeded: row.content))
        case .gauge32: return .gauge32(UInt32(truncatingIfNeeded: row.content))
        case .timeTicks: return .timeTicks(UInt32(truncatingIfNeeded: row.content))
        case .counter64: return .counter64(row.content)
        case .octets: return .octets(Array(bytes[content(place)]))
        case .opaque: return .opaque(Array(bytes[content(place)]))
        case .ipAddress: return .ipAddress(Array(bytes[content(place)]))
        case .oid:
            var builder = OIDBuilder()
            var reader = OIDKeyReader()
            for byte in bytes[content(place)] {
                if let arc = reader.take(byte) { builder.append(arc) }
            }
            return .oid(builder.oid)
        case .null: return .null
        case .noSuchObject: return .noSuchObject
        case .noSuchInstance: return .noSuchInstance
        case .endOfMibView: return .endOfMibView
        }
    }

    func varBind(_ place: Int) -> VarBind { VarBind(oid(place), value(place)) }

    func isException(_ place: Int) -> Bool {
        switch rows[place].kind {
        case .noSuchObject, .noSuchInstance, .endOfMibView: true
        default: false
        }
    }

    // MARK: - Order

    func isBefore(_ place: Int, _ oid: OID) -> Bool {
        if let isBefore = rows[place].key.isBefore(oid.key) { return isBefore }
        return self.oid(place) < oid
    }

    func isAfter(_ place: Int, _ oid: OID) -> Bool { !isBefore(place, oid) && !isEqual(place, oid) }

    func hasPrefix(_ place: Int, _ prefix: OID) -> Bool {
        guard rows[place].key.hasPrefix(prefix.key) else { return false }
        return prefix.tail == nil || oid(place).hasPrefix(prefix)
    }

    func isEqual(_ place: Int, _ oid: OID) -> Bool {
        rows[place].key == oid.key && (oid.tail == nil || self.oid(place) == oid)
    }

    /// Whether a row says the same of the same object as one of another's.
    func isEqual(_ place: Int, _ other: WalkRows, _ otherPlace: Int) -> Bool {
        let mine = rows[place]
        let theirs = other.rows[otherPlace]
        guard mine.key == theirs.key, mine.kind == theirs.kind else { return false }
        guard mine.kind.hasBytes || mine.content == theirs.content else { return false }
        return bytes[mine.range].elementsEqual(other.bytes[theirs.range])
    }

    /// Whether one row comes before another by its name; both have their bytes in `bytes`.
    private static func isBefore(_ left: Row, _ right: Row, _ bytes: [UInt8]) -> Bool {
        if let isBefore = left.key.isBefore(right.key) { return isBefore }
        func tail(_ row: Row) -> ArraySlice<UInt8> {
            bytes[row.range.lowerBound..<(row.range.lowerBound + row.tailCount)]
        }
        return tail(left).lexicographicallyPrecedes(tail(right))
    }

    /// Sorts by name; of rows with the same name the first stays.
    mutating func sort() {
        let bytes = bytes
        let isSorted = zip(rows, rows.dropFirst()).allSatisfy { WalkRows.isBefore($0, $1, bytes) }
        guard !isSorted else { return }
        // Swift's sort is stable, which keeps the first of two equal names in front.
        rows.sort { WalkRows.isBefore($0, $1, bytes) }
        var kept = 0
        for place in rows.indices {
            if kept > 0, !WalkRows.isBefore(rows[kept - 1], rows[place], bytes) { continue }
            rows[kept] = rows[place]
            kept += 1
        }
        rows.removeLast(rows.count - kept)
    }

    mutating func remove(_ place: Int) { rows.remove(at: place) }

    /// Puts the last row, which was just added, at its place.
    mutating func moveLast(to place: Int) {
        guard let last = rows.popLast() else { return }
        rows.insert(last, at: place)
    }

    /// Puts the last row, which was just added, in the place of another.
    mutating func replaceWithLast(_ place: Int) {
        guard let last = rows.popLast() else { return }
        rows[place] = last
    }
}
