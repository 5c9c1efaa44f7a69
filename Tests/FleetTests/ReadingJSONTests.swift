// SPDX-License-Identifier: Apache-2.0
import Fleet
import Foundation
import Generators
import Testing
import Values

/// The JSON that scripts read; a change here is a change of the contract in docs/reference/reading.md.
@Suite struct ReadingJSONTests {
    private func json(_ reading: Reading) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(reading), as: UTF8.self)
    }

    private func decoded(_ text: String) throws -> Reading {
        try JSONDecoder().decode(Reading.self, from: Data(text.utf8))
    }

    private var whole: Reading {
        var reading = Reading(
            address: "192.0.2.10", heard: instant("2026-11-23T08:15:00Z"), saidOver: .snmp2c, isPrinter: true)
        reading.make = "Linden"
        reading.model = "C410"
        reading.serial = "LC4-000217"
        reading.name = "reg-1"
        reading.location = "Registry"
        reading.firmware = "3.11"
        reading.macAddresses = [MACAddress("00:80:77:12:34:56")].compactMap { $0 }
        reading.status = .idle
        reading.errors = [.lowToner]
        reading.differences = [
            ReadingDifference(field: "supplies/toner/black", snmp: "someRemaining", ipp: "8 %", counts: .ipp)
        ]
        reading.meters = [.lifetime(182_417)]
        reading.supplies = [.toner(.percent(8), serial: "T-1"), .wasteBox(.someRemaining)]
        reading.supplies[0].partNumber = "TN-410"
        reading.supplies[1].raw = RawLevel(level: -3, max: nil, unit: nil, oid: "1.3")
        reading.supplies[0].overruled = RawLevel(
            level: -3, max: -2, unit: nil, oid: "1.4", rule: "printer-mib/level")
        reading.supplies[0].installed = "2026-11-02"
        reading.supplies[0].pagesPrinted = 8_100
        reading.supplies[0].pagesLeft = 900
        reading.supplies[1].gauge = .roomLeft
        reading.supplyHistory = [
            PastSupply(
                description: "black toner", type: .toner, colorant: "black", serial: "T-0",
                installed: "2026-06-01", pagesPrinted: 9_100, lastLevel: .percent(3),
                raw: RawLevel(level: 3, max: 100, unit: nil, oid: "1.5", rule: "acme/before"))
        ]
        reading.trays = [Tray(index: "1.1", name: "Tray 1", level: -3, max: 500, media: nil)]
        reading.alerts = [.of("coverOpen", "Front door")]
        reading.console = ["Ready"]
        return reading
    }

    @Test func `a reading is written exactly so`() throws {
        #expect(try json(whole) == golden)
    }

    @Test func `what the device did not say is null, and a table without rows is empty`() throws {
        let bare = Reading(
            address: "192.0.2.10", heard: instant("2026-11-23T08:15:00Z"), saidOver: .ipp, isPrinter: false)
        #expect(
            try json(bare) == """
                {
                  "address" : "192.0.2.10",
                  "alerts" : [

                  ],
                  "asleep" : false,
                  "console" : [

                  ],
                  "differences" : [

                  ],
                  "errors" : null,
                  "figuresHeard" : null,
                  "firmware" : null,
                  "heard" : "2026-11-23T08:15:00Z",
                  "isPrinter" : false,
                  "location" : null,
                  "macAddresses" : [

                  ],
                  "make" : null,
                  "meters" : [

                  ],
                  "model" : null,
                  "name" : null,
                  "protocol" : "ipp",
                  "serial" : null,
                  "status" : null,
                  "supplies" : [

                  ],
                  "supplyHistory" : [

                  ],
                  "trays" : [

                  ],
                  "version" : 1
                }
                """)
    }

    @Test func `a reading is read as it is written`() throws {
        #expect(try decoded(json(whole)) == whole)
        try forSeeds(200) { chance in
            var reading = whole
            reading.supplies = (0..<chance.number(0...4)).map { index in
                let level = chance.pick([
                    .unknown, .someRemaining, .unrestricted, Level.percent(chance.number(0...100)),
                ])
                return .toner(level, chance.pick(["black", "cyan"]), index: "1.\(index)")
            }
            reading.supplies.indices.forEach { reading.supplies[$0].type = chance.pick(SupplyType.allCases) }
            reading.meters = (0..<chance.number(0...3)).map { _ in
                Meter(
                    function: chance.pick(Meter.Function.allCases), color: chance.pick(Meter.Color.allCases),
                    size: chance.pick([nil, "a3"]), unit: chance.pick(Meter.Unit.allCases),
                    value: chance.number(0 ... .max), source: Source(oid: "1.3", rule: "r"))
            }
            reading.errors = chance.pick([nil, [], DetectedError.allCases])
            reading.status = chance.pick(PrinterStatus.allCases)
            reading.saidOver = chance.pick(WireProtocol.allCases)
            reading.name = chance.pick([nil, "", "Büro \u{1F5A8} \"1\"\\\n\u{0}"])
            try #require(try decoded(json(reading)) == reading)
        }
    }

    @Test func `fields that are not known yet are passed over, and the version may be left out`() throws {
        let text = #"""
            {"address":"192.0.2.10","heard":"2026-11-23T09:15:00+01:00","protocol":"snmpv1","isPrinter":true,
             "moonPhase":3,"supplies":[{"index":"1.1","description":"Black","type":"toner","colorant":null,
             "class":null,"level":{"percent":8,"state":null},"raw":{"level":8,"max":100,"unit":null,"oid":"1.3"},
             "partNumber":null,"serial":null,"smell":"none"}]}
            """#
        let reading = try decoded(text)
        #expect(reading.supplies.first?.level == .percent(8))
        #expect(reading.heard == instant("2026-11-23T08:15:00Z"))
        #expect(reading.macAddresses.isEmpty && reading.errors == nil)
    }

    @Test(arguments: [
        (#""version" : 1"#, #""version" : 2"#), (#""version" : 1"#, #""version" : "1""#),
        (#""percent" : 8"#, #""percent" : 101"#), (#""percent" : 8"#, #""percent" : -3"#),
        (#""percent" : 8"#, #""bars" : 8"#), (#""state" : "someRemaining""#, #""state" : "plenty""#),
        (#""heard" : "2026-11-23T08:15:00Z""#, #""heard" : "today""#),
        (#""protocol" : "snmpv2c""#, #""protocol" : "x""#),
        (#""00:80:77:12:34:56""#, #""00:00:00:00:00:00""#), (#""address" : "192.0.2.10","#, ""),
        (#""value" : 182417"#, #""value" : 1e30"#), (#""type" : "toner""#, #""type" : "tea""#),
    ])
    func `a reading that cannot be meant so is refused`(part: String, instead: String) throws {
        let text = golden.replacing(part, with: instead)
        #expect(text != golden)
        #expect(throws: DecodingError.self) { try decoded(text) }
    }

    @Test func `the meter of all pages is the one in impressions where there is a choice`() {
        var reading = whole
        var sheets = Meter.lifetime(90)
        sheets.unit = .sheets
        var colour = Meter.lifetime(5)
        colour.color = .color
        var large = Meter.lifetime(6)
        large.size = "a3"
        reading.meters = [colour, large, sheets, .lifetime(182_417)]
        #expect(reading.lifetimePages?.value == 182_417)
        reading.meters = [colour, large, sheets]
        #expect(reading.lifetimePages?.value == 90)
        reading.meters = [colour, large]
        #expect(reading.lifetimePages == nil)
    }

    @Test func `every type of supply has its number in the MIB, and a number beyond the list is unknown`() {
        for (index, type) in SupplyType.allCases.enumerated() {
            #expect(type.mibValue == Int64(index + 1))
            #expect(SupplyType(mibValue: Int64(index + 1)) == type)
        }
        for number in [0, -1, 35, Int64.max, .min] { #expect(SupplyType(mibValue: number) == .unknown) }
        #expect(SupplyType.toner.mibValue == 3 && SupplyType.covers.mibValue == 34)
    }

    @Test func `what marks paper stops people when it is gone; a drum or a waste box does not`() {
        #expect(Supply.toner(.percent(1)).isMarkingMaterial)
        #expect(!Supply.wasteBox(.percent(1)).isMarkingMaterial)
        var odd = Supply.toner(.percent(1))
        odd.supplyClass = .receptacleThatIsFilled
        #expect(!odd.isMarkingMaterial)
        #expect(SupplyType.allCases.allSatisfy { !($0.isMarkingMaterial && $0.isWaste) })
    }

    private let golden = """
        {
          "address" : "192.0.2.10",
          "alerts" : [
            {
              "code" : "coverOpen",
              "description" : "Front door",
              "group" : "markerSupplies",
              "index" : "1.1",
              "severity" : "warningUnaryChange",
              "training" : "untrained"
            }
          ],
          "asleep" : false,
          "console" : [
            "Ready"
          ],
          "differences" : [
            {
              "counts" : "ipp",
              "field" : "supplies/toner/black",
              "ipp" : "8 %",
              "snmp" : "someRemaining"
            }
          ],
          "errors" : [
            "lowToner"
          ],
          "figuresHeard" : null,
          "firmware" : "3.11",
          "heard" : "2026-11-23T08:15:00Z",
          "isPrinter" : true,
          "location" : "Registry",
          "macAddresses" : [
            "00:80:77:12:34:56"
          ],
          "make" : "Linden",
          "meters" : [
            {
              "color" : "all",
              "function" : "all",
              "sides" : null,
              "size" : null,
              "source" : {
                "oid" : "1.3.6.1.2.1.43.10.2.1.4.1.1",
                "rule" : "printer-mib/life-count"
              },
              "unit" : "impressions",
              "value" : 182417
            }
          ],
          "model" : "C410",
          "name" : "reg-1",
          "protocol" : "snmpv2c",
          "serial" : "LC4-000217",
          "status" : "idle",
          "supplies" : [
            {
              "class" : "supplyThatIsConsumed",
              "colorant" : "black",
              "description" : "black toner",
              "gauge" : null,
              "index" : "1.1",
              "installed" : "2026-11-02",
              "level" : {
                "percent" : 8
              },
              "overruled" : {
                "level" : -3,
                "max" : -2,
                "oid" : "1.4",
                "rule" : "printer-mib/level",
                "unit" : null
              },
              "pagesLeft" : 900,
              "pagesPrinted" : 8100,
              "partNumber" : "TN-410",
              "raw" : {
                "level" : 8,
                "max" : 100,
                "oid" : "1.3.6.1.2.1.43.11.1.1.9.1.1",
                "rule" : null,
                "unit" : "percent"
              },
              "serial" : "T-1",
              "type" : "toner"
            },
            {
              "class" : "receptacleThatIsFilled",
              "colorant" : null,
              "description" : "Waste box",
              "gauge" : "roomLeft",
              "index" : "1.9",
              "installed" : null,
              "level" : {
                "state" : "someRemaining"
              },
              "overruled" : null,
              "pagesLeft" : null,
              "pagesPrinted" : null,
              "partNumber" : null,
              "raw" : {
                "level" : -3,
                "max" : null,
                "oid" : "1.3",
                "rule" : null,
                "unit" : null
              },
              "serial" : null,
              "type" : "wasteToner"
            }
          ],
          "supplyHistory" : [
            {
              "colorant" : "black",
              "description" : "black toner",
              "installed" : "2026-06-01",
              "lastLevel" : {
                "percent" : 3
              },
              "pagesPrinted" : 9100,
              "partNumber" : null,
              "raw" : {
                "level" : 3,
                "max" : 100,
                "oid" : "1.5",
                "rule" : "acme/before",
                "unit" : null
              },
              "serial" : "T-0",
              "type" : "toner"
            }
          ],
          "trays" : [
            {
              "index" : "1.1",
              "level" : -3,
              "max" : 500,
              "media" : null,
              "name" : "Tray 1"
            }
          ],
          "version" : 1
        }
        """
}
