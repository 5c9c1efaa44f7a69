// SPDX-License-Identifier: Apache-2.0
import Fleet
import People
import Values

/// Machines whose promises are assessed anew in one transaction when their collector falls silent or comes back.
let assessedAtOnce = 500
/// Collectors looked at in one go; what is left is looked at in the next.
private let collectorsAtOnce = 100

extension Office {
    /// Looks which collectors were not heard within their time, and assesses anew the promises about the
    /// machines of those that fell silent or came back, some hundred machines at a time.
    /// - Returns: whether there is more to do at once.
    func lookAfterCollectors(asOf now: Instant) async throws -> Bool {
        let due = try await store.read { try $0.collectorsDue(asOf: now, limit: collectorsAtOnce) }
        var hasMore = due.count == collectorsAtOnce
        let ids = ids
        let zones = zones
        for collector in due {
            let (changed, isUnfinished) = try await store.write { records -> (Set<Notice>, Bool) in
                guard var current = try records.collector(collector.id),
                    let lookAgain = current.lookAgain, lookAgain <= now
                else { return ([], false) }
                var changed: Set<Notice> = []
                if let heard = current.lastHeard, current.silentSince == nil,
                    heard + current.heardWithin <= now
                {
                    changed.formUnion(try fallSilent(&current, heardLast: heard, records, ids, at: now))
                }
                if current.assessedThrough != nil {
                    // Its machines are judged by what the records say of it.
                    try records.update(current)
                    changed.formUnion(try assessMachines(of: &current, records, ids, zones, at: now))
                }
                let isUnfinished = current.assessedThrough != nil
                current.lookAgain =
                    isUnfinished
                    ? now
                    : current.silentSince == nil ? current.lastHeard.map { $0 + current.heardWithin } : nil
                try records.update(current)
                return (changed, isUnfinished)
            }
            hasMore = hasMore || isUnfinished
            notices.post(changed, of: collector.customer)
        }
        return hasMore
    }
}

private func fallSilent(
    _ collector: inout CollectorRecord, heardLast: Instant, _ records: any Records, _ ids: any IDSource,
    at now: Instant
) throws -> Set<Notice> {
    collector.silentSince = heardLast
    // A silence from which late readings may still come begins where the first of them did.
    collector.silenceFound = collector.silenceFound ?? now
    collector.silenceEnded = nil
    collector.assessedThrough = DeviceID(bits: 0)
    try records.insert(
        CollectorEntry(
            id: ids.make(at: now), customer: collector.customer, collector: collector.id, at: now,
            kind: .fellSilent, person: nil))
    return [.collector(collector.id), .today]
}

/// Assesses the promises about some more of a collector's machines.
private func assessMachines(
    of collector: inout CollectorRecord, _ records: any Records, _ ids: any IDSource,
    _ zones: any TimeZoneSource, at now: Instant
) throws -> Set<Notice> {
    guard let through = collector.assessedThrough else { return [] }
    let devices = try records.devices(heardBy: collector.id, after: through, limit: assessedAtOnce)
    var evaluation = Evaluation(records: records, ids: ids, zones: zones, now: now)
    evaluation.remember(collector)
    var changed: Set<Notice> = []
    for id in devices {
        guard let record = try records.deviceRecord(id) else { continue }
        changed.formUnion(try evaluation.evaluate(record))
    }
    collector.assessedThrough = devices.count == assessedAtOnce ? devices.last : nil
    return changed
}
