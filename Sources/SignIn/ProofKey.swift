// SPDX-License-Identifier: Apache-2.0
import Crypto
import Values

/// The proof that who fetches the token is who asked for the code (PKCE, RFC 7636, with S256 alone).
public struct ProofKey: Sendable {
    public static let chanceBytes = 32

    /// Kept with the visit until the code comes, and then sent to the token endpoint.
    public let verifier: String

    /// - Parameter chance: ``chanceBytes`` bytes that nobody can foresee (section 4.1).
    /// - Returns: `nil` for fewer.
    public init?(chance: [UInt8]) {
        guard chance.count >= ProofKey.chanceBytes, chance.count <= 96 else { return nil }
        verifier = Base64URL.encode(chance)
    }

    /// What is sent along when the browser is sent away (section 4.2).
    public var challenge: String { Base64URL.encode(SHA256.hash(data: Array(verifier.utf8))) }
}
