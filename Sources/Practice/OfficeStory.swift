// SPDX-License-Identifier: Apache-2.0
import Conversations
import People
import Promises
import Values

/// How much of each kind one story gathers; the newest count, and of conversations the first ones, too.
private enum StoryLimits {
    static let conversations = 200
    static let firstConversations = 50
    static let needs = 200
    static let goals = 100
    static let promises = 200
    static let events = 500
    /// Rows of one page.
    static let page = 40
}

/// The story with a customer on one page: what happened, who has which part in it, and the one next step.
public struct StoryView: Sendable {
    /// The newest first.
    public let items: Paged<StoryItem>
    public let milestones: [ReachedMilestone]
    public let members: [Engagement.Member]
    public let quiet: QuietTime
    public let next: NextStep
    /// Everybody who is named anywhere in it.
    public let persons: [PersonID: Person]
    /// Who wrote down what was written down by hand.
    public let writers: [ID128: PersonID]
    public let mayChange: Bool
}

extension Office {
    /// The story with the customer whose pages are shown, from hello to renewal.
    public func story(page number: Int = 1, for person: SignedIn) async throws -> StoryView {
        try Rights.require(.seeEngagement, person)
        let now = now
        return try await store.read { records in
            let customer = person.customer.id
            let gathered = try GatheredStory(records, now: now, for: person)
            let story = Story(gathered.items)
            let keeper =
                try records.persons(lookingAfter: customer, limit: 1).first?.id ?? person.person.id
            let engagement = Engagement(
                id: EngagementID(bits: customer.bits), customer: customer, keeper: keeper,
                members: try records.engagementMembers(of: customer))
            let today = person.zone.date(of: now)
            let members = engagement.members(on: today)
            let heard = Set(try records.lastHeard(Set(members.map(\.person))).keys)
            let calendar = person.calendar
            let next = story.nextStep(engagement, heard: heard, now: now, calendar: calendar)
            let page = Page(number: number, size: StoryLimits.page)
            let rows = story.items.reversed().dropFirst(page.offset)
            let shown = Paged(
                rows: Array(rows.prefix(page.size)), page: page, total: story.items.count,
                hasMore: rows.count > page.size)
            var named = Set(shown.rows.flatMap(\.persons)).union(members.map(\.person))
            named.formUnion([keeper, next.doer])
            if let someone = next.person { named.insert(someone) }
            named.formUnion(gathered.writers.values)
            return StoryView(
                items: shown, milestones: story.milestones, members: members,
                quiet: story.quiet(now: now, calendar: calendar), next: next,
                persons: try records.persons(named), writers: gathered.writers,
                mayChange: Rights.may(.changeEngagement, person))
        }
    }

    /// Writes down something of the long cycle: that they asked for a walk, that something was proposed, signed,
    /// reviewed, renewed, or that they asked for quiet. It is kept as it was written.
    ///
    /// - Parameters:
    ///   - day: when it was; today, unless another one is named.
    ///   - until: the day until which they asked to be left in peace.
    public func note(
        _ kind: EngagementEvent.Kind, on day: CivilDate? = nil, words: String, until: CivilDate? = nil,
        for person: SignedIn
    ) async throws {
        try Rights.require(.changeEngagement, person)
        let now = now
        let words = try TextLimits.required(
            words, "words", max: TextLimits.wordsMax,
            sayWhenEmpty: "Please write who said so, and where: this is what the story rests on.")
        let today = person.zone.date(of: now)
        if let day, day > today {
            throw Refusal(
                .invalid, "This lies in the future; write it down once it has happened.", field: "day")
        }
        if kind == .askedToWait, until.map({ $0 <= today }) ?? true {
            throw Refusal(.invalid, "Please choose the day until which they want quiet.", field: "until")
        }
        let at = day.map { $0 == today ? now : person.zone.instant(of: CivilDateTime(date: $0, hour: 12)) }
        let event = EngagementEvent(
            id: ids.make(at: now), customer: person.customer.id, kind: kind, at: at ?? now, written: now,
            writer: person.person.id, words: words, until: kind == .askedToWait ? until : nil)
        try await store.write { try $0.insert(event) }
    }

    /// Says which part somebody has in the story from today on; `nil` when they have none any more.
    public func setPart(
        _ part: Engagement.Part?, of id: PersonID, for person: SignedIn
    ) async throws {
        try Rights.require(.changeEngagement, person)
        var part = part
        if case .other(let words)? = part {
            part = .other(
                try TextLimits.required(
                    words, "part", max: TextLimits.nameMax, sayWhenEmpty: "Please say which part they have."))
        }
        let today = person.zone.date(of: now)
        let taken = part
        try await store.write { records in
            _ = try ownPerson(id, records, person)
            try records.endParts(of: id, with: person.customer.id, on: today)
            if let taken {
                try records.insert(
                    Engagement.Member(id, taken, from: today), of: person.customer.id)
            }
        }
    }

