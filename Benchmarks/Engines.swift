// SPDX-License-Identifier: Apache-2.0
import Foundation
import Generators
import People
import PostgresDriver
import Practice
import Promises
import SQLiteDriver
import Storage
import Synchronization
import TimeZones
import Values
import Web

/// A database to measure on, made for it and thrown away afterwards.
struct Bench {
    let name: String
    let store: any SQLStore
    let office: Office
    let clock: MovingClock

    /// Runs the body on SQLite, and on PostgreSQL when `GOODWORD_BENCH_POSTGRES` names an empty database.
    static func onEachEngine(_ body: (Bench) async throws -> Void) async throws {
        try await onSQLite(body)
        guard let url = ProcessInfo.processInfo.environment["GOODWORD_BENCH_POSTGRES"] else {
            print("SKIPPED: PostgreSQL, because GOODWORD_BENCH_POSTGRES does not name a database.")
            return
        }
        let store = PostgresStore(url: url)
        try await body(try await Bench(name: "PostgreSQL", store))
        await store.close()
    }

    static func onSQLite(_ body: (Bench) async throws -> Void) async throws {
        let folder = NSTemporaryDirectory() + "goodword-bench-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let store = try SQLiteStore(path: folder + "/bench.sqlite")
        try await body(try await Bench(name: "SQLite", store))
        await store.close()
    }

    init(name: String, _ store: any SQLStore) async throws {
        self.name = name
        self.store = store
        clock = MovingClock(Instant(unixSeconds: 1_780_000_000))
        try await store.migrate(now: clock.now())
        office = Office(
            store: StoredRecords(store), clock: clock, ids: RandomIDs(), zones: SystemTimeZones(),
            passwords: ScryptPasswords(), tokens: SystemTokens())
    }

    /// A customer, their campus with the toner promise on it, and a collector there.
    func settle(
        promisingToner: Bool = true
    ) async throws -> (me: SignedIn, session: String, collector: SignedInCollector) {
        guard let link = try await office.makeFirstInvitation() else {
            throw Refusal(.conflict, "The database to measure on is not empty.")
        }
        let session = try await office.accept(
            invitation: link,
            WelcomeAnswer(
                name: "Maeve Brennan", email: "maeve@example.org", password: "a short sentence",
                customerName: "College", timeZone: "Europe/Dublin"))
        guard let me = try await office.signedIn(sessionToken: session) else {
            throw Refusal(.unauthenticated, "Nobody is signed in.")
        }
        let campus = try await office.makePlace(named: "Campus", kind: .campus, below: nil, for: me)
        if promisingToner {
            _ = try await office.promise(
                PromiseDraft(
                    words: "No one here runs out of toner.", saidWhere: "on the walk",
                    terms: .nobodyRunsOut(to: .everyoneAt(campus.id.description))), for: me)
        }
        let token = try await office.makeCollector(named: "Cellar", place: campus.id, for: me).token
        return (me, session, try await office.collector(token: token))
    }
}

/// A clock that goes on only when it is told to.
final class MovingClock: WallClock {
    private let instant: Mutex<Instant>

    init(_ instant: Instant) { self.instant = Mutex(instant) }

    func now() -> Instant { instant.withLock { $0 } }

    func pass(_ duration: Duration) { instant.withLock { $0 = $0 + duration } }
}
