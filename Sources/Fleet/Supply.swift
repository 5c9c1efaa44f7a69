// SPDX-License-Identifier: Apache-2.0
import Values

/// Toner, ink, a drum, a waste box: something that is used up or fills up (prtMarkerSuppliesTable).
public struct Supply: Hashable, Sendable {
    /// `marker.supply` as the device counts them (the two last arcs of its row).
    public var index: String
    /// As the device wrote it, trailing NUL and blanks taken off.
    public var description: String
    public var type: SupplyType
    /// The colour it marks with, in the device's word folded to lower case: `black`, `cyan`; `nil` for a part
    /// without one.
    public var colorant: String?
    public var supplyClass: SupplyClass?
    public var level: Level
    public var raw: RawLevel
    /// What the standard's table said, where a make's own object knew more and stands in ``raw``.
    public var overruled: RawLevel?
    /// Which way a receptacle's level counts; `nil` for what is used up.
    public var gauge: ReceptacleGauge?
    /// Taken out of the description, or the maker's own table, where the maker writes it there. Of several
    /// that fit, all, with a stroke between them.
    public var partNumber: String?
    public var serial: String?
    /// The day it was put in, `2026-01-22`, as the machine's own clock told it.
    public var installed: String?
    /// Sides printed since it was put in, by the machine's count.
    public var pagesPrinted: Int64?
    /// Sides that the machine expects it to last.
    public var pagesLeft: Int64?

    public init(
        index: String, description: String, type: SupplyType, colorant: String?, supplyClass: SupplyClass?,
        level: Level, raw: RawLevel, partNumber: String? = nil, serial: String? = nil
    ) {
        self.index = index
        self.description = description
        self.type = type
        self.colorant = colorant
        self.supplyClass = supplyClass
        self.level = level
        self.raw = raw
        self.partNumber = partNumber
        self.serial = serial
    }

    /// Whether running dry stops people from printing: the marking material of the machine, not a worn part.
    public var isMarkingMaterial: Bool { type.isMarkingMaterial && supplyClass != .receptacleThatIsFilled }

    /// What people call it: the description up to where the maker goes on with part and serial numbers.
    public var name: String {
        let cuts = [partNumber, serial].compactMap { $0 }.compactMap { description.firstIndex(ofText: $0) }
        // What the maker writes "unknown" for is taken off too, though it is no number of ours.
        guard let cut = (cuts + [description.firstIndex(ofText: ", PN ")].compactMap { $0 }).min() else {
            return description
        }
        // A Xerox B210 joins them with strokes: `Black Toner_S/N_:CRUM-…`.
        var words = description[..<cut].split { $0 == " " || $0 == "_" }
        while let last = words.last, numberLabels.contains(last.lowercased().filter(\.isLetter)) {
            words.removeLast()
        }
        let name = words.joined(separator: " ").reversed().drop { ",;:".contains($0) }.reversed()
        return name.isEmpty ? description : String(name)
    }

    /// What tells this supply's place in the machine from the others: kind, colour and the row, not its
    /// description, which changes with every cartridge that carries its serial number there.
    public var key: String { [type.rawValue, colorant ?? "none", index].joined(separator: "/") }
}

/// What stands between a name and its part or serial number, in letters alone: `PN`, `S/N:`, `(`.
private let numberLabels: Set<String> = ["", "pn", "sn", "part", "number", "serial", "no"]

extension String {
    /// Where `text` begins in this one, letter for letter.
    fileprivate func firstIndex(ofText text: String) -> String.Index? {
        guard !text.isEmpty else { return nil }
        return indices.first { self[$0...].hasPrefix(text) }
    }
}

/// How full something is; never a bare number.
public enum Level: Hashable, Sendable {
    /// 0 to 100, rounded half up from level and maximum. Of a receptacle this is what the machine recorded,
    /// which RFC 3805 says is the room left.
    case percent(Int)
    /// There is some, the machine cannot say how much (-3).
    case someRemaining
    /// The machine does not know (-2), or gave a level without a maximum to hold it against.
    case unknown
    /// It has no limit (-1).
    case unrestricted

    public var percent: Int? {
        if case .percent(let value) = self { value } else { nil }
    }

    /// The word in JSON and in the database for a level that is not a percentage.
    public var state: String? {
        switch self {
        case .percent: nil
        case .someRemaining: "someRemaining"
        case .unknown: "unknown"
        case .unrestricted: "unrestricted"
        }
    }

