// SPDX-License-Identifier: Apache-2.0
import Values

/// A part of a reading that two protocols can say differently.
public enum ReadingField: String, Sendable, Codable, CaseIterable {
    case make, model, serial, name, location, firmware, status, errors, meters, supplies, trays, alerts
}

/// One of the protocols a machine is read over.
public enum Voice: String, Sendable, Codable, CaseIterable {
    case snmp, ipp
}

/// Something that a machine says one way over SNMP and another way over IPP.
public struct ReadingDifference: Hashable, Sendable, Codable {
    /// What differs: a field, or a part of one such as `supplies/toner/black`.
    public var field: String
    /// What was said, in words; `nil` where a supply or a tray stands on one side only.
    public var snmp: String?
    public var ipp: String?
    /// Whose word stands in the reading.
    public var counts: Voice

    public init(field: String, snmp: String?, ipp: String?, counts: Voice) {
        self.field = field
        self.snmp = snmp
        self.ipp = ipp
        self.counts = counts
    }
}

extension ReadingDifference {
    private enum CodingKeys: String, CodingKey { case field, snmp, ipp, counts }

    /// What one side did not list is null, as everywhere in a reading.
    public func encode(to encoder: any Encoder) throws {
        var json = encoder.container(keyedBy: CodingKeys.self)
        try json.encode(field, forKey: .field)
        try json.encode(snmp, forKey: .snmp)
        try json.encode(ipp, forKey: .ipp)
        try json.encode(counts, forKey: .counts)
    }
}

/// One machine's two readings as one.
public struct JoinedReading: Hashable, Sendable {
    /// With ``Reading/differences``.
    public var reading: Reading
    /// `false` when the two cannot be one machine's; the reading is then what SNMP said.
    public var isOneMachine: Bool
    /// Whether anything in the reading is what IPP said and SNMP did not.
    public var restsOnIPP: Bool

    public var differences: [ReadingDifference] { reading.differences }
}

/// Joins what one machine said over both protocols at about the same time.
///
/// Unless a profile says otherwise SNMP counts, for it has units, maxima and counters that IPP has not; what it
/// does not say is taken from IPP. A level that the counting side cannot name as a percentage is taken from the
/// other where that one can. Rows are not added to a table that has some: two protocols do not always count a
/// machine's parts alike, and a part that stands there twice would be bought twice.
///
/// - Parameter counting: whose word counts, where it is not SNMP's; a profile's `counts` lines.
public func joined(
    snmp: Reading, ipp: Reading, counting: [ReadingField: Voice] = [:]
) -> JoinedReading {
    guard canBeOne(snmp, ipp) else {
        let difference = ReadingDifference(
            field: ReadingField.serial.rawValue, snmp: snmp.serial, ipp: ipp.serial, counts: .snmp)
        var alone = snmp
        alone.differences = [difference]
        return JoinedReading(reading: alone, isOneMachine: false, restsOnIPP: false)
    }
    var joining = Joining(snmp: snmp, ipp: ipp, counting: counting)
    joining.texts()
    joining.state()
    joining.tables()
    var bare = joining.reading
    bare.heard = snmp.heard
    joining.reading.differences = joining.differences
    return JoinedReading(reading: joining.reading, isOneMachine: true, restsOnIPP: bare != snmp)
}

/// Two serials that differ are two machines: a print server and the printer behind it, or an address that was
/// given away between the two questions.
private func canBeOne(_ snmp: Reading, _ ipp: Reading) -> Bool {
    guard let left = usableSerial(snmp.serial), let right = usableSerial(ipp.serial) else { return true }
    return areSameSerial(left, right)
}

private struct Joining {
    let snmp: Reading
    let ipp: Reading
    let counting: [ReadingField: Voice]
    var reading: Reading
    var differences: [ReadingDifference] = []

    init(snmp: Reading, ipp: Reading, counting: [ReadingField: Voice]) {
        self.snmp = snmp
        self.ipp = ipp
        self.counting = counting
        reading = snmp
        reading.heard = max(snmp.heard, ipp.heard)
        reading.isPrinter = snmp.isPrinter || ipp.isPrinter
    }

