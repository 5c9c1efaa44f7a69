// SPDX-License-Identifier: Apache-2.0
import Fleet
import Values

/// A collector's store on disk of what it heard; only its identity crosses the wire.
public enum CollectorSpool {}

/// What a collector hands to the server in one request: `POST /api/collector/v1/readings`.
///
/// A batch may arrive twice, and batches may overlap: the sequence numbers of one spool tell what is there
/// already. A batch without items is a heartbeat and says that the collector is alive.
public struct ReadingBatch: Hashable, Sendable, Codable {
    /// The spool the sequence numbers count in. A collector begins a new one with each start.
    public var spool: ID<CollectorSpool>
    public var collector: CollectorFacts
    /// In ascending order of their sequence numbers, which may have gaps.
    public var items: [Item]
    /// What the collector's clock said when it sent this; older collectors do not say.
    public var sent: Instant?
    /// How many items still wait behind these; older collectors do not say.
    public var waiting: Int?

    public init(
        spool: ID<CollectorSpool>, collector: CollectorFacts, items: [Item], sent: Instant? = nil,
        waiting: Int? = nil
    ) {
        self.spool = spool
        self.collector = collector
        self.items = items
        self.sent = sent
        self.waiting = waiting
    }
}

/// Who is delivering, in words for the page about collectors.
public struct CollectorFacts: Hashable, Sendable, Codable {
    /// The version of Goodword it runs.
    public var version: String
    /// The name of the machine it runs on.
    public var host: String
    /// Seconds between two rounds of questions; `nil` when it does not go round by itself.
    public var everySeconds: Int?
    /// How many readings it gave up, or all of them but their meters, for want of room, as long as its folder is there.
    public var thinned: Int?

    public init(version: String, host: String, everySeconds: Int? = nil, thinned: Int? = nil) {
        self.version = version
        self.host = host
        self.everySeconds = everySeconds
        self.thinned = thinned
    }
}

/// A printer that used to answer and does not: said once when the silence begins and then once a day, so that
/// the server can tell a silent machine from a silent collector.
public struct Silence: Hashable, Sendable, Codable {
    /// As in ``Reading/address``.
    public var address: String
    /// When it was last asked in vain.
    public var at: Instant

    public init(address: String, at: Instant) {
        self.address = address
        self.at = at
    }
}

extension ReadingBatch {
    /// One thing that was kept in the spool.
    public struct Item: Hashable, Sendable {
        /// Counts up within a spool and is never used twice.
        public var sequence: Int64
        public var content: Content

        public init(sequence: Int64, content: Content) {
            self.sequence = sequence
            self.content = content
        }
    }

    public enum Content: Hashable, Sendable {
        case reading(Reading)
        case silence(Silence)
        /// What is left of a reading whose detail a full disk made the collector give up: its meters, and whose
        /// they are. What else it does not say was not for want of saying.
        case thinned(Reading)
    }

    /// The most items in one batch.
    public static let itemsMax = 500
    /// The most bytes of JSON in one batch, unless a single item is larger.
    public static let bytesMax = 4 * 1_024 * 1_024
}

/// The server's answer to a batch: everything up to and including `acknowledged` is on its disk.
public struct ReadingBatchReceipt: Hashable, Sendable, Codable {
    public var acknowledged: Int64

    public init(acknowledged: Int64) {
        self.acknowledged = acknowledged
    }
}

// JSON: {"sequence":1,"reading":{…}}, {"sequence":2,"silence":{…}} or {"sequence":3,"thinned":true,"reading":{…}}.

extension ReadingBatch.Item: Codable {
    private enum CodingKeys: String, CodingKey { case sequence, reading, silence, thinned }

    public init(from decoder: any Decoder) throws {
        let json = try decoder.container(keyedBy: CodingKeys.self)
        let sequence = try json.decode(Int64.self, forKey: .sequence)
        if let reading = try json.decodeIfPresent(Reading.self, forKey: .reading) {
            let isThinned = try json.decodeIfPresent(Bool.self, forKey: .thinned) ?? false
            self.init(sequence: sequence, content: isThinned ? .thinned(reading) : .reading(reading))
        } else if let silence = try json.decodeIfPresent(Silence.self, forKey: .silence) {
            self.init(sequence: sequence, content: .silence(silence))
        } else {
            throw DecodingError.dataCorruptedError(
                forKey: .reading, in: json, debugDescription: "an item holds a reading or a silence")
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var json = encoder.container(keyedBy: CodingKeys.self)
        try json.encode(sequence, forKey: .sequence)
        try content.encode(into: &json, reading: .reading, silence: .silence, thinned: .thinned)
    }
}

extension ReadingBatch.Content: Encodable {
    private enum CodingKeys: String, CodingKey { case reading, silence, thinned }

    /// An item without its sequence number: the form in which a spool keeps it.
    public func encode(to encoder: any Encoder) throws {
        var json = encoder.container(keyedBy: CodingKeys.self)
        try encode(into: &json, reading: .reading, silence: .silence, thinned: .thinned)
    }

    fileprivate func encode<Key: CodingKey>(
        into json: inout KeyedEncodingContainer<Key>, reading: Key, silence: Key, thinned: Key
    ) throws {
        switch self {
        case .reading(let value): try json.encode(value, forKey: reading)
        case .silence(let value): try json.encode(value, forKey: silence)
        case .thinned(let value):
            try json.encode(true, forKey: thinned)
            try json.encode(value, forKey: reading)
        }
    }
}
