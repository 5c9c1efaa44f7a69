// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Collector
import Fleet
import Foundation
import Glibc
import Polling
import PrinterWire
import Synchronization
import Values

/// The printers of a network, found and read.
struct ScanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scan",
        abstract: "Find the printers among addresses and read them.",
        discussion: """
            A range is 10.20.4.0/24, 10.20.5.10-10.20.5.80, 10.20.5.10-80, an address or a name. Every address is \
            asked one small question, and once more when it does not answer; printers are then read in full. \
            Nothing is changed in them. Exit codes: 0 printers found, 1 failed, 2 none found, 64 not understood.

            EXAMPLES
              goodword scan 10.20.4.0/24
              goodword scan 10.20.0.0/20 --exclude 10.20.3.0/24 --csv > printers.csv
              goodword scan 10.20.4.0/24 --json | jq -r .serial
              goodword scan --ranges-file ranges.txt --exclude-file wards.txt
              goodword scan --dns-sd
            """)

    @Argument(help: "Where to look.")
    var ranges: [String] = []

    @OptionGroup var lists: RangeLists

    @OptionGroup var services: ServiceOptions

    @Flag(help: "Print a line of JSON for each printer, as it is found.")
    var json = false

    @Flag(help: "Print CSV, in the order of the addresses.")
    var csv = false

    @Option(help: "The community (password) of SNMP v1 and v2c; public when nothing else is given.")
    var community: String?

    @Option(help: "A file with communities and users of SNMPv3; GOODWORD_CREDENTIALS may hold the same.")
    var credentials: String?

    @Option(help: "The UDP port of ranges that name none.")
    var port: UInt16 = Endpoint.snmpPort

    @Option(help: "A range to leave alone; may be given several times.")
    var exclude: [String] = []

    @Option(help: "Datagrams per second, at most; 0 is as fast as the network takes them.")
    var rate = EngineConfiguration.packetsPerSecondDefault

    @OptionGroup var own: ProfileOption

    func validate() throws {
        guard !ranges.isEmpty || !lists.rangesFile.isEmpty || services.areWanted else {
            throw ValidationError("Name at least one range, a --ranges-file, or --dns-sd.")
        }
        guard !(json && csv) else { throw ValidationError("Choose --json or --csv, not both.") }
        guard rate >= 0 else { throw ValidationError("The rate is 0 or a number of datagrams per second.") }
        guard port > 0 else { throw ValidationError("A port is a number from 1 to 65535.") }
    }

    func run() async throws {
        let known = try await services.find()
        let plan = try AddressPlan(
            try await HostNames.ranges(ranges + lists.ranges()) + known.ranges,
            excluding: try await HostNames.ranges(exclude + lists.excluded()), port: port)
        guard plan.count > 0 else {
            if services.areWanted, ranges.isEmpty, lists.rangesFile.isEmpty, known.ranges.isEmpty {
                say("No printer made itself known over DNS-SD. Name the ranges in which printers stand.")
                throw ExitCode(2)
            }
            throw Refusal(
                .invalid, "Everything in these ranges is left out. Name other ranges.", field: "exclude")
        }
        let book = try CredentialSource.book(file: credentials, community: community) { say($0) }
        let engine = try InquiryEngine(
            EngineConfiguration(credentials: book, packetsPerSecond: rate), clock: SystemClock(),
            seed: UInt64(truncatingIfNeeded: SystemIDs().chance()))
        defer { engine.stop() }
        let reader = try own.reader()
        let line = ProgressLine()
        let list = AskList(count: plan.count, tellsSilent: false) { plan[$0].map(reader.probe) }
        var printers: [(Endpoint, Reading)] = []
        var others = 0
        let began = ContinuousClock.now
        for await answer in engine.answers(to: list, progress: { line.show($0) }) {
            guard let reading = understood(answer, reader) else {
                others += 1
                continue
            }
            printers.append((answer.endpoint, reading))
            line.found(printers.count)
            if json { give(try ReadingJSON.text(reading, isPretty: false) + "\n") }
        }
        line.clear()
        printers.sort { $0.0 < $1.0 }
        if csv {
            give(ReadingCSV.header + printers.map { ReadingCSV.line($0.1) }.joined())
        } else if !json, !printers.isEmpty {
            give(ReadingTable(readings: printers.map(\.1)).description)
        }
        let silent = known.without(Set(printers.map(\.0.address)))
        if !silent.isEmpty { say(ServiceTable(services: silent).description) }
        say(summary(plan.count, printers.count, others, ContinuousClock.now - began))
        if printers.isEmpty { throw ExitCode(2) }
    }

    /// What was heard, when it comes from a printer.
    private func understood(_ answer: Answer, _ reader: PrinterReader) -> Reading? {
        let walk: Walk
        var version = SNMPVersion.v2c
        switch answer.outcome {
        case .heard(let heard, let spoken): (walk, version) = (heard, spoken)
        case .fellSilent(let heard): walk = heard
        case .noAnswer, .unreadable, .unreachable, .refused: return nil
        }
        let reading = reader.reading(
            walk, address: answer.endpoint.description, heard: answer.heard, version: version)
        return reading.isPrinter ? reading : nil
    }

    private func summary(_ addresses: Int, _ printers: Int, _ others: Int, _ took: Duration) -> String {
        let found =
            switch printers {
            case 0: "No printer answered"
            case 1: "One printer found"
            default: "\(ReadingWords.grouped(printers)) printers found"
            }
        let among = addresses == 1 ? "at one address" : "among \(ReadingWords.grouped(addresses)) addresses"
        let seconds = ReadingWords.seconds(Double(took.wholeMicroseconds) / 1_000_000)
        let beside =
            others == 0
            ? "" : " \(ReadingWords.grouped(others)) other device\(others == 1 ? "" : "s") answered."
        let hint =
            printers > 0
            ? "" : " SNMP may be switched off, or the machines have another community or SNMPv3 user."
        return "\(found) \(among) in \(seconds).\(beside)\(hint)"
    }
}

/// How a scan is going, on one line of a terminal that is written over and over; nothing elsewhere.
final class ProgressLine: Sendable {
    private struct State {
        var printers = 0
        var isShown = false
    }

    private let isOnTerminal = isatty(2) == 1
    private let state = Mutex(State())

    func found(_ count: Int) {
        state.withLock { $0.printers = count }
    }

    func show(_ progress: AskProgress) {
        guard isOnTerminal, progress.total > 1 else { return }
        state.withLock { state in
            state.isShown = true
            let share = progress.done * 100 / progress.total
            let asked =
                "\(ReadingWords.grouped(progress.done)) of \(ReadingWords.grouped(progress.total)) addresses"
            write("\r\u{1B}[K\(share) %  \(asked), \(ReadingWords.grouped(state.printers)) printers")
        }
    }

    func clear() {
        state.withLock { state in
            if state.isShown { write("\r\u{1B}[K") }
            state.isShown = false
        }
    }

    private func write(_ text: String) {
        FileHandle.standardError.write(Data(text.utf8))
    }
}
