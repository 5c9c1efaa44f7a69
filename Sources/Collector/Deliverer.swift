// SPDX-License-Identifier: Apache-2.0
import Foundation
import Logging
import Practice
import Values

/// Takes what waits in the spool to the server, in order, until the server says that it is on its disk: it does
/// what ``Delivery`` decides.
///
/// Each change of fortune is said once: a server that is down all night makes two lines in the log.
public actor Deliverer {
    private let keeper: SpoolKeeper
    private let post: any ReadingPost
    private let logger: Logger
    private let facts: CollectorFacts
    private let clock: (any WallClock)?
    private let onDelivered: @Sendable (Int) -> Void
    private var chance: SplitMix
    private(set) var state = Delivery.State.unknown

    /// - Parameters:
    ///   - clock: What the server is told of our time, so that a clock that is wrong is noticed there.
    ///   - onDelivered: Told how many items were acknowledged.
    public init(
        keeper: SpoolKeeper, post: any ReadingPost, facts: CollectorFacts, seed: UInt64, logger: Logger,
        clock: (any WallClock)? = nil, onDelivered: @escaping @Sendable (Int) -> Void = { _ in }
    ) {
        self.keeper = keeper
        self.post = post
        self.logger = logger
        self.onDelivered = onDelivered
        self.clock = clock
        chance = SplitMix(seed: seed)
        self.facts = facts
    }

    /// Delivers until the task is cancelled: what waits every `interval`, and a heartbeat when nothing has been
    /// delivered for `heartbeat`. Both in the wall's time.
    public func run(interval: Duration = .seconds(1), heartbeat: Duration = .seconds(60)) async {
        await work(through: Delivery(interval: interval, heartbeat: heartbeat)) { _ in false }
    }

    /// Delivers what waits now and returns whether all of it arrived; gives up after so many failures in a row.
    public func drain(failuresMax: Int = 3) async -> Bool {
        var failures = 0
        var isDone = false
        await work(through: Delivery(heartbeat: nil)) { action in
            switch action {
            case .rest(_, .done):
                isDone = true
                return true
            case .rest(_, .trouble):
                failures += 1
                return failures >= failuresMax || state == .tokenRefused
            case .acknowledge, .setAside:
                failures = 0
                return false
            case .fetch, .post: return false
            }
        }
        return isDone
    }

    // MARK: - Doing what the machine says

    private func work(through start: Delivery, until isEnough: (Delivery.Action) -> Bool) async {
        var delivery = start
        var action = delivery.handle(.due, chance: chance.fraction())
        while !Task.isCancelled, !isEnough(action) {
            guard let event = await perform(action) else { return }
            action = delivery.handle(event, chance: chance.fraction())
            tell(delivery.takeNotes())
        }
    }

    /// `nil` when the task was cancelled.
    private func perform(_ action: Delivery.Action) async -> Delivery.Event? {
        do throws(SpoolFailure) {
            switch action {
            case .fetch(let countMax, let bytesMax):
                return .fetched(try await keeper.unacknowledged(countMax: countMax, bytesMax: bytesMax))
            case .post(let items):
                return await carry(items)
            case .acknowledge(let sequence, let sent):
                try await keeper.acknowledge(sequence, sent: sent)
                return .noted
            case .setAside(let item):
                try await keeper.setAside(item)
                return .noted
            case .rest(let duration, _):
                guard (try? await Task.sleep(for: duration)) != nil else { return nil }
                return .due
            }
        } catch {
            return .failed(error)
        }
    }

    private func carry(_ items: [Spool.Item]) async -> Delivery.Event {
        let fill = await keeper.fill()
        var facts = facts
        facts.thinned = fill.thinned
        let body = BatchWriter.body(
            items, in: items.first?.spool ?? keeper.numbering,
            facts: (try? SpoolJSON.bytes(of: facts)) ?? Array("null".utf8), sent: clock?.now(),
            waiting: max(0, fill.waiting - items.count))
        do throws(PostFailure) {
            let answer = try await post.post(body)
            let receipt =
                answer.status == 200
                ? try? JSONDecoder().decode(ReadingBatchReceipt.self, from: Data(answer.body)) : nil
            return .answered(status: answer.status, receipt: receipt, bytes: answer.body.count)
        } catch {
            return .unanswered(error)
        }
    }

    private func tell(_ notes: Delivery.Notes) {
        for saying in notes.sayings {
            state = saying.state
            let level: Logger.Level =
                saying.isRepeated ? .debug : saying.state == .delivering ? .info : .warning
            logger.log(
                level: level, "\(saying.sentence)",
                metadata: saying.detail.isEmpty ? [:] : ["detail": "\(saying.detail)"])
        }
        if let item = notes.setAside {
            logger.error(
                "The server cannot use one of the readings. It was set aside in the spool folder.",
                metadata: ["sequence": "\(item.sequence)", "bytes": "\(item.payload.count)"])
        }
        if notes.delivered > 0 { onDelivered(notes.delivered) }
    }
}
