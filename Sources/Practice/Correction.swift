// SPDX-License-Identifier: Apache-2.0
import Fleet
import Promises
import Values

/// How a promise stood, as it is known now: a correction takes the place of everything that was said of its
/// instant and later before it was learnt. What was said then stays in the records.
///
/// - Parameter changes: of one subject, in any order.
/// - Returns: the changes that hold, in ascending time.
func effectiveHistory(_ changes: [VerdictChange]) -> [VerdictChange] {
    let asLearnt = changes.sorted { left, right in
        let (leftLearnt, rightLearnt) = (left.learnt ?? left.at, right.learnt ?? right.at)
        return leftLearnt == rightLearnt ? left.at < right.at : leftLearnt < rightLearnt
    }
    var history: [VerdictChange] = []
    for change in asLearnt {
        while let last = history.last, last.at >= change.at { history.removeLast() }
        history.append(change)
    }
    return history
}

/// Corrections at one instant follow each other within this.
private let oneInstant: Duration = .milliseconds(10)

extension Evaluation {
    /// Decides anew how promises about a machine stood while its collector was silent, now that its late words
    /// are here, and writes down what is different from what was said.
    ///
    /// - Parameters:
    ///   - earlier: the machine as it stood before this reading.
    ///   - record: as it stood after it.
    ///   - found: when the silence was found; before that nothing was said that needs correcting.
    mutating func decideAnew(
        _ earlier: DeviceRecord, then record: DeviceRecord, silenceFound found: Instant
    ) throws {
        let heard = record.device.lastHeard
        for promise in try promisesWithTerms(at: record) where promise.terms.measure.isMachineTime {
            // Between two words that lie too far apart nothing could be told, whoever was silent.
            let stale = earlier.device.lastHeard + .hours(promise.terms.silenceHoursMax)
            if stale >= found, stale < heard { try correct(promise, record.device.id, asOf: stale) }
            try correct(promise, record.device.id, asOf: max(heard, found))
        }
    }

    private func correct(_ promise: Promise, _ device: DeviceID, asOf instant: Instant) throws {
        let known = effectiveHistory(
            try records.verdictChanges(
                of: promise.id, device: device, from: instant, to: instant + oneInstant, limit: 1_000))
        guard let before = known.last else { return }
        var judging = Judging(records: records, zones: self.judging.zones, now: instant)
        let judged = try judging.judge(promise, subject: device.description)
        guard let standing = judged.subject, before.verdict != standing.verdict else { return }
        let at = before.learnt != nil && before.at >= instant ? before.at + .microseconds(1) : instant
        try records.insert(
            VerdictChange(
                id: ids.make(at: now), customer: promise.customer.cast(), promise: promise.id, device: device,
                at: at, verdict: standing.verdict, grounds: JudgedGrounds(standing),
                evidence: judged.readings,
                learnt: now))
    }

    /// Records a verdict that stands as before although corrections ended otherwise.
    func recordIfCorrected(_ assessment: Assessment, of promise: Promise, about device: DeviceID) throws {
        let known = effectiveHistory(
            try records.verdictChanges(
                of: promise.id, device: device, from: now, to: Instant(microseconds: .max), limit: 1_000))
        guard let last = known.last, last.learnt != nil, last.verdict != assessment.verdict else { return }
        try record(assessment, of: promise, about: device)
    }
}

extension CollectorRecord {
    /// It is heard again, and what it kept while it was silent may still be on its way.
    var isSettling: Bool { silentSince == nil && silenceFound != nil }
}
