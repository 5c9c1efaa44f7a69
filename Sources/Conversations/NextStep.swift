// SPDX-License-Identifier: Apache-2.0
import People
import Promises
import Values

/// How long it has been quiet, and what is known about why. Said calmly: a quiet month is not a lost one.
public struct QuietTime: Hashable, Sendable {
    public enum Why: Hashable, Sendable {
        /// They asked for it.
        case askedToWait(until: CivilDate, words: String)
        /// What they promised has not come yet.
        case theirPromise(PromiseID, words: String, due: Instant?)
        /// What we promised is still to be done, so the next word is ours.
        case ourPromise(PromiseID, words: String, due: Instant?)
        /// Nobody works there now: holidays, between terms.
        case nobodyThere(until: CivilDate)
        /// Nothing that was written down tells.
        case unknown
    }

    /// The last time anybody did anything; `nil` when nobody has yet.
    public var since: Instant?
    public var days: Int
    /// In the order above, never empty.
    public var why: [Why]
}

/// The one next step of an engagement: something for a person, done by a person.
public struct NextStep: Hashable, Sendable {
    public enum What: Hashable, Sendable {
        /// Keep what was promised, or tell them that it cannot be kept.
        case keep(PromiseID, words: String, due: Instant?)
        /// Ask how it stands with what they promised.
        case askAbout(PromiseID, words: String)
        /// Nobody heard them yet, and they have a part in this.
        case hear
        case inviteToWalk
        case walk
        case propose
        case bringBeforeTheBoard
        case sign
        case beginService
        case review
        /// Call, and ask how they are.
        case call
        /// They asked for quiet until then, and get it.
        case waitUntil(CivilDate)
    }

    public var what: What
    /// For whom; `nil` only when nobody there is known yet.
    public var person: PersonID?
    /// Who does it.
    public var doer: PersonID
}

extension Story {
    /// After so many days without a word it is worth telling why.
    public static let quietDaysMin = 14
    /// A review is due so long after the last one, or after service began.
    static let reviewDays = 92
    /// So long before its instant a promise becomes the next step.
    static let promiseDaysAhead = 3

    private struct OpenPromise {
        var id: PromiseID
        var side: Person.Side
        var due: Instant?
        var words: String
        var persons: [PersonID]
    }

    /// The promises of the story that nothing has decided, the first due first; broken ones are still owed.
    private var open: [OpenPromise] {
        var decided: [PromiseID: Verdict] = [:]
        for item in items {
            if case .promiseDecided(let id, let verdict) = item.kind { decided[id] = verdict }
        }
        let closed: Set<Verdict> = [.kept, .repaired, .withdrawn]
        return items.compactMap { item -> OpenPromise? in
            guard case .promiseMade(let id, let side, let due) = item.kind,
                !(decided[id].map(closed.contains) ?? false)
            else { return nil }
            return OpenPromise(id: id, side: side, due: due, words: item.words, persons: item.persons)
        }
        .sorted {
            ($0.due ?? Instant(microseconds: .max), $0.id) < ($1.due ?? Instant(microseconds: .max), $1.id)
        }
    }

    private func asked(on today: CivilDate) -> (until: CivilDate, item: StoryItem)? {
        for item in items.reversed() {
            guard case .askedToWait(let until) = item.kind else { continue }
            return until > today ? (until, item) : nil
        }
        return nil
    }

