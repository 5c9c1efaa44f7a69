import CSockets
// SPDX-License-Identifier: Apache-2.0
import Collector
import Foundation
import Glibc
import Polling
import PrinterWire
import Programs
import Testing
import Values
import WireCryptography

/// Users of SNMPv3 against net-snmp's agent, which others' machines are measured by, too.
@Suite(.serialized) struct NetSNMPTests {
    private static let system = OID([1, 3, 6, 1, 2, 1, 1] as [UInt32])
    private static let location = OID([1, 3, 6, 1, 2, 1, 1, 6, 0] as [UInt32])

    /// Everything this agent and we both can: no protection, six hashes alone and with five ciphers.
    fileprivate static let users: [TestUser] =
        [TestUser(authentication: nil, privacy: nil)]
        + AuthenticationProtocol.allCases.flatMap { authentication in
            [TestUser(authentication: authentication, privacy: nil)]
                + PrivacyProtocol.allCases.map {
                    TestUser(authentication: authentication, privacy: $0)
                }
        }

    private func location(_ answer: Answer?) -> String? {
        guard case .heard(let walk, .v3) = answer?.outcome else { return nil }
        return walk.value(NetSNMPTests.location)?.bytes.map { String(decoding: $0, as: UTF8.self) }
    }

    private func refusal(_ answer: Answer?) -> SecurityRefusal? {
        if case .refused(let refusal, _) = answer?.outcome { refusal } else { nil }
    }

    private func engine(_ credentials: [Credential]) throws -> InquiryEngine {
        var configuration = EngineConfiguration.test()
        configuration.credentials = CredentialBook(credentials.map { .init($0) })
        return try InquiryEngine(configuration, clock: TestClock(), seed: 7)
    }

    private func ask(_ agent: SecureNetSNMPAgent, _ credential: Credential) async throws -> Answer? {
        let engine = try engine([credential])
        defer { engine.stop() }
        return await engine.answer(
            to: Ask(agent.endpoint, [.table(NetSNMPTests.system)], limits: .test))
    }

    private func agent() async throws -> SecureNetSNMPAgent? {
        guard let agent = try SecureNetSNMPAgent(NetSNMPTests.users) else {
            print("SKIPPED: SNMPv3 against net-snmp’s agent, because /usr/sbin/snmpd is not installed.")
            #expect(ProcessInfo.processInfo.environment["CI"] != "true", "snmpd was not tested")
            return nil
        }
        await agent.isAnswering()
        return agent
    }

    @Test func `every combination of hash and cipher is answered, in both contexts`() async throws {
        guard let agent = try await agent() else { return }
        for user in NetSNMPTests.users {
            let made = try user.made()
            let engine = try engine([.user(made)])
            // The second question finds the engine known, and is about a part that only the context holds.
            let answer = await engine.answer(
                to: Ask(agent.endpoint, [.table(NetSNMPTests.system)], limits: .test))
            #expect(location(answer) == SecureNetSNMPAgent.place, "\(user.name)")
            let elsewhere = OID([1, 3, 6, 1, 2, 1, 43] as [UInt32])
            let both = await engine.answer(
                to: Ask(
                    agent.endpoint,
                    [
                        .value(NetSNMPTests.location),
                        .under(context: "Jetdirect", missing: elsewhere, .table(NetSNMPTests.system)),
                    ], limits: .test))
            if case .heard(let walk, .v3) = both?.outcome {
                #expect(walk.count > 5, "\(user.name) in a context")
            } else {
                Issue.record("\(user.name) in a context: \(String(describing: both?.outcome))")
            }
            engine.stop()
        }
        await agent.stop()
    }

