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
    let spool: ID<CollectorSpool>
    let firstSequence: Int64
    private let file: any SpoolDiskFile
    private(set) var records: [Record] = []
    /// The greatest sequence number that a frame here says is acknowledged.
    private(set) var acknowledged: Int64 = 0
    /// Bytes of whole frames and the header; what lies beyond is never read.
    private(set) var size: Int
    /// Notes at the end of ``size`` that may not be on the disk yet. They are written again with what comes
    /// next, so that a power cut leaves a whole beginning of it and never a hole.
    private var loose: [UInt8] = []
    /// Whether something of a failed write may lie behind ``size``.
    private var hasWreck = false

    /// One past the last sequence number that this segment may have used.
    var nextSequence: Int64 { records.last.map { $0.sequence + 1 } ?? firstSequence }

    static func name(firstSequence: Int64) -> String {
        let digits = String(firstSequence)
        return String(repeating: "0", count: max(0, 20 - digits.count)) + digits + suffix
    }

    private init(
        name: String, spool: ID<CollectorSpool>, firstSequence: Int64, file: any SpoolDiskFile, size: Int
    ) {
        self.name = name
        self.spool = spool
        self.firstSequence = firstSequence
        self.file = file
        self.size = size
    }

    deinit { file.close() }

    // MARK: - Making and opening

    static func create(
        in disk: any SpoolDisk, spool: ID<CollectorSpool>, firstSequence: Int64
    ) throws(SpoolFailure) -> SpoolSegment {
        var header = magic
        header += spool.bytes
        SpoolFrame.append(UInt64(bitPattern: firstSequence), to: &header)
        SpoolFrame.append(CRC32C.checksum(header[...]), to: &header)
        let name = name(firstSequence: firstSequence)
        return SpoolSegment(
            name: name, spool: spool, firstSequence: firstSequence, file: try disk.place(name, header),
            size: header.count)
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
            file: file, size: headerBytes)
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
                switch frame.kind {
                case .item:
                    records.append(
                        Record(
                            sequence: frame.sequence, offset: frame.payload.lowerBound,
                            length: frame.payload.count))
                case .acknowledged:
                    acknowledged = max(acknowledged, frame.sequence)
                }
                position = frame.end
                size = position
            }
        }
    }

    /// Writes what lies behind the last whole frame into another file.
    func copyTail(to other: String, in disk: any SpoolDisk) throws(SpoolFailure) {
        let copy = try disk.create(other)
        defer { copy.close() }
        try copy.write(try file.read(at: size, count: max(0, try file.size() - size)), at: 0)
        try copy.synchronize()
        try disk.synchronizeNames()
    }

    /// Takes off what lies behind the last whole frame.
    func cut() throws(SpoolFailure) {
        try file.truncate(to: size)
        try synchronize()
        hasWreck = false
    }

    // MARK: - Writing and reading

    /// Appends items and waits until they are on the disk. When it throws, the segment is as it was before.
    func append(_ payloads: [[UInt8]], from sequence: Int64) throws(SpoolFailure) {
        var bytes: [UInt8] = []
        var added: [Record] = []
        for (index, payload) in payloads.enumerated() {
            SpoolFrame.append(.item, sequence: sequence + Int64(index), payload: payload, to: &bytes)
            added.append(
                Record(
                    sequence: sequence + Int64(index), offset: size + bytes.count - payload.count,
                    length: payload.count))
        }
        // Else its frames could come to light after a power cut, under numbers that were given again.
        if hasWreck { try cut() }
        do throws(SpoolFailure) {
            try file.write(loose + bytes, at: size - loose.count)
            try file.synchronize()
        } catch {
            clearAway()
            throw error
        }
        loose = []
        size += bytes.count
        records += added
    }

    /// Writes down what the server has, without waiting for the disk: when this is lost, items go out once more
    /// and the server knows them.
    func note(acknowledged sequence: Int64) {
        var bytes: [UInt8] = []
        SpoolFrame.append(.acknowledged, sequence: sequence, payload: [], to: &bytes)
        guard !hasWreck else { return }
        do throws(SpoolFailure) {
            try file.write(bytes, at: size)
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
        try file.synchronize()
        loose = []
    }

    func payload(of record: Record) throws(SpoolFailure) -> [UInt8] {
        try file.read(at: record.offset, count: record.length)
    }
}
