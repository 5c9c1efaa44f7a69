// SPDX-License-Identifier: Apache-2.0
import Practice
import Values

/// One file of the spool: a header that names the spool and the first sequence number, then frames.
///
/// It appears in the folder whole or not at all: it is written under another name and then renamed.
final class SpoolSegment {
    struct Record {
        var sequence: Int64
        var offset: Int
        var length: Int
        /// Only its meters are left.
        var isThinned: Bool
    }

    /// From this sequence number on the numbers count in this spool.
    struct Numbering {
        var first: Int64
        var spool: ID<CollectorSpool>
    }

    /// How many items were given up of all that lay up to a number and is gone.
    struct GivenUp: Equatable {
        var through: Int64 = 0
        var count = 0

        /// The one that was written later.
        static func later(_ left: GivenUp, _ right: GivenUp) -> GivenUp {
            (left.through, left.count) < (right.through, right.count) ? right : left
        }
    }

    /// What reading a segment brought to light.
    struct Damage {
        /// Bytes after the last whole frame.
        var bytes: Int
        /// The end of an interrupted write, which had not counted as kept.
        var isTorn: Bool
    }

    static let suffix = ".spool"
    private static let magic = Array("GWSPOOL1".utf8)
    private static let headerBytes = 8 + 16 + 8 + 4

    /// In the folder of the spool.
    let name: String
    let firstSequence: Int64
    private let disk: any SpoolDisk
    /// `nil` while nobody reads or writes: a large spool has more segments than a program may have open files.
    private var file: (any SpoolDiskFile)?
    private(set) var numberings: [Numbering]
    private(set) var records: [Record] = []
    /// The greatest sequence number that a frame here says is acknowledged.
    private(set) var acknowledged: Int64 = 0
    private(set) var grade = SpoolGrade.whole
    /// Items given up among the numbers of this segment.
    private(set) var thinnedCount = 0
    /// What is written here of items given up elsewhere.
    private(set) var givenUp = GivenUp()
    /// The last number that a thinned segment stands for.
    private(set) var through: Int64 = 0
    /// Bytes of whole frames and the header; what lies beyond is never read.
    private(set) var size: Int
    /// Notes at the end of ``size`` that may not be on the disk yet. They are written again with what comes
    /// next, so that a power cut leaves a whole beginning of it and never a hole.
    private var loose: [UInt8] = []
    /// Whether something of a failed write may lie behind ``size``.
    private var hasWreck = false

    /// One past the last sequence number that this segment may have used.
    var nextSequence: Int64 { max(through + 1, records.last.map { $0.sequence + 1 } ?? firstSequence) }
    /// The spool in which its first number counts.
    var spool: ID<CollectorSpool> { numberings[0].spool }

    static func name(firstSequence: Int64) -> String {
        let digits = String(firstSequence)
        return String(repeating: "0", count: max(0, 20 - digits.count)) + digits + suffix
    }

    private init(
        name: String, spool: ID<CollectorSpool>, firstSequence: Int64, disk: any SpoolDisk,
        file: any SpoolDiskFile, size: Int
    ) {
        self.name = name
        numberings = [Numbering(first: firstSequence, spool: spool)]
        self.firstSequence = firstSequence
        self.disk = disk
        self.file = file
        self.size = size
    }

    deinit { file?.close() }

    // MARK: - Making and opening

    static func create(
        in disk: any SpoolDisk, spool: ID<CollectorSpool>, firstSequence: Int64
    ) throws(SpoolFailure) -> SpoolSegment {
        let header = header(spool, firstSequence)
        let name = name(firstSequence: firstSequence)
        return SpoolSegment(
            name: name, spool: spool, firstSequence: firstSequence, disk: disk,
            file: try disk.place(name, header), size: header.count)
    }

