// SPDX-License-Identifier: Apache-2.0
import Fleet
import PrinterWire
import Recordings
import Testing
import Values

@testable import PrinterWire

/// Print servers that keep part of what they know under an SNMP context, as two recordings show it.
struct ContextRecordingTests {
    private static let start = Instant(unixSeconds: 9_000)

    private func walk(_ name: String) -> Walk? {
        guard let bytes = Recordings.bytes("snmp/\(name).snmprec") else { return nil }
        return Walk.parse(snmprec: bytes).walk
    }

    /// What a collector asks: who is there, and then everything.
    private func reading(_ name: String, over credential: Credential, user: SNMPUser) throws -> (
        reading: Reading, askedElsewhere: Int
    )? {
        guard let own = walk(name), let more = walk("\(name)@Jetdirect") else { return nil }
        var agent = SecureAgent([user], walk: own, at: Self.start)
        agent.community = "public"
        agent.put(more, under: "Jetdirect")
        var network = ScriptedNetwork()
        var now = Self.start
        var inquiry = Inquiry(
            questions: Interpreter.builtIn.questions(.identify), credentials: [credential])
        guard case .finished(let first, _) = try network.run(&inquiry, with: &agent, now: &now) else {
            return nil
        }
        let actions = inquiry.ask(Interpreter.builtIn.questions(.full, knowing: first), at: now)
        guard
            case .finished(let whole, _) = try network.run(
                &inquiry, with: &agent, now: &now, actions: actions)
        else { return nil }
        return (meaning(whole), agent.contexts["Jetdirect"]?.requestCount ?? 0)
    }

    private func meaning(_ walk: Walk) -> Reading {
        Interpreter.builtIn.reading(
            from: walk, address: "192.0.2.1", heard: Self.start, saidOver: .snmp2c)
    }

    @Test func `supplies that a print server keeps under a context are read, in every version`() throws {
        guard let own = walk("jetdirect_supplies_context"),
            let more = walk("jetdirect_supplies_context@Jetdirect")
        else {
            print("SKIPPED: recordings of contexts, because the recordings are not there.")
            return
        }
        let user = try SNMPUser.made()
        #expect(meaning(own).supplies.isEmpty)
        for credential in [Credential.community("public"), .user(user)] {
            let heard = try reading("jetdirect_supplies_context", over: credential, user: user)
            #expect(heard?.reading.supplies == meaning(own.merging(more)).supplies, "\(credential)")
            #expect(heard?.reading.supplies.count == 4, "\(credential)")
        }
    }

    @Test func `a print server that has its supplies itself is not asked for them elsewhere`() throws {
        guard let own = walk("jetdirect_context") else {
            print("SKIPPED: recordings of contexts, because the recordings are not there.")
            return
        }
        let user = try SNMPUser.made()
        let heard = try reading("jetdirect_context", over: .community("public"), user: user)
        #expect(heard?.reading.supplies == meaning(own).supplies)
        // Its device id alone.
        #expect(heard?.askedElsewhere == 1)
    }
}
