// SPDX-License-Identifier: Apache-2.0
import Practice
import Values

/// What a collector heard and the server does not have yet, on the disk.
///
/// An item counts as kept when ``append(_:)`` returns: it is on the disk then, and stays there until
/// ``acknowledge(_:sent:)`` says that the server has it, or until there is no room for it: then the oldest detail
/// goes by the rule of ``SpoolGrade``, meters last, and ``thinned`` counts what was given up.
///
/// - Important: A sequence number is never used twice within one folder, not even after damage to a file. What is
///   kept after an opening counts in a spool of its own, so that a folder which was put back from a copy, or runs
///   twice, never gives an item a number that the server takes for one it has.
public final class Spool {
    /// A kept item: `payload` is its JSON without the sequence number, which counts in `spool`.
    public struct Item: Sendable, Equatable {
        public let sequence: Int64
        public let spool: ID<CollectorSpool>
        public let payload: [UInt8]
        /// Only its meters are left.
        public let isThinned: Bool
    }

    /// A segment is closed at this size, so that what was acknowledged can be taken off the disk in pieces.
    public static let segmentBytesMax = 4 * 1_024 * 1_024
    /// How far beyond our own numbers a server's may lie before it is another's.
    static let leapMax: Int64 = 1 << 40
    /// The file for items that the server cannot use, in the folder of the spool.
    public static let setAsideName = "refused.jsonl"
    public static let bytesMaxDefault = 2 * 1_024 * 1_024 * 1_024

    /// What stays the same as long as the folder is this collector's: the lower half of the identity of every
    /// spool that was numbered in it.
    public let id: ID<CollectorSpool>
    /// The spool in which the next item will be numbered.
    public private(set) var numbering: ID<CollectorSpool>
    /// Sentences about what was found amiss on opening, for the log.
    public private(set) var findings: [String] = []
    public internal(set) var acknowledged: Int64
    /// What the next item will be numbered.
    public private(set) var nextSequence: Int64
    public let bytesMax: Int

    /// `nil` once it was closed.
    private(set) var disk: (any SpoolDisk)?
    var segments: [SpoolSegment]
    /// What was given up of segments that are gone.
    var givenUp: SpoolSegment.GivenUp
    let items: any SpoolItemReading
    /// Whether the file that keeps room for thinning on a full disk is there.
    var hasReserve = false
    /// Room that was made on a full disk was taken by others; no more is given up for them until an item went in.
    var isThinningVain = false

    /// Opens the spool in a folder of this computer, or begins one there.
    ///
    /// - Parameter makeID: Makes the identity of the spool that what is kept from now on counts in.
    /// - Throws: ``SpoolFailure``, of the kind `inUse` while another process has it open.
    public convenience init(
        directory: String, bytesMax: Int = Spool.bytesMaxDefault, makeID: () -> ID<CollectorSpool>
    ) throws(SpoolFailure) {
        try self.init(on: FolderOnDisk(directory), bytesMax: bytesMax, makeID: makeID)
    }

    /// Opens the spool on a disk, or begins one there.
    ///
    /// - Parameter items: Knows what lies in the items, for the day on which there is no room for all of them.
    public init(
        on disk: any SpoolDisk, bytesMax: Int = Spool.bytesMaxDefault,
        items: any SpoolItemReading = ReadingsInSpool(), makeID: () -> ID<CollectorSpool>
    ) throws(SpoolFailure) {
        try disk.acquire()
        let fresh = makeID()
        var found = SpoolFound()
        do throws(SpoolFailure) {
            found = try SpoolFound.load(disk)
            if found.segments.isEmpty {
                let spool = found.spool.map { Spool.numbering(of: $0, fresh) } ?? fresh
                let first = max(1, found.nextSequence)
                found.segments = [try SpoolSegment.create(in: disk, spool: spool, firstSequence: first)]
                found.nextSequence = first
            }
        } catch {
            disk.release()
            throw error
        }
        self.disk = disk
        self.bytesMax = bytesMax
        self.items = items
        segments = found.segments
        id = ID(bits: found.segments[0].spool.bits & UInt128(UInt64.max))
        numbering = found.isNew ? found.segments[0].spool : Spool.numbering(of: id, fresh)
        findings = found.findings
        nextSequence = found.nextSequence
        givenUp = found.givenUp
        // Segments that are gone were acknowledged, whatever became of the note that says so.
        acknowledged = max(found.acknowledged, found.segments[0].firstSequence - 1)
        keepReserve()
    }

