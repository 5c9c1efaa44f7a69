// SPDX-License-Identifier: Apache-2.0

/// With what a device is asked: a community of SNMP v1 and v2c, or a user of SNMPv3.
public struct Credential: Sendable, CustomStringConvertible, CustomReflectable {
    public enum Kind: Sendable {
        /// The password of v1 and v2c, in the clear on the network.
        case community(SecretBytes)
        case user(SNMPUser)
    }

    public let kind: Kind
    /// The SNMP context that is asked unless a question names another; empty is the device's own.
    public let context: String
    /// The engine whose context it is, where that is not the agent's own (RFC 3411, 3.3.1).
    let contextEngineID: [UInt8]?

    public init(_ kind: Kind, context: String = "", contextEngineID: [UInt8]? = nil) {
        self.kind = kind
        self.context = context
        self.contextEngineID = contextEngineID
    }

    public static func community(_ name: String, context: String = "") -> Credential {
        Credential(.community(SecretBytes(Array(name.utf8))), context: context)
    }

    public static func user(_ user: SNMPUser, context: String = "") -> Credential {
        Credential(.user(user), context: context)
    }

    /// The same with this context, unless it has one of its own.
    public func under(_ context: String) -> Credential {
        self.context.isEmpty ? Credential(kind, context: context, contextEngineID: contextEngineID) : self
    }

    /// Words that may be shown: the name of a user, and of a community nothing.
    public var description: String {
        switch kind {
        case .community: "a community"
        case .user(let user): user.description
        }
    }

    public var customMirror: Mirror { Mirror(self, children: []) }

    /// The community of a message, `name@context` where a context is asked. Agents that have contexts in v1 and
    /// v2c take them so; recordings of HP Jetdirect servers show it.
    func community(under context: String) -> [UInt8]? {
        guard case .community(let name) = kind else { return nil }
        let context = context.isEmpty ? self.context : context
        return context.isEmpty ? name.bytes : name.bytes + [UInt8(ascii: "@")] + Array(context.utf8)
    }

    /// What a user asks, in its frame.
    func scoped(_ pdu: PDU, under context: String, of engine: RemoteEngine) -> ScopedPDU {
        ScopedPDU(
            contextEngineID: contextEngineID ?? engine.id,
            contextName: Array((context.isEmpty ? self.context : context).utf8), pdu: pdu)
    }
}

/// The versions of SNMP, by their number on the wire.
public enum SNMPVersion: Int32, Hashable, Sendable, CaseIterable {
    case v1 = 0
    case v2c = 1
    case v3 = 3
}
