// SPDX-License-Identifier: Apache-2.0
import Fleet
import PrinterWire

/// Makes the objects of a design, in the order in which they are walked.
struct MIBRows {
    private let design: PrinterDesign
    private var rows: [MIBRow] = []

    static func rows(of design: PrinterDesign) -> [MIBRow] {
        var maker = MIBRows(design)
        maker.addSystem()
        maker.addInterfaces()
        maker.addHost()
        maker.addGeneral()
        maker.addTrays()
        maker.addOutputs()
        maker.addMarker()
        maker.addPaths()
        maker.addConsole()
        maker.addPort()
        return maker.rows.sorted { $0.oid < $1.oid }
    }

    private init(_ design: PrinterDesign) {
        self.design = design
    }

    private var isTerse: Bool { design.talk == .terse }
    private var isFull: Bool { design.talk == .full }

    private mutating func add(_ base: OID, _ index: UInt32..., fixed value: SNMPValue) {
        rows.append(MIBRow(oid: base.appending(index), content: .fixed(value)))
    }

    private mutating func add(_ base: OID, _ index: UInt32..., live value: LiveValue) {
        rows.append(MIBRow(oid: base.appending(index), content: .live(value)))
    }

    /// A row of a table of the Printer-MIB: `columns` are column number and value.
    private mutating func add(
        row index: UInt32..., of table: OID, _ columns: [(column: UInt32, value: SNMPValue)]
    ) {
        for (column, value) in columns {
            rows.append(
                MIBRow(oid: table.appending([column, MIB.device] + index), content: .fixed(value)))
        }
    }

    private mutating func addSystem() {
        add(MIB.system, 1, 0, fixed: .text("\(design.fullName); firmware \(design.firmware)"))
        add(MIB.system, 2, 0, fixed: .oid(MIB.enterprise.appending(1, designNumber)))
        add(MIB.system, 3, 0, live: .upTime)
        add(MIB.system, 4, 0, live: .contact)
        add(MIB.system, 5, 0, live: .name)
        add(MIB.system, 6, 0, live: .location)
        add(MIB.system, 7, 0, fixed: .integer(72))
    }

    /// A number for the design that stays the same from one start to the next.
    private var designNumber: UInt32 {
        design.id.utf8.reduce(5_381) { ($0 &* 33) ^ UInt32($1) } % 60_000 + 1
    }

    private mutating func addInterfaces() {
        let table = MIB.interfaces.appending(2, 1)
        add(MIB.interfaces, 1, 0, fixed: .integer(isFull ? 2 : 1))
        add(table, 1, 1, fixed: .integer(1))
        add(table, 2, 1, fixed: .text("\(design.make) Ethernet"))
        add(table, 3, 1, fixed: .integer(6))
        add(table, 6, 1, live: .hardwareAddress)
        guard !isTerse else { return }
        add(table, 4, 1, fixed: .integer(1_500))
        add(table, 5, 1, fixed: .gauge32(1_000_000_000))
        add(table, 7, 1, fixed: .integer(1))
        add(table, 8, 1, fixed: .integer(1))
        add(table, 10, 1, live: .octetsIn)
        add(table, 13, 1, fixed: .counter32(0))
        add(table, 14, 1, fixed: .counter32(0))
        add(table, 16, 1, live: .octetsOut)
        guard isFull else { return }
        let loopback: [SNMPValue] = [
            .integer(2), .text("lo0"), .integer(24), .integer(16_384), .gauge32(0), .octets([]), .integer(1),
            .integer(1),
        ]
        for (column, value) in loopback.enumerated() { add(table, UInt32(column + 1), 2, fixed: value) }
    }