    func counts(_ field: ReadingField) -> Voice { counting[field] ?? .snmp }

    mutating func differ(_ field: String, _ snmp: String?, _ ipp: String?, _ counts: Voice) {
        differences.append(ReadingDifference(field: field, snmp: snmp, ipp: ipp, counts: counts))
    }

    /// The counting side's value, or the other's where it has none; a difference when both have one and they
    /// are not the same.
    mutating func pick<Value: Equatable>(
        _ field: ReadingField, _ path: KeyPath<Reading, Value?>, words: (Value) -> String,
        isSame: (Value, Value) -> Bool = { $0 == $1 }
    ) -> Value? {
        let (left, right) = (snmp[keyPath: path], ipp[keyPath: path])
        guard let left, let right else { return left ?? right }
        if !isSame(left, right) { differ(field.rawValue, words(left), words(right), counts(field)) }
        return counts(field) == .snmp ? left : right
    }

    mutating func texts() {
        let make = snmp.make ?? ipp.make
        reading.make = pick(.make, \.make, words: { $0 }) { $0.lowercased() == $1.lowercased() }
        reading.model = pick(.model, \.model, words: { $0 }) { isSameModel($0, $1, make: make) }
        reading.serial = pick(.serial, \.serial, words: { $0 }, isSame: { areSameSerial($0, $1) })
        reading.name = pick(.name, \.name, words: { $0 }) { $0.lowercased() == $1.lowercased() }
        reading.location = pick(.location, \.location, words: { $0 })
        reading.firmware = pick(.firmware, \.firmware, words: { $0 })
        for address in ipp.macAddresses where !reading.macAddresses.contains(address) {
            reading.macAddresses.append(address)
        }
        if reading.console.isEmpty { reading.console = ipp.console }
    }

    mutating func state() {
        reading.status = status()
        reading.errors = pick(
            .errors, \.errors, words: { $0.map { $0.rawValue }.joined(separator: " ") },
            isSame: { Set($0) == Set($1) })
        // Alerts are worded differently on both sides; only whether there are any can be compared.
        let sides = [snmp.alerts, ipp.alerts]
        let first = counts(.alerts) == .snmp ? 0 : 1
        reading.alerts = sides[first].isEmpty ? sides[1 - first] : sides[first]
    }

    /// A word that says nothing does not stand before one that does.
    private mutating func status() -> PrinterStatus? {
        guard let left = snmp.status, let right = ipp.status, left != right else {
            return snmp.status ?? ipp.status
        }
        let voice: Voice = left == .unknown ? .ipp : right == .unknown ? .snmp : counts(.status)
        differ(ReadingField.status.rawValue, left.rawValue, right.rawValue, voice)
        return voice == .snmp ? left : right
    }

    // MARK: Tables

    mutating func tables() {
        meters()
        supplies()
        trays()
    }

    private func isSameCount(_ left: Meter, _ right: Meter) -> Bool {
        left.function == right.function && left.color == right.color && left.size == right.size
            && left.sides == right.sides && left.unit == right.unit
    }

    private mutating func meters() {
        let isSNMP = counts(.meters) == .snmp
        reading.meters = isSNMP ? snmp.meters : ipp.meters
        for meter in isSNMP ? ipp.meters : snmp.meters {
            guard let same = reading.meters.first(where: { isSameCount($0, meter) }) else {
                reading.meters.append(meter)
                continue
            }
            guard same.value != meter.value else { continue }
            let (left, right) = isSNMP ? (same.value, meter.value) : (meter.value, same.value)
            let parts = ["meters", meter.function.rawValue, meter.color.rawValue, meter.unit.rawValue]
            differ(parts.joined(separator: "/"), String(left), String(right), counts(.meters))
        }
    }

