// SPDX-License-Identifier: Apache-2.0
import Fleet
import Values

/// A machine as a test imagines it, and what it would say.
public struct Machine: Hashable, Sendable {
    public var address: String
    public var make: String?
    public var model: String?
    public var serial: String?
    public var name: String?
    public var macAddresses: [MACAddress]
    public var pages: Int64?
    public var supplies: [Supply]
    public var alerts: [Alert]
    public var errors: [DetectedError]?

    public init(
        address: String = "192.0.2.10", make: String? = "Linden", model: String? = "C410",
        serial: String? = nil, name: String? = nil, mac: String? = nil, pages: Int64? = nil,
        supplies: [Supply] = []
    ) {
        self.address = address
        self.make = make
        self.model = model
        self.serial = serial
        self.name = name
        macAddresses = mac.flatMap { MACAddress($0) }.map { [$0] } ?? []
        self.pages = pages
        self.supplies = supplies
        alerts = []
        errors = []
    }

    public func reading(at instant: Instant) -> Reading {
        var reading = Reading(address: address, heard: instant, saidOver: .snmp2c, isPrinter: true)
        reading.make = make
        reading.model = model
        reading.serial = serial
        reading.name = name
        reading.macAddresses = macAddresses
        reading.meters = pages.map { [.lifetime($0)] } ?? []
        reading.supplies = supplies
        reading.alerts = alerts
        reading.errors = errors
        reading.status = .idle
        return reading
    }
}

extension Meter {
    /// Everything the machine printed.
    public static func lifetime(_ value: Int64) -> Meter {
        Meter(
            function: .all, color: .all, size: nil, unit: .impressions, value: value,
            source: Source(oid: "1.3.6.1.2.1.43.10.2.1.4.1.1", rule: "printer-mib/life-count"))
    }
}

extension Supply {
    public static func toner(
        _ level: Level, _ colorant: String = "black", index: String = "1.1", serial: String? = nil
    ) -> Supply {
        Supply(
            index: index, description: "\(colorant) toner", type: .toner, colorant: colorant,
            supplyClass: .supplyThatIsConsumed, level: level,
            raw: RawLevel(
                level: level.percent.map { Int64($0) }, max: 100, unit: "percent",
                oid: "1.3.6.1.2.1.43.11.1.1.9.\(index)"), serial: serial)
    }

    public static func wasteBox(_ level: Level, index: String = "1.9") -> Supply {
        Supply(
            index: index, description: "Waste box", type: .wasteToner, colorant: nil,
            supplyClass: .receptacleThatIsFilled, level: level,
            raw: RawLevel(
                level: level.percent.map { Int64($0) }, max: 100, unit: "percent",
                oid: "1.3.6.1.2.1.43.11.1.1.9.\(index)"))
    }
}

extension Alert {
    public static func of(_ code: String?, _ description: String?, index: String = "1.1") -> Alert {
        Alert(
            index: index, severity: "warningUnaryChange", training: "untrained", group: "markerSupplies",
            code: code, description: description)
    }
}

extension SplitMix {
    /// A MAC address given by a maker: it names one machine.
    public mutating func macAddress() -> MACAddress? {
        var bytes = (0..<6).map { _ in UInt8(number(0...255)) }
        bytes[0] &= 0xFC
        bytes[5] |= 1
        return MACAddress(bytes: bytes)
    }
}
