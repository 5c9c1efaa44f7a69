// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import ServiceLifecycle
import Values

/// Tells systemd that this program is ready, that it lives, and that it stops (sd_notify(3)); without systemd it
/// tells nobody.
struct Supervisor: Service {
    /// Waited for before it says that the program is ready.
    var whenReady: @Sendable () async throws -> Void = {}

    func run() async throws {
        do {
            try await cancelWhenGracefulShutdown {
                try await whenReady()
                Supervisor.tell("READY=1")
                let beat = Supervisor.watchdogInterval.map { $0 / 2 }
                while true {
                    // Without a watchdog there is nothing more to say until the end.
                    try await Task.sleep(for: beat ?? .days(36_500))
                    Supervisor.tell("WATCHDOG=1")
                }
            }
        } catch is CancellationError {
            Supervisor.tell("STOPPING=1")
        }
    }

    /// How often systemd wants to hear that the program lives; `nil` when it does not watch this process.
    private static var watchdogInterval: Duration? {
        let environment = ProcessInfo.processInfo.environment
        guard let microseconds = environment["WATCHDOG_USEC"].flatMap({ Int64($0) }), microseconds > 0 else {
            return nil
        }
        if let pid = environment["WATCHDOG_PID"], pid != String(getpid()) { return nil }
        return .microseconds(microseconds)
    }

    private static func tell(_ word: String) {
        guard let path = ProcessInfo.processInfo.environment["NOTIFY_SOCKET"], path.count > 1 else { return }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var name = Array(path.utf8)
        // A socket in the abstract namespace is written with an @ for its leading zero (unix(7)).
        if name[0] == UInt8(ascii: "@") { name[0] = 0 }
        guard name.count < MemoryLayout.size(ofValue: address.sun_path) else { return }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
        let length = MemoryLayout<sockaddr_un>.offset(of: \.sun_path).map { $0 + name.count } ?? 0
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        let bytes = Array(word.utf8)
        _ = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL), $0, socklen_t(length))
            }
        }
    }
}
