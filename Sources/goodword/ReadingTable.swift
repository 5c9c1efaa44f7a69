// SPDX-License-Identifier: Apache-2.0
import Fleet

/// Readings as a table for the terminal: enough to know each machine and what it needs next.
struct ReadingTable: CustomStringConvertible {
    let readings: [Reading]

    var description: String {
        let head = ["ADDRESS", "MACHINE", "SERIAL", "NAME", "PAGES", "LOWEST SUPPLY", "STATUS"]
        let rows = readings.map { reading in
            [
                reading.address, short(ReadingWords.title(reading)), short(reading.serial),
                short(reading.name), reading.lifetimePages.map { ReadingWords.grouped($0.value) } ?? "–",
                lowest(reading), status(reading),
            ]
        }
        return ReadingCard.aligned([head] + rows).map { $0.dropFirst(2) + "\n" }.joined()
    }

    private func short(_ text: String?) -> String {
        guard let text, !text.isEmpty else { return "–" }
        return text.count > 32 ? text.prefix(31) + "…" : text
    }

    /// What marks the paper and has least left; “some left” when no machine part says more.
    private func lowest(_ reading: Reading) -> String {
        let marking = reading.supplies.filter(\.isMarkingMaterial)
        let known = marking.compactMap { supply in supply.level.percent.map { ($0, supply) } }
        if let (percent, supply) = known.min(by: { $0.0 < $1.0 }) {
            return "\(percent) % \(supply.colorant ?? ReadingWords.plain(supply.type.rawValue))"
        }
        return marking.first.map(ReadingWords.level) ?? "–"
    }

    private func status(_ reading: Reading) -> String {
        let errors = (reading.errors ?? []).map { ReadingWords.plain($0.rawValue) }
        let status = reading.status.map { ReadingWords.plain($0.rawValue) }
        let sleep = reading.isAsleep ? "asleep" : nil
        return ([sleep ?? status].compactMap { $0 } + errors).joined(separator: ", ")
    }
}
