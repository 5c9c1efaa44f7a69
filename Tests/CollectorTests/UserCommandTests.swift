// SPDX-License-Identifier: Apache-2.0
import Fleet
import Foundation
import Polling
import PrinterWire
import Testing
import Values
import VirtualAgent
import VirtualFleet
import WireCryptography

@testable import Collector

/// Credentials as a person gives them to the program, and virtual printers that know users.
@Suite(.enabled(if: Program.isThere)) struct UserCommandTests {
    private static let password = "a password of some length"
    private static let text = """
        user stranger
            authentication sha-1 \(password)
        user goodword
            authentication sha-256 \(password)
            privacy aes-256 \(password)
        """

    private func agent() throws -> VirtualAgent {
        let clock = TestClock()
        let site = VirtualSite.fleet(
            count: 3, seed: 4, start: clock.now(), models: [PrinterModel.benchmark])
        var settings = VirtualAgent.Settings(port: 0, community: "nobody knows")
        settings.users = [
            try SNMPUser(
                name: "goodword", authentication: .init(.sha256, password: Self.password),
                privacy: .init(.aes256, password: Self.password), cryptography: LibraryCryptography())
        ]
        let agent = try VirtualAgent(
            site: site, settings: settings, clock: clock)
        agent.start()
        return agent
    }

    private func file(_ text: String, in folder: TemporaryFolder, rights: Int = 0o600) throws -> String {
        let path = folder.path + "/credentials"
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: rights], ofItemAtPath: path)
        return path
    }

    @Test func `a printer is read as the user that it knows`() async throws {
        let agent = try agent()
        defer { agent.stop() }
        let folder = try TemporaryFolder()
        let address = try #require(agent.devices().first?.address)
        let host = "\(address):\(agent.port)"
        let read = try await Program.run(
            ["read", host, "--json", "--credentials", try file(Self.text, in: folder)])
        #expect(read.status == 0, "\(read.sentences)")
        let reading = try JSONDecoder().decode(Reading.self, from: Data(read.output.utf8))
        #expect(reading.saidOver == .snmp3)
        #expect(reading.supplies.count >= 1)

        let again = try await Program.run(
            ["read", host, "--json"], environment: ["GOODWORD_CREDENTIALS": Self.text])
        #expect(again.status == 0, "\(again.sentences)")

        let wrong = Self.text.replacingOccurrences(of: Self.password, with: "Wq7 another password")
        let refused = try await Program.run(
            ["read", host, "--credentials", try file(wrong, in: folder, rights: 0o644)])
        #expect(refused.status == 1)
        #expect(refused.sentences.contains("does not accept the authentication password"))
        #expect(refused.sentences.contains("chmod 600"))
        #expect(!refused.sentences.contains("Wq7"))
    }

    @Test func `credentials that cannot be used are named with file and line`() async throws {
        let folder = try TemporaryFolder()
        let cases: [(String, String)] = [
            ("user x\n    privacy des Wq7secret", "line 2: DES"),
            ("community public\n    at the second floor", "line 2: `at` takes addresses"),
            ("# nothing yet", "There are no credentials"),
        ]
        for (text, words) in cases {
            let path = try file(text, in: folder)
            let outcome = try await Program.run(["read", "127.0.0.1:9", "--credentials", path])
            #expect(outcome.status == 1)
            #expect(outcome.sentences.contains(words), "\(outcome.sentences)")
            #expect(!outcome.sentences.contains("Wq7"))
        }
        let missing = try await Program.run(["read", "127.0.0.1:9", "--credentials", folder.path + "/none"])
        #expect(missing.status == 1)
        #expect(missing.sentences.contains("cannot be read"))
    }

    @Test func `a community or user is used where it is meant for and nowhere else`() throws {
        let folder = try TemporaryFolder()
        let path = try file(
            """
            community one
                at 10.1.0.0/16
                at 10.9.0.5
            community two
            """, in: folder)
        let book = try CredentialSource.book(file: path, community: "three", environment: [:]) { _ in }
        func names(_ address: String) throws -> Int {
            let endpoint = Endpoint(try #require(NetworkAddress(address)))
            return book.entries.filter { entry in
                entry.ranges.isEmpty || entry.ranges.contains { $0.contains(endpoint.address) }
            }.count
        }
        #expect(try names("10.1.200.3") == 3)
        #expect(try names("10.9.0.5") == 3)
        #expect(try names("10.9.0.6") == 2)
        let plain = try CredentialSource.book(file: nil, community: nil, environment: [:]) { _ in }
        #expect(plain.entries.count == 1)
    }
}
