// SPDX-License-Identifier: Apache-2.0
import Conversations
import People
import Practice
import Promises
import Values

/// What is to get better, what was arranged, and which mail was kept.
extension SQLRecords {
    // MARK: Goals

    func insert(_ stored: StoredGoal) throws {
        let goal = stored.goal
        try run(
            """
            INSERT INTO goal (id, customer_id, words, terms, baseline_from, baseline_until, due_day, made, by_id,
                need_id, ended, ended_words)
            VALUES (\(goal.id), \(goal.customer), \(goal.words), \(Sentence.print(goal.terms)),
                \(stored.baseline.first.daysSinceEpoch), \(stored.baseline.last.daysSinceEpoch),
                \(stored.due.daysSinceEpoch), \(stored.made), \(stored.by), \(goal.needs.first),
                \(stored.ended), \(stored.endedWords))
            """)
        for promise in goal.servedBy { try setServes(promise, goal.id, true) }
    }

    func goal(_ id: GoalID) throws -> StoredGoal? {
        try db.first("SELECT \(goalColumns) FROM goal WHERE id = \(id)").map(goal)
    }

    func goals(of customer: CustomerID, limit: Int) throws -> [StoredGoal] {
        try db.run(
            """
            SELECT \(goalColumns) FROM goal WHERE customer_id = \(customer)
            ORDER BY CASE WHEN ended IS NULL THEN 0 ELSE 1 END, made DESC, id DESC LIMIT \(max(0, limit))
            """
        ).map(goal)
    }

    func update(_ stored: StoredGoal) throws {
        let changed = try run(
            """
            UPDATE goal SET baseline_from = \(stored.baseline.first.daysSinceEpoch),
                baseline_until = \(stored.baseline.last.daysSinceEpoch),
                due_day = \(stored.due.daysSinceEpoch), ended = \(stored.ended),
                ended_words = \(stored.endedWords)
            WHERE id = \(stored.goal.id) RETURNING id
            """)
        guard !changed.isEmpty else { throw missing("goal", stored.goal.id) }
    }

    func setServes(_ promise: PromiseID, _ goal: GoalID, _ does: Bool) throws {
        if does {
            try run(
                """
                INSERT INTO goal_promise (goal_id, promise_id) VALUES (\(goal), \(promise))
                ON CONFLICT (goal_id, promise_id) DO NOTHING
                """)
        } else {
            try run("DELETE FROM goal_promise WHERE goal_id = \(goal) AND promise_id = \(promise)")
        }
    }

    func goals(servedBy promise: PromiseID, limit: Int) throws -> [StoredGoal] {
        try db.run(
            """
            SELECT \(goalColumns) FROM goal
            WHERE id IN (SELECT goal_id FROM goal_promise WHERE promise_id = \(promise))
            ORDER BY made DESC, id DESC LIMIT \(max(0, limit))
            """
        ).map(goal)
    }

    private func goal(_ row: SQLRow) throws -> StoredGoal {
        let id: GoalID = try row.get("id")
        let served = try db.run(
            "SELECT promise_id FROM goal_promise WHERE goal_id = \(id) ORDER BY promise_id LIMIT 200"
        ).map { row -> PromiseID in try row.get("promise_id") }
        let need: NeedID? = try row.get("need_id")
        guard let terms = try? Sentence.read(try row.get("terms", as: String.self)),
            let goal = try? Goal(
                id: id, customer: try row.get("customer_id"), words: try row.get("words"),
                needs: need.map { [$0] } ?? [], terms: terms, servedBy: served)
        else { throw RecordFailure.unreadable("the terms of a goal") }
        return StoredGoal(
            goal: goal,
            baseline: PeriodDays(
                first: CivilDate(daysSinceEpoch: try row.get("baseline_from")),
                last: CivilDate(daysSinceEpoch: try row.get("baseline_until"))),
            due: CivilDate(daysSinceEpoch: try row.get("due_day")), made: try row.get("made"),
            by: try row.get("by_id"), ended: try row.get("ended"), endedWords: try row.get("ended_words"))
    }

