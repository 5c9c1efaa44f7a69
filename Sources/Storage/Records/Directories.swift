// SPDX-License-Identifier: Apache-2.0
import People
import Practice
import Values

extension PeopleImport.Form: SQLWord {}

/// Persons that one lookup may ask for.
private let externalIDsMax = 1_000_000

/// What other systems say of people, and how they come in.
extension SQLRecords {
    func directoryEntry(of person: PersonID) throws -> DirectoryEntry? {
        try db.first("SELECT \(entryColumns) FROM person_directory WHERE person_id = \(person)").map(entry)
    }

    func directoryEntries(of persons: Set<PersonID>) throws -> [PersonID: DirectoryEntry] {
        guard !persons.isEmpty else { return [:] }
        return try db.run(
            "SELECT \(entryColumns) FROM person_directory WHERE person_id IN \(list: persons.sorted())"
        ).reduce(into: [:]) { entries, row in
            let entry = try entry(row)
            entries[entry.person] = entry
        }
    }

    func directoryEntry(of customer: CustomerID, externalID: String) throws -> DirectoryEntry? {
        try db.first(
            """
            SELECT \(entryColumns) FROM person_directory
            WHERE customer_id = \(customer) AND external_id = \(externalID)
            """
        ).map(entry)
    }

    func directoryEntry(of customer: CustomerID, userName: String) throws -> DirectoryEntry? {
        try db.first(
            """
            SELECT \(entryColumns) FROM person_directory
            WHERE customer_id = \(customer) AND user_name_folded = \(userName.lowercased())
            """
        ).map(entry)
    }

    func externalIDs(of customer: CustomerID) throws -> [String: PersonID] {
        try db.run(
            """
            SELECT external_id, person_id FROM person_directory
            WHERE customer_id = \(customer) AND external_id IS NOT NULL ORDER BY external_id
            LIMIT \(externalIDsMax)
            """
        ).reduce(into: [:]) { $0[try $1.get("external_id")] = try $1.get("person_id") }
    }

    func save(_ entry: DirectoryEntry) throws {
        try run(
            """
            INSERT INTO person_directory (person_id, customer_id, external_id, user_name_folded, resource,
                is_active, made, changed)
            VALUES (\(entry.person), \(entry.customer), \(entry.externalID), \(entry.userName?.lowercased()),
                \(entry.resource?.canonical), \(entry.isActive ? 1 : 0), \(entry.made), \(entry.changed))
            ON CONFLICT (person_id) DO UPDATE SET external_id = excluded.external_id,
                user_name_folded = excluded.user_name_folded, resource = excluded.resource,
                is_active = excluded.is_active, changed = excluded.changed
            """)
    }

    func deleteDirectoryEntry(of person: PersonID) throws {
        try run("DELETE FROM person_directory WHERE person_id = \(person)")
    }

    private func entry(_ row: SQLRow) throws -> DirectoryEntry {
        DirectoryEntry(
            person: try row.get("person_id"), customer: try row.get("customer_id"),
            externalID: try row.get("external_id"), userName: try row.get("user_name_folded"),
            resource: try row.get("resource", as: String?.self).map { text in
                guard let json = try? JSON.parse(text) else {
                    throw RecordFailure.unreadable("what a directory said")
                }
                return json
            }, isActive: try row.get("is_active", as: Int.self) == 1, made: try row.get("made"),
            changed: try row.get("changed"))
    }

    func insert(_ token: DirectoryToken) throws {
        try run(
            """
            INSERT INTO directory_token (id, token_hash, customer_id, name, made, by_id, used, ended)
            VALUES (\(token.id), \(token.tokenHash), \(token.customer), \(token.name), \(token.made),
                \(token.by), \(token.used), \(token.ended))
            """)
    }

    func directoryToken(hash: [UInt8]) throws -> DirectoryToken? {
        try db.first("SELECT \(tokenColumns) FROM directory_token WHERE token_hash = \(hash)").map(token)
    }

    func directoryToken(_ id: ID<DirectoryToken>) throws -> DirectoryToken? {
        try db.first("SELECT \(tokenColumns) FROM directory_token WHERE id = \(id)").map(token)
    }

    func directoryTokens(of customer: CustomerID, limit: Int) throws -> [DirectoryToken] {
        try db.run(
            """
            SELECT \(tokenColumns) FROM directory_token WHERE customer_id = \(customer)
            ORDER BY made DESC, id DESC LIMIT \(max(0, limit))
            """
        ).map(token)
    }

    func update(_ token: DirectoryToken) throws {
        try run(
            "UPDATE directory_token SET used = \(token.used), ended = \(token.ended) WHERE id = \(token.id)")
    }

    private func token(_ row: SQLRow) throws -> DirectoryToken {
        DirectoryToken(
            id: try row.get("id"), tokenHash: try row.get("token_hash"),
            customer: try row.get("customer_id"), name: try row.get("name"), made: try row.get("made"),
            by: try row.get("by_id"), used: try row.get("used"), ended: try row.get("ended"))
    }

    func insert(_ one: PeopleImport) throws {
        try run(
            """
            INSERT INTO people_import (id, customer_id, by_id, made, form, name, content)
            VALUES (\(one.id), \(one.customer), \(one.by), \(one.made), \(one.form), \(one.name),
                \(one.content))
            """)
    }

    func peopleImport(_ id: ID<PeopleImport>) throws -> PeopleImport? {
        try db.first(
            "SELECT id, customer_id, by_id, made, form, name, content FROM people_import WHERE id = \(id)"
        ).map { row in
            PeopleImport(
                id: try row.get("id"), customer: try row.get("customer_id"), by: try row.get("by_id"),
                made: try row.get("made"), form: try row.get("form"), name: try row.get("name"),
                content: try row.get("content"))
        }
    }

    func delete(_ one: ID<PeopleImport>) throws {
        try run("DELETE FROM people_import WHERE id = \(one)")
    }

    func deletePeopleImports(madeBefore instant: Instant) throws {
        try run("DELETE FROM people_import WHERE made < \(instant)")
    }
}

private let entryColumns: SQLText =
    "person_id, customer_id, external_id, user_name_folded, resource, is_active, made, changed"
private let tokenColumns: SQLText = "id, token_hash, customer_id, name, made, by_id, used, ended"