    @Test func `what is wrong with a user is said as it is`() async throws {
        guard let agent = try await agent() else { return }
        let right = TestUser(authentication: .sha256, privacy: .aes128)
        let cases: [(TestUser, String, SecurityRefusal)] = [
            (
                TestUser(name: "nobody", authentication: .sha256, privacy: nil), TestUser.password,
                .unknownUser
            ),
            (right, "quite another password", .wrongDigest),
            (
                TestUser(name: right.name, authentication: .sha1, privacy: .aes128), TestUser.password,
                .wrongDigest
            ),
            (
                TestUser(name: "sha-256", authentication: .sha256, privacy: .aes128), TestUser.password,
                .unsupportedLevel
            ),
            // Deciphered with another key it is nonsense, to which this agent says nothing.
            (
                TestUser(name: right.name, authentication: .sha256, privacy: .aes256), TestUser.password,
                .silent
            ),
        ]
        for (user, password, expected) in cases {
            let answer = try await ask(agent, .user(try user.made(password)))
            #expect(refusal(answer) == expected, "\(user.name): \(String(describing: answer?.outcome))")
        }
        await agent.stop()
    }

    @Test func `an agent that began anew is heard again, whether it counted that or not`() async throws {
        guard let agent = try await agent() else { return }
        let user = try TestUser(authentication: .sha1, privacy: .aes128).made()
        let engine = try engine([.user(user)])
        defer { engine.stop() }
        let question = Ask(agent.endpoint, [.table(NetSNMPTests.system)], limits: .test)
        #expect(location(await engine.answer(to: question)) == SecureNetSNMPAgent.place)
        for signal in [SIGTERM, SIGKILL] {
            try await agent.restart(with: signal)
            await agent.isAnswering()
            #expect(location(await engine.answer(to: question)) == SecureNetSNMPAgent.place, "\(signal)")
        }
        await agent.stop()
    }

    @Test(arguments: [Duration.seconds(1_000), .seconds(100_000)])
    func `a clock of ours outside the window is brought back by the agent’s report`(
        drift: Duration
    ) async throws {
        guard let agent = try await agent() else { return }
        let user = try TestUser(authentication: .sha512, privacy: .aes256).made()
        let line = try DirectLine(to: agent.endpoint)
        let now = Instant(unixSeconds: 10_000)
        let first = try #require(line.run([.user(user)], knowing: Inquiry.Facts(), at: now))
        #expect(first.walk.value(NetSNMPTests.location) != nil)
        #expect(first.sent == 2)
        // As if so much time had passed here and none there.
        let second = try #require(line.run([.user(user)], knowing: first.facts, at: now + drift))
        #expect(second.walk.value(NetSNMPTests.location) != nil)
        #expect(second.sent == 2)
        await agent.stop()
    }
}

/// A user whose name tells what it can.
private struct TestUser {
    static let password = "a password of some length"
    let name: String
    let authentication: AuthenticationProtocol?
    let privacy: PrivacyProtocol?

    init(name: String? = nil, authentication: AuthenticationProtocol?, privacy: PrivacyProtocol?) {
        self.authentication = authentication
        self.privacy = privacy
        self.name =
            name
            ?? [authentication?.rawValue ?? "plain", privacy?.rawValue].compactMap { $0 }.joined(
                separator: "-")
    }

    func made(_ password: String = TestUser.password) throws -> SNMPUser {
        try SNMPUser(
            name: name, authentication: authentication.map { .init($0, password: password) },
            privacy: privacy.map { .init($0, password: password) }, cryptography: LibraryCryptography())
    }

    /// The lines that make net-snmp know the user.
    var settings: String {
        let hash = authentication.map { $0 == .sha1 ? "SHA" : $0.rawValue.uppercased() }
        let cipher = privacy.map { $0 == .aes128 ? "AES" : $0.rawValue.uppercased() }
        var create = "createUser \(name)"
        if let hash { create += " \(hash) \"\(TestUser.password)\"" }
        if let cipher { create += " \(cipher) \"\(TestUser.password)\"" }
        let level = privacy != nil ? "priv" : authentication != nil ? "auth" : "noauth"
        return "\(create)\nrouser \(name) \(level) -V everything *\n"
    }
}

/// net-snmp's agent with users, on a free loopback port; under the context Jetdirect it asks itself.
private final class SecureNetSNMPAgent {
    static let place = "In the room with users"
    let endpoint: Endpoint
    private let folder: TemporaryFolder
    private var process: pid_t

