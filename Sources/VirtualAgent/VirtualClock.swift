// SPDX-License-Identifier: Apache-2.0
import Values

/// A clock that runs faster, or slower, than the wall's: the time by which a virtual site lives.
public struct VirtualClock: WallClock {
    private let start: Instant
    /// Seconds of this clock in one second of the wall's.
    public let speed: Double
    private let begun = ContinuousClock.now

    /// - Parameters:
    ///   - start: what it shows now.
    ///   - speed: held between 0 and ``speedMax``.
    public init(start: Instant, speed: Double = 1) {
        self.start = start
        self.speed = min(max(speed, 0), VirtualClock.speedMax)
    }

    /// A year in half a minute; beyond that a fleet cannot live its steps as fast as they come.
    public static let speedMax: Double = 1_000_000

    public func now() -> Instant {
        let (seconds, attoseconds) = (ContinuousClock.now - begun).components
        let elapsed = Double(seconds) * 1e6 + Double(attoseconds) * 1e-12
        return Instant(microseconds: start.microseconds &+ Int64(elapsed * speed))
    }
}
