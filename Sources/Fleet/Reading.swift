// SPDX-License-Identifier: Apache-2.0
import Values

/// What a device said at one instant: the meaning we give to it, with the raw value beside each figure.
///
/// `nil` means that the device did not say. The JSON of a reading is the public contract of `goodword read`
/// and `goodword scan`; see `docs/reference/reading.md`.
public struct Reading: Hashable, Sendable {
    /// Where it was heard: a numeric address, with a port when it is not the protocol's own.
    public var address: String
    public var heard: Instant
    public var saidOver: WireProtocol
    public var isPrinter: Bool
    /// Who built it, in the word people use: "HP", "Kyocera".
    public var make: String?
    public var model: String?
    public var serial: String?
    /// The name its people gave it (sysName).
    public var name: String?
    /// Where its people said it stands (sysLocation); not a place of ours.
    public var location: String?
    public var firmware: String?
    /// Lower-case with colons; empty and all-zero addresses are left out.
    public var macAddresses: [MACAddress]
    public var status: PrinterStatus?
    /// Every bit of hrPrinterDetectedErrorState that is set; `nil` when the machine does not have the object.
    public var errors: [DetectedError]?
    public var meters: [Meter]
    public var supplies: [Supply]
    /// What was in the machine before, for makes that remember it; the newest first as the machine lists them.
    public var supplyHistory: [PastSupply]
    public var trays: [Tray]
    public var alerts: [Alert]
    /// The lines of its display, empty lines left out.
    public var console: [String]
    /// Whether it saves power and was left asleep: it answers, and is asked as little as can be. What it did not
    /// say then is what it said before.
    public var isAsleep: Bool
    /// Since when the figures of a sleeping machine stand; `nil` when all of them were said at ``heard``.
    public var figuresHeard: Instant?
    /// Where the machine said one thing over SNMP and another over IPP, and which of the two stands above; empty
    /// when it was asked over one of them, and when both agree.
    public var differences: [ReadingDifference]

    public init(address: String, heard: Instant, saidOver: WireProtocol, isPrinter: Bool) {
        self.address = address
        self.heard = heard
        self.saidOver = saidOver
        self.isPrinter = isPrinter
        macAddresses = []
        meters = []
        supplies = []
        supplyHistory = []
        trays = []
        alerts = []
        console = []
        isAsleep = false
        differences = []
    }
}

extension Reading {
    /// The reading of a sleeping machine with the figures that it said when it was last awake, and since when they
    /// stand. Of another machine's, and of one that is awake, nothing is taken over.
    public func remembering(_ last: Reading) -> Reading {
        guard isAsleep else { return self }
        var reading = self
        var isOlder = false
        if reading.meters.isEmpty, !last.meters.isEmpty {
            reading.meters = last.meters
            isOlder = true
        }
        if reading.supplies.isEmpty, !last.supplies.isEmpty {
            reading.supplies = last.supplies
            isOlder = true
        } else {
            let known = Dictionary(last.supplies.map { ($0.key, $0) }) { first, _ in first }
            for index in reading.supplies.indices {
                guard let before = known[reading.supplies[index].key], before.level != .unknown else {
                    continue
                }
                switch reading.supplies[index].level {
                case .unknown: reading.supplies[index].level = before.level
                // What IPP said more exactly when it was awake; it is not asked over IPP while it sleeps.
                case .someRemaining where before.raw.isSaidOverIPP && before.level.percent != nil:
                    reading.supplies[index].level = before.level
                    reading.supplies[index].overruled = reading.supplies[index].raw
                    reading.supplies[index].raw = before.raw
                default: continue
                }
                isOlder = true
            }
        }
        if reading.trays.isEmpty, !last.trays.isEmpty {
            reading.trays = last.trays
            isOlder = true
        }
        // The table of alerts is not asked; what was wrong before is wrong until it is awake and says otherwise.
        if reading.alerts.isEmpty { reading.alerts = last.alerts }
        if reading.console.isEmpty { reading.console = last.console }
        if reading.differences.isEmpty { reading.differences = last.differences }
        if isOlder { reading.figuresHeard = last.figuresHeard ?? last.heard }
        return reading
    }
}

/// How a reading came to us.
public enum WireProtocol: String, Sendable, Codable, CaseIterable {
    case snmp1 = "snmpv1"
    case snmp2c = "snmpv2c"
    case snmp3 = "snmpv3"
    case ipp
    /// Read by a person from the panel, or from a recording.
    case recording
}

/// What the printer does: hrPrinterStatus of RFC 2790, with hrDeviceStatus where the former is missing.
public enum PrinterStatus: String, Sendable, Codable, CaseIterable {
    case other, unknown, idle, printing, warmup
    /// It runs, but something is wrong that does not stop it (hrDeviceStatus 3).
    case warning
    /// It runs and says no more than that (hrDeviceStatus 2).
    case running
    case testing, down
}

