// SPDX-License-Identifier: Apache-2.0
import PrinterWire
import Testing
import Values

private func oid(_ text: String) -> OID { OID(text) ?? OID([] as [UInt32]) }

@Suite struct OIDTests {
    @Test func `identifiers of any length sort as their arcs do, and a prefix is a prefix`() {
        var chance = SplitMix(seed: 77)
        let edges: [UInt32] = [
            0, 1, 39, 127, 128, 255, 256, 16_383, 16_384, 2_097_151, 2_097_152, 268_435_455, 268_435_456,
            .max,
        ]
        let lists = (0..<400).map { _ in
            (0..<Int.random(in: 1...40, using: &chance)).map { place in
                place % 3 == 0
                    ? edges.randomElement(using: &chance) ?? 0 : UInt32.random(in: 0...3, using: &chance)
            }
        }
        for left in lists {
            #expect(OID(left).arcs == left)
            #expect(OID(left).arcCount == left.count)
            for right in lists.prefix(60) {
                #expect((OID(left) < OID(right)) == left.lexicographicallyPrecedes(right))
                #expect((OID(left) == OID(right)) == (left == right))
                #expect(OID(left).hasPrefix(OID(right)) == left.starts(with: right))
            }
            let cut = Array(left.prefix(left.count / 2))
            #expect(OID(left).hasPrefix(OID(cut)))
            #expect(OID(cut).appending(Array(left.dropFirst(cut.count))) == OID(left))
        }
    }

    @Test func `a name comes off the wire as it went, plain or not, short or too long for a key`() throws {
        var chance = SplitMix(seed: 80)
        for round in 0..<2_000 {
            // Mostly as printers name things: 1.3 and arcs of one byte, around the length that needs a tail.
            var arcs: [UInt32] = round % 5 == 0 ? [2, 999] : [1, 3]
            arcs += (0..<Int.random(in: 0...30, using: &chance)).map { _ in
                UInt32.random(in: 0...127, using: &chance)
            }
            if round % 3 == 0, arcs.count > 2 {
                arcs[Int.random(in: 2..<arcs.count, using: &chance)] = [128, 16_384, .max][round % 7 % 3]
            }
            let name = OID(arcs)
            let message = SNMPMessage(
                version: .v2c, community: [], pdu: PDU(.response, requestID: 1, varBinds: [VarBind(name)]))
            #expect(try SNMPMessage.decode(message.encode()).pdu.varBinds.first?.oid == name)
            #expect(name.description == arcs.map { String($0) }.joined(separator: "."))
            #expect(PackedWalk(Walk([VarBind(name, .null)])).walk.varBinds == [VarBind(name, .null)])
        }
        #expect(OID([] as [UInt32]).description.isEmpty)
    }

    @Test func `a walk put away in little memory comes out as it was`() {
        var chance = SplitMix(seed: 78)
        for _ in 0..<200 {
            let walk = Walk(SNMPMessage.random(using: &chance).pdu.varBinds)
            let packed = PackedWalk(walk)
            #expect(packed.walk == walk)
            #expect(packed.count == walk.count)
        }
    }

    @Test func `a walk that others are merged into keeps what only it knows`() {
        var chance = SplitMix(seed: 79)
        for _ in 0..<200 {
            let old = Walk(SNMPMessage.random(using: &chance).pdu.varBinds)
            let newer = Walk(SNMPMessage.random(using: &chance).pdu.varBinds)
            #expect(old.merging(newer) == Walk(newer.varBinds + old.varBinds))
        }
    }

    @Test func `identifiers are in the order in which a device is walked`() {
        let ordered = ["1.3", "1.3.6", "1.3.6.1.2", "1.3.6.1.2.0", "1.3.6.1.10", "1.4"].map(oid)
        var chance = SplitMix(seed: 3)
        for _ in 0..<20 { #expect(ordered.shuffled(using: &chance).sorted() == ordered) }
    }

    @Test(arguments: ["", ".", "1.", "1..2", "1.3.a", "1.4294967296", "-1.2", "1.3 ", "00000000001.2"])
    func `what is no identifier is refused`(text: String) {
        #expect(OID(text) == nil)
    }

    @Test func `a leading dot and the largest arc are read`() {
        #expect(OID(".1.3.4294967295")?.arcs == [1, 3, .max])
        #expect(OID(".1.3.6")?.description == "1.3.6")
    }

    @Test func `a prefix ends at an arc and not within its digits`() {
        #expect(oid("1.3.6.1").hasPrefix(oid("1.3.6")))
        #expect(oid("1.3.6").hasPrefix(oid("1.3.6")))
        #expect(!oid("1.3.60").hasPrefix(oid("1.3.6")))
        #expect(!oid("1.3").hasPrefix(oid("1.3.6")))
        #expect(oid("1.3.6.7.8").index(under: oid("1.3.6")) == [7, 8])
    }
}

@Suite struct WalkTests {
    private let walk = Walk([
        VarBind(oid("1.3.2.2"), .integer(22)), VarBind(oid("1.3.1"), .integer(1)),
        VarBind(oid("1.3.2.1"), .integer(21)), VarBind(oid("1.3.2.1"), .integer(99)),
        VarBind(oid("1.3.20"), .integer(20)),
    ])

    @Test func `what was heard is sorted and the first value of a name stands`() {
        #expect(walk.varBinds.map { $0.value } == [.integer(1), .integer(21), .integer(22), .integer(20)])
        #expect(walk.value(oid("1.3.2.1")) == .integer(21))
        #expect(walk.value(oid("1.3.2")) == nil)
    }