    private mutating func supplies() {
        guard !snmp.supplies.isEmpty, !ipp.supplies.isEmpty else {
            reading.supplies = snmp.supplies.isEmpty ? ipp.supplies : snmp.supplies
            return
        }
        var rest = ipp.supplies
        for index in reading.supplies.indices {
            let mine = reading.supplies[index]
            guard let place = Joining.place(of: mine, among: rest, beside: snmp.supplies) else {
                differ(Joining.name(mine), Joining.words(mine.level), nil, .snmp)
                continue
            }
            let other = rest.remove(at: place)
            reading.supplies[index] = join(mine, other)
        }
        for other in rest { differ(Joining.name(other), nil, Joining.words(other.level), .snmp) }
    }

    private mutating func join(_ mine: Supply, _ other: Supply) -> Supply {
        var supply = mine
        supply.partNumber = mine.partNumber ?? other.partNumber
        supply.serial = mine.serial ?? other.serial
        supply.colorant = mine.colorant ?? other.colorant
        if supply.description.isEmpty { supply.description = other.description }
        var voice = counts(.supplies)
        // A percentage says more than "some" and than nothing.
        if voice == .snmp, mine.level.isVague, other.level.percent != nil { voice = .ipp }
        if voice == .ipp, other.level.isVague, mine.level.percent != nil { voice = .snmp }
        if mine.level != other.level {
            differ(Joining.name(mine), Joining.words(mine.level), Joining.words(other.level), voice)
        }
        if voice == .ipp, mine.level != other.level {
            // What the table over SNMP said stays beside it, as where a make's own object overrules the standard's.
            if supply.overruled == nil { supply.overruled = mine.raw }
            supply.level = other.level
            supply.raw = other.raw
        }
        return supply
    }

    /// The one supply that can only be this one: of the same colour and kind of part, and where several are, in
    /// the same row.
    private static func place(of supply: Supply, among others: [Supply], beside all: [Supply]) -> Int? {
        func isAlike(_ other: Supply) -> Bool {
            other.colorant == supply.colorant && other.isMarkingMaterial == supply.isMarkingMaterial
                && (supply.isMarkingMaterial || other.type == supply.type)
        }
        let alike = others.indices.filter { isAlike(others[$0]) }
        if alike.count == 1, all.filter(isAlike).count == 1 { return alike.first }
        return alike.first { others[$0].index == supply.index }
    }

    private static func name(_ supply: Supply) -> String {
        ["supplies", supply.type.rawValue, supply.colorant].compactMap { $0 }.joined(separator: "/")
    }

    private static func words(_ level: Level) -> String {
        level.percent.map { "\($0) %" } ?? level.state ?? "unknown"
    }

    private mutating func trays() {
        guard !snmp.trays.isEmpty, !ipp.trays.isEmpty else {
            reading.trays = snmp.trays.isEmpty ? ipp.trays : snmp.trays
            return
        }
        let isSNMP = counts(.trays) == .snmp
        let others = Dictionary((isSNMP ? ipp : snmp).trays.map { ($0.index, $0) }) { first, _ in first }
        reading.trays = (isSNMP ? snmp : ipp).trays.map { tray in
            guard let other = others[tray.index] else { return tray }
            var tray = tray
            tray.name = tray.name ?? other.name
            tray.media = tray.media ?? other.media
            if tray.level != other.level {
                let both = isSNMP ? (tray.level, other.level) : (other.level, tray.level)
                differ("trays/\(tray.index)", Joining.words(both.0), Joining.words(both.1), counts(.trays))
            }
            return tray
        }
    }

    private static func words(_ level: Int64?) -> String? { level.map { String($0) } }
}

extension RawLevel {
    /// Whether the place it was read from is an attribute of IPP, and no object of SNMP.
    var isSaidOverIPP: Bool { oid.first.map { !$0.isNumber } ?? false }
}

extension Level {
    /// Neither a percentage nor without limit.
    fileprivate var isVague: Bool { self == .someRemaining || self == .unknown }
}

extension JoinedReading: Encodable {
    private enum CodingKeys: String, CodingKey { case isOneMachine }

    /// The reading as it always is, with `isOneMachine` beside its fields.
    public func encode(to encoder: any Encoder) throws {
        try reading.encode(to: encoder)
        var json = encoder.container(keyedBy: CodingKeys.self)
        try json.encode(isOneMachine, forKey: .isOneMachine)
    }
}
