// SPDX-License-Identifier: Apache-2.0
import Practice
import Values

extension SQLRecords {
    func secondFactor(of account: AccountID) throws -> SecondFactor? {
        try db.first(
            """
            SELECT account_id, secret, made, confirmed, last_step FROM second_factor
            WHERE account_id = \(account)
            """
        ).map { row in
            SecondFactor(
                account: try row.get("account_id"), secret: try row.get("secret"), made: try row.get("made"),
                confirmed: try row.get("confirmed"), lastStep: try row.get("last_step"))
        }
    }

    func put(_ factor: SecondFactor) throws {
        try run(
            """
            INSERT INTO second_factor (account_id, secret, made, confirmed, last_step)
            VALUES (\(factor.account), \(factor.secret), \(factor.made), \(factor.confirmed), \(factor.lastStep))
            ON CONFLICT (account_id) DO UPDATE SET secret = excluded.secret, made = excluded.made,
                confirmed = excluded.confirmed, last_step = excluded.last_step
            """)
    }

    func deleteSecondFactor(of account: AccountID) throws {
        try run("DELETE FROM recovery_code WHERE account_id = \(account)")
        try run("DELETE FROM second_factor WHERE account_id = \(account)")
    }

    func recoveryCodes(of account: AccountID) throws -> [[UInt8]] {
        try db.run("SELECT digest FROM recovery_code WHERE account_id = \(account) ORDER BY digest")
            .map { try $0.get("digest") }
    }

    func setRecoveryCodes(_ digests: [[UInt8]], of account: AccountID) throws {
        try run("DELETE FROM recovery_code WHERE account_id = \(account)")
        for digest in digests {
            try run("INSERT INTO recovery_code (account_id, digest) VALUES (\(account), \(digest))")
        }
    }

    func insert(_ identity: SignInIdentity) throws {
        try run(
            """
            INSERT INTO sign_in_identity (issuer, subject, account_id, made)
            VALUES (\(identity.issuer), \(identity.subject), \(identity.account), \(identity.made))
            """)
    }

    func identity(issuer: String, subject: String) throws -> SignInIdentity? {
        try db.first(
            """
            SELECT issuer, subject, account_id, made FROM sign_in_identity
            WHERE issuer = \(issuer) AND subject = \(subject)
            """
        ).map(identity)
    }

    func identities(of account: AccountID) throws -> [SignInIdentity] {
        try db.run(
            """
            SELECT issuer, subject, account_id, made FROM sign_in_identity
            WHERE account_id = \(account) ORDER BY made, issuer, subject
            """
        ).map(identity)
    }

    private func identity(_ row: SQLRow) throws -> SignInIdentity {
        SignInIdentity(
            issuer: try row.get("issuer"), subject: try row.get("subject"),
            account: try row.get("account_id"), made: try row.get("made"))
    }

    func deleteIdentity(issuer: String, subject: String) throws {
        try run("DELETE FROM sign_in_identity WHERE issuer = \(issuer) AND subject = \(subject)")
    }

    func insert(_ journey: SignInJourney) throws {
        try run(
            """
            INSERT INTO sign_in_journey (state_hash, nonce, verifier, next_path, invitation_hash, expires)
            VALUES (\(journey.stateHash), \(journey.nonce), \(journey.verifier), \(journey.next),
                \(journey.invitationHash), \(journey.expires))
            """)
    }

    func takeJourney(stateHash: [UInt8]) throws -> SignInJourney? {
        try run(
            """
            DELETE FROM sign_in_journey WHERE state_hash = \(stateHash)
            RETURNING state_hash, nonce, verifier, next_path, invitation_hash, expires
            """
        ).first.map { row in
            SignInJourney(
                stateHash: try row.get("state_hash"), nonce: try row.get("nonce"),
                verifier: try row.get("verifier"), next: try row.get("next_path"),
                invitationHash: try row.get("invitation_hash"), expires: try row.get("expires"))
        }
    }

    func deleteJourneys(expiredBy now: Instant) throws {
        try run("DELETE FROM sign_in_journey WHERE expires <= \(now)")
    }
}
