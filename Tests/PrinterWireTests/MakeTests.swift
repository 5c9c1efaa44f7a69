// SPDX-License-Identifier: Apache-2.0
import Fleet
import Testing
import Values

@testable import PrinterWire

private func reading(_ lines: String) -> Reading { read(Walk.parse(snmprec: lines).walk) }

extension Reading {
    fileprivate func meter(_ rule: String, size: String? = nil) -> Int64? {
        meters.first { $0.source.rule == rule && (size == nil || $0.size == size) }?.value
    }
}

/// What the makes' own counters come to, on walks as small as the rule.
@Suite struct MakeMeterTests {
    @Test func `Sharp's counters are those that the machine itself names so`() {
        let base = "1.3.6.1.4.1.2385.1.1.19.2.1.3."
        let reading = reading(
            """
            1.3.6.1.2.1.1.1.0|4|SHARP MX-1
            \(base)5.4.61|65|100
            \(base)5.4.63|65|40
            \(base)5.4.64|65|2
            \(base)5.4.80|65|3
            \(base)4.4.61|65|30
            \(base)7.4.50|65|9
            """)
        #expect(reading.meter("sharp/total-mono") == 100)
        #expect(reading.meter("sharp/total-color") == 45)
        #expect(reading.meter("sharp/copy-mono") == 30)
        #expect(reading.meters.first { $0.function == .scan }?.value == 9)
    }

