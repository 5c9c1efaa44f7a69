// SPDX-License-Identifier: Apache-2.0
import Fleet
import People
import Promises
import Values

/// Persons whom one conversation may name.
private let personsAtOnceMax = 200

extension Office {
    /// Writes down what people did or were told, as evidence, and judges again whatever it can change.
    ///
    /// - Parameters:
    ///   - fact: a ticket, a conversation, a delivery, a way, a change, what was spent, a baseline, or who belongs where.
    ///     Everything it names is the customer's.
    ///   - instant: when it was so; now, unless a year of history is being told.
    /// - Throws: a ``Refusal`` for what machines say themselves, and for what is nobody's of this customer.
    public func record(_ fact: Fact, for person: SignedIn, asOf instant: Instant? = nil) async throws {
        try Rights.require(.recordEvidence, person)
        let now = instant ?? now
        let ids = ids
        let zones = zones
        let changed = try await store.write { records -> Set<Notice> in
            let told = try ToldByPeople(fact, records, person)
            let notes = EvidenceNotes(records: records, ids: ids, now: now, customer: person.customer.id)
            try notes.insert(fact, at: now, about: told.about)
            var evaluation = Evaluation(records: records, ids: ids, zones: zones, now: now)
            var changed: Set<Notice> = []
            for promise in try records.promises(about: told.names)
            where promise.terms.measure.fedBy.contains(told.kind) {
                if told.concernsAll {
                    try records.makeDue(linesOf: promise.id, at: now)
                    continue
                }
                for (subject, device) in told.subjects(of: promise) {
                    changed.formUnion(try evaluation.evaluate(promise, subject: subject, device: device))
                }
            }
            return changed
        }
        notices.post(changed, of: person.customer.id)
    }
}

/// What a fact that people tell is about.
private struct ToldByPeople {
    let kind: Evidence.Kind
    /// Under what it is looked for.
    private(set) var about: Set<ID128> = []
    /// Names that promises may be about: persons, machines, places with those around them, the customer.
    private(set) var names: [String]
    /// Whether every subject of a promise may stand otherwise for it.
    private(set) var concernsAll = false
    private var persons: [String] = []
    private var devices: [String] = []

    init(_ fact: Fact, _ records: any Records, _ person: SignedIn) throws {
        let evidence = Evidence(id: "", at: Instant(microseconds: 0), fact: fact)
        kind = evidence.kind
        names = [person.customer.id.description]
        let isOurs = person.person.side == .provider
        switch fact {
        case .ticket(let line):
            try add(line, records, person)
            try add(openersOf: line.ticket, records, person)
        case .conversation(let line):
            try add(persons: line.persons + [line.by], records, person)
            if let place = line.place { try add(place: place, records, person) }
            if let ticket = line.ticket { try add(openersOf: ticket, records, person) }
        case .delivery(let device, _) where isOurs: try add(device: device, records, person)
        case .way(let walker, let device, _, _, _):
            try add(persons: [walker], records, person)
            try add(device: device, records, person)
        case .change where isOurs:
            about.insert(person.customer.id.cast())
            concernsAll = true
        case .cost(_, _, let whole) where isOurs, .baseline(_, _, let whole) where isOurs:
            if whole == person.customer.id.description {
                about.insert(person.customer.id.cast())
            } else {
                try add(place: whole, records, person)
            }
            concernsAll = true
        default:
            throw Refusal(
                .invalid, "This cannot be written down here; machines tell it, or the other side does.")
        }
    }

    private mutating func add(_ line: TicketLine, _ records: any Records, _ person: SignedIn) throws {
        try add(persons: [line.person, line.by].compactMap { $0 }, records, person)
        if let device = line.device { try add(device: device, records, person) }
        if let place = line.place { try add(place: place, records, person) }
    }

    /// An answer concerns whoever called, whom it need not name again.
    private mutating func add(openersOf ticket: String, _ records: any Records, _ person: SignedIn) throws {
        for one in try records.evidence(ofTickets: [ticket], customer: person.customer.id) {
            if case .ticket(let line) = one.evidence.fact, line.event == .opened {
                try add(line, records, person)
            }
        }
    }

    private mutating func add(persons texts: [String], _ records: any Records, _ signedIn: SignedIn) throws {
        guard texts.count <= personsAtOnceMax else {
            throw Refusal(
                .invalid, "A conversation names \(personsAtOnceMax) people at most.", field: "persons")
        }
        for text in Set(texts).sorted() {
            guard let id = PersonID(text) else {
                throw Refusal(.invalid, "Please choose the people from the list.", field: "persons")
            }
            let found = try ownPerson(id, records, signedIn)
            persons.append(text)
            names.append(text)
            about.insert(id.cast())
            if let place = found.place { names += try records.path(to: place).map(\.id.description) }
        }
    }

    private mutating func add(device text: String, _ records: any Records, _ signedIn: SignedIn) throws {
        guard let id = DeviceID(text) else {
            throw Refusal(.invalid, "Please choose the machine from the list.", field: "device")
        }
        let found = try ownDevice(id, records, signedIn)
        devices.append(text)
        names.append(text)
        about.insert(id.cast())
        if let place = found.place { names += try records.path(to: place).map(\.id.description) }
    }

    private mutating func add(place text: String, _ records: any Records, _ signedIn: SignedIn) throws {
        guard let id = PlaceID(text) else {
            throw Refusal(.invalid, "Please choose the place from the list.", field: "place")
        }
        _ = try ownPlace(id, records, signedIn)
        for place in try records.path(to: id) {
            names.append(place.id.description)
            about.insert(place.id.cast())
        }
    }

    /// Those of a promise who may stand otherwise now.
    func subjects(of promise: Promise) -> [(name: String, device: DeviceID?)] {
        switch promise.terms.measure.subject {
        case .person: persons.map { ($0, nil) }
        case .machine: devices.map { ($0, DeviceID($0)) }
        case .place:
            if case .everyoneAt(let place) = promise.terms.scope { [(place, nil)] } else { [] }
        case .whole, .deed: []
        }
    }
}
