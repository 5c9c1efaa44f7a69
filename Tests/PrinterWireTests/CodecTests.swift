// SPDX-License-Identifier: Apache-2.0
import PrinterWire
import Testing
import Values

private let sysDescr = OID([1, 3, 6, 1, 2, 1, 1, 1, 0] as [UInt32])

private func message(_ value: SNMPValue, oid: OID = sysDescr, requestID: Int32 = 1) -> SNMPMessage {
    SNMPMessage(
        version: .v2c, community: Array("public".utf8),
        pdu: PDU(.response, requestID: requestID, varBinds: [VarBind(oid, value)]))
}

/// One message that holds a value written by hand: tag, length, content.
private func datagram(value: [UInt8]) -> [UInt8] {
    func enclosed(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] { [tag, UInt8(content.count)] + content }
    let name = enclosed(0x06, [0x2B, 6, 1, 2, 1, 1, 1, 0])
    let list = enclosed(0x30, enclosed(0x30, name + value))
    let pdu = enclosed(0xA2, [2, 1, 1, 2, 1, 0, 2, 1, 0] + list)
    return enclosed(0x30, [2, 1, 1, 4, 1, 0x70] + pdu)
}

private func decoded(value: [UInt8]) throws -> SNMPValue? {
    try SNMPMessage.decode(datagram(value: value)).pdu.varBinds.first?.value
}

@Suite struct CodecTests {
    @Test func `a GET is written byte for byte as RFC 1157 and BER have it`() throws {
        let request = SNMPMessage(
            version: .v1, community: Array("public".utf8),
            pdu: PDU(.getRequest, requestID: 0x1234_5678, varBinds: [VarBind(sysDescr)]))
        let bytes: [UInt8] = [
            0x30, 0x29, 0x02, 0x01, 0x00, 0x04, 0x06, 0x70, 0x75, 0x62, 0x6C, 0x69, 0x63, 0xA0, 0x1C, 0x02,
            0x04,
            0x12, 0x34, 0x56, 0x78, 0x02, 0x01, 0x00, 0x02, 0x01, 0x00, 0x30, 0x0E, 0x30, 0x0C, 0x06, 0x08,
            0x2B,
            0x06, 0x01, 0x02, 0x01, 0x01, 0x01, 0x00, 0x05, 0x00,
        ]
        #expect(request.encode() == bytes)
        #expect(try SNMPMessage.decode(bytes) == request)
    }

    @Test func `a GETBULK carries its two numbers where others carry the error`() throws {
        let bulk = PDU(bulk: 7, nonRepeaters: 2, maxRepetitions: 50, varBinds: [VarBind(sysDescr)])
        let bytes = SNMPMessage(version: .v2c, community: [], pdu: bulk).encode()
        let again = try SNMPMessage.decode(bytes)
        #expect(again.pdu.nonRepeaters == 2)
        #expect(again.pdu.maxRepetitions == 50)
        #expect(again.pdu.kind == .getBulkRequest)
    }

    @Test(
        arguments: [
            ([0x02, 0x01, 0x7F], SNMPValue.integer(127)), ([0x02, 0x02, 0x00, 0x80], .integer(128)),
            ([0x02, 0x01, 0x80], .integer(-128)), ([0x02, 0x02, 0xFF, 0x7F], .integer(-129)),
            ([0x02, 0x08, 0x80, 0, 0, 0, 0, 0, 0, 0], .integer(.min)),
            ([0x41, 0x05, 0x00, 0xFF, 0xFF, 0xFF, 0xFF], .counter32(.max)),
            ([0x46, 0x09, 0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], .counter64(.max)),
            ([0x06, 0x03, 0x88, 0x37, 0x03], .oid(OID([2, 999, 3] as [UInt32]))),
            ([0x40, 0x04, 10, 0, 0, 1], .ipAddress([10, 0, 0, 1])), ([0x43, 0x01, 0x64], .timeTicks(100)),
            ([0x80, 0x00], .noSuchObject), ([0x81, 0x00], .noSuchInstance), ([0x82, 0x00], .endOfMibView),
        ] as [([UInt8], SNMPValue)])
    func `a value is read and written as BER has it`(bytes: [UInt8], value: SNMPValue) throws {
        #expect(try decoded(value: bytes) == value)
        #expect(message(value).encode().suffix(bytes.count) == bytes[...])
    }

