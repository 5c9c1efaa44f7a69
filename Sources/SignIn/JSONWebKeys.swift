// SPDX-License-Identifier: Apache-2.0
import Values

/// How a token is signed: the two ways that are taken. `none` and shared keys are not among them, so no token can
/// talk its way in by naming them (RFC 8725, sections 2.1 and 3.1).
public enum TokenAlgorithm: String, CaseIterable, Hashable, Sendable {
    /// RSA with SHA-256, PKCS #1 v1.5 (RFC 7518, section 3.3).
    case rs256 = "RS256"
    /// ECDSA on P-256 with SHA-256 (RFC 7518, section 3.4).
    case es256 = "ES256"
}

/// A public key of a sign-in service (RFC 7517).
public struct JSONWebKey: Hashable, Sendable {
    public enum Material: Hashable, Sendable {
        /// Modulus and exponent, most significant byte first (RFC 7518, section 6.3.1).
        case rsa(modulus: [UInt8], exponent: [UInt8])
        /// Two coordinates of 32 bytes (RFC 7518, section 6.2.1).
        case p256(x: [UInt8], y: [UInt8])
    }

    /// `kid`.
    public let name: String?
    public let material: Material

    public init(name: String?, material: Material) {
        self.name = name
        self.material = material
    }

    public var algorithm: TokenAlgorithm {
        switch material {
        case .rsa: .rs256
        case .p256: .es256
        }
    }
}

/// The keys a sign-in service publishes (RFC 7517, section 5). Keys that cannot check a token here are left out: the
/// RFC has readers ignore what they do not understand.
public struct JSONWebKeys: Hashable, Sendable {
    public static let documentBytesMax = 262_144
    public static let keysMax = 100
    /// RFC 7518, section 3.3: 2048 bits or more. Beyond 8192 checking takes too long.
    public static let modulusBytes = 256...1_024

    public let keys: [JSONWebKey]

    public init(keys: [JSONWebKey]) {
        self.keys = keys
    }

    /// - Throws: a ``Refusal`` when the document is no key set at all.
    public init(document: [UInt8]) throws(Refusal) {
        guard document.count <= JSONWebKeys.documentBytesMax, let json = try? JSON.parse(document),
            let list = json["keys"]?.list, list.count <= JSONWebKeys.keysMax
        else {
            throw Refusal(
                .unavailable, "The sign-in service's keys cannot be read. Please try again in a while.",
                detail: "no JSON Web Key Set of a usable size")
        }
        keys = list.compactMap(JSONWebKeys.key)
    }

    private static func key(_ json: JSON) -> JSONWebKey? {
        // Section 4.2: a key for encryption signs nothing.
        guard let kind = json["kty"]?.text, json["use"].map({ $0.text == "sig" }) ?? true else { return nil }
        if let uses = json["key_ops"], uses.list?.contains(.text("verify")) != true { return nil }
        func bytes(_ name: String) -> [UInt8]? { json[name]?.text.flatMap { Base64URL.decode($0) } }
        let material: JSONWebKey.Material
        switch kind {
        case "RSA":
            guard let n = bytes("n"), let e = bytes("e"), modulusBytes.contains(n.count), n.first != 0,
                e.count <= 8, let last = e.last, last & 1 == 1, e != [1]
            else { return nil }
            material = .rsa(modulus: n, exponent: e)
        case "EC":
            guard json["crv"]?.text == "P-256", let x = bytes("x"), let y = bytes("y"), x.count == 32,
                y.count == 32
            else { return nil }
            material = .p256(x: x, y: y)
        default: return nil
        }
        let key = JSONWebKey(name: json["kid"]?.text, material: material)
        // Section 4.4: a key that names its algorithm is for that one.
        if let algorithm = json["alg"], algorithm.text != key.algorithm.rawValue { return nil }
        return key
    }
}
