// SPDX-License-Identifier: Apache-2.0
import People
import Practice
import Values

/// What is kept about single people beside their record.
extension SQLRecords {
    func insert(_ note: PersonNote, customer: CustomerID) throws {
        var readers: Set<PersonID> = []
        let visibility: String
        switch note.visibility {
        case .author: visibility = "author"
        case .colleagues: visibility = "colleagues"
        case .these(let several):
            visibility = "these"
            readers = several
        }
        try run(
            """
            INSERT INTO person_note (id, customer_id, about_id, author_id, written, words, visibility)
            VALUES (\(note.id), \(customer), \(note.about), \(note.author), \(note.written), \(note.words),
                \(visibility))
            """)
        try db.insert(
            into: "person_note_reader", columns: ["note_id", "person_id"],
            rows: readers.sorted().map { [note.id.sqlValue, $0.sqlValue] })
    }

    func note(_ id: PersonNoteID) throws -> (note: PersonNote, customer: CustomerID)? {
        guard let row = try db.first("SELECT customer_id FROM person_note WHERE id = \(id)"),
            let note = try notes("WHERE id = \(id)").first
        else { return nil }
        return (note, try row.get("customer_id"))
    }

    func notes(about person: PersonID, limit: Int) throws -> [PersonNote] {
        try notes("WHERE about_id = \(person) ORDER BY written DESC, id DESC LIMIT \(max(0, limit))")
    }

    func notes(by author: PersonID, limit: Int) throws -> [PersonNote] {
        try notes("WHERE author_id = \(author) ORDER BY written DESC, id DESC LIMIT \(max(0, limit))")
    }

    private func notes(_ matching: SQLText) throws -> [PersonNote] {
        let rows = try db.run(
            "SELECT id, about_id, author_id, written, words, visibility FROM person_note \(matching)")
        guard !rows.isEmpty else { return [] }
        let ids = try rows.map { row -> PersonNoteID in try row.get("id") }
        var readers: [PersonNoteID: Set<PersonID>] = [:]
        for row in try db.run(
            "SELECT note_id, person_id FROM person_note_reader WHERE note_id IN \(list: ids.sorted())")
        {
            readers[try row.get("note_id"), default: []].insert(try row.get("person_id"))
        }
        return try rows.map { row in
            let id: PersonNoteID = try row.get("id")
            let visibility: NoteVisibility =
                switch try row.get("visibility", as: String.self) {
                case "colleagues": .colleagues
                case "these": .these(readers[id] ?? [])
                default: .author
                }
            return PersonNote(
                id: id, about: try row.get("about_id"), author: try row.get("author_id"),
                written: try row.get("written"), words: try row.get("words"), visibility: visibility)
        }
    }

    func delete(_ note: PersonNoteID) throws {
        try run("DELETE FROM person_note_reader WHERE note_id = \(note)")
        try run("DELETE FROM person_note WHERE id = \(note)")
    }

    func insert(_ words: OwnWords, id: ID<OwnWords>, customer: CustomerID) throws {
        try run(
            """
            INSERT INTO own_words (id, customer_id, person_id, words, said_day, heard_by_id, consent_given,
                consent_how, consent_until, consent_withdrawn)
            VALUES (\(id), \(customer), \(words.person), \(words.words), \(words.said.daysSinceEpoch),
                \(words.heardBy), \(words.consent.given), \(words.consent.how), \(words.consent.until),
                \(words.consent.withdrawn))
            """)
    }

    func ownWords(of person: PersonID, limit: Int) throws -> [(id: ID<OwnWords>, words: OwnWords)] {
        try db.run(
            """
            SELECT id, person_id, words, said_day, heard_by_id, consent_given, consent_how, consent_until,
                consent_withdrawn
            FROM own_words WHERE person_id = \(person) ORDER BY said_day DESC, id DESC LIMIT \(max(0, limit))
            """
        ).map { row in
            (
                try row.get("id"),
                OwnWords(
                    person: try row.get("person_id"), words: try row.get("words"),
                    said: CivilDate(daysSinceEpoch: try row.get("said_day")),
                    heardBy: try row.get("heard_by_id"),
                    consent: Consent(
                        given: try row.get("consent_given"), how: try row.get("consent_how"),
                        until: try row.get("consent_until"), withdrawn: try row.get("consent_withdrawn")))
            )
        }
    }

    func delete(ownWords id: ID<OwnWords>) throws {
        try run("DELETE FROM own_words WHERE id = \(id)")
    }

    func setCalendarFeed(
        tokenHash: [UInt8]?, of person: PersonID, with customer: CustomerID, at now: Instant
    ) throws {
        try run(
            "DELETE FROM calendar_feed WHERE person_id = \(person) AND customer_id = \(customer)")
        guard let tokenHash else { return }
        try run(
            """
            INSERT INTO calendar_feed (token_hash, person_id, customer_id, made)
            VALUES (\(tokenHash), \(person), \(customer), \(now))
            """)
    }

    func calendarFeed(tokenHash: [UInt8]) throws -> (person: PersonID, customer: CustomerID)? {
        try db.first("SELECT person_id, customer_id FROM calendar_feed WHERE token_hash = \(tokenHash)").map {
            (try $0.get("person_id"), try $0.get("customer_id"))
        }
    }

    func hasCalendarFeed(of person: PersonID, with customer: CustomerID) throws -> Bool {
        try db.first(
            """
            SELECT 1 AS one FROM calendar_feed WHERE person_id = \(person) AND customer_id = \(customer)
            """) != nil
    }
}
