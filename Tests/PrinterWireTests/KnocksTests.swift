// SPDX-License-Identifier: Apache-2.0
import PrinterWire
import Testing
import Values

@Suite struct KnocksTests {
    private let questions = Interpreter.builtIn.questions(.identify)
    private let start: Int32 = 0x0100_0000

    private var oneVersion: Inquiry.Limits {
        var limits = Inquiry.Limits.scan
        limits.triesBothVersions = false
        return limits
    }

    private func inquiry(_ credentials: [Credential], _ limits: Inquiry.Limits) -> Inquiry {
        Inquiry(
            questions: questions, credentials: credentials, requestIDs: Inquiry.RequestIDs(start: start),
            limits: limits)
    }

    @Test func `a stranger is sent what an inquiry would send, and waited for as long`() throws {
        let cases: [([Credential], Inquiry.Limits, Int)] = [
            ([.community("public")], .scan, 2), ([.community("public")], oneVersion, 1),
            ([.community("a"), .community("public", context: "c")], .scan, 4),
        ]
        for (credentials, limits, count) in cases {
            let knocks = try #require(
                Knocks(questions: questions, credentials: credentials, knowing: .init(), limits: limits))
            #expect(knocks.count == count)
            var inquiry = inquiry(credentials, limits)
            var now = Instant(unixSeconds: 7)
            var actions = inquiry.begin(at: now)
            for step in 0..<count {
                #expect(actions.first == .send(knocks.datagram(step, start: start)))
                #expect(actions.last == .setTimer(now + knocks.wait(step)))
                now = now + knocks.wait(step)
                actions = inquiry.timeout(at: now)
            }
            #expect(actions == [.failed(.noAnswer)])
        }
    }

    @Test func `request ids keep their length on the wire`() throws {
        let knocks = try #require(
            Knocks(
                questions: questions, credentials: [.community("public")], knowing: .init(), limits: .scan))
        for start in [Knocks.requestIDs.lowerBound, 0x7EFF_FFFF, 0x3F80_00FF] {
            for step in 0..<knocks.count {
                let request = try SNMPMessage.decode(knocks.datagram(step, start: start))
                #expect(request.pdu.requestID == start + Int32(step))
                #expect(request.pdu.varBinds.count == questions.count)
            }
        }
    }

    @Test func `an answer to any of what was sent is taken by the inquiry that comes of it`() throws {
        let second = Instant(unixSeconds: 9)
        for (answered, version) in [(0, SNMPMessage.Version.v2c), (1, .v1)] {
            var inquiry = inquiry([.community("public")], .scan)
            inquiry.begin(havingSent: [Instant(unixSeconds: 8), second])
            let name = OID([1, 3, 6, 1, 2, 1, 1, 1, 0])
            let answer = SNMPMessage(
                version: version, community: Array("public".utf8),
                pdu: PDU(
                    .response, requestID: start + Int32(answered),
                    varBinds: questions.map { _ in VarBind(name, .octets([65])) }))
            #expect(!inquiry.receive(answer.encode(), at: second + .milliseconds(20)).isEmpty, "\(version)")
            #expect(inquiry.learnt.version == (version == .v1 ? .v1 : .v2c))
        }
    }
}
