// SPDX-License-Identifier: Apache-2.0
import Conversations
import People
import Practice
import Promises
import Values

extension EngagementEvent.Kind {
    /// As somebody chooses it.
    var words: String {
        switch self {
        case .invitedToWalk: "They asked us to walk the grounds"
        case .walked: "We walked the grounds"
        case .proposed: "We handed over a proposal"
        case .signed: "Both sides signed"
        case .reviewed: "We looked back on it together"
        case .renewed: "Both sides signed again"
        case .askedToWait: "They asked for quiet until a day"
        }
    }
}

extension Milestone {
    /// As it stands on the way from hello to renewal.
    var words: String {
        switch self {
        case .met: "Met"
        case .invitedToWalk: "Invited to walk"
        case .walked: "Walked"
        case .heard: "Heard what they need"
        case .proposed: "Proposed"
        case .beforeTheBoard: "Before the board"
        case .signed: "Signed"
        case .inService: "In service"
        case .reviewed: "Reviewed"
        case .renewed: "Renewed"
        }
    }
}

extension Engagement.Part {
    /// As a form names it; anything else is a part of its own.
    static let named: [(key: String, part: Engagement.Part)] = [
        ("sponsor", .sponsor), ("user", .user), ("facilities", .facilities), ("it", .informationTechnology),
        ("board", .board), ("union", .union), ("finance", .finance),
    ]

    var words: String {
        switch self {
        case .sponsor: "sponsor"
        case .user: "uses the machines"
        case .facilities: "facilities"
        case .informationTechnology: "information technology"
        case .board: "board"
        case .union: "union"
        case .finance: "finance"
        case .other(let words): words
        }
    }
}

extension StoryPage {
    static func query(
        _ office: Office, page: Int, _ values: FormValues = FormValues(), fault: Refusal? = nil,
        for person: SignedIn
    ) async throws -> StoryPage {
        let view = try await office.story(page: page, for: person)
        let times = TimeWords(now: office.now, zone: person.zone)
        let next = view.next.person.flatMap { view.persons[$0] }
        return StoryPage(
            title: "The story with \(person.customer.name)", next: nextWords(view, times),
            nextWho: next.map { Link($0.name, .person($0.id)) },
            nextAct: next.flatMap { someone in
                person.may(.writeConversation)
                    ? Link("Write down what \(firstName(someone)) said", .newConversation(with: [someone.id]))
                    : nil
            },
            quiet: quietWords(view.quiet, times), why: whyWords(view.quiet, times),
            goals: Link("The goals, with how they stand", .goals),
            milestones: milestones(view.milestones, times),
            members: view.members.compactMap { member in
                view.persons[member.person].map {
                    Member(name: $0.name, path: Route.person($0.id).path, part: member.part.words)
                }
            },
            membersEmpty: view.members.isEmpty
                ? "Nobody's part is known yet. It is said on the page of a person." : nil,
            items: view.items.rows.map { item($0, view, times) },
            empty: view.items.rows.isEmpty ? "Nothing has been written down yet." : nil,
            pager: Pager(view.items, "line", "lines") { .story(page: $0) },
            form: view.mayChange ? form(values, fault) : nil)
    }

    private static func firstName(_ person: Person) -> String {
        person.name.split(separator: " ").first.map(String.init) ?? person.name
    }

    private static func form(_ values: FormValues, _ fault: Refusal?) -> Form {
        let faults = Faults(fault, fields: ["words", "day", "until"])
        return Form(
            action: Route.noteInStory.path, above: faults.above, isOpen: fault != nil,
            kinds: EngagementEvent.Kind.allCases.map {
                Choice(value: $0.rawValue, words: $0.words, isChosen: $0.rawValue == values["kind"])
            },
            words: Field(
                "words", "Who said so, and where", hint: "It is what the story rests on.",
                value: values.text("words"), fault: faults["words"], isWords: true, max: TextLimits.wordsMax),
            days: [
                Field(
                    "day", "On which day", hint: "Today, unless you say so.", value: values.text("day"),
                    fault: faults["day"], type: "date", isRequired: false),
                Field(
                    "until", "Quiet until", hint: "Only if they asked for quiet.",
                    value: values.text("until"), fault: faults["until"], type: "date", isRequired: false),
            ])
    }

