// SPDX-License-Identifier: Apache-2.0
import Fleet
import People
import Promises
import Values

/// Before anything that could be recorded, and after it.
let always = Instant(microseconds: 0)
let forEver = Instant(microseconds: .max)

/// What one subject of one promise is judged by.
struct GatheredEvidence {
    var stored: [StoredEvidence] = []
    /// What is known from other records: how often a machine was heard, where somebody belongs.
    var derived: [Evidence] = []
    var placed: [Evidence] = []
    var isFuture = false

    /// Each line once.
    var evidence: [Evidence] {
        var seen: Set<String> = []
        return (placed + derived).filter { seen.insert($0.id).inserted }
    }
}

extension Judging {
    mutating func evidence(
        of promise: Promise, subject name: String, from start: Instant
    ) throws -> GatheredEvidence {
        var gathered = GatheredEvidence()
        let customer: CustomerID = promise.customer.cast()
        gathered.stored = try records.evidence(
            about: [promise.id.cast()], kinds: nil, from: always, through: forEver)
        gathered.stored += try records.evidence(
            about: [promise.customer], kinds: [.day], from: always, through: forEver)
        gathered.derived = try otherBroken(promise)
        switch promise.terms.measure {
        case .supplyEmptyTime, .availability, .deliveredBeforeEmpty:
            if let id = DeviceID(name) { try addMachine(id, to: &gathered, promise, from: start) }
        case .firstHumanAnswer, .timeToMend: try addCalls(of: name, to: &gathered, customer)
        case .heard, .distance, .noticeGiven:
            if let id = PersonID(name) { try addPerson(id, to: &gathered, promise) }
        case .visit:
            if let id = ID128(name) {
                gathered.stored += try records.evidence(
                    about: [id], kinds: [.conversation, .pause, .exclusion], from: always, through: forEver)
                if case .everyoneOf(let whole) = promise.terms.scope {
                    gathered.derived.append(joined(try placeText(name), .place, to: whole))
                }
            }
        case .pages, .costPerPage, .energy: try addWhole(to: &gathered, promise, from: start)
        case .done: break
        }
        gathered.placed = try gathered.stored.map { try placed($0.evidence) }
        return gathered
    }

    func joined(_ member: String, _ kind: Fact.MemberKind, to whole: String) -> Evidence {
        Evidence(
            id: "\(member) in \(whole)", at: always, fact: .joined(member: member, kind, whole: whole))
    }

    /// When promises of the other side that this one leans on were broken.
    private func otherBroken(_ promise: Promise) throws -> [Evidence] {
        try promise.terms.provided.flatMap { name -> [Evidence] in
            guard let id = PromiseID(name) else { return [] }
            let changes = effectiveHistory(
                try records.verdictChanges(
                    of: id, subject: nil, from: always, to: forEver, limit: EvidenceLimits.judgedMax))
            return changes.enumerated().compactMap { index, change in
                guard change.verdict == .broken else { return nil }
                return Evidence(
                    id: "\(name) broken \(index)", at: change.at,
                    until: index + 1 < changes.count ? changes[index + 1].at : nil,
                    fact: .otherBroken(promise: name, because: "as its own assessment shows"))
            }
        }
    }

    // MARK: - Machines

    private mutating func addMachine(
        _ id: DeviceID, to gathered: inout GatheredEvidence, _ promise: Promise, from start: Instant
    ) throws {
        guard let record = try records.deviceRecord(id) else { return }
        gathered.stored += try records.lastEvidence(about: id.cast(), before: start)
        let since = try records.evidence(about: [id.cast()], kinds: nil, from: start, through: forEver)
        gathered.stored += since
        if promise.terms.measure == .supplyEmptyTime {
            // A machine that is switched off uses nothing up: what it said last holds as long as the terms let it.
            gathered.stored.removeAll { $0.evidence.kind == .heardNothing }
        }
        try addMembership(of: id.cast(), .device, at: record.place, to: &gathered, promise)
        let name = id.description
        gathered.derived += try words(of: record, terms: promise.terms, from: start)
        gathered.derived += levels(of: record, beside: gathered.stored)
        if let silent = record.device.silentSince, promise.terms.measure != .supplyEmptyTime {
            gathered.derived.append(
                Evidence(id: "\(name) silent", at: silent, fact: .heardNothing(device: name)))
        }
        if let collector = try record.collector.flatMap({ try records.collector($0) }),
            let silent = collector.silentSince
        {
            gathered.derived.append(
                Evidence(
                    id: "\(name) not asked", at: max(silent, record.device.lastHeard + .microseconds(1)),
                    fact: .heardNothing(device: name)))
        }
        guard promise.terms.warning != nil || promise.terms.measure == .deliveredBeforeEmpty else { return }
        gathered.derived += forecasts(of: record)
    }

