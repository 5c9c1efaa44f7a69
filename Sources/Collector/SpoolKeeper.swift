// SPDX-License-Identifier: Apache-2.0
import Dispatch
import Practice
import Synchronization
import Values

/// The one place that touches a ``Spool``, on a queue of its own, so that waiting for the disk holds up nobody
/// else. What arrives while the disk is busy is written together with the next write.
///
/// Unchecked: `spool` is used on `queue` alone.
public final class SpoolKeeper: @unchecked Sendable {
    /// How the spool is filled.
    public struct Fill: Sendable, Equatable {
        public var bytes: Int
        public var bytesMax: Int
        public var waiting: Int
        public var acknowledged: Int64
        /// Items given up for want of room, or all of them but their meters, ever.
        public var thinned: Int
    }

    private struct Pending: Sendable {
        var payload: [UInt8]
        var done: CheckedContinuation<Result<Int64, SpoolFailure>, Never>
    }

    private struct Inbox: Sendable {
        var pending: [Pending] = []
        var isScheduled = false
    }

    /// See ``Spool/id``.
    public let id: ID<CollectorSpool>
    /// The spool in which a batch without items counts.
    public let numbering: ID<CollectorSpool>
    public let findings: [String]
    private let spool: Spool
    private let queue = DispatchQueue(label: "spool")
    private let inbox = Mutex(Inbox())

    /// Takes the spool over; nobody else may use it from here on.
    public init(_ spool: sending Spool) {
        id = spool.id
        numbering = spool.numbering
        findings = spool.findings
        self.spool = spool
    }

    /// Keeps one item and returns its sequence number once it is on the disk.
    public func keep(_ payload: [UInt8]) async throws(SpoolFailure) -> Int64 {
        let result = await withCheckedContinuation { done in
            let mustSchedule = inbox.withLock { inbox in
                inbox.pending.append(Pending(payload: payload, done: done))
                defer { inbox.isScheduled = true }
                return !inbox.isScheduled
            }
            if mustSchedule { queue.async { self.writePending() } }
        }
        return try result.get()
    }

    public func unacknowledged(countMax: Int, bytesMax: Int) async throws(SpoolFailure) -> [Spool.Item] {
        try await perform { spool throws(SpoolFailure) in
            try spool.unacknowledged(countMax: countMax, bytesMax: bytesMax)
        }
    }

    public func acknowledge(_ sequence: Int64, sent: Int64) async throws(SpoolFailure) {
        try await perform { spool throws(SpoolFailure) in try spool.acknowledge(sequence, sent: sent) }
    }

    public func setAside(_ item: Spool.Item) async throws(SpoolFailure) {
        try await perform { spool throws(SpoolFailure) in try spool.setAside(item) }
    }

    /// Counts items that were heard and could be kept nowhere.
    public func countLost(_ count: Int) async throws(SpoolFailure) {
        try await perform { spool throws(SpoolFailure) in try spool.countLost(count) }
    }

    public func fill() async -> Fill {
        await withCheckedContinuation { done in
            queue.async {
                done.resume(
                    returning: Fill(
                        bytes: self.spool.bytes, bytesMax: self.spool.bytesMax, waiting: self.spool.waiting,
                        acknowledged: self.spool.acknowledged, thinned: self.spool.thinned))
            }
        }
    }

    /// Lets go of the folder once what is being written is on the disk.
    public func close() async {
        await withCheckedContinuation { done in
            queue.async {
                self.spool.close()
                done.resume()
            }
        }
    }

    private func perform<Value: Sendable>(
        _ work: @escaping @Sendable (Spool) throws(SpoolFailure) -> Value
    ) async throws(SpoolFailure) -> Value {
        let result: Result<Value, SpoolFailure> = await withCheckedContinuation { done in
            queue.async {
                do throws(SpoolFailure) {
                    done.resume(returning: .success(try work(self.spool)))
                } catch {
                    done.resume(returning: .failure(error))
                }
            }
        }
        return try result.get()
    }

    private func writePending() {
        let pending = inbox.withLock { inbox in
            defer { inbox = Inbox() }
            return inbox.pending
        }
        do throws(SpoolFailure) {
            guard let kept = try spool.append(pending.map(\.payload)) else { return }
            for (item, sequence) in zip(pending, kept) { item.done.resume(returning: .success(sequence)) }
        } catch {
            for item in pending { item.done.resume(returning: .failure(error)) }
        }
    }
}
