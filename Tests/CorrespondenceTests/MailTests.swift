// SPDX-License-Identifier: Apache-2.0
import Correspondence
import Generators
import Testing
import Values

@Suite struct MailTests {
    private func mail(_ text: String) -> MailMessage {
        MailMessage.read(Array(text.replacing("\n", with: "\r\n").utf8))
    }

    @Test func `folded headers, encoded words and quoted names are read`() {
        let mail = mail(
            """
            From: =?utf-8?Q?Ana_Od=C3=BAya?= <Ana@Westmere.Example>
            To: "Brandt, Ines" <ines@provider.example>, bo@westmere.example (Bo Lindqvist),
             The desk: tom@provider.example, "a\\"b" <ab@x.example>;, nobody
            Subject: =?iso-8859-1?q?Dr=FCcker?= =?utf-8?B?IGlt?=
             =?utf-8?b?IEtlbGxlcg==?= (second floor)
            Date: Wed, 14 Oct 2026 10:12:30 +0100 (IST)
            Message-ID: <abc@westmere.example>

            Hello.
            """)
        #expect(mail.from == [MailAddress(name: "Ana Odúya", address: "ana@westmere.example")])
        #expect(
            mail.to == [
                MailAddress(name: "Brandt, Ines", address: "ines@provider.example"),
                MailAddress(name: "Bo Lindqvist", address: "bo@westmere.example"),
                MailAddress(address: "tom@provider.example"),
                MailAddress(name: "a\"b", address: "ab@x.example"),
            ])
        #expect(mail.subject == "Drücker im Keller (second floor)")
        #expect(mail.date == instant("2026-10-14T09:12:30Z"))
        #expect(mail.messageID == "abc@westmere.example")
        #expect(mail.text == "Hello.")
        #expect(mail.findings.isEmpty)
    }

    @Test(arguments: [
        ("Wed, 14 Oct 2026 10:12:30 +0100", "2026-10-14T09:12:30Z"),
        ("14 Oct 26 10:12 GMT", "2026-10-14T10:12:00Z"),
        ("Wed, 14 Oct 2026 10:12 EDT", "2026-10-14T14:12:00Z"),
        ("1 Jan 99 00:00:00 -0000", "1999-01-01T00:00:00Z"),
        ("Thu, 31 Dec 2026 23:59:60 +0000", "2026-12-31T23:59:59Z"),
    ])
    func `dates are read as RFC 5322 writes them`(text: String, expected: String) {
        #expect(MailDate.read(Array(text.utf8)) == instant(expected))
    }

    @Test(arguments: [
        "", "yesterday", "14 Oct 2026 10:12", "31 Feb 2026 10:12 +0000", "14/10/2026 10:12 +0000",
        "99 Oct 2026 99:12 +0000",
    ])
    func `a date that can be read in two ways, or not at all, is none`(text: String) {
        #expect(MailDate.read(Array(text.utf8)) == nil)
    }

    @Test func `the plain text is taken before the HTML, and files stand beside it`() throws {
        let mail = mail(
            """
            From: a@x.example
            Content-Type: multipart/mixed; boundary="outer"

            This is for old programs.
            --outer
            Content-Type: multipart/alternative; boundary=inner

            --inner
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: quoted-printable

            The queue at ten =E2=80=93 it is long, and the line goes on=
             here.
            --inner
            Content-Type: text/html

            <p>No</p>
            --inner--
            --outer
            Content-Type: application/pdf; name*0*=utf-8''r%C3%A9; name*1=port.pdf
            Content-Disposition: attachment
            Content-Transfer-Encoding: base64

            aGVsbG8=
            --outer--
            After the end.
            """)
        #expect(mail.text == "The queue at ten – it is long, and the line goes on here.")
        let file = try #require(mail.attachments.first)
        #expect(mail.attachments.count == 1)
        #expect(file.fileName == "réport.pdf")
        #expect(file.body == Array("hello".utf8))
        #expect(mail.findings.isEmpty)
    }

    @Test func `HTML alone becomes what a person would read, without its scripts`() {
        let mail = mail(
            """
            Content-Type: text/html; charset=utf-8

            <html><head><title>x</title><style>p { color: red }</style></head><body>
            <p>Dear Ines,</p><p>the <b>queue</b> &amp; the noise&nbsp;&#8211; 5 &lt; 6</p>
            <script>alert("no")</script><!-- nor this --><div>Ana<br>Registry</div></body></html>
            """)
        #expect(mail.text.contains("Dear Ines,"))
        #expect(mail.text.contains("the queue & the noise – 5 < 6"))
        #expect(mail.text.contains("Ana\nRegistry"))
        for hidden in ["alert", "nor this", "color", "<", "title"] where hidden != "<" {
            #expect(!mail.text.contains(hidden))
        }
    }

    @Test func `character sets that are known are read, and others are said`() {
        func text(_ charset: String, _ bytes: [UInt8]) -> MailMessage {
            MailMessage.read(Array("Content-Type: text/plain; charset=\(charset)\r\n\r\n".utf8) + bytes)
        }
        #expect(text("iso-8859-1", [0xE9, 0x20, 0x80]).text == "é €")
        #expect(text("WINDOWS-1252", [0x93, 0x61, 0x94]).text == "“a”")
        #expect(text("utf-8", [0xC3, 0xA9, 0xFF]).text == "é\u{FFFD}")
        let other = text("koi8-r", [0x61, 0xC1])
        #expect(other.text == "a\u{FFFD}")
        #expect(other.findings == [.unknownCharset])
        #expect(text("koi8-r", [0x61]).findings.isEmpty)
        #expect(MailMessage.read([10, 0xE9]).text == "é")
    }

    @Test func `control characters and what turns the writing do not come through`() {
        #expect(mail("Subject: a\u{202E}b\u{7}c\n\nx\u{1B}[31my").subject == "abc")
        #expect(mail("Subject: x\n\nx\u{1B}[31my").text == "x[31my")
    }

    @Test func `broken mails are read as far as they go, and each fault is said`() {
        #expect(mail("Content-Type: multipart/mixed\n\nx").findings == [.noBoundary])
        #expect(mail("Content-Type: multipart/mixed; boundary=b\n\n--b\n\nhalf").findings == [.notClosed])
        #expect(mail("Content-Transfer-Encoding: base64\n\naGVs*bG8=").findings == [.badBase64])
        #expect(mail("Content-Transfer-Encoding: base64\n\naGVs*bG8=").text == "hello")
        #expect(mail("Content-Transfer-Encoding: quoted-printable\n\n100=ZZ").text == "100=ZZ")
        #expect(mail("Content-Transfer-Encoding: rot13\n\nx").findings == [.unknownEncoding])
        #expect(mail("A: 1\nno colon\n\nx").findings == [.lineWithoutColon])
        #expect(mail("just text").text == "just text")
        let many = String(repeating: "X: y\n", count: 1_001)
        #expect(mail(many + "\ntext").findings == [.headersTooLong])
        #expect(mail(many + "\ntext").text == "text")
        var deep = "text"
        for level in 0..<20 {
            deep =
                "Content-Type: multipart/mixed; boundary=b\(level)\n\n--b\(level)\n\(deep)\n--b\(level)--\n"
        }
        #expect(mail(deep).findings.contains(.tooDeep))
        let parts =
            "Content-Type: multipart/mixed; boundary=b\n\n" + String(repeating: "--b\n\nx\n", count: 400)
            + "--b--"
        #expect(mail(parts).findings == [.tooManyParts])
    }

    @Test func `blanks that were put at line ends on the way are not text`() {
        #expect(mail("Content-Transfer-Encoding: quoted-printable\n\na \t\nb=20\nc= \nd").text == "a\nb \ncd")
    }

    @Test func `bytes that nobody chose are read`() throws {
        let pieces: [[UInt8]] =
            [
                "Content-Type: multipart/mixed; boundary=b", "\r\n", "\n", "--b", "--b--", "\r\n\r\n",
                "=?utf-8?B?", "?=",
                "Content-Transfer-Encoding: base64", "Content-Type: message/rfc822", "From: ", "<", ">", "\"",
                "(", ")", ";",
                "charset=", "=", "=C3", "filename*0*=utf-8''", "%", "&#", "<script",
                "-----Original Message-----", "Sent: x",
                "On 1 wrote:", ">", "Date: 14 Oct 2026 10:12 +0100", "\u{0}", "é", "a@b",
            ].map { Array($0.utf8) } + [[0xFF], [0x80, 0xC3]]
        try forSeeds(300) { chance in
            let bytes = (0..<chance.number(0...60)).flatMap { _ in chance.pick(pieces) }
            if let fault = FuzzChecks.check("mail", bytes) { throw StrictCalendar.Fault(what: fault) }
        }
    }
}

