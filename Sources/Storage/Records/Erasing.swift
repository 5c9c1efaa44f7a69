// SPDX-License-Identifier: Apache-2.0
import People
import Practice
import Promises
import Values

/// Taking a person out of the records.
///
/// Rows that are about them alone are deleted. Rows that belong to others as well stay and point at the person's own
/// row, which says no name any more: so every table that refers to persons keeps its references.
extension SQLRecords {
    func erase(_ person: PersonID) throws {
        // Evidence of this transaction may hold reasons, too.
        try waiting.write(.evidence, to: db)
        try waiting.write(.evidenceAbout, to: db)
        try eraseTrail(of: person)
        try eraseAccounts(of: person)
        try erasePersonal(of: person)
        try eraseConversations(of: person)
        try eraseWords(of: person)
        try eraseSubject(person)
        try run("DELETE FROM person_word WHERE person_id = \(person)")
        // No name sorts there, so lists of people begin behind it.
        try run(
            """
            UPDATE person SET name = \(Person.erasedName), name_folded = '', role = NULL, email = NULL,
                phone = NULL, place_id = NULL, place_key = ''
            WHERE id = \(person)
            """)
    }

    /// What was done has to be traceable; by whom and about whom no longer is.
    private func eraseTrail(of person: PersonID) throws {
        guard let row = try db.first("SELECT name, email FROM person WHERE id = \(person)") else { return }
        var names: Set<String> = [try row.get("name")]
        if let email = try row.get("email", as: String?.self) { names.insert(email) }
        for account in try db.run("SELECT email FROM account WHERE person_id = \(person)") {
            names.insert(try account.get("email"))
        }
        // The longest first, so that a name inside of another one leaves nothing of it behind.
        for name in names.sorted(by: { ($0.count, $0) > ($1.count, $1) }) {
            try run(
                """
                UPDATE trail_entry SET about = REPLACE(about, \(name), \(Person.erasedName))
                WHERE about LIKE \("%\(name)%")
                """)
        }
        try run(
            """
            UPDATE trail_entry SET account_id = NULL, person_id = NULL, address = NULL
            WHERE person_id = \(person) OR account_id IN (SELECT id FROM account WHERE person_id = \(person))
            """)
    }

    private func eraseAccounts(of person: PersonID) throws {
        let theirs: SQLText = "(SELECT id FROM account WHERE person_id = \(person))"
        try run("DELETE FROM sign_in WHERE account_id IN \(theirs)")
        try run("DELETE FROM second_factor WHERE account_id IN \(theirs)")
        try run("DELETE FROM recovery_code WHERE account_id IN \(theirs)")
        try run("DELETE FROM sign_in_identity WHERE account_id IN \(theirs)")
        try run("UPDATE invitation SET invited_by = NULL WHERE invited_by IN \(theirs)")
        try run(
            """
            DELETE FROM sign_in_journey WHERE invitation_hash IN
                (SELECT token_hash FROM invitation WHERE person_id = \(person))
            """)
        try run("DELETE FROM invitation WHERE person_id = \(person)")
        try run("DELETE FROM account WHERE person_id = \(person)")
        try run("DELETE FROM looks_after WHERE person_id = \(person)")
        try run("UPDATE collector SET keeper_id = NULL WHERE keeper_id = \(person)")
    }

    private func erasePersonal(of person: PersonID) throws {
        try run("DELETE FROM calendar_feed WHERE person_id = \(person)")
        try run("DELETE FROM own_words WHERE person_id = \(person)")
        try run(
            """
            DELETE FROM person_note_reader WHERE person_id = \(person)
                OR note_id IN (SELECT id FROM person_note WHERE about_id = \(person))
            """)
        try run("DELETE FROM person_note WHERE about_id = \(person)")
        try run("DELETE FROM cadence WHERE person_id = \(person)")
        try run("DELETE FROM engagement_member WHERE person_id = \(person)")
        // A need that others said as well goes on being theirs.
        try run("DELETE FROM need_person WHERE person_id = \(person)")
        // A goal outlives the need that it answers.
        try run(
            """
            UPDATE goal SET need_id = NULL WHERE need_id IN (
                SELECT id FROM need WHERE NOT EXISTS (SELECT 1 FROM need_person p WHERE p.need_id = need.id))
            """)
        try run("DELETE FROM need WHERE NOT EXISTS (SELECT 1 FROM need_person p WHERE p.need_id = need.id)")
    }

    /// What this person said goes. The line of a conversation goes with it when nobody else was heard there: then it
    /// says what they said.
    private func eraseConversations(of person: PersonID) throws {
        try run("DELETE FROM conversation_said WHERE person_id = \(person)")
        try run(
            """
            UPDATE conversation SET line = \(LedgerLimits.erasedWords) WHERE id IN
                    (SELECT conversation_id FROM conversation_person WHERE person_id = \(person))
                AND NOT EXISTS (SELECT 1 FROM conversation_person other WHERE other.conversation_id = conversation.id
                    AND other.person_id <> \(person) AND other.part IN ('heard', 'wrote')
                    AND other.person_id <> conversation.writer_id)
            """)
        try run(
            """
            UPDATE conversation_person SET role = NULL, face = NULL, mood = NULL
            WHERE person_id = \(person)
            """)
        try run(
            """
            UPDATE conversation_promise SET words = NULL WHERE promise_id IN
                (SELECT id FROM promise WHERE promiser_id = \(person) OR to_person_id = \(person))
            """)
    }

