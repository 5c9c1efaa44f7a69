// SPDX-License-Identifier: Apache-2.0
import Practice
import Values

/// What a collector heard and the server does not have yet, on the disk.
///
/// An item counts as kept when ``append(_:)`` returns: it is on the disk then, and stays there until
/// ``acknowledge(_:)`` says that the server has it. Nothing that was kept is ever dropped to make room; a spool
/// that has reached its size refuses what is new and says so.
///
/// - Important: A sequence number is never used twice within one spool, not even after damage to a file: the
///   server takes an item whose number it knows for one it has.
public final class Spool {
    /// A kept item: `payload` is its JSON without the sequence number.
    public struct Item: Sendable, Equatable {
        public let sequence: Int64
        public let payload: [UInt8]
    }

    /// A segment is closed at this size, so that what was acknowledged can be taken off the disk in pieces.
    public static let segmentBytesMax = 4 * 1_024 * 1_024
    /// How far beyond our own numbers a server's may lie before it is another's.
    static let leapMax: Int64 = 1 << 40
    /// The file for items that the server cannot use, in the folder of the spool.
    public static let setAsideName = "refused.jsonl"
    public static let bytesMaxDefault = 2 * 1_024 * 1_024 * 1_024

    public let id: ID<CollectorSpool>
    /// Sentences about what was found amiss on opening, for the log.
    public private(set) var findings: [String] = []
    public private(set) var acknowledged: Int64
    /// What the next item will be numbered.
    public private(set) var nextSequence: Int64
    public let bytesMax: Int

    /// `nil` once it was closed.
    private var disk: (any SpoolDisk)?
    private var segments: [SpoolSegment]

    /// Opens the spool in a folder of this computer, or begins one there.
    ///
    /// - Parameter makeID: Makes the identity of a spool that begins.
    /// - Throws: ``SpoolFailure``, of the kind `inUse` while another process has it open.
    public convenience init(
        directory: String, bytesMax: Int = Spool.bytesMaxDefault, makeID: () -> ID<CollectorSpool>
    ) throws(SpoolFailure) {
        try self.init(on: FolderOnDisk(directory), bytesMax: bytesMax, makeID: makeID)
    }

    /// Opens the spool on a disk, or begins one there.
    public init(
        on disk: any SpoolDisk, bytesMax: Int = Spool.bytesMaxDefault, makeID: () -> ID<CollectorSpool>
    ) throws(SpoolFailure) {
        try disk.acquire()
        var found = Found()
        do throws(SpoolFailure) {
            found = try Spool.load(disk)
            if found.segments.isEmpty {
                let id = found.spool ?? makeID()
                let first = max(1, found.nextSequence)
                found.segments = [try SpoolSegment.create(in: disk, spool: id, firstSequence: first)]
                found.nextSequence = first
            }
        } catch {
            disk.release()
            throw error
        }
        self.disk = disk
        self.bytesMax = bytesMax
        segments = found.segments
        id = found.segments[0].spool
        findings = found.findings
        nextSequence = found.nextSequence
        // Segments that are gone were acknowledged, whatever became of the note that says so.
        acknowledged = max(found.acknowledged, found.segments[0].firstSequence - 1)
    }

    deinit { close() }

    /// Lets go of the folder, so that another may open it; this one cannot be used any more.
    public func close() {
        segments = []
        disk?.release()
        disk = nil
    }

    /// When this size is reached a new segment begins; smaller in a small spool, so that room can be given back.
    private var segmentBytesMax: Int { min(Spool.segmentBytesMax, bytesMax / 4) }

    /// Bytes on the disk.
    public var bytes: Int { segments.reduce(0) { $0 + $1.size } }
    /// Items the server does not have yet.
    public var waiting: Int {
        segments.reduce(0) { $0 + $1.records.count - Spool.firstUnacknowledged($1.records, acknowledged) }
    }

