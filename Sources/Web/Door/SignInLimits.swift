// SPDX-License-Identifier: Apache-2.0
import Synchronization
import Values

/// Holds back whoever tries one key after the other, by account and by where they come from.
///
/// It remembers failures only within this process: several servers together allow several times as many.
final class SignInLimits: Sendable {
    static let failuresPerAccountMax = 10
    static let failuresPerAddressMax = 40
    static let window: Duration = .minutes(15)
    /// Passwords that may be checked at the same moment; each costs 16 MB.
    static let underWayMax = 16
    /// Beyond this many remembered names the oldest are forgotten, so that nobody can fill the memory.
    static let rememberedMax = 20_000

    enum Answer: Hashable {
        case tryIt
        case tooManyFailures
        case busy
    }

    private struct State {
        var failures: [String: [Instant]] = [:]
        var underWay = 0
    }

    private let state = Mutex(State())

    /// Asks to check one password; ``finish(account:address:succeeded:at:)`` must follow on `tryIt`.
    func begin(account: String, address: String?, at now: Instant) -> Answer {
        state.withLock { state in
            let horizon = now - SignInLimits.window
            for (key, limit) in SignInLimits.keys(account: account, address: address) {
                let recent = (state.failures[key] ?? []).filter { $0 > horizon }
                if recent.count >= limit { return .tooManyFailures }
            }
            guard state.underWay < SignInLimits.underWayMax else { return .busy }
            state.underWay += 1
            return .tryIt
        }
    }

    func finish(account: String, address: String?, succeeded: Bool, at now: Instant) {
        state.withLock { state in
            state.underWay -= 1
            let horizon = now - SignInLimits.window
            for (key, limit) in SignInLimits.keys(account: account, address: address) {
                if succeeded {
                    // Only the account is forgiven: one good key must not clear an address that tries many.
                    if limit == SignInLimits.failuresPerAccountMax { state.failures[key] = nil }
                } else {
                    let recent = (state.failures[key] ?? []).filter { $0 > horizon } + [now]
                    state.failures[key] = Array(recent.suffix(limit))
                }
            }
            if state.failures.count > SignInLimits.rememberedMax {
                state.failures = state.failures.filter { ($0.value.last ?? horizon) > horizon }
            }
            if state.failures.count > SignInLimits.rememberedMax {
                let oldest = state.failures.sorted { ($0.value.last ?? now) < ($1.value.last ?? now) }
                for (key, _) in oldest.prefix(state.failures.count / 2) { state.failures[key] = nil }
            }
        }
    }

    private static func keys(account: String, address: String?) -> [(String, Int)] {
        let folded = String(account.lowercased().filter { !$0.isWhitespace }.prefix(200))
        let byAccount = ("account \(folded)", failuresPerAccountMax)
        return address.map { [byAccount, ("address \($0)", failuresPerAddressMax)] } ?? [byAccount]
    }
}