    @Test(
        arguments: [
            // A number longer than needed, and one in three bytes more than 64 bits have.
            ([0x02, 0x04, 0x00, 0x00, 0x00, 0x05], SNMPValue.integer(5)),
            ([0x02, 0x0B, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFD], .integer(-3)),
            // A length in more bytes than needed.
            ([0x04, 0x83, 0x00, 0x00, 0x02, 0x68, 0x69], .octets([0x68, 0x69])),
            // Counters whose leading zero was forgotten, and whose sign was carried on.
            ([0x41, 0x04, 0xFF, 0xFF, 0xFF, 0xFE], .counter32(4_294_967_294)),
            ([0x41, 0x01, 0xC8], .counter32(200)),
            ([0x41, 0x05, 0xFF, 0x80, 0x00, 0x00, 0x00], .counter32(2_147_483_648)),
            ([0x46, 0x08, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], .counter64(.max)),
            // A Counter32 that is none is kept whole.
            ([0x41, 0x05, 0x01, 0x00, 0x00, 0x00, 0x00], .counter64(4_294_967_296)),
            // Nothing is not zero.
            ([0x02, 0x00], .null), ([0x41, 0x00], .null), ([0x46, 0x00], .null),
            ([0x06, 0x00], .oid(OID([0, 0] as [UInt32]))),
            // Types of abandoned drafts, and one that never was.
            ([0x47, 0x01, 0x05], .gauge32(5)), ([0x45, 0x02, 0x01, 0x02], .opaque([1, 2])),
        ] as [([UInt8], SNMPValue)])
    func `what real firmware writes is understood`(bytes: [UInt8], value: SNMPValue) throws {
        #expect(try decoded(value: bytes) == value)
    }

    @Test(
        arguments: [
            ([0x02, 0x09, 0x01, 0, 0, 0, 0, 0, 0, 0, 0], WireError.Kind.numberTooLarge),
            ([0x02, 0x09, 0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], .numberTooLarge),
            ([0x02, 0x11] + [UInt8](repeating: 0, count: 17), .numberTooLarge),
            ([0x46, 0x09, 0x01, 0, 0, 0, 0, 0, 0, 0, 0], .numberTooLarge),
            ([0x04, 0x80, 0x00, 0x00], .badLength), ([0x04, 0x85, 0, 0, 0, 0, 0], .badLength),
            ([0x04, 0x05, 0x01], .truncated), ([0x06, 0x01, 0x80], .badObjectIdentifier),
            ([0x06, 0x06, 0x2B, 0x90, 0x80, 0x80, 0x80, 0x00], .badObjectIdentifier),
            ([0x1F, 0x01, 0x00], .unexpectedTag),
        ] as [([UInt8], WireError.Kind)])
    func `what cannot be understood is an error and never a guess`(bytes: [UInt8], kind: WireError.Kind) {
        let error = #expect(throws: WireError.self) { try decoded(value: bytes) }
        #expect(error?.kind == kind)
    }

    @Test func `surplus bytes behind a message and within it are passed over`() throws {
        let plain = datagram(value: [0x02, 0x01, 0x05])
        #expect(try SNMPMessage.decode(plain + [0xDE, 0xAD]) == SNMPMessage.decode(plain))
        #expect(try decoded(value: [0x02, 0x01, 0x05, 0x05, 0x00]) == .integer(5))
    }

    @Test func `limits hold at the limit and one beyond`() throws {
        let longest = OID([1, 3] + [UInt32](repeating: 1, count: WireLimits.oidArcsMax - 2))
        #expect(try SNMPMessage.decode(message(.null, oid: longest).encode()).pdu.varBinds[0].oid == longest)
        #expect(throws: WireError.self) {
            try SNMPMessage.decode(message(.null, oid: longest.appending(1)).encode())
        }
        #expect(OID(longest.description) == longest)
        #expect(OID(longest.appending(1).description) == nil)

        var large = message(.null)
        large.community = [UInt8](repeating: 0x61, count: WireLimits.communityBytesMax)
        #expect(try SNMPMessage.decode(large.encode()) == large)
        large.community.append(0x61)
        #expect(throws: WireError.self) { try SNMPMessage.decode(large.encode()) }

        // Five lengths of three bytes each, and one byte for each tag.
        let frame = message(.octets([UInt8](repeating: 0x61, count: 60_000))).encode().count - 60_000
        let largest = message(.octets([UInt8](repeating: 0x61, count: WireLimits.datagramBytesMax - frame)))
        let bytes = largest.encode()
        #expect(bytes.count == WireLimits.datagramBytesMax)
        let isReadBack = try SNMPMessage.decode(bytes) == largest
        #expect(isReadBack)
        #expect(throws: WireError(.tooLarge, at: 0)) { try SNMPMessage.decode(bytes + [0]) }

