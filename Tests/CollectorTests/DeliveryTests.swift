// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import Logging
import Practice
import Synchronization
import Testing
import Values

@testable import Collector

/// A server as a script: it keeps items by their sequence numbers as the real one does, and misbehaves on order.
final class ScriptedServer: ReadingPost, Sendable {
    enum Manner: Sendable {
        case well
        /// Keeps everything, and the answer is lost on the way.
        case keepsAndIsCutOff
        case refuses(status: Int)
        case down
        /// Says that a batch of more than so many items is too large.
        case atMost(Int)
        /// Cannot use a batch in which this sequence number stands.
        case cannotUse(Int64)
        /// Keeps only the first half of what it gets.
        case keepsHalf
        /// A page of something else.
        case isAnotherProgram
    }

    struct State: Sendable {
        var manner = Manner.well
        var kept: [Int64: ReadingBatch.Content] = [:]
        var twice = 0
        var posts = 0
        var largest = 0
        var spools: Set<ID<CollectorSpool>> = []
        var isMalformed = false
    }

    let state = Mutex(State())
    /// Tells of each post after it was handled.
    let posts: AsyncStream<Int>
    private let told: AsyncStream<Int>.Continuation

    init(_ manner: Manner = .well) {
        (posts, told) = AsyncStream.makeStream()
        behave(manner)
    }

    func behave(_ manner: Manner) { state.withLock { $0.manner = manner } }

    /// Waits until what the server has seen is as wished.
    func wait(until isWished: @Sendable (State) -> Bool) async {
        if state.withLock({ isWished($0) }) { return }
        for await _ in posts where state.withLock({ isWished($0) }) { return }
    }

    func post(_ body: [UInt8]) async throws(PostFailure) -> PostAnswer {
        let batch = try? JSONDecoder().decode(ReadingBatch.self, from: Data(body))
        let answer = state.withLock { handle(batch, &$0) }
        told.yield(0)
        guard let answer else { throw PostFailure(detail: "scripted") }
        return answer
    }

    private func handle(_ batch: ReadingBatch?, _ state: inout State) -> PostAnswer? {
        state.posts += 1
        guard let batch else {
            state.isMalformed = true
            return PostAnswer(status: 422, body: [])
        }
        state.spools.insert(batch.spool)
        state.largest = max(state.largest, batch.items.count)
        var items = batch.items
        switch state.manner {
        case .down: return nil
        case .refuses(let status): return PostAnswer(status: status, body: [])
        case .atMost(let count) where items.count > count: return PostAnswer(status: 413, body: [])
        case .cannotUse(let number) where items.contains { $0.sequence == number }:
            return PostAnswer(status: 422, body: [])
        case .keepsHalf: items = Array(items.prefix(max(1, items.count / 2)))
        case .isAnotherProgram: return PostAnswer(status: 200, body: Array("<html>Welcome</html>".utf8))
        case .well, .keepsAndIsCutOff, .atMost, .cannotUse: break
        }
        for item in items where state.kept.updateValue(item.content, forKey: item.sequence) != nil {
            state.twice += 1
        }
        if case .keepsAndIsCutOff = state.manner { return nil }
        return PostAnswer(status: 200, body: Array("{\"acknowledged\":\(items.last?.sequence ?? 0)}".utf8))
    }
}

@Suite struct DeliveryTests {
    private struct Setting {
        let folder: TemporaryFolder
        let keeper: SpoolKeeper
        let deliverer: Deliverer
    }

    private func setting(_ server: any ReadingPost, items: Int) async throws -> Setting {
        let folder = try TemporaryFolder()
        let spool = try Spool(directory: folder.path + "/spool", makeID: { ID(bits: 7) })
        try spool.append((0..<items).map { silence($0) })
        let keeper = SpoolKeeper(spool)
        let deliverer = Deliverer(
            keeper: keeper, post: server, facts: CollectorFacts(version: "0.1.0", host: "“closet”\n3"),
            seed: 1, logger: Logger(label: "test"))
        return Setting(folder: folder, keeper: keeper, deliverer: deliverer)
    }

    private func silence(_ number: Int) -> [UInt8] {
        Array("{\"silence\":{\"address\":\"10.0.0.\(number)\",\"at\":\"2026-11-23T08:15:00Z\"}}".utf8)
    }

