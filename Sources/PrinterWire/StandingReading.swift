// SPDX-License-Identifier: Apache-2.0
import Fleet
import Values

/// What of a printer's reading stands until the next full one, so that a routine reading is made of what was just
/// heard alone.
///
/// Whatever a figure was made of stands in it as it was said. Where a routine reading brings anything else, such as
/// a row that came or went or a description that is another, nothing of this holds, and all is understood anew.
public struct StandingReading: Sendable {
    /// The same for all machines that are built alike.
    public let form: StandingForm
    let facts: Facts

    init(form: StandingForm, facts: Facts) {
        self.form = form
        self.facts = facts
    }

    /// This one, leaning on another machine's equal form, so that the form is kept once.
    public func sharing(_ form: StandingForm) -> StandingReading {
        StandingReading(form: form, facts: facts)
    }

    /// Bytes of memory that it takes beside its form, about.
    public var byteCount: Int {
        MemoryLayout<Facts>.size + MemoryLayout<Reading>.size + facts.steady.count
            + facts.supplies.count * (MemoryLayout<Facts.SupplyFacts>.stride + 64)
            + facts.reading.trays.count * (MemoryLayout<Tray>.stride + 32)
    }

    /// What one machine said that does not change.
    final class Facts: Sendable {
        /// Without its meters, its supplies and what it says of the moment.
        let reading: Reading
        let supplies: [SupplyFacts]
        /// What the make's own objects said of supplies.
        let own: [OwnSupply]
        /// The values of meters that are no sums of numbers; empty where all of them are.
        let fixedMeters: [Int64]
        /// What the rows said that must not change, one behind the other.
        let steady: [UInt8]
        /// The make's place in ``Knowledge/makers``.
        let maker: Int?
        let deviceIndex: [UInt32]?
        let charset: Int64?

        init(
            reading: Reading, supplies: [SupplyFacts], own: [OwnSupply], fixedMeters: [Int64],
            steady: [UInt8], maker: Int?, deviceIndex: [UInt32]?, charset: Int64?
        ) {
            self.reading = reading
            self.supplies = supplies
            self.own = own
            self.fixedMeters = fixedMeters
            self.steady = steady
            self.maker = maker
            self.deviceIndex = deviceIndex
            self.charset = charset
        }

        /// A supply of the standard's table without its level.
        struct SupplyFacts: Sendable {
            let description: String
            let colorant, unit, partNumber, serial: String?
            let type: SupplyType
            let supplyClass: SupplyClass?
        }
    }
}

/// Which rows a routine reading brings of machines that are built alike, and what becomes of each.
public final class StandingForm: Sendable, Hashable {
    /// Sorted; without those of the alert table, which come and go.
    let rows: [OID]
    /// Of each row, whether it must say what it said before.
    let isSteady: [Bool]
    /// How many of the rows come before the alerts.
    let alertsPlace: Int
    /// Whether it is a printer by more than alerts, so that it is one with and without them.
    let mayHaveAlerts: Bool
    let supplies: [SupplyRows]
    /// The row of each tray's level.
    let trays: [Int?]
    let meters: [MeterRows]

    init(
        rows: [OID], isSteady: [Bool], alertsPlace: Int, mayHaveAlerts: Bool, supplies: [SupplyRows],
        trays: [Int?], meters: [MeterRows]
    ) {
        self.rows = rows
        self.isSteady = isSteady
        self.alertsPlace = alertsPlace
        self.mayHaveAlerts = mayHaveAlerts
        self.supplies = supplies
        self.trays = trays
        self.meters = meters
    }

    /// Where a supply's figures stand.
    struct SupplyRows: Hashable, Sendable {
        let index, oid: String
        let level, max: Int?
    }

    /// A meter, and the rows that it is the sum of; none when its value is fixed.
    struct MeterRows: Hashable, Sendable {
        let meter: Meter
        let rows: [Int]
    }

    public static func == (left: StandingForm, right: StandingForm) -> Bool {
        left === right
            || (left.rows == right.rows && left.isSteady == right.isSteady
                && left.alertsPlace == right.alertsPlace && left.mayHaveAlerts == right.mayHaveAlerts
                && left.supplies == right.supplies
                && left.trays == right.trays && left.meters == right.meters)
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(rows)
        hasher.combine(isSteady)
        hasher.combine(meters.count)
    }
}

// MARK: - Using it

