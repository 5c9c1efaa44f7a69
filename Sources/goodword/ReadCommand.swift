// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Collector
import Fleet
import Foundation
import Polling
import PrinterWire
import Values

/// One printer, now; or what one said in a recording.
struct ReadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "read",
        abstract: "Read one printer and show it as a card or as JSON.",
        discussion: """
            It only asks: nothing in the printer is changed. Exit codes: 0 read, 1 failed, 2 no answer or no \
            printer there, 64 not understood.

            EXAMPLES
              goodword read 10.20.4.17
              goodword read printer-3.example.org:1161 --community private --json
              goodword read --from walk.snmprec
              goodword read 10.20.4.17 --save walk.snmprec --mask
              goodword read ipp://10.20.4.17/ipp/print
              goodword read ipps://10.20.4.17
              goodword read 10.20.4.17 --both
              goodword read --from get-printer-attributes.bin
            """)

    @Argument(
        help: "The printer: an address or a name, with :PORT when it is not 161; or ipp://… or ipps://….")
    var host: String?

    @Option(help: "Read a recorded walk (.snmprec) or a recorded answer over IPP instead of a machine.")
    var from: String?

    @Flag(help: "Print the reading as JSON.")
    var json = false

    @Option(help: "Ask for everything there is and keep what was said in this file.")
    var save: String?

    @Flag(
        help:
            "With --save: names, addresses and serial numbers are replaced, so that the file can be sent in.")
    var mask = false

    @OptionGroup var own: ProfileOption

    @OptionGroup var overIPP: ReadOverIPP

    @Option(help: "The community (password) of SNMP v1 and v2c; public when nothing else is given.")
    var community: String?

    @Option(help: "A file with communities and users of SNMPv3; GOODWORD_CREDENTIALS may hold the same.")
    var credentials: String?

    @Option(help: "The SNMP context to ask, for machines that answer only under one.")
    var context = ""

    @Option(help: "Seconds to wait for an answer.")
    var timeout = 15.0

    func validate() throws {
        guard (host == nil) != (from == nil) else {
            throw ValidationError("Name a printer or, with --from, a recording.")
        }
        guard !mask || save != nil else { throw ValidationError("--mask goes with --save FILE.") }
        let isIPP = host.map { IPPAddress.isOne($0) } ?? false
        guard !isIPP || (save == nil && !overIPP.both) else {
            throw ValidationError("--save and --both go with an address for SNMP.")
        }
        guard !overIPP.both || (host != nil && save == nil) else {
            throw ValidationError("--both goes with a printer, and not with --save.")
        }
        guard timeout > 0, timeout <= 3_600 else {
            throw ValidationError("The timeout is a number of seconds up to 3600.")
        }
    }

    func run() async throws {
        if overIPP.both { return try await readBoth(host ?? "") }
        let reading: Reading
        if let from {
            reading = try recorded(from)
        } else if let host, IPPAddress.isOne(host) {
            reading = try await overIPP.reading(
                try IPPAddress(host), interpreter: own.load().interpreter, seconds: timeout)
        } else {
            reading = try await heard(host ?? "")
        }
        try show(reading)
    }

    /// Both protocols, one after the other: two at once would be one question more than a printer is used to.
    private func readBoth(_ host: String) async throws {
        let interpreter = try own.load().interpreter
        let snmp = try await answered { try await heard(host) }
        let bare = String(host.prefix { $0 != ":" })
        let ipp = try await answered {
            try await overIPP.reading(besides: bare, interpreter: interpreter, seconds: timeout)
        }
        guard let snmp, let ipp else {
            guard let only = snmp ?? ipp else { throw ExitCode(2) }
            return try show(only)
        }
        let joined = interpreter.joined(snmp: snmp, ipp: ipp)
        if json {
            give(try ReadingJSON.text(joined, isPretty: true) + "\n")
        } else {
            give(ReadingCard(reading: joined.reading).description + "\n" + DifferenceCard(joined).description)
        }
    }

    /// What was heard; nothing when no printer answered, which has been said by then.
    private func answered(_ work: () async throws -> Reading) async throws -> Reading? {
        do {
            return try await work()
        } catch let exit as ExitCode where exit == ExitCode(2) {
            return nil
        }
    }

    private func show(_ reading: Reading) throws {
        if json {
            give(try ReadingJSON.text(reading, isPretty: true) + "\n")
        } else if reading.isPrinter {
            give(ReadingCard(reading: reading).description + "\n")
        }
        guard reading.isPrinter else {
            say("What answers at \(reading.address) is no printer.")
            throw ExitCode(2)
        }
    }

    private func recorded(_ path: String) throws -> Reading {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        if let answer = IPPRecording(path: path) {
            guard save == nil else {
                throw Refusal(.invalid, "Only a walk over SNMP can be kept with --save.", field: "save")
            }
            return try answer.reading(name: name, interpreter: own.load().interpreter)
        }
        let walk = try WalkFile.read(path, field: "from")
        try keep(walk)
        return try own.reader().reading(recorded: walk, name: name, heard: SystemClock().now())
    }

    /// Keeps what was said where `--save` says.
    private func keep(_ walk: Walk) throws {
        guard let save else { return }
        let mask = try mask ? WalkMask(interpreter: own.load().interpreter, key: chance()) : nil
        try WalkFile.save(walk, to: save, mask: mask)
    }

    private func chance() -> UInt64 { UInt64(truncatingIfNeeded: SystemIDs().chance()) }

    private func heard(_ host: String) async throws -> Reading {
        let endpoint = try await endpoint(host)
        let book = try CredentialSource.book(file: credentials, community: community, context: context) {
            say($0)
        }
        let configuration = EngineConfiguration(
            // One machine, and a person who waits for it.
            credentials: book, packetsPerSecondAndPrinter: 0, window: 16, socketBufferBytes: 0)
        let engine = try InquiryEngine(
            configuration, clock: SystemClock(), seed: chance())
        defer { engine.stop() }
        let reader = try own.reader()
        let ask = save == nil ? reader.full(endpoint) : reader.everything(endpoint)
        let answer = await firstToEnd { await engine.answer(to: ask) }
        switch answer?.outcome {
        case .heard(let walk, let version):
            try keep(walk)
            return reader.reading(
                walk, address: endpoint.description, heard: answer?.heard ?? SystemClock().now(),
                version: version)
        case .fellSilent(let walk):
            say("The printer stopped answering in the middle; this is what it had said until then.")
            try keep(walk)
            return reader.reading(
                walk, address: endpoint.description, heard: answer?.heard ?? SystemClock().now(),
                version: .v2c)
        case .unreadable:
            say("Something answers at \(endpoint), but not in SNMP. Check the port.")
        case .refused(let refusal, let user):
            throw Refusal(
                .forbidden, "\(endpoint) refuses the SNMPv3 user “\(user)”. \(refusal.message)",
                detail: refusal.detail)
        case .unreachable(let why):
            say("This computer has no way to \(endpoint). Check its network. (\(why))")
        case .noAnswer, nil:
            say(
                """
                No answer from \(endpoint) within \(ReadingWords.seconds(timeout)). It may be off, SNMP may be \
                switched off in it, a firewall may stand between, or it has another community or SNMPv3 user.
                """)
        }
        throw ExitCode(2)
    }

    private func endpoint(_ host: String) async throws -> Endpoint {
        guard let range = try await HostNames.ranges([host]).first else {
            throw Refusal(.invalid, "Name a printer, such as 10.20.4.17.", field: "host")
        }
        guard range.count == 1 else {
            throw Refusal(
                .invalid, "“\(host)” is more than one address. For many use goodword scan.", field: "host")
        }
        return Endpoint(range.first, port: range.port ?? Endpoint.snmpPort)
    }

    /// The outcome, or nothing when the timeout comes first.
    private func firstToEnd(_ work: @escaping @Sendable () async -> Answer?) async -> Answer? {
        // All there is takes longer than what a reading needs.
        let seconds = save == nil ? timeout : max(timeout, 180)
        return await withTaskGroup(of: Answer?.self) { group in
            group.addTask { await work() }
            group.addTask {
                try? await Task.sleep(for: .seconds(seconds))
                return nil
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
    }
}
