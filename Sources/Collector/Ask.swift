// SPDX-License-Identifier: Apache-2.0
import PrinterWire
import Values

/// One printer to be asked, and what.
public struct Ask: Sendable {
    public var endpoint: Endpoint
    public var questions: [Question]
    public var limits: Inquiry.Limits
    /// What to ask next of the same printer, seen what it said to the first questions; nothing ends it. Called
    /// on the engine's thread, so it must be quick.
    public var followUp: (@Sendable (Walk) -> [Question])?

    public init(
        _ endpoint: Endpoint, _ questions: [Question], limits: Inquiry.Limits = Inquiry.Limits(),
        followUp: (@Sendable (Walk) -> [Question])? = nil
    ) {
        self.endpoint = endpoint
        self.questions = questions
        self.limits = limits
        self.followUp = followUp
    }
}

/// What came of an ``Ask``.
public struct Answer: Sendable {
    public enum Outcome: Sendable {
        case heard(Walk, SNMPMessage.Version)
        /// It answered and then no more; what was heard until then.
        case fellSilent(Walk)
        case noAnswer
        /// Something came back that is not SNMP.
        case unreadable
        /// This computer has no way there; the system's words are for the log.
        case unreachable(String)
    }

    public let endpoint: Endpoint
    public let outcome: Outcome
    /// When the last of it was heard.
    public let heard: Instant
}

/// How an ``AskList`` is going.
public struct AskProgress: Sendable, Equatable {
    public var total: Int
    /// How many have an outcome.
    public var done: Int
    /// How many of those answered.
    public var answered: Int
}

/// Asks by their position, made when their turn comes, so that a million of them take no memory.
public struct AskList: Sendable {
    public let count: Int
    let ask: @Sendable (Int) -> Ask?
    /// Whether those that do not answer are told too, or only counted.
    let tellsSilent: Bool

    /// - Parameter ask: Called on the engine's thread, once for each position in order; `nil` skips it.
    public init(count: Int, tellsSilent: Bool = true, ask: @escaping @Sendable (Int) -> Ask?) {
        self.count = count
        self.tellsSilent = tellsSilent
        self.ask = ask
    }

    public init(_ asks: [Ask]) {
        self.init(count: asks.count) { asks.indices.contains($0) ? asks[$0] : nil }
    }
}

/// How an ``InquiryEngine`` behaves on the network.
public struct EngineConfiguration: Sendable {
    /// The password of SNMP v1 and v2c.
    public var community: String
    /// Datagrams sent per second, all printers together; 0 is without a ceiling.
    public var packetsPerSecond: Int
    /// Printers asked at the same time; chosen by the ceiling when it is not given.
    public var window: Int
    /// How long to wait for a printer of which nothing is known yet, and the bounds of waiting for any.
    public var waits: RoundTrip.Bounds
    /// Bytes wished for the socket's buffers.
    public var socketBufferBytes: UInt32

    public static let windowMax = 32_768
    public static let packetsPerSecondDefault = 2_000

    /// So many that addresses at which nobody answers do not hold up the others under a ceiling.
    static func window(packetsPerSecond: Int) -> Int {
        packetsPerSecond == 0 ? windowMax : min(windowMax, max(1_024, packetsPerSecond * 2))
    }

    public init(
        community: String = "public", packetsPerSecond: Int = EngineConfiguration.packetsPerSecondDefault,
        window: Int? = nil, waits: RoundTrip.Bounds = RoundTrip.Bounds(),
        socketBufferBytes: UInt32 = 16 * 1_024 * 1_024
    ) {
        self.community = community
        self.packetsPerSecond = packetsPerSecond
        let wished = window ?? EngineConfiguration.window(packetsPerSecond: packetsPerSecond)
        self.window = min(max(1, wished), EngineConfiguration.windowMax)
        self.waits = waits
        self.socketBufferBytes = socketBufferBytes
    }
}

/// Why there is no socket to ask with.
public struct EngineFailure: TwoVoicedError, Hashable {
    public let message: String
    public let detail: String
}
