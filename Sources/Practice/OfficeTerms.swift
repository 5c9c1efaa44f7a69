// SPDX-License-Identifier: Apache-2.0
import Fleet
import Ledger
import People
import Promises
import Values

/// How many lines of a promise are judged in one transaction.
private let judgedAtOnce = 100
/// Persons to whom a promise can be made at once by their place or customer.
private let personsMax = 10_000
/// Nobody gives their word for longer than this.
private let promiseDaysMax = 3_653

extension Office {
    /// The signed-in person gives their word, in terms that evidence decides.
    public func promise(_ draft: PromiseDraft, for person: SignedIn) async throws -> Promise {
        try Rights.require(.makePromise, person)
        let now = now
        let ids = ids
        let words = try TextLimits.required(
            draft.words, "words", max: TextLimits.wordsMax,
            sayWhenEmpty: "Please write the promise as you said it.")
        let saidWhere = try TextLimits.required(
            draft.saidWhere, "saidWhere", max: TextLimits.wordsMax,
            sayWhenEmpty: "Please say where it was said: on the phone, on the walk, in which meeting.")
        let principle = try TextLimits.optional(draft.principle, "principle", max: TextLimits.wordsMax)
        let promise = try await store.write { records -> Promise in
            let findings = try findings(in: draft, records, person, now: now)
            if let first = findings.first { throw Refusal(.invalid, first.message, field: first.field) }
            guard let receiver = Promise.Receiver(draft.terms.to) else {
                throw Refusal(.invalid, "Please choose to whom you promise it.", field: "to")
            }
            var terms = draft.terms
            if terms.hours != nil { terms.hours = person.customer.id.description }
            let promise = Promise(
                id: ids.make(at: now), customer: person.customer.id.cast(), promiser: person.person.id.cast(),
                receiver: receiver, terms: terms, words: words, saidWhere: saidWhere,
                principle: principle, visibility: draft.visibility, made: now, from: draft.from,
                until: draft.until, supersedes: draft.supersedes)
            try records.insert(promise)
            try point(promise, at: draft.saidIn, records, person)
            try LedgerPen(records: records, ids: ids, now: now).append(
                .made(promise.forLedger), of: promise, by: person.person.id)
            return promise
        }
        try await cover(promise, asOf: now)
        notices.post([.today, .promise(promise.id)], of: person.customer.id)
        return promise
    }

    /// What somebody should know before they give their word: the sentence, what is wrong with it, what
    /// they owe that
    /// week, and what the evidence of the past year says of keeping it.
    public func outlook(_ draft: PromiseDraft, for person: SignedIn) async throws -> PromiseOutlook {
        try Rights.require(.makePromise, person)
        let now = now
        let zones = zones
        return try await store.read { records in
            let problems = try findings(in: draft, records, person, now: now)
            let naming = try naming(of: [Sentence.print(draft.terms)], records)
            let lines = try records.linesWantingAct(
                customer: person.customer.id, promiser: person.person.id, Page(size: 50)
            ).rows.filter { $0.assessment.breaksAt.map { $0 <= now + .days(7) } ?? false }
            // A deed wants nobody until the day before it is due, and is owed all the same.
            let known = Set(lines.map(\.promise))
            let deeds = try records.promises(concerning: person.person.id, places: [], limit: 200)
                .filter { promise in
                    promise.promiser == person.person.id.cast() && promise.ended == nil
                        && !known.contains(promise.id) && promise.due.map { $0 <= now + .days(7) } ?? false
                }.compactMap { try records.line(of: $0.id, about: nil) }
            var outlook = PromiseOutlook(
                sentence: naming(Sentence.print(draft.terms)), findings: problems.map(\.message),
                owed: try lineViews(lines + deeds, records, asOf: now), past: [], subjects: 0)
            guard problems.isEmpty, let receiver = Promise.Receiver(draft.terms.to) else { return outlook }
            let asked = Promise(
                id: PromiseID(bits: 0), customer: person.customer.id.cast(),
                promiser: person.person.id.cast(), receiver: receiver, terms: draft.terms,
                words: draft.words, saidWhere: draft.saidWhere, made: now - .days(365))
            var judging = Judging(records: records, zones: zones, now: now)
            let subjects = try subjects(of: asked, after: nil, limit: personsMax, records)
            outlook.subjects = subjects.count
            for subject in subjects.prefix(20) {
                outlook.past.append(try past(of: asked, subject.name, &judging, records))
            }
            outlook.past.sort { ($0.broken, $0.notProvable, $1.name) > ($1.broken, $1.notProvable, $0.name) }
            return outlook
        }
    }

