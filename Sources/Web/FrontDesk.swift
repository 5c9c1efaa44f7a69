// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Hummingbird
import Logging
import People
import Practice
import SignIn
import Values

/// Where requests are received: who sent them is found out, forms are checked, pages get their frame.
///
/// Handlers get a ``Visitor`` and cannot be registered without: a page that is not one of the few at the door
/// cannot be reached by somebody who has not signed in.
struct FrontDesk: Sendable {
    let office: Office
    let configuration: WebConfiguration
    let templates: Templates
    let assets: Assets
    let limits = Attempts()
    /// Codes that are tried, by visitor.
    let enrolmentLimits = Attempts()
    /// Codes of the second factor and passwords that are asked for again, by account. There are few codes, so fewer
    /// may be tried than passwords.
    let codeLimits = Attempts(AttemptLimits(perAccount: .init(attempts: 5, each: .minutes(5))))
    let listeners = Listeners()
    /// Makes the secrets of visits at the door.
    let tokens = SystemTokens()

    init(office: Office, configuration: WebConfiguration) throws {
        self.office = office
        self.configuration = configuration
        templates = try Templates()
        assets = Assets()
    }

    // MARK: Cookies

    /// `__Host-` makes a browser refuse the cookie from any other host or without TLS (RFC 6265bis, 4.1.3.2).
    var sessionCookie: String { configuration.isSecure ? "__Host-goodword" : "goodword" }
    var visitCookie: String { configuration.isSecure ? "__Host-goodword-visit" : "goodword-visit" }

    func cookie(_ name: String, _ value: String, maxAge: Int?) -> Cookie {
        Cookie(
            name: name, value: value, maxAge: maxAge, path: "/", secure: configuration.isSecure,
            httpOnly: true,
            sameSite: .lax)
    }

    func secret(_ name: String, of request: Request) -> String? {
        // Ours have 43 characters; anything else is not worth a look into the records.
        request.cookies[name]?.value.count == 43 ? request.cookies[name]?.value : nil
    }

    // MARK: Who it is

    func visitor(of request: Request) async throws -> Visitor? {
        guard let secret = secret(sessionCookie, of: request),
            let person = try await office.signedIn(sessionToken: secret)
        else { return nil }
        return Visitor(person: person, secret: secret)
    }

    func requireVisitor(of request: Request) async throws -> Visitor {
        guard let visitor = try await visitor(of: request) else {
            throw Refusal(.unauthenticated, "Please sign in first.")
        }
        return visitor
    }

    /// Whom failed attempts are counted against.
    func address(of request: Request, _ context: WebContext) -> String? {
        if configuration.trustsForwardedFor, let name = HTTPField.Name("X-Forwarded-For"),
            let last = request.headers[name]?.split(separator: ",").last
        {
            // The last one was written by the proxy; those before it by anybody.
            return String(last.filter { !$0.isWhitespace })
        }
        return context.peerAddress
    }

    // MARK: Pages

    func page<Page: PageModel>(
        _ page: Page, for visitor: Visitor, _ request: Request, status: HTTPResponse.Status = .ok
    ) throws -> Response {
        let told = FormValues(query: request)["told"].flatMap(Told.init(rawValue:))
        let frame = frame(
            title: page.title, section: Page.section, person: visitor.person,
            forgery: forgeryToken(for: visitor.secret), told: status == .ok ? told?.sentence : nil)
        return html(try templates.render(Sheet(frame: frame, page: page)), status: status)
    }

    /// A page for somebody who is not signed in, with a secret of its own for the form.
    func doorPage(
        _ page: some PageModel, _ request: Request, status: HTTPResponse.Status = .ok
    ) throws -> Response {
        let known = secret(visitCookie, of: request)
        let visit = known ?? tokens.makeToken()
        let frame = frame(
            title: page.title, section: nil, person: nil, forgery: forgeryToken(for: visit), told: nil)
        var response = html(try templates.render(Sheet(frame: frame, page: page)), status: status)
        if known == nil { response.setCookie(cookie(visitCookie, visit, maxAge: nil)) }
        return response
    }

