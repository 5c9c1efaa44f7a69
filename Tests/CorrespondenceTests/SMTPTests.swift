// SPDX-License-Identifier: Apache-2.0
import Correspondence
import Generators
import Testing
import Values

@Suite struct SMTPTests {
    static let rules = SMTPRules(
        host: "mail.example", recipients: ["keep@mail.example"],
        senders: ["ines@provider.example", "@desk.example"],
        sizeMax: 2_000)

    /// A client of a test: it says lines and gathers what comes back.
    private struct Client {
        var session: SMTPSession
        var log: [SMTPAction] = []

        init(_ rules: SMTPRules = SMTPTests.rules, isEncrypted: Bool = true) {
            session = SMTPSession(rules)
            log = session.begin()
            guard isEncrypted else { return }
            say("EHLO client.example")
            say("STARTTLS")
            log += session.startedTLS()
            say("EHLO client.example")
            log = []
        }

        @discardableResult
        mutating func say(_ line: String) -> String { raw(line + "\r\n") }

        @discardableResult
        mutating func raw(_ text: String) -> String {
            let actions = session.receive(Array(text.utf8))
            log += actions
            return actions.compactMap { action -> String? in
                if case .send(let text) = action { return text }
                return nil
            }.joined()
        }

        var kept: [[UInt8]] {
            log.compactMap { if case .keep(_, let message) = $0 { message } else { nil } }
        }
        var isClosed: Bool { log.contains(.close) }

        mutating func open() {
            say("MAIL FROM:<ines@provider.example>")
            say("RCPT TO:<keep@mail.example>")
        }
    }