    public init?(state: String) {
        switch state {
        case "someRemaining": self = .someRemaining
        case "unknown": self = .unknown
        case "unrestricted": self = .unrestricted
        default: return nil
        }
    }
}

/// Which way a receptacle's level counts.
public enum ReceptacleGauge: String, Sendable, Codable, CaseIterable {
    /// RFC 3805's way: 100 % is empty.
    case roomLeft
    /// The other way, as some firmware does: 100 % is full.
    case filled
}

/// A supply that was in the machine before, as the machine remembers it.
public struct PastSupply: Hashable, Sendable {
    public var description: String
    public var type: SupplyType
    public var colorant: String?
    public var partNumber: String?
    public var serial: String?
    /// The day it was put in, as the machine's own clock told it.
    public var installed: String?
    /// Sides printed while it was in.
    public var pagesPrinted: Int64?
    /// The last level before it was taken out: what went back unused.
    public var lastLevel: Level
    public var raw: RawLevel

    public init(
        description: String, type: SupplyType, colorant: String?, partNumber: String? = nil,
        serial: String? = nil, installed: String? = nil, pagesPrinted: Int64? = nil, lastLevel: Level,
        raw: RawLevel
    ) {
        self.description = description
        self.type = type
        self.colorant = colorant
        self.partNumber = partNumber
        self.serial = serial
        self.installed = installed
        self.pagesPrinted = pagesPrinted
        self.lastLevel = lastLevel
        self.raw = raw
    }
}

/// What the device put into the level objects, untouched.
public struct RawLevel: Hashable, Sendable {
    public var level: Int64?
    public var max: Int64?
    /// prtMarkerSuppliesSupplyUnit as a word (`percent`, `impressions`), or its number when the word is not
    /// known.
    public var unit: String?
    /// The object the level was read from.
    public var oid: String
    /// The rule that gave it its meaning, such as `printer-mib/level`.
    public var rule: String?

    public init(level: Int64?, max: Int64?, unit: String?, oid: String, rule: String? = nil) {
        self.level = level
        self.max = max
        self.unit = unit
        self.oid = oid
        self.rule = rule
    }
}

/// prtMarkerSuppliesClass.
public enum SupplyClass: String, Sendable, Codable, CaseIterable {
    case other, supplyThatIsConsumed, receptacleThatIsFilled
}

/// prtMarkerSuppliesType, in the words and order of IANA-PRINTER-MIB.
public enum SupplyType: String, Sendable, Codable, CaseIterable {
    case other, unknown, toner, wasteToner, ink, inkCartridge, inkRibbon, wasteInk, opc, developer, fuserOil
    case solidWax, ribbonWax, wasteWax, fuser, coronaWire, fuserOilWick, cleanerUnit, fuserCleaningPad
    case transferUnit, tonerCartridge, fuserOiler, water, wasteWater, glueWaterAdditive, wastePaper
    case bindingSupply, bandingSupply, stitchingWire, shrinkWrap, paperWrap, staples, inserts, covers

    /// The type with this number in the MIB; a number beyond the list is `unknown`.
    public init(mibValue: Int64) {
        let numbers = 1...Int64(SupplyType.allCases.count)
        self = numbers.contains(mibValue) ? SupplyType.allCases[Int(mibValue) - 1] : .unknown
    }

    /// Its number in the MIB.
    public var mibValue: Int64 { Int64((SupplyType.allCases.firstIndex(of: self) ?? 1) + 1) }

    public var isMarkingMaterial: Bool {
        switch self {
        case .toner, .tonerCartridge, .ink, .inkCartridge, .inkRibbon, .solidWax, .ribbonWax: true
        default: false
        }
    }

    public var isWaste: Bool {
        switch self {
        case .wasteToner, .wasteInk, .wasteWax, .wasteWater, .wastePaper: true
        default: false
        }
    }
}

/// A paper input (prtInputTable).
public struct Tray: Hashable, Sendable {
    public var index: String
    public var name: String?
    /// As recorded: sheets in most machines; -3 some, -2 unknown.
    public var level: Int64?
    public var max: Int64?
    public var media: String?

    public init(index: String, name: String?, level: Int64?, max: Int64?, media: String?) {
        self.index = index
        self.name = name
        self.level = level
        self.max = max
        self.media = media
    }
}

/// Something the machine asks for (prtAlertTable). `training` tells who can help.
public struct Alert: Hashable, Sendable {
    public var index: String
    /// The MIB's word, or its number when the word is not known.
    public var severity: String?
    public var training: String?
    public var group: String?
    public var code: String?
    public var description: String?

