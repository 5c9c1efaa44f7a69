// SPDX-License-Identifier: Apache-2.0
import CSockets
import Foundation
import Polling
import PrinterWire
import Synchronization
import Values

/// Asks printers over SNMP: one socket, thousands of printers at the same time, politely.
///
/// It works on a thread of its own. Datagrams are sent and received in batches, under a ceiling per second; each
/// printer has one request in flight, and only its own address is listened to.
///
/// ```
/// let engine = try InquiryEngine(EngineConfiguration(), clock: clock, seed: seed)
/// for await answer in engine.answers(to: AskList(asks)) { … }
/// engine.stop()
/// ```
public final class InquiryEngine: Sendable {
    struct Sink: Sendable {
        let yield: @Sendable (Answer) -> Void
        /// Answers that were given and not taken yet.
        let untaken: Untaken
        let progress: @Sendable (AskProgress) -> Void
        let finish: @Sendable () -> Void
    }

    struct Order: Sendable {
        let number: Int
        let list: AskList
        let sink: Sink
    }

    /// What the loop finds on its table when it comes by.
    struct Orders: Sendable {
        var lists: [Order] = []
        var cancelled: [Int] = []
        var mustStop = false
    }

    private struct Table: Sendable {
        var orders = Orders()
        var number = 0
        /// No longer to be signalled once the loop has ended and its descriptor is closed.
        var wake: Int32
        var hasEnded = false
    }

    /// The port the questions come from, for those who look at firewalls.
    public let localPort: UInt16?
    private let table: Mutex<Table>

    /// Opens the socket and starts the thread. `seed` makes the first request ids, which should be hard to guess.
    public init(_ configuration: EngineConfiguration, clock: any WallClock, seed: UInt64)
        throws(EngineFailure)
    {
        let loop = try InquiryLoop(configuration: configuration, clock: clock, seed: seed)
        localPort = loop.localPort
        table = Mutex(Table(wake: loop.wakeDescriptor))
        let carried = Carried(loop: loop)
        let thread = Thread { [self] in
            carried.loop.run { self.takeOrders() }
            self.end()
        }
        thread.stackSize = 2 * 1_024 * 1_024
        thread.start()
    }

    /// Unchecked: made on one thread and used on another, never on both.
    private struct Carried: @unchecked Sendable {
        let loop: InquiryLoop
    }

    /// Asks, and gives the answers in the order in which they come. Ending the iteration early ends the asking.
    ///
    /// - Parameter progress: Called from the engine's thread about ten times a second and once at the end.
    public func answers(
        to list: AskList, progress: @escaping @Sendable (AskProgress) -> Void = { _ in }
    ) -> Answers {
        let (stream, continuation) = AsyncStream.makeStream(of: Answer.self, bufferingPolicy: .unbounded)
        let untaken = Untaken { [weak self] in self?.wake() }
        let sink = Sink(
            yield: { continuation.yield($0) }, untaken: untaken, progress: progress,
            finish: { continuation.finish() })
        let number = table.withLock { table -> Int? in
            guard !table.hasEnded, !table.orders.mustStop else { return nil }
            table.number += 1
            table.orders.lists.append(Order(number: table.number, list: list, sink: sink))
            datagram_wake_signal(table.wake)
            return table.number
        }
        guard let number else {
            continuation.finish()
            return Answers(stream: stream, untaken: untaken)
        }
        continuation.onTermination = { [weak self] reason in
            if case .cancelled = reason { self?.cancel(number) }
        }
        return Answers(stream: stream, untaken: untaken)
    }

    /// Asks one printer; `nil` when the engine is stopped or the task cancelled before there is an outcome.
    public func answer(to ask: Ask) async -> Answer? {
        for await answer in answers(to: AskList([ask])) { return answer }
        return nil
    }

    /// Ends the thread; what is being asked ends without an answer. May be called twice.
    public func stop() {
        table.withLock { table in
            table.orders.mustStop = true
            if !table.hasEnded { datagram_wake_signal(table.wake) }
        }
    }

    private func wake() {
        table.withLock { table in if !table.hasEnded { datagram_wake_signal(table.wake) } }
    }

    private func cancel(_ number: Int) {
        table.withLock { table in
            guard !table.hasEnded else { return }
            table.orders.cancelled.append(number)
            datagram_wake_signal(table.wake)
        }
    }

    private func takeOrders() -> Orders {
        table.withLock { table in
            let orders = table.orders
            table.orders = Orders(mustStop: orders.mustStop)
            return orders
        }
    }

    private func end() {
        let left = table.withLock { table in
            table.hasEnded = true
            defer { table.orders.lists = [] }
            return table.orders.lists
        }
        for order in left { order.sink.finish() }
    }
}

/// Answers in the order in which they come. Whoever takes them slowly slows the asking down, so that no more
/// of them wait in memory than ``Untaken/highMark``.
public struct Answers: AsyncSequence, Sendable {
    let stream: AsyncStream<Answer>
    let untaken: Untaken

    public struct AsyncIterator: AsyncIteratorProtocol {
        var inner: AsyncStream<Answer>.AsyncIterator
        let untaken: Untaken

        public mutating func next() async -> Answer? {
            let answer = await inner.next()
            if answer != nil { untaken.take() }
            return answer
        }
    }

    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(inner: stream.makeAsyncIterator(), untaken: untaken)
    }
}

/// Counts the answers between the engine's thread and whoever takes them.
final class Untaken: Sendable {
    /// So many may wait before nothing new is asked, and at so few asking goes on.
    static let highMark = 512
    static let lowMark = 128

    private let count = Atomic<Int>(0)
    private let wake: @Sendable () -> Void

    init(wake: @escaping @Sendable () -> Void) {
        self.wake = wake
    }

    var isHigh: Bool { count.load(ordering: .relaxed) >= Untaken.highMark }
    var isLow: Bool { count.load(ordering: .relaxed) <= Untaken.lowMark }

    func give() { count.add(1, ordering: .relaxed) }

    func take() {
        if count.subtract(1, ordering: .relaxed).newValue == Untaken.lowMark { wake() }
    }
}

/// Why there is no socket to ask with.
public struct EngineFailure: TwoVoicedError, Hashable {
    public let message: String
    public let detail: String
}
