// SPDX-License-Identifier: Apache-2.0
import Foundation
import Promises
import Values

/// A judgement as the JSON that `docs/reference/promises.md` describes.
struct JudgementJSON: Encodable {
    struct Line: Encodable {
        var at: Instant?
        var text: String
    }

    struct Subject: Encodable {
        var name: String
        var verdict: Verdict
        var since: Instant?
        var budget: BudgetJSON?
        var deciding: [String]
        var lookAgain: Instant?
        var explanation: [Line]
    }

    struct BudgetJSON: Encodable {
        var unit: String
        var total: Int64
        var used: Int64
        var left: Int64
    }

    struct Period: Encodable {
        var name: String
        var first: String
        var last: String
    }

    struct Span: Encodable {
        var from: Instant?
        var until: Instant?
        var reason: String
    }

    struct Views: Encodable {
        var ours: Verdict
        var theirs: Verdict
        var by: String
        var because: String
    }

    var promise: String
    var sentence: String
    var at: Instant
    var verdict: Verdict
    var since: Instant?
    var period: Period?
    var budget: BudgetJSON?
    var subjects: [Subject]
    var deciding: [String]
    var gaps: [Span]
    var notCounted: [Span]
    var lookAgain: Instant?
    var views: Views?
    var explanation: [Line]

    static func text(of promise: WrittenPromise, _ judgement: Judgement, at now: Instant) throws -> String {
        let json = JudgementJSON(
            promise: promise.name, sentence: Sentence.print(promise.terms), at: now,
            verdict: judgement.verdict,
            since: judgement.since,
            period: judgement.days.map {
                Period(name: $0.name, first: $0.first.description, last: $0.last.description)
            },
            budget: judgement.budget.map(budget),
            subjects: judgement.subjects.map { subject in
                Subject(
                    name: subject.name, verdict: subject.verdict, since: subject.since,
                    budget: subject.budget.map(budget), deciding: subject.deciding,
                    lookAgain: subject.lookAgain,
                    explanation: subject.explanation.map { Line(at: $0.at, text: $0.text) })
            }, deciding: judgement.deciding,
            gaps: judgement.gaps.map { Span(from: $0.from, until: $0.until, reason: $0.reason) },
            notCounted: judgement.excluded.map { Span(from: $0.from, until: $0.until, reason: $0.reason) },
            lookAgain: judgement.lookAgain,
            views: judgement.views.map {
                Views(ours: $0.ours, theirs: $0.theirs, by: $0.by, because: $0.because)
            },
            explanation: judgement.explanation.map { Line(at: $0.at, text: $0.text) })
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(json), as: UTF8.self)
    }

    private static func budget(_ budget: Budget) -> BudgetJSON {
        BudgetJSON(unit: budget.unit.rawValue, total: budget.total, used: budget.used, left: budget.left)
    }
}
