// SPDX-License-Identifier: Apache-2.0
import Fleet
import PrinterWire
import Testing
import Values

/// A walk in a recording's lines.
private func reading(_ lines: String) -> Reading { read(Walk.parse(snmprec: lines).walk) }

private func blackToner(
    level: Int64, max: Int64?, unit: Int64? = nil, type: Int64 = 3, class supplyClass: Int64 = 3
) -> Supply? {
    var lines = """
        1.3.6.1.2.1.43.11.1.1.4.1.1|2|\(supplyClass)
        1.3.6.1.2.1.43.11.1.1.5.1.1|2|\(type)
        1.3.6.1.2.1.43.11.1.1.6.1.1|4|Black Toner
        1.3.6.1.2.1.43.11.1.1.9.1.1|2|\(level)

        """
    if let max { lines += "1.3.6.1.2.1.43.11.1.1.8.1.1|2|\(max)\n" }
    if let unit { lines += "1.3.6.1.2.1.43.11.1.1.7.1.1|2|\(unit)\n" }
    return reading(lines).supplies.first
}

@Suite struct LevelTests {
    @Test(
        arguments: [
            (50, 100, nil, Level.percent(50)), (1, 3, nil, .percent(33)), (2, 3, nil, .percent(67)),
            // Half up.
            (1, 200, nil, .percent(1)), (995, 1_000, nil, .percent(100)), (0, 100, nil, .percent(0)),
            (-1, 100, nil, .unrestricted), (-2, 100, nil, .unknown), (-3, 100, nil, .someRemaining),
            (-3, -2, nil, .someRemaining), (-100, 100, nil, .unknown),
            // Nothing to hold it against.
            (40, -2, nil, .unknown), (40, 0, nil, .unknown), (40, nil, nil, .unknown),
            // A percentage already.
            (40, -2, 19, .percent(40)), (40, nil, 19, .percent(40)), (140, -2, 19, .unknown),
            (40, -1, 19, .unknown),
            // More than there can be.
            (150, 100, nil, .unknown), (150, 100, 19, .unknown),
            (Int64.max, Int64.max, nil, .unknown), (Int64.max - 1, 3, nil, .unknown),
        ] as [(Int64, Int64?, Int64?, Level)])
    func `a level is what the machine can say and no more`(
        level: Int64, max: Int64?, unit: Int64?, expected: Level
    ) throws {
        let supply = try #require(blackToner(level: level, max: max, unit: unit))
        #expect(supply.level == expected)
        #expect(supply.raw.level == level)
        #expect(supply.raw.max == max)
        #expect(supply.raw.oid == "1.3.6.1.2.1.43.11.1.1.9.1.1")
    }

    @Test func `a waste box keeps the level the machine recorded`() throws {
        let box = try #require(blackToner(level: 5, max: 100, type: 4, class: 4))
        #expect(box.level == .percent(5))
        #expect(box.supplyClass == .receptacleThatIsFilled)
        #expect(box.type == .wasteToner)
    }

    @Test func `a unit without a word keeps its number`() throws {
        #expect(try #require(blackToner(level: 1, max: 2, unit: 19)).raw.unit == "percent")
        #expect(try #require(blackToner(level: 1, max: 2, unit: 77)).raw.unit == "77")
    }

    @Test func `a make's own word for empty is read only on its machines`() {
        let lines = "1.3.6.1.2.1.43.11.1.1.9.1.1|2|-100\n1.3.6.1.2.1.43.11.1.1.8.1.1|2|100\n"
        #expect(reading(lines).supplies.map { $0.level } == [.unknown])
        #expect(
            reading(lines + "1.3.6.1.2.1.1.1.0|4|RICOH MP 1 1.0 / x").supplies.map { $0.level } == [
                .percent(0)
            ])
    }
}