    private static func nextWords(_ view: StoryView, _ times: TimeWords) -> String {
        let who = view.next.person.flatMap { view.persons[$0]?.name } ?? "them"
        let doer = view.persons[view.next.doer].map { " \($0.name) does it." } ?? ""
        let step =
            switch view.next.what {
            case .keep(_, let words, let due):
                "Keep what was promised to \(who), or tell them that it cannot be kept: “\(words)”"
                    + (due.map { ", \(times.by($0).words)." } ?? ".")
            case .askAbout(_, let words): "Ask \(who) how it stands with “\(words)”."
            case .hear: "Hear \(who)."
            case .inviteToWalk: "Ask \(who) whether we may walk the grounds."
            case .walk: "Walk the grounds."
            case .propose: "Show \(who) what we propose."
            case .bringBeforeTheBoard: "Help \(who) to bring it before the board."
            case .sign: "Sit down with \(who) and go through what both sides would sign."
            case .beginService: "Begin: look after the first machine, and tell \(who)."
            case .review: "Look back on it with \(who), beginning with what was broken."
            case .call: "Call \(who), and ask how they are."
            case .waitUntil(let day): "Leave them in peace until \(times.day(day)), as \(who) asked."
            }
        return step + doer
    }

    private static func quietWords(_ quiet: QuietTime, _ times: TimeWords) -> String {
        guard let since = quiet.since else { return "Nobody has written anything down yet." }
        guard quiet.days >= Story.quietDaysMin else { return "Last heard of \(times.ago(since).words)." }
        return "Quiet for \(quiet.days) days, \(times.since(since).words)."
    }

    /// Why it is quiet is worth telling only when it is.
    private static func whyWords(_ quiet: QuietTime, _ times: TimeWords) -> [String] {
        guard quiet.since != nil, quiet.days >= Story.quietDaysMin else { return [] }
        return quiet.why.prefix(3).map { why in
            switch why {
            case .askedToWait(let until, let words):
                "They asked for it until \(times.day(until)): “\(words)”"
            case .theirPromise(_, let words, _): "What they promised has not come yet: “\(words)”"
            case .ourPromise(_, let words, _): "The next word is ours: “\(words)”"
            case .nobodyThere(let until): "Nobody works there until \(times.day(until))."
            case .unknown: "Nothing that was written down tells why."
            }
        }
    }

    private static func milestones(_ reached: [ReachedMilestone], _ times: TimeWords) -> [Milestone] {
        let byKind = Dictionary(reached.map { ($0.milestone, $0) }) { first, _ in first }
        return Conversations.Milestone.allCases.map { milestone in
            let found = byKind[milestone]
            return Milestone(
                words: milestone.words, at: found.map { times.at($0.at) },
                more: found.flatMap {
                    $0.times > 1 ? "\($0.times) times, last \(times.ago($0.last).words)" : nil
                })
        }
    }

    private static func item(_ item: StoryItem, _ view: StoryView, _ times: TimeWords) -> Item {
        var path: String?
        let kind: String
        switch item.kind {
        case .conversation(let id, let form):
            kind = form.title
            path = Route.conversation(id).path
        case .need: kind = "A need"
        case .goal(let id):
            kind = "A goal"
            path = Route.goal(id).path
        case .promiseMade(let id, let side, _):
            kind = side == .provider ? "We promised" : "They promised"
            path = Route.promise(id).path
        case .promiseDecided(let id, let verdict):
            kind = "Promise \(VerdictText(verdict).word.lowercased())"
            path = Route.promise(id).path
        case .invitedToWalk: kind = EngagementEvent.Kind.invitedToWalk.words
        case .walk: kind = EngagementEvent.Kind.walked.words
        case .proposal: kind = EngagementEvent.Kind.proposed.words
        case .signed: kind = EngagementEvent.Kind.signed.words
        case .serviceBegan: kind = "The first machine is looked after"
        case .review: kind = EngagementEvent.Kind.reviewed.words
        case .renewed: kind = EngagementEvent.Kind.renewed.words
        case .askedToWait(let until): kind = "They asked for quiet until \(times.day(until))"
        }
        let who = item.persons.compactMap { view.persons[$0]?.name }
        return Item(
            at: times.at(item.at), kind: kind, who: who.isEmpty ? nil : nameWords(who), words: item.words,
            path: path, by: view.writers[item.id].flatMap { view.persons[$0]?.name })
    }
}
