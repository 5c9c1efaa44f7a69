// SPDX-License-Identifier: Apache-2.0
import Fleet
import People
import Practice
import Promises
import Values

extension WrittenPromise.Visibility: SQLWord {}

extension SQLRecords {
    func insert(_ promise: Promise) throws {
        let columns = PromiseColumns(promise)
        try run(
            """
            INSERT INTO promise (id, customer_id, promiser_id, to_person_id, to_place_id, kind, due, terms,
                words, said_where, principle, visibility, made, from_day, until_day, ended, supersedes_id, gravity)
            VALUES (\(promise.id), \(promise.customer), \(promise.promiser), \(columns.person),
                \(columns.place), 'terms', \(promise.due), \(Sentence.print(promise.terms)), \(promise.words),
                \(promise.saidWhere), \(promise.principle), \(promise.visibility), \(promise.made),
                \(promise.from?.daysSinceEpoch), \(promise.until?.daysSinceEpoch), \(promise.ended),
                \(promise.supersedes), \(gravityOfNone))
            """)
        try tie(promise)
    }

    func update(_ promise: Promise) throws {
        let columns = PromiseColumns(promise)
        let changed = try run(
            """
            UPDATE promise SET promiser_id = \(promise.promiser), to_person_id = \(columns.person),
                to_place_id = \(columns.place), due = \(promise.due),
                terms = \(Sentence.print(promise.terms)), words = \(promise.words), said_where = \(promise.saidWhere),
                principle = \(promise.principle), visibility = \(promise.visibility),
                made = \(promise.made), from_day = \(promise.from?.daysSinceEpoch),
                until_day = \(promise.until?.daysSinceEpoch), ended = \(promise.ended),
                supersedes_id = \(promise.supersedes)
            WHERE id = \(promise.id) AND customer_id = \(promise.customer) RETURNING id
            """)
        guard !changed.isEmpty else { throw missing("promise", promise.id) }
        try run("DELETE FROM promise_tie WHERE promise_id = \(promise.id)")
        try tie(promise)
    }

    /// Writes down by which names a promise is found.
    private func tie(_ promise: Promise) throws {
        let terms = promise.terms
        let ties =
            terms.to.names.map { ($0, "to") } + terms.scope.names.map { ($0, "about") }
            + terms.provided.map { ($0, "provided") }
        var seen: Set<[String]> = []
        try db.insert(
            into: "promise_tie", columns: ["name", "role", "promise_id", "customer_id"],
            rows: ties.filter { seen.insert([$0.0, $0.1]).inserted }.map { name, role in
                [
                    .blob(SubjectName.bytes(name)), .text(role), promise.id.sqlValue,
                    promise.customer.sqlValue,
                ]
            })
    }

    func promise(_ id: PromiseID) throws -> Promise? {
        try db.first("SELECT \(promiseColumns) FROM promise WHERE id = \(id)").map(promise)
    }

    func promises(_ ids: Set<PromiseID>) throws -> [PromiseID: Promise] {
        guard !ids.isEmpty else { return [:] }
        return try db.run("SELECT \(promiseColumns) FROM promise WHERE id IN \(list: ids.sorted())")
            .reduce(into: [:]) { promises, row in
                let promise = try promise(row)
                promises[promise.id] = promise
            }
    }

    func promises(of customer: CustomerID, includeEnded: Bool, _ page: Page) throws -> Paged<Promise> {
        let matching: SQLText =
            includeEnded
            ? "FROM promise WHERE customer_id = \(customer)"
            : "FROM promise WHERE customer_id = \(customer) AND ended IS NULL"
        return try self.page(
            page, "SELECT \(promiseColumns) \(matching) ORDER BY made DESC, id DESC", counting: matching,
            promise)
    }

