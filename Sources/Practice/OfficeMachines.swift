// SPDX-License-Identifier: Apache-2.0
import Fleet
import People
import Promises
import Values

/// A list of machines with the places they stand in.
public struct MachineList: Sendable {
    public let rows: Paged<DeviceRow>
    public let paths: [PlaceID: [Place]]
    /// What the lists can be narrowed to.
    public let makes: [String]
    /// All of the customer's machines.
    public let countOfAll: Int
}

/// Everything a machine's page tells.
public struct MachineView: Sendable {
    public let record: DeviceRecord
    /// From the campus down to the room; empty when nobody has said where it stands.
    public let path: [Place]
    public let estimates: [String: DryEstimate]
    public let collector: CollectorRecord?
    public let lines: [MachinePromise]
    /// The latest, newest first.
    public let events: [StoredEvent]
    public let acts: [Act]
}

/// One promise about a machine, and how it stands for it.
public struct MachinePromise: Sendable {
    public let promise: Promise
    public let promiser: Person?
    public let line: PromiseLine
    /// What its records say of its supplies now, where the promise is about them.
    public let supplies: SuppliesNow?
}

/// How many pages a machine counted in a day of its place.
public struct PagesOfDay: Hashable, Sendable {
    public let date: CivilDate
    /// `nil` when nothing was heard that tells, so the day cannot be counted.
    public let pages: Int64?
    /// The reading at whose value the day ended.
    public let reading: ReadingID?
}

/// Pages per day for a chart, and the meter they come from.
public struct PagesPerDay: Sendable {
    public let meter: Meter?
    public let days: [PagesOfDay]
}

extension Office {
    public func machines(_ query: DeviceQuery, for person: SignedIn) async throws -> MachineList {
        try Rights.require(person, of: query.customer)
        try Rights.require(.seeMachines, person)
        var query = query
        query.search = TextLimits.search(query.search)
        let asked = query
        return try await store.read { records in
            if let place = asked.place, try records.place(place)?.customer != asked.customer {
                // Another customer's place and none at all narrow to the same: nothing.
                return MachineList(
                    rows: Paged(rows: [], page: asked.page, total: 0, hasMore: false), paths: [:],
                    makes: try records.makes(of: asked.customer, limit: 100),
                    countOfAll: try records.deviceCount(of: asked.customer))
            }
            let rows = try records.deviceRows(asked)
            return MachineList(
                rows: rows, paths: try records.paths(to: Set(rows.rows.compactMap(\.place))),
                makes: try records.makes(of: asked.customer, limit: 100),
                countOfAll: try records.deviceCount(of: asked.customer))
        }
    }

    public func machine(_ id: DeviceID, for person: SignedIn) async throws -> MachineView {
        try await store.read { records in
            let record = try ownDevice(id, records, person)
            let lines = try records.lines(about: id)
            let promises = try visible(
                Array(try records.promises(Set(lines.map(\.promise))).values), to: person, records
            ).reduce(into: [:]) { $0[$1.id] = $1 }
            let persons = try records.persons(Set(lines.map(\.promiser)))
            var acts: [Act] = []
            for line in lines where promises[line.promise] != nil {
                acts += try records.acts(of: line.promise, device: id, limit: 20)
            }
            let now = self.now
            return MachineView(
                record: record, path: try record.place.map { try records.path(to: $0) } ?? [],
                estimates: Dictionary(
                    record.supplies.map { ($0.key, estimateDryDay($0, asOf: $0.heard)) }
                ) { first, _ in first },
                collector: try record.collector.flatMap { try records.collector($0) },
                lines: try lines.compactMap { line in
                    try promises[line.promise].map {
                        MachinePromise(
                            promise: $0, promiser: persons[line.promiser], line: line,
                            supplies: try records.suppliesNow(of: record, line, $0, asOf: now))
                    }
                },
                events: try records.events(of: id, Page(size: 20)).rows,
                acts: acts.sorted { $0.at > $1.at })
        }
    }

    public func events(of id: DeviceID, _ page: Page, for person: SignedIn) async throws -> Paged<StoredEvent>
    {
        try await store.read { records in
            _ = try ownDevice(id, records, person)
            return try records.events(of: id, page)
        }
    }

    public func readings(
        of id: DeviceID, _ page: Page, for person: SignedIn
    ) async throws -> Paged<StoredReading> {
        try await store.read { records in
            _ = try ownDevice(id, records, person, to: .seeReadings)
            return try records.readings(of: id, page)
        }
    }

