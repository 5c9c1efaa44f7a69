// SPDX-License-Identifier: Apache-2.0
import SignIn
import Testing
import Values

@testable import Web

@Suite struct DoorTests {
    private let quick = ScryptPasswords(cost: .init(rounds: 16, blockSize: 1, parallelism: 1))

    @Test func `a password fits its own hash and no other`() async throws {
        let hash = try await quick.hash("correct horse battery")
        #expect(await quick.verify("correct horse battery", against: hash))
        #expect(await !quick.verify("correct horse batterz", against: hash))
        #expect(await !quick.verify("", against: hash))
    }

    @Test func `two hashes of one password differ`() async throws {
        let first = try await quick.hash("the same words")
        let second = try await quick.hash("the same words")
        #expect(first != second)
        #expect(await ScryptPasswords().verify("the same words", against: first))
    }

    /// RFC 7914, section 12: N = 1024, r = 8, p = 16 on "password" and "NaCl"; its first 32 bytes.
    @Test func `the standard's own example is recognised`() async {
        let hash =
            "scrypt$1024$8$16$TmFDbA==$/bq+HJ00cgB4VucZDQHp/nxq18vII3gw53N2Y0s3MWI="
        #expect(await ScryptPasswords().verify("password", against: hash))
        #expect(await !ScryptPasswords().verify("Password", against: hash))
    }

    @Test func `nothing fits the decoy, and it costs as much as a real one`() async throws {
        let parts = quick.decoy.split(separator: "$")
        let real = try await quick.hash("x").split(separator: "$")
        #expect(parts.prefix(4) == real.prefix(4))
        #expect(await !quick.verify("", against: quick.decoy))
    }

    @Test(arguments: [
        "", "scrypt", "scrypt$16$1$1$AAAA", "scrypt$99999999999$8$1$AAAA$AAAA", "scrypt$16$1$1$!!$!!",
        "bcrypt$16$1$1$AAAA$AAAA", "scrypt$0$0$0$$", "scrypt$-1$8$1$AAAA$AAAA", "scrypt$3$1$1$AAAA$AAAA",
    ])
    func `a hash that is not ours fits nothing`(_ hash: String) async {
        #expect(await !quick.verify("anything", against: hash))
    }

    @Test func `tokens have 256 bits and never repeat`() {
        let tokens = (0..<200).map { _ in SystemTokens().makeToken() }
        #expect(Set(tokens).count == tokens.count)
        #expect(
            tokens.allSatisfy {
                $0.count == 43 && $0.allSatisfy { $0.isLetter || $0.isNumber || "-_".contains($0) }
            })
        #expect(SystemTokens().digest(of: "abc").prefix(4) == [0xBA, 0x78, 0x16, 0xBF])
    }

    @Test func `a form's token is bound to the cookie and does not tell it`() {
        let secret = SystemTokens().makeToken()
        #expect(forgeryToken(for: secret) == forgeryToken(for: secret))
        #expect(forgeryToken(for: secret) != forgeryToken(for: SystemTokens().makeToken()))
        #expect(!forgeryToken(for: secret).contains(secret))
    }

    @Test func `bytes are compared to the last one`() {
        #expect(sameBytes([1, 2, 3], [1, 2, 3]))
        #expect(!sameBytes([1, 2, 3], [1, 2, 4]))
        #expect(!sameBytes([1, 2, 3], [1, 2]))
        #expect(sameBytes([], []))
    }

    // MARK: Holding back

    private let start = Instant(unixSeconds: 1_000_000)

    private func fail(_ limits: Attempts, _ account: String, _ address: String?, at now: Instant) {
        if limits.begin(account: account, address: address, at: now) == .tryIt {
            limits.finish(account: account, address: address, succeeded: false, at: now)
        }
    }

    @Test func `an account is closed after ten wrong keys and opens again by itself`() {
        let limits = Attempts()
        for attempt in 0..<AttemptLimits.perAccount.attempts {
            #expect(limits.begin(account: "a@b.c", address: "192.0.2.\(attempt)", at: start) == .tryIt)
            limits.finish(account: "a@b.c", address: "192.0.2.\(attempt)", succeeded: false, at: start)
        }
        let next = start + AttemptLimits.perAccount.each
        #expect(limits.begin(account: " A@B.C ", address: "192.0.2.200", at: start) == .wait(until: next))
        #expect(limits.begin(account: "other@b.c", address: "192.0.2.200", at: start) == .tryIt)
        #expect(limits.begin(account: "a@b.c", address: nil, at: next) == .tryIt)
    }

    @Test func `an address that tries many accounts is held back, and one good key does not clear it`() {
        let limits = Attempts()
        for attempt in 0..<(AttemptLimits.perAddress.attempts - 1) {
            fail(limits, "\(attempt)@b.c", "192.0.2.1", at: start)
        }
        #expect(limits.begin(account: "mine@b.c", address: "192.0.2.1", at: start) == .tryIt)
        limits.finish(account: "mine@b.c", address: "192.0.2.1", succeeded: true, at: start)
        fail(limits, "last@b.c", "192.0.2.1", at: start)
        let next = start + AttemptLimits.perAddress.each
        #expect(limits.begin(account: "mine@b.c", address: "192.0.2.1", at: start) == .wait(until: next))
    }

    @Test func `only so many keys are tried at the same moment`() {
        let limits = Attempts()
        for number in 0..<Attempts.underWayMax {
            #expect(limits.begin(account: "\(number)", address: nil, at: start) == .tryIt)
        }
        #expect(limits.begin(account: "one more", address: nil, at: start) == .busy)
        limits.finish(account: "0", address: nil, succeeded: true, at: start)
        #expect(limits.begin(account: "one more", address: nil, at: start) == .tryIt)
    }
}