    public init(
        index: String, severity: String?, training: String?, group: String?, code: String?,
        description: String?
    ) {
        self.index = index
        self.severity = severity
        self.training = training
        self.group = group
        self.code = code
        self.description = description
    }
}

// JSON: a field the device did not say is written as null, never left out.

extension Supply: Codable {
    private enum CodingKeys: String, CodingKey {
        case index, description, type, colorant, supplyClass = "class", level, raw, overruled, gauge
        case partNumber, serial, installed, pagesPrinted, pagesLeft
    }

    public func encode(to encoder: any Encoder) throws {
        var json = encoder.container(keyedBy: CodingKeys.self)
        try json.encode(index, forKey: .index)
        try json.encode(description, forKey: .description)
        try json.encode(type, forKey: .type)
        try json.encode(colorant, forKey: .colorant)
        try json.encode(supplyClass, forKey: .supplyClass)
        try json.encode(level, forKey: .level)
        try json.encode(raw, forKey: .raw)
        try json.encode(overruled, forKey: .overruled)
        try json.encode(gauge, forKey: .gauge)
        try json.encode(partNumber, forKey: .partNumber)
        try json.encode(serial, forKey: .serial)
        try json.encode(installed, forKey: .installed)
        try json.encode(pagesPrinted, forKey: .pagesPrinted)
        try json.encode(pagesLeft, forKey: .pagesLeft)
    }
}

extension PastSupply: Codable {
    private enum CodingKeys: String, CodingKey {
        case description, type, colorant, partNumber, serial, installed, pagesPrinted, lastLevel, raw
    }

    public func encode(to encoder: any Encoder) throws {
        var json = encoder.container(keyedBy: CodingKeys.self)
        try json.encode(description, forKey: .description)
        try json.encode(type, forKey: .type)
        try json.encode(colorant, forKey: .colorant)
        try json.encode(partNumber, forKey: .partNumber)
        try json.encode(serial, forKey: .serial)
        try json.encode(installed, forKey: .installed)
        try json.encode(pagesPrinted, forKey: .pagesPrinted)
        try json.encode(lastLevel, forKey: .lastLevel)
        try json.encode(raw, forKey: .raw)
    }
}

extension Level: Codable {
    private enum CodingKeys: String, CodingKey { case percent, state }

    public func encode(to encoder: any Encoder) throws {
        var json = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .percent(let value): try json.encode(value, forKey: .percent)
        default: try json.encode(state, forKey: .state)
        }
    }

    public init(from decoder: any Decoder) throws {
        let json = try decoder.container(keyedBy: CodingKeys.self)
        if let percent = try json.decodeIfPresent(Int.self, forKey: .percent) {
            guard (0...100).contains(percent) else {
                throw DecodingError.dataCorruptedError(
                    forKey: .percent, in: json, debugDescription: "a percentage lies between 0 and 100")
            }
            self = .percent(percent)
        } else {
            let state = try json.decode(String.self, forKey: .state)
            guard let level = Level(state: state) else {
                throw DecodingError.dataCorruptedError(
                    forKey: .state, in: json, debugDescription: "the state of a level is not known")
            }
            self = level
        }
    }
}

extension Tray: Codable {
    private enum CodingKeys: String, CodingKey { case index, name, level, max, media }

    public func encode(to encoder: any Encoder) throws {
        var json = encoder.container(keyedBy: CodingKeys.self)
        try json.encode(index, forKey: .index)
        try json.encode(name, forKey: .name)
        try json.encode(level, forKey: .level)
        try json.encode(max, forKey: .max)
        try json.encode(media, forKey: .media)
    }
}

extension Alert: Codable {
    private enum CodingKeys: String, CodingKey { case index, severity, training, group, code, description }

    public func encode(to encoder: any Encoder) throws {
        var json = encoder.container(keyedBy: CodingKeys.self)
        try json.encode(index, forKey: .index)
        try json.encode(severity, forKey: .severity)
        try json.encode(training, forKey: .training)
        try json.encode(group, forKey: .group)
        try json.encode(code, forKey: .code)
        try json.encode(description, forKey: .description)
    }
}

extension RawLevel: Codable {
    private enum CodingKeys: String, CodingKey { case level, max, unit, oid, rule }

    public func encode(to encoder: any Encoder) throws {
        var json = encoder.container(keyedBy: CodingKeys.self)
        try json.encode(level, forKey: .level)
        try json.encode(max, forKey: .max)
        try json.encode(unit, forKey: .unit)
        try json.encode(oid, forKey: .oid)
        try json.encode(rule, forKey: .rule)
    }
}
