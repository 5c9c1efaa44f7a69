// SPDX-License-Identifier: Apache-2.0
import Collector
import Practice
import Values

/// Takes batches and says how far it has them on its disk: the contract of `POST /api/collector/v1/readings`, and
/// nothing else, which makes it quick enough for years.
final class ContractServer {
    private var acknowledged: [ID<CollectorSpool>: Int64] = [:]
    private let takesTwice: Bool
    private let forgets: Bool
    private var last: [Checks.Number] = []

    init(_ sabotage: Scenario.Sabotage?) {
        takesTwice = sabotage == .serverTakesTwice
        forgets = sabotage == .serverForgets
    }

    /// - Returns: through which number everything is safe, and which items were new.
    func take(
        _ items: [Spool.Item], of spool: ID<CollectorSpool>
    ) -> (acknowledged: Int64, new: [Spool.Item]) {
        let before = acknowledged[spool] ?? 0
        let new = items.filter { takesTwice || $0.sequence > before }
        let after = max(before, new.last?.sequence ?? before)
        acknowledged[spool] = after
        if !new.isEmpty { last = new.map(Checks.Number.init) }
        return (after, new)
    }

    /// It goes down and comes up again.
    /// - Returns: the numbers that it does not have any more although it had said so.
    func crash() -> [Checks.Number] { forgets ? last : [] }
}