    private mutating func addHost() {
        add(MIB.hostResources, 1, 1, 0, live: .upTime)
        addHostDevice(
            1, type: 5, design.saysItsMake ? design.name : design.fullName, status: .live(.deviceStatus))
        add(MIB.hostPrinter, 1, 1, live: .printerStatus)
        add(MIB.hostPrinter, 2, 1, live: .errorState)
        guard !isTerse else { return }
        add(MIB.hostResources, 2, 2, 0, fixed: .integer(isFull ? 2_097_152 : 262_144))
        addHostDevice(2, type: 3, "\(design.make) processor", status: .fixed(.integer(2)))
        addHostDevice(3, type: 4, "\(design.make) Ethernet", status: .fixed(.integer(2)))
        guard isFull else { return }
        addHostDevice(4, type: 6, "Solid-state drive", status: .fixed(.integer(2)))
        let storage = MIB.hostResources.appending(2, 3, 1)
        for (index, name) in [(1, "RAM"), (2, "Spool")] as [(UInt32, String)] {
            add(storage, 1, index, fixed: .integer(Int64(index)))
            add(storage, 2, index, fixed: .oid(MIB.hostResources.appending(2, 1, index == 1 ? 2 : 4)))
            add(storage, 3, index, fixed: .text(name))
            add(storage, 4, index, fixed: .integer(4_096))
            add(storage, 5, index, fixed: .integer(524_288))
            add(storage, 6, index, fixed: .integer(Int64(index) * 91_337))
        }
    }

    private mutating func addHostDevice(
        _ index: UInt32, type: UInt32, _ description: String, status: MIBRow.Content
    ) {
        add(MIB.hostDevice, 1, index, fixed: .integer(Int64(index)))
        add(MIB.hostDevice, 2, index, fixed: .oid(MIB.hostResources.appending(3, 1, type)))
        add(MIB.hostDevice, 3, index, fixed: .text(description))
        add(MIB.hostDevice, 4, index, fixed: .oid(OID([0, 0] as [UInt32])))
        rows.append(MIBRow(oid: MIB.hostDevice.appending(5, index), content: status))
        add(MIB.hostDevice, 6, index, fixed: .counter32(0))
    }

    private mutating func addGeneral() {
        let general = MIB.printer.appending(5, 1, 1)
        add(general, 1, 1, live: .configChanges)
        add(general, 16, 1, fixed: .text(design.fullName))
        add(general, 17, 1, live: .serial)
        guard !isTerse else { return }
        let fixed: [(UInt32, Int64)] = [
            (2, 1), (3, 3), (6, 1), (7, 1), (8, 1), (9, 1), (10, 1), (11, 2), (12, 24), (13, 3), (14, 4),
            (15, 4),
        ]
        for (column, value) in fixed { add(general, column, 1, fixed: .integer(value)) }
        add(general, 4, 1, fixed: .octets([]))
        add(general, 5, 1, fixed: .octets([]))
        add(general, 18, 1, live: .criticalAlerts)
        add(general, 19, 1, live: .allAlerts)
        let covers = isFull ? ["Front Door", "Left Door", "Scanner Lid"] : ["Front Door"]
        for (position, cover) in covers.enumerated() {
            let index = UInt32(position + 1)
            add(MIB.printer.appending(6, 1, 1), 2, 1, index, fixed: .text(cover))
            if position == 0 {
                add(MIB.printer.appending(6, 1, 1), 3, 1, index, live: .coverStatus)
            } else {
                add(MIB.printer.appending(6, 1, 1), 3, 1, index, fixed: .integer(4))
            }
        }
        let charset: Int64 = design.manners.writesLatin1 ? 4 : 106
        add(
            row: 1, of: MIB.printer.appending(7, 1, 1),
            [
                (2, .text("en")), (3, .text("GB")), (4, .integer(charset)),
            ])
    }

