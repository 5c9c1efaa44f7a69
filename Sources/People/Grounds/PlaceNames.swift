// SPDX-License-Identifier: Apache-2.0

/// A customer's places, found by what people call them and by what stands above them.
public struct PlaceNames: Sendable {
    private let places: [PlaceID: Place]
    private let below: [PlaceID: [Place]]

    public init(_ places: [Place]) {
        self.places = Dictionary(places.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        below = Dictionary(grouping: places.filter { $0.parent != nil }) { $0.parent ?? $0.id }
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
        var scope: [Place]?
        var last = Found.nothingSaid
        for (kind, name) in [(Place.Kind.building, building), (.floor, floor), (.room, room)] {
            guard let name else { continue }
            let key = PlainText.folded(name)
            let candidates = (scope.map(all(below:)) ?? Array(places.values)).filter {
                $0.kind == kind && PlainText.folded($0.name) == key
            }
            let within = scope?.first.map { " in \($0.name)" } ?? ""
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
            scope = [one]
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
        var place = places[id]
        // A tree has no more levels than places, whatever was stored.
        for _ in 0...places.count {
            guard let here = place else { return nil }
            if here.kind == kind { return here.id }
            place = here.parent.flatMap { places[$0] }
        }
        return nil
    }

    private func all(below roots: [Place]) -> [Place] {
        var found: [Place] = []
        var next = roots.flatMap { below[$0.id] ?? [] }
        while !next.isEmpty, found.count <= places.count {
            found += next
            next = next.flatMap { below[$0.id] ?? [] }
        }
        return found
    }
}
