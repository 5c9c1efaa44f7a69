// SPDX-License-Identifier: Apache-2.0
import Values

/// What is known about the toner and ink of one machine.
public struct TonerEvidence: Hashable, Sendable {
    /// One supply that marks paper.
    public struct Supply: Hashable, Sendable {
        public enum Level: Hashable, Sendable { case percent(Int), someRemaining, unknown, unrestricted }
        public enum Dry: Hashable, Sendable {
            case between(earliest: Instant, likely: Instant, latest: Instant?)
            case notFalling
            case unknown
        }

        public var description: String
        public var level: Level
        /// Since when it has this level.
        public var since: Instant
        public var dry: Dry
        /// The readings that show it: the first of the run and the last.
        public var evidence: [EvidenceLink]

        public init(description: String, level: Level, since: Instant, dry: Dry, evidence: [EvidenceLink]) {
            self.description = description
            self.level = level
            self.since = since
            self.dry = dry
            self.evidence = evidence
        }
    }

    public var supplies: [Supply]
    public var machineLastHeard: Instant
    /// Since when the machine does not answer although it is asked.
    public var machineSilentSince: Instant?
    /// When the collector that asks it was last heard.
    public var collectorLastHeard: Instant?
    /// Since when that collector has not been heard, once it has been missed for longer than it may be silent.
    public var collectorSilentSince: Instant?
    /// Since when the machine reports that it has no toner (hrPrinterDetectedErrorState).
    public var noTonerSince: Instant?
    public var noTonerReading: ID128?

    public init(
        supplies: [Supply], machineLastHeard: Instant, machineSilentSince: Instant? = nil,
        collectorLastHeard: Instant? = nil, collectorSilentSince: Instant? = nil,
        noTonerSince: Instant? = nil, noTonerReading: ID128? = nil
    ) {
        self.supplies = supplies
        self.machineLastHeard = machineLastHeard
        self.machineSilentSince = machineSilentSince
        self.collectorLastHeard = collectorLastHeard
        self.collectorSilentSince = collectorSilentSince
        self.noTonerSince = noTonerSince
        self.noTonerReading = noTonerReading
    }
}

/// A new cartridge below this share is sent for at once, before its fall is known.
let lowPercent = 10

/// How "nobody runs out of toner" stands for one machine.
///
/// What was heard last decides until it is too old; then nothing is claimed. Of several supplies the worst
/// decides. A supply of which the machine says no more than "some remaining" makes the whole not provable,
/// unless another one is already worse.
public func assess(_ terms: TonerTerms, _ evidence: TonerEvidence, asOf now: Instant) -> Assessment {
    let silenceMax = Duration.hours(terms.silenceHoursMax)
    let stale = evidence.machineLastHeard + silenceMax
    let heard = evidence.supplies.flatMap(\.evidence).filter { $0.at <= evidence.machineLastHeard }
    let lastWord = heard.max { $0.at < $1.at }
    if let since = evidence.collectorSilentSince {
        // It is looked at again when the collector comes back; time alone changes nothing.
        return Assessment(
            verdict: .notProvable, reason: .collectorSilent(since: max(evidence.machineLastHeard, since)),
            evidence: lastWord.map { [$0] } ?? [])
    }
    if now >= stale {
        let reason = blame(evidence, silenceMax: silenceMax, asOf: now)
        var assessment = Assessment(
            verdict: .notProvable, reason: reason, evidence: lastWord.map { [$0] } ?? [])
        if case .machineSilent = reason {
            // Until then the machine is to blame; later, if nobody asks it any more, the collector.
            assessment.lookAgain = (evidence.collectorLastHeard ?? evidence.machineLastHeard) + silenceMax
        }
        return assessment
    }
    if let since = evidence.noTonerSince {
        let link = evidence.noTonerReading.map {
            EvidenceLink(reading: $0, at: since, percent: nil, state: "noToner")
        }
        return Assessment(
            verdict: .broken, reason: .saysNoToner(since: since), breaksAt: since,
            evidence: link.map { [$0] } ?? [], lookAgain: stale)
    }
    let assessments = evidence.supplies.map { assess($0, terms, asOf: now) }
    guard var worst = assessments.min(by: isWorse) else {
        return Assessment(verdict: .notProvable, reason: .noSupplies, lookAgain: stale)
    }
    // Another supply than the one that decides today may be the worst tomorrow.
    worst.lookAgain = assessments.compactMap(\.lookAgain).reduce(stale, min)
    return worst
}

