// SPDX-License-Identifier: Apache-2.0
import Values

/// How long to wait for one printer, learnt from its answers (RFC 6298: smoothed round trip and variation).
public struct RoundTrip: Hashable, Sendable {
    /// Bounds of waiting; the floor keeps a fast network from repeating itself, the ceiling a slow one alive.
    public struct Bounds: Hashable, Sendable {
        /// Before anything was heard.
        public var first: Duration
        public var floor: Duration
        public var ceiling: Duration

        public init(
            first: Duration = .milliseconds(1_000), floor: Duration = .milliseconds(50),
            ceiling: Duration = .milliseconds(8_000)
        ) {
            self.first = first
            self.floor = floor
            self.ceiling = ceiling
        }
    }

    public let bounds: Bounds
    /// Microseconds; `nil` before the first answer.
    public private(set) var smoothed: Int64?
    private var variation: Int64 = 0
    /// How long to wait before anything was heard, where others of the same site have answered already.
    public var expected: Duration?

    public init(bounds: Bounds = Bounds()) {
        self.bounds = bounds
    }

    /// Takes in the time between a transmission and its own answer. Each transmission has a request id of its
    /// own, so a repeated request does not blur the measure.
    public mutating func heard(after duration: Duration) {
        let sample = max(0, duration.wholeMicroseconds)
        if let before = smoothed {
            variation = (3 * variation + abs(before - sample)) / 4
            smoothed = (7 * before + sample) / 8
        } else {
            smoothed = sample
            variation = sample / 2
        }
    }

    /// How long to wait for the answer to a transmission, `repeats` of which went unanswered before it.
    public func wait(repeats: Int) -> Duration {
        let floor = bounds.floor.wholeMicroseconds
        let ceiling = bounds.ceiling.wholeMicroseconds
        let calm =
            smoothed.map { $0 + max(1_000, 4 * variation) } ?? (expected ?? bounds.first).wholeMicroseconds
        let doubled = max(calm, floor) << Int64(min(max(repeats, 0), 16))
        return .microseconds(min(max(doubled, floor), ceiling))
    }
}
