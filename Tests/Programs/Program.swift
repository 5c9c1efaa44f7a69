// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc

/// Another program, run by a test and waited for without holding up the other tests.
///
/// Foundation's `Process` hands its caller's blocked signals on to the child and waits on the calling thread; a
/// test's thread belongs to everyone and has nearly all signals blocked.
public enum Program {
    public struct Result: Sendable {
        /// The exit status, or 128 and the signal that ended it.
        public let status: Int32
        /// What it wrote on both of its outputs, in the order in which it came.
        public let output: String
    }

    public struct CannotStart: Error {
        public let path: String
        public let errorNumber: Int32
    }

    /// Runs the program to its end; it reads nothing.
    ///
    /// - Parameter environment: replaces the test's own when it is given.
    public static func run(
        _ path: String, _ arguments: [String] = [], environment: [String: String]? = nil
    ) async throws -> Result {
        let file = NSTemporaryDirectory() + "goodword-program-\(UUID().uuidString)"
        defer { unlink(file) }
        let child = try start(path, arguments, environment: environment, output: file)
        let status = await end(of: child)
        let output = FileManager.default.contents(atPath: file).map { String(decoding: $0, as: UTF8.self) }
        return Result(status: status, output: output ?? "")
    }

    /// Starts the program and goes on.
    ///
    /// - Returns: its process; ``end(of:)`` must be awaited once.
    public static func start(
        _ path: String, _ arguments: [String], environment: [String: String]? = nil,
        output: String = "/dev/null"
    ) throws -> pid_t {
        var files = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&files)
        defer { posix_spawn_file_actions_destroy(&files) }
        posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&files, 1, output, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&files, 1, 2)

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))

        let wanted = environment ?? ProcessInfo.processInfo.environment
        var words = ([path] + arguments).map { strdup($0) } + [nil]
        var settings = wanted.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for word in words + settings { free(word) } }
        var child: pid_t = 0
        let failure = posix_spawn(&child, path, &files, &attributes, &words, &settings)
        guard failure == 0 else { throw CannotStart(path: path, errorNumber: failure) }
        return child
    }

    /// Waits for the end of a process on a thread of its own.
    public static func end(of child: pid_t) async -> Int32 {
        await withCheckedContinuation { continuation in
            let thread = Thread {
                var status: Int32 = 0
                while waitpid(child, &status, 0) == -1 && errno == EINTR {}
                // The low seven bits are the signal that ended it, the next byte what it returned.
                let signal = status & 0x7F
                continuation.resume(returning: signal == 0 ? (status >> 8) & 0xFF : 128 + signal)
            }
            thread.start()
        }
    }
}
