// SPDX-License-Identifier: Apache-2.0
import Values

/// A sign-in service of an organisation, as its discovery document describes it (OpenID Connect Discovery 1.0,
/// section 3).
public struct OpenIDProvider: Hashable, Sendable {
    public static let documentBytesMax = 65_536

    public let issuer: String
    public let authorizationEndpoint: String
    public let tokenEndpoint: String
    /// Where its keys are.
    public let keysAddress: String

    /// Reads the document that was fetched from below `issuer`.
    ///
    /// - Parameter allowsPlainHTTP: for a service on this very machine, in tests.
    /// - Throws: a ``Refusal`` that names what is missing or does not fit.
    public init(document: [UInt8], issuer: String, allowsPlainHTTP: Bool = false) throws(Refusal) {
        func refusal(_ detail: String) -> Refusal {
            Refusal(
                .unavailable,
                "The sign-in service does not describe itself as it should. "
                    + "Please check its address in the settings.",
                detail: detail)
        }
        guard document.count <= OpenIDProvider.documentBytesMax, let json = try? JSON.parse(document) else {
            throw refusal("the discovery document is no JSON of a usable size")
        }
        // Section 4.3: exactly the issuer that was asked, or anybody could speak for it.
        guard json["issuer"]?.text == issuer else { throw refusal("the issuer is another one") }
        func endpoint(_ name: String) throws(Refusal) -> String {
            guard let text = json[name]?.text, text.utf8.count <= 2_000,
                text.hasPrefix("https://") || (allowsPlainHTTP && text.hasPrefix("http://")),
                text.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
            else { throw refusal("\(name) is missing or not https") }
            return text
        }
        self.issuer = issuer
        authorizationEndpoint = try endpoint("authorization_endpoint")
        tokenEndpoint = try endpoint("token_endpoint")
        keysAddress = try endpoint("jwks_uri")
        // Section 3: a service that lists no PKCE methods may support them all the same.
        if let methods = json["code_challenge_methods_supported"]?.list, !methods.contains(.text("S256")) {
            throw refusal("PKCE with S256 is not offered")
        }
    }

    /// Where the browser is sent to (OpenID Connect Core 1.0, section 3.1.2.1; RFC 7636, section 4.3).
    ///
    /// - Parameters:
    ///   - state: what must come back with the code; bound to the visit.
    ///   - nonce: what must stand in the token.
    public func authorizationAddress(
        client: String, redirect: String, state: String, nonce: String, proof: ProofKey
    ) -> String {
        let parameters = [
            ("response_type", "code"), ("scope", "openid profile email"), ("client_id", client),
            ("redirect_uri", redirect), ("state", state), ("nonce", nonce),
            ("code_challenge", proof.challenge), ("code_challenge_method", "S256"),
        ]
        let query = parameters.map { "\($0)=\(percentEncoded($1))" }.joined(separator: "&")
        return authorizationEndpoint + (authorizationEndpoint.contains("?") ? "&" : "?") + query
    }
}
