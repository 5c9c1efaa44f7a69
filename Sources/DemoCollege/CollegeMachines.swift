// SPDX-License-Identifier: Apache-2.0
import People
import Values
import VirtualFleet

/// A machine of the college, as the person who walked the grounds wrote it down.
public struct CollegeMachine: Sendable, Hashable {
    /// A model of ``PrinterModel/catalogue``.
    public let model: String
    public let building: Building
    public let room: PlaceID
    public let roomName: String
    public let hours: UsageHours
    /// What it prints against a usual machine of its model, in percent.
    public let pagesPercent: Int
    /// On the network, and so heard by the collector. The others hang on one computer's cable and have to be
    /// looked at by a person; they are in the story, but no records are made of them.
    public let isNetworked: Bool
    /// What is special about it in the story.
    public let part: Part?

    /// What a machine has to do in the story of the year.
    public enum Part: String, Sendable, CaseIterable {
        /// Someone swaps its toner whenever a light comes on, with a fifth still in it.
        case swappedTooEarly
        /// It jams, and jams again.
        case jams
        /// Its counter begins anew after a new board.
        case counterReset
        /// It begins in one building and ends in another.
        case moved
        /// It falls silent shortly after the story has arrived in the present, and comes back.
        case goesSilent
        /// It was switched off two days before the present and has not been heard since.
        case unplugged
    }
}

/// The 214 machines of the college.
public struct CollegeMachines: Sendable {
    public let all: [CollegeMachine]

    /// Those that the collector hears, in the order of their addresses.
    public var networked: [CollegeMachine] { all.filter(\.isNetworked) }
    /// Those that only a walk finds.
    public var neverOnTheNetwork: [CollegeMachine] { all.filter { !$0.isNetworked } }

    init(seed: UInt64, places: CollegePlaces) {
        var chance = SeededChance(seed: seed, stream: Stream.machines)
        all = Building.allCases.flatMap { building in
            CollegeMachines.machines(of: building, &chance, places)
        }
    }

    private static func machines(
        of building: Building, _ chance: inout SeededChance, _ places: CollegePlaces
    ) -> [CollegeMachine] {
        let plan = MachinePlan.of(building)
        var machines = plan.shared.map { shared in
            let room = places.room(building, floor: shared.floor, shared.room)
            return CollegeMachine(
                model: shared.model, building: building, room: room,
                roomName: places.all.first { $0.id == room }?.name ?? building.name,
                hours: shared.hours ?? plan.hours, pagesPercent: chance.number(in: 80...125),
                isNetworked: true, part: shared.part)
        }
        // Desks are in rooms that have no name of their own.
        let named = Set(building.namedRooms.map(\.name))
        let desks = (places.rooms[building] ?? []).joined().filter { room in
            let name = room.name.split(separator: " ").dropFirst().joined(separator: " ")
            return !named.contains(name) && plan.deskRooms.contains(name)
        }
        let count = max(0, plan.count - machines.count)
        let chosen = chance.shuffled(Array(desks)).prefix(count).sorted { $0.name < $1.name }
        for (index, room) in chosen.enumerated() {
            let isNetworked = index >= plan.offNetwork
            machines.append(
                CollegeMachine(
                    model: isNetworked
                        ? plan.desks[(index - plan.offNetwork) % plan.desks.count]
                        : ["linnet-s12", "fennick-jet60"][index % 2],
                    building: building, room: room.id, roomName: room.name, hours: plan.hours,
                    pagesPercent: chance.number(in: 60...130), isNetworked: isNetworked, part: nil))
        }
        return machines
    }
}

/// What stands in a building: the machines in rooms of their own, and the desks that are filled up with.
struct MachinePlan {
    struct Shared {
        let floor: Int
        let room: String
        let model: String
        let hours: UsageHours?
        let part: CollegeMachine.Part?

        init(
            _ floor: Int, _ room: String, _ model: String, _ hours: UsageHours? = nil,
            _ part: CollegeMachine.Part? = nil
        ) {
            self.floor = floor
            self.room = room
            self.model = model
            self.hours = hours
            self.part = part
        }
    }

    /// All machines of the building, those off the network included.
    let count: Int
    let offNetwork: Int
    let hours: UsageHours
    let shared: [Shared]
    /// Rooms in which a desk printer stands.
    let deskRooms: Set<String>
    /// Models of desk printers, in turn.
    let desks: [String]

