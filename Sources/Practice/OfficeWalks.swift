// SPDX-License-Identifier: Apache-2.0
import Conversations
import Fleet
import People
import Values
import Walks

/// How much one walk may plan, and a phone take along.
public enum WalkPlanLimits {
    public static let placesMax = 100
    public static let personsMax = 100
    public static let questionsMax = 12
    /// Rooms, people and machines that a phone takes along.
    public static let carriedMax = 5_000
    /// A picture as the phone makes it smaller has a tenth of this.
    public static let photoBytesMax = 2_000_000
    public static let photosMax = 4_000
}

/// What somebody plans.
public struct WalkDraft: Hashable, Sendable {
    public var title: String
    public var on: CivilDate
    /// Campuses, buildings, floors or rooms, in the order in which they are walked.
    public var places: [PlaceID]
    /// Whom one hopes to hear.
    public var persons: [PersonID]
    public var questions: [String]

    public init(
        title: String, on: CivilDate, places: [PlaceID], persons: [PersonID] = [], questions: [String] = []
    ) {
        self.title = title
        self.on = on
        self.places = places
        self.persons = persons
        self.questions = questions
    }
}

/// What a phone takes along on a walk, and nothing else of the customer's.
public struct WalkLuggage: Sendable {
    public let walk: StoredWalk
    public let customer: Customer
    /// The planned places and all inside them, each behind the one around it.
    public let places: [Place]
    /// How each planned place is reached, to be told apart by name.
    public let paths: [PlaceID: [Place]]
    /// Those one hopes to hear, and those who can be found there.
    public let persons: [Person]
    /// Machines that stand there, or may: of which nobody knows more than a place around it, or nothing.
    public let machines: [DeviceRow]
}

/// What a phone is told about what it sent.
public struct WalkReceipt: Hashable, Sendable {
    /// The entries that are kept now, and may leave the phone.
    public var kept: [WalkEntryID]
    /// The others, each with the sentence that the phone shows beside it.
    public var refused: [Refused]

    public struct Refused: Hashable, Sendable {
        public var entry: WalkEntryID
        public var message: String
    }
}

/// What one can choose from when a walk is planned.
public struct WalkChoices: Sendable {
    /// Campuses, buildings and floors, each behind the one around it, with how deep it lies.
    public let places: [(place: Place, depth: Int)]
    public let persons: [Person]
    /// As the last walk asked them.
    public let questions: [String]
}

/// Questions as long as nobody has written others.
private let openQuestions = [
    "What makes your day harder than it need be?", "What works well here, and should stay?",
    "What would you change first?",
]

extension Office {
    /// The customer's walks, the newest first.
    public func walks(_ page: Page, for person: SignedIn) async throws -> Paged<StoredWalk> {
        try Rights.require(.seeWalk, person)
        return try await store.read { try $0.walks(of: person.customer.id, page) }
    }

    public func walk(_ id: WalkID, for person: SignedIn) async throws -> StoredWalk {
        try await store.read { try ownWalk(id, $0, person) }
    }

    /// Refuses what somebody sends who may not go on this walk, before it is read.
    public func requireWalking(_ id: WalkID, for person: SignedIn) async throws {
        _ = try await store.read { try ownWalk(id, $0, person, to: .takeWalk) }
    }

    /// What the form for a new walk offers.
    public func walkChoices(
        matching search: String = "", keeping chosen: Set<PersonID> = [], for person: SignedIn
    ) async throws -> WalkChoices {
        try Rights.require(.planWalk, person)
        let search = TextLimits.search(search)
        return try await store.read { records in
            let customer = person.customer.id
            var places: [(place: Place, depth: Int)] = []
            try gather(records, of: customer, below: nil, upTo: WalkPlanLimits.placesMax * 2) {
                place, depth in
                guard place.kind != .room else { return false }
                places.append((place, depth))
                return true
            }
            let kept = try records.persons(chosen).values
                .filter { $0.customer == customer }.sorted { ($0.name, $0.id) < ($1.name, $1.id) }
            let found = try records.persons(of: customer, matching: search, Page(size: 60)).rows
                .filter { $0.side == .customer && !chosen.contains($0.id) }
            let last = try records.walks(of: customer, Page(size: 1)).rows.first?.plan.questions
            return WalkChoices(places: places, persons: kept + found, questions: last ?? openQuestions)
        }
    }

    public func plan(_ draft: WalkDraft, for person: SignedIn) async throws -> StoredWalk {
        try Rights.require(.planWalk, person)
        let title = try TextLimits.required(
            draft.title, "title", max: WalkLimits.nameScalarsMax,
            sayWhenEmpty: "Please name the walk, so that you know it again: which house, what for.")
        guard !draft.places.isEmpty else {
            throw Refusal(.invalid, "Please choose at least one place to walk through.", field: "places")
        }
        guard draft.places.count <= WalkPlanLimits.placesMax else {
            throw Refusal(
                .tooLarge, "A walk goes to \(WalkPlanLimits.placesMax) places at most; plan two.",
                field: "places")
        }
        guard draft.persons.count <= WalkPlanLimits.personsMax else {
            throw Refusal(
                .tooLarge, "A walk hopes to hear \(WalkPlanLimits.personsMax) people at most; plan two.",
                field: "persons")
        }
        let questions = try draft.questions.compactMap {
            try TextLimits.optional($0, "questions", max: TextLimits.nameMax)
        }
        guard questions.count <= WalkPlanLimits.questionsMax else {
            throw Refusal(
                .invalid,
                "More than \(WalkPlanLimits.questionsMax) questions are a form, not a conversation.",
                field: "questions")
        }
        let walk = StoredWalk(
            plan: WalkPlan(
                id: ids.make(at: now), customer: person.customer.id, title: title, on: draft.on,
                walkers: [person.person.id], places: draft.places, persons: draft.persons,
                questions: questions),
            planned: now, planner: person.person.id)
        try await store.write { records in
            for place in draft.places { _ = try ownPlace(place, records, person) }
            for one in draft.persons { _ = try ownPerson(one, records, person) }
            try records.insert(walk)
        }
        return walk
    }

