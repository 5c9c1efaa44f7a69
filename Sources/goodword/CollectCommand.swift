// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Collector
import Fleet
import Foundation
import Glibc
import Logging
import Polling
import Practice
import ServiceLifecycle
import UnixSignals
import Values

/// The collector of one network.
struct CollectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "collect",
        abstract: "Ask the printers of a network regularly and deliver what they say to the server.",
        discussion: """
            What was heard stays in the spool folder until the server has it on its disk. The token is made on the \
            page Collectors; give it in a file or as GOODWORD_TOKEN in the environment. SIGTERM or Ctrl-C ends it \
            and loses nothing. Exit codes: 0 ended as asked, 1 failed or (with --once) not delivered, 2 (with \
            --once) no printer found, 64 not understood.

            EXAMPLES
              goodword collect --server https://goodword.example.org --token-file /etc/goodword/token \\
                  --spool /var/lib/goodword-collector --range 10.20.0.0/20
              goodword collect --once --server http://127.0.0.1:8080 --spool spool --range 10.20.4.0/24
            """)

    @Option(help: "The server's address, such as https://goodword.example.org.")
    var server: String

    @Option(help: "A file that holds the collector's token, readable by the collector alone.")
    var tokenFile: String?

    @Option(help: "The folder for what the server does not have yet; it is made when missing.")
    var spool: String

    @Option(help: "Where printers are: 10.20.0.0/20, 10.20.5.10-80, a name; may be given several times.")
    var range: [String] = []

    @Option(help: "A range to leave alone; may be given several times.")
    var exclude: [String] = []

    @Option(help: "The community (password) of SNMP v1 and v2c.")
    var community = "public"

    @Option(help: "The UDP port of ranges that name none.")
    var port: UInt16 = Endpoint.snmpPort

    @Option(help: "Datagrams per second, at most; 0 is as fast as the network takes them.")
    var rate = EngineConfiguration.packetsPerSecondDefault

    @Option(help: "Minutes between two readings of meters and levels.")
    var every = 15

    @Option(help: "Hours between two searches for new printers.")
    var sweepEvery = 4

    @Option(help: "MiB on the disk, at most, for what the server has not taken.")
    var spoolSize = Spool.bytesMaxDefault / 1_048_576

    @OptionGroup var lists: RangeLists

    @OptionGroup var own: ProfileOption

    @Flag(help: "Find and read the printers once, deliver, and end.")
    var once = false

    @Option(help: "Seconds of the collector's clock in one of the wall's; for virtual printers.")
    var speed = 1.0

    @Option(help: "trace, debug, info, notice, warning, error or critical.")
    var logLevel = "info"

    func validate() throws {
        guard !range.isEmpty || !lists.rangesFile.isEmpty else {
            throw ValidationError("Name at least one --range or --ranges-file.")
        }
        guard (1...1_440).contains(every) else {
            throw ValidationError("--every is a number of minutes from 1 to 1440.")
        }
        guard (1...168).contains(sweepEvery) else {
            throw ValidationError("--sweep-every is a number of hours from 1 to 168.")
        }
        guard speed >= 0.001, speed <= 86_400 else {
            throw ValidationError("--speed is a number up to 86400.")
        }
        guard rate >= 0 else { throw ValidationError("The rate is 0 or a number of datagrams per second.") }
        guard (1...1_048_576).contains(spoolSize) else {
            throw ValidationError("--spool-size is a number of MiB from 1 to 1048576.")
        }
        guard port > 0 else { throw ValidationError("A port is a number from 1 to 65535.") }
    }

    func run() async throws {
        let configuration = try CollectorConfiguration(
            ranges: range + lists.ranges(), excluded: exclude + lists.excluded(), port: port,
            spoolDirectory: spool,
            spoolBytesMax: spoolSize * 1_048_576,
            engine: EngineConfiguration(community: community, packetsPerSecond: rate),
            intervals: PollIntervals(frequent: .minutes(every), sweep: .hours(sweepEvery)),
            reader: own.reader(),
            facts: CollectorFacts(version: GoodwordCommand.version, host: ProcessInfo.processInfo.hostName))
        try await CollectorService.check(configuration)
        let post = try HTTPReadingPost(server: server, token: try token())
        warnOfOpenNetwork()
        let system = SystemClock()
        let clock: any WallClock = speed == 1 ? system : FastClock(beginning: system.now(), speed: speed)
        let logger = makeLogger(level: logLevel)
        let service = try CollectorService(
            configuration, post: post, clock: clock, ids: SystemIDs(), logger: logger,
            tell: { CollectCommand.log($0, logger) })
        guard !once else {
            try await report(service.runOnce())
            return
        }
        say(
            "Collecting from \((range + lists.rangesFile).joined(separator: ", ")) for \(server). Ctrl-C ends it."
        )
        let group = ServiceGroup(
            configuration: .init(
                services: [.init(service: Running(service: service))],
                gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        try await group.run()
        say("Stopped. What the server does not have yet stays in \(spool).")
    }

    private struct Running: Service {
        let service: CollectorService

        func run() async throws {
            _ = await cancelWhenGracefulShutdown { await service.run() }
        }
    }

    private func report(_ round: CollectorRound) throws {
        guard round.printers > 0 else {
            say("No printer answered among \(ReadingWords.grouped(round.addresses)) addresses.")
            throw ExitCode(2)
        }
        let printers =
            round.printers == 1 ? "one printer" : "\(ReadingWords.grouped(round.printers)) printers"
        let waiting =
            round.waiting == 1 ? "one reading waits" : "\(ReadingWords.grouped(round.waiting)) readings wait"
        guard round.isDelivered else {
            say(
                """
                Read \(printers), but the server has not taken everything: \(waiting) in \(spool) for \
                the next run.
                """)
            throw ExitCode.failure
        }
        say("Read \(printers) and delivered everything.")
    }

    private func token() throws -> String {
        if let tokenFile {
            guard let data = FileManager.default.contents(atPath: tokenFile) else {
                throw Refusal(
                    .notFound, "The token file \(tokenFile) cannot be read. Check its name and its rights.",
                    field: "token-file")
            }
            var status = stat()
            if stat(tokenFile, &status) == 0, status.st_mode & 0o077 != 0 {
                say("Others on this computer can read \(tokenFile); chmod 600 keeps the token to you.")
            }
            return String(decoding: data.prefix(4_096), as: UTF8.self)
                .trimmingCharacters(in: .whitespacesAndNewlines)
        }
        guard let token = ProcessInfo.processInfo.environment["GOODWORD_TOKEN"], !token.isEmpty else {
            throw Refusal(
                .unauthenticated,
                "The collector needs its token: name a file with --token-file, or set GOODWORD_TOKEN. "
                    + "The page Collectors makes one.", field: "token-file")
        }
        return token
    }

    /// The token and what machines say would cross the network for all to read.
    private func warnOfOpenNetwork() {
        guard server.hasPrefix("http://"),
            !["http://127.", "http://localhost", "http://[::1]"].contains(where: { server.hasPrefix($0) })
        else { return }
        say(
            "The server’s address begins with http://, so the token crosses the network in the clear. Use https://."
        )
    }

    private static func log(_ event: CollectorEvent, _ logger: Logger) {
        switch event {
        case .sweepBegan(let addresses): logger.info("Looking for printers at \(addresses) addresses.")
        case .found(let reading):
            logger.info("Found \(ReadingWords.title(reading) ?? "a printer") at \(reading.address).")
        case .sweepEnded(let printers): logger.info("\(printers) printers are asked regularly.")
        case .fellSilent(let address): logger.info("The printer at \(address) does not answer any more.")
        case .delivered(let count): logger.debug("Delivered \(count) items.")
        case .kept, .sweepProgress: break
        }
    }
}
