// SPDX-License-Identifier: Apache-2.0
import Ledger
import People
import Promises
import Values

/// An entry with its text, where that is still there.
public struct OpenedLedgerEntry: Sendable {
    public let stored: StoredLedgerEntry
    /// Text and salt; `nil` when they were destroyed or cannot be opened.
    public let opened: (text: [UInt8], salt: [UInt8])?

    /// What the text says; `nil` without one.
    public var entry: LedgerEntry? { opened.flatMap { LedgerEntry($0.text) } }

    /// As an export takes it.
    public var exported: LedgerExport.Entry {
        LedgerExport.Entry(number: stored.number, entry: stored.entry, opened: opened)
    }
}

extension Records {
    /// Entries in their order with their texts.
    public func openedLedger(
        of customer: CustomerID, from first: UInt64, limit: Int
    ) throws -> [OpenedLedgerEntry] {
        try opened(try ledgerEntries(of: customer, from: first, limit: limit))
    }

    func opened(_ entries: [StoredLedgerEntry]) throws -> [OpenedLedgerEntry] {
        let keys = try personKeys(Set(entries.flatMap(\.persons)))
        return entries.map { OpenedLedgerEntry(stored: $0, opened: $0.opened(keys)) }
    }
}

/// A customer's tree as it is kept: every eighth level and the entries, from which all other hashes follow.
struct LedgerTree {
    let records: any Records
    let customer: CustomerID

    /// The hash of a full subtree; `nil` when it is not full or not there.
    func hash(_ subtree: Subtree) throws -> LedgerHash? {
        let base = subtree.level / Tile.height * Tile.height
        let count = 1 << (subtree.level - base)
        var hashes = try hashes(
            level: base, from: subtree.place << UInt64(subtree.level - base), count: count)
        guard hashes.count == count else { return nil }
        while hashes.count > 1 {
            hashes = stride(from: 0, to: hashes.count, by: 2).map { .node(hashes[$0], hashes[$0 + 1]) }
        }
        return hashes.first
    }

    /// Hashes of one of the levels that are kept, side by side.
    func hashes(level: Int, from place: UInt64, count: Int) throws -> [LedgerHash] {
        guard level > 0 else {
            return try records.ledgerLeaves(of: customer, from: place, limit: count).map { .leaf($0) }
        }
        return try records.ledgerSubtrees(of: customer, level: level, from: place, limit: count)
    }

    /// The right edge as it was when the ledger had `size` entries; `nil` when something of it is missing.
    func edge(at size: UInt64) throws -> TreeEdge? {
        var subtrees: [LedgerHash] = []
        var start: UInt64 = 0
        for level in stride(from: UInt64.bitWidth - 1, through: 0, by: -1)
        where size >> UInt64(level) & 1 == 1 {
            guard let hash = try hash(Subtree(level: level, place: start >> UInt64(level))) else {
                return nil
            }
            subtrees.append(hash)
            start += 1 << UInt64(level)
        }
        return TreeEdge(size: size, subtrees: subtrees)
    }
}