        var many = message(.null)
        let smallest = VarBind(OID([0, 0] as [UInt32]))
        many.pdu.varBinds = Array(repeating: smallest, count: WireLimits.varBindsPerMessageMax)
        #expect(try SNMPMessage.decode(many.encode()).pdu.varBinds.count == WireLimits.varBindsPerMessageMax)
        many.pdu.varBinds.append(smallest)
        let error = #expect(throws: WireError.self) { try SNMPMessage.decode(many.encode()) }
        #expect(error?.kind == .tooLarge)
    }

    @Test func `another version and another kind of message are told apart`() {
        var bytes = datagram(value: [0x05, 0x00])
        bytes[4] = 3
        #expect(throws: WireError(.unknownVersion, at: 2)) { try SNMPMessage.decode(bytes) }
        bytes[4] = 1
        bytes[8] = 0xA4
        #expect(throws: WireError(.unknownPDU, at: 8)) { try SNMPMessage.decode(bytes) }
    }

    @Test(arguments: 0..<200) func `what is written is read back the same`(seed: UInt64) throws {
        var chance = SplitMix(seed: seed)
        let message = SNMPMessage.random(using: &chance)
        #expect(try SNMPMessage.decode(message.encode()) == message, "seed \(seed)")
    }

    @Test func `a message cut off anywhere is an error and no trap`() {
        var chance = SplitMix(seed: 11)
        for _ in 0..<20 {
            let bytes = SNMPMessage.random(using: &chance).encode()
            for length in 0..<bytes.count {
                #expect(throws: WireError.self) { try SNMPMessage.decode(Array(bytes.prefix(length))) }
            }
        }
    }

    @Test func `every header of two bytes, and of three where the third counts, is read without a trap`() {
        var readable = 0
        let whole = datagram(value: [0, 0, 0])
        func tryOut(_ bytes: [UInt8]) {
            if (try? SNMPMessage.decode(bytes)) != nil { readable += 1 }
            // And as the value within a message that is otherwise right.
            if (try? SNMPMessage.decode(whole.dropLast(3) + bytes)) != nil { readable += 1 }
        }
        tryOut([])
        for first in UInt8.min...UInt8.max {
            for second in UInt8.min...UInt8.max { tryOut([first, second, 0]) }
            for second: UInt8 in [0, 1, 2, 0x80, 0x81, 0x82, 0x84, 0x85, 0xFF] { tryOut([first, second]) }
            tryOut([first])
        }
        for tag: UInt8 in [0x02, 0x04, 0x06, 0x30, 0x41, 0x46] {
            for second: UInt8 in [0, 1, 2, 3, 0x7F, 0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0xFF] {
                for third in UInt8.min...UInt8.max { tryOut([tag, second, third]) }
            }
        }
        // Each tag but the high ones with an empty content and a content of one byte.
        #expect(readable > 2 * (256 - 8))
    }

    @Test func `bytes changed at random never trap`() {
        var chance = SplitMix(seed: 5)
        var readable = 0
        for _ in 0..<5_000 {
            var bytes = SNMPMessage.random(using: &chance).encode()
            for _ in 0...(chance.next() % 4) {
                bytes[Int(chance.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: chance.next())
            }
            if let message = try? SNMPMessage.decode(bytes) {
                readable += 1
                _ = message.encode()
            }
        }
        #expect(readable > 0)
    }

    @Test func `an identifier that BER cannot hold is written as none`() throws {
        for arcs: [UInt32] in [[3, 1], [0, 40], [1, 99, 5]] {
            let again = try SNMPMessage.decode(message(.null, oid: OID(arcs)).encode())
            #expect(again.pdu.varBinds[0].oid == OID([0, 0] as [UInt32]))
        }
        let widest = OID([2, .max, .max] as [UInt32])
        #expect(try SNMPMessage.decode(message(.null, oid: widest).encode()).pdu.varBinds[0].oid == widest)
    }
}

extension SNMPMessage {
    /// Any message that is written and read back the same.
    static func random(using chance: inout SplitMix) -> SNMPMessage {
        func number(_ below: UInt64) -> Int { Int(chance.next() % below) }
        func bytes(_ count: Int) -> [UInt8] {
            (0..<count).map { _ in UInt8(truncatingIfNeeded: chance.next()) }
        }
        func oid() -> OID {
            let root = UInt32(number(3))
            let second = root < 2 ? UInt32(number(40)) : UInt32(truncatingIfNeeded: chance.next())
            return OID(
                [root, second]
                    + (0..<number(12)).map { _ in
                        UInt32(truncatingIfNeeded: chance.next() >> UInt64(number(40)))
                    })
        }
        func value() -> SNMPValue {
            switch number(13) {
            case 0: .integer(Int64(truncatingIfNeeded: chance.next()) >> Int64(number(64)))
            case 1: .octets(bytes(number(200)))
            case 2: .null
            case 3: .oid(oid())
            case 4: .ipAddress(bytes(4))
            case 5: .counter32(UInt32(truncatingIfNeeded: chance.next()))
            case 6: .gauge32(UInt32(truncatingIfNeeded: chance.next()))
            case 7: .timeTicks(UInt32(truncatingIfNeeded: chance.next()))
            case 8: .opaque(bytes(number(40)))
            case 9: .counter64(chance.next() >> UInt64(number(64)))
            case 10: .noSuchObject
            case 11: .noSuchInstance
            default: .endOfMibView
            }
        }
        let kinds = PDU.Kind.allCases
        return SNMPMessage(
            version: number(2) == 0 ? .v1 : .v2c, community: bytes(number(20)),
            pdu: PDU(
                kinds[number(UInt64(kinds.count))], requestID: Int32(truncatingIfNeeded: chance.next()),
                errorStatus: .init(rawValue: Int32(truncatingIfNeeded: chance.next())),
                errorIndex: Int32(truncatingIfNeeded: chance.next()),
                varBinds: (0..<(1 + number(8))).map { _ in VarBind(oid(), value()) }))
    }
}
