// SPDX-License-Identifier: Apache-2.0

extension Migration {
    /// Promises in terms of every measure, evidence, and periods that are over.
    ///
    /// The tables of promises are made anew and filled from the old ones, because what a column may hold cannot be
    /// changed in place by both engines. What was promised before keeps its columns: a deed its due instant, a
    /// promise about toner its lead time.
    static let terms = Migration(
        number: 6, name: "Terms and evidence",
        statements: promisesAnew + linesAnew + historyAnew + evidence + gravities)

    private static let promisesAnew: [SQLText] = [
        """
        CREATE TABLE promise_anew (
            id \(.blob) NOT NULL PRIMARY KEY,
            customer_id \(.blob) NOT NULL REFERENCES customer (id),
            promiser_id \(.blob) NOT NULL REFERENCES person (id),
            to_person_id \(.blob) REFERENCES person (id),
            to_place_id \(.blob) REFERENCES place (id),
            kind \(.text) NOT NULL CHECK (kind IN ('deed', 'toner', 'terms')),
            due \(.int),
            terms \(.text),
            words \(.text) NOT NULL,
            said_where \(.text) NOT NULL,
            principle \(.text),
            visibility \(.text) NOT NULL CHECK (visibility IN ('parties', 'customer', 'everyone')),
            made \(.int) NOT NULL,
            from_day \(.int),
            until_day \(.int),
            ended \(.int),
            supersedes_id \(.blob),
            verdict \(.text) CHECK (verdict IN ('disputed', 'broken', 'atRisk', 'notProvable', 'repaired',
                'onTrack', 'accepted', 'made', 'kept', 'withdrawn')),
            verdict_since \(.int),
            gravity \(.int) NOT NULL,
            CHECK (kind = 'terms' OR (to_person_id IS NULL) <> (to_place_id IS NULL)),
            CHECK (kind <> 'deed' OR due IS NOT NULL),
            CHECK (kind = 'deed' OR terms IS NOT NULL)
        )\(.strict)
        """,
        """
        INSERT INTO promise_anew (id, customer_id, promiser_id, to_person_id, to_place_id, kind, due, terms, words,
            said_where, visibility, made, ended, gravity)
        SELECT id, customer_id, promiser_id, to_person_id, to_place_id, kind, due, terms, words, said_where,
            'customer', made, ended, 100 FROM promise
        """,
        // What a promise is about, who it was made to, and what it leans on, by id or by the bytes of a name.
        """
        CREATE TABLE promise_tie (
            name \(.blob) NOT NULL,
            role \(.text) NOT NULL CHECK (role IN ('to', 'about', 'provided')),
            promise_id \(.blob) NOT NULL REFERENCES promise_anew (id),
            customer_id \(.blob) NOT NULL REFERENCES customer (id),
            PRIMARY KEY (name, role, promise_id)
        )\(.clustered)
        """,
        "CREATE INDEX promise_tie_by_promise ON promise_tie (promise_id)",
    ]

