// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import PrinterWire
import Programs
import Testing
import VirtualFleet

/// A plain socket that asks virtual machines, as any program would.
final class Asker {
    private let descriptor: Int32

    /// An answer that takes longer than this has not come; tests wait for what comes, not for this to pass.
    private static let patienceSeconds = 20

    init() throws {
        descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        try #require(descriptor >= 0)
        var patience = timeval(tv_sec: Asker.patienceSeconds, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(descriptor) }

    func send(_ bytes: [UInt8], to address: VirtualAddress, port: UInt16) {
        var name = Asker.name(address, port)
        let length = socklen_t(MemoryLayout<sockaddr_in>.size)
        _ = withUnsafePointer(to: &name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(descriptor, bytes, bytes.count, 0, $0, length)
            }
        }
    }

    /// The next datagram that comes, and the address it comes from.
    func receive() throws -> (bytes: [UInt8], from: VirtualAddress) {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        var name = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let count = withUnsafeMutablePointer(to: &name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                recvfrom(descriptor, &buffer, buffer.count, 0, $0, &length)
            }
        }
        try #require(count > 0, "no answer came")
        return (Array(buffer.prefix(count)), VirtualAddress(bits: UInt32(bigEndian: name.sin_addr.s_addr)))
    }

    func ask(_ message: SNMPMessage, _ address: VirtualAddress, port: UInt16) throws -> SNMPMessage {
        send(message.encode(), to: address, port: port)
        let (bytes, from) = try receive()
        #expect(from == address)
        return try SNMPMessage.decode(bytes)
    }

    private static func name(_ address: VirtualAddress, _ port: UInt16) -> sockaddr_in {
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = port.bigEndian
        name.sin_addr.s_addr = address.bits.bigEndian
        return name
    }
}

extension SNMPMessage {
    static func get(
        _ oids: [OID], _ id: Int32 = 1, version: Version = .v2c, community: String = "public"
    ) -> SNMPMessage {
        SNMPMessage(
            version: version, community: Array(community.utf8),
            pdu: PDU(.getRequest, requestID: id, varBinds: oids.map { VarBind($0) }))
    }

    static func next(_ oids: [OID], _ id: Int32 = 1, version: Version = .v2c) -> SNMPMessage {
        SNMPMessage(
            version: version, community: Array("public".utf8),
            pdu: PDU(.getNextRequest, requestID: id, varBinds: oids.map { VarBind($0) }))
    }

    static func bulk(
        _ oids: [OID], single: Int32 = 0, repetitions: Int32 = 25, _ id: Int32 = 1
    ) -> SNMPMessage {
        SNMPMessage(
            version: .v2c, community: Array("public".utf8),
            pdu: PDU(
                bulk: id, nonRepeaters: single, maxRepetitions: repetitions,
                varBinds: oids.map { VarBind($0) }))
    }
}

/// One of net-snmp's programs; `nil` when it is not installed, which is said, and is a failure where
/// everything has to be there.
func netSNMP(_ program: String, _ arguments: [String]) async throws -> (output: [String], status: Int32)? {
    let path = "/usr/bin/\(program)"
    guard FileManager.default.isExecutableFile(atPath: path) else {
        print("SKIPPED: \(program) of net-snmp is not installed (Debian package snmp).")
        #expect(ProcessInfo.processInfo.environment["CI"] != "true", "\(program) is missing")
        return nil
    }
    let run = try await Program.run(path, ["-On", "-Oe", "-t", "5", "-r", "3", "-m", ""] + arguments)
    // What it says of a folder of its own, the first time it runs on a machine, is no answer of a printer.
    let lines = run.output.split(separator: "\n").filter { !$0.hasPrefix("Created directory: ") }
    return (lines.map(String.init), run.status)
}