    func promises(concerning person: PersonID, places: [PlaceID], limit: Int) throws -> [Promise] {
        // A union of three ranges; an OR of three columns would read every promise.
        try db.run(
            """
            SELECT \(promiseColumns) FROM promise WHERE id IN (
                SELECT id FROM promise WHERE to_person_id = \(person)
                UNION SELECT id FROM promise WHERE promiser_id = \(person)
                UNION SELECT id FROM promise WHERE to_place_id IN \(list: places)
                UNION SELECT promise_id FROM promise_tie
                    WHERE role = 'to' AND name IN \(list: [person.bytes] + places.map(\.bytes))
            ) ORDER BY made DESC, id DESC LIMIT \(max(0, limit))
            """
        ).map(promise)
    }

    func promises(about names: [String]) throws -> [Promise] {
        try promises(tiedTo: names, as: "about")
    }

    func promises(leaningOn promise: PromiseID) throws -> [Promise] {
        try promises(tiedTo: [promise.description], as: "provided")
    }

    private func promises(tiedTo names: [String], as role: String) throws -> [Promise] {
        guard !names.isEmpty else { return [] }
        return try db.run(
            """
            SELECT \(promiseColumns) FROM promise WHERE ended IS NULL AND id IN (
                SELECT promise_id FROM promise_tie
                WHERE name IN \(list: names.map(SubjectName.bytes)) AND role = \(role)
            ) ORDER BY made DESC, id DESC
            """
        ).map(promise)
    }

    func promises(superseding promise: PromiseID) throws -> [Promise] {
        try db.run(
            """
            SELECT \(promiseColumns) FROM promise WHERE supersedes_id = \(promise) AND supersedes_id IS NOT NULL
            ORDER BY made DESC, id DESC LIMIT 50
            """
        ).map { try self.promise($0) }
    }

    func promises(
        of customer: CustomerID, _ query: PromiseQuery, by persons: [PersonID], receivedAs names: [ID128]
    ) throws -> Paged<Promise> {
        var matching: SQLText = "FROM promise WHERE customer_id = \(customer)"
        if !query.includesEnded { matching += " AND ended IS NULL" }
        if let verdict = query.verdict { matching += " AND verdict = \(verdict)" }
        if let side = query.givenBy {
            matching += """
                 AND EXISTS (SELECT 1 FROM person giver
                    WHERE giver.id = promise.promiser_id AND giver.side = \(side))
                """
        }
        if query.person != nil {
            let given: SQLText = """
                SELECT id FROM promise WHERE promiser_id IN \(list: persons.map(\.bytes))
                """
            // Whoever promises to everyone around them does not promise to themselves.
            let received: SQLText = """
                SELECT t.promise_id FROM promise_tie t JOIN promise p ON p.id = t.promise_id
                WHERE t.role = 'to' AND t.name IN \(list: names.map(\.bytes))
                    AND p.promiser_id NOT IN \(list: persons.map(\.bytes))
                """
            switch query.part {
            case .given: matching += " AND id IN (\(given))"
            case .received: matching += " AND id IN (\(received))"
            case nil: matching += " AND id IN (\(given) UNION \(received))"
            }
        }
        let sorting: SQLText = query.includesEnded ? "made DESC, id DESC" : "gravity, made DESC, id DESC"
        let inOrder: SQLText = "SELECT \(promiseColumns) \(matching) ORDER BY \(sorting)"
        guard let measure = query.measure else {
            return try page(query.page, inOrder, counting: matching, promise)
        }
        return try page(query.page, inOrder) { $0.terms.measure == measure }
    }

    /// One page of the promises that fit in a way that stands in their terms, and so in no column.
    private func page(
        _ page: Page, _ inOrder: SQLText, where fits: (Promise) -> Bool
    ) throws -> Paged<Promise> {
        var found: [Promise] = []
        var read = 0
        var isAll = false
        while !isAll, read < ListLimits.lookedThroughMax, found.count <= page.offset + page.size {
            let rows = try db.run(inOrder + " LIMIT \(lookedThroughAtOnce) OFFSET \(read)").map(promise)
            found += rows.filter(fits)
            read += rows.count
            isAll = rows.count < lookedThroughAtOnce
        }
        return Paged(
            rows: Array(found.dropFirst(page.offset).prefix(page.size)), page: page,
            total: isAll ? found.count : nil, hasMore: found.count > page.offset + page.size)
    }