    private func past(
        of promise: Promise, _ subject: String, _ judging: inout Judging, _ records: any Records
    ) throws -> PromiseOutlook.Past {
        let zone = try judging.hours(of: promise.customer.cast()).zone
        var past = PromiseOutlook.Past(
            name: try naming(of: [subject], records)(subject), kept: 0, broken: 0, notProvable: 0)
        var day: CivilDate? = zone.date(of: promise.made)
        var seen: Set<PeriodDays> = []
        for _ in 0..<60 {
            let judged = try judging.judge(promise, subject: subject, periodOf: day)
            switch judged.subject?.verdict {
            case .broken?, .repaired?: past.broken += 1
            case .notProvable?: past.notProvable += 1
            case nil: break
            default: past.kept += 1
            }
            guard let period = judged.period, seen.insert(period).inserted,
                judging.now >= zone.startOfDay(period.last.adding(days: 1))
            else { break }
            day = period.last.adding(days: 1)
        }
        return past
    }

    /// Judges every subject of a promise for the first time, some in a transaction so that others can write
    /// in between.
    func cover(_ promise: Promise, asOf now: Instant) async throws {
        let ids = ids
        let zones = zones
        var last: String?
        repeat {
            let after = last
            last = try await store.write { records in
                var evaluation = Evaluation(records: records, ids: ids, zones: zones, now: now)
                let subjects = try subjects(of: promise, after: after, limit: judgedAtOnce, records)
                for subject in subjects {
                    _ = try evaluation.evaluate(promise, subject: subject.name, device: subject.device)
                    if let device = subject.device { try evaluation.keepVerdict(of: device) }
                }
                return subjects.count < judgedAtOnce ? nil : subjects.last?.name
            }
        } while last != nil
    }

    /// Judges again what of a promise is due, all of it.
    func settle(_ promise: PromiseID, asOf now: Instant) async throws {
        let ids = ids
        let zones = zones
        var count = 0
        repeat {
            count = try await store.write { records in
                var evaluation = Evaluation(records: records, ids: ids, zones: zones, now: now)
                let lines = try records.linesDue(of: promise, asOf: now, limit: judgedAtOnce)
                for line in lines { _ = try evaluation.evaluate(due: line) }
                if let promise = try records.promise(promise) { try evaluation.evaluateWhole(promise) }
                return lines.count
            }
        } while count == judgedAtOnce
    }

    // MARK: - What is said about a promise

    /// Somebody of one of the two sides accepts, declines, disputes, withdraws, makes good, or stops the
    /// clock.
    ///
    /// - Parameter instant: when it was said; now, unless a year of history is being told.
    public func decide(
        _ decision: PromiseDecision, on id: PromiseID, for person: SignedIn, asOf instant: Instant? = nil
    ) async throws {
        let now = instant ?? now
        let ids = ids
        let decision = try decision.checked()
        try await store.write { records in
            var promise = try ownPromise(id, records, person)
            let isReceiver = try PromiseRights.isReceiver(person.person, of: promise, records)
            let standing = try records.standings(of: [id])[id]?.verdict
            guard
                PromiseRights.may(person.person, promise, isReceiver: isReceiver, standing: standing)
                    .contains(decision.kind)
            else { throw Refusal(.conflict, decision.kind.refusal) }
            try Rights.require(
                decision.kind.permission, person, about: promise.asked(by: person, records))
            let notes = EvidenceNotes(records: records, ids: ids, now: now, customer: person.customer.id)
            let name = person.person.id.description
            if case .note(let text) = decision {
                try records.insert(
                    Act(
                        id: ids.make(at: now), customer: person.customer.id, promise: id, device: nil,
                        person: person.person.id, at: now, kind: .note, note: text))
                return
            }
            guard let fact = try decision.fact(of: promise, by: name, records) else { return }
            var (at, until): (Instant, Instant?) = (now, nil)
            if let span = decision.span { (at, until) = span }
            try notes.insert(fact, at: at, until: until, about: [id.cast()])
            let pen = LedgerPen(records: records, ids: ids, now: now)
            if let event = decision.ledgerEvent {
                try pen.append(event, of: promise, by: person.person.id)
            }
            if case .withdraw = decision {
                promise.ended = now
                try records.update(promise)
            }
            if case .accept = decision, let before = promise.supersedes {
                try supersede(before, by: promise, with: person.person.id, notes, pen)
            }
            try records.makeDue(linesOf: id, at: now)
        }
        if case .note = decision {
            notices.post([.promise(id)], of: person.customer.id)
            return
        }
        if case .accept = decision {
            if let promise = try await store.read({ try $0.promise(id) }) {
                if let before = promise.supersedes { try await settle(before, asOf: now) }
                if promise.supersedes != nil { try await cover(promise, asOf: now) }
            }
        }
        try await settle(id, asOf: now)
        notices.post([.today, .promise(id)], of: person.customer.id)
    }
}

