// SPDX-License-Identifier: Apache-2.0

/// A customer's places, found by what people call them and by what stands above them.
public struct PlaceNames: Sendable {
    private struct Name: Hashable {
        let kind: Place.Kind
        let folded: String
    }

    private let places: [PlaceID: Place]
    private let byName: [Name: [Place]]

    public init(_ places: [Place]) {
        let once = Dictionary(places.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        self.places = once
        byName = Dictionary(grouping: once.values.sorted { $0.id < $1.id }) {
            Name(kind: $0.kind, folded: PlainText.folded($0.name))
        }
    }

    public enum Found: Hashable, Sendable {
        /// No cell names a place.
        case nothingSaid
        case found(PlaceID)
        /// There is none, or more than one, of this kind; and how to mend it.
        case unknown(Place.Kind, String)
    }

    /// The place that is named as closely as the three say. A room without a building must be the only one of its name.
    public func find(building: String?, floor: String?, room: String?) -> Found {
        var scope: Place?
        var last = Found.nothingSaid
        for (kind, name) in [(Place.Kind.building, building), (.floor, floor), (.room, room)] {
            guard let name else { continue }
            let candidates = (byName[Name(kind: kind, folded: PlainText.folded(name))] ?? []).filter {
                place in
                scope.map { lies(place, within: $0) } ?? true
            }
            let within = scope.map { " in \($0.name)" } ?? ""
            guard let one = candidates.first else {
                return .unknown(
                    kind,
                    "There is no \(kind.rawValue) called “\(name)”\(within). "
                        + "Add it under Places first, or leave the cell empty.")
            }
            guard candidates.count == 1 else {
                return .unknown(
                    kind,
                    "There is more than one \(kind.rawValue) called “\(name)”\(within). "
                        + "Please say which building it is in.")
            }
            scope = one
            last = .found(one.id)
        }
        return last
    }

    /// The building a place stands in, or is.
    public func building(of id: PlaceID) -> PlaceID? { above(id, .building) }

    /// The floor a place is on, or is.
    public func floor(of id: PlaceID) -> PlaceID? { above(id, .floor) }

    public subscript(id: PlaceID) -> Place? { places[id] }

    private func above(_ id: PlaceID, _ kind: Place.Kind) -> PlaceID? {
        upwards(from: id) { $0.kind == kind }
    }

    private func lies(_ place: Place, within whole: Place) -> Bool {
        upwards(from: place.id) { $0.id == whole.id } != nil
    }

    /// The first that fits, from a place to the topmost one above it.
    private func upwards(from id: PlaceID, where fits: (Place) -> Bool) -> PlaceID? {
        var place = places[id]
        // A tree has no more levels than places, whatever was stored.
        for _ in 0...places.count {
            guard let here = place else { return nil }
            if fits(here) { return here.id }
            place = here.parent.flatMap { places[$0] }
        }
        return nil
    }
}
