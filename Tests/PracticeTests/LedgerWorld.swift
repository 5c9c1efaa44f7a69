// SPDX-License-Identifier: Apache-2.0
import Generators
import Ledger
import LedgerTesting
import People
import Promises
import Storage
import StorageTesting
import Testing
import Values

@testable import Practice

func signingKey(_ byte: UInt8) throws -> LedgerSigningKey {
    try #require(LedgerSigningKey(seed: [UInt8](repeating: byte, count: LedgerSigningKey.seedByteCount)))
}

extension PracticeWorld {
    /// What the ledger of this world's customer tells, text by text; `nil` for one that was destroyed.
    func ledger() async throws -> [LedgerEntry?] {
        let customer = me.customer.id
        return try await records.read { records in
            try records.openedLedger(of: customer, from: 0, limit: 10_000).map(\.entry)
        }
    }

    /// A promise to do one thing by tomorrow evening.
    func deed(_ words: String, to receiver: PersonID? = nil) async throws -> Promise {
        try await office.promiseDeed(
            DeedDraft(
                receiver: receiver ?? me.person.id, words: words, saidWhere: "On the phone.",
                due: .day(date(2_026, 11, 24))), for: me)
    }

    func verifier(_ key: LedgerSigningKey) throws -> NoteVerifier {
        try #require(key.signer(of: LedgerHead.origin(of: me.customer.id))).verifier
    }

    func export() async throws -> ExportInMemory {
        var export = ExportInMemory()
        try await office.exportLedger(for: me) { export.add($0) }
        return export
    }

    func checkpoint() async throws -> StoredCheckpoint {
        try #require(try await office.ledger(for: me).checkpoint)
    }

    func check(_ key: LedgerSigningKey? = nil) async throws -> LedgerReport {
        try await office.checkLedger(of: me.customer.id, key: key, whole: true)
    }

    /// A ledger long enough to have subtrees that are kept.
    func fill(_ count: Int) async throws -> Promise {
        let promise = try await deed("I bring the fuser tomorrow.")
        let ids = SeededIDs(seed: 99)
        let now = clock.now()
        try await records.write { records in
            let pen = LedgerPen(records: records, ids: ids, now: now)
            for number in 0..<count {
                try pen.append(
                    .disputed(reason: "Number \(number)."), of: promise, by: promise.promiser.cast())
            }
        }
        return promise
    }
}
