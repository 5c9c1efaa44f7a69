// SPDX-License-Identifier: Apache-2.0
import Conversations
import People
import Values
import Walks

/// A walk as it was planned, and when somebody began it.
public struct StoredWalk: Hashable, Sendable {
    public var plan: WalkPlan
    public var planned: Instant
    public var planner: PersonID
    /// When the first entry arrived; `nil` as long as nobody has walked.
    public var begun: Instant?

    public init(plan: WalkPlan, planned: Instant, planner: PersonID, begun: Instant? = nil) {
        self.plan = plan
        self.planned = planned
        self.planner = planner
        self.begun = begun
    }
}

/// How much has arrived of a walk.
public struct WalkTally: Hashable, Sendable {
    public var entries: Int
    public var phones: Set<PhoneID>

    public init(entries: Int, phones: Set<PhoneID>) {
        self.entries = entries
        self.phones = phones
    }
}

/// What an entry became in the records: a person, or a part of a conversation.
public enum WalkOutcome: Hashable, Sendable {
    case person(PersonID)
    case conversation(ConversationID)
}

/// A picture that was taken on a walk, without its bytes.
public struct StoredPhoto: Hashable, Sendable {
    public var id: PhotoID
    public var walk: WalkID
    public var taker: PersonID
    public var arrived: Instant

    public init(id: PhotoID, walk: WalkID, taker: PersonID, arrived: Instant) {
        self.id = id
        self.walk = walk
        self.taker = taker
        self.arrived = arrived
    }
}

/// Walks, and what phones entered on them.
public protocol WalkRecords {
    func insert(_ walk: StoredWalk) throws
    func walk(_ id: WalkID) throws -> StoredWalk?
    /// The newest day first.
    func walks(of customer: CustomerID, _ page: Page) throws -> Paged<StoredWalk>
    func setBegun(_ walk: WalkID, at instant: Instant) throws

    /// What arrived of a walk; of these entries alone when some are named.
    func pieces(of walk: WalkID, entries: Set<WalkEntryID>?) throws -> [WalkPiece]
    func tally(of walk: WalkID) throws -> WalkTally
    /// Puts these in the place of all that came under the entry's id before.
    func replace(_ pieces: [WalkPiece], of entry: WalkEntryID, in walk: WalkID) throws

    /// What entries became.
    func outcomes(of walk: WalkID) throws -> [WalkEntryID: WalkOutcome]
    /// - Parameter outcome: `nil` when nothing of it is in the records any more.
    func set(_ outcome: WalkOutcome?, of entry: WalkEntryID, in walk: WalkID) throws

    /// Keeps a picture; one that is there already stays as it is.
    func insert(_ photo: StoredPhoto, bytes: [UInt8]) throws
    func photo(_ id: PhotoID) throws -> (photo: StoredPhoto, bytes: [UInt8])?
    func photoCount(of walk: WalkID) throws -> Int
}
