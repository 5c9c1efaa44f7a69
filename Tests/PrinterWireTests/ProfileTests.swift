// SPDX-License-Identifier: Apache-2.0
import Fleet
import Testing
import Values

@testable import PrinterWire

@Suite struct ProfileTests {
    @Test func `every profile that comes with the product is read without a finding`() {
        for (file, bytes) in Profile.builtInTexts {
            let (profile, findings) = Profile.parse(bytes)
            #expect(profile?.name == file)
            #expect(findings == [], "\(file)")
        }
        #expect(Profile.builtIn.count == Profile.builtInTexts.count)
        #expect(Interpreter.builtIn.knowledge.objects.missing == [])
    }

    @Test func `every rule names its source and every name is used once`() {
        for profile in Profile.builtIn {
            #expect(profile.rules.allSatisfy { !$0.provenance.source.isEmpty }, "\(profile.name)")
            for kind in ["model", "serial", "firmware", "meter"] {
                let names = profile.rules.filter { $0.kind == kind }.map { $0.name }
                #expect(Set(names).count == names.count, "\(profile.name), \(kind)")
            }
        }
    }

    @Test func `every fact that a rule of ours looks at is known`() {
        let known = Set(Interpreter.builtIn.knowledge.base.objects.map { $0.name })
        for profile in Profile.builtIn {
            let rules = profile.models + profile.serials + profile.firmwares
            var facts = rules.map { $0.fact }
            for recognition in profile.recognitions {
                if case .text(let fact, _) = recognition.test { facts.append(fact) }
            }
            for case .object(let name) in facts { #expect(known.contains(name), "\(profile.name): \(name)") }
        }
    }

    @Test func `no two makes claim the same machine by the same words`() {
        var owners: [Profile.Recognition.Test: String] = [:]
        for profile in Profile.builtIn {
            for recognition in profile.recognitions {
                let other = owners.updateValue(profile.name, forKey: recognition.test)
                #expect(other == nil || other == profile.name, "\(profile.name) and \(other ?? "")")
            }
        }
    }

    @Test func `a profile is read line by line`() throws {
        let text = """
            # A make that does not exist.
            profile acme
            make "Acme Printing"
            match sysDescr "ACME *"        # a remark
            not-printer sysObjectID 1.3.6.1.4.1.99999.2
            model own 1.3.6.1.4.1.99999.1.1.0
                strip-prefix "ACME "
                trust A
                source "its manual"
                seen "Anvil 100"
            meter total 1.3.6.1.4.1.99999.1.2.0 + 1.3.6.1.4.1.99999.1.3.0
                color mono
                unit sheets
                trust B
                source two people
            level odd -7 percent 50
                source "a letter"
            """
        let (parsed, findings) = Profile.parse(text)
        let profile = try #require(parsed)
        #expect(findings == [])
        #expect(profile.name == "acme")
        #expect(profile.make == "Acme Printing")
        #expect(profile.recognitions.map { $0.isPrinter } == [true, false])
        #expect(profile.models.map { $0.steps } == [[.stripPrefix("ACME ")]])
        #expect(profile.rules.map { $0.name } == ["acme/own", "acme/total", "acme/odd"])
        #expect(profile.rules[0].provenance.seen == ["Anvil 100"])
        #expect(profile.meters[0].unit == .sheets)
        #expect(profile.meters[0].provenance.source == "two people")
        #expect(profile.levels[0].level == .percent(50))
        // Who does not say how sure they are is not believed.
        #expect(profile.levels[0].provenance.trust == .c)
    }

    @Test(
        arguments: [
            ("make ACME", 1, "first line"), ("profile a\nmake", 2, "make WORD"),
            ("profile a\nmatch sysDescr", 2, "match FACT"), ("profile a\nwonder what", 2, "not known"),
            ("profile a\nmeter x 1.2.z", 2, "meter NAME OID"),
            ("profile a\n    trust A", 2, "belongs to a rule"),
            ("profile a\nmodel m sysDescr\n    trust A", 2, "no `source` line"),
            ("profile a\nmodel m sysDescr\n  source x\n  trust D", 4, "cannot be read"),
            ("profile a\nmake \"open", 2, "quotation"), ("profile a\nwords w 1", 2, "words LIST"),
            ("profile a\nlevel l 5 percent 3", 2, "level NAME"),
            ("profile a\nlevel l -5 percent 101", 2, "level NAME"),
            ("profile a\nobject o 1.2 sometimes", 2, "identify|often|seldom"),
            ("profile a\nprofile b", 2, "begins once"),
        ] as [(String, Int, String)])
    func `a line that cannot be read is named with what to write instead`(
        text: String, line: Int, part: String
    ) {
        let findings = Profile.parse(text).findings
        #expect(findings.map { $0.line } == [line])
        #expect(findings.first?.sentence.contains(part) ?? false, "\(findings)")
    }

    @Test func `bytes that are no text at all have their limits`() {
        let noise = (0..<3_000).flatMap { _ in [UInt8(0xFF), UInt8(ascii: "\n")] }
        let (profile, findings) = Profile.parse(noise)
        #expect(profile == nil)
        #expect(findings.count == WireLimits.findingsMax)
    }
}

@Suite struct TextPatternTests {
    @Test(arguments: [
        ("HP *", "hp LaserJet", true), ("HP *", "HP", false), ("*JetDirect*", "x JETDIRECT", true),
        ("M##*", "M4080FX", true), ("M##*", "MX-3570", false), ("*a*b*c", "aXbXbc", true),
        ("*a*b*c", "aXbXb", false),
        ("", "", true), ("*", "", true), ("?", "", false), ("a?c", "abc", true), ("*#*#*", "T9441", true),
    ])
    func `a pattern matches the whole text`(pattern: String, text: String, expected: Bool) {
        #expect(TextPattern(pattern).matches(text) == expected)
    }

