// SPDX-License-Identifier: Apache-2.0
import Fleet

// The built-in models. Makes, names and part numbers are invented for this project; what they say and how is
// modelled on the kinds of machine that stand in offices.

extension PrinterModel {
    /// The model that benchmarks poll: a colour multifunction machine that fills the whole Printer-MIB.
    public static var benchmark: PrinterModel { catalogue[0] }

    /// All built-in models.
    public static let catalogue: [PrinterModel] = (officeColor + officeMono + special).map(PrinterModel.init)

    /// Black, then the three colours, as one range sells them.
    private static func toners(
        _ range: String, black: Int64, color: Int64, unit: SupplyUnit = .impressions,
        type: SupplyType = .toner, word: String = "Toner"
    ) -> [SupplyPart] {
        [
            ("Black", "black", "K"), ("Cyan", "cyan", "C"), ("Magenta", "magenta", "M"),
            ("Yellow", "yellow", "Y"),
        ]
        .map { name, colorant, letter in
            SupplyPart(
                "\(name) \(word)", type, colorant, life: colorant == "black" ? black : color, unit: unit,
                part: "\(range)-\(letter)")
        }
    }

    private static func drums(_ range: String, life: Int64, unit: SupplyUnit = .impressions) -> [SupplyPart] {
        [("Black", "black"), ("Cyan", "cyan"), ("Magenta", "magenta"), ("Yellow", "yellow")].map {
            name, colorant in
            SupplyPart(
                "\(name) Drum Unit", .opc, colorant, life: life, unit: unit,
                part: "\(range)-\(name.prefix(1))")
        }
    }

    private static let officeColor: [PrinterDesign] = [
        PrinterDesign(
            id: "tarn-c4520", make: "Tarn", name: "Chroma C4520", kind: .colorMultifunction,
            firmware: "7.14.2-0391", pagesPerMinute: 45, abilities: [.copy, .scan, .fax, .color, .duplex],
            parts: toners("TN45", black: 28_000, color: 22_000) + drums("DR45", life: 120_000) + [
                SupplyPart("Waste Toner Container", .wasteToner, life: 50_000, unit: .percent, part: "WT45"),
                SupplyPart("Fuser Unit", .fuser, life: 250_000, part: "FU45"),
            ],
            trays: [
                TrayPart("Tray 1", holds: 520), TrayPart("Tray 2", holds: 520),
                TrayPart("Tray 3", holds: 1_000), TrayPart("Bypass Tray", holds: 100, gauge: .someLeft),
            ],
            pagesPerDay: 420, talk: .full),
        PrinterDesign(
            id: "morrow-mx5", make: "Morrow", name: "Assembly MX-5", kind: .colorMultifunction,
            firmware: "MX5 02.31", pagesPerMinute: 55, abilities: [.copy, .scan, .color, .duplex],
            parts: toners("MX-5T", black: 36_000, color: 26_000, unit: .percent) + [
                SupplyPart(
                    "Waste Toner Box", .wasteToner, life: 60_000, unit: .percent, part: "MX-5W",
                    gauge: .someLeft),
                SupplyPart("Transfer Belt", .transferUnit, life: 300_000, unit: .percent, part: "MX-5B"),
                SupplyPart("Fuser", .fuser, life: 300_000, unit: .percent, part: "MX-5F"),
                SupplyPart(
                    "Staples", .staples, life: 900_000, capacity: -2, unit: .other, part: "MX-5S",
                    gauge: .someLeft),
            ],
            trays: [
                TrayPart("Cassette 1", holds: 550), TrayPart("Cassette 2", holds: 550, media: "a3"),
                TrayPart("Large Capacity", holds: 2_500),
            ],
            lifeCountUnit: .sheets, pagesPerDay: 650,
            manners: FirmwareManners().with {
                $0.gauge = .steps(percent: 10); $0.alertsAreSparse = true
            }),
        PrinterDesign(
            id: "ostler-c230", make: "Ostler", name: "Pagewright C230dn", kind: .colorLaser,
            firmware: "OSL.230.1.9", pagesPerMinute: 24, abilities: [.color, .duplex],
            parts: toners("230X", black: 3_200, color: 2_300, word: "Cartridge") + [
                SupplyPart("Waste Toner Bottle", .wasteToner, life: 25_000, part: "230W")
            ],
            trays: [TrayPart("Tray 1", holds: 250), TrayPart("Manual Feed", holds: 1, gauge: .someLeft)],
            pagesPerDay: 55,
            manners: FirmwareManners().with {
                $0.writesPartIntoDescription = true
                $0.sleep = .slow
                $0.answerBytesMax = 1_472
            }),
        PrinterDesign(
            id: "kestrow-c810", make: "Kestrow", name: "Duo C810", kind: .colorMultifunction,
            firmware: "3.0.44", pagesPerMinute: 31, abilities: [.copy, .scan, .fax, .color, .duplex],
            parts: toners("K81", black: 9_000, color: 7_000) + drums("K81D", life: 45_000) + [
                SupplyPart("Belt Unit", .transferUnit, life: 60_000, part: "K81B"),
                SupplyPart("Waste Toner Box", .wasteToner, life: 50_000, part: "K81W"),
            ],
            trays: [TrayPart("Tray 1", holds: 250), TrayPart("Tray 2", holds: 500)],
            pagesPerDay: 130,
            manners: FirmwareManners().with {
                $0.gauge = .someLeft
                $0.bulk = .ignored
                $0.answerBytesMax = 1_400
                $0.errorState = .oneByte
            }),
    ]

