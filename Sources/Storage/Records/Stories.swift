// SPDX-License-Identifier: Apache-2.0
import Conversations
import People
import Practice
import Values

extension EngagementEvent.Kind: SQLWord {}

/// The story with a customer, line by line.
extension SQLRecords {
    func insert(_ event: EngagementEvent) throws {
        try run(
            """
            INSERT INTO engagement_event (id, customer_id, kind, happened, written, writer_id, words, until_day)
            VALUES (\(event.id), \(event.customer), \(event.kind), \(event.at), \(event.written),
                \(event.writer), \(event.words), \(event.until?.daysSinceEpoch))
            """)
    }

    func engagementEvents(of customer: CustomerID, limit: Int) throws -> [EngagementEvent] {
        try db.run(
            """
            SELECT id, customer_id, kind, happened, written, writer_id, words, until_day FROM engagement_event
            WHERE customer_id = \(customer) ORDER BY happened DESC, id DESC LIMIT \(max(0, limit))
            """
        ).map { row in
            EngagementEvent(
                id: try row.get("id"), customer: try row.get("customer_id"), kind: try row.get("kind"),
                at: try row.get("happened"), written: try row.get("written"),
                writer: try row.get("writer_id"), words: try row.get("words"),
                until: try row.get("until_day", as: Int?.self).map { CivilDate(daysSinceEpoch: $0) })
        }
    }

    func engagementMembers(of customer: CustomerID) throws -> [Engagement.Member] {
        try db.run(
            """
            SELECT person_id, part, from_day, until_day FROM engagement_member
            WHERE customer_id = \(customer) ORDER BY from_day, person_id LIMIT 500
            """
        ).map { row in
            Engagement.Member(
                try row.get("person_id"), Engagement.Part(stored: try row.get("part")),
                from: CivilDate(daysSinceEpoch: try row.get("from_day")),
                until: try row.get("until_day", as: Int?.self).map { CivilDate(daysSinceEpoch: $0) })
        }
    }

    func insert(_ member: Engagement.Member, of customer: CustomerID) throws {
        try run(
            """
            INSERT INTO engagement_member (customer_id, person_id, part, from_day, until_day)
            VALUES (\(customer), \(member.person), \(member.part.stored), \(member.from.daysSinceEpoch),
                \(member.until?.daysSinceEpoch))
            ON CONFLICT (customer_id, person_id, part, from_day) DO UPDATE SET until_day = excluded.until_day
            """)
    }

    func endParts(of person: PersonID, with customer: CustomerID, on day: CivilDate) throws {
        // A part that was taken and ended on one day was a slip of the hand.
        try run(
            """
            DELETE FROM engagement_member WHERE customer_id = \(customer) AND person_id = \(person)
                AND until_day IS NULL AND from_day >= \(day.daysSinceEpoch)
            """)
        try run(
            """
            UPDATE engagement_member SET until_day = \(day.daysSinceEpoch - 1)
            WHERE customer_id = \(customer) AND person_id = \(person) AND until_day IS NULL
            """)
    }

    func firstMachineHeard(of customer: CustomerID) throws -> Instant? {
        try db.first("SELECT MIN(first_heard) AS first_heard FROM device WHERE customer_id = \(customer)")?
            .get("first_heard")
    }
}

extension Engagement.Part {
    fileprivate var stored: String {
        switch self {
        case .sponsor: "sponsor"
        case .user: "user"
        case .facilities: "facilities"
        case .informationTechnology: "it"
        case .board: "board"
        case .union: "union"
        case .finance: "finance"
        case .other(let words): "other \(words)"
        }
    }

    fileprivate init(stored: String) {
        let known: [Engagement.Part] = [
            .sponsor, .user, .facilities, .informationTechnology, .board, .union, .finance,
        ]
        self =
            known.first { $0.stored == stored }
            ?? .other(stored.hasPrefix("other ") ? String(stored.dropFirst(6)) : stored)
    }
}
