// SPDX-License-Identifier: Apache-2.0
import Fleet
import People
import Practice
import Promises
import Values

/// Where a line that breaks on no known day stands in the order of Today: behind all others.
private let rankOfNoDay = Instant(microseconds: .max)

extension SQLRecords {
    func save(_ line: PromiseLine) throws {
        let before = try db.first("SELECT verdict FROM promise_line WHERE id = \(line.id)")?
            .get("verdict", as: Verdict.self)
        let assessment = line.assessment
        let dueAt = [assessment.lookAgain, line.settledUntil].compactMap { $0 }.min()
        try run(
            """
            INSERT INTO promise_line (id, customer_id, promise_id, promiser_id, subject, device_id,
                period_first, period_last, verdict, gravity, reason, breaks_at, breaks_rank, evidence, look_again, verdict_since, assessed, wants_act,
                settled_until, due_at)
            VALUES (\(line.id), \(line.customer), \(line.promise), \(line.promiser),
                \(SubjectName.bytes(line.subject)), \(line.device),
                \(line.period?.first.daysSinceEpoch), \(line.period?.last.daysSinceEpoch), \(assessment.verdict), \(assessment.verdict.gravity),
                \(try ParsedTexts.encode(assessment.grounds)), \(assessment.breaksAt),
                \(assessment.breaksAt ?? rankOfNoDay),
                \(try ParsedTexts.encode(assessment.evidence)), \(assessment.lookAgain), \(line.since),
                \(line.assessed), \(line.wantsAct), \(line.settledUntil), \(dueAt))
            ON CONFLICT (id) DO UPDATE SET promiser_id = excluded.promiser_id,
                period_first = excluded.period_first, period_last = excluded.period_last,
                verdict = excluded.verdict,
                gravity = excluded.gravity, reason = excluded.reason, breaks_at = excluded.breaks_at,
                breaks_rank = excluded.breaks_rank, evidence = excluded.evidence,
                look_again = excluded.look_again, verdict_since = excluded.verdict_since,
                assessed = excluded.assessed, wants_act = excluded.wants_act,
                settled_until = excluded.settled_until, due_at = excluded.due_at
            """)
        guard before != assessment.verdict else { return }
        if let before { try tally(-1, before, of: line.promise, customer: line.customer) }
        try tally(1, assessment.verdict, of: line.promise, customer: line.customer)
    }

    func deleteLine(_ id: ID<PromiseLine>) throws {
        let deleted = try run(
            "DELETE FROM promise_line WHERE id = \(id) RETURNING promise_id, customer_id, verdict")
        for row in deleted {
            try tally(
                -1, try row.get("verdict"), of: try row.get("promise_id"),
                customer: try row.get("customer_id"))
        }
    }

    private func tally(_ change: Int, _ verdict: Verdict, of promise: PromiseID, customer: CustomerID) throws
    {
        try run(
            """
            INSERT INTO promise_tally AS t (promise_id, verdict, customer_id, lines_there)
            VALUES (\(promise), \(verdict), \(customer), \(change))
            ON CONFLICT (promise_id, verdict) DO UPDATE SET lines_there = t.lines_there + excluded.lines_there
            """)
    }

    func tally(of promise: PromiseID) throws -> [Verdict: Int] {
        try db.run(
            "SELECT verdict, lines_there FROM promise_tally WHERE promise_id = \(promise) AND lines_there > 0"
        ).reduce(into: [:]) { $0[try $1.get("verdict")] = try $1.get("lines_there") }
    }

    func line(_ id: ID<PromiseLine>) throws -> PromiseLine? {
        try db.first("SELECT \(lineColumns) FROM promise_line WHERE id = \(id)").map(line)
    }

    func lines(about device: DeviceID) throws -> [PromiseLine] {
        try db.run("SELECT \(lineColumns) FROM promise_line WHERE device_id = \(device) ORDER BY promise_id")
            .map(line)
    }

    func line(of promise: PromiseID, about device: DeviceID?) throws -> PromiseLine? {
        let isAbout: SQLText = device.map { "device_id = \($0)" } ?? "device_id IS NULL"
        return try db.first(
            "SELECT \(lineColumns) FROM promise_line WHERE promise_id = \(promise) AND \(isAbout)"
        )
        .map(line)
    }

    func line(of promise: PromiseID, subject: String) throws -> PromiseLine? {
        try db.first(
            """
            SELECT \(lineColumns) FROM promise_line
            WHERE promise_id = \(promise) AND subject = \(SubjectName.bytes(subject))
            """
        ).map(line)
    }

    func makeDue(linesOf promise: PromiseID, at now: Instant) throws {
        try run("UPDATE promise_line SET due_at = \(now), look_again = \(now) WHERE promise_id = \(promise)")
    }

    func linesDue(of promise: PromiseID, asOf now: Instant, limit: Int) throws -> [PromiseLine] {
        try db.run(
            """
            SELECT \(lineColumns) FROM promise_line
            WHERE promise_id = \(promise) AND due_at IS NOT NULL AND due_at <= \(now)
            ORDER BY due_at, id LIMIT \(max(0, limit))
            """
        ).map(line)
    }