    /// What a phone takes along.
    public func luggage(_ id: WalkID, for person: SignedIn) async throws -> WalkLuggage {
        try await store.read { records in
            let walk = try ownWalk(id, records, person, to: .takeWalk)
            let customer = person.customer.id
            var places: [Place] = []
            var known: Set<PlaceID> = []
            func take(_ place: Place) {
                if known.insert(place.id).inserted { places.append(place) }
            }
            for root in walk.plan.places {
                guard let place = try records.place(root), place.customer == customer else { continue }
                take(place)
                try gather(
                    records, of: customer, below: root, upTo: WalkPlanLimits.carriedMax - places.count
                ) { place, _ in
                    take(place)
                    return true
                }
            }
            var persons = try records.persons(Set(walk.plan.persons)).values.filter {
                $0.customer == customer
            }
            for root in walk.plan.places {
                persons += try records.persons(at: root, limit: WalkPlanLimits.carriedMax)
                    .filter { $0.customer == customer }
            }
            let byID = Dictionary(persons.map { ($0.id, $0) }) { first, _ in first }
            let paths = try records.paths(to: Set(walk.plan.places))
            // A collector often tells no more than the campus: such a machine may stand in any house of it.
            let near = known.union(paths.values.joined().map(\.id))
            return WalkLuggage(
                walk: walk, customer: person.customer, places: places,
                paths: paths,
                persons: byID.values.sorted { ($0.name, $0.id) < ($1.name, $1.id) }
                    .prefix(WalkPlanLimits.carriedMax).map { $0 },
                machines: try networkMachines(of: customer, records).filter {
                    $0.place.map(near.contains) ?? true
                })
        }
    }

    /// Keeps a picture from a phone. The same one may come twice.
    public func keep(
        photo id: PhotoID, of walk: WalkID, bytes: [UInt8], for person: SignedIn
    ) async throws {
        guard bytes.count <= WalkPlanLimits.photoBytesMax else {
            throw Refusal(.tooLarge, "This picture is larger than 2 MB; take it smaller.", field: "photo")
        }
        guard let picture = Picture(bytes), picture.type == .jpeg else {
            throw Refusal(.invalid, "This is not a JPEG picture, or only a part of one.", field: "photo")
        }
        let now = now
        try await store.write { records in
            _ = try ownWalk(walk, records, person, to: .takeWalk)
            if let known = try records.photo(id) {
                guard known.photo.walk == walk, known.photo.taker == person.person.id else {
                    throw Refusal(.conflict, "Another picture has this number; take it again.")
                }
                return
            }
            guard try records.photoCount(of: walk) < WalkPlanLimits.photosMax else {
                throw Refusal(.tooLarge, "This walk has all the pictures it can hold.", field: "photo")
            }
            try records.insert(
                StoredPhoto(id: id, walk: walk, taker: person.person.id, arrived: now), bytes: picture.bytes)
        }
    }

    /// A picture of a walk, for those who may read what came of it.
    public func photo(_ id: PhotoID, of walk: WalkID, for person: SignedIn) async throws -> [UInt8] {
        try await store.read { records in
            _ = try ownWalk(walk, records, person)
            guard let found = try records.photo(id), found.photo.walk == walk else {
                throw Refusal(.notFound, "There is no such picture.")
            }
            return found.bytes
        }
    }
}

/// The walk, if it is the customer's that one looks at.
func ownWalk(
    _ id: WalkID, _ records: any Records, _ person: SignedIn, to permission: Permission = .seeWalk
) throws -> StoredWalk {
    try Rights.own(
        try records.walk(id), of: person, by: \.plan.customer, to: permission, orSay: "There is no such walk."
    )
}

/// Goes down the tree of places in its order; `take` says whether to go further down.
func gather(
    _ records: any Records, of customer: CustomerID, below root: PlaceID?, upTo most: Int,
    _ take: (Place, Int) -> Bool
) throws {
    var open = try records.places(of: customer, below: root).reversed().map { ($0, 0) }
    var count = 0
    while let (place, depth) = open.popLast() {
        guard count < most else { return }
        count += 1
        if take(place, depth) {
            open += try records.places(of: customer, below: place.id).reversed().map { ($0, depth + 1) }
        }
    }
}

/// A customer's machines as the collector found them.
func networkMachines(of customer: CustomerID, _ records: any Records) throws -> [DeviceRow] {
    var rows: [DeviceRow] = []
    var number = 1
    while rows.count < WalkPlanLimits.carriedMax {
        let page = try records.deviceRows(
            DeviceQuery(
                customer: customer, order: .place, page: Page(number: number, size: Page.sizeMax)))
        rows += page.rows
        guard page.hasMore else { break }
        number += 1
    }
    return rows
}