    static func of(_ building: Building) -> MachinePlan {
        switch building {
        case .longLibrary: longLibrary
        case .riversideLibrary: riversideLibrary
        case .science: science
        case .arts: arts
        case .registry: registry
        case .chapelOffice: chapelOffice
        case .weirHall: weirHall
        case .clinic: clinic
        case .groundsHut: groundsHut
        }
    }

    private static let longLibrary = MachinePlan(
        count: 18, offNetwork: 1, hours: .readingRoom,
        shared: [
            Shared(0, "Issue desk", "sorrel-t4"), Shared(0, "Print corner", "tarn-c4520"),
            Shared(0, "Porters' lodge", "ostler-c230", .always), Shared(1, "Print corner", "calder-lp640"),
            Shared(1, "Reading room", "harbeck-w450"), Shared(1, "Map room", "brindle-p36", .office),
            Shared(2, "Special collections", "fennick-jet60", .office),
            Shared(2, "Conservation workshop", "calder-lp320", .office),
            Shared(2, "Librarian's office", "ostler-c230", .office),
        ],
        deskRooms: ["Office", "Study carrel", "Seminar room"],
        desks: ["calder-lp320", "linnet-m24", "ardmere-a7", "calder-lp320"])

    private static let riversideLibrary = MachinePlan(
        count: 28, offNetwork: 1, hours: .readingRoom,
        shared: [
            Shared(0, "Digitisation room", "tarn-c4520", .office), Shared(0, "Media store", "linnet-m24"),
            Shared(1, "Welcome desk", "harbeck-w450"), Shared(1, "Print hall", "quillon-q900"),
            Shared(1, "Print hall", "calder-lp640"), Shared(1, "Print hall", "calder-lp640"),
            Shared(1, "Print hall", "tarn-c4520"), Shared(1, "Print hall", "morrow-mx5"),
            Shared(2, "Print corner", "calder-lp640", nil, .jams), Shared(2, "Print corner", "tarn-c4520"),
            Shared(2, "Accessibility room", "ardmere-a7"), Shared(3, "Print corner", "morrow-mx5"),
            Shared(3, "Subject librarians", "ostler-c230", .office),
        ],
        deskRooms: ["Office", "Group room", "Study room"],
        desks: ["calder-lp320", "ardmere-a7", "ostler-c230", "calder-lp320"])

    private static let science = MachinePlan(
        count: 60, offNetwork: 3, hours: .office,
        shared: [
            Shared(0, "Stores", "wexley-l2"), Shared(0, "Workshop", "calder-lp320"),
            Shared(1, "Reception", "harbeck-w450"), Shared(1, "Copy room", "morrow-mx5"),
            Shared(1, "Chemistry teaching lab", "calder-lp320"), Shared(1, "Prep room", "ardmere-a7"),
            Shared(2, "Biology teaching lab", "calder-lp320"), Shared(2, "Specimen store", "sorrel-t4"),
            Shared(2, "Copy room", "tarn-c4520", nil, .counterReset),
            Shared(2, "Biology office", "ostler-c230", nil, .goesSilent),
            Shared(3, "Physics teaching lab", "harbeck-w450"), Shared(3, "Copy room", "morrow-mx5"),
            Shared(3, "Physics office", "kestrow-c810"), Shared(3, "Observatory office", "calder-lp320"),
            Shared(4, "Computing lab", "calder-lp640"), Shared(4, "Computing lab", "calder-lp640"),
            Shared(4, "Copy room", "quillon-q900"), Shared(4, "IT office", "ardmere-a7"),
            Shared(4, "Drawing office", "brindle-p36"), Shared(4, "Server room", "calder-lp320", .always),
        ],
        deskRooms: ["Office", "Research lab", "Instrument room"],
        desks: [
            "calder-lp320", "ardmere-a7", "ostler-c230", "linnet-m24", "calder-lp320", "harbeck-w450",
            "fennick-jet60",
        ])