@Suite struct SupplyReadingTests {
    @Test func `the colour comes from the colorant the row points to, then from the description`() {
        let lines = """
            1.3.6.1.2.1.43.11.1.1.3.1.1|2|2
            1.3.6.1.2.1.43.11.1.1.6.1.1|4|TK-1 black
            1.3.6.1.2.1.43.11.1.1.3.1.2|2|0
            1.3.6.1.2.1.43.11.1.1.6.1.2|4|Magenta Drum
            1.3.6.1.2.1.43.11.1.1.3.1.3|2|9
            1.3.6.1.2.1.43.11.1.1.6.1.3|4|Resttonerbox
            1.3.6.1.2.1.43.12.1.1.4.1.2|4|Cyan
            """
        let supplies = reading(lines).supplies
        #expect(supplies.map { $0.colorant } == ["cyan", "magenta", nil])
        #expect(supplies.map { $0.type } == [.unknown, .opc, .wasteToner])
    }

    @Test func `part and serial numbers are taken out of the descriptions of those who write them there`()
        throws
    {
        let xerox = reading(
            """
            1.3.6.1.2.1.1.1.0|4|Xerox AltaLink X
            1.3.6.1.2.1.43.11.1.1.6.1.1|4|Black Toner, PN 001R00001;SNABC123
            1.3.6.1.2.1.43.11.1.1.6.1.2|4|Fuser, PN unknown;SNunknown
            """)
        #expect(xerox.supplies.map { $0.partNumber } == ["001R00001", nil])
        #expect(xerox.supplies.map { $0.serial } == ["ABC123", nil])
        let hp = reading(
            """
            1.3.6.1.2.1.25.3.2.1.3.1|4|HP Color LaserJet X
            1.3.6.1.2.1.43.11.1.1.6.1.1|4|Black Cartridge HP CF000A
            1.3.6.1.2.1.43.11.1.1.6.1.2|4|Clean Rollers HP None
            """)
        #expect(hp.supplies.map { $0.partNumber } == ["CF000A", nil])
        #expect(hp.supplies.map { $0.type } == [.tonerCartridge, .unknown])
    }
}

@Suite struct MeterReadingTests {
    @Test func `the standard counter keeps its unit and names its rule`() {
        let lines = "1.3.6.1.2.1.43.10.2.1.4.1.1|65|4294967295\n1.3.6.1.2.1.43.10.2.1.3.1.1|2|8\n"
        #expect(
            reading(lines).meters == [
                Meter(
                    function: .all, color: .all, size: nil, unit: .sheets, value: 4_294_967_295,
                    source: Source(oid: "1.3.6.1.2.1.43.10.2.1.4.1.1", rule: "printer-mib/life-count"))
            ])
    }

    @Test func `a counter that arrives as INTEGER counts, and a negative one does not`() {
        #expect(reading("1.3.6.1.2.1.43.10.2.1.4.1.1|2|12\n").lifetimePages?.value == 12)
        #expect(reading("1.3.6.1.2.1.43.10.2.1.4.1.1|2|-2\n").meters == [])
    }

    @Test func `Ricoh's counters are found by their type, whatever their row`() {
        let lines = """
            1.3.6.1.2.1.1.1.0|4|RICOH MP 1 1.0 / x
            1.3.6.1.4.1.367.3.2.1.2.19.5.1.2.7|2|10
            1.3.6.1.4.1.367.3.2.1.2.19.5.1.9.7|2|1000
            1.3.6.1.4.1.367.3.2.1.2.19.5.1.2.3|2|402
            1.3.6.1.4.1.367.3.2.1.2.19.5.1.9.3|2|30
            1.3.6.1.4.1.367.3.2.1.2.19.5.1.2.4|2|403
            1.3.6.1.4.1.367.3.2.1.2.19.5.1.9.4|2|4
            1.3.6.1.4.1.367.3.2.1.2.19.5.1.2.5|2|200
            1.3.6.1.4.1.367.3.2.1.2.19.5.1.2.6|2|200
            1.3.6.1.4.1.367.3.2.1.2.19.5.1.9.5|2|1
            1.3.6.1.4.1.367.3.2.1.2.19.5.1.9.6|2|2
            1.3.6.1.4.1.367.3.2.1.2.19.5.1.2.8|2|870
            1.3.6.1.4.1.367.3.2.1.2.19.5.1.9.8|2|5
            """
        let meters = reading(lines).meters
        // Two rows of type 200 say nothing sure, and the scan rule is not trusted.
        #expect(meters.map { $0.source.rule } == ["ricoh/total", "ricoh/print-color"])
        #expect(meters.map { $0.value } == [1_000, 34])
        #expect(meters[1].color == .color)
    }

    @Test func `Brother's records are read by their key`() {
        let lines = """
            1.3.6.1.2.1.25.3.2.1.3.1|4|Brother X-1 series
            1.3.6.1.4.1.2435.2.3.9.4.2.1.5.5.10.0|4x|0001040000064b02010400000386010104000002c506010400
            """
        let meters = reading(lines).meters
        #expect(meters.map { $0.value } == [1_611, 709, 902])
        #expect(meters.map { $0.color } == [.all, .mono, .color])
    }

    @Test func `a rule that only one source knows is no meter`() {
        let lines = """
            1.3.6.1.2.1.1.1.0|4|Canon MF1 /P
            1.3.6.1.4.1.1602.1.11.1.3.1.4.108|65|5
            """
        #expect(reading(lines).make == "Canon")
        #expect(reading(lines).meters == [])
    }

    @Test func `makers' own counters are asked only of their machines`() {
        let ricoh = Walk.parse(snmprec: "1.3.6.1.2.1.1.1.0|4|RICOH MP 1 1.0 / x").walk
        let interpreter = Interpreter.builtIn
        let own = OID([1, 3, 6, 1, 4, 1, 367] as [UInt32])
        #expect(interpreter.questions(.full, knowing: ricoh).contains { $0.oid.hasPrefix(own) })
        #expect(interpreter.questions(.often, knowing: ricoh).contains { $0.oid.hasPrefix(own) })
        #expect(!interpreter.questions(.full).contains { $0.oid.hasPrefix(own) })
        #expect(interpreter.questions(.identify, knowing: ricoh).count <= 10)
    }
}

