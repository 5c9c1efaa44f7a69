// SPDX-License-Identifier: Apache-2.0
import Fleet
import People
import Promises
import Values

/// What somebody may be late with, or announce.
private let recordedAheadMax: Duration = .days(731)
private let recordedBackMax: Duration = .days(3_653)
/// Persons whom one line of evidence may name.
private let personsAtOnceMax = 200

extension Office {
    /// Writes down what people did or were told, as evidence, and judges again whatever it can change: a call for help
    /// and what came of it, a conversation, a delivery, a way that was measured, a change that is set, what was paid,
    /// who belongs to a group, what stops a clock.
    ///
    /// Persons, machines and places stand in the fact by the text of their ids; tickets, groups and
    /// agreements by name.
    ///
    /// - Parameters:
    ///   - at: when it was so; without it, when it is written down.
    ///   - until: the end of what lasts.
    ///   - corrects: the evidence in whose place this one stands.
    ///   - instant: when it is written down; now, unless a year of history is being told.
    /// - Throws: a ``Refusal`` for what machines say themselves, for what is nobody's of this customer, and for times
    ///   that cannot be.
    @discardableResult
    public func record(
        _ fact: Fact, at: Instant? = nil, until: Instant? = nil, corrects: String? = nil,
        for person: SignedIn, asOf instant: Instant? = nil
    ) async throws -> Evidence {
        try Rights.require(.recordEvidence, person)
        let now = instant ?? now
        let ids = ids
        let zones = zones
        let told = ToldFact(fact: fact, at: at ?? now, until: until, corrects: corrects)
        let (evidence, touched) = try await store.write { records in
            var evaluation = Evaluation(records: records, ids: ids, zones: zones, now: now)
            return try evaluation.write(told, for: person)
        }
        try await settle(touched, of: person.customer.id, asOf: now)
        return evidence
    }

    /// Judges the rest of what new evidence touched, some in a transaction.
    func settle(_ touched: Set<PromiseID>, of customer: CustomerID, asOf now: Instant) async throws {
        for promise in touched.sorted() { try await settle(promise, asOf: now) }
        notices.post(Set(touched.map { .promise($0) }).union([.today]), of: customer)
    }
}

/// A fact that somebody tells.
struct ToldFact: Sendable {
    var fact: Fact
    var at: Instant
    var until: Instant?
    var corrects: String?
}

extension Evaluation {
    /// Keeps what somebody tells as evidence, and judges whom it names; the other lines it may concern come due.
    ///
    /// - Returns: the evidence as it was kept, and the promises it touches.
    mutating func write(_ told: ToldFact, for person: SignedIn) throws -> (Evidence, Set<PromiseID>) {
        guard told.at <= now + recordedAheadMax, told.at >= now - recordedBackMax else {
            throw Refusal(.invalid, "That time lies too far from today. Please check it.", field: "at")
        }
        if let until = told.until, until <= told.at {
            throw Refusal(.invalid, "It ends before it begins. Please check the two times.", field: "until")
        }
        let subjects = try FactSubjects(told.fact, isTold: true, records, person)
        var before: FactSubjects?
        if let corrects = told.corrects {
            guard let id = ID128(corrects), let old = try records.evidence(id),
                old.customer == person.customer.id
            else { throw Refusal(.notFound, "There is no such evidence to correct.") }
            before = try FactSubjects(old.evidence.fact, isTold: false, records, person)
        } else if case .void = told.fact {
            throw Refusal(.invalid, "Please choose what was not so.", field: "corrects")
        }
        let evidence = try EvidenceNotes(
            records: records, ids: ids, now: now, customer: person.customer.id
        ).insert(
            told.fact, at: told.at, until: told.until, corrects: told.corrects, writtenBy: person.person.id,
            about: subjects.about.union(before?.about ?? []))
        guard (try? EvidenceLines.read(line: evidence.line)) == evidence else {
            throw Refusal(
                .invalid, "Something in this cannot be kept. Please say it in plainer or fewer words.")
        }
        var touched: Set<PromiseID> = []
        for named in [subjects, before].compactMap({ $0 }) {
            for promise in try records.promises(about: named.promisesAbout) where named.touches(promise) {
                touched.insert(promise.id)
                try touch(promise, by: named, since: told.at)
            }
        }
        return (evidence, touched)
    }