/// Ends a promise in whose place another stands, with both sides' word.
private func supersede(
    _ id: PromiseID, by promise: Promise, with receiver: PersonID, _ notes: EvidenceNotes, _ pen: LedgerPen
) throws {
    let records = notes.records
    guard var before = try records.promise(id), before.ended == nil else { return }
    try notes.insert(
        .act(
            promise: before.name,
            .superseded(with: promise.name, by: [promise.promiser.description, receiver.description])),
        at: notes.now,
        about: [id.cast()])
    before.ended = notes.now
    try records.update(before)
    try records.makeDue(linesOf: id, at: notes.now)
    try pen.append(.superseded(by: promise.name), of: before, by: receiver)
}

extension PromiseDecision {
    /// What the ledger writes down of it; pauses and notes are evidence and no turn of the promise.
    fileprivate var ledgerEvent: LedgerEntry.Event? {
        switch self {
        case .accept: .accepted
        case .withdraw(let because): .withdrawn(reason: because)
        case .repair(let because): .repaired(words: because)
        case .dispute(_, let because): .disputed(reason: because)
        case .decline, .settle, .note, .pause, .exclude: nil
        }
    }

    fileprivate var span: (Instant, Instant?)? {
        switch self {
        case .pause(let from, let until, _), .exclude(let from, let until, _): (from, until)
        default: nil
        }
    }

    /// With texts that can be kept.
    fileprivate func checked() throws -> PromiseDecision {
        func reason(_ text: String) throws -> String {
            try TextLimits.required(
                text, "because", max: TextLimits.wordsMax,
                sayWhenEmpty: "Please say why; the other side will want to know.")
        }
        switch self {
        case .accept, .settle: return self
        case .decline(let because): return .decline(because: try reason(because))
        case .withdraw(let because): return .withdraw(because: try reason(because))
        case .repair(let because): return .repair(because: try reason(because))
        case .dispute(let says, let because): return .dispute(says: says, because: try reason(because))
        case .note(let text):
            return .note(
                try TextLimits.required(
                    text, "note", max: TextLimits.noteMax,
                    sayWhenEmpty: "Please write what was said or seen."))
        case .pause(let from, let until, let because):
            try require(from, until)
            return .pause(from: from, until: until, because: try reason(because))
        case .exclude(let from, let until, let because):
            try require(from, until)
            return .exclude(from: from, until: until, because: try reason(because))
        }
    }

    private func require(_ from: Instant, _ until: Instant?) throws {
        guard let until, until <= from else { return }
        throw Refusal(.invalid, "It ends before it begins. Please check the two times.", field: "until")
    }

    /// What becomes of it as evidence; `nil` when it is none.
    fileprivate func fact(
        of promise: Promise, by name: String, _ records: any Records
    ) throws -> Fact? {
        switch self {
        case .accept: .act(promise: promise.name, .accepted(by: name))
        case .decline(let because): .act(promise: promise.name, .declined(by: name, because: because))
        case .withdraw(let because): .act(promise: promise.name, .withdrawn(by: name, because: because))
        case .repair(let because): .act(promise: promise.name, .repaired(by: name, because: because))
        case .dispute(let says, let because):
            .act(promise: promise.name, .disputed(by: name, says: says, because: because))
        case .settle:
            .act(promise: promise.name, .settled(by: try PromiseDecision.settling(promise, name, records)))
        case .pause(_, _, let because): .pause(.promise(promise.name), person: name, because: because)
        case .exclude(_, _, let because): .exclusion(.promise(promise.name), person: name, because: because)
        case .note: nil
        }
    }

