// SPDX-License-Identifier: Apache-2.0
import Fleet
import Foundation
import Glibc
import PrinterWire
import Programs
import Testing

/// The program as a person runs it.
struct Program {
    struct Outcome {
        var status: Int32
        var output: String
        var sentences: String
    }

    static var path: String { GoodwordProgram.path }

    /// Whether the program has been built; says so when it has not.
    static var isThere: Bool { GoodwordProgram.isThere(for: "the command line") }

    /// Runs it to its end. `whenSaid`: once it has said this, `act` is done with its process id and
    /// what it said until then.
    static func run(
        _ arguments: [String], environment: [String: String] = [:], whenSaid: String? = nil,
        act: @escaping @Sendable (Int32, String) -> Void = { _, _ in }
    ) async throws -> Outcome {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let output = Pipe()
        let sentences = Pipe()
        process.standardOutput = output
        process.standardError = sentences
        process.standardInput = FileHandle.nullDevice
        let (ends, ended) = AsyncStream<Int32>.makeStream()
        process.terminationHandler = {
            ended.yield($0.terminationStatus)
            ended.finish()
        }
        try process.run()
        let identifier = process.processIdentifier
        async let data = drain(output.fileHandleForReading) { _ in false }
        async let said = drain(sentences.fileHandleForReading) { text in
            guard let whenSaid, text.contains(whenSaid) else { return false }
            act(identifier, text)
            return true
        }
        var status: Int32 = -1
        for await end in ends { status = end }
        return Outcome(status: status, output: await data, sentences: await said)
    }

    /// Everything that is written; `watch` sees it grow until it returns `true`.
    private static func drain(
        _ handle: FileHandle, watch: @escaping @Sendable (String) -> Bool
    ) async -> String {
        await withCheckedContinuation { done in
            Thread.detachNewThread {
                var bytes = Data()
                var isWatching = true
                while case let more = handle.availableData, !more.isEmpty {
                    bytes += more
                    if isWatching { isWatching = !watch(String(decoding: bytes, as: UTF8.self)) }
                }
                done.resume(returning: String(decoding: bytes, as: UTF8.self))
            }
        }
    }
}

