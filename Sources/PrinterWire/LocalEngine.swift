// SPDX-License-Identifier: Apache-2.0
import Values

/// The SNMPv3 engine of an agent that does not exist: checks what comes for its users, says in reports what is
/// wrong with it (RFC 3414, 3.2), and protects the answers.
public struct LocalEngine: Sendable {
    /// What a datagram is.
    public enum Taken: Sendable {
        /// Not for an agent, or not SNMPv3.
        case nothing
        /// It cannot be answered; this is sent instead.
        case report([UInt8])
        case request(Request)
    }

    /// A request that may be answered, and for whom.
    public struct Request: Sendable {
        public let pdu: PDU
        public let context: String
        let message: SNMPv3Message
        let contextEngineID: [UInt8]
        let user: SNMPUser
        let keys: EngineKeys
    }

    public let id: [UInt8]
    /// How often it has begun.
    public private(set) var boots: Int32
    /// When it last began.
    public private(set) var began: Instant
    /// Contexts beside the unnamed one.
    public var contexts: Set<String>
    private let users: [[UInt8]: SNMPUser]
    private var keys: [[UInt8]: EngineKeys] = [:]
    private var counts: [SecurityReport: UInt32] = [:]
    private var salt: UInt64

    /// - Parameters:
    ///   - id: 5 to 32 bytes, another one for each agent (RFC 3411, SnmpEngineID).
    ///   - salt: by chance; see ``Inquiry/init(questions:credentials:requestIDs:salt:knowing:limits:)``.
    public init(
        id: [UInt8], users: [SNMPUser], contexts: Set<String> = [], boots: Int32 = 1, began: Instant,
        salt: UInt64
    ) {
        self.id = id
        self.users = Dictionary(users.map { ($0.nameBytes, $0) }) { first, _ in first }
        self.contexts = contexts
        self.boots = boots
        self.began = began
        self.salt = salt
    }

    /// Begins anew, as after a power cut.
    public mutating func restart(at now: Instant) {
        boots += 1
        began = now
    }

    /// Its clock, in seconds since it began.
    func time(at now: Instant) -> Int32 {
        Int32(clamping: max(0, (now - began).wholeMicroseconds) / 1_000_000)
    }

    public mutating func take(_ datagram: [UInt8], at now: Instant) -> Taken { take(datagram.span, at: now) }

    /// Checks a datagram in the order of RFC 3414, 3.2.
    public mutating func take(_ datagram: Span<UInt8>, at now: Instant) -> Taken {
        guard let (message, code) = try? SNMPv3Message.decodeTellingCode(datagram), let level = message.level
        else { return .nothing }
        guard message.engineID == id else { return report(.unknownEngine, message, at: now) }
        guard let user = users[message.userName] else { return report(.unknownUser, message, at: now) }
        guard level <= user.level else { return report(.unsupportedLevel, message, at: now) }
        let keys = keys(of: user)
        if level >= .authNoPriv {
            guard user.isSigned(message, code: code, in: datagram, with: keys) else {
                return report(.wrongDigest, message, at: now)
            }
            guard message.engineBoots == boots,
                abs(Int64(message.engineTime) - Int64(time(at: now))) <= RemoteEngine.windowSeconds
            else { return report(.notInTimeWindow, message, for: (user, keys), at: now) }
        }
        guard let scoped = user.reveal(message, with: keys) else {
            return report(.decryptionError, message, for: (user, keys), at: now)
        }
        let context = String(decoding: scoped.contextName, as: UTF8.self)
        guard context.isEmpty || contexts.contains(context) else {
            return report(
                .unknownContext, message, requestID: scoped.pdu.requestID, for: (user, keys), at: now)
        }
        switch scoped.pdu.kind {
        case .getRequest, .getNextRequest, .getBulkRequest, .setRequest: break
        default: return .nothing
        }
        return .request(
            Request(
                pdu: scoped.pdu, context: context, message: message, contextEngineID: scoped.contextEngineID,
                user: user, keys: keys))
    }

    /// The datagram that answers a request, protected as the request was.
    public mutating func answer(_ request: Request, with pdu: PDU, at now: Instant) -> [UInt8] {
        let scoped = ScopedPDU(
            contextEngineID: request.contextEngineID, contextName: Array(request.context.utf8), pdu: pdu)
        return write(scoped, to: request.message, for: (request.user, request.keys), at: now)
    }

    private mutating func keys(of user: SNMPUser) -> EngineKeys {
        if let known = keys[user.nameBytes] { return known }
        let new = user.keys(for: id)
        keys[user.nameBytes] = new
        return new
    }

    /// A report is signed where the sender's own message was, and never hidden.
    private mutating func report(
        _ kind: SecurityReport, _ message: SNMPv3Message, requestID: Int32 = 0,
        for user: (SNMPUser, EngineKeys)? = nil, at now: Instant
    ) -> Taken {
        guard message.flags.contains(.reportable) else { return .nothing }
        counts[kind, default: 0] &+= 1
        let pdu = PDU(
            .report, requestID: requestID,
            varBinds: [VarBind(kind.counter.appending(0), .counter32(counts[kind] ?? 0))])
        let scoped = ScopedPDU(contextEngineID: id, contextName: [], pdu: pdu)
        return .report(write(scoped, to: message, for: user, isReport: true, at: now))
    }

    private mutating func write(
        _ scoped: ScopedPDU, to message: SNMPv3Message, for user: (user: SNMPUser, keys: EngineKeys)?,
        isReport: Bool = false, at now: Instant
    ) -> [UInt8] {
        var answer = message
        answer.flags = []
        answer.sizeMax = Int32(WireLimits.datagramBytesMax)
        answer.engineID = id
        answer.engineBoots = boots
        answer.engineTime = time(at: now)
        answer.authenticationCode = []
        answer.salt = []
        answer.payload = .plain(scoped)
        guard let user, message.flags.contains(.authenticated) else { return answer.encode() }
        if message.flags.contains(.encrypted), !isReport {
            salt &+= 1
            user.user.protect(&answer, scoped, with: user.keys, salt: salt)
        }
        return user.user.sign(answer, with: user.keys)
    }
}