    func standings(of promises: Set<PromiseID>) throws -> [PromiseID: Standing] {
        guard !promises.isEmpty else { return [:] }
        return try db.run(
            """
            SELECT id, verdict, verdict_since FROM promise
            WHERE id IN \(list: promises.sorted()) AND verdict IS NOT NULL
            """
        ).reduce(into: [:]) { standings, row in
            standings[try row.get("id")] = Standing(
                verdict: try row.get("verdict"), since: try row.get("verdict_since"))
        }
    }

    func setStanding(_ standing: Standing?, of promise: PromiseID) throws {
        try run(
            """
            UPDATE promise SET verdict = \(standing?.verdict), verdict_since = \(standing?.since),
                gravity = \(standing?.verdict.gravity ?? gravityOfNone)
            WHERE id = \(promise)
            """)
    }

    private func promise(_ row: SQLRow) throws -> Promise {
        let terms = try parsed.terms(try row.get("terms"))
        guard let receiver = Promise.Receiver(terms.to) else {
            throw RecordFailure.unreadable("the receiver of a promise")
        }
        return Promise(
            id: try row.get("id"), customer: try row.get("customer_id"), promiser: try row.get("promiser_id"),
            receiver: receiver, terms: terms, words: try row.get("words"),
            saidWhere: try row.get("said_where"),
            principle: try row.get("principle"), visibility: try row.get("visibility"),
            made: try row.get("made"),
            from: try row.get("from_day", as: Int?.self).map { CivilDate(daysSinceEpoch: $0) },
            until: try row.get("until_day", as: Int?.self).map { CivilDate(daysSinceEpoch: $0) },
            ended: try row.get("ended"), supersedes: try row.get("supersedes_id"))
    }

    // MARK: - What was done

    func insert(_ act: Act) throws {
        try run(
            """
            INSERT INTO act (id, customer_id, promise_id, device_id, person_id, acted, kind, note)
            VALUES (\(act.id), \(act.customer), \(act.promise), \(act.device), \(act.person), \(act.at),
                \(act.kind), \(act.note))
            """)
    }

    func acts(of promise: PromiseID, device: DeviceID?, limit: Int) throws -> [Act] {
        let isAbout: SQLText = device.map { " AND device_id = \($0)" } ?? ""
        return try db.run(
            """
            SELECT id, customer_id, promise_id, device_id, person_id, acted, kind, note FROM act
            WHERE promise_id = \(promise)\(isAbout) ORDER BY acted DESC, id DESC LIMIT \(max(0, limit))
            """
        ).map { row in
            Act(
                id: try row.get("id"), customer: try row.get("customer_id"),
                promise: try row.get("promise_id"),
                device: try row.get("device_id"), person: try row.get("person_id"), at: try row.get("acted"),
                kind: try row.get("kind"), note: try row.get("note"))
        }
    }
}

extension Act.Kind: SQLWord {}

/// Promises that are read at once where each has to be looked at.
private let lookedThroughAtOnce = 500

/// Where a promise without a standing is found: behind all others.
private let gravityOfNone = 100

extension Scope {
    /// The names by which a promise about this is found.
    fileprivate var names: [String] {
        switch self {
        case .everyoneAt(let name), .everyoneIn(let name), .everyoneOf(let name), .machine(let name): [name]
        case .persons(let names): names
        }
    }
}

private let promiseColumns: SQLText = """
    id, customer_id, promiser_id, terms, words, said_where, principle,
    visibility, made, from_day, until_day, ended, supersedes_id
    """

/// What of a promise goes into columns of its own.
private struct PromiseColumns {
    var person: ID128?
    var place: ID128?

    init(_ promise: Promise) {
        switch promise.receiver {
        case .person(let id): person = id
        case .everyoneAt(let id): place = id
        case .persons, .everyoneIn, .everyoneOf: break
        }
    }
}
