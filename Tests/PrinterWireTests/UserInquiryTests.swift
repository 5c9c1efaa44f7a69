// SPDX-License-Identifier: Apache-2.0
import PrinterWire
import Testing
import Values
import WireCryptography

@testable import PrinterWire

/// An inquiry with users of SNMPv3, against an engine in memory.
struct UserInquiryTests {
    private static let table = OID([1, 3, 6, 1, 2, 1, 43, 11] as [UInt32])
    private static let start = Instant(unixSeconds: 50_000)
    private let walk = Walk(
        (1...90).map { VarBind(UserInquiryTests.table.appending(1, UInt32($0)), .integer(Int64($0))) })

    private func inquiry(
        _ credentials: [Credential], knowing facts: Inquiry.Facts = Inquiry.Facts(), ids: Int32 = 1_000
    ) -> Inquiry {
        Inquiry(
            questions: [.table(UserInquiryTests.table)], credentials: credentials,
            requestIDs: Inquiry.RequestIDs(start: ids), salt: 5, knowing: facts)
    }

    private func run(
        _ credentials: [Credential], _ agent: inout SecureAgent,
        knowing facts: Inquiry.Facts = Inquiry.Facts(),
        at now: Instant = UserInquiryTests.start
    ) throws -> ScriptedNetwork.Ending {
        var network = ScriptedNetwork()
        var now = now
        var inquiry = inquiry(credentials, knowing: facts)
        return try network.run(&inquiry, with: &agent, now: &now)
    }

    private func facts(_ ending: ScriptedNetwork.Ending) throws -> Inquiry.Facts {
        guard case .finished(let heard, let facts) = ending else {
            throw Unexpected(ending: "\(ending)")
        }
        #expect(heard == walk)
        return facts
    }

    private struct Unexpected: Error {
        let ending: String
    }

    static let protections: [(AuthenticationProtocol?, PrivacyProtocol?)] =
        [(nil, nil)]
        + AuthenticationProtocol.allCases.flatMap { authentication in
            [(authentication, nil)] + PrivacyProtocol.allCases.map { (authentication, $0) }
        }

