// SPDX-License-Identifier: Apache-2.0
import People
import Values

/// A collector that has signed in with its token.
public struct SignedInCollector: Hashable, Sendable {
    public let collector: CollectorRecord
}

extension Office {
    public func collectors(for person: SignedIn) async throws -> [CollectorRecord] {
        try await store.read { try $0.collectors(of: person.customer.id) }
    }

    /// Makes a collector and the token it signs in with.
    /// - Returns: the token, which is shown once and kept nowhere.
    public func makeCollector(
        named name: String, place: PlaceID?, for person: SignedIn
    ) async throws -> (collector: CollectorRecord, token: String) {
        let name = try TextLimits.required(
            name, "name", max: TextLimits.nameMax,
            sayWhenEmpty: "Please give the collector a name, such as where it stands.")
        let token = tokens.makeToken()
        let collector = CollectorRecord(
            id: ids.make(at: now), customer: person.customer.id, name: name, place: place,
            tokenHash: tokens.digest(of: token), made: now)
        try await store.write { records in
            if let place { _ = try ownPlace(place, records, person) }
            try records.insert(collector)
        }
        notices.post([.collector(collector.id)], of: collector.customer)
        return (collector, token)
    }

    /// From now on nothing that comes with this collector's token is taken in.
    public func revokeCollector(_ id: CollectorID, for person: SignedIn) async throws {
        let now = now
        try await store.write { records in
            var collector = try Rights.own(
                try records.collector(id), of: person, by: \.customer, orSay: "There is no such collector.")
            guard collector.revoked == nil else { return }
            collector.revoked = now
            try records.update(collector)
        }
        notices.post([.collector(id)], of: person.customer.id)
    }

    /// - Throws: a ``Refusal`` when no collector has this token or it was withdrawn.
    public func collector(token: String) async throws -> SignedInCollector {
        let hash = tokens.digest(of: token)
        guard let collector = try await store.read({ try $0.collector(tokenHash: hash) }) else {
            throw Refusal(
                .unauthenticated,
                "This token is not known. Make one for the collector on the page Collectors and give it that."
            )
        }
        guard collector.revoked == nil else {
            throw Refusal(
                .unauthenticated,
                "This collector's token was withdrawn. Make a new one on the page Collectors.")
        }
        return SignedInCollector(collector: collector)
    }

    /// Takes in what a collector delivers: each item once, however often it is sent.
    ///
    /// - Parameter instant: when it is taken in; now, unless a year of history is being told.
    /// - Returns: the sequence number through which everything is safely kept.
    public func takeIn(
        _ batch: ReadingBatch, from sender: SignedInCollector, asOf instant: Instant? = nil
    ) async throws -> Int64 {
        let now = instant ?? now
        let ids = ids
        let id = sender.collector.id
        let (acknowledged, changed) = try await store.write { records -> (Int64, Set<Notice>) in
            guard var collector = try records.collector(id), collector.revoked == nil else {
                throw Refusal(.unauthenticated, "This collector's token was withdrawn.")
            }
            // The clock may have jumped back; what was heard last stays the last.
            collector.lastHeard = max(collector.lastHeard ?? now, now)
            collector.saysVersion = legible(batch.collector.version)
            collector.saysHost = legible(batch.collector.host)
            try records.update(collector)

            var acknowledged = try records.acknowledged(collector: id, spool: batch.spool)
            let before = acknowledged
            var intake = Intake(records: records, ids: ids, now: now, collector: collector)
            for item in batch.items.sorted(by: { $0.sequence < $1.sequence })
            where item.sequence > acknowledged {
                switch item.content {
                case .reading(let reading): try intake.take(reading)
                case .silence(let silence): try intake.take(silence)
                }
                acknowledged = item.sequence
            }
            if acknowledged > before {
                try records.acknowledge(collector: id, spool: batch.spool, through: acknowledged)
            }
            return (acknowledged, intake.notices)
        }
        notices.post(changed.union([.collector(id)]), of: sender.collector.customer)
        return acknowledged
    }
}

/// The place, if it is there and belongs to the person's customer.
func ownPlace(_ id: PlaceID, _ records: any Records, _ person: SignedIn) throws -> Place {
    try Rights.own(try records.place(id), of: person, by: \.customer, orSay: "There is no such place.")
}
