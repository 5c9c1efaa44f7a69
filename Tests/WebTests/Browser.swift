// SPDX-License-Identifier: Apache-2.0
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing
import Values

@testable import Web

/// Follows links and sends forms as a browser does, without following where an answer sends it on.
struct Browser: Sendable {
    let client: any TestClientProtocol
    var cookies: [String: String] = [:]

    struct Answer: Sendable {
        let status: HTTPResponse.Status
        let headers: HTTPFields
        let text: String
        let bytes: [UInt8]

        var location: String? { headers[.location] }

        /// The cookies that are set, by name.
        var cookies: [String: String] {
            let pairs = headers[values: .setCookie].compactMap { text -> (String, String)? in
                let pair = text.prefix { $0 != ";" }.split(
                    separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                return pair.count == 2 ? (String(pair[0]), String(pair[1])) : nil
            }
            return Dictionary(pairs) { _, last in last }
        }

        /// The first form's token.
        var forgery: String? {
            text.firstMatch(of: #/name="forgery" value="([^"]+)"/#).map { String($0.1) }
        }
    }

    func send(
        _ method: HTTPRequest.Method, _ path: String, headers: HTTPFields = [:], body: ByteBuffer? = nil
    ) async throws -> Answer {
        var headers = headers
        let cookie = cookies.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(
            separator: "; ")
        if !cookie.isEmpty { headers[.cookie] = cookie }
        return try await client.execute(uri: path, method: method, headers: headers, body: body) { response in
            Answer(
                status: response.status, headers: response.headers, text: String(buffer: response.body),
                bytes: Array(response.body.readableBytesView))
        }
    }

    func get(_ route: Route) async throws -> Answer { try await send(.get, route.path) }

    /// Sends a form with the token that its own page would carry.
    func post(
        _ route: Route, _ fields: [String: String] = [:], forgery: String? = nil, headers: HTTPFields = [:]
    ) async throws -> Answer {
        var fields = fields
        fields["forgery"] = forgery ?? cookies["goodword"].map(forgeryToken(for:)) ?? ""
        var headers = headers
        if headers[.contentType] == nil { headers[.contentType] = "application/x-www-form-urlencoded" }
        let body = fields.map { "\(percentEncoded($0.key))=\(percentEncoded($0.value))" }.joined(
            separator: "&")
        return try await send(.post, route.path, headers: headers, body: ByteBuffer(string: body))
    }
}

func name(_ text: String) throws -> HTTPField.Name { try #require(HTTPField.Name(text)) }
