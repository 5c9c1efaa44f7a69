// SPDX-License-Identifier: Apache-2.0
import Synchronization
import Values

/// Ids that are the same again from the same seed.
public final class SeededIDs: IDSource {
    private let state: Mutex<(chances: SplitMix, turns: UInt32)>

    public init(seed: UInt64) { state = Mutex((SplitMix(seed: seed), 0)) }

    public func chance() -> UInt128 {
        state.withLock { UInt128($0.chances.next()) << 64 | UInt128($0.chances.next()) }
    }

    public func turn() -> UInt32 {
        state.withLock {
            $0.turns &+= 1
            return $0.turns
        }
    }
}

/// Ids of which no two programs make the same.
public struct RandomIDs: IDSource {
    private static let turns = Atomic<UInt32>(0)

    public init() {}

    public func chance() -> UInt128 { UInt128.random(in: 0...UInt128.max) }

    public func turn() -> UInt32 { RandomIDs.turns.wrappingAdd(1, ordering: .relaxed).newValue }
}
