// SPDX-License-Identifier: Apache-2.0
import Fleet
import PrinterWire
import Testing
import Values

@Suite struct ProfileSetTests {
    private let enterprise: [UInt32] = [1, 3, 6, 1, 4, 1]

    private func walk(_ description: String, _ more: [VarBind] = []) -> Walk {
        Walk(
            [VarBind(OID([1, 3, 6, 1, 2, 1, 1, 1, 0]), .octets(Array(description.utf8)))]
                + [VarBind(OID([1, 3, 6, 1, 2, 1, 43, 10, 2, 1, 4, 1, 1]), .counter32(500))] + more)
    }

    private func text(_ file: String, _ text: String) -> ProfileSet.Text {
        ProfileSet.Text(file: file, bytes: Array(text.utf8))
    }

    private func reading(_ set: ProfileSet, _ walk: Walk) -> Reading {
        set.interpreter.reading(
            from: walk, address: "", heard: Instant(unixSeconds: 0), saidOver: .recording)
    }

    private let anvil = """
        profile acme
        make Acme
        match sysDescr "ACME *"
        model own sysDescr
            strip-prefix "ACME "
            source "a walk"
        meter scans 1.3.6.1.4.1.99999.3.0
            function scan
            unit scans
            trust B
            source "a walk"
        """

    @Test func `a make of one's own is read by one's own profile`() {
        let set = ProfileSet(adding: [text("acme.profile", anvil)])
        #expect(set.refused.isEmpty)
        let reading = reading(
            set, walk("ACME Anvil 100", [VarBind(OID(enterprise + [99_999, 3, 0]), .counter32(77))]))
        #expect(reading.make == "Acme")
        #expect(reading.model == "Anvil 100")
        #expect(reading.meters.contains { $0.source.rule == "acme/scans" && $0.value == 77 })
    }

    @Test func `a built-in make's rule gives way to one of the same name and stands beside others`() {
        let own = """
            profile kyocera
            meter total 1.3.6.1.4.1.1347.99.1.0
                unit impressions
                trust B
                source "the panel"
            """
        let heard = walk(
            "KYOCERA Thing",
            [
                VarBind(OID(enterprise + [1_347, 99, 1, 0]), .counter32(1_000)),
                VarBind(OID(enterprise + [1_347, 43, 10, 1, 1, 12, 1, 1]), .counter32(7)),
                VarBind(OID(enterprise + [1_347, 46, 10, 1, 1, 5, 3]), .counter32(55)),
            ])
        let reading = reading(ProfileSet(adding: [text("a.profile", own)]), heard)
        #expect(reading.make == "Kyocera")
        #expect(reading.meters.filter { $0.source.rule == "kyocera/total" }.map(\.value) == [1_000])
        #expect(reading.meters.contains { $0.source.rule == "kyocera/scan-total" && $0.value == 55 })
    }

    @Test func `of two files about the same make the later one counts`() {
        func own(_ oid: String) -> String {
            "profile acme\nmake Acme\nmatch sysDescr \"ACME*\"\nmodel own \(oid)\n  source x\n"
        }
        let heard = walk(
            "ACME",
            [
                VarBind(OID(enterprise + [9, 1, 0]), .octets(Array("First".utf8))),
                VarBind(OID(enterprise + [9, 2, 0]), .octets(Array("Second".utf8))),
            ])
        let set = ProfileSet(adding: [
            text("10.profile", own("1.3.6.1.4.1.9.1.0")), text("20.profile", own("1.3.6.1.4.1.9.2.0")),
        ])
        #expect(reading(set, heard).model == "Second")
    }

    @Test func `one's own match wins over a built-in one that says as much`() {
        let own = "profile other\nmake Other\nmatch sysDescr \"KYOCERA *\"\n"
        #expect(reading(ProfileSet(adding: [text("o.profile", own)]), walk("KYOCERA X")).make == "Other")
    }

    @Test func `a broken profile is refused with its place, and all others go on`() throws {
        let broken = "profile bad\nmake Bad\nmatch sysDescr \"ACME*\"\nmeter total 1.3.x\n    source \"s\"\n"
        let set = ProfileSet(adding: [text("bad.profile", broken), text("acme.profile", anvil)])
        let refused = try #require(set.refused.first)
        #expect(set.refused.count == 1)
        #expect(refused.file == "bad.profile")
        #expect(refused.findings.first?.line == 4)
        #expect(refused.findings.first?.column == 7)
        #expect(reading(set, walk("ACME Anvil 100")).make == "Acme")
        #expect(reading(set, walk("KYOCERA X")).make == "Kyocera")
        #expect(ProfileSet(adding: [text("empty.profile", "")]).refused.first?.findings.count == 1)
    }

    @Test func `two rules of one name in one text are a finding at the second's name`() {
        let (_, findings) = Profile.parse(anvil + "\nmeter scans 1.3.6.1.4.1.1\n    source \"s\"\n")
        #expect(findings.map(\.description).count == 1)
        #expect(findings.first?.column == 7)
        #expect(findings.first?.sentence.contains("above already") == true)
    }

    @Test func `an examination tells what each rule read and what nothing asks for`() {
        let own =
            anvil + """

                meter guess 1.3.6.1.4.1.99999.4.0
                    source "somebody said so"
                serial own 1.3.6.1.4.1.99999.5.0
                    source "a walk"
                """
        let interpreter = ProfileSet(adding: [text("acme.profile", own)]).interpreter
        let examined = interpreter.examine(
            walk(
                "ACME Anvil 100",
                [
                    VarBind(OID(enterprise + [99_999, 3, 0]), .counter32(77)),
                    VarBind(OID(enterprise + [99_999, 4, 0]), .counter32(9)),
                    VarBind(OID(enterprise + [99_999, 6, 0]), .octets(Array("Scan 77".utf8))),
                ]), profile: "acme")
        #expect(examined.isRecognised)
        func line(_ rule: String) -> ProfileExamination.Line? { examined.lines.first { $0.rule == rule } }
        #expect(line("acme/own")?.raw == "ACME Anvil 100")
        #expect(line("acme/own")?.value == "Anvil 100")
        #expect(line("acme/scans")?.value == "77 scans")
        #expect(line("acme/scans")?.place == "1.3.6.1.4.1.99999.3.0")
        // Nobody vouches for it, so no bill may rest on it.
        #expect(line("acme/guess")?.value == "9 unknown")
        #expect(line("acme/guess")?.isUsed == false)
        #expect(examined.lines.first { $0.kind == "serial" }?.raw == nil)
        #expect(examined.unused.map(\.oid) == [4, 6].map { OID(enterprise + [99_999, $0, 0]) })
        #expect(!interpreter.examine(walk("KYOCERA X"), profile: "acme").isRecognised)
        #expect(interpreter.examine(walk("KYOCERA X"), profile: "acme").recognisedBy == "kyocera")
    }
}
