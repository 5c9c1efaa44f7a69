// SPDX-License-Identifier: Apache-2.0
import Generators
import People
import Testing
import Values

@Suite struct VCardTests {
    private func parse(_ text: String) -> (cards: [VCard], findings: [VCardFinding]) {
        VCard.parse(Array(text.utf8))
    }

    private let apple = """
        BEGIN:VCARD\r
        VERSION:3.0\r
        N:Ó Sé;Ann;;Dr.;\r
        FN:Dr. Ann Ó Sé\r
        ORG:Glen\\, Avarra;Registry\r
        TITLE:Head of reg\r
         istry\r
        item1.EMAIL;type=INTERNET;type=pref:ann@x.example\r
        item1.X-ABLabel:college\r
        EMAIL;type=HOME:home@x.example\r
        TEL;type=WORK,VOICE:+353 1 555 0100\r
        NOTE:one\\ntwo\\; three\\\\\r
        UID:a-1\r
        END:VCARD\r

        """

    @Test func `a card of an address book becomes a person`() throws {
        let (cards, findings) = parse(apple)
        #expect(findings.isEmpty)
        let card = try #require(cards.first)
        #expect(card.version == .three && card.properties.count == 10)
        #expect(
            card.line(1)
                == ImportSheet.Line(
                    number: 1,
                    draft: PersonDraft(
                        externalID: "a-1", name: "Dr. Ann Ó Sé", email: "ann@x.example",
                        phone: "+353 1 555 0100",
                        role: "Head of registry")))
        #expect(card.text("NOTE") == "one\ntwo; three\\")
        #expect(card.all("ORG").first?.parts == ["Glen, Avarra", "Registry"])
        #expect(card.all("X-ABLABEL").first?.group == "item1")
        #expect(card.all("TEL").first?.isOfType("voice") == true)
    }

    @Test func `what is liked best comes first, in both versions`() throws {
        let card = try #require(
            parse(
                """
                BEGIN:VCARD
                VERSION:4.0
                N:Murphy;Ann;;;
                EMAIL;PREF=20:second@x.example
                EMAIL;PREF=1:first@x.example
                EMAIL:third@x.example
                TEL;VALUE=uri;TYPE="voice,work":tel:+353-1-555-0100
                END:VCARD
                """
            ).cards.first)
        #expect(card.all("EMAIL").map(\.text) == ["first@x.example", "second@x.example", "third@x.example"])
        let draft = card.line(1).draft
        #expect(draft.name == "Ann Murphy" && draft.phone == "+353-1-555-0100")
    }

    @Test func `a line that is folded in the middle of a letter is read`() throws {
        var bytes = Array("BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Zo".utf8)
        bytes += [0xC3, 0x0D, 0x0A, 0x20, 0xAB] + Array("\r\nEND:VCARD".utf8)
        #expect(VCard.parse(bytes).cards.first?.text("FN") == "Zoë")
    }

    @Test func `Latin letters are read as such and said, or silently when the card says so`() throws {
        let start = Array("BEGIN:VCARD\nVERSION:3.0\nFN".utf8)
        let end = Array("\nEND:VCARD".utf8)
        let said = VCard.parse(start + Array(";CHARSET=ISO-8859-1:Zo".utf8) + [0xEB] + end)
        #expect(said.cards.first?.text("FN") == "Zoë" && said.findings.isEmpty)
        let unsaid = VCard.parse(start + Array(":Zo".utf8) + [0xEB] + end)
        #expect(unsaid.cards.first?.text("FN") == "Zoë")
        #expect(unsaid.findings.map(\.line) == [3])
    }

    @Test(arguments: [
        ("BEGIN:VCARD\nVERSION:2.1\nFN:Ann\nEND:VCARD", 0, "version 2.1"),
        ("BEGIN:VCARD\nFN:Ann\nBEGIN:VCARD\nFN:Ben\nEND:VCARD", 1, "has no end"),
        ("BEGIN:VCARD\nFN:Ann", 0, "has no end"),
        ("FN:Ann", 0, "outside any card"),
        ("BEGIN:VCARD\nnonsense\nEND:VCARD", 1, "no colon"),
        ("BEGIN:VCARD\nF\"N\":Ann\nEND:VCARD", 1, "no proper name"),
    ])
    func `what cannot be read is named`(text: String, count: Int, words: String) {
        let (cards, findings) = parse(text)
        #expect(cards.count == count)
        #expect(findings.contains { $0.sentence.contains(words) }, "\(findings)")
    }

    @Test func `a card without a name, or with an address that is none, is a fault`() throws {
        let card = try #require(parse("BEGIN:VCARD\nVERSION:4.0\nEMAIL:nonsense\nEND:VCARD").cards.first)
        #expect(card.line(1).faults.map(\.column) == ["FN", "EMAIL"])
    }

    @Test func `a group is no person`() throws {
        let card = try #require(parse("BEGIN:VCARD\nVERSION:4.0\nKIND:group\nFN:All\nEND:VCARD").cards.first)
        #expect(!card.isOfPerson)
    }

    @Test(arguments: VCard.Version.allCases)
    func `a person goes out as a card and comes back the same`(version: VCard.Version) throws {
        let person = Person(
            id: PersonID(bits: 7), customer: CustomerID(bits: 1), side: .customer,
            name: "Ann; Ó Sé, \\ junior",
            role: String(repeating: "Head of çircumstance ", count: 9), email: "ann@x.example",
            phone: "+353 1 555 0100")
        let written = VCard(of: person, organisation: "Glen, Avarra", version: version).written
        let text = String(decoding: written, as: UTF8.self)
        #expect(text.hasPrefix("BEGIN:VCARD\r\nVERSION:\(version.rawValue)\r\n"))
        for line in text.split(separator: "\r\n", omittingEmptySubsequences: false) {
            #expect(line.utf8.count <= 75, "\(line)")
        }
        let (cards, findings) = VCard.parse(written)
        #expect(findings.isEmpty)
        let draft = try #require(cards.first).line(1).draft
        #expect(draft.name == person.name && draft.email == person.email && draft.phone == person.phone)
        #expect(draft.role == PersonDraftText.trimmed(person.role))
    }

    @Test func `any card is read back as it was written`() throws {
        let letters = ["a", "é", ";", ",", ":", "\\", "\"", "^", "'", " ", "🖨", "n", "\u{301}", "\t"]
        try forSeeds(300) { chance in
            let version = chance.pick(VCard.Version.allCases)
            func text(_ most: Int) -> String {
                (0..<chance.number(0...most)).map { _ in chance.pick(letters) }.joined()
            }
            var properties: [VCard.Property] = []
            for _ in 0..<chance.number(0...5) {
                // A 3.0 card has no way to write a quotation mark in a parameter.
                let values = (0..<chance.number(1...2)).map { _ in
                    let value = text(4)
                    return version == .four
                        ? value : String(String.UnicodeScalarView(value.unicodeScalars.filter { $0 != "\"" }))
                }
                let parameters = chance.once(in: 2) ? [VCard.Parameter("X-P", values)] : []
                var property = VCard.Property(
                    chance.pick(["FN", "NOTE", "X-Y"]), parameters, text: text(60) + "\n")
                if chance.once(in: 3) { property.group = "item1" }
                properties.append(property)
            }
            let card = VCard(version: version, properties: properties)
            let again = VCard.parse(card.written + card.written)
            try #require(again.cards == [card, card], "\(String(decoding: card.written, as: UTF8.self))")
            try #require(again.findings.isEmpty)
        }
    }
}

private enum PersonDraftText {
    static func trimmed(_ text: String?) -> String? {
        text.map { String($0.reversed().drop { $0.isWhitespace }.reversed()) }
    }
}
