// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The project's files on disk, held against the rules.
struct HouseTree {
    let root: URL
    /// Every file of the project, from its root.
    let paths: [String]

    /// The tree at this root. Git knows best what belongs to it; without git every file outside the folders that
    /// building makes does.
    init(root: URL) {
        self.root = root
        let found = Self.listedByGit(root) ?? Self.listedByWalking(root)
        paths = found.filter { FileManager.default.fileExists(atPath: root.appending(path: $0).path) }
            .sorted()
    }

    /// The root of the project that this source file stands in; links on the way are followed.
    static func enclosing(_ file: String) -> URL? {
        var folder = URL(fileURLWithPath: file).resolvingSymlinksInPath().deletingLastPathComponent()
        while folder.path != "/" {
            if FileManager.default.fileExists(atPath: folder.appending(path: ".swift-format").path) {
                return folder
            }
            folder.deleteLastPathComponent()
        }
        return nil
    }

    /// Everything that is wrong, in the order of the files; `nil` serials when the recordings are not here.
    func findings() -> (findings: [Finding], serials: RecordedSerials?) {
        let serials = recordedSerials()
        var findings: [Finding] = []
        for path in paths {
            guard let data = FileManager.default.contents(atPath: root.appending(path: path).path) else {
                continue
            }
            if let text = String(data: data, encoding: .utf8) {
                findings += HouseRules.check(path, text) { wanted in
                    FileManager.default.fileExists(atPath: root.appending(path: wanted).path)
                }
            }
            if let serials { findings += serials.findings(in: path, Array(data)) }
        }
        return (findings, serials)
    }

    private func recordedSerials() -> RecordedSerials? {
        let index = root.deletingLastPathComponent().appending(path: "shared/recordings/index.tsv")
        return (try? String(contentsOf: index, encoding: .utf8)).map(RecordedSerials.init(index:))
    }

    private static func listedByGit(_ root: URL) -> [String]? {
        // Not through Foundation's Process, which waits for its child on the run loop of a thread that tests share.
        let quoted = "'" + root.path.replacingOccurrences(of: "'", with: "'\\''") + "'"
        guard
            let git = popen(
                "git -C \(quoted) ls-files -z --cached --others --exclude-standard 2>/dev/null </dev/null",
                "r")
        else { return nil }
        var data: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&chunk, 1, chunk.count, git), count > 0 { data += chunk[..<count] }
        guard pclose(git) == 0 else { return nil }
        return data.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }

    private static func listedByWalking(_ root: URL) -> [String] {
        let made: Set<String> = [".git", ".build", ".venv", ".fuzz"]
        guard let walk = FileManager.default.enumerator(atPath: root.path) else { return [] }
        var paths: [String] = []
        while let path = walk.nextObject() as? String {
            if made.contains(path) {
                walk.skipDescendants()
                continue
            }
            var isFolder: ObjCBool = false
            let isThere = FileManager.default.fileExists(
                atPath: root.appending(path: path).path, isDirectory: &isFolder)
            if isThere && !isFolder.boolValue { paths.append(path) }
        }
        return paths
    }
}
