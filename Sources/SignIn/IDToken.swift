// SPDX-License-Identifier: Apache-2.0
import Values

/// Why an ID token is not believed. The person reads that signing in did not work and what to do; the log reads which
/// rule it broke, and never the token.
public enum IDTokenFault: TwoVoicedError, Hashable {
    case malformed(String)
    case algorithm
    /// No published key fits; fetching the keys anew may help, once.
    case unknownKey
    case signature
    case issuer
    case audience
    case authorizedParty
    case expired
    case notYet
    case tooOld
    case nonce
    case subject

    public var message: String {
        switch self {
        case .expired, .notYet, .tooOld:
            "The sign-in took too long, or a clock is wrong. Please sign in again."
        case .nonce: "This sign-in was not begun in this browser. Please sign in again from our page."
        default:
            "The sign-in service's answer cannot be trusted. "
                + "Please sign in again, and tell whoever runs Goodword if it stays so."
        }
    }

    public var detail: String {
        switch self {
        case .malformed(let what): "ID token: \(what)"
        case .algorithm: "ID token: not signed with RS256 or ES256"
        case .unknownKey: "ID token: no published key fits"
        case .signature: "ID token: the signature does not fit"
        case .issuer: "ID token: another issuer"
        case .audience: "ID token: meant for another client"
        case .authorizedParty: "ID token: azp is missing or another client's"
        case .expired: "ID token: expired"
        case .notYet: "ID token: issued, or to be used, in the future"
        case .tooOld: "ID token: issued, or signed in, too long ago"
        case .nonce: "ID token: another nonce"
        case .subject: "ID token: no usable subject"
        }
    }
}

/// Checks one signature; lent by what has a cryptographic library at hand.
public protocol TokenSignatureChecking: Sendable {
    /// Whether the signature over the message was made with the key's other half.
    func isValid(_ signature: [UInt8], over message: [UInt8], by key: JSONWebKey) -> Bool
}

/// Who signed in, as a sign-in service vouches for it.
public struct IDToken: Hashable, Sendable {
    public static let bytesMax = 16_384

    /// What a token has to say to be believed (OpenID Connect Core 1.0, section 3.1.3.7).
    public struct Expectation: Sendable {
        public var issuer: String
        /// Our name with the service.
        public var client: String
        /// What was sent along when the browser was sent away.
        public var nonce: String
        public var now: Instant
        /// How far two clocks may be apart.
        public var leeway: Duration
        /// A token that was issued longer ago is not fresh from this sign-in.
        public var ageMax: Duration
        /// How long ago the person may have typed their password; `nil` when that does not matter.
        public var signedInMax: Duration?

        public init(
            issuer: String, client: String, nonce: String, now: Instant, leeway: Duration = .seconds(60),
            ageMax: Duration = .minutes(10), signedInMax: Duration? = nil
        ) {
            self.issuer = issuer
            self.client = client
            self.nonce = nonce
            self.now = now
            self.leeway = leeway
            self.ageMax = ageMax
            self.signedInMax = signedInMax
        }
    }

    public let issuer: String
    /// Who it is, for this issuer and for ever; addresses change hands.
    public let subject: String
    public let expires: Instant
    public let issued: Instant
    public let email: String?
    /// Whether the service has checked the address. One that it has not is no reason to open an account.
    public let isEmailVerified: Bool
    public let name: String?
    public let givenName: String?
    public let familyName: String?

    /// Checks a token as a whole and says who signed in.
    ///
    /// - Throws: ``IDTokenFault`` for the first rule it breaks; the signature comes before every claim.
    public static func check(
        _ token: String, with keys: JSONWebKeys, by checker: some TokenSignatureChecking,
        expecting expected: Expectation
    ) throws(IDTokenFault) -> IDToken {
        let signed = try SignedToken(token)
        let fitting = keys.keys.filter { $0.algorithm == signed.algorithm }
        let named = signed.keyName.map { name in fitting.filter { $0.name == name } } ?? fitting
        // Section 10.1: without a name there has to be just one.
        guard !named.isEmpty, signed.keyName != nil || named.count == 1 else { throw .unknownKey }
        guard named.contains(where: { checker.isValid(signed.signature, over: signed.message, by: $0) })
        else {
            throw .signature
        }
        return try IDToken(claims: signed.claims, expecting: expected)
    }