    @Test func `what a model lacks of a sum is not missed, and what it writes below zero adds nothing`() {
        let base = "1.3.6.1.4.1.18334.1.1.1.5.7.2.2.1.5."
        let whole = "1.3.6.1.2.1.1.1.0|4|KONICA MINOLTA bizhub C1\n\(base)2.2|65|50\n"
        #expect(reading(whole).meter("konica-minolta/print-color") == 50)
        #expect(reading(whole + "\(base)4.2|65|7").meter("konica-minolta/print-color") == 57)
        #expect(
            reading(whole + "\(base)3.2|2|-1\n\(base)4.2|65|7").meter("konica-minolta/print-color") == 57)
        // Without full colour there is no colour to speak of.
        #expect(
            reading("1.3.6.1.2.1.1.1.0|4|KONICA MINOLTA bizhub C1\n\(base)4.2|65|7")
                .meter("konica-minolta/print-color") == nil)
    }

    @Test func `Kyocera's sizes are known by their names, whatever their row`() throws {
        let base = "1.3.6.1.4.1.1347.42.2.1.1.1."
        let reading = reading(
            """
            1.3.6.1.2.1.25.3.2.1.3.1|4|TASKalfa 1
            \(base)2.1.1|4|A3
            \(base)2.1.3|4|A4
            \(base)6.1.1|2|12
            \(base)6.1.3|2|900
            \(base)6.1.4|2|5
            1.3.6.1.4.1.1347.42.2.5.1.1.1.1|2|700
            1.3.6.1.4.1.1347.42.2.5.1.1.2.1|2|212
            """)
        #expect(reading.meter("kyocera/size-total", size: "a3") == 12)
        #expect(reading.meter("kyocera/size-total", size: "a4") == 900)
        // A row without a name is no size.
        #expect(reading.meters.filter { $0.source.rule == "kyocera/size-total" }.count == 2)
        #expect(reading.meter("kyocera/sides-total") == 912)
        let duplex = try #require(reading.meters.first { $0.sides == .duplex })
        #expect(duplex.value == 212)
        // What is counted by size or by sides is not all there is.
        #expect(reading.lifetimePages?.source.rule == "kyocera/sides-total")
    }

    @Test(arguments: [("ECOSYS M6235", "kyocera/print-color-ecosys"), ("TASKalfa 3", "kyocera/print-color")])
    func `one series keeps its colour elsewhere`(model: String, rule: String) {
        let base = "1.3.6.1.4.1.1347.42.3.1.2.1.1.1."
        let reading = reading(
            "1.3.6.1.2.1.25.3.2.1.3.1|4|\(model)\n\(base)1|2|10\n\(base)2|2|3\n\(base)3|2|4\n")
        #expect(reading.meters.filter { $0.color == .color }.map { $0.source.rule } == [rule])
        #expect(reading.meter(rule) == 7)
    }

    @Test func `a machine that does not say its model is read by the rules for all models`() {
        let base = "1.3.6.1.4.1.1347.42.3.1.2.1.1.1."
        let reading = reading(
            "1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.1347.41\n\(base)2|2|3\n\(base)3|2|4\n")
        #expect(reading.make == "Kyocera")
        #expect(reading.meter("kyocera/print-color") == 7)
        #expect(reading.meter("kyocera/print-color-ecosys") == nil)
    }

    @Test func `Canon's newer machines name their counters`() {
        let base = "1.3.6.1.4.1.1602.1.11.2.1.1."
        let reading = reading(
            """
            1.3.6.1.2.1.1.1.0|4|Canon iR-ADV X /P
            \(base)2.1|4|Total 1
            \(base)3.1|65|500
            \(base)2.2|4|Total (Black/Large)
            \(base)3.2|65|20
            \(base)2.9|4|Copy (Total 1)
            \(base)3.9|65|7
            """)
        #expect(reading.meter("canon/named-total") == 500)
        #expect(reading.meter("canon/named-mono-large", size: "large") == 20)
        #expect(reading.meter("canon/named-copy") == 7)
    }

    @Test func `Samsung's table of jobs is added up by job, colour, size and sides`() throws {
        let base = "1.3.6.1.4.1.236.11.5.11.53.11.2.1."
        // job, size, duplex, colour, count
        let jobs = [(1, 5, 1, 3, 100), (1, 20, 2, 3, 10), (1, 5, 1, 1, 40), (2, 5, 1, 3, 7), (5, 1, 1, 3, 9)]
        var lines = "1.3.6.1.2.1.1.1.0|4|Samsung SL-X\n"
        for (row, job) in jobs.enumerated() {
            for (column, value) in [(2, job.0), (3, job.1), (5, job.2), (6, job.3), (7, job.4)] {
                lines += "\(base)\(column).1.\(row + 1)|\(column == 7 ? 65 : 2)|\(value)\n"
            }
        }
        let reading = reading(lines)
        #expect(reading.meter("samsung/job-print-mono") == 110)
        #expect(reading.meter("samsung/job-print-color") == 40)
        #expect(reading.meter("samsung/job-print-size", size: "a4") == 140)
        #expect(reading.meter("samsung/job-print-size", size: "a3") == 10)
        #expect(reading.meter("samsung/job-print-duplex") == 10)
        #expect(reading.meter("samsung/job-copy-mono") == 7)
        #expect(reading.meter("samsung/job-scan") == 9)
        #expect(reading.meter("samsung/job-copy-color") == nil)
        // Rows come and go with the jobs; the counter must not become another one by that.
        let keys = reading.meters.map { $0.key }
        #expect(Set(keys).count == keys.count)
        #expect(keys.contains("print/mono/any/impressions/\(base)7.*"))
    }

    @Test func `Lexmark's counters are known by type and unit, and its sizes by the MIB's words`() {
        let base = "1.3.6.1.4.1.641.6.4.2."
        let reading = reading(
            """
            1.3.6.1.2.1.1.1.0|4|Lexmark X version 1
            \(base)1.1.2.1.1|2|16
            \(base)1.1.2.1.2|2|16
            \(base)1.1.3.1.1|2|5
            \(base)1.1.3.1.2|2|4
            \(base)1.1.4.1.1|65|60
            \(base)1.1.4.1.2|65|110
            \(base)2.1.2.1.1|2|68
            \(base)2.1.2.1.2|2|68
            \(base)2.1.2.1.3|2|67
            \(base)2.1.6.1.1|65|80
            \(base)2.1.6.1.2|65|20
            \(base)2.1.6.1.3|65|5
            """)
        // The sheets of the same type do not stand in its way.
        #expect(reading.meter("lexmark/print-total") == 110)
        #expect(reading.meter("lexmark/size-mono", size: "a4") == 100)
        #expect(reading.meter("lexmark/size-mono", size: "a3") == 5)
    }

    @Test(arguments: ["Savin", "Lanier", "NRG", "Gestetner"])
    func `a badge is read by its builder's rules and keeps its own name`(badge: String) {
        let reading = reading(
            """
            1.3.6.1.2.1.1.1.0|4|\(badge) MP 1 1.0 / x
            1.3.6.1.4.1.367.3.2.1.2.19.5.1.2.1|2|10
            1.3.6.1.4.1.367.3.2.1.2.19.5.1.9.1|2|77
            1.3.6.1.4.1.367.3.2.1.2.1.4.0|4|W0000000001
            """)
        #expect(reading.make == badge)
        #expect(reading.model == "MP 1 1.0" || reading.model == "MP 1")
        #expect(reading.serial == "W0000000001")
        #expect(reading.meter("ricoh/total") == 77)
    }

    @Test func `a counter written out in digits counts, and words do not`() {
        let line = "1.3.6.1.4.1.11.2.3.9.4.2.1.4.1.2.5.0|4|"
        let hp = "1.3.6.1.2.1.25.3.2.1.3.1|4|HP LaserJet X\n"
        #expect(reading(hp + line + "812").meter("hp/total") == 812)
        #expect(reading(hp + line + "many").meter("hp/total") == nil)
        #expect(reading(hp + line + "-5").meter("hp/total") == nil)
    }

    private func contexts(_ walk: Walk) -> Set<String> {
        Set(
            Interpreter.builtIn.questions(.full, knowing: walk).compactMap { question in
                if case .under(let context, _, _) = question { context } else { nil }
            })
    }

    @Test func `contexts are named only for the makes that use them`() {
        let hp = Walk.parse(snmprec: "1.3.6.1.2.1.25.3.2.1.3.1|4|HP LaserJet X").walk
        let kyocera = Walk.parse(snmprec: "1.3.6.1.2.1.1.1.0|4|KYOCERA Document Solutions Printing System")
            .walk
        #expect(contexts(hp) == ["Jetdirect"])
        #expect(contexts(kyocera) == [])
    }
}