    /// Judges whom new evidence concerns; the other lines of a promise come due where it may concern them
    /// too.
    private mutating func touch(
        _ promise: Promise, by named: FactSubjects, since instant: Instant
    ) throws {
        let kind = promise.terms.measure.subject
        for (name, own) in named.subjects where own == kind {
            let device = own == .machine ? DeviceID(name) : nil
            _ = try evaluate(promise, subject: name, device: device)
            _ = try reconsider(promise, subject: name, since: instant)
        }
        if named.concernsAll || kind == .whole || kind == .place || kind == .deed {
            try records.makeDue(linesOf: promise.id, at: now)
            for line in try records.lines(of: promise.id, verdict: nil, Page(size: Page.sizeMax)).rows {
                _ = try reconsider(promise, subject: line.subject, since: instant)
            }
        }
    }
}

/// Whom and what a fact is about, as the records find it.
struct FactSubjects {
    /// Under what it is kept.
    private(set) var about: Set<ID128> = []
    /// The persons and machines whose own standing it can change.
    private(set) var subjects: [(String, MeasuredSubject)] = []
    /// Names by which promises about any of them are found.
    private(set) var promisesAbout: [String] = []
    /// Whether it may change more lines than those of its subjects.
    private(set) var concernsAll = false
    private let kind: Evidence.Kind

    /// - Parameter isTold: it is told now. Who told what is corrected may look after others since.
    /// - Throws: a ``Refusal`` when it names what is not the customer's.
    init(_ fact: Fact, isTold: Bool, _ records: any Records, _ person: SignedIn) throws {
        kind = Evidence(id: "", at: always, fact: fact).kind
        promisesAbout = [person.customer.id.description]
        switch fact {
        case .ticket(let line):
            if let name = line.person { try add(person: name, records, person) }
            if let name = line.device { try add(machine: name, records, person, as: .person) }
            if let name = line.place { try add(place: name, records, person) }
            if isTold, let name = line.by { _ = try ownPerson(try FactSubjects.id(name), records, person) }
            if line.person == nil, line.device == nil { try add(openersOf: line.ticket, records, person) }
        case .conversation(let line):
            guard line.persons.count <= personsAtOnceMax else {
                throw Refusal(
                    .invalid, "A conversation names \(personsAtOnceMax) people at most.", field: "persons")
            }
            for name in Set(line.persons).sorted() { try add(person: name, records, person) }
            if isTold { _ = try ownPerson(try FactSubjects.id(line.by), records, person) }
            if let name = line.place { try add(place: name, records, person) }
            if let ticket = line.ticket { try add(openersOf: ticket, records, person) }
        case .delivery(let device, _): try add(machine: device, records, person, as: .machine)
        case .way(let who, let device, _, _, _):
            try add(person: who, records, person)
            _ = try ownDevice(try FactSubjects.id(device), records, person)
        case .change, .day:
            about.insert(person.customer.id.cast())
            concernsAll = true
        case .cost(_, _, let whole), .baseline(_, _, let whole):
            if whole == person.customer.id.description {
                about.insert(person.customer.id.cast())
            } else if PlaceID(whole) != nil {
                try add(place: whole, records, person)
            } else {
                about.insert(groupID(whole, of: person.customer.id))
                promisesAbout.append(whole)
            }
            concernsAll = true
        case .joined(let member, let kind, let whole): try add(member, kind, to: whole, records, person)
        case .left(let member, let whole): try add(member, nil, to: whole, records, person)
        case .pause(let what, _, _), .exclusion(let what, _, _): try add(what, records, person)
        case .void: concernsAll = true
        default:
            throw Refusal(.invalid, "Only machines say this, or the one who gave their word.")
        }
    }

