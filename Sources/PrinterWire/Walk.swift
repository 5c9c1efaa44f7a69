// SPDX-License-Identifier: Apache-2.0

/// What a device said, in the order of its object identifiers: a walk over the wire, or a recording of one.
public struct Walk: Hashable, Sendable {
    /// Sorted, no name twice.
    public private(set) var varBinds: [VarBind]

    public init() {
        varBinds = []
    }

    /// Sorts what was heard. Some firmware repeats a row; the first value wins.
    public init(_ heard: some Sequence<VarBind>) {
        var list = Array(heard)
        let isSorted = zip(list, list.dropFirst()).allSatisfy { $0.oid < $1.oid }
        if !isSorted {
            // Swift's sort is stable, which keeps the first of two equal names in front.
            list.sort { $0.oid < $1.oid }
            var kept: [VarBind] = []
            kept.reserveCapacity(list.count)
            for varBind in list where kept.last?.oid != varBind.oid { kept.append(varBind) }
            list = kept
        }
        varBinds = list
    }

    public var isEmpty: Bool { varBinds.isEmpty }
    public var count: Int { varBinds.count }

    /// What was said about exactly this object.
    public func value(_ oid: OID) -> SNMPValue? {
        let position = firstPosition(from: oid)
        guard position < varBinds.count, varBinds[position].oid == oid else { return nil }
        return varBinds[position].value
    }

    /// Everything below `prefix`, and `prefix` itself.
    public func subtree(_ prefix: OID) -> ArraySlice<VarBind> {
        let start = firstPosition(from: prefix)
        var low = start
        var high = varBinds.count
        while low < high {
            let middle = low + (high - low) / 2
            if varBinds[middle].oid.hasPrefix(prefix) { low = middle + 1 } else { high = middle }
        }
        return varBinds[start..<low]
    }

    /// The rows of a table's column, each with the arcs that follow after `prefix`.
    public func column(_ prefix: OID) -> [(index: [UInt32], value: SNMPValue)] {
        subtree(prefix).map { (Array($0.oid.arcs.dropFirst(prefix.arcs.count)), $0.value) }
    }

    /// What a GETNEXT for `oid` answers; `nil` at the end.
    public func next(after oid: OID) -> VarBind? {
        var position = firstPosition(from: oid)
        if position < varBinds.count, varBinds[position].oid == oid { position += 1 }
        return position < varBinds.count ? varBinds[position] : nil
    }

    /// Puts a value in its place, over an earlier one.
    public mutating func set(_ oid: OID, to value: SNMPValue) {
        let position = firstPosition(from: oid)
        if position < varBinds.count, varBinds[position].oid == oid {
            varBinds[position].value = value
        } else {
            varBinds.insert(VarBind(oid, value), at: position)
        }
    }

    /// Takes away an object, or nothing when it is not there.
    public mutating func remove(_ oid: OID) {
        let position = firstPosition(from: oid)
        guard position < varBinds.count, varBinds[position].oid == oid else { return }
        varBinds.remove(at: position)
    }

    /// This walk with what another one heard; where both know an object, the other's value stands.
    public func merging(_ newer: Walk) -> Walk {
        Walk(newer.varBinds + varBinds)
    }

    /// The position of the first object that is not before `oid`.
    private func firstPosition(from oid: OID) -> Int {
        var low = 0
        var high = varBinds.count
        while low < high {
            let middle = low + (high - low) / 2
            if varBinds[middle].oid < oid { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