@Suite struct OwnSupplyTests {
    private let ricoh = "1.3.6.1.2.1.1.1.0|4|RICOH MP 1 1.0 / x\n"

    /// A toner of the standard's table, with Ricoh's own row of it.
    private func toner(standard: Int, own: Int?, type: Int = 10) -> Supply? {
        var lines = """
            1.3.6.1.2.1.43.11.1.1.5.1.1|2|3
            1.3.6.1.2.1.43.11.1.1.6.1.1|4|Cyan Toner
            1.3.6.1.2.1.43.11.1.1.8.1.1|2|100
            1.3.6.1.2.1.43.11.1.1.9.1.1|2|\(standard)

            """
        if let own {
            lines += """
                1.3.6.1.4.1.367.3.2.1.2.24.1.1.4.3|2|\(type)
                1.3.6.1.4.1.367.3.2.1.2.24.1.1.5.3|2|\(own)
                """
        }
        return reading(ricoh + lines).supplies.first
    }

    @Test func `Ricoh's own percentage counts where the standard's table says some`() throws {
        let supply = try #require(toner(standard: -3, own: 20))
        #expect(supply.level == .percent(20))
        #expect(supply.raw.oid == "1.3.6.1.4.1.367.3.2.1.2.24.1.1.5.3")
        #expect(supply.raw.rule == "ricoh/toner")
        #expect(supply.overruled?.level == -3)
        #expect(supply.overruled?.rule == "printer-mib/level")
    }

    @Test func `a figure of the standard's stands, and an own word never makes it worse`() {
        #expect(toner(standard: 60, own: 20)?.level == .percent(60))
        #expect(toner(standard: 60, own: 20)?.overruled == nil)
        #expect(toner(standard: -3, own: -2)?.level == .someRemaining)
        #expect(toner(standard: -2, own: -3)?.level == .someRemaining)
        #expect(toner(standard: -3, own: 250)?.level == .someRemaining)
    }

    @Test func `minus a hundred is nearly empty where Ricoh says so, and empty where it is all there is`() {
        #expect(toner(standard: -100, own: nil)?.level == .percent(0))
        #expect(toner(standard: -100, own: nil)?.raw.rule == "ricoh/empty")
        #expect(toner(standard: -100, own: -100)?.level == .someRemaining)
        #expect(toner(standard: -100, own: 20)?.level == .percent(20))
    }

    @Test func `a toner of another colour lends nothing`() {
        #expect(toner(standard: -3, own: 20, type: 11)?.level == .someRemaining)
    }

