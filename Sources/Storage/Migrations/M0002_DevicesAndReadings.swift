// SPDX-License-Identifier: Apache-2.0

extension Migration {
    /// Collectors, devices, and what devices said.
    static let devicesAndReadings = Migration(
        number: 2, name: "Devices and readings",
        statements: [
            """
            CREATE TABLE collector (
                id \(.blob) NOT NULL PRIMARY KEY,
                customer_id \(.blob) NOT NULL REFERENCES customer (id),
                name \(.text) NOT NULL,
                name_folded \(.text) NOT NULL,
                place_id \(.blob) REFERENCES place (id),
                token_hash \(.blob) NOT NULL UNIQUE,
                made \(.int) NOT NULL,
                revoked \(.int),
                last_heard \(.int),
                says_version \(.text),
                says_host \(.text)
            )\(.strict)
            """,
            "CREATE INDEX collector_by_customer ON collector (customer_id, name_folded, id)",
            """
            CREATE TABLE collector_spool (
                collector_id \(.blob) NOT NULL REFERENCES collector (id),
                spool_id \(.blob) NOT NULL,
                customer_id \(.blob) NOT NULL REFERENCES customer (id),
                acknowledged \(.int) NOT NULL,
                PRIMARY KEY (collector_id, spool_id)
            )\(.clustered)
            """,

            // In the tables that grow with every reading the device vouches for the customer: a reference to
            // the customer too would lock its row for each of them.

            // What lists are found and sorted by; what changes with every reading stands in device_state.
            """
            CREATE TABLE device (
                id \(.blob) NOT NULL PRIMARY KEY,
                customer_id \(.blob) NOT NULL REFERENCES customer (id),
                place_id \(.blob) REFERENCES place (id),
                place_key \(.text) NOT NULL,
                address \(.text) NOT NULL,
                make \(.text),
                model \(.text),
                serial \(.text),
                name \(.text),
                title_folded \(.text) NOT NULL,
                mac_addresses \(.text) NOT NULL,
                first_heard \(.int) NOT NULL,
                verdict \(.text) CHECK (verdict IN
                    ('broken', 'atRisk', 'notProvable', 'onTrack', 'kept', 'withdrawn')),
                gravity \(.int) NOT NULL,
                lowest_percent \(.int),
                lowest_rank \(.int) NOT NULL,
                lowest_supply \(.text)
            )\(.strict)
            """,
            "CREATE INDEX device_by_serial ON device (customer_id, serial)",
            "CREATE INDEX device_by_address ON device (customer_id, address)",
            "CREATE INDEX device_by_need ON device (customer_id, gravity, lowest_rank, id)",
            "CREATE INDEX device_by_lowest ON device (customer_id, lowest_rank, id)",
            "CREATE INDEX device_by_title ON device (customer_id, title_folded, id)",
            "CREATE INDEX device_by_place ON device (customer_id, place_key, title_folded, id)",
            "CREATE INDEX device_by_make ON device (customer_id, make, gravity, lowest_rank, id)",
            """
            CREATE TABLE device_mac (
                customer_id \(.blob) NOT NULL,
                mac_address \(.text) NOT NULL,
                device_id \(.blob) NOT NULL REFERENCES device (id),
                PRIMARY KEY (customer_id, mac_address, device_id)
            )\(.clustered)
            """,
            "CREATE INDEX device_mac_by_device ON device_mac (device_id)",
            """
            CREATE TABLE device_word (
                customer_id \(.blob) NOT NULL,
                word \(.text) NOT NULL,
                device_id \(.blob) NOT NULL REFERENCES device (id),
                PRIMARY KEY (customer_id, word, device_id)
            )\(.clustered)
            """,
            "CREATE INDEX device_word_by_device ON device_word (device_id)",

            // Readings of one device differ in a few figures. What they share is kept once, as its form.
            """
            CREATE TABLE reading_form (
                device_id \(.blob) NOT NULL REFERENCES device (id),
                form_number \(.int) NOT NULL,
                customer_id \(.blob) NOT NULL,
                digest \(.int) NOT NULL,
                form \(.text) NOT NULL,
                PRIMARY KEY (device_id, form_number)
            )\(.strict)
            """,
            "CREATE INDEX reading_form_by_digest ON reading_form (device_id, digest)",
            """
            CREATE TABLE device_state (
                device_id \(.blob) NOT NULL PRIMARY KEY REFERENCES device (id),
                customer_id \(.blob) NOT NULL,
                last_heard \(.int) NOT NULL,
                silent_since \(.int),
                collector_id \(.blob) REFERENCES collector (id),
                latest_kept \(.blob) NOT NULL,
                last_kept \(.int) NOT NULL,
                no_toner_since \(.int),
                no_toner_reading \(.blob),
                form_number \(.int) NOT NULL,
                said \(.text) NOT NULL,
                supplies_heard \(.text) NOT NULL,
                FOREIGN KEY (device_id, form_number) REFERENCES reading_form (device_id, form_number)
            )\(.strict)
            """,
            "CREATE INDEX device_state_by_heard ON device_state (customer_id, last_heard, device_id)",
            """
            CREATE INDEX device_state_silent ON device_state (customer_id, silent_since, device_id)
                WHERE silent_since IS NOT NULL
            """,
            """
            CREATE TABLE supply_history (
                device_id \(.blob) NOT NULL PRIMARY KEY REFERENCES device (id),
                customer_id \(.blob) NOT NULL,
                runs \(.text) NOT NULL
            )\(.strict)
            """,

            """
            CREATE TABLE reading (
                id \(.blob) NOT NULL PRIMARY KEY,
                customer_id \(.blob) NOT NULL,
                device_id \(.blob) NOT NULL REFERENCES device (id),
                collector_id \(.blob) REFERENCES collector (id),
                heard \(.int) NOT NULL,
                learnt \(.int) NOT NULL,
                form_number \(.int) NOT NULL,
                said \(.text) NOT NULL,
                FOREIGN KEY (device_id, form_number) REFERENCES reading_form (device_id, form_number)
            )\(.strict)
            """,
            "CREATE INDEX reading_by_device ON reading (device_id, heard DESC, id DESC)",
            """
            CREATE TABLE device_meter (
                device_id \(.blob) NOT NULL REFERENCES device (id),
                meter_number \(.int) NOT NULL,
                customer_id \(.blob) NOT NULL,
                meter \(.text) NOT NULL,
                PRIMARY KEY (device_id, meter_number),
                UNIQUE (device_id, meter)
            )\(.strict)
            """,
            """
            CREATE TABLE meter_point (
                device_id \(.blob) NOT NULL,
                meter_number \(.int) NOT NULL,
                heard \(.int) NOT NULL,
                reading_id \(.blob) NOT NULL,
                customer_id \(.blob) NOT NULL,
                meter_value \(.int) NOT NULL,
                PRIMARY KEY (device_id, meter_number, heard, reading_id),
                FOREIGN KEY (device_id, meter_number) REFERENCES device_meter (device_id, meter_number)
            )\(.clustered)
            """,
            """
            CREATE TABLE device_event (
                id \(.blob) NOT NULL PRIMARY KEY,
                customer_id \(.blob) NOT NULL,
                device_id \(.blob) NOT NULL REFERENCES device (id),
                happened \(.int) NOT NULL,
                kind \(.text) NOT NULL,
                event \(.text) NOT NULL,
                reading_id \(.blob)
            )\(.strict)
            """,
            "CREATE INDEX device_event_by_device ON device_event (device_id, happened DESC, id DESC)",
        ])
}
