// SPDX-License-Identifier: Apache-2.0
import Values

/// What the check of an export came to.
public struct LedgerCheck: Hashable, Sendable {
    /// What is wrong, each with its place; empty when the export is sound.
    public var findings: [Finding]
    /// Findings beyond those that are listed.
    public var findingsLeftOut: Int
    /// What was signed; `nil` when no signature could be checked.
    public var checkpoint: Checkpoint?
    /// The entries whose texts were erased on request.
    public var erasedCount: Int
    public var promiseCount: Int
    /// Whether an earlier checkpoint was given and this ledger goes on from it.
    public var goesOnFromEarlier: Bool?

    /// Beyond so many findings an export is beyond repair, and further ones are counted only.
    public static let findingsMax = 100

    public var isSound: Bool { findings.isEmpty && findingsLeftOut == 0 }

    /// Something that is not as it was signed.
    public struct Finding: Hashable, Sendable, CustomStringConvertible {
        public enum Place: Hashable, Sendable, CustomStringConvertible {
            case checkpoint
            case earlierCheckpoint
            case entry(UInt64)
            case file(String)
            /// A line of the texts, counted from 1.
            case textsLine(Int)
            case promise(String)
            case promisesLine(Int)
            case ledger

            public var description: String {
                switch self {
                case .checkpoint: "checkpoint"
                case .earlierCheckpoint: "earlier checkpoint"
                case .entry(let number): "entry \(number)"
                case .file(let path): path
                case .textsLine(let line): "\(LedgerExport.textsPath) line \(line)"
                case .promise(let id): "promise \(id)"
                case .promisesLine(let line): "\(LedgerExport.promisesPath) line \(line)"
                case .ledger: "ledger"
                }
            }
        }

        public let place: Place
        /// A sentence for the reader.
        public let reason: String

        public var description: String { "\(place): \(reason)" }
    }
}

extension LedgerCheck {
    /// Checks an export with nothing but its files and a public key: that the key signed it, that every entry is as it
    /// was signed, that no text and no promise is shown otherwise than the ledger has it, and that nothing before an
    /// earlier checkpoint has changed.
    ///
    /// - Parameters:
    ///   - key: The key that the customer was given, not the one that lies in the export.
    ///   - earlier: A signed checkpoint that the customer kept.
    /// - Throws: Only what `files` throws.
    public static func run(
        _ files: some LedgerExportFiles, key: NoteVerifier, since earlier: String? = nil
    ) throws -> LedgerCheck {
        var examination = LedgerExamination(key: key)
        try examination.run(files, since: earlier)
        return examination.result
    }
}
