// SPDX-License-Identifier: Apache-2.0
import Conversations
import People
import Practice
import Values

extension Conversation.Form {
    /// At the head of a page, in a list, in a choice.
    var title: String { capitalised(inWords) }
}

extension Conversation.Audience {
    /// As somebody chooses it.
    var choice: String {
        switch self {
        case .writer: "Only me"
        case .parties: "Those who were there, and me"
        case .side: "All of us who look after them"
        case .everyone: "Both sides"
        }
    }

    /// As it stands below a conversation.
    var words: String {
        switch self {
        case .writer: "Only who wrote it down reads it, and it decides no promise."
        case .parties: "Those who were there read it."
        case .side: "Everyone of us who looks after them reads it."
        case .everyone: "Both sides read it."
        }
    }
}

extension Participant.Part {
    var words: String {
        switch self {
        case .heard: "was heard"
        case .told: "was told"
        case .present: "was there"
        case .excused: "could not come"
        }
    }
}

extension Mood {
    var words: String {
        switch self {
        case .face(let face): face.rawValue
        case .word(let word): word
        }
    }

    /// A face by its name, else the plain word; nothing when nothing was written.
    init?(_ text: String) {
        let word = text.lowercased().filter { !$0.isWhitespace }
        if let face = Face(rawValue: word) {
            self = .face(face)
        } else if text.contains(where: { !$0.isWhitespace }) {
            self = .word(text)
        } else {
            return nil
        }
    }
}

/// "Dana Whitfield", "Dana Whitfield and Jo Marsh", "Dana Whitfield and 11 others".
func nameWords(_ names: [String]) -> String {
    guard names.count > 3 else { return listed(names) }
    return "\(names[0]), \(names[1]) and \(numberWord(names.count - 2)) others"
}

/// Whom a promise heard in words is by or to.
struct HeardNames {
    let persons: [PersonID: Person]
    let person: SignedIn

    func words(_ who: HeardWho) -> String {
        switch who {
        case .person(let id): id == person.person.id ? "you" : name(id)
        case .oneOf(let several): several.map(name).joined(separator: " or ")
        case .all(let several): listed(several.map(name))
        case .side(let side): side == person.person.side ? "one of us" : "one of them"
        case .unknown: "somebody"
        }
    }

    private func name(_ id: PersonID) -> String { persons[id]?.name ?? "somebody" }
}
