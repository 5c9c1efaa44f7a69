// SPDX-License-Identifier: Apache-2.0
import People
import Promises
import Values

public typealias EngagementID = ID<Engagement>

/// The story with an organisation, from hello to the tenth renewal. When something is signed it simply goes
/// on.
public struct Engagement: Hashable, Sendable {
    /// The part someone has in it.
    public enum Part: Hashable, Sendable {
        case sponsor, user, facilities, informationTechnology, board, union, finance
        case other(String)
    }

    /// Someone's part, over time: people change offices, and what they were stays told.
    public struct Member: Hashable, Sendable {
        public var person: PersonID
        public var part: Part
        public var from: CivilDate
        /// The last day; `nil` while it goes on.
        public var until: CivilDate?

        public init(_ person: PersonID, _ part: Part, from: CivilDate, until: CivilDate? = nil) {
            self.person = person
            self.part = part
            self.from = from
            self.until = until
        }
    }

    public var id: EngagementID
    public var customer: CustomerID
    /// Who looks after it; the next step is theirs.
    public var keeper: PersonID
    public var members: [Member]

    public init(id: EngagementID, customer: CustomerID, keeper: PersonID, members: [Member] = []) {
        self.id = id
        self.customer = customer
        self.keeper = keeper
        self.members = members
    }

    /// Who has a part on a day, in the order in which they took it.
    public func members(on day: CivilDate) -> [Member] {
        members.filter { $0.from <= day && day <= ($0.until ?? day) }
            .sorted { ($0.from, $0.person) < ($1.from, $1.person) }
    }
}

/// How far things have come. Each is reached by evidence, and nobody drags it.
public enum Milestone: String, CaseIterable, Sendable, Codable {
    case met
    case invitedToWalk = "invited-to-walk"
    case walked, heard, proposed
    case beforeTheBoard = "before-the-board"
    case signed
    case inService = "in-service"
    case reviewed, renewed
}

/// Something that happened in an engagement, in a form that other rooms can give.
public struct StoryItem: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        case conversation(ConversationID, Conversation.Form)
        /// Somebody of theirs asked us to walk the grounds, or said yes to it.
        case invitedToWalk
        case walk(ID128)
        case need(NeedID)
        case goal(GoalID)
        /// A promise of ours, or of theirs.
        case promiseMade(PromiseID, by: Person.Side, due: Instant?)
        case promiseDecided(PromiseID, Verdict)
        case proposal(ID128)
        case signed(ID128)
        /// The first machine is looked after.
        case serviceBegan
        case review(ID128)
        case renewed(ID128)
        /// They asked for quiet until a day, with a reason.
        case askedToWait(until: CivilDate)
    }

    /// Unique in the story, and the same whenever it is told.
    public var id: ID128
    public var at: Instant
    public var kind: Kind
    /// The people it is about, those who spoke first.
    public var persons: [PersonID]
    /// As it was said: a line, a promise's words, a reason.
    public var words: String

    public init(id: ID128, at: Instant, kind: Kind, persons: [PersonID] = [], words: String = "") {
        self.id = id
        self.at = at
        self.kind = kind
        self.persons = persons
        self.words = words
    }

    /// The milestone that this is evidence for.
    ///
    /// A letter alone is not a meeting, and being in the room is not being heard.
    public var milestone: Milestone? {
        switch kind {
        case .conversation(_, .boardMeeting): .beforeTheBoard
        case .conversation(_, let form):
            persons.isEmpty || [.email, .letter].contains(form) ? nil : .met
        case .invitedToWalk: .invitedToWalk
        case .walk: .walked
        case .need: .heard
        case .proposal: .proposed
        case .signed: .signed
        case .serviceBegan: .inService
        case .review: .reviewed
        case .renewed: .renewed
        case .goal, .promiseMade, .promiseDecided, .askedToWait: nil
        }
    }

    /// Whether somebody of either side did something then; what a machine or a date brings does not end a
    /// silence.
    public var isHuman: Bool {
        switch kind {
        case .promiseDecided, .serviceBegan: false
        default: true
        }
    }
}

/// A milestone, when it was first reached, and by what.
public struct ReachedMilestone: Hashable, Sendable {
    public var milestone: Milestone
    public var at: Instant
    public var evidence: ID128
    /// When it was reached last; reviews and renewals come again.
    public var last: Instant
    public var times: Int
}

/// The story in order of time, without anything twice.
public struct Story: Sendable {
    /// The oldest first.
    public let items: [StoryItem]

    public init(_ items: [StoryItem]) {
        var seen: Set<ID128> = []
        self.items = items.sorted { Story.order($0) < Story.order($1) }.filter { seen.insert($0.id).inserted }
    }

    private static func order(_ item: StoryItem) -> (Instant, ID128) { (item.at, item.id) }

    /// A page, the newest first.
    ///
    /// - Parameter before: The last item of the page before; what came in meanwhile moves nothing.
    public func page(before: StoryItem? = nil, most: Int) -> [StoryItem] {
        var high = items.count
        if let before {
            var low = 0
            while low < high {
                let middle = (low + high) / 2
                if Story.order(items[middle]) < Story.order(before) {
                    low = middle + 1
                } else {
                    high = middle
                }
            }
        }
        return items[..<high].suffix(max(0, most)).reversed()
    }

    /// What was reached, in the order of ``Milestone``, with its evidence. A board that met before anything
    /// was proposed was not asked to decide on it.
    public var milestones: [ReachedMilestone] {
        var reached: [Milestone: ReachedMilestone] = [:]
        for item in items {
            guard let milestone = item.milestone else { continue }
            if milestone == .beforeTheBoard, reached[.proposed] == nil {
                note(.met, item, &reached)
                continue
            }
            note(milestone, item, &reached)
        }
        return Milestone.allCases.compactMap { reached[$0] }
    }

    private func note(
        _ milestone: Milestone, _ item: StoryItem, _ reached: inout [Milestone: ReachedMilestone]
    ) {
        guard var one = reached[milestone] else {
            reached[milestone] = ReachedMilestone(
                milestone: milestone, at: item.at, evidence: item.id, last: item.at, times: 1)
            return
        }
        one.last = item.at
        one.times += 1
        reached[milestone] = one
    }
}
