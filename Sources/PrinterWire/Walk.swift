// SPDX-License-Identifier: Apache-2.0

/// What a device said, in the order of its object identifiers: a walk over the wire, or a recording of one.
public struct Walk: Sendable {
    /// Sorted, no name twice.
    let rows: WalkRows

    public init() {
        rows = WalkRows()
    }

    /// Sorts what was heard. Some firmware repeats a row; the first value wins.
    public init(_ heard: some Sequence<VarBind>) {
        var rows = WalkRows()
        rows.reserve(rows: heard.underestimatedCount, bytes: 0)
        for varBind in heard { rows.append(varBind) }
        self.init(rows)
    }

    /// Sorts what was heard, as above.
    init(_ heard: consuming WalkRows) {
        var rows = heard
        rows.sort()
        self.rows = rows
    }

    public var isEmpty: Bool { rows.count == 0 }
    public var count: Int { rows.count }

    /// Everything, sorted by name; put together when it is asked for.
    public var varBinds: [VarBind] { (0..<count).map { rows.varBind($0) } }

    /// What was said about exactly this object.
    public func value(_ oid: OID) -> SNMPValue? { place(of: oid).map { rows.value($0) } }

    /// The number that was said about exactly this object; `nil` when it said something else.
    public func number(_ oid: OID) -> Int64? { place(of: oid).flatMap { rows.number($0) } }

    /// Everything below `prefix`, and `prefix` itself.
    public func subtree(_ prefix: OID) -> Rows {
        let start = firstPosition(from: prefix)
        var low = start
        var high = rows.count
        while low < high {
            let middle = low + (high - low) / 2
            if rows.hasPrefix(middle, prefix) { low = middle + 1 } else { high = middle }
        }
        return Rows(rows: rows, startIndex: start, endIndex: low)
    }

    /// The rows of a table's column, each with the arcs that follow after `prefix`.
    public func column(_ prefix: OID) -> [(index: [UInt32], value: SNMPValue)] {
        let count = prefix.arcCount
        return subtree(prefix).map { (Array($0.oid.arcs.dropFirst(count)), $0.value) }
    }

    /// What a GETNEXT for `oid` answers; `nil` at the end.
    public func next(after oid: OID) -> VarBind? {
        var position = firstPosition(from: oid)
        if position < rows.count, rows.isEqual(position, oid) { position += 1 }
        return position < rows.count ? rows.varBind(position) : nil
    }

    /// Puts a value in its place, over an earlier one.
    public mutating func set(_ oid: OID, to value: SNMPValue) {
        let position = firstPosition(from: oid)
        let isThere = position < rows.count && rows.isEqual(position, oid)
        var changed = rows
        changed.append(oid, value)
        if isThere { changed.replaceWithLast(position) } else { changed.moveLast(to: position) }
        self = Walk(sorted: changed)
    }

    /// Takes away an object, or nothing when it is not there.
    public mutating func remove(_ oid: OID) {
        guard let position = place(of: oid) else { return }
        var changed = rows
        changed.remove(position)
        self = Walk(sorted: changed)
    }

    /// This walk with what another one heard; where both know an object, the other's value stands.
    public func merging(_ newer: Walk) -> Walk {
        merging(newer) { _ in true }
    }

    /// As above, with those of this walk's rows alone that are wanted.
    func merging(_ newer: Walk, where isWanted: (Int) -> Bool) -> Walk {
        var merged = WalkRows()
        merged.reserve(rows: count + newer.count, bytes: rows.bytes.count + newer.rows.bytes.count)
        var mine = 0
        var others = 0
        while mine < count || others < newer.count {
            if others == newer.count {
                if isWanted(mine) { merged.append(mine, of: rows) }
                mine += 1
                continue
            }
            let other = newer.rows.oid(others)
            if mine < count, rows.isBefore(mine, other) {
                if isWanted(mine) { merged.append(mine, of: rows) }
                mine += 1
            } else {
                if mine < count, rows.isEqual(mine, other) { mine += 1 }
                merged.append(others, of: newer.rows)
                others += 1
            }
        }
        return Walk(sorted: merged)
    }

    /// Takes rows that are in their order already.
    init(sorted rows: WalkRows) {
        self.rows = rows
    }

    func place(of oid: OID) -> Int? {
        let position = firstPosition(from: oid)
        return position < rows.count && rows.isEqual(position, oid) ? position : nil
    }

    /// The position of the first object that is not before `oid`.
    private func firstPosition(from oid: OID) -> Int {
        var low = 0
        var high = rows.count
        while low < high {
            let middle = low + (high - low) / 2
            if rows.isBefore(middle, oid) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension Walk {
    /// A stretch of a walk. Each object is put together when it is looked at, so looking at one twice costs
    /// twice.
    public struct Rows: RandomAccessCollection, Sendable {
        let rows: WalkRows
        public let startIndex: Int
        public let endIndex: Int

        public subscript(position: Int) -> VarBind { rows.varBind(position) }
    }
}

extension Walk: Hashable {
    public static func == (left: Walk, right: Walk) -> Bool {
        left.count == right.count && (0..<left.count).allSatisfy { left.rows.isEqual($0, right.rows, $0) }
    }

    public func hash(into hasher: inout Hasher) {
        for place in 0..<count { hasher.combine(rows.rows[place].key) }
    }
}