@Suite(.enabled(if: Program.isThere)) struct CommandLineTests {
    private let base: UInt32 = 0x7F03_0000

    private func recording(_ folder: TemporaryFolder, _ printer: TestPrinter) throws -> String {
        let path = folder.path + "/walk.snmprec"
        try printer.walk.snmprec.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    private func reading(_ json: String) throws -> Reading {
        try JSONDecoder().decode(Reading.self, from: Data(json.utf8))
    }

    @Test func `a recording is shown as a card in words`() async throws {
        let folder = try TemporaryFolder()
        let path = try recording(
            folder, TestPrinter(serial: "TST-77", pages: 1_234_567, toner: -3, alert: "Cover open"))
        let outcome = try await Program.run(["read", "--from", path])
        #expect(outcome.status == 0)
        #expect(outcome.sentences.isEmpty)
        for part in ["Alder AP-20", "TST-77", "Black Toner Cartridge  some left", "1,234,567", "Cover open"] {
            #expect(outcome.output.contains(part), "“\(part)” is not in:\n\(outcome.output)")
        }
    }

    @Test func `the JSON of a reading says null where the device said nothing`() async throws {
        let folder = try TemporaryFolder()
        let outcome = try await Program.run([
            "read", "--json", "--from", try recording(folder, TestPrinter()),
        ])
        #expect(outcome.status == 0)
        let reading = try reading(outcome.output)
        #expect(reading.serial == "TST-000001")
        #expect(reading.saidOver == .recording)
        #expect(outcome.output.contains("\"location\" : null"))
    }

    @Test func `a file that is missing or no recording is one sentence and status 1`() async throws {
        let folder = try TemporaryFolder()
        let missing = try await Program.run(["read", "--from", folder.path + "/none.snmprec"])
        #expect(missing.status == 1 && missing.output.isEmpty)
        #expect(missing.sentences.contains("cannot be read"))
        let path = folder.path + "/other.snmprec"
        try "not a walk\n".write(toFile: path, atomically: true, encoding: .utf8)
        let other = try await Program.run(["read", "--from", path])
        #expect(other.status == 1 && other.output.isEmpty)
    }

    @Test func `a printer on the network is read, a silent address is status 2`() async throws {
        let agent = try TestAgent()
        defer { agent.stop() }
        agent.set(base + 1, TestPrinter(serial: "LIVE").walk)
        let heard = try await Program.run(["read", "127.3.0.1:\(agent.port)", "--json"])
        #expect(heard.status == 0)
        #expect(try reading(heard.output).serial == "LIVE")
        #expect(try reading(heard.output).address == "127.3.0.1:\(agent.port)")
        let silent = try await Program.run(["read", "127.3.0.2:\(agent.port)", "--timeout", "0.5"])
        #expect(silent.status == 2 && silent.output.isEmpty)
        #expect(silent.sentences.contains("No answer"))
    }

    @Test func `what answers and is no printer is said so`() async throws {
        let agent = try TestAgent()
        defer { agent.stop() }
        let words = VarBind(OID([1, 3, 6, 1, 2, 1, 1, 1, 0]), .octets(Array("A switch".utf8)))
        agent.set(base + 1, Walk([words]))
        let outcome = try await Program.run(["read", "127.3.0.1:\(agent.port)"])
        #expect(outcome.status == 2 && outcome.output.isEmpty)
        #expect(outcome.sentences.contains("is no printer"))
    }

    @Test func `a scan gives a line of JSON for each printer`() async throws {
        let agent = try TestAgent()
        defer { agent.stop() }
        for number in [1, 6, 7] { agent.set(base + UInt32(number), TestPrinter(serial: "S-\(number)").walk) }
        let outcome = try await Program.run([
            "scan", "127.3.0.0/29", "--port", "\(agent.port)", "--exclude", "127.3.0.7", "--json",
        ])
        #expect(outcome.status == 0)
        let serials = try outcome.output.split(separator: "\n").map { try reading(String($0)).serial }
        #expect(Set(serials) == ["S-1", "S-6"])
        #expect(outcome.sentences.contains("2 printers found among 7 addresses"))
    }

    @Test func `a hostile name is no formula in the CSV`() async throws {
        let agent = try TestAgent()
        defer { agent.stop() }
        agent.set(base + 1, TestPrinter(serial: "S,1", name: "=HYPERLINK(\"http://x\")").walk)
        agent.set(base + 2, TestPrinter(serial: "@SUM(A1)", name: "-2+3").walk)
        let outcome = try await Program.run(["scan", "127.3.0.0/30", "--port", "\(agent.port)", "--csv"])
        #expect(outcome.status == 0)
        let lines = outcome.output.split(separator: "\r\n", omittingEmptySubsequences: false)
        #expect(lines.count == 4 && lines[3].isEmpty)
        #expect(lines[0].hasPrefix("address,make,model,serial,name,"))
        #expect(lines[1].contains("\"S,1\",\"'=HYPERLINK(\"\"http://x\"\")\""))
        #expect(lines[2].contains(",'@SUM(A1),'-2+3,"))
    }

    @Test func `a scan that finds nothing is status 2, a range too large status 1, no range 64`() async throws
    {
        let agent = try TestAgent()
        defer { agent.stop() }
        let none = try await Program.run(["scan", "127.3.0.0/30", "--port", "\(agent.port)"])
        #expect(none.status == 2 && none.output.isEmpty)
        #expect(none.sentences.contains("No printer answered"))
        let large = try await Program.run(["scan", "10.0.0.0/8"])
        #expect(large.status == 1)
        #expect(large.sentences.contains("/12 or smaller"))
        #expect(try await Program.run(["scan"]).status == 64)
        #expect(try await Program.run(["scan", "10.0.0.1", "--json", "--csv"]).status == 64)
    }

    @Test func `collecting needs a token, and keeps what it heard when the server is down`() async throws {
        let agent = try TestAgent()
        defer { agent.stop() }
        let folder = try TemporaryFolder()
        agent.set(base + 1, TestPrinter().walk)
        let arguments = [
            "collect", "--once", "--server", "http://127.0.0.1:9", "--spool", folder.path + "/spool",
            "--range",
            "127.3.0.0/30", "--port", "\(agent.port)", "--log-level", "error",
        ]
        let tokenless = try await Program.run(arguments, environment: ["GOODWORD_TOKEN": ""])
        #expect(tokenless.status == 1)
        #expect(tokenless.sentences.contains("has not been let in yet"))
        let down = try await Program.run(arguments, environment: ["GOODWORD_TOKEN": "secret"])
        #expect(down.status == 1)
        #expect(down.sentences.contains("one reading waits"))
        #expect(!down.sentences.contains("secret"))
    }

    @Test func `the collector ends cleanly when it is asked to`() async throws {
        let agent = try TestAgent()
        defer { agent.stop() }
        let folder = try TemporaryFolder()
        agent.set(base + 1, TestPrinter().walk)
        try "secret\n".write(toFile: folder.path + "/token", atomically: true, encoding: .utf8)
        let outcome = try await Program.run(
            [
                "collect", "--server", "http://127.0.0.1:9", "--token-file", folder.path + "/token",
                "--spool",
                folder.path + "/spool", "--range", "127.3.0.0/30", "--port", "\(agent.port)",
            ], whenSaid: "are asked regularly", act: { process, _ in kill(process, SIGTERM) })
        #expect(outcome.status == 0)
        #expect(outcome.sentences.contains("Stopped."))
        #expect(outcome.sentences.contains("chmod 600"))
        #expect(FileManager.default.fileExists(atPath: folder.path + "/spool/printers.json"))
    }
}
