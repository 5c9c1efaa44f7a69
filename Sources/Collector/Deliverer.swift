// SPDX-License-Identifier: Apache-2.0
import Foundation
import Logging
import Practice
import Values

/// Takes what waits in the spool to the server, in order, until the server says that it is on its disk.
///
/// Each change of fortune is said once: a server that is down all night makes two lines in the log.
public actor Deliverer {
    /// What was last said about delivery.
    public enum State: Sendable, Hashable {
        case unknown, delivering, tokenRefused, unavailable, notGoodword, spoolTrouble
    }

    private let keeper: SpoolKeeper
    private let post: any ReadingPost
    private let logger: Logger
    private let setAsidePath: String
    private let head: [UInt8]
    private let onDelivered: @Sendable (Int) -> Void
    private var pace = DeliveryPace()
    private var chance: SplitMix
    public private(set) var state = State.unknown

    /// - Parameters:
    ///   - setAsidePath: A file to which an item goes that the server refuses for what stands in it.
    ///   - onDelivered: Told how many items were acknowledged.
    public init(
        keeper: SpoolKeeper, post: any ReadingPost, facts: CollectorFacts, setAsidePath: String, seed: UInt64,
        logger: Logger, onDelivered: @escaping @Sendable (Int) -> Void = { _ in }
    ) {
        self.keeper = keeper
        self.post = post
        self.logger = logger
        self.setAsidePath = setAsidePath
        self.onDelivered = onDelivered
        chance = SplitMix(seed: seed)
        head =
            Array("{\"spool\":\"\(keeper.id)\",\"collector\":".utf8)
            + ((try? JSONEncoder().encode(facts)).map(Array.init) ?? Array("null".utf8))
            + Array(",\"items\":[".utf8)
    }

    /// Delivers until the task is cancelled: what waits every `interval`, and a heartbeat when nothing has been
    /// delivered for `heartbeat`. Both in the wall's time.
    public func run(interval: Duration = .seconds(1), heartbeat: Duration = .seconds(60)) async {
        var quiet = heartbeat
        while !Task.isCancelled {
            var pause = interval
            switch await attempt(evenEmpty: quiet >= heartbeat) {
            case .nothingToDo: quiet += interval
            case .next(.goOn):
                quiet = .zero
                continue
            case .next(.setAside): continue
            case .next(.wait(let duration)): pause = duration
            case .beaten: quiet = .zero
            }
            do { try await Task.sleep(for: pause) } catch { return }
        }
    }

    /// Delivers what waits now and returns whether all of it arrived; gives up after so many failures in a row.
    public func drain(failuresMax: Int = 3) async -> Bool {
        var failures = 0
        while !Task.isCancelled {
            switch await attempt(evenEmpty: false) {
            case .nothingToDo, .beaten: return true
            case .next(.goOn), .next(.setAside): failures = 0
            case .next(.wait(let duration)):
                failures += 1
                guard failures < failuresMax, state != .tokenRefused else { return false }
                do { try await Task.sleep(for: duration) } catch { return false }
            }
        }
        return false
    }

    // MARK: - One attempt

    private enum Attempt {
        case nothingToDo
        /// A heartbeat was taken.
        case beaten
        case next(DeliveryPace.Next)
    }

    private func attempt(evenEmpty: Bool) async -> Attempt {
        let items: [Spool.Item]
        do throws(SpoolFailure) {
            items = try await keeper.unacknowledged(countMax: pace.itemsMax, bytesMax: pace.bytesMax)
        } catch {
            say(.spoolTrouble, error.message, detail: error.detail)
            return .next(.wait(DeliveryPace.waitMax))
        }
        guard !items.isEmpty || evenEmpty else { return .nothingToDo }
        let outcome = await carry(items)
        if items.isEmpty, outcome == .acknowledged || outcome == .noProgress { return .beaten }
        let next = pace.next(after: outcome, count: items.count, chance: chance.fraction())
        if case .setAside = next, let item = items.first { await setAside(item) }
        return .next(next)
    }

    private func carry(_ items: [Spool.Item]) async -> DeliveryPace.Outcome {
        let answer: PostAnswer
        do throws(PostFailure) {
            answer = try await post.post(body(items))
        } catch {
            say(.unavailable, error.message, detail: error.detail)
            return .unavailable
        }
        switch answer.status {
        case 200:
            guard let receipt = try? JSONDecoder().decode(ReadingBatchReceipt.self, from: Data(answer.body))
            else {
                return notGoodword(answer)
            }
            return await settle(receipt, items)
        case 401, 403:
            say(
                .tokenRefused,
                """
                The server does not accept this collector’s token: it is wrong or was withdrawn. Make a new one \
                on the page Collectors. Until then readings are kept here.
                """, detail: "status \(answer.status)")
            return .tokenRefused
        case 413: return .tooLarge
        case 400, 422: return .unusable
        case 408, 429, 500...:
            say(
                .unavailable, "The server has trouble of its own. Readings are kept here until it is over.",
                detail: "status \(answer.status)")
            return .unavailable
        default: return notGoodword(answer)
        }
    }

    private func settle(_ receipt: ReadingBatchReceipt, _ items: [Spool.Item]) async -> DeliveryPace.Outcome {
        guard let last = items.last?.sequence else {
            say(.delivering, "The server hears this collector.", detail: "")
            return .acknowledged
        }
        let taken = items.count { $0.sequence <= receipt.acknowledged }
        guard taken > 0 else {
            say(
                .unavailable, "The server answers but has kept nothing. Readings stay here until it does.",
                detail: "acknowledged \(receipt.acknowledged), sent up to \(last)")
            return .noProgress
        }
        do throws(SpoolFailure) {
            try await keeper.acknowledge(receipt.acknowledged, sent: last)
        } catch {
            say(.spoolTrouble, error.message, detail: error.detail)
            return .unavailable
        }
        say(.delivering, "Readings reach the server.", detail: "")
        onDelivered(taken)
        return .acknowledged
    }

    private func notGoodword(_ answer: PostAnswer) -> DeliveryPace.Outcome {
        say(
            .notGoodword,
            "What answers at the server’s address is not Goodword. Check the address; readings are kept here.",
            detail: "status \(answer.status), \(answer.body.count) bytes")
        return .notGoodword
    }

    /// The batch as JSON, put together from items that lie in the spool as JSON already.
    private func body(_ items: [Spool.Item]) -> [UInt8] {
        var body = head
        body.reserveCapacity(head.count + items.reduce(2) { $0 + $1.payload.count + 40 })
        for (index, item) in items.enumerated() {
            if index > 0 { body.append(UInt8(ascii: ",")) }
            body += Array("{\"sequence\":\(item.sequence),".utf8)
            body += item.payload.dropFirst()
        }
        body += Array("]}".utf8)
        return body
    }

    /// An item that the server will never take must not keep the others waiting; it goes to a file, so that it
    /// is not lost and a person can look at it.
    private func setAside(_ item: Spool.Item) async {
        do throws(SpoolFailure) {
            try SpoolFile.appendLine(item.payload, to: setAsidePath)
            try await keeper.acknowledge(item.sequence, sent: item.sequence)
            logger.error(
                "The server cannot use one of the readings. It was set aside in the spool folder.",
                metadata: ["sequence": "\(item.sequence)", "bytes": "\(item.payload.count)"])
        } catch {
            say(.spoolTrouble, error.message, detail: error.detail)
        }
    }

    private func say(_ new: State, _ sentence: String, detail: String) {
        guard new != state else {
            logger.debug("\(sentence)", metadata: ["detail": "\(detail)"])
            return
        }
        state = new
        let level: Logger.Level = new == .delivering ? .info : .warning
        logger.log(level: level, "\(sentence)", metadata: detail.isEmpty ? [:] : ["detail": "\(detail)"])
    }
}
