// SPDX-License-Identifier: Apache-2.0

extension Migration {
    /// Promises, how they stand, and what was done about them.
    static let promises = Migration(
        number: 3, name: "Promises",
        statements: [
            """
            CREATE TABLE promise (
                id \(.blob) NOT NULL PRIMARY KEY,
                customer_id \(.blob) NOT NULL REFERENCES customer (id),
                promiser_id \(.blob) NOT NULL REFERENCES person (id),
                to_person_id \(.blob) REFERENCES person (id),
                to_place_id \(.blob) REFERENCES place (id),
                kind \(.text) NOT NULL CHECK (kind IN ('deed', 'toner')),
                due \(.int),
                terms \(.text),
                words \(.text) NOT NULL,
                said_where \(.text) NOT NULL,
                made \(.int) NOT NULL,
                ended \(.int),
                CHECK ((to_person_id IS NULL) <> (to_place_id IS NULL)),
                CHECK ((kind = 'deed') = (due IS NOT NULL)),
                CHECK ((kind = 'deed') = (terms IS NULL))
            )\(.strict)
            """,
            "CREATE INDEX promise_by_customer ON promise (customer_id, made DESC, id DESC)",
            "CREATE INDEX promise_open ON promise (customer_id, made DESC, id DESC) WHERE ended IS NULL",
            "CREATE INDEX promise_by_promiser ON promise (promiser_id, made DESC, id DESC)",
            "CREATE INDEX promise_by_person ON promise (to_person_id, made DESC, id DESC)",
            "CREATE INDEX promise_by_place ON promise (to_place_id, made DESC, id DESC)",

            // breaks_rank and due_at hold what Today and the clock ask for, so that neither sorts.
            """
            CREATE TABLE promise_line (
                id \(.blob) NOT NULL PRIMARY KEY,
                customer_id \(.blob) NOT NULL REFERENCES customer (id),
                promise_id \(.blob) NOT NULL REFERENCES promise (id),
                promiser_id \(.blob) NOT NULL REFERENCES person (id),
                device_id \(.blob) REFERENCES device (id),
                verdict \(.text) NOT NULL CHECK (verdict IN
                    ('broken', 'atRisk', 'notProvable', 'onTrack', 'kept', 'withdrawn')),
                gravity \(.int) NOT NULL,
                reason \(.text) NOT NULL,
                breaks_at \(.int),
                breaks_rank \(.int) NOT NULL,
                evidence \(.text) NOT NULL,
                look_again \(.int),
                verdict_since \(.int) NOT NULL,
                assessed \(.int) NOT NULL,
                wants_act \(.int) NOT NULL CHECK (wants_act IN (0, 1)),
                settled_until \(.int),
                due_at \(.int)
            )\(.strict)
            """,
            "CREATE UNIQUE INDEX promise_line_of_device ON promise_line (device_id, promise_id)",
            "CREATE UNIQUE INDEX promise_line_of_deed ON promise_line (promise_id) WHERE device_id IS NULL",
            "CREATE INDEX promise_line_by_promise ON promise_line (promise_id, gravity, breaks_rank, id)",
            """
            CREATE INDEX promise_line_wanting ON promise_line (customer_id, breaks_rank, gravity, id)
                WHERE wants_act = 1
            """,
            """
            CREATE INDEX promise_line_wanting_of
                ON promise_line (customer_id, promiser_id, breaks_rank, gravity, id) WHERE wants_act = 1
            """,
            "CREATE INDEX promise_line_due ON promise_line (due_at, id) WHERE due_at IS NOT NULL",
            """
            CREATE TABLE promise_tally (
                promise_id \(.blob) NOT NULL REFERENCES promise (id),
                verdict \(.text) NOT NULL,
                customer_id \(.blob) NOT NULL REFERENCES customer (id),
                lines_there \(.int) NOT NULL,
                PRIMARY KEY (promise_id, verdict)
            )\(.clustered)
            """,

            """
            CREATE TABLE verdict_change (
                id \(.blob) NOT NULL PRIMARY KEY,
                customer_id \(.blob) NOT NULL REFERENCES customer (id),
                promise_id \(.blob) NOT NULL REFERENCES promise (id),
                device_id \(.blob) REFERENCES device (id),
                changed \(.int) NOT NULL,
                verdict \(.text) NOT NULL CHECK (verdict IN
                    ('broken', 'atRisk', 'notProvable', 'onTrack', 'kept', 'withdrawn')),
                reason \(.text),
                evidence \(.text) NOT NULL
            )\(.strict)
            """,
            "CREATE INDEX verdict_change_by_time ON verdict_change (promise_id, device_id, changed, id)",
            """
            CREATE TABLE act (
                id \(.blob) NOT NULL PRIMARY KEY,
                customer_id \(.blob) NOT NULL REFERENCES customer (id),
                promise_id \(.blob) NOT NULL REFERENCES promise (id),
                device_id \(.blob) REFERENCES device (id),
                person_id \(.blob) NOT NULL REFERENCES person (id),
                acted \(.int) NOT NULL,
                kind \(.text) NOT NULL CHECK (kind IN ('done', 'tonerSent', 'notPossible', 'note')),
                note \(.text) NOT NULL
            )\(.strict)
            """,
            "CREATE INDEX act_by_promise ON act (promise_id, acted DESC, id DESC)",
            "CREATE INDEX act_by_device ON act (promise_id, device_id, acted DESC, id DESC)",
        ])
}
