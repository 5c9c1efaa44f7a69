// SPDX-License-Identifier: Apache-2.0
import Conversations
import People
import Practice
import Promises
import Values

extension Conversation.Form: SQLWord {}
extension Conversation.Audience: SQLWord {}

/// What somebody who only wrote it down stands as among those who took part.
private let wrote = "wrote"

extension SQLRecords {
    func insert(_ stored: StoredConversation, awaitsEvidence: Bool) throws {
        let one = stored.conversation
        try run(
            """
            INSERT INTO conversation (id, customer_id, form, happened, lasted_until, written, writer_id, writer_side,
                place_id, line, about, audience, root_id, corrects_id, corrected_by_id, evidence, awaits_evidence)
            VALUES (\(one.id), \(one.customer), \(one.form), \(one.at), \(one.until), \(one.written),
                \(one.writer), \(stored.writerSide), \(one.place), \(one.line),
                \(try ParsedTexts.encode(one.about)), \(stored.audience), \(stored.root), \(one.corrects),
                \(stored.correctedBy), \(stored.evidence), \(awaitsEvidence ? 1 : 0))
            """)
        let isCurrent: Int64 = stored.correctedBy == nil ? 1 : 0
        var rows = one.participants.enumerated().map { number, participant -> [SQLValue] in
            let (face, word) = parts(of: participant.mood)
            return [
                one.id.sqlValue, participant.person.sqlValue, one.customer.sqlValue, .int(Int64(number)),
                .text(participant.part.rawValue), participant.role.sqlValue, face.sqlValue, word.sqlValue,
                one.at.sqlValue, .int(isCurrent),
            ]
        }
        if !one.participants.contains(where: { $0.person == one.writer }) {
            rows.append([
                one.id.sqlValue, one.writer.sqlValue, one.customer.sqlValue, .int(Int64(rows.count)),
                .text(wrote), .null, .null, .null, one.at.sqlValue, .int(isCurrent),
            ])
        }
        try db.insert(
            into: "conversation_person",
            columns: [
                "conversation_id", "person_id", "customer_id", "position", "part", "role", "face", "mood",
                "happened", "is_current",
            ], rows: rows)
        try db.insert(
            into: "conversation_said", columns: ["conversation_id", "position", "person_id", "words"],
            rows: one.said.enumerated().map { number, said in
                [one.id.sqlValue, .int(Int64(number)), said.person.sqlValue, .text(said.words)]
            })
    }

    private func parts(of mood: Mood?) -> (face: String?, word: String?) {
        switch mood {
        case .face(let face)?: (face.rawValue, nil)
        case .word(let word)?: (nil, word)
        case nil: (nil, nil)
        }
    }

    func conversation(_ id: ConversationID) throws -> StoredConversation? {
        try whole(
            try db.run("SELECT \(conversationColumns) FROM conversation c WHERE c.id = \(id)")
        ).first
    }

    func conversations(
        of customer: CustomerID, for reader: ConversationReader, _ page: Page
    ) throws -> Paged<StoredConversation> {
        try conversations(
            """
            FROM conversation c WHERE c.customer_id = \(customer) AND c.corrected_by_id IS NULL
                AND \(isReadable(by: reader))
            """, orderedBy: "c.happened DESC, c.id DESC", page)
    }

    func conversations(
        with person: PersonID, for reader: ConversationReader, _ page: Page
    ) throws -> Paged<StoredConversation> {
        let those = try everyone(in: person)
        guard those.count == 1 else {
            return try conversations(
                """
                FROM conversation c WHERE c.id IN (SELECT conversation_id FROM conversation_person
                    WHERE person_id IN \(list: those) AND is_current = 1) AND \(isReadable(by: reader))
                """, orderedBy: "c.happened DESC, c.id DESC", page)
        }
        return try conversations(
            """
            FROM conversation_person cp JOIN conversation c ON c.id = cp.conversation_id
            WHERE cp.person_id = \(person) AND cp.is_current = 1 AND \(isReadable(by: reader))
            """, orderedBy: "cp.happened DESC, cp.conversation_id DESC", page)
    }