    @Test func `a list of patterns says of each text what each of them says`() {
        let patterns = ["", "x*", "*", "M##*", "hp *", "?", "*a*b*c", "ab"].map { TextPattern($0) }
        let list = PatternList(patterns)
        for text in ["", "a", "ab", "HP LaserJet", "m4080fx", "aXbXbc", "x"] {
            let folded = TextPattern.folded(text)
            for (place, pattern) in patterns.enumerated() {
                let matches = folded.withUnsafeBufferPointer { list.matches(place, folded: $0) }
                #expect(matches == pattern.matches(text))
            }
            #expect(list.firstMatch(folded: folded) == patterns.firstIndex { $0.matches(text) })
        }
        #expect(PatternList().firstMatch(folded: []) == nil)
    }

    @Test func `a pattern of many stars is no trap for patience`() {
        let pattern = TextPattern(String(repeating: "*a", count: 200) + "b")
        #expect(!pattern.matches(String(repeating: "a", count: 5_000)))
    }

    @Test func `texts are cut step by step`() {
        #expect(TextStep.after(": ").apply(to: "a: b: c") == "b: c")
        #expect(TextStep.afterLast(": ").apply(to: "a: b: c") == "c")
        #expect(TextStep.after("x").apply(to: "abc") == nil)
        #expect(TextStep.before(";").apply(to: "a;b;c") == "a")
        #expect(TextStep.before(";").apply(to: "abc") == "abc")
        #expect(TextStep.lastWord.apply(to: "a b  c") == "c")
        #expect(TextStep.firstWord.apply(to: "") == nil)
        #expect(TextStep.unless(TextPattern("a*")).apply(to: "abc") == nil)
        #expect(TextStep.stripSuffix(" series").apply(to: "X1 series") == "X1")
    }
}

@Suite struct DeviceTextTests {
    @Test func `padding and control characters are no text`() {
        #expect(DeviceText.decode(Array("  Tray 1 \0\0".utf8)) == "Tray 1")
        #expect(DeviceText.decode(Array("a\r\nb\tc\u{7}".utf8)) == "a  b c")
        #expect(DeviceText.decode([0, 0]) == nil)
        #expect(DeviceText.decode([]) == nil)
        #expect(DeviceText.decode(Array("\u{200B}x\u{202E}".utf8)) == "x")
    }

