// SPDX-License-Identifier: Apache-2.0
import Collector
import Foundation
import Practice
import Values

/// The folder that a collector lives in: its key, the words it was started with, and its spool.
enum CollectorFolder {
    private static let installed = "/var/lib/goodword-collector"
    /// What of the first command line is not for every day, and whether a value follows it.
    private static let saidOnce = ["--enrol": true, "--spool": true, "--once": false]
    /// What names files or folders: kept as they were meant where the command was typed.
    private static let namesFiles: Set = [
        "--ranges-file", "--exclude-file", "--credentials", "--token-file", "--profiles",
    ]

    static func path(named given: String?) -> String {
        if let given { return given }
        let environment = ProcessInfo.processInfo.environment
        // systemd names it for a unit with StateDirectory= (systemd.exec(5)); of several, the first.
        if let state = environment["STATE_DIRECTORY"]?.split(separator: ":").first { return String(state) }
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: installed, isDirectory: &isFolder), isFolder.boolValue {
            return installed
        }
        let state = environment["XDG_STATE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
        return (state ?? NSHomeDirectory() + "/.local/state") + "/goodword-collector"
    }

    /// Lets the collector in with the code, and keeps its key and the words it is started with from now on.
    static func enrol(
        in folder: String, code: String, server: String, facts: CollectorFacts, arguments: [String],
        hasRange: Bool
    ) async throws {
        let address = try ServerAddress(server)
        let before = CollectorArguments.read(from: folder)
        guard hasRange || before != nil else {
            throw Refusal(
                .invalid, "Name the network with its printers too: --range 10.20.0.0/20.", field: "range")
        }
        let enroller = Enroller(folder: folder, server: address, facts: facts)
        let name = try await enroller.enrol(code: code)
        // A collector that gets a new key goes on as it was, at the server that gave it.
        let kept = hasRange ? [] : before ?? []
        try enroller.keep(arguments: kept + withWholePaths(everyday(arguments)))
        say("This is now the collector “\(name)”. Its key lies in \(folder). Start it with: goodword collect")
    }

    /// The words with which a collector that was enrolled is started.
    static func arguments(in folder: String) throws(Refusal) -> [String] {
        guard let arguments = CollectorArguments.read(from: folder) else { throw notEnrolled(folder) }
        return arguments
    }

    static func notEnrolled(_ folder: String) -> Refusal {
        Refusal(
            .unauthenticated,
            "This collector has not been let in yet. Make a code on the page Collectors and type it here once: "
                + "goodword collect --enrol CODE --server ADDRESS --range NETWORK.",
            detail: "no key in \(folder)")
    }

    /// A service starts in another folder than the person who typed the command.
    private static func withWholePaths(_ arguments: [String]) -> [String] {
        var isPath = false
        return arguments.map { word in
            defer { isPath = namesFiles.contains(word) }
            if isPath { return wholePath(word) }
            guard let sign = word.firstIndex(of: "="), namesFiles.contains(String(word[..<sign])) else {
                return word
            }
            return word[...sign] + wholePath(String(word[word.index(after: sign)...]))
        }
    }

    private static func wholePath(_ path: String) -> String {
        URL(fileURLWithPath: (path as NSString).expandingTildeInPath).standardizedFileURL.path
    }

    private static func everyday(_ arguments: [String]) -> [String] {
        var kept: [String] = []
        var isValue = false
        for word in arguments {
            if isValue {
                isValue = false
            } else if let takesValue = saidOnce[word] {
                isValue = takesValue
            } else if !saidOnce.keys.contains(where: { word.hasPrefix($0 + "=") }) {
                kept.append(word)
            }
        }
        return kept
    }
}
