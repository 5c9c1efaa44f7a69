// SPDX-License-Identifier: Apache-2.0
import Practice
import Values

/// How what waits in the spool comes to the server: a machine that is told what happened and says what to do
/// next. It has no clock, no chance, no network and no disk of its own; ``Deliverer`` does what it says.
///
/// Items go in order, and nothing leaves the spool before the server has said that it is on its disk.
public struct Delivery: Sendable {
    /// What was last said about delivery.
    public enum State: Sendable, Hashable {
        case unknown, delivering, tokenRefused, unavailable, notGoodword, spoolTrouble
    }

    /// What the machine is told.
    public enum Event: Sendable {
        /// It begins, or the rest it asked for is over.
        case due
        /// What the spool gave for ``Action/fetch(countMax:bytesMax:)``.
        case fetched([Spool.Item])
        /// What was answered, with the receipt that could be read in it.
        case answered(status: Int, receipt: ReadingBatchReceipt?, bytes: Int)
        /// Nothing was answered.
        case unanswered(PostFailure)
        /// The spool did what ``Action/acknowledge(through:sent:)`` or ``Action/setAside(_:)`` asks.
        case noted
        /// The spool could not do what it was asked.
        case failed(SpoolFailure)
    }

    /// What is to be done, each answered by one ``Event``; sentences and counts come beside it.
    public enum Action: Sendable, Equatable {
        case fetch(countMax: Int, bytesMax: Int)
        case post([Spool.Item])
        case acknowledge(through: Int64, sent: Int64)
        /// Keep this item in a file of its own, for the server will never take it, and go on after it.
        case setAside(Spool.Item)
        /// Nothing for this long.
        case rest(Duration, Reason)
    }

    /// Why there is a rest.
    public enum Reason: Sendable, Equatable {
        /// The server has everything.
        case done
        case trouble
    }

    /// Something to say: each change of fortune once.
    public struct Saying: Sendable, Equatable {
        /// How delivery stands now.
        public var state: State
        /// Whether this was so before.
        public var isRepeated: Bool
        public var sentence: String
        public var detail: String
    }

    /// What was said and counted since it was last looked at.
    public struct Notes: Sendable, Equatable {
        public var sayings: [Saying] = []
        /// Items that the server acknowledged.
        public var delivered = 0
        /// The item that was set aside.
        public var setAside: Spool.Item?
    }

    public private(set) var state = State.unknown
    /// The shell takes these after each event.
    private(set) var notes = Notes()

    private let interval: Duration
    private let heartbeat: Duration
    private var pace = DeliveryPace()
    /// How long nothing has gone to the server.
    private var quiet: Duration
    private var sent: [Spool.Item] = []
    private var pending: Pending?

    /// What the spool is doing for us.
    private enum Pending {
        case acknowledging(Int)
        case settingAside(Spool.Item)
    }

    /// - Parameters:
    ///   - interval: How often the spool is looked at while there was nothing in it.
    ///   - heartbeat: After so long without anything to deliver an empty batch says that the collector lives;
    ///     `nil` when that is nobody's concern.
    public init(interval: Duration = .seconds(1), heartbeat: Duration? = .seconds(60)) {
        self.interval = interval
        self.heartbeat = heartbeat ?? .seconds(Int64.max / 2)
        quiet = heartbeat ?? .zero
    }

    /// Takes what has happened and returns the one thing to do next.
    ///
    /// - Parameter chance: Anything from 0 up to 1; spreads the collectors of a server that comes back.
    public mutating func handle(_ event: Event, chance: Double) -> Action {
        switch event {
        case .due: return fetch()
        case .fetched(let items):
            sent = items
            guard items.isEmpty, quiet < heartbeat else { return .post(items) }
            return rest(interval, .done)
        case .answered(let status, let receipt, let bytes):
            return answered(status, receipt, bytes, chance)
        case .unanswered(let failure):
            say(.unavailable, failure.message, detail: failure.detail)
            return next(.unavailable, chance)
        case .noted: return noted(chance)
        case .failed(let failure):
            say(.spoolTrouble, failure.message, detail: failure.detail)
            pending = nil
            return rest(DeliveryPace.waitMax, .trouble)
        }
    }

    /// What there is to say, once.
    public mutating func takeNotes() -> Notes {
        defer { notes = Notes() }
        return notes
    }

    // MARK: - What follows

    private func fetch() -> Action { .fetch(countMax: pace.itemsMax, bytesMax: pace.bytesMax) }

    private mutating func rest(_ duration: Duration, _ reason: Reason) -> Action {
        if quiet < heartbeat { quiet += duration }
        return .rest(duration, reason)
    }