    /// Puts a segment with these frames in the place of the one with this first number.
    static func replace(
        in disk: any SpoolDisk, spool: ID<CollectorSpool>, firstSequence: Int64, frames: [UInt8]
    ) throws(SpoolFailure) -> SpoolSegment {
        let header = header(spool, firstSequence)
        let name = name(firstSequence: firstSequence)
        let segment = SpoolSegment(
            name: name, spool: spool, firstSequence: firstSequence, disk: disk,
            file: try disk.place(name, header + frames), size: header.count)
        _ = segment.index(header + frames)
        segment.rest()
        return segment
    }

    private static func header(_ spool: ID<CollectorSpool>, _ firstSequence: Int64) -> [UInt8] {
        var header = magic
        header += spool.bytes
        SpoolFrame.append(UInt64(bitPattern: firstSequence), to: &header)
        SpoolFrame.append(CRC32C.checksum(header[...]), to: &header)
        return header
    }

    /// Opens a segment and finds its whole frames; `nil` when its header is not whole.
    static func open(
        _ name: String, in disk: any SpoolDisk
    ) throws(SpoolFailure) -> (segment: SpoolSegment, damage: Damage?)? {
        let file = try disk.open(name)
        let bytes: [UInt8]
        do throws(SpoolFailure) {
            bytes = try file.read(at: 0, count: try file.size())
        } catch {
            file.close()
            throw error
        }
        guard bytes.count >= headerBytes, Array(bytes[..<8]) == magic,
            UInt64(CRC32C.checksum(bytes[..<(headerBytes - 4)]))
                == SpoolFrame.number(bytes, at: headerBytes - 4, count: 4),
            let spool = ID<CollectorSpool>(bytes: Array(bytes[8..<24]))
        else {
            file.close()
            return nil
        }
        let segment = SpoolSegment(
            name: name, spool: spool,
            firstSequence: Int64(bitPattern: SpoolFrame.number(bytes, at: 24, count: 8)),
            disk: disk, file: file, size: headerBytes)
        return (segment, segment.index(bytes))
    }

    private func index(_ bytes: [UInt8]) -> Damage? {
        var position = size
        while true {
            switch SpoolFrame.parse(bytes, at: position) {
            case .end:
                return nil
            case .damaged(let isTorn):
                // After a power cut a file may be longer than what had been written, with zeros at its end.
                let isBlank = bytes[position...].allSatisfy { $0 == 0 }
                return Damage(bytes: bytes.count - position, isTorn: isTorn || isBlank)
            case .frame(let frame):
                take(frame, bytes[frame.payload])
                position = frame.end
                size = position
            }
        }
    }

    private func take(_ frame: SpoolFrame.Parsed, _ payload: ArraySlice<UInt8>) {
        switch frame.kind {
        case .item, .thinnedItem:
            records.append(
                Record(
                    sequence: frame.sequence, offset: frame.payload.lowerBound, length: payload.count,
                    isThinned: frame.kind == .thinnedItem))
        case .acknowledged:
            acknowledged = max(acknowledged, frame.sequence)
        case .numbering:
            guard let spool = ID<CollectorSpool>(bytes: Array(payload)) else { return }
            numberings.append(Numbering(first: frame.sequence, spool: spool))
        case .thinned:
            guard payload.count == 9, let first = payload.first else { return }
            grade = SpoolGrade(rawValue: first) ?? .whole
            thinnedCount = count(payload.dropFirst())
            through = max(through, frame.sequence)
        case .givenUp:
            guard payload.count == 8 else { return }
            givenUp = GivenUp.later(givenUp, GivenUp(through: frame.sequence, count: count(payload)))
        }
    }

    private func count(_ payload: ArraySlice<UInt8>) -> Int {
        Int(clamping: SpoolFrame.number(Array(payload), at: 0, count: 8))
    }

    /// Writes what lies behind the last whole frame into another file.
    func copyTail(to other: String, in disk: any SpoolDisk) throws(SpoolFailure) {
        let file = try opened()
        let copy = try disk.create(other)
        defer { copy.close() }
        try copy.write(try file.read(at: size, count: max(0, try file.size() - size)), at: 0)
        try copy.synchronize()
        try disk.synchronizeNames()
    }

