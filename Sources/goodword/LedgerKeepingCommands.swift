// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import Glibc
import Ledger
import People
import Practice
import Storage
import Values

/// Where a server's ledgers and their key are.
struct LedgerPlace: ParsableArguments {
    @Option(help: "sqlite:PATH or postgres://…")
    var database = DatabaseOpening.defaultURL

    @Option(help: "The file with the key that signs the ledger (default beside the database).")
    var ledgerKey: String?

    var keyFile: LedgerKeyFile { LedgerKeyFile(given: ledgerKey, database: database) }

    func open() async throws -> (store: any SQLStore, records: StoredRecords, office: Office) {
        let (store, _) = try await DatabaseOpening.openCurrent(database)
        let records = StoredRecords(store)
        return (store, records, makeOffice(records, clock: SystemClock()))
    }
}

extension LedgerCommand {
    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write a customer's ledger into a folder that they can keep and check alone.",
            discussion: """
                The folder is as docs/reference/ledger.md tells, up to the last checkpoint. Where the key is at hand, \
                what was not signed yet is signed first.

                EXAMPLE
                  goodword ledger export --customer "Abbey College" ledger-2026-10
                """)

        @Option(help: "The customer's name or id; not needed when there is only one.")
        var customer: String?

        @OptionGroup var place: LedgerPlace

        @Argument(help: "A folder that is not there yet, or is empty.")
        var folder: String

        func run() async throws {
            let (store, records, office) = try await place.open()
            let customer = try await LedgerCommand.customer(self.customer, in: records)
            if place.keyFile.exists {
                try await office.signLedgers(with: try place.keyFile.read())
            }
            let target = try LedgerFolderWriter(folder)
            let report = try await office.exportLedger(of: customer.id) { try target.write($0) }
            target.close()
            await store.close()
            say("The ledger of \(customer.name), \(report.entries) entries, lies in \(folder).")
            say("Check it with: goodword ledger verify \(folder) --key KEY")
        }
    }

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Hold the server's own ledgers against its tables.",
            discussion: """
                Looks at every entry, every text and every promise. Findings go to stdout, one a line; exit code 0 \
                means that all agrees, 1 that something differs. As long as it does, no new promise is taken in for \
                that customer. docs/how-to/look-after-the-ledger.md says how to mend it.

                EXAMPLE
                  goodword ledger check --database sqlite:goodword.sqlite
                """)

        @Option(help: "Only this customer, by name or id.")
        var customer: String?

        @OptionGroup var place: LedgerPlace

        func run() async throws {
            let (store, records, office) = try await place.open()
            let key = place.keyFile.exists ? try place.keyFile.read() : nil
            if key == nil {
                say("There is no key \(place.keyFile.path), so whose signatures they are is not checked.")
            }
            let customers: [CustomerID]
            if let name = customer {
                customers = [try await LedgerCommand.customer(name, in: records).id]
            } else {
                customers = try await office.customersWithLedgers()
            }
            let isTerminal = isatty(FileHandle.standardError.fileDescriptor) == 1
            var isSound = true
            for customer in customers {
                let report = try await office.checkLedger(of: customer, key: key, whole: true) { done, all in
                    if isTerminal { sayInPlace("\(done) of \(all) entries") }
                }
                if isTerminal { sayInPlace("") }
                for finding in report.findings { print("\(report.origin)\t\(finding)") }
                if report.findingsLeftOut > 0 { say("And \(report.findingsLeftOut) findings more.") }
                if report.isSound { say("\(report.origin): \(report.size) entries agree with the tables.") }
                isSound = isSound && report.isSound
            }
            await store.close()
            guard isSound else {
                say(
                    "The lines above say what differs. Keep the database as it is, and see docs/how-to/look-after-the-ledger.md."
                )
                throw ExitCode.failure
            }
        }
    }

    struct RotateKey: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rotate-key",
            abstract: "Give every ledger a new signing key, signed by the old one.",
            discussion: """
                Stop the server first, or restart it afterwards: it goes on with the key it read when it started, and \
                signs nothing any more. The old key is kept beside the new one, with .old at its end.

                EXAMPLES
                  goodword ledger rotate-key
                  goodword ledger rotate-key --lost    the old key is gone; customers need the new one from you
                """)

        @Flag(help: "The old key is lost: the new one signs alone.")
        var lost = false

        @OptionGroup var place: LedgerPlace

        func run() async throws {
            let file = place.keyFile
            let next = file.next
            guard !lost || !file.exists else {
                throw LedgerFailure(
                    "There is a key \(file.path). If it is not the right one, move it away first; if it is, leave out --lost."
                )
            }
            // A run that was cut short between its two moves left the old key there.
            let past = file.past
            let old = lost ? nil : try (!file.exists && next.exists && past.exists ? past : file).read()
            let (store, _, office) = try await place.open()
            // A run that was cut short is gone on with by the key it had begun with.
            let new = next.exists ? try next.read() : try next.make()
            let count = try await office.rotateLedgerKey(from: old, to: new)
            if file.exists {
                guard rename(file.path, past.path) == 0 else { throw unmovable(file.path) }
            }
            guard rename(next.path, file.path) == 0 else { throw unmovable(next.path) }
            await store.close()
            say(
                "\(count) ledgers are signed with the new key \(file.path) from now on. Back it up apart from the database."
            )
            say(
                lost
                    ? "Tell each customer the new key from its ledger page by a way they trust; the old key could not vouch for it."
                    : "Customers who hold the old key can go on checking with it: the ledger says who took over."
            )
        }

        private func unmovable(_ path: String) -> LedgerFailure {
            LedgerFailure(
                "The ledgers have the new key, but \(path) could not be moved into its place. Make the folder writable and run this again.",
                detail: "errno \(errno)")
        }
    }

    /// The customer of that name or id.
    fileprivate static func customer(_ text: String?, in records: StoredRecords) async throws -> Customer {
        let all = try await records.read { try $0.customers(limit: customersMax) }
        let found = text.map { text in all.filter { $0.name == text || $0.id == CustomerID(text) } } ?? all
        guard let only = found.first, found.count == 1 else {
            let names = all.prefix(20).map { "“\($0.name)” (\($0.id))" }.joined(separator: ", ")
            throw LedgerFailure(
                found.isEmpty
                    ? "There is no such customer. There are: \(names)."
                    : "Say whose ledger with --customer and the id: \(names).")
        }
        return only
    }

    private static let customersMax = 10_000
}