    /// Which part somebody has in the story today.
    public func part(of id: PersonID, for person: SignedIn) async throws -> Engagement.Part? {
        let today = person.zone.date(of: now)
        return try await store.read { records in
            try records.engagementMembers(of: person.customer.id).last {
                $0.person == id && $0.from <= today && today <= ($0.until ?? today)
            }?.part
        }
    }
}

/// Everything that other rooms tell of a story.
private struct GatheredStory {
    private(set) var items: [StoryItem] = []
    private(set) var writers: [ID128: PersonID] = [:]

    init(_ records: any Records, now: Instant, for person: SignedIn) throws {
        let customer = person.customer.id
        let newest = try records.conversations(
            of: customer, for: person.reader, Page(size: StoryLimits.conversations)
        ).rows
        let first = try records.firstConversations(
            of: customer, forms: [], for: person.reader, limit: StoryLimits.firstConversations)
        let boards = try records.firstConversations(
            of: customer, forms: [.boardMeeting], for: person.reader, limit: StoryLimits.firstConversations)
        for stored in newest + first + boards { add(stored) }
        for need in try records.needs(of: customer, Page(size: StoryLimits.needs)).rows {
            items.append(
                StoryItem(
                    id: need.id.cast(), at: need.said, kind: .need(need.id), persons: need.persons,
                    words: need.words))
        }
        for stored in try records.goals(of: customer, limit: StoryLimits.goals) {
            let id: ID128 = stored.goal.id.cast()
            items.append(
                StoryItem(id: id, at: stored.made, kind: .goal(stored.goal.id), words: stored.goal.words))
            writers[id] = stored.by
        }
        let events = try records.engagementEvents(of: customer, limit: StoryLimits.events)
        for event in events { add(event) }
        // A machine that was heard before anything was signed was heard for the analysis.
        if let signed = events.last(where: { $0.kind == .signed })?.at,
            let machine = try records.firstMachineHeard(of: customer)
        {
            items.append(
                StoryItem(id: ID128(bits: ~customer.bits), at: max(signed, machine), kind: .serviceBegan))
        }
        try addPromises(records, for: person)
    }

    private mutating func add(_ stored: StoredConversation) {
        let one = stored.conversation
        let line = one.line.isEmpty ? one.said.first?.words ?? "" : one.line
        items.append(
            StoryItem(
                id: one.id.cast(), at: one.at, kind: .conversation(one.id, one.form),
                persons: one.reached, words: line))
        writers[one.id.cast()] = one.writer
    }

    private mutating func add(_ event: EngagementEvent) {
        let id: ID128 = event.id.cast()
        let kind: StoryItem.Kind
        switch event.kind {
        case .invitedToWalk: kind = .invitedToWalk
        case .walked: kind = .walk(id)
        case .proposed: kind = .proposal(id)
        case .signed: kind = .signed(id)
        case .reviewed: kind = .review(id)
        case .renewed: kind = .renewed(id)
        case .askedToWait:
            guard let until = event.until else { return }
            kind = .askedToWait(until: until)
        }
        items.append(StoryItem(id: id, at: event.at, kind: kind, words: event.words))
        writers[id] = event.writer
    }

    private mutating func addPromises(_ records: any Records, for person: SignedIn) throws {
        let page = Page(size: StoryLimits.promises)
        let found = try records.promises(of: person.customer.id, includeEnded: true, page).rows
        let promises = try found.filter { promise in
            Permissions.answer(
                .seePromises, for: person.asker, about: try promise.asked(by: person, records)) == .allowed
        }
        let promisers = try records.persons(Set(promises.map { $0.promiser.cast() }))
        for summary in try summaries(of: promises, records) {
            let promise = summary.promise
            let promiser: PersonID = promise.promiser.cast()
            var persons = [promiser]
            if case .person(let id) = promise.receiver { persons.append(id.cast()) }
            items.append(
                StoryItem(
                    id: promise.id.cast(), at: promise.made,
                    kind: .promiseMade(
                        promise.id, by: promisers[promiser]?.side ?? .provider, due: promise.dueOfDeed),
                    persons: persons, words: promise.words))
            guard let ended = promise.ended, let verdict = summary.verdict else { continue }
            items.append(
                StoryItem(
                    id: ID128(bits: ~promise.id.bits), at: ended, kind: .promiseDecided(promise.id, verdict),
                    persons: persons, words: promise.words))
        }
    }
}

extension Promise {
    /// By when it is done, if it is one thing to do.
    fileprivate var dueOfDeed: Instant? {
        guard terms.measure == .done, case .instant(let due) = terms.target else { return nil }
        return due
    }
}