    deinit { close() }

    /// The identity of another spool in the same folder.
    private static func numbering(
        of id: ID<CollectorSpool>, _ fresh: ID<CollectorSpool>
    ) -> ID<CollectorSpool> {
        let half = UInt128(UInt64.max)
        return ID(bits: ((fresh.bits >> 64) ^ (fresh.bits & half)) << 64 | id.bits & half)
    }

    /// Lets go of the folder, so that another may open it; this one cannot be used any more.
    public func close() {
        segments = []
        disk?.release()
        disk = nil
    }

    /// When this size is reached a new segment begins; smaller in a small spool, so that room can be given back.
    var segmentBytesMax: Int { min(Spool.segmentBytesMax, bytesMax / 4) }
    /// Bytes for the segments: what the spool may take, without the reserve.
    var room: Int { bytesMax - segmentBytesMax }

    /// Bytes on the disk.
    public var bytes: Int { segments.reduce(0) { $0 + $1.size } }
    /// Items the server does not have yet.
    public var waiting: Int {
        segments.reduce(0) { $0 + $1.records.count - $1.firstRecord(after: acknowledged) }
    }
    /// How many items were given up, or all but their meters, for want of room, as long as the folder is there.
    public var thinned: Int {
        segments.reduce(givenUp.count) { $0 + ($1.firstSequence > givenUp.through ? $1.thinnedCount : 0) }
    }

