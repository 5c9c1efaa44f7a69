// SPDX-License-Identifier: Apache-2.0
import Testing

/// Each rule against a planted breach, and against what looks like one and is not.
@Suite struct HouseRulesTests {
    @Test(arguments: [
        ("Sources/Web/Page.swift", "import Storage"),
        ("Sources/Web/Page.swift", "import Collector"),
        ("Sources/Web/Page.swift", "import PrinterWire"),
        ("Sources/SQLiteDriver/Driver.swift", "import PostgresDriver"),
        ("Sources/Collector/Collector.swift", "import goodword"),
        ("Sources/Values/Money.swift", "import Foundation"),
        ("Sources/Values/Money.swift", "import Fleet"),
        ("Sources/PrinterWire/BER.swift", "@preconcurrency import NIOCore"),
        ("Sources/Promises/Verdict.swift", "internal import struct Foundation.Date"),
        ("Sources/Practice/Today.swift", "#if canImport(Glibc)\n    import Glibc\n#endif"),
        ("Sources/Fleet/Device.swift", "import Values; import GRDB"),
        ("Sources/Storage/Schema.swift", "import GRDB"),
    ])
    func `an import against the arrows is found`(path: String, code: String) {
        #expect(HouseRules.arrows(path, BareCode.lines(of: code)).count == 1)
    }

    @Test(arguments: [
        ("Sources/Fleet/Device.swift", "import Values"),
        ("Sources/Web/Page.swift", "import Foundation\nimport Hummingbird\nimport Practice"),
        ("Sources/SQLiteDriver/Driver.swift", "import GRDB\nimport Storage"),
        ("Sources/goodword/Serve.swift", "import Collector\nimport SQLiteDriver\nimport Web"),
        ("Sources/Values/Money.swift", "// import Foundation\n/* import Fleet */\nlet text = \"import Web\""),
        ("Sources/Values/Money.swift", "let text = \"\"\"\n    import Fleet\n    \"\"\""),
        ("Tests/WebTests/PageTests.swift", "import Storage"),
    ])
    func `an import along the arrows is left alone`(path: String, code: String) {
        #expect(HouseRules.arrows(path, BareCode.lines(of: code)).isEmpty)
    }

