// SPDX-License-Identifier: Apache-2.0
import Practice
import SignIn
import Synchronization
import Values

/// Holds back whoever tries one key after the other: ``AttemptLimits`` for all requests of this process, and how many
/// keys are checked at the same moment.
///
/// It remembers within this process only: several servers together allow several times as many.
final class Attempts: Sendable {
    /// Passwords that may be checked at the same moment; each costs 16 MB.
    static let underWayMax = 16

    enum Answer: Hashable {
        case tryIt
        case wait(until: Instant)
        case busy
    }

    private struct State {
        var limits: AttemptLimits
        var underWay = 0
    }

    private let state: Mutex<State>

    init(_ limits: AttemptLimits = AttemptLimits()) {
        state = Mutex(State(limits: limits))
    }

    /// Asks to check one key; ``finish(account:address:succeeded:at:)`` must follow on `tryIt`.
    func begin(account: String, address: String?, at now: Instant) -> Answer {
        state.withLock { state in
            guard state.underWay < Attempts.underWayMax else { return .busy }
            switch state.limits.attempt(account: account, address: address, at: now) {
            case .wait(let until): return .wait(until: until)
            case .tryIt:
                state.underWay += 1
                return .tryIt
            }
        }
    }

    func finish(account: String, address: String?, succeeded: Bool, at now: Instant) {
        state.withLock { state in
            state.underWay -= 1
            if succeeded { state.limits.succeeded(account: account, address: address, at: now) }
        }
    }
}

/// "Please wait two minutes": how long, in words for somebody who waits.
func waitingWords(until: Instant, now: Instant) -> String {
    let seconds = max(1, (until - now).wholeSeconds)
    guard seconds > 90 else { return "Please wait a minute" }
    return "Please wait \(numberWord(Int((seconds + 59) / 60))) minutes"
}
