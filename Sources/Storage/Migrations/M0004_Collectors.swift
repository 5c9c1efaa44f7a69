// SPDX-License-Identifier: Apache-2.0

extension Migration {
    /// Collectors that are let in by a code, are missed when they are silent, and whose late words correct what
    /// was said without them.
    ///
    /// Tokens made before go on working: what was a collector's token is its key.
    static let collectors = Migration(
        number: 4, name: "Collectors",
        statements: [
            "ALTER TABLE collector ADD COLUMN keeper_id \(.blob) REFERENCES person (id)",
            "ALTER TABLE collector ADD COLUMN enrolled \(.int)",
            "ALTER TABLE collector ADD COLUMN says_every \(.int)",
            "ALTER TABLE collector ADD COLUMN says_thinned \(.int)",
            "ALTER TABLE collector ADD COLUMN says_waiting \(.int)",
            "ALTER TABLE collector ADD COLUMN clock_ahead \(.int)",
            "ALTER TABLE collector ADD COLUMN silence_max \(.int)",
            "ALTER TABLE collector ADD COLUMN silent_since \(.int)",
            "ALTER TABLE collector ADD COLUMN silence_found \(.int)",
            "ALTER TABLE collector ADD COLUMN silence_ended \(.int)",
            "ALTER TABLE collector ADD COLUMN look_again \(.int)",
            "ALTER TABLE collector ADD COLUMN assessed_through \(.blob)",
            "ALTER TABLE collector ADD COLUMN corrects_from \(.int)",
            // Twenty-six hours, as for every collector that does not say how often it asks.
            """
            UPDATE collector SET enrolled = made,
                look_again = CASE WHEN revoked IS NULL THEN last_heard + 93600000000 ELSE NULL END
            """,
            "CREATE INDEX collector_due ON collector (look_again, id) WHERE look_again IS NOT NULL",
            "CREATE INDEX device_state_by_collector ON device_state (collector_id, device_id)",
            """
            CREATE TABLE enrolment (
                code_hash \(.blob) NOT NULL PRIMARY KEY,
                customer_id \(.blob) NOT NULL REFERENCES customer (id),
                collector_id \(.blob) NOT NULL REFERENCES collector (id),
                made \(.int) NOT NULL,
                expires \(.int) NOT NULL,
                used \(.int),
                key_hash \(.blob)
            )\(.strict)
            """,
            "CREATE INDEX enrolment_by_collector ON enrolment (collector_id, made DESC)",
            """
            CREATE TABLE collector_entry (
                id \(.blob) NOT NULL PRIMARY KEY,
                customer_id \(.blob) NOT NULL REFERENCES customer (id),
                collector_id \(.blob) NOT NULL REFERENCES collector (id),
                entered \(.int) NOT NULL,
                kind \(.text) NOT NULL CHECK (kind IN ('made', 'codeMade', 'enrolled', 'keyReplaced', 'revoked',
                    'settingsChanged', 'note', 'fellSilent', 'cameBack')),
                person_id \(.blob) REFERENCES person (id),
                note \(.text) NOT NULL
            )\(.strict)
            """,
            "CREATE INDEX collector_entry_by_time ON collector_entry (collector_id, entered DESC, id DESC)",
            // A correction knows when it was learnt; what was recorded at once does not say.
            "ALTER TABLE verdict_change ADD COLUMN learnt \(.int)",
            """
            CREATE INDEX verdict_change_corrected ON verdict_change (customer_id, changed)
                WHERE learnt IS NOT NULL
            """,
        ])
}
