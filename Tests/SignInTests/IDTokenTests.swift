// SPDX-License-Identifier: Apache-2.0
import Crypto
import CryptoExtras
import Generators
import SignIn
import Testing
import Values

@Suite struct IDTokenTests {
    private let mint = TokenMint()
    private let now = Instant(unixSeconds: 1_800_000_000)

    private var expected: IDToken.Expectation {
        IDToken.Expectation(issuer: "https://id.example", client: "goodword", nonce: "n-1", now: now)
    }

    private func claims(_ changes: [String: String?] = [:]) -> String {
        var claims: [(String, String?)] = [
            ("iss", #""https://id.example""#), ("aud", #""goodword""#), ("sub", #""248289761001""#),
            ("exp", "1800000300"), ("iat", "1799999990"), ("nonce", #""n-1""#),
            ("email", #""ann@college.example""#), ("email_verified", "true"), ("name", #""Ann Ó Sé""#),
        ]
        for (name, value) in changes {
            claims.removeAll { $0.0 == name }
            claims.append((name, value))
        }
        return "{"
            + claims.compactMap { name, value in value.map { "\"\(name)\":\($0)" } }.joined(separator: ",")
            + "}"
    }

    private func check(_ token: String, keys: JSONWebKeys? = nil) throws(IDTokenFault) -> IDToken {
        try IDToken.check(token, with: keys ?? mint.keys, by: LibrarySignatures(), expecting: expected)
    }

    @Test func `a token that says all it should tells who signed in`() throws {
        let token = try check(try mint.token(claims()))
        #expect(token.subject == "248289761001")
        #expect(token.email == "ann@college.example" && token.isEmailVerified)
        #expect(token.name == "Ann Ó Sé")
    }

    static let broken: [(String, [String: String?], IDTokenFault)] = [
        ("another issuer", ["iss": #""https://id.example/""#], .issuer),
        ("no issuer", ["iss": nil], .issuer),
        ("another audience", ["aud": #""other""#], .audience),
        ("no audience", ["aud": nil], .audience),
        ("an audience that is a number", ["aud": "1"], .audience),
        ("several audiences and no azp", ["aud": #"["goodword","other"]"#], .authorizedParty),
        ("another azp", ["azp": #""other""#], .authorizedParty),
        ("an azp that is no text", ["azp": "null"], .authorizedParty),
        ("expired", ["exp": "1799999939"], .expired),
        ("no exp", ["exp": nil], .malformed("exp or iat is missing or no number")),
        ("exp as a text", ["exp": #""1800000300""#], .malformed("exp or iat is missing or no number")),
        (
            "exp beyond all time", ["exp": "9223372036854775807"],
            .malformed("exp or iat is missing or no number")
        ),
        ("exp with an exponent", ["exp": "1.8e9"], .malformed("exp or iat is missing or no number")),
        ("issued in the future", ["iat": "1800000061"], .notYet),
        ("issued long ago", ["iat": "1799999339"], .tooOld),
        ("not to be used yet", ["nbf": "1800000061"], .notYet),
        ("another nonce", ["nonce": #""n-2""#], .nonce),
        ("no nonce", ["nonce": nil], .nonce),
        ("no subject", ["sub": nil], .subject),
        ("an empty subject", ["sub": #""""#], .subject),
        ("a subject beyond ASCII", ["sub": #""Ä""#], .subject),
        ("a long subject", ["sub": "\"" + String(repeating: "x", count: 256) + "\""], .subject),
    ]

    @Test(arguments: broken)
    func `a claim that does not fit is the reason to refuse`(
        name: String, changes: [String: String?], fault: IDTokenFault
    ) throws {
        let token = try mint.token(claims(changes))
        let thrown = #expect(throws: IDTokenFault.self, "\(name)") { try check(token) }
        #expect(thrown == fault)
        #expect(thrown.map { !$0.message.isEmpty && !"\($0)".contains(token) } == true)
    }

    @Test(arguments: [
        ["aud": #"["goodword"]"#], ["aud": #"["other","goodword"]"#, "azp": #""goodword""#],
        ["exp": "1799999941"], ["exp": "1800000300.75"], ["iat": "1800000060"], ["nbf": "1800000060"],
    ])
    func `what is allowed is taken`(changes: [String: String?]) throws {
        #expect(try check(try mint.token(claims(changes))).subject == "248289761001")
    }

    @Test func `one who signed in too long ago has to type the password again`() throws {
        var fresh = expected
        fresh.signedInMax = .hours(1)
        func check(_ changes: [String: String?]) throws -> IDToken {
            try IDToken.check(
                try mint.token(claims(changes)), with: mint.keys, by: LibrarySignatures(), expecting: fresh)
        }
        #expect(try check(["auth_time": "1799999000"]).subject == "248289761001")
        #expect(throws: IDTokenFault.tooOld) { try check(["auth_time": "1799990000"]) }
        #expect(throws: IDTokenFault.malformed("auth_time is missing")) { try check([:]) }
    }

    @Test func `the address is not taken as checked unless the service says so`() throws {
        for (value, isVerified) in [("false", false), (#""true""#, true), ("1", false)] {
            #expect(
                try check(try mint.token(claims(["email_verified": value]))).isEmailVerified == isVerified)
        }
    }

    // MARK: - Signatures and keys

    @Test func `no byte of a token can be changed`() throws {
        let token = try mint.token(claims())
        let bytes = Array(token.utf8)
        for place in stride(from: 0, to: bytes.count, by: 7) {
            var changed = bytes
            changed[place] = changed[place] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            #expect(throws: IDTokenFault.self, "\(place)") {
                try check(String(decoding: changed, as: UTF8.self))
            }
        }
    }

    @Test(arguments: ["none", "None", "HS256", "RS512", "ES384", ""])
    func `no token talks its way in by naming an algorithm`(name: String) throws {
        let token = try mint.token(claims(), header: #"{"alg":"\#(name)","kid":"k1"}"#)
        #expect(throws: IDTokenFault.algorithm) { try check(token) }
        let unsigned = token.split(separator: ".").prefix(2).joined(separator: ".") + "."
        #expect(throws: IDTokenFault.algorithm) { try check(unsigned) }
    }

    @Test func `a token of one algorithm is not checked with the other's key`() throws {
        let token = try mint.token(claims(), header: #"{"alg":"RS256","kid":"k1"}"#)
        #expect(throws: IDTokenFault.unknownKey) { try check(token) }
    }

    @Test func `extensions that must be understood are refused`() throws {
        for header in [
            #"{"alg":"ES256","kid":"k1","crit":["exp"]}"#, #"{"alg":"ES256","kid":"k1","b64":false}"#,
        ] {
            let token = try mint.token(claims(), header: header)
            #expect(throws: IDTokenFault.malformed("it asks for an extension")) { try check(token) }
        }
    }

    @Test func `the key is found by its name, or by being the only one`() throws {
        let stranger = TokenMint()
        let two = JSONWebKeys(keys: [stranger.webKey(named: "k0"), mint.webKey(named: "k1")])
        #expect(try check(try mint.token(claims()), keys: two).subject == "248289761001")
        let unnamed = try mint.token(claims(), header: #"{"alg":"ES256"}"#)
        #expect(try check(unnamed).subject == "248289761001")
        #expect(throws: IDTokenFault.unknownKey) { try check(unnamed, keys: two) }
        let other = try mint.token(claims(), header: #"{"alg":"ES256","kid":"k9"}"#)
        #expect(throws: IDTokenFault.unknownKey) { try check(other) }
        #expect(throws: IDTokenFault.signature) { try check(try stranger.token(claims())) }
    }

    /// RFC 7515, appendices A.2 and A.3.
    @Test func `signatures are those of RFC 7515`() throws {
        let keys = try JSONWebKeys(document: Array(Vectors.keys.utf8))
        #expect(keys.keys.count == 2)
        for token in [Vectors.rs256, Vectors.es256] {
            let parts = token.split(separator: ".")
            let message = Array("\(parts[0]).\(parts[1])".utf8)
            var signature = try #require(Base64URL.decode(parts[2]))
            let checker = LibrarySignatures()
            let fitting = keys.keys.filter { checker.isValid(signature, over: message, by: $0) }
            #expect(fitting.count == 1)
            signature[5] ^= 1
            #expect(!keys.keys.contains { checker.isValid(signature, over: message, by: $0) })
        }
    }

    @Test func `keys that sign no tokens are left out`() throws {
        let good = #"{"kty":"EC","crv":"P-256","x":"\#(Vectors.x)","y":"\#(Vectors.y)""#
        let left = [
            good + #","use":"enc"}"#, good + #","alg":"ES384"}"#, good + #","key_ops":["sign"]}"#,
            #"{"kty":"EC","crv":"P-384","x":"\#(Vectors.x)","y":"\#(Vectors.y)"}"#,
            #"{"kty":"oct","k":"AAAA"}"#, #"{"kty":"RSA","n":"AQAB","e":"AQAB"}"#,
            #"{"kty":"RSA","n":"\#(Vectors.n)","e":"AQ"}"#, "{}", "7",
        ]
        let document = "{\"keys\":[" + (left + [good + "}"]).joined(separator: ",") + "]}"
        #expect(try JSONWebKeys(document: Array(document.utf8)).keys.count == 1)
        for wrong in ["", "[]", "{}", #"{"keys":{}}"#, String(repeating: " ", count: 262_145)] {
            #expect(throws: Refusal.self) { try JSONWebKeys(document: Array(wrong.utf8)) }
        }
    }

    @Test func `texts that are no tokens are refused, whatever they are`() throws {
        for text in ["", ".", "..", "...", "a.b", "e30.e30.", "e30.e30.AA", "é.é.é", "e30=.e30.AA"] {
            #expect(throws: IDTokenFault.self, "\(text)") { try check(text) }
        }
        let long = String(repeating: "A", count: 20_000)
        #expect(throws: IDTokenFault.malformed("it is too long")) { try check(long) }
    }

    // MARK: - The way there

    /// RFC 7636, appendix B.
    @Test func `the proof key is that of RFC 7636`() throws {
        let bytes = try #require(Base64URL.decode("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"))
        let key = try #require(ProofKey(chance: bytes))
        #expect(key.verifier == "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
        #expect(key.challenge == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")
        #expect(ProofKey(chance: Array(bytes.dropLast())) == nil)
    }

    private func document(_ changes: [String: String] = [:]) -> [UInt8] {
        var members = [
            "issuer": #""https://id.example""#, "authorization_endpoint": #""https://id.example/a?x=1""#,
            "token_endpoint": #""https://id.example/t""#, "jwks_uri": #""https://id.example/k""#,
        ]
        members.merge(changes) { $1 }
        return Array(("{" + members.map { "\"\($0)\":\($1)" }.joined(separator: ",") + "}").utf8)
    }

    @Test func `the browser is sent away with all that must come back`() throws {
        let provider = try OpenIDProvider(document: document(), issuer: "https://id.example")
        let proof = try #require(ProofKey(chance: Array(repeating: 7, count: 32)))
        let address = provider.authorizationAddress(
            client: "good word", redirect: "https://g.example/in?a=b", state: "s", nonce: "n", proof: proof)
        #expect(
            address == "https://id.example/a?x=1&response_type=code&scope=openid%20profile%20email"
                + "&client_id=good%20word&redirect_uri=https%3A%2F%2Fg.example%2Fin%3Fa%3Db&state=s&nonce=n"
                + "&code_challenge=\(proof.challenge)&code_challenge_method=S256")
    }

    @Test(arguments: [
        ["issuer": #""https://id.example/""#], ["token_endpoint": #""http://id.example/t""#],
        ["jwks_uri": "null"], ["jwks_uri": #""https://id.example/k k""#],
        ["code_challenge_methods_supported": #"["plain"]"#],
    ])
    func `a service that does not describe itself rightly is refused`(changes: [String: String]) {
        #expect(throws: Refusal.self) {
            try OpenIDProvider(document: document(changes), issuer: "https://id.example")
        }
    }
}

private enum Vectors {
    static let x = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"
    static let y = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"
    static let n =
        "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yR"
        + "T-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXB"
        + "dQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9ia"
        + "GNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"
    static let keys =
        #"{"keys":[{"kty":"RSA","n":"\#(n)","e":"AQAB"},{"kty":"EC","crv":"P-256","x":"\#(x)","y":"\#(y)"}]}"#
    static let payload =
        "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
    static let rs256 =
        "eyJhbGciOiJSUzI1NiJ9." + payload
        + ".cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGb"
        + "ds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0Gar"
        + "ZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9F"
        + "s98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"
    static let es256 =
        "eyJhbGciOiJFUzI1NiJ9." + payload
        + ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
}
