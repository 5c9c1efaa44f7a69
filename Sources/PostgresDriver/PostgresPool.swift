// SPDX-License-Identifier: Apache-2.0
import Storage
import Synchronization

/// The connections of one store, lent out one transaction at a time in the order of asking.
final class PostgresPool: Sendable {
    private struct Waiter {
        let number: Int
        let continuation: CheckedContinuation<PostgresConnection, any Error>
    }

    private struct State {
        /// The one used last is lent first, so that a quiet server keeps few connections busy.
        var idle: [PostgresConnection] = []
        var made = 0
        var waiters: [Waiter] = []
        var nextWaiter = 0
        var isClosed = false
        var closers: [CheckedContinuation<Void, Never>] = []
    }

    /// How many may wait for a connection before more are turned away.
    static let waitersMax = 10_000

    private let url: String
    private let connectionsMax: Int
    private let state = Mutex(State())

    init(url: String, connectionsMax: Int) {
        self.url = url
        self.connectionsMax = connectionsMax
    }

    private enum Answer {
        case lent(PostgresConnection)
        case refused(SQLError)
        case wait(Int)
    }

    func acquire() async throws -> PostgresConnection {
        try Task.checkCancellation()
        let answer = state.withLock { state -> Answer in
            if state.isClosed { return .refused(SQLError(.unavailable, detail: "the store is closed")) }
            if let connection = state.idle.popLast() { return .lent(connection) }
            if state.made < connectionsMax {
                state.made += 1
                return .lent(PostgresConnection(url: url, number: state.made))
            }
            if state.waiters.count >= PostgresPool.waitersMax {
                return .refused(
                    SQLError(.unavailable, detail: "\(state.waiters.count) wait for a connection"))
            }
            state.nextWaiter += 1
            return .wait(state.nextWaiter)
        }
        switch answer {
        case .lent(let connection): return connection
        case .refused(let error): throw error
        case .wait(let number): return try await wait(number)
        }
    }

    private func wait(_ number: Int) async throws -> PostgresConnection {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let now = state.withLock { state -> Result<PostgresConnection, any Error>? in
                    if Task.isCancelled { return .failure(CancellationError()) }
                    if state.isClosed {
                        return .failure(SQLError(.unavailable, detail: "the store is closed"))
                    }
                    // One may have come back between the asking and the waiting.
                    if let connection = state.idle.popLast() { return .success(connection) }
                    state.waiters.append(Waiter(number: number, continuation: continuation))
                    return nil
                }
                if let now { continuation.resume(with: now) }
            }
        } onCancel: {
            let waiter = state.withLock { state -> Waiter? in
                guard let index = state.waiters.firstIndex(where: { $0.number == number }) else { return nil }
                return state.waiters.remove(at: index)
            }
            waiter?.continuation.resume(throwing: CancellationError())
        }
    }

    func release(_ connection: PostgresConnection) {
        let (waiter, closers) = state.withLock { state -> (Waiter?, [CheckedContinuation<Void, Never>]) in
            if !state.isClosed, !state.waiters.isEmpty { return (state.waiters.removeFirst(), []) }
            state.idle.append(connection)
            guard state.isClosed, state.idle.count == state.made else { return (nil, []) }
            defer { state.closers = [] }
            return (nil, state.closers)
        }
        waiter?.continuation.resume(returning: connection)
        for closer in closers { closer.resume() }
    }

    func close() async {
        let waiters = state.withLock { state in
            state.isClosed = true
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters {
            waiter.continuation.resume(throwing: SQLError(.unavailable, detail: "the store is closed"))
        }
        await withCheckedContinuation { continuation in
            let isReady = state.withLock { state in
                if state.idle.count == state.made { return true }
                state.closers.append(continuation)
                return false
            }
            if isReady { continuation.resume() }
        }
        let connections = state.withLock { $0.idle }
        for connection in connections { await connection.close() }
    }
}
