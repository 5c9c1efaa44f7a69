// SPDX-License-Identifier: Apache-2.0
import Values

/// What is known about the SNMPv3 engine of an agent: its id, its clock, and the keys shared with it.
public struct RemoteEngine: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
    /// Seconds by which an engine's clock and our notion of it may differ (RFC 3414, 2.2.3).
    static let windowSeconds: Int64 = 150
    /// An engine that has begun so often must be given new keys before it may speak again (RFC 3414, 2.2.2).
    static let bootsMax = Int32.max
    /// Bytes of an id (RFC 3411, SnmpEngineID).
    static let idBytes = 5...WireLimits.engineIDBytesMax

    public let id: [UInt8]
    var keys: EngineKeys
    private(set) var boots: Int32
    /// The highest time that was heard in these boots, in seconds; nothing older is believed.
    private(set) var time: Int32
    /// When ``time`` was heard.
    private var heard: Instant
    /// Whether the clock was heard in a message that only the engine could write. Until then it is a guess that
    /// the agent will correct.
    private(set) var isClockAuthentic = false

    init(id: [UInt8], boots: Int32, time: Int32, keys: EngineKeys, heard: Instant) {
        self.id = id
        self.keys = keys
        self.boots = max(0, boots)
        self.time = max(0, time)
        self.heard = heard
    }

    /// The engine's time now, as far as we know, in seconds.
    func time(at now: Instant) -> Int32 {
        Int32(clamping: Int64(time) + max(0, (now - heard).wholeMicroseconds) / 1_000_000)
    }

    /// Takes the clock of an authenticated message, if it is within the window (RFC 3414, 3.2 step 7b).
    mutating func accept(boots newBoots: Int32, time newTime: Int32, at now: Instant) -> Bool {
        guard isClockAuthentic else {
            adopt(boots: newBoots, time: newTime, isAuthentic: true, at: now)
            return boots != RemoteEngine.bootsMax
        }
        if newBoots > boots || (newBoots == boots && newTime > time) {
            adopt(boots: newBoots, time: newTime, isAuthentic: true, at: now)
        }
        return boots != RemoteEngine.bootsMax && newBoots == boots
            && Int64(newTime) >= Int64(time(at: now)) - RemoteEngine.windowSeconds
    }

    /// Sets the clock, back too.
    mutating func adopt(boots: Int32, time: Int32, isAuthentic: Bool, at now: Instant) {
        self.boots = max(0, boots)
        self.time = max(0, time)
        heard = now
        isClockAuthentic = isAuthentic
    }

    public var description: String { "engine \(id.map { String($0, radix: 16) }.joined(separator: ":"))" }
    public var customMirror: Mirror { Mirror(self, children: ["id": id, "boots": boots, "time": time]) }
}

/// Why an agent does not do what was asked, as it says in a report (RFC 3412, 7.2; RFC 3413, 3.2; RFC 3414, 3.2).
enum SecurityReport: Hashable, Sendable, CaseIterable {
    case unsupportedLevel
    case notInTimeWindow
    case unknownUser
    case unknownEngine
    case wrongDigest
    case decryptionError
    case unknownSecurityModel
    case invalidMessage
    case unknownHandler
    case unavailableContext
    case unknownContext

    /// The counter whose value such a report carries, without its instance.
    var counter: OID {
        switch self {
        case .unsupportedLevel: SecurityReport.userBased.appending(1)
        case .notInTimeWindow: SecurityReport.userBased.appending(2)
        case .unknownUser: SecurityReport.userBased.appending(3)
        case .unknownEngine: SecurityReport.userBased.appending(4)
        case .wrongDigest: SecurityReport.userBased.appending(5)
        case .decryptionError: SecurityReport.userBased.appending(6)
        case .unknownSecurityModel: SecurityReport.dispatcher.appending(1)
        case .invalidMessage: SecurityReport.dispatcher.appending(2)
        case .unknownHandler: SecurityReport.dispatcher.appending(3)
        case .unavailableContext: SecurityReport.target.appending(4)
        case .unknownContext: SecurityReport.target.appending(5)
        }
    }

