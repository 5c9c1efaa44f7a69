// SPDX-License-Identifier: Apache-2.0
import Generators
import Promises
import Testing
import Values

@Suite struct EvidenceLinesTests {
    private static let good =
        #"{"kind":"supply-level","at":"2026-10-14T08:12:00Z","device":"d1","supply":"1.1","percent":0}"#

    @Test func `a line says what a machine said`() throws {
        let one = try EvidenceLines.read(line: Self.good, number: 7)
        #expect(one.id == "line-7")
        #expect(one.at == instant("2026-10-14T08:12:00Z"))
        #expect(one.fact == .supplyLevel(device: "d1", supply: "1.1", .percent(0)))
    }

    @Test(arguments: [
        (#""percent":0"#, #""percent":101"#, 91, "“percent” is a whole number from 0 to 100."),
        (#""percent":0"#, #""percent":0.5"#, 91, "“percent” is a whole number from 0 to 100."),
        (#""percent":0"#, #""percent":-2"#, 91, "“percent” is a whole number from 0 to 100."),
        (#","percent":0"#, "", 1, "A level is a percent, or a state: some, unknown or unrestricted."),
        (#""percent":0"#, #""percent":0,"state":"some""#, 101, "Either a percent or a state, not both."),
        ("supply-level", "supply", 9, "“supply” is not known here."),
        ("2026-10-14T", "14.10.2026 ", 29, "“at” is an instant like 2026-10-14T08:12:00Z."),
        (#""device":"d1","#, "", 1, "“device” is missing."),
        (
            #""percent":0"#, #""percent":0,"colour":"black""#, 93,
            "“colour” is not known in evidence of this kind"
        ),
        (#""percent":0"#, #""percent":0,"at":"x""#, 93, "The name “at” stands twice in one object."),
        (#""percent":0}"#, #""percent":0"#, 92, "A comma or the end of the object should stand here."),
        (#""percent":0}"#, #""percent":0} and more"#, 94, "The text should end after its first value."),
        (
            #""percent":0}"#, #""percent":0,"learnt":"2026-10-14T08:00:00Z"}"#, 102,
            "It was learnt before it was so"
        ),
    ])
    func `what is wrong in a line is said with its position`(
        from: String, to: String, column: Int, message: String
    ) {
        let (evidence, findings) = EvidenceLines.read("\n" + Self.good.replacing(from, with: to))
        #expect(evidence.isEmpty)
        #expect(findings.map(\.line) == [2])
        #expect(findings.map(\.column) == [column], "\(findings)")
        #expect(findings.allSatisfy { $0.message.hasPrefix(message) }, "\(findings)")
    }

    @Test(arguments: [
        #"{"kind":"pause","from":"2026-10-14T08:12:00Z","ticket":"t1","person":"ines"}"#,
        #"{"kind":"pause","from":"2026-10-14T08:12:00Z","ticket":"t1","because":"waiting"}"#,
        #"{"kind":"exclusion","from":"2026-10-14T08:12:00Z","device":"d1","person":"ines"}"#,
        #"{"kind":"withdrawn","at":"2026-10-14T08:12:00Z","promise":"p","person":"ines"}"#,
        #"{"kind":"void","at":"2026-10-14T08:12:00Z","person":"ines","because":"wrong"}"#,
        #"{"kind":"ticket","at":"2026-10-14T08:12:00Z","ticket":"t1","event":"opened"}"#,
        #"{"kind":"ticket","at":"2026-10-14T08:12:00Z","ticket":"t1","event":"answered"}"#,
    ])
    func `nothing is taken out of the count without a person and a reason`(line: String) {
        #expect(throws: TextFinding.self) { try EvidenceLines.read(line: line) }
    }

    @Test func `an id stands once`() {
        let line = Self.good.dropLast() + #","id":"e1"}"#
        let (evidence, findings) = EvidenceLines.read("\(line)\n\(line)")
        #expect(evidence.count == 1)
        #expect(findings.map(\.line) == [2])
    }

    @Test func `text in JSON is read as RFC 8259 says`() throws {
        let line =
            #"{"kind":"machine-state","at":"2026-10-14T08:12:00Z","device":"d\u00e9\ud83d\ude00\"\\","state":"stopped","because":"a\/b"}"#
        #expect(
            try EvidenceLines.read(line: line).fact
                == .machineState(device: "dé😀\"\\", .stopped, because: "a/b"))
        #expect(throws: TextFinding.self) {
            try EvidenceLines.read(line: line.replacing(#"\ude00"#, with: ""))
        }
        #expect(throws: TextFinding.self) { try EvidenceLines.read(line: line.replacing(#"\/"#, with: "\t")) }
    }

    /// ESC and CSI would steer the terminal of whoever reads the verdict, U+202E would turn its text around.
    @Test(arguments: ["\\u001b[2J", "\\u009b2J", "\\u202e", "\\n", "\\u0000"])
    func `nothing that steers a terminal gets into a verdict`(sign: String) {
        #expect(throws: TextFinding.self) {
            try EvidenceLines.read(line: Self.good.replacing(#""d1""#, with: "\"d\(sign)1\""))
        }
    }
}
