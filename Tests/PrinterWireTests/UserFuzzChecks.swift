// SPDX-License-Identifier: Apache-2.0
import PrinterWire
import Values

/// The checks for SNMPv3 and for what a person writes down about it.
extension FuzzChecks {
    /// Datagrams of SNMPv3: decoding never traps, what was decoded is written and read back the same, and an
    /// agent's engine says something sensible to all of it.
    static func userMessage(_ bytes: [UInt8]) -> String? {
        if var engine = engine(), case .request = engine.take(bytes, at: start) {
            return "Someone without the key was believed."
        }
        guard let message = try? SNMPv3Message.decode(bytes) else { return nil }
        let written = message.encode()
        guard written.count <= WireLimits.datagramBytesMax else { return nil }
        return (try? SNMPv3Message.decode(written)) == message ? nil : "What was written reads otherwise."
    }

    /// Credentials: whatever was written, no finding repeats a password.
    static func credentials(_ bytes: [UInt8]) -> String? {
        let secret = "Wq7-secret-Wq7"
        let text = Array("user x\n authentication md5 \(secret)\n privacy \(secret) \(secret)\n".utf8) + bytes
        let (entries, findings) = CredentialText.parse(text, cryptography: PlainCryptography())
        if entries.count > CredentialText.entriesMax { return "There are too many credentials." }
        if findings.count > WireLimits.findingsMax + 1 { return "There are too many findings." }
        if findings.contains(where: { $0.sentence.contains(secret) }) { return "A finding tells a password." }
        return entries.contains { "\($0)".contains(secret) } ? "An entry shows a password." : nil
    }

    /// A hostile agent of SNMPv3: whatever it answers, an inquiry ends within its limits, and no value is
    /// believed that was not signed.
    static func userInquiry(_ bytes: [UInt8]) -> String? {
        guard let user = user(), var engine = engine() else { return "There is no user." }
        var rest = bytes[...]
        func byte() -> UInt8 { rest.popFirst() ?? 0 }
        let table = OID([1, 3, 6, 1, 2, 1, 43] as [UInt32])
        let limits = Inquiry.Limits(valuesMax: 200, requestsMax: 30)
        var inquiry = Inquiry(
            questions: [.table(table), .under(context: "c", missing: OID([1, 3]), .value(table))],
            credentials: [.user(user), .community("x")], limits: limits)
        var now = start
        var actions = inquiry.begin(at: now)
        var sent = 0
        while true {
            var timer: Instant?
            var asked: [UInt8]?
            for action in actions {
                switch action {
                case .send(let bytes): (sent, asked) = (sent + 1, bytes)
                case .setTimer(let instant): timer = instant
                case .finished(let walk, _), .failed(.fellSilent(let walk)):
                    if walk.varBinds.contains(where: { $0.value == .integer(666) }) {
                        return "A forged value was believed."
                    }
                    return walk.count <= limits.valuesMax ? nil : "There are more values than allowed."
                case .failed: return nil
                }
            }
            if sent > (limits.requestsMax + 4) * (limits.transmissionsMax + 4) {
                return "It asks more than it may."
            }
            guard let timer else { return "It neither ends nor waits." }
            if let asked, let answer = answer(to: asked, &engine, byte, at: now) {
                actions = inquiry.receive(answer, at: now)
                if !actions.isEmpty { continue }
            }
            now = max(now, timer)
            actions = inquiry.timeout(at: now)
        }
    }

    /// An answer as the bytes want it: true, forged, spoilt, or none.
    private static func answer(
        to asked: [UInt8], _ engine: inout LocalEngine, _ byte: () -> UInt8, at now: Instant
    ) -> [UInt8]? {
        let mood = byte()
        switch mood & 7 {
        case 0: return nil
        case 1: return (0..<Int(byte() & 63)).map { _ in byte() }
        case 2:
            guard var message = try? SNMPv3Message.decode(asked) else { return asked }
            message.flags = SNMPv3Message.Flags(rawValue: byte() & 4)
            message.payload = .plain(
                ScopedPDU(
                    contextEngineID: [], contextName: [],
                    pdu: PDU(
                        mood & 8 == 0 ? .response : .report, requestID: message.messageID,
                        varBinds: [
                            VarBind(
                                OID([1, 3, 6, 1, 6, 3, 15, 1, 1, UInt32(byte() & 7), 0] as [UInt32]),
                                .integer(666))
                        ])))
            return message.encode()
        case 3: engine.restart(at: now)
        default: break
        }
        switch engine.take(asked, at: now) {
        case .nothing: return nil
        case .report(let bytes): return spoilt(bytes, mood, byte)
        case .request(let request):
            var pdu = request.pdu
            pdu.kind = .response
            pdu.varBinds = pdu.varBinds.map { VarBind($0.oid.appending(UInt32(byte())), .integer(1)) }
            return spoilt(engine.answer(request, with: pdu, at: now), mood, byte)
        }
    }

    private static func spoilt(_ bytes: [UInt8], _ mood: UInt8, _ byte: () -> UInt8) -> [UInt8] {
        guard mood & 32 != 0, !bytes.isEmpty else { return bytes }
        var bytes = bytes
        bytes[(Int(byte()) << 8 | Int(byte())) % bytes.count] ^= byte()
        return bytes
    }

    private static let start = Instant(unixSeconds: 100_000)

    private static func user() -> SNMPUser? {
        try? SNMPUser(
            name: "user", authentication: .init(.md5, password: "12345678"),
            privacy: .init(.aes128, password: "12345678"), cryptography: PlainCryptography())
    }

    private static func engine() -> LocalEngine? {
        user().map {
            LocalEngine(
                id: [1, 2, 3, 4, 5], users: [$0], contexts: ["c"], began: Instant(unixSeconds: 0), salt: 1)
        }
    }
}

/// Sums in the place of hashes: quick, of the right length, and of no use to anyone but a fuzzer.
private struct PlainCryptography: MessageCryptography {
    func digest(_ hash: AuthenticationProtocol, of bytes: [UInt8]) -> [UInt8] {
        var state: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes.prefix(4_096) { state = (state ^ UInt64(byte)) &* 0x0100_0000_01B3 }
        return (0..<hash.keyBytes).map { UInt8(truncatingIfNeeded: state >> UInt64($0 % 8 * 8)) }
    }

    func authenticationCode(_ hash: AuthenticationProtocol, key: [UInt8], of bytes: [UInt8]) -> [UInt8] {
        digest(hash, of: key + bytes)
    }

    func encrypt(_ bytes: [UInt8], key: [UInt8], vector: [UInt8]) -> [UInt8]? {
        zip(bytes, 0...).map { $0 ^ vector[$1 % vector.count] ^ 0x5A }
    }

    func decrypt(_ bytes: [UInt8], key: [UInt8], vector: [UInt8]) -> [UInt8]? {
        encrypt(bytes, key: key, vector: vector)
    }
}
