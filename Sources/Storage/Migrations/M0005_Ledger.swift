// SPDX-License-Identifier: Apache-2.0

extension Migration {
    /// What happened to promises, kept so that nobody can rewrite it.
    ///
    /// The ledger refers to promises and persons without foreign keys: it has to be able to tell of one that
    /// somebody took out of the tables.
    static let ledger = Migration(
        number: 5, name: "Ledger",
        statements: [
            // The head; one row is locked by whoever appends.
            """
            CREATE TABLE ledger (
                customer_id \(.blob) NOT NULL PRIMARY KEY REFERENCES customer (id),
                size \(.int) NOT NULL,
                edge \(.blob) NOT NULL,
                signed_size \(.int) NOT NULL,
                findings \(.text) NOT NULL,
                checked \(.int),
                checked_size \(.int) NOT NULL
            )\(.strict)
            """,
            """
            CREATE TABLE ledger_entry (
                customer_id \(.blob) NOT NULL REFERENCES customer (id),
                entry_number \(.int) NOT NULL,
                written \(.int) NOT NULL,
                promise_id \(.blob),
                event \(.text) NOT NULL,
                entry \(.blob) NOT NULL,
                kept \(.blob),
                PRIMARY KEY (customer_id, entry_number)
            )\(.clustered)
            """,
            """
            CREATE INDEX ledger_entry_by_promise ON ledger_entry (promise_id, entry_number)
                WHERE promise_id IS NOT NULL
            """,
            """
            CREATE INDEX ledger_entry_made ON ledger_entry (customer_id, entry_number) WHERE event = 'made'
            """,
            "CREATE INDEX ledger_entry_by_time ON ledger_entry (customer_id, written, entry_number)",
            """
            CREATE TABLE ledger_person (
                customer_id \(.blob) NOT NULL REFERENCES customer (id),
                entry_number \(.int) NOT NULL,
                person_id \(.blob) NOT NULL,
                PRIMARY KEY (customer_id, entry_number, person_id)
            )\(.clustered)
            """,
            "CREATE INDEX ledger_person_by_person ON ledger_person (person_id, entry_number)",
            // Hashes of full subtrees, of every eighth level; the others follow from these and the entries.
            """
            CREATE TABLE ledger_subtree (
                customer_id \(.blob) NOT NULL REFERENCES customer (id),
                level \(.int) NOT NULL,
                place \(.int) NOT NULL,
                hash \(.blob) NOT NULL,
                PRIMARY KEY (customer_id, level, place)
            )\(.clustered)
            """,
            """
            CREATE TABLE ledger_checkpoint (
                customer_id \(.blob) NOT NULL REFERENCES customer (id),
                size \(.int) NOT NULL,
                signed \(.int) NOT NULL,
                note \(.text) NOT NULL,
                public_key \(.text) NOT NULL,
                hands_over \(.int) NOT NULL CHECK (hands_over IN (0, 1)),
                PRIMARY KEY (customer_id, size)
            )\(.clustered)
            """,
            "CREATE INDEX ledger_checkpoint_by_time ON ledger_checkpoint (customer_id, signed)",
            """
            CREATE TABLE person_key (
                person_id \(.blob) NOT NULL PRIMARY KEY REFERENCES person (id),
                customer_id \(.blob) NOT NULL REFERENCES customer (id),
                secret \(.blob) NOT NULL,
                made \(.int) NOT NULL
            )\(.clustered)
            """,
            // What was promised before there was a ledger is written into it at the next start.
            """
            CREATE TABLE ledger_awaiting (
                promise_id \(.blob) NOT NULL PRIMARY KEY REFERENCES promise (id),
                customer_id \(.blob) NOT NULL REFERENCES customer (id)
            )\(.clustered)
            """,
            "INSERT INTO ledger_awaiting (promise_id, customer_id) SELECT id, customer_id FROM promise",
        ])
}