    func conversations(
        hearing person: PersonID, for reader: ConversationReader, limit: Int
    ) throws -> [StoredConversation] {
        try whole(
            try db.run(
                """
                SELECT \(conversationColumns) FROM conversation_person cp
                JOIN conversation c ON c.id = cp.conversation_id
                WHERE cp.person_id = \(person) AND cp.is_current = 1 AND cp.part = 'heard'
                    AND \(isReadable(by: reader))
                ORDER BY cp.happened DESC, cp.conversation_id DESC LIMIT \(max(0, limit))
                """))
    }

    func conversations(holding person: PersonID, limit: Int) throws -> [StoredConversation] {
        try whole(
            try db.run(
                """
                SELECT \(conversationColumns) FROM conversation c
                WHERE c.id IN (SELECT conversation_id FROM conversation_person WHERE person_id = \(person))
                ORDER BY c.happened DESC, c.id DESC LIMIT \(max(0, limit))
                """))
    }

    func firstConversations(
        of customer: CustomerID, forms: Set<Conversation.Form>, for reader: ConversationReader, limit: Int
    ) throws -> [StoredConversation] {
        let ofForms: SQLText =
            forms.isEmpty ? "" : " AND c.form IN \(list: forms.sorted { $0.rawValue < $1.rawValue })"
        return try whole(
            try db.run(
                """
                SELECT \(conversationColumns) FROM conversation c
                WHERE c.customer_id = \(customer) AND c.corrected_by_id IS NULL\(ofForms)
                    AND \(isReadable(by: reader))
                ORDER BY c.happened, c.id LIMIT \(max(0, limit))
                """))
    }

    /// The rule of ``ConversationReader/mayRead(_:for:writtenBy:)``, for a list.
    private func isReadable(by reader: ConversationReader) -> SQLText {
        """
        (c.writer_id = \(reader.person) OR c.audience = 'everyone'
            OR (c.audience = 'side' AND c.writer_side = \(reader.side))
            OR (c.audience = 'parties' AND EXISTS (SELECT 1 FROM conversation_person party
                WHERE party.conversation_id = c.id AND party.person_id = \(reader.person))))
        """
    }

    private func conversations(
        _ matching: SQLText, orderedBy order: SQLText, _ page: Page
    ) throws -> Paged<StoredConversation> {
        let ids = try self.page(
            page, "SELECT c.id \(matching) ORDER BY \(order)", counting: matching
        ) { row -> ConversationID in try row.get("id") }
        guard !ids.rows.isEmpty else {
            return Paged(rows: [], page: page, total: ids.total, hasMore: false)
        }
        let found = try whole(
            try db.run(
                "SELECT \(conversationColumns) FROM conversation c WHERE c.id IN \(list: ids.rows.sorted())"))
        let byID = Dictionary(found.map { ($0.conversation.id, $0) }) { first, _ in first }
        return Paged(
            rows: ids.rows.compactMap { byID[$0] }, page: page, total: ids.total, hasMore: ids.hasMore)
    }

