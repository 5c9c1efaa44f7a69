// SPDX-License-Identifier: Apache-2.0
import Fleet
import Generators
import PrinterWire
import Recordings
import Testing
import Values

@Suite struct WalkMaskTests {
    private func oid(_ text: String) -> OID { OID(text) ?? OID([0]) }

    private func octets(_ text: String) -> SNMPValue { .octets(Array(text.utf8)) }

    private func text(_ walk: Walk, _ name: String) -> String {
        String(decoding: walk.value(oid(name))?.bytes ?? [], as: UTF8.self)
    }

    private func reading(_ walk: Walk) -> Reading {
        Interpreter.builtIn.reading(
            from: walk, address: "", heard: Instant(unixSeconds: 0), saidOver: .recording)
    }

    /// What is left of a reading when everything that names one machine is taken away.
    private func kept(_ reading: Reading) -> Reading {
        var kept = reading
        kept.serial = nil
        kept.name = nil
        kept.location = nil
        kept.firmware = nil
        kept.macAddresses = []
        kept.console = []
        for index in kept.supplies.indices {
            kept.supplies[index].description = ""
            kept.supplies[index].serial = nil
        }
        for index in kept.trays.indices {
            kept.trays[index].name = nil
            kept.trays[index].media = nil
        }
        for index in kept.alerts.indices { kept.alerts[index].description = nil }
        return kept
    }

    private var copier: Walk {
        Walk([
            VarBind(oid("1.3.6.1.2.1.1.1.0"), octets("KYOCERA Print I/F at zq-copier-7.uni.example")),
            VarBind(oid("1.3.6.1.2.1.1.4.0"), octets("Ludmilla Quarz, ext. 4471")),
            VarBind(oid("1.3.6.1.2.1.1.5.0"), octets("zq-copier-7")),
            VarBind(oid("1.3.6.1.2.1.1.6.0"), octets("Zedernhaus, R\u{F6}ntgenzimmer 214")),
            VarBind(oid("1.3.6.1.2.1.2.2.1.6.1"), .octets([0x00, 0x17, 0xC8, 0x4A, 0x5B, 0x6C])),
            VarBind(oid("1.3.6.1.2.1.4.20.1.1.10.31.4.17"), .ipAddress([10, 31, 4, 17])),
            VarBind(oid("1.3.6.1.2.1.25.3.2.1.2.1"), .oid(oid("1.3.6.1.2.1.25.3.1.5"))),
            VarBind(oid("1.3.6.1.2.1.25.3.2.1.3.1"), octets("ECOSYS P2040dw")),
            VarBind(oid("1.3.6.1.2.1.43.5.1.1.17.1"), octets("VQK7654321")),
            VarBind(oid("1.3.6.1.2.1.43.10.2.1.4.1.1"), .counter32(7_654)),
            VarBind(oid("1.3.6.1.2.1.43.11.1.1.6.1.1"), octets("Black Toner S/N:VQK7654321Z")),
            VarBind(oid("1.3.6.1.2.1.43.11.1.1.8.1.1"), .integer(100)),
            VarBind(oid("1.3.6.1.2.1.43.11.1.1.9.1.1"), .integer(42)),
            VarBind(oid("1.3.6.1.4.1.1347.9.1.0"), octets("host=10.31.4.17 mac=0017c84a5b6c")),
            VarBind(oid("1.3.6.1.4.1.1347.9.2.0"), octets("Total Black Copies")),
            VarBind(oid("1.3.6.1.4.1.1347.9.3.0"), octets("vqk7654321 in 56514B37363534333231")),
            VarBind(oid("1.3.6.1.4.1.1347.9.4.0"), .octets([1, 2, 0x00, 0x17, 0xC8, 0x4A, 0x5B, 0x6C, 3])),
            VarBind(oid("1.3.6.1.4.1.1347.9.5.0"), .octets(Array("z\0q\0-\0c\0o\0p\0i\0e\0r\0".utf8))),
            VarBind(oid("1.3.6.1.4.1.1347.9.6.10.31.4.17"), .integer(1)),
            VarBind(oid("1.3.6.1.4.1.1347.9.7.0"), octets("fe80::217:c8ff:fe4a:5b6c")),
            VarBind(oid("1.3.6.1.6.3.15.1.2.2.1.3.5.97.98.99"), octets("ludmilla")),
        ])
    }

