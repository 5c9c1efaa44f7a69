// SPDX-License-Identifier: Apache-2.0
import Collector
import Fleet
import Foundation
import Glibc
import Practice
import Programs
import Storage
import Synchronization
import Testing
import Values
import VirtualAgent
import VirtualFleet

/// The collector as its user runs it, at the real server: let in with a code, killed, stopped and started again.
@Suite(.enabled(if: GoodwordProgram.isThere(for: "the collector as a program")), .timeLimit(.minutes(3)))
struct CollectorProgramTests {
    @Test func `what a killed collector had kept is delivered once, and an update loses nothing`()
        async throws
    {
        let site = VirtualSite.fleet(count: 12, seed: 5, start: MainJob.start)
        try await MainJob.with(site, .sqlite, clock: RealClock(), livingBy: MorningClock()) { job in
            let collector = try await CollectorProgram(of: job)
            #expect(try await collector.enrol().status == 0)
            var kept: [Spool.Item] = []
            // Killed while it looks, with the first readings, with all of them, and with the server's answer.
            for moment in [
                "Looking for printers", "Found ", "are asked regularly", "Readings reach the server",
            ] {
                let life = try collector.start()
                await life.wait(for: moment)
                kill(life.process, SIGKILL)
                #expect(await Program.end(of: life.process) == 128 + SIGKILL)
                kept += try collector.waiting()
            }
            // A newer program takes its place: the old one is told to stop and ends well.
            let old = try collector.start()
            await old.wait(for: "Readings reach the server")
            kill(old.process, SIGTERM)
            #expect(await Program.end(of: old.process) == 0)
            kept += try collector.waiting()
            let new = try await collector.run(["--once"])
            #expect(new.status == 0, "\(new.output)")
            #expect(new.output.contains("delivered everything"))
            #expect(try collector.waiting().isEmpty)
            try await expectAll(kept, at: job, of: collector)
        }
    }

    /// Everything that had counted as kept has reached the server, and nothing is in its records twice.
    private func expectAll(_ kept: [Spool.Item], at job: MainJob, of collector: CollectorProgram) async throws
    {
        #expect(!kept.isEmpty)
        let id = collector.id
        for item in kept {
            let reached = try await job.records.read { try $0.acknowledged(collector: id, spool: item.spool) }
            #expect(reached >= item.sequence)
        }
        let machines = try await job.machines()
        #expect(machines.count == 12)
        for machine in machines {
            let readings = try await job.office.readings(of: machine.device.id, Page(size: 200), for: job.me)
            let moments = readings.rows.map(\.reading.heard)
            #expect(Set(moments).count == moments.count)
            let last = try kept.compactMap { try CollectorProgram.reading(in: $0) }
                .filter { $0.address == machine.device.address }.map(\.heard).max()
            if let last { #expect(try await job.latest(of: machine.device.id).heard >= last) }
        }
    }

    @Test func `a code that has grown too old is refused with a sentence, and a new one lets in`()
        async throws
    {
        let site = VirtualSite.fleet(count: 1, seed: 5, start: MainJob.start)
        let clock = ClockAhead()
        try await MainJob.with(site, .sqlite, clock: clock, livingBy: MorningClock()) { job in
            let collector = try await CollectorProgram(of: job)
            clock.goAhead(by: enrolmentLifetime)
            let tooLate = try await collector.enrol()
            #expect(tooLate.status == 1, "\(tooLate.output)")
            #expect(tooLate.output.contains("has grown too old"))
            #expect(!tooLate.output.contains(collector.code))
            #expect(!CollectorKey.isIn(collector.folder))
            let fresh = try await job.office.makeCode(for: collector.id, by: job.me).1
            let inTime = try await collector.enrol(code: fresh.description)
            #expect(inTime.status == 0, "\(inTime.output)")
            #expect(CollectorKey.isIn(collector.folder))
        }
    }

    @Test func `a code lets one collector in, and whatever is wrong with it is one sentence`() async throws {
        let site = VirtualSite.fleet(count: 2, seed: 5, start: MainJob.start)
        try await MainJob.with(site, .sqlite, clock: RealClock(), livingBy: MorningClock()) { job in
            let collector = try await CollectorProgram(of: job)
            let mistyped = try await collector.enrol(code: String(collector.code.reversed()))
            #expect(mistyped.status == 1)
            let unknown = try await collector.enrol(code: CollectorProgram.unknownCode)
            #expect(unknown.status == 1 && unknown.output.contains("was used already, has grown too old"))
            let before = try await collector.run([])
            #expect(before.status == 1 && before.output.contains("has not been let in yet"))

            let admitted = try await collector.enrol()
            #expect(admitted.status == 0, "\(admitted.output)")
            #expect(admitted.output.contains("This is now the collector “Basement”."))
            let key = try String(contentsOfFile: collector.folder + "/key", encoding: .utf8)
            #expect(!admitted.output.contains(key))
            for (name, rights) in [("", 0o700), ("/key", 0o600), ("/arguments.json", 0o600)] {
                var status = stat()
                #expect(stat(collector.folder + name, &status) == 0)
                #expect(Int(status.st_mode & 0o777) == rights, "\(name)")
            }
            #expect(!FileManager.default.fileExists(atPath: collector.folder + "/key.draft"))

            let again = try await collector.enrol(folder: job.folder + "/another")
            #expect(again.status == 1 && again.output.contains("was used already"))
            #expect(!CollectorKey.isIn(job.folder + "/another"))

            // The file with the ranges was named where the code was typed; the service starts elsewhere.
            let round = try await collector.run(["--once"], in: "/")
            #expect(round.status == 0, "\(round.output)")

            try await job.office.revokeCollector(collector.id, for: job.me)
            let withdrawn = try await collector.run(["--once"])
            #expect(withdrawn.status == 1)
            #expect(withdrawn.output.contains("key was withdrawn"))
            #expect(!withdrawn.output.contains(key))
        }
    }
}

/// The time it is, and then some days later, for a server whose collector is another program.
private final class ClockAhead: WallClock {
    private let ahead = Mutex(Duration.zero)