extension Interpreter {
    /// As ``reading(from:address:heard:saidOver:)`` reads what stands joined with what a routine reading heard, and
    /// without putting the two together.
    ///
    /// - Parameter standing: made by this interpreter.
    /// - Returns: `nil` where more than figures has changed, and the whole is to be understood anew.
    public func reading(
        from walk: Walk, standing: StandingReading, address: String, heard: Instant, saidOver: WireProtocol
    ) -> Reading? {
        guard let live = LiveRows(walk, standing) else { return nil }
        let facts = standing.facts
        let view = WalkView(live: walk, knowledge, facts)
        guard let meters = live.meters else { return nil }
        var reading = facts.reading
        reading.address = address
        reading.heard = heard
        reading.saidOver = saidOver
        reading.meters = meters
        reading.status = view.status
        reading.errors = view.errors
        reading.alerts = view.alerts
        reading.console = view.console
        reading.isAsleep = view.isAsleep(showing: reading.console)
        let supplies = live.supplies(view, rule: knowledge.levelRule)
        reading.supplies = view.gauged(view.joined(supplies, with: facts.own), reading.alerts)
        for (place, row) in standing.form.trays.enumerated() {
            reading.trays[place].level = live.number(row)
        }
        return reading
    }
}

/// What a routine reading heard, seen through what stands.
private struct LiveRows {
    let rows: WalkRows
    let standing: StandingReading
    let alertCount: Int

    /// `nil` when other rows came than stood there before, or one that must be as it was is not.
    init?(_ walk: Walk, _ standing: StandingReading) {
        let form = standing.form
        let alerts = walk.subtree(Interpreter.alerts)
        guard walk.count - alerts.count == form.rows.count, alerts.startIndex == form.alertsPlace,
            alerts.isEmpty || form.mayHaveAlerts
        else { return nil }
        rows = walk.rows
        self.standing = standing
        alertCount = alerts.count
        var steady = SteadyReader(standing.facts.steady)
        for place in form.rows.indices {
            let here = self.place(place)
            guard rows.isEqual(here, form.rows[place]) else { return nil }
            if form.isSteady[place], !steady.isNext(rows, here) { return nil }
        }
    }

    private func place(_ place: Int) -> Int {
        place < standing.form.alertsPlace ? place : place + alertCount
    }

    func number(_ row: Int?) -> Int64? { row.flatMap { rows.number(place($0)) } }

    /// `nil` when one of them is no sum any more.
    var meters: [Meter]? {
        var meters: [Meter] = []
        meters.reserveCapacity(standing.form.meters.count)
        for (place, form) in standing.form.meters.enumerated() {
            var meter = form.meter
            if form.rows.isEmpty {
                meter.value = standing.facts.fixedMeters[place]
            } else {
                for row in form.rows {
                    guard let value = number(row), StandingForm.amounts.contains(value) else { return nil }
                    meter.value += value
                }
            }
            meters.append(meter)
        }
        return meters
    }

    func supplies(_ view: WalkView, rule: String) -> [Supply] {
        var supplies: [Supply] = []
        supplies.reserveCapacity(standing.form.supplies.count)
        for (form, facts) in zip(standing.form.supplies, standing.facts.supplies) {
            var raw = RawLevel(
                level: number(form.level), max: number(form.max), unit: facts.unit, oid: form.oid)
            let level = view.level(&raw, rule: rule)
            supplies.append(
                Supply(
                    index: form.index, description: facts.description, type: facts.type,
                    colorant: facts.colorant, supplyClass: facts.supplyClass, level: level, raw: raw,
                    partNumber: facts.partNumber, serial: facts.serial))
        }
        return supplies
    }
}

extension StandingForm {
    /// Counters whose sum, of however many rows a machine has, fits.
    static let amounts: Range<Int64> = 0..<(1 << 53)
}

/// Values, written down to be held against later ones.
struct SteadyWriter {
    private(set) var bytes: [UInt8] = []

    mutating func append(_ rows: WalkRows, _ place: Int) {
        let row = rows.rows[place]
        bytes.append(row.kind.rawValue)
        let number = row.kind.hasBytes ? UInt64(row.extent) : row.content
        for shift in stride(from: UInt64(0), to: 64, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: number >> shift))
        }
        bytes += rows.bytes[rows.content(place)]
    }
}

private struct SteadyReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Whether a row says what the next one said.
    mutating func isNext(_ rows: WalkRows, _ place: Int) -> Bool {
        let row = rows.rows[place]
        guard position + 9 <= bytes.count, bytes[position] == row.kind.rawValue else { return false }
        var number: UInt64 = 0
        for byte in 0..<8 { number |= UInt64(bytes[position + 1 + byte]) << UInt64(8 * byte) }
        position += 9
        guard row.kind.hasBytes else { return number == row.content }
        let content = rows.content(place)
        guard number == UInt64(content.count), position + content.count <= bytes.count else { return false }
        defer { position += content.count }
        return bytes[position..<(position + content.count)].elementsEqual(rows.bytes[content])
    }
}
