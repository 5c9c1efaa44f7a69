// SPDX-License-Identifier: Apache-2.0
import CSockets
import Fleet
import Foundation
import Glibc
import Polling
import Practice
import PrinterWire
import Synchronization
import Testing
import Values

@testable import Collector

@Suite struct RangeFileTests {
    @Test func `a file holds a range a line, and remarks`() {
        let file = RangeFile(
            """
            # the college
            10.20.0.0/20      # all of it
            \t10.30.0.5 - 10.30.0.9

            copier.college.example
            """.utf8)
        #expect(file.ranges == ["10.20.0.0/20", "10.30.0.5-10.30.0.9", "copier.college.example"])
        #expect(file.findings.isEmpty)
    }

    @Test func `what cannot be used is named with its line and column`() {
        let file = RangeFile("10.0.0.0/24\n  10.0.0.999\n10.0.0.1 10.0.0.2\r\n10.1.1.1:9100\n".utf8)
        #expect(file.ranges == ["10.0.0.0/24"])
        #expect(file.findings.map(\.line) == [2, 3, 4])
        #expect(file.findings.map(\.column) == [3, 1, 1])
    }

    @Test func `any bytes at all are read without harm`() {
        var state: UInt64 = 7
        for _ in 0..<200 {
            let bytes = (0..<300).map { _ -> UInt8 in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return UInt8(truncatingIfNeeded: state >> 33)
            }
            _ = RangeFile(bytes)
        }
    }
}

@Suite struct NeverAskedTests {
    @Test(arguments: ["10.0.0.1:9100", "10.0.0.0/24:9101", "copier:9107"])
    func `a print port is refused wherever it is named`(range: String) {
        #expect(throws: AddressRangeError.self) { try AddressRange.parse(range) }
    }

    @Test func `a print port is refused for ranges that name none`() throws {
        guard case .addresses(let range) = try AddressRange.parse("10.0.0.1") else { return }
        #expect(throws: AddressRangeError.self) { try AddressPlan([range], port: 9_100) }
        #expect(try AddressPlan([range], port: 9_108).count == 1)
    }

    @Test func `a print port is refused over IPP too, whoever names it`() async throws {
        for text in ["ipp://10.0.0.1:9100/ipp/print", "ipps://10.0.0.1:9103"] {
            #expect(throws: Refusal.self) { try IPPAddress(text) }
        }
        let reader = IPPReader(clock: TestClock(), certificates: CertificateMemory(), seconds: 2)
        let address = IPPAddress(host: "127.0.0.1", port: 9_100, isSecured: false)
        let route = IPPRoute(isSecured: false, port: 9_101, path: "/", versionMajor: 2, versionMinor: 0)
        for known in [nil, route] {
            await #expect(throws: IPPFailure.self) { try await reader.read(address, route: known) }
        }
        var configuration = CollectorConfiguration(
            ranges: ["10.0.0.1"], spoolDirectory: "none", facts: CollectorFacts(version: "0", host: "h"))
        configuration.portOfIPP = 9_102
        let refused = configuration
        await #expect(throws: AddressRangeError.self) { try await CollectorService.check(refused) }
    }

    @Test func `no source but the one that refuses it knows of a print port`() throws {
        let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let sources = try #require(FileManager.default.enumerator(atPath: root + "/Sources"))
        var looked = 0
        for case let file as String in sources where file.hasSuffix(".swift") || file.hasSuffix(".c") {
            looked += 1
            // Virtual printers say what real ones say about themselves.
            guard !file.hasSuffix("NeverAsked.swift"), !file.hasPrefix("VirtualFleet/") else { continue }
            let text = try String(contentsOfFile: "\(root)/Sources/\(file)", encoding: .utf8)
            #expect(!text.contains("9100") && !text.contains("9_100"), "\(file)")
        }
        #expect(looked > 100)
    }

