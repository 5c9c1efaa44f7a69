// SPDX-License-Identifier: Apache-2.0
import People
import Values

/// The nine buildings of the college, by the words the story uses for them.
public enum Building: String, Sendable, CaseIterable {
    case longLibrary, riversideLibrary, science, arts, registry, chapelOffice, weirHall, clinic, groundsHut

    /// As it stands on the door.
    public var name: String {
        switch self {
        case .longLibrary: "Long Library"
        case .riversideLibrary: "Riverside Library"
        case .science: "Science Block"
        case .arts: "Arts Building"
        case .registry: "Registry"
        case .chapelOffice: "Chapel Office"
        case .weirHall: "Weir Hall"
        case .clinic: "Clinic"
        case .groundsHut: "Grounds Hut"
        }
    }

    /// What its room numbers begin with.
    var letter: String {
        switch self {
        case .longLibrary: "L"
        case .riversideLibrary: "V"
        case .science: "S"
        case .arts: "A"
        case .registry: "R"
        case .chapelOffice: "P"
        case .weirHall: "W"
        case .clinic: "C"
        case .groundsHut: "G"
        }
    }

    /// The floors from the lowest up, and how many rooms each has.
    var floors: [(name: String, rooms: Int)] {
        switch self {
        case .longLibrary: [("Ground floor", 16), ("First floor", 16), ("Gallery", 16)]
        case .riversideLibrary:
            [("Basement", 18), ("Ground floor", 20), ("First floor", 21), ("Second floor", 21)]
        case .science:
            [
                ("Basement", 30), ("Ground floor", 36), ("First floor", 36), ("Second floor", 36),
                ("Third floor", 32),
            ]
        case .arts: [("Ground floor", 30), ("First floor", 30), ("Second floor", 30), ("Third floor", 30)]
        case .registry: [("Ground floor", 18), ("First floor", 18), ("Second floor", 18)]
        case .chapelOffice: [("Ground floor", 7)]
        case .weirHall:
            [
                ("Ground floor", 21), ("First floor", 26), ("Second floor", 26), ("Third floor", 26),
                ("Fourth floor", 26),
            ]
        case .clinic: [("Ground floor", 17), ("First floor", 15)]
        case .groundsHut: [("Ground floor", 4)]
        }
    }

    /// Rooms that the story speaks of: floor, name. They take the place of an ordinary room.
    var namedRooms: [(floor: Int, name: String)] {
        switch self {
        case .longLibrary:
            [
                (0, "Issue desk"), (0, "Porters' lodge"), (0, "Print corner"), (1, "Reading room"),
                (1, "Map room"), (1, "Print corner"), (2, "Special collections"),
                (2, "Conservation workshop"),
                (2, "Librarian's office"),
            ]
        case .riversideLibrary:
            [
                (0, "Stacks"), (0, "Media store"), (0, "Digitisation room"), (1, "Welcome desk"),
                (1, "Print hall"), (1, "Café"), (2, "Quiet study"), (2, "Print corner"),
                (2, "Accessibility room"), (3, "Silent study"), (3, "Print corner"),
                (3, "Subject librarians"),
            ]
        case .science:
            [
                (0, "Stores"), (0, "Workshop"), (0, "Cold room"), (1, "Reception"), (1, "Copy room"),
                (1, "Chemistry teaching lab"), (1, "Prep room"), (2, "Biology teaching lab"),
                (2, "Specimen store"), (2, "Copy room"), (2, "Biology office"), (3, "Physics teaching lab"),
                (3, "Copy room"), (3, "Physics office"), (3, "Observatory office"), (4, "Computing lab"),
                (4, "Copy room"), (4, "Server room"), (4, "IT office"), (4, "Drawing office"),
            ]
        case .arts:
            [
                (0, "Reception"), (0, "Copy room"), (0, "Box office"), (0, "Print workshop"),
                (1, "Copy room"), (1, "Languages office"), (1, "History office"), (1, "Network closet"),
                (2, "Copy room"), (2, "Music office"), (2, "Design studio"), (3, "Copy room"),
                (3, "Philosophy office"), (3, "Graduate common room"), (3, "Dean's office"),
            ]
        case .registry:
            [
                (0, "Student counter"), (0, "Post room"), (0, "Copy room"), (0, "Cashier"),
                (1, "Admissions"), (1, "Examinations"), (1, "Copy room"), (1, "Records"), (2, "Finance"),
                (2, "Human resources"), (2, "Provost's office"), (2, "Bursar's office"), (2, "Boardroom"),
            ]
        case .chapelOffice:
            [(0, "Chaplain's office"), (0, "Choir library"), (0, "Vestry"), (0, "Meeting room")]
        case .weirHall:
            [
                (0, "Warden's office"), (0, "Hall desk"), (0, "Print point"), (0, "Laundry"),
                (1, "Common room"), (2, "Print point"), (3, "Study room"), (4, "Print point"),
            ]
        case .clinic:
            [
                (0, "Reception"), (0, "Dispensary"), (0, "Nurses' station"), (0, "Consulting room 1"),
                (0, "Consulting room 2"), (0, "Consulting room 3"), (1, "Physiotherapy"),
                (1, "Counselling office"), (1, "Records"), (1, "Practice manager"),
            ]
        case .groundsHut: [(0, "Head gardener's office"), (0, "Potting shed"), (0, "Tool store")]
        }
    }

