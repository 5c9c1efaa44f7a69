// SPDX-License-Identifier: Apache-2.0
import Promises
import Testing
import Values

/// What people get wrong in a text, where that is said to be, and how to mend it.
@Suite struct TermsTextTests {
    private static let good = """
        apiVersion: goodword/v1
        kind: Promise
        metadata:
          name: answered
        spec:
          promiser: ines
          to: everyone at north-library
          words: A person answers within four working hours.
          made: 2026-09-30T09:00:00Z
          terms:
            measure: first-human-answer
            target: 4 working hours
            hours: westmere
        """

    private func findings(_ from: String, _ to: String) -> [String] {
        PromiseFile.read(Self.good.replacing(from, with: to)).findings.map(\.description)
    }

    @Test func `a good text has no findings`() {
        #expect(findings("", "").isEmpty)
    }

    @Test(arguments: [
        ("4 working hours", "four working hours", "12:13: Here should stand a whole number, such as 4."),
        (
            "4 working hours", "4 working weeks",
            "12:15: Here should stand minutes, hours, days or weeks, or working minutes, hours or days."
        ),
        ("4 working hours", "0 working hours", "12:13: Nobody can do this in no time; give at least 1."),
        ("first-human-answer", "first-answer", "11:14: “first-answer” is not measured."),
        (
            "to: everyone at", "to: everyone near",
            "7:16: Say everyone at a place, in a group, or of a customer."
        ),
        ("  made: 2026-09-30T09:00:00Z\n", "", "6:3: “made” is missing under “spec”; add it."),
        (
            "2026-09-30T09", "2026-09-31T09",
            "9:9: An instant is written like 2026-10-06T17:00:00Z, or with +01:00 for Z."
        ),
        (
            "    hours: westmere", "",
            "11:5: Working time needs hours; name a calendar, such as hours: westmere."
        ),
        ("kind: Promise", "kind: Pledge", "2:7: “Pledge” is not known; it is Promise or Calendar."),
        ("goodword/v1", "goodword/v2", "1:13: “apiVersion” is goodword/v1 here, not goodword/v2."),
        ("    target", "\ttarget", "12:1: A tab stands here; indent and separate with blanks."),
        (
            "  promiser: ines", "  promiser: ines\n  promiser: tom",
            "7:3: “promiser” stands here twice; keep one."
        ),
        (
            "  promiser: ines", "  promisor: ines",
            "6:3: “promisor” is not known here; take it out or check its spelling."
        ),
        (
            "name: answered", "name: &x answered",
            "4:9: Anchors and aliases are not read; write it out, or put it in quotes."
        ),
        ("name: answered", "name: {a: b}", "4:9: Put each key on a line of its own instead of { }."),
        (
            "name: answered", "name: |",
            "4:9: Text over several lines is not read; put it on one line in quotes."
        ),
        (
            "within four working hours.", "within: four working hours.",
            "8:33: A colon and a blank stand in a value; put the value in quotes."
        ),
        ("words: A", "words: \"A", "8:54: The quote is not closed; add \"."),
        ("    hours: westmere", "    hours: westmere\n    period: each fortnight", "14:13: A period is"),
        (
            "    hours: westmere", "    hours: westmere\n    share: 99.5",
            "14:16: Here should stand % after the number."
        ),
        (
            "    hours: westmere", "    hours: westmere\n    share: 0 % of the time",
            "14:12: A share of events lies above 0 % and up to 100 %."
        ),
        (
            "    hours: westmere",
            "    hours: westmere\n    silence: 26 hours\n    baseline: 2026-01-01 to 2026-02-01",
            "15:15: first-human-answer has no baseline; take it out."
        ),
    ])
    func `a mistake is found where it stands, with how to mend it`(from: String, to: String, finding: String)
    {
        let found = findings(from, to)
        #expect(found.contains { $0.hasPrefix(finding) }, "\(found)")
    }

    @Test func `a sentence is as good as fields`() throws {
        let text = """
            apiVersion: goodword/v1
            kind: Promise
            metadata:
              name: answered
            spec:
              promiser: ines
              sentence: We promise everyone at north-library that a person answers within 4 working hours, in the hours of westmere.
              words: A person answers within four working hours.
              made: 2026-09-30T09:00:00Z
            """
        let (file, findings) = PromiseFile.read(text)
        #expect(findings.isEmpty)
        #expect(file == PromiseFile.read(Self.good).file)
        #expect(PromiseFile.read(text.replacing(" 4 ", with: " many ")).findings.map(\.line) == [7])
    }

    @Test(arguments: [
        ("We promise ana that she is happy.", 21), ("We promise ana", 15),
        ("We promise everyone at “North Library that it is done by 2026-10-06T16:00:00Z.", 24),
        ("We promise ana that a person answers within 4 hours each month.", 53),
    ])
    func `a sentence that is none says from where on`(sentence: String, column: Int) {
        #expect(throws: TextFinding.self) { try Sentence.read(sentence) }
        do throws(TextFinding) { _ = try Sentence.read(sentence) } catch {
            #expect(error.column == column, "\(error)")
        }
    }

    @Test func `a larger file than may be is refused, and so are deep nesting and long lists`() {
        #expect(PromiseFile.read(String(repeating: "a", count: (1 << 20) + 1)).findings.count == 1)
        let deep = (0..<20).map { String(repeating: " ", count: $0) + "a:" }.joined(separator: "\n")
        #expect(PromiseFile.read(deep).findings.contains { $0.message == "This is nested too deeply." })
        let long = "a: [" + (0...500).map { "x\($0)" }.joined(separator: ",") + "]"
        #expect(PromiseFile.read(long).findings.contains { $0.message == "A list has at most 500 entries." })
    }
}
