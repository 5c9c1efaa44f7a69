// SPDX-License-Identifier: Apache-2.0
import Fleet
import People
import Practice
import Promises
import Values

extension SQLRecords {
    func insert(_ promise: Promise) throws {
        let columns = try PromiseColumns(promise)
        try run(
            """
            INSERT INTO promise (id, customer_id, promiser_id, to_person_id, to_place_id, kind, due, terms,
                words, said_where, made, ended)
            VALUES (\(promise.id), \(promise.customer), \(promise.promiser), \(columns.person),
                \(columns.place), \(columns.kind), \(columns.due), \(columns.terms), \(promise.words),
                \(promise.saidWhere), \(promise.made), \(promise.ended))
            """)
    }

    func update(_ promise: Promise) throws {
        let columns = try PromiseColumns(promise)
        let changed = try run(
            """
            UPDATE promise SET promiser_id = \(promise.promiser), to_person_id = \(columns.person),
                to_place_id = \(columns.place), kind = \(columns.kind), due = \(columns.due),
                terms = \(columns.terms), words = \(promise.words), said_where = \(promise.saidWhere),
                made = \(promise.made), ended = \(promise.ended)
            WHERE id = \(promise.id) AND customer_id = \(promise.customer) RETURNING id
            """)
        guard !changed.isEmpty else { throw missing("promise", promise.id) }
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
            ) ORDER BY made DESC, id DESC LIMIT \(max(0, limit))
            """
        ).map(promise)
    }

    func standingPromises(at places: [PlaceID]) throws -> [Promise] {
        guard !places.isEmpty else { return [] }
        return try db.run(
            """
            SELECT \(promiseColumns) FROM promise
            WHERE to_place_id IN \(list: places) AND kind <> 'deed' AND ended IS NULL
            ORDER BY made DESC, id DESC
            """
        ).map(promise)
    }

    private func promise(_ row: SQLRow) throws -> Promise {
        let receiver: Promise.Receiver
        if let person = try row.get("to_person_id", as: ID128?.self) {
            receiver = .person(person)
        } else {
            receiver = .everyoneAt(place: try row.get("to_place_id"))
        }
        let kind: Promise.Kind
        switch try row.get("kind", as: String.self) {
        case "deed": kind = .deed(due: try row.get("due"))
        case "toner": kind = .toner(try parsed.decode(from: try row.get("terms")))
        default: throw RecordFailure.unreadable("a kind of promise")
        }
        return Promise(
            id: try row.get("id"), customer: try row.get("customer_id"), promiser: try row.get("promiser_id"),
            receiver: receiver, kind: kind, words: try row.get("words"), saidWhere: try row.get("said_where"),
            made: try row.get("made"), ended: try row.get("ended"))
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

private let promiseColumns: SQLText = """
    id, customer_id, promiser_id, to_person_id, to_place_id, kind, due, terms, words, said_where, made, ended
    """

/// What of a promise goes into columns of its own.
private struct PromiseColumns {
    var person: ID128?
    var place: ID128?
    var kind: String
    var due: Instant?
    var terms: String?

    init(_ promise: Promise) throws {
        switch promise.receiver {
        case .person(let id): person = id
        case .everyoneAt(let id): place = id
        }
        switch promise.kind {
        case .deed(let instant):
            kind = "deed"
            due = instant
        case .toner(let toner):
            kind = "toner"
            terms = try ParsedTexts.encode(toner)
        }
    }
}
