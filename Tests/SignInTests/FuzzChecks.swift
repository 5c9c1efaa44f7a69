// SPDX-License-Identifier: Apache-2.0
import SignIn
import Values

/// What must hold for any bytes at all that come as an ID token or as keys.
enum FuzzChecks {
    /// Believes every signature, so that what is behind it is reached.
    private struct Believer: TokenSignatureChecking {
        func isValid(_ signature: [UInt8], over message: [UInt8], by key: JSONWebKey) -> Bool { true }
    }

    static func check(_ target: String, _ bytes: [UInt8]) -> String? {
        guard target == "id-token" else { return "There is no check for \(target)." }
        let now = Instant(unixSeconds: 1_800_000_000)
        let expected = IDToken.Expectation(
            issuer: "https://id.example", client: "goodword", nonce: "n-1", now: now, signedInMax: .hours(1))
        var keys = [
            JSONWebKey(name: nil, material: .p256(x: [], y: [])),
            JSONWebKey(name: nil, material: .rsa(modulus: [], exponent: [])),
        ]
        if let published = try? JSONWebKeys(document: bytes) { keys += published.keys }
        // As it came, and as the claims of a token that is otherwise right.
        let header = Base64URL.encode(#"{"alg":"ES256"}"#.utf8)
        for token in [String(decoding: bytes, as: UTF8.self), "\(header).\(Base64URL.encode(bytes)).AA"] {
            let token = try? IDToken.check(
                token, with: JSONWebKeys(keys: keys), by: Believer(), expecting: expected)
            guard let token else { continue }
            if token.issuer != expected.issuer || token.subject.isEmpty { return "Nobody signed in." }
            if token.expires + expected.leeway <= now || token.issued > now + expected.leeway {
                return "A token of another time was believed."
            }
        }
        return nil
    }
}
