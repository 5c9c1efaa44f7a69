// SPDX-License-Identifier: Apache-2.0

extension SNMPMessage {
    /// The datagram, each length and number written as short as BER allows.
    ///
    /// It may be longer than ``WireLimits/datagramBytesMax``; an agent then answers `tooBig`, and we never ask
    /// for that much.
    public func encode() -> [UInt8] {
        var writer = BERBackwardWriter()
        writer.enclosed(in: BERTag.sequence) { writer in
            writer.write(pdu)
            writer.write(community, tag: BERTag.octetString)
            writer.write(signed: Int64(version.rawValue))
        }
        return writer.finish()
    }
}

/// Writes BER from the end to the front, because a length stands before the content it measures.
struct BERBackwardWriter {
    private var reversed: [UInt8] = []

    init() {
        reversed.reserveCapacity(512)
    }

    var bytes: [UInt8] { reversed.reversed() }

    /// The bytes, when nothing more is to be written.
    consuming func finish() -> [UInt8] {
        reversed.reverse()
        return reversed
    }

    /// How much is written so far, which is how far from the end the next byte will stand.
    var count: Int { reversed.count }

    mutating func enclosed(in tag: UInt8, _ body: (inout BERBackwardWriter) -> Void) {
        let before = reversed.count
        body(&self)
        writeHeader(tag, length: reversed.count - before)
    }

    mutating func write(_ content: [UInt8], tag: UInt8) {
        reversed.append(contentsOf: content.reversed())
        writeHeader(tag, length: content.count)
    }

    mutating func write(signed value: Int64) {
        let before = reversed.count
        var rest = value
        while true {
            let byte = UInt8(truncatingIfNeeded: rest)
            reversed.append(byte)
            rest >>= 8
            if rest == 0, byte & 0x80 == 0 { break }
            if rest == -1, byte & 0x80 != 0 { break }
        }
        writeHeader(BERTag.integer, length: reversed.count - before)
    }

    mutating func write(unsigned value: UInt64, tag: UInt8) {
        let before = reversed.count
        var rest = value
        repeat {
            reversed.append(UInt8(truncatingIfNeeded: rest))
            rest >>= 8
        } while rest > 0
        if reversed.last.map({ $0 & 0x80 != 0 }) ?? false { reversed.append(0) }
        writeHeader(tag, length: reversed.count - before)
    }

    /// An identifier that BER cannot hold (a root above 2, a second arc above 39 below roots 0 and 1) is
    /// written as 0.0, which names nothing.
    mutating func write(_ oid: OID) {
        let before = reversed.count
        let key = oid.key
        if key.isPlain, key.count >= 2, key.count <= OIDKey.bytesMax, key.byte(0) == 1, key.byte(1) < 40 {
            for place in stride(from: Int(key.count) - 1, to: 1, by: -1) { reversed.append(key.byte(place)) }
            reversed.append(40 + key.byte(1))
            writeHeader(BERTag.objectIdentifier, length: reversed.count - before)
            return
        }
        let arcs = oid.arcs
        let root = arcs.first ?? 0
        let second = arcs.count > 1 ? arcs[1] : 0
        if root > 2 || (root < 2 && second >= 40) {
            reversed.append(0)
        } else {
            for arc in arcs.dropFirst(2).reversed() { writeArc(UInt64(arc)) }
            writeArc(UInt64(root) * 40 + UInt64(second))
        }
        writeHeader(BERTag.objectIdentifier, length: reversed.count - before)
    }

    mutating func write(_ pdu: PDU) {
        enclosed(in: pdu.kind.rawValue) { writer in
            writer.enclosed(in: BERTag.sequence) { writer in
                for varBind in pdu.varBinds.reversed() { writer.write(varBind) }
            }
            writer.write(signed: Int64(pdu.errorIndex))
            writer.write(signed: Int64(pdu.errorStatus.rawValue))
            writer.write(signed: Int64(pdu.requestID))
        }
    }

    mutating func write(_ varBind: VarBind) {
        enclosed(in: BERTag.sequence) { writer in
            writer.write(varBind.value)
            writer.write(varBind.oid)
        }
    }

    private mutating func write(_ value: SNMPValue) {
        switch value {
        case .integer(let number): write(signed: number)
        case .octets(let content): write(content, tag: BERTag.octetString)
        case .null: writeHeader(BERTag.null, length: 0)
        case .oid(let oid): write(oid)
        case .ipAddress(let content): write(content, tag: BERTag.ipAddress)
        case .counter32(let number): write(unsigned: UInt64(number), tag: BERTag.counter32)
        case .gauge32(let number): write(unsigned: UInt64(number), tag: BERTag.gauge32)
        case .timeTicks(let number): write(unsigned: UInt64(number), tag: BERTag.timeTicks)
        case .opaque(let content): write(content, tag: BERTag.opaque)
        case .counter64(let number): write(unsigned: number, tag: BERTag.counter64)
        case .noSuchObject: writeHeader(BERTag.noSuchObject, length: 0)
        case .noSuchInstance: writeHeader(BERTag.noSuchInstance, length: 0)
        case .endOfMibView: writeHeader(BERTag.endOfMibView, length: 0)
        }
    }

    private mutating func writeArc(_ arc: UInt64) {
        reversed.append(UInt8(arc & 0x7F))
        var rest = arc >> 7
        while rest > 0 {
            reversed.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
    }

    private mutating func writeHeader(_ tag: UInt8, length: Int) {
        if length < 0x80 {
            reversed.append(UInt8(length))
        } else {
            var rest = length
            var count: UInt8 = 0
            while rest > 0 {
                reversed.append(UInt8(truncatingIfNeeded: rest))
                rest >>= 8
                count += 1
            }
            reversed.append(0x80 | count)
        }
        reversed.append(tag)
    }
}
