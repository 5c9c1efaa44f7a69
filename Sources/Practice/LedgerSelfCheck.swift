// SPDX-License-Identifier: Apache-2.0
import Ledger
import People
import Promises
import Values

/// What the check of a server's own ledger against its own tables came to.
public struct LedgerReport: Hashable, Sendable {
    public let customer: CustomerID
    /// How many entries the ledger has.
    public internal(set) var size: UInt64 = 0
    /// How many of them were looked at; fewer than all when it began at the last checkpoint.
    public internal(set) var looked: UInt64 = 0
    /// What differs, a line each with its place; empty when all agrees.
    public internal(set) var findings: [String] = []
    /// Findings beyond those that are listed.
    public internal(set) var findingsLeftOut = 0

    public var isSound: Bool { findings.isEmpty }
    public var origin: String { LedgerHead.origin(of: customer) }

    /// Further findings are counted only.
    public static let findingsMax = 50

    init(customer: CustomerID) {
        self.customer = customer
    }

    mutating func find(_ place: String, _ reason: String) {
        if findings.count < LedgerReport.findingsMax {
            findings.append("\(place): \(reason)")
        } else {
            findingsLeftOut += 1
        }
    }
}

/// Walks through one ledger, a batch in a transaction, so that writers go on meanwhile. What is appended while it
/// walks is left for the next check.
struct LedgerSelfCheck: Sendable {
    private(set) var report: LedgerReport
    private let customer: CustomerID
    private let key: LedgerSigningKey?
    private var edge = TreeEdge()
    private var end = TreeEdge()
    /// Roots that were signed, by size, as far as the walk has not come by them.
    private var signed: [UInt64: StoredCheckpoint] = [:]
    private var signers: Set<String> = []
    private var missingTexts: Set<UInt64> = []
    private var erased: Set<UInt64> = []

    /// - Parameter key: The server's own, against which the last signature is held; `nil` when it is not at hand.
    init(customer: CustomerID, key: LedgerSigningKey?) {
        self.customer = customer
        self.key = key
        report = LedgerReport(customer: customer)
    }

    /// How far it has come, of how many.
    var progress: (done: UInt64, of: UInt64) { (edge.size, end.size) }

    /// - Parameter whole: Whether to begin at the first entry and not at the last checkpoint.
    mutating func begin(_ records: any Records, whole: Bool) throws {
        guard let head = try records.ledgerHead(of: customer) else { return }
        end = head.edge
        report.size = end.size
        if try !records.ledgerLeaves(of: customer, from: end.size, limit: 1).isEmpty {
            report.find("head", "There are entries behind the last one that the head counts.")
        }
        let latest = try records.checkpoint(of: customer, before: nil)
        if let latest { try look(at: latest) }
        if whole {
            var last: UInt64?
            while true {
                let some = try records.checkpoints(of: customer, after: last, limit: LedgerLimits.batch)
                for checkpoint in some { signed[checkpoint.size] = checkpoint }
                guard some.count == LedgerLimits.batch else { break }
                last = some.last?.size
            }
        } else if let latest,
            let start = try LedgerTree(records: records, customer: customer).edge(at: latest.size),
            start.root == SignedNote(latest.note).flatMap({ Checkpoint($0.text) })?.root
        {
            edge = start
        }
        report.looked = end.size - edge.size
    }

    private mutating func look(at latest: StoredCheckpoint) throws {
        if latest.size > end.size {
            report.find(
                "checkpoint",
                "\(latest.size) entries were signed and there are only \(end.size); some were taken away.")
        }
        if let key, !latest.isSigned(by: key) {
            report.find(
                "checkpoint", "The last one was not signed by this server's key, or was changed since.")
        }
        guard let verifier = NoteVerifier(latest.key), let note = SignedNote(latest.note),
            verifier.hasSigned(note), verifier.name == report.origin,
            let checkpoint = Checkpoint(note.text), checkpoint.size == latest.size,
            checkpoint.origin == report.origin
        else {
            report.find("checkpoint", "The last one is damaged: its signature does not fit what it says.")
            return
        }
    }

    // MARK: - The tree and its texts

