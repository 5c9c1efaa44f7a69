// SPDX-License-Identifier: Apache-2.0
import Fleet
import Ledger
import People
import Promises
import Values

/// What somebody says when they give their word.
public struct DeedDraft: Hashable, Sendable {
    public var receiver: PersonID
    public var words: String
    public var saidWhere: String
    /// The day by which, in the customer's working hours, or the instant when a time was named.
    public var due: Due
    /// The conversation in which it was said, when that was written down.
    public var saidIn: SaidIn?

    public enum Due: Hashable, Sendable {
        /// Until the end of work on that day.
        case day(CivilDate)
        case time(CivilDateTime)
    }

    public init(
        receiver: PersonID, words: String, saidWhere: String, due: Due, saidIn: SaidIn? = nil
    ) {
        self.saidIn = saidIn
        self.receiver = receiver
        self.words = words
        self.saidWhere = saidWhere
        self.due = due
    }
}

extension Office {
    public func promises(
        includeEnded: Bool, _ page: Page, for person: SignedIn
    ) async throws -> Paged<PromiseSummary> {
        let isWide = try Rights.requireSome(.seePromises, person)
        return try await store.read { records in
            guard isWide else {
                return try own(page, records, person) { includeEnded || $0.ended == nil }
            }
            let promises = try records.promises(of: person.customer.id, includeEnded: includeEnded, page)
            return Paged(
                rows: try summaries(of: try visible(promises.rows, to: person, records), records),
                page: promises.page, total: promises.total,
                hasMore: promises.hasMore)
        }
    }

    /// - Parameter days: how many days the strip goes back, today included.
    public func promise(
        _ id: PromiseID, verdict: Verdict?, _ page: Page, days: Int, for person: SignedIn
    ) async throws -> PromiseView {
        let now = now
        let days = min(max(1, days), 400)
        let zones = zones
        return try await store.read { records in
            let promise = try ownPromise(id, records, person)
            let today = person.zone.date(of: now)
            let first = today.adding(days: 1 - days)
            let changes = try records.verdictChanges(
                of: id, device: nil, from: person.zone.startOfDay(first),
                to: person.zone.startOfDay(today.adding(days: 1)), limit: 5_000)
            let lines = try records.lines(of: id, verdict: verdict, page)
            let acts = try records.acts(of: id, device: nil, limit: 50)
            guard let summary = try summaries(of: [promise], records).first else {
                throw Refusal(.notFound, "There is no such promise.")
            }
            let told = try told(of: promise, lines.rows, records, zones: zones, now: now)
            let isReceiver = try PromiseRights.isReceiver(person.person, of: promise, records)
            let corrections = try records.corrections(
                of: id, customer: person.customer.id, from: person.zone.startOfDay(first),
                to: person.zone.startOfDay(today.adding(days: 1)), limit: correctionsMax)
            let strip = marked(
                verdictsByDay(changes, from: first, through: today, zone: person.zone), promise, corrections,
                zone: person.zone)
            return PromiseView(
                summary: summary,
                lines: Paged(
                    rows: try lineViews(lines.rows, records, asOf: now), page: lines.page, total: lines.total,
                    hasMore: lines.hasMore),
                days: strip, acts: acts,
                actors: try records.persons(Set(acts.map(\.person))), sentence: told.sentence,
                judgement: told.judgement, explained: told.explained, told: told.evidence,
                periods: try records.closedPeriods(of: id, subject: nil, limit: 60), said: told.said,
                supersedes: try promise.supersedes.flatMap { try records.promise($0) },
                supersededBy: try records.promises(superseding: id),
                may: PromiseRights.may(
                    person.person, promise, isReceiver: isReceiver, standing: summary.verdict),
                corrections: corrections,
                correctedDevices: try records.devices(Set(corrections.compactMap(\.device))),
                entries: try records.ledgerEntries(about: [id]))
        }
    }

    /// Of the promises in which somebody has a part themselves, for whom sees no others.
    private func own(
        _ page: Page, _ records: any Records, _ person: SignedIn, where fits: (Promise) -> Bool
    ) throws -> Paged<PromiseSummary> {
        let places = try person.person.place.map { try records.path(to: $0).map(\.id) } ?? []
        let theirs = try visible(
            try records.promises(concerning: person.person.id, places: places, limit: ownPromisesMax),
            to: person, records
        ).filter(fits)
        let shown = theirs.dropFirst(page.offset).prefix(page.size)
        return Paged(
            rows: try summaries(of: Array(shown), records), page: page, total: theirs.count,
            hasMore: theirs.count > page.offset + page.size)
    }

    /// The signed-in person gives their word to do one thing.
    public func promiseDeed(_ draft: DeedDraft, for person: SignedIn) async throws -> Promise {
        try Rights.require(.makePromise, person)
        let words = try TextLimits.required(
            draft.words, "words", max: TextLimits.wordsMax,
            sayWhenEmpty: "Please write the promise as you said it.")
        let saidWhere = try TextLimits.required(
            draft.saidWhere, "saidWhere", max: TextLimits.wordsMax,
            sayWhenEmpty: "Please say where it was said: on the phone, on the walk, in which meeting.")
        let now = now
        let due = try due(draft.due, for: person)
        guard due > now else {
            throw Refusal(.invalid, "That time has passed. Please choose one that lies ahead.", field: "due")
        }
        guard due <= now + deedAheadMax else {
            throw Refusal(
                .invalid, "That is more than ten years ahead. Please choose an earlier day.", field: "due")
        }
        let promise = Promise(
            id: ids.make(at: now), customer: person.customer.id.cast(), promiser: person.person.id.cast(),
            receiver: .person(draft.receiver.cast()),
            terms: .deed(by: due, to: .persons([draft.receiver.description])), words: words,
            saidWhere: saidWhere,
            made: now)
        try await keep(promise, asOf: now) { records in
            _ = try ownPerson(draft.receiver, records, person)
        } then: { records in
            try point(promise, at: draft.saidIn, records, person)
        }
        return promise
    }