    @Test func `what names a machine or a person is gone, and the machine still reads the same`() {
        let masked = WalkMask(key: 7).masked(copier)
        let written = masked.walk.snmprec.lowercased()
        for secret in [
            "ludmilla", "quarz", "4471", "zq-copier", "zedernhaus", "ntgenzimmer", "0017c84a5b6c",
            "10.31.4.17",
            "vqk7654321", "uni.example", "56514b37363534333231", "fe4a:5b6c",
        ] {
            #expect(!written.contains(secret), "“\(secret)” is still in:\n\(written)")
        }
        let before = reading(copier)
        let after = reading(masked.walk)
        #expect(kept(after) == kept(before))
        #expect(after.model == "ECOSYS P2040dw")
        #expect(after.serial?.count == before.serial?.count && after.serial != before.serial)
        #expect(after.name?.count == before.name?.count)
        #expect(after.macAddresses.count == 1 && after.macAddresses != before.macAddresses)
        #expect(text(masked.walk, "1.3.6.1.4.1.1347.9.2.0") == "Total Black Copies")
        // The address table, the row that is named by an address, and the table of users.
        #expect(masked.leftOut == 3)
    }

    /// Every column that a profile reads a cartridge's serial from, on a machine of that make.
    @Test
    func `the serial numbers of cartridges are masked in every make's own table, those of old ones too`()
        throws
    {
        let serialColumns = [
            ("Lexmark MX1", "1.3.6.1.4.1.641.6.4.4.1.1.6.1.1"),
            ("Lexmark MX1", "1.3.6.1.4.1.641.6.4.4.2.1.6.1.1"),
        ]
        for (description, column) in serialColumns {
            for (value, secret) in [
                (octets("CAB7Q2"), Array("cab7q2".utf8)), (octets("Toner 88112"), Array("88112".utf8)),
                (.integer(8_811_234), Array("8811234".utf8)),
                (.gauge32(4_294_967_290), Array("4294967290".utf8)),
                (.octets([0x07, 0x5B, 0xCD, 0x15]), [0x07, 0x5B, 0xCD, 0x15]),
            ] {
                let walk = Walk([
                    VarBind(oid("1.3.6.1.2.1.1.1.0"), octets(description)),
                    VarBind(oid("1.3.6.1.2.1.43.11.1.1.6.1.1"), octets("Black Toner CAB7Q2")),
                    VarBind(oid("1.3.6.1.2.1.43.11.1.1.9.1.1"), .integer(9)),
                    VarBind(oid(column), value),
                ])
                let masked = WalkMask(key: 3).masked(walk).walk
                #expect(masked.count == 4, "\(column)")
                let written = Array(masked.snmprec.lowercased().utf8)
                let left = masked.value(oid(column))
                #expect(!TextSearch.holds(written, secret) && left != value, "\(column)")
                #expect(left?.bytes?.count == value.bytes?.count)
            }
        }
        // A new column that is read as a serial belongs into the list above.
        let named = Profile.builtIn.compactMap { Profile.builtInText(named: $0.name) }.flatMap { text in
            String(decoding: text, as: UTF8.self).split(separator: "\n").filter {
                $0.contains("column serial")
            }
        }
        #expect(named.count == serialColumns.count)
    }