    private mutating func addTrays() {
        for (position, tray) in design.trays.enumerated() {
            let index = UInt32(position + 1)
            let isRoll = tray.media.hasPrefix("roll") || tray.media == "labels"
            add(MIB.input, 9, 1, index, live: .trayCapacity(position))
            add(MIB.input, 10, 1, index, live: .trayLevel(position))
            add(MIB.input, 12, 1, index, fixed: .text(tray.media))
            add(MIB.input, 13, 1, index, fixed: .text(tray.name))
            add(row: index, of: MIB.input, [(2, .integer(isRoll ? 6 : 3)), (8, .integer(isRoll ? 17 : 8))])
            guard !isTerse else { continue }
            add(MIB.input, 11, 1, index, live: .trayStatus(position))
            let length: Int64 = tray.media == "a3" ? 420_000 : 297_000
            let width: Int64 = tray.media == "a3" ? 297_000 : 210_000
            add(
                row: index, of: MIB.input,
                [
                    (3, .integer(4)), (4, .integer(length)), (5, .integer(width)), (6, .integer(length)),
                    (7, .integer(width)), (18, .text("\(tray.name), \(tray.capacity) sheets")),
                ])
            guard isFull else { continue }
            add(
                row: index, of: MIB.input,
                [
                    (14, .text(design.make)), (15, .text("\(design.id)-T\(index)")), (16, .octets([])),
                    (17, .octets([])), (19, .integer(5)), (20, .integer(80)), (21, .text("stationery")),
                    (22, .text("white")), (23, .integer(1)), (24, .integer(-2)), (25, .integer(-2)),
                ])
        }
    }

    private mutating func addOutputs() {
        guard !isTerse else { return }
        let output = MIB.printer.appending(9, 2, 1)
        let bins = isFull ? ["Centre Tray", "Finisher Tray"] : ["Standard Bin"]
        for (position, bin) in bins.enumerated() {
            let index = UInt32(position + 1)
            add(
                row: index, of: output,
                [
                    (2, .integer(4)), (3, .integer(8)), (4, .integer(250)), (5, .integer(-3)),
                    (6, .integer(0)),
                    (7, .text(bin)),
                ])
            guard isFull else { continue }
            add(
                row: index, of: output,
                [
                    (8, .text(design.make)), (9, .octets([])), (10, .octets([])), (11, .octets([])),
                    (12, .text(bin)),
                    (13, .integer(5)), (14, .integer(4)), (15, .integer(420_000)), (16, .integer(297_000)),
                    (17, .integer(148_000)), (18, .integer(100_000)), (19, .integer(3)), (20, .integer(3)),
                    (21, .integer(4)), (22, .integer(4)), (23, .integer(5)), (24, .integer(3)),
                ])
        }
    }

    private mutating func addMarker() {
        let marker = MIB.printer.appending(10, 2, 1)
        let technology: Int64 =
            switch design.kind {
            case .ink, .largeFormat: 12
            case .label: design.parts.isEmpty ? 17 : 16
            default: 4
            }
        let colorants = design.colorants
        add(marker, 4, 1, 1, live: .lifeCount)
        add(
            row: 1, of: marker,
            [
                (2, .integer(technology)), (3, .integer(design.lifeCountUnit == .sheets ? 8 : 7)),
                (6, .integer(Int64(max(colorants.count, 1)))),
            ])
        if !isTerse {
            add(marker, 5, 1, 1, live: .powerOnCount)
            let fixed: [(UInt32, Int64)] = [
                (7, 0), (8, 3), (9, 1_200), (10, 1_200), (11, 4_233), (12, 4_233), (13, 4_233), (14, 4_233),
                (15, 0),
            ]
            for (column, value) in fixed { add(row: 1, of: marker, [(column, .integer(value))]) }
        }
        for (position, colorant) in colorants.enumerated() {
            add(
                row: UInt32(position + 1), of: MIB.printer.appending(12, 1, 1),
                [
                    (2, .integer(1)), (3, .integer(3)), (4, .text(colorant)),
                    (5, .integer(position == 0 ? 256 : 128)),
                ])
        }
        for (position, part) in design.parts.enumerated() {
            let index = UInt32(position + 1)
            let colorantIndex = part.colorant.flatMap { colorants.firstIndex(of: $0) }.map { $0 + 1 } ?? 0
            add(MIB.supplies, 6, 1, index, live: .partDescription(position))
            add(MIB.supplies, 8, 1, index, live: .partCapacity(position))
            add(MIB.supplies, 9, 1, index, live: .partLevel(position))
            let isReceptacle = part.supplyClass == .receptacleThatIsFilled
            add(
                row: index, of: MIB.supplies,
                [
                    (2, .integer(1)), (3, .integer(Int64(colorantIndex))),
                    (4, .integer(isReceptacle ? 4 : 3)),
                    (5, .integer(part.type.mibValue)), (7, .integer(part.unit.rawValue)),
                ])
        }
    }

