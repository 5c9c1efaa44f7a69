// SPDX-License-Identifier: Apache-2.0
import Storage
import Synchronization
import Values

/// A store that somebody else writes to once, after the first rows were read from it.
final class Meddler: SQLStore {
    private let store: any SQLStore
    private let reads = Atomic<Int>(0)

    init(_ store: any SQLStore) {
        self.store = store
    }

    var engine: SQLEngine { store.engine }

    func read<T: Sendable>(_ body: @escaping @Sendable (any SQLSession) throws -> T) async throws -> T {
        let result = try await store.read(body)
        // The first read is of the steps, the second counts the first table, the third reads it.
        if reads.add(1, ordering: .relaxed).newValue == 4 {
            try await store.write { db in
                try db.run("INSERT INTO place (id, name) VALUES (\(ID<Int>(bits: 1)), \("late"))")
            }
        }
        return result
    }

    @discardableResult
    func write<T: Sendable>(_ body: @escaping @Sendable (any SQLSession) throws -> T) async throws -> T {
        try await store.write(body)
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

/// What a copy told of itself.
final class Progress: Sendable {
    private let told = Mutex<[CopyProgress]>([])

    func add(_ progress: CopyProgress) { told.withLock { $0.append(progress) } }

    var stages: [CopyProgress.Stage] {
        told.withLock { told in
            told.map(\.stage).reduce(into: []) { if $0.last != $1 { $0.append($1) } }
        }
    }
}