    /// Keeps items, in this order, and returns their sequence numbers; `nil` when there were none.
    ///
    /// All are written and synchronized together, so many at once cost little more than one. Where there is no room,
    /// the oldest items are thinned for them.
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
        try makeRoom(for: size)
        do throws(SpoolFailure) {
            try write(payloads)
        } catch {
            guard error.kind == .diskFull, try makeRoomOnDisk(for: size) else { throw error }
            try write(payloads)
        }
        isThinningVain = false
        let kept = nextSequence...(nextSequence + Int64(payloads.count) - 1)
        nextSequence = kept.upperBound + 1
        return kept
    }

    private func write(_ payloads: [[UInt8]]) throws(SpoolFailure) {
        if let active = segments.last, active.size >= segmentBytesMax || active.grade != .whole {
            try startSegment()
        }
        guard let active = segments.last else { throw Spool.stopped }
        try active.append(payloads, from: nextSequence, in: numbering)
    }

    /// The oldest items the server does not have, in their order, at most so many and so large together; one
    /// that alone is larger is given alone. All of them count in the same spool.
    public func unacknowledged(countMax: Int, bytesMax: Int) throws(SpoolFailure) -> [Item] {
        try waiting(countMax: countMax, bytesMax: bytesMax, inOneSpool: true)
    }

    /// Everything the server does not have, in its order.
    public func everythingWaiting() throws(SpoolFailure) -> [Item] {
        try waiting(countMax: .max, bytesMax: .max, inOneSpool: false)
    }

    private func waiting(
        countMax: Int, bytesMax: Int, inOneSpool: Bool
    ) throws(SpoolFailure) -> [Item] {
        var items: [Item] = []
        var size = 0
        for segment in segments {
            defer { if segment !== segments.last { segment.rest() } }
            for record in segment.records[segment.firstRecord(after: acknowledged)...] {
                size += record.length
                let spool = segment.spool(of: record.sequence)
                guard items.count < countMax, items.isEmpty || size <= bytesMax,
                    !inOneSpool || items.isEmpty || items[0].spool == spool
                else { return items }
                items.append(
                    Item(
                        sequence: record.sequence, spool: spool, payload: try segment.payload(of: record),
                        isThinned: record.isThinned))
            }
        }
        return items
    }

    /// The server has everything up to this sequence number on its disk; the space is given back.
    ///
    /// - Parameter sent: The last number that was sent; the answer is about the spool in which it counts. What lies
    ///   here of a spool from before this opening was there when the folder was copied, if it ever was, so it is
    ///   what the server has under these numbers, however far the server's go.
    ///   A number beyond those of this opening shows that the program itself runs twice, as after a snapshot of a
    ///   whole computer: what was not sent yet is kept once more, in another spool.
    public func acknowledge(_ sequence: Int64, sent: Int64) throws(SpoolFailure) {
        guard sequence > acknowledged else { return }
        let last = lastNumber(ofSpoolWith: sent)
        var reached = min(sequence, last)
        if sequence > last, last == nextSequence - 1 {
            guard sequence < nextSequence + Spool.leapMax else {
                throw SpoolFailure(
                    .unusable, "The server acknowledged readings that were never sent. Check its address.",
                    detail: "acknowledged \(sequence), next is \(nextSequence)")
            }
            let unsent = try everythingWaiting().filter { $0.sequence > sent }
            let before = numbering
            numbering = ID(bits: numbering.bits &+ 1 << 64)
            do throws(SpoolFailure) {
                try append(unsent.map(\.payload))
            } catch {
                numbering = before
                throw error
            }
            reached = max(last, acknowledged)
        }
        guard reached > acknowledged else { return }
        acknowledged = reached
        segments.last?.note(acknowledged: reached)
        try removeAcknowledged()
    }

    private func lastNumber(ofSpoolWith sequence: Int64) -> Int64 {
        var spool: ID<CollectorSpool>?
        for segment in segments where segment.nextSequence > sequence {
            let own = spool ?? segment.spool(of: sequence)
            spool = own
            if let other = segment.numberings.first(where: { $0.first > sequence && $0.spool != own }) {
                return other.first - 1
            }
        }
        return nextSequence - 1
    }

    /// Keeps an item in a file that a person can look at, and goes on after it: the server will never take it, and
    /// it must not keep the others waiting.
    public func setAside(_ item: Item) throws(SpoolFailure) {
        guard let disk else { throw Spool.stopped }
        try withReserve { () throws(SpoolFailure) in
            try disk.appendLine(item.payload, to: Spool.setAsideName)
        }
        try acknowledge(item.sequence, sent: item.sequence)
        keepReserve()
    }

    // MARK: - Segments

    static let stopped = SpoolFailure(
        .unusable, "The collector has been stopped.", detail: "spool closed")

    private func removeAcknowledged() throws(SpoolFailure) {
        if let active = segments.last, active.size >= segmentBytesMax / 4,
            active.nextSequence - 1 <= acknowledged
        {
            try withReserve { () throws(SpoolFailure) in try startSegment() }
        }
        let gone = segments.dropLast().prefix { $0.nextSequence - 1 <= acknowledged }
        guard !gone.isEmpty else { return }
        try countGone(gone.count, more: 0)
        for segment in gone {
            try disk?.remove(segment.name)
            segments.removeFirst()
        }
        keepReserve()
    }

    /// Writes down what was given up of the first segments, which are about to be removed.
    func countGone(_ count: Int, more: Int) throws(SpoolFailure) {
        guard let active = segments.last else { throw Spool.stopped }
        let gone = segments.prefix(count)
        let counted = gone.reduce(more) {
            $0 + ($1.firstSequence > givenUp.through ? $1.thinnedCount : 0)
        }
        var after = givenUp
        if counted > 0, let last = gone.last {
            after = SpoolSegment.GivenUp(through: last.nextSequence - 1, count: givenUp.count + counted)
        }
        guard after.count > 0 else { return }
        try withReserve { () throws(SpoolFailure) in try active.write(after) }
        givenUp = after
    }

    func startSegment() throws(SpoolFailure) {
        guard let disk else { throw Spool.stopped }
        // What lies in all files but the last is on the disk: a torn end there is damage, and said to be.
        try segments.last?.synchronize()
        let segment = try SpoolSegment.create(in: disk, spool: numbering, firstSequence: nextSequence)
        segments.last?.rest()
        segments.append(segment)
        segment.note(acknowledged: acknowledged)
    }
}
