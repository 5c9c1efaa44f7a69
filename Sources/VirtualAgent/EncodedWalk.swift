// SPDX-License-Identifier: Apache-2.0
import PrinterWire
import Values

/// A walk with every object already written as it goes onto the wire, so that an answer is a copy of bytes.
struct EncodedWalk: Sendable {
    /// In the order of the walk.
    let oids: [OID]
    private(set) var bytes: [UInt8]
    /// Where each object begins in ``bytes``, and at the end where the last one ends.
    private(set) var starts: [Int32]
    /// The objects that tick: sysUpTime and hrSystemUptime, with what they said when this was built.
    private var clocks: [Clock]
    private let builtAt: Instant

    private struct Clock {
        let row: Int
        let ticks: UInt32
        /// Bytes in which the number is written now.
        var length: Int
    }

    /// - Parameter names: of another walk, taken over in place of this one's where they are the same.
    init(_ walk: Walk, at instant: Instant, sharing names: [OID]? = nil) {
        let varBinds = walk.varBinds
        let own = varBinds.map(\.oid)
        oids = names == own ? names ?? own : own
        (bytes, starts) = EncodedWalk.encode(varBinds)
        clocks = []
        builtAt = instant
        for name in EncodedWalk.clockNames {
            guard let row = row(of: name), case .timeTicks(let ticks) = varBinds[row].value else {
                continue
            }
            clocks.append(Clock(row: row, ticks: ticks, length: EncodedWalk.length(of: ticks)))
        }
    }

    private static let clockNames = [
        OID([1, 3, 6, 1, 2, 1, 1, 3, 0] as [UInt32]), OID([1, 3, 6, 1, 2, 1, 25, 1, 1, 0] as [UInt32]),
    ]

    var count: Int { oids.count }

    func range(_ row: Int) -> Range<Int> { Int(starts[row])..<Int(starts[row + 1]) }

    /// The row of exactly this object.
    func row(of oid: OID) -> Int? {
        let row = firstRow(from: oid)
        return row < oids.count && oids[row] == oid ? row : nil
    }

    /// The row that a GETNEXT for `oid` answers; ``count`` at the end.
    func row(after oid: OID) -> Int {
        let row = firstRow(from: oid)
        return row < oids.count && oids[row] == oid ? row + 1 : row
    }

    private func firstRow(from oid: OID) -> Int {
        oids.withUnsafeBufferPointer { oids in
            var low = 0
            var high = oids.count
            while low < high {
                let middle = (low + high) / 2
                if oids[middle] < oid { low = middle + 1 } else { high = middle }
            }
            return low
        }
    }

    /// Lets the clocks show `instant`.
    mutating func tick(to instant: Instant) {
        let elapsed = UInt32(truncatingIfNeeded: (instant.microseconds - builtAt.microseconds) / 10_000)
        for place in clocks.indices {
            let ticks = clocks[place].ticks &+ elapsed
            let end = Int(starts[clocks[place].row + 1])
            let length = EncodedWalk.length(of: ticks)
            guard length == clocks[place].length else {
                write(ticks, anew: place)
                continue
            }
            // The number is the end of its binding.
            for byte in 0..<length {
                bytes[end - 1 - byte] = UInt8(truncatingIfNeeded: UInt64(ticks) >> UInt64(8 * byte))
            }
        }
    }

    /// Bytes of a TimeTicks value, one more where the top bit would make it negative.
    private static func length(of ticks: UInt32) -> Int { (32 - ticks.leadingZeroBitCount) / 8 + 1 }

    /// Writes a clock whose number has become longer or shorter, and moves what follows.
    private mutating func write(_ ticks: UInt32, anew place: Int) {
        let row = clocks[place].row
        let (new, _) = EncodedWalk.encode([VarBind(oids[row], .timeTicks(ticks))])
        let old = range(row)
        bytes.replaceSubrange(old, with: new)
        clocks[place].length = EncodedWalk.length(of: ticks)
        let shift = Int32(new.count - old.count)
        for later in (row + 1)..<starts.count { starts[later] += shift }
    }

    /// The objects one after the other as a message holds them, and where each begins.
    static func encode(_ varBinds: [VarBind]) -> (bytes: [UInt8], starts: [Int32]) {
        // The codec writes whole messages; the list of bindings is the end of one.
        let message = SNMPMessage(
            version: .v2c, community: [], pdu: PDU(.response, requestID: 0, varBinds: varBinds)
        ).encode()
        var position = 0
        // Into the message, over version and community, into the PDU, over its three numbers, into the list.
        position = element(at: position, in: message).content
        for _ in 0..<2 { position = element(at: position, in: message).end }
        position = element(at: position, in: message).content
        for _ in 0..<3 { position = element(at: position, in: message).end }
        position = element(at: position, in: message).content
        let base = position
        var starts: [Int32] = []
        starts.reserveCapacity(varBinds.count + 1)
        while position < message.count {
            starts.append(Int32(position - base))
            position = element(at: position, in: message).end
        }
        starts.append(Int32(position - base))
        return (Array(message[base...]), starts)
    }

    /// Where the content of the element at `position` begins and ends; our own codec wrote it, so it is
    /// whole.
    private static func element(at position: Int, in bytes: [UInt8]) -> (content: Int, end: Int) {
        let first = Int(bytes[position + 1])
        guard first >= 0x80 else { return (position + 2, position + 2 + first) }
        let count = first & 0x7F
        let length = bytes[(position + 2)..<(position + 2 + count)].reduce(0) { $0 << 8 | Int($1) }
        return (position + 2 + count, position + 2 + count + length)
    }
}
