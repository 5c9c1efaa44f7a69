// SPDX-License-Identifier: Apache-2.0
import Fleet
import PrinterWire
import Values

extension VirtualPrinter {
    /// What a collector would make of ``walk(at:)``, without the walk: a year of history for a college is
    /// made of a hundred thousand of these. Tests hold it equal to the interpreter's reading.
    public func reading(at instant: Instant, address heardAt: String? = nil) -> Reading {
        let statement = Statement(self)
        let design = model.design
        var reading = Reading(
            address: heardAt ?? address.description, heard: instant,
            saidOver: manners.versions == .v1Only ? .snmp1 : .snmp2c, isPrinter: true)
        reading.make = design.saysItsMake ? design.make : nil
        reading.model = design.saysItsMake ? design.name : design.fullName
        reading.serial = toldSerial
        reading.name = told(name)
        reading.location = told(location)
        reading.macAddresses = MACAddress(bytes: toldHardwareAddress).map { [$0] } ?? []
        reading.status = statement.printerStatus
        reading.isAsleep = isAsleep
        reading.errors = statement.errors
        reading.meters = lifeMeter.map { [$0] } ?? []
        reading.supplies = supplies.indices.map { supply($0) }
        reading.trays = trays.indices.map { tray in
            let (level, capacity) = recordedLevel(ofTray: tray)
            return Tray(
                index: "1.\(tray + 1)", name: model.trays[tray].name, level: level, max: capacity,
                media: model.trays[tray].media)
        }
        reading.alerts = statement.alerts.sorted { $0.index < $1.index }.map { Alert($0) }
        reading.console = statement.console.filter { !$0.isEmpty }
        return reading
    }

    private static let lifeCountOID = "1.3.6.1.2.1.43.10.2.1.4.1.1"
    private static let levelOID = "1.3.6.1.2.1.43.11.1.1.9.1."

    private var lifeMeter: Meter? {
        let value = recordedLifeCount
        guard value >= 0 else { return nil }
        return Meter(
            function: .all, color: .all, size: nil, unit: model.design.lifeCountUnit, value: value,
            source: Source(oid: VirtualPrinter.lifeCountOID, rule: "printer-mib/life-count"))
    }

    private func supply(_ place: Int) -> Supply {
        let part = model.parts[place]
        let (level, capacity) = recordedLevel(ofPart: place)
        var supply = Supply(
            index: "1.\(place + 1)", description: description(ofPart: place), type: part.type,
            colorant: part.colorant, supplyClass: part.supplyClass,
            level: VirtualPrinter.level(level, of: capacity, unit: part.unit),
            raw: RawLevel(
                level: level, max: capacity, unit: part.unit.word,
                oid: "\(VirtualPrinter.levelOID)\(place + 1)", rule: "printer-mib/level"),
            partNumber: manners.writesPartIntoDescription ? part.partNumber : nil,
            serial: manners.writesPartIntoDescription ? serial(ofPart: place) : nil)
        if part.supplyClass == .receptacleThatIsFilled { supply.gauge = .roomLeft }
        return supply
    }

    private static func level(_ level: Int64, of capacity: Int64, unit: SupplyUnit) -> Level {
        switch level {
        case -3: .someRemaining
        case ..<0: .unknown
        case _ where capacity > 0: .percent(Int((level * 200 + capacity) / (2 * capacity)))
        case _ where unit == .percent: .percent(Int(level))
        default: .unknown
        }
    }
}

extension SupplyUnit {
    /// PrtMarkerSuppliesSupplyUnitTC's word.
    fileprivate var word: String { "\(self)" }
}

extension Alert {
    fileprivate init(_ stated: StatedAlert) {
        self.init(
            index: "1.\(stated.index)", severity: stated.isCritical ? "critical" : "warning",
            training: Alert.trainings[stated.training], group: Alert.groups[stated.group],
            code: Alert.codes[stated.code], description: stated.description)
    }

    private static let trainings: [Int64: String] = [3: "untrained", 4: "trained", 5: "fieldService"]
    private static let groups: [Int64: String] = [
        6: "cover", 8: "input", 11: "markerSupplies", 13: "mediaPath",
    ]
    private static let codes: [Int64: String] = [
        3: "coverOpen", 8: "jam", 10: "subunitLifeAlmostOver", 11: "subunitLifeOver",
        12: "subunitAlmostEmpty",
        13: "subunitEmpty", 808: "inputMediaSupplyEmpty", 1_101: "markerTonerEmpty", 1_102: "markerInkEmpty",
        1_103: "markerPrintRibbonEmpty", 1_104: "markerTonerAlmostEmpty", 1_105: "markerInkAlmostEmpty",
        1_106: "markerPrintRibbonAlmostEmpty", 1_107: "markerWasteTonerReceptacleAlmostFull",
        1_108: "markerWasteInkReceptacleAlmostFull", 1_109: "markerWasteTonerReceptacleFull",
        1_110: "markerWasteInkReceptacleFull", 1_111: "markerOpcLifeAlmostOver", 1_112: "markerOpcLifeOver",
    ]
}
