// SPDX-License-Identifier: Apache-2.0
import Compression
import Fleet
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import People
import Practice
import SignIn
import Storage
import StorageTesting
import Synchronization
import Testing
import Values

@testable import Web

@Suite struct InterfaceTests {
    private func batch(_ items: [ReadingBatch.Item]) throws -> ByteBuffer {
        let batch = ReadingBatch(
            spool: ID(bits: 99), collector: CollectorFacts(version: "1", host: "h"), items: items)
        return ByteBuffer(bytes: Array(try JSONEncoder().encode(batch)))
    }

    private func deliver(
        _ browser: Browser, _ token: String?, _ body: ByteBuffer
    ) async throws -> Browser.Answer {
        var headers: HTTPFields = [.contentType: "application/json"]
        if let token { headers[.authorization] = "Bearer \(token)" }
        return try await Browser(client: browser.client).send(
            .post, Route.deliverReadings.path, headers: headers, body: body)
    }

    @Test(arguments: SQLEngine.allCases)
    func `a batch is acknowledged, and a repeated one counts once`(_ engine: SQLEngine) async throws {
        try await WebWorld.with(engine) { world in
            let body = try batch([
                .init(
                    sequence: 7,
                    content: .reading(WebWorld.reading("192.0.2.20", serial: "FRESH01", name: "n", level: 50))
                )
            ])
            try await world.browse { browser in
                for _ in 0..<2 {
                    let answer = try await deliver(browser, world.collectorToken, body)
                    #expect(answer.status == .ok)
                    #expect(answer.text == #"{"acknowledged":7}"#)
                }
            }
            let list = try await world.office.machines(
                DeviceQuery(customer: world.me.customer.id, search: "FRESH01"), for: world.me)
            #expect(list.rows.rows.count == 1)
            #expect(list.countOfAll == 3)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `without a good token nothing is taken in`(_ engine: SQLEngine) async throws {
        try await WebWorld.with(engine) { world in
            let body = try batch([])
            try await world.browse { browser in
                for token in [nil, "", "wrong", world.session, String(repeating: "x", count: 10_000)] {
                    let answer = try await deliver(browser, token, body)
                    #expect(answer.status == .unauthorized)
                    #expect(answer.headers[.wwwAuthenticate] == "Bearer")
                    try expectProblem(answer, 401)
                }
                try await world.office.revokeCollector(world.collector.id, for: world.me)
                let withdrawn = try await deliver(browser, world.collectorToken, body)
                #expect(withdrawn.status == .forbidden)
                #expect(withdrawn.text.contains("withdrawn"))
            }
        }
    }

    @Test(arguments: [
        "", "{", "[]", "null", #"{"spool":"x"}"#,
        #"{"spool":"00000000000000000000000000","items":[{"sequence":1}]}"#,
        "\u{0}\u{1}\u{2}", String(repeating: "[", count: 100_000),
    ])
    func `what is no batch is refused with a sentence and no internals`(_ body: String) async throws {
        try await WebWorld.with(.sqlite) { world in
            try await world.browse { browser in
                let answer = try await deliver(browser, world.collectorToken, ByteBuffer(string: body))
                #expect(answer.status == .unprocessableContent)
                try expectProblem(answer, 422)
                #expect(!answer.text.contains("codingPath") && !answer.text.contains("DecodingError"))
            }
        }
    }

    // MARK: Letting a collector in

    private func enrol(
        _ browser: Browser, code: String, key: String, from address: String = "198.51.100.1"
    ) async throws -> Browser.Answer {
        let body = #"{"code":"\#(code)","collector":{"version":"1","host":"closet","more":1},"unknown":{}}"#
        return try await Browser(client: browser.client).send(
            .post, Route.enrolCollector.path,
            headers: [
                .contentType: "application/json", .authorization: "Bearer \(key)",
                try name("X-Forwarded-For"): address, try name("X-Forwarded-Proto"): "https",
            ], body: ByteBuffer(string: body))
    }

    private let behindProxy = WebConfiguration(
        publicAddress: "https://print.example", trustsForwardedFor: true)

    @Test(arguments: SQLEngine.allCases)
    func `a code from the page lets a collector in once, and its own key delivers`(_ engine: SQLEngine)
        async throws
    {
        try await WebWorld.with(engine) { world in
            let key = String(repeating: "k", count: 43)
            let body = try batch([])
            try await world.browse(configuration: behindProxy) { browser in
                var browser = browser
                browser.cookies = ["__Host-goodword": world.session]
                let made = try await browser.post(
                    .makeCollector, ["name": "Attic"], forgery: forgeryToken(for: world.session),
                    headers: [.origin: "https://print.example"])
                let code = try #require(made.text.firstMatch(of: #/id="code">([A-Z0-9-]{14})</#)).1
                #expect(made.text.contains("--server https://print.example"))
                let answer = try await enrol(browser, code: String(code), key: key)
                #expect(answer.status == .ok)
                #expect(answer.text == #"{"collector":"Attic"}"#)
                let other = try await enrol(
                    browser, code: String(code), key: String(repeating: "q", count: 43))
                #expect(other.status == .unauthorized)
                try expectProblem(other, 401)
                let plain = try await deliver(browser, key, body)
                #expect(plain.status == .ok)
            }
        }
    }

    @Test func `whoever tries one code after the other is held back, and nobody else is`() async throws {
        try await WebWorld.with(.sqlite) { world in
            let key = String(repeating: "k", count: 43)
            let (_, code) = try await world.office.prepareCollector(
                named: "Attic", place: nil, keeper: nil, for: world.me)
            try await world.browse(configuration: behindProxy) { browser in
                for _ in 0..<AttemptLimits.perAccount.attempts {
                    let wrong = try await enrol(
                        browser, code: EnrolmentCode(chance: [9, 9, 9]).description, key: key)
                    #expect(wrong.status == .unauthorized)
                }
                let held = try await enrol(browser, code: code.description, key: key)
                #expect(held.status == .tooManyRequests)
                let neighbour = try await enrol(
                    browser, code: code.description, key: key, from: "198.51.100.2")
                #expect(neighbour.status == .ok)
            }
        }
    }

    @Test func `what came over a network without TLS is refused, and nothing of it is taken in`() async throws
    {
        try await WebWorld.with(.sqlite) { world in
            let body = try batch([])
            try await world.browse(configuration: behindProxy) { browser in
                let answer = try await Browser(client: browser.client).send(
                    .post, Route.deliverReadings.path,
                    headers: [
                        .contentType: "application/json",
                        .authorization: "Bearer \(world.collectorToken)",
                        try name("X-Forwarded-Proto"): "https, http",
                    ], body: body)
                #expect(answer.status == .upgradeRequired)
                #expect(answer.headers[.upgrade] == "TLS/1.2")
                try expectProblem(answer, 426)
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a compressed batch is taken in, and one that would become too large is not`(_ engine: SQLEngine)
        async throws
    {
        try await WebWorld.with(engine) { world in
            let items = [
                ReadingBatch.Item(
                    sequence: 7,
                    content: .reading(WebWorld.reading("192.0.2.20", serial: "FRESH01", name: "n", level: 50))
                )
            ]
            let small = try Gzip.compress(Array(try batch(items).readableBytesView))
            let bomb = try Gzip.compress([UInt8](repeating: 0x20, count: RequestLimits.readingsBytesMax + 1))
            try await world.browse { browser in
                func send(_ bytes: [UInt8], _ encoding: String) async throws -> Browser.Answer {
                    try await Browser(client: browser.client).send(
                        .post, Route.deliverReadings.path,
                        headers: [
                            .authorization: "Bearer \(world.collectorToken)", .contentEncoding: encoding,
                        ], body: ByteBuffer(bytes: bytes))
                }
                let taken = try await send(small, "gzip")
                #expect(taken.text == #"{"acknowledged":7}"#)
                let tooLarge = try await send(bomb, "gzip")
                #expect(tooLarge.status == .contentTooLarge)
                for (bytes, encoding) in [(Array("{}".utf8), "gzip"), (small, "br")] {
                    let refused = try await send(bytes, encoding)
                    #expect(refused.status == .unprocessableContent)
                }
            }
        }
    }

    private func expectProblem(_ answer: Browser.Answer, _ status: Int) throws {
        struct Problem: Decodable {
            let type: String
            let title: String
            let status: Int
            let detail: String
        }
        #expect(answer.headers[.contentType] == "application/problem+json")
        let problem = try JSONDecoder().decode(Problem.self, from: Data(answer.text.utf8))
        #expect(problem.status == status)
        #expect(problem.detail.hasSuffix("."))
        #expect(!problem.title.isEmpty && problem.type == "about:blank")
    }

    // MARK: Too much

    @Test(arguments: SQLEngine.allCases)
    func `a body of 100 MB is refused with a sentence, wherever it is sent`(_ engine: SQLEngine) async throws
    {
        try await WebWorld.with(engine) { world in
            let huge = ByteBuffer(repeating: UInt8(ascii: "a"), count: 100 * 1_024 * 1_024)
            try await world.browse { browser in
                let batch = try await deliver(browser, world.collectorToken, huge)
                #expect(batch.status == .contentTooLarge)
                #expect(batch.text.contains("larger than 8 MB"))
                try expectProblem(batch, 413)
                let form = try await browser.send(
                    .post, Route.makePlace.path, headers: [.contentType: "application/x-www-form-urlencoded"],
                    body: huge)
                #expect(form.status == .contentTooLarge)
                #expect(form.text.contains("more than a form can hold"))
            }
        }
    }

    /// Counts how much of it was asked for.
    private struct EndlessBody: AsyncSequence, Sendable {
        typealias Element = ByteBuffer
        final class Count: Sendable {
            let parts = Mutex(0)
        }
        let count = Count()
        struct AsyncIterator: AsyncIteratorProtocol {
            let count: Count
            mutating func next() async throws -> ByteBuffer? {
                count.parts.withLock { $0 += 1 }
                return ByteBuffer(repeating: 0, count: 1_024)
            }
        }
        func makeAsyncIterator() -> AsyncIterator { AsyncIterator(count: count) }
    }

    @Test func `a body that does not say how long it is stops being read at its limit`() async throws {
        let endless = EndlessBody()
        let body = RequestBody(asyncSequence: endless)
        await #expect(throws: Refusal.self) {
            _ = try await body.collected(upTo: 10 * 1_024, announced: nil, sayWhenLarger: "Too much.")
        }
        #expect(endless.count.parts.withLock { $0 } == 11)
    }

    @Test func `a body that says it is too long is not read at all`() async throws {
        let endless = EndlessBody()
        await #expect(throws: Refusal.self) {
            _ = try await RequestBody(asyncSequence: endless).collected(
                upTo: 10, announced: 11, sayWhenLarger: "Too much.")
        }
        #expect(endless.count.parts.withLock { $0 } == 0)
    }

    // MARK: What goes wrong

    private struct BrokenStore: RecordStore {
        struct Secret: Error, CustomStringConvertible {
            let description = "disk I/O error at /srv/goodword/secret.sqlite near SELECT"
        }
        let failure: any Error & Sendable
        func read<T: Sendable>(_ body: @escaping @Sendable (any Records) throws -> T) async throws -> T {
            throw failure
        }
        func write<T: Sendable>(_ body: @escaping @Sendable (any Records) throws -> T) async throws -> T {
            throw failure
        }
    }

    private func ask(
        _ failure: any Error & Sendable, _ path: String, _ log: CapturedLog
    ) async throws -> Browser.Answer {
        let office = WebWorld.makeOffice(BrokenStore(failure: failure), clock: StillClock(WebWorld.start))
        let application = try buildApplication(
            office: office, configuration: WebConfiguration(), logger: Logger(label: "test") { _ in log })
        return try await application.test(.router) { client in
            try await Browser(client: client, cookies: ["goodword": String(repeating: "x", count: 43)])
                .send(.get, path)
        }
    }

    @Test(arguments: ["/", "/api/v1/devices/00000000000000000000000001/readings/00000000000000000000000001"])
    func `an error nobody thought of is told calmly and its cause only logged`(_ path: String) async throws {
        let log = CapturedLog()
        let answer = try await ask(BrokenStore.Secret(), path, log)
        #expect(answer.status == .internalServerError)
        #expect(answer.text.contains("it is not your fault"))
        for inside in ["disk I/O", "/srv/", "SELECT", "Secret", "Swift", "sqlite"] {
            #expect(!answer.text.contains(inside), "the page tells of \(inside)")
        }
        #expect(log.text.contains("disk I/O error"))
        let incident = try #require(answer.text.firstMatch(of: #/[0-9a-f]{12}(?=[<"])/#)).output
        #expect(log.text.contains(incident))
    }

    @Test(arguments: [
        (RecordFailure.Kind.full, 507), (.readOnly, 503), (.unavailable, 503), (.fault, 500),
    ])
    func `a database that cannot go on says what to do and not what it is`(
        _ kind: RecordFailure.Kind, _ status: Int
    ) async throws {
        let log = CapturedLog()
        let failure = RecordFailure(
            kind, message: "The disk is full; free some room.", detail: "SQLITE_FULL /srv")
        let answer = try await ask(failure, "/", log)
        #expect(answer.status.code == status)
        #expect(answer.text.contains("The disk is full; free some room."))
        #expect(!answer.text.contains("SQLITE_FULL"))
        #expect(log.text.contains("SQLITE_FULL"))
    }

    @Test func `whether the server lives is told without a database and without details`() async throws {
        let answer = try await ask(BrokenStore.Secret(), "/healthz", CapturedLog())
        #expect(answer.status == .ok)
        #expect(answer.text == "ok\n")
    }

    // MARK: Live

    /// Takes what is sent until it has heard what it waits for; then it hangs up.
    private struct Listener: ResponseBodyWriter {
        struct HungUp: Error {}
        final class Heard: Sendable {
            let text = Mutex("")
        }
        let heard: Heard
        let until: String

        mutating func write(_ buffer: ByteBuffer) async throws {
            let isDone = heard.text.withLock { text in
                text += String(buffer: buffer)
                return text.contains(until)
            }
            if isDone { throw HungUp() }
        }

        consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
    }

    @Test(arguments: SQLEngine.allCases)
    func `an open page hears of its own customer's changes`(_ engine: SQLEngine) async throws {
        try await WebWorld.with(engine) { world in
            let desk = try FrontDesk(office: world.office, configuration: WebConfiguration())
            let own = try desk.liveChanges(for: world.me.customer.id)
            let strangers = world.office.notices.listen()
            let line = try await world.tonerLine()
            try await world.office.act(.tonerSent, note: "", on: line.id, for: world.me)
            _ = strangers
            let heard = Listener.Heard()
            await #expect(throws: Listener.HungUp.self) {
                try await own.body.write(Listener(heard: heard, until: "today"))
            }
            let text = heard.text.withLock { $0 }
            #expect(text.contains("event: change\ndata: "))
            #expect(text.hasPrefix("retry: "))
            #expect(own.headers[.contentType] == "text/event-stream; charset=utf-8")
        }
    }

    @Test func `only so many pages listen at once, and one that leaves makes room`() throws {
        let listeners = Listeners()
        var leases = try (0..<RequestLimits.listenersMax).map { _ in try listeners.enter() }
        #expect(throws: Refusal.self) { _ = try listeners.enter() }
        leases.removeLast()
        _ = try listeners.enter()
    }

    @Test(arguments: SQLEngine.allCases)
    func `a reading is given as the JSON it is known by`(_ engine: SQLEngine) async throws {
        try await WebWorld.with(engine) { world in
            try await world.browse { browser in
                let answer = try await browser.get(.readingJSON(world.hostileMachine, world.reading))
                #expect(answer.headers[.contentType]?.hasPrefix("application/json") == true)
                let reading = try JSONDecoder().decode(Reading.self, from: Data(answer.text.utf8))
                #expect(reading.serial == "EVIL0001")
                #expect(reading.name == hostileName)
            }
        }
    }
}