    /// - Returns: whether there is more.
    mutating func walk(_ records: any Records) throws -> Bool {
        guard edge.size < end.size else { return false }
        let first = edge.size
        let limit = Int(min(UInt64(LedgerLimits.batch), end.size - first))
        let entries = try records.openedLedger(of: customer, from: first, limit: limit)
        var completed: [(Subtree, LedgerHash)] = []
        var expected = first
        for opened in entries {
            let number = opened.stored.number
            if number > expected { passGap(from: expected, to: number) }
            expected = number + 1
            look(at: opened)
            edge.append(.leaf(opened.stored.entry)) { level, place, hash in
                if level > 0, level.isMultiple(of: Tile.height) {
                    completed.append((Subtree(level: level, place: place), hash))
                }
            }
            compareRoot()
        }
        let stop = first + UInt64(limit)
        if expected < stop { passGap(from: expected, to: stop) }
        let tree = LedgerTree(records: records, customer: customer)
        for (subtree, hash) in completed {
            let kept = try tree.hashes(level: subtree.level, from: subtree.place, count: 1).first
            if kept != hash {
                report.find(
                    "hash \(subtree.level)/\(subtree.place)",
                    "It is not the hash of the entries below it; a hash was changed, or an entry.")
            }
        }
        return edge.size < end.size
    }

    /// A missing entry leaves a place in the tree, so that what stands behind it is not blamed.
    private mutating func passGap(from first: UInt64, to next: UInt64) {
        report.find(
            "entry \(first)",
            next - first > 1 ? "It and \(next - first - 1) behind it are missing." : "It is missing.")
        for _ in first..<next { edge.append(.ofNothing) }
    }

    private mutating func look(at opened: OpenedLedgerEntry) {
        let stored = opened.stored
        let place = "entry \(stored.number)"
        guard stored.kept != nil else {
            missingTexts.insert(stored.number)
            return
        }
        guard let (text, salt) = opened.opened else {
            report.find(place, "Its text cannot be opened; it was changed, or a person's key is missing.")
            return
        }
        guard Commitment.entry(text, salt: salt) == stored.entry else {
            report.find(place, "Its text is not the one that stands in the tree.")
            return
        }
        guard let entry = LedgerEntry(text) else {
            report.find(place, "Its text is not in the form of a ledger entry.")
            return
        }
        if entry.number != stored.number || entry.at != stored.at || entry.event.name != stored.event
            || entry.promise != stored.promise?.description ?? ""
        {
            report.find(
                place, "Its text is of entry \(entry.number), \(entry.event.name), and is listed as another.")
        }
        switch entry.event {
        case .erased(let numbers): erased.formUnion(numbers)
        case .signedBy(let key): signers.insert(key)
        default: break
        }
    }

    private mutating func compareRoot() {
        guard let checkpoint = signed.removeValue(forKey: edge.size) else { return }
        let note = SignedNote(checkpoint.note)
        guard let note, let said = Checkpoint(note.text), said.size == checkpoint.size,
            NoteVerifier(checkpoint.key).map({ $0.hasSigned(note) }) ?? false
        else {
            report.find(
                "checkpoint of \(checkpoint.size)", "It is damaged: its signature does not fit what it says.")
            return
        }
        if !signers.contains(checkpoint.key) {
            report.find(
                "checkpoint of \(checkpoint.size)", "It was signed by a key that the ledger does not name.")
        }
        if said.root != edge.root {
            report.find(
                "checkpoint of \(checkpoint.size)",
                "The entries up to here are not those that were signed; the past was rewritten.")
        }
    }

    mutating func endWalk(_ records: any Records) throws {
        if edge.root != end.root || edge.subtrees != end.subtrees {
            report.find("head", "It is not what the entries give; the head was changed, or an entry.")
        }
        for number in missingTexts.subtracting(erased).sorted() {
            report.find(
                "entry \(number)",
                "Its text is gone, and the ledger does not say that it was erased on request.")
        }
    }

    // MARK: - The promises

    /// Holds the promises that were written down from an entry on against the tables.
    ///
    /// - Returns: the entry from which to go on; `nil` when there are no more.
    mutating func comparePromises(_ records: any Records, from first: UInt64) throws -> UInt64? {
        let made = try records.promisesInLedger(of: customer, from: first, limit: LedgerLimits.promisesBatch)
        let ids = Set(made.map(\.promise))
        let shown = try records.promises(ids)
        let story = try records.story(of: ids, in: customer, upTo: nil)
        for contradiction in story.contradictions {
            report.find("entry \(contradiction.number)", contradiction.reason)
        }
        for id in made.map(\.promise) {
            guard let promise = shown[id] else {
                report.find("promise \(id)", "The ledger has it, and the tables do not.")
                continue
            }
            compare(promise, with: story.promises["\(id)"], made: story.made["\(id)"])
        }
        return made.count == LedgerLimits.promisesBatch ? made.last.map { $0.first + 1 } : nil
    }

