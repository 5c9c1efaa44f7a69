// SPDX-License-Identifier: Apache-2.0

extension Migration {
    /// Customers, places, persons, and who may sign in.
    static let peopleAndPlaces = Migration(
        number: 1, name: "People and places",
        statements: [
            """
            CREATE TABLE customer (
                id \(.blob) NOT NULL PRIMARY KEY,
                name \(.text) NOT NULL,
                name_folded \(.text) NOT NULL,
                time_zone \(.text) NOT NULL,
                working_week \(.text) NOT NULL,
                days_off \(.text) NOT NULL
            )\(.strict)
            """,
            "CREATE INDEX customer_by_name ON customer (name_folded, id)",

            // Kept, not counted: lists say how many there are however many that be.
            """
            CREATE TABLE customer_tally (
                customer_id \(.blob) NOT NULL PRIMARY KEY REFERENCES customer (id),
                devices \(.int) NOT NULL
            )\(.strict)
            """,

            // tree_key begins with the key of the place around it, so that a place with all below it is one
            // range.
            """
            CREATE TABLE place (
                id \(.blob) NOT NULL PRIMARY KEY,
                customer_id \(.blob) NOT NULL REFERENCES customer (id),
                parent_id \(.blob) REFERENCES place (id),
                kind \(.text) NOT NULL CHECK (kind IN ('campus', 'building', 'floor', 'room')),
                name \(.text) NOT NULL,
                name_folded \(.text) NOT NULL,
                place_rank \(.int) NOT NULL,
                tree_key \(.text) NOT NULL
            )\(.strict)
            """,
            "CREATE INDEX place_by_parent ON place (customer_id, parent_id, place_rank, name_folded, id)",
            "CREATE INDEX place_by_name ON place (customer_id, name_folded, id)",
            """
            CREATE TABLE place_tally (
                place_id \(.blob) NOT NULL PRIMARY KEY REFERENCES place (id),
                customer_id \(.blob) NOT NULL REFERENCES customer (id),
                devices_here \(.int) NOT NULL,
                devices_within \(.int) NOT NULL
            )\(.strict)
            """,

            """
            CREATE TABLE person (
                id \(.blob) NOT NULL PRIMARY KEY,
                customer_id \(.blob) NOT NULL REFERENCES customer (id),
                side \(.text) NOT NULL CHECK (side IN ('provider', 'customer')),
                name \(.text) NOT NULL,
                name_folded \(.text) NOT NULL,
                role \(.text),
                email \(.text),
                phone \(.text),
                place_id \(.blob) REFERENCES place (id),
                place_key \(.text) NOT NULL
            )\(.strict)
            """,
            "CREATE INDEX person_by_name ON person (customer_id, name_folded, id)",
            "CREATE INDEX person_by_place ON person (customer_id, place_key, id)",
            """
            CREATE TABLE person_word (
                customer_id \(.blob) NOT NULL,
                word \(.text) NOT NULL,
                person_id \(.blob) NOT NULL REFERENCES person (id),
                PRIMARY KEY (customer_id, word, person_id)
            )\(.clustered)
            """,
            "CREATE INDEX person_word_by_person ON person_word (person_id)",

            """
            CREATE TABLE account (
                id \(.blob) NOT NULL PRIMARY KEY,
                customer_id \(.blob) NOT NULL REFERENCES customer (id),
                person_id \(.blob) NOT NULL REFERENCES person (id),
                email \(.text) NOT NULL UNIQUE,
                password_hash \(.text) NOT NULL,
                made \(.int) NOT NULL
            )\(.strict)
            """,
            """
            CREATE TABLE sign_in (
                token_hash \(.blob) NOT NULL PRIMARY KEY,
                customer_id \(.blob) NOT NULL REFERENCES customer (id),
                account_id \(.blob) NOT NULL REFERENCES account (id),
                made \(.int) NOT NULL,
                expires \(.int) NOT NULL
            )\(.strict)
            """,
            "CREATE INDEX sign_in_by_expiry ON sign_in (expires)",
            // Without a person it makes the first account of all, and then there is no customer yet.
            """
            CREATE TABLE invitation (
                token_hash \(.blob) NOT NULL PRIMARY KEY,
                customer_id \(.blob) REFERENCES customer (id),
                person_id \(.blob) REFERENCES person (id),
                made \(.int) NOT NULL,
                expires \(.int) NOT NULL
            )\(.strict)
            """,
        ])
}