@Suite struct ForwardedMailTests {
    private func forwarded(_ text: String, note: String = "For the story.") throws -> ForwardedMail {
        let whole = "From: ines@provider.example\r\nSubject: Fwd: The queue\r\n\r\n\(note)\n\n\(text)"
        return try #require(ForwardedMail.find(in: MailMessage.read(Array(whole.utf8)), zone: Zones.dublin))
    }

    private func expect(_ mail: ForwardedMail, history: Bool = false) {
        #expect(mail.from?.address == "ana@westmere.example")
        #expect(mail.from?.name == "Ana Oduya")
        #expect(mail.subject == "The queue")
        #expect(mail.date == instant("2026-10-14T08:12:00Z"))
        #expect(mail.text == "It is long at ten.\n\nAna")
        #expect(mail.note == "For the story.")
        #expect(mail.history.isEmpty == !history)
    }

    @Test func `as Gmail forwards`() throws {
        let mail = try forwarded(
            """
            ---------- Forwarded message ---------
            From: Ana Oduya <ana@westmere.example>
            Date: Wed, 14 Oct 2026 at 09:12
            Subject: The queue
            To: Ines Brandt <ines@provider.example>, Bo <bo@westmere.example>


            It is long at ten.

            Ana
            """)
        expect(mail)
        #expect(mail.to.map(\.address) == ["ines@provider.example", "bo@westmere.example"])
    }

