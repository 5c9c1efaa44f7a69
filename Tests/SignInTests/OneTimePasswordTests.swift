// SPDX-License-Identifier: Apache-2.0
import Generators
import SignIn
import Testing
import Values

@Suite struct OneTimePasswordTests {
    private func secret(_ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(ascii: "0") + UInt8(($0 + 1) % 10) }
    }

    /// RFC 6238, appendix B, with the secrets of its erratum 2866: as long as each hash.
    @Test(arguments: [
        (59, "94287082", "46119246", "90693936"),
        (1_111_111_109, "07081804", "68084774", "25091201"),
        (1_111_111_111, "14050471", "67062674", "99943326"),
        (1_234_567_890, "89005924", "91819424", "93441116"),
        (2_000_000_000, "69279037", "90698825", "38618901"),
        (20_000_000_000, "65353130", "77737706", "47863826"),
    ])
    func `codes are those of RFC 6238`(seconds: Int64, sha1: String, sha256: String, sha512: String) throws {
        let at = Instant(unixSeconds: seconds)
        for (algorithm, bytes, code) in [
            (OneTimePassword.Algorithm.sha1, 20, sha1), (.sha256, 32, sha256), (.sha512, 64, sha512),
        ] {
            let password = try #require(
                OneTimePassword(secret: secret(bytes), algorithm: algorithm, digits: 8))
            #expect(password.code(ofStep: password.step(at: at)) == code)
        }
    }

    /// RFC 4226, appendix D.
    @Test func `codes of six digits are those of RFC 4226`() throws {
        let password = try #require(OneTimePassword(secret: secret(20)))
        let codes = (0..<10).map { password.code(ofStep: Int64($0)) }
        #expect(
            codes == [
                "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871",
                "520489",
            ])
    }

    @Test func `a code is taken once, and none before it afterwards`() throws {
        let password = try #require(OneTimePassword(secret: secret(20)))
        let now = Instant(unixSeconds: 1_800_000_010)
        let step = password.step(at: now)
        let code = password.code(ofStep: step)
        #expect(password.check(code, at: now, after: nil) == .accepted(step: step))
        #expect(password.check(code, at: now, after: step) == .replayed)
        #expect(password.check(code, at: now + .seconds(25), after: step) == .replayed)
        let earlier = password.code(ofStep: step - 1)
        #expect(password.check(earlier, at: now, after: nil) == .accepted(step: step - 1))
        #expect(password.check(earlier, at: now, after: step) == .replayed)
        #expect(
            password.check(password.code(ofStep: step + 1), at: now, after: step) == .accepted(step: step + 1)
        )
    }

    @Test func `a phone's clock may be off by one period and not by two`() throws {
        let password = try #require(OneTimePassword(secret: secret(20)))
        let now = Instant(unixSeconds: 1_800_000_010)
        let step = password.step(at: now)
        for (off, isTaken) in [(-2, false), (-1, true), (0, true), (1, true), (2, false)] as [(Int64, Bool)] {
            let answer = password.check(password.code(ofStep: step + off), at: now, after: nil)
            #expect(answer == (isTaken ? .accepted(step: step + off) : .wrong), "\(off)")
        }
        #expect(password.check(password.code(ofStep: step + 2), at: now, after: nil, window: 2) != .wrong)
    }

    @Test(arguments: ["", "12345", "1234567", "abcdef", "１２３４５６", "-12345", "12 34 5"])
    func `what is no code is wrong and breaks nothing`(typed: String) throws {
        let password = try #require(OneTimePassword(secret: secret(20)))
        #expect(password.check(typed, at: Instant(unixSeconds: 0), after: nil) == .wrong)
    }

    @Test func `blanks that an app shows between the digits may be typed along`() throws {
        let password = try #require(OneTimePassword(secret: secret(20)))
        #expect(password.check("755 224", at: Instant(unixSeconds: 3), after: nil) == .accepted(step: 0))
    }

    @Test func `short secrets and strange figures make no password`() {
        #expect(OneTimePassword(secret: secret(15)) == nil)
        #expect(OneTimePassword(secret: secret(129)) == nil)
        #expect(OneTimePassword(secret: secret(20), digits: 5) == nil)
        #expect(OneTimePassword(secret: secret(20), digits: 9) == nil)
        #expect(OneTimePassword(secret: secret(20), period: 0) == nil)
    }

    @Test func `an app is told issuer and account, whatever is in their names`() throws {
        let password = try #require(OneTimePassword(secret: secret(20)))
        let address = password.enrolmentAddress(issuer: "Lantern: House & Co", account: "ann@x.example")
        #expect(
            address == "otpauth://totp/Lantern%20%20House%20%26%20Co:ann%40x.example"
                + "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Lantern%20%20House%20%26%20Co"
                + "&algorithm=SHA1&digits=6&period=30")
        #expect(password.secretInWords == "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ")
    }

    @Test func `no log and no failed test shows the secret`() throws {
        let password = try #require(OneTimePassword(secret: secret(20)))
        var dumped = ""
        dump(password, to: &dumped)
        for text in ["\(password)", String(reflecting: password), dumped] {
            #expect(!text.contains("49") && !text.contains("GEZD"), "\(text)")
        }
    }

    /// RFC 4648, section 10.
    @Test(arguments: [
        ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("fooba", "MZXW6YTB"),
        ("foobar", "MZXW6YTBOI"),
    ])
    func `base 32 is that of RFC 4648`(plain: String, text: String) {
        #expect(Base32.encode(Array(plain.utf8)) == text)
        #expect(Base32.decode(text) == Array(plain.utf8))
        #expect(Base32.decode(text.lowercased()) == Array(plain.utf8))
    }

    @Test func `base 32 is read as people type it, and nothing else is`() {
        #expect(Base32.decode("mzxw-6ytb oi======") == Array("foobar".utf8))
        for wrong in ["M", "MZX", "MZXW6Y", "MZXW61", "MZXW6YTB0I", "=MZXW6", "MZ=XW6", "MZ", "ÄÄ"] {
            #expect(Base32.decode(wrong) == nil, "\(wrong)")
        }
    }

    @Test func `any bytes come back from base 32 and from base 64 for addresses`() throws {
        try forSeeds(200) { chance in
            let bytes = (0..<chance.number(0...40)).map { _ in UInt8.random(in: 0...255, using: &chance) }
            try #require(Base32.decode(Base32.encode(bytes)) == bytes)
            try #require(Base64URL.decode(Base64URL.encode(bytes)) == bytes)
        }
    }
}

