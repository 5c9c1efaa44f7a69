// SPDX-License-Identifier: Apache-2.0
import Conversations
import Fleet
import People
import Promises
import Values
import Walks

/// What came of a walk, with everybody and everything in it by name.
public struct WalkView: Sendable {
    public let walk: StoredWalk
    public let result: WalkResult
    public let persons: [PersonID: Person]
    /// Those who were met, by the entry that met them.
    public let met: [WalkEntryID: PersonID]
    /// From the topmost place down to each that is named.
    public let paths: [PlaceID: [Place]]
    /// The conversations that entries became, for whoever may read them.
    public let conversations: [WalkEntryID: ConversationID]
    /// The promises that were made of what was said, by the entry that holds the words.
    public let promises: [WalkEntryID: [PromiseID]]
    /// How many phones sent something.
    public let phones: Int
    public let mayWalk: Bool
}

extension Office {
    /// Everything that was found on a walk, who was heard, and what only the network shows.
    public func walkResult(_ id: WalkID, for person: SignedIn) async throws -> WalkView {
        try await store.read { records in
            let walk = try ownWalk(id, records, person)
            let customer = person.customer.id
            let book = try book(of: id, records)
            // Of the network only what stands where one walked, or nobody knows where.
            var walked: Set<PlaceID> = Set(walk.plan.places)
            for root in walk.plan.places {
                try gather(records, of: customer, below: root, upTo: WalkPlanLimits.carriedMax) { place, _ in
                    walked.insert(place.id)
                    return true
                }
            }
            let rows = try networkMachines(of: customer, records)
            let all = WalkResult(book, plan: walk.plan, network: rows.map { .init($0.device, at: $0.place) })
            var result = all
            result.machines.networkOnly = all.machines.networkOnly.filter {
                $0.place.map(walked.contains) ?? true
            }
            for place in result.places.indices where !walked.contains(result.places[place].place) {
                result.places[place].networkOnly = []
            }
            // What one may not read as a conversation is not read here either.
            let maySeeWords = Rights.may(.seeConversations, person)
            if !maySeeWords {
                result.heard = []
                result.promises = []
                result.notHeard = []
            }
            if !Rights.may(.seeNeeds, person) { result.needs = [] }
            let outcomes = try records.outcomes(of: id)
            var met: [WalkEntryID: PersonID] = [:]
            var conversations: [WalkEntryID: ConversationID] = [:]
            for (entry, outcome) in outcomes {
                switch outcome {
                case .person(let someone): met[entry] = someone
                case .conversation(let talk): if maySeeWords { conversations[entry] = talk }
                }
            }
            var promises: [WalkEntryID: [PromiseID]] = [:]
            for spoken in result.promises {
                guard let talk = try conversations[spoken.entry].flatMap({ try records.conversation($0) })
                else { continue }
                promises[spoken.entry] = try records.promises(madeIn: talk.root)
                    .filter { $0.words == spoken.words }.map(\.promise)
            }
            var named = Set(walk.plan.persons).union(walk.plan.walkers).union(met.values)
            for spoken in result.heard + result.needs + result.promises { named.insert(spoken.walker) }
            for line in book.lines {
                if case .metPerson(let someone) = line.entry.what { named.insert(someone) }
            }
            for spoken in result.heard + result.needs + result.promises {
                for case .known(let someone) in spoken.persons { named.insert(someone) }
            }
            for place in result.places { named.formUnion(place.finishedBy) }
            return WalkView(
                walk: walk, result: result, persons: try records.persons(named), met: met,
                paths: try records.paths(
                    to: Set(result.places.map(\.place)).union(rows.compactMap(\.place))),
                conversations: conversations, promises: promises,
                phones: try records.tally(of: id).phones.count, mayWalk: Rights.may(.takeWalk, person))
        }
    }
}
