// SPDX-License-Identifier: Apache-2.0
import AsyncHTTPClient
import Compression
import Glibc
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

/// Delivers over HTTP with the collector's key.
public final class HTTPReadingPost: ReadingPost {
    private enum Source {
        case given(CollectorKey)
        /// Read anew each time, so that a key that was replaced needs no restart.
        case folder(String)
    }

    private let carrier: HTTPCarrier
    private let source: Source

    /// - Parameters:
    ///   - server: Where Goodword is served, such as `https://goodword.example.org`; a path in front is kept.
    ///   - token: The collector's key.
    /// - Throws: ``Refusal`` when the address or the key cannot be used.
    public init(server: String, token: String, timeoutSeconds: Int64 = 60) throws(Refusal) {
        source = .given(try CollectorKey(token))
        carrier = HTTPCarrier(
            server: try ServerAddress(server), path: HTTPCarrier.readingsPath, timeoutSeconds: timeoutSeconds)
    }

    /// - Parameter keyFolder: The folder of a collector that was enrolled.
    /// - Throws: ``Refusal`` when the address cannot be used or there is no key.
    public init(server: String, keyFolder: String, timeoutSeconds: Int64 = 60) throws(Refusal) {
        _ = try CollectorKey.read(from: keyFolder)
        source = .folder(keyFolder)
        carrier = HTTPCarrier(
            server: try ServerAddress(server), path: HTTPCarrier.readingsPath, timeoutSeconds: timeoutSeconds)
    }

    public func post(_ body: [UInt8]) async throws(PostFailure) -> PostAnswer {
        try await carrier.post(body, key: try key().text, isCompressible: true)
    }

    private func key() throws(PostFailure) -> CollectorKey {
        switch source {
        case .given(let key): return key
        case .folder(let folder):
            do throws(Refusal) {
                return try CollectorKey.read(from: folder)
            } catch {
                throw PostFailure(detail: error.message)
            }
        }
    }
}

/// One road to the server, for one collector.
final class HTTPCarrier: Sendable {
    static let readingsPath = "/api/collector/v1/readings"
    static let enrolmentPath = "/api/collector/v1/enrolment"
    /// An acknowledgement is some twenty bytes; nothing else is ever asked for.
    private static let answerBytesMax = 64 * 1_024
    /// Below this, compressing saves less than a datagram.
    private static let compressedFrom = 1_024

    private let url: String
    private let timeout: TimeAmount
    private let client: HTTPClient

    init(server: ServerAddress, path: String, timeoutSeconds: Int64) {
        url = server.description + path
        timeout = .seconds(timeoutSeconds)
        // A server must not send a collector, its key and its readings to another address.
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

    func post(_ body: [UInt8], key: String, isCompressible: Bool) async throws(PostFailure) -> PostAnswer {
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        request.headers = [
            "Authorization": "Bearer \(key)", "Content-Type": "application/json",
            "Accept": "application/json",
            "User-Agent": "goodword-collector",
        ]
        var bytes = body
        if isCompressible, body.count >= HTTPCarrier.compressedFrom, let small = try? Gzip.compress(body) {
            bytes = small
            request.headers.add(name: "Content-Encoding", value: "gzip")
        }
        request.body = .bytes(ByteBuffer(bytes: bytes))
        do {
            do {
                return try await carry(request)
            } catch  where HTTPCarrier.isClosedConnection(error) {
                // A server may close a connection that was idle just when it is used again. What was sent counts
                // once however often it comes, so it goes again at once, over a new one.
                return try await carry(request)
            }
        } catch {
            throw PostFailure(detail: "\(error)")
        }
    }

    private func carry(_ request: HTTPClientRequest) async throws -> PostAnswer {
        let response = try await client.execute(request, timeout: timeout)
        let answer = try await response.body.collect(upTo: HTTPCarrier.answerBytesMax)
        return PostAnswer(status: Int(response.status.code), body: Array(answer.readableBytesView))
    }

    private static func isClosedConnection(_ error: any Error) -> Bool {
        switch error {
        case let error as HTTPClientError: error == .remoteConnectionClosed
        case let error as ChannelError: error == .ioOnClosedChannel || error == .alreadyClosed
        case let error as IOError: error.errnoCode == ECONNRESET || error.errnoCode == EPIPE
        default: false
        }
    }
}
