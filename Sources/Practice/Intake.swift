// SPDX-License-Identifier: Apache-2.0
import Fleet
import People
import Promises
import Values

/// A reading is kept at least this often even when it says nothing new, so that "still so" has evidence too.
/// Less than the shortest day of the year, because the asking does not come to the second.
let keepAtLeastEvery: Duration = .hours(22)
/// A collector's clock may be ahead of ours by this much before its word on the time is not taken.
let clockSkewMax: Duration = .minutes(5)

/// What was heard longer ago than this when it came, came late.
private let lateAfter: Duration = .hours(1)

/// Takes what collectors heard into the records, inside one transaction.
///
/// Everything that follows from a reading follows here, so that it is there or not there as one: the device
/// is recognised, what changed is kept, what happened is noted, and the promises about it are assessed again.
struct Intake {
    let records: any Records
    let ids: any IDSource
    let now: Instant
    let collector: CollectorRecord
    private(set) var notices: Set<Notice> = []
    private var evaluation: Evaluation
    /// Machines of which something came late, and since when more is known of them.
    private var late: [DeviceID: Instant] = [:]

    init(
        records: any Records, ids: any IDSource, zones: any TimeZoneSource, now: Instant,
        collector: CollectorRecord
    ) {
        self.records = records
        self.ids = ids
        self.now = now
        self.collector = collector
        evaluation = Evaluation(records: records, ids: ids, zones: zones, now: now)
        evaluation.remember(collector)
    }

    mutating func take(_ reading: Reading) throws { try take(reading, isThinned: false) }

    /// A reading of which a collector without room kept the meters alone.
    mutating func take(thinned reading: Reading) throws { try take(reading, isThinned: true) }

    private mutating func take(_ reading: Reading, isThinned: Bool) throws {
        guard reading.isPrinter else { return }
        var reading = reading.fitForRecords()
        let isAhead = reading.heard > now + clockSkewMax
        if isAhead { reading.heard = now }
        let candidates = try records.candidates(
            customer: collector.customer, serial: usableSerial(reading.serial),
            macAddresses: reading.macAddresses, address: reading.address)
        switch recognise(reading, among: candidates.map(\.device)) {
        case .known(let id, _):
            guard let record = candidates.first(where: { $0.device.id == id }) else { return }
            // Of several that were heard in the future only their order is believed.
            let last = record.latest.heard
            if isAhead, reading.heard <= last, last <= now + clockSkewMax {
                reading.heard = last + .microseconds(1)
            }
            if isThinned {
                try takeMeters(of: reading, of: record)
            } else {
                try take(reading, into: record)
            }
        case .new(let contradicted):
            try takeFirst(reading, contradicting: candidates.first { $0.device.id == contradicted })
        case .contradictory(let named, let carded):
            try refuse(reading, among: candidates.filter { [named, carded].contains($0.device.id) })
        }
    }

    /// Notes with both machines that a reading could have come from either, once while it lasts.
    private mutating func refuse(_ reading: Reading, among both: [DeviceRecord]) throws {
        for (record, other) in zip(both, both.reversed()) {
            let event = DeviceEvent.readingRefused(address: reading.address, other: other.device.title)
            let last = try records.events(of: record.device.id, Page(size: 1)).rows.first
            guard last?.event != event else { continue }
            try note(event, of: record, reading: nil, at: reading.heard)
            notices.insert(.device(record.device.id))
        }
    }

    private mutating func takeFirst(_ reading: Reading, contradicting other: DeviceRecord?) throws {
        let device = Device(id: ids.make(at: now), firstReading: reading)
        let kept: ReadingID = ids.make(at: now)
        let record = DeviceRecord(
            device: device, customer: collector.customer, place: collector.place, collector: collector.id,
            latest: reading, latestKept: kept, lastKept: reading.heard,
            supplies: reading.supplies.map { SupplyRun($0, at: reading.heard, reading: kept) },
            noTonerSince: saysNoToner(reading) ? reading.heard : nil,
            noTonerReading: saysNoToner(reading) ? kept : nil)
        try records.save(record)
        try keep(reading, as: kept, of: record, after: nil)
        try note(.firstHeard(address: reading.address), of: record, reading: kept, at: reading.heard)
        if let other {
            try note(.contradicted(by: device.title), of: other, reading: kept, at: reading.heard)
        }
        try tellBelonging(of: record, at: reading.heard)
        try tell(reading, of: record, after: nil, as: kept)
        notices.formUnion(try evaluation.evaluate(record))
        notices.insert(.device(device.id))
    }