    func hasOpenLines(of promise: PromiseID, inPeriodFrom day: CivilDate) throws -> Bool {
        try db.first(
            """
            SELECT l.id FROM promise_line l
            WHERE l.promise_id = \(promise) AND l.period_first = \(day.daysSinceEpoch) AND NOT EXISTS (
                SELECT 1 FROM closed_period c WHERE c.promise_id = l.promise_id AND c.subject = l.subject
                    AND c.first_day = l.period_first
            ) LIMIT 1
            """) != nil
    }

    func lines(of promise: PromiseID, verdict: Verdict?, _ page: Page) throws -> Paged<PromiseLine> {
        let list = PromiseLineList(promise: promise, verdict: verdict)
        return try self.page(page, list.rows, counting: list.matching, line)
    }

    func worstLine(of promise: PromiseID, verdict: Verdict?) throws -> PromiseLine? {
        try db.first(PromiseLineList(promise: promise, verdict: verdict).rows + " LIMIT 1").map(line)
    }

    func linesWantingAct(customer: CustomerID, promiser: PersonID?, _ page: Page) throws -> Paged<PromiseLine>
    {
        let list = TodayList(customer: customer, promiser: promiser)
        return try self.page(page, list.rows, counting: list.matching, line)
    }

    func linesDue(asOf now: Instant, limit: Int) throws -> [PromiseLine] {
        try db.run(
            """
            SELECT \(lineColumns) FROM promise_line WHERE due_at IS NOT NULL AND due_at <= \(now)
            ORDER BY due_at, id LIMIT \(max(0, limit))
            """
        ).map(line)
    }

    private func line(_ row: SQLRow) throws -> PromiseLine {
        PromiseLine(
            id: try row.get("id"), customer: try row.get("customer_id"), promise: try row.get("promise_id"),
            promiser: try row.get("promiser_id"),
            subject: SubjectName.name(try row.get("subject")), device: try row.get("device_id"),
            period: try SQLRecords.days(
                try row.get("period_first"), try row.get("period_last")),
            assessment: Assessment(
                verdict: try row.get("verdict"), grounds: try parsed.decode(from: try row.get("reason")),
                breaksAt: try row.get("breaks_at"),
                evidence: try parsed.decode(from: try row.get("evidence")),
                lookAgain: try row.get("look_again")),
            since: try row.get("verdict_since"), assessed: try row.get("assessed"),
            wantsAct: try row.get("wants_act"), settledUntil: try row.get("settled_until"))
    }

    private static func days(_ first: Int?, _ last: Int?) throws -> PeriodDays? {
        guard let first, let last else { return nil }
        return PeriodDays(first: CivilDate(daysSinceEpoch: first), last: CivilDate(daysSinceEpoch: last))
    }

    // MARK: - Periods that are over

    func insert(_ period: ClosedPeriod) throws {
        try run(
            """
            INSERT INTO closed_period (id, customer_id, promise_id, subject, first_day, last_day, verdict, grounds,
                closed, is_correction)
            VALUES (\(period.id), \(period.customer), \(period.promise),
                \(period.subject.map(SubjectName.bytes)), \(period.days.first.daysSinceEpoch),
                \(period.days.last.daysSinceEpoch), \(period.verdict),
                \(try ParsedTexts.encode(period.grounds)), \(period.closed), \(period.isCorrection))
            """)
    }

    func closedPeriods(of promise: PromiseID, subject: String?, limit: Int) throws -> [ClosedPeriod] {
        let isAbout: SQLText = subject.map { "subject = \(SubjectName.bytes($0))" } ?? "subject IS NULL"
        return try db.run(
            """
            SELECT \(periodColumns) FROM closed_period WHERE promise_id = \(promise) AND \(isAbout)
            ORDER BY first_day DESC, closed DESC, is_correction DESC, id DESC LIMIT \(max(0, limit))
            """
        ).map(closedPeriod)
    }

    func closedSubjects(of promise: PromiseID, periodFrom day: CivilDate, limit: Int) throws -> [ClosedPeriod]
    {
        var last: [String: ClosedPeriod] = [:]
        let rows = try db.run(
            """
            SELECT \(periodColumns) FROM closed_period
            WHERE promise_id = \(promise) AND first_day = \(day.daysSinceEpoch) AND subject IS NOT NULL
            ORDER BY closed, is_correction, id LIMIT \(max(0, limit))
            """)
        for row in rows {
            let period = try closedPeriod(row)
            if let subject = period.subject { last[subject] = period }
        }
        return last.values.sorted {
            ($0.verdict.gravity, $0.subject ?? "") < ($1.verdict.gravity, $1.subject ?? "")
        }
    }