    /// The conversations of some rows in their order, with who took part, what they said, what was needed and
    /// promised.
    private func whole(_ rows: [SQLRow]) throws -> [StoredConversation] {
        guard !rows.isEmpty else { return [] }
        let ids = Set(try rows.map { row -> ConversationID in try row.get("id") }).sorted()
        let roots = Set(try rows.map { row -> ConversationID in try row.get("root_id") }).sorted()
        var there: [ConversationID: [Participant]] = [:]
        for row in try db.run(
            """
            SELECT conversation_id, person_id, part, role, face, mood FROM conversation_person
            WHERE conversation_id IN \(list: ids) ORDER BY conversation_id, position
            """)
        {
            // Whoever only wrote it down is the writer.
            guard let part = Participant.Part(rawValue: try row.get("part")) else { continue }
            there[try row.get("conversation_id"), default: []].append(
                Participant(try row.get("person_id"), part, role: try row.get("role"), mood: try mood(row)))
        }
        var said: [ConversationID: [Said]] = [:]
        for row in try db.run(
            """
            SELECT conversation_id, person_id, words FROM conversation_said
            WHERE conversation_id IN \(list: ids) ORDER BY conversation_id, position
            """)
        {
            said[try row.get("conversation_id"), default: []].append(
                Said(try row.get("person_id"), try row.get("words")))
        }
        var promises: [ConversationID: [PromiseID]] = [:]
        for row in try db.run(
            """
            SELECT root_id, promise_id FROM conversation_promise WHERE root_id IN \(list: roots)
            ORDER BY root_id, promise_id
            """)
        {
            promises[try row.get("root_id"), default: []].append(try row.get("promise_id"))
        }
        let needs = try needs("WHERE n.root_id IN \(list: roots) ORDER BY n.said, n.id")
        return try rows.map { row in
            let id: ConversationID = try row.get("id")
            let root: ConversationID = try row.get("root_id")
            return StoredConversation(
                conversation: Conversation(
                    id: id, customer: try row.get("customer_id"), form: try row.get("form"),
                    at: try row.get("happened"), until: try row.get("lasted_until"),
                    written: try row.get("written"), writer: try row.get("writer_id"),
                    place: try row.get("place_id"), participants: there[id] ?? [], line: try row.get("line"),
                    said: said[id] ?? [], needs: needs.filter { $0.conversation == root },
                    promises: promises[root] ?? [], about: try parsed.decode(from: try row.get("about")),
                    corrects: try row.get("corrects_id")),
                audience: try row.get("audience"), writerSide: try row.get("writer_side"), root: root,
                correctedBy: try row.get("corrected_by_id"), evidence: try row.get("evidence"))
        }
    }

    private func mood(_ row: SQLRow) throws -> Mood? {
        if let face = try row.get("face", as: String?.self) {
            guard let known = Mood.Face(rawValue: face) else { throw RecordFailure.unreadable("a face") }
            return .face(known)
        }
        return try row.get("mood", as: String?.self).map { .word($0) }
    }

    func correct(_ id: ConversationID, by other: ConversationID) throws {
        let changed = try run(
            """
            UPDATE conversation SET corrected_by_id = \(other)
            WHERE id = \(id) AND corrected_by_id IS NULL RETURNING id
            """)
        guard !changed.isEmpty else { throw missing("conversation", id) }
        try run("UPDATE conversation_person SET is_current = 0 WHERE conversation_id = \(id)")
    }

    func setEvidence(_ evidence: String?, of id: ConversationID) throws {
        try run(
            "UPDATE conversation SET evidence = \(evidence), awaits_evidence = 0 WHERE id = \(id)")
    }

    func conversationsAwaitingEvidence(limit: Int) throws -> [ConversationID] {
        try db.run(
            "SELECT id FROM conversation WHERE awaits_evidence = 1 ORDER BY id LIMIT \(max(0, limit))"
        ).map { try $0.get("id") }
    }

    func insert(promise: PromiseID, of root: ConversationID, customer: CustomerID, words: String?) throws {
        try run(
            """
            INSERT INTO conversation_promise (promise_id, root_id, customer_id, words)
            VALUES (\(promise), \(root), \(customer), \(words))
            """)
    }

    func promises(madeIn root: ConversationID) throws -> [(promise: PromiseID, words: String?)] {
        try db.run(
            """
            SELECT promise_id, words FROM conversation_promise WHERE root_id = \(root) ORDER BY promise_id
            """
        ).map { (try $0.get("promise_id"), try $0.get("words")) }
    }

