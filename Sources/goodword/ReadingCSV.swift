// SPDX-License-Identifier: Apache-2.0
import Fleet
import Values

/// Readings as CSV (RFC 4180), one line a printer, for spreadsheets.
enum ReadingCSV {
    static let header = line([
        "address", "make", "model", "serial", "name", "location", "firmware", "mac_addresses", "status",
        "errors", "lifetime_pages", "supplies", "heard",
    ])

    static func line(_ reading: Reading) -> String {
        line([
            reading.address, reading.make ?? "", reading.model ?? "", reading.serial ?? "",
            reading.name ?? "", reading.location ?? "", reading.firmware ?? "",
            reading.macAddresses.map(\.description).joined(separator: " "), reading.status?.rawValue ?? "",
            (reading.errors ?? []).map(\.rawValue).joined(separator: " "),
            reading.lifetimePages.map { String($0.value) } ?? "",
            reading.supplies.map { "\($0.description)=\(ReadingWords.level($0))" }.joined(separator: "; "),
            reading.heard.description,
        ])
    }

    /// A line with its ending.
    static func line(_ cells: [String]) -> String {
        cells.map(cell).joined(separator: ",") + "\r\n"
    }

    /// Quoted where it must be. What a spreadsheet would take for a formula gets an apostrophe in front: a
    /// printer's name comes from whoever can reach the printer.
    static func cell(_ text: String) -> String {
        var guarded = text
        if let first = text.unicodeScalars.first, "=+-@\t\r\n".unicodeScalars.contains(first) {
            guarded = "'" + text
        }
        let mustQuote = guarded.unicodeScalars.contains { ",\"\r\n".unicodeScalars.contains($0) }
        guard mustQuote else { return guarded }
        return "\""
            + guarded.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
            + "\""
    }
}
