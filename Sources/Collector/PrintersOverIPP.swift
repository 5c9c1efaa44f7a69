// SPDX-License-Identifier: Apache-2.0
import Fleet
import Logging
import Polling
import PrinterWire
import Values

/// Reads over IPP those printers that say nothing over SNMP, in the ranges where a person allowed it.
actor PrintersOverIPP {
    /// Connections at the same time. Each is one printer's; a site's switch and this computer have others to serve.
    static let connectionsMax = 16
    /// Addresses tried in one sweep. A connection that nobody takes costs seconds, and a datagram none.
    static let addressesMax = 4_096

    private let reader: IPPReader
    private let port: UInt16
    private let logger: Logger
    private var plan: AddressPlan?
    private var routes: [Endpoint: IPPRoute] = [:]
    /// The last thing that was said about each printer, so that it is said once.
    private var said: [Endpoint: String] = [:]
    private var connections = 0
    private var waiting: [CheckedContinuation<Void, Never>] = []

    /// - Parameter port: the TCP port of IPP.
    init(reader: IPPReader, port: UInt16, logger: Logger) {
        self.reader = reader
        self.port = port
        self.logger = logger
    }

    /// Where printers may be read over IPP from now on.
    func allow(_ plan: AddressPlan) { self.plan = plan }

    func isAllowed(_ endpoint: Endpoint) -> Bool { plan?.contains(endpoint) ?? false }

    /// The addresses to be tried, those of printers that are known left out; no more than ``addressesMax``.
    func addresses(besides known: Set<Endpoint>) -> [Endpoint] {
        guard let plan else { return [] }
        let all = (0..<min(plan.count, PrintersOverIPP.addressesMax)).compactMap { plan[$0] }
        if plan.count > all.count {
            tell(
                nil,
                "The ranges for IPP have \(plan.count) addresses; only \(all.count) of them are tried. Name fewer."
            )
        }
        return all.filter { !known.contains($0) }
    }

    /// What the printer says over IPP; nothing where it may not be asked, says nothing, or is no printer.
    func reading(of endpoint: Endpoint) async -> Reading? {
        guard isAllowed(endpoint) else { return nil }
        await connect()
        defer { disconnect() }
        let route = routes[endpoint]
        let host = endpoint.address.description
        do {
            let heard = try await read(host, as: endpoint.description, route: route)
            guard heard.reading.isPrinter else { return nil }
            routes[endpoint] = heard.route
            if said.removeValue(forKey: endpoint) != nil {
                logger.info("The printer at \(endpoint) is read over IPP again.")
            }
            return heard.reading
        } catch let failure as IPPFailure {
            if failure.kind != .noAnswer, failure.kind != .noPrinter { tell(endpoint, failure.message) }
        } catch let failure as CertificateFailure {
            tell(endpoint, failure.message)
        } catch {
            logger.debug("IPP to \(endpoint) ended.", metadata: ["error": "\(error)"])
        }
        return nil
    }

    /// In the open first, as most printers have it, and over TLS where they want that.
    private nonisolated func read(_ host: String, as place: String, route: IPPRoute?) async throws -> IPPHeard
    {
        do {
            return try await reader.read(
                IPPAddress(host: host, port: port, isSecured: route?.isSecured ?? false), as: place,
                route: route)
        } catch let failure as IPPFailure where failure.kind == .wantsTLS {
            return try await reader.read(IPPAddress(host: host, port: port, isSecured: true), as: place)
        }
    }

    private func tell(_ endpoint: Endpoint?, _ sentence: String) {
        guard let endpoint else {
            logger.warning("\(sentence)")
            return
        }
        guard said[endpoint] != sentence else { return }
        said[endpoint] = sentence
        logger.warning("\(sentence)")
    }

    // MARK: Connections

    private func connect() async {
        guard connections >= PrintersOverIPP.connectionsMax else {
            connections += 1
            return
        }
        // Whoever leaves hands the place over.
        await withCheckedContinuation { waiting.append($0) }
    }

    private func disconnect() {
        guard waiting.isEmpty else {
            waiting.removeFirst().resume()
            return
        }
        connections -= 1
    }
}
