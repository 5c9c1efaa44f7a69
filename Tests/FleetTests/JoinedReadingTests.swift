// SPDX-License-Identifier: Apache-2.0
import Fleet
import Testing
import Values

private func reading(_ saidOver: WireProtocol, _ change: (inout Reading) -> Void = { _ in }) -> Reading {
    var reading = Reading(
        address: "192.0.2.7", heard: Instant(unixSeconds: saidOver == .ipp ? 1_005 : 1_000),
        saidOver: saidOver,
        isPrinter: true)
    change(&reading)
    return reading
}

private func supply(
    _ index: String, _ type: SupplyType, _ colorant: String?, _ level: Level, place: String = "a"
) -> Supply {
    Supply(
        index: index, description: "\(colorant ?? "") \(type.rawValue)", type: type, colorant: colorant,
        supplyClass: nil, level: level, raw: RawLevel(level: nil, max: nil, unit: nil, oid: place))
}

private func meter(_ value: Int64, _ oid: String, _ unit: Meter.Unit = .impressions) -> Meter {
    Meter(
        function: .all, color: .all, size: nil, unit: unit, value: value, source: Source(oid: oid, rule: "r"))
}

@Suite struct JoinedReadingTests {
    @Test func `what SNMP does not say is taken from IPP, and that is no difference`() {
        let snmp = reading(.snmp2c) { $0.model = "C410" }
        let ipp = reading(.ipp) {
            $0.serial = "LC4-000217"
            $0.location = "Registry"
            $0.status = .idle
            $0.macAddresses = [MACAddress("02:00:5e:10:04:11")].compactMap { $0 }
            $0.console = ["Ready"]
        }
        let joined = joined(snmp: snmp, ipp: ipp)
        #expect(joined.isOneMachine && joined.differences.isEmpty)
        #expect(joined.reading.serial == "LC4-000217")
        #expect(joined.reading.location == "Registry")
        #expect(joined.reading.status == .idle)
        #expect(joined.reading.macAddresses.count == 1)
        #expect(joined.reading.console == ["Ready"])
        #expect(joined.reading.saidOver == .snmp2c)
        #expect(joined.reading.heard == Instant(unixSeconds: 1_005))
    }

