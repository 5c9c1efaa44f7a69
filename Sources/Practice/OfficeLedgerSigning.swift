// SPDX-License-Identifier: Apache-2.0
import Ledger
import People
import Promises
import Values

/// The server's signing key is not the one that signed its ledgers.
public struct LedgerKeyMismatch: TwoVoicedError, Hashable {
    public let customer: CustomerID
    /// The public key that signed last, as `name+id+base64`.
    public let signedBy: String

    public var message: String {
        "The ledger's key is not the one that has signed so far, so nothing is signed with it. Put the right key back "
            + "from your backup; if it is lost for good, run goodword ledger rotate-key --lost."
    }
    public var detail: String { "ledger \(LedgerHead.origin(of: customer)) was signed by \(signedBy)" }
}

/// What became of one round of signing.
public struct LedgerSigning: Hashable, Sendable {
    /// How many ledgers had grown and were signed.
    public var signed = 0
    /// Customers whose ledger is not what was signed before; it is not signed again until that is mended.
    public var inDoubt: [CustomerID] = []
}

extension Office {
    /// Signs every ledger that has grown since its last checkpoint.
    ///
    /// A ledger is signed only where it goes on from what was signed before; nobody gets a signature for a rewritten
    /// past.
    /// - Throws: ``LedgerKeyMismatch``.
    @discardableResult
    public func signLedgers(with key: LedgerSigningKey) async throws -> LedgerSigning {
        let now = now
        let ids = ids
        var result = LedgerSigning()
        let grown = try await store.read {
            try $0.customersWithUnsignedEntries(limit: LedgerLimits.customersBatch)
        }
        for customer in grown {
            let isSound = try await store.write { records in
                try Signing(records: records, ids: ids, now: now, customer: customer).sign(with: key)
            }
            if isSound { result.signed += 1 } else { result.inDoubt.append(customer) }
        }
        return result
    }

    /// Whether any ledger here has been signed; then its key must be at hand.
    public func hasSignedLedgers() async throws -> Bool {
        try await firstCheckpoint { _ in true } != nil
    }

    /// Refuses a key that did not make the last signature of every ledger.
    /// - Throws: ``LedgerKeyMismatch``.
    public func requireLedgerKey(_ key: LedgerSigningKey) async throws {
        if let other = try await firstCheckpoint({ !$0.isSigned(by: key) }) {
            throw LedgerKeyMismatch(customer: other.customer, signedBy: other.key)
        }
    }

    private func firstCheckpoint(
        _ isWanted: @escaping @Sendable (StoredCheckpoint) -> Bool
    ) async throws -> StoredCheckpoint? {
        var last: CustomerID?
        while true {
            let after = last
            let (customers, found) = try await store.read { records in
                let customers = try records.customersWithLedgers(
                    after: after, limit: LedgerLimits.customersBatch)
                let found = try customers.lazy.compactMap { try records.checkpoint(of: $0, before: nil) }
                    .first(where: isWanted)
                return (customers, found)
            }
            if let found { return found }
            guard customers.count == LedgerLimits.customersBatch else { return nil }
            last = customers.last
        }
    }

    /// Hands every ledger over to another key. Done twice, it passes over those that were handed over already.
    ///
    /// - Parameter old: The key that has signed so far; `nil` when it is lost, and the new one signs alone.
    /// - Returns: how many ledgers were handed over.
    /// - Throws: ``LedgerKeyMismatch`` when the old key is not the one that signed so far; a ``Refusal`` when a ledger
    ///   is not what was signed.
    public func rotateLedgerKey(from old: LedgerSigningKey?, to new: LedgerSigningKey) async throws -> Int {
        let now = now
        let ids = ids
        var count = 0
        var last: CustomerID?
        while true {
            let after = last
            let customers = try await store.read {
                try $0.customersWithLedgers(after: after, limit: LedgerLimits.customersBatch)
            }
            for customer in customers {
                let isHandedOver = try await store.write { records in
                    try Signing(records: records, ids: ids, now: now, customer: customer)
                        .handOver(from: old, to: new)
                }
                if isHandedOver { count += 1 }
            }
            guard customers.count == LedgerLimits.customersBatch else { return count }
            last = customers.last
        }
    }