    /// The instants at which a machine was heard, so far apart that no silence begins between them that was
    /// none.
    private func words(of record: DeviceRecord, terms: Terms, from start: Instant) throws -> [Evidence] {
        let silence = Duration.hours(terms.silenceHoursMax)
        let step = min(.hours(6), silence / 2)
        var heard = try records.keptInstants(
            of: record.device.id, from: start - silence - .days(1), to: now,
            limit: EvidenceLimits.judgedMax)
        heard.append(record.device.lastHeard)
        var told: [Instant] = []
        for (index, instant) in heard.enumerated() where instant <= now {
            if let last = told.last, index + 1 < heard.count, heard[index + 1] - last <= step { continue }
            told.append(instant)
        }
        let name = record.device.id.description
        return told.map {
            Evidence(id: "\(name) heard \($0)", at: $0, fact: .meter(device: name, count: 0))
        }
    }

    /// Levels of machines of which no line tells: those that stood there before lines were kept.
    private func levels(of record: DeviceRecord, beside stored: [StoredEvidence]) -> [Evidence] {
        let known = Set(
            stored.compactMap { one -> String? in
                if case .supplyLevel(_, let supply, _) = one.evidence.fact { supply } else { nil }
            })
        let name = record.device.id.description
        return record.supplies.filter { $0.isMarkingMaterial && !known.contains($0.key) }.flatMap { run in
            run.points.map { point in
                Evidence(
                    id: "\(point.reading) \(run.key)", at: point.at,
                    fact: .supplyLevel(device: name, supply: run.key, ToldLevel(point.level)))
            }
        }
    }

    private func forecasts(of record: DeviceRecord) -> [Evidence] {
        let name = record.device.id.description
        return record.supplies.filter(\.isMarkingMaterial).compactMap { run in
            guard case .dry(let earliest, _, _, _) = estimateDryDay(run, asOf: run.heard) else { return nil }
            return Evidence(
                id: "\(name) forecast \(run.key)", at: run.heard,
                fact: .dryForecast(device: name, supply: run.key, earliest: earliest))
        }
    }

    /// Where somebody or something belongs: as lines tell it, or else where it is now.
    private mutating func addMembership(
        of id: ID128, _ kind: Fact.MemberKind, at place: PlaceID?, to gathered: inout GatheredEvidence,
        _ promise: Promise
    ) throws {
        let lines = try records.evidence(
            about: [id], kinds: [.joined, .left], from: always, through: forEver)
        gathered.stored += lines
        let tellsPlace = lines.contains { one in
            switch one.evidence.fact {
            case .joined(_, _, let whole), .left(_, let whole): PlaceID(whole) != nil
            default: false
            }
        }
        if let place, !tellsPlace {
            gathered.derived.append(joined(id.description, kind, to: try placeText(place.description)))
        }
        gathered.derived.append(joined(id.description, kind, to: promise.customer.description))
        // What was shut holds for whatever stands there.
        var around: Set<ID128> = Set(try place.map { try records.path(to: $0).map { $0.id.cast() } } ?? [])
        for one in lines {
            if case .joined(_, _, let whole) = one.evidence.fact, let id = PlaceID(whole),
                try records.place(id) != nil
            {
                around.formUnion(try records.path(to: id).map { $0.id.cast() })
            }
        }
        gathered.stored += try records.evidence(
            about: around, kinds: [.pause, .exclusion], from: always, through: forEver)
    }

    // MARK: - Persons

    private mutating func addPerson(
        _ id: PersonID, to gathered: inout GatheredEvidence, _ promise: Promise
    ) throws {
        let person = try records.person(id)
        gathered.stored += try records.evidence(
            about: [id.cast()], kinds: [.conversation, .way], from: always, through: forEver)
        try addMembership(of: id.cast(), .person, at: person?.place, to: &gathered, promise)
        if promise.terms.measure == .noticeGiven {
            gathered.stored += try records.evidence(
                about: [promise.customer], kinds: [.change], from: always, through: forEver)
        }
        let devices = Set(
            gathered.stored.compactMap { one -> ID128? in
                if case .way(_, let device, _, _, _) = one.evidence.fact { ID128(device) } else { nil }
            })
        gathered.stored += try records.evidence(
            about: devices, kinds: [.joined, .left], from: always, through: forEver)
    }