    private func closedPeriod(_ row: SQLRow) throws -> ClosedPeriod {
        ClosedPeriod(
            id: try row.get("id"), customer: try row.get("customer_id"), promise: try row.get("promise_id"),
            subject: try row.get("subject", as: [UInt8]?.self).map(SubjectName.name),
            days: PeriodDays(
                first: CivilDate(daysSinceEpoch: try row.get("first_day")),
                last: CivilDate(daysSinceEpoch: try row.get("last_day"))),
            verdict: try row.get("verdict"), grounds: try parsed.decode(from: try row.get("grounds")),
            closed: try row.get("closed"), isCorrection: try row.get("is_correction"))
    }

    // MARK: - History

    func insert(_ change: VerdictChange) throws {
        try run(
            """
            INSERT INTO verdict_change (id, customer_id, promise_id, subject, device_id, changed, verdict, reason,
                evidence, learnt)
            VALUES (\(change.id), \(change.customer), \(change.promise),
                \(change.subject.map(SubjectName.bytes)), \(change.device), \(change.at),
                \(change.verdict), \(try change.grounds.map { try ParsedTexts.encode($0) }),
                \(try ParsedTexts.encode(change.evidence)), \(change.learnt))
            """)
    }

    func verdictChanges(
        of promise: PromiseID, device: DeviceID?, from start: Instant, to end: Instant, limit: Int
    ) throws -> [VerdictChange] {
        try verdictChanges(of: promise, subject: device?.description, from: start, to: end, limit: limit)
    }

    func verdictChanges(
        of promise: PromiseID, subject: String?, from start: Instant, to end: Instant, limit: Int
    ) throws -> [VerdictChange] {
        let isAbout: SQLText = subject.map { "subject = \(SubjectName.bytes($0))" } ?? "subject IS NULL"
        let ofSubject: SQLText = """
            SELECT id, customer_id, promise_id, subject, device_id, changed, verdict, reason, evidence, learnt
            FROM verdict_change WHERE promise_id = \(promise) AND \(isAbout)
            """
        let before = try db.run(
            ofSubject + " AND changed < \(start) ORDER BY changed DESC, id DESC LIMIT 1")
        let within = try db.run(
            ofSubject + """
                 AND changed >= \(start) AND changed <= \(end) ORDER BY changed, id LIMIT \(max(0, limit))
                """)
        return try (before + within).map(verdictChange)
    }

    func corrections(
        of promise: PromiseID, customer: CustomerID, from start: Instant, to end: Instant, limit: Int
    ) throws -> [VerdictChange] {
        try db.run(
            """
            SELECT id, customer_id, promise_id, subject, device_id, changed, verdict, reason, evidence, learnt
            FROM verdict_change WHERE customer_id = \(customer) AND learnt IS NOT NULL
                AND changed >= \(start) AND changed <= \(end) AND promise_id = \(promise)
            ORDER BY changed DESC, id DESC LIMIT \(max(0, limit))
            """
        ).map(verdictChange)
    }

    private func verdictChange(_ row: SQLRow) throws -> VerdictChange {
        VerdictChange(
            id: try row.get("id"), customer: try row.get("customer_id"),
            promise: try row.get("promise_id"),
            subject: try row.get("subject", as: [UInt8]?.self).map(SubjectName.name),
            device: try row.get("device_id"), at: try row.get("changed"), verdict: try row.get("verdict"),
            grounds: try row.get("reason", as: String?.self).map { try parsed.decode(from: $0) },
            evidence: try parsed.decode(from: try row.get("evidence")), learnt: try row.get("learnt"))
    }
}

/// The statement of Today, so that tests can ask the engines how they would run it.
struct TodayList {
    let rows: SQLText
    let matching: SQLText

    init(customer: CustomerID, promiser: PersonID?) {
        let isTheirs: SQLText = promiser.map { " AND promiser_id = \($0)" } ?? ""
        // Written as 1 and not as a bind: the engines match a partial index by its text.
        matching = "FROM promise_line WHERE customer_id = \(customer)\(isTheirs) AND wants_act = 1"
        rows = "SELECT \(lineColumns) \(matching) ORDER BY breaks_rank, gravity, id"
    }
}

/// The statement of a promise's lines, the worst first.
private struct PromiseLineList {
    let rows: SQLText
    let matching: SQLText

    init(promise: PromiseID, verdict: Verdict?) {
        var matching: SQLText = "FROM promise_line WHERE promise_id = \(promise)"
        if let verdict { matching += " AND gravity = \(verdict.gravity)" }
        self.matching = matching
        rows = "SELECT \(lineColumns) \(matching) ORDER BY gravity, breaks_rank, id"
    }
}

private let lineColumns: SQLText = """
    id, customer_id, promise_id, promiser_id, subject, device_id, period_first, period_last, verdict, reason, breaks_at, evidence, look_again,
    verdict_since, assessed, wants_act, settled_until
    """

private let periodColumns: SQLText = """
    id, customer_id, promise_id, subject, first_day, last_day, verdict, grounds, closed, is_correction
    """
