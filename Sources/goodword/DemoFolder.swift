// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import Values

/// Where a demo keeps its data from one start to the next, held by one demo at a time.
final class DemoFolder: Sendable {
    /// What it takes to go on where the last start stopped.
    struct State: Codable, Sendable {
        /// What the demo's clock showed last.
        var clock: Instant
        /// When the year that was told ended; the college is made from it and the seed.
        var yearEnd: Instant
        var seed: UInt64
        /// The collector's token; the file is readable by its owner alone.
        var collectorToken: String
    }

    let path: String
    private let lockDescriptor: Int32

    /// - Throws: ``Refusal`` when the folder cannot be written or another demo uses it.
    init(path: String) throws(Refusal) {
        self.path = path
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw DemoFolder.unwritable(path, String(describing: error))
        }
        lockDescriptor = open(path + "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard lockDescriptor >= 0 else { throw DemoFolder.unwritable(path, "errno \(errno)") }
        guard flock(lockDescriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(lockDescriptor)
            throw Refusal(
                .conflict,
                "Another demo is using \(path). End it first, or choose another folder with --data.")
        }
    }

    deinit {
        // As with the collector's spool: a program that is just being started may hold a copy of the descriptor.
        flock(lockDescriptor, LOCK_UN)
        close(lockDescriptor)
    }

    var databaseURL: String { "sqlite:\(path)/goodword.sqlite" }
    var spoolPath: String { path + "/spool" }
    var ledgerKeyPath: String { path + "/ledger.key" }

    /// `nil` before the first start has finished telling the year.
    func state() -> State? {
        guard let data = FileManager.default.contents(atPath: statePath) else { return nil }
        return try? JSONDecoder().decode(State.self, from: data)
    }

    /// The printers as they were when they were last saved.
    func fleet() -> [UInt8]? { FileManager.default.contents(atPath: fleetPath).map(Array.init) }

    func save(_ state: State, fleet: [UInt8]) throws(Refusal) {
        do {
            try write(Data(fleet), to: fleetPath)
            try write(try JSONEncoder().encode(state), to: statePath)
        } catch {
            throw DemoFolder.unwritable(path, String(describing: error))
        }
    }

    /// Takes away what a first start left that did not finish; nothing but the demo's own files.
    ///
    /// - Throws: ``Refusal`` when something else lies in the folder, for it may be somebody's home.
    func clear() throws(Refusal) {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: path)
        } catch {
            throw DemoFolder.unwritable(path, String(describing: error))
        }
        guard names.allSatisfy({ DemoFolder.ownNames.contains($0) }) else {
            throw Refusal(
                .conflict, "There are other things in \(path). Choose an empty or a new folder with --data.")
        }
        do {
            for name in names where name != "lock" {
                try FileManager.default.removeItem(atPath: path + "/" + name)
            }
        } catch {
            throw DemoFolder.unwritable(path, String(describing: error))
        }
    }

    private static let ownNames: Set<String> = [
        "lock", "demo.json", "fleet.json", "spool", "goodword.sqlite", "goodword.sqlite-wal",
        "goodword.sqlite-shm", "ledger.key",
    ]

    private var statePath: String { path + "/demo.json" }
    private var fleetPath: String { path + "/fleet.json" }

    /// Whole or not at all, and for the owner only.
    private func write(_ data: Data, to path: String) throws {
        try data.write(to: URL(fileURLWithPath: path), options: .atomic)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    }

    private static func unwritable(_ path: String, _ detail: String) -> Refusal {
        Refusal(
            .unavailable, "The folder \(path) cannot be written to. Choose another one with --data.",
            detail: detail)
    }
}
