// SPDX-License-Identifier: Apache-2.0
import People

extension Migration {
    /// The provider as an organisation of its own, who looks after whom, roles, second factors, and the trail.
    ///
    /// Until this step the provider's people belonged to the one customer they looked after, and everyone might do
    /// everything. From it on they belong to the provider and look after that customer; whoever had the first account
    /// answers for the whole practice, and the customer's own people may do what everyone there may.
    static let accounts = Migration(
        number: 8, name: "Accounts, roles, and whose customer it is",
        statements: provider + accountsAnew + keys + trail)

    private static let provider: [SQLText] = [
        """
        INSERT INTO customer (id, name, name_folded, time_zone, working_week, days_off)
        SELECT \(Customer.providerID), \(Customer.providerName), \(SearchWords.sorting(Customer.providerName)),
            time_zone, working_week, days_off
        FROM customer WHERE id = (
            SELECT customer_id FROM person WHERE side = 'provider' ORDER BY customer_id LIMIT 1)
        """,
        """
        INSERT INTO customer_tally (customer_id, devices)
        SELECT id, 0 FROM customer WHERE id = \(Customer.providerID)
        """,
        """
        CREATE TABLE looks_after (
            person_id \(.blob) NOT NULL REFERENCES person (id),
            customer_id \(.blob) NOT NULL REFERENCES customer (id),
            PRIMARY KEY (person_id, customer_id)
        )\(.clustered)
        """,
        "CREATE INDEX looks_after_by_customer ON looks_after (customer_id, person_id)",
        """
        INSERT INTO looks_after (person_id, customer_id)
        SELECT id, customer_id FROM person WHERE side = 'provider'
        """,
        """
        UPDATE account SET customer_id = \(Customer.providerID)
        WHERE person_id IN (SELECT id FROM person WHERE side = 'provider')
        """,
        """
        UPDATE person_word SET customer_id = \(Customer.providerID)
        WHERE person_id IN (SELECT id FROM person WHERE side = 'provider')
        """,
        "UPDATE person SET customer_id = \(Customer.providerID) WHERE side = 'provider'",
    ]

    private static let accountsAnew: [SQLText] = [
        """
        ALTER TABLE account ADD COLUMN role \(.text) NOT NULL DEFAULT 'staff'
            CHECK (role IN ('owner', 'account-manager', 'service-desk', 'technician', 'it-manager', 'executive',
                'staff'))
        """,
        // From when on nobody signs in with it any more.
        "ALTER TABLE account ADD COLUMN closed \(.int)",
        """
        UPDATE account SET role = 'account-manager'
        WHERE person_id IN (SELECT id FROM person WHERE side = 'provider')
        """,
        """
        UPDATE account SET role = 'owner' WHERE id = (
            SELECT a.id FROM account a JOIN person p ON p.id = a.person_id
            WHERE p.side = 'provider' ORDER BY a.made, a.id LIMIT 1)
        """,
        "CREATE INDEX account_by_person ON account (person_id)",
        "CREATE INDEX account_by_customer ON account (customer_id, email)",

        // customer_id is whose pages this browser looks at, which for a customer's people is always their own.
        "ALTER TABLE sign_in ADD COLUMN seen \(.int)",
        "ALTER TABLE sign_in ADD COLUMN address \(.text)",
        "ALTER TABLE sign_in ADD COLUMN browser \(.text)",
        // The password was right, and the code of the second factor is still asked for.
        "ALTER TABLE sign_in ADD COLUMN awaits_code \(.int) NOT NULL DEFAULT 0",
        "CREATE INDEX sign_in_by_account ON sign_in (account_id, made)",

        "ALTER TABLE invitation ADD COLUMN role \(.text)",
        "ALTER TABLE invitation ADD COLUMN invited_by \(.blob)",
    ]

    private static let keys: [SQLText] = [
        """
        CREATE TABLE second_factor (
            account_id \(.blob) NOT NULL PRIMARY KEY REFERENCES account (id),
            secret \(.blob) NOT NULL,
            made \(.int) NOT NULL,
            confirmed \(.int),
            last_step \(.int)
        )\(.strict)
        """,
        """
        CREATE TABLE recovery_code (
            account_id \(.blob) NOT NULL REFERENCES account (id),
            digest \(.blob) NOT NULL,
            PRIMARY KEY (account_id, digest)
        )\(.clustered)
        """,
        // Who somebody is at a sign-in service; addresses change hands, this does not.
        """
        CREATE TABLE sign_in_identity (
            issuer \(.text) NOT NULL,
            subject \(.text) NOT NULL,
            account_id \(.blob) NOT NULL REFERENCES account (id),
            made \(.int) NOT NULL,
            PRIMARY KEY (issuer, subject)
        )\(.clustered)
        """,
        "CREATE INDEX sign_in_identity_by_account ON sign_in_identity (account_id)",
        // A browser that was sent to a sign-in service and is expected back.
        """
        CREATE TABLE sign_in_journey (
            state_hash \(.blob) NOT NULL PRIMARY KEY,
            nonce \(.text) NOT NULL,
            verifier \(.text) NOT NULL,
            next_path \(.text) NOT NULL,
            invitation_hash \(.blob),
            expires \(.int) NOT NULL
        )\(.strict)
        """,
        "CREATE INDEX sign_in_journey_by_expiry ON sign_in_journey (expires)",
    ]

    private static let trail: [SQLText] = [
        // Names no other table: what was done stays readable when what it was done to is gone.
        """
        CREATE TABLE trail_entry (
            id \(.blob) NOT NULL PRIMARY KEY,
            happened \(.int) NOT NULL,
            deed \(.text) NOT NULL,
            account_id \(.blob),
            person_id \(.blob),
            customer_id \(.blob),
            about \(.text) NOT NULL,
            address \(.text)
        )\(.strict)
        """,
        "CREATE INDEX trail_by_time ON trail_entry (happened DESC, id DESC)",
    ]
}
