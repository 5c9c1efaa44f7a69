// SPDX-License-Identifier: Apache-2.0
import Compression
import Fleet
import Foundation
import HTTPTypes
import Hummingbird
import People
import Practice
import Values

// What programs talk to: collectors, scripts of people who have signed in, and open pages.

extension FrontDesk {
    func addInterface(to router: Roads) {
        router.post(RouterPath(RoutePattern.collectorReadings.rawValue)) { request, context in
            try await takeIn(request, context)
        }
        router.post(RouterPath(RoutePattern.collectorEnrolment.rawValue)) { request, context in
            try await enrol(request, context)
        }
        get(.readingJSON, on: router) { _, context, visitor in
            let device = try context.id("device", of: Device.self)
            let id = try context.id("reading", of: Reading.self)
            let (stored, _) = try await office.reading(id, for: visitor.person)
            guard stored.device == device else { throw Refusal(.notFound, "There is no such reading.") }
            return try json(stored.reading)
        }
        get(.live, on: router) { _, _, visitor in try liveChanges(for: visitor.person.customer.id) }
    }

    /// Takes in a batch of readings from a collector; the key is looked at before the body.
    private func takeIn(_ request: Request, _ context: WebContext) async throws -> Response {
        try requireTLS(request, context)
        let sender = try await office.collector(token: try bearer(request))
        let sent = try await request.body.collected(
            upTo: RequestLimits.readingsBytesMax,
            announced: request.headers[.contentLength].flatMap { Int($0) },
            sayWhenLarger: "This batch is larger than 8 MB. Please send fewer readings at once.")
        let body = try expanded(Array(sent.readableBytesView), request)
        let batch: ReadingBatch
        do {
            batch = try JSONDecoder().decode(ReadingBatch.self, from: Data(body))
        } catch {
            throw Refusal(
                .invalid, "This is not a batch of readings as this version knows it.", detail: "\(error)")
        }
        guard batch.items.count <= ReadingBatch.itemsMax else {
            throw Refusal(
                .tooLarge, "A batch has at most \(ReadingBatch.itemsMax) items. Please send fewer at once.")
        }
        let acknowledged = try await office.takeIn(batch, from: sender)
        return try json(ReadingBatchReceipt(acknowledged: acknowledged))
    }

    /// What a collector sends with the code that somebody typed; its key is in the header.
    private struct EnrolmentQuestion: Decodable {
        let code: String
        let collector: CollectorFacts
    }

    /// The only thing a collector learns: what it is called here, for the person who typed the code.
    private struct EnrolmentAnswer: Encodable {
        let collector: String
    }

    private func enrol(_ request: Request, _ context: WebContext) async throws -> Response {
        try requireTLS(request, context)
        let key = try bearer(request)
        let body = try await request.body.collected(
            upTo: RequestLimits.enrolmentBytesMax,
            announced: request.headers[.contentLength].flatMap { Int($0) },
            sayWhenLarger: "This is more than a code and a name.")
        guard
            let question = try? JSONDecoder().decode(
                EnrolmentQuestion.self, from: Data(body.readableBytesView))
        else { throw Refusal(.invalid, "This is not a code as a collector sends it.") }
        let visitor = address(of: request, context) ?? "unknown"
        guard enrolmentLimits.begin(account: visitor, address: visitor, at: office.now) == .tryIt else {
            throw Refusal(
                .tooOften, "Too many codes were tried from here. Please wait a quarter of an hour.")
        }
        do {
            let name = try await office.enrol(typed: question.code, key: key, facts: question.collector)
            enrolmentLimits.finish(account: visitor, address: visitor, succeeded: true, at: office.now)
            return try json(EnrolmentAnswer(collector: name))
        } catch {
            // A fault of ours is not counted as a guess.
            let isGuess = (error as? Refusal).map { $0.reason == .unauthenticated || $0.reason == .invalid }
            enrolmentLimits.finish(
                account: visitor, address: visitor, succeeded: !(isGuess ?? false), at: office.now)
            throw error
        }
    }

    /// The key that a collector signs in with.
    private func bearer(_ request: Request) throws -> String {
        let words = (request.headers[.authorization] ?? "").split(
            separator: " ", omittingEmptySubsequences: true)
        guard words.count == 2, words[0].lowercased() == "bearer", words[1].utf8.count <= 200 else {
            throw Refusal(
                .unauthenticated,
                "A collector signs in with its key. Make a code for it on the page Collectors.",
                detail: "no bearer token")
        }
        return String(words[1])
    }

    /// The body as it was before it was compressed, and never more than a batch may be.
    private func expanded(_ body: [UInt8], _ request: Request) throws -> [UInt8] {
        switch request.headers[.contentEncoding]?.lowercased() {
        case nil, "identity": return body
        case "gzip":
            do {
                return try Gzip.expand(body, upTo: RequestLimits.readingsBytesMax)
            } catch {
                throw Refusal(
                    error.kind == .tooLarge ? .tooLarge : error.kind == .damaged ? .invalid : .unavailable,
                    error.message, detail: error.detail)
            }
        case let other?:
            throw Refusal(
                .invalid, "A batch comes as it is or compressed with gzip, and in no other form.",
                detail: String(other.prefix(40)))
        }
    }

    /// Collectors' keys and what machines say come over a network with TLS or not at all. The server itself
    /// speaks without, so whoever reaches it from elsewhere must have come through a proxy that says so.
    func requireTLS(_ request: Request, _ context: WebContext) throws {
        let insecure = Refusal(
            .insecure, "Collectors deliver over https only. Use the server’s https address.",
            detail: "from \(context.peerAddress ?? "nowhere")")
        let said = HTTPField.Name("X-Forwarded-Proto").flatMap { request.headers[$0] }
        if configuration.trustsForwardedFor, let said {
            // The last one was written by the proxy; those before it by anybody.
            let last = said.split(separator: ",").last.map { $0.filter { !$0.isWhitespace } } ?? ""
            guard last.lowercased() == "https" else { throw insecure }
            return
        }
        guard context.peerAddress.map(isLoopback) ?? true else { throw insecure }
    }

    private func json(_ value: some Encodable) throws -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Response(
            status: .ok, headers: [.contentType: "application/json; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: Array(try encoder.encode(value)))))
    }
}

/// 127.0.0.0/8 and ::1, the former also as an IPv6 socket writes it.
func isLoopback(_ address: String) -> Bool {
    address == "::1" || address.hasPrefix("127.") || address.lowercased().hasPrefix("::ffff:127.")
}
