// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Collector
import Polling
import PrinterWire
import Values

/// Ranges that stand in files, for the verbs that look for printers.
struct RangeLists: ParsableArguments {
    @Option(help: "A file of ranges, one a line, # before a remark; may be given several times.")
    var rangesFile: [String] = []

    @Option(help: "A file of ranges to leave alone; may be given several times.")
    var excludeFile: [String] = []

    func ranges() throws -> [String] { try rangesFile.flatMap { try RangeFile.load($0) } }

    func excluded() throws -> [String] { try excludeFile.flatMap { try RangeFile.load($0) } }
}

/// Whether to listen for printers that make themselves known.
struct ServiceOptions: ParsableArguments {
    @Flag(
        name: .customLong("dns-sd"),
        help: "Also ask which printers make themselves known in the neighbourhood.")
    var dnsSD = false

    @Option(
        name: .customLong("dns-sd-domain"),
        help: "A domain that names its printers, such as college.example; may be given several times.")
    var domains: [String] = []

    var areWanted: Bool { dnsSD || !domains.isEmpty }

    func find() async throws -> FoundServices {
        FoundServices(services: try await finder()(UInt64(truncatingIfNeeded: SystemIDs().chance())))
    }

    /// Asks wherever it was wished.
    func finder() -> @Sendable (UInt64) async throws(EngineFailure) -> [PrintService] {
        let (dnsSD, domains) = (dnsSD, domains)
        return { chance async throws(EngineFailure) in
            var services: [PrintService] = []
            var chance = SplitMix(seed: chance)
            if dnsSD { services += try await ServiceFinder.inNeighbourhood().find(chance: chance.next()) }
            for domain in domains {
                services += try await ServiceFinder.inDomain(domain).find(chance: chance.next())
            }
            return services
        }
    }
}

/// What made itself known, and where to ask it.
struct FoundServices {
    var services: [PrintService]

    /// Each address once.
    var ranges: [AddressRange] {
        Set(services.flatMap { AnnouncedPrinters.addresses($0) }).sorted().compactMap {
            AddressRange(from: $0, to: $0)
        }
    }

    /// The services at none of these addresses; of one machine's several, the first.
    func without(_ heard: Set<NetworkAddress>) -> [PrintService] {
        var seen: Set<String> = []
        return services.filter { service in
            AnnouncedPrinters.addresses(service).allSatisfy { !heard.contains($0) }
                && seen.insert(service.uuid ?? service.host).inserted
        }
    }
}

/// Machines that make themselves known and do not answer SNMP, for the terminal.
struct ServiceTable: CustomStringConvertible {
    let services: [PrintService]

    var description: String {
        let rows = services.map { service in
            [
                AnnouncedPrinters.addresses(service).first.map(\.description) ?? service.host,
                service.title ?? service.name, service.note ?? "–", way(service), service.adminURL ?? "",
            ]
        }
        let head = ["ADDRESS", "MACHINE", "NOTE", "ASK IT BY", "ITS PAGE"]
        return (["Known over DNS-SD, but without an answer over SNMP:"] + ReadingCard.aligned([head] + rows))
            .joined(separator: "\n")
    }

    /// How it may be read all the same.
    private func way(_ service: PrintService) -> String {
        let host = AnnouncedPrinters.addresses(service).first.map(\.description) ?? service.host
        switch service.kind {
        case .ipp, .ipps:
            let port = service.port == 631 ? "" : ":\(service.port)"
            let path = service.resourcePath.map { "/\($0)" } ?? "/ipp/print"
            return "\(service.kind == .ipp ? "ipp" : "ipps")://\(host)\(port)\(path)"
        case .lpd, .rawStream: return "–"
        }
    }
}