    /// Keeps a promise that may have been made at another time than now, and assesses it as of then.
    ///
    /// - Parameters:
    ///   - check: refuses what the promise speaks of and may not.
    ///   - then: writes down what belongs to the promise, with it or not at all.
    public func keep(
        _ promise: Promise, asOf now: Instant,
        check: @escaping @Sendable (any Records) throws -> Void = { _ in },
        then: @escaping @Sendable (any Records) throws -> Void = { _ in }
    ) async throws {
        let ids = ids
        try await store.write { records in
            try check(records)
            try records.insert(promise)
            try then(records)
            try LedgerPen(records: records, ids: ids, now: now).append(
                .made(promise.forLedger), of: promise, by: promise.promiser.cast())
        }
        try await cover(promise, asOf: now)
        notices.post([.today, .promise(promise.id)], of: promise.customer.cast())
    }

    private func due(_ due: DeedDraft.Due, for person: SignedIn) throws -> Instant {
        switch due {
        case .time(let local): return person.zone.instant(of: local)
        case .day(let date):
            guard let end = person.calendar.endOfWork(on: date) else {
                throw Refusal(
                    .invalid, "Nobody works there on that day. Please choose a working day or name a time.",
                    field: "due")
            }
            return end
        }
    }
}

/// Promises of which somebody is told who sees only those in which they have a part.
let ownPromisesMax = 1_000
/// Corrections that a promise's page tells of.
private let correctionsMax = 200

/// The days of a strip with what stands beside them: where periods begin, and which were corrected.
private func marked(
    _ days: [VerdictOfDay], _ promise: Promise, _ corrections: [VerdictChange], zone: TimeZoneTable
) -> [VerdictOfDay] {
    let corrected = Set(corrections.map { zone.date(of: $0.at) })
    let hasPeriods: Bool
    switch promise.terms.period {
    case .rolling, .throughout: hasPeriods = false
    default: hasPeriods = promise.terms.measure != .done
    }
    return days.map { day in
        var marked = day
        marked.isCorrected = corrected.contains(day.date)
        // Terms of a school are named in its calendar; nothing here knows them.
        marked.opensPeriod =
            hasPeriods && promise.terms.period.days(around: day.date, terms: [])?.first == day.date
        return marked
    }
}

/// Nobody gives their word on one thing for longer than ten years.
let deedAheadMax: Duration = .days(3_653)
func ownPromise(
    _ id: PromiseID, _ records: any Records, _ person: SignedIn, to permission: Permission = .seePromises
) throws -> Promise {
    try Rights.own(
        try records.promise(id), of: person, by: { $0.customer.cast() }, to: permission,
        about: { try $0.asked(by: person, records) }, orSay: "There is no such promise.")
}

/// What a promise's page explains, with names.
private struct ToldOfPromise {
    var sentence: String
    var judgement: Judgement?
    var explained: [String: SubjectJudgement] = [:]
    var evidence: [String: [ToldEvidence]] = [:]
    var said: [SaidOfPromise] = []
}

private func told(
    of promise: Promise, _ lines: [PromiseLine], _ records: any Records, zones: any TimeZoneSource,
    now: Instant
) throws -> ToldOfPromise {
    let sentence = Sentence.print(promise.terms)
    var judging = Judging(records: records, zones: zones, now: now)
    var texts: [String] = [sentence, promise.promiser.description]
    var judgements: [String: Judgement] = [:]
    var evidence: [String: [ToldEvidence]] = [:]
    for line in lines {
        let judged = try judging.judge(promise, subject: line.subject)
        judgements[line.subject] = judged.judgement
        evidence[line.subject] = judged.told
    }
    let worst = try records.lines(of: promise.id, verdict: nil, Page(size: 1)).rows.first?.subject
    var whole = try worst.map { name in
        try judgements[name] ?? judging.judge(promise, subject: name).judgement
    }
    for judgement in judgements.values {
        texts += judgement.explanation.map(\.text) + judgement.subjects.map(\.name)
        texts += judgement.subjects.flatMap { $0.explanation.map(\.text) + $0.gaps.map(\.reason) }
        texts += judgement.excluded.map(\.reason)
    }
    let acts = try records.evidence(
        about: [promise.id.cast()], kinds: nil, from: always, through: forEver
    ).map(\.evidence)
    texts += acts.map(\.line)
    let naming = try naming(of: texts, records)
    var told = ToldOfPromise(sentence: naming(sentence))
    let inOrder = lines.compactMap { judgements[$0.subject]?.subjects.first }
    if !inOrder.isEmpty { whole?.subjects = inOrder }
    told.evidence = evidence
    told.judgement = whole?.named(naming)
    told.explained = judgements.compactMapValues { $0.subjects.first?.named(naming) }
    told.said = acts.compactMap { SaidOfPromise($0, naming) }
    return told
}
