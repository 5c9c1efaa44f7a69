// SPDX-License-Identifier: Apache-2.0
import Foundation
import Polling
import Values

/// The printers a collector knows, beside its spool: so that after a restart it can tell a printer that fell
/// silent from one that never was.
public struct KnownPrinters: Codable, Equatable, Sendable {
    public struct Printer: Codable, Equatable, Sendable {
        public var address: String
        public var lastHeard: Instant
        /// How it slept; `nil` of one that was awake.
        public var sleep: KnownSleep?
        /// How it answers over IPP; `nil` where it was not asked over that, or did not answer.
        public var overIPP: IPPRoute?
        public var signs: Signs?

        public init(
            address: String, lastHeard: Instant, sleep: KnownSleep? = nil, overIPP: IPPRoute? = nil,
            signs: Signs? = nil
        ) {
            self.address = address
            self.lastHeard = lastHeard
            self.sleep = sleep
            self.overIPP = overIPP
            self.signs = signs
        }
    }

    /// By what a machine is known again at another address.
    public struct Signs: Codable, Equatable, Sendable {
        public var serial: String?
        public var make: String?
        /// As it announced it over DNS-SD.
        public var uuid: String?
    }

    /// In the folder of the spool.
    public static let fileName = "printers.json"
    private static let printersMax = AddressRange.addressesMax

    private(set) var version = 1
    public var printers: [Printer]

    public init(printers: [Printer] = []) { self.printers = printers }

    /// What the file says; nothing when it is missing or cannot be read, for a sweep finds them again.
    public static func load(from disk: any SpoolDisk) -> KnownPrinters {
        guard let file = try? disk.open(fileName) else { return KnownPrinters() }
        defer { file.close() }
        guard let size = try? file.size(), let bytes = try? file.read(at: 0, count: size),
            var known = try? JSONDecoder().decode(KnownPrinters.self, from: Data(bytes)), known.version == 1
        else { return KnownPrinters() }
        known.printers = Array(known.printers.prefix(printersMax))
        return known
    }

    /// Writes the file whole or leaves the old one.
    public func save(to disk: any SpoolDisk) throws {
        try disk.replace(KnownPrinters.fileName, with: Array(try JSONEncoder().encode(self)))
    }
}
