// SPDX-License-Identifier: Apache-2.0
import Values

/// Where the practice keeps what it knows: one transaction at a time.
///
/// A body is synchronous, so nobody waits for the network while holding a lock, and it may run more than once
/// when two writers meet, so it must have no effect but on the records. A thrown error undoes everything the
/// body did.
public protocol RecordStore: Sendable {
    /// - Throws: what the body throws, or a ``RecordFailure``.
    func read<T: Sendable>(_ body: @escaping @Sendable (any Records) throws -> T) async throws -> T

    /// - Throws: what the body throws, or a ``RecordFailure``.
    func write<T: Sendable>(_ body: @escaping @Sendable (any Records) throws -> T) async throws -> T
}

/// Everything that can be asked of the records inside one transaction.
public protocol Records: CustomerRecords, PersonRecords, AccountRecords, CollectorRecords, DeviceRecords,
    PromiseRecords, LedgerRecords, EvidenceRecords, ConversationRecords, StoryRecords,
    PersonalRecords, TrailRecords, KeyRecords, MergeRecords, DirectoryRecords, GoalRecords, MeetingRecords,
    MailRecords, WalkRecords
{}

/// The database does not do what it should: not there, full, read-only, or given something it must refuse.
public struct RecordFailure: TwoVoicedError {
    public enum Kind: String, Sendable {
        /// It does not answer; trying again may help.
        case unavailable
        /// The disk or the database is full.
        case full
        case readOnly
        /// Something with this name or number is there already.
        case duplicate
        /// It holds something this program did not write, or a fault of ours.
        case fault
    }

    public let kind: Kind
    public let message: String
    public let detail: String

    public init(_ kind: Kind, message: String, detail: String) {
        self.kind = kind
        self.message = message
        self.detail = detail
    }
}

/// A stretch of a list: how many rows to pass over and how many to give.
public struct Page: Hashable, Sendable {
    public let number: Int
    public let size: Int

    public static let sizeMax = 200
    public static let numberMax = 100_000

    /// Page numbers count from 1; out of range is brought into it.
    public init(number: Int = 1, size: Int = 50) {
        self.number = min(max(1, number), Page.numberMax)
        self.size = min(max(1, size), Page.sizeMax)
    }

    public var offset: Int { (number - 1) * size }
}

/// One page of a list.
public struct Paged<Row: Sendable>: Sendable {
    public var rows: [Row]
    public var page: Page
    /// How many there are in all; `nil` when counting them would cost more than it tells.
    public var total: Int?
    public var hasMore: Bool

    public init(rows: [Row], page: Page, total: Int?, hasMore: Bool) {
        self.rows = rows
        self.page = page
        self.total = total
        self.hasMore = hasMore
    }

    public func map<Other: Sendable>(_ transform: (Row) throws -> Other) rethrows -> Paged<Other> {
        Paged<Other>(rows: try rows.map(transform), page: page, total: total, hasMore: hasMore)
    }
}
