// SPDX-License-Identifier: Apache-2.0
import Fleet
import PrinterWire
import Values

/// What a machine would say about itself now: the values behind its walk and behind its reading, so that the
/// two cannot disagree.
struct Statement {
    let printerStatus: PrinterStatus
    /// hrDeviceStatus: 2 running, 3 warning, 5 down.
    let deviceStatus: Int64
    let errors: [DetectedError]
    let alerts: [StatedAlert]
    let console: [String]

    init(_ printer: VirtualPrinter) {
        let isStopped = printer.isStopped
        let isAsleep = printer.isAsleep
        printerStatus =
            isStopped || isAsleep ? .other : printer.printsLong ? .printing : .idle
        deviceStatus = isStopped ? 5 : printer.troubles.isEmpty ? 2 : 3
        alerts = printer.troubles.enumerated().map { place, trouble in
            StatedAlert(
                trouble, of: printer,
                index: printer.manners.alertsAreSparse ? trouble.index : UInt32(place + 1))
        }
        errors = Statement.errors(of: printer, isStopped: isStopped)
        let headline =
            alerts.first { $0.isCritical }?.description
            ?? (isAsleep ? "Sleep" : printer.printsLong ? "Printing" : "Ready")
        let second = alerts.first { !$0.isCritical }?.description ?? ""
        console = printer.model.design.talk == .terse ? [headline] : [headline, second]
    }

    private static func errors(of printer: VirtualPrinter, isStopped: Bool) -> [DetectedError] {
        var found: Set<DetectedError> = []
        let parts = printer.model.parts
        for trouble in printer.troubles {
            switch trouble.kind {
            case .jam: found.insert(.jammed)
            case .coverOpen: found.insert(.doorOpen)
            case .trayEmpty:
                found.insert(printer.trays.allSatisfy { $0.sheets == 0 } ? .noPaper : .inputTrayEmpty)
            case .nearlyOut(let part): if parts[part].type.isMarkingMaterial { found.insert(.lowToner) }
            case .out(let part):
                found.insert(
                    parts[part].type.isMarkingMaterial
                        ? .noToner : parts[part].type.isWaste ? .serviceRequested : .overduePreventMaint)
            }
        }
        if printer.manners.errorState == .oneByte {
            // The second byte's conditions have no place in one byte.
            let firstByte = Set(DetectedError.allCases.prefix(8))
            if !found.isSubset(of: firstByte), found.isDisjoint(with: firstByte) {
                found.insert(.serviceRequested)
            }
            found.formIntersection(firstByte)
        }
        return DetectedError.allCases.filter(found.contains)
    }

    /// hrPrinterDetectedErrorState; bit 0 is the top bit of the first byte.
    func errorBytes(_ manner: FirmwareManners.ErrorState) -> [UInt8] {
        var bytes: [UInt8] = [0, 0]
        for (bit, error) in DetectedError.allCases.enumerated() where errors.contains(error) {
            bytes[bit / 8] |= 0x80 >> UInt8(bit % 8)
        }
        switch manner {
        case .oneByte: return [bytes[0]]
        case .twoBytes: return bytes
        case .emptyWhenFine: return errors.isEmpty ? [] : bytes
        }
    }
}

/// A row of prtAlertTable.
struct StatedAlert {
    let index: UInt32
    let isCritical: Bool
    /// prtAlertTrainingLevel: 3 untrained, 4 trained, 5 fieldService.
    let training: Int64
    /// prtAlertGroup and the row in it.
    let group: Int64
    let groupIndex: Int64
    let code: Int64
    let description: String
    let since: Instant

    init(_ trouble: VirtualPrinter.Trouble, of printer: VirtualPrinter, index: UInt32) {
        self.index = index
        since = trouble.since
        switch trouble.kind {
        case .jam:
            (isCritical, training, group, groupIndex, code) = (true, 3, 13, 1, 8)
            description = "Paper jam"
        case .coverOpen:
            (isCritical, training, group, groupIndex, code) = (true, 3, 6, 1, 3)
            description = "Door open"
        case .trayEmpty(let tray):
            let allAreEmpty = printer.trays.allSatisfy { $0.sheets == 0 }
            (isCritical, training, group, groupIndex, code) = (allAreEmpty, 3, 8, Int64(tray + 1), 808)
            description = "\(printer.model.trays[tray].name) empty"
        case .nearlyOut(let place), .out(let place):
            let part = printer.model.parts[place]
            let isOut = if case .out = trouble.kind { true } else { false }
            isCritical = isOut && part.stopsTheMachine
            training = part.type.isMarkingMaterial ? 3 : part.type.isWaste ? 4 : 5
            (group, groupIndex) = (11, Int64(place + 1))
            code = part.alertCode(isOut: isOut)
            let word =
                part.type.isWaste ? (isOut ? "full" : "almost full") : isOut ? "empty" : "low"
            description = "\(part.description) \(word)"
        }
    }