    private static let linesAnew: [SQLText] = [
        """
        CREATE TABLE promise_line_anew (
            id \(.blob) NOT NULL PRIMARY KEY,
            customer_id \(.blob) NOT NULL REFERENCES customer (id),
            promise_id \(.blob) NOT NULL REFERENCES promise_anew (id),
            promiser_id \(.blob) NOT NULL REFERENCES person (id),
            subject \(.blob) NOT NULL,
            device_id \(.blob) REFERENCES device (id),
            period_first \(.int),
            period_last \(.int),
            verdict \(.text) NOT NULL CHECK (verdict IN ('disputed', 'broken', 'atRisk', 'notProvable', 'repaired',
                'onTrack', 'accepted', 'made', 'kept', 'withdrawn')),
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
        """
        INSERT INTO promise_line_anew (id, customer_id, promise_id, promiser_id, subject, device_id, verdict, gravity,
            reason, breaks_at, breaks_rank, evidence, look_again, verdict_since, assessed, wants_act,
            settled_until, due_at)
        SELECT id, customer_id, promise_id, promiser_id, COALESCE(device_id, promiser_id), device_id, verdict, gravity,
            reason, breaks_at, breaks_rank, evidence, look_again, verdict_since, assessed, wants_act,
            settled_until, due_at FROM promise_line
        """,
        """
        CREATE TABLE promise_tally_anew (
            promise_id \(.blob) NOT NULL REFERENCES promise_anew (id),
            verdict \(.text) NOT NULL,
            customer_id \(.blob) NOT NULL REFERENCES customer (id),
            lines_there \(.int) NOT NULL,
            PRIMARY KEY (promise_id, verdict)
        )\(.clustered)
        """,
        """
        INSERT INTO promise_tally_anew (promise_id, verdict, customer_id, lines_there)
        SELECT promise_id, verdict, customer_id, lines_there FROM promise_tally
        """,
    ]

    private static let historyAnew: [SQLText] = [
        """
        CREATE TABLE verdict_change_anew (
            id \(.blob) NOT NULL PRIMARY KEY,
            customer_id \(.blob) NOT NULL REFERENCES customer (id),
            promise_id \(.blob) NOT NULL REFERENCES promise_anew (id),
            subject \(.blob),
            device_id \(.blob) REFERENCES device (id),
            changed \(.int) NOT NULL,
            verdict \(.text) NOT NULL CHECK (verdict IN ('disputed', 'broken', 'atRisk', 'notProvable', 'repaired',
                'onTrack', 'accepted', 'made', 'kept', 'withdrawn')),
            reason \(.text),
            evidence \(.text) NOT NULL,
            learnt \(.int)
        )\(.strict)
        """,
        """
        INSERT INTO verdict_change_anew (id, customer_id, promise_id, subject, device_id, changed, verdict, reason,
            evidence, learnt)
        SELECT id, customer_id, promise_id, device_id, device_id, changed, verdict, reason, evidence, learnt
        FROM verdict_change
        """,
        """
        CREATE TABLE act_anew (
            id \(.blob) NOT NULL PRIMARY KEY,
            customer_id \(.blob) NOT NULL REFERENCES customer (id),
            promise_id \(.blob) NOT NULL REFERENCES promise_anew (id),
            device_id \(.blob) REFERENCES device (id),
            person_id \(.blob) NOT NULL REFERENCES person (id),
            acted \(.int) NOT NULL,
            kind \(.text) NOT NULL CHECK (kind IN ('done', 'tonerSent', 'notPossible', 'note')),
            note \(.text) NOT NULL
        )\(.strict)
        """,
        """
        INSERT INTO act_anew (id, customer_id, promise_id, device_id, person_id, acted, kind, note)
        SELECT id, customer_id, promise_id, device_id, person_id, acted, kind, note FROM act
        """,
        // Nothing may refer to the old table when it goes.
        """
        CREATE TABLE ledger_awaiting_anew (
            promise_id \(.blob) NOT NULL PRIMARY KEY REFERENCES promise_anew (id),
            customer_id \(.blob) NOT NULL REFERENCES customer (id)
        )\(.clustered)
        """,
        """
        INSERT INTO ledger_awaiting_anew (promise_id, customer_id)
        SELECT promise_id, customer_id FROM ledger_awaiting
        """,
        "DROP TABLE ledger_awaiting",
        "DROP TABLE act",
        "DROP TABLE verdict_change",
        "DROP TABLE promise_tally",
        "DROP TABLE promise_line",
        "DROP TABLE promise",
        "ALTER TABLE promise_anew RENAME TO promise",
        "ALTER TABLE promise_line_anew RENAME TO promise_line",
        "ALTER TABLE promise_tally_anew RENAME TO promise_tally",
        "ALTER TABLE verdict_change_anew RENAME TO verdict_change",
        "ALTER TABLE act_anew RENAME TO act",
        "ALTER TABLE ledger_awaiting_anew RENAME TO ledger_awaiting",
        "CREATE INDEX promise_by_customer ON promise (customer_id, made DESC, id DESC)",
        "CREATE INDEX promise_open ON promise (customer_id, made DESC, id DESC) WHERE ended IS NULL",
        "CREATE INDEX promise_by_standing ON promise (customer_id, gravity, made DESC, id DESC) WHERE ended IS NULL",
        "CREATE INDEX promise_by_promiser ON promise (promiser_id, made DESC, id DESC)",
        "CREATE INDEX promise_by_person ON promise (to_person_id, made DESC, id DESC)",
        "CREATE INDEX promise_by_place ON promise (to_place_id, made DESC, id DESC)",
        "CREATE INDEX promise_by_superseded ON promise (supersedes_id) WHERE supersedes_id IS NOT NULL",
        "CREATE UNIQUE INDEX promise_line_of_subject ON promise_line (promise_id, subject)",
        "CREATE INDEX promise_line_of_device ON promise_line (device_id, promise_id)",
        "CREATE INDEX promise_line_by_promise ON promise_line (promise_id, gravity, breaks_rank, id)",
        "CREATE INDEX promise_line_by_period ON promise_line (promise_id, period_first)",
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
        CREATE INDEX promise_line_due_of ON promise_line (promise_id, due_at, id) WHERE due_at IS NOT NULL
        """,
        "CREATE INDEX verdict_change_by_time ON verdict_change (promise_id, subject, changed, id)",
        """
        CREATE INDEX verdict_change_corrected ON verdict_change (customer_id, changed)
            WHERE learnt IS NOT NULL
        """,
        "CREATE INDEX act_by_promise ON act (promise_id, acted DESC, id DESC)",
        "CREATE INDEX act_by_device ON act (promise_id, device_id, acted DESC, id DESC)",
    ]

