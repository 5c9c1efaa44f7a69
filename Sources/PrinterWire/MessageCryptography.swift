// SPDX-License-Identifier: Apache-2.0

/// The hash behind an authentication protocol of the user-based security model.
public enum AuthenticationProtocol: String, Hashable, Sendable, CaseIterable {
    /// HMAC-MD5-96 (RFC 3414, section 6).
    case md5
    /// HMAC-SHA-96 (RFC 3414, section 7).
    case sha1 = "sha-1"
    /// HMAC-SHA-2 (RFC 7860).
    case sha224 = "sha-224"
    case sha256 = "sha-256"
    case sha384 = "sha-384"
    case sha512 = "sha-512"

    /// Bytes of a key, which are those of the hash.
    public var keyBytes: Int {
        switch self {
        case .md5: 16
        case .sha1: 20
        case .sha224: 28
        case .sha256: 32
        case .sha384: 48
        case .sha512: 64
        }
    }

    /// Bytes of the code in a message; the rest of the HMAC is cut off.
    public var codeBytes: Int {
        switch self {
        case .md5, .sha1: 12
        case .sha224: 16
        case .sha256: 24
        case .sha384: 32
        case .sha512: 48
        }
    }
}

/// How the content of a message is hidden: AES in CFB mode (RFC 3826), and for keys longer than a short hash
/// one of the two ways to stretch them, which no RFC settled. DES is not offered; docs/decisions says why.
public enum PrivacyProtocol: String, Hashable, Sendable, CaseIterable {
    case aes128 = "aes-128"
    /// Stretched as draft-blumenthal-aes-usm-04 says; most agents, net-snmp among them.
    case aes192 = "aes-192"
    case aes256 = "aes-256"
    /// Stretched as draft-reeder-snmpv3-usm-3desede-00 says; Cisco's way, and that of some printers.
    case aes192Reeder = "aes-192-c"
    case aes256Reeder = "aes-256-c"

    /// Bytes of a key.
    public var keyBytes: Int {
        switch self {
        case .aes128: 16
        case .aes192, .aes192Reeder: 24
        case .aes256, .aes256Reeder: 32
        }
    }

    var stretchesAsReeder: Bool { self == .aes192Reeder || self == .aes256Reeder }
}

/// The four primitives that SNMPv3 is made of. This room computes with bytes alone, so whoever owns a
/// cryptographic library lends them.
public protocol MessageCryptography: Sendable {
    /// The hash of `bytes`, ``AuthenticationProtocol/keyBytes`` long.
    func digest(_ hash: AuthenticationProtocol, of bytes: [UInt8]) -> [UInt8]
    /// The whole HMAC (RFC 2104) of `bytes`, ``AuthenticationProtocol/keyBytes`` long.
    func authenticationCode(_ hash: AuthenticationProtocol, key: [UInt8], of bytes: [UInt8]) -> [UInt8]
    /// AES in CFB mode with segments of 128 bits. `nil` unless the key has 16, 24 or 32 bytes and the vector 16.
    func encrypt(_ bytes: [UInt8], key: [UInt8], vector: [UInt8]) -> [UInt8]?
    /// The reverse of ``encrypt(_:key:vector:)``; wrong keys give other bytes, never an error.
    func decrypt(_ bytes: [UInt8], key: [UInt8], vector: [UInt8]) -> [UInt8]?
}

/// Bytes that no log, error text or debugger's dump shows.
public struct SecretBytes: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    let bytes: [UInt8]

    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    public var description: String { "(secret)" }
    public var debugDescription: String { "(secret)" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// How passwords become keys.
enum SecurityKeys {
    /// So much of the repeated password is hashed (RFC 3414, A.2), which makes guessing dear.
    static let expandedBytes = 1_048_576

    /// The key of a password, the same for every engine (RFC 3414, A.2).
    static func master(
        of password: [UInt8], _ hash: AuthenticationProtocol, by cryptography: any MessageCryptography
    ) -> [UInt8] {
        guard !password.isEmpty else { return [] }
        var expanded: [UInt8] = []
        expanded.reserveCapacity(expandedBytes + password.count)
        while expanded.count < expandedBytes { expanded += password }
        expanded.removeLast(expanded.count - expandedBytes)
        return cryptography.digest(hash, of: expanded)
    }

    /// The key that only this engine shares (RFC 3414, 2.6), so that a stolen one opens no second machine.
    static func localised(
        _ master: [UInt8], to engineID: [UInt8], _ hash: AuthenticationProtocol,
        by cryptography: any MessageCryptography
    ) -> [UInt8] {
        cryptography.digest(hash, of: master + engineID + master)
    }

    /// A localised key made as long as the cipher wants it.
    static func privacy(
        _ localised: [UInt8], for privacy: PrivacyProtocol, engineID: [UInt8], _ hash: AuthenticationProtocol,
        by cryptography: any MessageCryptography
    ) -> [UInt8] {
        var key = localised
        var last = localised
        while key.count < privacy.keyBytes {
            if privacy.stretchesAsReeder {
                // The key so far is taken for a password (draft-reeder, 2.1).
                let master = master(of: last, hash, by: cryptography)
                last = self.localised(master, to: engineID, hash, by: cryptography)
                key += last
            } else {
                key += cryptography.digest(hash, of: key)
            }
        }
        return Array(key.prefix(privacy.keyBytes))
    }
}
