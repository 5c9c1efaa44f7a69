// SPDX-License-Identifier: Apache-2.0
import Values

/// The life of one supply since it was put in, as far as readings tell: the points at which its level
/// changed.
public struct SupplyRun: Hashable, Sendable, Codable {
    /// One level, and the reading that said it.
    public struct Point: Hashable, Sendable, Codable {
        public var at: Instant
        public var level: Level
        public var reading: ReadingID

        public init(at: Instant, level: Level, reading: ReadingID) {
            self.at = at
            self.level = level
            self.reading = reading
        }
    }

    /// ``Supply/key``.
    public var key: String
    /// ``Supply/name``.
    public var description: String
    public var colorant: String?
    public var type: SupplyType
    public var isMarkingMaterial: Bool
    /// In ascending time; the first is the oldest known since it was put in, the last holds until ``heard``.
    public var points: [Point]
    /// Until when the last level was heard to hold, and in which reading.
    public var heard: Instant
    public var heardIn: ReadingID

    /// More points than this say nothing more about a straight line.
    public static let pointsMax = 40

    public init(_ supply: Supply, at instant: Instant, reading: ReadingID) {
        key = supply.key
        description = supply.name
        colorant = supply.colorant
        type = supply.type
        isMarkingMaterial = supply.isMarkingMaterial
        points = [Point(at: instant, level: supply.level, reading: reading)]
        heard = instant
        heardIn = reading
    }

    public var level: Level { points.last?.level ?? .unknown }

    /// The last level that was a percentage; the machine may know none since.
    public var lastPercent: Int? { points.last { $0.level.percent != nil }?.level.percent }

    /// Takes in what a later reading says of the same supply; a replaced one begins anew.
    public mutating func absorb(_ supply: Supply, replaced: Bool, at instant: Instant, reading: ReadingID) {
        guard !replaced else {
            self = SupplyRun(supply, at: instant, reading: reading)
            return
        }
        description = supply.name
        isMarkingMaterial = supply.isMarkingMaterial
        heard = instant
        heardIn = reading
        guard supply.level != level else { return }
        points.append(Point(at: instant, level: supply.level, reading: reading))
        if points.count > SupplyRun.pointsMax { thin(asOf: instant) }
    }

    /// Takes out what an estimate misses least. The first point stays: it shows how the run began.
    private mutating func thin(asOf now: Instant) {
        // Of what lies before the estimate's window only the level at its beginning is asked for.
        let horizon = now - estimateSpanMax
        let holding = points.lastIndex { $0.at <= horizon && $0.level.percent != nil } ?? 0
        guard holding <= 1 else {
            points.removeSubrange(1..<holding)
            return
        }
        let inner = points.indices.dropFirst().dropLast()
        let silent = inner.filter { points[$0].level.percent == nil }
        let closest = (silent.isEmpty ? Array(inner) : silent).min {
            points[$0 + 1].at - points[$0 - 1].at < points[$1 + 1].at - points[$1 - 1].at
        }
        if let closest { points.remove(at: closest) }
    }
}

/// When a supply will be used up, as far as can be told.
public enum DryEstimate: Hashable, Sendable {
    /// It runs dry between `earliest` and `latest`; `latest` is `nil` when it could as well last for ever.
    /// `perDay` is the fall in percent points, in parts per million of the whole.
    case dry(earliest: Instant, likely: Instant, latest: Instant?, perDay: PartsPerMillion)
    /// It has been seen for some days and has not fallen.
    case notFalling(since: Instant)
    /// It is empty since this instant at the latest.
    case empty(since: Instant)
    /// The machine gives no figure, or it was not seen long enough.
    case unknown
}

/// Less than this and a fall may be one busy morning.
let estimateSpanMin: Duration = .hours(36)
/// Only what happened within this time speaks about tomorrow.
let estimateSpanMax: Duration = .days(42)

/// The straight line through what one supply said since it was put in.
///
/// The gauge's own step is taken as its error, of the level and of its fall: a machine that counts in tens
/// may hold ten points more, or ten less, than it shows, so the estimate is a span and not a day. What fell
/// evenly and goes on so runs dry within it. A better forecast may stand behind this function later.
public func estimateDryDay(_ run: SupplyRun, asOf now: Instant) -> DryEstimate {
    guard let last = run.points.last, let level = last.level.percent else { return .unknown }
    if level == 0 { return .empty(since: last.at) }
    let gauged = run.points.compactMap { point in point.level.percent.map { (at: point.at, percent: $0) } }
    guard let newest = gauged.last else { return .unknown }
    let step =
        zip(gauged, gauged.dropFirst()).map { abs($0.percent - $1.percent) }.filter { $0 > 0 }.min() ?? 1

    // The point that held when the window began counts as its beginning.
    let horizon = now - estimateSpanMax
    let beginning = gauged.lastIndex { $0.at <= horizon } ?? 0
    let start = max(gauged[beginning].at, horizon)
    let most = gauged[beginning].percent
    var least = most
    if gauged[beginning].at < horizon, beginning + 1 < gauged.count {
        // It may have fallen before the window began without our asking, and points may have been thinned
        // out.
        least = min(most, gauged[beginning + 1].percent)
    }
    let span = max(run.heard, newest.at) - start
    guard span >= estimateSpanMin else { return .unknown }

    let days = Double(span.wholeMicroseconds) / 86_400_000_000
    let fall = Double(most + least) / 2 - Double(newest.percent)
    guard fall > 0 else { return .notFalling(since: start) }
    let fastest = Double(most - newest.percent + step) / days
    let slowest = Double(least - newest.percent - step) / days
    func dry(after points: Int, at pointsPerDay: Double) -> Instant {
        newest.at + .seconds(Double(max(0, points)) / pointsPerDay * 86_400)
    }
    let latest = slowest > 0 ? dry(after: level + step, at: slowest) : nil
    return .dry(
        earliest: max(dry(after: level - step, at: fastest), now),
        likely: max(dry(after: level, at: fall / days), now),
        latest: latest.map { max($0, now) },
        perDay: PartsPerMillion(Int64(fall / days * 10_000)))
}
