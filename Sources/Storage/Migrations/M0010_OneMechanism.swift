// SPDX-License-Identifier: Apache-2.0
import People
import Practice
import Promises
import Values

extension Migration {
    /// Deeds and promises about toner become terms like all others: their terms as a sentence, the acts that ended
    /// deeds as evidence, the reasons of verdicts in words. The ledger stays as it was written.
    ///
    /// The column `promise.kind` stays, since neither engine lets go of a column that others are checked against; it
    /// says `terms` for every promise.
    static let oneMechanism = Migration(
        number: 10, name: "One mechanism for all promises",
        statements: [
            // Lists ask how a promise stands before it is judged for the first time.
            """
            UPDATE promise SET
                verdict = (SELECT l.verdict FROM promise_line l WHERE l.promise_id = promise.id
                    ORDER BY l.gravity, l.id LIMIT 1),
                verdict_since = (SELECT l.verdict_since FROM promise_line l WHERE l.promise_id = promise.id
                    ORDER BY l.gravity, l.id LIMIT 1),
                gravity = (SELECT l.gravity FROM promise_line l WHERE l.promise_id = promise.id
                    ORDER BY l.gravity, l.id LIMIT 1)
            WHERE verdict IS NULL AND EXISTS (SELECT 1 FROM promise_line l WHERE l.promise_id = promise.id)
            """,
            // What is judged otherwise from now on is judged anew at once.
            """
            UPDATE promise_line SET look_again = assessed, due_at = assessed
            WHERE promise_id IN (SELECT id FROM promise WHERE kind = 'toner')
            """,
        ],
        rewriting: { db in
            try EarlierPromises(db: db).rewriteActs()
            try EarlierPromises(db: db).rewriteTerms()
            try EarlierPromises(db: db).rewriteReasons(of: "promise_line")
            try EarlierPromises(db: db).rewriteReasons(of: "verdict_change")
        })
}

/// Rows are read and written so many at a time.
private let rowsAtOnce = 500

private struct EarlierPromises {
    let db: any SQLSession
    private let texts = ParsedTexts()

    init(db: any SQLSession) { self.db = db }

    // MARK: - Terms

    /// What a promise about toner held beside its place.
    private struct TonerTerms: Codable {
        var leadTimeHours: Int
        var silenceHoursMax: Int
    }

    func rewriteTerms() throws {
        while true {
            let rows = try db.run(
                """
                SELECT id, customer_id, kind, due, terms, to_person_id, to_place_id FROM promise
                WHERE kind <> 'terms' ORDER BY id LIMIT \(rowsAtOnce)
                """)
            guard !rows.isEmpty else { return }
            for row in rows { try rewrite(row) }
        }
    }

    private func rewrite(_ row: SQLRow) throws {
        let id: ID128 = try row.get("id")
        let customer: ID128 = try row.get("customer_id")
        let to: ID128
        let terms: Terms
        if try row.get("kind", as: String.self) == "toner" {
            let earlier: TonerTerms = try texts.decode(from: try row.get("terms"))
            to = try row.get("to_place_id")
            terms = Terms(
                to: .everyoneAt(to.description), measure: .supplyEmptyTime, target: .time(Span(0, .hour)),
                period: .rolling(days: 1), silenceHoursMax: earlier.silenceHoursMax,
                warning: Span(earlier.leadTimeHours, .hour))
        } else {
            let place: ID128? = try row.get("to_place_id")
            to = try place ?? row.get("to_person_id")
            terms = Terms(
                to: place == nil ? .persons([to.description]) : .everyoneAt(to.description), measure: .done,
                target: .instant(try row.get("due")))
        }
        try db.run("UPDATE promise SET kind = 'terms', terms = \(Sentence.print(terms)) WHERE id = \(id)")
        for role in ["to", "about"] {
            try db.run(
                """
                INSERT INTO promise_tie (name, role, promise_id, customer_id)
                VALUES (\(to), \(role), \(id), \(customer))
                """)
        }
    }

    // MARK: - Acts

    /// What ended a deed, as evidence by which it is judged; its id is the act's.
    func rewriteActs() throws {
        var last = ID128(bits: 0)
        while true {
            let rows = try db.run(
                """
                SELECT a.id, a.customer_id, a.promise_id, a.person_id, a.acted, a.kind, a.note, p.promiser_id
                FROM act a JOIN promise p ON p.id = a.promise_id
                WHERE p.kind = 'deed' AND p.ended IS NOT NULL AND a.kind IN ('done', 'notPossible') AND a.id > \(last)
                ORDER BY a.id LIMIT \(rowsAtOnce)
                """)
            guard !rows.isEmpty else { return }
            for row in rows {
                last = try row.get("id")
                try writeEvidence(of: row, as: last)
            }
        }
    }

