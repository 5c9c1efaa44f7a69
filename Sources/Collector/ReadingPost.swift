// SPDX-License-Identifier: Apache-2.0
import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Values

/// Carries a batch to the server. The real one is ``HTTPReadingPost``; a test's may be a script.
public protocol ReadingPost: Sendable {
    /// Posts the JSON of a `ReadingBatch` and returns what was answered.
    /// - Throws: ``PostFailure`` when there was no answer.
    func post(_ body: [UInt8]) async throws(PostFailure) -> PostAnswer
}

public struct PostAnswer: Sendable, Equatable {
    public var status: Int
    public var body: [UInt8]

    public init(status: Int, body: [UInt8]) {
        self.status = status
        self.body = body
    }
}

/// Why the server gave no answer.
public struct PostFailure: TwoVoicedError, Hashable {
    public let message: String
    public let detail: String

    public init(detail: String) {
        message = "The server does not answer. Readings are kept here until it does."
        self.detail = detail
    }
}

/// Delivers over HTTP with the collector's token.
public final class HTTPReadingPost: ReadingPost {
    public static let path = "/api/collector/v1/readings"
    private static let answerBytesMax = 64 * 1_024

    private let url: String
    private let token: String
    private let timeout: TimeAmount
    private let client: HTTPClient

    /// - Parameters:
    ///   - server: Where Goodword is served, such as `https://goodword.example.org`; a path in front is kept.
    ///   - token: As the page about collectors showed it once.
    /// - Throws: ``Refusal`` when the address or the token cannot be used.
    public init(server: String, token: String, timeoutSeconds: Int64 = 60) throws(Refusal) {
        let trimmed = server.hasSuffix("/") ? String(server.dropLast()) : server
        guard trimmed.hasPrefix("http://") || trimmed.hasPrefix("https://"),
            let host = trimmed.split(separator: "/", maxSplits: 1).last, host.count > 1
        else {
            throw Refusal(
                .invalid,
                "The server’s address should begin with https:// or http://, as in https://goodword.example.org.",
                field: "server")
        }
        guard !token.isEmpty, token.utf8.allSatisfy({ (33...126).contains($0) }) else {
            throw Refusal(
                .invalid, "The token is empty or holds characters that no token has. Copy it again.",
                field: "token")
        }
        url = trimmed + HTTPReadingPost.path
        self.token = token
        timeout = .seconds(timeoutSeconds)
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow, timeout: .init(connect: .seconds(10)))
        // The spool waits and tries again by its own rules; a refused connection is to be known at once.
        configuration.connectionPool.retryConnectionEstablishment = false
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    deinit {
        // The client keeps itself alive until it has closed its connections.
        client.shutdown { _ in }
    }

    public func post(_ body: [UInt8]) async throws(PostFailure) -> PostAnswer {
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        request.headers = [
            "Authorization": "Bearer \(token)", "Content-Type": "application/json",
            "Accept": "application/json",
            "User-Agent": "goodword-collector",
        ]
        request.body = .bytes(ByteBuffer(bytes: body))
        do {
            let response = try await client.execute(request, timeout: timeout)
            let answer = try await response.body.collect(upTo: HTTPReadingPost.answerBytesMax)
            return PostAnswer(status: Int(response.status.code), body: Array(answer.readableBytesView))
        } catch {
            throw PostFailure(detail: "\(error)")
        }
    }
}