    private mutating func take(_ reading: Reading, into known: DeviceRecord) throws {
        // A reading that comes late is kept as what was said then; what is so now stays as it is.
        guard reading.heard > known.latest.heard else {
            if reading.differs(from: known.latest) {
                let id: ReadingID = ids.make(at: now)
                try records.insert(stored(reading, as: id, of: known))
                try tellLate(reading, of: known, as: id)
                notices.formUnion(try evaluation.evaluate(known))
                noteLate(known.device.id, since: reading.heard)
            }
            return
        }
        let reading = reading.remembering(known.latest)
        var record = known
        let earlier = try recalled(known, for: reading)
        let happened = events(from: earlier, to: reading)
        let keeps =
            !happened.isEmpty || reading.differs(from: known.latest)
            || reading.heard - known.lastKept >= keepAtLeastEvery
        let id: ReadingID = keeps ? ids.make(at: now) : known.latestKept
        if keeps {
            try keep(reading, as: id, of: known, after: earlier)
            record.latestKept = id
            record.lastKept = reading.heard
        }
        // Heard before the silence began and delivered after it, by another collector: it is silent still.
        let silentSince = known.device.silentSince
        let cameBack = silentSince.map { $0 <= reading.heard } ?? false
        if cameBack, let silentSince {
            try note(.cameBack(silentSince: silentSince), of: known, reading: id, at: reading.heard)
        }
        for event in happened { try note(event, of: known, reading: id, at: reading.heard) }

        record.supplies = supplyRuns(known.supplies, after: earlier, taking: reading, as: id)
        if saysNoToner(reading) {
            record.noTonerSince = known.noTonerSince ?? reading.heard
            record.noTonerReading = known.noTonerReading ?? id
        } else {
            record.noTonerSince = nil
            record.noTonerReading = nil
        }
        record.latest = reading
        record.collector = collector.id
        record.device.absorb(reading)
        if !cameBack { record.device.silentSince = silentSince }
        try records.save(record)
        let isTold = try tell(reading, of: record, after: known, as: id)
        if collector.isSettling, let found = collector.silenceFound, let ended = collector.silenceEnded,
            reading.heard < ended
        {
            try evaluation.decideAnew(known, then: record, silenceFound: found)
        }
        noteLate(record.device.id, since: known.latest.heard, heard: reading.heard)
        let changed = try evaluation.evaluate(
            record, isTold: isTold || cameBack || collector.isSettling,
            levelsMoved: reading.supplies.map(\.level) != known.latest.supplies.map(\.level))
        if keeps || cameBack { notices.insert(.device(record.device.id)) }
        notices.formUnion(changed)
    }

    /// Remembers that more is known of a machine since an instant than was when it was so.
    private mutating func noteLate(_ device: DeviceID, since instant: Instant, heard: Instant? = nil) {
        guard now - (heard ?? instant) > lateAfter else { return }
        late[device] = min(late[device] ?? instant, instant)
    }

    /// Says anew what was said of periods that are over, where what came late shows them otherwise. Called once
    /// when everything of a delivery is taken in.
    mutating func finish() throws {
        for (device, since) in late.sorted(by: { $0.key < $1.key }) {
            notices.formUnion(try evaluation.reconsider(device, since: since))
        }
        late = [:]
    }

    /// Keeps what was said then; what is so now stays as it is, for of all but its meters nothing is known.
    private mutating func takeMeters(of reading: Reading, of known: DeviceRecord) throws {
        var earlier = reading
        earlier.meters = []
        earlier = try recalled(earlier, taking: reading, of: known.device.id)
        guard earlier.meters != reading.meters else { return }
        try keep(reading, as: ids.make(at: now), of: known, after: earlier)
        notices.insert(.device(known.device.id))
    }

    /// A machine that used to answer does not.
    mutating func take(_ silence: Silence) throws {
        let candidates = try records.candidates(
            customer: collector.customer, serial: nil, macAddresses: [], address: silence.address)
        // Only the machine that was heard there last can be the one that is silent there now.
        guard var record = candidates.max(by: { $0.device.lastHeard < $1.device.lastHeard }),
            silence.at >= record.device.lastHeard
        else { return }
        guard record.device.silentSince == nil else {
            // Said daily: somebody asks the machine, so its silence is not the collector's.
            notices.formUnion(try evaluation.evaluate(record))
            return
        }
        record.device.silentSince = min(silence.at, now)
        try records.save(record)
        try note(.wentSilent, of: record, reading: nil, at: min(silence.at, now))
        try tellSilence(of: record, at: min(silence.at, now))
        notices.formUnion(try evaluation.evaluate(record))
        notices.insert(.device(record.device.id))
    }

    private func keep(
        _ reading: Reading, as id: ReadingID, of record: DeviceRecord, after earlier: Reading?
    ) throws {
        try records.insert(stored(reading, as: id, of: record))
        let old = Dictionary((earlier?.meters ?? []).map { ($0.key, $0.value) }) { first, _ in first }
        for meter in reading.meters where old[meter.key] != meter.value {
            try records.insert(
                [MeterPoint(at: reading.heard, value: meter.value, reading: id)], meter: meter.key,
                of: record.device.id, customer: record.customer)
        }
    }

    private func stored(_ reading: Reading, as id: ReadingID, of record: DeviceRecord) -> StoredReading {
        StoredReading(
            id: id, customer: record.customer, device: record.device.id, collector: collector.id, learnt: now,
            reading: reading)
    }

    private func note(
        _ event: DeviceEvent, of record: DeviceRecord, reading: ReadingID?, at instant: Instant
    ) throws {
        try records.insert(
            StoredEvent(
                id: ids.make(at: now), customer: record.customer, device: record.device.id, at: instant,
                event: event, reading: reading))
    }

    /// The last reading with what was known before it where it is silent, so that neither a cartridge changed
    /// meanwhile nor a counter that fell meanwhile is missed.
    private func recalled(_ known: DeviceRecord, for reading: Reading) throws -> Reading {
        try recalled(known.latest.recalling(known.supplies), taking: reading, of: known.device.id)
    }

    /// With the last known value of each meter that the reading has and `latest` has not.
    private func recalled(
        _ latest: Reading, taking reading: Reading, of device: DeviceID
    ) throws -> Reading {
        var earlier = latest
        let given = Set(earlier.meters.map(\.key))
        for meter in reading.meters where !given.contains(meter.key) {
            let last = try records.meterPoints(
                device: device, meter: meter.key, from: reading.heard, to: reading.heard, limit: 2)
            guard let point = last.first, point.at < reading.heard else { continue }
            var before = meter
            before.value = point.value
            earlier.meters.append(before)
        }
        return earlier
    }
}

/// hrPrinterDetectedErrorState's own word for an empty cartridge.
private func saysNoToner(_ reading: Reading) -> Bool { reading.errors?.contains(.noToner) ?? false }