    /// Whoever has said since the last dispute that they see it alike; a dispute ends when both sides have.
    private static func settling(
        _ promise: Promise, _ name: String, _ records: any Records
    ) throws -> [String] {
        let acts = try records.evidence(
            about: [promise.id.cast()], kinds: [.disputed, .settled], from: always, through: forEver)
        var said: Set<String> = [name]
        for one in acts.reversed() {
            guard case .act(_, .settled(let persons)) = one.evidence.fact else { break }
            said.formUnion(persons)
        }
        let ours = said.contains(promise.promiser.description)
        return ours && said.count > 1 ? said.sorted() : [name]
    }
}

extension PromiseDecision.Kind {
    /// What one has to be allowed to in order to say it.
    fileprivate var permission: Permission {
        switch self {
        case .accept, .decline, .dispute, .settle: .answerPromise
        case .withdraw: .withdrawPromise
        case .renegotiate: .renegotiatePromise
        case .repair: .repairPromise
        case .pause, .exclude: .pausePromise
        case .note: .seePromises
        }
    }

    /// Why somebody may not.
    fileprivate var refusal: String {
        switch self {
        case .accept, .decline, .dispute:
            "Only those to whom it was promised can say this, and only while it stands."
        case .withdraw, .renegotiate: "Only the one who gave their word can take it back or change it."
        case .repair: "Only the one who gave their word can make good for it, and only once it was broken."
        case .settle: "Only the two sides of a promise can settle it."
        case .note: "This cannot be written down here."
        case .pause, .exclude: "Only those who look after this promise can stop its clock, while it stands."
        }
    }
}

/// What is wrong with a draft, and the field to mend.
private func findings(
    in draft: PromiseDraft, _ records: any Records, _ person: SignedIn, now: Instant
) throws -> [(field: String, message: String)] {
    var findings: [(field: String, message: String)] = []
    let terms = draft.terms
    do throws(TextFinding) {
        // What can be said can be judged: the sentence finds everything that is wrong with terms.
        _ = try Sentence.read(Sentence.print(terms))
    } catch {
        findings.append(("terms", error.message))
    }
    if terms.period == .term {
        findings.append(
            ("period", "No terms are written down for this customer. Please choose another period."))
    }
    if terms.measure.listensToMachines, terms.silenceHoursMax < Terms.usualSilenceHours {
        findings.append(
            (
                "silence",
                "Machines are listened to once a day; allow at least \(Terms.usualSilenceHours) hours."
            ))
    }
    if let from = draft.from, let until = draft.until, until < from {
        findings.append(("until", "It ends before it begins. Please check the two days."))
    }
    if let until = draft.until, until < person.zone.date(of: now) {
        findings.append(("until", "That day has passed. Please choose one that lies ahead."))
    }
    if let until = draft.until, until > person.zone.date(of: now).adding(days: promiseDaysMax) {
        findings.append(("until", "That is more than ten years ahead. Please choose an earlier day."))
    }
    if case .instant(let due) = terms.target {
        if due <= now { findings.append(("due", "That time has passed. Please choose one that lies ahead.")) }
        if due > now + deedAheadMax {
            findings.append(("due", "That is more than ten years ahead. Please choose an earlier day."))
        }
    }
    if Promise.Receiver(terms.to) == nil {
        findings.append(("to", "Please choose to whom you promise it."))
    }
    try require(terms.to, records, person)
    if let about = terms.about { try require(about, records, person) }
    for name in terms.provided {
        guard let id = PromiseID(name) else {
            findings.append(("provided", "Please choose a promise of the other side."))
            continue
        }
        let other = try ownPromise(id, records, person)
        if other.promiser == person.person.id.cast() {
            findings.append(("provided", "One leans on what others promised, not on one's own word."))
        }
    }
    if let id = draft.supersedes {
        let before = try ownPromise(id, records, person)
        if before.promiser != person.person.id.cast() {
            findings.append(("supersedes", "Only the one who gave their word can put another in its place."))
        } else if before.ended != nil {
            findings.append(("supersedes", "That promise is settled already."))
        }
    }
    return findings
}