    private mutating func addCalls(
        of name: String, to gathered: inout GatheredEvidence, _ customer: CustomerID
    ) throws {
        var tickets: Set<String> = []
        if let id = ID128(name) {
            let own = try records.evidence(about: [id], kinds: [.ticket], from: always, through: forEver)
            tickets.formUnion(own.compactMap(\.ticket))
            let place = try records.person(id.cast())?.place ?? records.deviceRecord(id.cast())?.place
            let isPerson = try records.person(id.cast()) != nil
            let lines = try records.evidence(
                about: [id], kinds: [.joined, .left], from: always, through: forEver)
            gathered.stored += lines
            let kind: Fact.MemberKind = isPerson ? .person : .device
            if let place, lines.isEmpty {
                gathered.derived.append(joined(name, kind, to: try placeText(place.description)))
            }
            gathered.derived.append(joined(name, kind, to: customer.description))
        } else {
            tickets.insert(name)
        }
        let lines = try records.evidence(ofTickets: tickets, customer: customer)
        gathered.stored += lines
        let stands = lines.flatMap { one -> [ID128] in
            guard case .ticket(let line) = one.evidence.fact else { return [] }
            return [line.device, line.place].compactMap { $0.flatMap { ID128($0) } }
        }
        gathered.stored += try records.evidence(
            about: Set(stands), kinds: [.pause, .exclusion], from: always, through: forEver)
    }

    // MARK: - Wholes

    private mutating func addWhole(
        to gathered: inout GatheredEvidence, _ promise: Promise, from start: Instant
    ) throws {
        let scope = promise.terms.scope
        var devices: [DeviceID] = []
        var whole = promise.customer
        switch scope {
        case .machine(let name): if let id = DeviceID(name) { devices = [id] }
        case .everyoneAt(let name):
            if let id = PlaceID(name) {
                whole = id.cast()
                devices = try records.deviceIDs(within: id, after: nil, limit: EvidenceLimits.machinesMax)
            }
        case .everyoneOf:
            devices = try records.deviceIDs(
                of: promise.customer.cast(), after: nil, limit: EvidenceLimits.machinesMax)
        case .everyoneIn(let group):
            whole = groupID(group, of: promise.customer.cast())
            devices = try members(of: group, .device, customer: promise.customer.cast()).compactMap {
                DeviceID($0)
            }
        case .persons: break
        }
        gathered.stored += try records.evidence(
            about: [whole], kinds: [.cost, .baseline], from: always, through: forEver)
        for id in devices {
            guard let record = try records.deviceRecord(id) else { continue }
            try addMembership(of: id.cast(), .device, at: record.place, to: &gathered, promise)
            if promise.terms.measure != .energy {
                gathered.derived += try counters(of: record, terms: promise.terms, from: start)
            }
        }
    }

    /// What a machine's counter of all pages stood at whenever it was heard.
    private func counters(of record: DeviceRecord, terms: Terms, from start: Instant) throws -> [Evidence] {
        guard let meter = record.latest.lifetimePages else { return [] }
        let from = start - .hours(terms.silenceHoursMax) - .days(1)
        let id = record.device.id
        let points = try records.meterPoints(
            device: id, meter: meter.key, from: from, to: now, limit: EvidenceLimits.judgedMax)
        let heard = try records.keptInstants(
            of: id, from: from, to: now, limit: EvidenceLimits.judgedMax)
        var next = 0
        var count: Int64?
        var told: [Evidence] = []
        for instant in heard + [record.device.lastHeard] {
            while next < points.count, points[next].at <= instant {
                count = points[next].value
                next += 1
            }
            guard let count, count >= 0 else { continue }
            told.append(
                Evidence(
                    id: "\(id) counted \(instant)", at: instant,
                    fact: .meter(device: id.description, count: count)))
        }
        return told
    }

    /// Who or what belongs to a group, now or once.
    func members(
        of group: String, _ kind: Fact.MemberKind, customer: CustomerID
    ) throws -> [String] {
        let lines = try records.evidence(
            about: [groupID(group, of: customer)], kinds: [.joined], from: always, through: forEver)
        var seen: Set<String> = []
        return lines.compactMap { one in
            guard case .joined(let member, kind, _) = one.evidence.fact, seen.insert(member).inserted else {
                return nil
            }
            return member
        }
    }
}

/// By what the lines of a group are found: groups have names and no ids (FNV-1a over the customer and the
/// name).
func groupID(_ name: String, of customer: CustomerID) -> ID128 {
    var hash: UInt128 = 0x6C62_272E_07BB_0142_62B8_2175_6295_C58D
    for byte in customer.bytes + Array(name.utf8) {
        hash = (hash ^ UInt128(byte)) &* 0x0000_0000_0100_0000_0000_0000_0000_013B
    }
    return ID128(bits: hash)
}

extension ToldLevel {
    init(_ level: Level) {
        switch level {
        case .percent(let percent): self = .percent(min(100, max(0, percent)))
        case .someRemaining: self = .some
        case .unknown: self = .unknown
        case .unrestricted: self = .unrestricted
        }
    }
}