    @Test func `Lexmark tells when a cartridge was put in, and what was in before it`() throws {
        let now = "1.3.6.1.4.1.641.6.4.4.1.1."
        let before = "1.3.6.1.4.1.641.6.4.4.2.1."
        let reading = reading(
            """
            1.3.6.1.2.1.1.1.0|4|Lexmark X version 1
            1.3.6.1.2.1.43.10.2.1.4.1.1|65|52000
            1.3.6.1.2.1.43.11.1.1.5.1.1|2|21
            1.3.6.1.2.1.43.11.1.1.6.1.1|4|Black Cartridge
            1.3.6.1.2.1.43.11.1.1.8.1.1|2|9000
            1.3.6.1.2.1.43.11.1.1.9.1.1|2|4500
            \(now)3.1.1|2|6
            \(now)4.1.1|4|black
            \(now)5.1.1|4|Black Cartridge
            \(now)6.1.1|4|CAX000001
            \(now)7.1.1|4|71B0H10
            \(now)10.1.1|4x|07ea0a0509000000
            \(now)11.1.1|65|50500
            \(now)14.1.1|2|9000
            \(now)16.1.1|65|4400
            \(before)3.1.1|2|6
            \(before)4.1.1|4|black
            \(before)5.1.1|4|Black Cartridge
            \(before)6.1.1|4|CAX000000
            \(before)8.1.1|4x|07ea030109000000
            \(before)9.1.1|65|6100
            \(before)11.1.1|2|9000
            \(before)12.1.1|65|2250
            """)
        let supply = try #require(reading.supplies.first)
        #expect(reading.supplies.count == 1)
        #expect(supply.level == .percent(50))
        #expect(supply.overruled == nil)
        #expect(supply.serial == "CAX000001")
        #expect(supply.partNumber == "71B0H10")
        #expect(supply.installed == "2026-10-05")
        #expect(supply.pagesPrinted == 1_500)
        let past = try #require(reading.supplyHistory.first)
        #expect(past.serial == "CAX000000")
        #expect(past.installed == "2026-03-01")
        #expect(past.pagesPrinted == 6_100)
        // A quarter of it went back unused.
        #expect(past.lastLevel == .percent(25))
        #expect(past.raw.rule == "lexmark/before")
    }

    @Test(
        arguments: [
            ([7, 234, 1, 22, 0, 0, 0, 0], "2026-01-22"),
            ([7, 234, 12, 31, 23, 59, 59, 0, 43, 1, 0], "2026-12-31"),
            // Clocks that were never set, and dates that are none.
            ([7, 178, 1, 1, 0, 0, 0, 0], nil), ([7, 234, 13, 1, 0, 0, 0, 0], nil),
            ([7, 234, 1, 0, 0, 0, 0, 0], nil), ([7, 234, 1], nil), ([], nil),
        ] as [([UInt8], String?)])
    func `a day is read from a date, and nothing from what is none`(bytes: [UInt8], day: String?) {
        #expect(WalkView.day(bytes) == day)
    }
}

@Suite struct ReceptacleTests {
    private func box(level: Int, alert: Int? = nil, of make: String = "Acme 1") -> Supply? {
        var lines = """
            1.3.6.1.2.1.1.1.0|4|\(make)
            1.3.6.1.2.1.43.11.1.1.4.1.1|2|4
            1.3.6.1.2.1.43.11.1.1.5.1.1|2|4
            1.3.6.1.2.1.43.11.1.1.6.1.1|4|Waste Toner
            1.3.6.1.2.1.43.11.1.1.8.1.1|2|100
            1.3.6.1.2.1.43.11.1.1.9.1.1|2|\(level)

            """
        if let alert { lines += "1.3.6.1.2.1.43.18.1.1.7.1.1|2|\(alert)\n" }
        return reading(lines).supplies.first
    }

    @Test func `a waste box counts the room left, as the standard says`() {
        #expect(box(level: 5)?.gauge == .roomLeft)
        #expect(box(level: 5)?.level == .percent(5))
        #expect(box(level: -3)?.gauge == .roomLeft)
    }

    @Test(arguments: [(95, 1_109, true), (95, 1_107, true), (5, 1_109, false), (50, 1_109, false)])
    func `a machine that asks for an empty box while it has room counts the other way`(
        level: Int, alert: Int, isFilled: Bool
    ) {
        let box = box(level: level, alert: alert)
        #expect(box?.gauge == (isFilled ? .filled : .roomLeft))
        #expect(box?.raw.rule == (isFilled ? "printer-mib/full-alert" : "printer-mib/level"))
        // The figure stays what the machine recorded.
        #expect(box?.level == .percent(level))
    }

