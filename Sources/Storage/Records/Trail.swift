// SPDX-License-Identifier: Apache-2.0
import People
import Practice
import Values

extension TrailEntry.Deed: SQLWord {}

extension SQLRecords {
    func insert(_ entry: TrailEntry) throws {
        try run(
            """
            INSERT INTO trail_entry (id, happened, deed, account_id, person_id, customer_id, about, address)
            VALUES (\(entry.id), \(entry.at), \(entry.deed), \(entry.account), \(entry.person),
                \(entry.customer), \(entry.about), \(entry.address))
            """)
    }

    func trail(_ page: Page) throws -> Paged<TrailEntry> {
        try self.page(
            page,
            """
            SELECT id, happened, deed, account_id, person_id, customer_id, about, address FROM trail_entry
            ORDER BY happened DESC, id DESC
            """, counting: nil
        ) { row in
            TrailEntry(
                id: try row.get("id"), at: try row.get("happened"), deed: try row.get("deed"),
                account: try row.get("account_id"), person: try row.get("person_id"),
                customer: try row.get("customer_id"), about: try row.get("about"),
                address: try row.get("address"))
        }
    }
}
