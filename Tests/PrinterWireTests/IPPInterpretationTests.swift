// SPDX-License-Identifier: Apache-2.0
import Fleet
import PrinterWire
import Testing
import Values

private func text(_ text: String) -> IPPValue { .text(Array(text.utf8), language: nil) }
private func word(_ text: String) -> IPPValue { .word(0x44, Array(text.utf8)) }
private func octets(_ text: String) -> IPPValue { .octets(Array(text.utf8)) }

/// What comes of an answer that holds these attributes beside a make and model.
private func interpretation(_ attributes: [(String, [IPPValue])]) -> IPPInterpretation {
    let all = attributes.map { IPPAttribute($0.0, $0.1) }
    let model = IPPAttribute("printer-make-and-model", [text("Linden C410 MFP")])
    return ippReading(
        IPPMessage(
            version: .v2_0, code: 0, requestID: 1,
            groups: [IPPGroup(tag: 1, attributes: []), IPPGroup(tag: 4, attributes: [model] + all)]))
}

private func reading(_ attributes: [(String, [IPPValue])]) -> Reading { interpretation(attributes).reading }

@Suite struct IPPInterpretationTests {
    @Test func `printer-supply tells kind, class, unit and maximum, and the marker's name what it is called`()
        throws
    {
        let supplies = reading([
            (
                "printer-supply",
                [
                    octets(
                        "type=toner;maxcapacity=8000;level=2000;class=supplyThatIsConsumed;unit=impressions;"
                            + "index=3;colorantname=Black;"),
                    octets(
                        "type=wasteToner;maxcapacity=-2;level=-3;class=receptacleThatIsFilled;unit=percent;"),
                ]
            ),
            ("printer-supply-description", [text("Toner, black"), text("Waste box")]),
            ("marker-names", [text("Black Toner"), text("")]),
            ("marker-levels", [.integer(25), .integer(-3)]),
        ]).supplies
        #expect(supplies.map { $0.description } == ["Black Toner", "Waste box"])
        #expect(supplies.map { $0.type } == [.toner, .wasteToner])
        #expect(supplies.map { $0.level } == [.percent(25), .someRemaining])
        #expect(supplies.map { $0.colorant } == ["black", nil])
        #expect(supplies.map { $0.supplyClass } == [.supplyThatIsConsumed, .receptacleThatIsFilled])
        #expect(supplies.map { $0.index } == ["1.3", "1.2"])
        let first = try #require(supplies.first)
        #expect(
            first.raw
                == RawLevel(
                    level: 2000, max: 8000, unit: "impressions", oid: "printer-supply[1].level",
                    rule: "ipp/supply-level")
        )
    }

    @Test(
        arguments: [
            (0, .percent(0)), (100, .percent(100)), (-1, .unrestricted), (-2, .unknown), (-3, .someRemaining),
            (-7, .unknown), (101, .unknown), (Int32.max, .unknown),
        ] as [(Int32, Level)])
    func `marker levels are percentages, and below zero they are words`(said: Int32, level: Level) {
        let supplies = reading([("marker-names", [text("Black")]), ("marker-levels", [.integer(said)])])
            .supplies
        #expect(supplies.map { $0.level } == [level])
        #expect(supplies.first?.raw.level == Int64(said))
    }

    @Test func `lists of markers of different lengths lose no marker and invent no level`() {
        let supplies = reading([
            ("marker-names", [text("Black"), text("Drum")]), ("marker-levels", [.integer(40)]),
            ("marker-types", [word("toner-cartridge"), word("opc"), word("fuser")]),
        ]).supplies
        #expect(supplies.map { $0.level } == [.percent(40), .unknown])
        #expect(supplies.map { $0.type } == [.tonerCartridge, .opc])
        let levels = reading([("marker-levels", [.integer(1), .outOfBand(0x12), .integer(3)])]).supplies
        #expect(levels.map { $0.level } == [.percent(1), .unknown, .percent(3)])
    }

    @Test(
        arguments: [
            ("#00FFFF", "Ink", "cyan"), ("#ff00ff", "Ink", "magenta"), ("#FFFF00", "Ink", "yellow"),
            ("#000000", "Ink", "black"), ("#123456", "Ink", nil), ("none", "Ink", nil),
            ("#00FFFF#FF00FF#FFFF00", "Ink", "multi-color"), ("#00CFFF", "Cyan", "cyan"),
            ("#000000", "Light black ink", "light black"),
        ] as [(String, String, String?)])
    func `a colour is named by the supply's name, or by its value where that is plain`(
        color: String, name: String, colorant: String?
    ) {
        let supplies = reading([
            ("marker-names", [text(name)]), ("marker-colors", [text(color)]),
            ("marker-levels", [.integer(9)]),
        ]).supplies
        #expect(supplies.map { $0.colorant } == [colorant])
    }

    @Test func `where printer-supply and marker-levels differ, the former counts and the difference is said`()
    {
        let told = interpretation([
            ("printer-supply", [octets("type=toner;maxcapacity=100;level=20;unit=percent;")]),
            ("marker-levels", [.integer(30)]), ("marker-names", [text("Black")]),
        ])
        #expect(told.reading.supplies.map { $0.level } == [.percent(20)])
        #expect(told.remarks.count == 1 && told.remarks.allSatisfy { $0.contains("20") && $0.contains("30") })
    }

    @Test func `a printer-supply that says nothing leaves the word to the markers`() {
        let supplies = reading([
            ("printer-supply", [octets(""), octets("none")]), ("marker-names", [text("Black")]),
            ("marker-levels", [.integer(30)]),
        ]).supplies
        #expect(supplies.map { $0.level } == [.percent(30)])
    }

    @Test(
        arguments: [
            (["none"], []), ([], []), (["toner-low-warning", "media-empty-error"], [.noPaper, .lowToner]),
            (["media-needed-report", "media-empty-error"], [.noPaper]), (["media-jam"], [.jammed]),
            (["cover-open-report", "door-open-error"], [.doorOpen]), (["com.example-mood-report"], []),
            (["marker-waste-full-error"], []),
        ] as [([String], [DetectedError])])
    func `state reasons are the errors of the other protocol, each once`(
        reasons: [String], errors: [DetectedError]
    ) {
        #expect(reading([("printer-state-reasons", reasons.map(word))]).errors == errors)
    }

    @Test func `without state reasons nothing is known about errors`() {
        #expect(reading([]).errors == nil)
    }

    @Test func `a state reason that no alert tells is an alert, with what it was called`() {
        let alerts = reading([
            (
                "printer-state-reasons",
                ["media-jam-error", "marker-waste-full-warning", "media-jam-error"].map(word)
            ),
            (
                "printer-alert",
                [octets("code=jam;severity=critical;training=untrained;group=mediaPath;index=7")]
            ),
            ("printer-alert-description", [text("Paper jam in tray 2")]),
        ]).alerts
        #expect(alerts.map { $0.index } == ["7", "marker-waste-full-warning"])
        #expect(alerts.map { $0.code } == ["jam", "marker-waste-full"])
        #expect(alerts.map { $0.severity } == ["critical", "warning"])
        #expect(alerts.map { $0.training } == ["untrained", nil])
        #expect(alerts.map { $0.description } == ["Paper jam in tray 2", nil])
    }

    @Test(
        arguments: [
            ("severity=warningother", "warning", "other"), ("severity=otherother", "other", "other"),
            ("severity=critical;group=cover", "critical", "cover"),
            ("severity=4;group=6", "warning", "cover"),
            ("severity=curious", "curious", nil),
        ] as [(String, String, String?)])
    func `severity and group are told apart, also where a firmware runs them together`(
        said: String, severity: String, group: String?
    ) {
        let alerts = reading([("printer-alert", [octets("code=unknown;\(said)")])]).alerts
        #expect(alerts.map { $0.severity } == [severity])
        #expect(alerts.map { $0.group } == [group])
    }

    @Test(
        arguments: [(3, .idle), (4, .printing), (5, .down), (9, .unknown)] as [(Int32, PrinterStatus)])
    func `the state is one of the words SNMP has`(state: Int32, status: PrinterStatus) {
        #expect(reading([("printer-state", [.enumeration(state)])]).status == status)
        // Some firmware writes an integer where an enum is due.
        #expect(reading([("printer-state", [.integer(state)])]).status == status)
    }

    @Test func `trays keep what was recorded`() {
        let trays = reading([
            (
                "printer-input-tray",
                [
                    octets("type=sheetFeedManual;maxcapacity=50;level=0;name=Bypass;"),
                    octets("maxcapacity=-2;level=-3;name=Drawer 1;index=4;medianame=na_letter"),
                ]
            )
        ]).trays
        #expect(
            trays == [
                Tray(index: "1.1", name: "Bypass", level: 0, max: 50, media: nil),
                Tray(index: "1.4", name: "Drawer 1", level: -3, max: -2, media: "na_letter"),
            ])
    }

    @Test func `counters are meters where a printer gives them`() {
        let split = IPPValue.collection([
            IPPAttribute("monochrome", [.integer(700)]), IPPAttribute("full-color", [.integer(300)]),
        ])
        let reading = reading([
            ("printer-impressions-completed", [.integer(1000)]),
            ("printer-impressions-completed-col", [split]),
            ("printer-media-sheets-completed", [.integer(600)]), ("printer-pages-completed", [.integer(-1)]),
        ])
        #expect(reading.meters.map { $0.value } == [1000, 700, 300, 600])
        #expect(reading.meters.map { $0.unit } == [.impressions, .impressions, .impressions, .sheets])
        #expect(reading.meters.map { $0.color } == [.all, .mono, .color, .all])
        #expect(reading.lifetimePages?.source.oid == "printer-impressions-completed")
        #expect(reading.lifetimePages?.source.rule == "ipp/impressions-completed")
    }

    @Test(
        arguments: [
            ("urn:uuid:1c852a4d-b800-1f08-abcd-02005e5301ff", ["02:00:5e:53:01:ff"]),
            ("urn:uuid:1c852a4d-b800-4f08-abcd-02005e5301ff", []),
            ("urn:uuid:1c852a4d-b800-1f08-abcd-03005e5301ff", []),
            ("urn:uuid:1c852a4d-b800-1f08-1bcd-02005e5301ff", []), ("urn:uuid:", []), ("", []),
        ] as [(String, [String])])
    func `the node of a UUID that carries the machine's address tells it`(uuid: String, addresses: [String]) {
        let said = reading([("printer-uuid", [.word(0x45, Array(uuid.utf8))])]).macAddresses
        #expect(said.map { $0.description } == addresses)
    }

    @Test func `the serial comes out of the device id, and a placeholder is none`() {
        func serial(_ id: String) -> String? { reading([("printer-device-id", [text(id)])]).serial }
        #expect(serial("MFG:Linden;MDL:C410;SN:LC4-000217;") == "LC4-000217")
        #expect(serial("MFG:Linden;SERN:LC4-9;") == "LC4-9")
        #expect(serial("MFG:Linden;SN:unknown;") == nil)
        #expect(serial("MFG:Linden;MDL:C410;") == nil)
    }

    @Test func `a name that is only the path is not taken for the machine's name`() {
        let path = ("printer-name", [IPPValue.name(Array("ipp/print".utf8), language: nil)])
        #expect(reading([path]).name == nil)
        #expect(
            reading([path, ("printer-dns-sd-name", [text("Linden in the hall")])]).name
                == "Linden in the hall")
        #expect(reading([("printer-name", [text("reg-copier-1")])]).name == "reg-copier-1")
    }

    @Test func `firmware is what is not called after the protocol`() {
        let reading = reading([
            ("printer-firmware-name", [text("IPP"), text("Main")]),
            ("printer-firmware-string-version", [text("2.0"), text("3.11")]),
        ])
        #expect(reading.firmware == "3.11")
    }

    @Test func `text in another character set is read rather than lost`() {
        let reading = reading([("printer-location", [.text([0x42, 0xFC, 0x72, 0x6F], language: nil)])])
        #expect(reading.location == "Büro")
    }

    @Test func `a queue on a print server is no printer`() {
        let told = interpretation([("cups-version", [text("2.4.2")]), ("printer-state", [.enumeration(3)])])
        #expect(!told.reading.isPrinter)
        #expect(told.remarks.contains { $0.contains("queue on a print server") })
    }

    @Test func `an answer about no printer is none`() {
        let empty = IPPMessage(
            version: .v2_0, code: 0, requestID: 1, groups: [IPPGroup(tag: 4, attributes: [])])
        #expect(!ippReading(empty).reading.isPrinter)
        #expect(reading([]).isPrinter)
    }

    @Test func `more rows than any machine has are not all taken`() {
        let many = Array(
            repeating: octets("type=toner;level=5;maxcapacity=100"), count: IPPLimits.rowsMax + 1)
        #expect(reading([("printer-supply", many)]).supplies.count == IPPLimits.rowsMax)
        let levels = Array(repeating: IPPValue.integer(5), count: IPPLimits.rowsMax + 1)
        #expect(reading([("marker-levels", levels)]).supplies.count == IPPLimits.rowsMax)
    }
}
