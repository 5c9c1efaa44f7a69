// SPDX-License-Identifier: Apache-2.0
import Generators
import Promises
import Testing
import Values

@Suite struct TermsPropertyTests {
    @Test func `a promise that is printed and read is the same promise`() throws {
        try forSeeds(300) { chance in
            let file = PromiseFile(
                promises: [chance.writtenPromise()],
                calendars: chance.once(in: 2) ? [chance.writtenCalendar()] : [])
            let (again, findings) = PromiseFile.read(file.text)
            try #require(findings.isEmpty, "\(file.text)\n\(findings)")
            try #require(again == file, "\(file.text)")
        }
    }

    @Test func `terms are the same as a sentence`() throws {
        try forSeeds(500) { chance in
            let terms = chance.terms()
            let sentence = Sentence.print(terms)
            let again = try Sentence.read(sentence)
            try #require(again == terms, "\(sentence)")
        }
    }

    /// What is read of a text that somebody broke may be anything; that it is read to the end is the point.
    @Test func `a text that was broken anywhere is read without a trap, and findings point into it`() throws {
        try forSeeds(200) { chance in
            var text = Array(
                PromiseFile(promises: [chance.writtenPromise()], calendars: [chance.writtenCalendar()]).text
                    .unicodeScalars)
            for _ in 0..<chance.number(1...4) {
                let index = chance.number(0...(text.count - 1))
                switch chance.number(0...2) {
                case 0: text.remove(at: index)
                case 1: text.insert(chance.pick(Array("\t:-[]{}#\"'\n\\& é%0".unicodeScalars)), at: index)
                default: text = Array(text[..<index]) + [" "]
                }
            }
            let broken = String(String.UnicodeScalarView(text))
            let lines = broken.split(separator: "\n", omittingEmptySubsequences: false)
            for finding in PromiseFile.read(broken).findings {
                try #require((1...max(1, lines.count)).contains(finding.line), "\(finding)")
                try #require(finding.column >= 1)
            }
            _ = EvidenceLines.read(broken)
            _ = try? Sentence.read(broken)
        }
    }
}
