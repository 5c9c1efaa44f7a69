// SPDX-License-Identifier: Apache-2.0
import CLibPQ
import Dispatch
import Storage
import Synchronization

/// One connection and the thread it lives on. It connects when it is first used, and again when it has died.
///
/// Unchecked: everything but `url` and `queue` is touched on `queue` alone.
final class PostgresConnection: @unchecked Sendable {
    private let url: String
    private let queue: DispatchQueue
    private var handle: OpaquePointer?
    private var statements = PostgresStatements()

    /// Seconds before a host that does not answer is given up, unless the URL says otherwise.
    static let connectSecondsMax = 10
    /// What migrations of all processes agree to hold; the number is arbitrary.
    static let aloneLock: Int64 = 0x476F_6F64_776F_7264

    init(url: String, number: Int) {
        self.url = url
        queue = DispatchQueue(label: "postgres-\(number)")
    }

    deinit {
        if let handle { PQfinish(handle) }
    }

    func close() async {
        await withCheckedContinuation { continuation in
            queue.async {
                self.disconnect()
                continuation.resume()
            }
        }
    }

    /// Runs the body in one transaction on this connection's thread.
    func transaction<T: Sendable>(
        _ mode: PostgresTransactionMode, _ body: @escaping @Sendable (any SQLSession) throws -> T
    ) async -> PostgresOutcome<T> {
        let interruption = PostgresInterruption()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                queue.async { continuation.resume(returning: self.perform(mode, interruption, body)) }
            }
        } onCancel: {
            interruption.interrupt()
        }
    }

    private func perform<T: Sendable>(
        _ mode: PostgresTransactionMode, _ interruption: PostgresInterruption,
        _ body: (any SQLSession) throws -> T
    ) -> PostgresOutcome<T> {
        let session = PostgresSession(self, interruption)
        defer { session.isOver = true }
        do {
            try begin(mode)
            guard let handle, interruption.start(PQgetCancel(handle)) else { throw CancellationError() }
            let result = try body(session)
            if let failure = session.failure { throw failure }
            guard interruption.finish() else { throw CancellationError() }
            try commit()
            if mode == .writeAlone { try letOthersIn() }
            return .done(result)
        } catch {
            let wasInterrupted = !interruption.finish()
            undo(mode)
            if wasInterrupted {
                // The interruption may still be on its way and must not hit the next one's statement.
                disconnect()
                return .failed(CancellationError())
            }
            let cause = session.failure ?? error as? SQLError
            // A body may have put the failed statement's error into words of its own.
            return cause?.kind == .serialization ? .metAnother(error) : .failed(error)
        }
    }

    private func begin(_ mode: PostgresTransactionMode) throws(SQLError) {
        let isFresh = handle == nil
        if isFresh { try connect() }
        do {
            try opening(mode)
        } catch  where handle == nil && !isFresh {
            // It died while it lay idle, as when the server was restarted; nothing has been done on it yet.
            try connect()
            try opening(mode)
        }
    }

    private func opening(_ mode: PostgresTransactionMode) throws(SQLError) {
        // Taken before BEGIN: inside a transaction it would wait with a snapshot that is old when it gets in.
        if mode == .writeAlone { try command("SELECT pg_advisory_lock(\(PostgresConnection.aloneLock))") }
        try command(mode.begin)
    }

    private func letOthersIn() throws(SQLError) {
        try command("SELECT pg_advisory_unlock(\(PostgresConnection.aloneLock))")
    }

    /// COMMIT after a failed statement succeeds with the tag ROLLBACK, so the tag is what counts.
    private func commit() throws(SQLError) {
        let tag = try command("COMMIT")
        guard tag == "COMMIT" else { throw SQLError(.other, detail: "COMMIT answered \(tag)") }
    }

    private func undo(_ mode: PostgresTransactionMode) {
        guard let handle else { return }
        do {
            if PQtransactionStatus(handle) != PQTRANS_IDLE { try command("ROLLBACK") }
            if mode == .writeAlone { try letOthersIn() }
        } catch {
            // The server undoes what a closed connection left open.
            disconnect()
        }
    }

    private func connect() throws(SQLError) {
        var options: [(String, String)] = [
            ("connect_timeout", "\(PostgresConnection.connectSecondsMax)"),
            ("fallback_application_name", "goodword"),
        ]
        // With several hosts it has to be the one that takes writes.
        if url.contains(",") { options.append(("target_session_attrs", "primary")) }
        // What stands before the URL may be overruled by it, what stands after it may not.
        options += [("dbname", url), ("client_encoding", "UTF8")]
        let opened = withCStrings(options.map(\.0)) { keywords in
            withCStrings(options.map(\.1)) { values in PQconnectdbParams(keywords, values, 1) }
        }
        guard let opened else { throw SQLError(.unavailable, detail: "libpq has no memory for a connection") }
        guard PQstatus(opened) == CONNECTION_OK else {
            let cause = text(PQerrorMessage(opened))
            PQfinish(opened)
            throw SQLError(.unavailable, detail: "PostgreSQL cannot be reached: \(cause)")
        }
        PQsetNoticeProcessor(opened, { _, _ in }, nil)
        handle = opened
        statements = PostgresStatements()
        // Compiling a plan takes longer than any query of ours runs.
        try command("SET jit = off")
    }

    private func disconnect() {
        if let handle { PQfinish(handle) }
        handle = nil
        statements = PostgresStatements()
    }

    /// Runs a text without binds and gives its command tag.
    @discardableResult
    private func command(_ sql: String) throws(SQLError) -> String {
        guard let handle else { throw SQLError(.unavailable, detail: "the connection is closed") }
        let result = PQexec(handle, sql)
        defer { PQclear(result) }
        try check(result, sql)
        return text(PQcmdStatus(result))
    }

    /// Runs a statement with binds; one with binds is prepared once and kept.
    func execute(
        _ sql: String, _ parameters: PostgresParameters
    ) throws(SQLError) -> [SQLRow] {
        guard let handle else { throw SQLError(.unavailable, detail: "the connection was lost") }
        let isPrepared = parameters.count > 0
        var statement: PostgresStatements.Statement?
        var isOld = false
        if isPrepared {
            statement = statements.find(sql, parameters.types)
            isOld = statement != nil
            if statement == nil { statement = try prepare(sql, parameters.types) }
        }
        let result = parameters.withPointers { values, lengths, formats in
            if let statement {
                PQexecPrepared(handle, statement.name, parameters.count, values, lengths, formats, 1)
            } else {
                PQexecParams(handle, sql, 0, nil, nil, nil, nil, 1)
            }
        }
        defer { PQclear(result) }
        do {
            try check(result, sql)
        } catch  where isOld && sqlState(result) == "0A000" {
            // Its table was changed since it was prepared. Another attempt prepares it anew.
            statements = PostgresStatements()
            disconnect()
            throw SQLError(.serialization, detail: error.detail)
        }
        return try PostgresResult.rows(of: result, statement?.columns)
    }

    private func prepare(_ sql: String, _ types: [Oid]) throws(SQLError) -> PostgresStatements.Statement {
        for name in statements.makeRoom() { try command("DEALLOCATE \(name)") }
        let statement = statements.make(sql, types)
        let result = PQprepare(handle, statement.name, sql, Int32(types.count), types)
        defer { PQclear(result) }
        do {
            try check(result, sql)
        } catch {
            statements.forget(statement)
            throw error
        }
        return statement
    }

    /// Throws what the result says went wrong, and lets go of a connection that has died.
    private func check(_ result: OpaquePointer?, _ sql: String) throws(SQLError) {
        let status = PQresultStatus(result)
        if status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK { return }
        let isDead = handle.map { PQstatus($0) == CONNECTION_BAD } ?? true
        let error = SQLError(
            result: result, isDead: isDead, connectionSays: handle.map { text(PQerrorMessage($0)) })
        if isDead { disconnect() }
        throw error.during(sql)
    }
}

