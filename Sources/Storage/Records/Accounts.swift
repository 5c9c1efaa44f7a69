// SPDX-License-Identifier: Apache-2.0
import People
import Practice
import Values

extension SQLRecords {
    func insert(_ account: Account) throws {
        try run(
            """
            INSERT INTO account (id, customer_id, person_id, email, password_hash, role, made, closed)
            VALUES (\(account.id), \(account.customer), \(account.person), \(account.email),
                \(account.passwordHash), \(account.role), \(account.made), \(account.closed))
            """)
    }

    func update(_ account: Account) throws {
        let changed = try run(
            """
            UPDATE account SET email = \(account.email), password_hash = \(account.passwordHash),
                role = \(account.role), closed = \(account.closed)
            WHERE id = \(account.id) RETURNING id
            """)
        guard !changed.isEmpty else { throw missing("account", account.id) }
    }

    func account(_ id: AccountID) throws -> Account? {
        try db.first("SELECT \(accountColumns) FROM account WHERE id = \(id)").map(account)
    }

    func account(email: String) throws -> Account? {
        try db.first("SELECT \(accountColumns) FROM account WHERE email = \(email)").map(account)
    }

    func account(of person: PersonID) throws -> Account? {
        try db.first(
            """
            SELECT \(accountColumns) FROM account WHERE person_id = \(person)
            ORDER BY CASE WHEN closed IS NULL THEN 0 ELSE 1 END, id LIMIT 1
            """
        ).map(account)
    }

    func accounts(of organisation: CustomerID, _ page: Page) throws -> Paged<Account> {
        let matching: SQLText = "FROM account WHERE customer_id = \(organisation)"
        return try self.page(
            page, "SELECT \(accountColumns) \(matching) ORDER BY email", counting: matching, account)
    }

    private func account(_ row: SQLRow) throws -> Account {
        Account(
            id: try row.get("id"), customer: try row.get("customer_id"), person: try row.get("person_id"),
            email: try row.get("email"), passwordHash: try row.get("password_hash"),
            role: try row.get("role"), made: try row.get("made"), closed: try row.get("closed"))
    }

    func hasAccounts() throws -> Bool {
        try db.first("SELECT EXISTS (SELECT 1 FROM account) AS there")?.get("there") ?? false
    }

    func insert(_ session: StoredSession) throws {
        let made = try run(
            """
            INSERT INTO sign_in (token_hash, customer_id, account_id, made, expires, seen, address, browser,
                awaits_code)
            SELECT \(session.tokenHash), \(session.customer), id, \(session.made), \(session.expires),
                \(session.seen), \(session.address), \(session.browser), \(session.awaitsCode)
            FROM account WHERE id = \(session.account) RETURNING made
            """)
        guard !made.isEmpty else { throw missing("account", session.account) }
    }

    func update(_ session: StoredSession) throws {
        try run(
            """
            UPDATE sign_in SET customer_id = \(session.customer), expires = \(session.expires),
                seen = \(session.seen), awaits_code = \(session.awaitsCode)
            WHERE token_hash = \(session.tokenHash)
            """)
    }

    func session(tokenHash: [UInt8]) throws -> StoredSession? {
        try db.first("SELECT \(sessionColumns) FROM sign_in WHERE token_hash = \(tokenHash)").map(session)
    }

    func sessions(of account: AccountID) throws -> [StoredSession] {
        try db.run(
            """
            SELECT \(sessionColumns) FROM sign_in WHERE account_id = \(account)
            ORDER BY made DESC, token_hash LIMIT \(sessionsListedMax)
            """
        ).map(session)
    }

    private func session(_ row: SQLRow) throws -> StoredSession {
        StoredSession(
            tokenHash: try row.get("token_hash"), account: try row.get("account_id"),
            customer: try row.get("customer_id"), made: try row.get("made"), expires: try row.get("expires"),
            seen: try row.get("seen"), address: try row.get("address"), browser: try row.get("browser"),
            awaitsCode: try row.get("awaits_code"))
    }

    func deleteSessions(of account: AccountID, except kept: [UInt8]?) throws {
        try run(
            """
            DELETE FROM sign_in
            WHERE account_id = \(account) AND token_hash <> \(kept ?? [])
            """)
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
            INSERT INTO invitation (token_hash, customer_id, person_id, role, invited_by, made, expires)
            VALUES (\(invitation.tokenHash), \(customer), \(invitation.person), \(invitation.role),
                \(invitation.invitedBy), \(invitation.made), \(invitation.expires))
            """)
    }

    func invitation(tokenHash: [UInt8]) throws -> Invitation? {
        try db.first(
            """
            SELECT token_hash, person_id, role, invited_by, made, expires FROM invitation
            WHERE token_hash = \(tokenHash)
            """
        )
        .map { row in
            Invitation(
                tokenHash: try row.get("token_hash"), person: try row.get("person_id"),
                role: try row.get("role"), invitedBy: try row.get("invited_by"),
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

extension Role: SQLWord {}

private let accountColumns: SQLText = "id, customer_id, person_id, email, password_hash, role, made, closed"
private let sessionColumns: SQLText = """
    token_hash, account_id, customer_id, made, expires, seen, address, browser, awaits_code
    """
/// More browsers than this nobody has signed in with.
private let sessionsListedMax = 200
