// SPDX-License-Identifier: Apache-2.0
import Crypto
import CryptoExtras

/// Token signatures by swift-crypto.
public struct LibrarySignatures: TokenSignatureChecking {
    public init() {}

    public func isValid(_ signature: [UInt8], over message: [UInt8], by key: JSONWebKey) -> Bool {
        let digest = SHA256.hash(data: message)
        switch key.material {
        case .rsa(let modulus, let exponent):
            guard signature.count == modulus.count,
                let key = try? _RSA.Signing.PublicKey(n: modulus, e: exponent)
            else { return false }
            return key.isValidSignature(
                _RSA.Signing.RSASignature(rawRepresentation: signature), for: digest,
                padding: .insecurePKCS1v1_5)
        case .p256(let x, let y):
            // The two numbers one after the other (RFC 7518, section 3.4), never in DER.
            guard signature.count == 64,
                let key = try? P256.Signing.PublicKey(x963Representation: [4] + x + y),
                let signature = try? P256.Signing.ECDSASignature(rawRepresentation: signature)
            else { return false }
            return key.isValidSignature(signature, for: digest)
        }
    }
}
