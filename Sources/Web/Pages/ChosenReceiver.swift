// SPDX-License-Identifier: Apache-2.0
import People
import Practice
import Promises
import Values

/// To whom a promise is about to be made, as an address and a form name them.
enum ReceiverKey: Hashable, Sendable {
    case everyoneAt(PlaceID)
    case everybody
    /// At least one, each once.
    case persons([PersonID])

    /// Nobody names more people one by one; a place or everybody is shorter.
    static let personsMax = 20

    init?(_ text: String) {
        if text == "everybody" {
            self = .everybody
        } else if text.hasPrefix("place-"), let id = PlaceID(String(text.dropFirst(6))) {
            self = .everyoneAt(id)
        } else if text.hasPrefix("people-") {
            var ids: [PersonID] = []
            for part in text.dropFirst(7).split(separator: "-", omittingEmptySubsequences: false) {
                guard let id = PersonID(String(part)), !ids.contains(id) else { return nil }
                ids.append(id)
            }
            guard (1...ReceiverKey.personsMax).contains(ids.count) else { return nil }
            self = .persons(ids)
        } else {
            return nil
        }
    }

    var text: String {
        switch self {
        case .everybody: "everybody"
        case .everyoneAt(let id): "place-\(id)"
        case .persons(let ids): "people-" + ids.map(\.description).joined(separator: "-")
        }
    }

    /// The same people, and one more.
    func and(_ person: PersonID) -> ReceiverKey {
        guard case .persons(let ids) = self, !ids.contains(person), ids.count < ReceiverKey.personsMax else {
            return .persons([person])
        }
        return .persons(ids + [person])
    }
}

/// A receiver who was found in the records, by name.
struct ChosenReceiver: Sendable {
    let key: ReceiverKey
    /// As the sentence says it: “everyone in Old Library”, “Dana Whitfield and Jo Marsh”.
    let words: String

    static func find(_ key: ReceiverKey, _ office: Office, for person: SignedIn) async throws
        -> ChosenReceiver
    {
        switch key {
        case .everybody: return ChosenReceiver(key: key, words: "everyone of \(person.customer.name)")
        case .everyoneAt(let id):
            let path = try await office.branch(below: id, for: person).path
            return ChosenReceiver(key: key, words: "everyone in \(placeWords(path))")
        case .persons(let ids):
            var names: [String] = []
            for id in ids { names.append(try await office.person(id, for: person).person.name) }
            return ChosenReceiver(key: key, words: listed(names))
        }
    }
}
