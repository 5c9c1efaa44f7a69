// SPDX-License-Identifier: Apache-2.0
import Fleet
import Generators
import Practice
import Storage
import Synchronization
import Testing
import Values

/// A store whose program dies at a certain statement of a write, or after the last one and before the commit.
final class MortalStore: SQLStore {
    struct Death: Error {}

    private let store: any SQLStore
    private let statementsLeft = Mutex<Int?>(nil)

    init(_ store: any SQLStore) { self.store = store }

    /// - Parameter statements: how many go through before it dies; `nil` lets it live.
    func die(after statements: Int?) { statementsLeft.withLock { $0 = statements } }

    /// One statement goes through, or none does any more.
    fileprivate func spend() throws {
        try statementsLeft.withLock { left in
            guard let some = left else { return }
            guard some > 0 else { throw Death() }
            left = some - 1
        }
    }

    private final class MortalSession: SQLSession {
        let session: any SQLSession
        let store: MortalStore
        init(_ session: any SQLSession, _ store: MortalStore) {
            self.session = session
            self.store = store
        }
        func run(_ sql: SQLText) throws(SQLError) -> [SQLRow] {
            do { try store.spend() } catch { throw SQLError(.other, detail: "the program died") }
            return try session.run(sql)
        }
    }

    var engine: SQLEngine { store.engine }
    func read<T: Sendable>(_ body: @escaping @Sendable (any SQLSession) throws -> T) async throws -> T {
        try await store.read(body)
    }
    @discardableResult
    func write<T: Sendable>(_ body: @escaping @Sendable (any SQLSession) throws -> T) async throws -> T {
        try await store.write { session in
            let result = try body(MortalSession(session, self))
            try self.spend()
            return result
        }
    }
    @discardableResult
    func writeAlone<T: Sendable>(_ body: @escaping @Sendable (any SQLSession) throws -> T) async throws -> T {
        try await store.writeAlone(body)
    }
    func schema() async throws -> SchemaDescription { try await store.schema() }
    func damages() async throws -> [String] { try await store.damages() }
    func plan(of sql: SQLText) async throws -> [String] { try await store.plan(of: sql) }
    func close() async { await store.close() }
}

@Suite struct DeliveryPropertyTests {
    private static let start = PracticeWorld.start

    /// What a collector hears of three machines over some days: pages, toner, cartridges, faults, silences,
    /// readings that come late and clocks that are ahead.
    private func content(_ chance: inout SplitMix, count: Int) -> [ReadingBatch.Content] {
        var machines = (1...3).map { number in
            Machine(
                address: "192.0.2.\(number)", serial: "LC4-000\(number)", pages: 1_000,
                supplies: [.toner(.percent(60)), .toner(.percent(40), "cyan", index: "1.2")])
        }
        var now = DeliveryPropertyTests.start - .days(9)
        return (0..<count).map { _ in
            now = now + .minutes(chance.number(1...400))
            let index = chance.number(0...2)
            if chance.once(in: 12) {
                return .silence(Silence(address: machines[index].address, at: now))
            }
            machines[index].pages? += Int64(chance.number(0...60))
            if chance.once(in: 20) { machines[index].pages = 3 }
            for supply in machines[index].supplies.indices where chance.once(in: 3) {
                let level = machines[index].supplies[supply].level.percent ?? 50
                machines[index].supplies[supply].level =
                    chance.once(in: 15) ? .unknown : .percent(chance.once(in: 20) ? 100 : max(0, level - 4))
            }
            machines[index].errors = chance.pick([[], [], nil, [.noToner]])
            machines[index].alerts = chance.once(in: 6) ? [.of("coverOpen", "Front door")] : []
            if chance.once(in: 15) { machines[index].address = "192.0.2.\(chance.number(1...9))" }
            let heard =
                chance.once(in: 10)
                ? now - .hours(20) : chance.once(in: 25) ? DeliveryPropertyTests.start + .days(70) : now
            return .reading(machines[index].reading(at: heard))
        }
    }

    private func items(_ content: [ReadingBatch.Content]) -> [ReadingBatch.Item] {
        content.enumerated().map { .init(sequence: Int64($0 + 1), content: $1) }
    }

    private func whole(_ items: [ReadingBatch.Item], _ engine: SQLEngine) async throws -> Snapshot? {
        var snapshot: Snapshot?
        try await PracticeWorld.with(engine) { world in
            _ = try await world.promiseToner()
            try await world.deliver(items)
            snapshot = try await world.snapshot()
        }
        return snapshot
    }

    @Test(arguments: SQLEngine.allCases)
    func `however a sequence is split, repeated and overlapped, the same is in the records`(
        engine: SQLEngine
    ) async throws {
        try await forSeeds(6) { chance in
            let items = items(content(&chance, count: 70))
            guard let expected = try await whole(items, engine) else { return }
            try await PracticeWorld.with(engine) { world in
                _ = try await world.promiseToner()
                var acknowledged = 0
                while acknowledged < items.count {
                    let from = max(0, acknowledged - chance.number(0...5))
                    let to = min(items.count, acknowledged + chance.number(1...20))
                    let told = try await world.deliver(Array(items[from..<to]))
                    try #require(told == Int64(to))
                    if chance.once(in: 3) { try await world.deliver(Array(items[from..<to])) }
                    acknowledged = to
                }
                let found = try await world.snapshot()
                try #require(found.devices.keys == expected.devices.keys)
                for (serial, device) in expected.devices { try #require(found.devices[serial] == device) }
                try #require(found == expected)
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a program that dies anywhere within a batch leaves nothing half done, and the next try does it all`(
        engine: SQLEngine
    ) async throws {
        var chance = SplitMix(seed: 4)
        let items = items(content(&chance, count: 12))
        guard let expected = try await whole(items, engine) else { return }
        let mortal = Mutex<MortalStore?>(nil)
        func wrap(_ store: any SQLStore) -> any SQLStore {
            let wrapped = MortalStore(store)
            mortal.withLock { $0 = wrapped }
            return wrapped
        }
        try await PracticeWorld.with(engine, through: wrap) { world in
            let store = try #require(mortal.withLock { $0 })
            _ = try await world.promiseToner()
            let before = try await world.snapshot()
            var statements = 0
            while true {
                store.die(after: statements)
                do {
                    try await world.deliver(items)
                    break
                } catch {}
                store.die(after: nil)
                try #require(try await world.snapshot() == before)
                statements += 1 + statements / 8
            }
            store.die(after: nil)
            try #require(statements > 20)
            let found = try await world.snapshot()
            for (serial, device) in expected.devices { #expect(found.devices[serial] == device) }
            #expect(found == expected)
        }
    }

    @Test func `both engines keep the same`() async throws {
        try await forSeeds(3) { chance in
            let items = items(content(&chance, count: 60))
            guard let onPostgres = try await whole(items, .postgres),
                let onSQLite = try await whole(items, .sqlite)
            else { return }
            try #require(onPostgres == onSQLite)
        }
    }
}
