// SPDX-License-Identifier: Apache-2.0
import Conversations
import Generators
import People
import Promises
import Testing
import Values

@Suite struct HeardInWordsTests {
    @Test func `each sentence of the manual gives what the manual says`() throws {
        let rows = try HeardTable.rows()
        #expect(rows.count >= 120)
        for row in rows {
            let present = row.section.hasPrefix("Two") ? [HeardTable.ana, HeardTable.bo] : [HeardTable.ana]
            let got = HeardTable.written(row.sentence, HeardTable.setting(present: present))
            #expect(got == row.expected, "\(row.section): \(row.sentence)")
        }
    }

    @Test func `nothing is offered twice when sentences follow each other`() throws {
        let rows = try HeardTable.rows().filter { !$0.sentence.contains("“") && !$0.sentence.contains("\"") }
        try forSeeds(50) { chance in
            let several = (0..<4).map { _ in chance.pick(rows) }
            let offers = HeardInWords(setting: HeardTable.setting()).offers(
                in: several.map(\.sentence).joined(separator: "\n"))
            let alone = several.flatMap {
                HeardInWords(setting: HeardTable.setting()).offers(in: $0.sentence)
            }
            // Whom "her" means depends on what stands before; what, by when and how many do not.
            try #require(offers.map(\.kind) == alone.map(\.kind))
            try #require(offers.map(\.due) == alone.map(\.due))
        }
    }