/// The bits of hrPrinterDetectedErrorState in RFC 2790's order; bit 0 is the top bit of the first byte.
public enum DetectedError: String, Sendable, Codable, CaseIterable {
    case lowPaper, noPaper, lowToner, noToner, doorOpen, jammed, offline, serviceRequested
    case inputTrayMissing, outputTrayMissing, markerSupplyMissing, outputNearFull, outputFull, inputTrayEmpty
    case overduePreventMaint
}

/// The rule that read a value, and the object it was read from.
public struct Source: Hashable, Sendable, Codable {
    /// The object's identifier in dotted form, or an IPP attribute's name.
    public var oid: String
    /// The rule in a profile, such as `printer-mib/life-count`.
    public var rule: String

    public init(oid: String, rule: String) {
        self.oid = oid
        self.rule = rule
    }
}

/// A counter that a bill may use.
public struct Meter: Hashable, Sendable {
    public enum Function: String, Sendable, Codable, CaseIterable { case all, print, copy, fax, scan }
    public enum Color: String, Sendable, Codable, CaseIterable { case all, mono, color }
    public enum Unit: String, Sendable, Codable, CaseIterable { case impressions, sheets, scans, unknown }
    public enum Sides: String, Sendable, Codable, CaseIterable { case simplex, duplex }

    public var function: Function
    public var color: Color
    /// The paper's size where the machine counts by it (`a4`, `a3`, `large`, `small`); `nil` is every size.
    public var size: String?
    /// Whether sheets printed on one side, or on both, are counted; `nil` is either.
    public var sides: Sides?
    public var unit: Unit
    public var value: Int64
    public var source: Source

    public init(
        function: Function, color: Color, size: String?, sides: Sides? = nil, unit: Unit, value: Int64,
        source: Source
    ) {
        self.function = function
        self.color = color
        self.size = size
        self.sides = sides
        self.unit = unit
        self.value = value
        self.source = source
    }

    /// What tells this meter from the others of its device, whatever its present value.
    public var key: String {
        let size = [size ?? "any", sides?.rawValue].compactMap { $0 }.joined(separator: "-")
        return [function.rawValue, color.rawValue, size, unit.rawValue, source.oid].joined(separator: "/")
    }
}

extension Reading {
    /// The meter that counts everything the machine printed, in impressions where there is a choice.
    public var lifetimePages: Meter? {
        let totals = meters.filter {
            $0.function == .all && $0.color == .all && $0.size == nil && $0.sides == nil
        }
        return totals.first { $0.unit == .impressions } ?? totals.first
    }
}

/// A MAC address that can tell machines apart.
public struct MACAddress: Hashable, Sendable, Codable, CustomStringConvertible {
    /// Lower-case with colons: `3c:2a:f4:bf:f5:1b`.
    public let description: String

    /// `nil` unless there are six bytes that name one machine: all-zero, broadcast and multicast do not.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 6, bytes.contains(where: { $0 != 0 }), let first = bytes.first, first & 1 == 0
        else {
            return nil
        }
        func digit(_ half: UInt8) -> UInt8 {
            half < 10 ? UInt8(ascii: "0") + half : UInt8(ascii: "a") + half - 10
        }
        description = String(unsafeUninitializedCapacity: 17) { text in
            var place = 0
            for byte in bytes {
                if place > 0 {
                    text[place] = UInt8(ascii: ":")
                    place += 1
                }
                text[place] = digit(byte >> 4)
                text[place + 1] = digit(byte & 15)
                place += 2
            }
            return place
        }
    }

    /// Reads twelve hex digits with `:`, `-` or nothing between the pairs.
    public init?(_ text: String) {
        let digits = text.filter { $0 != ":" && $0 != "-" }
        // A sign would pass for a digit otherwise.
        guard digits.utf8.count == 12, digits.allSatisfy(\.isHexDigit) else { return nil }
        var bytes: [UInt8] = []
        var rest = digits[...]
        while !rest.isEmpty {
            guard let byte = UInt8(rest.prefix(2), radix: 16) else { return nil }
            bytes.append(byte)
            rest = rest.dropFirst(2)
        }
        self.init(bytes: bytes)
    }

    /// Bit 1 of the first byte: given by a person or a program, so two machines may share it.
    public var isLocallyAdministered: Bool {
        UInt8(description.prefix(2), radix: 16).map { $0 & 2 != 0 } ?? false
    }

    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let address = MACAddress(text) else {
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: decoder.codingPath, debugDescription: "not a MAC address that names a machine"
                ))
        }
        self = address
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

