// SPDX-License-Identifier: Apache-2.0
import Values

/// How long a ledger is and what is in it, in three lines; signed, it is the copy that a customer keeps as a witness
/// (C2SP `tlog-checkpoint`).
public struct Checkpoint: Hashable, Sendable, CustomStringConvertible {
    /// Which ledger: an address without scheme.
    public let origin: String
    /// The number of entries.
    public let size: UInt64
    public let root: LedgerHash

    public init(origin: String, size: UInt64, root: LedgerHash) {
        self.origin = origin
        self.size = size
        self.root = root
    }

    /// The three lines, each with its line break: what is signed.
    public var description: String { "\(origin)\n\(size)\n\(Base64.encode(root.bytes))\n" }

    /// Reads the three lines; further ones are the business of others. `nil` when it is no checkpoint.
    public init?(_ text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count >= 4, lines.last == "", lines.dropLast().allSatisfy({ !$0.isEmpty }),
            let size = UInt64(lines[1]), String(size) == lines[1],
            let root = Base64.decode(lines[2]).flatMap({ LedgerHash($0) })
        else { return nil }
        self.init(origin: String(lines[0]), size: size, root: root)
    }

    /// A checkpoint out of a note, where the key has signed it and it is of the key's own ledger.
    public static func opened(_ note: String, by verifier: NoteVerifier) -> Checkpoint? {
        guard let note = SignedNote(note), verifier.hasSigned(note), let checkpoint = Checkpoint(note.text),
            checkpoint.origin == verifier.name
        else { return nil }
        return checkpoint
    }

    /// Signed by the ledger's key; `nil` when the key is another ledger's.
    public func signed(by signer: NoteSigner) -> SignedNote? {
        guard signer.verifier.name == origin else { return nil }
        return signer.sign(description)
    }
}