    /// A promise to many stops being about them: nobody can be heard or answered who is not there.
    private func eraseSubject(_ person: PersonID) throws {
        let lines = try db.run(
            """
            SELECT id FROM promise_line WHERE subject = \(SubjectName.bytes(person.description))
                AND promise_id IN (SELECT id FROM promise WHERE ended IS NULL)
            """)
        for line in lines { try deleteLine(try line.get("id")) }
    }

    // MARK: - Words of promises

    /// The words of promises that somebody gave, or was given by name, and every reason in what was said about them.
    private func eraseWords(of person: PersonID) throws {
        try run(
            """
            UPDATE promise SET words = \(LedgerLimits.erasedWords), said_where = '', principle = NULL
            WHERE promiser_id = \(person) OR to_person_id = \(person)
            """)
        try run(
            """
            UPDATE act SET note = '' WHERE person_id = \(person) OR promise_id IN
                (SELECT id FROM promise WHERE promiser_id = \(person) OR to_person_id = \(person))
            """)
        let (reasons, promises) = try eraseReasons(of: person)
        for promise in promises { try eraseFromVerdicts(of: promise, reasons) }
    }

    /// What somebody gave as a reason stands in the evidence: why a promise was disputed, withdrawn, paused.
    ///
    /// - Returns: the reasons, and the promises that they may have decided.
    private func eraseReasons(
        of person: PersonID
    ) throws -> (reasons: Set<String>, promises: Set<PromiseID>) {
        let theirs: SQLText = """
            SELECT id FROM promise WHERE promiser_id = \(person) OR to_person_id = \(person)
            """
        let rows = try db.run(
            """
            SELECT e.id AS id, e.line AS line FROM evidence e WHERE e.id IN (
                SELECT evidence_id FROM evidence_about WHERE subject_id = \(person)
                UNION SELECT evidence_id FROM evidence_about WHERE subject_id IN (\(theirs)))
            OR (e.kind IN \(list: SQLRecords.reasoned) AND e.line LIKE \("%\"\(person)\"%"))
            ORDER BY e.id
            """)
        var reasons: Set<String> = []
        var promises = Set(try db.run(theirs).map { row -> PromiseID in try row.get("id") })
        for row in rows {
            let id: ID<Never> = try row.get("id")
            let line: String = try row.get("line")
            guard let members = (try? JSON.parse(Array(line.utf8)))?.members,
                let reason = members.first(where: { $0.name == "because" })?.value.text,
                reason != LedgerLimits.erasedWords
            else { continue }
            reasons.insert(reason)
            let erased = JSON.object(
                members.map { member in
                    member.name == "because"
                        ? JSON.Member(member.name, .text(LedgerLimits.erasedWords)) : member
                })
            try run("UPDATE evidence SET line = \(erased.canonical) WHERE id = \(id)")
            promises.formUnion(
                try db.run(
                    """
                    SELECT p.id AS id FROM promise p JOIN evidence_about a ON a.subject_id = p.id
                    WHERE a.evidence_id = \(id)
                    """
                ).map { try $0.get("id") })
        }
        return (reasons, promises)
    }

    /// Kinds of evidence in which somebody says why.
    private static let reasoned = [
        Evidence.Kind.pause, .exclusion, .void, .declined, .withdrawn, .repaired, .disputed,
    ].map(\.rawValue)

    /// What was kept of why a promise stood as it did quotes the reasons that were given.
    private func eraseFromVerdicts(of promise: PromiseID, _ reasons: Set<String>) throws {
        guard !reasons.isEmpty else { return }
        let columns: [(table: SQLText, column: SQLText)] = [
            ("promise_line", "reason"), ("verdict_change", "reason"), ("closed_period", "grounds"),
        ]
        for (table, column) in columns {
            let rows = try db.run(
                """
                SELECT id, \(column) AS grounds FROM \(table)
                WHERE promise_id = \(promise) AND \(column) IS NOT NULL
                """)
            for row in rows {
                let text: String = try row.get("grounds")
                guard let grounds = try? JSON.parse(Array(text.utf8)) else { continue }
                let erased = grounds.replacing(reasons, with: LedgerLimits.erasedWords)
                guard erased != grounds else { continue }
                let id: ID<Never> = try row.get("id")
                try run("UPDATE \(table) SET \(column) = \(erased.canonical) WHERE id = \(id)")
            }
        }
    }
}

extension JSON {
    /// The same, with other words wherever a text quotes one of these.
    fileprivate func replacing(_ quoted: Set<String>, with words: String) -> JSON {
        switch self {
        case .text(let text):
            .text(quoted.reduce(text) { $1.isEmpty ? $0 : $0.replacing($1, with: words) })
        case .list(let values): .list(values.map { $0.replacing(quoted, with: words) })
        case .object(let members):
            .object(members.map { JSON.Member($0.name, $0.value.replacing(quoted, with: words)) })
        case .null, .bool, .integer, .decimal: self
        }
    }
}