    /// Whether a promise is fed by this kind of evidence.
    func touches(_ promise: Promise) -> Bool {
        switch kind {
        case .joined, .left, .pause, .exclusion, .day, .void: true
        default: promise.terms.measure.fedBy.contains(kind)
        }
    }

    private static func id<Subject>(_ name: String) throws -> ID<Subject> {
        guard let id = ID<Subject>(name) else {
            throw Refusal(.notFound, "This names somebody or something that is not in the records.")
        }
        return id
    }

    private mutating func add(person name: String, _ records: any Records, _ signedIn: SignedIn) throws {
        let person = try ownPerson(try FactSubjects.id(name), records, signedIn)
        about.insert(person.id.cast())
        subjects.append((name, .person))
        promisesAbout.append(name)
        if let place = person.place { promisesAbout += try records.path(to: place).map(\.id.description) }
        try addGroups(of: person.id.cast(), records)
    }

    private mutating func add(
        machine name: String, _ records: any Records, _ signedIn: SignedIn, as kind: MeasuredSubject
    ) throws {
        let record = try ownDevice(try FactSubjects.id(name), records, signedIn)
        about.insert(record.device.id.cast())
        subjects.append((name, kind))
        promisesAbout.append(name)
        if let place = record.place { promisesAbout += try records.path(to: place).map(\.id.description) }
        try addGroups(of: record.device.id.cast(), records)
    }

    /// What came of a call concerns whoever called, whom it need not name again.
    private mutating func add(openersOf ticket: String, _ records: any Records, _ person: SignedIn) throws {
        for one in try records.evidence(ofTickets: [ticket], customer: person.customer.id) {
            guard case .ticket(let opened) = one.evidence.fact, opened.event == .opened else { continue }
            if let name = opened.person { try add(person: name, records, person) }
            if let name = opened.device { try add(machine: name, records, person, as: .person) }
        }
    }

    private mutating func addGroups(of id: ID128, _ records: any Records) throws {
        for one in try records.evidence(about: [id], kinds: [.joined], from: always, through: forEver) {
            if case .joined(_, _, let whole) = one.evidence.fact { promisesAbout.append(whole) }
        }
    }

    /// What happens at a place happens at every place around it.
    private mutating func add(place name: String, _ records: any Records, _ signedIn: SignedIn) throws {
        let place = try ownPlace(try FactSubjects.id(name), records, signedIn)
        let path = try records.path(to: place.id)
        about.formUnion(path.map { $0.id.cast() })
        promisesAbout += path.map(\.id.description)
    }

    private mutating func add(
        _ member: String, _ kind: Fact.MemberKind?, to whole: String, _ records: any Records,
        _ signedIn: SignedIn
    ) throws {
        guard PlaceID(whole) == nil else {
            throw Refusal(
                .invalid, "Where somebody or something stands is said with them; here groups are named.")
        }
        let id: ID128 = try FactSubjects.id(member)
        if try records.person(id.cast()) != nil {
            try add(person: member, records, signedIn)
        } else if kind == .place {
            try add(place: member, records, signedIn)
        } else {
            try add(machine: member, records, signedIn, as: .machine)
        }
        about.insert(groupID(whole, of: signedIn.customer.id))
        promisesAbout.append(whole)
    }

    private mutating func add(_ what: Fact.About, _ records: any Records, _ signedIn: SignedIn) throws {
        switch what {
        case .machine(let name): try add(machine: name, records, signedIn, as: .machine)
        case .place(let name):
            try add(place: name, records, signedIn)
            about = [try FactSubjects.id(name)]
            concernsAll = true
            promisesAbout += try records.places(of: signedIn.customer.id, below: try FactSubjects.id(name))
                .map(\.id.description)
        case .ticket: concernsAll = true
        case .promise:
            throw Refusal(.invalid, "Stop the clock of a promise on its own page.")
        }
    }
}