    @Test
    func `where both say something SNMP counts, unless the profile says otherwise; the difference is listed`()
    {
        let snmp = reading(.snmp2c) {
            $0.firmware = "1"
            $0.status = .idle
        }
        let ipp = reading(.ipp) {
            $0.firmware = "2"
            $0.status = .down
        }
        let plain = joined(snmp: snmp, ipp: ipp)
        #expect(plain.reading.firmware == "1" && plain.reading.status == .idle)
        #expect(plain.differences.map { $0.counts } == [.snmp, .snmp])
        let turned = joined(snmp: snmp, ipp: ipp, counting: [.status: .ipp])
        #expect(turned.reading.firmware == "1" && turned.reading.status == .down)
        #expect(
            turned.differences == [
                ReadingDifference(field: "firmware", snmp: "1", ipp: "2", counts: .snmp),
                ReadingDifference(field: "status", snmp: "idle", ipp: "down", counts: .ipp),
            ])
    }

    @Test(
        arguments: [
            ("LaserJet 400 MFP M425dn", "HP LaserJet 400 MFP M425dn", true),
            ("MFC-J870DW", "Brother MFC-J870DW series", false), ("M425dn", "M425dw", false),
            ("hp m425", "HP M425", true), ("HP", "HP", true), ("B210", "B210 Printer", true),
        ])
    func `a model with its make in front is the same model`(snmp: String, ipp: String, isSame: Bool) {
        #expect(isSameModel(snmp, ipp, make: "HP") == isSame)
        #expect(isSameModel(ipp, snmp, make: "HP") == isSame)
    }

    @Test(
        arguments: [
            ("Q11Z000099", "Q11Z000099", true), ("Q11Z000099", "5131315A3030303099", true),
            ("Q11Z000099", "5131315A3030303098", false), ("Q11Z000099", "Q11Z000098", false),
            ("1234", "31323334", true), ("123", "313233", false), ("", "", true),
        ])
    func `a serial that is written in hex is the same serial`(one: String, other: String, isSame: Bool) {
        #expect(isSameSerial(one, other) == isSame)
        #expect(isSameSerial(other, one) == isSame)
    }

    @Test func `two serials are two machines, and nothing of the one is said of the other`() {
        let snmp = reading(.snmp2c) { $0.serial = "AAAA-0001" }
        let ipp = reading(.ipp) {
            $0.serial = "BBBB-0002"
            $0.location = "Elsewhere"
        }
        let joined = joined(snmp: snmp, ipp: ipp)
        #expect(!joined.isOneMachine && !joined.restsOnIPP)
        var alone = snmp
        alone.differences = joined.differences
        #expect(joined.reading == alone)
        #expect(joined.differences.map { $0.field } == ["serial"])
    }

    @Test func `supplies meet by colour and kind, and a percentage counts over some`() {
        let snmp = reading(.snmp2c) {
            $0.supplies = [
                supply("1.1", .toner, "cyan", .percent(50)), supply("1.2", .toner, "black", .someRemaining),
                supply("1.3", .wasteToner, nil, .unknown),
            ]
        }
        let ipp = reading(.ipp) {
            $0.supplies = [
                supply("1.1", .tonerCartridge, "black", .percent(30), place: "b"),
                supply("1.2", .tonerCartridge, "cyan", .percent(49), place: "b"),
                supply("1.3", .wasteToner, nil, .unknown, place: "b"),
                supply("1.4", .opc, nil, .percent(9), place: "b"),
            ]
        }
        let joined = joined(snmp: snmp, ipp: ipp)
        #expect(joined.reading.supplies.map { $0.key } == snmp.supplies.map { $0.key })
        #expect(joined.reading.supplies.map { $0.level } == [.percent(50), .percent(30), .unknown])
        #expect(joined.reading.supplies.map { $0.raw.oid } == ["a", "b", "a"])
        // What SNMP's table said stays beside the figure that took its place.
        #expect(joined.reading.supplies.map { $0.overruled?.oid } == [nil, "a", nil])
        #expect(joined.restsOnIPP && joined.reading.differences.count == 3)
        #expect(
            joined.differences == [
                ReadingDifference(field: "supplies/toner/cyan", snmp: "50 %", ipp: "49 %", counts: .snmp),
                ReadingDifference(
                    field: "supplies/toner/black", snmp: "someRemaining", ipp: "30 %", counts: .ipp),
                ReadingDifference(field: "supplies/opc", snmp: nil, ipp: "9 %", counts: .snmp),
            ])
        let turned = Fleet.joined(snmp: snmp, ipp: ipp, counting: [.supplies: .ipp])
        #expect(turned.reading.supplies.map { $0.level } == [.percent(49), .percent(30), .unknown])
    }

    @Test func `a reading rests on IPP where something in it was said there alone, and otherwise not`() {
        let snmp = reading(.snmp2c) { $0.supplies = [supply("1.1", .toner, "black", .percent(30))] }
        let same = reading(.ipp) { $0.supplies = [supply("1.1", .toner, "black", .percent(31), place: "b")] }
        #expect(!joined(snmp: snmp, ipp: same).restsOnIPP)
        let more = reading(.ipp) { $0.serial = "LC4-000217" }
        #expect(joined(snmp: snmp, ipp: more).restsOnIPP)
    }

    @Test func `a status that says nothing gives way to one that does`() {
        let snmp = reading(.snmp2c) { $0.status = .unknown }
        let joined = joined(snmp: snmp, ipp: reading(.ipp) { $0.status = .down })
        #expect(joined.reading.status == .down && joined.differences.map { $0.counts } == [.ipp])
    }

    @Test func `where two protocols differ is kept, and not by how much`() {
        let difference = ReadingDifference(field: "firmware", snmp: "1", ipp: "2", counts: .snmp)
        let agreeing = reading(.snmp2c)
        let first = reading(.snmp2c) { $0.differences = [difference] }
        let second = reading(.snmp2c) {
            $0.differences = [ReadingDifference(field: "firmware", snmp: "1", ipp: "3", counts: .snmp)]
        }
        #expect(
            first.differs(from: agreeing) && agreeing.differs(from: first) && !second.differs(from: first))
    }

    @Test func `two supplies of one colour meet in their rows or not at all`() {
        let black = [supply("1.1", .ink, "black", .percent(10)), supply("1.2", .ink, "black", .percent(20))]
        let snmp = reading(.snmp2c) { $0.supplies = black }
        let same = joined(snmp: snmp, ipp: reading(.ipp) { $0.supplies = black.reversed() })
        #expect(same.differences.isEmpty)
        let other = joined(
            snmp: snmp, ipp: reading(.ipp) { $0.supplies = [supply("1.9", .ink, "black", .percent(90))] })
        #expect(other.reading.supplies == black)
        #expect(other.differences.count == 3)
    }

    @Test func `counters of one kind are compared, and those of the other protocol are added`() {
        let snmp = reading(.snmp2c) { $0.meters = [meter(1_000, "1.3")] }
        let ipp = reading(.ipp) { $0.meters = [meter(1_001, "i"), meter(600, "s", .sheets)] }
        let joined = joined(snmp: snmp, ipp: ipp)
        #expect(joined.reading.meters.map { $0.value } == [1_000, 600])
        #expect(
            joined.differences == [
                ReadingDifference(
                    field: "meters/all/all/impressions", snmp: "1000", ipp: "1001", counts: .snmp)
            ])
    }

    @Test func `a table that SNMP does not have comes from IPP whole`() {
        let tray = Tray(index: "1.1", name: "Tray 1", level: 250, max: 500, media: nil)
        let alert = Alert(index: "1", severity: nil, training: nil, group: nil, code: "jam", description: nil)
        let ipp = reading(.ipp) {
            $0.trays = [tray]
            $0.alerts = [alert]
            $0.supplies = [supply("1.1", .toner, "black", .percent(1))]
            $0.errors = [.jammed]
        }
        let joined = joined(snmp: reading(.snmp2c), ipp: ipp)
        #expect(joined.reading.trays == ipp.trays && joined.reading.alerts == ipp.alerts)
        #expect(joined.reading.supplies == ipp.supplies && joined.reading.errors == [.jammed])
        #expect(joined.differences.isEmpty)
    }

    @Test func `trays are compared row by row, and what one side does not say is filled in`() {
        let snmp = reading(.snmp2c) {
            $0.trays = [Tray(index: "1.1", name: nil, level: -3, max: 500, media: nil)]
        }
        let ipp = reading(.ipp) {
            $0.trays = [Tray(index: "1.1", name: "Tray 1", level: 200, max: 500, media: "a4")]
        }
        let joined = joined(snmp: snmp, ipp: ipp)
        #expect(
            joined.reading.trays == [Tray(index: "1.1", name: "Tray 1", level: -3, max: 500, media: "a4")])
        #expect(
            joined.differences == [
                ReadingDifference(field: "trays/1.1", snmp: "-3", ipp: "200", counts: .snmp)
            ])
    }
}
