// SPDX-License-Identifier: Apache-2.0
import People
import Promises
import Values

/// Writes evidence down inside one transaction.
struct EvidenceNotes {
    let records: any Records
    let ids: any IDSource
    let now: Instant
    let customer: CustomerID

    /// - Parameter subjects: under what it is looked for.
    /// - Returns: the evidence as it was kept.
    @discardableResult
    func insert(
        _ fact: Fact, at instant: Instant, until: Instant? = nil, corrects: String? = nil,
        writtenBy: PersonID? = nil, about subjects: Set<ID128>
    ) throws -> Evidence {
        let id: ID<Evidence> = ids.make(at: now)
        // What is announced is learnt before it is so.
        let evidence = Evidence(
            id: id.description, at: instant, until: until, learnt: now > instant ? now : nil,
            corrects: corrects, writtenBy: writtenBy?.description, fact: fact)
        try records.insert(StoredEvidence(evidence: evidence, customer: customer, about: subjects))
        return evidence
    }
}
