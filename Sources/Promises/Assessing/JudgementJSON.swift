// SPDX-License-Identifier: Apache-2.0
import Values

extension Judgement {
    /// The judgement as the JSON that docs/reference/promises.md describes: the same from the command line and from
    /// a server.
    public func json(of promise: WrittenPromise, at now: Instant) -> JSON {
        var members: [JSON.Member] = [
            .init("promise", .text(promise.name)), .init("sentence", .text(Sentence.print(promise.terms))),
            .init("at", .text(now.description)), .init("verdict", .text(verdict.rawValue)),
            .init("subjects", .list(subjects.map(\.json))), .init("deciding", .texts(deciding)),
            .init("gaps", .list(gaps.map { .span(from: $0.from, until: $0.until, reason: $0.reason) })),
            .init(
                "notCounted",
                .list(excluded.map { .span(from: $0.from, until: $0.until, reason: $0.reason) })),
            .init("explanation", .list(explanation.map(\.json))),
        ]
        members.add("since", since)
        members.add("lookAgain", lookAgain)
        if let budget { members.append(.init("budget", budget.json)) }
        if let days {
            members.append(
                .init(
                    "period",
                    .object([
                        .init("name", .text(days.name)), .init("first", .text(days.first.description)),
                        .init("last", .text(days.last.description)),
                    ])))
        }
        if let views { members.append(.init("views", views.json)) }
        return .object(members)
    }
}

extension SubjectJudgement {
    fileprivate var json: JSON {
        var members: [JSON.Member] = [
            .init("name", .text(name)), .init("verdict", .text(verdict.rawValue)),
            .init("deciding", .texts(deciding)), .init("explanation", .list(explanation.map(\.json))),
        ]
        members.add("since", since)
        members.add("lookAgain", lookAgain)
        if let budget { members.append(.init("budget", budget.json)) }
        return .object(members)
    }
}

extension Budget {
    fileprivate var json: JSON {
        .object([
            .init("unit", .text(unit.rawValue)), .init("total", .integer(total)),
            .init("used", .integer(used)), .init("left", .integer(left)),
        ])
    }
}

extension DisputedViews {
    fileprivate var json: JSON {
        .object([
            .init("ours", .text(ours.rawValue)), .init("theirs", .text(theirs.rawValue)),
            .init("by", .text(by)), .init("because", .text(because)),
        ])
    }
}

extension ExplanationLine {
    fileprivate var json: JSON {
        var members: [JSON.Member] = [.init("text", .text(text))]
        members.add("at", at)
        return .object(members)
    }
}

extension JSON {
    fileprivate static func texts(_ texts: [String]) -> JSON { .list(texts.map { .text($0) }) }

    fileprivate static func span(from: Instant?, until: Instant?, reason: String) -> JSON {
        var members: [Member] = [.init("reason", .text(reason))]
        members.add("from", from)
        members.add("until", until)
        return .object(members)
    }
}

extension [JSON.Member] {
    fileprivate mutating func add(_ name: String, _ instant: Instant?) {
        if let instant { append(.init(name, .text(instant.description))) }
    }
}
