// SPDX-License-Identifier: Apache-2.0
import Generators
import People
import Practice
import Storage
import StorageTesting
import Synchronization
import Values

@testable import DemoCollege

/// A college whose story has been told into a database, with the office it was told to.
struct ToldCollege: Sendable {
    let college: College
    let office: Office
    let records: StoredRecords
    let world: CollegeWorld
    /// What was said on the way.
    let progress: [(share: Double, words: String)]

    /// Tells the last days of a college on a fresh database.
    static func with(
        _ engine: SQLEngine, days: Int, idSeed: UInt64 = 42, _ body: (ToldCollege) async throws -> Void
    ) async throws {
        try await TestStore.with(engine) { store in
            try await body(try await ToldCollege(store, days: days, idSeed: idSeed))
        }
    }

    private init(_ store: any SQLStore, days: Int, idSeed: UInt64) async throws {
        college = College(seed: 7, year: CollegeYear(endingAt: presentMorning, zone: dublin, days: days))
        records = StoredRecords(store)
        office = Office(
            store: records, clock: StandingClock(), ids: SeededIDs(seed: idSeed), zones: OneZone(),
            passwords: NoPasswords(), tokens: OneToken())
        try await college.seed(into: records)
        let made = try await office.makeCollector(
            named: "Server room", place: college.places.campus.id, for: college.accountManagerSignedIn)
        let said = Said()
        world = try await college.tellYear(
            office: office, store: records, collector: try await office.collector(token: made.token)
        ) { share, words in said.add(share, words) }
        progress = said.all
    }

    private final class Said: Sendable {
        private let words = Mutex<[(share: Double, words: String)]>([])
        var all: [(share: Double, words: String)] { words.withLock { $0 } }
        func add(_ share: Double, _ sentence: String) { words.withLock { $0.append((share, sentence)) } }
    }
}

private struct StandingClock: WallClock {
    func now() -> Instant { presentMorning }
}

private struct OneZone: TimeZoneSource {
    func table(named identifier: String) -> TimeZoneTable? { dublin }
}

/// Nobody signs in with a password here.
private struct NoPasswords: PasswordHashing {
    func hash(_ password: String) async throws -> String { "" }
    func verify(_ password: String, against hash: String) async -> Bool { false }
    var decoy: String { "" }
}

private struct OneToken: TokenSource {
    func makeToken() -> String { "the collector's" }
    func digest(of token: String) -> [UInt8] { [UInt8](repeating: 7, count: 32) }
}