    private static let userBased = OID([1, 3, 6, 1, 6, 3, 15, 1, 1])
    private static let dispatcher = OID([1, 3, 6, 1, 6, 3, 11, 2, 1])
    private static let target = OID([1, 3, 6, 1, 6, 3, 12, 1])

    /// `nil` for a report about something else.
    init?(_ pdu: PDU) {
        guard pdu.kind == .report,
            let report = pdu.varBinds.lazy.compactMap({ varBind in
                SecurityReport.allCases.first { varBind.oid.hasPrefix($0.counter) }
            }).first
        else { return nil }
        self = report
    }
}

/// What a machine says, or leaves unsaid, to a user it does not accept.
public enum SecurityRefusal: String, TwoVoicedError, Hashable, CaseIterable {
    /// It does not know the name.
    case unknownUser
    /// The authentication password or protocol is another one.
    case wrongDigest
    /// The user exists, and not with this protection.
    case unsupportedLevel
    /// The privacy password or protocol is another one, and it said so.
    case decryptionError
    /// It speaks SNMPv3 and was silent to this user.
    case silent
    /// Its clock and ours could not be brought together.
    case outsideTimeWindow
    /// It names another engine each time.
    case changingEngine
    /// What came in its name was not proven to be from it, or less protected than asked.
    case untrustworthyAnswer
    /// It has no such context, or not now.
    case unknownContext
    /// It has no user-based security, or takes our messages for invalid.
    case unsupportedModel

    public var message: String {
        switch self {
        case .unknownUser:
            "The machine does not know this SNMPv3 user. Check the name, or add the user in the machine."
        case .wrongDigest:
            """
            The machine does not accept the authentication password. Check the password, and that the machine \
            uses the same authentication protocol.
            """
        case .unsupportedLevel:
            """
            The machine knows this SNMPv3 user with another protection. Compare in the machine whether the user \
            has authentication and privacy.
            """
        case .decryptionError:
            """
            The machine cannot decipher what it is asked. Check the privacy password and the privacy protocol; \
            for 192 and 256 bits try the other way (aes-256 or aes-256-c).
            """
        case .silent:
            """
            The machine speaks SNMPv3, but does not answer this user. Most often the privacy password or \
            protocol is another one; for 192 and 256 bits try the other way (aes-256 or aes-256-c).
            """
        case .outsideTimeWindow:
            """
            The machine says that the questions come at the wrong time, and the clock it names does not help. \
            Switching it off and on may.
            """
        case .changingEngine:
            """
            The machine gives itself a new SNMPv3 engine id each time. Look for a second machine with the same \
            address, or for new firmware.
            """
        case .untrustworthyAnswer:
            """
            Answers came that are not proven to be the machine’s, so they were not used. Look for a second \
            machine with the same address, and compare the passwords.
            """
        case .unknownContext:
            "The machine has no such SNMPv3 context. Check the context’s name, or leave it out."
        case .unsupportedModel:
            """
            The machine does not take SNMPv3 messages of a user. Switch SNMPv3 on in the machine, or use a \
            community.
            """
        }
    }

    public var detail: String { rawValue }

    /// Whether asking again before somebody changed something can only be refused again.
    var isAboutTheUser: Bool {
        switch self {
        case .unknownUser, .wrongDigest, .unsupportedLevel, .decryptionError, .silent, .unknownContext: true
        case .outsideTimeWindow, .changingEngine, .untrustworthyAnswer, .unsupportedModel: false
        }
    }

    init(_ report: SecurityReport) {
        self =
            switch report {
            case .unsupportedLevel: .unsupportedLevel
            case .notInTimeWindow: .outsideTimeWindow
            case .unknownUser: .unknownUser
            case .unknownEngine: .changingEngine
            case .wrongDigest: .wrongDigest
            case .decryptionError: .decryptionError
            case .unknownSecurityModel, .invalidMessage, .unknownHandler: .unsupportedModel
            case .unavailableContext, .unknownContext: .unknownContext
            }
    }
}