    // MARK: Meetings

    func insert(_ meeting: Meeting) throws {
        try run(
            """
            INSERT INTO meeting (id, customer_id, organizer_id, form, words, begins, ends, place_id, written,
                sequence, cancelled)
            VALUES (\(meeting.id), \(meeting.customer), \(meeting.organizer), \(meeting.form), \(meeting.words),
                \(meeting.span.lowerBound), \(meeting.span.upperBound), \(meeting.place), \(meeting.written),
                \(meeting.sequence), \(meeting.cancelled))
            """)
        try db.insert(
            into: "meeting_person", columns: ["meeting_id", "person_id"],
            rows: Set(meeting.persons).sorted().map { [meeting.id.sqlValue, $0.sqlValue] })
    }

    func meeting(_ id: ID<Meeting>) throws -> Meeting? {
        try meetings(try db.run("SELECT \(meetingColumns) FROM meeting WHERE id = \(id)")).first
    }

    func meetings(of customer: CustomerID, _ page: Page) throws -> Paged<Meeting> {
        let rows = try self.page(
            page,
            """
            SELECT \(meetingColumns) FROM meeting WHERE customer_id = \(customer)
            ORDER BY begins DESC, id DESC
            """, counting: "FROM meeting WHERE customer_id = \(customer)"
        ) { $0 }
        return Paged(
            rows: try meetings(rows.rows), page: page, total: rows.total, hasMore: rows.hasMore)
    }

    func meetings(with person: PersonID, of customer: CustomerID, endingAfter: Instant, limit: Int) throws
        -> [Meeting]
    {
        try meetings(
            try db.run(
                """
                SELECT \(meetingColumns) FROM meeting
                WHERE customer_id = \(customer) AND ends > \(endingAfter) AND (organizer_id = \(person)
                    OR id IN (SELECT meeting_id FROM meeting_person WHERE person_id = \(person)))
                ORDER BY begins, id LIMIT \(max(0, limit))
                """))
    }

    func update(_ meeting: Meeting) throws {
        let changed = try run(
            """
            UPDATE meeting SET words = \(meeting.words), begins = \(meeting.span.lowerBound),
                ends = \(meeting.span.upperBound), place_id = \(meeting.place), written = \(meeting.written),
                sequence = \(meeting.sequence), cancelled = \(meeting.cancelled)
            WHERE id = \(meeting.id) RETURNING id
            """)
        guard !changed.isEmpty else { throw missing("meeting", meeting.id) }
    }

    private func meetings(_ rows: [SQLRow]) throws -> [Meeting] {
        guard !rows.isEmpty else { return [] }
        let ids = try rows.map { row -> ID<Meeting> in try row.get("id") }
        var persons: [ID<Meeting>: [PersonID]] = [:]
        for row in try db.run(
            """
            SELECT meeting_id, person_id FROM meeting_person WHERE meeting_id IN \(list: ids.sorted())
            ORDER BY meeting_id, person_id
            """)
        {
            persons[try row.get("meeting_id"), default: []].append(try row.get("person_id"))
        }
        return try rows.map { row in
            let id: ID<Meeting> = try row.get("id")
            let begins: Instant = try row.get("begins")
            return Meeting(
                id: id, customer: try row.get("customer_id"), organizer: try row.get("organizer_id"),
                form: try row.get("form"), words: try row.get("words"),
                span: begins..<max(begins, try row.get("ends")), place: try row.get("place_id"),
                persons: persons[id] ?? [], written: try row.get("written"),
                sequence: try row.get("sequence"), cancelled: try row.get("cancelled"))
        }
    }
}

private let goalColumns: SQLText = """
    id, customer_id, words, terms, baseline_from, baseline_until, due_day, made, by_id, need_id, ended,
    ended_words
    """
private let meetingColumns: SQLText = """
    id, customer_id, organizer_id, form, words, begins, ends, place_id, written, sequence, cancelled
    """
