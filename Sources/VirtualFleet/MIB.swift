// SPDX-License-Identifier: Apache-2.0
import PrinterWire

/// The objects that virtual machines speak about.
enum MIB {
    /// mib-2 (RFC 1213).
    static let mib2 = OID([1, 3, 6, 1, 2, 1])
    static let system = mib2.appending(1)
    static let interfaces = mib2.appending(2)
    static let hostResources = mib2.appending(25)
    static let hostDevice = hostResources.appending(3, 2, 1)
    static let hostPrinter = hostResources.appending(3, 5, 1)
    /// The Printer-MIB (RFC 3805).
    static let printer = mib2.appending(43)
    static let input = printer.appending(8, 2, 1)
    static let supplies = printer.appending(11, 1, 1)
    static let alerts = printer.appending(18, 1, 1)
    /// The PWG's Port Monitor MIB (PWG 5107.1), ppmPortTable.
    static let port = OID([1, 3, 6, 1, 4, 1, 2699, 1, 2, 1, 2, 1, 1])
    /// The enterprise number kept for documentation (RFC 5612); a virtual maker has none of its own.
    static let enterprise = OID([1, 3, 6, 1, 4, 1, 32_473])

    /// hrDeviceIndex of the printer, which begins every index of the Printer-MIB.
    static let device: UInt32 = 1
}

/// One object that machines of a model have: what it says is fixed for the model or differs.
struct MIBRow: Sendable {
    let oid: OID
    let content: Content

    enum Content: Sendable {
        case fixed(SNMPValue)
        case live(LiveValue)
    }
}

/// What each machine says for itself.
enum LiveValue: Sendable, Hashable {
    case upTime, name, location, contact, hardwareAddress, octetsIn, octetsOut
    case deviceStatus, printerStatus, errorState, deviceID
    case configChanges, serial, criticalAlerts, allAlerts
    case coverStatus
    case trayLevel(Int), trayCapacity(Int), trayStatus(Int)
    case lifeCount, powerOnCount
    case partDescription(Int), partCapacity(Int), partLevel(Int)
    case console(line: Int), light(Int)
}

extension SNMPValue {
    static func text(_ text: String) -> SNMPValue { .octets(Array(text.utf8)) }
}
