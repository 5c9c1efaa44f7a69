// SPDX-License-Identifier: Apache-2.0

extension Migration {
    /// Who is the same person as whom, what customers' directories say, tables of people on their way in, what is to get
    /// better, meetings, and whose mail is kept.
    static let knowingPeople = Migration(
        number: 13, name: "Knowing people",
        statements: merging + directories + goals + meetings + mail)

    private static let merging: [SQLText] = [
        // What a record is shown as, when somebody said that it is another's; and since when somebody has left. No
        // record refers to another here, so that a copy need not sort them.
        "ALTER TABLE person ADD COLUMN folded_into_id \(.blob)",
        "ALTER TABLE person ADD COLUMN left_at \(.int)",
        "CREATE INDEX person_folded ON person (folded_into_id, id) WHERE folded_into_id IS NOT NULL",
        "CREATE INDEX person_left ON person (customer_id, left_at DESC, id DESC) WHERE left_at IS NOT NULL",
        """
        CREATE TABLE person_merge (
            id \(.blob) NOT NULL PRIMARY KEY,
            customer_id \(.blob) NOT NULL REFERENCES customer (id),
            kept_id \(.blob) NOT NULL REFERENCES person (id),
            folded_id \(.blob) NOT NULL REFERENCES person (id),
            from_folded \(.text) NOT NULL,
            made \(.int) NOT NULL,
            by_id \(.blob) NOT NULL REFERENCES person (id),
            taken_back \(.int),
            taken_back_by_id \(.blob) REFERENCES person (id)
        )\(.strict)
        """,
        "CREATE UNIQUE INDEX person_merge_of_folded ON person_merge (folded_id) WHERE taken_back IS NULL",
        "CREATE INDEX person_merge_by_kept ON person_merge (kept_id, made, id) WHERE taken_back IS NULL",
        "CREATE INDEX person_merge_by_customer ON person_merge (customer_id, made DESC, id DESC)",
        """
        CREATE TABLE person_apart (
            first_id \(.blob) NOT NULL REFERENCES person (id),
            second_id \(.blob) NOT NULL REFERENCES person (id),
            customer_id \(.blob) NOT NULL REFERENCES customer (id),
            said \(.int) NOT NULL,
            by_id \(.blob) NOT NULL REFERENCES person (id),
            PRIMARY KEY (first_id, second_id)
        )\(.clustered)
        """,
        "CREATE INDEX person_apart_by_customer ON person_apart (customer_id, first_id, second_id)",
    ]

    private static let directories: [SQLText] = [
        """
        CREATE TABLE person_directory (
            person_id \(.blob) NOT NULL PRIMARY KEY REFERENCES person (id),
            customer_id \(.blob) NOT NULL REFERENCES customer (id),
            external_id \(.text),
            user_name_folded \(.text),
            resource \(.text),
            is_active \(.int) NOT NULL CHECK (is_active IN (0, 1)),
            made \(.int) NOT NULL,
            changed \(.int) NOT NULL
        )\(.strict)
        """,
        """
        CREATE UNIQUE INDEX person_directory_by_external ON person_directory (customer_id, external_id)
            WHERE external_id IS NOT NULL
        """,
        """
        CREATE UNIQUE INDEX person_directory_by_user_name ON person_directory (customer_id, user_name_folded)
            WHERE user_name_folded IS NOT NULL
        """,
        // Of the secret that a directory shows only the digest is kept.
        """
        CREATE TABLE directory_token (
            id \(.blob) NOT NULL PRIMARY KEY,
            token_hash \(.blob) NOT NULL UNIQUE,
            customer_id \(.blob) NOT NULL REFERENCES customer (id),
            name \(.text) NOT NULL,
            made \(.int) NOT NULL,
            by_id \(.blob) NOT NULL REFERENCES person (id),
            used \(.int),
            ended \(.int)
        )\(.strict)
        """,
        "CREATE INDEX directory_token_by_customer ON directory_token (customer_id, made DESC, id DESC)",
        // A table or cards between the preview and the yes; the content goes when it was taken in, or after a day.
        """
        CREATE TABLE people_import (
            id \(.blob) NOT NULL PRIMARY KEY,
            customer_id \(.blob) NOT NULL REFERENCES customer (id),
            by_id \(.blob) NOT NULL REFERENCES person (id),
            made \(.int) NOT NULL,
            form \(.text) NOT NULL CHECK (form IN ('table', 'cards')),
            name \(.text) NOT NULL,
            content \(.blob) NOT NULL
        )\(.strict)
        """,
        "CREATE INDEX people_import_by_time ON people_import (made)",
    ]