    func frame(
        title: String, section: Section?, person: SignedIn?, forgery: String, told: String?
    ) -> Frame {
        let sections: [Section] = [.today, .people, .places, .machines, .promises]
        return Frame(
            title: "\(title) · Goodword", notice: configuration.notice,
            items: sections.map {
                Frame.Item(
                    words: $0.words, path: $0.route.path, isHere: $0 == section, icon: "icon-\($0.rawValue)")
            }, isAtCollectors: section == .collectors, seesCollectors: person?.may(.seeCollectors) ?? false,
            choosesCustomer: person?.isProvider ?? false,
            seesAccounts: person.map { $0.may(.seeAccounts) } ?? false,
            personName: person?.person.name,
            customerName: person?.customer.name, forgery: forgery, told: told,
            tokensPath: Route.asset(assets.tokens.name).path, partsPath: Route.asset(assets.parts.name).path,
            livePath: Route.asset(assets.live.name).path, keysPath: Route.asset(assets.keys.name).path,
            leavingPath: Route.asset(assets.leaving.name).path,
            iconPath: Route.asset(assets.icon.name).path)
    }

    private func html(_ text: String, status: HTTPResponse.Status) -> Response {
        Response(
            status: status, headers: [.contentType: "text/html; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    /// After a form was taken in: the browser is sent on, so that loading again sends nothing again.
    func sendOn(to route: Route, told: Told? = nil) -> Response {
        let path = route.path
        let more = told.map { (path.contains("?") ? "&" : "?") + "told=\($0.rawValue)" } ?? ""
        return Response(status: .seeOther, headers: [.location: path + more])
    }

    // MARK: Forms

    /// Reads a form and makes sure that one of our own pages sent it.
    /// - Parameter secret: the cookie's secret that the form's token must have been made from.
    func form(_ request: Request, secret: String?) async throws -> FormValues {
        try requireOwnOrigin(request)
        let type = request.headers[.contentType]?.lowercased() ?? ""
        guard type.hasPrefix("application/x-www-form-urlencoded") else {
            throw Refusal(.invalid, "This form cannot be read. Please send it from its page.", detail: type)
        }
        let body = try await request.body.collected(
            upTo: RequestLimits.formBytesMax, announced: request.headers[.contentLength].flatMap { Int($0) },
            sayWhenLarger: "This is more than a form can hold. Please shorten what you wrote.")
        guard let values = FormValues(encoded: body.readableBytesView) else {
            throw Refusal(.tooLarge, "This form has more fields than any of ours.")
        }
        try requireToken(values, secret: secret)
        return values
    }

    /// That a form carries what one of our own pages put into it.
    func requireToken(_ values: FormValues, secret: String?) throws {
        guard let secret, sameBytes(Array(forgeryToken(for: secret).utf8), Array(values.text("forgery").utf8))
        else {
            throw Refusal(
                .forbidden,
                "This form is too old, or it did not come from a page of ours."
                    + " Please load the page and send it again.",
                detail: secret == nil ? "no cookie" : "the token does not fit")
        }
    }

    /// A browser names where a form comes from (RFC 6454); what says nothing is held against the token alone.
    func requireOwnOrigin(_ request: Request) throws {
        let foreign = Refusal(
            .forbidden, "This form did not come from a page of ours. Please load the page and send it again.",
            detail: "origin \(request.headers[.origin] ?? "none")")
        if let site = HTTPField.Name("Sec-Fetch-Site").flatMap({ request.headers[$0] }),
            !["same-origin", "none"].contains(site)
        {
            throw foreign
        }
        guard let origin = request.headers[.origin]?.lowercased() else { return }
        if let ours = configuration.publicAddress?.lowercased() {
            guard origin == (ours.hasSuffix("/") ? String(ours.dropLast()) : ours) else { throw foreign }
        } else {
            let authority = request.head.authority?.lowercased() ?? ""
            guard !authority.isEmpty, origin == "http://\(authority)" || origin == "https://\(authority)"
            else {
                throw foreign
            }
        }
    }
}