    func now() -> Instant { RealClock().now() + ahead.withLock { $0 } }

    func goAhead(by duration: Duration) { ahead.withLock { $0 += duration } }
}

/// A collector's folder, its code, and the program.
private struct CollectorProgram {
    /// Well made and never given to anyone.
    static let unknownCode = EnrolmentCode(chance: [UInt8](repeating: 9, count: 32)).description

    let id: CollectorID
    let code: String
    let folder: String
    private let here: String
    private let server: String
    private let port: UInt16

    init(of job: MainJob) async throws {
        let (collector, code) = try await job.office.prepareCollector(
            named: "Basement", place: nil, keeper: nil, for: job.me)
        id = collector.id
        self.code = code.description
        folder = job.folder + "/basement"
        here = job.folder + "/here"
        server = "http://127.0.0.1:\(job.port)"
        port = job.agent.port
        try FileManager.default.createDirectory(atPath: here, withIntermediateDirectories: true)
        try job.ranges.joined(separator: "\n").write(
            toFile: here + "/ranges.txt", atomically: true, encoding: .utf8)
    }

    func enrol(code: String? = nil, folder: String? = nil) async throws -> Program.Result {
        try await run(
            [
                "--enrol", code ?? self.code, "--server", server, "--ranges-file", "ranges.txt", "--port",
                "\(port)",
            ], in: here, folder: folder)
    }

    func run(
        _ more: [String], in place: String? = nil, folder: String? = nil
    ) async throws -> Program.Result {
        try await Program.run(
            "/usr/bin/env",
            ["-C", place ?? here, GoodwordProgram.path, "collect", "--spool", folder ?? self.folder] + more)
    }

    /// What the program has kept and the server has not said that it has.
    func waiting() throws -> [Spool.Item] {
        let spool = try Spool(directory: folder, makeID: { ID(bits: 1) })
        defer { spool.close() }
        #expect(spool.findings.allSatisfy { $0.contains("Nothing that counted as kept is missing") })
        return try spool.everythingWaiting()
    }

    static func reading(in item: Spool.Item) throws -> Reading? {
        struct Kept: Decodable { var reading: Reading? }
        return try JSONDecoder().decode(Kept.self, from: Data(item.payload)).reading
    }

    /// The program at work, and what it says.
    struct Life {
        let process: pid_t
        fileprivate let said: Int32

        /// Returns when it has said this; to be called once. That it ends or is quiet instead is an issue, with what
        /// it said.
        func wait(for words: String) async {
            let said = said
            let instead: String? = await withCheckedContinuation { done in
                Thread.detachNewThread {
                    var heard: [UInt8] = []
                    var buffer = [UInt8](repeating: 0, count: 4_096)
                    var isWaiting = true
                    // To the end, so that the program can always say what it has to say.
                    while true {
                        var ready = pollfd(fd: said, events: Int16(POLLIN), revents: 0)
                        if isWaiting, poll(&ready, 1, Life.quietMillisecondsMax) == 0 {
                            isWaiting = false
                            done.resume(returning: String(decoding: heard, as: UTF8.self))
                        }
                        let count = read(said, &buffer, buffer.count)
                        guard count > 0 else { break }
                        guard isWaiting else { continue }
                        heard += buffer[..<count]
                        guard String(decoding: heard, as: UTF8.self).contains(words) else { continue }
                        isWaiting = false
                        done.resume(returning: nil)
                    }
                    close(said)
                    if isWaiting { done.resume(returning: String(decoding: heard, as: UTF8.self)) }
                }
            }
            if let instead { Issue.record("The collector did not say “\(words)”. It said: \(instead)") }
        }

        /// A collector that has said nothing for so long will say nothing any more.
        private static let quietMillisecondsMax: Int32 = 60_000
    }

    func start() throws -> Life {
        let pipe = here + "/said"
        unlink(pipe)
        try #require(mkfifo(pipe, 0o600) == 0)
        let said = open(pipe, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        try #require(said >= 0)
        let process = try Program.start(
            GoodwordProgram.path, ["collect", "--spool", folder], output: pipe)
        _ = fcntl(said, F_SETFL, 0)
        return Life(process: process, said: said)
    }
}

private struct RealClock: WallClock {
    func now() -> Instant { Instant(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000)) }
}