/// The prepared statements of one connection.
struct PostgresStatements {

    final class Statement {
        let name: String
        let key: Key
        let columns = PostgresColumns()
        var lastUse = 0

        init(name: String, key: Key) {
            self.name = name
            self.key = key
        }
    }

    struct Key: Hashable {
        let sql: String
        let types: [Oid]
    }

    /// How many one connection keeps; the one not used for longest gives way.
    static let countMax = 256

    private var byKey: [Key: Statement] = [:]
    private var uses = 0
    private var made = 0

    mutating func find(_ sql: String, _ types: [Oid]) -> Statement? {
        uses += 1
        let found = byKey[Key(sql: sql, types: types)]
        found?.lastUse = uses
        return found
    }

    mutating func make(_ sql: String, _ types: [Oid]) -> Statement {
        made += 1
        let statement = Statement(name: "s\(made)", key: Key(sql: sql, types: types))
        statement.lastUse = uses
        byKey[statement.key] = statement
        return statement
    }

    mutating func forget(_ statement: Statement) {
        byKey[statement.key] = nil
    }

    /// Names to give up before one more is made.
    mutating func makeRoom() -> [String] {
        guard byKey.count >= PostgresStatements.countMax,
            let oldest = byKey.values.min(by: { $0.lastUse < $1.lastUse })
        else { return [] }
        byKey[oldest.key] = nil
        return [oldest.name]
    }
}

/// Lets a cancelled task stop what its transaction is doing, until it commits.
final class PostgresInterruption: Sendable {
    private struct State {
        var isInterrupted = false
        /// libpq's own handle for this, the one thing of a connection that another thread may use.
        var cancel: OpaquePointer?
    }

    // The pointer is only touched under the lock.
    private struct Guarded: @unchecked Sendable { var state = State() }
    private let guarded = Mutex(Guarded())

    /// `false` when it was interrupted before it began.
    func start(_ cancel: sending OpaquePointer?) -> Bool {
        nonisolated(unsafe) let cancel = cancel
        return guarded.withLock { guarded in
            if guarded.state.isInterrupted {
                PQfreeCancel(cancel)
                return false
            }
            guarded.state.cancel = cancel
            return true
        }
    }

    var isInterrupted: Bool { guarded.withLock { $0.state.isInterrupted } }

    /// From here on nothing is interrupted; `false` when it was.
    func finish() -> Bool {
        guarded.withLock { guarded in
            if let cancel = guarded.state.cancel { PQfreeCancel(cancel) }
            guarded.state.cancel = nil
            return !guarded.state.isInterrupted
        }
    }

    func interrupt() {
        guarded.withLock { guarded in
            guarded.state.isInterrupted = true
            guard let cancel = guarded.state.cancel else { return }
            // A failure leaves the statement to end by itself; the transaction is undone all the same.
            withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { message in
                _ = PQcancel(cancel, message.baseAddress, 256)
            }
        }
    }
}