    var severity: Int64 { isCritical ? 3 : 4 }
}

extension SupplyPart {
    /// PrtAlertCodeTC for a supply that is low or gone.
    fileprivate func alertCode(isOut: Bool) -> Int64 {
        switch type {
        case .toner, .tonerCartridge: isOut ? 1_101 : 1_104
        case .ink, .inkCartridge: isOut ? 1_102 : 1_105
        case .inkRibbon: isOut ? 1_103 : 1_106
        case .wasteToner: isOut ? 1_109 : 1_107
        case .wasteInk: isOut ? 1_110 : 1_108
        case .opc: isOut ? 1_112 : 1_111
        case .staples: isOut ? 13 : 12
        default: isOut ? 11 : 10
        }
    }
}

// What single objects say.
extension VirtualPrinter {
    /// prtMarkerSuppliesLevel and prtMarkerSuppliesMaxCapacity.
    func recordedLevel(ofPart index: Int) -> (level: Int64, capacity: Int64) {
        let part = model.parts[index]
        let left = supplies[index].remaining
        let life = part.lifePages * 1_000
        switch part.gauge ?? manners.gauge {
        case .fine:
            // A cartridge that still prints does not say that it is empty.
            let level = (left * part.capacity * 2 + life) / (2 * life)
            return (left > 0 ? max(level, 1) : 0, part.capacity)
        case .steps(let step):
            let width = Int64(max(step, 1))
            let percent = min(100, (left * 100 + life * width - 1) / (life * width) * width)
            return (part.capacity * percent / 100, part.capacity)
        case .someLeft: return (left > 0 ? -3 : 0, -2)
        case .unknown: return (-2, -2)
        case .percentWithoutCapacity: return (left > 0 ? max((left * 200 + life) / (2 * life), 1) : 0, -2)
        }
    }

    /// prtInputCurrentLevel and prtInputMaxCapacity.
    func recordedLevel(ofTray index: Int) -> (level: Int64, capacity: Int64) {
        let tray = model.trays[index]
        let sheets = trays[index].sheets
        switch tray.gauge {
        case .steps(let step):
            let width = Int64(max(step, 1))
            let percent = min(
                100, (sheets * 100 + tray.capacity * width - 1) / (tray.capacity * width) * width)
            return (tray.capacity * percent / 100, tray.capacity)
        case .someLeft: return (sheets > 0 ? -3 : 0, tray.capacity)
        case .unknown: return (-2, tray.capacity)
        case .fine, .percentWithoutCapacity: return (sheets, tray.capacity)
        }
    }

    /// What the machine writes as the description of a supply.
    func description(ofPart index: Int) -> String {
        let part = model.parts[index]
        guard manners.writesPartIntoDescription else { return part.description }
        return "\(part.description), PN \(part.partNumber);SN\(serial(ofPart: index))"
    }

    /// The serial number of what is in the machine now, in eight hex digits.
    func serial(ofPart index: Int) -> String {
        let digits = String(supplies[index].serial, radix: 16, uppercase: true)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }

    /// prtMarkerLifeCount as 32 bits keep it; negative where an INTEGER was chosen and is full.
    var recordedLifeCount: Int64 {
        let count = model.design.lifeCountUnit == .sheets ? counters.sheets : counters.impressions
        return manners.countsInIntegers
            ? Int64(Int32(truncatingIfNeeded: count)) : Int64(UInt32(truncatingIfNeeded: count))
    }

    /// Hundredths of a second since it started, as 32 bits keep them.
    func upTime(at instant: Instant) -> UInt32 { ticks(of: bootedAt, at: instant) }

    /// sysUpTime of an earlier instant, seen from the start of the machine.
    func ticks(of start: Instant, at instant: Instant) -> UInt32 {
        UInt32(truncatingIfNeeded: max(0, instant.microseconds - start.microseconds) / 10_000)
    }

    /// The serial number as the machine tells it; `nil` when it does not.
    var toldSerial: String? { manners.serialNumber == .own ? serial : nil }

    var toldHardwareAddress: [UInt8] {
        switch manners.hardwareAddress {
        case .own: hardwareAddress
        case .empty: []
        case .zero: [0, 0, 0, 0, 0, 0]
        case .shared: [0xAC, 0xDE, 0x48, 0, 0, 1]
        }
    }

    /// A text that people typed or that names a supply, in the bytes of this firmware.
    func bytes(of text: String) -> [UInt8] {
        var bytes =
            manners.writesLatin1
            ? text.unicodeScalars.map { $0.value <= 0xFF ? UInt8($0.value) : UInt8(ascii: "?") }
            : Array(text.utf8)
        if manners.endsTextWithNUL { bytes.append(0) }
        return bytes
    }

    /// What is left of a text when it has gone through this firmware.
    func told(_ text: String) -> String? {
        var heard = text
        if manners.writesLatin1 {
            heard = String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value <= 0xFF ? $0 : "?" }))
        }
        return heard.isEmpty ? nil : heard
    }
}
