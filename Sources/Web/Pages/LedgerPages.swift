// SPDX-License-Identifier: Apache-2.0
import Ledger
import Practice
import Promises
import Values

/// The ledger of a customer's promises: what is signed, with which key, and how to check it alone.
struct LedgerPage: PageModel {
    static let template = "ledger"
    static let section: Section? = .promises

    var title: String { "The ledger" }
    let lead: String
    /// What the last check found wrong; empty when all agrees.
    let doubt: [String]
    let checked: TimeText?
    let isSigned: Bool
    let checkpoint: String
    let key: String
    let download: Link
    let month: Link

    static let sample = LedgerPage(
        lead: "Twelve entries.", doubt: ["entry 3: changed"],
        checked: TimeWords.sample.at(TimeWords.sample.now),
        isSigned: true, checkpoint: "goodword/x\n12\nabc\n", key: "goodword/x+01234567+abc",
        download: Link("Download", .ledgerExport), month: Link("The month", .month()))

    static func query(_ office: Office, for person: SignedIn) async throws -> LedgerPage {
        let view = try await office.ledger(for: person)
        let times = TimeWords(now: office.now, zone: person.zone)
        let count = counted(Int(clamping: view.size), "entry", "entries")
        return LedgerPage(
            lead: view.size == 0
                ? "Nothing has been written down yet. The first promise begins the ledger."
                : "\(capitalised(count)): everything that was promised here and what became of it, written so that nobody can rewrite it, nor can we.",
            doubt: view.findings, checked: view.checked.map { times.at($0) },
            isSigned: view.checkpoint != nil, checkpoint: view.checkpoint?.note ?? "", key: view.key ?? "",
            download: Link("Download the whole ledger", .ledgerExport),
            month: Link("The month in promises", .month()))
    }
}

/// A mail that a person may send in their own name, from their own program.
struct MailToSend: Hashable, Sendable {
    /// An address that opens it there (RFC 6068).
    let href: String
    let text: String
    /// What is not in it when it is opened there; `nil` when all is.
    let leftOut: String?

    /// Longer addresses are cut off by some mail programs and refused by others.
    static let addressBytesMax = 1_900

    init(_ month: MonthInPromises) {
        text = month.mailText
        let whole = MailToSend.address(month.mailSubject, month.mailText)
        let isWhole = whole.utf8.count <= MailToSend.addressBytesMax
        href = isWhole ? whole : MailToSend.address(month.mailSubject, month.shortMailText)
        leftOut =
            isWhole
            ? nil
            : "The list of what happened is too long to be handed over; copy it from below if you want it in."
    }

    private static func address(_ subject: String, _ text: String) -> String {
        // Lines of a mail end with two characters (RFC 6068, section 5).
        let body = text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n")
        return "mailto:" + query([("subject", subject), ("body", body)])
    }
}

/// A month in promises, to be printed and kept.
struct MonthPage: PageModel {
    static let template = "month"
    static let section: Section? = .promises

    struct Row: Hashable, Sendable {
        let at: TimeText
        let number: String
        let happened: String
        let words: String
        let path: String?
    }

    var title: String { "The month in promises" }
    let month: String
    let sentence: String
    let rows: [Row]
    let cutOff: String?
    let howToCheck: [String]
    let isSigned: Bool
    let checkpoint: String
    let key: String
    let mail: MailToSend
    let earlier: Link
    let later: Link?
    let ledger: Link

    static let sample = MonthPage(
        month: "November 2026", sentence: "In November 2026: 1 promise made.",
        rows: [
            Row(
                at: TimeWords.sample.at(TimeWords.sample.now), number: "3", happened: "made",
                words: "I'll call on Tuesday.", path: "/")
        ], cutOff: "There is more.", howToCheck: ["Keep this."], isSigned: true,
        checkpoint: "goodword/x\n12\nabc\n", key: "goodword/x+01234567+abc",
        mail: MailToSend(
            MonthInPromises(
                customerName: "College", month: CivilDate(daysSinceEpoch: 20_000), lines: [], isCutOff: true,
                counts: ["made": 1], checkpoint: nil)),
        earlier: Link("The month before", .month()), later: Link("The next month", .month()),
        ledger: Link("The ledger", .ledger))

    static func query(_ office: Office, _ asked: CivilDate?, for person: SignedIn) async throws -> MonthPage {
        let month = try await office.monthInPromises(asked, for: person)
        let times = TimeWords(now: office.now, zone: person.zone)
        let first = month.month
        let next = first.adding(days: CivilDate.days(inMonth: first.month, of: first.year))
        return MonthPage(
            month: month.monthName, sentence: month.sentence,
            rows: month.lines.map { line in
                Row(
                    at: times.at(line.at), number: "\(line.number)", happened: line.happened,
                    words: line.words,
                    path: line.promise.map { Route.promise($0).path })
            },
            cutOff: month.isCutOff ? "There is more than fits on a page; the ledger has all of it." : nil,
            howToCheck: month.howToCheck, isSigned: month.checkpoint != nil,
            checkpoint: month.checkpoint?.note ?? "", key: month.checkpoint?.key ?? "",
            mail: MailToSend(month),
            earlier: Link("The month before", .month(first.adding(days: -1))),
            later: next <= times.zone.date(of: office.now) ? Link("The next month", .month(next)) : nil,
            ledger: Link("The ledger and its key", .ledger))
    }
}