    @Test func `what waits arrives in batches the server can read, and then nothing waits`() async throws {
        let server = ScriptedServer()
        let setting = try await setting(server, items: 1_203)
        #expect(await setting.deliverer.drain())
        #expect(await setting.keeper.fill().waiting == 0)
        let state = server.state.withLock { $0 }
        #expect(state.kept.count == 1_203)
        #expect(state.largest == ReadingBatch.itemsMax)
        #expect(state.twice == 0)
        #expect(!state.isMalformed)
        #expect(state.spools == [ID(bits: 7)])
        #expect(
            state.kept[1_203]
                == .silence(
                    Silence(address: "10.0.0.1202", at: try #require(Instant("2026-11-23T08:15:00Z")))))
    }

    @Test func `an answer that was lost is made good by delivering again`() async throws {
        let server = ScriptedServer(.keepsAndIsCutOff)
        let setting = try await setting(server, items: 10)
        #expect(await setting.deliverer.drain(failuresMax: 1) == false)
        #expect(await setting.keeper.fill().waiting == 10)
        server.behave(.well)
        #expect(await setting.deliverer.drain())
        let state = server.state.withLock { $0 }
        #expect(state.kept.count == 10)
        #expect(state.twice == 10)
        #expect(await setting.keeper.fill().waiting == 0)
    }

    @Test func `a server that is down and comes up again gets everything`() async throws {
        let server = ScriptedServer(.down)
        let setting = try await setting(server, items: 600)
        let run = Task { await setting.deliverer.run(interval: .milliseconds(5)) }
        await server.wait { $0.posts >= 2 }
        #expect(await setting.deliverer.state == .unavailable)
        #expect(await setting.keeper.fill().waiting == 600)
        server.behave(.well)
        await server.wait { $0.kept.count == 600 }
        run.cancel()
        await run.value
        #expect(await setting.keeper.fill().waiting == 0)
        #expect(await setting.deliverer.state == .delivering)
    }

    @Test(arguments: [401, 403])
    func `a withdrawn token is said, and nothing is lost`(status: Int) async throws {
        let server = ScriptedServer(.refuses(status: status))
        let setting = try await setting(server, items: 3)
        #expect(await setting.deliverer.drain() == false)
        #expect(await setting.deliverer.state == .tokenRefused)
        #expect(await setting.keeper.fill().waiting == 3)
        #expect(server.state.withLock { $0.posts } == 1)
    }

    @Test func `a batch that is too large is halved until it fits`() async throws {
        let server = ScriptedServer(.atMost(70))
        let setting = try await setting(server, items: 300)
        #expect(await setting.deliverer.drain())
        let state = server.state.withLock { $0 }
        #expect(state.kept.count == 300)
        #expect(state.twice == 0)
    }

    @Test func `one item the server cannot use is set aside and the others arrive`() async throws {
        let server = ScriptedServer(.cannotUse(37))
        let setting = try await setting(server, items: 100)
        #expect(await setting.deliverer.drain())
        let kept = server.state.withLock { Set($0.kept.keys) }
        #expect(kept == Set(1...100).subtracting([37]))
        let aside =
            FileManager.default.contents(atPath: setting.folder.path + "/spool/refused.jsonl") ?? Data()
        #expect(Array(aside) == silence(36) + [UInt8(ascii: "\n")])
    }

    @Test func `a server that keeps a part is sent the rest`() async throws {
        let server = ScriptedServer(.keepsHalf)
        let setting = try await setting(server, items: 64)
        #expect(await setting.deliverer.drain())
        let state = server.state.withLock { $0 }
        #expect(state.kept.count == 64)
        #expect(state.twice == 0)
    }

    @Test func `a server that acknowledges nothing is not believed to have anything`() async throws {
        let server = Fixed(PostAnswer(status: 200, body: Array("{\"acknowledged\":0}".utf8)))
        let setting = try await setting(server, items: 5)
        #expect(await setting.deliverer.drain(failuresMax: 1) == false)
        #expect(await setting.keeper.fill().waiting == 5)
    }

    @Test func `another program at the server's address takes nothing`() async throws {
        let server = ScriptedServer(.isAnotherProgram)
        let setting = try await setting(server, items: 5)
        #expect(await setting.deliverer.drain(failuresMax: 1) == false)
        #expect(await setting.deliverer.state == .notGoodword)
        #expect(await setting.keeper.fill().waiting == 5)
    }

    @Test func `a collector with nothing to say sends a heartbeat`() async throws {
        let server = ScriptedServer()
        let setting = try await setting(server, items: 0)
        let run = Task {
            await setting.deliverer.run(interval: .milliseconds(5), heartbeat: .milliseconds(20))
        }
        await server.wait { $0.posts >= 3 }
        run.cancel()
        await run.value
        let state = server.state.withLock { $0 }
        #expect(state.kept.isEmpty)
        #expect(!state.isMalformed)
        #expect(state.spools == [ID(bits: 7)])
    }

    @Test func `waiting grows to its ceiling, with chance, and starts anew after success`() {
        var pace = DeliveryPace()
        var waits: [Duration] = []
        for _ in 0..<12 {
            if case .wait(let wait) = pace.next(after: .unavailable, count: 5, chance: 1) {
                waits.append(wait)
            }
        }
        #expect(waits.first == .seconds(1))
        #expect(zip(waits, waits.dropFirst()).allSatisfy { $1 >= $0 })
        #expect(waits.last == DeliveryPace.waitMax)
        #expect(pace.next(after: .unavailable, count: 5, chance: 0) == .wait(DeliveryPace.waitMax / 2))
        #expect(pace.next(after: .acknowledged, count: 5, chance: 0) == .goOn)
        #expect(pace.next(after: .unavailable, count: 5, chance: 1) == .wait(.seconds(1)))
        #expect(pace.next(after: .tokenRefused, count: 5, chance: 1) == .wait(DeliveryPace.tokenWait))
    }

    @Test func `the real carrier sends the token and gives back what was answered`() async throws {
        let server = try OneAnswerServer(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 18\r\n\r\n{\"acknowledged\":9}"
        )
        let post = try HTTPReadingPost(server: "http://127.0.0.1:\(server.port)/base/", token: "secret-token")
        let answer = try await post.post(Array("{\"items\":[]}".utf8))
        #expect(answer == PostAnswer(status: 200, body: Array("{\"acknowledged\":9}".utf8)))
        let heard = server.heard()
        #expect(heard.hasPrefix("POST /base/api/collector/v1/readings HTTP/1.1\r\n"))
        #expect(heard.lowercased().contains("authorization: bearer secret-token\r\n"))
        #expect(heard.hasSuffix("{\"items\":[]}"))
    }

    @Test func `nothing in an answer but the number is looked at`() async throws {
        let server = Fixed(
            PostAnswer(
                status: 200,
                body: Array(
                    #"""
                    {"acknowledged":5,"server":"https://evil.example","range":["0.0.0.0/0"],"community":"private",
                    "command":"rm -rf /","update":"https://evil.example/goodword","every":1}
                    """#.utf8)))
        let setting = try await setting(server, items: 5)
        #expect(await setting.deliverer.drain())
        #expect(await setting.keeper.fill().waiting == 0)
        #expect(await setting.deliverer.state == .delivering)
    }

    @Test func `a server that sends elsewhere is not followed`() async throws {
        let elsewhere = try OneAnswerServer(
            "HTTP/1.1 200 OK\r\nContent-Length: 18\r\n\r\n{\"acknowledged\":9}")
        let server = try OneAnswerServer(
            "HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:\(elsewhere.port)/\r\n"
                + "Content-Length: 0\r\n\r\n")
        let post = try HTTPReadingPost(server: "http://127.0.0.1:\(server.port)", token: "secret-token")
        #expect(try await post.post(Array("{\"items\":[]}".utf8)).status == 307)
        #expect(elsewhere.heard().isEmpty)
    }

    @Test(arguments: [
        "http://goodword.example.org", "http://10.0.0.1:8080", "http://127.evil.example",
        "http://localhost.evil",
        "http://127.0.0.1@evil.example", "HTTP://goodword.example.org", "http://127.0.0.1.evil.example",
    ])
    func `a server is not spoken to over a network without TLS`(_ address: String) {
        let refusal = #expect(throws: Refusal.self) { try ServerAddress(address) }
        #expect(refusal?.message.contains("https://") == true)
    }

    @Test(arguments: [
        "https://goodword.example.org", "http://127.0.0.1:8080", "http://127.8.9.10",
        "http://localhost:8080/base/",
        "http://[::1]:8080",
    ])
    func `a server with TLS, or on this computer, is spoken to`(_ address: String) throws {
        let server = try ServerAddress(address)
        #expect(!server.description.hasSuffix("/"))
    }

    @Test func `the real carrier says when nobody answers`() async throws {
        let server = try OneAnswerServer(nil)
        let post = try HTTPReadingPost(server: "http://127.0.0.1:\(server.port)", token: "secret-token")
        let failure = await #expect(throws: PostFailure.self) { try await post.post([]) }
        #expect(failure?.message.contains("kept here") == true)
        #expect(failure?.detail.contains("secret-token") == false)
    }

    @Test(arguments: [
        ("goodword.example.org", "t"), ("ftp://x", "t"), ("https://", "t"), ("https://x", ""),
        ("https://x", "a b\n"),
    ])
    func `an address or a token that cannot be used is refused with a sentence`(server: String, token: String)
    {
        let refusal = #expect(throws: Refusal.self) { try HTTPReadingPost(server: server, token: token) }
        #expect(refusal?.message.hasSuffix(".") == true)
    }
}

private struct Fixed: ReadingPost {
    let answer: PostAnswer

    init(_ answer: PostAnswer) { self.answer = answer }
    func post(_ body: [UInt8]) async throws(PostFailure) -> PostAnswer { answer }
}

/// An HTTP server that answers one request with given bytes, or closes its port at once.
private final class OneAnswerServer: Sendable {
    let port: UInt16
    private let request = Mutex("")

    init(_ answer: String?) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && getsockname(listener, $0, &length) == 0
            }
        }
        guard listener >= 0, isBound, listen(listener, 1) == 0 else { throw CocoaError(.fileReadUnknown) }
        port = UInt16(bigEndian: name.sin_port)
        guard let answer else {
            close(listener)
            return
        }
        let thread = Thread { [self] in
            let connection = accept(listener, nil, nil)
            var heard: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 4_096)
            while !String(decoding: heard, as: UTF8.self).hasSuffix("}") {
                let count = read(connection, &buffer, buffer.count)
                guard count > 0 else { break }
                heard += buffer[..<count]
            }
            request.withLock { $0 = String(decoding: heard, as: UTF8.self) }
            let bytes = Array(answer.utf8)
            _ = write(connection, bytes, bytes.count)
            close(connection)
            close(listener)
        }
        thread.start()
    }

    func heard() -> String { request.withLock { $0 } }
}
