// SPDX-License-Identifier: Apache-2.0
import Fleet
import People
import Values

/// A collector that has signed in with its key.
public struct SignedInCollector: Hashable, Sendable {
    public let collector: CollectorRecord
}

/// A collector as its page shows it.
public struct CollectorView: Sendable {
    public let collector: CollectorRecord
    /// From the topmost place down; empty when it was put nowhere.
    public let path: [Place]
    public let keeper: Person?
    /// Who can be found where it stands, when nobody was named.
    public let peopleThere: [Person]
    /// How many machines it was the last to hear.
    public let machines: Int
    /// Until when a code that was made for it can be typed.
    public let codeExpires: Instant?
    /// The newest first.
    public let entries: [CollectorEntry]
    public let actors: [PersonID: Person]

    public init(
        collector: CollectorRecord, path: [Place], keeper: Person?, peopleThere: [Person], machines: Int,
        codeExpires: Instant?, entries: [CollectorEntry], actors: [PersonID: Person]
    ) {
        self.collector = collector
        self.path = path
        self.keeper = keeper
        self.peopleThere = peopleThere
        self.machines = machines
        self.codeExpires = codeExpires
        self.entries = entries
        self.actors = actors
    }

    /// Whom to call when it is silent.
    public var toCall: Person? { keeper ?? peopleThere.first { $0.phone != nil || $0.email != nil } }
}

/// Entries that a collector's page shows.
private let entriesShownMax = 50
/// Of those who can be found at a collector's place.
private let peopleThereMax = 20

extension Office {
    public func collectors(for person: SignedIn) async throws -> [CollectorRecord] {
        try Rights.require(.seeCollectors, person)
        return try await store.read { try $0.collectors(of: person.customer.id) }
    }

    public func collector(_ id: CollectorID, for person: SignedIn) async throws -> CollectorView {
        let now = now
        return try await store.read { records in
            try view(of: try ownCollector(id, records, person), records, asOf: now)
        }
    }

    /// The collectors that are silent, the longest first, with whom to call; none for those who see no collectors.
    public func silentCollectors(for person: SignedIn) async throws -> [CollectorView] {
        guard Rights.may(.seeCollectors, person) else { return [] }
        let now = now
        return try await store.read { records in
            try records.collectors(of: person.customer.id)
                .filter { $0.silentSince != nil }
                .sorted { ($0.silentSince ?? now) < ($1.silentSince ?? now) }
                .map { try view(of: $0, records, asOf: now) }
        }
    }

    /// Makes a collector together with its key, for a program that runs beside this one.
    /// - Returns: the key, which is shown once and kept nowhere.
    public func makeCollector(
        named name: String, place: PlaceID?, for person: SignedIn
    ) async throws -> (collector: CollectorRecord, token: String) {
        let token = tokens.makeToken()
        var collector = try draft(
            named: name, place: place, tokenHash: tokens.digest(of: token), for: person)
        collector.enrolled = now
        try await keep(collector, [entry(.made, of: collector, by: person)], for: person) { _ in }
        return (collector, token)
    }

    /// Whom to call when it falls silent, and how long it may be silent before that.
    /// - Parameter silenceMax: `nil` goes by how often it says that it asks.
    public func arrange(
        _ id: CollectorID, keeper: PersonID?, silenceMax: Duration?, for person: SignedIn
    ) async throws {
        let limits = CollectorLimits.self
        if let silenceMax, !(limits.silenceLeast...limits.silenceMost).contains(silenceMax) {
            throw Refusal(
                .invalid, "A collector may be silent for ten minutes at least and for two weeks at most.",
                field: "silence")
        }
        let now = now
        let ids = ids
        try await store.write { records in
            var collector = try ownCollector(id, records, person, to: .arrangeCollector)
            if let keeper { _ = try ownPerson(keeper, records, person) }
            guard collector.keeper != keeper || collector.silenceMax != silenceMax else { return }
            collector.keeper = keeper
            collector.silenceMax = silenceMax
            if collector.silentSince == nil, let heard = collector.lastHeard { collector.wasHeard(at: heard) }
            try records.update(collector)
            try records.insert(
                CollectorEntry(
                    id: ids.make(at: now), customer: collector.customer, collector: id, at: now,
                    kind: .settingsChanged, person: person.person.id))
        }
        notices.post([.collector(id), .today], of: person.customer.id)
    }

    /// Writes down what was said when somebody called about it.
    public func note(_ text: String, about id: CollectorID, for person: SignedIn) async throws {
        let text = try TextLimits.required(
            text, "note", max: TextLimits.noteMax, sayWhenEmpty: "Please write what was said or seen.")
        let now = now
        let ids = ids
        try await store.write { records in
            let collector = try ownCollector(id, records, person, to: .noteAboutCollector)
            try records.insert(
                CollectorEntry(
                    id: ids.make(at: now), customer: collector.customer, collector: id, at: now, kind: .note,
                    person: person.person.id, note: text))
        }
        notices.post([.collector(id)], of: person.customer.id)
    }

