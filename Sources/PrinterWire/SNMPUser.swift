// SPDX-License-Identifier: Apache-2.0
import Values

/// How well a message is protected (RFC 3411, 3.4.3), in the order of strength.
public enum SecurityLevel: String, Hashable, Sendable, CaseIterable, Comparable {
    case noAuthNoPriv
    case authNoPriv
    case authPriv

    public static func < (left: SecurityLevel, right: SecurityLevel) -> Bool {
        left.rank < right.rank
    }

    private var rank: Int { self == .noAuthNoPriv ? 0 : self == .authNoPriv ? 1 : 2 }
}

/// Someone an SNMPv3 agent knows, with the keys that the passwords came to.
///
/// The passwords themselves are gone once it is made: turning one into a key hashes a megabyte, so it is done
/// here and never when a printer is asked.
public struct SNMPUser: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
    /// An authentication or privacy protocol and the password that belongs to it.
    public struct Secret<Kind: Sendable>: Sendable, CustomStringConvertible, CustomReflectable {
        let kind: Kind
        let password: SecretBytes

        public init(_ kind: Kind, password: [UInt8]) {
            self.kind = kind
            self.password = SecretBytes(password)
        }

        public init(_ kind: Kind, password: String) {
            self.init(kind, password: Array(password.utf8))
        }

        public var description: String { "(secret)" }
        public var customMirror: Mirror { Mirror(self, children: []) }
    }

    /// Bytes of a name (RFC 3414, section 5, usmUserName).
    public static let nameBytesMax = 32
    /// Characters of a password at least (RFC 3414, 11.2); agents refuse shorter ones.
    public static let passwordBytesMin = 8

    public let name: String
    public let authentication: AuthenticationProtocol?
    public let privacy: PrivacyProtocol?
    let nameBytes: [UInt8]
    let cryptography: any MessageCryptography
    private let authenticationMaster: SecretBytes
    private let privacyMaster: SecretBytes

    /// - Throws: ``SNMPUserError`` when name, passwords or their combination cannot be those of an agent.
    public init(
        name: String, authentication: Secret<AuthenticationProtocol>? = nil,
        privacy: Secret<PrivacyProtocol>? = nil, cryptography: any MessageCryptography
    ) throws(SNMPUserError) {
        nameBytes = Array(name.utf8)
        guard (1...SNMPUser.nameBytesMax).contains(nameBytes.count) else { throw SNMPUserError(.name, name) }
        for password in [authentication?.password, privacy?.password].compactMap({ $0 }) {
            guard password.bytes.count >= SNMPUser.passwordBytesMin else {
                throw SNMPUserError(.shortPassword, name)
            }
        }
        if privacy != nil, authentication == nil { throw SNMPUserError(.privacyAlone, name) }
        self.name = name
        self.authentication = authentication?.kind
        self.privacy = privacy?.kind
        self.cryptography = cryptography
        func master(_ password: SecretBytes?) -> SecretBytes {
            guard let authentication, let password else { return SecretBytes([]) }
            return SecretBytes(
                SecurityKeys.master(of: password.bytes, authentication.kind, by: cryptography))
        }
        authenticationMaster = master(authentication?.password)
        let isOne = privacy?.password == authentication?.password
        privacyMaster = isOne ? authenticationMaster : master(privacy?.password)
    }

    public var level: SecurityLevel {
        privacy != nil ? .authPriv : authentication != nil ? .authNoPriv : .noAuthNoPriv
    }

    public var description: String { "the SNMPv3 user “\(name)”" }
    public var customMirror: Mirror { Mirror(self, children: ["name": name]) }

    /// Whether name, protocols and keys are the same.
    public static func == (left: SNMPUser, right: SNMPUser) -> Bool {
        left.name == right.name && left.authentication == right.authentication
            && left.privacy == right.privacy && left.authenticationMaster == right.authenticationMaster
            && left.privacyMaster == right.privacyMaster
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(name) }

    /// The keys that this user and one engine share.
    func keys(for engineID: [UInt8]) -> EngineKeys {
        guard let authentication else { return EngineKeys() }
        func localised(_ master: SecretBytes) -> [UInt8] {
            SecurityKeys.localised(master.bytes, to: engineID, authentication, by: cryptography)
        }
        var keys = EngineKeys(authentication: SecretBytes(localised(authenticationMaster)))
        if let privacy {
            keys.privacy = SecretBytes(
                SecurityKeys.privacy(
                    localised(privacyMaster), for: privacy, engineID: engineID, authentication,
                    by: cryptography))
        }
        return keys
    }
}

/// What a user and one engine share.
struct EngineKeys: Hashable, Sendable {
    var authentication = SecretBytes([])
    var privacy = SecretBytes([])
}

/// Why a user's description is not one that an agent can have.
public struct SNMPUserError: TwoVoicedError, Hashable {
    public enum Reason: String, Sendable {
        case name
        case shortPassword
        case privacyAlone
    }

    public let reason: Reason
    public let message: String
    public let detail: String

    init(_ reason: Reason, _ name: String) {
        self.reason = reason
        detail = "user \(name.prefix(SNMPUser.nameBytesMax)): \(reason.rawValue)"
        message =
            switch reason {
            case .name: "The name of an SNMPv3 user has 1 to \(SNMPUser.nameBytesMax) bytes."
            case .shortPassword:
                """
                A password of SNMPv3 has at least \(SNMPUser.passwordBytesMin) characters; one of \
                “\(name)” is shorter.
                """
            case .privacyAlone:
                "SNMPv3 has no privacy without authentication; give “\(name)” an authentication password, too."
            }
    }
}
