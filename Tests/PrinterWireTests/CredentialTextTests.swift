// SPDX-License-Identifier: Apache-2.0
import Testing
import Values
import WireCryptography

@testable import PrinterWire

struct CredentialTextTests {
    private func parse(_ text: String) -> (entries: [CredentialText.Entry], findings: [LineFinding]) {
        CredentialText.parse(text.utf8, cryptography: LibraryCryptography())
    }

    private func user(_ entry: CredentialText.Entry?) -> SNMPUser? {
        if case .user(let user)? = entry?.credential.kind { user } else { nil }
    }

    @Test func `communities and users are read in their order, with where they are used`() {
        let (entries, findings) = parse(
            """
            # what a site has
            user goodword
                authentication sha-256 a long password
                privacy        AES another long password
                context        Jetdirect
                at             10.20.0.0/16
                at             10.21.4.7

            user watcher
                authentication MD5 " ends with a blank "
            community public
            """)
        #expect(findings.isEmpty)
        #expect(
            entries.map(\.credential.description) == [
                "the SNMPv3 user “goodword”", "the SNMPv3 user “watcher”", "a community",
            ])
        #expect(entries.first?.at.map(\.text) == ["10.20.0.0/16", "10.21.4.7"])
        #expect(entries.first?.credential.context == "Jetdirect")
        let user = user(entries.first)
        #expect(user?.authentication == .sha256)
        #expect(user?.privacy == .aes128)
        let same = try? SNMPUser(
            name: "goodword", authentication: .init(.sha256, password: "a long password"),
            privacy: .init(.aes128, password: "another long password"), cryptography: LibraryCryptography())
        #expect(user == same)
        #expect(self.user(entries.dropFirst().first)?.privacy == nil)
        #expect(entries.last?.credential.community(under: "") == Array("public".utf8))
        #expect(entries.last?.credential.community(under: "Jetdirect") == Array("public@Jetdirect".utf8))
    }

    @Test(arguments: [
        ("user x\n authentication sha-3 Wq7secret", 2, "sha-512"),
        ("user x\n authentication md5 Wq7", 1, "at least 8"),
        ("user x\n privacy aes-128 Wq7secret", 1, "no privacy without authentication"),
        ("user x\n authentication md5 Wq7secret\n privacy des Wq7secret", 3, "DES"),
        ("user x\n password Wq7secret", 2, "Known here"),
        ("community x\n authentication md5 Wq7secret", 2, "belongs to a user"),
        (" authentication md5 Wq7secret", 1, "above it"),
        ("Wq7secret", 1, "community NAME"),
        ("user \(String(repeating: "n", count: 33))", 1, "32 bytes"),
        ("user x\n context-engine 80zz", 2, "hexadecimal"),
        ("user x\n at", 2, "at RANGE"),
    ])
    func `what cannot be used is named with its line, and never what is secret`(
        text: String, line: Int, words: String
    ) {
        let (entries, findings) = parse(text)
        #expect(entries.isEmpty)
        #expect(findings.first?.line == line)
        #expect(findings.first?.sentence.contains(words) == true, "\(findings)")
        #expect(!findings.contains { $0.description.contains("Wq7") })
    }

    @Test func `nothing that is printed or looked into shows a password, a key or a community`() throws {
        let user = try SNMPUser(
            name: "reader", authentication: .init(.md5, password: "Wq7secret"),
            privacy: .init(.aes128, password: "Wq7secret"), cryptography: LibraryCryptography())
        let key = user.keys(for: [1, 2, 3, 4, 5]).authentication.bytes
        var facts = Inquiry.Facts()
        facts.engine = RemoteEngine(
            id: [1, 2, 3, 4, 5], boots: 1, time: 1, keys: user.keys(for: [1, 2, 3, 4, 5]),
            heard: Instant(unixSeconds: 0))
        let inquiry = Inquiry(
            questions: [], credentials: [.user(user), .community("Wq7community")], knowing: facts)
        var shown = ["\(user)", "\(Credential.user(user))", String(reflecting: inquiry), "\(facts)"]
        for value in [user, Credential.community("Wq7community"), inquiry, facts] as [Any] {
            var text = ""
            dump(value, to: &text)
            shown.append(text)
        }
        for text in shown {
            #expect(!text.contains("Wq7"))
            #expect(!text.contains("\(key)"))
            #expect(!text.contains(key.map { "- \($0)" }.joined(separator: "\n")))
            for byte in key.prefix(1) { #expect(!text.contains("bytes: \(byte)")) }
        }
    }

    @Test(arguments: SecurityRefusal.allCases)
    func `each refusal says what to do`(refusal: SecurityRefusal) {
        #expect(refusal.message.hasSuffix("."))
        #expect(refusal.message.split(separator: ".").count >= 2 || refusal.message.contains(";"))
        #expect(SecurityRefusal.allCases.filter { $0.message == refusal.message }.count == 1)
    }
}