    private static let evidence: [SQLText] = [
        // In these tables the customer is vouched for by what the evidence is about, as with readings.
        """
        CREATE TABLE evidence (
            id \(.blob) NOT NULL PRIMARY KEY,
            customer_id \(.blob) NOT NULL,
            kind \(.text) NOT NULL,
            happened \(.int) NOT NULL,
            lasted_until \(.int),
            learnt \(.int),
            corrects_id \(.blob),
            ticket \(.text),
            line \(.text) NOT NULL,
            reading_id \(.blob)
        )\(.strict)
        """,
        "CREATE INDEX evidence_by_ticket ON evidence (customer_id, ticket, happened) WHERE ticket IS NOT NULL",
        "CREATE INDEX evidence_correcting ON evidence (corrects_id) WHERE corrects_id IS NOT NULL",
        """
        CREATE TABLE evidence_about (
            subject_id \(.blob) NOT NULL,
            series \(.text) NOT NULL,
            happened \(.int) NOT NULL,
            evidence_id \(.blob) NOT NULL REFERENCES evidence (id),
            lasted_until \(.int),
            PRIMARY KEY (subject_id, series, happened, evidence_id)
        )\(.clustered)
        """,
        "CREATE INDEX evidence_about_by_time ON evidence_about (subject_id, happened, evidence_id)",
        """
        CREATE INDEX evidence_about_lasting ON evidence_about (subject_id, lasted_until)
            WHERE lasted_until IS NOT NULL
        """,
        """
        CREATE TABLE closed_period (
            id \(.blob) NOT NULL PRIMARY KEY,
            customer_id \(.blob) NOT NULL REFERENCES customer (id),
            promise_id \(.blob) NOT NULL REFERENCES promise (id),
            subject \(.blob),
            first_day \(.int) NOT NULL,
            last_day \(.int) NOT NULL,
            verdict \(.text) NOT NULL,
            grounds \(.text) NOT NULL,
            closed \(.int) NOT NULL,
            is_correction \(.int) NOT NULL CHECK (is_correction IN (0, 1))
        )\(.strict)
        """,
        "CREATE INDEX closed_period_by_time ON closed_period (promise_id, subject, first_day DESC, closed DESC, id DESC)",
        "CREATE INDEX closed_period_by_day ON closed_period (promise_id, first_day, closed, id)",
    ]

    /// The order of verdicts has grown since the numbers were written.
    private static let gravities: [SQLText] = [
        "UPDATE promise_line SET gravity = \(gravity(of: "verdict"))",
        "UPDATE device SET gravity = \(gravity(of: "verdict")) WHERE verdict IS NOT NULL",
        """
        UPDATE promise SET gravity = COALESCE(
            (SELECT MIN(gravity) FROM promise_line l WHERE l.promise_id = promise.id), 100)
        """,
    ]

    private static func gravity(of column: String) -> SQLText {
        """
        CASE \(name: column) WHEN 'disputed' THEN 0 WHEN 'broken' THEN 1 WHEN 'atRisk' THEN 2
            WHEN 'notProvable' THEN 3 WHEN 'repaired' THEN 4 WHEN 'onTrack' THEN 5 WHEN 'accepted' THEN 6
            WHEN 'made' THEN 7 WHEN 'kept' THEN 8 ELSE 9 END
        """
    }
}