    @Test func `as Outlook forwards, with and without a rule`() throws {
        for rule in ["________________________________\n", "-----Original Message-----\n", ""] {
            let mail = try forwarded(
                rule
                    + """
                    From: Ana Oduya <ana@westmere.example>
                    Sent: Wednesday, October 14, 2026 9:12 AM
                    To: Brandt, Ines <ines@provider.example>; Bo <bo@westmere.example>
                    Cc: Cy <cy@westmere.example>
                    Subject: The queue

                    It is long at ten.

                    Ana

                    From: Ines Brandt <ines@provider.example>
                    Sent: Tuesday, October 13, 2026 4:00 PM
                    To: Ana

                    How is it?
                    """)
            expect(mail, history: true)
            #expect(mail.cc.map(\.address) == ["cy@westmere.example"])
            #expect(mail.history.contains("How is it?"))
        }
    }

    @Test func `as Apple Mail forwards, quoted`() throws {
        expect(
            try forwarded(
                """
                > Begin forwarded message:
                >
                > From: Ana Oduya <ana@westmere.example>
                > Subject: The queue
                > Date: 14 October 2026 at 09:12:00 IST
                > To: Ines Brandt <ines@provider.example>
                >
                > It is long at ten.
                >
                > Ana
                """))
    }

    @Test func `as Thunderbird forwards, and with what it answers`() throws {
        expect(
            try forwarded(
                """
                -------- Forwarded Message --------
                Subject: \tThe queue
                Date: \tWed, 14 Oct 2026 09:12:00 +0100
                From: \tAna Oduya <ana@westmere.example>
                To: \tines@provider.example

                It is long at ten.

                Ana

                On Tue, 13 Oct 2026 at 16:00, Ines Brandt
                <ines@provider.example> wrote:
                > How is it?
                """), history: true)
    }

    @Test func `as an attachment`() throws {
        let whole = """
            From: ines@provider.example
            Content-Type: multipart/mixed; boundary=b

            --b

            For the story.
            --b
            Content-Type: message/rfc822

            From: Ana Oduya <ana@westmere.example>
            Date: Wed, 14 Oct 2026 09:12:00 +0100
            Subject: The queue

            It is long at ten.

            Ana
            --b--
            """
        expect(try #require(ForwardedMail.find(in: MailMessage.read(Array(whole.utf8)), zone: nil)))
    }

    @Test func `a mail that merely speaks of somebody is not a forwarded one`() {
        for text in [
            "From: the library, we saw it.\n\nFine.", "Original message\n\nnothing", "Hello.\nSubject: no",
        ] {
            #expect(
                ForwardedMail.find(in: MailMessage.read(Array("A: b\n\n\(text)".utf8)), zone: nil) == nil,
                "\(text)")
        }
    }

    @Test func `answers between quoted lines stay together`() {
        let text = "> How is it?\nLong.\n> And the noise?\nLoud.\n\n> Ines\n"
        #expect(MailHistory.split(text).said == "> How is it?\nLong.\n> And the noise?\nLoud.")
        #expect(MailHistory.split(text).history == "> Ines")
    }
}