    /// What the rooms without a name of their own are, in turn.
    var ordinaryRooms: [String] {
        switch self {
        case .longLibrary: ["Study carrel", "Office", "Stack room", "Seminar room"]
        case .riversideLibrary: ["Group room", "Study room", "Office", "Training room"]
        case .science: ["Office", "Research lab", "Office", "Tutorial room", "Instrument room"]
        case .arts: ["Office", "Office", "Seminar room", "Tutorial room", "Practice room"]
        case .registry: ["Office", "Office", "Meeting room", "File room"]
        case .chapelOffice: ["Office", "Quiet room"]
        case .weirHall: ["Room", "Room", "Room", "Room", "Room", "Tutor's room"]
        case .clinic: ["Consulting room", "Treatment room", "Office"]
        case .groundsHut: ["Store"]
        }
    }
}

/// The campus as a tree of places, with the ways to find one by what people call it.
public struct CollegePlaces: Sendable {
    /// Parents before their children.
    public let all: [Place]
    public let campus: Place
    public let buildings: [Building: Place]
    /// By building, from the lowest floor up.
    public let floors: [Building: [Place]]
    /// By building and floor.
    public let rooms: [Building: [[Place]]]

    init(seed: UInt64, customer: CustomerID, made instant: Instant) {
        var chance = SeededChance(seed: seed, stream: Stream.places)
        let campus = Place(
            id: chance.id(at: instant), customer: customer, parent: nil, kind: .campus, name: "Glenavarra")
        var all = [campus]
        var buildings: [Building: Place] = [:]
        var floors: [Building: [Place]] = [:]
        var rooms: [Building: [[Place]]] = [:]
        for (rank, building) in Building.allCases.enumerated() {
            let place = Place(
                id: chance.id(at: instant), customer: customer, parent: campus.id, kind: .building,
                name: building.name, rank: rank)
            buildings[building] = place
            all.append(place)
            for (level, floor) in building.floors.enumerated() {
                let storey = Place(
                    id: chance.id(at: instant), customer: customer, parent: place.id, kind: .floor,
                    name: floor.name, rank: level)
                floors[building, default: []].append(storey)
                all.append(storey)
                let names = CollegePlaces.roomNames(of: building, level: level, count: floor.rooms)
                let made = names.enumerated().map { index, name in
                    Place(
                        id: chance.id(at: instant), customer: customer, parent: storey.id, kind: .room,
                        name: name, rank: index)
                }
                rooms[building, default: []].append(made)
                all += made
            }
        }
        self.all = all
        self.campus = campus
        self.buildings = buildings
        self.floors = floors
        self.rooms = rooms
    }

    /// A room by a word of its name, on any floor; the building itself when there is no such room.
    public func room(_ building: Building, _ name: String) -> PlaceID {
        let room = (rooms[building] ?? []).joined().first { $0.name.hasSuffix(" " + name) }
        return room?.id ?? place(building)
    }

    /// A room by its name on one floor.
    func room(_ building: Building, floor: Int, _ name: String) -> PlaceID {
        let floors = rooms[building] ?? []
        guard floors.indices.contains(floor) else { return place(building) }
        return floors[floor].first { $0.name.hasSuffix(" " + name) }?.id ?? place(building)
    }

    public func place(_ building: Building) -> PlaceID { buildings[building]?.id ?? campus.id }

    /// `S2.14 Copy room`: the number says building, floor and door.
    private static func roomNames(of building: Building, level: Int, count: Int) -> [String] {
        let named = building.namedRooms.filter { $0.floor == level }.map(\.name)
        let isBasement = building.floors.first?.name == "Basement"
        let number = isBasement ? level - 1 : level
        return (0..<count).map { index in
            let door = index < 9 ? "0\(index + 1)" : String(index + 1)
            let storey = number < 0 ? "B" : String(number)
            let ordinary = building.ordinaryRooms
            let name = index < named.count ? named[index] : ordinary[index % ordinary.count]
            return "\(building.letter)\(storey).\(door) \(name)"
        }
    }
}
