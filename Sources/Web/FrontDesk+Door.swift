// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Hummingbird
import Practice
import Values

// What can be reached without having signed in: the door, the one-time link, the assets, and whether the server
// lives.

extension FrontDesk {
    func addDoor(to router: Roads) {
        router.get(RouterPath(RoutePattern.asset.rawValue)) { _, context in
            try assets.response(named: context.parameters.get("name") ?? "")
        }
        router.get(RouterPath(RoutePattern.health.rawValue)) { _, _ in
            Response(
                status: .ok, headers: [.contentType: "text/plain; charset=utf-8"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: "ok\n")))
        }
        router.get(RouterPath(RoutePattern.signIn.rawValue)) { request, _ in
            let next = localPath(FormValues(query: request)["next"])
            if try await visitor(of: request) != nil { return sendOn(toPath: next) }
            return try doorPage(SignInPage(next: next), request)
        }
        router.post(RouterPath(RoutePattern.signIn.rawValue)) { request, context in
            let values = try await form(request, secret: secret(visitCookie, of: request))
            return try await signIn(values, request, context)
        }
        router.get(RouterPath(RoutePattern.signInCode.rawValue)) { request, _ in
            guard let secret = secret(sessionCookie, of: request),
                try await office.awaitingCode(sessionToken: secret) != nil
            else { return sendOn(to: .signIn) }
            return try doorPage(CodePage(next: localPath(FormValues(query: request)["next"])), request)
        }
        router.post(RouterPath(RoutePattern.signInCode.rawValue)) { request, context in
            let values = try await form(request, secret: secret(visitCookie, of: request))
            return try await enterCode(values, request, context)
        }
        router.get(RouterPath(RoutePattern.welcome.rawValue)) { request, context in
            let token = context.parameters.get("token") ?? ""
            let welcome = try await office.welcome(token: token)
            return try doorPage(WelcomePage(for: welcome.person, token: token), request)
        }
        router.post(RouterPath(RoutePattern.welcome.rawValue)) { request, context in
            let values = try await form(request, secret: secret(visitCookie, of: request))
            return try await accept(context.parameters.get("token") ?? "", values, request, context)
        }
        post(.signOut, on: router) { _, _, visitor, _ in
            try await office.signOut(sessionToken: visitor.secret)
            var response = sendOn(to: .signIn)
            response.setCookie(cookie(sessionCookie, "", maxAge: 0))
            return response
        }
    }

    private func signIn(_ values: FormValues, _ request: Request, _ context: WebContext) async throws
        -> Response
    {
        let email = values.text("email")
        let next = localPath(values["next"])
        let address = address(of: request, context)
        let place = SignInPlace(address: address, browser: request.headers[.userAgent])
        func again(_ sentence: String, _ status: HTTPResponse.Status) throws -> Response {
            try doorPage(SignInPage(next: next, email: email, above: sentence), request, status: status)
        }
        switch limits.begin(account: email, address: address, at: office.now) {
        case .wait(let until):
            return try again(
                "That was tried too often. \(waitingWords(until: until, now: office.now)), and then try again.",
                .tooManyRequests)
        case .busy:
            return try again(
                "Many people are signing in at this moment. Please try again.", .serviceUnavailable)
        case .tryIt: break
        }
        do {
            let token = try await office.signIn(
                email: email, password: values.text("password"), from: place)
            limits.finish(account: email, address: address, succeeded: true, at: office.now)
            return try await opened(token, next: next)
        } catch let refusal as Refusal where refusal.reason == .unauthenticated {
            limits.finish(account: email, address: address, succeeded: false, at: office.now)
            return try again(refusal.message, .unprocessableContent)
        } catch {
            // The fault is ours; it is not counted as a wrong key.
            limits.finish(account: email, address: address, succeeded: true, at: office.now)
            throw error
        }
    }

    /// Goes on after a key was right: inside, or to the code of the second factor.
    func opened(_ token: String, next: String) async throws -> Response {
        guard try await office.awaitingCode(sessionToken: token) != nil else {
            return signedIn(token, next: next)
        }
        var response = sendOn(to: .signInCode(next: next))
        response.setCookie(cookie(sessionCookie, token, maxAge: Int(codeAwaitedFor.wholeSeconds)))
        return response
    }

    private func enterCode(_ values: FormValues, _ request: Request, _ context: WebContext) async throws
        -> Response
    {
        let next = localPath(values["next"])
        guard let secret = secret(sessionCookie, of: request),
            let account = try await office.awaitingCode(sessionToken: secret)?.description
        else { return sendOn(to: .signIn) }
        let address = address(of: request, context)
        let place = SignInPlace(address: address, browser: request.headers[.userAgent])
        switch codeLimits.begin(account: account, address: address, at: office.now) {
        case .wait(let until):
            return try doorPage(
                CodePage(next: next, above: triedTooOften(until: until).message), request,
                status: .tooManyRequests)
        case .busy:
            return try doorPage(
                CodePage(next: next, above: "Many people are signing in at this moment. Please try again."),
                request, status: .serviceUnavailable)
        case .tryIt: break
        }
        do {
            let token = try await office.enter(code: values.text("code"), sessionToken: secret, from: place)
            codeLimits.finish(account: account, address: address, succeeded: true, at: office.now)
            return signedIn(token, next: next)
        } catch let refusal as Refusal where refusal.reason == .invalid {
            codeLimits.finish(account: account, address: address, succeeded: false, at: office.now)
            return try doorPage(
                CodePage(next: next, above: refusal.message), request, status: .unprocessableContent)
        } catch {
            codeLimits.finish(account: account, address: address, succeeded: true, at: office.now)
            throw error
        }
    }

    private func accept(
        _ token: String, _ values: FormValues, _ request: Request, _ context: WebContext
    ) async throws -> Response {
        let place = SignInPlace(
            address: address(of: request, context), browser: request.headers[.userAgent])
        let answer = WelcomeAnswer(
            name: values.text("name"), email: values.text("email"), password: values.text("password"),
            customerName: values.text("customerName"), timeZone: values.text("timeZone"))
        do {
            return signedIn(
                try await office.accept(invitation: token, answer, from: place), next: Route.today().path)
        } catch let refusal as Refusal where refusal.reason == .invalid || refusal.reason == .conflict {
            let person = try await office.welcome(token: token).person
            return try doorPage(
                WelcomePage(for: person, token: token, values, fault: refusal), request,
                status: refusal.reason.status)
        }
    }

    func signedIn(_ token: String, next: String) -> Response {
        var response = sendOn(toPath: next)
        response.setCookie(cookie(sessionCookie, token, maxAge: Int(sessionLifetime.wholeSeconds)))
        // The visit's secret has stood in pages of somebody who was not signed in; it ends here.
        response.setCookie(cookie(visitCookie, "", maxAge: 0))
        return response
    }

    func sendOn(toPath path: String) -> Response {
        Response(status: .seeOther, headers: [.location: path])
    }
}

/// A path on this server to go on to; whatever could lead elsewhere leads to Today.
func localPath(_ text: String?) -> String {
    guard let text, text.count <= 500, text.hasPrefix("/"), !text.hasPrefix("//"), !text.contains("\\"),
        text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
    else { return Route.today().path }
    return text
}
