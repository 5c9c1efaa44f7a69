// SPDX-License-Identifier: Apache-2.0
import GRDB
import Storage
import Synchronization

/// The seam on one SQLite file, through GRDB's pool: one writer, several readers that it does not hold up.
///
/// WAL, immediate writes, foreign keys on, five seconds of patience with other processes. Every commit is on
/// the disk before it is reported (`synchronous = FULL`): what has been acknowledged is not lost with the
/// power.
public final class SQLiteStore: SQLStore {
    /// Whether the file may be changed.
    public enum Access: Sendable { case readWrite, readOnly }

    public let engine = SQLEngine.sqlite
    private let access: Access
    private let pool: DatabasePool
    private let statistics = Mutex(Statistics())
    private let isClosed = Mutex(false)

    /// How long a write waits for one of another process.
    public static let busySecondsMax = 5.0
    static let readersMax = 5
    /// Kilobytes of pages that one connection keeps in memory.
    static let cacheKilobytes = 8_192

    /// Opens the file, and makes it when it is not there and may be written.
    ///
    /// - Throws: ``SQLError``: ``SQLError/Kind/unavailable`` when it cannot be opened,
    ///   ``SQLError/Kind/readOnly`` when it cannot be written to, ``SQLError/Kind/other`` when it is no
    ///   database.
    public init(path: String, access: Access = .readWrite) throws(SQLError) {
        self.access = access
        var configuration = Configuration()
        configuration.busyMode = .timeout(SQLiteStore.busySecondsMax)
        configuration.maximumReaderCount = SQLiteStore.readersMax
        configuration.readonly = access == .readOnly
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA cache_size = -\(SQLiteStore.cacheKilobytes)")
            // A file that somebody else made must not run code of theirs.
            try db.execute(sql: "PRAGMA trusted_schema = OFF")
        }
        do {
            pool = try DatabasePool(path: path, configuration: configuration)
            if access == .readWrite {
                // GRDB relaxes this to NORMAL when it turns WAL on, so it is set after that.
                try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
                try learnSizes()
            }
        } catch {
            throw SQLError(grdb: error).during("opening \(path)")
        }
    }

    public func read<T: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws -> T
    ) async throws -> T {
        try await translated {
            try await pool.read { db in try SQLiteSession.run(body, on: db) }
        }
    }

    @discardableResult
    public func write<T: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws -> T
    ) async throws -> T {
        let result = try await translated {
            try await pool.write { db in try SQLiteSession.run(body, on: db) }
        }
        if statistics.withLock({ $0.isLookDue() }) {
            // The write has been done; that its tables were not looked at harms nobody.
            try? learnSizes()
        }
        return result
    }

    /// Every write of SQLite is alone.
    @discardableResult
    public func writeAlone<T: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws -> T
    ) async throws -> T {
        try await write(body)
    }

    public func close() async {
        let isFirst = isClosed.withLock { isClosed in
            defer { isClosed = true }
            return !isClosed
        }
        guard isFirst else { return }
        if access == .readWrite {
            // Everything into the one file, so that it can be copied; another program's reader may prevent
            // it, and then it stays in the log beside the file.
            _ = try? await pool.writeWithoutTransaction { try $0.checkpoint(.truncate) }
        }
        // A reader that is still busy keeps its connection; it closes with the last reference.
        try? pool.close()
    }

    public func damages() async throws -> [String] {
        try await translated {
            try await pool.read { db in
                let found = try String.fetchAll(db, sql: "PRAGMA integrity_check(20)")
                return found == ["ok"] ? [] : found
            }
        }
    }

    public func plan(of sql: SQLText) async throws -> [String] {
        let rendered = try sql.rendered(for: .sqlite)
        return try await translated {
            try await pool.read { db in
                try Row.fetchAll(
                    db, sql: "EXPLAIN QUERY PLAN \(rendered.text)",
                    arguments: SQLiteSession.arguments(rendered)
                ).map { $0["detail"] }
            }
        }
    }

    public func schema() async throws -> SchemaDescription {
        try await translated { try await pool.read { try SQLiteSchema.describe($0) } }
    }

    /// Lets SQLite look at how large its tables are, which it does not do by itself: without that it takes
    /// every table for a small one, and a rare machine is searched for through all of them.
    private func learnSizes() throws {
        let pages = try pool.writeWithoutTransaction { try Int.fetchOne($0, sql: "PRAGMA page_count") ?? 0 }
        guard statistics.withLock({ $0.hasGrown(to: pages) }) else { return }
        try pool.writeWithoutTransaction { db in
            // A few hundred rows of each index tell enough, in a few milliseconds.
            try db.execute(sql: "PRAGMA analysis_limit = \(Statistics.rowsMax)")
            try db.execute(sql: "ANALYZE")
        }
        // Readers learn of it when they open.
        pool.invalidateReadOnlyConnections()
    }

    /// Turns what GRDB throws into the seam's errors; what a body throws of its own passes.
    private func translated<T: Sendable>(_ work: () async throws -> T) async throws -> T {
        do {
            return try await work()
        } catch {
            // A cancelled access fails with whatever statement was interrupted; nothing was committed.
            if Task.isCancelled { throw CancellationError() }
            throw error is DatabaseError ? SQLError(grdb: error) : error
        }
    }
}

/// When SQLite looked at its tables last.
private struct Statistics {
    /// How many rows of an index are looked at.
    static let rowsMax = 400
    /// After how many writes it is asked whether the file has grown.
    static let writesBetweenLooks = 64
    /// A file smaller than this is read as fast without an index.
    static let pagesMin = 64

    private var writes = 0
    private var pagesSeen = 0

    mutating func isLookDue() -> Bool {
        writes += 1
        return writes.isMultiple(of: Statistics.writesBetweenLooks)
    }

    /// Half as much again as the last time is another database.
    mutating func hasGrown(to pages: Int) -> Bool {
        guard pages >= Statistics.pagesMin, pages >= pagesSeen + pagesSeen / 2 else { return false }
        pagesSeen = pages
        return true
    }
}

extension SQLError {
    init(grdb error: any Error) {
        guard let error = error as? DatabaseError else {
            self.init(error is CancellationError ? .unavailable : .other, detail: "\(error)")
            return
        }
        let kind: SQLError.Kind =
            switch error.extendedResultCode {
            case .SQLITE_CONSTRAINT_UNIQUE, .SQLITE_CONSTRAINT_PRIMARYKEY, .SQLITE_CONSTRAINT_ROWID: .unique
            case .SQLITE_CONSTRAINT_FOREIGNKEY: .foreignKey
            case .SQLITE_CONSTRAINT_CHECK: .check
            case .SQLITE_CONSTRAINT_NOTNULL: .notNull
            default:
                switch error.resultCode {
                case .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_CANTOPEN, .SQLITE_IOERR, .SQLITE_INTERRUPT,
                    .SQLITE_ABORT, .SQLITE_NOMEM:
                    .unavailable
                case .SQLITE_READONLY, .SQLITE_PERM: .readOnly
                case .SQLITE_FULL: .full
                default: .other
                }
            }
        // GRDB's own description prints the arguments; code and message do not hold any.
        self.init(
            kind, detail: "SQLite \(error.extendedResultCode.rawValue): \(error.message ?? "no message")")
    }
}