    @Test func `a day off is no day on which something is done`() {
        // 26 October is off in Ireland; it ends at midnight there, and the Friday before it ends with work.
        let setting = HeardTable.setting(said: instant("2026-10-23T09:00:00Z"))
        #expect(
            HeardTable.written("I'll call her on Monday.", setting)
                == "Ines to Ana · call her · Tue 2026-10-27 00:00")
        #expect(
            HeardTable.written("I'll call her before Tuesday.", setting)
                == "Ines to Ana · call her · Fri 2026-10-23 17:00")
        #expect(
            HeardTable.written("I'll call her within one working day.", setting)
                == "Ines to Ana · call her · Tue 2026-10-27 17:00")
    }

    @Test func `what was over when it was said is not offered`() {
        let setting = HeardTable.setting(said: instant("2026-10-14T15:30:00Z"))
        #expect(HeardTable.written("I'll call her at noon.", setting) == "none")
        #expect(
            HeardTable.written("I'll call her today.", setting)
                == "Ines to Ana · call her · Wed 2026-10-14 17:00")
        let late = HeardTable.setting(said: instant("2026-10-14T18:30:00Z"))
        #expect(
            HeardTable.written("I'll call her today.", late)
                == "Ines to Ana · call her · Thu 2026-10-15 00:00")
        #expect(HeardTable.written("I'll deliver it on 2025-10-12.", late) == "none")
        #expect(HeardTable.written("I'll deliver it on 30 February.", late) == "none")
    }

    @Test func `nobody's name says whether they are she or he`() {
        var cy = HeardTable.cy
        #expect(
            HeardTable.written("I'll call her on Friday.", HeardTable.setting(present: [cy, HeardTable.bo]))
                == "Ines to Cy · call her · Fri 2026-10-16 17:00")
        cy.pronoun = .they
        #expect(
            HeardTable.written("I'll call her on Friday.", HeardTable.setting(present: [cy, HeardTable.bo]))
                == "Ines to (someone) · call her · Fri 2026-10-16 17:00")
        #expect(
            HeardTable.written("Cy was quiet. I'll call them on Friday.", setting(with: cy))
                == "Ines to Cy · call them · Fri 2026-10-16 17:00")
    }

    private func setting(with person: HeardPerson) -> HeardSetting {
        var setting = HeardTable.setting(present: [person])
        setting.known = [HeardTable.tom, HeardTable.ana, HeardTable.bo]
        return setting
    }

    @Test func `a first name that two have is left to whoever taps`() {
        var setting = HeardTable.setting()
        setting.known.append(HeardTable.person(8, "Ana Ferreira", .customer, nil, .she))
        let offers = HeardInWords(setting: setting).offers(
            in: "I'll call Ana on Friday. I'll call Ana Ferreira today.")
        #expect(
            offers.map(\.receiver) == [
                .oneOf([PersonID(bits: 3), PersonID(bits: 8)]), .person(PersonID(bits: 8)),
            ])
    }

    @Test func `a name that is a common word needs its capital`() {
        var setting = HeardTable.setting()
        setting.known.append(HeardTable.person(8, "Will May", .customer, nil, .he))
        let heard = HeardInWords(setting: setting)
        #expect(
            heard.offers(in: "Will will send the list on Friday.").map(\.promiser) == [
                .person(PersonID(bits: 8))
            ])
        #expect(heard.offers(in: "Will you send the list on Friday?").isEmpty)
    }

    @Test func `names with points, apostrophes and hyphens are found, among hundreds`() {
        var setting = HeardTable.setting()
        setting.known += (100..<900).map {
            HeardTable.person(UInt128($0), "Known\($0) Person\($0)", .customer, "Role \($0)", nil)
        }
        let names = ["Anne-Marie St. John", "Sinéad O’Brien"]
        for (number, name) in names.enumerated() {
            setting.known.append(HeardTable.person(UInt128(60_000 + number), name, .customer, nil, nil))
        }
        let offers = HeardInWords(setting: setting).offers(
            in:
                "I'll call Ms O'Brien today. I'll call Anne-Marie St. John today. I'll call the role 777 today."
        )
        #expect(
            offers.map(\.receiver) == [60_001, 60_000, 777].map { .person(PersonID(bits: $0)) })
    }

    @Test func `an offer becomes terms once it has an instant`() throws {
        let offers = HeardInWords(setting: HeardTable.setting()).offers(
            in: "I'll let you know. I'll call her on Friday. They get two weeks' notice.")
        let to = Scope.persons(["ana"])
        #expect(offers.map { $0.terms(to: to) == nil } == [true, false, false])
        #expect(offers[0].terms(to: to, due: HeardTable.setting().said)?.measure == .done)
        for offer in offers.dropFirst() {
            let terms = try #require(offer.terms(to: to))
            #expect(try Sentence.read(Sentence.print(terms)) == terms)
        }
    }

    @Test func `working hours need a calendar that says which they are`() throws {
        let offers = HeardInWords(setting: HeardTable.setting()).offers(
            in: "Someone answers within four working hours.")
        let answer = try #require(offers.first)
        #expect(answer.terms(to: .everyoneOf("westmere")) == nil)
        #expect(answer.terms(to: .everyoneOf("westmere"), hours: "westmere") != nil)
    }

    @Test func `all standing promises of the manual can be written as sentences`() throws {
        for row in try HeardTable.rows() where row.section.hasPrefix("Standing") {
            for offer in HeardInWords(setting: HeardTable.setting()).offers(in: row.sentence) {
                let terms = try #require(offer.terms(to: .everyoneOf("westmere"), hours: "westmere"))
                #expect(try Sentence.read(Sentence.print(terms)) == terms)
            }
        }
    }

    @Test func `any text at all is read to its end`() throws {
        let pieces =
            try HeardTable.rows().flatMap { $0.sentence.split(separator: " ").map(String.init) }
            + [
                "“", "”", "\"", ",", ";", "\n", "> ", "'", "’", "and", "if", "é", "🖨", "\u{0}", "\u{202E}",
                "9999999999",
            ]
        try forSeeds(200) { chance in
            let text = (0..<chance.number(0...40)).map { _ in chance.pick(pieces) }.joined(separator: " ")
            let offers = HeardInWords(setting: HeardTable.setting(present: [HeardTable.ana, HeardTable.bo]))
                .offers(in: text)
            try #require(offers.count <= HeardInWords.offersMax)
            for offer in offers { try #require(text.contains(offer.words)) }
        }
    }
}