    @Test(arguments: [1_110, 1_101, 8])
    func `an alert about something else says nothing of the box`(alert: Int) {
        #expect(box(level: 95, alert: alert)?.gauge == .roomLeft)
    }

    @Test func `what is used up has no gauge`() {
        let toner = reading("1.3.6.1.2.1.43.11.1.1.5.1.1|2|3\n1.3.6.1.2.1.43.11.1.1.9.1.1|2|5").supplies.first
        #expect(toner != nil && toner?.gauge == nil)
    }

    @Test func `a profile's word goes before the alert, for the models it names`() throws {
        let profile = try #require(
            Profile.parse(
                """
                profile acme
                make Acme
                match sysDescr "Acme *"
                model m sysDescr
                    strip-prefix "Acme "
                    trust A
                    source "test"
                receptacle waste filled
                    like "*waste*"
                    on "2*"
                    trust A
                    source "test"
                """
            ).profile)
        let interpreter = Interpreter(profiles: [Profile.builtIn[0], profile])
        func gauge(_ model: String) -> ReceptacleGauge? {
            let walk = Walk.parse(
                snmprec: """
                    1.3.6.1.2.1.1.1.0|4|Acme \(model)
                    1.3.6.1.2.1.43.11.1.1.4.1.1|2|4
                    1.3.6.1.2.1.43.11.1.1.6.1.1|4|Waste Box
                    1.3.6.1.2.1.43.11.1.1.9.1.1|2|5
                    """
            ).walk
            return interpreter.reading(
                from: walk, address: "192.0.2.7", heard: Instant(unixSeconds: 0), saidOver: .recording
            ).supplies.first?.gauge
        }
        #expect(gauge("200") == .filled)
        #expect(gauge("100") == .roomLeft)
    }
}

@Suite struct BrotherRecordTests {
    private let brother = "1.3.6.1.2.1.25.3.2.1.3.1|4|Brother "
    private let place = "1.3.6.1.4.1.2435.2.3.9.4.2.1.5.5."

    @Test func `records of one byte stand between those of four`() {
        let bytes: [UInt8] = [0x11, 1, 4, 0, 0, 0x61, 0xA8, 0x41, 1, 1, 3, 0x6F, 1, 4, 0, 0, 0x1E, 0x14]
        #expect(WalkView.record(0x11, in: bytes) == 25_000)
        // A state is no number.
        #expect(WalkView.record(0x41, in: bytes) == nil)
        #expect(WalkView.record(0x6F, in: bytes) == 7_700)
        #expect(WalkView.record(0x70, in: bytes) == nil)
    }

    @Test(arguments: [
        [], [0x6F], [0x6F, 1], [0x6F, 1, 4, 0, 0], [0x6F, 2, 4, 0, 0, 0, 1], [0x6F, 1, 9, 0],
    ])
    func `what is no record is nothing and no trap`(bytes: [UInt8]) {
        #expect(WalkView.record(0x6F, in: bytes) == nil)
    }

    @Test func `levels come in hundredths of a percent, and a state of one byte is none`() throws {
        let reading = reading(
            """
            \(brother)HL-1
            \(place)8.0|4x|6f010400001e144101010311010400000138
            \(place)11.0|4x|820104000025d8
            """)
        let toner = try #require(reading.supplies.first { $0.type == .toner })
        #expect(toner.level == .percent(77))
        #expect(toner.index == "brother/black-toner")
        // The drum's state of one byte is no level, but its pages are known and are shown.
        let drum = try #require(reading.supplies.first { $0.type == .opc })
        #expect(drum.level == .unknown && drum.pagesPrinted == 312 && drum.pagesLeft == 9_688)
    }

