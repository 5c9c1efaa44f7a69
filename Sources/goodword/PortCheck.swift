// SPDX-License-Identifier: Apache-2.0
import Glibc
import Values

/// Refuses early, and in a sentence, when a port cannot be listened on: before a minute of building history.
///
/// - Throws: ``Refusal`` when another program has the port, when it needs more rights, or when the address is
///   not one of this computer's. A host name is left to the server itself.
func requireFreePort(host: String, port: Int) throws(Refusal) {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(clamping: port)).bigEndian
    guard inet_pton(AF_INET, host, &address.sin_addr) == 1 else { return }
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    // As the server does, so that a port that was in use a moment ago is not refused.
    var reuse: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &reuse, socklen_t(MemoryLayout<Int32>.size))
    let bound = withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
    }
    // Without listening, a socket that shares the port by SO_REUSEADDR would bind beside one that listens.
    guard bound == 0, listen(descriptor, 1) == 0 else {
        switch errno {
        case EADDRINUSE:
            throw Refusal(
                .conflict, "Port \(port) is taken by another program. Choose another one with --port.",
                field: "port")
        case EACCES:
            throw Refusal(
                .forbidden, "Port \(port) needs more rights. Choose one above 1023 with --port.",
                field: "port")
        case let code:
            throw Refusal(
                .unavailable, "Nothing can listen at \(host):\(port). Choose another address with --host.",
                detail: "errno \(code)", field: "host")
        }
    }
}

/// Waits until something listens at this port; a host that is no IPv4 address of this computer's is not waited for.
/// - Throws: `CancellationError` when the task is cancelled meanwhile.
func waitUntilListening(host: String = "127.0.0.1", port: Int) async throws {
    var address = in_addr()
    guard inet_pton(AF_INET, host, &address) == 1 else { return }
    // What listens at every address listens at this one too.
    if address.s_addr == INADDR_ANY { address.s_addr = in_addr_t(0x7f00_0001).bigEndian }
    while !isListening(at: address, port: port) { try await Task.sleep(for: .milliseconds(50)) }
}

private func isListening(at host: in_addr, port: Int) -> Bool {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(clamping: port)).bigEndian
    address.sin_addr = host
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
        }
    }
}