    private static let arts = MachinePlan(
        count: 45, offNetwork: 3, hours: .office,
        shared: [
            Shared(0, "Reception", "harbeck-w450"), Shared(0, "Copy room", "tarn-c4520"),
            Shared(0, "Box office", "ostler-c230"), Shared(0, "Print workshop", "brindle-p36"),
            Shared(1, "Copy room", "morrow-mx5"), Shared(1, "Languages office", "ardmere-a7"),
            Shared(1, "History office", "calder-lp320"),
            Shared(2, "Copy room", "tarn-c4520"),
            Shared(2, "Music office", "harbeck-w450", nil, .moved),
            Shared(2, "Design studio", "brindle-p36"), Shared(2, "Design studio", "quillon-q900"),
            Shared(3, "Copy room", "morrow-mx5"), Shared(3, "Philosophy office", "kestrow-c810"),
            Shared(3, "Graduate common room", "calder-lp640", .readingRoom),
            Shared(3, "Dean's office", "ostler-c230"),
        ],
        deskRooms: ["Office", "Seminar room", "Tutorial room"],
        desks: ["calder-lp320", "ostler-c230", "ardmere-a7", "calder-lp320", "linnet-m24", "fennick-jet60"])

    private static let registry = MachinePlan(
        count: 22, offNetwork: 1, hours: .office,
        shared: [
            Shared(0, "Student counter", "calder-lp640"), Shared(0, "Post room", "quillon-q900"),
            Shared(0, "Copy room", "morrow-mx5"), Shared(0, "Cashier", "calder-lp320"),
            Shared(1, "Admissions", "tarn-c4520"),
            Shared(1, "Examinations", "calder-lp640", nil, .swappedTooEarly),
            Shared(1, "Copy room", "tarn-c4520"), Shared(1, "Records", "harbeck-w450"),
            Shared(2, "Finance", "ardmere-a7"), Shared(2, "Human resources", "ostler-c230"),
            Shared(2, "Provost's office", "ostler-c230"), Shared(2, "Bursar's office", "calder-lp320"),
            Shared(2, "Boardroom", "ostler-c230"),
        ],
        deskRooms: ["Office", "File room"], desks: ["calder-lp320", "ardmere-a7", "calder-lp320"])

    private static let chapelOffice = MachinePlan(
        count: 3, offNetwork: 0, hours: .office,
        shared: [
            Shared(0, "Chaplain's office", "ostler-c230"), Shared(0, "Choir library", "ardmere-a7"),
            Shared(0, "Vestry", "calder-lp320", .always),
        ],
        deskRooms: [], desks: ["calder-lp320"])

    private static let weirHall = MachinePlan(
        count: 16, offNetwork: 1, hours: .residence,
        shared: [
            Shared(0, "Warden's office", "ardmere-a7", .office),
            Shared(0, "Hall desk", "calder-lp320", .always),
            Shared(0, "Print point", "calder-lp640"), Shared(0, "Print point", "tarn-c4520"),
            Shared(1, "Common room", "harbeck-w450"), Shared(2, "Print point", "calder-lp640"),
            Shared(3, "Study room", "harbeck-w450"), Shared(4, "Print point", "calder-lp640"),
        ],
        deskRooms: ["Tutor's room"], desks: ["calder-lp320", "fennick-jet60"])

    private static let clinic = MachinePlan(
        count: 20, offNetwork: 1, hours: .clinic,
        shared: [
            Shared(0, "Reception", "harbeck-w450"), Shared(0, "Dispensary", "calder-lp320"),
            Shared(0, "Nurses' station", "ardmere-a7"), Shared(0, "Consulting room 1", "calder-lp320"),
            Shared(0, "Consulting room 2", "calder-lp320"),
            Shared(0, "Consulting room 3", "calder-lp320", nil, .unplugged),
            Shared(1, "Physiotherapy", "ostler-c230"), Shared(1, "Counselling office", "calder-lp320"),
            Shared(1, "Records", "tarn-c4520"), Shared(1, "Practice manager", "ardmere-a7"),
        ],
        deskRooms: ["Consulting room", "Treatment room", "Office"],
        desks: ["calder-lp320", "ostler-c230", "calder-lp320"])

    private static let groundsHut = MachinePlan(
        count: 2, offNetwork: 0, hours: .office,
        shared: [
            Shared(0, "Head gardener's office", "ostler-c230"), Shared(0, "Potting shed", "ardmere-a7"),
        ],
        deskRooms: [], desks: ["calder-lp320"])
}