/// Writes an export into a folder.
private final class LedgerFolderWriter {
    private let root: URL
    /// The files that grow line by line stay open.
    private var open: [String: FileHandle] = [:]

    init(_ path: String) throws {
        root = URL(fileURLWithPath: path)
        let there = try? FileManager.default.contentsOfDirectory(atPath: path)
        guard there?.isEmpty ?? true else {
            throw LedgerFailure(
                "The folder \(path) is not empty. Name another one; an export is never written over.")
        }
        try make(root)
    }

    private func make(_ folder: URL) throws {
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw LedgerFailure("The folder \(folder.path) cannot be made.", detail: "\(error)")
        }
    }

    func write(_ piece: LedgerExport.Writer.Piece) throws {
        if let handle = open[piece.path] {
            try handle.write(contentsOf: Data(piece.bytes))
            return
        }
        let file = root.appendingPathComponent(piece.path)
        try make(file.deletingLastPathComponent())
        do {
            try Data(piece.bytes).write(to: file)
            if piece.path.hasSuffix(".jsonl") {
                let handle = try FileHandle(forWritingTo: file)
                try handle.seekToEnd()
                open[piece.path] = handle
            }
        } catch {
            throw LedgerFailure("\(file.path) cannot be written. Is the disk full?", detail: "\(error)")
        }
    }

    func close() {
        for handle in open.values { try? handle.close() }
        open.removeAll()
    }
}