    /// Takes off what lies behind the last whole frame.
    func cut() throws(SpoolFailure) {
        try opened().truncate(to: size)
        try synchronize()
        hasWreck = false
    }

    private func opened() throws(SpoolFailure) -> any SpoolDiskFile {
        if let file { return file }
        let file = try disk.open(name)
        self.file = file
        return file
    }

    /// Closes the file until it is needed again; nothing may be waiting to be synchronized.
    func rest() {
        file?.close()
        file = nil
    }

    // MARK: - Writing and reading

    /// Appends items and waits until they are on the disk. When it throws, the segment is as it was before.
    func append(
        _ payloads: [[UInt8]], from sequence: Int64, in spool: ID<CollectorSpool>
    ) throws(SpoolFailure) {
        var bytes: [UInt8] = []
        var added: [Record] = []
        let isOther = numberings.last?.spool != spool
        if isOther { SpoolFrame.append(.numbering, sequence: sequence, payload: spool.bytes, to: &bytes) }
        for (index, payload) in payloads.enumerated() {
            SpoolFrame.append(.item, sequence: sequence + Int64(index), payload: payload, to: &bytes)
            added.append(
                Record(
                    sequence: sequence + Int64(index), offset: size + bytes.count - payload.count,
                    length: payload.count, isThinned: false))
        }
        try write(bytes)
        records += added
        if isOther { numberings.append(Numbering(first: sequence, spool: spool)) }
    }

    /// Writes down how many items were given up of what is about to be removed, and waits for the disk.
    func write(_ givenUp: GivenUp) throws(SpoolFailure) {
        guard givenUp != self.givenUp else { return }
        var bytes: [UInt8] = []
        SpoolFrame.append(
            .givenUp, sequence: givenUp.through, payload: SpoolFrame.bytes(givenUp.count), to: &bytes)
        try write(bytes)
        self.givenUp = givenUp
    }

    private func write(_ bytes: [UInt8]) throws(SpoolFailure) {
        // Else its frames could come to light after a power cut, under numbers that were given again.
        if hasWreck { try cut() }
        do throws(SpoolFailure) {
            let file = try opened()
            try file.write(loose + bytes, at: size - loose.count)
            try file.synchronize()
        } catch {
            clearAway()
            throw error
        }
        loose = []
        size += bytes.count
    }

    /// Writes down what the server has, without waiting for the disk: when this is lost, items go out once more
    /// and the server knows them.
    func note(acknowledged sequence: Int64) {
        var bytes: [UInt8] = []
        SpoolFrame.append(.acknowledged, sequence: sequence, payload: [], to: &bytes)
        guard !hasWreck else { return }
        do throws(SpoolFailure) {
            try opened().write(bytes, at: size)
            size += bytes.count
            loose += bytes
            acknowledged = max(acknowledged, sequence)
        } catch {
            clearAway()
        }
    }

    /// Takes off what half of a write left behind, now or before the next one.
    private func clearAway() {
        hasWreck = true
        try? cut()
    }

    /// Waits until everything that was written here is on the disk, notes too.
    func synchronize() throws(SpoolFailure) {
        try opened().synchronize()
        loose = []
    }

    /// Nothing in it is above this grade any more, as it turned out.
    func raise(to grade: SpoolGrade) { self.grade = grade }

    func payload(of record: Record) throws(SpoolFailure) -> [UInt8] {
        try opened().read(at: record.offset, count: record.length)
    }

    /// The spool in which a number of this segment counts.
    func spool(of sequence: Int64) -> ID<CollectorSpool> {
        numberings.last { $0.first <= sequence }?.spool ?? spool
    }

    /// The first of its records that lies beyond a number.
    func firstRecord(after sequence: Int64) -> Int {
        var low = 0
        var high = records.count
        while low < high {
            let middle = (low + high) / 2
            if records[middle].sequence <= sequence { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