    @Test func `a room that is not in the table is asked for its line`() throws {
        let finding = try #require(
            HouseRules.arrows("Sources/Agreements/Leaf.swift", ["import Values"]).first)
        #expect(finding.message.contains("Agreements is not in the table of rooms"))
    }

    @Test func `Swift in a room of C is found`() {
        #expect(HouseRules.arrows("Sources/CSockets/Sockets.swift", [""]).count == 1)
    }

    @Test func `an import passed on to whoever imports the file is found in every room`() {
        let findings = HouseRules.arrows("Sources/Web/Page.swift", ["@_exported import Practice"])
        #expect(findings.count == 1)
    }

    @Test(arguments: [
        "Task { await poll() }", "Task{ }", "Task(priority: .high) { }", "Task<Void, Never> { }",
        "Task.detached { }", "try await Task.sleep(for: .seconds(1))", "let now = Date()",
        "let now = Date.now",
        "let id = UUID()", "Int.random(in: 0..<6)", "colours.randomElement()", "days.shuffled()", "sleep(1)",
        "usleep(10)", "ContinuousClock().now", "let text = \"at \\(Date())\"", "let a = 1; sleep (2)",
    ])
    func `reaching for time, chance or a task of one's own is found in a timeless room`(code: String) {
        for room in ["Values", "PrinterWire", "Practice"] {
            let findings = HouseRules.effects("Sources/\(room)/File.swift", BareCode.lines(of: code))
            #expect(findings.count == 1, "\(room): \(code)")
        }
    }

    @Test(arguments: [
        "// Task { } would escape the simulation", "let text = \"Date()\"", "printer.sleep(until: dawn)",
        "func sleep(until instant: Instant)", "let candidate = CivilDate()", "fallAsleep(1)",
        "struct TaskList {",
        "isAsleep(at: now)", "let deck = cards.shuffled(using: &chance)", "let task: PollTask = .init()",
    ])
    func `what only looks like it is left alone`(code: String) {
        #expect(HouseRules.effects("Sources/Practice/File.swift", BareCode.lines(of: code)).isEmpty)
    }

    @Test func `an adapter may tell the time`() {
        #expect(HouseRules.effects("Sources/Collector/Loop.swift", ["let now = Date()"]).isEmpty)
    }

    @Test func `a finding names the line of the file`() {
        let code = "/* one\n   two */\nimport Values\nimport Foundation\n"
        #expect(HouseRules.arrows("Sources/Fleet/Device.swift", BareCode.lines(of: code)).map(\.line) == [4])
    }

    @Test func `a file without its licence line is found`() {
        #expect(HouseRules.form("tools/demo.sh", "#!/usr/bin/env bash\n").count == 1)
        #expect(
            HouseRules.form("tools/demo.sh", "#!/bin/sh\n# SPDX-License-Identifier: Apache-2.0\n").isEmpty)
    }

    @Test func `a tab is found`() {
        #expect(HouseRules.form("Sources/A/B.swift", licensed("\tlet a = 1\n")).map(\.line) == [2])
    }

    @Test func `a file is too long one line beyond the limit`() {
        let blank = String(repeating: "\n", count: HouseRules.linesMax - 1)
        #expect(HouseRules.form("Sources/A/B.swift", licensed(blank)).isEmpty)
        #expect(HouseRules.form("Sources/A/B.swift", licensed(blank + "\n")).count == 1)
    }

    @Test(arguments: ["StringUtils", "PrinterHelper", "SessionManager", "ReadingV2"])
    func `a file name that says nothing is found`(name: String) {
        #expect(HouseRules.form("Sources/A/\(name).swift", licensed("")).count == 1)
    }

    @Test func `a note to oneself is found in every kind of file`() {
        let note = "FIX" + "ME: later"
        #expect(HouseRules.check("README.md", note).count == 1)
        #expect(HouseRules.check("Sources/Web/Templates/today.mustache", note).count == 1)
    }

    @Test func `a link to a file that is not there is found`() {
        let text =
            "See [the words](concepts/words.md#promise) and [the net](https://example.org/nothing.md).\n"
        var asked: [String] = []
        let findings = HouseRules.links("docs/README.md", text) { path in
            asked.append(path)
            return false
        }
        #expect(asked == ["docs/concepts/words.md"])
        #expect(findings.count == 1)
    }

    @Test func `a link upwards is followed from the document's own folder`() {
        let findings = HouseRules.links("docs/start/demo.md", "[code](../../Sources/Values)") {
            $0 == "Sources/Values"
        }
        #expect(findings.isEmpty)
    }

    @Test func `a link in an example is not followed`() {
        #expect(HouseRules.links("README.md", "```\n[x](nowhere.md)\n```\n") { _ in false }.isEmpty)
    }

    @Test func `the serial number of a recorded machine is found in any kind of file`() {
        // Invented here; a real one must not stand in this file.
        let serials = RecordedSerials(
            index: "file\tserial\tnotes\na.snmprec\tZZ9PLURAL7\t\nb.snmprec\tSHORT\t\n")
        #expect(serials.count == 1)
        #expect(serials.findings(in: "a.bin", [0, 255, 10] + Array("xZZ9PLURAL7".utf8)).map(\.line) == [2])
        #expect(serials.findings(in: "a.md", Array("ZZ9PLURAL and SHORT".utf8)).isEmpty)
    }

    private func licensed(_ text: String) -> String { "// SPDX-License-Identifier: Apache-2.0\n" + text }
}

/// How code is told from comments and text.
@Suite struct BareCodeTests {
    @Test(arguments: [
        ("a // b", "a     "),
        ("a /* b /* c */ d */ e", "a                   e"),
        (#"a "b" c"#, "a     c"),
        (#"a "\"b" c"#, "a       c"),
        (#"a "\(b)" c"#, "a    b   c"),
        (#"a "\(b("c"))" d"#, "a    b(   )   d"),
        (##"a #"b"c"# d"##, "a         d"),
        ("#if a", "#if a"),
        ("let a = \"open\nb", "let a =      \nb"),
    ])
    func `comments and strings turn to blanks of the same length`(code: String, bare: String) {
        #expect(BareCode.lines(of: code).joined(separator: "\n") == bare)
    }
}

/// The project itself.
@Suite struct HouseTreeTests {
    @Test func `this tree keeps the rules of the house`() throws {
        let root = try #require(HouseTree.enclosing(#filePath))
        let tree = HouseTree(root: root)
        try #require(tree.paths.contains("Package.swift"))
        let (findings, serials) = tree.findings()
        #expect(findings.isEmpty, "\n\(findings.map(\.description).joined(separator: "\n"))")
        if serials == nil {
            print("SKIPPED: serial numbers of the recordings; ../shared/recordings is not here.")
        }
    }
}
