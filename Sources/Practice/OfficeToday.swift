// SPDX-License-Identifier: Apache-2.0
import Ledger
import People
import Promises
import Values

extension Office {
    /// Whom to look after today, in the order in which promises would break.
    /// - Parameter everybody: also what others of the provider promised.
    public func today(everybody: Bool, _ page: Page, for person: SignedIn) async throws -> Today {
        try Rights.require(.seeToday, person, about: .init(organisation: nil, person: person.person.id))
        if everybody { try Rights.require(.seeEverybodysToday, person) }
        let now = now
        return try await store.read { records in
            let lines = try records.linesWantingAct(
                customer: person.customer.id, promiser: everybody ? nil : person.person.id, page)
            return Today(
                now: now,
                lines: Paged(
                    rows: try lineViews(lines.rows, to: person, records, asOf: now), page: lines.page,
                    total: lines.total,
                    hasMore: lines.hasMore))
        }
    }

    /// What a person did about a line of Today; their word is evidence from now on.
    /// - Parameter instant: when it was done; now, unless a year of history is being told.
    public func act(
        _ kind: Act.Kind, note: String, on lineID: ID<PromiseLine>, for person: SignedIn,
        asOf instant: Instant? = nil
    ) async throws {
        let note = try TextLimits.optional(note, "note", max: TextLimits.noteMax) ?? ""
        if kind == .notPossible, note.isEmpty {
            throw Refusal(
                .invalid, "Please say why it is not possible; the person will want to know.", field: "note")
        }
        if kind == .note, note.isEmpty {
            throw Refusal(.invalid, "Please write what was said or seen.", field: "note")
        }
        let now = instant ?? now
        let ids = ids
        let zones = zones
        let changed = try await store.write { records -> Set<Notice> in
            let line = try ownLine(lineID, records, person, to: .settleLine)
            let promise = try ownPromise(line.promise, records, person)
            guard promise.ended == nil else {
                throw Refusal(.conflict, "This promise has been settled already.")
            }
            if promise.terms.measure == .done, kind == .tonerSent {
                throw Refusal(
                    .invalid, "This is not about toner. Choose done, or say why it is not possible.")
            }
            try records.insert(
                Act(
                    id: ids.make(at: now), customer: line.customer, promise: line.promise,
                    device: line.device,
                    person: person.person.id, at: now, kind: kind, note: note))
            return try settleLine(
                line, of: promise, kind, note: note, by: person.person.id,
                EvidenceNotes(records: records, ids: ids, now: now, customer: line.customer), zones)
        }
        notices.post(changed, of: person.customer.id)
    }

    /// Assesses again whatever has come due by time alone: collectors that fell silent, deeds, silences,
    /// deliveries that did not arrive.
    /// - Returns: how many lines were looked at; as many as the limit means that there may be more.
    @discardableResult
    public func evaluateDue(asOf instant: Instant? = nil, limit: Int = 500) async throws -> Int {
        let now = instant ?? now
        let ids = ids
        let zones = zones
        let hasMore = try await lookAfterCollectors(asOf: now)
        let (count, changed) = try await store.write { records -> (Int, [CustomerID: Set<Notice>]) in
            var evaluation = Evaluation(records: records, ids: ids, zones: zones, now: now)
            var changed: [CustomerID: Set<Notice>] = [:]
            let lines = try records.linesDue(asOf: now, limit: limit)
            for line in lines {
                changed[line.customer, default: []].formUnion(try evaluation.evaluate(due: line))
            }
            return (lines.count, changed)
        }
        for (customer, notices) in changed { self.notices.post(notices, of: customer) }
        return hasMore ? max(count, limit) : count
    }
}

/// What was done about a line.
private func settleLine(
    _ earlier: PromiseLine, of promise: Promise, _ kind: Act.Kind, note: String, by person: PersonID,
    _ notes: EvidenceNotes, _ zones: any TimeZoneSource
) throws -> Set<Notice> {
    let (records, now) = (notes.records, notes.now)
    var line = earlier
    var evaluation = Evaluation(records: records, ids: notes.ids, zones: zones, now: now)
    guard promise.terms.measure == .done else {
        line.settledUntil = now + settledByWord
        if kind == .tonerSent { line.settledUntil = now + (promise.terms.warning?.atMost ?? settledByWord) }
        line.wantsAct = false
        try records.save(line)
        return [.today, .promise(promise.id)]
    }
    guard kind != .note else { return [.promise(promise.id)] }
    var ended = promise
    ended.ended = now
    try records.update(ended)
    try notes.insert(
        kind == .done
            ? .deed(promise: promise.name, person: person.description)
            : .act(promise: promise.name, .withdrawn(by: promise.promiser.description, because: note)),
        at: now, about: [promise.id.cast()])
    let pen = LedgerPen(records: records, ids: notes.ids, now: now)
    if kind != .done {
        try pen.append(.withdrawn(reason: note), of: promise, by: person)
    } else if let due = promise.due, now > due {
        // Done after all: that it was not done in time was written down when it was due.
        try pen.append(.repaired(words: note.isEmpty ? "Done \(now)." : note), of: promise, by: person)
    }
    let changed = try evaluation.evaluate(ended, subject: line.subject)
    try evaluation.evaluateWhole(ended)
    return changed.union([.today, .promise(promise.id)])
}

extension Span {
    /// By the clock, with days of 24 hours.
    fileprivate var atMost: Duration {
        switch unit {
        case .day, .workingDay: .days(count)
        case .week: .days(count * 7)
        default: .microseconds(microseconds ?? 0)
        }
    }
}

/// A word from the spot ("there is one on the shelf") is believed for this long.
private let settledByWord: Duration = .days(3)

func ownLine(
    _ id: ID<PromiseLine>, _ records: any Records, _ person: SignedIn,
    to permission: Permission = .seePromises
) throws -> PromiseLine {
    try Rights.own(
        try records.line(id), of: person, by: \.customer, to: permission,
        about: { line in
            try records.promise(line.promise)?.asked(by: person, records)
                ?? Permissions.Subject(organisation: line.customer)
        },
        orSay: "This line is no longer there. Somebody else may have settled it; look at Today again.")
}
