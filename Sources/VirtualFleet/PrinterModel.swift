// SPDX-License-Identifier: Apache-2.0
import Fleet

/// What kind of machine a model is.
public enum PrinterKind: String, Sendable, Codable, CaseIterable {
    case monoLaser, colorLaser, monoMultifunction, colorMultifunction, ink, label, largeFormat
}

/// The design of a printer that does not exist: its make and name are invented, its manners are those of its
/// kind.
public struct PrinterDesign: Sendable, Hashable {
    /// A short word for configuration files and stored fleets: `calder-lp320`.
    public let id: String
    public let make: String
    /// Without the make: `LP 320dn`.
    public let name: String
    public let kind: PrinterKind
    public let firmware: String
    /// Impressions a minute.
    public let pagesPerMinute: Int
    public let abilities: Abilities
    public let parts: [SupplyPart]
    public let trays: [TrayPart]
    /// What the life count counts (prtMarkerCounterUnit).
    public var lifeCountUnit = Meter.Unit.impressions
    /// The pages such a machine prints on a full working day.
    public let pagesPerDay: Int
    public var manners = FirmwareManners()
    public var talk = Talk.plain
    /// Whether it has an IEEE 1284 device id, which is where an unknown make is read from.
    public var saysItsMake = true

    /// What the machine can do beside printing.
    public struct Abilities: OptionSet, Sendable, Hashable {
        public let rawValue: Int

        public init(rawValue: Int) {
            self.rawValue = rawValue
        }

        public static let copy = Abilities(rawValue: 1)
        public static let scan = Abilities(rawValue: 2)
        public static let fax = Abilities(rawValue: 4)
        public static let color = Abilities(rawValue: 8)
        public static let duplex = Abilities(rawValue: 16)
    }

    /// How much of the MIB beyond the necessary its firmware fills.
    public enum Talk: String, Sendable, CaseIterable {
        /// The identity, one marker, its supplies and trays, and not much else.
        case terse
        /// What most office machines say.
        case plain
        /// Every table of the Printer-MIB, as large multifunction machines fill them.
        case full
    }

    /// The make and the name as the machine itself writes them.
    public var fullName: String { "\(make) \(name)" }
}

/// A design and everything that all machines of it share, so that a machine itself is only what differs.
public struct PrinterModel: Sendable {
    private let body: Body

    private final class Body: Sendable {
        let design: PrinterDesign
        let rows: [MIBRow]
        let alertPosition: Int

        init(_ design: PrinterDesign) {
            self.design = design
            rows = MIBRows.rows(of: design)
            alertPosition = rows.firstIndex { MIB.alerts < $0.oid } ?? rows.count
        }
    }

    init(_ design: PrinterDesign) {
        body = Body(design)
    }

    public var design: PrinterDesign { body.design }
    public var id: String { body.design.id }
    public var parts: [SupplyPart] { body.design.parts }
    public var trays: [TrayPart] { body.design.trays }
    /// Everything a machine of this model may say, in the order in which it is walked.
    var rows: [MIBRow] { body.rows }
    /// Where among ``rows`` the alerts of the day are put.
    var alertPosition: Int { body.alertPosition }

    /// The built-in model with this id.
    public static func named(_ id: String) -> PrinterModel? { catalogue.first { $0.id == id } }
}

extension PrinterModel: Codable {
    public init(from decoder: any Decoder) throws {
        let id = try decoder.singleValueContainer().decode(String.self)
        guard let model = PrinterModel.named(id) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "there is no model called \(id)"))
        }
        self = model
    }

    /// A stored machine names its model; the model itself is part of the program.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(id)
    }
}

extension PrinterModel: Hashable {
    public static func == (left: PrinterModel, right: PrinterModel) -> Bool { left.id == right.id }

    public func hash(into hasher: inout Hasher) { hasher.combine(id) }
}

/// A place for a supply in a model: what belongs there and how long it lasts.
public struct SupplyPart: Sendable, Hashable {
    public let description: String
    public let type: SupplyType
    public let supplyClass: SupplyClass
    public let colorant: String?
    /// Pages at the usual coverage until it is used up or, of a receptacle, full.
    public let lifePages: Int64
    /// What the firmware gives as its capacity, in ``unit``.
    public let capacity: Int64
    public let unit: SupplyUnit
    public let partNumber: String
    /// How this part's level is told when it differs from the machine's manner.
    public let gauge: Gauge?
    let wear: Wear

    /// What uses it up.
    enum Wear: Sendable, Hashable { case black, color, everyPage, colorPages }

    init(
        _ description: String, _ type: SupplyType, _ colorant: String? = nil, life lifePages: Int64,
        capacity: Int64? = nil, unit: SupplyUnit = .impressions, part partNumber: String,
        gauge: Gauge? = nil
    ) {
        self.description = description
        self.type = type
        supplyClass = type.isWaste ? .receptacleThatIsFilled : .supplyThatIsConsumed
        self.colorant = colorant
        self.lifePages = lifePages
        self.capacity = capacity ?? (unit == .percent ? 100 : lifePages)
        self.unit = unit
        self.partNumber = partNumber
        self.gauge = gauge
        let isColor = colorant != nil && colorant != "black"
        wear =
            switch (type.isMarkingMaterial, isColor) {
            case (true, true): .color
            case (true, false): .black
            case (false, true): .colorPages
            case (false, false): .everyPage
            }
    }

    /// A machine without it does not print at all; without a colour it still prints black.
    var stopsTheMachine: Bool { wear == .black || type.isWaste }
    /// People put it in themselves; the other parts are a technician's work.
    var isPutInByPeople: Bool { type.isMarkingMaterial || type.isWaste }
}

/// prtMarkerSuppliesSupplyUnit, as far as our models use it.
public enum SupplyUnit: Int64, Sendable, Hashable, CaseIterable {
    case other = 1
    case micrometers = 4
    case impressions = 7
    case sheets = 8
    case tenthsOfGrams = 13
    case tenthsOfMilliliters = 15
    case meters = 17
    case items = 18
    case percent = 19
}

/// How exactly a level is told.
public enum Gauge: Sendable, Hashable, Codable {
    /// In the unit of the part.
    case fine
    /// In steps of so many percent, rounded up.
    case steps(percent: Int)
    /// -3 while there is some, 0 when there is none; the capacity is -2.
    case someLeft
    /// -2 always, and -2 for the capacity.
    case unknown
    /// Percent in the level, and -2 for the capacity.
    case percentWithoutCapacity
}

/// A paper input.
public struct TrayPart: Sendable, Hashable {
    public let name: String
    /// Sheets it holds; of a roll, as many of its usual prints.
    public let capacity: Int64
    public let media: String
    /// How its level is told: many machines know only that there is some.
    public let gauge: Gauge

    init(_ name: String, holds capacity: Int64, media: String = "a4", gauge: Gauge = .fine) {
        self.name = name
        self.capacity = capacity
        self.media = media
        self.gauge = gauge
    }
}
