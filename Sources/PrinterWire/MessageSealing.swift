// SPDX-License-Identifier: Apache-2.0
import Values

/// What a message of an agent turned out to be.
enum OpenedMessage: Hashable, Sendable {
    case response(PDU)
    /// `isAuthentic` when only the agent can have written it.
    case report(SecurityReport, isAuthentic: Bool)
    /// Not proven, not fresh, not protected as asked, or not to be deciphered; nothing in it is believed.
    case untrustworthy
}

extension SNMPv3Message {
    /// Asks an agent for its engine id, which needs no user (RFC 3414, section 4).
    static func discovery(messageID: Int32) -> [UInt8] {
        let scoped = ScopedPDU(
            contextEngineID: [], contextName: [], pdu: PDU(.getRequest, requestID: messageID, varBinds: []))
        return SNMPv3Message(
            messageID: messageID, sizeMax: Int32(WireLimits.datagramBytesMax), flags: .reportable,
            engineID: [],
            engineBoots: 0, engineTime: 0, userName: [], authenticationCode: [], salt: [],
            payload: .plain(scoped)
        ).encode()
    }

    /// The engine that answered a discovery; its clock is a first guess, for nobody has vouched for it.
    func engine(for user: SNMPUser, at now: Instant) -> RemoteEngine? {
        guard RemoteEngine.idBytes.contains(engineID.count) else { return nil }
        return RemoteEngine(
            id: engineID, boots: engineBoots, time: engineTime, keys: user.keys(for: engineID), heard: now)
    }
}

extension SNMPUser {
    /// The datagram that carries `scoped` under this user, protected as the user is.
    ///
    /// - Parameter salt: never the same twice for one engine; with AES it is half of the cipher's vector.
    func seal(
        _ scoped: ScopedPDU, messageID: Int32, to engine: RemoteEngine, salt: UInt64, at now: Instant
    ) -> [UInt8] {
        var message = SNMPv3Message(
            messageID: messageID, sizeMax: Int32(WireLimits.datagramBytesMax), flags: .reportable,
            engineID: engine.id, engineBoots: engine.boots, engineTime: engine.time(at: now),
            userName: nameBytes, authenticationCode: [], salt: [], payload: .plain(scoped))
        protect(&message, scoped, with: engine.keys, salt: salt)
        return sign(message, with: engine.keys)
    }

    /// Hides the content as the user wants it.
    func protect(_ message: inout SNMPv3Message, _ scoped: ScopedPDU, with keys: EngineKeys, salt: UInt64) {
        guard privacy != nil else { return }
        message.salt = salt.bigEndianBytes
        let hidden = cryptography.encrypt(
            scoped.encode(), key: keys.privacy.bytes, vector: SNMPUser.vector(message))
        message.flags.insert(.encrypted)
        message.payload = .encrypted(hidden ?? [])
    }

    /// Writes the message and its code, which is reckoned over all of it with zeros in its own place.
    func sign(_ message: SNMPv3Message, with keys: EngineKeys) -> [UInt8] {
        guard let authentication else { return message.encode() }
        var message = message
        message.flags.insert(.authenticated)
        message.authenticationCode = Array(repeating: 0, count: authentication.codeBytes)
        var (bytes, place) = message.encodeTellingCode()
        let code = cryptography.authenticationCode(
            authentication, key: keys.authentication.bytes, of: bytes)
        bytes.replaceSubrange(place, with: code.prefix(place.count))
        return bytes
    }

    /// Checks and reads a message that is said to come from `engine`, whose clock goes on with it.
    ///
    /// - Parameter place: where the code stands in `bytes`, which are the datagram.
    func open(
        _ message: SNMPv3Message, code place: Range<Int>, in bytes: Span<UInt8>,
        from engine: inout RemoteEngine,
        at now: Instant
    ) -> OpenedMessage {
        guard let level = message.level, level <= self.level else { return .untrustworthy }
        let isAuthentic = level >= .authNoPriv
        if isAuthentic {
            guard message.engineID == engine.id, message.userName == nameBytes,
                isSigned(message, code: place, in: bytes, with: engine.keys)
            else { return .untrustworthy }
        }
        guard let scoped = reveal(message, with: engine.keys) else { return .untrustworthy }
        if let report = SecurityReport(scoped.pdu) {
            // The report says that the clocks differ, so its clock is taken as it is. It answers a message of
            // ours by a number nobody could foresee, so it is not an old one.
            if report == .notInTimeWindow, isAuthentic {
                engine.adopt(
                    boots: message.engineBoots, time: message.engineTime, isAuthentic: true, at: now)
            } else if isAuthentic,
                !engine.accept(boots: message.engineBoots, time: message.engineTime, at: now)
            {
                return .untrustworthy
            }
            return .report(report, isAuthentic: isAuthentic)
        }
        guard scoped.pdu.kind == .response, level == self.level, message.engineID == engine.id,
            message.userName == nameBytes
        else { return .untrustworthy }
        if isAuthentic, !engine.accept(boots: message.engineBoots, time: message.engineTime, at: now) {
            return .untrustworthy
        }
        return .response(scoped.pdu)
    }

    /// Whether the code is the one that only someone with the key can write.
    func isSigned(
        _ message: SNMPv3Message, code place: Range<Int>, in bytes: Span<UInt8>, with keys: EngineKeys
    ) -> Bool {
        guard let authentication, message.authenticationCode.count == authentication.codeBytes else {
            return false
        }
        var signed = copy(0..<bytes.count, of: bytes)
        signed.replaceSubrange(place, with: repeatElement(0, count: place.count))
        let code = cryptography.authenticationCode(
            authentication, key: keys.authentication.bytes, of: signed)
        // Every byte is looked at, so that the time this takes says nothing about where they differ.
        var difference: UInt8 = 0
        for (one, other) in zip(code.prefix(place.count), message.authenticationCode) {
            difference |= one ^ other
        }
        return code.count >= place.count && difference == 0
    }

    /// The content, deciphered where it was hidden; `nil` when that gives nothing readable.
    func reveal(_ message: SNMPv3Message, with keys: EngineKeys) -> ScopedPDU? {
        switch message.payload {
        case .plain(let scoped): return scoped
        case .encrypted(let bytes):
            guard privacy != nil, message.salt.count == SNMPUser.saltBytes,
                let plain = cryptography.decrypt(
                    bytes, key: keys.privacy.bytes, vector: SNMPUser.vector(message))
            else { return nil }
            return try? ScopedPDU.decode(plain.span)
        }
    }

    /// Bytes of a salt (RFC 3826, 3.1.2.1).
    static let saltBytes = 8

    /// The cipher's vector: the engine's clock and the salt, as both stand in the message (RFC 3826, 3.1.2.1).
    private static func vector(_ message: SNMPv3Message) -> [UInt8] {
        UInt32(bitPattern: message.engineBoots).bigEndianBytes
            + UInt32(bitPattern: message.engineTime).bigEndianBytes + message.salt
    }
}

extension FixedWidthInteger {
    fileprivate var bigEndianBytes: [UInt8] {
        stride(from: Self.bitWidth - 8, through: 0, by: -8).map {
            UInt8(truncatingIfNeeded: self >> Self($0))
        }
    }
}