    /// How long nobody has done anything, and why.
    public func quiet(now: Instant, calendar: WorkingCalendar) -> QuietTime {
        let today = calendar.zone.date(of: now)
        let last = items.last { $0.isHuman && $0.at <= now }?.at
        let days = last.map { today.daysSinceEpoch - calendar.zone.date(of: $0).daysSinceEpoch } ?? 0
        var why: [QuietTime.Why] = []
        if let asked = asked(on: today) {
            why.append(.askedToWait(until: asked.until, words: asked.item.words))
        }
        for promise in open {
            why.append(
                promise.side == .customer
                    ? .theirPromise(promise.id, words: promise.words, due: promise.due)
                    : .ourPromise(promise.id, words: promise.words, due: promise.due))
        }
        if let next = calendar.nextWorkingMoment(from: now) {
            let day = calendar.zone.date(of: next)
            // A weekend is no reason.
            if day.daysSinceEpoch - today.daysSinceEpoch > 3 { why.append(.nobodyThere(until: day)) }
        }
        if why.isEmpty { why = [.unknown] }
        return QuietTime(since: last, days: max(0, days), why: why.sorted { $0.rank < $1.rank })
    }

    /// The one next step. What we owe comes before what we would like.
    ///
    /// - Parameter heard: Who of the members was ever heard.
    public func nextStep(
        _ engagement: Engagement, heard: Set<PersonID>, now: Instant, calendar: WorkingCalendar
    ) -> NextStep {
        let today = calendar.zone.date(of: now)
        let members = engagement.members(on: today)
        let last = items.last { !$0.persons.isEmpty }?.persons.first
        func step(_ what: NextStep.What, for person: PersonID?) -> NextStep {
            NextStep(what: what, person: person ?? last ?? members.first?.person, doer: engagement.keeper)
        }
        let soon = now + .days(Story.promiseDaysAhead)
        if let ours = open.first(where: { $0.side == .provider && ($0.due ?? now) <= soon }) {
            return step(.keep(ours.id, words: ours.words, due: ours.due), for: ours.persons.first)
        }
        if let asked = asked(on: today) {
            return step(.waitUntil(asked.until), for: asked.item.persons.first)
        }
        if let theirs = open.first(where: { $0.side == .customer && ($0.due.map { $0 < now } ?? false) }) {
            return step(.askAbout(theirs.id, words: theirs.words), for: theirs.persons.first)
        }
        let reached = Dictionary(uniqueKeysWithValues: milestones.map { ($0.milestone, $0) })
        func has(_ milestone: Milestone) -> Bool { reached[milestone] != nil }
        let unheard = members.first { !heard.contains($0.person) }?.person
        let sponsor = members.first { $0.part == .sponsor }?.person
        let board = members.first { $0.part == .board }?.person

        if !has(.met) { return step(.call, for: unheard ?? sponsor) }
        if has(.inService) { return serviceStep(reached, unheard, now, calendar, step) }
        if has(.signed) { return step(.beginService, for: sponsor) }
        if !has(.walked) {
            return has(.invitedToWalk) ? step(.walk, for: nil) : step(.inviteToWalk, for: sponsor)
        }
        if let unheard { return step(.hear, for: unheard) }
        if !has(.heard) { return step(.hear, for: nil) }
        if !has(.proposed) { return step(.propose, for: sponsor) }
        if !has(.beforeTheBoard), let board { return step(.bringBeforeTheBoard, for: board) }
        return step(.sign, for: sponsor)
    }

    /// Once machines are looked after: hear the quiet, review each quarter, else simply keep in touch.
    private func serviceStep(
        _ reached: [Milestone: ReachedMilestone], _ unheard: PersonID?, _ now: Instant,
        _ calendar: WorkingCalendar, _ step: (NextStep.What, PersonID?) -> NextStep
    ) -> NextStep {
        if let unheard { return step(.hear, unheard) }
        let last = reached[.reviewed]?.last ?? reached[.inService]?.at ?? now
        let day = calendar.zone.date(of: last).adding(days: Story.reviewDays)
        return step(day <= calendar.zone.date(of: now) ? .review : .call, nil)
    }
}

extension QuietTime.Why {
    fileprivate var rank: Int {
        switch self {
        case .askedToWait: 0
        case .theirPromise: 1
        case .ourPromise: 2
        case .nobodyThere: 3
        case .unknown: 4
        }
    }
}
