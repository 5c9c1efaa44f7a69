// SPDX-License-Identifier: Apache-2.0

extension Migration {
    /// Walks: whom and what they plan to see, what phones entered on them, and what became of it.
    static let walks = Migration(
        number: 14, name: "Walks",
        statements: [
            """
            CREATE TABLE walk (
                id \(.blob) NOT NULL PRIMARY KEY,
                customer_id \(.blob) NOT NULL REFERENCES customer (id),
                title \(.text) NOT NULL,
                on_day \(.int) NOT NULL,
                planned \(.int) NOT NULL,
                planner_id \(.blob) NOT NULL REFERENCES person (id),
                questions \(.text) NOT NULL,
                begun \(.int)
            )\(.strict)
            """,
            "CREATE INDEX walk_by_day ON walk (customer_id, on_day DESC, id DESC)",
            """
            CREATE TABLE walk_person (
                walk_id \(.blob) NOT NULL REFERENCES walk (id),
                person_id \(.blob) NOT NULL REFERENCES person (id),
                part \(.text) NOT NULL CHECK (part IN ('walker', 'heard')),
                position \(.int) NOT NULL,
                PRIMARY KEY (walk_id, part, position)
            )\(.clustered)
            """,
            "CREATE INDEX walk_person_by_person ON walk_person (person_id, walk_id)",
            """
            CREATE TABLE walk_place (
                walk_id \(.blob) NOT NULL REFERENCES walk (id),
                place_id \(.blob) NOT NULL REFERENCES place (id),
                position \(.int) NOT NULL,
                PRIMARY KEY (walk_id, position)
            )\(.clustered)
            """,
            // What came under one id stays, also when two things did.
            """
            CREATE TABLE walk_entry (
                walk_id \(.blob) NOT NULL REFERENCES walk (id),
                entry_id \(.blob) NOT NULL,
                variant \(.int) NOT NULL,
                phone_id \(.blob) NOT NULL,
                arrived \(.int) NOT NULL,
                piece \(.text) NOT NULL,
                PRIMARY KEY (walk_id, entry_id, variant)
            )\(.clustered)
            """,
            "CREATE INDEX walk_entry_by_phone ON walk_entry (walk_id, phone_id)",
            """
            CREATE TABLE walk_outcome (
                walk_id \(.blob) NOT NULL REFERENCES walk (id),
                entry_id \(.blob) NOT NULL,
                person_id \(.blob) REFERENCES person (id),
                conversation_id \(.blob),
                PRIMARY KEY (walk_id, entry_id),
                CHECK ((person_id IS NULL) <> (conversation_id IS NULL))
            )\(.clustered)
            """,
            """
            CREATE TABLE walk_photo (
                id \(.blob) NOT NULL PRIMARY KEY,
                walk_id \(.blob) NOT NULL REFERENCES walk (id),
                taker_id \(.blob) NOT NULL REFERENCES person (id),
                arrived \(.int) NOT NULL,
                bytes \(.blob) NOT NULL
            )\(.strict)
            """,
            "CREATE INDEX walk_photo_by_walk ON walk_photo (walk_id, id)",
        ] + plans)

    private static let plans: [SQLText] = [
        // Of a floor only the newest picture; points are kept in millionths and stay where they are.
        """
        CREATE TABLE floor_plan (
            place_id \(.blob) NOT NULL PRIMARY KEY REFERENCES place (id),
            customer_id \(.blob) NOT NULL REFERENCES customer (id),
            width \(.int) NOT NULL,
            height \(.int) NOT NULL,
            micrometres_per_pixel \(.int),
            is_open \(.int) NOT NULL CHECK (is_open IN (0, 1)),
            corridors \(.text) NOT NULL,
            type \(.text) NOT NULL,
            bytes \(.blob) NOT NULL,
            written \(.int) NOT NULL,
            writer_id \(.blob) NOT NULL REFERENCES person (id)
        )\(.strict)
        """,
        "CREATE INDEX floor_plan_by_customer ON floor_plan (customer_id, place_id)",
        """
        CREATE TABLE plan_point (
            subject_id \(.blob) NOT NULL PRIMARY KEY,
            kind \(.text) NOT NULL CHECK (kind IN ('person', 'device')),
            place_id \(.blob) NOT NULL REFERENCES floor_plan (place_id),
            from_left \(.int) NOT NULL,
            from_top \(.int) NOT NULL
        )\(.clustered)
        """,
        "CREATE INDEX plan_point_by_place ON plan_point (place_id, subject_id)",
    ]
}
