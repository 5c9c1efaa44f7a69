// SPDX-License-Identifier: Apache-2.0
import CSockets
import Foundation
import Polling
import PrinterWire
import Synchronization

/// An SNMP agent for tests: one socket that answers for many addresses of 127.0.0.0/8, each in its own manner.
final class TestAgent: Sendable {
    enum Manner: Sendable {
        case normal
        case silent
        /// Bytes that are no SNMP.
        case garbage
        /// The right answer without its last bytes.
        case truncated
        /// The right answer to another question.
        case wrongRequestID
        /// The right answer, sent from another address.
        case from(UInt32)
        /// The right answer three times.
        case threefold
        /// Knows SNMP v1 only.
        case v1
    }

    private struct State: Sendable {
        var walks: [UInt32: Walk] = [:]
        var manners: [UInt32: Manner] = [:]
        var requests: [UInt32: Int] = [:]
        var busy = 0
        var mustStop = false
    }

    let port: UInt16
    private let socket: Int32
    private let wake: Int32
    private let state = Mutex(State())

    init() throws {
        socket = datagram_open(DatagramEndpoint(), 4 * 1_024 * 1_024)
        wake = datagram_wake_create()
        var local = DatagramEndpoint()
        guard socket >= 0, wake >= 0, datagram_local(socket, &local) == 0 else {
            throw CocoaError(.fileReadUnknown)
        }
        port = local.port
        let thread = Thread { [self] in work() }
        thread.start()
    }

    func set(_ address: UInt32, _ walk: Walk, _ manner: Manner = .normal) {
        state.withLock { state in
            state.walks[address] = walk
            state.manners[address] = manner
        }
    }

    func behave(_ address: UInt32, _ manner: Manner) {
        state.withLock { $0.manners[address] = manner }
    }

    /// Datagrams that came for an address.
    func requests(_ address: UInt32) -> Int { state.withLock { $0.requests[address] ?? 0 } }

    func stop() {
        state.withLock { $0.mustStop = true }
        datagram_wake_signal(wake)
    }

    /// A datagram from the agent's own socket, as a forger on the network would send it.
    func forge(_ bytes: [UInt8], from: UInt32, to: DatagramEndpoint) {
        guard let batch = datagram_batch_create(1, 2_048) else { return }
        defer { datagram_batch_destroy(batch) }
        put(bytes, from: from, to: to, into: batch)
    }

    private func work() {
        guard let incoming = datagram_batch_create(64, 8_192), let outgoing = datagram_batch_create(1, 65_507)
        else { return }
        while !state.withLock({ $0.mustStop }) {
            _ = datagram_wait(socket, wake, 0, -1)
            while true {
                let count = datagram_receive(socket, incoming)
                guard count > 0 else { break }
                for place in 0..<Int(count) {
                    let header = datagram_batch_headers(incoming)[place]
                    let start = datagram_batch_bytes(incoming) + place * 8_192
                    let bytes = Array(UnsafeBufferPointer(start: start, count: Int(header.length)))
                    answer(bytes, header, outgoing)
                }
            }
        }
        datagram_batch_destroy(incoming)
        datagram_batch_destroy(outgoing)
        datagram_close(socket)
        datagram_wake_close(wake)
    }

    private func answer(_ bytes: [UInt8], _ header: DatagramHeader, _ outgoing: OpaquePointer) {
        let address = datagram_endpoint_ipv4_address(header.local)
        let (walk, manner) = state.withLock { state in
            state.requests[address, default: 0] += 1
            return (state.walks[address], state.manners[address] ?? .silent)
        }
        guard let walk, var request = try? SNMPMessage.decode(bytes) else { return }
        if case .v1 = manner, request.version != .v1 { return }
        if case .wrongRequestID = manner { request.pdu.requestID &+= 1_000 }
        var reply = response(to: request, walk).encode()
        var source = address
        var copies = 1
        switch manner {
        case .silent: return
        case .garbage: reply = Array("HTTP/1.0 400 Bad Request\r\n\r\n".utf8)
        case .truncated: reply.removeLast(min(7, reply.count))
        case .from(let other): source = other
        case .threefold: copies = 3
        case .normal, .wrongRequestID, .v1: break
        }
        for _ in 0..<copies { put(reply, from: source, to: header.peer, into: outgoing) }
    }

