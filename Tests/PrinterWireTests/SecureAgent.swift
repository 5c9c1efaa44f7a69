// SPDX-License-Identifier: Apache-2.0
import PrinterWire
import Values
import WireCryptography

@testable import PrinterWire

/// A ``ScriptedAgent`` behind an SNMPv3 engine, with an enemy on the line on request.
struct SecureAgent: DatagramAnswering {
    var engine: LocalEngine
    /// What each context says; the unnamed one is the agent's own.
    var contexts: [String: ScriptedAgent]
    /// Communities answered beside the users, none of them without this.
    var community: String?
    /// What is done to an answer before it leaves.
    var tamper: (@Sendable ([UInt8]) -> [UInt8])?
    /// A datagram that comes in the place of the answer, made of the question.
    var forge: (@Sendable (SNMPv3Message) -> [UInt8]?)?
    private(set) var messages: [SNMPv3Message] = []
    private(set) var reports = 0

    init(_ users: [SNMPUser], walk: Walk, at now: Instant, boots: Int32 = 1, age: Duration = .hours(5)) {
        engine = LocalEngine(
            id: [0x80, 0, 0, 0, 5, 1, 2, 3], users: users, boots: boots, began: now - age, salt: 77)
        contexts = ["": ScriptedAgent(walk: walk)]
    }

    mutating func put(_ walk: Walk, under context: String) {
        contexts[context] = ScriptedAgent(walk: walk)
        engine.contexts.insert(context)
    }

    mutating func answer(_ datagram: [UInt8], at now: Instant) throws -> [UInt8]? {
        if let message = try? SNMPMessage.decode(datagram) {
            let name = String(decoding: message.community, as: UTF8.self)
            guard let community, name.hasPrefix(community) else { return nil }
            let context = String(name.dropFirst(community.count).drop { $0 == "@" })
            return try contexts[context]?.answer(datagram)
        }
        let message = try SNMPv3Message.decode(datagram)
        messages.append(message)
        if let forged = forge?(message) { return forged }
        switch engine.take(datagram, at: now) {
        case .nothing: return nil
        case .report(let bytes):
            reports += 1
            return bytes
        case .request(let request):
            let plain = SNMPMessage(version: .v2c, community: [], pdu: request.pdu).encode()
            guard let answer = try contexts[request.context]?.answer(plain) else { return nil }
            let sealed = engine.answer(request, with: try SNMPMessage.decode(answer).pdu, at: now)
            return tamper?(sealed) ?? sealed
        }
    }
}

extension SNMPUser {
    static let cryptography = LibraryCryptography()

    /// A user whose two passwords are one, so that only one megabyte is hashed.
    static func made(
        _ name: String = "reader", _ authentication: AuthenticationProtocol? = .sha1,
        _ privacy: PrivacyProtocol? = .aes128, password: String = "pass of eleven"
    ) throws -> SNMPUser {
        try SNMPUser(
            name: name, authentication: authentication.map { .init($0, password: password) },
            privacy: privacy.map { .init($0, password: password) }, cryptography: cryptography)
    }
}
