// SPDX-License-Identifier: Apache-2.0
import Generators
import SignIn
import Testing
import Values

@Suite struct AttemptLimitTests {
    private let start = Instant(unixSeconds: 1_800_000_000)

    @Test func `ten keys may be tried, then one every minute and a half`() {
        var limits = AttemptLimits()
        for _ in 0..<10 { #expect(limits.attempt(account: "ann", address: nil, at: start) == .tryIt) }
        let wait = AttemptLimits.Answer.wait(until: start + .seconds(90))
        #expect(limits.attempt(account: " ANN ", address: nil, at: start) == wait)
        #expect(limits.attempt(account: "ann", address: nil, at: start + .seconds(89)) == wait)
        #expect(limits.attempt(account: "ann", address: nil, at: start + .seconds(90)) == .tryIt)
        #expect(limits.attempt(account: "ann", address: nil, at: start + .seconds(91)) != .tryIt)
        #expect(limits.attempt(account: "ben", address: nil, at: start) == .tryIt)
    }

    @Test func `whoever tries many accounts from one address is held back by the address`() {
        var limits = AttemptLimits()
        for count in 0..<40 {
            #expect(limits.attempt(account: "a\(count)", address: "192.0.2.7", at: start) == .tryIt)
        }
        let wait = AttemptLimits.Answer.wait(until: start + .seconds(20))
        #expect(limits.attempt(account: "new", address: "192.0.2.7", at: start) == wait)
        #expect(limits.attempt(account: "new", address: "192.0.2.8", at: start) == .tryIt)
    }

    @Test func `what was refused costs nothing`() {
        var limits = AttemptLimits()
        for _ in 0..<10 { _ = limits.attempt(account: "ann", address: "192.0.2.7", at: start) }
        for _ in 0..<100 { _ = limits.attempt(account: "ann", address: "192.0.2.7", at: start) }
        // Thirty of the address's forty are left.
        for count in 0..<30 {
            #expect(limits.attempt(account: "b\(count)", address: "192.0.2.7", at: start) == .tryIt)
        }
        #expect(limits.attempt(account: "c", address: "192.0.2.7", at: start) != .tryIt)
    }

    @Test func `one good key forgives the account and not the address`() {
        var limits = AttemptLimits()
        for _ in 0..<10 { _ = limits.attempt(account: "ann", address: "192.0.2.7", at: start) }
        for count in 0..<29 { _ = limits.attempt(account: "b\(count)", address: "192.0.2.7", at: start) }
        limits.succeeded(account: "ann", address: "192.0.2.7", at: start)
        #expect(limits.attempt(account: "ann", address: nil, at: start) == .tryIt)
        #expect(limits.attempt(account: "x", address: "192.0.2.7", at: start) == .tryIt)
        #expect(limits.attempt(account: "y", address: "192.0.2.7", at: start) == .tryIt)
        #expect(limits.attempt(account: "z", address: "192.0.2.7", at: start) != .tryIt)
    }

    @Test func `a stranger who tries keys does not lock out the person in their own browser`() {
        var limits = AttemptLimits()
        for count in 0..<10 { _ = limits.attempt(account: "ann", address: "192.0.2.\(count)", at: start) }
        #expect(limits.attempt(account: "ann", address: nil, at: start) != .tryIt)
        #expect(limits.attempt(account: "ann", address: nil, isKnownBrowser: true, at: start) == .tryIt)
        for _ in 0..<9 { _ = limits.attempt(account: "ann", address: nil, isKnownBrowser: true, at: start) }
        #expect(limits.attempt(account: "ann", address: nil, isKnownBrowser: true, at: start) != .tryIt)
    }

    @Test func `a clock that is set back holds nobody longer than an empty bucket does`() {
        var limits = AttemptLimits()
        for _ in 0..<10 { _ = limits.attempt(account: "ann", address: nil, at: start) }
        let back = start - .days(300)
        guard case .wait(let until) = limits.attempt(account: "ann", address: nil, at: back) else {
            Issue.record("The bucket is empty.")
            return
        }
        #expect(until <= back + .seconds(90))
    }

    @Test func `memory has an end, and reaching it lets nobody go`() {
        var limits = AttemptLimits(rememberedMax: 100)
        for _ in 0..<10 { _ = limits.attempt(account: "ann", address: nil, at: start) }
        for count in 0..<5_000 { _ = limits.attempt(account: "guess \(count)", address: nil, at: start) }
        #expect(limits.remembered <= 100)
        #expect(limits.attempt(account: "ann", address: nil, at: start) != .tryIt)
    }

    @Test func `over any time no more is tried than the buckets hold and fill`() throws {
        try forSeeds(100) { chance in
            let rule = AttemptLimits.Rule(
                attempts: chance.number(1...6), each: .seconds(chance.number(1...100)))
            var limits = AttemptLimits(perAccount: rule, perAddress: rule)
            var now = start
            var tried = 0
            for _ in 0..<200 {
                now = now + .seconds(chance.number(0...40))
                if limits.attempt(account: "ann", address: nil, at: now) == .tryIt { tried += 1 }
            }
            let filled = (now - start).wholeSeconds / rule.each.wholeSeconds
            try #require(tried <= rule.attempts + Int(filled))
            // And nobody is held back without need.
            try #require(limits.attempt(account: "ann", address: nil, at: now + rule.each) == .tryIt)
        }
    }

    @Test(arguments: [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:DB8:0001:0002::9", "2001:db8:1:2::/64"),
        ("2001:db8::1", "2001:db8:0:0::/64"),
        ("fe80::1%eth0", "fe80:0:0:0::/64"),
        ("::1", "0:0:0:0::/64"),
        ("nonsense", "nonsense"), (":::::::::::", ":::::::::::"), ("", ""),
    ])
    func `of IPv6 sixty-four bits count as one address`(address: String, network: String) {
        #expect(AttemptLimits.network(of: address) == network)
    }
}
