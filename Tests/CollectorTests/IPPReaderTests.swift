// SPDX-License-Identifier: Apache-2.0
import Fleet
import Foundation
import NIOHTTP1
import PrinterWire
import Testing
import Values

@testable import Collector

private let clock = TestClock()

private func reader(_ memory: CertificateMemory = CertificateMemory(), seconds: Double = 10) -> IPPReader {
    IPPReader(clock: clock, certificates: memory, seconds: seconds)
}

extension TestIPPServer {
    fileprivate func address(_ path: String? = nil, isSecured: Bool = false) -> IPPAddress {
        IPPAddress(host: "127.0.0.1", port: port, path: path, isSecured: isSecured)
    }
}

/// Why nothing was heard; records an issue when something was.
private func failure(_ work: () async throws -> IPPHeard) async -> IPPFailure.Kind? {
    do {
        let heard = try await work()
        Issue.record("It was read: \(heard.reading)")
        return nil
    } catch {
        return (error as? IPPFailure)?.kind
    }
}

@Suite struct IPPReaderTests {
    @Test func `a printer is read with one question, and asked for what is used and nothing else`()
        async throws
    {
        let server = try await TestIPPServer { _ in .ipp(TestAnswer.printer()) }
        let heard = try await reader().read(server.address("/ipp/print"))
        #expect(heard.reading.model == "Alder AP-20")
        #expect(heard.reading.serial == "TST-000001")
        #expect(heard.reading.saidOver == .ipp)
        #expect(heard.reading.address == "127.0.0.1:\(server.port)")
        #expect(heard.reading.supplies.map { $0.level } == [.percent(42)])
        #expect(heard.certificate == nil)

        let request = try #require(server.requests.first)
        #expect(server.requests.count == 1)
        #expect(request.headers["Content-Type"] == ["application/ipp"])
        #expect(request.headers["Host"] == ["127.0.0.1:\(server.port)"])
        let message = try #require(request.message)
        #expect(message.version == .v2_0 && message.code == IPPMessage.getPrinterAttributes)
        let operation = try #require(message.groups.first?.attributes)
        #expect(
            operation.first { $0.name == "printer-uri" }?.values
                == [.word(0x45, Array("ipp://127.0.0.1:\(server.port)/ipp/print".utf8))])
        #expect(
            operation.first { $0.name == "requested-attributes" }?.values.count
                == IPPMessage.requestedAttributes.count)
    }

    @Test(arguments: [true, false])
    func `who does not speak 2.0 is asked in 1.1, and next time at once`(saysSo: Bool) async throws {
        let server = try await TestIPPServer { request in
            guard request.message?.version == .v2_0 else { return .ipp(TestAnswer.printer()) }
            return saysSo ? .ipp(TestAnswer.refusal(0x0503)) : .http(400)
        }
        let heard = try await reader().read(server.address("/ipp/print"))
        #expect(server.requests.map { $0.message?.version } == [.v2_0, .v1_1])
        _ = try await reader().read(server.address("/ipp/print"), route: heard.route)
        #expect(server.requests.map { $0.message?.version } == [.v2_0, .v1_1, .v1_1])
    }

    @Test func `without a path the usual ones are tried in order, and the one that answers is remembered`()
        async throws
    {
        let server = try await TestIPPServer { request in
            switch request.path {
            case "/ipp": .ipp(TestAnswer.printer())
            case "/ipp/printer": .ipp(TestAnswer.refusal(0x0406))
            default: .http(404)
            }
        }
        let heard = try await reader().read(server.address())
        #expect(server.requests.map { $0.path } == ["/ipp/print", "/ipp/printer", "/ipp"])
        #expect(heard.route.path == "/ipp")
        _ = try await reader().read(server.address(), route: heard.route)
        #expect(server.requests.count == 4)
    }

    @Test func `a printer that moved to another path is found again`() async throws {
        let server = try await TestIPPServer { request in
            request.path == "/ipp/print" ? .ipp(TestAnswer.printer()) : .http(404)
        }
        let route = IPPRoute(
            isSecured: false, port: server.port, path: "/old", versionMajor: 1, versionMinor: 1)
        let heard = try await reader().read(server.address(), route: route)
        #expect(heard.route.path == "/ipp/print")
    }

    @Test func `a path that a person names is the only one asked`() async throws {
        let server = try await TestIPPServer { _ in .http(404) }
        #expect(await failure { try await reader().read(server.address("/printers/hall")) } == .noPrinter)
        #expect(server.requests.count == 1)
    }

    @Test(
        arguments: [
            (301, .redirected), (302, .redirected), (307, .redirected), (401, .wantsSignIn),
            (403, .wantsSignIn), (426, .wantsTLS), (404, .noPrinter), (503, .noPrinter),
        ] as [(UInt, IPPFailure.Kind)])
    func `what HTTP says instead is told, and nobody is followed elsewhere`(
        status: UInt, kind: IPPFailure.Kind
    ) async throws {
        let other = try await TestIPPServer { _ in .ipp(TestAnswer.printer()) }
        let place = "http://127.0.0.1:\(other.port)/ipp/print"
        let server = try await TestIPPServer { _ in .http(status, ["Location": place]) }
        #expect(await failure { try await reader().read(server.address("/ipp/print")) } == kind)
        #expect(other.requests.isEmpty)
    }

    @Test func `a refusal over IPP is told in its words`() async throws {
        let server = try await TestIPPServer { _ in .ipp(TestAnswer.refusal(0x0403)) }
        let kind = await failure { try await reader().read(server.address("/ipp/print")) }
        #expect(kind == .refused(IPPStatus(0x0403)))
    }

    @Test func `an answer in many small chunks is one answer`() async throws {
        let bytes = try TestAnswer.printer(black: 7).encode()
        let chunks = stride(from: 0, to: bytes.count, by: 13).map {
            Array(bytes[$0..<min($0 + 13, bytes.count)])
        }
        let server = try await TestIPPServer { _ in .http(200, ["Transfer-Encoding": "chunked"], chunks) }
        let heard = try await reader().read(server.address("/ipp/print"))
        #expect(heard.reading.supplies.map { $0.level } == [.percent(7)])
    }

    @Test(
        arguments: [
            "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
            "SSH-2.0-OpenSSH_9.2\r\n",
            "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>hello world</html>",
        ])
    func `what is no IPP is no printer, whatever it sends`(text: String) async throws {
        let server = try await TestIPPServer { _ in .raw(text) }
        #expect(await failure { try await reader().read(server.address("/ipp/print")) } == .noPrinter)
    }

    @Test func `a connection that is closed without an answer is no answer`() async throws {
        let server = try await TestIPPServer { _ in .raw("") }
        #expect(await failure { try await reader().read(server.address("/ipp/print")) } == .noAnswer)
    }

    @Test func `an answer without end is broken off`() async throws {
        let server = try await TestIPPServer { _ in .flood }
        #expect(await failure { try await reader().read(server.address("/ipp/print")) } == .tooLarge)
    }

    @Test func `who says nothing is not waited for longer than was meant`() async throws {
        let server = try await TestIPPServer { _ in .silence }
        #expect(
            await failure { try await reader(seconds: 0.2).read(server.address("/ipp/print")) } == .noAnswer)
    }

    @Test func `where nobody listens there is no answer`() async throws {
        let port = try await TestIPPServer { _ in .silence }.port
        let address = IPPAddress(host: "127.0.0.1", port: port, isSecured: false)
        #expect(await failure { try await reader().read(address) } == .noAnswer)
    }

    @Test func `findings about an answer are passed on`() async throws {
        let bytes = try TestAnswer.printer().encode().dropLast()
        let server = try await TestIPPServer { _ in .http(200, [:], [Array(bytes)]) }
        let heard = try await reader().read(server.address("/ipp/print"))
        #expect(heard.remarks.count == 1)
    }

    @Test(
        arguments: [
            ("ipp://10.20.4.17", "10.20.4.17", 631, nil, false),
            ("ipp://10.20.4.17/", "10.20.4.17", 631, nil, false),
            (
                "IPPS://printer-3.example.org:8631/ipp/print", "printer-3.example.org", 8631, "/ipp/print",
                true
            ),
        ] as [(String, String, UInt16, String?, Bool)])
    func `an address is read as it is written`(
        text: String, host: String, port: UInt16, path: String?, isSecured: Bool
    ) throws {
        let address = try IPPAddress(text)
        #expect(address == IPPAddress(host: host, port: port, path: path, isSecured: isSecured))
    }

    @Test(
        arguments: [
            "ipp://", "ipp:///ipp/print", "ipp://a:b", "ipp://a:0", "ipp://a:1:2", "ipp://a:70000",
            "ipp://a b/",
            "ipp://user@host/", "ipp://a/b c", "ipp://a/b\r\nX: y", "ipp://a/#b", "http://a/", "ipp://[::1]/",
            "ipp://" + String(repeating: "a", count: 1_000),
        ])
    func `an address that cannot be asked is refused`(text: String) {
        #expect(throws: Refusal.self) { try IPPAddress(text) }
    }
}

