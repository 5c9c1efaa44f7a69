// SPDX-License-Identifier: Apache-2.0
import Values

/// Holds back whoever tries one key after the other, by account and by where they come from; a machine of plain
/// values that is told the time.
///
/// Each account and each address has a bucket of attempts that fills again one by one (the generic cell rate
/// algorithm: one instant a bucket tells how full it is).
public struct AttemptLimits: Sendable {
    /// A bucket's size and how fast it fills again.
    public struct Rule: Hashable, Sendable {
        public let attempts: Int
        /// How long until one more is back.
        public let each: Duration

        public init(attempts: Int, each: Duration) {
            self.attempts = attempts
            self.each = each
        }
    }

    /// Ten, and one more every minute and a half: as many as a forgetful person needs.
    public static let perAccount = Rule(attempts: 10, each: .seconds(90))
    /// Forty, and one more every twenty seconds: a school behind one address signs in at nine o'clock.
    public static let perAddress = Rule(attempts: 40, each: .seconds(20))
    /// Beyond this many remembered buckets the fullest are forgotten, so that nobody can fill the memory and nobody
    /// who is held back is let go by it.
    public static let rememberedMax = 20_000

    private struct Key: Hashable, Sendable {
        enum Kind: Hashable { case account, knownBrowser, address }
        let kind: Kind
        let name: String
    }

    /// When each bucket will be full again; those that are full are not remembered.
    private var fullAt: [Key: Instant] = [:]
    private let account: Rule
    private let address: Rule
    private let rememberedMax: Int

    public init(
        perAccount: Rule = AttemptLimits.perAccount, perAddress: Rule = AttemptLimits.perAddress,
        rememberedMax: Int = AttemptLimits.rememberedMax
    ) {
        account = perAccount
        address = perAddress
        self.rememberedMax = max(2, rememberedMax)
    }

    public var remembered: Int { fullAt.count }

    public enum Answer: Hashable, Sendable {
        case tryIt
        /// Nothing was tried; earlier than this nothing will be.
        case wait(until: Instant)
    }

    /// Takes one attempt, if both buckets have one.
    ///
    /// - Parameters:
    ///   - account: what somebody signs in with, known or not; folded here.
    ///   - address: where they come from, if that is known.
    ///   - isKnownBrowser: whether this browser has signed in to this account before. It then has a bucket of its own,
    ///     so that a stranger who tries keys does not lock out the person (OWASP's "device cookies").
    public mutating func attempt(
        account name: String, address from: String?, isKnownBrowser: Bool = false, at now: Instant
    ) -> Answer {
        let several = keys(name, from, isKnownBrowser)
        let waits = several.compactMap { key, rule in wait(key, rule, at: now) }
        if let latest = waits.max() { return .wait(until: latest) }
        for (key, rule) in several { fullAt[key] = max(level(key, rule, at: now), now) + rule.each }
        forget(at: now)
        return .tryIt
    }

    /// The key was right: the account's attempts are given back, and to the address the one it took. One good key
    /// must not clear an address that tries many.
    public mutating func succeeded(
        account name: String, address from: String?, isKnownBrowser: Bool = false, at now: Instant
    ) {
        for (key, rule) in keys(name, from, isKnownBrowser) {
            switch key.kind {
            case .account, .knownBrowser: fullAt[key] = nil
            case .address: fullAt[key] = fullAt[key].map { $0 - rule.each }
            }
        }
        forget(at: now)
    }

    private func level(_ key: Key, _ rule: Rule, at now: Instant) -> Instant {
        // A clock that was set back must hold nobody for longer than an empty bucket does.
        min(fullAt[key] ?? now, now + rule.each * rule.attempts)
    }

    private func wait(_ key: Key, _ rule: Rule, at now: Instant) -> Instant? {
        let free = level(key, rule, at: now) - rule.each * (rule.attempts - 1)
        return free > now ? free : nil
    }

    private func keys(_ name: String, _ from: String?, _ isKnownBrowser: Bool) -> [(Key, Rule)] {
        let folded = String(name.lowercased().filter { !$0.isWhitespace }.prefix(200))
        let own = Key(kind: isKnownBrowser ? .knownBrowser : .account, name: folded)
        guard let from else { return [(own, account)] }
        return [(own, account), (Key(kind: .address, name: AttemptLimits.network(of: from)), address)]
    }

    private mutating func forget(at now: Instant) {
        guard fullAt.count > rememberedMax else { return }
        fullAt = fullAt.filter { $0.value > now }
        guard fullAt.count > rememberedMax else { return }
        for (key, _) in fullAt.sorted(by: { $0.value < $1.value }).prefix(fullAt.count - rememberedMax / 2) {
            fullAt[key] = nil
        }
    }

    /// What counts as one address: an IPv4 address, and of IPv6 the first 64 bits, for whoever has one has all of them
    /// (RFC 6177). What is neither stands for itself.
    public static func network(of address: String) -> String {
        let plain = address.lowercased().split(separator: "%").first.map(String.init) ?? ""
        guard plain.contains(":") else { return String(plain.prefix(60)) }
        // An IPv4 address in an IPv6 socket (RFC 4291, section 2.5.5.2).
        if plain.hasPrefix("::ffff:"), plain.contains(".") { return String(plain.dropFirst(7).prefix(60)) }
        let halves = plain.components(partedBy: "::")
        guard halves.count <= 2 else { return String(plain.prefix(60)) }
        let front = halves[0].split(separator: ":")
        let back = halves.count == 2 ? halves[1].split(separator: ":") : []
        var groups = front.map(String.init)
        if halves.count == 2 {
            groups += Array(repeating: "0", count: max(0, 8 - front.count - back.count))
            groups += back.map(String.init)
        }
        guard groups.count == 8 else { return String(plain.prefix(60)) }
        let network = groups.prefix(4).map { group in
            let bare = group.drop { $0 == "0" }
            return bare.isEmpty ? "0" : String(bare)
        }
        return network.joined(separator: ":") + "::/64"
    }
}

extension String {
    fileprivate func components(partedBy mark: String) -> [String] {
        split(separator: mark, omittingEmptySubsequences: false).map(String.init)
    }
}
