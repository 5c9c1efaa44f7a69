// SPDX-License-Identifier: Apache-2.0
import Fleet
import Foundation

/// A reading as the JSON that `docs/reference/reading.md` describes.
enum ReadingJSON {
    static func text(_ reading: some Encodable, isPretty: Bool) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting =
            isPretty
            ? [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            : [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(reading), as: UTF8.self)
    }
}

/// Writes data to stdout at once, whatever it is connected to.
func give(_ text: String) {
    FileHandle.standardOutput.write(Data(text.utf8))
}