    private func put(_ bytes: [UInt8], from: UInt32, to: DatagramEndpoint, into batch: OpaquePointer) {
        let target = datagram_batch_bytes(batch)
        for (index, byte) in bytes.enumerated() { target[index] = byte }
        let headers = datagram_batch_headers(batch)
        headers[0].length = UInt32(bytes.count)
        headers[0].peer = to
        headers[0].local = datagram_endpoint_ipv4(from, 0)
        _ = datagram_send(socket, batch, 0, 1)
    }

    private func response(to request: SNMPMessage, _ walk: Walk) -> SNMPMessage {
        var varBinds: [VarBind] = []
        let asked = request.pdu.varBinds
        let end = { (oid: OID) in VarBind(oid, .endOfMibView) }
        switch request.pdu.kind {
        case .getRequest:
            varBinds = asked.map { VarBind($0.oid, walk.value($0.oid) ?? .noSuchObject) }
        case .getNextRequest:
            varBinds = asked.map { walk.next(after: $0.oid) ?? end($0.oid) }
        case .getBulkRequest:
            var cursors = asked.map(\.oid)
            for _ in 0..<min(Int(request.pdu.maxRepetitions), 64) {
                for index in cursors.indices {
                    let next = walk.next(after: cursors[index]) ?? end(cursors[index])
                    varBinds.append(next)
                    cursors[index] = next.oid
                }
            }
        default: break
        }
        var pdu = PDU(.response, requestID: request.pdu.requestID, varBinds: varBinds)
        if request.version == .v1, let missing = varBinds.firstIndex(where: { $0.value.isException }) {
            pdu = PDU(.response, requestID: request.pdu.requestID, varBinds: asked)
            pdu.errorStatus = .noSuchName
            pdu.errorIndex = Int32(missing + 1)
        }
        return SNMPMessage(version: request.version, community: request.community, pdu: pdu)
    }
}

/// A printer of an invented make, with just enough of the Printer-MIB.
struct TestPrinter {
    var serial = "TST-000001"
    var name = "test-printer"
    var pages: UInt32 = 1_200
    var toner: Int64 = 73
    var uptimeSeconds: UInt32 = 86_400
    var configurationChanges: Int64 = 4
    var alert: String?

    var walk: Walk {
        var binds: [VarBind] = []
        func put(_ oid: String, _ value: SNMPValue) {
            if let oid = OID(oid) { binds.append(VarBind(oid, value)) }
        }
        func text(_ text: String) -> SNMPValue { .octets(Array(text.utf8)) }
        put("1.3.6.1.2.1.1.1.0", text("Alder Office Printer AP-20"))
        put("1.3.6.1.2.1.1.2.0", .oid(OID([1, 3, 6, 1, 4, 1, 99_999, 1])))
        put("1.3.6.1.2.1.1.3.0", .timeTicks(uptimeSeconds &* 100))
        put("1.3.6.1.2.1.1.5.0", text(name))
        put("1.3.6.1.2.1.25.3.2.1.2.1", .oid(OID([1, 3, 6, 1, 2, 1, 25, 3, 1, 5])))
        put("1.3.6.1.2.1.25.3.2.1.3.1", text("Alder AP-20"))
        put("1.3.6.1.2.1.25.3.2.1.5.1", .integer(2))
        put("1.3.6.1.2.1.25.3.5.1.1.1", .integer(3))
        put("1.3.6.1.2.1.25.3.5.1.2.1", .octets([0]))
        put("1.3.6.1.2.1.43.5.1.1.1.1", .counter32(UInt32(configurationChanges)))
        put("1.3.6.1.2.1.43.5.1.1.17.1", text(serial))
        put("1.3.6.1.2.1.43.10.2.1.3.1.1", .integer(7))
        put("1.3.6.1.2.1.43.10.2.1.4.1.1", .counter32(pages))
        put("1.3.6.1.2.1.43.11.1.1.3.1.1", .integer(0))
        put("1.3.6.1.2.1.43.11.1.1.4.1.1", .integer(3))
        put("1.3.6.1.2.1.43.11.1.1.5.1.1", .integer(21))
        put("1.3.6.1.2.1.43.11.1.1.6.1.1", text("Black Toner Cartridge"))
        put("1.3.6.1.2.1.43.11.1.1.7.1.1", .integer(19))
        put("1.3.6.1.2.1.43.11.1.1.8.1.1", .integer(100))
        put("1.3.6.1.2.1.43.11.1.1.9.1.1", .integer(toner))
        if let alert {
            put("1.3.6.1.2.1.43.18.1.1.2.1.1", .integer(3))
            put("1.3.6.1.2.1.43.18.1.1.8.1.1", text(alert))
        }
        return Walk(binds)
    }
}
