// SPDX-License-Identifier: Apache-2.0

extension Migration {
    /// What was said, by whom, what was promised and needed in it, and how often people are to be heard.
    static let conversations = Migration(
        number: 9, name: "Conversations", statements: talks + pointers + rules + stories + personal)

    private static let talks: [SQLText] = [
        """
        CREATE TABLE conversation (
            id \(.blob) NOT NULL PRIMARY KEY,
            customer_id \(.blob) NOT NULL REFERENCES customer (id),
            form \(.text) NOT NULL,
            happened \(.int) NOT NULL,
            lasted_until \(.int),
            written \(.int) NOT NULL,
            writer_id \(.blob) NOT NULL REFERENCES person (id),
            writer_side \(.text) NOT NULL CHECK (writer_side IN ('provider', 'customer')),
            place_id \(.blob) REFERENCES place (id),
            line \(.text) NOT NULL,
            about \(.text) NOT NULL,
            audience \(.text) NOT NULL CHECK (audience IN ('writer', 'parties', 'side', 'everyone')),
            root_id \(.blob) NOT NULL,
            corrects_id \(.blob),
            corrected_by_id \(.blob),
            evidence \(.text),
            awaits_evidence \(.int) NOT NULL CHECK (awaits_evidence IN (0, 1))
        )\(.strict)
        """,
        """
        CREATE INDEX conversation_by_customer ON conversation (customer_id, happened DESC, id DESC)
            WHERE corrected_by_id IS NULL
        """,
        """
        CREATE INDEX conversation_by_writer ON conversation (writer_id, happened DESC, id DESC)
            WHERE corrected_by_id IS NULL
        """,
        """
        CREATE INDEX conversation_by_form ON conversation (customer_id, form, happened)
            WHERE corrected_by_id IS NULL
        """,
        "CREATE INDEX conversation_by_root ON conversation (root_id)",
        "CREATE INDEX conversation_awaiting ON conversation (id) WHERE awaits_evidence = 1",
        // is_current and happened are the conversation's: so one person's list needs no other table to be in order.
        """
        CREATE TABLE conversation_person (
            conversation_id \(.blob) NOT NULL REFERENCES conversation (id),
            person_id \(.blob) NOT NULL REFERENCES person (id),
            customer_id \(.blob) NOT NULL REFERENCES customer (id),
            position \(.int) NOT NULL,
            part \(.text) NOT NULL CHECK (part IN ('heard', 'told', 'present', 'excused', 'wrote')),
            role \(.text),
            face \(.text),
            mood \(.text),
            happened \(.int) NOT NULL,
            is_current \(.int) NOT NULL CHECK (is_current IN (0, 1)),
            PRIMARY KEY (conversation_id, person_id)
        )\(.clustered)
        """,
        "CREATE INDEX conversation_person_of_person ON conversation_person (person_id, conversation_id)",
        """
        CREATE INDEX conversation_person_by_time
            ON conversation_person (person_id, happened DESC, conversation_id DESC) WHERE is_current = 1
        """,
        """
        CREATE INDEX conversation_person_heard ON conversation_person (person_id, happened DESC, conversation_id DESC)
            WHERE is_current = 1 AND part = 'heard'
        """,
        """
        CREATE TABLE conversation_said (
            conversation_id \(.blob) NOT NULL REFERENCES conversation (id),
            position \(.int) NOT NULL,
            person_id \(.blob) NOT NULL REFERENCES person (id),
            words \(.text) NOT NULL,
            PRIMARY KEY (conversation_id, position)
        )\(.clustered)
        """,
    ]

    private static let pointers: [SQLText] = [
        """
        CREATE TABLE conversation_promise (
            promise_id \(.blob) NOT NULL PRIMARY KEY REFERENCES promise (id),
            root_id \(.blob) NOT NULL REFERENCES conversation (id),
            customer_id \(.blob) NOT NULL REFERENCES customer (id),
            words \(.text)
        )\(.clustered)
        """,
        "CREATE INDEX conversation_promise_by_root ON conversation_promise (root_id, promise_id)",
        """
        CREATE TABLE need (
            id \(.blob) NOT NULL PRIMARY KEY,
            customer_id \(.blob) NOT NULL REFERENCES customer (id),
            words \(.text) NOT NULL,
            said \(.int) NOT NULL,
            root_id \(.blob) REFERENCES conversation (id),
            place_id \(.blob) REFERENCES place (id),
            written \(.int) NOT NULL,
            writer_id \(.blob) NOT NULL REFERENCES person (id),
            met_by_id \(.blob) REFERENCES person (id),
            met \(.int)
        )\(.strict)
        """,
        "CREATE INDEX need_by_customer ON need (customer_id, said DESC, id DESC)",
        "CREATE INDEX need_by_conversation ON need (root_id) WHERE root_id IS NOT NULL",
        """
        CREATE TABLE need_person (
            need_id \(.blob) NOT NULL REFERENCES need (id),
            person_id \(.blob) NOT NULL REFERENCES person (id),
            PRIMARY KEY (need_id, person_id)
        )\(.clustered)
        """,
        "CREATE INDEX need_person_by_person ON need_person (person_id, need_id)",
    ]