    private func writeEvidence(of row: SQLRow, as id: ID128) throws {
        let promise: ID128 = try row.get("promise_id")
        let at: Instant = try row.get("acted")
        let fact: Fact
        if try row.get("kind", as: String.self) == "done" {
            fact = .deed(
                promise: promise.description, person: try row.get("person_id", as: ID128.self).description)
        } else {
            fact = .act(
                promise: promise.description,
                .withdrawn(
                    by: try row.get("promiser_id", as: ID128.self).description,
                    because: try row.get("note", as: String.self)))
        }
        let evidence = Evidence(id: id.description, at: at, fact: fact)
        try db.run(
            """
            INSERT INTO evidence (id, customer_id, kind, happened, line)
            VALUES (\(id), \(try row.get("customer_id", as: ID128.self)), \(evidence.kind.rawValue), \(at),
                \(evidence.line))
            """)
        try db.run(
            """
            INSERT INTO evidence_about (subject_id, series, happened, evidence_id)
            VALUES (\(promise), \(evidence.kind.rawValue), \(at), \(id))
            """)
    }

    // MARK: - Reasons

    func rewriteReasons(of table: String) throws {
        var last = ID128(bits: 0)
        while true {
            let rows = try db.run(
                """
                SELECT id, reason FROM \(name: table) WHERE id > \(last) AND reason IS NOT NULL
                ORDER BY id LIMIT \(rowsAtOnce)
                """)
            guard !rows.isEmpty else { return }
            for row in rows {
                last = try row.get("id")
                let reason: EarlierReason = try texts.decode(from: try row.get("reason"))
                let grounds = try ParsedTexts.encode(reason.grounds)
                try db.run("UPDATE \(name: table) SET reason = \(grounds) WHERE id = \(last)")
            }
        }
    }
}

/// Why a verdict was what it was, as it was kept before every verdict had a judgement's grounds.
private enum EarlierReason: Codable {
    case lasts(supply: String, percent: Int, likelyDry: Instant?)
    case runsDry(supply: String, percent: Int, earliest: Instant, likely: Instant, latest: Instant?)
    case dry(supply: String, since: Instant)
    case saysNoToner(since: Instant)
    case someRemaining(supply: String)
    case levelUnknown(supply: String)
    case tooEarlyToTell(supply: String, percent: Int)
    case machineSilent(since: Instant)
    case collectorSilent(since: Instant)
    case noSupplies
    case due(Instant)
    case overdue(since: Instant)
    case done(Instant)
    case takenBack(Instant)
    case judged(JudgedGrounds)

    var grounds: JudgedGrounds {
        switch self {
        case .judged(let grounds): grounds
        case .dry(_, let since), .saysNoToner(let since), .overdue(let since):
            JudgedGrounds(since: since, summary: words)
        case .machineSilent(let since), .collectorSilent(let since):
            JudgedGrounds(gaps: [Gap(from: since, until: nil, reason: words)], summary: words)
        default: JudgedGrounds(summary: words)
        }
    }

    private var words: String {
        switch self {
        case .lasts(let supply, let percent, let likely):
            "\(supply) was at \(percent) %" + (likely.map { ", to last until about \($0)." } ?? ".")
        case .runsDry(let supply, let percent, let earliest, let likely, let latest):
            "\(supply) was at \(percent) %, to be empty at the earliest at \(earliest), likely at \(likely)"
                + (latest.map { ", at the latest at \($0)." } ?? ".")
        case .dry(let supply, let since): "\(supply) was empty since \(since)."
        case .saysNoToner(let since): "The machine said since \(since) that it had no toner."
        case .someRemaining(let supply): "The machine only said that some was left of \(supply)."
        case .levelUnknown(let supply): "The machine did not say how full \(supply) was."
        case .tooEarlyToTell(let supply, let percent):
            "\(supply) was at \(percent) %, and nothing told yet how fast it falls."
        case .machineSilent(let since): "The machine had not answered since \(since)."
        case .collectorSilent(let since): "Nobody had asked the machine since \(since)."
        case .noSupplies: "The machine said nothing of its toner or ink."
        case .due(let due): "It was due at \(due)."
        case .overdue(let since): "It was due at \(since) and was not done then."
        case .done(let at): "It was done at \(at)."
        case .takenBack(let at): "It was taken back at \(at)."
        case .judged(let grounds): grounds.summary
        }
    }
}
