// SPDX-License-Identifier: Apache-2.0
import People
import Practice

/// "North Library, 2nd floor, Room 214": from the building on; the campus goes without saying.
func placeWords(_ path: [Place]) -> String {
    let said = path.count > 1 ? path.drop { $0.kind == .campus } : path[...]
    return said.map(\.name).joined(separator: ", ")
}

extension Place.Kind {
    var words: String {
        switch self {
        case .campus: "campus"
        case .building: "building"
        case .floor: "floor"
        case .room: "room"
        }
    }
}

extension ReceiverView {
    /// "Dana Whitfield", "Everyone in Harlan Hall".
    var words: String {
        switch self {
        case .person(let person): person.name
        case .everyoneAt(let path, _): "Everyone in \(path.last?.name ?? "a place that is no longer known")"
        case .persons(let persons): listed(persons.map(\.name))
        case .everyoneIn(let group): "Everyone in \(group)"
        case .everyoneOf(let customer): "Everyone of \(customer)"
        case .unknown: "Somebody who is no longer in the records"
        }
    }

    /// What stands beside the name: where they are, or how many machines it is about.
    var more: String? {
        switch self {
        case .person(let person): person.role
        case .everyoneAt(_, let machines): counted(machines, "machine", "machines")
        case .persons, .everyoneIn, .everyoneOf, .unknown: nil
        }
    }

    var route: Route? {
        switch self {
        case .person(let person): person.isErased ? nil : .person(person.id)
        case .everyoneAt(let path, _): path.last.map { .place($0.id) }
        case .persons, .everyoneIn, .everyoneOf, .unknown: nil
        }
    }
}