@Suite struct RecognisingTests {
    @Test func `what a machine says in words counts more than its number`() {
        let lines =
            "1.3.6.1.2.1.1.1.0|4|HP ETHERNET MULTI-ENVIRONMENT\n1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.1347.41\n"
        #expect(reading(lines).make == "HP")
    }

    @Test func `a computer that lists its print queues is no printer`() {
        let queue =
            "1.3.6.1.2.1.25.3.2.1.2.327681|6|1.3.6.1.2.1.25.3.1.5\n1.3.6.1.2.1.25.3.5.1.1.327681|2|3\n"
        let linux = "1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.8072.3.2.10\n"
        #expect(!reading(linux + queue).isPrinter)
        #expect(reading(queue).isPrinter)
        // A printer whose agent is the computers' is one still.
        #expect(reading(linux + queue + "1.3.6.1.2.1.43.10.2.1.4.1.1|65|1\n").isPrinter)
    }

    @Test
    func `a make's number alone is no proof where the device lists its parts and no printer is among them`() {
        let number = "1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.1248.1.1.2\n"
        #expect(reading(number).isPrinter)
        #expect(!reading(number + "1.3.6.1.2.1.25.3.2.1.2.1|6|1.3.6.1.2.1.25.3.1.1\n").isPrinter)
    }

    @Test func `a printer of a make we do not know says its own name`() {
        let reading = reading(
            """
            1.3.6.1.2.1.43.11.1.1.9.1.1|2|5
            1.3.6.1.2.1.25.3.2.1.3.1|4|Anvil 100
            1.3.6.1.4.1.2699.1.2.1.2.1.1.3.1|4|MFG:Acme;MDL:Anvil;SN:A1;
            """)
        #expect(reading.isPrinter)
        #expect(reading.make == "Acme")
        #expect(reading.model == "Anvil 100")
        #expect(reading.serial == "A1")
    }

    @Test(arguments: ["0000000000", "XXXXXXX", "unknown", "N/A", "(null)", "  "])
    func `what stands where a serial number should be is no serial number`(text: String) {
        #expect(reading("1.3.6.1.2.1.43.5.1.1.17.1|4|\(text)").serial == nil)
    }
}

