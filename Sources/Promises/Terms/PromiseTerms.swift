// SPDX-License-Identifier: Apache-2.0
import Values

// A promise of the records in the terms that everything is assessed by: ids stand as names.

extension Promise {
    /// What evidence and other promises call it.
    public var name: String { id.description }

    /// The promise as its text holds it, with ids for names.
    public var written: WrittenPromise {
        WrittenPromise(
            name: name, promiser: promiser.description, words: words, said: saidWhere, principle: principle,
            visibility: visibility, made: made, from: from, until: until, terms: terms)
    }

    /// When it is due, if it is a deed.
    public var due: Instant? {
        if case .instant(let due) = terms.target { due } else { nil }
    }
}

extension Terms {
    /// A deed, to be done by an instant.
    public static func deed(by due: Instant, to receiver: Scope) -> Terms {
        Terms(to: receiver, measure: .done, target: .instant(due))
    }

    /// Nobody there runs out of toner or ink: no machine stands without on any day, and a supply that may run dry
    /// before the next one can be there is at risk.
    ///
    /// - Parameters:
    ///   - leadTimeHours: how long it takes until a cartridge that is sent today is in the machine.
    ///   - silenceHoursMax: after this long without a word from a machine nothing can be proved about it.
    public static func nobodyRunsOut(
        to receiver: Scope, leadTimeHours: Int = 5 * 24, silenceHoursMax: Int = Terms.usualSilenceHours
    ) -> Terms {
        Terms(
            to: receiver, measure: .supplyEmptyTime, target: .time(Span(0, .hour)), period: .rolling(days: 1),
            silenceHoursMax: silenceHoursMax, warning: Span(leadTimeHours, .hour))
    }
}

extension Promise.Receiver {
    /// To whom terms are promised.
    public var scope: Scope {
        switch self {
        case .person(let id): .persons([id.description])
        case .persons(let ids): .persons(ids.map(\.description))
        case .everyoneAt(let place): .everyoneAt(place.description)
        case .everyoneIn(let group): .everyoneIn(group)
        case .everyoneOf(let customer): .everyoneOf(customer.description)
        }
    }

    /// The receiver that a scope names by ids; `nil` for a machine, to which nobody can give their word, and for
    /// names that are no ids.
    public init?(_ scope: Scope) {
        switch scope {
        case .persons(let names):
            let ids = names.compactMap { ID128($0) }
            guard ids.count == names.count, let first = ids.first else { return nil }
            self = ids.count == 1 ? .person(first) : .persons(ids)
        case .everyoneAt(let place):
            guard let id = ID128(place) else { return nil }
            self = .everyoneAt(place: id)
        case .everyoneIn(let group): self = .everyoneIn(group: group)
        case .everyoneOf(let customer):
            guard let id = ID128(customer) else { return nil }
            self = .everyoneOf(customer: id)
        case .machine: return nil
        }
    }
}