    private mutating func addPaths() {
        guard !isTerse else { return }
        let paths = isFull ? ["Simplex", "Duplex"] : ["Simplex"]
        for (position, path) in paths.enumerated() {
            add(
                row: UInt32(position + 1), of: MIB.printer.appending(13, 4, 1),
                [
                    (2, .integer(8)), (3, .integer(4)), (4, .integer(Int64(design.pagesPerMinute * 60))),
                    (5, .integer(432_000)), (6, .integer(297_000)), (7, .integer(148_000)),
                    (8, .integer(90_000)),
                    (9, .integer(position == 1 ? 3 : 5)), (10, .text(path)), (11, .integer(0)),
                ])
        }
        let channels: [(type: Int64, text: String)] = [
            (11, "Port=9100"), (8, "Queue=raw"), (44, "URI=/ipp/print"), (4, "USB"),
        ]
        for (position, channel) in channels.prefix(isFull ? 4 : 2).enumerated() {
            add(
                row: UInt32(position + 1), of: MIB.printer.appending(14, 1, 1),
                [
                    (2, .integer(channel.type)), (3, .text("1.0")), (4, .integer(1)), (5, .integer(1)),
                    (6, .integer(3)), (7, .integer(1)), (8, .integer(0)), (9, .text(channel.text)),
                ])
        }
        let languages: [(family: Int64, name: String)] = [
            (47, "PCL 6"), (3, "PCL 5e"), (6, "PostScript 3"), (54, "PDF 1.7"),
        ]
        for (position, language) in languages.prefix(isFull ? 4 : 2).enumerated() {
            add(
                row: UInt32(position + 1), of: MIB.printer.appending(15, 1, 1),
                [
                    (2, .integer(language.family)), (3, .text("1")), (4, .octets([])),
                    (5, .text(language.name)),
                    (6, .text(design.firmware)), (7, .integer(3)), (8, .integer(1_200)), (9, .integer(1_200)),
                    (10, .integer(106)), (11, .integer(106)), (12, .integer(3)),
                ])
        }
    }

    private mutating func addConsole() {
        let lines = isTerse ? 1 : 2
        for line in 0..<lines {
            add(MIB.printer.appending(16, 5, 1), 2, 1, UInt32(line + 1), live: .console(line: line))
        }
        guard !isTerse else { return }
        for (position, light) in ["Ready", "Attention"].enumerated() {
            add(MIB.printer.appending(17, 6, 1), 2, 1, UInt32(position + 1), live: .light(position))
            add(
                row: UInt32(position + 1), of: MIB.printer.appending(17, 6, 1),
                [
                    (3, .integer(0)), (4, .integer(position == 0 ? 4 : 3)), (5, .text(light)),
                ])
        }
    }

    private mutating func addPort() {
        guard design.saysItsMake else { return }
        add(MIB.port, 2, 1, fixed: .text(design.fullName))
        add(MIB.port, 3, 1, live: .deviceID)
    }
}

extension PrinterDesign {
    /// What it marks with, each colour once, in the order of its parts.
    var colorants: [String] {
        var found: [String] = []
        for colorant in parts.compactMap(\.colorant) where !found.contains(colorant) {
            found.append(colorant)
        }
        return found
    }
}