// The JSON of a reading, version 1. A field the device did not say is written as null, never left out, so
// that a script can tell "not said" from "not asked for in this version".

extension Reading: Codable {
    /// The version that stands in the field `version`; a new meaning of an old field raises it.
    public static let jsonVersion = 1

    private enum CodingKeys: String, CodingKey {
        case version, address, heard, saidOver = "protocol", isPrinter, make, model, serial, name, location
        case firmware, macAddresses, status, errors, meters, supplies, supplyHistory, trays
        case alerts, console
        case isAsleep = "asleep", figuresHeard, differences
    }

    public func encode(to encoder: any Encoder) throws {
        var json = encoder.container(keyedBy: CodingKeys.self)
        try json.encode(Reading.jsonVersion, forKey: .version)
        try json.encode(address, forKey: .address)
        try json.encode(heard, forKey: .heard)
        try json.encode(saidOver, forKey: .saidOver)
        try json.encode(isPrinter, forKey: .isPrinter)
        try json.encode(make, forKey: .make)
        try json.encode(model, forKey: .model)
        try json.encode(serial, forKey: .serial)
        try json.encode(name, forKey: .name)
        try json.encode(location, forKey: .location)
        try json.encode(firmware, forKey: .firmware)
        try json.encode(macAddresses, forKey: .macAddresses)
        try json.encode(status, forKey: .status)
        try json.encode(errors, forKey: .errors)
        try json.encode(meters, forKey: .meters)
        try json.encode(supplies, forKey: .supplies)
        try json.encode(supplyHistory, forKey: .supplyHistory)
        try json.encode(trays, forKey: .trays)
        try json.encode(alerts, forKey: .alerts)
        try json.encode(console, forKey: .console)
        try json.encode(isAsleep, forKey: .isAsleep)
        try json.encode(figuresHeard, forKey: .figuresHeard)
        try json.encode(differences, forKey: .differences)
    }

    public init(from decoder: any Decoder) throws {
        let json = try decoder.container(keyedBy: CodingKeys.self)
        let version = try json.decodeIfPresent(Int.self, forKey: .version) ?? Reading.jsonVersion
        guard version == Reading.jsonVersion else {
            throw DecodingError.dataCorruptedError(
                forKey: .version, in: json,
                debugDescription: "a reading of version \(version) is not known here")
        }
        self.init(
            address: try json.decode(String.self, forKey: .address),
            heard: try json.decode(Instant.self, forKey: .heard),
            saidOver: try json.decode(WireProtocol.self, forKey: .saidOver),
            isPrinter: try json.decode(Bool.self, forKey: .isPrinter))
        make = try json.decodeIfPresent(String.self, forKey: .make)
        model = try json.decodeIfPresent(String.self, forKey: .model)
        serial = try json.decodeIfPresent(String.self, forKey: .serial)
        name = try json.decodeIfPresent(String.self, forKey: .name)
        location = try json.decodeIfPresent(String.self, forKey: .location)
        firmware = try json.decodeIfPresent(String.self, forKey: .firmware)
        macAddresses = try json.decodeIfPresent([MACAddress].self, forKey: .macAddresses) ?? []
        status = try json.decodeIfPresent(PrinterStatus.self, forKey: .status)
        errors = try json.decodeIfPresent([DetectedError].self, forKey: .errors)
        meters = try json.decodeIfPresent([Meter].self, forKey: .meters) ?? []
        supplies = try json.decodeIfPresent([Supply].self, forKey: .supplies) ?? []
        supplyHistory = try json.decodeIfPresent([PastSupply].self, forKey: .supplyHistory) ?? []
        trays = try json.decodeIfPresent([Tray].self, forKey: .trays) ?? []
        alerts = try json.decodeIfPresent([Alert].self, forKey: .alerts) ?? []
        console = try json.decodeIfPresent([String].self, forKey: .console) ?? []
        isAsleep = try json.decodeIfPresent(Bool.self, forKey: .isAsleep) ?? false
        figuresHeard = try json.decodeIfPresent(Instant.self, forKey: .figuresHeard)
        differences = try json.decodeIfPresent([ReadingDifference].self, forKey: .differences) ?? []
    }
}

extension Meter: Codable {
    private enum CodingKeys: String, CodingKey { case function, color, size, sides, unit, value, source }

    public func encode(to encoder: any Encoder) throws {
        var json = encoder.container(keyedBy: CodingKeys.self)
        try json.encode(function, forKey: .function)
        try json.encode(color, forKey: .color)
        try json.encode(size, forKey: .size)
        try json.encode(sides, forKey: .sides)
        try json.encode(unit, forKey: .unit)
        try json.encode(value, forKey: .value)
        try json.encode(source, forKey: .source)
    }
}