    @Test func `parts carry the pages they printed and are good for`() throws {
        let reading = reading(
            """
            \(brother)DCP-1 series
            1.3.6.1.2.1.43.11.1.1.5.1.2|2|9
            1.3.6.1.2.1.43.11.1.1.6.1.2|4|Drum Unit
            1.3.6.1.2.1.43.11.1.1.8.1.2|2|-2
            1.3.6.1.2.1.43.11.1.1.9.1.2|2|-3
            \(place)8.0|4x|4101040000238c11010400000138
            \(place)11.0|4x|820104000025d8
            """)
        let drum = try #require(reading.supplies.first { $0.type == .opc })
        #expect(reading.supplies.count == 1)
        #expect(drum.description == "Drum Unit")
        #expect(drum.level == .percent(91))
        #expect(drum.overruled?.level == -3)
        #expect(drum.pagesPrinted == 312)
        #expect(drum.pagesLeft == 9_688)
    }

    @Test func `pages without a level go to the part that the standard's table lists, and make none up`()
        throws
    {
        let pages = "\(brother)HL-1\n\(place)11.0|4x|8201040000ff\n\(place)11.0|4x|82010400001e81\n"
        #expect(reading(pages).supplies.isEmpty)
        let drum = """
            1.3.6.1.2.1.43.11.1.1.5.1.2|2|9
            1.3.6.1.2.1.43.11.1.1.6.1.2|4|Drum Unit
            1.3.6.1.2.1.43.11.1.1.9.1.2|2|-3
            """
        let supply = try #require(
            reading("\(brother)HL-1\n\(place)11.0|4x|82010400001e81\n\(drum)").supplies.first)
        #expect(supply.level == .someRemaining)
        #expect(supply.overruled == nil)
        #expect(supply.pagesLeft == 7_809)
    }

    @Test(arguments: [("MFC-J1DW", SupplyType.ink), ("MFC-L1DW", .toner)])
    func `the same key is ink on the machines that print with ink`(model: String, type: SupplyType) {
        let supplies = reading("\(brother)\(model)\n\(place)8.0|4x|70010400000dac").supplies
        #expect(supplies.map { $0.type } == [type])
        #expect(supplies.map { $0.colorant } == ["cyan"])
        #expect(supplies.map { $0.level } == [.percent(35)])
    }

    @Test(
        arguments: [
            (5, "5452594220 55A6 5049454E4941202020", ["TRYB UŚPIENIA"]),
            (2_004, "56 4F 52 57 C4 52 4D 45 4E", ["VORWáRMEN"]),
            (2_004, "454E45524749455350 20200D54524F4D4D454C 20", ["ENERGIESP", "TROMMEL"]),
            (12, "48415A49 52 20 DD", ["HAZIR İ"]), (8, "B3BEC2BEB2", ["ГОТОВ"]),
            (106, "E8AFB7E7AD89E5BE85 2020", ["请等待"]),
        ] as [(Int, String, [String])])
    func `the display speaks the language and the character set of the machine`(
        charset: Int, hex: String, lines: [String]
    ) {
        let reading = reading(
            """
            \(brother)HL-1
            1.3.6.1.2.1.43.7.1.1.4.1.1|2|\(charset)
            1.3.6.1.4.1.2435.2.3.9.4.2.1.5.4.5.2.0|4x|\(hex.filter { $0 != " " })
            """)
        #expect(reading.console.map { $0.uppercased() } == lines.map { $0.uppercased() })
    }

    @Test func `every character set has its places and nothing is out of them`() {
        for charset in [Int64](arrayLiteral: 5, 8, 10, 12, 111, 2_004, 2_009, 2_011, 2_250, 2_251, 2_252, 999)
        {
            for byte in UInt8(0x80)...0xFF { _ = CharacterSet.scalar(byte, charset: charset) }
        }
        let halves = [
            CharacterSet.latin2, CharacterSet.cyrillic, CharacterSet.greek, CharacterSet.latin5,
            CharacterSet.latin9, CharacterSet.roman8,
        ]
        #expect(halves.allSatisfy { $0.unicodeScalars.count == 96 })
        let pages = [
            CharacterSet.ibm850, CharacterSet.ibm437, CharacterSet.windows1250, CharacterSet.windows1251,
            CharacterSet.windows1252,
        ]
        #expect(pages.allSatisfy { $0.unicodeScalars.count == 128 })
        #expect(CharacterSet.scalar(0xD8, charset: 2_004) == "Ä")
        #expect(CharacterSet.scalar(0x84, charset: 2_009) == "ä")
        #expect(CharacterSet.scalar(0x80, charset: 2_252) == "€")
        #expect(CharacterSet.scalar(0xE5, charset: nil) == "å")
    }
}