    /// Writes into the ledgers what was promised before there were any.
    /// - Returns: how many promises were written down.
    @discardableResult
    public func writeAwaitingPromises() async throws -> Int {
        let now = now
        let ids = ids
        var count = 0
        while true {
            let written = try await store.write { records in
                let awaiting = try records.promisesAwaitingLedger(limit: LedgerLimits.promisesBatch)
                let promises = try records.promises(Set(awaiting))
                let pen = LedgerPen(records: records, ids: ids, now: now)
                for promise in awaiting.compactMap({ promises[$0] }) {
                    try pen.append(.made(promise.forLedger), of: promise, by: promise.promiser.cast())
                    guard promise.ended != nil else { continue }
                    let verdict =
                        try records.line(of: promise.id, about: nil)?.assessment.verdict ?? .withdrawn
                    try pen.append(
                        .closed(
                            .init(
                                verdict: verdict.inWords,
                                explanation: ["It had ended before this ledger was begun."])),
                        of: promise)
                }
                try records.clearAwaitingLedger(awaiting)
                return awaiting.count
            }
            count += written
            if written < LedgerLimits.promisesBatch { return count }
        }
    }
}

extension StoredCheckpoint {
    /// Whether this key made its last signature.
    func isSigned(by key: LedgerSigningKey) -> Bool {
        guard let note = SignedNote(note), let signer = key.signer(of: LedgerHead.origin(of: customer)) else {
            return false
        }
        return note.isSignedLast(by: signer.verifier)
    }
}

/// Signs one ledger inside a transaction.
private struct Signing {
    let records: any Records
    let ids: any IDSource
    let now: Instant
    let customer: CustomerID

    /// - Returns: whether the ledger is what was signed before, or nothing was to be signed.
    func sign(with key: LedgerSigningKey) throws -> Bool {
        let head = try records.lockLedger(of: customer)
        guard head.findings.isEmpty else { return false }
        guard head.edge.size > head.signedSize else { return true }
        let signer = try signer(key)
        if let last = try records.checkpoint(of: customer, before: nil) {
            guard last.isSigned(by: key) else {
                throw LedgerKeyMismatch(customer: customer, signedBy: last.key)
            }
            guard try goesOn(from: last) else { return false }
        } else {
            try pen.append(.signedBy(key: "\(signer.verifier)"), in: customer)
        }
        try keep(try checkpoint().signed(by: signer), key: signer.verifier, handsOver: false)
        return true
    }

    func handOver(from old: LedgerSigningKey?, to new: LedgerSigningKey) throws -> Bool {
        let successor = try signer(new)
        // A ledger that nobody has signed yet begins with the new key.
        guard let last = try records.checkpoint(of: customer, before: nil), !last.isSigned(by: new) else {
            return false
        }
        if let old, !last.isSigned(by: old) {
            throw LedgerKeyMismatch(customer: customer, signedBy: last.key)
        }
        let head = try records.lockLedger(of: customer)
        guard head.findings.isEmpty, try goesOn(from: last) else {
            throw Refusal(
                .conflict,
                "A ledger is not what was signed before, so no key is changed. Run goodword ledger check first.",
                detail: "ledger \(head.origin)")
        }
        try pen.append(.signedBy(key: "\(successor.verifier)"), in: customer)
        try keep(
            try checkpoint().handedOver(from: try old.map(signer), to: successor), key: successor.verifier,
            handsOver: true)
        return true
    }

    private var pen: LedgerPen { LedgerPen(records: records, ids: ids, now: now) }

    private func signer(_ key: LedgerSigningKey) throws -> NoteSigner {
        guard let signer = key.signer(of: LedgerHead.origin(of: customer)) else { throw cannotSign }
        return signer
    }

    private func checkpoint() throws -> Checkpoint {
        let head = try records.lockLedger(of: customer)
        return Checkpoint(origin: head.origin, size: head.edge.size, root: head.edge.root)
    }

    /// Whether the ledger still begins with what was signed; if not, that is written down as found.
    private func goesOn(from last: StoredCheckpoint) throws -> Bool {
        let checkpoint = SignedNote(last.note).flatMap { Checkpoint($0.text) }
        let head = try records.lockLedger(of: customer)
        if let checkpoint, checkpoint.size <= head.edge.size,
            try LedgerTree(records: records, customer: customer).edge(at: checkpoint.size)?.root
                == checkpoint.root
        {
            return true
        }
        try records.keep(
            findings: [
                "checkpoint: The first \(last.size) entries are not those that were signed. "
                    + "Run goodword ledger check to see where."
            ], of: customer, checked: now, size: 0)
        return false
    }

    private func keep(_ note: SignedNote?, key: NoteVerifier, handsOver: Bool) throws {
        guard let note, let checkpoint = Checkpoint(note.text) else { throw cannotSign }
        try records.insert(
            StoredCheckpoint(
                customer: customer, size: checkpoint.size, signed: now, note: note.description, key: "\(key)",
                handsOver: handsOver))
    }

    private var cannotSign: RecordFailure {
        RecordFailure(
            .fault, message: "The ledger could not be signed. Please report it.",
            detail: "ledger \(LedgerHead.origin(of: customer))")
    }
}