    public func reading(_ id: ReadingID, for person: SignedIn) async throws -> (StoredReading, Device) {
        try await store.read { records in
            let reading = try Rights.own(
                try records.reading(id), of: person, by: \.customer, to: .seeReadings,
                orSay: "There is no such reading.")
            return (reading, try ownDevice(reading.device, records, person).device)
        }
    }

    /// The pages of each of the last `days` days, today included, by the clock of the customer.
    public func pagesPerDay(_ id: DeviceID, days: Int, for person: SignedIn) async throws -> PagesPerDay {
        let now = now
        let days = min(max(1, days), 400)
        let zone = person.zone
        let first = zone.date(of: now).adding(days: 1 - days)
        let start = zone.startOfDay(first)
        return try await store.read { records in
            let record = try ownDevice(id, records, person)
            guard let meter = record.latest.lifetimePages else { return PagesPerDay(meter: nil, days: []) }
            let points = try records.meterPoints(
                device: id, meter: meter.key, from: start, to: now, limit: 20_000)
            let heard = try records.keptInstants(
                of: id, from: zone.startOfDay(first.adding(days: -1)), to: now, limit: 20_000)
            return PagesPerDay(
                meter: meter,
                days: pagesByDay(points, heard: heard, from: first, through: zone.date(of: now), zone: zone))
        }
    }

    /// Says where a machine stands.
    /// - Parameter instant: since when; now, unless a year of history is being told.
    public func move(
        _ id: DeviceID, to place: PlaceID, for person: SignedIn, asOf instant: Instant? = nil
    ) async throws {
        let now = instant ?? now
        let ids = ids
        let zones = zones
        let changed = try await store.write { records -> Set<Notice> in
            var record = try ownDevice(id, records, person, to: .moveMachine)
            let target = try ownPlace(place, records, person)
            guard record.place != place else { return [] }
            let before = record.place
            let from = try record.place.flatMap { try records.place($0) }?.name
            record.place = place
            try records.save(record)
            try records.insert(
                StoredEvent(
                    id: ids.make(at: now), customer: record.customer, device: id, at: now,
                    event: .moved(from: from, to: target.name), reading: nil))
            let moved = EvidenceNotes(records: records, ids: ids, now: now, customer: record.customer)
            if let before = before {
                try moved.insert(
                    .left(member: id.description, whole: before.description), at: now, about: [id.cast()])
            }
            try moved.insert(
                .joined(member: id.description, .device, whole: place.description), at: now,
                about: [id.cast()])
            var evaluation = Evaluation(records: records, ids: ids, zones: zones, now: now)
            return try evaluation.evaluate(record).union([.device(id)])
        }
        notices.post(changed, of: person.customer.id)
    }
}

func ownDevice(
    _ id: DeviceID, _ records: any Records, _ person: SignedIn, to permission: Permission = .seeMachines
) throws -> DeviceRecord {
    try Rights.own(
        try records.deviceRecord(id), of: person, by: \.customer, to: permission,
        orSay: "There is no such machine.")
}

/// What a counter rose by on each day, from the points at which it changed and the instants at which the
/// machine was heard.
///
/// A day without a word is unknown, and so is the first day after such a gap: what was printed meanwhile
/// belongs to none of them. A counter that fell begins anew, and its fall counts for nothing.
func pagesByDay(
    _ points: [MeterPoint], heard: [Instant], from first: CivilDate, through last: CivilDate,
    zone: TimeZoneTable
) -> [PagesOfDay] {
    var risen: [CivilDate: Int64] = [:]
    var closing: [CivilDate: ReadingID] = [:]
    for (earlier, later) in zip(points, points.dropFirst()) {
        let date = zone.date(of: later.at)
        let (rise, isBeyondCounting) = later.value.subtractingReportingOverflow(earlier.value)
        let (sum, isTooMuch) = risen[date, default: 0].addingReportingOverflow(max(0, rise))
        risen[date] = isBeyondCounting && later.value > earlier.value || isTooMuch ? .max : sum
        closing[date] = later.reading
    }
    let daysHeard = Set(heard.map { zone.date(of: $0) })
    let known = points.first.map { zone.date(of: $0.at) }
    var days: [PagesOfDay] = []
    var date = first
    while date <= last {
        let isKnown =
            known.map { $0 < date } ?? false && daysHeard.contains(date)
            && daysHeard.contains(date.adding(days: -1))
        days.append(
            PagesOfDay(date: date, pages: isKnown ? risen[date] ?? 0 : nil, reading: closing[date]))
        date = date.adding(days: 1)
    }
    return days
}
