// SPDX-License-Identifier: Apache-2.0
import Fleet
import Promises
import Values

/// What a machine's own records say, at this moment, of why a promise about its supplies stands as it does: the words
/// beside the verdict in lists. The verdict itself rests on evidence and not on this.
public enum SuppliesNow: Hashable, Sendable {
    case lasts(supply: String, percent: Int, likelyDry: Instant?)
    case runsDry(supply: String, percent: Int, earliest: Instant, likely: Instant, latest: Instant?)
    case empty(supply: String, since: Instant)
    /// The machine itself says that it stopped for want of a supply.
    case saysEmpty(since: Instant)
    /// The machine only says that some is left.
    case someLeft(supply: String)
    case levelUnknown(supply: String)
    /// A new machine or a new cartridge: there is a level, but no fall to judge by.
    case tooEarlyToTell(supply: String, percent: Int)
    case machineSilent(since: Instant)
    case collectorSilent(since: Instant)
    /// It says nothing of any toner or ink.
    case noSupplies

    /// What is left of the supply that is spoken of, where it is known in figures.
    public var percent: Int? {
        switch self {
        case .lasts(_, let percent, _), .runsDry(_, let percent, _, _, _), .tooEarlyToTell(_, let percent):
            percent
        case .empty: 0
        default: nil
        }
    }
}

/// What stands behind a verdict on a machine's supplies now; `nil` when its records do not show it, as after a machine
/// was empty earlier that day.
func suppliesNow(
    of record: DeviceRecord, heardBy collector: CollectorRecord?, verdict: Verdict, silenceMax: Duration,
    asOf now: Instant
) -> SuppliesNow? {
    let runs = record.supplies.filter(\.isMarkingMaterial)
    func first(_ level: Level) -> SupplyRun? { runs.first { $0.level == level } }
    switch verdict {
    case .broken, .repaired, .disputed:
        if let since = record.noTonerSince { return .saysEmpty(since: since) }
        guard let empty = first(.percent(0)) else { return nil }
        return .empty(supply: empty.description, since: empty.points.last?.at ?? empty.heard)
    case .notProvable:
        if let silence = silence(of: record, collector, silenceMax: silenceMax, asOf: now) { return silence }
        if runs.isEmpty { return .noSupplies }
        if let unknown = first(.unknown) { return .levelUnknown(supply: unknown.description) }
        return first(.someRemaining).map { .someLeft(supply: $0.description) }
    case .atRisk, .onTrack, .kept:
        return forecast(of: runs, verdict)
    case .accepted, .made, .withdrawn: return nil
    }
}

/// Whose silence it is. The machine is only blamed for one in which somebody asked.
private func silence(
    of record: DeviceRecord, _ collector: CollectorRecord?, silenceMax: Duration, asOf now: Instant
) -> SuppliesNow? {
    let heard = record.device.lastHeard
    if let since = collector?.silentSince { return .collectorSilent(since: max(heard, since)) }
    guard now >= heard + silenceMax else { return nil }
    let collectorHeard = collector?.lastHeard ?? heard
    let isCollectorHeard = collectorHeard + silenceMax > now
    if let since = record.device.silentSince, isCollectorHeard { return .machineSilent(since: since) }
    // A collector that is heard but does not ask this machine has been silent about it since its last word.
    return .collectorSilent(since: isCollectorHeard ? heard : max(heard, collectorHeard))
}

/// The supply that runs dry first, or else the one of which least is left.
private func forecast(of runs: [SupplyRun], _ verdict: Verdict) -> SuppliesNow? {
    let told = runs.compactMap { run -> (run: SupplyRun, percent: Int, dry: DryEstimate)? in
        guard case .percent(let percent) = run.level else { return nil }
        return (run, percent, estimateDryDay(run, asOf: run.heard))
    }
    let falling = told.compactMap {
        one -> (SupplyRun, Int, earliest: Instant, likely: Instant, latest: Instant?)? in
        guard case .dry(let earliest, let likely, let latest, _) = one.dry else { return nil }
        return (one.run, one.percent, earliest, likely, latest)
    }.min { $0.earliest < $1.earliest }
    let least = told.min { ($0.percent, $0.run.key) < ($1.percent, $1.run.key) }
    guard verdict == .atRisk else {
        if let (run, percent, _, likely, _) = falling {
            return .lasts(supply: run.description, percent: percent, likelyDry: likely)
        }
        guard let least else { return nil }
        if case .notFalling = least.dry {
            return .lasts(supply: least.run.description, percent: least.percent, likelyDry: nil)
        }
        return .tooEarlyToTell(supply: least.run.description, percent: least.percent)
    }
    if let (run, percent, earliest, likely, latest) = falling {
        return .runsDry(
            supply: run.description, percent: percent, earliest: earliest, likely: likely, latest: latest)
    }
    return least.map { .tooEarlyToTell(supply: $0.run.description, percent: $0.percent) }
}