    @Test func `a mail comes in, its doubled dots are single again, and it is kept once`() throws {
        var client = Client()
        #expect(client.say("MAIL FROM:<Ines@Provider.example> SIZE=100 BODY=8BITMIME").hasPrefix("250"))
        #expect(client.say("RCPT TO:<keep@mail.example>").hasPrefix("250"))
        #expect(client.say("DATA").hasPrefix("354"))
        client.raw("Subject: x\r\n\r\n..dot\r\n.. \r\ntext\r\n.\r\n")
        #expect(
            client.kept.map { String(decoding: $0, as: UTF8.self) } == [
                "Subject: x\r\n\r\n.dot\r\n. \r\ntext\r\n"
            ])
        guard case .keep(let envelope, _)? = client.log.last else {
            Issue.record("nothing is kept")
            return
        }
        #expect(
            envelope
                == SMTPEnvelope(
                    sender: "ines@provider.example", recipients: ["keep@mail.example"], isEncrypted: true))
        #expect(client.say("NOOP").isEmpty, "nothing is answered before it is on disk")
        let answers = client.session.kept(.kept)
        #expect(answers == [.send("250 2.0.0 Kept.\r\n"), .send("250 2.0.0 Here.\r\n")])
    }

    @Test func `a bare LF or CR ends the connection, wherever it stands`() {
        for start in ["", "DATA\r\n"] {
            for smuggled in [
                "\n", "\r", "text\n.\r\nMAIL FROM:<x@desk.example>\r\n", "text\r.\r\n", "\n.\n", "a\r\r\n",
            ] {
                var client = Client()
                client.open()
                client.raw(start)
                let answer = client.raw(smuggled + "x")
                #expect(answer.hasPrefix("521"), "\(start.debugDescription) \(smuggled.debugDescription)")
                #expect(client.isClosed)
                #expect(client.kept.isEmpty)
                #expect(client.say("NOOP").isEmpty)
            }
        }
    }

    @Test func `only the allowed send, only to what keeps mail, and only over TLS`() {
        var plain = Client(isEncrypted: false)
        #expect(plain.say("MAIL FROM:<ines@provider.example>").hasPrefix("503"))
        #expect(plain.say("EHLO x").contains("STARTTLS"))
        #expect(plain.say("MAIL FROM:<ines@provider.example>").hasPrefix("530"))
        var client = Client()
        #expect(!client.say("EHLO x").contains("STARTTLS"))
        for stranger in ["", "eve@evil.example", "ines@provider.example.evil.example", "desk.example"] {
            #expect(client.say("MAIL FROM:<\(stranger)>").hasPrefix("5"), "\(stranger)")
        }
        #expect(client.say("MAIL FROM:<tom@desk.example>").hasPrefix("250"))
        #expect(client.say("RCPT TO:<other@mail.example>").hasPrefix("550"))
        #expect(client.say("DATA").hasPrefix("503"))
        #expect(client.say("RCPT TO:<Keep@Mail.example>").hasPrefix("250"))
    }

    @Test func `what was said before TLS is forgotten, and nothing may be said into it`() {
        var client = Client(isEncrypted: false)
        client.say("EHLO x")
        #expect(client.raw("STARTTLS\r\nMAIL FROM:<ines@provider.example>\r\n").contains("421"))
        #expect(client.isClosed)
        var second = Client(isEncrypted: false)
        second.say("EHLO x")
        second.say("STARTTLS")
        #expect(second.log.last == .startTLS)
        _ = second.session.startedTLS()
        #expect(second.say("MAIL FROM:<ines@provider.example>").hasPrefix("503"), "EHLO comes anew")
        #expect(second.say("STARTTLS").hasPrefix("503"))
    }

    @Test
    func `a message that is too large is refused when it says so, when it is, and cut off when it goes on`() {
        var client = Client()
        #expect(client.say("MAIL FROM:<ines@provider.example> SIZE=2001").hasPrefix("552"))
        client.open()
        client.say("DATA")
        let line = String(repeating: "a", count: 90)
        for _ in 0..<30 { client.say(line) }
        #expect(client.say(".").hasPrefix("552"))
        #expect(client.kept.isEmpty && !client.isClosed)
        client.open()
        client.say("DATA")
        for _ in 0..<12_000 where !client.isClosed { client.say(line) }
        #expect(client.isClosed)
    }

    @Test func `long lines, many mistakes, many commands and many messages end it`() {
        var long = Client()
        long.open()
        long.say("DATA")
        #expect(long.raw(String(repeating: "a", count: 999)).hasPrefix("500"))
        #expect(long.isClosed)
        var wrong = Client()
        for _ in 0..<10 { wrong.say("FOO") }
        #expect(wrong.isClosed)
        var busy = Client()
        for _ in 0..<1_001 { busy.say("NOOP") }
        #expect(busy.isClosed)
        var late = Client()
        #expect(late.session.timeout().contains(.close))
        #expect(late.session.timeout().isEmpty)
    }

    @Test func `what is refused later is told in one line`() {
        var client = Client()
        client.open()
        client.say("DATA")
        client.say(".")
        let answer = client.session.kept(.refused("A private address.\r\n250 Fine: ü"))
        #expect(answer == [.send("550 5.7.1 A private address.??250 Fine: ?\r\n")])
    }

    @Test func `the same bytes give the same however they are cut`() throws {
        let lines = [
            "EHLO x", "HELO y", "MAIL FROM:<ines@provider.example>", "MAIL FROM:<eve@x>",
            "RCPT TO:<keep@mail.example>",
            "DATA", ".", "..", "text", "", "RSET", "NOOP", "QUIT", "VRFY x", "é",
            "MAIL FROM:<@a,@b:tom@desk.example>",
        ]
        try forSeeds(200) { chance in
            let open = SMTPRules(
                host: "h", recipients: ["keep@mail.example"], senders: Self.rules.senders, sizeMax: 200,
                needsTLS: false)
            var text: [UInt8] = []
            for _ in 0..<chance.number(1...40) {
                text += Array((chance.pick(lines) + (chance.once(in: 40) ? "\n" : "\r\n")).utf8)
            }
            func run(_ cut: (inout SplitMix) -> Int) -> [SMTPAction] {
                var session = SMTPSession(open)
                var actions = session.begin()
                var rest = text[...]
                var chance = chance
                while !rest.isEmpty {
                    let piece = rest.prefix(max(1, cut(&chance)))
                    rest = rest.dropFirst(piece.count)
                    actions += session.receive(piece)
                    while case .keep? = actions.last { actions += session.kept(.kept) }
                }
                return actions
            }
            let single = run { _ in 1 }
            try #require(run { $0.number(1...30) } == single)
            // Each answer is one or more whole lines with a code.
            for case .send(let answer) in single {
                try #require(answer.hasSuffix("\r\n") && answer.prefix(3).allSatisfy(\.isNumber))
            }
        }
    }
}
