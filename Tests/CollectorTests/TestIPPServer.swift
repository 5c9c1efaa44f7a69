// SPDX-License-Identifier: Apache-2.0
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import PrinterWire
import Programs
import Synchronization

/// What speaks HTTP on a port of 127.0.0.1, with TLS or without, and answers as a test tells it to.
final class TestIPPServer: Sendable {
    struct Request: Sendable {
        var path: String
        var headers: HTTPHeaders
        var message: IPPMessage?
    }

    enum Response: Sendable {
        /// HTTP status, headers, and the body in as many chunks.
        case http(UInt, HTTPHeaders = [:], [[UInt8]] = [])
        /// Bytes as they are, then the connection is closed.
        case raw(String)
        case silence
        /// A body that never ends.
        case flood

        static func ipp(_ message: IPPMessage) -> Response {
            .http(200, ["Content-Type": "application/ipp"], [(try? message.encode()) ?? []])
        }
    }

    private let channel: any Channel
    private let seen = Mutex<[Request]>([])

    var port: UInt16 { UInt16(channel.localAddress?.port ?? 0) }
    var requests: [Request] { seen.withLock { $0 } }

    init(
        host: String = "127.0.0.1", identity: TestIdentity? = nil,
        _ answer: @escaping @Sendable (Request) -> Response
    ) async throws {
        let box = Handed()
        let context = try identity.map { try $0.context() }
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let context { try pipeline.addHandler(NIOSSLServerHandler(context: context)) }
                    try pipeline.configureHTTPServerPipeline(withErrorHandling: false)
                    try pipeline.addHandler(
                        Answerer { request in
                            box.note(request)
                            return answer(request)
                        })
                }
            }
            .bind(host: host, port: 0).get()
        box.server = { [weak self] request in self?.seen.withLock { $0.append(request) } }
    }

    deinit { channel.close(promise: nil) }

    /// Nobody listens any more when it returns.
    func stop() async { try? await channel.close().get() }

    /// Hands requests over to the server, which does not exist yet when its port is opened.
    private final class Handed: Sendable {
        private let to = Mutex<(@Sendable (Request) -> Void)?>(nil)

        var server: (@Sendable (Request) -> Void)? {
            get { to.withLock { $0 } }
            set { to.withLock { $0 = newValue } }
        }

        func note(_ request: Request) { server?(request) }
    }

    private final class Answerer: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private let answer: @Sendable (Request) -> Response
        private var head: HTTPRequestHead?
        private var body: [UInt8] = []

        init(_ answer: @escaping @Sendable (Request) -> Response) {
            self.answer = answer
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head): self.head = head
            case .body(let part): body += part.readableBytesView
            case .end:
                let request = Request(
                    path: head?.uri ?? "", headers: head?.headers ?? [:],
                    message: IPPMessage.read(body).message)
                give(answer(request), context)
            }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

        private func give(_ response: Response, _ context: ChannelHandlerContext) {
            switch response {
            case .silence: break
            case .raw(let text):
                let channel = context.channel
                // Behind the codec: what is written here is on the wire as it is.
                context.pipeline.context(handlerType: HTTPResponseEncoder.self).whenSuccess { encoder in
                    encoder.writeAndFlush(NIOAny(ByteBuffer(string: text))).whenComplete { _ in
                        channel.close(promise: nil)
                    }
                }
            case .http(let status, let headers, let chunks):
                let head = HTTPResponseHead(
                    version: .http1_1, status: .init(statusCode: Int(status)), headers: headers)
                context.write(wrapOutboundOut(.head(head)), promise: nil)
                for chunk in chunks {
                    context.writeAndFlush(
                        wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: chunk)))), promise: nil)
                }
                context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            case .flood:
                let head = HTTPResponseHead(version: .http1_1, status: .ok)
                context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
                flood(context)
            }
        }

        private func flood(_ context: ChannelHandlerContext) {
            let part = ByteBuffer(repeating: 0, count: 65_536)
            let loop = NIOLoopBound((self, context), eventLoop: context.eventLoop)
            context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(part)))).whenSuccess {
                let (handler, context) = loop.value
                handler.flood(context)
            }
        }
    }
}

/// A key and a certificate that its owner signed himself, as printers have them.
struct TestIdentity: Sendable {
    let certificate: [UInt8]
    let key: [UInt8]

    private static let openssl = "/usr/bin/openssl"

    static let isPossible: Bool = {
        let isThere = FileManager.default.isExecutableFile(atPath: openssl)
        if !isThere { print("SKIPPED: printers behind TLS, for \(openssl) is not installed.") }
        return isThere
    }()

    /// - Parameter key: an earlier identity's key, for a certificate that was renewed.
    static func make(name: String, keepingKeyOf earlier: TestIdentity? = nil) async throws -> TestIdentity {
        let folder = try TemporaryFolder()
        let (keyFile, certificateFile) = ("\(folder.path)/key.pem", "\(folder.path)/certificate.pem")
        var arguments = ["req", "-x509", "-days", "30", "-subj", "/CN=\(name)", "-out", certificateFile]
        if let earlier {
            try Data(earlier.key).write(to: URL(fileURLWithPath: keyFile))
            arguments += ["-key", keyFile]
        } else {
            arguments += [
                "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", keyFile,
            ]
        }
        let made = try await Programs.Program.run(openssl, arguments)
        guard made.status == 0, let key = FileManager.default.contents(atPath: keyFile),
            let certificate = FileManager.default.contents(atPath: certificateFile)
        else { throw CocoaError(.fileReadUnknown, userInfo: [NSDebugDescriptionErrorKey: made.output]) }
        return TestIdentity(certificate: [UInt8](certificate), key: [UInt8](key))
    }

    func context() throws -> NIOSSLContext {
        let certificates = try NIOSSLCertificate.fromPEMBytes(certificate)
        let key = try NIOSSLPrivateKey(bytes: key, format: .pem)
        return try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: certificates.map { .certificate($0) }, privateKey: .privateKey(key)))
    }
}

/// What a printer that does not exist says over IPP.
enum TestAnswer {
    static func text(_ text: String) -> IPPValue { .text(Array(text.utf8), language: nil) }

    static func printer(black: Int32 = 42, serial: String = "TST-000001") -> IPPMessage {
        IPPMessage(
            version: .v2_0, code: 0, requestID: 1,
            groups: [
                IPPGroup(tag: 1, attributes: []),
                IPPGroup(
                    tag: 4,
                    attributes: [
                        IPPAttribute("printer-make-and-model", [text("Alder AP-20")]),
                        IPPAttribute("printer-device-id", [text("MFG:Alder;MDL:AP-20;SN:\(serial);")]),
                        IPPAttribute("printer-state", [.enumeration(3)]),
                        IPPAttribute("printer-state-reasons", [.word(0x44, Array("none".utf8))]),
                        IPPAttribute("marker-names", [text("Black Toner Cartridge")]),
                        IPPAttribute("marker-types", [.word(0x44, Array("toner-cartridge".utf8))]),
                        IPPAttribute("marker-levels", [.integer(black)]),
                    ]),
            ])
    }

    static func refusal(_ code: UInt16) -> IPPMessage {
        IPPMessage(version: .v1_1, code: code, requestID: 1, groups: [IPPGroup(tag: 1, attributes: [])])
    }
}
