// SPDX-License-Identifier: Apache-2.0
import People
import Values

/// One level of the tree of places: for choosing a place, and for going down.
public struct PlaceBranch: Sendable {
    /// From the topmost place down to the one whose children these are; empty for the topmost ones.
    public let path: [Place]
    public let children: [Place]
    /// How many machines stand at each child or below it; empty when nobody asked for it.
    public let machineCounts: [PlaceID: Int]
}

extension Office {
    /// The places directly below one, or the topmost ones, without what stands there.
    public func branch(
        below place: PlaceID?, counting: Bool = false, for person: SignedIn
    ) async throws -> PlaceBranch {
        try Rights.require(.seePlaces, person)
        return try await store.read { records in
            var path: [Place] = []
            if let place {
                _ = try ownPlace(place, records, person)
                path = try records.path(to: place)
            }
            let children = try records.places(of: person.customer.id, below: place)
            return PlaceBranch(
                path: path, children: children,
                machineCounts: counting ? try records.deviceCounts(within: Set(children.map(\.id))) : [:])
        }
    }
}
