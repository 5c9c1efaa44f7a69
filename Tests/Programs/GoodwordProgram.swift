// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The program of this build, as a person runs it.
public enum GoodwordProgram {
    public static var path: String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().path + "/.build/debug/goodword"
    }

    /// Whether it has been built; says so when it has not. With `CI=true` a test runs, and fails, without it.
    ///
    /// - Parameter what: what is not tested without it.
    public static func isThere(for what: String) -> Bool {
        if FileManager.default.isExecutableFile(atPath: path) { return true }
        print("SKIPPED: \(what), because \(path) has not been built.")
        return ProcessInfo.processInfo.environment["CI"] == "true"
    }

    /// Runs one of its verbs to the end.
    public static func run(_ arguments: [String]) async throws -> Program.Result {
        try await Program.run(path, arguments)
    }
}