    @Test func `where a user is among the credentials no knocks are prepared for strangers`() throws {
        let user = try SNMPUser(name: "u", cryptography: LibraryCryptography())
        #expect(
            Knocks(
                questions: [.first(OID([1, 3]))], credentials: [.community("public"), .user(user)],
                knowing: .init(), limits: .scan) == nil)
    }

    @Test func `a table is read with every protection, and nothing less protected leaves`() throws {
        for (authentication, privacy) in UserInquiryTests.protections {
            // SHA-224 is ours and slow without optimisation; one cipher shows that it fits.
            if authentication == .sha224, privacy != nil, privacy != .aes256Reeder { continue }
            let user = try SNMPUser.made("reader", authentication, privacy)
            var agent = SecureAgent([user], walk: walk, at: UserInquiryTests.start)
            let facts = try facts(try run([.user(user)], &agent))
            #expect(facts.version == .v3)
            #expect(facts.credential == 0)
            #expect(facts.shortfalls.isEmpty)
            for message in agent.messages.dropFirst() {
                #expect(message.level == user.level, "\(user.level)")
            }
            let salts = agent.messages.map(\.salt).filter { !$0.isEmpty }
            #expect(Set(salts).count == salts.count)
        }
    }

    @Test func `only the first message is a discovery, and a known engine needs none`() throws {
        let user = try SNMPUser.made()
        var agent = SecureAgent([user], walk: walk, at: UserInquiryTests.start)
        let facts = try facts(try run([.user(user)], &agent))
        #expect(agent.messages.filter { $0.engineID.isEmpty }.count == 1)
        #expect(agent.reports == 1)
        let before = agent.messages.count
        _ = try self.facts(
            try run([.user(user)], &agent, knowing: facts, at: UserInquiryTests.start + .hours(1)))
        #expect(agent.messages.dropFirst(before).allSatisfy { !$0.engineID.isEmpty })
        #expect(agent.reports == 1)
    }

    @Test func `an agent that has begun anew is asked again with its new clock, once`() throws {
        let user = try SNMPUser.made()
        var agent = SecureAgent([user], walk: walk, at: UserInquiryTests.start)
        let facts = try facts(try run([.user(user)], &agent))
        let later = UserInquiryTests.start + .hours(2)
        agent.engine.restart(at: later - .seconds(30))
        let before = agent.reports
        _ = try self.facts(try run([.user(user)], &agent, knowing: facts, at: later))
        #expect(agent.reports == before + 1)
    }

    @Test(arguments: [Duration.seconds(153), .seconds(-153), .hours(4)])
    func `a clock outside the window is brought back by one report`(drift: Duration) throws {
        let user = try SNMPUser.made()
        var agent = SecureAgent([user], walk: walk, at: UserInquiryTests.start)
        let known = try facts(try run([.user(user)], &agent))
        agent.engine = LocalEngine(
            id: agent.engine.id, users: [user], boots: agent.engine.boots,
            began: agent.engine.began - drift, salt: 3)
        let before = agent.reports
        _ = try facts(
            try run([.user(user)], &agent, knowing: known, at: UserInquiryTests.start + .seconds(9)))
        #expect(agent.reports == before + 1)
    }

    @Test func `a clock within the window needs no report`() throws {
        let user = try SNMPUser.made()
        var agent = SecureAgent([user], walk: walk, at: UserInquiryTests.start)
        let known = try facts(try run([.user(user)], &agent))
        agent.engine = LocalEngine(
            id: agent.engine.id, users: [user], boots: agent.engine.boots,
            began: agent.engine.began - .seconds(140), salt: 3)
        let before = agent.reports
        _ = try facts(
            try run([.user(user)], &agent, knowing: known, at: UserInquiryTests.start + .seconds(9)))
        #expect(agent.reports == before)
    }

    @Test func `a new engine at the address is learnt and asked with its own keys`() throws {
        let user = try SNMPUser.made()
        var agent = SecureAgent([user], walk: walk, at: UserInquiryTests.start)
        let known = try facts(try run([.user(user)], &agent))
        agent.engine = LocalEngine(
            id: [0x80, 0, 0, 0, 5, 9, 9, 9], users: [user], boots: 1, began: UserInquiryTests.start, salt: 1)
        let again = try facts(
            try run([.user(user)], &agent, knowing: known, at: UserInquiryTests.start + .hours(1)))
        #expect(again.engine?.id == [0x80, 0, 0, 0, 5, 9, 9, 9])
    }

    @Test func `each refusal has its own name`() throws {
        let right = try SNMPUser.made("reader", .sha1, nil)
        var agent = SecureAgent([right], walk: walk, at: UserInquiryTests.start)
        let cases: [(SNMPUser, SecurityRefusal)] = [
            (try SNMPUser.made("stranger", .sha1, nil), .unknownUser),
            (try SNMPUser.made("reader", .sha1, nil, password: "another password"), .wrongDigest),
            (try SNMPUser.made("reader", .md5, nil), .wrongDigest),
            (try SNMPUser.made("reader", .sha1, .aes128), .unsupportedLevel),
        ]
        for (user, refusal) in cases {
            let before = agent.messages.count
            #expect(try run([.user(user)], &agent) == .failed(.refused(refusal, user: user.name)))
            // The discovery and one try: a password is not tried twice.
            #expect(agent.messages.count == before + 2)
        }
        let hidden = try SNMPUser.made("reader", .sha1, .aes128)
        agent = SecureAgent([hidden], walk: walk, at: UserInquiryTests.start)
        let other = try SNMPUser.made("reader", .sha1, .aes256)
        #expect(
            try run([.user(other)], &agent) == .failed(.refused(.decryptionError, user: "reader")))
        #expect(
            try run([.user(hidden, context: "nowhere")], &agent)
                == .failed(.refused(.unknownContext, user: "reader")))
        agent.forge = { $0.engineID.isEmpty ? nil : [] }
        #expect(try run([.user(hidden)], &agent) == .failed(.refused(.silent, user: "reader")))
    }

    @Test func `a machine without SNMP is silent, not a refusal`() throws {
        let user = try SNMPUser.made()
        var agent = SecureAgent([user], walk: walk, at: UserInquiryTests.start)
        agent.forge = { _ in [] }
        agent.contexts = [:]
        var network = ScriptedNetwork(lostPerThousand: 1_000)
        var now = UserInquiryTests.start
        var inquiry = inquiry([.user(user)])
        #expect(try network.run(&inquiry, with: &agent, now: &now) == .failed(.noAnswer))
    }

    @Test func `credentials are tried in their order and the one that was answered is kept`() throws {
        let right = try SNMPUser.made("reader", .sha256, .aes128)
        let wrong = try SNMPUser.made("reader", .sha256, .aes128, password: "another password")
        let credentials: [Credential] = [.community("secret"), .user(wrong), .user(right)]
        var agent = SecureAgent([right], walk: walk, at: UserInquiryTests.start)
        let facts = try facts(try run(credentials, &agent))
        #expect(facts.credential == 2)
        let before = agent.messages.count
        _ = try self.facts(try run(credentials, &agent, knowing: facts))
        #expect(agent.messages.dropFirst(before).allSatisfy { $0.level == .authPriv })
        #expect(agent.reports == 2)

        agent.community = "secret"
        let plain = try self.facts(try run(credentials, &agent))
        #expect(plain.credential == 0)
        #expect(plain.version == .v2c)
    }

    @Test func `a machine whose password was changed is tried with the others at once`() throws {
        let old = try SNMPUser.made("reader", .sha1, nil, password: "the old password")
        let new = try SNMPUser.made("reader", .sha1, nil, password: "the new password")
        var agent = SecureAgent([old], walk: walk, at: UserInquiryTests.start)
        let known = try facts(try run([.user(old), .user(new)], &agent))
        agent = SecureAgent([new], walk: walk, at: UserInquiryTests.start)
        let facts = try facts(try run([.user(old), .user(new)], &agent, knowing: known))
        #expect(facts.credential == 1)
    }

    @Test func `a machine that refused every user is left alone for longer each time`() throws {
        let right = try SNMPUser.made("reader", .sha1, nil)
        let wrong = try SNMPUser.made("reader", .sha1, nil, password: "another password")
        var agent = SecureAgent([right], walk: walk, at: UserInquiryTests.start)
        var now = UserInquiryTests.start
        var facts = Inquiry.Facts()
        var tries = 0
        for _ in 0..<(4 * 24 * 10) {
            let before = agent.messages.count
            var network = ScriptedNetwork()
            var inquiry = inquiry([.user(wrong)], knowing: facts)
            var moment = now
            let ending = try network.run(&inquiry, with: &agent, now: &moment)
            #expect(ending == .failed(.refused(.wrongDigest, user: "reader")))
            facts = inquiry.learnt
            if agent.messages.count > before { tries += 1 }
            now = now + .minutes(15)
        }
        // After 1, 2, 4, 8, 16, and then every 24 hours, in ten days.
        #expect(tries == 14)
    }

    @Test func `a forged report silences nobody whose answer comes`() throws {
        let user = try SNMPUser.made()
        var agent = SecureAgent([user], walk: walk, at: UserInquiryTests.start)
        var inquiry = inquiry([.user(user)])
        var now = UserInquiryTests.start
        func sent(_ actions: [Inquiry.Action]) -> [UInt8] {
            for case .send(let bytes) in actions { return bytes }
            return []
        }
        let discovery = sent(inquiry.begin(at: now))
        let engine = try #require(try agent.answer(discovery, at: now))
        let question = sent(inquiry.receive(engine, at: now))
        let asked = try SNMPv3Message.decode(question)
        for kind in SecurityReport.allCases {
            let forged = SNMPv3Message(
                messageID: asked.messageID, sizeMax: 1_500, flags: [], engineID: asked.engineID,
                engineBoots: 9, engineTime: 9, userName: asked.userName, authenticationCode: [], salt: [],
                payload: .plain(
                    ScopedPDU(
                        contextEngineID: [], contextName: [],
                        pdu: PDU(
                            .report, requestID: 0,
                            varBinds: [VarBind(kind.counter.appending(0), .counter32(1))]))))
            #expect(inquiry.receive(forged.encode(), at: now).isEmpty, "\(kind)")
        }
        let answer = try #require(try agent.answer(question, at: now))
        var network = ScriptedNetwork()
        let actions = inquiry.receive(answer, at: now)
        #expect(
            try facts(try network.run(&inquiry, with: &agent, now: &now, actions: actions)).version == .v3)
    }

    @Test func `answers that were touched, replayed or stripped are not believed`() throws {
        let user = try SNMPUser.made()
        var agent = SecureAgent([user], walk: walk, at: UserInquiryTests.start)
        // A bit turned over anywhere in the last bytes, where the values are.
        agent.tamper = { bytes in
            var bytes = bytes
            bytes[bytes.count - 1] ^= 1
            return bytes
        }
        #expect(
            try run([.user(user)], &agent) == .failed(.refused(.untrustworthyAnswer, user: "reader")))

        // The same content without protection.
        agent.tamper = { bytes in
            guard var message = try? SNMPv3Message.decode(bytes) else { return bytes }
            message.flags = []
            message.authenticationCode = []
            message.salt = []
            message.payload = .plain(
                ScopedPDU(
                    contextEngineID: message.engineID, contextName: [],
                    pdu: PDU(
                        .response, requestID: message.messageID,
                        varBinds: [VarBind(UserInquiryTests.table.appending(1, 1), .integer(666))])))
            return message.encode()
        }
        #expect(
            try run([.user(user)], &agent) == .failed(.refused(.untrustworthyAnswer, user: "reader")))
    }

    @Test func `an answer from before the window is refused`() throws {
        let user = try SNMPUser.made()
        let keys = user.keys(for: [1, 2, 3, 4, 5])
        var engine = RemoteEngine(
            id: [1, 2, 3, 4, 5], boots: 0, time: 0, keys: keys, heard: UserInquiryTests.start)
        let later = UserInquiryTests.start + .seconds(200)
        let heard: [(boots: Int32, time: Int32, at: Instant, isAccepted: Bool)] = [
            (3, 1_000, UserInquiryTests.start, true), (3, 1_050, later, true), (3, 901, later, true),
            (3, 899, later, false),
            (2, 5_000, later, false), (4, 0, later, true), (3, 5_000, later, false), (.max, 0, later, false),
        ]
        for message in heard {
            let isAccepted = engine.accept(boots: message.boots, time: message.time, at: message.at)
            #expect(isAccepted == message.isAccepted, "\(message)")
        }
    }

    @Test func `lost, doubled and late datagrams change nothing that is read`() throws {
        let user = try SNMPUser.made()
        for seed in UInt64(1)...25 {
            var agent = SecureAgent([user], walk: walk, at: UserInquiryTests.start)
            var network = ScriptedNetwork(
                lostPerThousand: 150, repeatedPerThousand: 200, jitter: .milliseconds(40),
                chance: SplitMix(seed: seed))
            var now = UserInquiryTests.start
            var inquiry = inquiry([.user(user)])
            switch try network.run(&inquiry, with: &agent, now: &now) {
            case .finished(let heard, _): #expect(heard == walk, "seed \(seed)")
            case .failed(.noAnswer), .failed(.fellSilent), .failed(.refused(.silent, _)): break
            case let other: Issue.record("seed \(seed): \(other)")
            }
        }
    }

    @Test func `what another context holds is joined to what the machine says`() throws {
        let user = try SNMPUser.made()
        let elsewhere = OID([1, 3, 6, 1, 2, 1, 43, 14] as [UInt32])
        let more = Walk([VarBind(elsewhere.appending(1), .integer(14))])
        let questions: [Question] = [
            .table(UserInquiryTests.table),
            .under(context: "Jetdirect", missing: elsewhere, .table(elsewhere)),
            // The machine has this itself, so it is not asked elsewhere.
            .under(context: "other", missing: UserInquiryTests.table, .table(UserInquiryTests.table)),
            .under(context: "none", missing: elsewhere, .table(elsewhere)),
        ]
        for credential in [Credential.user(user), .community("public")] {
            var agent = SecureAgent([user], walk: walk, at: UserInquiryTests.start)
            agent.community = "public"
            agent.put(more, under: "Jetdirect")
            agent.put(Walk([VarBind(UserInquiryTests.table.appending(9), .null)]), under: "other")
            var network = ScriptedNetwork()
            var now = UserInquiryTests.start
            var inquiry = Inquiry(questions: questions, credentials: [credential])
            guard case .finished(let heard, let facts) = try network.run(&inquiry, with: &agent, now: &now)
            else {
                Issue.record("not finished with \(credential)")
                continue
            }
            #expect(heard == walk.merging(more))
            #expect(facts.shortfalls.isEmpty)
        }
    }

    @Test func `a context that the machine does not have costs two questions, and those only once`() throws {
        let user = try SNMPUser.made()
        let elsewhere = OID([1, 3, 6, 1, 2, 1, 43, 14] as [UInt32])
        for credential in [Credential.user(user), .community("public")] {
            var agent = SecureAgent([user], walk: walk, at: UserInquiryTests.start)
            agent.community = "public"
            var known = Inquiry.Facts()
            for round in 0..<2 {
                var network = ScriptedNetwork()
                var now = UserInquiryTests.start
                var inquiry = Inquiry(
                    questions: [
                        .table(UserInquiryTests.table),
                        .under(context: "Jetdirect", missing: elsewhere, .table(elsewhere)),
                    ], credentials: [credential], knowing: known)
                guard
                    case .finished(let heard, let facts) = try network.run(
                        &inquiry, with: &agent, now: &now)
                else {
                    Issue.record("not finished with \(credential)")
                    continue
                }
                #expect(heard == walk)
                #expect(facts.shortfalls == (round == 0 ? [.silentUnder(context: "Jetdirect")] : []))
                #expect(now - UserInquiryTests.start < .milliseconds(300))
                known = facts
            }
        }
    }
}
