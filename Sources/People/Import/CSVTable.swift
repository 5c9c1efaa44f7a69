// SPDX-License-Identifier: Apache-2.0
import Values

/// A table as spreadsheets save it: RFC 4180, and what Excel does beside it (a byte order mark, semicolons where the
/// comma is a decimal sign, a first line `sep=;`, line breaks within quotes).
public struct CSVTable: Hashable, Sendable {
    public static let bytesMax = 20_000_000
    public static let rowsMax = 100_000
    public static let columnsMax = 200
    public static let cellBytesMax = 16_000

    public struct Row: Hashable, Sendable {
        /// The line of the file it begins in, counted from 1, as an editor shows it.
        public let line: Int
        public let cells: [String]
    }

    /// What parts the cells: a comma, a semicolon or a tab.
    public let delimiter: Character
    public let header: [String]
    /// Those with anything in them.
    public let rows: [Row]

    /// - Throws: a ``Refusal`` that says what to do, for a file that is no such table.
    public init(_ bytes: [UInt8]) throws(Refusal) {
        guard bytes.count <= CSVTable.bytesMax else {
            throw Refusal(
                .tooLarge, "This file is larger than 20 MB. Please save it in several parts.",
                detail: "\(bytes.count) bytes")
        }
        let start = try CSVTable.start(of: bytes)
        var reader = CSVReader(bytes: bytes, place: start)
        delimiter = Character(Unicode.Scalar(reader.findDelimiter()))
        guard let first = try reader.nextRow() else {
            throw Refusal(.invalid, "This file is empty. Please choose the table of people again.")
        }
        header = first.cells
        var rows: [Row] = []
        while let row = try reader.nextRow() {
            guard rows.count < CSVTable.rowsMax else {
                throw Refusal(
                    .tooLarge, "This table has more than 100,000 rows. Please save it in several parts.")
            }
            rows.append(row)
        }
        self.rows = rows
    }

    /// Where the text begins, after a byte order mark.
    private static func start(of bytes: [UInt8]) throws(Refusal) -> Int {
        let hint =
            "In Excel choose Save As and the type “CSV UTF-8 (Comma delimited)”; "
            + "in LibreOffice choose the character set Unicode (UTF-8)."
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            throw Refusal(.invalid, "This file is saved as UTF-16 (“Unicode text”). " + hint)
        }
        if bytes.starts(with: [0x50, 0x4B, 3, 4]) || bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) {
            throw Refusal(.invalid, "This is a spreadsheet, not a table as text. " + hint)
        }
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        var line = 1
        decoding: while true {
            switch decoder.decode(&iterator) {
            case .scalarValue(let scalar):
                if scalar == "\n" { line += 1 }
                if scalar == "\0" {
                    throw Refusal(
                        .invalid, "There is a NUL in line \(line), so this is no table as text. " + hint)
                }
            case .emptyInput: break decoding
            case .error:
                throw Refusal(
                    .invalid,
                    "Line \(line) holds letters that are not saved as UTF-8; they would come out wrong. "
                        + hint)
            }
        }
        return bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }
}

private struct CSVReader {
    let bytes: [UInt8]
    var place: Int
    var line = 1
    var delimiter = UInt8(ascii: ",")

    init(bytes: [UInt8], place: Int) {
        self.bytes = bytes
        self.place = place
    }

    private static let quote = UInt8(ascii: "\"")
    private static let delimiters = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]

    /// Excel's `sep=;` line is believed; otherwise whatever stands most often, outside quotes, in the first line.
    mutating func findDelimiter() -> UInt8 {
        if bytes.count > place + 4, bytes[place..<(place + 4)].elementsEqual("sep=".utf8),
            CSVReader.delimiters.contains(bytes[place + 4]),
            bytes.count == place + 5 || isBreak(bytes[place + 5])
        {
            delimiter = bytes[place + 4]
            place += 5
            skipBreak()
            return delimiter
        }
        var counts = [0, 0, 0]
        var isQuoted = false
        for byte in bytes[place...] {
            if byte == CSVReader.quote { isQuoted.toggle() }
            if isQuoted { continue }
            if isBreak(byte) { break }
            if let which = CSVReader.delimiters.firstIndex(of: byte) { counts[which] += 1 }
        }
        let most = counts.max() ?? 0
        delimiter =
            most == 0 ? CSVReader.delimiters[0] : CSVReader.delimiters[counts.firstIndex(of: most) ?? 0]
        return delimiter
    }

    /// The next row that has anything in it; `nil` at the end.
    mutating func nextRow() throws(Refusal) -> CSVTable.Row? {
        while place < bytes.count {
            let start = line
            let cells = try row()
            if cells.contains(where: { $0.contains { !$0.isWhitespace } }) {
                return CSVTable.Row(line: start, cells: cells)
            }
        }
        return nil
    }

    private mutating func row() throws(Refusal) -> [String] {
        var cells: [String] = []
        while true {
            guard cells.count < CSVTable.columnsMax else {
                throw Refusal(
                    .tooLarge,
                    "Line \(line) has more than \(CSVTable.columnsMax) columns. Is this the right file?")
            }
            cells.append(try cell())
            guard place < bytes.count else { return cells }
            if bytes[place] == delimiter {
                place += 1
                continue
            }
            skipBreak()
            return cells
        }
    }

    private mutating func cell() throws(Refusal) -> String {
        var text: [UInt8] = []
        let start = line
        if place < bytes.count, bytes[place] == CSVReader.quote {
            place += 1
            try quoted(into: &text, from: start)
        }
        // What follows a closing quote belongs to the cell, as spreadsheets have it, though RFC 4180 has no such cells.
        while place < bytes.count, bytes[place] != delimiter, !isBreak(bytes[place]) {
            text.append(bytes[place])
            place += 1
        }
        guard text.count <= CSVTable.cellBytesMax else {
            throw Refusal(
                .tooLarge,
                "A cell in line \(start) holds more than \(CSVTable.cellBytesMax) bytes. "
                    + "Perhaps a quotation mark before it is not closed.")
        }
        return String(decoding: text, as: UTF8.self)
    }

    private mutating func quoted(into text: inout [UInt8], from start: Int) throws(Refusal) {
        while place < bytes.count {
            let byte = bytes[place]
            if byte == CSVReader.quote {
                place += 1
                guard place < bytes.count, bytes[place] == CSVReader.quote else { return }
                text.append(byte)
                place += 1
            } else if isBreak(byte) {
                skipBreak()
                text.append(UInt8(ascii: "\n"))
            } else {
                text.append(byte)
                place += 1
            }
        }
        throw Refusal(
            .invalid,
            "A quotation mark is opened in line \(start) and never closed. "
                + "Please close it, or write it twice if it belongs to the text.")
    }

    private func isBreak(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }

    /// CRLF, LF or, from old Macs, CR.
    private mutating func skipBreak() {
        guard place < bytes.count, isBreak(bytes[place]) else { return }
        if bytes[place] == 0x0D, place + 1 < bytes.count, bytes[place + 1] == 0x0A { place += 1 }
        place += 1
        line += 1
    }
}