    @Test func `text is UTF-8 where it can be and otherwise what the device named`() {
        #expect(DeviceText.decode(Array("låg".utf8), charset: 4) == "låg")
        #expect(DeviceText.decode([0x6C, 0xE5, 0x67]) == "låg")
        #expect(DeviceText.decode([0x4D, 0x61, 0xB3, 0x6F], charset: 5) == "Mało")
        #expect(DeviceText.decode([0xBD, 0xD5, 0xE2], charset: 8) == "Нет")
    }

    @Test func `a device id is read whichever names its fields have`() {
        let id = IEEE1284ID("MANUFACTURER:OKI; MODEL:MC873;CLASS:PRINTER;MDL:other;nonsense;:x;")
        #expect(id["MFG"] == "OKI")
        #expect(id["MDL"] == "MC873")
        #expect(id["CLS"] == "PRINTER")
        #expect(id["SN"] == nil)
    }

    private func reading(_ saidOver: WireProtocol, _ make: String, _ model: String, level: Level) -> Reading {
        var reading = Reading(
            address: "192.0.2.7", heard: Instant(unixSeconds: 1_000), saidOver: saidOver, isPrinter: true)
        reading.make = make
        reading.model = model
        reading.status = saidOver == .ipp ? .down : .idle
        reading.supplies = [
            Supply(
                index: "1.1", description: "Toner", type: .toner, colorant: "black", supplyClass: nil,
                level: level, raw: RawLevel(level: nil, max: nil, unit: nil, oid: "x"))
        ]
        return reading
    }

    @Test func `a profile says whose word counts, for the models it names, with a source and a grade`() {
        let (profile, findings) = Profile.parse(
            """
            profile acme
            make Acme
            counts supplies ipp
                on "Anvil *"
                trust B
                source "a panel"
            counts status ipp
                trust C
                source "one person"
            counts errors both
            counts meters ipp
            counts supplies snmp
                source "twice"
            """)
        #expect(profile?.rules.map { $0.name } == ["acme/counts-supplies", "acme/counts-status"])
        #expect(findings.map { $0.line } == [10, 11, 12])
        guard let base = Profile.builtIn.first, let profile else { return }
        let interpreter = Interpreter(profiles: [base, profile])
        for (model, level, voice) in [
            ("Anvil 100", Level.percent(77), Voice.ipp), ("Hammer 3", .percent(100), .snmp),
        ] {
            let joined = interpreter.joined(
                snmp: reading(.snmp2c, "Acme", model, level: .percent(100)),
                ipp: reading(.ipp, "Acme", model, level: .percent(77)))
            #expect(joined.reading.supplies.map { $0.level } == [level], "\(model)")
            // A rule of grade C decides nothing.
            #expect(joined.reading.status == .idle)
            #expect(joined.differences.map { $0.counts } == [.snmp, voice])
        }
    }

    @Test func `of Canon's office laser machines IPP's levels count, for over SNMP they have three`() {
        for (snmp, ipp, level) in [
            ("MF720C Series", "CNMF720C Series", 77), ("LBP6650", "LBP6650", 77),
            ("TS6000 series", "Canon TS6000", 100),
        ] {
            let joined = Interpreter.builtIn.joined(
                snmp: reading(.snmp2c, "Canon", snmp, level: .percent(100)),
                ipp: reading(.ipp, "Canon", ipp, level: .percent(77)))
            #expect(joined.reading.supplies.map { $0.level } == [.percent(level)], "\(snmp)")
        }
    }
}
