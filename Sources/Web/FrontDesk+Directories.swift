// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import People
import Practice
import Values

// What customers' directories talk to (RFC 7644), and the page on which they are let in.

extension FrontDesk {
    func addDirectories(to router: Roads) {
        get(.directory, on: router) { request, _, visitor in
            try page(
                try await DirectoryPage.query(
                    office, base: scimBase(of: request), for: visitor.person), for: visitor, request)
        }
        post(.directory, on: router) { request, _, visitor, values in
            try await attempt(request, for: visitor) {
                let token = try await office.makeDirectoryToken(
                    named: values.text("name"), for: visitor.person)
                // Not sent on: the token is shown this once and stands in no history.
                return try page(
                    try await DirectoryPage.query(
                        office, base: scimBase(of: request), token: token, for: visitor.person), for: visitor,
                    request)
            } orShow: { refusal in
                try await DirectoryPage.query(
                    office, base: scimBase(of: request), fault: refusal, for: visitor.person)
            }
        }
        post(.directoryEnd, on: router) { _, context, visitor, _ in
            try await office.endDirectoryToken(
                try context.id("token", of: DirectoryToken.self), for: visitor.person)
            return sendOn(to: .directory, told: .directoryEnded)
        }
        addUsers(to: router)
        scim(.scimConfiguration, .get, on: router) { _, _, _, base in
            (.ok, Scim.serviceConfiguration(base: base))
        }
        scim(.scimResourceTypes, .get, on: router) { _, _, _, base in
            (.ok, Scim.resourceTypes(base: base, withGroups: false))
        }
        scim(.scimSchemas, .get, on: router) { _, _, _, base in
            (.ok, Scim.schemas(base: base, withGroups: false))
        }
    }

    private func addUsers(to router: Roads) {
        scim(.scimUsers, .get, on: router) { request, _, visitor, base in
            let values = FormValues(query: request)
            func number(_ name: String) throws -> Int? {
                guard let text = values[name] else { return nil }
                guard let number = Int(text) else {
                    throw ScimError(.invalidValue, "“\(name)” is a number.")
                }
                return number
            }
            return (
                .ok,
                try await office.scimUsers(
                    filter: values["filter"], startIndex: try number("startIndex"),
                    count: try number("count"),
                    base: base, for: visitor)
            )
        }
        scim(.scimUsers, .post, on: router) { request, _, visitor, base in
            (
                .created,
                try await office.createScimUser(try await scimBody(request), base: base, for: visitor)
            )
        }
        scim(.scimUser, .get, on: router) { _, id, visitor, base in
            (.ok, try await office.scimUser(id, base: base, for: visitor))
        }
        scim(.scimUser, .put, on: router) { request, id, visitor, base in
            (
                .ok,
                try await office.replaceScimUser(
                    id, with: try await scimBody(request), base: base, for: visitor)
            )
        }
        scim(.scimUser, .patch, on: router) { request, id, visitor, base in
            (
                .ok,
                try await office.patchScimUser(
                    id, with: try await scimBody(request), base: base, for: visitor)
            )
        }
        scim(.scimUser, .delete, on: router) { _, id, visitor, _ in
            try await office.deleteScimUser(id, for: visitor)
            return (.noContent, nil)
        }
    }

    private func scimBase(of request: Request) -> String { publicRoot(of: request) + "/scim/v2" }

    /// A directory's request. Whatever goes wrong is answered as the RFC has it, and nothing before the token is read.
    private func scim(
        _ pattern: RoutePattern, _ method: HTTPRequest.Method, on router: Roads,
        _ handle:
            @escaping @Sendable (Request, String, DirectoryVisitor, String) async throws -> (
                HTTPResponse.Status, JSON?
            )
    ) {
        router.on(RouterPath(pattern.rawValue), method: method) { request, context in
            do {
                try requireTLS(request, context)
                let visitor = try await office.directory(token: bearerToken(of: request))
                let (status, json) = try await handle(
                    request, context.parameters.get("user") ?? "", visitor, scimBase(of: request))
                return scimAnswer(status, json)
            } catch let error as ScimError {
                return scimAnswer(.init(code: error.status), error.json)
            } catch let refusal as Refusal {
                let status = refusal.reason.status
                return scimAnswer(status, ScimError(status: status.code, refusal.message).json)
            }
        }
    }

    private func bearerToken(of request: Request) -> String {
        let words = (request.headers[.authorization] ?? "").split(separator: " ")
        return words.count == 2 && words[0].lowercased() == "bearer" ? String(words[1]) : ""
    }

    private func scimBody(_ request: Request) async throws -> JSON {
        let body = try await request.body.collected(
            upTo: RequestLimits.formBytesMax, announced: request.headers[.contentLength].flatMap { Int($0) },
            sayWhenLarger: "This is more than one user.")
        do {
            return try JSON.parse(body.readableBytesView)
        } catch {
            throw ScimError(.invalidSyntax, "The body is not JSON. \(error.message)")
        }
    }

    private func scimAnswer(_ status: HTTPResponse.Status, _ json: JSON?) -> Response {
        var headers: HTTPFields = [:]
        if json != nil { headers[.contentType] = Scim.mediaType }
        if status == .unauthorized { headers[.wwwAuthenticate] = "Bearer" }
        if status == .upgradeRequired { headers[.upgrade] = "TLS/1.2" }
        return Response(
            status: status, headers: headers,
            body: json.map { ResponseBody(byteBuffer: ByteBuffer(string: $0.canonical)) } ?? ResponseBody())
    }
}
