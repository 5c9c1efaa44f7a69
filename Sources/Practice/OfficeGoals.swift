// SPDX-License-Identifier: Apache-2.0
import Conversations
import People
import Promises
import Values

/// How many of each a goal's page holds.
public enum GoalLimits {
    /// Goals that are listed.
    public static let listMax = 200
    /// Machines, people or places that are looked at one by one; a page of a goal says when there are more.
    public static let judgedMax = 100
    /// Places that can be chosen.
    public static let placesMax = 300
    /// Promises that can be chosen to serve a goal.
    public static let offeredMax = 100
    /// Days of a baseline: a year.
    public static let baselineDaysMax = 366
    /// How far ahead a goal may lie, in days: ten years.
    public static let aheadDaysMax = 3_653
}

/// What somebody says when they set a goal.
public struct GoalDraft: Hashable, Sendable {
    /// In the customer's words.
    public var words: String
    /// The measure and the target. Its period is that of the baseline, so that like is held against like.
    public var terms: Terms
    /// The days that it is held against, both included.
    public var baseline: PeriodDays
    /// By when it is to hold.
    public var due: CivilDate
    public var need: NeedID?

    public init(words: String, terms: Terms, baseline: PeriodDays, due: CivilDate, need: NeedID? = nil) {
        self.words = words
        self.terms = terms
        self.baseline = baseline
        self.due = due
        self.need = need
    }
}

/// What a goal's measure says of a stretch of days. Never an average: so many reached it, so many did not, and of so
/// many it cannot be told.
public struct GoalFigures: Sendable {
    public let days: PeriodDays
    public let reached: Int
    public let missed: Int
    public let untold: Int
    /// One for each machine, person or place, with why; empty for whom they are not.
    public let subjects: [SubjectJudgement]
    /// Whether there are more than were looked at.
    public let isCutOff: Bool
}

/// A goal with how it was, how it is, and what serves it.
public struct GoalView: Sendable {
    public let stored: StoredGoal
    /// The measure and the target as a sentence, with names.
    public let sentence: String
    public let by: Person?
    public let need: Need?
    public let baseline: GoalFigures
    public let now: GoalFigures
    public let promises: [PromiseSummary]
    /// Promises that could serve it and do not.
    public let offered: [Promise]
    public let mayChange: Bool
}

extension Office {
    /// The goals of the customer whose pages are shown; those that have not ended first.
    public func goals(for person: SignedIn) async throws -> [StoredGoal] {
        try Rights.require(.seeNeeds, person)
        return try await store.read { try $0.goals(of: person.customer.id, limit: GoalLimits.listMax) }
    }

    /// What a goal can be about: places with how deep they lie, down to floors, and needs that are not met.
    public func goalChoices(
        for person: SignedIn
    ) async throws -> (places: [(place: Place, depth: Int)], needs: [Need]) {
        try Rights.require(.setGoal, person)
        return try await store.read { records in
            var places: [(place: Place, depth: Int)] = []
            func add(below parent: PlaceID?, depth: Int) throws {
                for place in try records.places(of: person.customer.id, below: parent)
                where place.kind != .room && places.count < GoalLimits.placesMax {
                    places.append((place, depth))
                    try add(below: place.id, depth: depth + 1)
                }
            }
            try add(below: nil, depth: 0)
            let needs = try records.needs(of: person.customer.id, Page(size: 50)).rows
            return (places, needs.filter { $0.met == nil })
        }
    }

    /// Sets a goal: a measure of the catalogue, the days it is held against, the target, and by when.
    public func setGoal(_ draft: GoalDraft, for person: SignedIn) async throws -> GoalID {
        try Rights.require(.setGoal, person)
        let now = now
        let words = try TextLimits.required(
            draft.words, "words", max: TextLimits.wordsMax,
            sayWhenEmpty: "Please write what is to get better, in their words.")
        let today = person.zone.date(of: now)
        try check(draft.baseline, today: today)
        guard draft.due > today, draft.due <= today.adding(days: GoalLimits.aheadDaysMax) else {
            throw Refusal(
                .invalid, "Please choose a day that lies ahead, and within ten years.", field: "due")
        }
        var terms = draft.terms
        terms.period = .rolling(days: draft.baseline.days)
        if terms.measure.needsBaseline {
            terms.baseline = Baseline(first: draft.baseline.first, last: draft.baseline.last)
        }
        if terms.measure.listensToMachines, terms.silenceHoursMax < Terms.usualSilenceHours {
            throw Refusal(
                .invalid,
                "Machines are listened to once a day; allow at least \(Terms.usualSilenceHours) hours.",
                field: "silence")
        }
        let scope = terms.to
        let goal = try Goal(
            id: ids.make(at: now), customer: person.customer.id, words: words,
            needs: draft.need.map { [$0] } ?? [], terms: terms)
        let stored = StoredGoal(
            goal: goal, baseline: draft.baseline, due: draft.due, made: now, by: person.person.id)
        try await store.write { records in
            switch scope {
            case .everyoneAt(let name):
                guard let place = PlaceID(name) else {
                    throw Refusal(.invalid, "Please choose where it is to get better.", field: "place")
                }
                _ = try ownPlace(place, records, person)
            case .everyoneOf(person.customer.id.description): break
            default: throw Refusal(.invalid, "Please choose where it is to get better.", field: "place")
            }
            if let need = draft.need {
                _ = try Rights.own(
                    try records.need(need), of: person, by: \.customer, orSay: "There is no such need.")
            }
            try records.insert(stored)
        }
        return goal.id
    }

