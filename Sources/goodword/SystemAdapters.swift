// SPDX-License-Identifier: Apache-2.0
import Foundation
import Practice
import Synchronization
import Values

/// The computer's own clock.
struct SystemClock: WallClock {
    func now() -> Instant { Instant(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000)) }
}

/// A clock that started somewhere else and runs faster than the wall's: the demo's.
struct FastClock: WallClock {
    let beginning: Instant
    /// Seconds of this clock in one second of the wall's.
    let speed: Double
    /// The monotonic clock at the beginning, so that a wall clock that is set does not move the demo's.
    private let started = ContinuousClock.now

    init(beginning: Instant, speed: Double) {
        self.beginning = beginning
        self.speed = speed
    }

    func now() -> Instant {
        let passed = Double((ContinuousClock.now - started).wholeMicroseconds) * speed
        return Instant(microseconds: beginning.microseconds + Int64(passed))
    }
}

/// Ids from the system's randomness.
struct SystemIDs: IDSource {
    /// One count for the whole program. It begins in the lower half, so that it cannot come round within a
    /// millisecond's ids.
    private static let turns = Atomic<UInt32>(UInt32.random(in: 0..<1 << 31))

    func turn() -> UInt32 { SystemIDs.turns.wrappingAdd(1, ordering: .relaxed).newValue }

    func chance() -> UInt128 {
        var generator = SystemRandomNumberGenerator()
        return UInt128(generator.next()) << 64 | UInt128(generator.next())
    }
}