@Suite struct StateReadingTests {
    @Test(
        arguments: [
            ("", []), ("00", []), ("80", [.lowPaper]), ("2000", [.lowToner]),
            ("0402", [.jammed, .overduePreventMaint]),
            ("ffff", DetectedError.allCases), ("ffffffff", DetectedError.allCases),
        ] as [(String, [DetectedError])])
    func `the bits of the error state are counted from the top`(hex: String, errors: [DetectedError]) {
        #expect(reading("1.3.6.1.2.1.25.3.5.1.2.1|4x|\(hex)").errors == errors)
    }

    @Test func `no error state is told from an empty one`() {
        #expect(reading("1.3.6.1.2.1.25.3.5.1.1.1|2|3").errors == nil)
    }

    @Test func `the printer's own status comes before the host's`() {
        #expect(reading("1.3.6.1.2.1.25.3.5.1.1.1|2|4\n1.3.6.1.2.1.25.3.2.1.5.1|2|3").status == .printing)
        #expect(reading("1.3.6.1.2.1.25.3.2.1.5.1|2|5").status == .down)
        #expect(reading("1.3.6.1.2.1.25.3.2.1.5.1|2|9").status == nil)
    }

    @Test func `addresses that name no machine are left out`() {
        let lines = """
            1.3.6.1.2.1.2.2.1.6.1|4|
            1.3.6.1.2.1.2.2.1.6.2|4x|000000000000
            1.3.6.1.2.1.2.2.1.6.3|4x|00a0b0c0d0e0
            1.3.6.1.2.1.2.2.1.6.4|4x|00a0b0c0d0e0
            1.3.6.1.2.1.2.2.1.6.5|4|00:A0:B0:C0:D0:E1
            """
        #expect(
            reading(lines).macAddresses.map { $0.description } == ["00:a0:b0:c0:d0:e0", "00:a0:b0:c0:d0:e1"])
    }

    @Test func `empty lines of the display are left out`() {
        let lines = "1.3.6.1.2.1.43.16.5.1.2.1.1|4|Ready \n1.3.6.1.2.1.43.16.5.1.2.1.2|4|\n"
        #expect(reading(lines).console == ["Ready"])
    }

    @Test func `numbers without a word in an alert are kept as numbers`() {
        let lines = "1.3.6.1.2.1.43.18.1.1.2.1.5|2|3\n1.3.6.1.2.1.43.18.1.1.7.1.5|2|31999\n"
        let alert = reading(lines).alerts.first
        #expect(alert?.severity == "critical")
        #expect(alert?.code == "31999")
        #expect(alert?.training == nil)
        #expect(alert?.index == "1.5")
    }
}

@Suite struct SleepingMachineTests {
    private func isAsleep(
        device: Int64 = 2, printer: Int64 = 3, errors: [UInt8] = [0], console: String = "Ready",
        alert: Int64? = nil
    ) -> Bool {
        let standard: [UInt32] = [1, 3, 6, 1, 2, 1]
        var varBinds = [
            VarBind(OID(standard + [25, 3, 2, 1, 2, 1]), .oid(OID(standard + [25, 3, 1, 5]))),
            VarBind(OID(standard + [25, 3, 2, 1, 5, 1]), .integer(device)),
            VarBind(OID(standard + [25, 3, 5, 1, 1, 1]), .integer(printer)),
            VarBind(OID(standard + [25, 3, 5, 1, 2, 1]), .octets(errors)),
            VarBind(OID(standard + [43, 16, 5, 1, 2, 1, 1]), .octets(Array(console.utf8))),
        ]
        if let alert { varBinds.append(VarBind(OID(standard + [43, 18, 1, 1, 7, 1, 1]), .integer(alert))) }
        return Interpreter.builtIn.isAsleep(Walk(varBinds))
    }

    @Test func `a machine sleeps by its alert, by its states together or by its display`() {
        #expect(!isAsleep())
        #expect(isAsleep(alert: 23))
        #expect(isAsleep(printer: 1))
        #expect(isAsleep(console: "Sleeping"))
        #expect(isAsleep(console: "Energiesparmodus 1"))
    }

    @Test func `a machine in trouble or at work does not sleep`() {
        #expect(!isAsleep(printer: 1, errors: [0x04]))
        #expect(!isAsleep(device: 5, printer: 1))
        #expect(!isAsleep(console: "Sleeve missing", alert: 8))
    }
}
