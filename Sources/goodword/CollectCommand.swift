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
import TimeZones
import UnixSignals
import Values

/// The collector of one network.
struct CollectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "collect",
        abstract: "Ask the printers of a network regularly and deliver what they say to the server.",
        discussion: """
            Once: make a code on the page Collectors and type it here with --enrol; the key that comes of it and \
            the words of this command line are kept in the collector's folder. From then on `goodword collect` \
            needs nothing. What was heard stays in the folder until the server has it on its disk. SIGTERM or \
            Ctrl-C ends it and loses nothing. A collector may also be given a token in a file (--token-file) or as \
            GOODWORD_TOKEN in the environment. Exit codes: 0 ended as asked, 1 failed or (with --once) not delivered, 2 (with \
            --once) no printer found, 64 not understood.

            EXAMPLES
              goodword collect --enrol 7K2M-QX4T-9HWD --server https://goodword.example.org --range 10.20.0.0/20
              goodword collect
              goodword collect --once --server http://127.0.0.1:8080 --spool spool --range 10.20.4.0/24
            """)

    @Option(help: "The server's address, such as https://goodword.example.org; kept from --enrol on.")
    var server: String?

    @Option(
        help: "A code from the page Collectors, typed once: lets this collector in, keeps its key, and ends.")
    var enrol: String?

    @Option(help: "A file that holds the collector's token, readable by the collector alone.")
    var tokenFile: String?

    @Option(
        help: ArgumentHelp(
            "The collector's folder, with its key and what the server does not have yet; it is made when missing.",
            discussion: "Otherwise $STATE_DIRECTORY, /var/lib/goodword-collector where that is, or "
                + "~/.local/state/goodword-collector."))
    var spool: String?

    @Option(help: "Where printers are: 10.20.0.0/20, 10.20.5.10-80, a name; may be given several times.")
    var range: [String] = []

    @Option(help: "A range to leave alone; may be given several times.")
    var exclude: [String] = []

    @Option(
        name: .customLong("ipp"),
        help:
            "Where printers are asked over IPP, beside SNMP and without it; a range, may be given several times."
    )
    var overIPP: [String] = []

    @Option(name: .customLong("ipp-port"), help: "The TCP port of IPP.")
    var portOfIPP = IPPAddress.port

    @OptionGroup var services: ServiceOptions

    @Option(help: "The community (password) of SNMP v1 and v2c; public when nothing else is given.")
    var community: String?

    @Option(help: "A file with communities and users of SNMPv3; GOODWORD_CREDENTIALS may hold the same.")
    var credentials: String?

    @Option(help: "The UDP port of ranges that name none.")
    var port: UInt16 = Endpoint.snmpPort

    @Option(help: "Datagrams per second, at most; 0 is as fast as the network takes them.")
    var rate = EngineConfiguration.packetsPerSecondDefault

    @Option(
        help: "Datagrams per second to any one printer beyond a first burst, at most; 0 is without a ceiling."
    )
    var ratePerPrinter = EngineConfiguration.packetsPerSecondAndPrinterDefault

    @Option(help: "Minutes between two readings of meters and levels.")
    var every = 15

    @Option(help: "Hours between two searches for new printers.")
    var sweepEvery = 4

    @Option(help: "MiB on the disk, at most, for what the server has not taken.")
    var spoolSize = Spool.bytesMaxDefault / 1_048_576

    @OptionGroup var lists: RangeLists

    @Option(
        help: """
            Hours without searches, in which sleeping printers are left alone: 19:00-07:00, “mon-fri 19:00-07:00”, \
            sat,sun; may be given several times.
            """)
    var quietHours: [String] = []

    @Option(help: "The time zone of the quiet hours, such as Europe/Dublin; this computer’s unless said.")
    var timeZone: String?

    @OptionGroup var own: ProfileOption

    @Flag(help: "Find and read the printers once, deliver, and end.")
    var once = false

    @Option(help: "Seconds of the collector's clock in one of the wall's; for virtual printers.")
    var speed = 1.0

    @Option(help: "trace, debug, info, notice, warning, error or critical.")
    var logLevel = "info"

    func validate() throws {
        guard !range.isEmpty || !lists.rangesFile.isEmpty || enrol != nil || server == nil else {
            throw ValidationError("Name at least one --range or --ranges-file.")
        }
        guard enrol == nil || server != nil else {
            throw ValidationError("Name the server to enrol with: --server https://goodword.example.org.")
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
        let folder = CollectorFolder.path(named: spool)
        if let enrol, let server {
            try await CollectorFolder.enrol(
                in: folder, code: enrol, server: server, facts: facts,
                arguments: Array(CommandLine.arguments.dropFirst(2)),
                hasRange: !range.isEmpty || !lists.rangesFile.isEmpty)
        } else if let server {
            try await collect(for: server, in: folder)
        } else {
            var kept = try CollectCommand.parse(
                try CollectorFolder.arguments(in: folder) + CommandLine.arguments.dropFirst(2))
            kept.spool = folder
            guard let server = kept.server else { throw CollectorFolder.notEnrolled(folder) }
            try await kept.collect(for: server, in: folder)
        }
    }

    private var facts: CollectorFacts {
        CollectorFacts(
            version: GoodwordCommand.version, host: ProcessInfo.processInfo.hostName,
            everySeconds: once || speed != 1 ? nil : every * 60)
    }

    private func collect(for server: String, in folder: String) async throws {
        let book = try CredentialSource.book(file: credentials, community: community) { say($0) }
        var configuration = try CollectorConfiguration(
            ranges: range + lists.ranges(), excluded: exclude + lists.excluded(), port: port,
            spoolDirectory: folder,
            spoolBytesMax: spoolSize * 1_048_576,
            engine: EngineConfiguration(
                credentials: book, packetsPerSecond: rate, packetsPerSecondAndPrinter: ratePerPrinter),
            intervals: PollIntervals(frequent: .minutes(every), sweep: .hours(sweepEvery)),
            quiet: quiet(), reader: own.reader(), facts: facts)
        configuration.rangesOverIPP = overIPP
        configuration.portOfIPP = portOfIPP
        if services.areWanted { configuration.findServices = services.finder() }
        try await CollectorService.check(configuration)
        let post = try post(to: server, folder)
        let system = SystemClock()
        let clock: any WallClock = speed == 1 ? system : FastClock(beginning: system.now(), speed: speed)
        let logger = makeLogger(level: logLevel)
        let service = try CollectorService(
            configuration, post: post, clock: clock, ids: SystemIDs(), logger: logger,
            tell: { CollectCommand.log($0, logger) })
        guard !once else {
            try await report(service.runOnce(), folder)
            return
        }
        say(
            "Collecting from \((range + lists.rangesFile).joined(separator: ", ")) for \(server). Ctrl-C ends it."
        )
        let group = ServiceGroup(
            configuration: .init(
                services: [.init(service: Running(service: service)), .init(service: Supervisor())],
                gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        try await group.run()
        say("Stopped. What the server does not have yet stays in \(folder).")
    }

    private func quiet() throws -> QuietHours? {
        guard !quietHours.isEmpty else { return nil }
        let zones = SystemTimeZones()
        let name = timeZone ?? zones.current
        guard let zone = zones.table(named: name) else {
            throw Refusal(
                .invalid, "This computer knows no time zone “\(name)”. Name one such as Europe/Dublin.",
                field: "time-zone")
        }
        let spans = try quietHours.map { written in
            guard let span = QuietHours.Span(written) else {
                throw Refusal(
                    .invalid,
                    "“\(written)” are no quiet hours. Write 19:00-07:00, “mon-fri 19:00-07:00” or sat,sun.",
                    field: "quiet-hours")
            }
            return span
        }
        return QuietHours(zone: zone, spans: spans)
    }

    private struct Running: Service {
        let service: CollectorService

        func run() async throws {
            _ = await cancelWhenGracefulShutdown { await service.run() }
        }
    }

    private func report(_ round: CollectorRound, _ folder: String) throws {
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
                Read \(printers), but the server has not taken everything: \(waiting) in \(folder) for \
                the next run.
                """)
            throw ExitCode.failure
        }
        say("Read \(printers) and delivered everything.")
    }

    /// The key of an enrolled collector lies in its folder; one that was made before has a token.
    private func post(to server: String, _ folder: String) throws -> HTTPReadingPost {
        if let tokenFile {
            var status = stat()
            if stat(tokenFile, &status) == 0, status.st_mode & 0o077 != 0 {
                say("Others on this computer can read \(tokenFile); chmod 600 keeps the token to you.")
            }
            return try HTTPReadingPost(server: server, token: try CollectorKey.text(of: tokenFile))
        }
        if let token = ProcessInfo.processInfo.environment["GOODWORD_TOKEN"], !token.isEmpty {
            return try HTTPReadingPost(server: server, token: token)
        }
        guard CollectorKey.isIn(folder) else { throw CollectorFolder.notEnrolled(folder) }
        return try HTTPReadingPost(server: server, keyFolder: folder)
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