    private static let rules: [SQLText] = [
        """
        CREATE TABLE cadence (
            id \(.blob) NOT NULL PRIMARY KEY,
            customer_id \(.blob) NOT NULL REFERENCES customer (id),
            person_id \(.blob) REFERENCES person (id),
            role \(.text),
            place_id \(.blob) REFERENCES place (id),
            days \(.int) NOT NULL,
            hearer_id \(.blob) NOT NULL REFERENCES person (id),
            since_day \(.int) NOT NULL,
            ended \(.int)
        )\(.strict)
        """,
        "CREATE INDEX cadence_by_customer ON cadence (customer_id, id) WHERE ended IS NULL",
        "CREATE INDEX person_by_role ON person (customer_id, role)",
    ]

    private static let stories: [SQLText] = [
        // What somebody wrote down of the long cycle, one line each; milestones are reached by these.
        """
        CREATE TABLE engagement_event (
            id \(.blob) NOT NULL PRIMARY KEY,
            customer_id \(.blob) NOT NULL REFERENCES customer (id),
            kind \(.text) NOT NULL,
            happened \(.int) NOT NULL,
            written \(.int) NOT NULL,
            writer_id \(.blob) NOT NULL REFERENCES person (id),
            words \(.text) NOT NULL,
            until_day \(.int)
        )\(.strict)
        """,
        "CREATE INDEX engagement_event_by_time ON engagement_event (customer_id, happened DESC, id DESC)",
        """
        CREATE TABLE engagement_member (
            customer_id \(.blob) NOT NULL REFERENCES customer (id),
            person_id \(.blob) NOT NULL REFERENCES person (id),
            part \(.text) NOT NULL,
            from_day \(.int) NOT NULL,
            until_day \(.int),
            PRIMARY KEY (customer_id, person_id, part, from_day)
        )\(.clustered)
        """,
    ]

    private static let personal: [SQLText] = [
        """
        CREATE TABLE person_note (
            id \(.blob) NOT NULL PRIMARY KEY,
            customer_id \(.blob) NOT NULL REFERENCES customer (id),
            about_id \(.blob) NOT NULL REFERENCES person (id),
            author_id \(.blob) NOT NULL REFERENCES person (id),
            written \(.int) NOT NULL,
            words \(.text) NOT NULL,
            visibility \(.text) NOT NULL CHECK (visibility IN ('author', 'these', 'colleagues'))
        )\(.strict)
        """,
        "CREATE INDEX person_note_by_person ON person_note (about_id, written DESC, id DESC)",
        "CREATE INDEX person_note_by_author ON person_note (author_id, written DESC, id DESC)",
        """
        CREATE TABLE person_note_reader (
            note_id \(.blob) NOT NULL REFERENCES person_note (id),
            person_id \(.blob) NOT NULL REFERENCES person (id),
            PRIMARY KEY (note_id, person_id)
        )\(.clustered)
        """,
        """
        CREATE TABLE own_words (
            id \(.blob) NOT NULL PRIMARY KEY,
            customer_id \(.blob) NOT NULL REFERENCES customer (id),
            person_id \(.blob) NOT NULL REFERENCES person (id),
            words \(.text) NOT NULL,
            said_day \(.int) NOT NULL,
            heard_by_id \(.blob) NOT NULL REFERENCES person (id),
            consent_given \(.int) NOT NULL,
            consent_how \(.text) NOT NULL,
            consent_until \(.int),
            consent_withdrawn \(.int)
        )\(.strict)
        """,
        "CREATE INDEX own_words_by_person ON own_words (person_id, said_day DESC, id DESC)",
        // Of the secret in a feed's address only the digest is kept.
        """
        CREATE TABLE calendar_feed (
            token_hash \(.blob) NOT NULL PRIMARY KEY,
            person_id \(.blob) NOT NULL REFERENCES person (id),
            customer_id \(.blob) NOT NULL REFERENCES customer (id),
            made \(.int) NOT NULL
        )\(.strict)
        """,
        "CREATE UNIQUE INDEX calendar_feed_by_person ON calendar_feed (person_id, customer_id)",
    ]
}
