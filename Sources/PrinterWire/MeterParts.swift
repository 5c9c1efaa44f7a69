// SPDX-License-Identifier: Apache-2.0
import Fleet

extension WalkView {
    /// The standard's counter first, so that a machine counts the same whoever built it.
    var meters: [Meter] { countedMeters.map(\.meter) }

    /// The meters, each with the rows that it is the sum of.
    var countedMeters: [(meter: Meter, rows: [OID])] {
        var meters: [(meter: Meter, rows: [OID])] = []
        for index in rows([objects.markerLifeCount]) {
            guard let value = number(objects.markerLifeCount, index), value >= 0 else { continue }
            let oid = objects.markerLifeCount.appending(index)
            let meter = Meter(
                function: .all, color: .all, size: nil,
                unit: word("markerUnit", number(objects.markerUnit, index))
                    .flatMap { Meter.Unit(rawValue: $0) } ?? .unknown,
                value: value, source: Source(oid: oid.description, rule: knowledge.lifeCountRule))
            meters.append((meter, [oid]))
        }
        guard let profile else { return meters }
        // A rule of trust C is kept for people to read; a bill must not rest on it.
        for rule in profile.meters where rule.provenance.trust != .c && covers(rule.scope) {
            for figure in figures(rule.place) where figure.value >= 0 {
                let meter = Meter(
                    function: rule.function, color: rule.color, size: figure.size ?? rule.size,
                    sides: rule.sides, unit: rule.unit, value: figure.value,
                    source: Source(oid: figure.oid, rule: rule.name))
                meters.append((meter, figure.rows))
            }
        }
        return meters
    }
}