    @Test(.enabled(if: Recordings.isPresent))
    func `no masked recording holds a serial that any recording is known by, in any form`() throws {
        let recordings = Recordings.all(in: "snmp") + Recordings.all(in: "identify")
        var serials: Set<[UInt8]> = []
        for recording in recordings {
            let reading = reading(recording.walk)
            let own = [reading.serial, Recordings.expectation(for: recording.file)?.serial]
            let cartridges = reading.supplies.map(\.serial) + reading.supplyHistory.map(\.serial)
            for serial in (own + cartridges).compactMap({ $0 }) where serial.count >= 5 {
                serials.insert(Array(serial.lowercased().utf8))
            }
        }
        #expect(serials.count > 10)
        for recording in recordings {
            for key in [UInt64(1), 2, 3] {
                let written = Array(WalkMask(key: key).masked(recording.walk).walk.snmprec.lowercased().utf8)
                for serial in serials {
                    let raised = serial.map { (97...122).contains($0) ? $0 & ~32 : $0 }
                    let forms =
                        [serial]
                        + [serial, raised].map { form in
                            form.flatMap { Array((($0 < 16 ? "0" : "") + String($0, radix: 16)).utf8) }
                        }
                    // The serial is not printed: what fails here must not be told on.
                    #expect(!forms.contains { TextSearch.holds(written, $0) }, "\(recording.file)")
                }
            }
        }
    }

    @Test func `the same text gets the same mask, and another key another one`() {
        let masked = WalkMask(key: 7).masked(copier).walk
        #expect(masked == WalkMask(key: 7).masked(copier).walk)
        #expect(masked != WalkMask(key: 8).masked(copier).walk)
        let serial = reading(masked).serial ?? ""
        #expect(text(masked, "1.3.6.1.4.1.1347.9.3.0").lowercased().hasPrefix(serial.lowercased()))
        let card = reading(masked).macAddresses.first?.description.filter { $0 != ":" } ?? "none"
        #expect(text(masked, "1.3.6.1.4.1.1347.9.1.0").hasSuffix("=\(card)"))
    }

    @Test func `a masked walk is written and read back unchanged`() {
        let masked = WalkMask(key: 7).masked(copier).walk
        let again = Walk.parse(snmprec: masked.snmprec)
        #expect(again.walk == masked)
        #expect(again.findings.isEmpty)
    }

    @Test func `no secret is left wherever firmware repeats it`() throws {
        try forSeeds(150) { chance in
            let planted = PlantedSecrets(&chance)
            let masked = WalkMask(key: chance.next()).masked(planted.walk).walk
            for varBind in masked.varBinds {
                guard let bytes = varBind.value.bytes else { continue }
                try #require(!planted.isIn(bytes), "\(varBind)")
            }
            try #require(!planted.isIn(Array(masked.snmprec.utf8)))
            try #require(kept(reading(masked)) == kept(reading(planted.walk)))
        }
    }

    @Test(.enabled(if: Recordings.isPresent))
    func `recordings of real printers read the same when they are masked`() throws {
        for recording in Recordings.all(in: "snmp") + Recordings.all(in: "identify") {
            let before = reading(recording.walk)
            let masked = WalkMask(key: 99).masked(recording.walk)
            let after = reading(masked.walk)
            #expect(kept(after) == kept(before), "\(recording.file)")
            #expect(
                after.supplies.map(\.name.count) == before.supplies.map(\.name.count), "\(recording.file)")
            for (was, now) in [(before.serial, after.serial), (before.name, after.name)] {
                guard let was, was.count > 4, was != before.model else { continue }
                #expect(now != was, "\(recording.file): \(was) is still there")
                #expect(now?.count == was.count, "\(recording.file)")
            }
            let written = masked.walk.snmprec
            for card in before.macAddresses {
                let pairs = card.description.split(separator: ":")
                #expect(!written.contains(pairs.joined()), "\(recording.file)")
            }
            if let serial = before.serial, serial.count > 4 {
                #expect(!written.contains(serial), "\(recording.file): \(serial)")
            }
        }
    }
}

private enum TextSearch {
    static func holds(_ bytes: [UInt8], _ part: [UInt8]) -> Bool {
        guard let first = part.first, bytes.count >= part.count else { return false }
        return bytes.indices.dropLast(part.count - 1).contains { start in
            bytes[start] == first && bytes[start..<(start + part.count)].elementsEqual(part)
        }
    }
}