@Suite(.enabled(if: TestIdentity.isPossible)) struct IPPCertificateTests {
    private func secured(_ identity: TestIdentity) async throws -> TestIPPServer {
        try await TestIPPServer(identity: identity) { _ in .ipp(TestAnswer.printer()) }
    }

    /// The same place, for two servers cannot have one port.
    private let place = "127.0.0.1"

    @Test func `a certificate is remembered on first sight and expected from then on`() async throws {
        let server = try await secured(try await TestIdentity.make(name: "printer"))
        let memory = CertificateMemory()
        let first = try await reader(memory).read(server.address("/ipp/print", isSecured: true))
        #expect(first.isCertificateNew)
        let shown = try #require(first.certificate)
        #expect(shown.certificate.count == 64 && shown.key.count == 64 && shown.key != shown.certificate)
        #expect(memory.certificate(of: server.address(isSecured: true).place) == shown)
        let second = try await reader(memory).read(server.address("/ipp/print", isSecured: true))
        #expect(!second.isCertificateNew && second.certificate == shown)
    }

    @Test func `another key is refused before anything is asked, until a person accepts it`() async throws {
        let server = try await secured(try await TestIdentity.make(name: "other"))
        let folder = try TemporaryFolder()
        let memory = try CertificateMemory(folder: folder.path)
        let address = server.address("/ipp/print", isSecured: true)
        let known = PrinterCertificate(key: "1111", certificate: "2222")
        try memory.remember(known, of: address.place, at: clock.now())

        let kind = await failure { try await reader(memory).read(address) }
        guard case .certificateChanged(let before, let shown) = kind else {
            Issue.record("It was \(String(describing: kind)).")
            return
        }
        #expect(before == known)
        #expect(server.requests.isEmpty)
        #expect(memory.certificate(of: address.place) == known)

        // Another program, as a person's `goodword read --accept-certificate` is.
        try CertificateMemory(folder: folder.path).remember(shown, of: address.place, at: clock.now())
        let heard = try await reader(memory).read(address)
        #expect(heard.certificate == shown && !heard.isCertificateNew)
    }

    @Test func `a certificate renewed with the same key is the same printer's`() async throws {
        let identity = try await TestIdentity.make(name: "printer")
        let renewed = try await TestIdentity.make(name: "renewed", keepingKeyOf: identity)
        let first = try await secured(identity)
        let memory = CertificateMemory()
        let shown = try #require(
            try await reader(memory).read(first.address("/ipp/print", isSecured: true)).certificate)
        let second = try await secured(renewed)
        try memory.remember(shown, of: second.address(isSecured: true).place, at: clock.now())
        let heard = try await reader(memory).read(second.address("/ipp/print", isSecured: true))
        #expect(heard.certificate?.key == shown.key)
        #expect(heard.certificate?.certificate != shown.certificate)
    }

    @Test func `what speaks no TLS is said to have none`() async throws {
        let server = try await TestIPPServer { _ in .ipp(TestAnswer.printer()) }
        let kind = await failure { try await reader().read(server.address("/ipp/print", isSecured: true)) }
        #expect(kind == .noTLS)
    }

    @Test func `certificates outlive the program, and a damaged file is not begun anew`() throws {
        let folder = try TemporaryFolder()
        let certificate = PrinterCertificate(key: "ab", certificate: "cd")
        try CertificateMemory(folder: folder.path).remember(certificate, of: "192.0.2.7", at: clock.now())
        #expect(try CertificateMemory(folder: folder.path).certificate(of: "192.0.2.7") == certificate)
        #expect(try CertificateMemory(folder: folder.path).certificate(of: "192.0.2.8") == nil)
        let path = folder.path + "/" + CertificateMemory.fileName
        try Data("{".utf8).write(to: URL(fileURLWithPath: path))
        #expect(throws: CertificateFailure.self) { try CertificateMemory(folder: folder.path) }
    }
}
