// SPDX-License-Identifier: Apache-2.0
import Conversations
import People
import Practice
import Values
import Walks

/// Walks, and what phones entered on them.
extension SQLRecords {
    func insert(_ walk: StoredWalk) throws {
        let plan = walk.plan
        try run(
            """
            INSERT INTO walk (id, customer_id, title, on_day, planned, planner_id, questions, begun)
            VALUES (\(plan.id), \(plan.customer), \(plan.title), \(plan.on.daysSinceEpoch), \(walk.planned),
                \(walk.planner), \(JSON.list(plan.questions.map(JSON.text)).canonical), \(walk.begun))
            """)
        func rows(_ persons: [PersonID], _ part: String) -> [[SQLValue]] {
            persons.enumerated().map {
                [plan.id.sqlValue, $0.element.sqlValue, .text(part), .int(Int64($0.offset))]
            }
        }
        try db.insert(
            into: "walk_person", columns: ["walk_id", "person_id", "part", "position"],
            rows: rows(plan.walkers, "walker") + rows(plan.persons, "heard"))
        try db.insert(
            into: "walk_place", columns: ["walk_id", "place_id", "position"],
            rows: plan.places.enumerated().map {
                [plan.id.sqlValue, $0.element.sqlValue, .int(Int64($0.offset))]
            })
    }

    func walk(_ id: WalkID) throws -> StoredWalk? {
        try db.first("SELECT \(walkColumns) FROM walk WHERE id = \(id)").map(walk)
    }

    func walks(of customer: CustomerID, _ page: Page) throws -> Paged<StoredWalk> {
        try self.page(
            page,
            """
            SELECT \(walkColumns) FROM walk WHERE customer_id = \(customer) ORDER BY on_day DESC, id DESC
            """, counting: "FROM walk WHERE customer_id = \(customer)", walk)
    }

    func setBegun(_ walk: WalkID, at instant: Instant) throws {
        try run("UPDATE walk SET begun = \(instant) WHERE id = \(walk) AND begun IS NULL")
    }

    private func walk(_ row: SQLRow) throws -> StoredWalk {
        let id: WalkID = try row.get("id")
        let persons = try db.run(
            "SELECT person_id, part FROM walk_person WHERE walk_id = \(id) ORDER BY part, position")
        func those(_ part: String) throws -> [PersonID] {
            try persons.filter { try $0.get("part") == part }.map { try $0.get("person_id") }
        }
        let places = try db.run("SELECT place_id FROM walk_place WHERE walk_id = \(id) ORDER BY position")
        guard let questions = (try? JSON.parse(try row.get("questions", as: String.self)))?.list else {
            throw RecordFailure.unreadable("a walk's questions")
        }
        return StoredWalk(
            plan: WalkPlan(
                id: id, customer: try row.get("customer_id"), title: try row.get("title"),
                on: CivilDate(daysSinceEpoch: try row.get("on_day")), walkers: try those("walker"),
                places: try places.map { try $0.get("place_id") }, persons: try those("heard"),
                questions: questions.compactMap(\.text)),
            planned: try row.get("planned"), planner: try row.get("planner_id"),
            begun: try row.get("begun"))
    }

    func pieces(of walk: WalkID, entries: Set<WalkEntryID>?) throws -> [WalkPiece] {
        var rows: SQLText = "SELECT piece, arrived FROM walk_entry WHERE walk_id = \(walk)"
        if let entries { rows += " AND entry_id IN \(list: entries.sorted())" }
        return try db.run(rows + " ORDER BY entry_id, variant").map { row in
            guard let json = try? JSON.parse(try row.get("piece", as: String.self)),
                let batch = try? WalkBatch.read(json), batch.unread.isEmpty
            else { throw RecordFailure.unreadable("an entry of a walk") }
            return WalkPiece(batch: batch.batch, arrived: try row.get("arrived"))
        }
    }

    func tally(of walk: WalkID) throws -> WalkTally {
        let rows = try db.run(
            """
            SELECT phone_id, COUNT(*) AS found FROM walk_entry WHERE walk_id = \(walk) AND variant = 0
            GROUP BY phone_id
            """)
        return WalkTally(
            entries: try rows.reduce(0) { try $0 + $1.get("found", as: Int.self) },
            phones: Set(try rows.map { try $0.get("phone_id") }))
    }

    func replace(_ pieces: [WalkPiece], of entry: WalkEntryID, in walk: WalkID) throws {
        try run("DELETE FROM walk_entry WHERE walk_id = \(walk) AND entry_id = \(entry)")
        try db.insert(
            into: "walk_entry", columns: ["walk_id", "entry_id", "variant", "phone_id", "arrived", "piece"],
            rows: pieces.enumerated().map { place, piece in
                [
                    walk.sqlValue, entry.sqlValue, .int(Int64(place)), piece.batch.phone.sqlValue,
                    piece.arrived.sqlValue, .text(piece.batch.json.canonical),
                ]
            })
    }

    func outcomes(of walk: WalkID) throws -> [WalkEntryID: WalkOutcome] {
        try db.run(
            "SELECT entry_id, person_id, conversation_id FROM walk_outcome WHERE walk_id = \(walk)"
        ).reduce(into: [:]) { outcomes, row in
            let entry: WalkEntryID = try row.get("entry_id")
            if let person = try row.get("person_id", as: PersonID?.self) {
                outcomes[entry] = .person(person)
            } else {
                outcomes[entry] = .conversation(try row.get("conversation_id"))
            }
        }
    }

    func set(_ outcome: WalkOutcome?, of entry: WalkEntryID, in walk: WalkID) throws {
        var person: PersonID?
        var conversation: ConversationID?
        switch outcome {
        case nil:
            try run("DELETE FROM walk_outcome WHERE walk_id = \(walk) AND entry_id = \(entry)")
            return
        case .person(let id): person = id
        case .conversation(let id): conversation = id
        }
        try run(
            """
            INSERT INTO walk_outcome (walk_id, entry_id, person_id, conversation_id)
            VALUES (\(walk), \(entry), \(person), \(conversation))
            ON CONFLICT (walk_id, entry_id) DO UPDATE
                SET person_id = excluded.person_id, conversation_id = excluded.conversation_id
            """)
    }

    func insert(_ photo: StoredPhoto, bytes: [UInt8]) throws {
        try run(
            """
            INSERT INTO walk_photo (id, walk_id, taker_id, arrived, bytes)
            VALUES (\(photo.id), \(photo.walk), \(photo.taker), \(photo.arrived), \(bytes))
            ON CONFLICT (id) DO NOTHING
            """)
    }

    func photo(_ id: PhotoID) throws -> (photo: StoredPhoto, bytes: [UInt8])? {
        try db.first("SELECT id, walk_id, taker_id, arrived, bytes FROM walk_photo WHERE id = \(id)").map {
            (
                StoredPhoto(
                    id: try $0.get("id"), walk: try $0.get("walk_id"), taker: try $0.get("taker_id"),
                    arrived: try $0.get("arrived")), try $0.get("bytes")
            )
        }
    }

    func photoCount(of walk: WalkID) throws -> Int {
        try db.first("SELECT COUNT(*) AS found FROM walk_photo WHERE walk_id = \(walk)")?.get("found") ?? 0
    }
}

private let walkColumns: SQLText =
    "id, customer_id, title, on_day, planned, planner_id, questions, begun"
