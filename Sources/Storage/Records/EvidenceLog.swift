// SPDX-License-Identifier: Apache-2.0
import People
import Practice
import Promises
import Values

extension SQLRecords {
    func insert(_ stored: StoredEvidence) throws {
        let one = stored.evidence
        guard let id = ID128(one.id) else { throw RecordFailure.unreadable("the id of evidence") }
        let corrected = one.corrects.flatMap { ID128($0) }
        waiting.add(
            [
                id.sqlValue, stored.customer.sqlValue, .text(one.kind.rawValue), one.at.sqlValue,
                lastingEnd(of: one).sqlValue, one.learnt.sqlValue, corrected.sqlValue, stored.ticket.sqlValue,
                .text(one.line), stored.reading.sqlValue,
            ], to: .evidence)
        for subject in stored.about.sorted() {
            waiting.add(
                [
                    subject.sqlValue, .text(stored.series), one.at.sqlValue, id.sqlValue,
                    lastingEnd(of: one).sqlValue,
                ], to: .evidenceAbout)
        }
    }

    /// Until when what lasts is so; what goes on is so for ever.
    private func lastingEnd(of one: Evidence) -> Instant? {
        switch one.fact {
        case .heardNothing, .pause, .exclusion, .otherBroken: one.until ?? Instant(microseconds: .max)
        default: nil
        }
    }

    private func writeEvidence() throws {
        try waiting.write(.evidence, to: db)
        try waiting.write(.evidenceAbout, to: db)
    }

    func evidence(_ id: ID128) throws -> StoredEvidence? {
        try writeEvidence()
        guard
            var found = try db.first("SELECT \(evidenceColumns) FROM evidence e WHERE e.id = \(id)").map({
                try evidence($0)
            })
        else { return nil }
        found.about = Set(
            try run("SELECT subject_id FROM evidence_about WHERE evidence_id = \(id)").map {
                try $0.get("subject_id") as ID128
            })
        return found
    }

    func evidence(
        about subjects: Set<ID128>, kinds: Set<Evidence.Kind>?, from start: Instant, through end: Instant
    ) throws -> [StoredEvidence] {
        guard !subjects.isEmpty else { return [] }
        try writeEvidence()
        let names: SQLText = "\(list: subjects.sorted())"
        let isOfKind: SQLText =
            kinds.map { " AND e.kind IN \(list: $0.map(\.rawValue).sorted())" } ?? ""
        let rows = try db.run(
            """
            SELECT \(evidenceColumns) FROM evidence e WHERE e.id IN (
                SELECT evidence_id FROM evidence_about
                WHERE subject_id IN \(names) AND happened >= \(start) AND happened <= \(end)
                UNION SELECT evidence_id FROM evidence_about
                WHERE subject_id IN \(names) AND happened < \(start) AND lasted_until IS NOT NULL
                    AND lasted_until > \(start)
            )\(isOfKind) ORDER BY e.happened, e.id LIMIT \(EvidenceLimits.judgedMax + 1)
            """)
        return try withCorrections(rows)
    }

    func lastEvidence(about subject: ID128, before instant: Instant) throws -> [StoredEvidence] {
        try writeEvidence()
        let rows = try db.run(
            """
            SELECT \(evidenceColumns) FROM evidence e WHERE e.id IN (
                SELECT a.evidence_id FROM evidence_about a JOIN (
                    SELECT series, MAX(happened) AS last_happened FROM evidence_about
                    WHERE subject_id = \(subject) AND happened < \(instant) GROUP BY series
                ) l ON l.series = a.series AND l.last_happened = a.happened
                WHERE a.subject_id = \(subject)
            ) ORDER BY e.happened, e.id
            """)
        return try withCorrections(rows)
    }

    func evidence(ofTickets tickets: Set<String>, customer: CustomerID) throws -> [StoredEvidence] {
        guard !tickets.isEmpty else { return [] }
        try writeEvidence()
        let rows = try db.run(
            """
            SELECT \(evidenceColumns) FROM evidence e
            WHERE e.customer_id = \(customer) AND e.ticket IN \(list: tickets.sorted())
            ORDER BY e.happened, e.id LIMIT \(EvidenceLimits.judgedMax + 1)
            """)
        return try withCorrections(rows)
    }

    /// What was found, and whatever corrects it, corrections of corrections too.
    private func withCorrections(_ rows: [SQLRow]) throws -> [StoredEvidence] {
        var found = try rows.map { try evidence($0) }
        var known = Set(found.map(\.evidence.id))
        var open = found.compactMap { ID128($0.evidence.id) }
        while !open.isEmpty {
            try requireFew(found.count)
            let corrections = try db.run(
                """
                SELECT \(evidenceColumns) FROM evidence e
                WHERE e.corrects_id IN \(list: open.prefix(500)) ORDER BY e.happened, e.id
                """
            ).map { try evidence($0) }.filter { known.insert($0.evidence.id).inserted }
            open = open.dropFirst(500) + corrections.compactMap { ID128($0.evidence.id) }
            found += corrections
        }
        return found
    }

    private func requireFew(_ count: Int) throws {
        guard count > EvidenceLimits.judgedMax else { return }
        throw RecordFailure(
            .fault,
            message: "There is more evidence about this than one judgement takes in. Please report it.",
            detail: "more than \(EvidenceLimits.judgedMax) lines of evidence")
    }

    private func evidence(_ row: SQLRow) throws -> StoredEvidence {
        let text: String = try row.get("line")
        guard let one = try? EvidenceLines.read(line: text) else {
            throw RecordFailure.unreadable("a line of evidence")
        }
        return StoredEvidence(
            evidence: one, customer: try row.get("customer_id"), reading: try row.get("reading_id"), about: []
        )
    }
}

private let evidenceColumns: SQLText = "e.id, e.customer_id, e.line, e.reading_id"
