// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import Practice
import Values

/// The pages, the forms and the API of an office, ready to be run or tested.
///
/// - Throws: when a template does not fit its page, before the first request is taken.
public func buildApplication(
    office: Office, configuration: WebConfiguration, logger: Logger
) throws -> some ApplicationProtocol {
    let desk = try FrontDesk(office: office, configuration: configuration)
    let router = Router(context: WebContext.self, options: [.autoGenerateHeadEndpoints])
    router.add(middleware: Guard(desk: desk, logger: logger))
    desk.addDoor(to: router)
    desk.addToday(to: router)
    desk.addMachines(to: router)
    desk.addPlacesAndPeople(to: router)
    desk.addKnowingPeople(to: router)
    desk.addDirectories(to: router)
    desk.addConversations(to: router)
    desk.addHearing(to: router)
    desk.addStory(to: router)
    desk.addGoals(to: router)
    desk.addPersonal(to: router)
    desk.addCalendar(to: router)
    desk.addWalks(to: router)
    desk.addWalksOnPhones(to: router)
    desk.addPromises(to: router)
    desk.addPromisesForPrograms(to: router)
    desk.addEvidence(to: router)
    desk.addLedger(to: router)
    desk.addCollectors(to: router)
    desk.addAccounts(to: router)
    desk.addOwnAccount(to: router)
    desk.addInterface(to: router)
    return Application(
        router: router,
        server: .http1(configuration: HTTP1Channel.Configuration(idleTimeout: .seconds(idleSecondsMax))),
        configuration: ApplicationConfiguration(
            address: .hostname(configuration.host, port: configuration.port), serverName: nil),
        logger: logger)
}

/// A connection on which nobody asks, or asks without ever ending, is closed; one that waits for an answer is
/// not.
private let idleSecondsMax: Int64 = 60

/// The one router there is.
typealias Roads = Router<WebContext>

extension FrontDesk {
    /// Registers a page for people who have signed in.
    func get(
        _ pattern: RoutePattern, on router: Roads,
        _ handle: @escaping @Sendable (Request, WebContext, Visitor) async throws -> Response
    ) {
        router.get(RouterPath(pattern.rawValue)) { request, context in
            try await handle(request, context, try await requireVisitor(of: request))
        }
    }

    /// Registers what takes in a form of people who have signed in; the form has been checked for forgery.
    func post(
        _ pattern: RoutePattern, on router: Roads,
        _ handle: @escaping @Sendable (Request, WebContext, Visitor, FormValues) async throws -> Response
    ) {
        router.post(RouterPath(pattern.rawValue)) { request, context in
            let visitor = try await requireVisitor(of: request)
            let values = try await form(request, secret: visitor.secret)
            return try await handle(request, context, visitor, values)
        }
    }

    /// Does what a form asks for; when the form itself is at fault, its page comes back with what was
    /// written.
    func attempt(
        _ request: Request, for visitor: Visitor, _ work: () async throws -> Response,
        orShow page: (Refusal) async throws -> any PageModel
    ) async throws -> Response {
        do {
            return try await work()
        } catch let refusal as Refusal where refusal.reason == .invalid || refusal.reason == .conflict {
            return try self.page(
                try await page(refusal), for: visitor, request, status: refusal.reason.status)
        }
    }
}