    func conversations(ofPromises promises: Set<PromiseID>) throws -> [PromiseID: ConversationID] {
        guard !promises.isEmpty else { return [:] }
        return try db.run(
            """
            SELECT promise_id, root_id FROM conversation_promise WHERE promise_id IN \(list: promises.sorted())
            """
        ).reduce(into: [:]) { $0[try $1.get("promise_id")] = try $1.get("root_id") }
    }
}

/// What people said they need.
extension SQLRecords {
    func insert(_ need: Need, customer: CustomerID, written: Instant, writer: PersonID) throws {
        try run(
            """
            INSERT INTO need (id, customer_id, words, said, root_id, place_id, written, writer_id, met_by_id, met)
            VALUES (\(need.id), \(customer), \(need.words), \(need.said), \(need.conversation), \(need.place),
                \(written), \(writer), \(need.met?.person), \(need.met?.at))
            """)
        try db.insert(
            into: "need_person", columns: ["need_id", "person_id"],
            rows: Set(need.persons).sorted().map { [need.id.sqlValue, $0.sqlValue] })
    }

    func need(_ id: NeedID) throws -> (need: Need, customer: CustomerID)? {
        guard let row = try db.first("SELECT customer_id FROM need WHERE id = \(id)"),
            let need = try needs("WHERE n.id = \(id)").first
        else { return nil }
        return (need, try row.get("customer_id"))
    }

    func needs(of customer: CustomerID, _ page: Page) throws -> Paged<Need> {
        let found = try self.page(
            page, "SELECT id FROM need WHERE customer_id = \(customer) ORDER BY said DESC, id DESC",
            counting: "FROM need WHERE customer_id = \(customer)"
        ) { row -> NeedID in try row.get("id") }
        guard !found.rows.isEmpty else { return Paged(rows: [], page: page, total: 0, hasMore: false) }
        let whole = try needs("WHERE n.id IN \(list: found.rows.sorted()) ORDER BY n.said DESC, n.id DESC")
        return Paged(rows: whole, page: page, total: found.total, hasMore: found.hasMore)
    }

    func needs(of person: PersonID, limit: Int) throws -> [Need] {
        try needs(
            """
            WHERE n.id IN (SELECT need_id FROM need_person WHERE person_id = \(person))
            ORDER BY n.said DESC, n.id DESC LIMIT \(max(0, limit))
            """)
    }

    private func needs(_ matching: SQLText) throws -> [Need] {
        let rows = try db.run(
            """
            SELECT n.id, n.words, n.said, n.root_id, n.place_id, n.met_by_id, n.met FROM need n \(matching)
            """)
        guard !rows.isEmpty else { return [] }
        let ids = try rows.map { row -> NeedID in try row.get("id") }
        var persons: [NeedID: [PersonID]] = [:]
        for row in try db.run(
            """
            SELECT need_id, person_id FROM need_person WHERE need_id IN \(list: ids.sorted())
            ORDER BY need_id, person_id
            """)
        {
            persons[try row.get("need_id"), default: []].append(try row.get("person_id"))
        }
        return try rows.map { row in
            let id: NeedID = try row.get("id")
            var met: Need.Met?
            if let by = try row.get("met_by_id", as: PersonID?.self) {
                met = Need.Met(by: by, at: try row.get("met"))
            }
            return Need(
                id: id, persons: persons[id] ?? [], words: try row.get("words"), said: try row.get("said"),
                conversation: try row.get("root_id"), place: try row.get("place_id"), met: met)
        }
    }

    func setMet(_ met: Need.Met?, of need: NeedID) throws {
        let changed = try run(
            "UPDATE need SET met_by_id = \(met?.person), met = \(met?.at) WHERE id = \(need) RETURNING id")
        guard !changed.isEmpty else { throw missing("need", need) }
    }
}

private let conversationColumns: SQLText = """
    c.id, c.customer_id, c.form, c.happened, c.lasted_until, c.written, c.writer_id, c.writer_side, c.place_id,
    c.line, c.about, c.audience, c.root_id, c.corrects_id, c.corrected_by_id, c.evidence
    """
