// SPDX-License-Identifier: Apache-2.0
import Crypto
import SignIn
import Values

/// A sign-in service that signs whatever a test wants signed.
struct TokenMint {
    let key = P256.Signing.PrivateKey()

    var keys: JSONWebKeys { JSONWebKeys(keys: [webKey(named: "k1")]) }

    func webKey(named name: String?) -> JSONWebKey {
        let point = Array(key.publicKey.x963Representation)
        return JSONWebKey(name: name, material: .p256(x: Array(point[1...32]), y: Array(point[33...64])))
    }

    func token(_ claims: String, header: String = #"{"alg":"ES256","kid":"k1","typ":"JWT"}"#) throws -> String
    {
        let message = Base64URL.encode(header.utf8) + "." + Base64URL.encode(claims.utf8)
        let signature = try key.signature(for: SHA256.hash(data: Array(message.utf8)))
        return message + "." + Base64URL.encode(Array(signature.rawRepresentation))
    }
}
