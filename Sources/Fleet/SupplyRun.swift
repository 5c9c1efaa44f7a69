// SPDX-License-Identifier: Apache-2.0
import Values

/// The life of one supply since it was put in, as far as readings tell: the points at which its level changed.
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
    public var description: String
    public var colorant: String?
    public var type: SupplyType
    public var isMarkingMaterial: Bool
    /// In ascending time; the first is the oldest known since it was put in, the last holds until ``heard``.
    public var points: [Point]
    /// Until when the last level was heard to hold, and in which reading.
    public var heard: Instant
    public var heardIn: ReadingID

    /// More points than this say nothing more about a straight line; the oldest but one goes first.
    public static let pointsMax = 40

    public init(_ supply: Supply, at instant: Instant, reading: ReadingID) {
        key = supply.key
        description = supply.description
        colorant = supply.colorant
        type = supply.type
        isMarkingMaterial = supply.isMarkingMaterial
        points = [Point(at: instant, level: supply.level, reading: reading)]
        heard = instant
        heardIn = reading
    }

    public var level: Level { points.last?.level ?? .unknown }

    /// Takes in what a later reading says of the same supply; a replaced one begins anew.
    public mutating func absorb(_ supply: Supply, replaced: Bool, at instant: Instant, reading: ReadingID) {
        guard !replaced else {
            self = SupplyRun(supply, at: instant, reading: reading)
            return
        }
        description = supply.description
        isMarkingMaterial = supply.isMarkingMaterial
        heard = instant
        heardIn = reading
        guard supply.level != level else { return }
        points.append(Point(at: instant, level: supply.level, reading: reading))
        if points.count > SupplyRun.pointsMax { points.remove(at: 1) }
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
/// The gauge's own step is taken as its error: a machine that counts in tens may have fallen ten points more,
/// or ten less, than it shows, so the estimate is a span and not a day. A better forecast may stand behind
/// this function later.
public func estimateDryDay(_ run: SupplyRun, asOf now: Instant) -> DryEstimate {
    guard let last = run.points.last, let level = last.level.percent else { return .unknown }
    if level == 0 { return .empty(since: last.at) }
    let horizon = now - estimateSpanMax
    let gauged = run.points.compactMap { point in point.level.percent.map { (at: point.at, percent: $0) } }
    guard let newest = gauged.last else { return .unknown }
    // The point that held when the window began counts as its beginning.
    let beginning = gauged.last { $0.at <= horizon } ?? gauged[0]
    let start = (at: max(beginning.at, horizon), percent: beginning.percent)
    let end = max(run.heard, newest.at)
    let span = end - start.at
    guard span >= estimateSpanMin else { return .unknown }

    let days = Double(span.wholeMicroseconds) / 86_400_000_000
    let fall = Double(start.percent - newest.percent)
    guard fall > 0 else { return .notFalling(since: start.at) }
    let steps = zip(gauged, gauged.dropFirst()).map { abs($0.percent - $1.percent) }.filter { $0 > 0 }
    let step = Double(steps.min() ?? 1)
    // A gauge that went down by one of its steps may have been about to do so for as long as it was watched.
    let fastest = (fall + step) / days
    let slowest = (fall - step) / days
    let lastChange = newest.at
    let likely = lastChange + .seconds(Double(level) / (fall / days) * 86_400)
    let earliest = lastChange + .seconds(max(0, Double(level) - step / 2) / fastest * 86_400)
    let latest = slowest > 0 ? lastChange + .seconds((Double(level) + step) / slowest * 86_400) : nil
    return .dry(
        earliest: max(earliest, now), likely: max(likely, now), latest: latest.map { max($0, now) },
        perDay: PartsPerMillion(Int64(fall / days * 10_000)))
}
