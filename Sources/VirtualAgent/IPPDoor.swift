// SPDX-License-Identifier: Apache-2.0
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import PrinterWire
import Synchronization
import VirtualFleet

/// Where virtual printers are asked over IPP: one TCP port on every address of the machine, in the open and, behind
/// the same port, over TLS.
final class IPPDoor: Sendable {
    /// What there is at an address.
    struct Resident: Sendable {
        var manner: MannersOverIPP
        var name: String
        var seed: UInt64
    }

    /// Bytes of a question, at most; a real one has some hundred.
    static let bodyBytesMax = 65_536

    let port: UInt16
    private let channel: any Channel

    /// - Parameters:
    ///   - resident: who answers IPP at this address now; `nil` when nobody does.
    ///   - answer: to a question that was posted to an address.
    init(
        port: UInt16, resident: @escaping @Sendable (UInt32) -> Resident?,
        answer: @escaping @Sendable (UInt32, IPPMessage) -> IPPMessage?
    ) throws {
        channel = try ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelOption(.backlog, value: 256)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let address = IPPDoor.address(of: channel.localAddress)
                    guard let found = resident(address) else { throw Nobody() }
                    try channel.pipeline.syncOperations.addHandler(
                        FirstByte(found, { answer(address, $0) }))
                }
            }
            .bind(host: "0.0.0.0", port: Int(port)).wait()
        self.port = UInt16(channel.localAddress?.port ?? 0)
    }

    /// A connection to an address where nobody answers is closed.
    private struct Nobody: Error {}

    func close() { try? channel.close().wait() }

    private static func address(of address: SocketAddress?) -> UInt32 {
        address?.ipAddress.flatMap { VirtualAddress($0) }?.bits ?? 0
    }
}

/// Tells by the first byte whether TLS is spoken (RFC 8446, section 5.1: a handshake is record type 22).
private final class FirstByte: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer

    private let resident: IPPDoor.Resident
    private let answer: @Sendable (IPPMessage) -> IPPMessage?

    init(_ resident: IPPDoor.Resident, _ answer: @escaping @Sendable (IPPMessage) -> IPPMessage?) {
        self.resident = resident
        self.answer = answer
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data)
        let pipeline = context.pipeline.syncOperations
        do {
            let isSecured = bytes.getInteger(at: bytes.readerIndex, as: UInt8.self) == 22
            if isSecured {
                let seed = resident.seed &+ UInt64(resident.manner.keysMade)
                let tls = try SelfSigned.context(name: resident.name, seed: seed)
                try pipeline.addHandler(NIOSSLServerHandler(context: tls))
            }
            try pipeline.configureHTTPServerPipeline(withErrorHandling: false)
            let mustUpgrade = resident.manner.isSecured && !isSecured
            try pipeline.addHandler(Counter(mustUpgrade ? nil : answer))
            context.fireChannelRead(data)
            pipeline.removeHandler(self, promise: nil)
        } catch {
            context.close(promise: nil)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}

/// Where questions are answered.
private final class Counter: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    /// `nil` where TLS has to be spoken first.
    private let answer: (@Sendable (IPPMessage) -> IPPMessage?)?
    private var path = ""
    private var body: [UInt8] = []

    init(_ answer: (@Sendable (IPPMessage) -> IPPMessage?)?) { self.answer = answer }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): path = head.uri
        case .body(let part):
            guard body.count + part.readableBytes <= IPPDoor.bodyBytesMax else {
                context.close(promise: nil)
                return
            }
            body += part.readableBytesView
        case .end: reply(context)
        }
    }

    private func reply(_ context: ChannelHandlerContext) {
        var status = HTTPResponseStatus.ok
        var bytes: [UInt8] = []
        if let answer {
            let question = IPPMessage.read(body).message
            if path == VirtualPrinter.pathOverIPP, let question, let said = answer(question) {
                bytes = (try? said.encode()) ?? []
            } else {
                status = .notFound
            }
        } else {
            status = .upgradeRequired
        }
        let head = HTTPResponseHead(
            version: .http1_1, status: status,
            headers: [
                "Content-Type": "application/ipp", "Content-Length": "\(bytes.count)", "Connection": "close",
            ])
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if !bytes.isEmpty {
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: bytes)))), promise: nil)
        }
        let channel = context.channel
        context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { _ in channel.close(promise: nil) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
