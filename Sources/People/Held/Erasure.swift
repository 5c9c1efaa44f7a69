// SPDX-License-Identifier: Apache-2.0
import Values

/// What becomes of everything held about a person when they are erased: decided for each thing, before anything is
/// done, so that somebody can read it and say yes.
public struct ErasurePlan: Hashable, Sendable {
    public enum Fate: String, CaseIterable, Hashable, Sendable {
        /// It is deleted.
        case goes
        /// It belongs to others as well: it stays, and says "someone" where it named this person.
        case losesTheName
        /// Its key and its salt are destroyed, so that nobody can read it again; what stays is a number that says
        /// nothing and keeps the ledger's proofs true.
        case becomesUnreadable
    }

    public struct Step: Hashable, Sendable {
        public let item: HeldAboutPerson.Item
        public let fate: Fate
        /// For the page on which somebody says yes.
        public let reason: String
    }

    /// A promise by or to the person that has not ended.
    public struct OpenPromise: Hashable, Sendable {
        public let name: String
        public let words: String
        public let isByThem: Bool

        public init(name: String, words: String, isByThem: Bool) {
            self.name = name
            self.words = words
            self.isByThem = isByThem
        }
    }

    public let person: PersonID
    /// One for each thing that is held, in the order of the page.
    public let steps: [Step]
    /// Promises that end before, openly: nobody can keep another's word, and nobody is there to receive it.
    public let withdrawn: [OpenPromise]
    /// Why it cannot be done now; empty when it can.
    public let obstacles: [String]

    /// - Parameters:
    ///   - isLastOwner: whether nobody else answers for the practice.
    ///   - heldByLaw: names of things that a law or a running dispute has us keep, each with the reason.
    public init(
        of held: HeldAboutPerson, openPromises: [OpenPromise] = [], isLastOwner: Bool = false,
        heldByLaw: [String: String] = [:]
    ) {
        person = held.person
        steps = held.items.map { item in
            let (fate, reason) = ErasurePlan.fate(of: item.kind)
            return Step(item: item, fate: fate, reason: reason)
        }
        withdrawn = openPromises.sorted { ($0.name, $0.words) < ($1.name, $1.words) }
        var obstacles: [String] = []
        if isLastOwner {
            obstacles.append("They are the only owner. Please make somebody else an owner first.")
        }
        for item in held.items {
            if let reason = heldByLaw[item.name] {
                obstacles.append("“\(item.name)” has to be kept: \(reason)")
            }
        }
        self.obstacles = obstacles
    }

    public var canBeDone: Bool { obstacles.isEmpty }

    /// How many things have each fate.
    public var counts: [Fate: Int] { Dictionary(grouping: steps, by: \.fate).mapValues(\.count) }

    /// The rule for each kind, with its reason.
    public static func fate(of kind: HeldAboutPerson.Item.Kind) -> (Fate, String) {
        switch kind {
        case .record, .position, .reaching, .ownWords, .accommodation, .spot, .source, .need:
            (.goes, "It is about them alone.")
        case .note: (.goes, "A note belongs to the person it is about, whoever wrote it.")
        case .account, .session, .invitation: (.goes, "Nobody signs in with it any more.")
        case .merge: (.goes, "The records it joins go as well.")
        case .introduction:
            (.losesTheName, "The others it names still know each other.")
        case .conversation:
            (.losesTheName, "Others took part. What this person said goes; what the others said stays.")
        case .call: (.losesTheName, "What was wrong with the machine is the machine's story.")
        case .evidence:
            (.losesTheName, "Promises to others were decided by it.")
        case .trail:
            (.losesTheName, "What was changed has to be traceable; by whom no longer is.")
        case .written: (.losesTheName, "It is about others, and is theirs.")
        case .promiseMade, .promiseReceived, .ledgerEntry:
            (
                .becomesUnreadable,
                "Its words are kept under a key of this person's. The ledger still proves that nothing was changed."
            )
        }
    }
}
