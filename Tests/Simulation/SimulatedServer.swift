// SPDX-License-Identifier: Apache-2.0
import Collector
import Practice
import Values

/// Takes batches and says how far it has them on its disk: the contract of `POST /api/collector/v1/readings`.
protocol SimulatedServer: AnyObject {
    /// - Parameter body: The JSON of the whole batch, for a server that reads it.
    /// - Returns: through which number everything is safe, and which items were new.
    func take(
        _ items: [Spool.Item], of spool: ID<CollectorSpool>, body: () -> [UInt8], at now: Instant
    ) async throws -> (acknowledged: Int64, new: [Spool.Item])

    /// It goes down and comes up again; the numbers that it does not have any more although it had said so.
    func crash() -> [Int64]
}

/// A server that keeps to the contract and to nothing else, quick enough for years.
final class ContractServer: SimulatedServer {
    private var acknowledged: [ID<CollectorSpool>: Int64] = [:]
    private let takesTwice: Bool
    private let forgets: Bool
    private var last: [Int64] = []

    init(_ sabotage: Scenario.Sabotage?) {
        takesTwice = sabotage == .serverTakesTwice
        forgets = sabotage == .serverForgets
    }

    func take(
        _ items: [Spool.Item], of spool: ID<CollectorSpool>, body: () -> [UInt8], at now: Instant
    ) -> (acknowledged: Int64, new: [Spool.Item]) {
        let before = acknowledged[spool] ?? 0
        let new = items.filter { takesTwice || $0.sequence > before }
        let after = max(before, new.last?.sequence ?? before)
        acknowledged[spool] = after
        if !new.isEmpty { last = new.map(\.sequence) }
        return (after, new)
    }

    func crash() -> [Int64] { forgets ? last : [] }
}
