// SPDX-License-Identifier: Apache-2.0
import People
import Practice
import Values

extension SQLRecords {
    func insert(_ account: Account) throws {
        try run(
            """
            INSERT INTO account (id, customer_id, person_id, email, password_hash, made)
            VALUES (\(account.id), \(account.customer), \(account.person), \(account.email),
                \(account.passwordHash), \(account.made))
            """)
    }

    func account(_ id: AccountID) throws -> Account? {
        try db.first("SELECT \(accountColumns) FROM account WHERE id = \(id)").map(account)
    }

    func account(email: String) throws -> Account? {
        try db.first("SELECT \(accountColumns) FROM account WHERE email = \(email)").map(account)
    }

    private func account(_ row: SQLRow) throws -> Account {
        Account(
            id: try row.get("id"), customer: try row.get("customer_id"), person: try row.get("person_id"),
            email: try row.get("email"), passwordHash: try row.get("password_hash"), made: try row.get("made")
        )
    }

    func hasAccounts() throws -> Bool {
        try db.first("SELECT EXISTS (SELECT 1 FROM account) AS there")?.get("there") ?? false
    }

    func insert(_ session: StoredSession) throws {
        let made = try run(
            """
            INSERT INTO sign_in (token_hash, customer_id, account_id, made, expires)
            SELECT \(session.tokenHash), customer_id, id, \(session.made), \(session.expires)
            FROM account WHERE id = \(session.account) RETURNING made
            """)
        guard !made.isEmpty else { throw missing("account", session.account) }
    }

    func session(tokenHash: [UInt8]) throws -> StoredSession? {
        try db.first(
            "SELECT token_hash, account_id, made, expires FROM sign_in WHERE token_hash = \(tokenHash)"
        )
        .map { row in
            StoredSession(
                tokenHash: try row.get("token_hash"), account: try row.get("account_id"),
                made: try row.get("made"), expires: try row.get("expires"))
        }
    }

    func deleteSession(tokenHash: [UInt8]) throws {
        try run("DELETE FROM sign_in WHERE token_hash = \(tokenHash)")
    }

    func deleteSessions(expiredBy now: Instant) throws {
        try run("DELETE FROM sign_in WHERE expires <= \(now)")
    }

    func insert(_ invitation: Invitation) throws {
        var customer: CustomerID?
        if let id = invitation.person {
            guard let person = try person(id) else { throw missing("person", id) }
            customer = person.customer
        }
        try run(
            """
            INSERT INTO invitation (token_hash, customer_id, person_id, made, expires)
            VALUES (\(invitation.tokenHash), \(customer), \(invitation.person), \(invitation.made),
                \(invitation.expires))
            """)
    }

    func invitation(tokenHash: [UInt8]) throws -> Invitation? {
        try db.first(
            "SELECT token_hash, person_id, made, expires FROM invitation WHERE token_hash = \(tokenHash)"
        )
        .map { row in
            Invitation(
                tokenHash: try row.get("token_hash"), person: try row.get("person_id"),
                made: try row.get("made"), expires: try row.get("expires"))
        }
    }

    func deleteInvitation(tokenHash: [UInt8]) throws {
        try run("DELETE FROM invitation WHERE token_hash = \(tokenHash)")
    }

    func deleteFirstInvitations() throws {
        try run("DELETE FROM invitation WHERE person_id IS NULL")
    }
}

private let accountColumns: SQLText = "id, customer_id, person_id, email, password_hash, made"
