// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Configuration
import Logging
import Practice
import ServiceLifecycle
import Storage
import SystemPackage
import TimeZones
import UnixSignals
import Values
import Web

/// The server: pages for people, an address for collectors.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run the server.",
        discussion: """
            Every setting can also stand in the environment (GOODWORD_DATABASE, GOODWORD_HOST, GOODWORD_PORT, \
            GOODWORD_PUBLIC_URL, GOODWORD_LEDGER_KEY, GOODWORD_LOG_LEVEL) or, below that, in a JSON file named with --config: \
            {"goodword": {"database": "sqlite:goodword.sqlite", "port": 8080}}.

            The first start prints a link that makes the first account and works once.

            EXAMPLES
              goodword serve
              goodword serve --database postgres://goodword@db.example/goodword --public-url https://print.example
            """)

    @Option(help: "sqlite:PATH or postgres://… (default \(DatabaseOpening.defaultURL))")
    var database: String?

    @Option(help: "The address to listen on (default 127.0.0.1).")
    var host: String?

    @Option(help: "The port to listen on (default 8080).")
    var port: Int?

    @Option(
        help: "The address people type, such as https://print.example; an https one makes cookies secure.")
    var publicUrl: String?

    @Flag(help: "Take visitors' addresses from X-Forwarded-For; only behind a proxy of your own.")
    var behindProxy = false

    @Option(
        help:
            "The file with the key that signs the ledger; made at the first start (default beside the database)."
    )
    var ledgerKey: String?

    @Option(help: "trace, debug, info, notice, warning, error or critical (default notice).")
    var logLevel: String?

    @Option(help: "A JSON file with settings.")
    var config: String?

    func run() async throws {
        let settings = try await Settings(file: config)
        let database = database ?? settings.text("database") ?? DatabaseOpening.defaultURL
        let host = host ?? settings.text("host") ?? "127.0.0.1"
        let port = try port ?? settings.number("port") ?? 8_080
        let publicURL = publicUrl ?? settings.text("public.url")
        let logger = makeLogger(level: logLevel ?? settings.text("log.level") ?? "notice")
        guard (1...65_535).contains(port) else {
            throw Refusal(.invalid, "A port is a number from 1 to 65535.", field: "port")
        }
        try requireFreePort(host: host, port: port)

        let (store, _) = try await DatabaseOpening.openCurrent(database)
        let office = makeOffice(StoredRecords(store), clock: SystemClock())
        let key = try await LedgerKeyFile(given: ledgerKey ?? settings.text("ledger.key"), database: database)
            .readOrMake(for: office)
        let address = publicURL ?? "http://\(host):\(port)"
        let application = try buildApplication(
            office: office,
            configuration: WebConfiguration(
                host: host, port: port, publicAddress: publicURL, trustsForwardedFor: behindProxy),
            logger: logger)
        say("Goodword listens at \(address).")
        if let token = try await office.makeFirstInvitation() {
            say("Make the first account with this link; it works once: \(address)/welcome/\(token)")
        }
        let group = ServiceGroup(
            configuration: .init(
                services: [
                    .init(service: application),
                    .init(service: EvaluationService(office: office, every: .seconds(30), logger: logger)),
                    .init(service: LedgerService(office: office, key: key, logger: logger)),
                    .init(service: Supervisor { try await waitUntilListening(host: host, port: port) }),
                ], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        try await group.run()
        await store.close()
        say("Stopped.")
    }
}

/// Settings below the flags: the environment, then a file.
struct Settings {
    private let reader: ConfigReader

    init(file: String?) async throws {
        var providers: [any ConfigProvider] = [EnvironmentVariablesProvider()]
        if let file {
            do {
                providers.append(try await FileProvider<JSONSnapshot>(filePath: FilePath(file)))
            } catch {
                throw Refusal(
                    .invalid, "The settings in \(file) cannot be read. It must be a file of JSON.",
                    detail: String(describing: error))
            }
        }
        reader = ConfigReader(providers: providers)
    }

    func text(_ key: String) -> String? { reader.string(forKey: ConfigKey("goodword.\(key)")) }

    func number(_ key: String) throws -> Int? {
        guard let text = reader.string(forKey: ConfigKey("goodword.\(key)")) else {
            return reader.int(forKey: ConfigKey("goodword.\(key)"))
        }
        guard let number = Int(text) else {
            throw Refusal(.invalid, "The setting \(key) must be a number.", field: key)
        }
        return number
    }
}

/// Assesses again what comes due by time alone.
struct EvaluationService: Service {
    let office: Office
    let every: Duration
    let logger: Logger

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            var isFirst = true
            while true {
                do {
                    while isFirst, try await office.writeEvidenceLeftOut(limit: 100) == 100 {}
                    isFirst = false
                    while try await office.evaluateDue(limit: 500) == 500 {}
                } catch let error as CancellationError {
                    throw error
                } catch {
                    logger.error("Promises could not be assessed.", metadata: ["error": "\(error)"])
                }
                try await Task.sleep(for: every)
            }
        }
    }
}

func makeOffice(_ records: any RecordStore, clock: any WallClock) -> Office {
    Office(
        store: records, clock: clock, ids: SystemIDs(), zones: SystemTimeZones(),
        passwords: ScryptPasswords(),
        tokens: SystemTokens())
}

func makeLogger(level: String) -> Logger {
    LoggingSystem.bootstrap(StreamLogHandler.standardError)
    var logger = Logger(label: "goodword")
    logger.logLevel = Logger.Level(rawValue: level) ?? .notice
    return logger
}
