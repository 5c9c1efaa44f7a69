// SPDX-License-Identifier: Apache-2.0
import Fleet
import PrinterWire
import Values

extension VirtualPrinter {
    /// Everything the machine says over SNMP, in order. It is as it was after the last ``advance(to:in:)``;
    /// `instant` only sets its clock.
    public func walk(at instant: Instant) -> Walk {
        let statement = Statement(self)
        var varBinds: [VarBind] = []
        let rows = model.rows
        varBinds.reserveCapacity(rows.count + statement.alerts.count * 8)
        for row in rows[..<model.alertPosition] { add(row, to: &varBinds, statement, at: instant) }
        addAlerts(statement.alerts, to: &varBinds, at: instant)
        for row in rows[model.alertPosition...] { add(row, to: &varBinds, statement, at: instant) }
        return Walk(varBinds)
    }

    private func add(
        _ row: MIBRow, to varBinds: inout [VarBind], _ statement: Statement, at instant: Instant
    ) {
        switch row.content {
        case .fixed(let value): varBinds.append(VarBind(row.oid, value))
        case .live(let live):
            if let value = value(of: live, statement, at: instant) {
                varBinds.append(VarBind(row.oid, value))
            }
        }
    }

    /// The table is written column by column, as it is walked.
    private func addAlerts(_ alerts: [StatedAlert], to varBinds: inout [VarBind], at instant: Instant) {
        guard !alerts.isEmpty else { return }
        let isTerse = model.design.talk == .terse
        let columns: [(UInt32, (StatedAlert) -> SNMPValue)] = [
            (2, { .integer($0.severity) }), (3, { .integer($0.training) }), (4, { .integer($0.group) }),
            (5, { .integer($0.groupIndex) }), (6, { _ in .integer(-2) }), (7, { .integer($0.code) }),
            (8, { .text($0.description) }), (9, { .timeTicks(ticks(of: bootedAt, at: $0.since)) }),
        ]
        for (column, value) in columns where !(isTerse && column == 9) {
            for alert in alerts {
                varBinds.append(VarBind(MIB.alerts.appending(column, MIB.device, alert.index), value(alert)))
            }
        }
    }

    /// `nil` when this machine does not have the object.
    private func value(of live: LiveValue, _ statement: Statement, at instant: Instant) -> SNMPValue? {
        switch live {
        case .upTime: .timeTicks(upTime(at: instant))
        case .name: .octets(bytes(of: name))
        case .location: .octets(bytes(of: location))
        case .contact: .octets([])
        case .hardwareAddress: .octets(toldHardwareAddress)
        case .octetsIn: .counter32(UInt32(truncatingIfNeeded: counters.sincePowerOn &* 81_920))
        case .octetsOut: .counter32(UInt32(truncatingIfNeeded: counters.sincePowerOn &* 4_096))
        case .deviceStatus: .integer(statement.deviceStatus)
        case .printerStatus:
            .integer(statement.printerStatus == .idle ? 3 : statement.printerStatus == .printing ? 4 : 1)
        case .errorState: .octets(statement.errorBytes(manners.errorState))
        case .deviceID: .text(deviceID)
        case .configChanges: .counter32(configChanges)
        case .serial: manners.serialNumber == .absent ? nil : .text(toldSerial ?? "")
        case .criticalAlerts: .counter32(UInt32(statement.alerts.count { $0.isCritical }))
        case .allAlerts: .counter32(UInt32(statement.alerts.count))
        case .coverStatus: .integer(statement.errors.contains(.doorOpen) ? 3 : 4)
        case .trayLevel(let tray): .integer(recordedLevel(ofTray: tray).level)
        case .trayCapacity(let tray): .integer(recordedLevel(ofTray: tray).capacity)
        case .trayStatus(let tray): .integer(trays[tray].sheets == 0 ? 9 : 0)
        case .lifeCount:
            manners.countsInIntegers
                ? .integer(recordedLifeCount) : .counter32(UInt32(truncatingIfNeeded: recordedLifeCount))
        case .powerOnCount: .counter32(UInt32(truncatingIfNeeded: counters.sincePowerOn))
        case .partDescription(let part): .octets(bytes(of: description(ofPart: part)))
        case .partCapacity(let part): .integer(recordedLevel(ofPart: part).capacity)
        case .partLevel(let part): .integer(recordedLevel(ofPart: part).level)
        case .console(let line): .text(line < statement.console.count ? statement.console[line] : "")
        case .light(let light): .integer((light == 0) == (statement.deviceStatus != 5) ? 1 : 0)
        }
    }

    var deviceID: String {
        let design = model.design
        let serialPart = toldSerial.map { "SN:\($0);" } ?? ""
        return
            "MFG:\(design.make);MDL:\(design.name);CMD:PCL,PS;CLS:PRINTER;"
            + "DES:\(design.fullName);\(serialPart)"
    }
}