    @Test func `a column holds what lies below its name and nothing beside it`() {
        #expect(walk.column(oid("1.3.2")).map { $0.index } == [[1], [2]])
        #expect(walk.subtree(oid("1.3.9")).isEmpty)
        #expect(walk.subtree(oid("1")).count == 4)
    }

    @Test func `the next object is the one that a GETNEXT answers`() {
        #expect(walk.next(after: oid("1.3.1"))?.oid == oid("1.3.2.1"))
        #expect(walk.next(after: oid("1.3.2"))?.oid == oid("1.3.2.1"))
        #expect(walk.next(after: oid("0.0"))?.oid == oid("1.3.1"))
        #expect(walk.next(after: oid("1.3.20")) == nil)
    }

    @Test func `a value is set over an earlier one and put in its place`() {
        var changed = walk
        changed.set(oid("1.3.1"), to: .null)
        changed.set(oid("1.3.3"), to: .integer(3))
        changed.remove(oid("1.3.20"))
        changed.remove(oid("1.3.21"))
        #expect(changed.varBinds.map { $0.oid.description } == ["1.3.1", "1.3.2.1", "1.3.2.2", "1.3.3"])
        #expect(changed.value(oid("1.3.1")) == .null)
    }

    @Test func `a row that is gone drops out when its table is asked again`() {
        let newer = Walk([VarBind(oid("1.3.2.1"), .integer(7))])
        let updated = walk.updated(by: newer, asked: [.table(oid("1.3.2")), .value(oid("1.3.20"))])
        #expect(updated == Walk([VarBind(oid("1.3.1"), .integer(1)), VarBind(oid("1.3.2.1"), .integer(7))]))
    }

    @Test(arguments: 0..<100) func `lookups agree with looking through everything`(seed: UInt64) {
        var chance = SplitMix(seed: seed)
        let names = (0..<60).map { _ in
            OID((0..<(1 + chance.next() % 4)).map { _ in UInt32(chance.next() % 4) })
        }
        let walk = Walk(names.enumerated().map { VarBind($1, .integer(Int64($0))) })
        for probe in names + [OID([] as [UInt32]), OID([9] as [UInt32])] {
            #expect(Array(walk.subtree(probe)) == walk.varBinds.filter { $0.oid.hasPrefix(probe) })
            #expect(walk.next(after: probe) == walk.varBinds.first { probe < $0.oid })
            #expect(walk.value(probe) == names.firstIndex(of: probe).map { .integer(Int64($0)) })
        }
    }
}

@Suite struct SnmprecTests {
    @Test func `each type of a recording is read`() {
        let text = """
            1.1|2|-3
            1.2|4|a|b
            1.3|4x|00ff
            1.4|5|
            1.5|6|.1.3.6
            1.6|64|10.0.0.1
            1.7|65|4294967295
            1.8|66|1
            1.9|67|2
            1.10|70|18446744073709551615
            1.11|64x|0a000001
            1.12|68x|01
            """
        let (walk, findings) = Walk.parse(snmprec: text)
        #expect(findings == [])
        #expect(
            walk.varBinds.map { $0.value } == [
                .integer(-3), .octets(Array("a|b".utf8)), .octets([0, 255]), .null, .oid(oid("1.3.6")),
                .ipAddress([10, 0, 0, 1]), .counter32(.max), .gauge32(1), .timeTicks(2), .counter64(.max),
                .ipAddress([10, 0, 0, 1]), .opaque([1]),
            ])
    }

    @Test func `a line that cannot be read is named and the others stand`() {
        let text = "1.1|2|5\r\n\n# a remark\nnonsense\n1.2|65|6git3159\n1.3|4x|0\n1.4|99|x\n.1.5|2|6\nx.1|2|1"
        let (walk, findings) = Walk.parse(snmprec: text)
        #expect(walk.varBinds.map { $0.oid } == [oid("1.1"), oid("1.5")])
        #expect(findings.map { $0.line } == [4, 5, 6, 7, 9])
        #expect(findings.allSatisfy { $0.sentence.hasSuffix(".") })
    }

    @Test func `of two lines for one object the first stands`() {
        #expect(Walk.parse(snmprec: "1.2|2|1\n1.1|2|0\n1.2|2|2\n").walk.value(oid("1.2")) == .integer(1))
    }

    @Test func `a counter that its type cannot hold stays the number it is`() {
        let walk = Walk.parse(snmprec: "1.1|65|-1\n1.2|65|4294967296").walk
        #expect(walk.value(oid("1.1")) == .integer(-1))
        #expect(walk.value(oid("1.2")) == .integer(4_294_967_296))
    }

    @Test func `too long a line and too many complaints have their limits`() {
        let long = "1.1|4|" + String(repeating: "a", count: WireLimits.lineBytesMax - 6)
        #expect(Walk.parse(snmprec: long).walk.count == 1)
        #expect(Walk.parse(snmprec: long + "a").findings.count == 1)
        let bad = String(repeating: "?\n", count: WireLimits.findingsMax + 5)
        #expect(Walk.parse(snmprec: bad).findings.count == WireLimits.findingsMax)
        let many = (0...WireLimits.walkValuesMax).map { "1.\($0)|5|\n" }.joined()
        let (walk, findings) = Walk.parse(snmprec: many)
        #expect(walk.count == WireLimits.walkValuesMax)
        #expect(findings.count == 1)
    }

    @Test(arguments: 0..<100) func `a walk is written and read back the same`(seed: UInt64) {
        var chance = SplitMix(seed: seed)
        let walk = Walk(SNMPMessage.random(using: &chance).pdu.varBinds.filter { !$0.value.isException })
        let again = Walk.parse(snmprec: walk.snmprec)
        #expect(again.walk == walk)
        #expect(again.findings == [])
    }
}
