// SPDX-License-Identifier: Apache-2.0
import Practice
import Values

// How a spool without room gives up the oldest detail: segment by segment, each replaced whole by what is left of
// it, so that whoever pulls the plug finds the one or the other.
extension Spool {
    /// A file that holds as much of the disk as thinning a segment takes, for the day on which others have the rest.
    static let reserveName = "reserve"
    /// Segments that are thinned together at most; what is left of them becomes one.
    private static let segmentsAtOnceMax = 16
    /// Steps for one item on a full disk at most, so that nobody waits for long.
    private static let stepsAtOnceMax = 8

    /// From this size on each item that comes is a reason for one step, so that they are over before the last room is.
    private var thinsFrom: Int { room - room / 16 }

    /// Thins until so many bytes fit into the spool's size.
    func makeRoom(for size: Int) throws(SpoolFailure) {
        guard bytes + size > thinsFrom else { return }
        // Nothing goes for what would not fit into an empty spool either.
        guard size <= room - segmentBytesMax else { throw full(size) }
        // While there is room still, trouble with this is no reason to refuse an item.
        if bytes + size <= room { _ = try? thin() }
        while bytes + size > room {
            guard try thin() else { throw full(size) }
        }
    }

    private func full(_ size: Int) -> SpoolFailure {
        SpoolFailure(
            .full,
            """
            A reading does not fit into the collector’s spool of \(bytesMax / 1_048_576) MiB. Give it more with \
            --spool-size.
            """,
            detail: "\(bytes) bytes in \(disk?.path ?? ""), \(size) more")
    }

    /// Thins on a disk that is full until so many bytes, and the reserve, should fit; `false` when it is of no use.
    func makeRoomOnDisk(for size: Int) throws(SpoolFailure) -> Bool {
        guard !isThinningVain else { return false }
        isThinningVain = true
        var freed = 0
        for _ in 0..<Spool.stepsAtOnceMax {
            let before = bytes
            // For the item what must go goes; for the reserve no meters do.
            guard freed < size || !hasReserve && freed < size + segmentBytesMax,
                try thin(alsoMeters: freed < size)
            else { break }
            freed += before - bytes
        }
        keepReserve()
        return freed > 0
    }

    /// Raises the oldest items of the lowest grade by one; `false` when there is nothing left to give up.
    private func thin(alsoMeters: Bool = true) throws(SpoolFailure) -> Bool {
        guard let first = try lowest(), alsoMeters || segments[first].grade < .meters else { return false }
        guard let grade = segments[first].grade.next else {
            try giveUp(through: first)
            return true
        }
        var count = group(from: first)
        while true {
            let left = try remains(of: segments[first..<(first + count)], at: grade)
            if count > 1, left.frames.count > segmentBytesMax {
                count = max(1, count / 2)
                continue
            }
            try replace(first..<(first + count), by: left, at: grade)
            return true
        }
    }

    /// The oldest of the segments with the lowest grade. The last one, which is written to, is closed before any meter
    /// goes, so that its detail goes first.
    private func lowest() throws(SpoolFailure) -> Int? {
        var lowest: Int?
        for (index, segment) in segments.enumerated().dropLast()
        where segment.nextSequence - 1 > acknowledged {
            if let known = lowest, segments[known].grade <= segment.grade { continue }
            lowest = index
        }
        let costsMeters = lowest.map { segments[$0].grade >= .meters } ?? true
        if costsMeters, let active = segments.last, active.nextSequence - 1 > acknowledged,
            !active.records.isEmpty
        {
            try withReserve { () throws(SpoolFailure) in try startSegment() }
            return segments.count - 2
        }
        return lowest
    }

    /// How many segments from this one on are thinned together.
    private func group(from first: Int) -> Int {
        var size = 0
        var count = 0
        for segment in segments[first..<(segments.count - 1)] {
            size += segment.size
            guard count == 0 || size <= 2 * segmentBytesMax, count < Spool.segmentsAtOnceMax,
                segment.grade == segments[first].grade
            else { break }
            count += 1
        }
        return count
    }

    private struct Remains {
        var frames: [UInt8] = []
        var thinned = 0
        var isChanged = false
    }

