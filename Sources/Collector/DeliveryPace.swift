// SPDX-License-Identifier: Apache-2.0
import Practice
import Values

/// How much is delivered at once and how long to wait after a failure: a machine without a clock or chance of
/// its own.
struct DeliveryPace: Sendable {
    /// What came of one attempt.
    enum Outcome: Equatable, Sendable {
        case acknowledged
        /// The server answered well but has nothing new on its disk.
        case noProgress
        /// 401 or 403.
        case tokenRefused
        /// 413.
        case tooLarge
        /// 400 or 422: the server cannot use what stands in the batch.
        case unusable
        /// It does not answer, or says that it has trouble of its own.
        case unavailable
        /// An answer that no Goodword gives.
        case notGoodword
    }

    enum Next: Equatable, Sendable {
        /// Go on with what waits.
        case goOn
        case wait(Duration)
        /// The batch held one item, and the server will never take it.
        case setAside
    }

    static let waitFirst = Duration.seconds(1)
    static let waitMax = Duration.seconds(60)
    /// A withdrawn token seldom comes back by itself.
    static let tokenWait = Duration.seconds(300)

    private(set) var itemsMax = ReadingBatch.itemsMax
    private(set) var bytesMax = ReadingBatch.bytesMax
    private var failures = 0

    /// - Parameters:
    ///   - count: The items that were in the batch.
    ///   - chance: Anything from 0 up to 1; spreads the collectors of a server that comes back.
    mutating func next(after outcome: Outcome, count: Int, chance: Double) -> Next {
        switch outcome {
        case .acknowledged:
            failures = 0
            itemsMax = min(ReadingBatch.itemsMax, itemsMax * 2)
            bytesMax = min(ReadingBatch.bytesMax, bytesMax * 2)
            return .goOn
        case .tooLarge, .unusable:
            guard count > 1 else {
                // An empty heartbeat that is refused is not the fault of any item.
                return count == 1 ? .setAside : wait(chance: chance)
            }
            itemsMax = max(1, count / 2)
            if outcome == .tooLarge { bytesMax = max(64 * 1_024, bytesMax / 2) }
            return .goOn
        case .tokenRefused:
            return .wait(DeliveryPace.tokenWait)
        case .noProgress, .unavailable, .notGoodword:
            return wait(chance: chance)
        }
    }

    /// Twice as long each time up to the ceiling, and then between half and all of it.
    private mutating func wait(chance: Double) -> Next {
        let doubled = DeliveryPace.waitFirst.wholeMicroseconds << Int64(min(failures, 10))
        failures += 1
        let whole = min(doubled, DeliveryPace.waitMax.wholeMicroseconds)
        let share = Int64(Double(whole / 2) * min(max(chance, 0), 1))
        return .wait(.microseconds(whole / 2 + share))
    }
}
