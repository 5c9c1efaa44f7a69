// SPDX-License-Identifier: Apache-2.0
import Ledger
import People
import Promises
import Values

/// What becomes of a person's words when they are erased; nothing has been done yet.
public struct ErasureView: Sendable {
    public let person: Person
    /// Texts of ledgers that nobody can read again afterwards; what stands in the tree stays and proves.
    public let texts: Int
    /// Promises by or to them that have not ended: they go on, without their words.
    public let open: [PromiseSummary]
}

/// Open promises that are named one by one.
private let namedMax = 100

extension Office {
    /// What would be erased of a person, for somebody to read before they say yes.
    ///
    /// - Throws: a ``Refusal`` to whoever may not erase.
    public func erasure(of id: PersonID, for person: SignedIn) async throws -> ErasureView {
        try await store.read { records in
            let subject = try ownPerson(id, records, person, to: .erasePerson)
            let open = try records.promises(concerning: id, places: [], limit: namedMax)
                .filter { $0.ended == nil }
            return ErasureView(
                person: subject,
                texts: try records.ledgerEntries(naming: id).values.reduce(0) { $0 + $1.count },
                open: try summaries(of: open, records))
        }
    }

    /// As ``eraseWords(of:for:)``, once somebody has typed the person's name to say that they mean it.
    ///
    /// - Returns: how many of the ledgers' texts are gone.
    @discardableResult
    public func eraseWords(of id: PersonID, typed name: String, for person: SignedIn) async throws -> Int {
        let subject = try await erasure(of: id, for: person).person
        func plain(_ text: String) -> String {
            text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        }
        guard plain(name) == plain(subject.name) else {
            throw Refusal(
                .invalid, "That is not their name. Please type it as it stands above; nothing was erased.",
                field: "name")
        }
        return try await eraseWords(of: id, for: person)
    }
}
