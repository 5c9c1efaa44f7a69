// SPDX-License-Identifier: Apache-2.0
import Foundation

/// What the fuzzer keeps: what it starts from, and whatever once broke something.
public enum FuzzKept {
    /// Nothing is kept for a target that a test names.
    public struct Empty: Error, CustomStringConvertible {
        public let target: String
        public var description: String { "Fuzz/Corpus/\(target) is empty." }
    }

    private static let root =
        URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path + "/Fuzz"

    /// Tries everything that is kept for a target again.
    ///
    /// - Parameter check: what is wrong, for a target and bytes; `nil` when all is well.
    /// - Returns: what is wrong, file by file.
    /// - Throws: ``Empty``, and what reading a file throws.
    public static func failures(
        _ target: String, _ check: (_ target: String, _ bytes: [UInt8]) -> String?
    ) throws -> [String] {
        var tried = 0
        var failures: [String] = []
        for folder in ["Corpus", "Crashes"] {
            let place = "\(folder)/\(target)"
            // Most targets never crashed, and have no folder for it.
            let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(root)/\(place)")) ?? []
            for name in names.sorted() {
                let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(root)/\(place)/\(name)"))
                if let failure = check(target, [UInt8](bytes)) {
                    failures.append("\(place)/\(name): \(failure)")
                }
                tried += 1
            }
        }
        guard tried > 0 else { throw Empty(target: target) }
        return failures
    }
}
