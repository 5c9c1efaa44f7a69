// SPDX-License-Identifier: Apache-2.0
import Conversations
import Correspondence
import Generators
import People
import Testing
import Values

@Suite struct MailFilingTests {
    private let ines = PersonID(bits: 1)
    private let ana = PersonID(bits: 3)
    private let rules = MailRules(
        forwarders: ["ines@provider.example": PersonID(bits: 1)], hosts: ["westmere.example"],
        privateAddresses: ["home.example", "bo@westmere.example"], teamAddresses: ["desk@westmere.example"])
    private let people = [
        "ana@westmere.example": PersonID(bits: 3), "eve@elsewhere.example": PersonID(bits: 9),
    ]

    private func filed(
        from: String = "Ana <ana@westmere.example>", to: String = "ines@provider.example",
        sender: String = "ines@provider.example",
        headerFrom: String = "Ines <ines@provider.example>", rules: MailRules? = nil
    ) throws -> FiledMail {
        let text = """
            From: \(headerFrom)
            To: keep@mail.example
            Subject: Fwd: The queue
            Date: Wed, 14 Oct 2026 12:00:00 +0100
            Message-ID: <1@x>

            Please keep.

            ---------- Forwarded message ---------
            From: \(from)
            Date: Wed, 14 Oct 2026 at 09:12
            Subject: The queue
            To: \(to)

            It is long at ten. I will send the list by Friday.
            """
        return try MailFiling.file(
            MailMessage.read(Array(text.utf8)), sender: sender, rules: rules ?? self.rules, people: people,
            zone: Zones.dublin)
    }

    private func refusal(_ body: () throws -> FiledMail) -> Refusal.Reason? {
        do {
            _ = try body()
            return nil
        } catch { return (error as? Refusal)?.reason }
    }

    @Test func `a forwarded mail is filed under those in it who are known`() throws {
        let mail = try filed(
            to:
                "ines@provider.example, Cy <cy@library.westmere.example>, desk@westmere.example, eve@elsewhere.example"
        )
        #expect(mail.keeper == ines)
        #expect(mail.author == ana)
        #expect(mail.persons == [ana, ines])
        #expect(mail.strangers == [MailAddress(name: "Cy", address: "cy@library.westmere.example")])
        #expect(mail.leftOut == 1, "who is no customer is not kept, even if their address is known")
        #expect(mail.at == instant("2026-10-14T08:12:00Z"))
        #expect(mail.note == "Please keep.")
        let talk = mail.conversation(
            id: ConversationID(bits: 5), of: CustomerID(bits: 9), ours: [ines],
            arrived: instant("2026-10-14T11:00:00Z"))
        #expect(talk.form == .email)
        #expect(talk.heard == [ana])
        #expect(talk.at == mail.at)
        try talk.check(now: instant("2026-10-14T11:00:00Z"))
        #expect(HeardInWords(setting: HeardTable.setting()).offers(in: talk.line).count == 1)
    }

    @Test func `private addresses are never captured`() {
        #expect(refusal { try filed(from: "Ana <ana@home.example>") } == .forbidden)
        #expect(refusal { try filed(from: "Ana <ana@sub.home.example>") } == .forbidden)
        #expect(refusal { try filed(to: "ines@provider.example, bo@westmere.example") } == .forbidden)
    }

    @Test func `hosts where everyone has a private address are no customer's`() throws {
        let open = MailRules(forwarders: rules.forwarders, hosts: ["gmail.com", "westmere.example"])
        let mail = try filed(to: "someone@gmail.com", rules: open)
        #expect(mail.strangers.isEmpty)
        #expect(mail.leftOut == 1)
    }

    @Test func `only people of the provider forward, and under their own name`() {
        #expect(refusal { try filed(sender: "eve@elsewhere.example") } == .forbidden)
        #expect(refusal { try filed(headerFrom: "ana@westmere.example") } == .invalid)
        #expect(refusal { try filed(headerFrom: "ines@provider.example, eve@x.example") } == .invalid)
        #expect(refusal { try filed(from: "somebody") } == .invalid)
        #expect(refusal { try filed(sender: "INES@provider.example") } == nil)
    }

    @Test func `the same mail has the same identity however often it is forwarded`() throws {
        #expect(try filed().identity == filed(headerFrom: "Ines B <ines@provider.example>").identity)
        #expect(try filed().identity != filed(from: "Cy <cy@westmere.example>").identity)
    }
}
