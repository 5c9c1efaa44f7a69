// SPDX-License-Identifier: Apache-2.0
import Foundation
import Programs
import Testing

/// Python is on nearly every machine; where it is not, the check itself is skipped too.
private let hasPython: Bool = {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    let isThere = folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/python3") }
    if !isThere { print("SKIPPED: the check of commands in documents; python3 is not installed.") }
    return isThere || ProcessInfo.processInfo.environment["CI"] == "true"
}()

/// The check of the commands that a document shows, against documents that are right and wrong on purpose.
@Suite(.enabled(if: hasPython)) struct ReadmeCheckTests {
    @Test(arguments: [
        "$ echo one; echo two\none\ntwo\n",
        "$ printf 'one\\ntwo\\nthree 3\\n'\n…\nthree …\n",
        "$ echo kept > file\n$ cat file\nkept\n",
    ])
    func `a block whose output comes out as shown passes`(block: String) async throws {
        #expect(try await status(ofChecking: block) == 0)
    }

    @Test(arguments: [
        "$ echo one\ntwo\n",
        "$ echo one; echo two\none\n",
        "$ echo one\none\n…\ntwo\n",
        "$ exit 3\n",
        "$ no-such-command-here\n",
    ])
    func `a block whose output differs, or whose command fails, is found`(block: String) async throws {
        #expect(try await status(ofChecking: block) == 1)
    }

    @Test func `a document in which nothing is checked is found`() async throws {
        #expect(try await status(ofChecking: "$ echo one\none\n", mark: "") == 1)
    }

    /// What `tools/readme-test.sh` ends with for a document of this one block.
    private func status(ofChecking block: String, mark: String = "<!-- checked -->\n") async throws -> Int32 {
        let root = try #require(HouseTree.enclosing(#filePath))
        let document = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).md")
        defer { try? FileManager.default.removeItem(at: document) }
        try Data("\(mark)```console\n\(block)```\n".utf8).write(to: document)
        return try await Program.run(
            root.appending(path: "tools/readme-test.sh").path, [document.path]
        ).status
    }
}
