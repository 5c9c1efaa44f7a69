// SPDX-License-Identifier: Apache-2.0
import Fleet
import People
import Promises
import Synchronization
import Values

/// Something changed that an open page may show.
public enum Notice: Hashable, Sendable {
    case device(DeviceID)
    case promise(PromiseID)
    case collector(CollectorID)
    /// Somebody's list of whom to look after.
    case today
}

/// Tells open pages of changes within this process, after they are safely kept.
///
/// Whoever listens too slowly loses the oldest notices and not the newest; a page that missed one is as right
/// as its last load.
public final class Notices: Sendable {
    /// The notices of one commit, for the customer they concern.
    public struct Bundle: Hashable, Sendable {
        public let customer: CustomerID
        public let notices: Set<Notice>
    }

    private struct Listeners {
        var next = 0
        var continuations: [Int: AsyncStream<Bundle>.Continuation] = [:]
    }

    private let listeners = Mutex(Listeners())

    public init() {}

    /// Everything from now on until the stream is dropped.
    public func listen() -> AsyncStream<Bundle> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: Bundle.self, bufferingPolicy: .bufferingNewest(64))
        let number = listeners.withLock { listeners in
            listeners.next += 1
            listeners.continuations[listeners.next] = continuation
            return listeners.next
        }
        continuation.onTermination = { [weak self] _ in
            self?.listeners.withLock { _ = $0.continuations.removeValue(forKey: number) }
        }
        return stream
    }

    func post(_ notices: Set<Notice>, of customer: CustomerID) {
        guard !notices.isEmpty else { return }
        let continuations = listeners.withLock { Array($0.continuations.values) }
        for continuation in continuations {
            continuation.yield(Bundle(customer: customer, notices: notices))
        }
    }
}
