// SPDX-License-Identifier: Apache-2.0
import Conversations
import People
import Practice
import Promises
import Values

extension GoalsPage {
    static func query(_ office: Office, for person: SignedIn) async throws -> GoalsPage {
        let goals = try await office.goals(for: person)
        let times = TimeWords(now: office.now, zone: person.zone)
        return GoalsPage(
            new: person.may(.setGoal) ? Link("Set a goal", .newGoal()) : nil,
            rows: goals.map { stored in
                Row(
                    words: stored.goal.words, path: Route.goal(stored.goal.id).path,
                    more: stored.ended.map { "Ended \(times.day(of: $0).words)." }
                        ?? "By \(times.dateWords(stored.due)).")
            }, empty: goals.isEmpty ? "No goal has been set yet." : nil)
    }
}

extension NewGoalPage {
    /// What can be measured, in the words of the catalogue.
    private static let measured = Measure.allCases.filter { $0 != .done }

    static func query(
        _ office: Office, _ values: FormValues, fault: Refusal? = nil, for person: SignedIn
    ) async throws -> NewGoalPage {
        try office.require(.setGoal, for: person)
        guard let sentence = SentenceForm(values) else {
            return NewGoalPage(
                measures: measured.map { measure in
                    Measured(words: plain(measure), path: Route.newGoal(measure).path)
                }, form: nil)
        }
        let choices = try await office.goalChoices(for: person)
        let faults = Faults(fault, fields: ["words", "first", "last", "due"])
        let blank = fault?.field.flatMap { ["count", "times", "silence"].contains($0) ? $0 : nil }
        let today = person.zone.date(of: office.now)
        let isInSentence = sentence.measure.needsBaseline
        var fields: [Field] = []
        if !isInSentence {
            fields = [
                Field(
                    "first", "How it was: from", hint: "The days that the goal is held against.",
                    value: values["first"] ?? today.adding(days: -30).description, fault: faults["first"],
                    type: "date"),
                Field(
                    "last", "Until", value: values["last"] ?? today.adding(days: -1).description,
                    fault: faults["last"], type: "date"),
            ]
        }
        fields.append(
            Field(
                "due", "By when it is to hold", value: values["due"] ?? today.adding(days: 180).description,
                fault: faults["due"], type: "date"))
        return NewGoalPage(
            measures: [],
            form: Form(
                action: Route.goals.path,
                above: blank == nil && !(isInSentence && fault?.field == "first") ? faults.above : nil,
                measure: sentence.measure.rawValue, change: Link("Another measure", .newGoal()),
                words: Field(
                    "words", "What is to get better, in their words", value: values.text("words"),
                    fault: faults["words"], isWords: true, max: TextLimits.wordsMax),
                pieces: sentence.piecesOfGoal(
                    customer: person.customer.name, fault: blank ?? (isInSentence ? fault?.field : nil)),
                pieceFault: blank != nil || (isInSentence && fault?.field == "first") ? fault?.message : nil,
                counted: "What is counted: \(sentence.measure.unit).",
                places: [Choice(value: "", words: "Everywhere here", isChosen: values.text("place").isEmpty)]
                    + choices.places.map { place, depth in
                        Choice(
                            value: "\(place.id)", words: String(repeating: "· ", count: depth) + place.name,
                            isChosen: values["place"] == "\(place.id)")
                    },
                needs: [Choice(value: "", words: "None", isChosen: values.text("need").isEmpty)]
                    + choices.needs.map { need in
                        Choice(
                            value: "\(need.id)", words: need.words, isChosen: values["need"] == "\(need.id)")
                    }, fields: fields))
    }

    /// The measure's words, with dots for its blanks.
    private static func plain(_ measure: Measure) -> String {
        capitalised(
            Sentence.parts(of: measure).map { part in
                if case .words(let words) = part { words } else { "…" }
            }.joined(separator: " "))
    }