    private mutating func compare(
        _ promise: Promise, with told: LedgerStory.Promise?, made: LedgerEntry.Made?
    ) {
        let place = "promise \(promise.id)"
        if let made, made != promise.forLedger, made != promise.forEarlierLedger {
            report.find(
                place,
                "It is shown otherwise than it was made: its words, its people or its terms were changed in the tables."
            )
        }
        guard let told else { return }
        switch told.state {
        case .withdrawn where promise.ended == nil, .superseded where promise.ended == nil:
            report.find(place, "It is shown as open, and the ledger says \(told.state.name).")
        case .made where promise.ended != nil, .accepted where promise.ended != nil:
            report.find(place, "It is shown as ended, and the ledger knows of no end.")
        default: break
        }
    }

    mutating func findMissingPromises(_ records: any Records) throws {
        for id in try records.promisesMissingFromLedger(of: customer, limit: LedgerReport.findingsMax) {
            report.find("promise \(id)", "It is shown, and was never written into the ledger.")
        }
    }
}

extension Records {
    /// What the ledger tells of some promises.
    ///
    /// - Parameter end: entries from here on are left out.
    func story(
        of promises: Set<PromiseID>, in customer: CustomerID, upTo end: UInt64?
    ) throws -> LedgerStory {
        var story = LedgerStory(remembersHowMade: true)
        for opened in try opened(try ledgerEntries(about: promises)) {
            guard opened.stored.customer == customer, end.map({ opened.stored.number < $0 }) ?? true else {
                continue
            }
            if let entry = opened.entry { story.read(entry) } else { story.passOver(opened.stored.number) }
        }
        return story
    }
}

extension Office {
    /// Every customer that has a ledger.
    public func customersWithLedgers() async throws -> [CustomerID] {
        var all: [CustomerID] = []
        while true {
            let after = all.last
            let some = try await store.read {
                try $0.customersWithLedgers(after: after, limit: LedgerLimits.customersBatch)
            }
            all += some
            if some.count < LedgerLimits.customersBatch { return all }
        }
    }

    /// Holds a customer's ledger against the tables, and keeps what differs: until a later check finds nothing, no
    /// new promise is taken in there and nothing is signed.
    ///
    /// - Parameters:
    ///   - whole: Whether to look at every entry and every promise. Otherwise a long ledger is looked at from its last
    ///     checkpoint on, which is quick enough for each start.
    ///   - progress: How many entries were looked at, of how many.
    public func checkLedger(
        of customer: CustomerID, key: LedgerSigningKey?, whole: Bool,
        progress: @Sendable (UInt64, UInt64) -> Void = { _, _ in }
    ) async throws -> LedgerReport {
        let (isWhole, begun) = try await store.read { records in
            let head = try records.ledgerHead(of: customer)
            // What was found in the whole is not forgotten because a part is sound.
            let isWhole =
                whole
                || head.map { $0.edge.size <= LedgerLimits.checkedWholeMax || !$0.findings.isEmpty } ?? true
            var check = LedgerSelfCheck(customer: customer, key: key)
            try check.begin(records, whole: isWhole)
            return (isWhole, check)
        }
        var check = begun
        var hasMore = true
        while hasMore {
            let current = check
            (check, hasMore) = try await store.read { records in
                var next = current
                let hasMore = try next.walk(records)
                return (next, hasMore)
            }
            progress(check.progress.done, check.progress.of)
        }
        let first = isWhole ? 0 : check.report.size - check.report.looked
        let walked = check
        check = try await store.read { records in
            var next = walked
            try next.endWalk(records)
            if isWhole { try next.findMissingPromises(records) }
            return next
        }
        var from: UInt64? = first
        while let start = from {
            let current = check
            (check, from) = try await store.read { records in
                var next = current
                let from = try next.comparePromises(records, from: start)
                return (next, from)
            }
        }
        let report = check.report
        let now = now
        try await store.write { records in
            guard try records.ledgerHead(of: customer) != nil else { return }
            try records.keep(findings: report.findings, of: customer, checked: now, size: report.looked)
        }
        return report
    }
}