@Suite struct RecoveryCodeTests {
    @Test func `ten codes open the door once each`() throws {
        var chance = SplitMix(seed: 7)
        let codes = RecoveryCodes.make(with: &chance)
        #expect(codes.count == RecoveryCodes.count && Set(codes).count == codes.count)
        var kept = codes.compactMap { RecoveryCodes.digest(of: $0, account: 5) }
        #expect(kept.count == codes.count)
        for (used, code) in codes.enumerated() {
            kept = try #require(RecoveryCodes.use(code, account: 5, kept: kept))
            #expect(kept.count == codes.count - used - 1)
            #expect(RecoveryCodes.use(code, account: 5, kept: kept) == nil)
        }
    }

    @Test func `a code is read as it was written down on paper`() throws {
        let digest = RecoveryCodes.digest(of: "01ab-cdef-ghjk-mnpq", account: 5)
        #expect(digest != nil)
        #expect(RecoveryCodes.digest(of: " OLAB CDEFGHJK-mnpq", account: 5) == digest)
        #expect(RecoveryCodes.digest(of: "01ab-cdef-ghjk-mnpr", account: 5) != digest)
        for wrong in ["", "01ab", "01ab-cdef-ghjk-mnpq-r", "01ab-cdef-ghjk-mnpu", "01ab-cdef-ghjk-mnp\0"] {
            #expect(RecoveryCodes.digest(of: wrong, account: 5) == nil, "\(wrong)")
        }
    }

    @Test func `a code opens no other account`() {
        let kept = [RecoveryCodes.digest(of: "01ab-cdef-ghjk-mnpq", account: 5)].compactMap { $0 }
        #expect(RecoveryCodes.use("01ab-cdef-ghjk-mnpq", account: 6, kept: kept) == nil)
    }
}
