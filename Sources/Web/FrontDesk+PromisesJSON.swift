// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import People
import Practice
import Promises
import Values

// The same promises for programs: docs/reference/promises-api.md.

extension FrontDesk {
    func addPromisesForPrograms(to router: Roads) {
        get(.promisesJSON, on: router) { request, _, visitor in
            let asked = PromisesQuestion(FormValues(query: request)).asked
            let found = try await office.promises(asked, for: visitor.person)
            return json(
                .object([
                    .init("promises", .list(found.rows.map(\.json))),
                    .init("page", .integer(Int64(asked.page.number))),
                    .init("hasMore", .bool(found.hasMore)),
                ]))
        }
        get(.promiseJSON, on: router) { request, context, visitor in
            let question = PromiseQuestion(
                try context.id("promise", of: Promise.self), FormValues(query: request))
            let view = try await office.promise(
                question.id, verdict: question.verdict, Page(number: question.page), days: question.days,
                for: visitor.person)
            return json(view.json(asOf: office.now))
        }
        get(.promiseText, on: router) { _, context, visitor in
            let id = try context.id("promise", of: Promise.self)
            let view = try await office.promise(id, verdict: nil, Page(size: 1), days: 1, for: visitor.person)
            let text = PromiseFile(promises: [view.summary.promise.written]).text
            return Response(
                status: .ok, headers: [.contentType: "application/yaml; charset=utf-8"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
        }
    }

    private func json(_ value: JSON) -> Response {
        Response(
            status: .ok, headers: [.contentType: "application/json; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: value.canonical)))
    }
}

extension PromiseSummary {
    fileprivate var json: JSON {
        var members: [JSON.Member] = [
            .init("id", .text(promise.id.description)), .init("words", .text(promise.words)),
            .init("saidWhere", .text(promise.saidWhere)), .init("made", .text(promise.made.description)),
            .init("measure", .text(promise.terms.measure.rawValue)),
            .init("promiser", .text(promise.promiser.description)), .init("receiver", .text(receiver.words)),
            .init(
                "tally",
                .object(tally.map { .init($0.key.rawValue, .integer(Int64($0.value))) })),
        ]
        func add(_ name: String, _ text: String?) {
            if let text { members.append(.init(name, .text(text))) }
        }
        add("verdict", verdict?.rawValue)
        add("promiserName", promiser?.name)
        add("principle", promise.principle)
        add("ended", promise.ended?.description)
        add("supersedes", promise.supersedes?.description)
        return .object(members)
    }
}

extension PromiseView {
    fileprivate func json(asOf now: Instant) -> JSON {
        var members = summary.json.members ?? []
        members.append(.init("sentence", .text(sentence)))
        members.append(.init("at", .text(now.description)))
        if let judgement {
            members.append(.init("judgement", judgement.json(of: summary.promise.written, at: now)))
        }
        members.append(
            .init(
                "days",
                .list(
                    days.map { day in
                        .object([
                            .init("date", .text(day.date.description)),
                            .init("verdict", day.verdict.map { .text($0.rawValue) } ?? .null),
                            .init("corrected", .bool(day.isCorrected)),
                        ])
                    })))
        members.append(.init("periods", .list(periods.map(\.json))))
        members.append(.init("said", .list(said.map(\.json))))
        members.append(.init("may", .list(may.map(\.rawValue).sorted().map { .text($0) })))
        return .object(members)
    }
}

extension ClosedPeriod {
    fileprivate var json: JSON {
        .object([
            .init("first", .text(days.first.description)), .init("last", .text(days.last.description)),
            .init("verdict", .text(verdict.rawValue)), .init("closed", .text(closed.description)),
            .init("corrects", .bool(isCorrection)),
        ])
    }
}

extension SaidOfPromise {
    fileprivate var json: JSON {
        var members: [JSON.Member] = [
            .init("kind", .text(kind.rawValue)), .init("at", .text(at.description)),
            .init("by", .list(by.map { .text($0) })),
        ]
        if let because { members.append(.init("because", .text(because))) }
        if let says { members.append(.init("says", .text(says.rawValue))) }
        if let until { members.append(.init("until", .text(until.description))) }
        return .object(members)
    }
}
