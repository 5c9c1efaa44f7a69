// SPDX-License-Identifier: Apache-2.0
import Fleet
import People
import Practice
import Values

/// The practice's records in a database of either engine.
public struct StoredRecords: RecordStore {
    private let store: any SQLStore
    private let parsed = ParsedTexts()

    /// - Parameter store: whose schema is current; see ``SQLStore/migrate(_:now:)``.
    public init(_ store: any SQLStore) {
        self.store = store
    }

    @discardableResult
    public func read<T: Sendable>(
        _ body: @escaping @Sendable (any Records) throws -> T
    ) async throws -> T {
        let parsed = parsed
        return try await worded { try await store.read { try body(SQLRecords($0, parsed)) } }
    }

    @discardableResult
    public func write<T: Sendable>(
        _ body: @escaping @Sendable (any Records) throws -> T
    ) async throws -> T {
        let parsed = parsed
        return try await worded {
            try await store.write { db in
                let records = SQLRecords(db, parsed)
                let result = try body(records)
                try records.waiting.write(to: db)
                try records.writeLedgerHeads()
                return result
            }
        }
    }

    private func worded<T: Sendable>(_ work: () async throws -> T) async throws -> T {
        do {
            return try await work()
        } catch let error as SQLError {
            throw RecordFailure(error)
        }
    }
}

extension RecordFailure {
    init(_ error: SQLError) {
        let kind: Kind =
            switch error.kind {
            case .unique: .duplicate
            case .serialization, .unavailable: .unavailable
            case .readOnly: .readOnly
            case .full: .full
            case .foreignKey, .check, .notNull, .other: .fault
            }
        self.init(kind, message: error.message, detail: error.detail)
    }

    /// What stands in the database was not written by this program.
    static func unreadable(_ what: String) -> RecordFailure {
        RecordFailure(SQLError(.other, detail: "\(what) in the database cannot be read"))
    }
}

/// One transaction's records: each call is a statement or a few, and a mapping.
///
/// A call's ``SQLError`` is turned into a ``RecordFailure`` where the practice asks for one; the others are
/// turned when they leave the transaction.
final class SQLRecords: Records {
    let db: any SQLSession
    let parsed: ParsedTexts
    /// Rows that are written together before anybody asks for them, and at the end.
    var waiting = WaitingRows()
    /// Devices as they stand in this transaction, so that saving one writes only what changed.
    var knownDevices: [DeviceID: StoredDevice] = [:]
    /// The form that was looked for last, and its number.
    var knownForms: [DeviceID: (form: Reading, number: Int)] = [:]
    /// Heads of ledgers that this transaction has locked, and whether it moved them.
    var knownLedgers: [CustomerID: (head: LedgerHead, hasMoved: Bool)] = [:]
    /// The numbers of the meters of devices that were asked for.
    var knownMeters: [DeviceID: [String: Int]] = [:]

    init(_ db: any SQLSession, _ parsed: ParsedTexts) {
        self.db = db
        self.parsed = parsed
    }

    /// Runs a statement whose failure the caller may want to tell from others.
    @discardableResult
    func run(_ sql: SQLText) throws(RecordFailure) -> [SQLRow] {
        do { return try db.run(sql) } catch { throw RecordFailure(error) }
    }

    /// One page of a list whose rows are in a total order.
    ///
    /// - Parameters:
    ///   - rows: `SELECT … ORDER BY …`, without a limit.
    ///   - matching: `FROM … WHERE …` of the same rows, for counting; `nil` when `known` tells.
    func page<Row: Sendable>(
        _ page: Page, _ rows: SQLText, counting matching: SQLText?, known: Int? = nil,
        _ map: (SQLRow) throws -> Row
    ) throws -> Paged<Row> {
        let found = try db.run(rows + " LIMIT \(page.size + 1) OFFSET \(page.offset)")
        let hasMore = found.count > page.size
        var total = known
        if let matching {
            total =
                page.number == 1 && !hasMore
                ? found.count : try count(matching, stoppingAfter: ListLimits.countedMax)
        }
        return Paged(rows: try found.prefix(page.size).map(map), page: page, total: total, hasMore: hasMore)
    }

    /// How many there are, or `nil` when there are more than it is worth counting.
    private func count(_ matching: SQLText, stoppingAfter most: Int) throws -> Int? {
        let row = try db.first(
            "SELECT COUNT(*) AS found FROM (SELECT 1 AS one \(matching) LIMIT \(most + 1)) counted")
        let found: Int = try row?.get("found") ?? 0
        return found > most ? nil : found
    }
}

/// The limits of lists.
enum ListLimits {
    /// A list that was narrowed down is counted so far.
    static let countedMax = 1_000
    /// How many promises are looked through for those that fit in a way no column holds.
    static let lookedThroughMax = 20_000
    /// How many machines that could be the one that was heard are looked at.
    static let candidatesMax = 100
    /// How many words of a search count.
    static let searchWordsMax = 8
}