    /// The rules of section 3.1.3.7, by their numbers there.
    private init(claims: JSON, expecting expected: Expectation) throws(IDTokenFault) {
        // 2: exactly.
        guard let issuer = claims["iss"]?.text, issuer == expected.issuer else { throw .issuer }
        // 3 to 5.
        let audiences: [String] =
            claims["aud"]?.text.map { [$0] } ?? claims["aud"]?.list?.compactMap(\.text) ?? []
        guard audiences.contains(expected.client) else { throw .audience }
        let party = claims["azp"]
        if party != nil || audiences.count > 1 {
            guard party?.text == expected.client else { throw .authorizedParty }
        }
        // 9 and 10, and RFC 7519, section 4.1.5.
        guard let expires = instant(claims["exp"]), let issued = instant(claims["iat"]) else {
            throw .malformed("exp or iat is missing or no number")
        }
        guard expected.now < expires + expected.leeway else { throw .expired }
        guard issued <= expected.now + expected.leeway else { throw .notYet }
        guard issued + expected.ageMax + expected.leeway >= expected.now else { throw .tooOld }
        if let from = claims["nbf"] {
            guard let from = instant(from) else { throw .malformed("nbf is no number") }
            guard from <= expected.now + expected.leeway else { throw .notYet }
        }
        // 11.
        guard let nonce = claims["nonce"]?.text, !expected.nonce.isEmpty,
            sameBytes(Array(nonce.utf8), Array(expected.nonce.utf8))
        else { throw .nonce }
        // 13.
        if let longest = expected.signedInMax {
            guard let signedIn = instant(claims["auth_time"]) else {
                throw .malformed("auth_time is missing")
            }
            guard signedIn + longest + expected.leeway >= expected.now else { throw .tooOld }
        }
        // Section 2: up to 255 ASCII characters.
        guard let subject = claims["sub"]?.text, (1...255).contains(subject.utf8.count),
            subject.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F })
        else { throw .subject }
        self.issuer = issuer
        self.subject = subject
        self.expires = expires
        self.issued = issued
        email = claims["email"]?.text
        // Some services write the truth as a text.
        isEmailVerified = claims["email_verified"]?.bool ?? (claims["email_verified"]?.text == "true")
        name = claims["name"]?.text
        givenName = claims["given_name"]?.text
        familyName = claims["family_name"]?.text
    }
}

/// The three parts of a token (RFC 7515, section 7.1), read and not yet believed.
struct SignedToken {
    let algorithm: TokenAlgorithm
    let keyName: String?
    let claims: JSON
    let message: [UInt8]
    let signature: [UInt8]

    init(_ token: String) throws(IDTokenFault) {
        guard token.utf8.count <= IDToken.bytesMax else { throw .malformed("it is too long") }
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw .malformed("it has not three parts") }
        guard let head = Base64URL.decode(parts[0]), let body = Base64URL.decode(parts[1]),
            let signature = Base64URL.decode(parts[2])
        else { throw .malformed("a part is not base 64") }
        guard let header = try? JSON.parse(head), case .object = header, let claims = try? JSON.parse(body),
            case .object = claims
        else { throw .malformed("a part is no JSON object") }
        // RFC 7515, section 4.1.11: what must be understood and is not; and detached payloads (RFC 7797).
        guard header["crit"] == nil, header["b64"] == nil else {
            throw .malformed("it asks for an extension")
        }
        guard let algorithm = header["alg"]?.text.flatMap(TokenAlgorithm.init(rawValue:)) else {
            throw .algorithm
        }
        self.algorithm = algorithm
        keyName = header["kid"]?.text
        self.claims = claims
        // Keys, addresses and certificates in the header (jwk, jku, x5c) are never looked at: RFC 8725, section 3.10.
        message = Array("\(parts[0]).\(parts[1])".utf8)
        self.signature = signature
    }
}

/// A NumericDate (RFC 7519, section 2): seconds since 1970, possibly with a fraction, which is cut off.
private func instant(_ json: JSON?) -> Instant? {
    // Year 9999 at the latest, so that no arithmetic after this can go astray.
    let range: ClosedRange<Int64> = 0...253_402_300_799
    switch json {
    case .integer(let seconds): return range.contains(seconds) ? Instant(unixSeconds: seconds) : nil
    case .decimal(let text):
        let whole = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard whole.count == 2, whole[1].utf8.allSatisfy({ (48...57).contains($0) }),
            let seconds = Int64(whole[0]), range.contains(seconds)
        else { return nil }
        return Instant(unixSeconds: seconds)
    default: return nil
    }
}
