// SPDX-License-Identifier: Apache-2.0
import Fleet
import Foundation
import Polling
import PrinterWire
import Testing

/// Keeping what a machine says, and teaching the program what it means, as a technician does it.
@Suite(.enabled(if: Program.isThere)) struct ProfileCommandTests {
    private let address: UInt32 = 0x7F03_0101
    private let own = """
        profile alder
        make Alder
        match sysDescr "Alder *"
        model own sysDescr
            strip-prefix "Alder Office Printer "
            trust B
            source "a walk"
        meter scans 1.3.6.1.4.1.99999.7.0
            function scan
            unit scans
            trust B
            source "the machine's panel"
        """

    private var walk: Walk {
        TestPrinter(serial: "QZ-4711-88", name: "zebedee").walk.merging(
            Walk([
                VarBind(OID([1, 3, 6, 1, 4, 1, 99_999, 7, 0]), .counter32(321)),
                VarBind(OID([1, 3, 6, 1, 4, 1, 99_999, 8, 0]), .octets(Array("for zebedee".utf8))),
            ]))
    }

    private func write(_ text: String, _ path: String) throws {
        try text.write(toFile: path, atomically: true, encoding: .utf8)
    }

    private func reading(_ json: String) throws -> Reading {
        try JSONDecoder().decode(Reading.self, from: Data(json.utf8))
    }

    @Test func `a walk is kept, masked when asked for, and reads back the same`() async throws {
        let agent = try TestAgent()
        defer { agent.stop() }
        agent.set(address, walk)
        let folder = try TemporaryFolder()
        let (open, masked) = (folder.path + "/open.snmprec", folder.path + "/masked.snmprec")
        let host = "127.3.1.1:\(agent.port)"
        let heard = try await Program.run(["read", host, "--json", "--save", open])
        #expect(heard.status == 0)
        let again = try await Program.run(["read", "--from", open, "--json", "--save", masked, "--mask"])
        #expect(again.status == 0)
        let (first, second) = (try reading(heard.output), try reading(again.output))
        #expect(second.serial == "QZ-4711-88")
        #expect(second.supplies == first.supplies && second.meters == first.meters)

        let kept = try String(contentsOfFile: open, encoding: .utf8)
        #expect(kept.contains("NOT MASKED") && kept.contains("1.3.6.1.4.1.99999.8.0|4|for zebedee"))
        let rights = try FileManager.default.attributesOfItem(atPath: open)[.posixPermissions] as? Int
        #expect(rights == 0o600)
        let hidden = try String(contentsOfFile: masked, encoding: .utf8)
        #expect(hidden.contains("# MASKED"))
        #expect(!hidden.contains("zebedee") && !hidden.contains("4711"))
        let third = try reading(try await Program.run(["read", "--from", masked, "--json"]).output)
        #expect(third.serial?.count == 10 && third.serial != "QZ-4711-88")
        #expect(third.supplies.map(\.level) == first.supplies.map(\.level))

        let twice = try await Program.run(["read", "--from", open, "--save", masked])
        #expect(twice.status == 1 && twice.sentences.contains("already"))
        #expect(try String(contentsOfFile: masked, encoding: .utf8) == hidden)
        #expect(try await Program.run(["read", host, "--mask"]).status == 64)
    }

    @Test func `one's own profile is tested on a walk and then used`() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/walk.snmprec"
        try write(walk.snmprec, path)
        let profiles = folder.path + "/profiles"
        try FileManager.default.createDirectory(atPath: profiles, withIntermediateDirectories: false)
        let file = profiles + "/alder.profile"
        try write(own, file)
        let expected = folder.path + "/expected.json"
        try write(#"{"model": "AP-20", "make": "Alder"}"#, expected)

        let fine = try await Program.run(["profile", "test", file, "--walk", path, "--expect", expected])
        #expect(fine.status == 0, "\(fine.sentences)\(fine.output)")
        for part in ["Recognised by alder", "alder/scans", "321 scans", "1.3.6.1.4.1.99999.8.0"] {
            #expect(fine.output.contains(part), "“\(part)” is not in:\n\(fine.output)")
        }
        try write(#"{"model": "AP-30"}"#, expected)
        let other = try await Program.run(["profile", "test", file, "--walk", path, "--expect", expected])
        #expect(other.status == 1)
        #expect(other.output.contains("model: “AP-30” expected, “AP-20” read"))
        #expect(try await Program.run(["profile", "test", "kyocera", "--walk", path]).status == 1)

        let used = try await Program.run(["read", "--from", path, "--json", "--profiles", profiles])
        #expect(try reading(used.output).meters.contains { $0.source.rule == "alder/scans" })
        let plain = try await Program.run(["read", "--from", path, "--json"])
        #expect(try reading(plain.output).make == nil)
    }

    @Test func `a broken profile is named with line and column, and the built-in ones go on`() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/walk.snmprec"
        try write(walk.snmprec, path)
        let file = folder.path + "/alder.profile"
        try write(own + "\nmeter total one.two\n", file)
        let used = try await Program.run([
            "read", "--from", path, "--json", "--profiles", folder.path,
        ])
        #expect(used.status == 0)
        #expect(used.sentences.contains("alder.profile, line 13, column 7: Write `meter NAME OID"))
        #expect(used.sentences.contains("is not used"))
        #expect(try reading(used.output).serial == "QZ-4711-88")
        let tested = try await Program.run(["profile", "test", file, "--walk", path])
        #expect(tested.status == 1)
        #expect(tested.output.contains("line 13, column 7"))
        let missing = try await Program.run(["read", "--from", path, "--profiles", folder.path + "/none"])
        #expect(missing.status == 1 && missing.sentences.contains("cannot be read"))
    }

    @Test func `the built-in profiles are listed and shown`() async throws {
        let list = try await Program.run(["profile", "list"])
        #expect(list.status == 0 && list.output.contains("kyocera") && list.output.contains("printer-mib"))
        let shown = try await Program.run(["profile", "show", "kyocera"])
        #expect(shown.output.contains("match sysDescr \"KYOCERA *\""))
        #expect(try await Program.run(["profile", "show", "nobody"]).status == 1)
    }
}
