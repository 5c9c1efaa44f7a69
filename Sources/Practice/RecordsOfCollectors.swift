// SPDX-License-Identifier: Apache-2.0
import Fleet
import People
import Values

public typealias CollectorID = ID<CollectorRecord>

/// A program at a customer's site that asks the machines there.
public struct CollectorRecord: Hashable, Sendable {
    public var id: CollectorID
    public var customer: CustomerID
    public var name: String
    /// Where machines that it finds are put until somebody says better; `nil` leaves them without a place.
    public var place: PlaceID?
    /// Whom to call when it falls silent; `nil` when nobody was named.
    public var keeper: PersonID?
    /// SHA-256 of the key it signs in with. Before it is enrolled, of a key that nobody has.
    public var tokenHash: [UInt8]
    public var made: Instant
    /// Since when it has a key of its own; `nil` while its code waits to be typed.
    public var enrolled: Instant?
    public var revoked: Instant?
    public var lastHeard: Instant?
    /// What it said of itself: version and host.
    public var saysVersion: String?
    public var saysHost: String?
    /// How often it says that it asks; `nil` when it does not say.
    public var saysEvery: Duration?
    /// How many readings it says its full disk made it give up, over the life of its spool.
    public var saysThinned: Int?
    /// How many items it says still wait in its spool.
    public var saysWaiting: Int?
    /// How far its clock is ahead of ours; negative is behind.
    public var clockAhead: Duration?
    /// How long a person allows it to be silent; `nil` goes by what it says.
    public var silenceMax: Duration?
    /// When it was last heard before it was found to be silent; `nil` while it is heard in time.
    public var silentSince: Instant?
    /// When its last silence was found, and when that ended, as long as late readings from it may still come.
    public var silenceFound: Instant?
    public var silenceEnded: Instant?
    /// When somebody should look whether it is silent, or go on with what its silence changed.
    public var lookAgain: Instant?
    /// Its machines up to this one have been assessed anew after its silence began or ended; `nil` when none
    /// waits.
    public var assessedThrough: DeviceID?
    /// From when on late readings changed what was said of its machines' promises; `nil` when all is settled.
    public var correctsFrom: Instant?

    public init(
        id: CollectorID, customer: CustomerID, name: String, place: PlaceID?, keeper: PersonID? = nil,
        tokenHash: [UInt8], made: Instant, enrolled: Instant? = nil, revoked: Instant? = nil,
        lastHeard: Instant? = nil, saysVersion: String? = nil, saysHost: String? = nil,
        silenceMax: Duration? = nil
    ) {
        self.id = id
        self.customer = customer
        self.name = name
        self.place = place
        self.keeper = keeper
        self.tokenHash = tokenHash
        self.made = made
        self.enrolled = enrolled
        self.revoked = revoked
        self.lastHeard = lastHeard
        self.saysVersion = saysVersion
        self.saysHost = saysHost
        self.silenceMax = silenceMax
    }

    /// Of a collector that does not say how often it asks.
    public static let silenceMaxUnsaid: Duration = .hours(26)
    /// Of one that asks often: a short break of a network is nobody's call.
    public static let silenceMaxLeast: Duration = .hours(1)
    /// How many of its rounds may be missed.
    static let roundsMissedMax = 4

    /// How long it may be silent before nothing can be proved about what it asks.
    public var heardWithin: Duration {
        if let silenceMax { return silenceMax }
        guard let saysEvery else { return CollectorRecord.silenceMaxUnsaid }
        return max(saysEvery * CollectorRecord.roundsMissedMax, CollectorRecord.silenceMaxLeast)
    }

    /// It was heard now, so that its silence can only begin later.
    mutating func wasHeard(at now: Instant) {
        // The clock may have jumped back; what was heard last stays the last.
        let heard = max(lastHeard ?? now, now)
        lastHeard = heard
        lookAgain = assessedThrough == nil && correctsFrom == nil ? heard + heardWithin : heard
    }
}

/// A code that lets one collector in, once. Of the code only the SHA-256 is kept.
public struct Enrolment: Hashable, Sendable {
    public var codeHash: [UInt8]
    public var customer: CustomerID
    public var collector: CollectorID
    public var made: Instant
    public var expires: Instant
    /// When it was used up, and the hash of the key that came with it.
    public var used: Instant?
    public var keyHash: [UInt8]?

    public init(
        codeHash: [UInt8], customer: CustomerID, collector: CollectorID, made: Instant, expires: Instant,
        used: Instant? = nil, keyHash: [UInt8]? = nil
    ) {
        self.codeHash = codeHash
        self.customer = customer
        self.collector = collector
        self.made = made
        self.expires = expires
        self.used = used
        self.keyHash = keyHash
    }
}

/// Something that was done to a collector's right to deliver, or that became of it: who, what and when. Only
/// ever added to.
public struct CollectorEntry: Hashable, Sendable {
    public enum Kind: String, Sendable, CaseIterable {
        case made, codeMade, enrolled, keyReplaced, revoked, settingsChanged
        /// What somebody was told when they called about it.
        case note
        case fellSilent, cameBack
    }

    public var id: ID<CollectorEntry>
    public var customer: CustomerID
    public var collector: CollectorID
    public var at: Instant
    public var kind: Kind
    /// Who did it; `nil` when it was the collector or the clock.
    public var person: PersonID?
    /// What more there is to say, in words.
    public var note: String

    public init(
        id: ID<CollectorEntry>, customer: CustomerID, collector: CollectorID, at: Instant, kind: Kind,
        person: PersonID?, note: String = ""
    ) {
        self.id = id
        self.customer = customer
        self.collector = collector
        self.at = at
        self.kind = kind
        self.person = person
        self.note = note
    }
}

/// Collectors, their codes, and how far each of their spools has been taken in.
public protocol CollectorRecords {
    func insert(_ collector: CollectorRecord) throws
    func update(_ collector: CollectorRecord) throws
    func collector(_ id: CollectorID) throws -> CollectorRecord?
    func collector(tokenHash: [UInt8]) throws -> CollectorRecord?
    /// By name; revoked ones last.
    func collectors(of customer: CustomerID) throws -> [CollectorRecord]
    /// Whose ``CollectorRecord/lookAgain`` has come, the longest waiting first.
    func collectorsDue(asOf now: Instant, limit: Int) throws -> [CollectorRecord]
    /// The highest sequence number taken in from this spool; 0 when there is none.
    func acknowledged(collector: CollectorID, spool: ID<CollectorSpool>) throws -> Int64
    func acknowledge(collector: CollectorID, spool: ID<CollectorSpool>, through sequence: Int64) throws

    func insert(_ enrolment: Enrolment) throws
    func enrolment(codeHash: [UInt8]) throws -> Enrolment?
    func update(_ enrolment: Enrolment) throws
    /// The code that waits to be typed for this collector.
    func openEnrolment(of collector: CollectorID, asOf now: Instant) throws -> Enrolment?
    /// Takes away the collector's codes that were not used.
    func deleteOpenEnrolments(of collector: CollectorID) throws

    func insert(_ entry: CollectorEntry) throws
    /// The newest first.
    func entries(of collector: CollectorID, limit: Int) throws -> [CollectorEntry]

    /// How many machines this collector was the last to hear.
    func deviceCount(heardBy collector: CollectorID) throws -> Int
    /// The machines it was the last to hear, in the order of their ids, after the one given.
    func devices(heardBy collector: CollectorID, after id: DeviceID, limit: Int) throws -> [DeviceID]
}
