// SPDX-License-Identifier: Apache-2.0
import Ledger
import People
import Promises
import Values

/// What became of a customer's promises in one month, with the checkpoint to keep: their copy of it is what makes the
/// past impossible to rewrite unnoticed.
public struct MonthInPromises: Hashable, Sendable {
    public struct Line: Hashable, Sendable {
        public let at: Instant
        public let number: UInt64
        /// `nil` where it is about the ledger itself.
        public let promise: PromiseID?
        /// What happened, as a word: made, kept, broken, repaired.
        public let happened: String
        /// The words of the promise; empty where there are none, or they were erased.
        public let words: String
    }

    public let customerName: String
    /// The first day of the month.
    public let month: CivilDate
    public let lines: [Line]
    /// Whether more happened than ``lines`` shows.
    public let isCutOff: Bool
    /// How often each thing happened.
    public let counts: [String: Int]
    /// The newest checkpoint that was signed by the end of the month; `nil` when none was.
    public let checkpoint: StoredCheckpoint?

    public static let linesMax = 2_000

    public init(
        customerName: String, month: CivilDate, lines: [Line], isCutOff: Bool, counts: [String: Int],
        checkpoint: StoredCheckpoint?
    ) {
        self.customerName = customerName
        self.month = month
        self.lines = lines
        self.isCutOff = isCutOff
        self.counts = counts
        self.checkpoint = checkpoint
    }

    /// "In November 2026: 12 promises made, 9 kept, 1 broken, 1 repaired." Where more happened than is counted, it says so.
    public var sentence: String {
        func count(_ word: String) -> Int { counts[word] ?? 0 }
        let parts = [
            "\(count("made")) \(count("made") == 1 ? "promise" : "promises") made", "\(count("kept")) kept",
            "\(count("broken")) broken", "\(count("repaired")) repaired",
        ]
        let further = ["withdrawn", "disputed", "corrected", "not provable"].filter { count($0) > 0 }
            .map { "\(count($0)) \($0)" }
        let counted = isCutOff ? " (its first \(MonthInPromises.linesMax) entries)" : ""
        return "In \(monthName)\(counted): \((parts + further).joined(separator: ", "))."
    }

    public var monthName: String { "\(monthNames[month.month - 1]) \(month.year)" }

    /// How to check the ledger without trusting anybody.
    public var howToCheck: [String] {
        guard checkpoint != nil else {
            return ["Nothing had been signed by the end of this month, so there is no checkpoint to keep."]
        }
        return [
            "Keep the lines of the checkpoint with this page: they are your proof that nothing before them is rewritten later.",
            "To check alone, without asking us: download the ledger from its page, keep the checkpoint in a file, and run "
                + "goodword ledger verify FOLDER --key KEY --since CHECKPOINT",
        ]
    }

    public var mailSubject: String { "\(customerName): \(monthName) in promises" }

    /// The same as plain text, for a mail that a person sends. Goodword sends none: nobody speaks in their name.
    public var mailText: String {
        var paragraphs = [sentence]
        if !lines.isEmpty {
            paragraphs.append(
                lines.filter { $0.promise != nil }.map { line in
                    "- \(line.happened): \(line.words.isEmpty ? "(no words)" : line.words)"
                }.joined(separator: "\n"))
        }
        if isCutOff { paragraphs.append("There is more; the page shows where it goes on.") }
        paragraphs += howToCheck + proof
        return paragraphs.joined(separator: "\n\n") + "\n"
    }

    /// What of it may not be missing, where there is no room for all.
    public var shortMailText: String { ([sentence] + proof).joined(separator: "\n\n") + "\n" }

    private var proof: [String] {
        guard let checkpoint else { return [] }
        return [
            "The checkpoint:\n\n\(checkpoint.note)",
            "The key it is signed with; compare it with the one you were given:\n\n\(checkpoint.key)",
        ]
    }
}

private let monthNames = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November",
    "December",
]

extension Office {
    /// The month in promises of the person's customer.
    ///
    /// - Parameter month: any day of it; the current month when `nil`.
    public func monthInPromises(_ month: CivilDate?, for person: SignedIn) async throws -> MonthInPromises {
        try Rights.require(.seeLedger, person)
        let day = month ?? person.zone.date(of: now)
        guard let first = CivilDate(year: day.year, month: day.month, day: 1) else {
            throw Refusal(.invalid, "There is no such month.", field: "month")
        }
        let next = first.adding(days: CivilDate.days(inMonth: first.month, of: first.year))
        let (start, end) = (person.zone.startOfDay(first), person.zone.startOfDay(next))
        let customer = person.customer
        return try await store.read { records in
            let entries = try records.ledgerEntries(
                of: customer.id, writtenFrom: start, to: end, limit: MonthInPromises.linesMax + 1)
            let opened = try records.opened(Array(entries.prefix(MonthInPromises.linesMax)))
            let promises = try records.promises(Set(opened.compactMap(\.stored.promise)))
            let lines = opened.map { opened in
                MonthInPromises.Line(
                    at: opened.stored.at, number: opened.stored.number, promise: opened.stored.promise,
                    happened: opened.happened,
                    words: opened.stored.promise.flatMap { promises[$0]?.words } ?? "")
            }
            return MonthInPromises(
                customerName: customer.name, month: first, lines: lines,
                isCutOff: entries.count > MonthInPromises.linesMax,
                counts: lines.reduce(into: [:]) { $0[$1.happened, default: 0] += 1 },
                checkpoint: try records.checkpoint(of: customer.id, before: end))
        }
    }
}

extension OpenedLedgerEntry {
    /// The verdict where it decided something, otherwise the event's word.
    var happened: String {
        switch entry?.event {
        case .closed(let decision): decision.verdict
        case .signedBy: "signed by a new key"
        case let event?: event.name
        case nil: stored.event
        }
    }
}