    /// From now on nothing that comes with this collector's key is taken in, and no code lets it in.
    public func revokeCollector(_ id: CollectorID, for person: SignedIn) async throws {
        let now = now
        let ids = ids
        try await store.write { records in
            var collector = try ownCollector(id, records, person, to: .revokeCollector)
            try records.deleteOpenEnrolments(of: id)
            guard collector.revoked == nil else { return }
            collector.revoked = now
            try records.update(collector)
            try records.insert(
                CollectorEntry(
                    id: ids.make(at: now), customer: collector.customer, collector: id, at: now,
                    kind: .revoked, person: person.person.id))
        }
        notices.post([.collector(id)], of: person.customer.id)
    }

    /// - Throws: a ``Refusal`` when no collector has this key (`unauthenticated`) or it was withdrawn
    ///   (`forbidden`).
    public func collector(token: String) async throws -> SignedInCollector {
        let hash = tokens.digest(of: token)
        guard let collector = try await store.read({ try $0.collector(tokenHash: hash) }) else {
            throw Refusal(
                .unauthenticated,
                "This key is not known. Make a code for the collector on the page Collectors, and enrol it with "
                    + "that.")
        }
        guard collector.revoked == nil else { throw keyWithdrawn }
        return SignedInCollector(collector: collector)
    }

    // MARK: - Parts

    func draft(
        named name: String, place: PlaceID?, tokenHash: [UInt8], for person: SignedIn
    ) throws -> CollectorRecord {
        try Rights.require(.arrangeCollector, person)
        let name = try TextLimits.required(
            name, "name", max: TextLimits.nameMax,
            sayWhenEmpty: "Please give the collector a name, such as where it stands.")
        return CollectorRecord(
            id: ids.make(at: now), customer: person.customer.id, name: name, place: place,
            tokenHash: tokenHash, made: now)
    }

    func entry(
        _ kind: CollectorEntry.Kind, of collector: CollectorRecord, by person: SignedIn?, note: String = ""
    ) -> CollectorEntry {
        CollectorEntry(
            id: ids.make(at: now), customer: collector.customer, collector: collector.id, at: now, kind: kind,
            person: person?.person.id, note: note)
    }

    func keep(
        _ collector: CollectorRecord, _ entries: [CollectorEntry], for person: SignedIn,
        and more: @escaping @Sendable (any Records) throws -> Void
    ) async throws {
        try await store.write { records in
            if let place = collector.place { _ = try ownPlace(place, records, person) }
            if let keeper = collector.keeper { _ = try ownPerson(keeper, records, person) }
            try records.insert(collector)
            for entry in entries { try records.insert(entry) }
            try more(records)
        }
        notices.post([.collector(collector.id)], of: collector.customer)
    }

    private func view(
        of collector: CollectorRecord, _ records: any Records, asOf now: Instant
    ) throws -> CollectorView {
        let path = try collector.place.map { try records.path(to: $0) } ?? []
        let entries = try records.entries(of: collector.id, limit: entriesShownMax)
        return CollectorView(
            collector: collector, path: path,
            keeper: try collector.keeper.flatMap { try records.person($0) },
            peopleThere: try collector.place.map { try records.persons(at: $0, limit: peopleThereMax) } ?? [],
            machines: try records.deviceCount(heardBy: collector.id),
            codeExpires: try records.openEnrolment(of: collector.id, asOf: now)?.expires, entries: entries,
            actors: try records.persons(Set(entries.compactMap(\.person))))
    }
}

/// What may be asked of a collector's silence.
public enum CollectorLimits {
    public static let silenceLeast: Duration = .minutes(10)
    public static let silenceMost: Duration = .days(14)
}

let keyWithdrawn = Refusal(
    .forbidden,
    "This collector's key was withdrawn. Make a new code for it on the page Collectors, and enrol it with that."
)

func ownCollector(
    _ id: CollectorID, _ records: any Records, _ person: SignedIn, to permission: Permission = .seeCollectors
) throws -> CollectorRecord {
    try Rights.own(
        try records.collector(id), of: person, by: \.customer, to: permission,
        orSay: "There is no such collector.")
}

/// The place, if it is there and belongs to the person's customer.
func ownPlace(
    _ id: PlaceID, _ records: any Records, _ person: SignedIn, to permission: Permission = .seePlaces
) throws -> Place {
    try Rights.own(
        try records.place(id), of: person, by: \.customer, to: permission, orSay: "There is no such place.")
}
