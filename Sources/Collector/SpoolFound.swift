// SPDX-License-Identifier: Apache-2.0
import Practice
import Values

/// What a spool finds in its folder when it is opened.
struct SpoolFound {
    var segments: [SpoolSegment] = []
    /// Sentences about what was amiss, for the log.
    var findings: [String] = []
    var acknowledged: Int64 = 0
    var nextSequence: Int64 = 0
    var givenUp = SpoolSegment.GivenUp()
    /// Known even when no segment could be used.
    var spool: ID<CollectorSpool>?
    /// Whether nothing of a spool was there.
    var isNew = true

    private static let damagedSuffix = ".damaged"

    /// Reads the folder, mends what an interrupted write left, and completes what was begun.
    static func load(_ disk: any SpoolDisk) throws(SpoolFailure) -> SpoolFound {
        var found = SpoolFound()
        let all = try disk.names()
        // What was being written when the program ended never counted.
        for draft in all where draft.hasSuffix(SpoolSegment.suffix + ".new") { try disk.remove(draft) }
        let names = all.filter { $0.hasSuffix(SpoolSegment.suffix) }
        for name in names { try found.take(name, isLast: name == names.last, on: disk) }
        try found.removeGivenUp(on: disk)
        try disk.synchronizeNames()
        found.nextSequence = max(found.nextSequence, found.acknowledged + 1, found.givenUp.through + 1)
        return found
    }

    private mutating func take(_ name: String, isLast: Bool, on disk: any SpoolDisk) throws(SpoolFailure) {
        isNew = false
        guard let (segment, damage) = try SpoolSegment.open(name, in: disk) else {
            nextSequence = max(nextSequence, try SpoolFound.reserve(name, on: disk))
            try disk.rename(name, to: name + SpoolFound.damagedSuffix)
            findings.append(
                "A file of the spool had no readable beginning and was set aside as \(name).damaged.")
            return
        }
        if let known = spool, (known.bits ^ segment.spool.bits) & UInt128(UInt64.max) != 0 {
            try disk.rename(name, to: name + SpoolFound.damagedSuffix)
            findings.append("A file of another spool lay in the folder and was set aside as \(name).damaged.")
            return
        }
        if let before = segments.last, segment.firstSequence <= before.through {
            // The one before it holds what is left of it; the program ended before it could be removed.
            try disk.remove(name)
            return
        }
        spool = spool ?? segment.spool
        var reserved: Int64 = 0
        if let damage {
            // A byte is less than any lost item took, so behind them no number can have been used.
            reserved = Int64(damage.bytes)
            findings.append(try SpoolFound.mend(segment, damage, isLast: isLast, on: disk))
        }
        // A program that was killed may have left more here than had come to the disk. It counts from now on.
        try segment.synchronize()
        acknowledged = max(acknowledged, segment.acknowledged)
        nextSequence = max(nextSequence, segment.nextSequence + reserved)
        givenUp = SpoolSegment.GivenUp.later(givenUp, segment.givenUp)
        segments.last?.rest()
        segments.append(segment)
    }

    /// Segments that were counted as gone and are still there: the program ended in between.
    private mutating func removeGivenUp(on disk: any SpoolDisk) throws(SpoolFailure) {
        while segments.count > 1, let first = segments.first, first.nextSequence - 1 <= givenUp.through {
            acknowledged = max(acknowledged, first.nextSequence - 1)
            try disk.remove(first.name)
            segments.removeFirst()
        }
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
