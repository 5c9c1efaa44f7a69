// SPDX-License-Identifier: Apache-2.0

/// How much of a promise's text, or of evidence, is read before it is refused.
public enum TermsLimits {
    /// A promise fits a page; a file may hold many.
    public static let fileBytesMax = 1 << 20
    public static let lineBytesMax = 16_384
    /// Nesting of a promise's text, and of a line of evidence.
    public static let depthMax = 8
    /// A person's or a place's name, in characters of Unicode.
    public static let nameScalarsMax = 120
    /// The words of a promise, a reason.
    public static let wordsScalarsMax = 2_000
    /// Persons named one by one, promises leaned on, entries of a list.
    public static let listMax = 500
    /// Findings told about one file; the rest follow from the first in most cases.
    public static let findingsMax = 100
    /// Lines of evidence in one file.
    public static let evidenceLinesMax = 5_000_000
}

/// Something wrong in a text, where it stands, and how to mend it.
public struct TextFinding: Hashable, Sendable, Error, CustomStringConvertible {
    /// From 1.
    public var line: Int
    /// In characters, from 1.
    public var column: Int
    /// A sentence that says how to mend it.
    public var message: String

    public init(line: Int, column: Int, message: String) {
        self.line = line
        self.column = column
        self.message = message
    }

    public var description: String { "\(line):\(column): \(message)" }
}

extension Unicode.Scalar {
    /// Whether it shows as what it is. Texts of promises and of evidence are shown on terminals and pages of people
    /// who did not write them, so nothing in them may steer a terminal or turn the direction of what follows.
    var isPlain: Bool {
        switch value {
        case 0..<0x20, 0x7F..<0xA0, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF: false
        default: true
        }
    }
}