    private static let officeMono: [PrinterDesign] = [
        PrinterDesign(
            id: "calder-lp320", make: "Calder", name: "LP 320dn", kind: .monoLaser, firmware: "4.2.1",
            pagesPerMinute: 34, abilities: [.duplex],
            parts: [
                SupplyPart("Black Toner Cartridge", .tonerCartridge, "black", life: 6_000, part: "CL-32"),
                SupplyPart("Imaging Drum", .opc, life: 30_000, part: "CL-32D"),
            ],
            trays: [TrayPart("Tray 1", holds: 250), TrayPart("MP Tray", holds: 50, gauge: .someLeft)],
            pagesPerDay: 70),
        PrinterDesign(
            id: "calder-lp640", make: "Calder", name: "LP 640x", kind: .monoLaser, firmware: "4.2.9",
            pagesPerMinute: 62, abilities: [.duplex],
            parts: [
                SupplyPart("Black Toner Cartridge", .tonerCartridge, "black", life: 25_000, part: "CL-64"),
                SupplyPart("Maintenance Kit", .fuser, life: 225_000, part: "CL-64M"),
            ],
            trays: [
                TrayPart("Tray 1", holds: 550), TrayPart("Tray 2", holds: 550),
                TrayPart("Tray 3", holds: 550),
            ],
            pagesPerDay: 380, manners: FirmwareManners().with { $0.endsTextWithNUL = true }),
        PrinterDesign(
            id: "linnet-s12", make: "Linnet", name: "S12", kind: .monoLaser, firmware: "1.07",
            pagesPerMinute: 20, abilities: [],
            parts: [SupplyPart("Toner", .toner, "black", life: 1_600, part: "LN-12", gauge: .someLeft)],
            trays: [TrayPart("Main Tray", holds: 150, gauge: .someLeft)],
            pagesPerDay: 18,
            manners: FirmwareManners().with {
                $0.versions = .v1Only
                $0.bulk = .ignored
                $0.answerBytesMax = 484
                $0.errorState = .oneByte
                $0.sleep = .deaf
                $0.countsInIntegers = true
            }, talk: .terse),
        PrinterDesign(
            id: "linnet-m24", make: "Linnet", name: "M24 Trio", kind: .monoMultifunction, firmware: "2.20",
            pagesPerMinute: 28, abilities: [.copy, .scan, .fax, .duplex],
            parts: [
                SupplyPart("LN-24", .toner, "black", life: 3_000, part: "LN-24"),
                SupplyPart("Drum LN-24D", .opc, life: 15_000, part: "LN-24D"),
            ],
            trays: [TrayPart("Tray 1", holds: 250)],
            pagesPerDay: 45,
            manners: FirmwareManners().with {
                $0.bulk = .refused
                $0.serialNumber = .empty
                $0.startsOverAtTheEnd = true
            }, talk: .terse),
        PrinterDesign(
            id: "harbeck-w450", make: "Harbeck", name: "Workgroup 450", kind: .monoMultifunction,
            firmware: "HB-450 R6.3", pagesPerMinute: 45, abilities: [.copy, .scan, .duplex],
            parts: [
                SupplyPart("HB450 Black", .toner, "black", life: 15_000, unit: .percent, part: "HB450"),
                SupplyPart(
                    "Waste Toner Box", .wasteToner, life: 40_000, unit: .percent, part: "HB450W",
                    gauge: .percentWithoutCapacity),
                SupplyPart(
                    "Fusing Unit", .fuser, life: 200_000, unit: .percent, part: "HB450F", gauge: .unknown),
            ],
            trays: [
                TrayPart("Tray 1", holds: 500, gauge: .steps(percent: 25)),
                TrayPart("Tray 2", holds: 500, gauge: .steps(percent: 25)),
            ],
            pagesPerDay: 210,
            manners: FirmwareManners().with {
                $0.writesLatin1 = true
                $0.errorState = .emptyWhenFine
                $0.alertsAreSparse = true
            }),
    ]

