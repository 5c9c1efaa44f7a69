// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import Ledger
import Values

/// What one does with a ledger of promises.
struct LedgerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger",
        abstract: "Check a ledger of promises, alone and offline; export it; look after its key.",
        subcommands: [Verify.self, Export.self, Check.self, RotateKey.self])

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Check that an export is what was signed: every entry, every text, every promise shown.",
            discussion: """
                Needs nothing but the folder and the public key that you were given. With a checkpoint that you kept \
                from a monthly page or mail, it also shows that nothing before it was changed. Findings go to stdout, \
                one a line; exit code 0 means sound, 1 means not.

                EXAMPLES
                  goodword ledger verify ledger-2026-10 --key goodword-key.txt
                  goodword ledger verify ledger-2026-10 --key goodword-key.txt --since september-checkpoint.txt
                """)

        @Argument(help: "The folder of the export.")
        var export: String

        @Option(help: "The public key, or a file that holds it: name+id+base64.")
        var key: String?

        @Option(help: "A file with a checkpoint that you kept.")
        var since: String?

        @Flag(help: "Print the result as JSON.")
        var json = false

        func run() async throws {
            let folder = try LedgerFolder(export)
            let verifier = try verifier(folder)
            let earlier = try since.map { path in
                guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
                    throw LedgerFailure("The checkpoint \(path) cannot be read; check the path.")
                }
                return text
            }
            let check = try LedgerCheck.run(folder, key: verifier, since: earlier)
            if json { print(check.json.canonical) } else { for finding in check.findings { print(finding) } }
            if check.findingsLeftOut > 0 { say("And \(check.findingsLeftOut) findings more.") }
            guard check.isSound else {
                say(
                    "This is not what was signed; the lines above say where. Keep the folder as it is and ask for a new one."
                )
                throw ExitCode.failure
            }
            say(check.sentence)
            if key == nil {
                say(
                    "The key was taken from the folder itself. Compare it with the one you were given: \(verifier)"
                )
            }
        }

        private func verifier(_ folder: LedgerFolder) throws -> NoteVerifier {
            let text: String
            if let key {
                text = (try? String(contentsOfFile: key, encoding: .utf8)) ?? key
            } else if let bytes = try folder.bytes(LedgerExport.keyPath) {
                text = String(decoding: bytes, as: UTF8.self)
            } else {
                throw LedgerFailure("The folder holds no key. Give the one you were given with --key.")
            }
            guard let verifier = NoteVerifier(text.trimmingCharacters(in: .whitespacesAndNewlines)) else {
                throw LedgerFailure("This is no public key of a ledger. One looks like name+01234567+base64.")
            }
            return verifier
        }
    }
}

/// Why a ledger could not be looked at.
struct LedgerFailure: TwoVoicedError {
    let message: String
    let detail: String

    init(_ message: String, detail: String = "") {
        self.message = message
        self.detail = detail
    }
}

extension LedgerCheck {
    /// What a person is told when all is well.
    fileprivate var sentence: String {
        var sentence =
            "Sound: \(count(Int(checkpoint?.size ?? 0), "entry", "entries")),"
            + " \(count(promiseCount, "promise", "promises")), as they were signed."
        switch erasedCount {
        case 0: break
        case 1: sentence += " The text of one was erased at someone's request."
        case let many: sentence += " The texts of \(many) were erased at someone's request."
        }
        if goesOnFromEarlier == true { sentence += " Nothing before your checkpoint was changed." }
        return sentence
    }

    private func count(_ count: Int, _ one: String, _ many: String) -> String {
        "\(count) \(count == 1 ? one : many)"
    }

    fileprivate var json: JSON {
        .object([
            .init("sound", .bool(isSound)),
            .init("entries", checkpoint.map { .integer(Int64($0.size)) } ?? .null),
            .init("promises", .integer(Int64(promiseCount))), .init("erased", .integer(Int64(erasedCount))),
            .init("goesOnFromEarlier", goesOnFromEarlier.map { .bool($0) } ?? .null),
            .init(
                "findings",
                .list(
                    findings.map {
                        .object([.init("place", .text("\($0.place)")), .init("reason", .text($0.reason))])
                    })),
            .init("findingsLeftOut", .integer(Int64(findingsLeftOut))),
        ])
    }
}

/// An export in a folder.
struct LedgerFolder: LedgerExportFiles {
    private let root: URL
    /// A line of the texts holds one entry; nothing that Goodword writes comes near this.
    private static let lineBytesMax = 16 * 1_024 * 1_024
    private static let fileBytesMax = 64 * 1_024 * 1_024

    init(_ path: String) throws {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
            throw LedgerFailure("There is no folder \(path). Unpack the export first, then name its folder.")
        }
        root = URL(fileURLWithPath: path).resolvingSymlinksInPath()
    }

    func bytes(_ path: String) throws -> [UInt8]? {
        let file = root.appendingPathComponent(path)
        guard FileManager.default.fileExists(atPath: file.path) else { return nil }
        let size = try FileManager.default.attributesOfItem(atPath: file.path)[.size] as? Int ?? 0
        guard size <= LedgerFolder.fileBytesMax else {
            throw LedgerFailure("\(path) is larger than any piece of a ledger; this is no export.")
        }
        return Array(try Data(contentsOf: file))
    }

    func eachLine(_ path: String, _ body: ([UInt8]) throws -> Bool) throws -> Bool {
        guard let handle = FileHandle(forReadingAtPath: root.appendingPathComponent(path).path) else {
            return false
        }
        defer { try? handle.close() }
        var rest: [UInt8] = []
        while let chunk = try handle.read(upToCount: 1_024 * 1_024), !chunk.isEmpty {
            var start = chunk.startIndex
            while let end = chunk[start...].firstIndex(of: 0x0A) {
                rest += chunk[start..<end]
                start = chunk.index(after: end)
                guard try body(rest) else { return true }
                rest.removeAll(keepingCapacity: true)
            }
            rest += chunk[start...]
            guard rest.count <= LedgerFolder.lineBytesMax else {
                throw LedgerFailure("\(path) has a line longer than any entry; this is no export.")
            }
        }
        if !rest.isEmpty { _ = try body(rest) }
        return true
    }

    func paths() throws -> [String] {
        guard
            let walk = FileManager.default.enumerator(
                at: root, includingPropertiesForKeys: [.isDirectoryKey])
        else { return [] }
        var paths: [String] = []
        for case let file as URL in walk {
            let isFolder = try file.resourceValues(forKeys: [.isDirectoryKey]).isDirectory ?? false
            guard !isFolder else { continue }
            paths.append(String(file.resolvingSymlinksInPath().path.dropFirst(root.path.count + 1)))
        }
        return paths
    }
}
