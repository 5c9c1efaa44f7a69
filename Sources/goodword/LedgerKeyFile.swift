// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import Ledger
import Practice
import Storage
import Values

/// The file with the key that signs the ledgers: beside the database and never in it, readable by its owner alone.
struct LedgerKeyFile {
    let path: String

    static let name = "goodword-ledger.key"

    init(path: String) {
        self.path = path
    }

    /// Where it is when nobody says otherwise: in the folder of an SQLite file, else in the current one.
    init(given: String?, database: String) {
        if let given {
            path = given
        } else if case .sqlite(let file)? = try? DatabaseURL(database) {
            path =
                URL(fileURLWithPath: file).deletingLastPathComponent().appendingPathComponent(
                    LedgerKeyFile.name
                )
                .path
        } else {
            path = LedgerKeyFile.name
        }
    }

    var exists: Bool { FileManager.default.fileExists(atPath: path) }

    /// - Throws: ``LedgerFailure`` when there is none, it is no key, or others may read it.
    func read() throws -> LedgerSigningKey {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw LedgerFailure(
                "The ledger's key \(path) is missing or cannot be read. Put it back from your backup, or name it with --ledger-key; if it is lost for good, run goodword ledger rotate-key --lost."
            )
        }
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        let mode = (attributes?[.posixPermissions] as? NSNumber)?.uint16Value ?? 0
        guard mode & 0o077 == 0 else {
            throw LedgerFailure(
                "Others may read the ledger's key \(path). Make it yours alone with: chmod 600 \(path)",
                detail: "mode \(String(mode, radix: 8))")
        }
        guard let key = LedgerSigningKey(fileText: text) else {
            throw LedgerFailure(
                "The file \(path) is not a ledger's key. Put the right one back from your backup.")
        }
        return key
    }

    /// The key that is about to take over; there only while keys are changed.
    var next: LedgerKeyFile { LedgerKeyFile(path: path + ".new") }
    /// The key before this one.
    var past: LedgerKeyFile { LedgerKeyFile(path: path + ".old") }

    private func cutShort(_ detail: String) -> LedgerFailure {
        LedgerFailure(
            "A change of the ledger's key was cut short: \(next.path) is still there. End it with goodword ledger rotate-key, then start again.",
            detail: detail)
    }

    /// Makes a new key; a file that is there is never written over.
    func make() throws -> LedgerSigningKey {
        let seed = SystemRandomNumberGenerator.bytes(LedgerSigningKey.seedByteCount)
        guard let key = LedgerSigningKey(seed: seed) else {
            throw LedgerFailure("No key could be made for the ledger. Please report it.")
        }
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw LedgerFailure(
                "The ledger's key cannot be written to \(path). Make its folder writable, or name another place with --ledger-key.",
                detail: "errno \(errno)")
        }
        defer { close(descriptor) }
        let text = Array(key.fileText.utf8)
        guard write(descriptor, text, text.count) == text.count, fsync(descriptor) == 0 else {
            unlink(path)
            throw LedgerFailure(
                "The ledger's key could not be written to \(path). Is the disk full?",
                detail: "errno \(errno)")
        }
        return key
    }

    /// The key for a server: the one that is there, or a new one where nothing has been signed yet.
    func readOrMake(for office: Office) async throws -> LedgerSigningKey {
        if exists {
            let key = try read()
            do {
                try await office.requireLedgerKey(key)
            } catch let mismatch as LedgerKeyMismatch where next.exists {
                throw cutShort(mismatch.detail)
            }
            return key
        }
        guard try await !office.hasSignedLedgers() else {
            if next.exists { throw cutShort("\(path) is missing") }
            return try read()
        }
        let key = try make()
        say("The ledger of promises is signed with a new key, \(path). Back it up apart from the database.")
        return key
    }
}

extension SystemRandomNumberGenerator {
    /// Bytes that nobody can guess.
    static func bytes(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: 0...UInt8.max, using: &generator) }
    }
}
