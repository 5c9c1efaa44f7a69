// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import Synchronization
import Testing

@testable import Collector

/// A server that takes a request and closes the connection without a word.
private final class ShortBreathedServer: Sendable {
    let port: UInt16
    private let count = Mutex(0)

    init(connections: Int) throws {
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
        guard listener >= 0, isBound, listen(listener, 8) == 0 else { throw CocoaError(.fileReadUnknown) }
        port = UInt16(bigEndian: name.sin_port)
        Thread.detachNewThread { [self] in
            for _ in 0..<connections { serve(accept(listener, nil, nil)) }
            close(listener)
        }
    }

    /// How many requests came.
    var requests: Int { count.withLock { $0 } }

    private func serve(_ connection: Int32) {
        defer { close(connection) }
        var heard: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while !String(decoding: heard, as: UTF8.self).hasSuffix("}") {
            let count = read(connection, &buffer, buffer.count)
            guard count > 0 else { return }
            heard += buffer[..<count]
        }
        count.withLock { $0 += 1 }
    }
}

@Suite struct ClosedConnectionTests {
    private let body = Array("{\"items\":[]}".utf8)

    @Test func `a server that closes every connection is asked twice and then said not to answer`()
        async throws
    {
        let server = try ShortBreathedServer(connections: 2)
        let post = try HTTPReadingPost(server: "http://127.0.0.1:\(server.port)", token: "secret-token")
        let failure = await #expect(throws: PostFailure.self) { try await post.post(body) }
        #expect(failure?.message.contains("kept here") == true)
        #expect(server.requests == 2)
    }
}