    /// Keeps items, in this order, and returns their sequence numbers; `nil` when there were none.
    ///
    /// All are written and synchronized together, so many at once cost little more than one.
    /// - Throws: ``SpoolFailure``; then none of them was kept.
    @discardableResult
    public func append(_ payloads: [[UInt8]]) throws(SpoolFailure) -> ClosedRange<Int64>? {
        guard !payloads.isEmpty else { return nil }
        let size = payloads.reduce(0) { $0 + SpoolFrame.size(payload: $1.count) }
        if let large = payloads.first(where: { $0.count > SpoolFrame.payloadBytesMax }) {
            throw SpoolFailure(
                .unusable, "A reading is too large to be kept. The log says how large.",
                detail: "\(large.count) bytes, at most \(SpoolFrame.payloadBytesMax)")
        }
        guard bytes + size <= bytesMax else {
            throw SpoolFailure(
                .full,
                """
                The collector’s spool has reached its size of \(bytesMax / 1_048_576) MiB because the server \
                has not taken anything for long. What was kept is safe; new readings are not kept until there is room.
                """,
                detail: "\(bytes) bytes in \(disk?.path ?? ""), \(waiting) items waiting")
        }
        if let active = segments.last, active.size >= segmentBytesMax { try startSegment() }
        guard let active = segments.last else { throw Spool.stopped }
        try active.append(payloads, from: nextSequence)
        let kept = nextSequence...(nextSequence + Int64(payloads.count) - 1)
        nextSequence = kept.upperBound + 1
        return kept
    }

    /// The oldest items the server does not have, in their order, at most so many and so large together; one
    /// that alone is larger is given alone.
    public func unacknowledged(countMax: Int, bytesMax: Int) throws(SpoolFailure) -> [Item] {
        var items: [Item] = []
        var size = 0
        for segment in segments {
            for record in segment.records[Spool.firstUnacknowledged(segment.records, acknowledged)...] {
                size += record.length
                guard items.count < countMax, items.isEmpty || size <= bytesMax else { return items }
                items.append(Item(sequence: record.sequence, payload: try segment.payload(of: record)))
            }
        }
        return items
    }

    /// The server has everything up to this sequence number on its disk; the space is given back.
    ///
    /// A number beyond what was ever kept shows that the files here are older than what the server saw, as after
    /// restoring a copy of the folder. Items beyond `sent` then bear numbers that the server would take for ones
    /// it has: they are kept once more under new numbers.
    public func acknowledge(_ sequence: Int64, sent: Int64) throws(SpoolFailure) {
        guard sequence > acknowledged else { return }
        guard sequence < nextSequence + Spool.leapMax else {
            throw SpoolFailure(
                .unusable, "The server acknowledged readings that were never sent. Check its address.",
                detail: "acknowledged \(sequence), next is \(nextSequence)")
        }
        if sequence >= nextSequence {
            let unsent = try unacknowledged(countMax: Int.max, bytesMax: Int.max)
                .filter { $0.sequence > sent }
            let before = nextSequence
            nextSequence = sequence + 1
            do throws(SpoolFailure) {
                try append(unsent.map(\.payload))
            } catch {
                nextSequence = before
                throw error
            }
        }
        acknowledged = sequence
        segments.last?.note(acknowledged: sequence)
        try removeAcknowledged()
    }

    /// Keeps an item in a file that a person can look at, and goes on after it: the server will never take it, and
    /// it must not keep the others waiting.
    public func setAside(_ item: Item) throws(SpoolFailure) {
        guard let disk else { throw Spool.stopped }
        try disk.appendLine(item.payload, to: Spool.setAsideName)
        try acknowledge(item.sequence, sent: item.sequence)
    }

    private func removeAcknowledged() throws(SpoolFailure) {
        while let first = segments.first, segments.count > 1, first.nextSequence - 1 <= acknowledged {
            try disk?.remove(first.name)
            segments.removeFirst()
        }
        if let active = segments.first, segments.count == 1, active.size >= segmentBytesMax / 4,
            active.nextSequence - 1 <= acknowledged
        {
            try startSegment()
            try disk?.remove(active.name)
            segments.removeFirst()
        }
    }

