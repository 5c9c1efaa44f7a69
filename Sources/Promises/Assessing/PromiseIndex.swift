// SPDX-License-Identifier: Apache-2.0
import Values

/// Which promises a line of evidence can change, so that one reading touches few of a million.
///
/// It may name a promise that stays as it is, and never leaves one out that changes. It learns who belongs where,
/// and which call is whose, from the evidence that is ``note(_:)``d. Who takes in a correction asks for the line
/// that is corrected too.
public struct PromiseIndex: Sendable {
    private enum Key: Hashable {
        /// A place, a group or a customer.
        case whole(String)
        case person(String)
        case machine(String)
        case promise(String)
        /// A promise of the other side that others lean on.
        case provided(String)
        /// Promises that every line of a kind concerns.
        case every(Measure)
        case hours
        case all
    }

    private var numbers: [Key: [Int]] = [:]
    private var measures: [Measure] = []
    private var members = Memberships()
    /// Whom and what a call is about.
    private var calls: [String: Set<Key>] = [:]

    public init() {}

    /// How many promises it knows.
    public var count: Int { measures.count }

    /// Takes in a promise and says by which number ``touched(by:)`` names it.
    @discardableResult
    public mutating func add(_ promise: WrittenPromise) -> Int {
        let number = measures.count
        let terms = promise.terms
        measures.append(terms.measure)
        for key in PromiseIndex.keys(of: terms.scope) { numbers[key, default: []].append(number) }
        for name in terms.provided { numbers[.provided(name), default: []].append(number) }
        numbers[.promise(promise.name), default: []].append(number)
        numbers[.every(terms.measure), default: []].append(number)
        numbers[.all, default: []].append(number)
        if terms.hours != nil { numbers[.hours, default: []].append(number) }
        return number
    }

    private static func keys(of scope: Scope) -> [Key] {
        switch scope {
        case .everyoneAt(let name), .everyoneIn(let name), .everyoneOf(let name): [.whole(name)]
        case .machine(let name): [.machine(name)]
        case .persons(let names): names.map { .person($0) }
        }
    }

    /// Learns who belongs where and whose a call is.
    public mutating func note(_ one: Evidence) {
        switch one.fact {
        case .joined, .left: members.add(one)
        case .ticket(let line):
            var keys = calls[line.ticket] ?? []
            if let person = line.person { keys.formUnion(self.keys(of: person, as: .person(person))) }
            if let device = line.device { keys.formUnion(self.keys(of: device, as: .machine(device))) }
            if let place = line.place { keys.formUnion(self.keys(of: place, as: .whole(place))) }
            if !keys.isEmpty { calls[line.ticket] = keys }
        default: break
        }
    }

    /// The promises that a line may change, by number.
    public func touched(by one: Evidence) -> Set<Int> {
        switch one.fact {
        case .supplyLevel(let device, _, _), .machineState(let device, _, _), .heardNothing(let device),
            .meter(let device, _), .energy(let device, _), .delivery(let device, _),
            .dryForecast(let device, _, _):
            return fed(by: one, keys(of: device, as: .machine(device)))
        case .way(let person, _, _, _, _):
            return fed(by: one, keys(of: person, as: .person(person)))
        case .ticket(let line):
            var keys = calls[line.ticket] ?? []
            if let person = line.person { keys.formUnion(self.keys(of: person, as: .person(person))) }
            return fed(by: one, keys)
        case .conversation(let line):
            var keys = line.ticket.flatMap { calls[$0] } ?? []
            for person in line.persons { keys.formUnion(self.keys(of: person, as: .person(person))) }
            if let place = line.place { keys.formUnion(self.keys(of: place, as: .whole(place))) }
            return fed(by: one, keys)
        case .cost(_, _, let whole), .baseline(_, _, let whole):
            return fed(by: one, [.whole(whole), .machine(whole)])
        case .change: return found([.every(.noticeGiven)])
        case .deed(let name, _), .act(let name, _): return found([.promise(name)])
        case .otherBroken(let name, _): return found([.provided(name)])
        case .pause(let about, _, _), .exclusion(let about, _, _): return found(keys(of: about))
        case .joined(let member, _, let whole), .left(let member, let whole):
            // A machine that leaves takes the ways to it along, whoever's they are.
            return found(
                keys(of: whole, as: .whole(whole)).union(keys(of: member, as: .whole(member)))
                    .union([.person(member), .machine(member), .every(.distance)]))
        case .day: return found([.hours])
        case .void: return []
        }
    }

    private func keys(of about: Fact.About) -> Set<Key> {
        switch about {
        case .promise(let name): [.promise(name)]
        case .ticket(let name): calls[name] ?? []
        case .machine(let name): keys(of: name, as: .machine(name))
        // What is shut may hold machines and persons of many promises; that is rare enough to ask all.
        case .place: [.all]
        }
    }

    /// A subject and everything that it belongs to, now or once.
    private func keys(of name: String, as key: Key) -> Set<Key> {
        Set([key] + members.wholes(above: name).map { .whole($0) })
    }

    private func found(_ keys: Set<Key>) -> Set<Int> {
        keys.reduce(into: []) { $0.formUnion(numbers[$1] ?? []) }
    }

    private func fed(by one: Evidence, _ keys: Set<Key>) -> Set<Int> {
        let kind = one.kind
        return keys.reduce(into: []) { found, key in
            for number in numbers[key] ?? [] where measures[number].fedBy.contains(kind) {
                found.insert(number)
            }
        }
    }
}

extension Memberships {
    /// Every whole that a member belongs to or belonged to, directly or through another; with the places above
    /// each by its path.
    func wholes(above member: String) -> Set<String> {
        var found: Set<String> = []
        var open = parts(member).dropFirst() + direct(member)
        while let next = open.popLast() {
            for part in parts(next) where found.insert(part).inserted { open += direct(part) }
        }
        return found
    }
}
