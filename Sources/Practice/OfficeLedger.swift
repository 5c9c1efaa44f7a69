// SPDX-License-Identifier: Apache-2.0
import Ledger
import People
import Promises
import Values

/// A customer's ledger as its people see it.
public struct LedgerView: Hashable, Sendable {
    public let customer: CustomerID
    public let origin: String
    /// How many entries it has; those behind the last checkpoint are signed within a second or so.
    public let size: UInt64
    /// `nil` before the first was signed.
    public let checkpoint: StoredCheckpoint?
    /// What the last check found wrong; empty while all agrees.
    public let findings: [String]
    /// When it was checked last.
    public let checked: Instant?

    /// The public key that signs now, as `name+id+base64`.
    public var key: String? { checkpoint?.key }
}

/// What an export came to.
public struct LedgerExportReport: Hashable, Sendable {
    public let origin: String
    public let entries: UInt64
    /// Entries whose texts were erased.
    public let erased: Int
}

extension Office {
    public func ledger(for person: SignedIn) async throws -> LedgerView {
        try Rights.require(.seeLedger, person)
        let customer = person.customer.id
        return try await store.read { records in
            let head = try records.ledgerHead(of: customer)
            return LedgerView(
                customer: customer, origin: LedgerHead.origin(of: customer), size: head?.edge.size ?? 0,
                checkpoint: try records.checkpoint(of: customer, before: nil), findings: head?.findings ?? [],
                checked: head?.checked)
        }
    }

    /// A piece of the tree, as far as it is signed.
    /// - Throws: a ``Refusal`` when the last checkpoint does not reach so far.
    public func ledgerTile(_ tile: Tile, for person: SignedIn) async throws -> [UInt8] {
        try Rights.require(.seeLedger, person)
        let customer = person.customer.id
        return try await store.read { records in
            let signed = try records.checkpoint(of: customer, before: nil)?.size ?? 0
            let level: Int =
                switch tile.kind {
                case .hashes(let level): level
                case .entries: 0
                }
            let (start, overflow) = tile.place.multipliedReportingOverflow(by: UInt64(Tile.widthMax))
            let there = signed >> UInt64(level * Tile.height)
            guard !overflow, start < there, UInt64(tile.width) <= there - start else { throw noSuchTile }
            if tile.kind == .entries {
                let entries = try records.ledgerLeaves(of: customer, from: start, limit: tile.width)
                guard entries.count == tile.width else { throw noSuchTile }
                return EntryBundle.encode(entries)
            }
            let hashes = try LedgerTree(records: records, customer: customer)
                .hashes(level: level * Tile.height, from: start, count: tile.width)
            guard hashes.count == tile.width else { throw noSuchTile }
            return hashes.flatMap(\.bytes)
        }
    }

    /// Gives the ledger of the person's customer as the files of an export, piece by piece.
    @discardableResult
    public func exportLedger(
        for person: SignedIn, _ write: (LedgerExport.Writer.Piece) async throws -> Void
    ) async throws -> LedgerExportReport {
        try Rights.require(.seeLedger, person)
        return try await exportLedger(of: person.customer.id, write)
    }

    /// Gives a ledger as the files of an export, up to its last checkpoint. However long it is, no more than a batch of
    /// it is held at once.
    ///
    /// - Throws: a ``Refusal`` when nothing was signed yet, or someone's words were erased meanwhile; what `write`
    ///   throws.
    @discardableResult
    public func exportLedger(
        of customer: CustomerID, _ write: (LedgerExport.Writer.Piece) async throws -> Void
    ) async throws -> LedgerExportReport {
        let (checkpoint, handovers) = try await store.read { records in
            (try records.checkpoint(of: customer, before: nil), try records.handovers(of: customer))
        }
        guard let checkpoint, let note = SignedNote(checkpoint.note), let key = NoteVerifier(checkpoint.key)
        else {
            throw Refusal(
                .notFound,
                "This ledger has not been signed yet. The server signs within a second while it runs; try again then."
            )
        }
        var writer = LedgerExport.Writer(tellsPromises: false)
        var erased = 0
        while writer.size < checkpoint.size {
            let first = writer.size
            let limit = Int(min(UInt64(LedgerLimits.batch), checkpoint.size - first))
            let entries = try await store.read {
                try $0.openedLedger(of: customer, from: first, limit: limit)
            }
            guard entries.count == limit, entries.first?.stored.number == first,
                entries.last?.stored.number == first + UInt64(limit) - 1
            else { throw ledgerHasGaps(first) }
            for entry in entries {
                if entry.opened == nil { erased += 1 }
                for piece in writer.add(entry.exported) { try await write(piece) }
            }
        }
        try await writePromises(of: customer, upTo: checkpoint.size, write)
        let notes = handovers.filter { $0.size <= checkpoint.size }.compactMap { SignedNote($0.note) }
        for piece in writer.end(checkpoint: note, key: key, handovers: notes) { try await write(piece) }
        try await refuseErasedSince(checkpoint.size, customer)
        return LedgerExportReport(
            origin: LedgerHead.origin(of: customer), entries: checkpoint.size, erased: erased)
    }

    private func writePromises(
        of customer: CustomerID, upTo end: UInt64, _ write: (LedgerExport.Writer.Piece) async throws -> Void
    ) async throws {
        try await write(.init(path: LedgerExport.promisesPath, bytes: []))
        var first: UInt64 = 0
        while true {
            let from = first
            let (lines, next) = try await store.read { records in
                let made = try records.promisesInLedger(
                    of: customer, from: from, limit: LedgerLimits.promisesBatch)
                let inside = made.filter { $0.first < end }
                let story = try records.story(of: Set(inside.map(\.promise)), in: customer, upTo: end)
                return (
                    LedgerExport.lines(of: story),
                    inside.count == LedgerLimits.promisesBatch ? inside.last.map { $0.first + 1 } : nil
                )
            }
            if !lines.isEmpty { try await write(.init(path: LedgerExport.promisesPath, bytes: lines)) }
            guard let next else { return }
            first = next
        }
    }

    /// An erasure behind the checkpoint took texts away that the export says nothing of.
    private func refuseErasedSince(_ size: UInt64, _ customer: CustomerID) async throws {
        var first = size
        while true {
            let from = first
            let entries = try await store.read {
                try $0.ledgerEntries(of: customer, from: from, limit: LedgerLimits.batch)
            }
            if entries.contains(where: { $0.event == "erased" }) {
                throw Refusal(
                    .conflict,
                    "Someone's words were erased from this ledger just now. Please export it once more in a moment."
                )
            }
            guard let last = entries.last, entries.count == LedgerLimits.batch else { return }
            first = last.number + 1
        }
    }
}

private let noSuchTile = Refusal(.notFound, "The signed ledger has no such piece.")

private func ledgerHasGaps(_ number: UInt64) -> Refusal {
    Refusal(
        .conflict, "The ledger has gaps and is not exported. Run goodword ledger check to see where.",
        detail: "behind entry \(number)")
}
