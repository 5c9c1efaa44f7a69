// SPDX-License-Identifier: Apache-2.0
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
        router.post(RouterPath(RoutePattern.collectorReadings.rawValue)) { request, _ in
            try await takeIn(request)
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

    /// Takes in a batch of readings from a collector; the token is looked at before the body.
    private func takeIn(_ request: Request) async throws -> Response {
        let words = (request.headers[.authorization] ?? "").split(
            separator: " ", omittingEmptySubsequences: true)
        guard words.count == 2, words[0].lowercased() == "bearer", words[1].utf8.count <= 200 else {
            throw Refusal(
                .unauthenticated, "A collector signs in with its token. Make one on the page Collectors.",
                detail: "no bearer token")
        }
        let sender = try await office.collector(token: String(words[1]))
        let body = try await request.body.collected(
            upTo: RequestLimits.readingsBytesMax,
            announced: request.headers[.contentLength].flatMap { Int($0) },
            sayWhenLarger: "This batch is larger than 8 MB. Please send fewer readings at once.")
        let batch: ReadingBatch
        do {
            batch = try JSONDecoder().decode(ReadingBatch.self, from: Data(body.readableBytesView))
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

    private func json(_ value: some Encodable) throws -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Response(
            status: .ok, headers: [.contentType: "application/json; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: Array(try encoder.encode(value)))))
    }
}