/// A machine that repeats its secrets in odd places.
private struct PlantedSecrets {
    let words: [[UInt8]]
    let card: [UInt8]
    let address: [UInt8]
    let walk: Walk

    init(_ chance: inout SplitMix) {
        func word(_ length: Int) -> [UInt8] {
            (0..<length).map { _ in chance.pick(Array("bdfghjkqvwxz".utf8)) }
        }
        let name = word(chance.number(5...9))
        let person = word(chance.number(5...12))
        let serial = word(3) + (0..<7).map { _ in UInt8(chance.number(48...57)) }
        let card = [0x00, 0x1B, 0xA9] + (0..<3).map { _ in UInt8(chance.number(1...254)) }
        let address = [10] + (0..<3).map { _ in UInt8(chance.number(11...254)) }
        words = [name, person, serial]
        self.card = card
        self.address = address
        var varBinds = [
            VarBind(OID([1, 3, 6, 1, 2, 1, 1, 4, 0]), .octets(person)),
            VarBind(OID([1, 3, 6, 1, 2, 1, 1, 5, 0]), .octets(name)),
            VarBind(OID([1, 3, 6, 1, 2, 1, 43, 5, 1, 1, 17, 1]), .octets(serial)),
            VarBind(OID([1, 3, 6, 1, 2, 1, 2, 2, 1, 6, 1]), .octets(card)),
            VarBind(OID([1, 3, 6, 1, 2, 1, 4, 20, 1, 1] + address.map { UInt32($0) }), .ipAddress(address)),
            VarBind(OID([1, 3, 6, 1, 2, 1, 43, 11, 1, 1, 9, 1, 1]), .integer(Int64(chance.number(0...100)))),
            VarBind(OID([1, 3, 6, 1, 2, 1, 43, 11, 1, 1, 8, 1, 1]), .integer(100)),
        ]
        let dotted = Array(address.map { String($0) }.joined(separator: ".").utf8)
        let hex = Array("0123456789ABCDEF".utf8)
        let colons = Array(
            card.map { [hex[Int($0 >> 4)], hex[Int($0 & 15)]] }.joined(separator: [0x3A]))
        let forms: [[UInt8]] = [
            name, person, serial, dotted, colons, card, name.map { $0 & ~32 }, name.flatMap { [$0, 0] },
            serial.flatMap { [hex[Int($0 >> 4)], hex[Int($0 & 15)]] },
        ]
        let roots: [[UInt32]] = [
            [1, 3, 6, 1, 4, 1, 2_435, 2, 3], [1, 3, 6, 1, 2, 1, 43, 18, 1, 1, 8, 1],
            [1, 3, 6, 1, 2, 1, 43, 16, 5, 1, 2, 1], [1, 3, 6, 1, 2, 1, 43, 11, 1, 1, 6, 1],
            [1, 3, 6, 1, 4, 1, 9],
        ]
        for row in 1...UInt32(chance.number(4...20)) {
            let form = chance.pick(forms)
            let isWide = form.contains(0) && form != card
            let around = [[], Array("Ready ".utf8), Array("x=".utf8), [UInt8(ascii: "a")]]
            let value = isWide ? form : chance.pick(around) + form + chance.pick([[], Array(" ;ok".utf8)])
            varBinds.append(VarBind(OID(chance.pick(roots) + [row]), .octets(value)))
        }
        walk = Walk(varBinds)
    }

    func isIn(_ bytes: [UInt8]) -> Bool {
        let folded = bytes.map { (65...90).contains($0) ? $0 | 32 : $0 }
        let dotted = Array(address.map { String($0) }.joined(separator: ".").utf8)
        let digits = Array(
            card.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined().utf8)
        return (words + [dotted, digits]).contains { contains(folded, $0) } || contains(bytes, card)
    }

    private func contains(_ bytes: [UInt8], _ part: [UInt8]) -> Bool {
        guard bytes.count >= part.count else { return false }
        return (0...(bytes.count - part.count)).contains {
            bytes[$0..<($0 + part.count)].elementsEqual(part)
        }
    }
}