    /// What the form says.
    static func draft(_ values: FormValues, _ person: SignedIn) throws -> GoalDraft {
        guard let sentence = SentenceForm(values) else {
            throw Refusal(.invalid, "Please choose what is measured.", field: "measure")
        }
        var scope = Scope.everyoneOf(person.customer.id.description)
        if let place = values["place"], !place.isEmpty { scope = .everyoneAt(place) }
        return GoalDraft(
            words: values.text("words"),
            terms: try sentence.terms(to: scope, calendar: person.customer.id.description),
            baseline: PeriodDays(first: try day("first", values), last: try day("last", values)),
            due: try day("due", values), need: try need(values))
    }

    private static func need(_ values: FormValues) throws -> NeedID? {
        let text = values.text("need")
        guard !text.isEmpty else { return nil }
        guard let need = NeedID(text) else { throw Refusal(.notFound, "There is no such need.") }
        return need
    }

    private static func day(_ name: String, _ values: FormValues) throws -> CivilDate {
        guard let day = CivilDate(values.text(name)) else {
            throw Refusal(.invalid, "Please choose a day.", field: name)
        }
        return day
    }
}

extension GoalPage {
    static func query(
        _ office: Office, _ id: GoalID, fault: Refusal? = nil, for person: SignedIn
    ) async throws -> GoalPage {
        let view = try await office.goal(id, for: person)
        let times = TimeWords(now: office.now, zone: person.zone)
        let stored = view.stored
        let faults = Faults(fault, fields: ["because"])
        let by = view.by.map { ", set by \($0.name)" } ?? ""
        return GoalPage(
            title: stored.goal.words, sentence: sentence(view.sentence),
            lead: "By \(times.dateWords(stored.due))\(by) \(times.day(of: stored.made).words).",
            need: view.need?.words,
            ended: stored.ended.map { "Ended \(times.day(of: $0).words): \(stored.endedWords ?? "")" },
            figures: [
                figures("How it was", view.baseline, times), figures("How it is now", view.now, times),
            ],
            serving: view.promises.map { one in
                Serving(
                    words: one.promise.words, path: Route.promise(one.promise.id).path,
                    verdict: VerdictText(one.verdict), id: one.promise.id.description)
            },
            servingEmpty: view.promises.isEmpty
                ? "No promise serves it yet, which is a reason to make one." : nil,
            acts: view.mayChange
                ? Acts(
                    serveAction: Route.serveGoal(id).path, endAction: Route.endGoal(id).path,
                    above: faults.above,
                    offered: view.offered.map {
                        Choice(value: "\($0.id)", words: $0.words, isChosen: false)
                    },
                    because: Field(
                        "because", "Why it ends", hint: "Reached, or given up, and who says so.",
                        fault: faults["because"], isWords: true, max: TextLimits.wordsMax)) : nil)
    }

    /// A goal is nobody's word, so its sentence does not begin as a promise does.
    private static func sentence(_ promised: String) -> String {
        guard let that = promised.firstRange(of: " that ") else { return promised }
        let whom = promised[..<that.lowerBound].replacing("We promise ", with: "")
        return "For \(whom): \(promised[that.upperBound...])"
    }

    private static func figures(_ title: String, _ figures: GoalFigures, _ times: TimeWords) -> Figures {
        let all = figures.reached + figures.missed + figures.untold
        var words =
            all == 0
            ? "Nothing was there to be measured."
            : "\(figures.reached) of \(all) reached it, \(figures.missed) did not"
                + (figures.untold == 0 ? "." : ", and of \(figures.untold) it cannot be told.")
        words += " From \(times.dateWords(figures.days.first)) to \(times.dateWords(figures.days.last))."
        return Figures(
            title: title, words: words,
            subjects: figures.subjects.map { one in
                Subject(
                    name: one.name, verdict: VerdictText(one.verdict),
                    why: one.explanation.map { line in
                        (line.at.map { times.at($0).words + ": " } ?? "") + line.text
                    } + one.gaps.map(\.reason))
            },
            more: figures.isCutOff
                ? "There are more; only the first \(GoalLimits.judgedMax) were looked at." : nil)
    }
}
