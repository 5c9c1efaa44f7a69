// SPDX-License-Identifier: Apache-2.0
import Fleet
import People
import Promises
import Values

/// One piece of evidence with everything it takes to say it.
public struct EvidenceView: Sendable {
    public let evidence: Evidence
    /// What people call those whom it names.
    public let naming: Naming
    /// The machine and its reading that show it, when a machine said it.
    public let device: Device?
    public let reading: ReadingID?
    /// In whose place it stands.
    public let corrects: Evidence?
    /// What stands in its place, in ascending time.
    public let correctedBy: [Evidence]
    /// Lines of open promises that rest on it as they stand now.
    public let decided: [LineView]
    /// Whether the signed-in person may say that it was not so.
    public let mayCorrect: Bool
}

/// What somebody writes evidence down about, as far as it is known already.
public struct EvidenceSubject: Hashable, Sendable {
    public var promise: PromiseID?
    public var person: PersonID?
    public var device: DeviceID?
    public var place: PlaceID?

    public init(
        promise: PromiseID? = nil, person: PersonID? = nil, device: DeviceID? = nil, place: PlaceID? = nil
    ) {
        self.promise = promise
        self.person = person
        self.device = device
        self.place = place
    }
}

/// What there is to choose from when somebody writes evidence down.
public struct EvidenceChoices: Sendable {
    public struct Supply: Hashable, Sendable {
        /// ``Fleet/Supply/key``.
        public var key: String
        public var name: String
    }

    /// A call for help that nobody has mended yet.
    public struct Call: Hashable, Sendable {
        public var ticket: String
        public var opened: Instant
        /// Who called.
        public var person: Person?
        /// What was said of it last.
        public var last: Fact.TicketEvent
    }

    public let promise: Promise?
    public let person: Person?
    public let device: Device?
    public let place: [Place]
    /// Those it may be about: found by name, or those to whom the promise was made.
    public let persons: [Person]
    /// Machines found by name, or those the promise is about.
    public let machines: [(device: Device, path: [Place])]
    /// Of the machine that was chosen.
    public let supplies: [Supply]
    /// The oldest first.
    public let calls: [Call]
    /// Names of agreements whose changes were written down.
    public let agreements: [String]
}

/// How far back calls for help are offered.
private let callsBack: Duration = .days(180)
/// How many people or machines are offered at once.
private let offeredMax = 30

extension Office {
    /// A piece of evidence: what it says, who said so, what it decided.
    public func evidence(_ id: ID<Evidence>, for person: SignedIn) async throws -> EvidenceView {
        let now = now
        return try await store.read { records in
            let nothing = "There is no such evidence. It may have been taken away."
            let stored = try Rights.own(
                try records.evidence(id.cast()), of: person, by: \.customer, orSay: nothing)
            // Whoever may see a promise may see what decides it, and nobody what was said of one they may not see.
            for id in stored.about where try records.promise(id.cast()) != nil {
                _ = try ownPromise(id.cast(), records, person)
            }
            let decided = try lines(restingOn: stored, records).filter { line in
                (try? ownPromise(line.promise, records, person)) != nil
            }
            var parties = Set(stored.about.map { $0.cast() as PersonID })
            if !decided.isEmpty { parties.insert(person.person.id) }
            try Rights.require(
                .seePromises, person,
                about: Permissions.Subject(organisation: person.customer.id, parties: parties), orSay: nothing
            )
            let around = try records.evidence(
                about: stored.about, kinds: nil, from: stored.evidence.at, through: stored.evidence.at)
            let one = stored.evidence
            let corrects = try one.corrects.flatMap { ID128($0) }.flatMap { try records.evidence($0) }?
                .evidence
            let correctedBy = around.map(\.evidence).filter { $0.corrects == one.id }
                .sorted { ($0.known, $0.id) < ($1.known, $1.id) }
            var device: Device?
            for id in stored.about where device == nil {
                device = try records.devices([id.cast()]).values.first
            }
            let texts = ([one, corrects].compactMap { $0 } + correctedBy).map(\.line)
            return EvidenceView(
                evidence: one, naming: try naming(of: texts + [one.writtenBy ?? ""], records), device: device,
                reading: stored.reading, corrects: corrects, correctedBy: correctedBy,
                decided: try lineViews(decided, records, asOf: now),
                mayCorrect: person.may(.recordEvidence) && stored.reading == nil && correctedBy.isEmpty
                    && one.kind.isWrittenByPeople)
        }
    }

