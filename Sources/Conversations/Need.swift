// SPDX-License-Identifier: Apache-2.0
import People
import Promises
import Values

public typealias NeedID = ID<Need>
public typealias GoalID = ID<Goal>

/// What people said they need. It belongs to them: they see it, correct it, and it goes when they go.
public struct Need: Hashable, Sendable {
    public var id: NeedID
    /// Who said it; at least one.
    public var persons: [PersonID]
    /// As they said it.
    public var words: String
    public var said: Instant
    /// Where it was said, if it was in a conversation.
    public var conversation: ConversationID?
    /// Where it is needed.
    public var place: PlaceID?
    /// Since when it is met, by the word of one who said it; a promise kept is not yet a need met.
    public var met: Met?

    /// The word of a person that their need is met.
    public struct Met: Hashable, Sendable {
        public var person: PersonID
        public var at: Instant

        public init(by person: PersonID, at: Instant) {
            self.person = person
            self.at = at
        }
    }

    public init(
        id: NeedID, persons: [PersonID], words: String, said: Instant, conversation: ConversationID? = nil,
        place: PlaceID? = nil, met: Met? = nil
    ) {
        self.id = id
        self.persons = persons
        self.words = words
        self.said = said
        self.conversation = conversation
        self.place = place
        self.met = met
    }

    /// The need without a person who is erased; `nil` when nobody is left to whom it belongs.
    public func without(_ person: PersonID) -> Need? {
        var rest = self
        rest.persons.removeAll { $0 == person }
        if rest.met?.person == person { rest.met = nil }
        return rest.persons.isEmpty ? nil : rest
    }
}

/// What the customer wants to get better at: a measure, a baseline and a target; the service is held against
/// it.
public struct Goal: Hashable, Sendable {
    public var id: GoalID
    public var customer: CustomerID
    /// In the customer's words.
    public var words: String
    /// The needs it answers.
    public var needs: [NeedID]
    public var terms: Terms
    /// The promises that serve it.
    public var servedBy: [PromiseID]

    /// - Throws: ``Refusal`` of kind `invalid` when the terms cannot be measured, such as a deed or a missing
    ///   baseline.
    public init(
        id: GoalID, customer: CustomerID, words: String, needs: [NeedID] = [], terms: Terms,
        servedBy: [PromiseID] = []
    ) throws(Refusal) {
        guard terms.measure != .done else {
            throw Refusal(.invalid, "A goal is about getting better, not about one deed.", field: "measure")
        }
        do {
            // What both sides sign is the sentence, so that is what has to make sense.
            _ = try Sentence.read(Sentence.print(terms))
        } catch {
            throw Refusal(.invalid, error.message, field: "terms")
        }
        self.id = id
        self.customer = customer
        self.words = words
        self.needs = needs
        self.terms = terms
        self.servedBy = servedBy
    }

    /// How the promises that serve it stand; `nil` when none does, which is a reason to make one.
    public func standing(of verdicts: [PromiseID: Verdict]) -> Verdict? {
        Verdict.worst(of: servedBy.map { verdicts[$0] ?? .notProvable })
    }
}
