// SPDX-License-Identifier: Apache-2.0
import Fleet
import Values

/// A collector's clock that differs from ours by less than this may as well be the time on the way.
let clockDiffersMin: Duration = .minutes(1)
/// What a collector may say of itself in figures.
private let saysEveryMax = 7 * 86_400
private let saysCountMax = 1 << 40

extension Office {
    /// Takes in what a collector delivers: each item once, however often it is sent.
    ///
    /// - Parameter instant: when it is taken in; now, unless a year of history is being told.
    /// - Returns: the sequence number through which everything is safely kept.
    public func takeIn(
        _ batch: ReadingBatch, from sender: SignedInCollector, asOf instant: Instant? = nil
    ) async throws -> Int64 {
        let now = instant ?? now
        let ids = ids
        let zones = zones
        let id = sender.collector.id
        let keyHash = sender.collector.tokenHash
        let (acknowledged, changed) = try await store.write { records -> (Int64, Set<Notice>) in
            guard var collector = try records.collector(id), collector.revoked == nil,
                collector.tokenHash == keyHash
            else { throw keyWithdrawn }
            collector.take(batch, at: now)
            var changed: Set<Notice> = [.collector(id)]
            if try welcomeBack(&collector, records, ids, at: now) { changed.insert(.today) }
            try records.update(collector)

            var acknowledged = try records.acknowledged(collector: id, spool: batch.spool)
            let before = acknowledged
            var intake = Intake(
                records: records, ids: ids, zones: zones, now: now, collector: collector)
            for item in batch.items.sorted(by: { $0.sequence < $1.sequence })
            where item.sequence > acknowledged {
                switch item.content {
                case .reading(let reading): try intake.take(reading)
                case .silence(let silence): try intake.take(silence)
                case .thinned(let reading): try intake.take(thinned: reading)
                }
                acknowledged = item.sequence
            }
            try intake.finish()
            if acknowledged > before {
                try records.acknowledge(collector: id, spool: batch.spool, through: acknowledged)
            }
            // A collector that does not say what still waits has said all when a batch was not full.
            if collector.isSettling,
                (batch.waiting ?? (batch.items.count < ReadingBatch.itemsMax ? 0 : 1)) == 0
            {
                collector.silenceFound = nil
                try records.update(collector)
            }
            return (acknowledged, changed.union(intake.notices))
        }
        notices.post(changed, of: sender.collector.customer)
        return acknowledged
    }
}

extension CollectorRecord {
    /// What it says of itself, within limits.
    fileprivate mutating func take(_ batch: ReadingBatch, at now: Instant) {
        saysVersion = legible(batch.collector.version)
        saysHost = legible(batch.collector.host)
        saysEvery = batch.collector.everySeconds.flatMap { seconds in
            (1...saysEveryMax).contains(seconds) ? .seconds(seconds) : nil
        }
        saysThinned = batch.collector.thinned.map { min(max(0, $0), saysCountMax) }
        saysWaiting = batch.waiting.map { min(max(0, $0), saysCountMax) }
        clockAhead = batch.sent.flatMap { sent in
            let ahead = sent - now
            return ahead > clockDiffersMin || ahead < .zero - clockDiffersMin ? ahead : nil
        }
        wasHeard(at: now)
    }
}

/// Ends a collector's silence, if it was silent.
private func welcomeBack(
    _ collector: inout CollectorRecord, _ records: any Records, _ ids: any IDSource, at now: Instant
) throws -> Bool {
    guard collector.silentSince != nil else { return false }
    collector.silentSince = nil
    collector.silenceEnded = now
    // All its machines are assessed anew, those too of which nothing waits in its spool.
    collector.assessedThrough = DeviceID(bits: 0)
    collector.lookAgain = now
    try records.insert(
        CollectorEntry(
            id: ids.make(at: now), customer: collector.customer, collector: collector.id, at: now,
            kind: .cameBack, person: nil))
    return true
}
