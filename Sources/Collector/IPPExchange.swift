// SPDX-License-Identifier: Apache-2.0
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import PrinterWire
import Synchronization

/// One question over HTTP/1.1 and its answer, on a connection of its own.
struct IPPExchange: Sendable {
    struct Answer: Sendable {
        var status: UInt
        var body: [UInt8]
        /// What the printer showed; `nil` without TLS.
        var certificate: PrinterCertificate?
    }

    struct Limits: Sendable, Equatable {
        /// How long connecting may take.
        var connect: Duration = .seconds(5)
        /// How long all of it may take.
        var whole: Duration = .seconds(20)
        var bodyBytesMax = IPPLimits.messageBytesMax
    }

    let address: IPPAddress
    /// The path that is asked.
    let path: String
    let limits: Limits
    /// The certificate that the printer must show; any when it is not known yet.
    let known: PrinterCertificate?

    private static let group = MultiThreadedEventLoopGroup.singleton

    /// - Throws: ``IPPFailure``.
    func post(_ body: [UInt8]) async throws -> Answer {
        let box = ShownCertificate()
        let loop = IPPExchange.group.next()
        let done = loop.makePromise(of: Answer.self)
        let request = head(contentLength: body.count)
        let connecting = ClientBootstrap(group: loop)
            .connectTimeout(TimeAmount(limits.connect))
            .channelInitializer { [self] channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if address.isSecured { try pipeline.addHandler(secure(box)) }
                    try pipeline.addHTTPClientHandlers()
                    try pipeline.addHandler(
                        AnswerCollector(request, body: body, bodyBytesMax: limits.bodyBytesMax, done: done))
                }
            }
            .connect(host: address.host, port: Int(address.port))
        let deadline = loop.scheduleTask(in: TimeAmount(limits.whole)) {
            done.fail(ExchangeFault.late)
            connecting.whenSuccess { $0.close(promise: nil) }
        }
        connecting.whenFailure { done.fail($0) }
        defer {
            deadline.cancel()
            connecting.whenSuccess { $0.close(promise: nil) }
        }
        do {
            var answer = try await withTaskCancellationHandler {
                try await done.futureResult.get()
            } onCancel: {
                done.fail(CancellationError())
            }
            answer.certificate = box.value
            return answer
        } catch {
            throw failure(error, shown: box.value)
        }
    }

    private func head(contentLength: Int) -> HTTPRequestHead {
        let host = address.port == 80 ? address.host : "\(address.host):\(address.port)"
        return HTTPRequestHead(
            version: .http1_1, method: .POST, uri: path,
            headers: [
                "Host": host, "Content-Type": "application/ipp", "Content-Length": "\(contentLength)",
                "Accept": "application/ipp", "User-Agent": "goodword-collector", "Connection": "close",
            ])
    }

    // MARK: TLS

    /// Printers live for fifteen years: their firmware knows old versions of TLS and keys without forward secrecy.
    /// What is read is no secret, and the key is compared, so that is better than not asking at all.
    private static let context: Result<NIOSSLContext, any Error> = Result {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv1
        configuration.cipherSuites = "ECDHE+AESGCM:ECDHE+CHACHA20:ECDHE+AES:RSA+AESGCM:RSA+AES"
        // The callback decides; nobody's authorities sign printers.
        configuration.trustRoots = .certificates([])
        configuration.certificateVerification = .noHostnameVerification
        return try NIOSSLContext(configuration: configuration)
    }

    private func secure(_ box: ShownCertificate) throws -> NIOSSLClientHandler {
        let context = try IPPExchange.context.get()
        let check: NIOSSLCustomVerificationCallback = { [known] certificates, verdict in
            guard let first = certificates.first, let shown = try? PrinterCertificate(first) else {
                verdict.succeed(.failed)
                return
            }
            box.set(shown)
            verdict.succeed(known == nil || known?.key == shown.key ? .certificateVerified : .failed)
        }
        // A numeric address is no server name.
        let name = NetworkAddressText.isNumeric(address.host) ? nil : address.host
        return try NIOSSLClientHandler(
            context: context, serverHostname: name, customVerificationCallback: check)
    }

    // MARK: Failures

    private func failure(_ error: any Error, shown: PrinterCertificate?) -> any Error {
        if error is CancellationError { return error }
        if let known, let shown, known.key != shown.key {
            return IPPFailure(.certificateChanged(known: known, shown: shown), address, detail: "\(error)")
        }
        let kind: IPPFailure.Kind =
            switch error {
            case ExchangeFault.tooLarge: .tooLarge
            case ExchangeFault.late: .noAnswer
            case is NIOSSLError, is BoringSSLError: .noTLS
            case is HTTPParserError: .noPrinter
            default: .noAnswer
            }
        return IPPFailure(kind, address, detail: "\(error)")
    }
}

/// Whether a host is written in numbers.
enum NetworkAddressText {
    static func isNumeric(_ host: String) -> Bool { (try? SocketAddress(ipAddress: host, port: 0)) != nil }
}

private enum ExchangeFault: Error {
    case tooLarge
    case late
    case closed
}

/// What the printer showed, written on the event loop and read after it.
private final class ShownCertificate: Sendable {
    private let shown = Mutex<PrinterCertificate?>(nil)

    var value: PrinterCertificate? { shown.withLock { $0 } }

    func set(_ certificate: PrinterCertificate) { shown.withLock { $0 = certificate } }
}

/// Sends the question once the connection stands, and gathers the answer.
private final class AnswerCollector: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    private let request: HTTPRequestHead
    private let question: [UInt8]
    private let bodyBytesMax: Int
    private let done: EventLoopPromise<IPPExchange.Answer>
    private var status: UInt = 0
    private var body: [UInt8] = []

    init(
        _ request: HTTPRequestHead, body: [UInt8], bodyBytesMax: Int,
        done: EventLoopPromise<IPPExchange.Answer>
    ) {
        self.request = request
        question = body
        self.bodyBytesMax = bodyBytesMax
        self.done = done
    }

    func channelActive(context: ChannelHandlerContext) {
        context.write(wrapOutboundOut(.head(request)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: question)))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): status = head.status.code
        case .body(let part):
            guard body.count + part.readableBytes <= bodyBytesMax else {
                done.fail(ExchangeFault.tooLarge)
                context.close(promise: nil)
                return
            }
            body += part.readableBytesView
        case .end:
            done.succeed(IPPExchange.Answer(status: status, body: body, certificate: nil))
            context.close(promise: nil)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        done.fail(ExchangeFault.closed)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        done.fail(error)
        context.close(promise: nil)
    }
}