/// Whose silence it is. The machine is only blamed for one in which somebody asked.
private func blame(_ evidence: TonerEvidence, silenceMax: Duration, asOf now: Instant) -> Reason {
    let machineHeard = evidence.machineLastHeard
    let collectorHeard = evidence.collectorLastHeard ?? machineHeard
    let isCollectorHeard = collectorHeard + silenceMax > now
    if let silentSince = evidence.machineSilentSince, isCollectorHeard {
        return .machineSilent(since: silentSince)
    }
    // A collector that is heard but does not ask this machine has been silent about it since its last word.
    return .collectorSilent(since: isCollectorHeard ? machineHeard : max(machineHeard, collectorHeard))
}

private func assess(_ supply: TonerEvidence.Supply, _ terms: TonerTerms, asOf now: Instant) -> Assessment {
    let name = supply.description
    switch supply.level {
    case .unrestricted:
        return Assessment(
            verdict: .onTrack, reason: .lasts(supply: name, percent: 100, likelyDry: nil),
            evidence: supply.evidence)
    case .someRemaining:
        return Assessment(
            verdict: .notProvable, reason: .someRemaining(supply: name), evidence: supply.evidence)
    case .unknown:
        return Assessment(
            verdict: .notProvable, reason: .levelUnknown(supply: name), evidence: supply.evidence)
    case .percent(0):
        return Assessment(
            verdict: .broken, reason: .dry(supply: name, since: supply.since), breaksAt: supply.since,
            evidence: supply.evidence)
    case .percent(let percent):
        switch supply.dry {
        case .between(let earliest, let likely, let latest):
            let warning = earliest - .hours(terms.leadTimeHours)
            guard warning <= now else {
                return Assessment(
                    verdict: .onTrack, reason: .lasts(supply: name, percent: percent, likelyDry: likely),
                    breaksAt: earliest, evidence: supply.evidence, lookAgain: warning)
            }
            return Assessment(
                verdict: .atRisk,
                reason: .runsDry(
                    supply: name, percent: percent, earliest: earliest, likely: likely, latest: latest),
                breaksAt: earliest, evidence: supply.evidence)
        case .notFalling where percent > lowPercent:
            return Assessment(
                verdict: .onTrack, reason: .lasts(supply: name, percent: percent, likelyDry: nil),
                evidence: supply.evidence)
        case .unknown where percent > lowPercent, .notFalling, .unknown:
            return Assessment(
                verdict: percent > lowPercent ? .onTrack : .atRisk,
                reason: .tooEarlyToTell(supply: name, percent: percent),
                breaksAt: percent > lowPercent ? nil : now, evidence: supply.evidence)
        }
    }
}

/// Worse verdict first, then the one that breaks sooner, then the one of which least is left.
private func isWorse(_ left: Assessment, _ right: Assessment) -> Bool {
    if left.verdict != right.verdict { return left.verdict.gravity < right.verdict.gravity }
    switch (left.breaksAt, right.breaksAt) {
    case (let leftBreaks?, let rightBreaks?) where leftBreaks != rightBreaks:
        return leftBreaks < rightBreaks
    case (_?, nil): return true
    case (nil, _?): return false
    default: return (left.reason.percent ?? 100) < (right.reason.percent ?? 100)
    }
}

/// What became of a deed, as people told.
public enum DeedOutcome: Hashable, Sendable {
    case open
    case done(at: Instant)
    case takenBack(at: Instant)
}

/// How a deed stands: kept when it was done in time, broken when its time has passed, even if it was done
/// later.
///
/// - Parameter warning: how long before it is due it comes up in Today.
public func assessDeed(due: Instant, outcome: DeedOutcome, warning: Duration, asOf now: Instant) -> Assessment
{
    switch outcome {
    case .done(let at) where at <= due:
        Assessment(verdict: .kept, reason: .done(at))
    case .done(let at):
        Assessment(verdict: .broken, reason: .done(at), breaksAt: due)
    case .takenBack(let at):
        Assessment(verdict: at <= due ? .withdrawn : .broken, reason: .takenBack(at), breaksAt: due)
    case .open where now >= due:
        Assessment(verdict: .broken, reason: .overdue(since: due), breaksAt: due)
    case .open where now >= due - warning:
        Assessment(verdict: .atRisk, reason: .due(due), breaksAt: due, lookAgain: due)
    case .open:
        Assessment(verdict: .onTrack, reason: .due(due), breaksAt: due, lookAgain: due - warning)
    }
}