    private func check(_ baseline: PeriodDays, today: CivilDate) throws {
        guard baseline.first <= baseline.last else {
            throw Refusal(
                .invalid,
                "The days it is held against begin before they end. Please exchange them.", field: "first")
        }
        guard baseline.last < today else {
            throw Refusal(
                .invalid, "A baseline is over before it is held against. Please end it yesterday or before.",
                field: "last")
        }
        guard baseline.days <= GoalLimits.baselineDaysMax else {
            throw Refusal(
                .invalid, "A baseline is at most \(GoalLimits.baselineDaysMax) days long.", field: "first")
        }
    }

    /// A goal, how it was in the baseline, how it was in as many days up to yesterday, and what serves it.
    public func goal(_ id: GoalID, for person: SignedIn) async throws -> GoalView {
        let now = now
        let zones = zones
        return try await store.read { records in
            let stored = try ownGoal(id, records, person)
            let goal = stored.goal
            let yesterday = person.zone.date(of: now).adding(days: -1)
            let days = PeriodDays(
                first: yesterday.adding(days: 1 - stored.baseline.days), last: yesterday)
            let serving = try visible(
                goal.servedBy.compactMap { try records.promise($0) }, to: person, records)
            let mayChange = Rights.may(.setGoal, person)
            var offered: [Promise] = []
            if mayChange, stored.ended == nil {
                let known = Set(goal.servedBy)
                let page = Page(size: GoalLimits.offeredMax)
                offered = try visible(
                    try records.promises(of: person.customer.id, includeEnded: false, page).rows, to: person,
                    records
                ).filter { !known.contains($0.id) }
            }
            let sentence = Sentence.print(goal.terms)
            return GoalView(
                stored: stored, sentence: try naming(of: [sentence], records)(sentence),
                by: try records.person(stored.by),
                need: try goal.needs.first.flatMap { try records.need($0)?.need },
                baseline: try figures(of: stored, in: stored.baseline, records, zones: zones, for: person),
                now: try figures(of: stored, in: days, records, zones: zones, for: person),
                promises: try summaries(of: serving, records), offered: offered,
                mayChange: mayChange && stored.ended == nil)
        }
    }

    /// Says that a promise serves a goal, or that it does not any more.
    public func setServes(
        _ promise: PromiseID, _ goal: GoalID, _ does: Bool, for person: SignedIn
    ) async throws {
        try await store.write { records in
            try requireOpen(try ownGoal(goal, records, person, to: .setGoal))
            _ = try ownPromise(promise, records, person)
            try records.setServes(promise, goal, does)
        }
    }

    /// Ends a goal, with the reason; it stays to be read.
    public func endGoal(_ id: GoalID, because words: String, for person: SignedIn) async throws {
        let now = now
        try await store.write { records in
            var stored = try ownGoal(id, records, person, to: .setGoal)
            try requireOpen(stored)
            stored.endedWords = try TextLimits.required(
                words, "because", max: TextLimits.wordsMax,
                sayWhenEmpty: "Please say why it ends: reached, or given up, and who says so.")
            stored.ended = now
            try records.update(stored)
        }
    }
}

extension PeriodDays {
    /// How many days it has, both ends included.
    public var days: Int { last.daysSinceEpoch - first.daysSinceEpoch + 1 }
}

private func requireOpen(_ goal: StoredGoal) throws {
    guard goal.ended == nil else { throw Refusal(.conflict, "This goal has ended and stays as it was.") }
}

private func ownGoal(
    _ id: GoalID, _ records: any Records, _ person: SignedIn, to permission: Permission = .seeNeeds
) throws -> StoredGoal {
    try Rights.own(
        try records.goal(id), of: person, by: { $0.goal.customer }, to: permission,
        orSay: "There is no such goal.")
}

/// Judges a goal's measure over whole days that are over, as if it had been promised on the first of them.
private func figures(
    of stored: StoredGoal, in days: PeriodDays, _ records: any Records, zones: any TimeZoneSource,
    for person: SignedIn
) throws -> GoalFigures {
    let goal = stored.goal
    let start = person.zone.startOfDay(days.first)
    let end = person.zone.startOfDay(days.last.adding(days: 1))
    let promise = Promise(
        id: goal.id.cast(), customer: goal.customer.cast(), promiser: stored.by.cast(),
        receiver: Promise.Receiver(goal.terms.to) ?? .person(stored.by.cast()), terms: goal.terms,
        words: goal.words, saidWhere: "", made: start, from: days.first, until: days.last)
    let found = try subjects(of: promise, after: nil, limit: GoalLimits.judgedMax + 1, records)
    var judging = Judging(records: records, zones: zones, now: end)
    var judged: [SubjectJudgement] = []
    for subject in found.prefix(GoalLimits.judgedMax) {
        // One that was not there yet is not counted among those that missed it.
        if let one = try judging.judge(promise, subject: subject.name).subject { judged.append(one) }
    }
    let reached = judged.filter { [.kept, .onTrack, .atRisk, .repaired].contains($0.verdict) }.count
    let untold = judged.filter { $0.verdict == .notProvable }.count
    // When somebody was last heard is not for their organisation to read.
    let isShown = goal.terms.measure.subject != .person || Rights.may(.seeHeard, person)
    let texts = judged.flatMap { [$0.name] + $0.explanation.map(\.text) + $0.gaps.map(\.reason) }
    let naming = try naming(of: isShown ? texts : [], records)
    return GoalFigures(
        days: days, reached: reached, missed: judged.count - reached - untold, untold: untold,
        subjects: isShown
            ? judged.sorted { ($0.verdict.gravity, $0.name) < ($1.verdict.gravity, $1.name) }
                .map { $0.named(naming) } : [],
        isCutOff: found.count > GoalLimits.judgedMax)
}
