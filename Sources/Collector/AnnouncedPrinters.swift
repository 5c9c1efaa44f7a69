// SPDX-License-Identifier: Apache-2.0
import Polling
import PrinterWire

/// What printers made known of themselves over DNS-SD, as far as it can be used to ask them.
///
/// Whoever answers a search may be anybody. So what is announced never widens what may be asked: addresses are
/// asked only where a person allowed it, and of what is announced beside them only a harmless port and path are
/// taken.
public struct AnnouncedPrinters: Sendable {
    /// One printer at one address.
    public struct Printer: Hashable, Sendable {
        public let address: NetworkAddress
        /// What its people call it.
        public let name: String
        /// By which it is known again wherever it answers.
        public let uuid: String?
        /// Where it says that it answers IPP; `nil` when it announced other ways alone, or a port that is not asked.
        public let overIPP: IPPAddress?
    }

    /// Ports below 1,024 at which printers answer IPP; at others stand services that an announcement must not
    /// make us connect to.
    private static let lowPorts: Set<UInt16> = [80, 443, IPPAddress.port]
    private static let unprivileged: UInt16 = 1_024

    /// Each address once, in the order of the addresses.
    public let printers: [Printer]

    public init(_ services: [PrintService]) {
        var found: [NetworkAddress: Printer] = [:]
        // In the open before over TLS, as printers are asked otherwise; then what is only known about.
        let ways: [PrintService.Kind] = [.ipp, .ipps, .lpd, .rawStream]
        for kind in ways {
            for service in services where service.kind == kind {
                for address in AnnouncedPrinters.addresses(service) {
                    let known = found[address]
                    found[address] = Printer(
                        address: address, name: known?.name ?? service.name,
                        uuid: known?.uuid ?? service.uuid,
                        overIPP: known?.overIPP ?? AnnouncedPrinters.way(to: service, at: address))
                }
            }
        }
        printers = found.values.sorted { $0.address < $1.address }
    }

    /// The IPv4 addresses that a service named, but for those that are nobody's or everybody's.
    public static func addresses(_ service: PrintService) -> [NetworkAddress] {
        service.addresses.filter { $0.count == 4 }.map { octets in
            NetworkAddress(ipv4: octets.reduce(0) { $0 << 8 | UInt32($1) })
        }
    }

    private static func way(to service: PrintService, at address: NetworkAddress) -> IPPAddress? {
        guard service.kind == .ipp || service.kind == .ipps,
            service.port >= unprivileged || lowPorts.contains(service.port),
            NeverAsked.sentence(port: service.port) == nil
        else { return nil }
        let scheme = service.kind == .ipp ? "ipp" : "ipps"
        let path = service.resourcePath.map { $0.hasPrefix("/") ? $0 : "/\($0)" } ?? ""
        // Read as a person's would be, so that nothing but a path can stand in its place.
        return try? IPPAddress("\(scheme)://\(address):\(service.port)\(path)")
    }
}