    private static let special: [PrinterDesign] = [
        PrinterDesign(
            id: "fennick-jet60", make: "Fennick", name: "Brightjet 60", kind: .ink, firmware: "FJ60.2103",
            pagesPerMinute: 18, abilities: [.copy, .scan, .color, .duplex],
            parts: toners(
                "F60", black: 2_200, color: 1_500, unit: .other, type: .inkCartridge, word: "Ink Cartridge"
            ).map { $0.told(capacity: 100) } + [
                SupplyPart(
                    "Maintenance Box", .wasteInk, life: 30_000, capacity: 100, unit: .other, part: "F60MB")
            ],
            trays: [TrayPart("Cassette 1", holds: 250, gauge: .someLeft)],
            pagesPerDay: 35, manners: FirmwareManners().with { $0.errorState = .emptyWhenFine }),
        PrinterDesign(
            id: "quillon-q900", make: "Quillon", name: "Inkline Q900", kind: .ink, firmware: "9.0.12",
            pagesPerMinute: 60, abilities: [.copy, .scan, .fax, .color, .duplex],
            parts: toners(
                "Q9", black: 50_000, color: 20_000, unit: .tenthsOfMilliliters, type: .ink, word: "Ink"
            ).map { $0.told(capacity: 6_000) } + [
                SupplyPart("Waste Ink Box", .wasteInk, life: 90_000, unit: .percent, part: "Q9W")
            ],
            trays: [
                TrayPart("Tray 1", holds: 500), TrayPart("Tray 2", holds: 500),
                TrayPart("Rear Feed", holds: 80),
            ],
            pagesPerDay: 260, manners: FirmwareManners().with { $0.countsNearWrap = true }, talk: .full),
        PrinterDesign(
            id: "sorrel-t4", make: "Sorrel", name: "Tagline T4", kind: .label, firmware: "V84.20",
            pagesPerMinute: 120, abilities: [],
            parts: [
                SupplyPart(
                    "Ribbon", .inkRibbon, "black", life: 6_000, capacity: 300, unit: .meters, part: "S-T4R",
                    gauge: .someLeft)
            ],
            trays: [TrayPart("Roll", holds: 2_000, media: "labels", gauge: .someLeft)],
            pagesPerDay: 160,
            manners: FirmwareManners().with {
                $0.sleepsAfterMinutes = 0; $0.hardwareAddress = .zero
            }, talk: .terse),
        PrinterDesign(
            id: "wexley-l2", make: "Wexley", name: "Deskmark L2", kind: .label, firmware: "1.3",
            pagesPerMinute: 90, abilities: [],
            parts: [],
            trays: [TrayPart("Labels", holds: 700, media: "labels", gauge: .someLeft)],
            pagesPerDay: 40,
            manners: FirmwareManners().with {
                $0.versions = .v1Only
                $0.bulk = .ignored
                $0.serialNumber = .absent
                $0.sleepsAfterMinutes = 0
                $0.answerBytesMax = 700
            }, talk: .terse, saysItsMake: false),
        PrinterDesign(
            id: "brindle-p36", make: "Brindle", name: "Planmaker P36", kind: .largeFormat,
            firmware: "BR36_21.4",
            pagesPerMinute: 2, abilities: [.color],
            parts: toners(
                "BR", black: 900, color: 700, unit: .tenthsOfMilliliters, type: .inkCartridge,
                word: "Ink 300 ml"
            ).map { $0.told(capacity: 3_000) } + [
                SupplyPart(
                    "Matte Black Ink 300 ml", .inkCartridge, "matte black", life: 700, capacity: 3_000,
                    unit: .tenthsOfMilliliters, part: "BR-MK"),
                SupplyPart("Maintenance Cartridge", .wasteInk, life: 6_000, unit: .percent, part: "BR-MC"),
            ],
            trays: [
                TrayPart("Roll 1", holds: 75, media: "roll 914 mm"),
                TrayPart("Roll 2", holds: 75, media: "roll 610 mm"),
            ],
            pagesPerDay: 9, manners: FirmwareManners().with { $0.hardwareAddress = .empty }),
        PrinterDesign(
            id: "ardmere-a7", make: "Ardmere", name: "Frontdesk A7", kind: .monoMultifunction,
            firmware: "A7-0.98",
            pagesPerMinute: 40, abilities: [.copy, .scan, .duplex],
            parts: [
                SupplyPart("Black Toner", .toner, "black", life: 12_000, unit: .tenthsOfGrams, part: "AR7")
                    .told(capacity: 4_100),
                SupplyPart("Drum", .opc, life: 60_000, unit: .percent, part: "AR7D"),
                SupplyPart("Waste Toner", .wasteToner, life: 45_000, unit: .percent, part: "AR7W"),
            ],
            trays: [TrayPart("Upper Tray", holds: 500), TrayPart("Lower Tray", holds: 500)],
            pagesPerDay: 160, manners: FirmwareManners().with { $0.hardwareAddress = .shared }),
    ]
}

extension SupplyPart {
    /// The same part with the capacity that the firmware gives in its unit.
    fileprivate func told(capacity: Int64) -> SupplyPart {
        SupplyPart(
            description, type, colorant, life: lifePages, capacity: capacity, unit: unit, part: partNumber,
            gauge: gauge)
    }
}
