// SPDX-License-Identifier: Apache-2.0
import Fleet
import HTTPTypes
import Hummingbird
import People
import Practice
import ServiceLifecycle
import Synchronization
import Values

/// The word by which a page knows that one machine changed.
func liveSubject(of device: DeviceID) -> String { "device/\(device)" }

extension Notice {
    /// The words in an event: pages listen for a kind, or for one of it.
    var subjects: [String] {
        switch self {
        case .device(let id): ["device", liveSubject(of: id)]
        case .promise: ["promise"]
        case .collector: ["collector"]
        case .today: ["today"]
        }
    }
}

/// How many pages listen at the moment.
final class Listeners: Sendable {
    private let count = Mutex(0)

    /// One place among the listeners; it is free again when this is let go.
    final class Lease: Sendable {
        private let listeners: Listeners

        fileprivate init(_ listeners: Listeners) {
            self.listeners = listeners
        }

        deinit { listeners.count.withLock { $0 -= 1 } }
    }

    /// - Throws: a ``Refusal`` when there are as many as one server bears.
    func enter() throws -> Lease {
        let isFull = count.withLock { count in
            guard count < RequestLimits.listenersMax else { return true }
            count += 1
            return false
        }
        if isFull {
            throw Refusal(.unavailable, "Too many pages are open at the moment. This one stays as it is.")
        }
        return Lease(self)
    }
}

extension FrontDesk {
    /// Tells a page of changes as server-sent events (HTML Living Standard, 9.2) until it is closed, the
    /// server stops, or an hour has passed; then the browser asks again, and whether it is still signed in is
    /// seen anew.
    func liveChanges(for customer: CustomerID) throws -> Response {
        let lease = try listeners.enter()
        let changes = office.notices.listen()
        let body = ResponseBody { writer in
            defer { withExtendedLifetime(lease) {} }
            let (lines, queue) = AsyncStream.makeStream(
                of: String.self, bufferingPolicy: .bufferingNewest(64))
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await tell(changes, of: customer, to: queue) }
                group.addTask {
                    try await beat(queue)
                    queue.finish()
                }
                for await line in lines.cancelOnGracefulShutdown() {
                    try await writer.write(ByteBuffer(string: line))
                }
                group.cancelAll()
            }
            try await writer.finish(nil)
        }
        return Response(
            status: .ok,
            headers: [.contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-store"],
            body: body)
    }
}

private func tell(
    _ changes: AsyncStream<Notices.Bundle>, of customer: CustomerID,
    to queue: AsyncStream<String>.Continuation
) async {
    queue.yield("retry: 3000\n: listening\n\n")
    for await bundle in changes where bundle.customer == customer {
        let subjects = Set(bundle.notices.flatMap(\.subjects)).sorted()
        queue.yield("event: change\ndata: \(subjects.joined(separator: " "))\n\n")
    }
}

/// A line now and then keeps proxies from closing a connection on which nothing happens, and finds out that
/// nobody listens any more.
private func beat(_ queue: AsyncStream<String>.Continuation) async throws {
    for _ in 0..<(listeningSecondsMax / heartbeatSeconds) {
        try await Task.sleep(for: .seconds(heartbeatSeconds))
        queue.yield(": still here\n\n")
    }
}

private let heartbeatSeconds = 20
private let listeningSecondsMax = 3_600
