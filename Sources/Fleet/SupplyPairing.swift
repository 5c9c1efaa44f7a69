// SPDX-License-Identifier: Apache-2.0

/// Which supply of an earlier reading stands in the place of each of a later one, as positions in `earlier`.
///
/// Mostly the place is the same row. Some firmware numbers its rows anew when a part is taken out, so what is
/// left over is paired by its serial number, and then by kind and colour where there is only one of it.
func paired(_ later: [Supply], with earlier: [Supply]) -> [Int?] {
    var places: [String: Int] = [:]
    for (place, supply) in earlier.enumerated() where places[supply.key] == nil { places[supply.key] = place }
    var pairs = later.map { places[$0.key] }
    guard pairs.contains(nil) else { return pairs }

    var free = Set(earlier.indices)
    free.subtract(pairs.compactMap { $0 })
    for place in later.indices where pairs[place] == nil {
        guard let serial = later[place].serial else { continue }
        let same = free.filter {
            earlier[$0].serial == serial && earlier[$0].type == later[place].type
                && earlier[$0].colorant == later[place].colorant
        }
        guard same.count == 1, let found = same.first else { continue }
        pairs[place] = found
        free.remove(found)
    }
    let alone = later.indices.filter { pairs[$0] == nil }
    for place in alone where later[place].colorant != nil {
        func isOfKind(_ other: Supply) -> Bool {
            other.type == later[place].type && other.colorant == later[place].colorant
        }
        // Of two drums of one colour nobody can say which is which.
        guard later.filter(isOfKind).count == 1, earlier.filter(isOfKind).count == 1,
            let found = free.first(where: { isOfKind(earlier[$0]) })
        else { continue }
        pairs[place] = found
        free.remove(found)
    }
    return pairs
}

/// The runs of a machine's supplies after a later reading: each goes on, or begins anew where something was
/// put in or was not there before.
///
/// - Parameter earlier: the reading before, with what was known where it was silent (``Reading/recalling(_:)``).
public func supplyRuns(
    _ runs: [SupplyRun], after earlier: Reading, taking reading: Reading, as id: ReadingID
) -> [SupplyRun] {
    let known = Dictionary(runs.map { ($0.key, $0) }) { first, _ in first }
    let pairs = paired(reading.supplies, with: earlier.supplies)
    return zip(reading.supplies, pairs).map { supply, place in
        let old = place.map { earlier.supplies[$0] }
        guard var run = known[supply.key] ?? old.flatMap({ known[$0.key] }) else {
            return SupplyRun(supply, at: reading.heard, reading: id)
        }
        run.key = supply.key
        run.absorb(
            supply, replaced: old.map { wasReplaced($0, supply) } ?? false, at: reading.heard, reading: id)
        return run
    }
}
