// SPDX-License-Identifier: Apache-2.0
import Storage

/// The seam on PostgreSQL 15 and later, through libpq's blocking calls on one thread a connection.
///
/// Writes are SERIALIZABLE and tried again when two of them met. Reads are REPEATABLE READ and read only:
/// they see one state of the database, and unlike serializable reads they never make a writer start over.
public final class PostgresStore: SQLStore {
    public let engine = SQLEngine.postgres
    private let pool: PostgresPool

    /// How many connections are opened at most when nothing else is said.
    public static let connectionsMaxDefault = 8
    /// The longest wait before a write is tried again; the wait doubles from a thousandth of a second up to
    /// this.
    static let backoffMicrosecondsMax = 100_000

    /// Opens nothing yet: the first call connects.
    ///
    /// - Parameter url: `postgres://…` as libpq reads it; with several hosts the primary is looked for.
    public init(url: String, connectionsMax: Int = PostgresStore.connectionsMaxDefault) {
        pool = PostgresPool(url: url, connectionsMax: max(1, connectionsMax))
    }

    public func read<T: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws -> T
    ) async throws -> T {
        try await retrying(.read, body)
    }

    @discardableResult
    public func write<T: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws -> T
    ) async throws -> T {
        try await retrying(.write, body)
    }

    @discardableResult
    public func writeAlone<T: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws -> T
    ) async throws -> T {
        try await retrying(.writeAlone, body)
    }

    public func close() async {
        await pool.close()
    }

    /// A server with checksums finds damage by itself and refuses to read it; there is nothing to ask.
    public func damages() async throws -> [String] { [] }

    public func plan(of sql: SQLText) async throws -> [String] {
        try await read { try $0.run("EXPLAIN " + sql).map { try $0.get("QUERY PLAN") } }
    }

    public func schema() async throws -> SchemaDescription {
        try await read { try PostgresSchema.describe($0) }
    }

    private func retrying<T: Sendable>(
        _ mode: PostgresTransactionMode, _ body: @escaping @Sendable (any SQLSession) throws -> T
    ) async throws -> T {
        var attempt = 1
        while true {
            let connection = try await pool.acquire()
            let outcome = await connection.transaction(mode, body)
            pool.release(connection)
            switch outcome {
            case .done(let result): return result
            case .failed(let error): throw error
            case .metAnother(let error):
                guard attempt < SQLLimits.attemptsMax else { throw error }
                // Two that met would meet again if both waited equally long.
                let longest = min(1_000 << min(attempt, 10), PostgresStore.backoffMicrosecondsMax)
                try await Task.sleep(for: .microseconds(Int.random(in: 0...longest)))
                attempt += 1
            }
        }
    }
}

/// How a transaction is begun.
enum PostgresTransactionMode: Sendable {
    case read, write, writeAlone

    var begin: String {
        switch self {
        case .read: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
        case .write, .writeAlone: "BEGIN ISOLATION LEVEL SERIALIZABLE"
        }
    }
}

/// How a transaction ended.
enum PostgresOutcome<T: Sendable>: Sendable {
    case done(T)
    /// It met another writer and changed nothing; it may be tried again.
    case metAnother(any Error)
    case failed(any Error)
}