    /// `nil` when it is not installed.
    init?(_ users: [TestUser]) throws {
        guard FileManager.default.isExecutableFile(atPath: "/usr/sbin/snmpd") else { return nil }
        var local = DatagramEndpoint()
        let socket = datagram_open(datagram_endpoint_ipv4(0x7F00_0001, 0), 0)
        _ = datagram_local(socket, &local)
        datagram_close(socket)
        endpoint = Endpoint(NetworkAddress(ipv4: 0x7F00_0001), port: local.port)
        folder = try TemporaryFolder()
        let settings = """
            agentAddress udp:127.0.0.1:\(local.port)
            view everything included .1
            rocommunity hearsay 127.0.0.1
            sysLocation \(SecureNetSNMPAgent.place)
            proxy -Cn Jetdirect -v 2c -c hearsay 127.0.0.1:\(local.port) .1.3.6.1.2.1.1
            \(users.map(\.settings).joined())
            """
        try settings.write(toFile: folder.path + "/snmpd.conf", atomically: true, encoding: .utf8)
        process = try SecureNetSNMPAgent.start(folder.path)
    }

    private static func start(_ folder: String) throws -> pid_t {
        try Programs.Program.start(
            "/usr/sbin/snmpd",
            ["-f", "-C", "-c", folder + "/snmpd.conf", "-Lf", folder + "/log", "-p", folder + "/pid"],
            environment: ["SNMP_PERSISTENT_DIR": folder + "/kept", "MIBS": ""])
    }

    /// Waits until it answers a discovery.
    func isAnswering() async {
        guard let line = try? DirectLine(to: endpoint) else { return }
        for _ in 0..<500 {
            if line.isAnswered() { return }
        }
    }

    func restart(with signal: Int32) async throws {
        kill(process, signal)
        _ = await Programs.Program.end(of: process)
        process = try SecureNetSNMPAgent.start(folder.path)
    }

    func stop() async {
        kill(process, SIGKILL)
        _ = await Programs.Program.end(of: process)
    }
}

/// One inquiry on one socket, by a clock that the test sets.
private final class DirectLine {
    private let socket: Int32
    private let peer: Endpoint

    init(to peer: Endpoint) throws {
        self.peer = peer
        socket = Glibc.socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        var patience = timeval(tv_sec: 0, tv_usec: 250_000)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = peer.port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        #expect(connected == 0)
    }

    deinit { close(socket) }

    /// Sends, and gives what comes back within a quarter of a second.
    private func exchange(_ bytes: [UInt8]) -> [UInt8]? {
        guard Glibc.send(socket, bytes, bytes.count, 0) == bytes.count else { return nil }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(socket, &buffer, buffer.count, 0)
        // Nobody listens there yet; the system says so at once.
        if count < 0, errno == ECONNREFUSED { usleep(20_000) }
        return count > 0 ? Array(buffer.prefix(count)) : nil
    }

    func isAnswered() -> Bool {
        run([.community("hearsay")], knowing: Inquiry.Facts(), at: Instant(unixSeconds: 0)) != nil
    }

    /// The whole system group; `nil` when it was not answered to the end.
    func run(
        _ credentials: [Credential], knowing facts: Inquiry.Facts, at now: Instant
    ) -> (walk: Walk, facts: Inquiry.Facts, sent: Int)? {
        var inquiry = Inquiry(
            questions: [.value(OID([1, 3, 6, 1, 2, 1, 1, 6, 0] as [UInt32]))], credentials: credentials,
            requestIDs: Inquiry.RequestIDs(start: 9), salt: 1, knowing: facts)
        var actions = inquiry.begin(at: now)
        var moment = now
        var sent = 0
        for _ in 0..<20 {
            var next: [Inquiry.Action] = []
            for action in actions {
                switch action {
                case .send(let bytes):
                    sent += 1
                    guard let answer = exchange(bytes) else { continue }
                    next += inquiry.receive(answer, at: moment)
                case .setTimer(let due): if next.isEmpty { moment = due }
                case .finished(let walk, let facts): return (walk, facts, sent)
                case .failed: return nil
                }
            }
            actions = next.isEmpty ? inquiry.timeout(at: moment) : next
        }
        return nil
    }
}
