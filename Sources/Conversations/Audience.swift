// SPDX-License-Identifier: Apache-2.0
import People
import Values

extension Conversation {
    /// Who may read a conversation, as its writer chose. The wall round a customer stands before it.
    public enum Audience: String, CaseIterable, Sendable, Codable {
        /// The writer alone. Nothing of it becomes evidence, for both sides have to be able to check evidence.
        case writer
        /// The writer and those who were there.
        case parties
        /// Everyone of the writer's side who looks after this customer.
        case side
        /// Everyone of both sides who may read conversations at all.
        case everyone
    }
}

/// Somebody who reads conversations.
public struct ConversationReader: Hashable, Sendable {
    public var person: PersonID
    public var side: Person.Side

    public init(_ person: PersonID, side: Person.Side) {
        self.person = person
        self.side = side
    }

    /// Whether they may read one.
    ///
    /// - Parameter writerSide: Which side its writer is on.
    public func mayRead(
        _ conversation: Conversation, for audience: Conversation.Audience, writtenBy writerSide: Person.Side
    ) -> Bool {
        if conversation.writer == person { return true }
        return switch audience {
        case .writer: false
        case .parties: conversation.participants.contains { $0.person == person }
        case .side: side == writerSide
        case .everyone: true
        }
    }
}
