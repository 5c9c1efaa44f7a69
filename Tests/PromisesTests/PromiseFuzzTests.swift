// SPDX-License-Identifier: Apache-2.0
import Foundation
import Promises
import Testing

/// Everything that fuzzing ever broke, and the examples it began with.
@Suite struct `Promises and evidence out of any bytes` {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    @Test(arguments: ["promise-file", "evidence"])
    func `hold what must always hold`(target: String) throws {
        var count = 0
        for folder in ["Fuzz/Corpus/\(target)", "Fuzz/Crashes/\(target)"] {
            let path = Self.root.appendingPathComponent(folder).path
            for name in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] {
                guard let data = FileManager.default.contents(atPath: path + "/" + name) else { continue }
                #expect(FuzzChecks.check(target, Array(data)) == nil, "\(folder)/\(name)")
                count += 1
            }
        }
        #expect(count > 0, "there is nothing to begin with")
    }
}
