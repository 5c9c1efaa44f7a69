// SPDX-License-Identifier: Apache-2.0
import Fleet
import People
import Values

/// What came of a walk, for a page and for paper.
public struct WalkResult: Hashable, Sendable {
    /// Something said, by whom, where and when.
    public struct Spoken: Hashable, Sendable {
        public var entry: WalkEntryID
        public var persons: [WalkPerson]
        /// The open question it answers, if it does.
        public var question: String?
        public var words: String
        public var place: PlaceID?
        public var walker: PersonID
        public var at: EnteredAt
    }

    /// Somebody who was met for the first time.
    public struct NewPerson: Hashable, Sendable {
        public var entry: WalkEntryID
        public var name: String
        public var role: String?
        public var place: PlaceID?
    }

    /// What was found at one place, places below it apart.
    public struct PlaceFound: Hashable, Sendable {
        public var place: PlaceID
        /// The walkers who say that they saw all of it; nobody means that it may hold more.
        public var finishedBy: [PersonID]
        public var machines: [Sighting]
        public var networkOnly: [NetworkMachine]
        public var persons: [WalkPerson]
        public var notes: [Spoken]
        public var photos: [PhotoID]
    }

    public var plan: WalkPlan
    public var machines: MachineMatching
    /// In the plan's order, then those that nobody had planned, in the order in which they were reached.
    public var places: [PlaceFound]
    /// What was entered without saying where.
    public var elsewhere: PlaceFound?
    public var newPersons: [NewPerson]
    public var heard: [Spoken]
    /// Of those one hoped to hear, whom nobody heard. Met is not heard.
    public var notHeard: [PersonID]
    public var needs: [Spoken]
    public var promises: [Spoken]
    /// Numbers of phones' entries that have not arrived; as long as there are any, this is not all.
    public var missing: [PhoneID: [ClosedRange<Int>]]
    /// Entries whose time is a guess at best.
    public var unsureTimes: Int

    public var isComplete: Bool { missing.isEmpty }

    /// - Parameter network: The customer's machines as the collector found them.
    public init(_ book: WalkBook, plan: WalkPlan, network: [NetworkMachine]) {
        let lines = book.lines
        let standing = lines.filter(\.stands)
        let machines = MachineMatching(lines, network: network)
        self.plan = plan
        self.machines = machines
        missing = book.missing
        unsureTimes = standing.count { $0.entered.ground == .before }
        newPersons = standing.compactMap { line in
            guard case .metNewPerson(let name, let role) = line.entry.what else { return nil }
            return NewPerson(entry: line.entry.id, name: name, role: role, place: line.entry.place)
        }
        heard = standing.compactMap { line in
            guard case .heard(let person, let question, let words) = line.entry.what else { return nil }
            return Spoken(line, [person], words, question: question)
        }
        needs = standing.compactMap { line in
            guard case .needed(let persons, let words) = line.entry.what else { return nil }
            return Spoken(line, persons, words)
        }
        promises = standing.compactMap { line in
            guard case .promised(let persons, let words, _) = line.entry.what else { return nil }
            return Spoken(line, persons, words)
        }
        // Whoever says what they need was heard, too.
        let voices = Set((heard + needs).flatMap(\.persons))
        notHeard = plan.persons.filter { !voices.contains(.known($0)) }

        var found: [PlaceID?: PlaceFound] = [:]
        var order: [PlaceID] = plan.places
        func at(_ place: PlaceID?, _ change: (inout PlaceFound) -> Void) {
            if let place, !order.contains(place) { order.append(place) }
            var one = found[place] ?? PlaceFound(place ?? PlaceID(bits: 0))
            change(&one)
            found[place] = one
        }
        for line in standing {
            at(line.entry.place) { $0.take(line) }
        }
        for sighting in machines.matched + machines.seenOnly {
            at(sighting.place) { $0.machines.append(sighting) }
        }
        for machine in machines.networkOnly where machine.place != nil {
            at(machine.place) { $0.networkOnly.append(machine) }
        }
        places = order.map { found[$0] ?? PlaceFound($0) }
        elsewhere = found[nil]
    }
}

extension WalkResult.Spoken {
    fileprivate init(_ line: WalkLine, _ persons: [WalkPerson], _ words: String, question: String? = nil) {
        self.init(
            entry: line.entry.id, persons: persons, question: question, words: words, place: line.entry.place,
            walker: line.entry.walker, at: line.entered)
    }
}

extension WalkResult.PlaceFound {
    fileprivate init(_ place: PlaceID) {
        self.init(
            place: place, finishedBy: [], machines: [], networkOnly: [], persons: [], notes: [], photos: [])
    }

    fileprivate mutating func take(_ line: WalkLine) {
        func meet(_ person: WalkPerson) {
            if !persons.contains(person) { persons.append(person) }
        }
        switch line.entry.what {
        case .metPerson(let person): meet(.known(person))
        case .metNewPerson: meet(.met(line.entry.id))
        case .heard(let person, _, _): meet(person)
        case .needed(let those, _): those.forEach(meet)
        case .note(let words): notes.append(WalkResult.Spoken(line, [], words))
        case .photo(let photo): photos.append(photo)
        case .finished: if !finishedBy.contains(line.entry.walker) { finishedBy.append(line.entry.walker) }
        case .promised, .sawMachine, .isMachine, .takenBack: break
        }
    }
}
