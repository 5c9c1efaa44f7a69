// SPDX-License-Identifier: Apache-2.0
import Foundation
import PrinterWire
import Values

/// A list of ranges in a file: one a line, as they are written on the command line; `#` begins a remark.
public struct RangeFile: Sendable {
    /// Bytes of a file, at most.
    static let bytesMax = 4 * 1_048_576
    /// Ranges in a file, at most.
    static let rangesMax = 65_536

    /// As written, in their order.
    public private(set) var ranges: [String] = []
    /// Lines that cannot be used.
    public private(set) var findings: [LineFinding] = []

    /// Total over any bytes.
    public init(_ bytes: some Sequence<UInt8>) {
        let lines = Array(bytes).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (place, line) in lines.enumerated() {
            let written = line.prefix { $0 != UInt8(ascii: "#") }
            guard let text = String(validating: written, as: UTF8.self) else {
                find(place + 1, 1, "The line is not UTF-8.")
                continue
            }
            let words = text.split(whereSeparator: { $0.isWhitespace })
            guard let first = words.first else { continue }
            let column = text.distance(from: text.startIndex, to: first.startIndex) + 1
            guard ranges.count < RangeFile.rangesMax else {
                find(
                    place + 1, column,
                    "There are more than \(RangeFile.rangesMax) ranges; this one is left out.")
                return
            }
            // `10.0.0.5 - 10.0.0.20` is one range; two words beside each other are two.
            let joined = words.joined()
            guard words.count == 1 || joined.contains("-") && words.contains("-") else {
                find(place + 1, column, "Write one range a line, and # before a remark.")
                continue
            }
            do throws(AddressRangeError) {
                _ = try AddressRange.parse(joined)
                ranges.append(joined)
            } catch {
                find(place + 1, column, error.message)
            }
        }
    }

    /// Reads a file.
    ///
    /// - Throws: ``AddressRangeError`` when it cannot be read, or when a line of it cannot be used: a network
    ///   that was to be left alone must not be asked because of a slip of the pen.
    public static func load(_ path: String) throws(AddressRangeError) -> [String] {
        guard let handle = FileHandle(forReadingAtPath: path),
            let data = try? handle.read(upToCount: bytesMax + 1), data.count <= bytesMax
        else {
            throw AddressRangeError(
                path, "The file of ranges \(path) cannot be read. Check its name and its rights.")
        }
        let file = RangeFile(data)
        guard file.findings.isEmpty else {
            let shown = file.findings.prefix(10).map { "\(path), \($0)" }
            let more = file.findings.count > shown.count ? ["… and more lines like these."] : []
            throw AddressRangeError(path, (shown + more).joined(separator: "\n"))
        }
        return file.ranges
    }

    private mutating func find(_ line: Int, _ column: Int, _ sentence: String) {
        guard findings.count < WireLimits.findingsMax else { return }
        findings.append(LineFinding(line: line, column: column, sentence: sentence))
    }
}
