// SPDX-License-Identifier: Apache-2.0
import Values

/// A place at which one signing key gave way to another.
struct LedgerHandover {
    let note: SignedNote
    let checkpoint: Checkpoint
    let next: NoteVerifier
}

extension LedgerExamination {
    /// Reads the handovers and follows them from the key that was given to the one that signs now.
    mutating func followHandovers(_ files: some LedgerExportFiles) throws {
        var line = 0
        _ = try files.eachLine(LedgerExport.handoversPath) { bytes in
            line += 1
            guard handovers.count < LedgerExamination.handoversMax,
                let json = try? JSON.parse(bytes), Array(json.canonical.utf8) == bytes,
                let note = json["note"]?.text.flatMap({ SignedNote($0) }),
                let checkpoint = Checkpoint(note.text), let next = Checkpoint.successor(named: note),
                next.hasSigned(note), checkpoint.size > handovers.last?.checkpoint.size ?? 0
            else {
                find(
                    .file(LedgerExport.handoversPath),
                    "Line \(line) is damaged, or not signed by the key it names.")
                return true
            }
            handovers.append(LedgerHandover(note: note, checkpoint: checkpoint, next: next))
            return true
        }
        for handover in handovers where trusted.hasSigned(handover.note) { trusted = handover.next }
    }

    /// Nobody changes keys so often.
    static let handoversMax = 1_000

    /// A handover that does not fit the ledger would let another ledger's key in.
    mutating func checkHandovers(_ leaves: [LedgerHash], of checkpoint: Checkpoint) {
        for (index, handover) in handovers.enumerated() {
            let size = handover.checkpoint.size
            guard size <= checkpoint.size, handover.checkpoint.origin == checkpoint.origin,
                LedgerExamination.root(leaves.prefix(Int(size))) == handover.checkpoint.root
            else {
                find(
                    .file(LedgerExport.handoversPath),
                    "Line \(index + 1) is of another ledger, or the past was rewritten since.")
                continue
            }
        }
    }

    /// The keys that may have signed an earlier checkpoint: those that were handed on, and those that the ledger
    /// itself names.
    var formerKeys: [NoteVerifier] {
        [key, trusted] + handovers.map(\.next)
            + story.signers.compactMap { NoteVerifier($0) }.filter { $0.name == key.name }
    }
}
