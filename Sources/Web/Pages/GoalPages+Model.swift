// SPDX-License-Identifier: Apache-2.0
import Promises

/// What is to get better at one customer.
struct GoalsPage: PageModel {
    static let template = "goals"
    static let section: Section? = .promises

    struct Row: Hashable, Sendable {
        let words: String
        let path: String
        let more: String
    }

    var title: String { "Goals" }
    let new: Link?
    let rows: [Row]
    let empty: String?

    static let sample = GoalsPage(
        new: Link("Set a goal", .newGoal()), rows: [Row(words: "Nobody waits.", path: "/", more: "By May")],
        empty: "None yet.")
}

/// Setting a goal: first the measure, then the sentence with its blanks, the baseline and the day.
struct NewGoalPage: PageModel {
    static let template = "goal-new"
    static let section: Section? = .promises

    struct Measured: Hashable, Sendable {
        let words: String
        let path: String
    }

    var title: String { "Set a goal" }
    /// As long as none was chosen.
    let measures: [Measured]
    let form: Form?

    struct Form: Hashable, Sendable {
        let action: String
        let above: String?
        let measure: String
        let change: Link
        let words: Field
        let pieces: [SentencePiece]
        let pieceFault: String?
        let counted: String
        let places: [Choice]
        let needs: [Choice]
        let fields: [Field]
    }

    static let sample = NewGoalPage(
        measures: [Measured(words: "a person answers", path: "/")],
        form: Form(
            action: "/", above: "Please look again.", measure: "heard",
            change: Link("Another measure", .newGoal()), words: .some("words"),
            pieces: [SentencePiece(words: "each of them is heard")], pieceFault: "Please write a number.",
            counted: "Days.", places: [Choice(value: "", words: "everywhere", isChosen: true)],
            needs: [Choice(value: "", words: "none", isChosen: true)], fields: [.some("due")]))
}

/// How a goal was in its baseline, how it is, and what serves it.
struct GoalPage: PageModel {
    static let template = "goal"
    static let section: Section? = .promises

    struct Figures: Hashable, Sendable {
        let title: String
        let words: String
        let subjects: [Subject]
        let more: String?
    }

    struct Subject: Hashable, Sendable {
        let name: String
        let verdict: VerdictText
        let why: [String]
    }

    struct Serving: Hashable, Sendable {
        let words: String
        let path: String
        let verdict: VerdictText
        let id: String
    }

    let title: String
    let sentence: String
    let lead: String
    let need: String?
    let ended: String?
    let figures: [Figures]
    let serving: [Serving]
    let servingEmpty: String?
    let acts: Acts?

    /// For those who may change it.
    struct Acts: Hashable, Sendable {
        let serveAction: String
        let endAction: String
        let above: String?
        let offered: [Choice]
        let because: Field
    }

    static let sample = GoalPage(
        title: "Nobody waits.", sentence: "A person answers.", lead: "By May.", need: "It takes too long.",
        ended: "Reached.",
        figures: [
            Figures(
                title: "Now", words: "3 of 4.",
                subjects: [Subject(name: "Copier", verdict: VerdictText(.broken), why: ["Empty."])],
                more: "Only the first 100 were looked at.")
        ], serving: [Serving(words: "I answer.", path: "/", verdict: VerdictText(.kept), id: "1")],
        servingEmpty: "None.",
        acts: Acts(
            serveAction: "/", endAction: "/", above: "Please look again.",
            offered: [Choice(value: "1", words: "I answer.", isChosen: false)], because: .some("because")))
}
