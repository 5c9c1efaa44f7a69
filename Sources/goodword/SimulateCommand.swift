// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import PrinterWire
import UnixSignals
import Values
import VirtualAgent
import VirtualFleet

/// Printers that do not exist, for those who have none at hand.
struct SimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Answer SNMP as a fleet of printers that do not exist, on addresses of this computer.",
        discussion: """
            Each machine has an address of its own in 127.0.0.0/8; all answer on one UDP port. Pages, toner, \
            trays, faults and sleep move with time, and the same seed makes the same fleet. With --recordings \
            the machines are files of SNMP answers (OID|type|value, as snmpsim writes them) whose counters \
            and levels move on. Ctrl-C ends it. Exit codes: 0 ended as asked or listed, 1 failed, 64 not understood.

            EXAMPLES
              goodword simulate --count 50
              goodword scan 127.1.0.0/24 --port 16161          (in another terminal)
              goodword simulate --count 200 --speed 600 --loss 0.02 --silent 0.1
              goodword simulate --recordings walks/ --list --json
            """)

    @Option(help: "How many printers. (default: 20, or 0 with --recordings)")
    var count: Int?

    @Option(help: "A folder of .snmprec files to answer from.", completion: .directory)
    var recordings: String?

    @Flag(help: "Let recorded counters and levels stand still.")
    var still = false

    @Option(help: "The UDP port to answer on; 0 is one that is free.")
    var port: UInt16 = 16_161

    @Option(
        name: .customLong("ipp-port"),
        help: """
            A TCP port on which most machines answer IPP too, some of them over TLS alone or nothing else; 0 is \
            one that is free.
            """
    )
    var portOverIPP: UInt16?

    @Option(help: "The address of the first machine.")
    var firstAddress = VirtualAddress.usualFirst

    @Option(help: "The community (password) that is answered.")
    var community = "public"

    @Option(help: "What the fleet and its chances grow from.")
    var seed: UInt64 = 1

    @Option(help: "Seconds of the fleet's time in one of the wall's.")
    var speed = 1.0

    @Option(help: "The share of questions that are lost on the way, 0 to 1.")
    var loss = 0.0

    @Option(help: "The share of addresses where nobody answers, 0 to 1.")
    var silent = 0.0

    @Option(help: "A built-in model to make the fleet of, such as tarn-c4520; may be given several times.")
    var model: [String] = []

    @Option(help: "How many devices that are no printers stand between them.")
    var bystanders = 0

    @Flag(help: "Print address, model and serial number of every machine, and end.")
    var list = false

    @Flag(help: "With --list: print a line of JSON for each machine.")
    var json = false

    /// Machines in one program, at most.
    static let countMax = 200_000

    func validate() throws {
        guard (0...SimulateCommand.countMax).contains(count ?? 1) else {
            throw ValidationError("--count is a number up to \(SimulateCommand.countMax).")
        }
        guard (0...SimulateCommand.countMax).contains(bystanders) else {
            throw ValidationError("--bystanders is a number up to \(SimulateCommand.countMax).")
        }
        guard (0...1).contains(loss), (0...1).contains(silent) else {
            throw ValidationError("--loss and --silent are shares from 0 to 1; 0.02 is two of a hundred.")
        }
        guard speed >= 0, speed <= 86_400 else {
            throw ValidationError("--speed is a number from 0 to 86400.")
        }
        guard firstAddress.bits >> 24 == 127 else {
            throw ValidationError("--first-address lies in 127.0.0.0/8, which is this computer.")
        }
        for id in model where PrinterModel.named(id) == nil {
            let known = PrinterModel.catalogue.map(\.id).joined(separator: ", ")
            throw ValidationError("There is no model \(id). There are: \(known).")
        }
        guard list || !json else { throw ValidationError("--json goes with --list.") }
    }

    func run() async throws {
        let start = SystemClock().now()
        let site = try makeSite(start: start)
        guard !list else { return try printList(site) }
        var settings = VirtualAgent.Settings(
            port: port, community: community, lossShare: loss, silentShare: silent, seed: seed)
        settings.portOverIPP = portOverIPP
        let agent = try VirtualAgent(
            site: site, settings: settings, clock: FastClock(beginning: start, speed: speed))
        // Trapped before the first answer, so that an early Ctrl-C ends it as cleanly as a late one.
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        agent.start()
        sayBegun(site, port: agent.port, portOverIPP: agent.portOverIPP)
        for await _ in signals { break }
        agent.stop()
        let counts = agent.counts
        say("Stopped after \(counts.received) questions and \(counts.answered) answers.")
    }

    private func makeSite(start: Instant) throws -> VirtualSite {
        var devices: [VirtualDevice] = []
        if let recordings {
            let walks = try SimulateCommand.walks(in: recordings)
            devices =
                VirtualSite.recordings(
                    walks, firstAddress: firstAddress, movesFrom: still ? nil : start, seed: seed
                ).devices
        }
        let made = count ?? (recordings == nil ? 20 : 0)
        let models = model.compactMap(PrinterModel.named)
        // The made ones follow where the recorded ones end.
        let next = firstAddress.following(devices.count + 1).last ?? firstAddress
        devices +=
            VirtualSite.fleet(
                count: made, seed: seed, firstAddress: next, start: start,
                models: models.isEmpty ? PrinterModel.catalogue : models, bystanders: bystanders,
                answersIPP: portOverIPP != nil
            ).devices
        guard !devices.isEmpty else {
            throw Refusal(
                .invalid, "A fleet of no machines answers nobody. Give --count a number.", field: "count")
        }
        let wished = made + bystanders
        guard devices.count >= wished else {
            throw Refusal(
                .tooLarge,
                "From \(firstAddress) on there are addresses for \(devices.count) machines, not \(wished). "
                    + "Choose an earlier --first-address or fewer machines.", field: "first-address")
        }
        return VirtualSite(devices: devices)
    }

    private static func walks(in folder: String) throws -> [String: Walk] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder)
        } catch {
            throw Refusal(
                .notFound, "The folder \(folder) cannot be read. Check its name and its rights.",
                detail: "\(error)", field: "recordings")
        }
        var walks: [String: Walk] = [:]
        for name in names.sorted() where name.hasSuffix(".snmprec") {
            guard let data = FileManager.default.contents(atPath: "\(folder)/\(name)") else {
                say("\(name) cannot be read and is left out.")
                continue
            }
            let (walk, findings) = Walk.parse(snmprec: data)
            if let first = findings.first {
                let more = findings.count > 1 ? " (and \(findings.count - 1) more)" : ""
                say("\(name), \(first)\(more)")
            }
            if !walk.isEmpty { walks[String(name.dropLast(".snmprec".count))] = walk }
        }
        guard !walks.isEmpty else {
            throw Refusal(
                .notFound, "The folder \(folder) holds no .snmprec file with answers in it.",
                field: "recordings")
        }
        return walks
    }

    // MARK: - Words

    private func sayBegun(_ site: VirtualSite, port: UInt16, portOverIPP: UInt16?) {
        let addresses = site.devices.map(\.address)
        guard let first = addresses.min(), let last = addresses.max() else { return }
        let machines =
            addresses.count == 1
            ? "One machine answers at \(first)"
            : "\(ReadingWords.grouped(addresses.count)) machines answer at \(first) to \(last)"
        let pace = speed == 1 ? "" : " Their time runs \(speed.formatted()) times as fast as yours."
        say("\(machines), UDP port \(port).\(pace) Ctrl-C ends it.")
        if let portOverIPP { say("Most of them answer IPP as well, on TCP port \(portOverIPP).") }
        say("Try: goodword scan \(first)-\(last) --port \(port)")
    }

    private struct Listed: Encodable {
        let address: String
        let model: String
        let serial: String?

        func encode(to encoder: any Encoder) throws {
            var json = encoder.container(keyedBy: CodingKeys.self)
            try json.encode(address, forKey: .address)
            try json.encode(model, forKey: .model)
            try json.encode(serial, forKey: .serial)
        }

        private enum CodingKeys: String, CodingKey { case address, model, serial }
    }

    private func printList(_ site: VirtualSite) throws {
        if json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            for device in site.devices {
                let line = Listed(
                    address: device.address.description, model: device.title, serial: device.serial)
                give(String(decoding: try encoder.encode(line), as: UTF8.self) + "\n")
            }
        } else {
            let rows = site.devices.map { [$0.address.description, $0.title, $0.serial ?? "–"] }
            let table = ReadingCard.aligned([["ADDRESS", "MODEL", "SERIAL"]] + rows)
            give(table.map { $0.dropFirst(2) + "\n" }.joined())
        }
    }
}

extension VirtualAddress: ExpressibleByArgument {}