    @Test(.enabled(if: Program.isThere))
    func `reading and scanning a printer never touch its print port`() async throws {
        let watch = try PrintPort(address: 0x7F03_0201)
        defer { watch.close() }
        let agent = try TestAgent()
        defer { agent.stop() }
        agent.set(0x7F03_0201, TestPrinter().walk)
        #expect(try await Program.run(["read", "127.3.2.1:\(agent.port)"]).status == 0)
        #expect(try await Program.run(["scan", "127.3.2.0/30", "--port", "\(agent.port)"]).status == 0)
        #expect(!watch.wasTouched())
        let refused = try await Program.run(["scan", "127.3.2.1", "--port", "9100"])
        #expect(refused.status == 1 && refused.sentences.contains("is printed"))
        #expect(!watch.wasTouched())
        // The watch sees what it is there to see.
        #expect(watch.touch() && watch.wasTouched())
    }
}

/// Listens where a printer takes what it prints, over TCP and UDP.
private struct PrintPort {
    private let stream: Int32
    private let datagrams: Int32
    private let address: UInt32

    init(address: UInt32) throws {
        self.address = address
        stream = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
        datagrams = datagram_open(datagram_endpoint_ipv4(address, 9_100), 0)
        var on: Int32 = 1
        setsockopt(stream, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        guard datagrams >= 0, withName({ bind(stream, $0, $1) }) == 0, listen(stream, 8) == 0 else {
            throw CocoaError(.fileReadUnknown)
        }
    }

    private func withName(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = UInt16(9_100).bigEndian
        name.sin_addr.s_addr = address.bigEndian
        return withUnsafePointer(to: &name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    func wasTouched() -> Bool {
        let caller = accept(stream, nil, nil)
        if caller >= 0 { Glibc.close(caller) }
        return caller >= 0 || datagram_wait(datagrams, -1, 0, 0) & DATAGRAM_READABLE != 0
    }

    func touch() -> Bool {
        let caller = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { Glibc.close(caller) }
        return withName { connect(caller, $0, $1) } == 0
    }

    func close() {
        Glibc.close(stream)
        datagram_close(datagrams)
    }
}

@Suite struct ServiceFinderTests {
    private let loopback = NetworkAddress(ipv4: 0x7F00_0001)

    @Test func `printers that make themselves known in the neighbourhood are found`() async throws {
        let responder = try Responder(group: true)
        defer { responder.stop() }
        let finder = try ServiceFinder(
            domain: "local",
            asking: [Endpoint(NetworkAddress(ipv4: 0xE000_00FB), port: responder.port)],
            from: [loopback], patience: .milliseconds(1_500))
        let services = try await finder.find(chance: 5)
        let service = try #require(services.first)
        #expect(services.count == 1)
        #expect(service.name == "Copier 3" && service.title == "Alder AP-20")
        #expect(service.addresses == [[127, 3, 3, 1]])
        // The second question tells what is known, and the responder keeps quiet about it.
        #expect(responder.knownAnswers > 0)
    }

    @Test func `a domain is asked at its resolver, in as many questions as it takes`() async throws {
        let responder = try Responder(group: false)
        defer { responder.stop() }
        let finder = try ServiceFinder(
            domain: "college.example", asking: [Endpoint(loopback, port: responder.port)],
            patience: .milliseconds(400))
        let service = try #require(try await finder.find(chance: 6).first)
        #expect(service.host == "copier3.college.example")
        #expect(service.note == "Registry")
    }

    @Test func `the resolvers are those that the system names`() {
        let text = "# none\nnameserver 10.0.0.1\nsearch x\nnameserver ::1\n nameserver\t10.0.0.2 \n"
        #expect(ServiceFinder.resolvers(text.utf8).map(\.description) == ["10.0.0.1:53", "10.0.0.2:53"])
    }

    @Test func `what is no domain is refused`() {
        #expect(throws: EngineFailure.self) { try ServiceFinder(domain: "a..b", asking: [], patience: .zero) }
    }
}

/// Answers for one printer: all at once to a neighbourhood, one question at a time as a resolver.
private final class Responder: Sendable {
    let port: UInt16
    private let socket: Int32
    private let wake: Int32
    private let state = Mutex((mustStop: false, known: 0))

    /// How many known answers the questions told so far.
    var knownAnswers: Int { state.withLock { $0.known } }

    init(group: Bool) throws {
        socket = datagram_open(datagram_endpoint_ipv4(group ? 0 : 0x7F00_0001, 0), 0)
        wake = datagram_wake_create()
        var local = DatagramEndpoint()
        guard socket >= 0, wake >= 0, datagram_local(socket, &local) == 0 else {
            throw CocoaError(.fileReadUnknown)
        }
        port = local.port
        if group {
            var membership = ip_mreq()
            membership.imr_multiaddr.s_addr = UInt32(0xE000_00FB).bigEndian
            membership.imr_interface.s_addr = UInt32(0x7F00_0001).bigEndian
            let size = socklen_t(MemoryLayout<ip_mreq>.size)
            guard setsockopt(socket, Int32(IPPROTO_IP), IP_ADD_MEMBERSHIP, &membership, size) == 0 else {
                throw CocoaError(.fileReadUnknown)
            }
        }
        let thread = Thread { [self] in work() }
        thread.start()
    }

    func stop() {
        state.withLock { $0.mustStop = true }
        datagram_wake_signal(wake)
    }

    private func work() {
        guard let batch = datagram_batch_create(1, 9_000) else { return }
        while !state.withLock({ $0.mustStop }) {
            _ = datagram_wait(socket, wake, 0, -1)
            guard datagram_receive(socket, batch) == 1 else { continue }
            let header = datagram_batch_headers(batch)[0]
            let bytes = UnsafeBufferPointer(start: datagram_batch_bytes(batch), count: Int(header.length))
            guard let query = try? DNSMessage.decode(Array(bytes)), let reply = answer(query) else {
                continue
            }
            let written = reply.encode()
            for (place, byte) in written.enumerated() { datagram_batch_bytes(batch)[place] = byte }
            datagram_batch_headers(batch)[0].length = UInt32(written.count)
            datagram_batch_headers(batch)[0].peer = header.peer
            datagram_batch_headers(batch)[0].local = datagram_endpoint_ipv4(0x7F00_0001, 0)
            _ = datagram_send(socket, batch, 0, 1)
        }
        datagram_batch_destroy(batch)
        datagram_close(socket)
        datagram_wake_close(wake)
    }

    private func answer(_ query: DNSMessage) -> DNSMessage? {
        state.withLock { $0.known += query.records.count }
        guard
            let kind = query.questions.first(where: { $0.name.labels.first == Array("_ipp".utf8) })?.name
                ?? query.questions.first?.name,
            let end = DNSName(labels: Array(kind.labels.drop { $0 != Array("_tcp".utf8) }.dropFirst())),
            let domain = end.labels.isEmpty ? DNSName("college.example") : end,
            let root = DNSName("_ipp._tcp")?.appending(domain),
            let name = DNSName(labels: [Array("Copier 3".utf8)])?.appending(root),
            let host = DNSName("copier3")?.appending(domain)
        else { return nil }
        let texts = ["ty=Alder AP-20", "note=Registry"].map { Array($0.utf8) }
        let all: [DNSMessage.Record] = [
            .init(root, .pointer(name)),
            .init(name, .service(priority: 0, weight: 0, port: 631, host: host)),
            .init(name, .text(texts)), .init(host, .address([127, 3, 3, 1])),
        ]
        let isNeighbourhood = domain == DNSName("local")
        let records = all.filter { record in
            guard !query.records.contains(where: { $0.content == record.content }) else { return false }
            return isNeighbourhood || query.questions.contains { asks($0, for: record) }
        }
        guard !records.isEmpty else { return nil }
        return DNSMessage(id: query.id, isResponse: true, records: records)
    }

    private func asks(_ question: DNSMessage.Question, for record: DNSMessage.Record) -> Bool {
        guard question.name == record.name else { return false }
        return switch record.content {
        case .pointer: question.kind == .pointer
        case .service: question.kind == .service
        case .text: question.kind == .text
        case .address: question.kind == .address
        case .longAddress: question.kind == .longAddress
        }
    }
}