    private mutating func next(_ outcome: DeliveryPace.Outcome, _ chance: Double) -> Action {
        switch pace.next(after: outcome, count: sent.count, chance: chance) {
        case .goOn: return fetch()
        case .wait(let duration): return rest(duration, .trouble)
        case .setAside:
            guard let item = sent.first else { return rest(DeliveryPace.waitMax, .trouble) }
            pending = .settingAside(item)
            return .setAside(item)
        }
    }

    private mutating func answered(
        _ status: Int, _ receipt: ReadingBatchReceipt?, _ bytes: Int, _ chance: Double
    ) -> Action {
        switch status {
        case 200:
            guard let receipt else { return notGoodword(status, bytes, chance) }
            return acknowledged(receipt, chance)
        case 401:
            say(
                .tokenRefused,
                """
                The server does not know this collector’s key. Make a code on the page Collectors and type it here \
                once: goodword collect --enrol CODE --server ADDRESS. Until then readings are kept here.
                """, detail: "status \(status)")
            return next(.tokenRefused, chance)
        case 403:
            say(
                .tokenRefused,
                """
                This collector’s key was withdrawn on the server. If it is to go on, make a new code on its page \
                and type it here once: goodword collect --enrol CODE --server ADDRESS. Until then readings are \
                kept here.
                """, detail: "status \(status)")
            return next(.tokenRefused, chance)
        case 426:
            say(
                .notGoodword,
                """
                The server takes readings over https only. Check the address and the proxy in front of it; readings \
                are kept here.
                """, detail: "status \(status)")
            return next(.notGoodword, chance)
        case 413: return next(.tooLarge, chance)
        case 400, 422: return next(.unusable, chance)
        case 408, 429, 500...:
            say(
                .unavailable, "The server has trouble of its own. Readings are kept here until it is over.",
                detail: "status \(status)")
            return next(.unavailable, chance)
        default: return notGoodword(status, bytes, chance)
        }
    }

    private mutating func acknowledged(_ receipt: ReadingBatchReceipt, _ chance: Double) -> Action {
        guard let last = sent.last?.sequence else {
            say(.delivering, "The server hears this collector.", detail: "")
            quiet = .zero
            return rest(interval, .done)
        }
        let taken = sent.count { $0.sequence <= receipt.acknowledged }
        guard taken > 0 else {
            say(
                .unavailable, "The server answers but has kept nothing. Readings stay here until it does.",
                detail: "acknowledged \(receipt.acknowledged), sent up to \(last)")
            return next(.noProgress, chance)
        }
        pending = .acknowledging(taken)
        return .acknowledge(through: receipt.acknowledged, sent: last)
    }

    private mutating func noted(_ chance: Double) -> Action {
        defer { pending = nil }
        switch pending {
        case .acknowledging(let taken):
            say(.delivering, "Readings reach the server.", detail: "")
            notes.delivered += taken
            quiet = .zero
            return next(.acknowledged, chance)
        case .settingAside(let item):
            notes.setAside = item
            return fetch()
        case nil: return fetch()
        }
    }

    private mutating func notGoodword(_ status: Int, _ bytes: Int, _ chance: Double) -> Action {
        say(
            .notGoodword,
            "What answers at the server’s address is not Goodword. Check the address; readings are kept here.",
            detail: "status \(status), \(bytes) bytes")
        return next(.notGoodword, chance)
    }

    private mutating func say(_ new: State, _ sentence: String, detail: String) {
        notes.sayings.append(
            Saying(state: new, isRepeated: new == state, sentence: sentence, detail: detail))
        state = new
    }
}

/// The bytes of a batch around items that lie in the spool as JSON already.
public enum BatchWriter {
    /// The JSON of a `ReadingBatch`.
    ///
    /// - Parameters:
    ///   - spool: In which all items count.
    ///   - facts: The JSON of ``CollectorFacts``.
    ///   - sent: What the collector's clock says.
    ///   - waiting: How many items wait behind these.
    public static func body(
        _ items: [Spool.Item], in spool: ID<CollectorSpool>, facts: [UInt8], sent: Instant? = nil,
        waiting: Int? = nil
    ) -> [UInt8] {
        var body = Array("{\"spool\":\"\(spool)\",\"collector\":".utf8) + facts
        if let sent { body += Array(",\"sent\":\"\(sent)\"".utf8) }
        if let waiting { body += Array(",\"waiting\":\(waiting)".utf8) }
        body += Array(",\"items\":[".utf8)
        body.reserveCapacity(body.count + items.reduce(2) { $0 + $1.payload.count + 40 })
        for (index, item) in items.enumerated() {
            if index > 0 { body.append(UInt8(ascii: ",")) }
            body += Array("{\"sequence\":\(item.sequence),".utf8)
            body += item.payload.dropFirst()
        }
        body += Array("]}".utf8)
        return body
    }
}
