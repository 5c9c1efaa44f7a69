// SPDX-License-Identifier: Apache-2.0
import Fleet
import Logging
import Polling
import PrinterWire
import Values

/// Reads printers over IPP in the ranges where a person allowed it: those that say nothing over SNMP, and beside
/// SNMP those that speak both.
actor PrintersOverIPP {
    /// Connections at the same time. Each is one printer's; a site's switch and this computer have others to serve.
    static let connectionsMax = 16
    /// Addresses tried in one sweep. A connection that nobody takes costs seconds, and a datagram none.
    static let addressesMax = 4_096

    private let reader: IPPReader
    private let interpreter: Interpreter
    private let port: UInt16
    private let logger: Logger
    private var plan: AddressPlan?
    /// How each printer answered last.
    private(set) var routes: [Endpoint: IPPRoute] = [:]
    /// Where printers said over DNS-SD that they answer.
    private var announced: [Endpoint: IPPAddress] = [:]
    /// Printers of which something stands in the readings that only IPP says, or that differs there: they are
    /// asked over both each time, or it would come and go.
    private var spokenByBoth: Set<Endpoint> = []
    /// The last thing that was said about each printer, so that it is said once.
    private var said: [Endpoint: String] = [:]
    private var connections = 0
    private var waiting: [CheckedContinuation<Void, Never>] = []

    /// - Parameter port: the TCP port of IPP.
    init(reader: IPPReader, interpreter: Interpreter, port: UInt16, logger: Logger) {
        self.reader = reader
        self.interpreter = interpreter
        self.port = port
        self.logger = logger
    }

    /// Where printers may be read over IPP from now on.
    func allow(_ plan: AddressPlan) { self.plan = plan }

    func isAllowed(_ endpoint: Endpoint) -> Bool { plan?.contains(endpoint) ?? false }

    /// Remembers where printers say that they answer; what lies outside of the ranges is passed over.
    func take(_ printers: [Endpoint: IPPAddress]) {
        announced = printers.filter { isAllowed($0.key) }
    }

    /// The addresses to be tried, those that were announced first, those of printers that are known left out; no
    /// more than ``addressesMax``.
    func addresses(besides known: Set<Endpoint>) -> [Endpoint] {
        guard let plan else { return [] }
        let first = announced.keys.sorted()
        let all = (0..<min(plan.count, PrintersOverIPP.addressesMax)).compactMap { plan[$0] }
        if plan.count > all.count {
            tell(
                nil,
                "The ranges for IPP have \(plan.count) addresses; beside the printers that make themselves known, "
                    + "only \(all.count) of them are tried. Name fewer."
            )
        }
        let isFirst = Set(first)
        return (first + all.filter { !isFirst.contains($0) }).filter { !known.contains($0) }
            .prefix(PrintersOverIPP.addressesMax).map { $0 }
    }

    /// Takes over from before a restart how a printer answers.
    func remember(_ route: IPPRoute, to endpoint: Endpoint) {
        if isAllowed(endpoint) { routes[endpoint] = route }
    }

    /// What a machine said over SNMP, joined with what it says over IPP where it may be asked there.
    ///
    /// It is asked when all of it was read, and each time where what it says over IPP stands in its readings. A
    /// machine that sleeps is not: a connection would wake it.
    func beside(_ reading: Reading, of endpoint: Endpoint, isFull: Bool) async -> Reading {
        guard isAllowed(endpoint), isFull || spokenByBoth.contains(endpoint), !reading.isAsleep else {
            return reading
        }
        guard let said = await self.reading(of: endpoint) else { return reading }
        let joined = interpreter.joined(snmp: reading, ipp: said)
        if joined.isOneMachine, joined.restsOnIPP || !joined.differences.isEmpty {
            spokenByBoth.insert(endpoint)
        } else {
            spokenByBoth.remove(endpoint)
        }
        return joined.reading
    }

    /// What the printer says over IPP; nothing where it may not be asked, says nothing, or is no printer.
    func reading(of endpoint: Endpoint) async -> Reading? {
        guard isAllowed(endpoint) else { return nil }
        await connect()
        defer { disconnect() }
        let address =
            announced[endpoint]
            ?? IPPAddress(
                host: endpoint.address.description, port: port,
                isSecured: routes[endpoint]?.isSecured ?? false)
        do {
            let heard = try await read(address, as: endpoint.description, route: routes[endpoint])
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
    private nonisolated func read(
        _ address: IPPAddress, as place: String, route: IPPRoute?
    ) async throws -> IPPHeard {
        do {
            return try await reader.read(address, as: place, route: route)
        } catch let failure as IPPFailure where failure.kind == .wantsTLS && !address.isSecured {
            var secured = address
            secured.isSecured = true
            return try await reader.read(secured, as: place)
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
