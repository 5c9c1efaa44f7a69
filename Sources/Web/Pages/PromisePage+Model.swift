// SPDX-License-Identifier: Apache-2.0
import Fleet
import Promises
import Values

/// One promise whole: its words, how it stands and why, how it stood, and what each may do about it.
struct PromisePage: PageModel {
    static let template = "promise"
    static let section: Section? = .promises

    struct Tally: Hashable, Sendable {
        let verdict: VerdictText
        let count: String
        let path: String
        let isHere: Bool
    }

    struct Day: Hashable, Sendable {
        let date: String
        let verdict: VerdictText
        /// What was learnt later about this day.
        let corrected: String?
    }

    /// How much may go wrong in the period, and how much has.
    struct BudgetText: Hashable, Sendable {
        let words: String
        let gauge: SVG
    }

    /// One line of why a verdict is what it is.
    struct Why: Hashable, Sendable {
        let at: TimeText?
        let words: String
        /// What it rests on.
        let evidence: [Link]
    }

    /// How it stands for one person, machine or place.
    struct Subject: Hashable, Sendable {
        let id: String
        let name: String
        let path: String?
        let more: String?
        let verdict: VerdictText
        let since: TimeText?
        let summary: String
        let budget: BudgetText?
        let why: [Why]
        /// Its line of Today, while somebody is wanted.
        let line: Link?
    }

    /// How one side sees it, while the two see it differently.
    struct Side: Hashable, Sendable {
        let who: String
        let verdict: VerdictText
        let because: String?
    }

    /// A period that is over, with what was so when it closed.
    struct Closed: Hashable, Sendable {
        let name: String
        let verdict: VerdictText
        let corrected: String?
    }

    struct CorrectionText: Hashable, Sendable {
        let at: TimeText
        let words: String
        /// The readings that were learnt of so late.
        let evidence: [Link]
    }

    /// Something not counted, or not known.
    struct Span: Hashable, Sendable {
        let words: String
        let evidence: Link?
    }

    /// Something that whoever looks may do about the promise.
    struct Decision: Hashable, Sendable {
        let id: String
        let kind: String
        let words: String
        /// What they are asked to write; `nil` when one press is enough.
        let label: String?
        let isRequired: Bool
        let button: String
        let isFirst: Bool
        /// Whether two times belong to it: from when, until when.
        let hasSpan: Bool
        /// For those who see it differently: how they see it.
        let verdicts: [Choice]
    }

    /// Where the promise stands in the ledger, and how anybody checks that alone.
    struct LedgerText: Hashable, Sendable {
        let words: String
        let entries: [Entry]
        let link: Link?

        struct Entry: Hashable, Sendable {
            let number: String
            let words: String
            let at: TimeText
        }
    }

    var title: String { item.words }
    let item: PromiseItem
    let said: String
    /// The conversation in which it was given, for whom may read that.
    let saidIn: Link?
    let principle: String?
    let instead: Link?
    let followedBy: Link?
    // How it stands.
    let since: TimeText?
    let lead: String
    let budget: BudgetText?
    let sides: [Side]
    let period: String?
    let lookAgain: String?
    // What was promised in figures.
    let sentence: String
    let counted: String
    // How it stood.
    let strip: SVG
    let stripSentence: String
    let stripFirst: String
    let stripLast: String
    let stripMarks: String?
    let days: [Day]
    let ranges: [Choice]
    let closed: [Closed]
    let corrections: [CorrectionText]
    // For whom it stands how.
    let subjectsTitle: String
    let tally: [Tally]
    let all: Link?
    let subjects: [Subject]
    let subjectsEmpty: String?
    let pager: Pager?
    let gaps: [Span]
    let notCounted: [Span]
    // What one may do, and what was done.
    let fault: String?
    let action: String
    let decisions: [Decision]
    let renegotiate: Link?
    let writeDown: Link?
    let deedActs: ActForms?
    let history: [ActText]
    let ledger: LedgerText?

    static let sample = PromisePage(
        item: .sample, said: "Said on the walk.",
        saidIn: Link("What was said there", .conversations()), principle: "Nobody waits without a word.",
        instead: Link("Nobody waits.", .promises()), followedBy: Link("Nobody waits.", .promises()),
        since: TimeWords.sample.at(TimeWords.sample.now), lead: "Broken for one machine.",
        budget: BudgetText(words: "1 h of 2 h used.", gauge: .gauge(.percent(50))),
        sides: [Side(who: "The evidence", verdict: VerdictText(.kept), because: "Nobody called.")],
        period: "Counted in October.", lookAgain: "It could change tomorrow.", sentence: "We promise.",
        counted: "Counted time.", strip: .none, stripSentence: "Kept.", stripFirst: "1 October",
        stripLast: "today", stripMarks: "A line is where a period begins.",
        days: [Day(date: "Monday", verdict: VerdictText(.kept), corrected: "It was learnt later.")],
        ranges: [Choice(value: "/", words: "30 days", isChosen: true)],
        closed: [Closed(name: "October 2026", verdict: VerdictText(.broken), corrected: "Corrected.")],
        corrections: [
            CorrectionText(
                at: TimeWords.sample.at(TimeWords.sample.now), words: "It was kept.",
                evidence: [Link("The reading", .machines())])
        ],
        subjectsTitle: "Machine by machine",
        tally: [Tally(verdict: VerdictText(.kept), count: "2", path: "/", isHere: true)],
        all: Link("All of them", .promises()), subjects: [.sample], subjectsEmpty: "Nobody yet.",
        pager: .sample,
        gaps: [Span(words: "Silent since Monday.", evidence: Link("Reading", .machines()))],
        notCounted: [Span(words: "The room was closed.", evidence: nil)], fault: "Please say why.",
        action: "/",
        decisions: [
            Decision(
                id: "decide-disputed", kind: "disputed", words: "I see it differently", label: "How was it?",
                isRequired: true, button: "Say so", isFirst: true,
                hasSpan: true, verdicts: [Choice(value: "broken", words: "broken", isChosen: true)])
        ], renegotiate: Link("Propose other words", .word()),
        writeDown: Link("Write down what happened", .newEvidence()), deedActs: .sample,
        history: [ActText(.sample, by: .sample, .sample)],
        ledger: LedgerText(
            words: "It is in the ledger.",
            entries: [.init(number: "17", words: "made", at: TimeWords.sample.at(TimeWords.sample.now))],
            link: Link("The ledger", .promises())))
}

extension PromisePage.Subject {
    static let sample = PromisePage.Subject(
        id: "subject-1", name: "Copier 300", path: "/", more: "Old Library", verdict: VerdictText(.broken),
        since: TimeWords.sample.at(TimeWords.sample.now), summary: "1 h without a supply.",
        budget: PromisePage.BudgetText(words: "1 h of 2 h used.", gauge: .gauge(.percent(50))),
        why: [
            PromisePage.Why(
                at: TimeWords.sample.at(TimeWords.sample.now), words: "Black is empty.",
                evidence: [Link("The reading", .machines())])
        ], line: Link("What can be done", .today()))
}
