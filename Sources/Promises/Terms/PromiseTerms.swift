// SPDX-License-Identifier: Apache-2.0
import Values

// A promise of the records in the terms that everything is assessed by: ids stand as names.

extension Promise {
    /// What evidence and other promises call it.
    public var name: String { id.description }

    /// What was promised, by measure, target and period; deeds and "no one runs out of toner" too.
    public var terms: Terms {
        switch kind {
        case .terms(let terms): terms
        case .deed(let due): Terms(to: receiver.scope, measure: .done, target: .instant(due))
        case .toner(let toner):
            Terms(
                to: receiver.scope, measure: .supplyEmptyTime, target: .time(Span(0, .hour)),
                silenceHoursMax: toner.silenceHoursMax, warning: Span(toner.leadTimeHours, .hour))
        }
    }

    /// The promise as its text holds it, with ids for names.
    public var written: WrittenPromise {
        WrittenPromise(
            name: name, promiser: promiser.description, words: words, said: saidWhere, principle: principle,
            visibility: visibility, made: made, from: from, until: until, terms: terms)
    }

    /// When it is due, if it is a deed.
    public var due: Instant? {
        switch kind {
        case .deed(let due): due
        case .terms(let terms):
            if case .instant(let due) = terms.target { due } else { nil }
        case .toner: nil
        }
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
