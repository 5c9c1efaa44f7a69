// SPDX-License-Identifier: Apache-2.0
import Fleet
import Generators
import Ledger
import LedgerTesting
import People
import Practice
import Promises
import Storage
import StorageTesting
import Testing
import Values

/// A database that an earlier program made and filled, as its users have it when they bring the newest one.
@Suite struct `A database of an earlier program` {
    /// The step after which the ledger began, the one after which promises had terms, and the one after which all
    /// promises did.
    enum Age: Int, CaseIterable { case beforeTheLedger = 4, beforeTerms = 5, beforeOneMechanism = 6 }

    @Test(arguments: SQLEngine.allCases, Age.allCases)
    func `keeps what was promised, how it stood and what was done`(engine: SQLEngine, age: Age) async throws {
        try await TestStore.with(engine, .nothing) { store in
            let old = OldDatabase()
            try await old.fill(store, through: age.rawValue)
            let taken = try await store.migrate(now: OldDatabase.now)
            #expect(taken.map(\.number) == Migration.all.map(\.number).filter { $0 > age.rawValue })
            #expect(try await check(store).findings == [])
            let records = StoredRecords(store)

            let promises = try await records.read { try $0.promises(Set(old.promises.map(\.id))) }
            #expect(promises.values.sorted { $0.id < $1.id } == old.promises)
            let order = try await records.read {
                try $0.promises(of: old.customer.id, PromiseQuery(), by: [], receivedAs: []).rows
                    .map(\.id)
            }
            #expect(order == [old.toner.id, old.open.id], "the broken one first, the ended ones not at all")

            let lines = try await records.read {
                try $0.lines(of: old.toner.id, verdict: nil, Page(size: 10))
            }
            let line = try #require(lines.rows.first)
            #expect(line.device == old.device && line.subject == old.device.description)
            #expect(line.assessment.verdict == .broken)
            #expect(line.assessment.grounds.since == OldDatabase.broke)
            #expect(line.assessment.grounds.summary == "Black was empty since \(OldDatabase.broke).")
            #expect(line.assessment.evidence.map(\.percent) == [0])
            #expect(line.wantsAct && line.since == OldDatabase.broke && line.period == nil)
            #expect(try await records.read { try $0.tally(of: old.toner.id) } == [.broken: 1])
            let ended = try await records.read { try $0.line(of: old.kept.id, about: nil) }
            #expect(ended?.assessment.verdict == .kept)
            // The clock finds what is due by it, as before, and at once what is judged by other evidence now.
            let due = try await records.read { try $0.linesDue(asOf: OldDatabase.now + .days(40), limit: 10) }
            #expect(due.map(\.promise) == [old.toner.id, old.open.id])
            let standings = try await records.read { try $0.standings(of: Set(old.promises.map(\.id))) }
            #expect(
                standings.mapValues(\.verdict) == [
                    old.toner.id: .broken, old.open.id: .onTrack, old.kept.id: .kept,
                    old.takenBack.id: .withdrawn,
                ])
            let about = try await records.read { try $0.promises(about: [old.campus.description]).map(\.id) }
            #expect(about == [old.toner.id])

            let changes = try await records.read {
                try $0.verdictChanges(
                    of: old.toner.id, device: old.device, from: OldDatabase.made,
                    to: OldDatabase.now, limit: 10)
            }
            #expect(changes.map(\.verdict) == [.onTrack, .broken])
            #expect(changes.map(\.learnt) == [nil, OldDatabase.broke + .hours(3)])
            #expect(
                changes.map(\.grounds?.summary) == [
                    nil, "The machine said since \(OldDatabase.broke) that it had no toner.",
                ])
            let acts = try await records.read { try $0.acts(of: old.kept.id, device: nil, limit: 10) }
            #expect(acts.map(\.kind) == [.done] && acts.map(\.note) == ["Done on the spot."])
            let shown = try await records.read {
                try $0.evidence(
                    about: [old.kept.id.cast(), old.takenBack.id.cast()], kinds: nil, from: OldDatabase.made,
                    through: OldDatabase.now)
            }
            #expect(shown.map(\.evidence.at) == [OldDatabase.made + .days(1), OldDatabase.made + .days(1)])
            #expect(Set(shown.map(\.evidence.kind)) == [.deed, .withdrawn])
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `judged by what it brought along, stands as it stood, and its ledger gets no second word`(
        engine: SQLEngine
    ) async throws {
        try await TestStore.with(engine, .nothing) { store in
            let old = OldDatabase()
            try await old.fill(store, through: Age.beforeOneMechanism.rawValue)
            try await old.beginLedger(store)
            try await store.migrate(now: OldDatabase.now)
            let office = old.office(store)
            let records = StoredRecords(store)
            let before = try await records.read { try $0.ledgerEntries(about: Set(old.promises.map(\.id))) }
            // Whatever time changes, and every line once more.
            try await records.write { records in
                for promise in old.promises { try records.makeDue(linesOf: promise.id, at: OldDatabase.now) }
            }
            while try await office.evaluateDue() >= 500 {}
            let verdicts = try await records.read { records in
                try old.promises.compactMap { try records.line(of: $0.id, about: nil)?.assessment.verdict }
            }
            #expect(verdicts == [.onTrack, .kept, .withdrawn])
            let after = try await records.read { try $0.ledgerEntries(about: Set(old.promises.map(\.id))) }
            #expect(after == before)
            try await old.expectSound(store)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `has all its promises written into the ledger once`(engine: SQLEngine) async throws {
        try await TestStore.with(engine, .nothing) { store in
            let old = OldDatabase()
            try await old.fill(store, through: Age.beforeTheLedger.rawValue)
            try await store.migrate(now: OldDatabase.now)
            let office = old.office(store)
            // Until then none of them is missed.
            #expect(try await office.checkLedger(of: old.customer.id, key: nil, whole: true).findings == [])
            #expect(try await office.writeAwaitingPromises() == 5)
            #expect(try await office.writeAwaitingPromises() == 0)
            let told = try await StoredRecords(store).read {
                try $0.openedLedger(of: old.customer.id, from: 0, limit: 100).map {
                    "\($0.stored.promise?.bits ?? 0) \($0.stored.event)"
                }
            }
            #expect(
                told.sorted() == [
                    "501 made", "502 closed", "502 made", "503 closed", "503 made", "504 made", "505 closed",
                    "505 made",
                ])
            try await old.expectSound(store)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `whose ledger had begun goes on with it, and every promise is still as it was written`(
        engine: SQLEngine
    ) async throws {
        try await TestStore.with(engine, .nothing) { store in
            let old = OldDatabase()
            try await old.fill(store, through: Age.beforeTerms.rawValue)
            try await old.beginLedger(store)
            let kept = try await StoredRecords(store).read {
                try $0.checkpoint(of: old.customer.id, before: nil)
            }
            try await store.migrate(now: OldDatabase.now)
            #expect(try await old.office(store).writeAwaitingPromises() == 0)
            try await old.expectSound(store, since: try #require(kept).note)
        }
    }
}

/// How a promise stood, in the columns of that time.
private struct OldLine {
    var id: UInt128
    var promise: Promise
    var verdict: String
    /// As verdicts were ordered then.
    var gravity: Int
    var reason: String
    var breaksAt: Instant?
    var lookAgain: Instant?
    var device: DeviceID?
    var evidence = "[]"
}

/// Rows as the programs of their time wrote them. Statements and texts here are never brought up to date.
private struct OldDatabase {
    static let made = Instant(unixSeconds: 1_790_812_800)
    static let broke = made + .days(9)
    static let now = made + .days(14)

    let customer = Customer(id: ID(bits: 1), name: "Abbey College", timeZone: "Europe/Dublin")
    let ada = PersonID(bits: 20)
    let campus = PlaceID(bits: 10)
    let device = DeviceID(bits: 100)

    func promise(
        _ number: UInt128, _ receiver: Promise.Receiver, _ terms: Terms, _ words: String,
        ended: Instant? = nil
    ) -> Promise {
        Promise(
            id: ID(bits: number), customer: customer.id.cast(), promiser: ada.cast(), receiver: receiver,
            terms: terms, words: words, saidWhere: "On the phone.", made: OldDatabase.made, ended: ended)
    }

    var open: Promise {
        promise(501, .person(ada.cast()), deed(by: OldDatabase.made + .days(30)), "I call “Ben”.")
    }
    var kept: Promise {
        promise(
            502, .person(ada.cast()), deed(by: OldDatabase.made + .days(2)), "I bring the fuser.",
            ended: OldDatabase.made + .days(1))
    }
    /// It had ended, and no line says how.
    var forgotten: Promise {
        promise(
            503, .person(ada.cast()), deed(by: OldDatabase.made + .days(2)), "I write.",
            ended: OldDatabase.made + .days(1))
    }
    var toner: Promise {
        promise(
            504, .everyoneAt(place: campus.cast()),
            .nobodyRunsOut(to: .everyoneAt(campus.description), leadTimeHours: 48, silenceHoursMax: 30),
            "No one here runs out of toner.")
    }
    var takenBack: Promise {
        promise(
            505, .person(ada.cast()), deed(by: OldDatabase.made + .days(2)), "I lend you one.",
            ended: OldDatabase.made + .days(1))
    }
    var promises: [Promise] { [open, kept, forgotten, toner, takenBack] }

    private func deed(by due: Instant) -> Terms { .deed(by: due, to: .persons([ada.description])) }

    func office(_ store: any SQLStore) -> Office {
        Office(
            store: StoredRecords(store), clock: SetClock(OldDatabase.now), ids: SeededIDs(seed: 1),
            zones: HandMadeZones(),
            passwords: PlainPasswords(), tokens: CountedTokens())
    }

    /// - Parameter step: how far the old program's schema went.
    func fill(_ store: any SQLStore, through step: Int) async throws {
        // From the sixth step on the tables are those of the fifth, made anew.
        try await store.migrate(Array(Migration.all.prefix(min(step, 5))), now: OldDatabase.made)
        let (old, isAwaiting) = (self, step >= 5)
        try await store.write { db in
            try old.settle(db)
            for promise in old.promises { try old.insert(promise, db) }
            try old.assess(db)
            // What was promised before the ledger began waits for it; this program began it with the promises.
            if isAwaiting {
                try db.run(
                    "INSERT INTO ledger_awaiting (promise_id, customer_id) SELECT id, customer_id FROM promise"
                )
            }
        }
        try await store.migrate(Array(Migration.all.prefix(step)), now: OldDatabase.made)
    }

    private func settle(_ db: any SQLSession) throws {
        try db.run(
            """
            INSERT INTO customer (id, name, name_folded, time_zone, working_week, days_off)
            VALUES (\(customer.id), \(customer.name), 'abbey college', 'Europe/Dublin', '{"hours":[]}', '')
            """)
        try db.run("INSERT INTO customer_tally (customer_id, devices) VALUES (\(customer.id), 1)")
        try db.run(
            """
            INSERT INTO place (id, customer_id, parent_id, kind, name, name_folded, place_rank, tree_key)
            VALUES (\(campus), \(customer.id), NULL, 'campus', 'Campus', 'campus', 0, 'campus')
            """)
        try db.run(
            """
            INSERT INTO person (id, customer_id, side, name, name_folded, role, email, phone, place_id, place_key)
            VALUES (\(ada), \(customer.id), 'provider', 'Ada', 'ada', NULL, NULL, NULL, NULL, '')
            """)
        try db.run(
            """
            INSERT INTO device (id, customer_id, place_id, place_key, address, make, model, serial, name,
                title_folded, mac_addresses, first_heard, verdict, gravity, lowest_percent, lowest_rank,
                lowest_supply)
            VALUES (\(device), \(customer.id), \(campus), 'campus', '192.0.2.1', 'Linden', 'C40', 'SN-1', NULL,
                'linden c40', '', \(OldDatabase.made), 'broken', 0, 0, 0, 'Black')
            """)
    }

    private func insert(_ promise: Promise, _ db: any SQLSession) throws {
        var (due, terms): (Instant?, String?) = (nil, nil)
        if promise.id == toner.id {
            terms = #"{"leadTimeHours":48,"silenceHoursMax":30}"#
        } else {
            due = promise.due
        }
        let isToner = terms != nil
        try db.run(
            """
            INSERT INTO promise (id, customer_id, promiser_id, to_person_id, to_place_id, kind, due, terms, words,
                said_where, made, ended)
            VALUES (\(promise.id), \(customer.id), \(ada), \(isToner ? nil : ada), \(isToner ? campus : nil),
                \(isToner ? "toner" : "deed"), \(due), \(terms), \(promise.words), \(promise.saidWhere),
                \(promise.made), \(promise.ended))
            """)
    }

    private func assess(_ db: any SQLSession) throws {
        let evidence = """
            [{"at":"\(OldDatabase.broke)","percent":0,"reading":"\(ID<Never>(bits: 9))"}]
            """
        let done = OldDatabase.made + .days(1)
        let due = OldDatabase.made + .days(30)
        let lines = [
            OldLine(
                id: 701, promise: toner, verdict: "broken", gravity: 0,
                reason: #"{"dry":{"since":"\#(OldDatabase.broke)","supply":"Black"}}"#,
                breaksAt: OldDatabase.broke, device: device, evidence: evidence),
            OldLine(
                id: 702, promise: open, verdict: "onTrack", gravity: 3, reason: #"{"due":{"_0":"\#(due)"}}"#,
                breaksAt: due, lookAgain: due - .days(1)),
            OldLine(
                id: 703, promise: kept, verdict: "kept", gravity: 4, reason: #"{"done":{"_0":"\#(done)"}}"#),
            OldLine(
                id: 704, promise: takenBack, verdict: "withdrawn", gravity: 5,
                reason: #"{"takenBack":{"_0":"\#(done)"}}"#),
        ]
        for line in lines {
            try db.run(
                """
                INSERT INTO promise_line (id, customer_id, promise_id, promiser_id, device_id, verdict, gravity,
                    reason, breaks_at, breaks_rank, evidence, look_again, verdict_since, assessed, wants_act,
                    settled_until, due_at)
                VALUES (\(ID<Never>(bits: line.id)), \(customer.id), \(line.promise.id), \(ada), \(line.device),
                    \(line.verdict), \(line.gravity), \(line.reason), \(line.breaksAt),
                    \(line.breaksAt ?? Instant(microseconds: .max)), \(line.evidence), \(line.lookAgain),
                    \(OldDatabase.broke), \(OldDatabase.broke), \(line.verdict == "broken"), NULL,
                    \(line.lookAgain))
                """)
            try db.run(
                """
                INSERT INTO promise_tally (promise_id, verdict, customer_id, lines_there)
                VALUES (\(line.promise.id), \(line.verdict), \(customer.id), 1)
                """)
        }
        try db.run(
            """
            INSERT INTO verdict_change (id, customer_id, promise_id, device_id, changed, verdict, reason, evidence,
                learnt)
            VALUES (\(ID<Never>(bits: 801)), \(customer.id), \(toner.id), \(device), \(OldDatabase.made),
                    'onTrack', NULL, '[]', NULL),
                (\(ID<Never>(bits: 802)), \(customer.id), \(toner.id), \(device), \(OldDatabase.broke),
                    'broken', \(#"{"saysNoToner":{"since":"\#(OldDatabase.broke)"}}"#), \(evidence),
                    \(OldDatabase.broke + .hours(3)))
            """)
        try db.run(
            """
            INSERT INTO act (id, customer_id, promise_id, device_id, person_id, acted, kind, note)
            VALUES (\(ID<Never>(bits: 901)), \(customer.id), \(kept.id), NULL, \(ada),
                \(OldDatabase.made + .days(1)), 'done', 'Done on the spot.'),
            (\(ID<Never>(bits: 902)), \(customer.id), \(takenBack.id), NULL, \(ada),
                \(OldDatabase.made + .days(1)), 'notPossible', 'They are all lent.')
            """)
    }

    /// As the program wrote them that first had a ledger.
    func beginLedger(_ store: any SQLStore) async throws {
        let old = self
        try await StoredRecords(store).write { records in
            let pen = LedgerPen(records: records, ids: SeededIDs(seed: 2), now: OldDatabase.made)
            for promise in old.promises {
                var made = promise.forLedger
                made.terms =
                    promise.due.map { "measure: done\nby: \($0)\n" }
                    ?? "measure: supply-empty-time\nleadTimeHours: 48\nsilenceHoursMax: 30\n"
                try pen.append(.made(made), of: promise, by: old.ada)
                guard promise.ended != nil else { continue }
                if promise.id == old.takenBack.id {
                    try pen.append(.withdrawn(reason: "They are all lent."), of: promise, by: old.ada)
                    continue
                }
                try pen.append(
                    .closed(.init(verdict: "kept", explanation: ["Done \(OldDatabase.made + .days(1))."])),
                    of: promise)
            }
            try records.clearAwaitingLedger(old.promises.map(\.id))
        }
        try await office(store).signLedgers(with: try signingKey(7))
    }

    /// The ledger and the tables agree, and an export of it proves itself.
    func expectSound(_ store: any SQLStore, since kept: String? = nil) async throws {
        let (office, key) = (office(store), try signingKey(7))
        try await office.signLedgers(with: key)
        #expect(try await office.checkLedger(of: customer.id, key: key, whole: true).findings == [])
        var export = ExportInMemory()
        try await office.exportLedger(of: customer.id) { export.add($0) }
        let verifier = try #require(key.signer(of: LedgerHead.origin(of: customer.id))).verifier
        let check = try LedgerCheck.run(export, key: verifier, since: kept)
        #expect(check.findings == [] && check.promiseCount == 5)
    }
}