    /// What there is to choose from for evidence about somebody or something.
    ///
    /// - Parameter search: a name that was typed; without one, whom and what the promise is about.
    public func choicesForEvidence(
        about subject: EvidenceSubject, search: String, for person: SignedIn
    ) async throws -> EvidenceChoices {
        try Rights.require(.recordEvidence, person)
        let search = TextLimits.search(search)
        let now = now
        return try await store.read { records in
            let customer = person.customer.id
            let promise = try subject.promise.map { try ownPromise($0, records, person) }
            let record = try subject.device.map { try ownDevice($0, records, person) }
            let chosen = try subject.person.map { try ownPerson($0, records, person) }
            let place = try subject.place.map { try ownPlace($0, records, person) }
            let persons = try offeredPersons(promise, at: place, search, person, records)
            let rows = try records.deviceRows(
                DeviceQuery(
                    customer: customer, search: search,
                    place: search.isEmpty ? place?.id ?? promise?.place : nil, order: .place,
                    page: Page(size: offeredMax))
            ).rows
            let paths = try records.paths(to: Set(rows.compactMap(\.place)))
            var asked = Set(persons.map { $0.id.cast() as ID128 })
            if let chosen { asked = [chosen.id.cast()] }
            if let record { asked.insert(record.device.id.cast()) }
            let calls = try openCalls(about: asked, since: now - callsBack, through: now, records)
            let changes = try records.evidence(
                about: [customer.cast()], kinds: [.change], from: now - .days(731), through: now + .days(731))
            return EvidenceChoices(
                promise: promise, person: chosen, device: record?.device,
                place: try place.map { try records.path(to: $0.id) } ?? [], persons: persons,
                machines: rows.map { ($0.device, $0.place.flatMap { paths[$0] } ?? []) },
                supplies: record?.supplies.filter(\.isMarkingMaterial).map {
                    EvidenceChoices.Supply(key: $0.key, name: $0.description)
                } ?? [], calls: calls,
                agreements: Set(
                    changes.compactMap { one in
                        if case .change(_, let agreement, _) = one.evidence.fact { agreement } else { nil }
                    }
                ).sorted())
        }
    }

    /// What a call for help is called that nobody has named.
    public func nameOfCall() -> String {
        let id: ID<Evidence> = ids.make(at: now)
        return "call-\(id)"
    }
}

extension Evidence.Kind {
    /// Whether people write it down, and not machines, or the two sides about a promise itself.
    var isWrittenByPeople: Bool {
        switch self {
        case .ticket, .conversation, .delivery, .way, .change, .cost, .baseline, .pause, .exclusion: true
        default: false
        }
    }
}

extension Promise {
    /// The place that it was made to or is about.
    fileprivate var place: PlaceID? {
        if case .everyoneAt(let name) = terms.scope { return PlaceID(name) }
        return nil
    }
}

private func offeredPersons(
    _ promise: Promise?, at place: Place?, _ search: String, _ signedIn: SignedIn, _ records: any Records
) throws -> [Person] {
    guard search.isEmpty else {
        return try records.persons(
            of: signedIn.customer.id, matching: search, Page(size: offeredMax)
        ).rows
    }
    if let place { return try records.persons(at: place.id, limit: offeredMax) }
    switch promise?.receiver {
    case .person(let id)?: return try records.person(id.cast()).map { [$0] } ?? []
    case .persons(let ids)?:
        let found = try records.persons(Set(ids.map { $0.cast() }))
        return ids.compactMap { found[$0.cast()] }
    case .everyoneAt(let place)?: return try records.persons(at: place.cast(), limit: offeredMax)
    case .everyoneOf?, .everyoneIn?, nil: return []
    }
}

private func openCalls(
    about subjects: Set<ID128>, since start: Instant, through end: Instant, _ records: any Records
) throws -> [EvidenceChoices.Call] {
    guard !subjects.isEmpty else { return [] }
    let lines = try records.evidence(about: subjects, kinds: [.ticket], from: start, through: end)
    var calls: [String: EvidenceChoices.Call] = [:]
    var callers: [String: PersonID] = [:]
    for one in lines {
        guard case .ticket(let line) = one.evidence.fact, !line.isAutomatic else { continue }
        if line.event == .opened, calls[line.ticket] == nil {
            calls[line.ticket] = EvidenceChoices.Call(
                ticket: line.ticket, opened: one.evidence.at, person: nil, last: .opened)
            callers[line.ticket] = line.person.flatMap { PersonID($0) }
        }
    }
    // What came of a call need not name again who called.
    for customer in Set(lines.map(\.customer)) {
        for one in try records.evidence(ofTickets: Set(calls.keys), customer: customer) {
            guard case .ticket(let line) = one.evidence.fact, !line.isAutomatic else { continue }
            calls[line.ticket]?.last = line.event
        }
    }
    let persons = try records.persons(Set(callers.values))
    return calls.values.map { call in
        var call = call
        call.person = callers[call.ticket].flatMap { persons[$0] }
        return call
    }.filter { $0.last != .mended && $0.last != .closed }.sorted { $0.opened < $1.opened }
}

/// The lines of open promises whose judgement names this evidence.
private func lines(restingOn stored: StoredEvidence, _ records: any Records) throws -> [PromiseLine] {
    var names: Set<String> = [stored.customer.description]
    var promises: [PromiseID: Promise] = [:]
    for id in stored.about {
        names.insert(id.description)
        if let promise = try records.promise(id.cast()) { promises[promise.id] = promise }
        let place = try records.person(id.cast())?.place ?? records.deviceRecord(id.cast())?.place
        if let place { names.formUnion(try records.path(to: place).map(\.id.description)) }
        if try records.place(id.cast()) != nil {
            names.formUnion(try records.path(to: id.cast()).map(\.id.description))
        }
    }
    for promise in try records.promises(about: names.sorted()) { promises[promise.id] = promise }
    var found: [PromiseLine] = []
    for promise in promises.values.sorted(by: { $0.id < $1.id }) {
        var lines = try stored.about.sorted().compactMap {
            try records.line(of: promise.id, subject: $0.description)
        }
        if lines.isEmpty { lines = try records.lines(of: promise.id, verdict: nil, Page(size: 20)).rows }
        found += lines.filter { $0.assessment.grounds.deciding.contains(stored.evidence.id) }
    }
    return Array(found.prefix(offeredMax))
}