/// Refuses what a draft names and is not the customer's.
private func require(_ scope: Scope, _ records: any Records, _ person: SignedIn) throws {
    func id<Subject>(_ name: String) throws -> ID<Subject> {
        guard let id = ID<Subject>(name) else {
            throw Refusal(.invalid, "Please choose to whom or about what you promise it.", field: "to")
        }
        return id
    }
    switch scope {
    case .everyoneAt(let place): _ = try ownPlace(try id(place), records, person)
    case .machine(let machine): _ = try ownDevice(try id(machine), records, person)
    case .persons(let names): for name in names { _ = try ownPerson(try id(name), records, person) }
    case .everyoneOf(let customer):
        guard customer == person.customer.id.description else {
            throw Refusal(.notFound, "There is no such customer.")
        }
    case .everyoneIn: break
    }
}

/// The subjects of a promise in the order of their names, after one.
func subjects(
    of promise: Promise, after: String?, limit: Int, _ records: any Records
) throws -> [(name: String, device: DeviceID?)] {
    let terms = promise.terms
    let customer: CustomerID = promise.customer.cast()
    func rest(_ names: [String]) -> [(name: String, device: DeviceID?)] {
        Array(
            names.sorted().filter { name in after.map { name > $0 } ?? true }.prefix(limit).map { ($0, nil) })
    }
    switch (terms.measure.subject, terms.scope) {
    case (.deed, _): return rest([promise.promiser.description])
    case (.whole, .everyoneAt(let name)), (.whole, .everyoneIn(let name)), (.whole, .everyoneOf(let name)),
        (.whole, .machine(let name)), (.place, .everyoneAt(let name)):
        return rest([name])
    case (.machine, .machine(let name)):
        return rest([name]).map { ($0.name, DeviceID($0.name)) }
    case (.machine, .everyoneAt(let place)):
        guard let id = PlaceID(place) else { return [] }
        return try records.deviceIDs(within: id, after: after.flatMap { DeviceID($0) }, limit: limit)
            .map { ($0.description, $0) }
    case (.machine, .everyoneOf):
        return try records.deviceIDs(of: customer, after: after.flatMap { DeviceID($0) }, limit: limit)
            .map { ($0.description, $0) }
    case (.place, .everyoneOf):
        return rest(try records.places(of: customer, below: nil).map(\.id.description))
    case (.person, .persons(let names)): return rest(names)
    case (.person, .everyoneAt(let place)):
        guard let id = PlaceID(place) else { return [] }
        return rest(try records.persons(at: id, limit: personsMax).map(\.id.description))
    case (.person, .everyoneOf):
        return rest(try records.allPersons(of: customer).map(\.id.description))
    case (let kind, .everyoneIn(let group)):
        let judging = Judging(records: records, zones: NoZones(), now: promise.made)
        let member: Fact.MemberKind = kind == .machine ? .device : kind == .place ? .place : .person
        return rest(try judging.members(of: group, member, customer: customer)).map {
            ($0.name, member == .device ? DeviceID($0.name) : nil)
        }
    default: return []
    }
}

/// Where nobody asks what time it is.
private struct NoZones: TimeZoneSource {
    func table(named identifier: String) -> TimeZoneTable? { nil }
}

extension Records {
    /// A customer's own people, so many as a promise can be made to at once.
    fileprivate func allPersons(of customer: CustomerID) throws -> [Person] {
        var all: [Person] = []
        var number = 1
        while all.count < personsMax {
            let page = try persons(of: customer, matching: "", Page(number: number, size: Page.sizeMax))
            all += page.rows.filter { $0.side == .customer }
            guard page.hasMore else { break }
            number += 1
        }
        return all
    }
}

/// What people call whatever these texts name by id.
func naming(of texts: [String], _ records: any Records) throws -> Naming {
    let ids = texts.reduce(into: Set<ID128>()) { $0.formUnion(Naming.ids(in: $1)) }
    guard !ids.isEmpty else { return .ids }
    var names: [String: String] = [:]
    for (id, person) in try records.persons(Set(ids.map { $0.cast() })) {
        names[id.description] = person.name
    }
    for (id, device) in try records.devices(Set(ids.map { $0.cast() })) {
        names[id.description] = device.title
    }
    for id in ids where names[id.description] == nil {
        if let place = try records.place(id.cast()) {
            names[id.description] = place.name
        } else if let promise = try records.promise(id.cast()) {
            names[id.description] = promise.words
        } else if let customer = try records.customer(id.cast()) {
            names[id.description] = customer.name
        }
    }
    return Naming(names)
}
