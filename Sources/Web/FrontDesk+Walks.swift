// SPDX-License-Identifier: Apache-2.0
import Fleet
import HTTPTypes
import Hummingbird
import NIOCore
import People
import Practice
import Values
import Walks

extension FrontDesk {
    /// Planning walks and reading what was found; none of it needs JavaScript.
    func addWalks(to router: Roads) {
        get(.walks, on: router) { request, _, visitor in
            let number = FormValues(query: request).page
            return try page(
                try await WalksPage.query(office, page: number, for: visitor.person), for: visitor, request)
        }
        get(.newWalk, on: router) { request, _, visitor in
            try page(try await NewWalkPage.query(office, for: visitor.person), for: visitor, request)
        }
        post(.walks, on: router) { request, _, visitor, values in
            try office.require(.planWalk, for: visitor.person)
            if values["step"] == "find" {
                return try page(
                    try await NewWalkPage.query(office, values, for: visitor.person), for: visitor, request)
            }
            return try await attempt(request, for: visitor) {
                guard let day = CivilDate(values.text("on")) else {
                    throw Refusal(.invalid, "Please choose the day of the walk.", field: "on")
                }
                let questions = values.text("questions").split(whereSeparator: \.isNewline).map(String.init)
                let walk = try await office.plan(
                    WalkDraft(
                        title: values.text("title"), on: day, places: values.chosen("place-"),
                        persons: values.chosen("person-"), questions: questions), for: visitor.person)
                return sendOn(to: .walk(walk.plan.id), told: .walkPlanned)
            } orShow: { refusal in
                try await NewWalkPage.query(office, values, fault: refusal, for: visitor.person)
            }
        }
        get(.walk, on: router) { request, context, visitor in
            let id = try context.id("walk", of: WalkPlan.self)
            return try page(
                try await WalkPage.query(office, id, for: visitor.person), for: visitor, request)
        }
        get(.walkPhoto, on: router) { _, context, visitor in
            let bytes = try await office.photo(
                try context.id("photo", of: WalkPhoto.self), of: try context.id("walk", of: WalkPlan.self),
                for: visitor.person)
            return Response(
                status: .ok, headers: [.contentType: Picture.Kind.jpeg.rawValue],
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
        }
    }

    /// What the walk on a phone is made of, and what it fetches and sends.
    func addWalksOnPhones(to router: Roads) {
        func file(_ pattern: RoutePattern, _ type: String, _ body: ByteBuffer) {
            router.get(RouterPath(pattern.rawValue)) { request, _ in
                // Only below this path does the worker look after the page.
                if pattern == .walkOnPhone, !request.uri.path.hasSuffix("/") {
                    return sendOn(to: .walkOnPhone)
                }
                return Response(
                    status: .ok, headers: [.contentType: type, .cacheControl: "no-cache"],
                    body: ResponseBody(byteBuffer: body))
            }
        }
        file(.walkOnPhone, "text/html; charset=utf-8", assets.walkPage)
        file(.walkWorker, "text/javascript; charset=utf-8", assets.walkWorker)
        file(.walkManifest, "application/manifest+json; charset=utf-8", assets.walkManifest)
        get(.walksJSON, on: router) { _, _, visitor in
            let person = visitor.person
            try office.require(.takeWalk, for: person)
            let walks = try await office.walks(Page(size: Page.sizeMax), for: person)
            return canonical(
                .object([
                    .init(
                        "person",
                        .object([
                            .init("id", .text("\(person.person.id)")),
                            .init("name", .text(person.person.name)),
                        ])),
                    .init("customer", .object([.init("name", .text(person.customer.name))])),
                    .init("forgery", .text(forgeryToken(for: visitor.secret))),
                    .init("walks", .list(walks.rows.map(\.forPhone))),
                ]))
        }
        get(.walkJSON, on: router) { _, context, visitor in
            let id = try context.id("walk", of: WalkPlan.self)
            return canonical(try await office.luggage(id, for: visitor.person).json)
        }
        router.post(RouterPath(RoutePattern.walkEntries.rawValue)) { request, context in
            let (id, visitor) = try await walker(request, context)
            try await requirePhone(request, "application/json", of: visitor)
            let body = try await request.body.collected(
                upTo: RequestLimits.walkBytesMax,
                announced: request.headers[.contentLength].flatMap { Int($0) },
                sayWhenLarger: "This is more than is taken in at once. Send fewer entries.")
            let json: JSON
            do throws(JSONError) {
                json = try JSON.parse(body.readableBytesView)
            } catch {
                throw Refusal(.invalid, "This is not what a phone sends of a walk.", detail: error.detail)
            }
            let (batch, unread) = try WalkBatch.read(json)
            guard batch.walk == id else { throw Refusal(.invalid, "This belongs to another walk.") }
            let receipt = try await office.deliver(batch, for: visitor.person)
            let items = json["entries"]?.list ?? []
            let illegible = unread.compactMap { one in
                items[one.index]["id"]?.text.map { refused($0, one.refusal.message) }
            }
            return canonical(
                .object([
                    .init("kept", .list(receipt.kept.map { .text("\($0)") })),
                    .init(
                        "refused",
                        .list(receipt.refused.map { refused("\($0.entry)", $0.message) } + illegible)),
                ]))
        }
        router.post(RouterPath(RoutePattern.walkPhotos.rawValue)) { request, context in
            let (id, visitor) = try await walker(request, context)
            try await requirePhone(request, Picture.Kind.jpeg.rawValue, of: visitor)
            let body = try await request.body.collected(
                upTo: WalkPlanLimits.photoBytesMax,
                announced: request.headers[.contentLength].flatMap { Int($0) },
                sayWhenLarger: "This picture is larger than 2 MB; take it smaller.")
            try await office.keep(
                photo: try context.id("photo", of: WalkPhoto.self), of: id,
                bytes: Array(body.readableBytesView), for: visitor.person)
            return canonical(.object([]))
        }
    }

    /// Whoever sends something of a walk, once it is certain that they may.
    private func walker(_ request: Request, _ context: WebContext) async throws -> (WalkID, Visitor) {
        let visitor = try await requireVisitor(of: request)
        let id = try context.id("walk", of: WalkPlan.self)
        try await office.requireWalking(id, for: visitor.person)
        return (id, visitor)
    }

    /// What our own page alone can send: a page of somebody else's cannot set this header, nor know the secret.
    private func requirePhone(_ request: Request, _ type: String, of visitor: Visitor) async throws {
        guard request.headers[.contentType]?.lowercased().hasPrefix(type) == true else {
            throw Refusal(.invalid, "This is not what a phone sends of a walk.", detail: "content type")
        }
        try requireOwnOrigin(request)
        let sent = HTTPField.Name("X-Forgery").flatMap { request.headers[$0] } ?? ""
        guard sameBytes(Array(forgeryToken(for: visitor.secret).utf8), Array(sent.utf8)) else {
            throw Refusal(.forbidden, "This did not come from the page of the walk. Open it anew.")
        }
    }

    private func canonical(_ json: JSON) -> Response {
        Response(
            status: .ok, headers: [.contentType: "application/json; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: json.canonical)))
    }
}

private func refused(_ entry: String, _ message: String) -> JSON {
    .object([.init("id", .text(entry)), .init("message", .text(message))])
}

extension FormValues {
    /// The ids whose boxes were ticked; a box is named by a word and the id.
    fileprivate func chosen<Subject>(_ beginning: String) -> [ID<Subject>] {
        names(beginningWith: beginning).compactMap { ID(String($0.dropFirst(beginning.count))) }
    }
}

extension StoredWalk {
    /// As the list on a phone shows it.
    fileprivate var forPhone: JSON {
        .object([
            .init("id", .text("\(plan.id)")), .init("title", .text(plan.title)),
            .init("on", .text("\(plan.on)")),
            .init("questions", .list(plan.questions.map(JSON.text))),
        ])
    }
}

extension WalkLuggage {
    /// As a phone takes it along.
    fileprivate var json: JSON {
        func member(_ name: String, _ text: String?) -> [JSON.Member] {
            text.map { [.init(name, .text($0))] } ?? []
        }
        return .object([
            .init("id", .text("\(walk.plan.id)")), .init("walk", walk.forPhone),
            .init(
                "places",
                .list(
                    places.map { place in
                        let around = paths[place.id].map { $0.dropLast().map(\.name).joined(separator: ", ") }
                        return .object(
                            [
                                .init("id", .text("\(place.id)")), .init("kind", .text(place.kind.rawValue)),
                                .init("name", .text(place.name)),
                            ] + member("parent", place.parent.map { "\($0)" })
                                + member("in", around.flatMap { $0.isEmpty ? nil : $0 }))
                    })),
            .init(
                "persons",
                .list(
                    persons.map { one in
                        .object(
                            [.init("id", .text("\(one.id)")), .init("name", .text(one.name))]
                                + member("role", one.role) + member("place", one.place.map { "\($0)" }))
                    })),
            .init(
                "machines",
                .list(
                    machines.map { row in
                        .object(
                            [.init("id", .text("\(row.device.id)")), .init("title", .text(row.device.title))]
                                + member("serial", row.device.serial) + member("model", row.device.model)
                                + member("place", row.place.map { "\($0)" }))
                    })),
        ])
    }
}
