// SPDX-License-Identifier: Apache-2.0
import People
import Promises
import Values

/// What a language has to bring: it turns a text into clauses that no longer depend on it. Who a word like
/// "her" means, and which instant "Tuesday" is, is decided once for all languages.
public protocol HeardLanguage: Sendable {
    /// As in BCP 47: `en`.
    var code: String { get }

    /// The clauses that hold a promise, in the order of the text.
    ///
    /// - Parameter everyone: Whose names may fall.
    func clauses(in text: String, knowing everyone: [HeardPerson]) -> [HeardClause]
}

/// Somebody, as the words point at them.
public enum HeardReference: Hashable, Sendable {
    /// Whoever speaks: "I".
    case speaker
    /// The speaker's side: "we", "our technician".
    case speakersSide
    /// Whoever is spoken to: "you".
    case listener
    /// One of these persons, by name or role; more than one where the name is not enough.
    case named([PersonID])
    /// Every one of these.
    case each([PersonID])
    case she, he, they
    /// Nobody is named: "it will be done".
    case unsaid
}

/// A promise as a language found it.
public struct HeardClause: Hashable, Sendable {
    public var words: String
    public var promiser: HeardReference
    /// `nil` when the words name no receiver.
    public var receiver: HeardReference?
    public var kind: HeardKind
    /// `nil` when no time is said.
    public var due: DueWords?
    public var condition: String?
    /// Who says it, when the words are quoted.
    public var saidBy: HeardReference?
    /// Persons named since the last clause, in order: "her" is the last of them.
    public var mentionedBefore: [HeardReference]

    public init(
        words: String, promiser: HeardReference, receiver: HeardReference?, kind: HeardKind, due: DueWords?,
        condition: String? = nil, saidBy: HeardReference? = nil, mentionedBefore: [HeardReference] = []
    ) {
        self.words = words
        self.promiser = promiser
        self.receiver = receiver
        self.kind = kind
        self.due = due
        self.condition = condition
        self.saidBy = saidBy
        self.mentionedBefore = mentionedBefore
    }
}

/// Decides whom words mean, in the order of the text.
struct HeardPersons {
    private let setting: HeardSetting
    private let everyone: [PersonID: HeardPerson]
    /// Those named in the text so far, the last one at the end.
    private var mentioned: [HeardPerson] = []

    init(_ setting: HeardSetting) {
        self.setting = setting
        everyone = Dictionary(setting.everyone.map { ($0.id, $0) }) { first, _ in first }
    }

    mutating func mention(_ reference: HeardReference) {
        guard case .named(let ids) = reference, ids.count == 1, let person = find(ids[0]),
            person.id != setting.writer.id
        else { return }
        mentioned.removeAll { $0.id == person.id }
        mentioned.append(person)
    }

    /// Whom a reference means.
    ///
    /// - Parameters:
    ///   - quoted: Whose words these are when they are not the writer's.
    ///   - besides: Who cannot be meant.
    func who(_ reference: HeardReference, in quoted: HeardReference?, besides: Set<PersonID>) -> HeardWho {
        switch reference {
        case .speaker:
            guard let quoted else { return .person(setting.writer.id) }
            return who(quoted, in: nil, besides: besides)
        case .speakersSide:
            guard let quoted else { return .side(setting.writer.side) }
            if case .person(let id) = who(quoted, in: nil, besides: besides), let person = find(id) {
                return .side(person.side)
            }
            return .unknown
        case .listener:
            guard quoted == nil else { return .person(setting.writer.id) }
            return all(setting.present.filter { $0.side != setting.writer.side }, besides)
        case .named(let ids):
            return ids.count == 1 ? .person(ids[0]) : .oneOf(ids)
        case .each(let ids): return .all(ids)
        case .she: return one(.she, besides)
        case .he: return one(.he, besides)
        case .they:
            if let last = mentioned.last, last.pronoun == .they, !besides.contains(last.id) {
                return .person(last.id)
            }
            // Of one who is there nobody says "they" who does not speak of more.
            let there = setting.present.filter { $0.side != setting.writer.side && !besides.contains($0.id) }
            if there.count == 1, (there[0].pronoun ?? .she) != .they {
                return .side(setting.writer.side == .provider ? .customer : .provider)
            }
            return all(there, besides)
        case .unsaid: return .unknown
        }
    }

    /// To whom it is promised, and whether the words say so.
    func receiver(
        _ reference: HeardReference?, of promiser: HeardWho, in quoted: HeardReference?
    ) -> (who: HeardWho, isSaid: Bool) {
        var besides: Set<PersonID> = []
        if case .person(let id) = promiser { besides.insert(id) }
        if let reference {
            let found = who(reference, in: quoted, besides: besides)
            if found != promiser { return (found, found != .unknown) }
        }
        // Whoever is there on the other side hears it.
        let side: Person.Side
        switch promiser {
        case .person(let id): side = find(id)?.side ?? setting.writer.side
        case .side(let own): side = own
        case .oneOf(let ids), .all(let ids):
            side = ids.first.flatMap(find)?.side ?? setting.writer.side
        case .unknown: side = setting.writer.side
        }
        if side != setting.writer.side { return (.person(setting.writer.id), false) }
        return (all(setting.present.filter { $0.side != side }, besides), false)
    }

    /// The last one named whom the word fits; else the only one there whom it fits.
    private func one(_ pronoun: HeardPerson.Pronoun, _ besides: Set<PersonID>) -> HeardWho {
        func fits(_ person: HeardPerson) -> Bool {
            !besides.contains(person.id) && person.id != setting.writer.id
                && (person.pronoun ?? pronoun) == pronoun
        }
        // A name that fell is meant before those who merely were there, and what someone told of themselves
        // decides.
        if let last = mentioned.last(where: fits) { return .person(last.id) }
        let there = setting.present.filter(fits)
        let sure = there.filter { $0.pronoun == pronoun }
        let candidates = sure.isEmpty ? there : sure
        switch candidates.count {
        case 0: return .unknown
        case 1: return .person(candidates[0].id)
        default: return .oneOf(candidates.map(\.id))
        }
    }

    private func all(_ persons: [HeardPerson], _ besides: Set<PersonID>) -> HeardWho {
        let ids = persons.map(\.id).filter { !besides.contains($0) }
        switch ids.count {
        case 0: return .unknown
        case 1: return .person(ids[0])
        default: return .all(ids)
        }
    }

    private func find(_ id: PersonID) -> HeardPerson? { everyone[id] }
}
