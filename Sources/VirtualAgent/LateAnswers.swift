// SPDX-License-Identifier: Apache-2.0
import CSockets
import VirtualFleet

/// Answers of machines that are slow in their sleep. All wait equally long, so they leave in the order in
/// which they came.
struct LateAnswers {
    struct Answer {
        let bytes: [UInt8]
        let peer: DatagramEndpoint
        let local: DatagramEndpoint
    }

    private var waiting: [(due: ContinuousClock.Instant, answer: Answer)] = []
    private var next = 0

    /// Answers that wait at most; what comes on top is lost, as in a small machine.
    private static let waitingMax = 20_000

    mutating func add(_ answer: Answer) {
        guard waiting.count - next < LateAnswers.waitingMax else { return }
        let delay = Duration.milliseconds(FirmwareManners.slowAnswerMilliseconds)
        waiting.append((ContinuousClock.now + delay, answer))
    }

    /// Until the next one is due, in microseconds; -1 when none waits.
    func microsecondsToNext() -> Int64 {
        guard next < waiting.count else { return -1 }
        let (seconds, attoseconds) = (waiting[next].due - ContinuousClock.now).components
        return max(0, seconds * 1_000_000 + attoseconds / 1_000_000_000_000 + 1)
    }

    mutating func takeDue(_ body: (Answer) -> Void) {
        guard next < waiting.count else { return }
        let now = ContinuousClock.now
        while next < waiting.count, waiting[next].due <= now {
            body(waiting[next].answer)
            next += 1
        }
        if next == waiting.count || next > 1_024 {
            waiting.removeFirst(next)
            next = 0
        }
    }
}
