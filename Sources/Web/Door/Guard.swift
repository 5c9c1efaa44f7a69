// SPDX-License-Identifier: Apache-2.0
import Fleet
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import Practice
import Values

/// The outermost layer: every answer leaves with the same protections, and no error leaves with internals.
struct Guard: RouterMiddleware {
    let desk: FrontDesk
    let logger: Logger

    func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        var response: Response
        do {
            response = try await next(request, context)
        } catch {
            response = answer(to: error, request)
        }
        protect(&response)
        return response
    }

    private func protect(_ response: inout Response) {
        let policy = [
            "default-src 'none'", "style-src 'self'", "script-src 'self'", "img-src 'self' data:",
            "connect-src 'self'", "manifest-src 'self'", "form-action 'self'", "base-uri 'none'",
            "frame-ancestors 'none'",
        ].joined(separator: "; ")
        set(&response, "Content-Security-Policy", policy)
        set(&response, "X-Content-Type-Options", "nosniff")
        // Same-origin and not less: the Origin of our own forms is left as it is.
        set(&response, "Referrer-Policy", "same-origin")
        set(&response, "Cross-Origin-Opener-Policy", "same-origin")
        set(&response, "Cross-Origin-Resource-Policy", "same-origin")
        set(&response, "Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        if desk.configuration.isSecure {
            set(&response, "Strict-Transport-Security", "max-age=31536000")
        }
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
    }

    private func set(_ response: inout Response, _ name: String, _ value: String) {
        if let name = HTTPField.Name(name) { response.headers[name] = value }
    }

    // MARK: What went wrong

    private func answer(to error: any Error, _ request: Request) -> Response {
        let fault = Fault(error)
        if fault.status == .unauthorized, !isForPrograms(request) { return toSignIn(request) }
        var incident: String?
        if fault.status.code >= 500 {
            let number = contentName(Array(SystemTokens().makeToken().utf8))
            incident = number
            logger.error(
                "A request failed.",
                metadata: [
                    "incident": "\(number)", "method": "\(request.method)", "path": "\(request.uri.path)",
                    "error": "\(fault.detail)",
                ])
        } else {
            logger.debug(
                "A request was refused.",
                metadata: [
                    "path": "\(request.uri.path)", "status": "\(fault.status.code)",
                    "detail": "\(fault.detail)",
                ])
        }
        if isForPrograms(request) { return problem(fault, incident) }
        let page = FaultPage(
            title: fault.title, message: fault.message, incident: incident,
            back: request.method == .get && request.uri.path == "/" ? nil : Link("To Today", .today()))
        do {
            return try desk.doorPage(page, request, status: fault.status)
        } catch {
            logger.error("The page about a fault cannot be shown.", metadata: ["error": "\(error)"])
            return Response(
                status: fault.status, body: ResponseBody(byteBuffer: ByteBuffer(string: fault.message)))
        }
    }

    private func isForPrograms(_ request: Request) -> Bool {
        request.uri.path.hasPrefix("/api/") || request.uri.path.hasPrefix("/scim/")
            || request.uri.path == Route.live.path
            || request.uri.path == Route.health.path
    }

    /// Somebody who only followed a link comes back to it after signing in.
    private func toSignIn(_ request: Request) -> Response {
        var path = Route.signIn.path
        if request.method == .get, request.uri.path != "/" {
            let query = request.uri.query.map { "?\($0)" } ?? ""
            path += Web.query([("next", request.uri.path + query)])
        }
        return Response(status: .seeOther, headers: [.location: path])
    }

    /// Problem details (RFC 9457): only the sentence for the person, nothing of what lies behind it.
    private func problem(_ fault: Fault, _ incident: String?) -> Response {
        struct Problem: Encodable {
            let type = "about:blank"
            let title: String
            let status: Int
            let detail: String
            let instance: String?
        }
        let problem = Problem(
            title: fault.title, status: fault.status.code, detail: fault.message,
            instance: incident.map { "urn:goodword:incident:\($0)" })
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let body = (try? encoder.encode(problem)) ?? Data()
        var response = Response(
            status: fault.status, headers: [.contentType: "application/problem+json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: Array(body))))
        if fault.status == .unauthorized { response.headers[.wwwAuthenticate] = "Bearer" }
        // RFC 9110, 15.5.22: the answer names what to come back with.
        if fault.status == .upgradeRequired { response.headers[.upgrade] = "TLS/1.2" }
        // What is left of a body that is too large is not read; the connection cannot be used again.
        if fault.status == .contentTooLarge { response.headers[.connection] = "close" }
        return response
    }
}

/// An error as it is answered: a status, a head and a sentence; the detail is for the log.
struct Fault {
    let status: HTTPResponse.Status
    let title: String
    let message: String
    let detail: String

    init(_ error: any Error) {
        switch error {
        case let refusal as Refusal:
            status = refusal.reason.status
            message = refusal.message
            detail = refusal.detail
        case let failure as RecordFailure:
            status = failure.kind.status
            message = failure.message
            detail = failure.detail
        case let error as HTTPError:
            status = error.status
            message = Fault.usual(error.status)
            detail = error.body ?? ""
        case let error as any HTTPResponseError:
            status = error.status
            message = Fault.usual(error.status)
            detail = "\(error)"
        default:
            status = .internalServerError
            message = Fault.usual(.internalServerError)
            detail = "\(error)"
        }
        title = Fault.head(status)
    }

    private static func usual(_ status: HTTPResponse.Status) -> String {
        switch status.code {
        case 404, 405: nothingHere.message
        case 413: "This is more than can be taken in at once."
        case 400..<500: "This request cannot be understood. Please go back and try it again."
        default:
            "Something went wrong here, and it is not your fault. It has been written down; please try again."
        }
    }

    private static func head(_ status: HTTPResponse.Status) -> String {
        switch status.code {
        case 401: "Please sign in"
        case 403: "Not like this"
        case 404, 405: "Nothing here"
        case 409: "Done already"
        case 413: "Too much at once"
        case 426: "Over https, please"
        case 429: "One moment"
        case 503, 507: "Not just now"
        case 500...: "Something went wrong"
        default: "Please look again"
        }
    }
}

extension Refusal.Reason {
    var status: HTTPResponse.Status {
        switch self {
        case .invalid: .unprocessableContent
        case .notFound: .notFound
        case .unauthenticated: .unauthorized
        case .forbidden: .forbidden
        case .conflict: .conflict
        case .tooLarge: .contentTooLarge
        case .unavailable: .serviceUnavailable
        case .tooOften: .tooManyRequests
        case .insecure: .upgradeRequired
        }
    }
}

extension RecordFailure.Kind {
    fileprivate var status: HTTPResponse.Status {
        switch self {
        case .unavailable, .readOnly: .serviceUnavailable
        case .full: .init(code: 507, reasonPhrase: "Insufficient Storage")
        case .duplicate: .conflict
        case .fault: .internalServerError
        }
    }
}