    // MARK: - Segments

    private static let stopped = SpoolFailure(
        .unusable, "The collector has been stopped.", detail: "spool closed")

    private func startSegment() throws(SpoolFailure) {
        guard let disk else { throw Spool.stopped }
        // What lies in all files but the last is on the disk: a torn end there is damage, and said to be.
        try segments.last?.synchronize()
        segments.append(try SpoolSegment.create(in: disk, spool: id, firstSequence: nextSequence))
        segments.last?.note(acknowledged: acknowledged)
    }

    private static func firstUnacknowledged(_ records: [SpoolSegment.Record], _ acknowledged: Int64) -> Int {
        var low = 0
        var high = records.count
        while low < high {
            let middle = (low + high) / 2
            if records[middle].sequence <= acknowledged { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private struct Found {
        var segments: [SpoolSegment] = []
        var findings: [String] = []
        var acknowledged: Int64 = 0
        var nextSequence: Int64 = 0
        /// Known even when no segment could be used.
        var spool: ID<CollectorSpool>?
    }

    private static let damagedSuffix = ".damaged"

    private static func load(_ disk: any SpoolDisk) throws(SpoolFailure) -> Found {
        var found = Found()
        let names = try disk.names().filter { $0.hasSuffix(SpoolSegment.suffix) }
        for name in names {
            guard let (segment, damage) = try SpoolSegment.open(name, in: disk) else {
                found.nextSequence = max(found.nextSequence, try reserve(name, on: disk))
                try disk.rename(name, to: name + damagedSuffix)
                found.findings.append(
                    "A file of the spool had no readable beginning and was set aside as \(name).damaged.")
                continue
            }
            if let known = found.spool, known != segment.spool {
                try disk.rename(name, to: name + damagedSuffix)
                found.findings.append(
                    "A file of another spool lay in the folder and was set aside as \(name).damaged.")
                continue
            }
            found.spool = segment.spool
            var reserved: Int64 = 0
            if let damage {
                // A byte is less than any lost item took, so behind them no number can have been used.
                reserved = Int64(damage.bytes)
                found.findings.append(try mend(segment, damage, isLast: name == names.last, on: disk))
            }
            // A program that was killed may have left more here than had come to the disk. It counts from now on.
            try segment.synchronize()
            found.acknowledged = max(found.acknowledged, segment.acknowledged)
            found.nextSequence = max(found.nextSequence, segment.nextSequence + reserved)
            found.segments.append(segment)
        }
        try disk.synchronizeNames()
        found.nextSequence = max(found.nextSequence, found.acknowledged + 1)
        return found
    }

    private static func mend(
        _ segment: SpoolSegment, _ damage: SpoolSegment.Damage, isLast: Bool, on disk: any SpoolDisk
    ) throws(SpoolFailure) -> String {
        if damage.isTorn, isLast {
            try segment.cut()
            return """
                The spool ended in the middle of an item of which \(damage.bytes) bytes had been written; \
                they were cut off. Nothing that counted as kept is missing.
                """
        }
        // The disk changed what it had been given; what can still be read is kept for a person to look at.
        try segment.copyTail(to: segment.name + damagedSuffix, in: disk)
        try segment.cut()
        return """
            The disk damaged the spool: \(damage.bytes) bytes after item \(segment.nextSequence - 1) cannot be \
            read and were set aside. Readings kept at that time may be missing.
            """
    }

    /// The first number that no item of an unreadable segment can have had.
    private static func reserve(_ name: String, on disk: any SpoolDisk) throws(SpoolFailure) -> Int64 {
        let first = Int64(name.dropLast(SpoolSegment.suffix.utf8.count)) ?? 0
        let file = try disk.open(name)
        defer { file.close() }
        return first + Int64(try file.size())
    }
}