    private static let goals: [SQLText] = [
        """
        CREATE TABLE goal (
            id \(.blob) NOT NULL PRIMARY KEY,
            customer_id \(.blob) NOT NULL REFERENCES customer (id),
            words \(.text) NOT NULL,
            terms \(.text) NOT NULL,
            baseline_from \(.int) NOT NULL,
            baseline_until \(.int) NOT NULL,
            due_day \(.int) NOT NULL,
            made \(.int) NOT NULL,
            by_id \(.blob) NOT NULL REFERENCES person (id),
            need_id \(.blob) REFERENCES need (id),
            ended \(.int),
            ended_words \(.text)
        )\(.strict)
        """,
        "CREATE INDEX goal_by_customer ON goal (customer_id, made DESC, id DESC)",
        """
        CREATE TABLE goal_promise (
            goal_id \(.blob) NOT NULL REFERENCES goal (id),
            promise_id \(.blob) NOT NULL REFERENCES promise (id),
            PRIMARY KEY (goal_id, promise_id)
        )\(.clustered)
        """,
        "CREATE INDEX goal_promise_by_promise ON goal_promise (promise_id, goal_id)",
    ]

    private static let meetings: [SQLText] = [
        """
        CREATE TABLE meeting (
            id \(.blob) NOT NULL PRIMARY KEY,
            customer_id \(.blob) NOT NULL REFERENCES customer (id),
            organizer_id \(.blob) NOT NULL REFERENCES person (id),
            form \(.text) NOT NULL,
            words \(.text) NOT NULL,
            begins \(.int) NOT NULL,
            ends \(.int) NOT NULL,
            place_id \(.blob) REFERENCES place (id),
            written \(.int) NOT NULL,
            sequence \(.int) NOT NULL,
            cancelled \(.int)
        )\(.strict)
        """,
        "CREATE INDEX meeting_by_customer ON meeting (customer_id, begins DESC, id DESC)",
        "CREATE INDEX meeting_by_organizer ON meeting (organizer_id, begins DESC, id DESC)",
        """
        CREATE TABLE meeting_person (
            meeting_id \(.blob) NOT NULL REFERENCES meeting (id),
            person_id \(.blob) NOT NULL REFERENCES person (id),
            PRIMARY KEY (meeting_id, person_id)
        )\(.clustered)
        """,
        "CREATE INDEX meeting_person_by_person ON meeting_person (person_id, meeting_id)",
    ]

    private static let mail: [SQLText] = [
        // A customer's hosts, addresses that are never kept, and addresses that are nobody's.
        """
        CREATE TABLE mail_address (
            kind \(.text) NOT NULL CHECK (kind IN ('host', 'private', 'team')),
            address \(.text) NOT NULL,
            customer_id \(.blob) NOT NULL REFERENCES customer (id),
            PRIMARY KEY (kind, address, customer_id)
        )\(.clustered)
        """,
        "CREATE INDEX mail_address_by_customer ON mail_address (customer_id, kind, address)",
        // The same mail is kept once; of people in it whom nobody met yet, who they are.
        """
        CREATE TABLE mail_kept (
            customer_id \(.blob) NOT NULL REFERENCES customer (id),
            identity \(.text) NOT NULL,
            conversation_id \(.blob) NOT NULL,
            keeper_id \(.blob) NOT NULL REFERENCES person (id),
            arrived \(.int) NOT NULL,
            strangers \(.text) NOT NULL,
            PRIMARY KEY (customer_id, identity)
        )\(.clustered)
        """,
        "CREATE INDEX mail_kept_by_time ON mail_kept (customer_id, arrived DESC, identity)",
    ]
}
