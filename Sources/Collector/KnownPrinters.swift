// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import Values

/// The printers a collector knows, beside its spool: so that after a restart it can tell a printer that fell
/// silent from one that never was.
struct KnownPrinters: Codable, Equatable, Sendable {
    struct Printer: Codable, Equatable, Sendable {
        var address: String
        var lastHeard: Instant
    }

    static let fileName = "printers.json"
    private static let printersMax = AddressRange.addressesMax

    var version = 1
    var printers: [Printer] = []

    /// What the file says; nothing when it is missing or cannot be read, for a sweep finds them again.
    static func load(from directory: String) -> KnownPrinters {
        guard let data = FileManager.default.contents(atPath: directory + "/" + fileName),
            var known = try? JSONDecoder().decode(KnownPrinters.self, from: data), known.version == 1
        else { return KnownPrinters() }
        known.printers = Array(known.printers.prefix(printersMax))
        return known
    }

    /// Writes the file whole or leaves the old one.
    func save(to directory: String) throws {
        let path = directory + "/" + KnownPrinters.fileName
        try JSONEncoder().encode(self).write(to: URL(fileURLWithPath: path), options: .atomic)
    }
}