    /// What is left of segments at a grade, as frames.
    private func remains(
        of group: ArraySlice<SpoolSegment>, at grade: SpoolGrade
    ) throws(SpoolFailure) -> Remains {
        var kept: [(record: SpoolSegment.Record, spool: ID<CollectorSpool>, payload: [UInt8])] = []
        for segment in group {
            defer { segment.rest() }
            for record in segment.records[segment.firstRecord(after: acknowledged)...] {
                let payload = try segment.payload(of: record)
                kept.append((record, segment.spool(of: record.sequence), payload))
            }
        }
        let entries = kept.map { items.entry(of: $0.payload, isThinned: $0.record.isThinned) }
        var remains = Remains()
        var spool = group.first?.spool
        for ((record, own, payload), fate) in zip(kept, grade.fates(of: entries)) {
            var payload = payload
            var isThinned = record.isThinned
            switch fate {
            case .stays: break
            case .losesDetail:
                if let less = items.withoutDetail(payload) {
                    payload = less
                    isThinned = true
                    remains.isChanged = true
                    remains.thinned += 1
                }
            case .goes:
                remains.isChanged = true
                if !record.isThinned { remains.thinned += 1 }
                continue
            }
            if own != spool {
                spool = own
                SpoolFrame.append(
                    .numbering, sequence: record.sequence, payload: own.bytes, to: &remains.frames)
            }
            SpoolFrame.append(
                isThinned ? .thinnedItem : .item, sequence: record.sequence, payload: payload,
                to: &remains.frames)
        }
        return remains
    }

    private func replace(
        _ range: Range<Int>, by remains: Remains, at grade: SpoolGrade
    ) throws(SpoolFailure) {
        guard let disk, let last = segments[range].last else { throw Spool.stopped }
        let first = segments[range.lowerBound]
        if range.count == 1, !remains.isChanged {
            // Found again as quickly after a restart as it was now.
            first.raise(to: grade)
            return
        }
        let thinned = segments[range].reduce(remains.thinned) {
            $0 + ($1.firstSequence > givenUp.through ? $1.thinnedCount : 0)
        }
        var frames: [UInt8] = []
        SpoolFrame.append(
            .thinned, sequence: last.nextSequence - 1, payload: [grade.rawValue] + SpoolFrame.bytes(thinned),
            to: &frames)
        SpoolFrame.append(.acknowledged, sequence: acknowledged, payload: [], to: &frames)
        if givenUp.count > 0 {
            SpoolFrame.append(
                .givenUp, sequence: givenUp.through, payload: SpoolFrame.bytes(givenUp.count), to: &frames)
        }
        frames += remains.frames
        var segment = first
        try withReserve { () throws(SpoolFailure) in
            segment = try SpoolSegment.replace(
                in: disk, spool: first.spool, firstSequence: first.firstSequence, frames: frames)
        }
        let superseded = segments[range].dropFirst().map(\.name)
        segments.replaceSubrange(range, with: [segment])
        // What is left behind here is known by its numbers and removed at the next opening.
        for name in superseded { try? disk.remove(name) }
    }

    /// Gives up a segment of which there is nothing left to thin, and what lies before it.
    private func giveUp(through index: Int) throws(SpoolFailure) {
        let segment = segments[index]
        let whole = segment.records[segment.firstRecord(after: acknowledged)...].count { !$0.isThinned }
        try countGone(index + 1, more: whole)
        for _ in 0...index {
            try disk?.remove(segments[0].name)
            acknowledged = max(acknowledged, segments[0].nextSequence - 1)
            segments.removeFirst()
        }
    }

    /// Counts items that were heard and could be kept nowhere.
    public func countLost(_ count: Int) throws(SpoolFailure) {
        guard count > 0, let active = segments.last else { return }
        let after = SpoolSegment.GivenUp(through: givenUp.through, count: givenUp.count + count)
        try active.write(after)
        givenUp = after
    }

    // MARK: - The reserve

    /// Does something; when the disk is full, once more with the room of the reserve.
    func withReserve(_ work: () throws(SpoolFailure) -> Void) throws(SpoolFailure) {
        do throws(SpoolFailure) {
            try work()
        } catch {
            guard error.kind == .diskFull, hasReserve, let disk else { throw error }
            hasReserve = false
            try disk.remove(Spool.reserveName)
            try work()
        }
    }

    /// Makes the reserve where it is missing and there is room for it.
    func keepReserve() {
        guard !hasReserve, let disk else { return }
        do throws(SpoolFailure) {
            if try disk.names().contains(Spool.reserveName) {
                let file = try disk.open(Spool.reserveName)
                defer { file.close() }
                if try file.size() == segmentBytesMax {
                    hasReserve = true
                    return
                }
            }
            let file = try disk.create(Spool.reserveName)
            defer { file.close() }
            try file.write(Spool.filling(segmentBytesMax), at: 0)
            try file.synchronize()
            try disk.synchronizeNames()
            hasReserve = true
        } catch {
            try? disk.remove(Spool.reserveName)
        }
    }

    /// Bytes that a file system which compresses does not make smaller.
    private static func filling(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count + noise.count)
        while bytes.count < count { bytes += noise }
        return Array(bytes.prefix(count))
    }

    private static let noise: [UInt8] = {
        var chance = SplitMix(seed: 1)
        var bytes: [UInt8] = []
        for _ in 0..<(64 * 1_024 / 8) { SpoolFrame.append(chance.next(), to: &bytes) }
        return bytes
    }()
}
