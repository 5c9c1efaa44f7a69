// SPDX-License-Identifier: Apache-2.0
import Foundation
import Generators
import Glibc
import Ledger
import People
import Practice
import Programs
import Promises
import Storage
import StorageTesting
import Testing
import TimeZones
import Values
import Web

/// The verbs of `goodword ledger`, as they are typed by whoever runs the server and by the customer.
@Suite(.enabled(if: GoodwordProgram.isThere(for: "the ledger's verbs")), .timeLimit(.minutes(3)))
struct LedgerProgramTests {
    @Test(arguments: SQLEngine.allCases)
    func `a sound ledger is exported, and verifies against a checkpoint that the customer kept`(
        engine: SQLEngine
    ) async throws {
        try await LedgerAtHand.with(engine) { ledger in
            let kept = try await ledger.keepCheckpoint()
            try await ledger.promise("I bring the fuser tomorrow.")
            let check = try await ledger.run("check")
            #expect(check.status == 0, "\(check.output)")
            #expect(check.output.contains("3 entries agree with the tables."))

            let export = try await ledger.export("october")
            let sound = try await ledger.verify(export, since: kept)
            #expect(sound.status == 0, "\(sound.output)")
            #expect(sound.output.contains("Sound: 3 entries, 2 promises, as they were signed."))
            #expect(sound.output.contains("Nothing before your checkpoint was changed."))
            #expect(!sound.output.contains("taken from the folder itself"))
            // Without a key the folder's own is taken, and shown.
            let bare = try await GoodwordProgram.run(["ledger", "verify", export])
            #expect(bare.status == 0 && bare.output.contains("The key was taken from the folder itself."))

            let again = try await ledger.run("export", ["--customer", "Abbey College", export])
            #expect(again.status == 1 && again.output.contains("is not empty"))
            let nobody = try await ledger.run("export", ["--customer", "Nobody", ledger.folder + "/x"])
            #expect(nobody.status == 1 && nobody.output.contains("There are: “Abbey College”"))
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `what somebody changed in the database is named by the check until it is as it was`(
        engine: SQLEngine
    ) async throws {
        try await LedgerAtHand.with(engine) { ledger in
            _ = try await ledger.keepCheckpoint()
            let promise = try await ledger.promise("I bring the fuser tomorrow.")
            try await ledger.write("UPDATE promise SET words = 'I bring nothing.' WHERE id = \(promise.id)")
            let differing = try await ledger.run("check")
            #expect(differing.status == 1)
            #expect(
                differing.output.contains(
                    "goodword/\(ledger.me.customer.id)\tpromise \(promise.id): It is shown otherwise"))
            #expect(differing.output.contains("look-after-the-ledger.md"))
            // In doubt no key changes hands, and nobody gives their word.
            let handover = try await ledger.run("rotate-key")
            #expect(handover.status == 1 && handover.output.contains("goodword ledger check"))
            await #expect(throws: Refusal.self) { _ = try await ledger.promise("I call.") }

            try await ledger.write("UPDATE promise SET words = \(promise.words) WHERE id = \(promise.id)")
            #expect(try await ledger.run("check").status == 0)
            try await ledger.promise("I call.")
        }
    }

    @Test func `a byte changed in an export is named, and so is a past that was written anew`() async throws {
        try await LedgerAtHand.with(.sqlite) { ledger in
            let kept = try await ledger.keepCheckpoint()
            let export = try await ledger.export("export")
            let texts = export + "/texts.jsonl"
            let original = try String(contentsOfFile: texts, encoding: .utf8)
            try original.replacingOccurrences(of: "tomorrow morning", with: "tomorrow evening")
                .write(toFile: texts, atomically: true, encoding: .utf8)
            let tampered = try await ledger.verify(export)
            #expect(tampered.status == 1)
            #expect(tampered.output.contains("entry 0: "))
            #expect(tampered.output.contains("This is not what was signed"))
            let asJSON = try await GoodwordProgram.run(
                ["ledger", "verify", export, "--key", ledger.publicKey, "--json"])
            #expect(asJSON.status == 1 && asJSON.output.contains(#""sound":false"#))

            // Another past, for the same customer and signed with the same key: sound by itself.
            try await LedgerAtHand.with(.sqlite, as: ledger) { rewritten in
                try await rewritten.promise("I never promised that.")
                let other = try await rewritten.export("other")
                #expect(try await rewritten.verify(other).status == 0)
                let found = try await rewritten.verify(other, since: kept)
                #expect(found.status == 1)
                #expect(found.output.contains("earlier checkpoint: "))
            }
        }
    }

    /// Where a change of keys may be cut short, and whose key signs then.
    enum CutShort: CaseIterable {
        case newKeyMade, ledgersHandedOver, oldKeyMovedAway
    }

    @Test(arguments: CutShort.allCases)
    func `a change of keys that was cut short is ended by running it again`(moment: CutShort) async throws {
        try await LedgerAtHand.with(.sqlite) { ledger in
            let kept = try await ledger.keepCheckpoint()
            let oldKey = ledger.publicKey
            let next = try #require(
                LedgerSigningKey(seed: [UInt8](repeating: 9, count: LedgerSigningKey.seedByteCount)))
            try ledger.write(next, to: ".new")
            if moment != .newKeyMade {
                _ = try await ledger.office.rotateLedgerKey(from: ledger.key, to: next)
                // The server is not left without a word that helps.
                let start = try await ledger.serve()
                #expect(start.status == 1 && start.output.contains("goodword ledger rotate-key"))
                #expect(!start.output.contains("--lost"), "\(start.output)")
            }
            if moment == .oldKeyMovedAway {
                #expect(rename(ledger.keyFile, ledger.keyFile + ".old") == 0)
                let start = try await ledger.serve()
                #expect(start.status == 1 && start.output.contains("was cut short"), "\(start.output)")
            }
            let ended = try await ledger.run("rotate-key")
            #expect(ended.status == 0, "\(ended.output)")
            #expect(try String(contentsOfFile: ledger.keyFile, encoding: .utf8) == next.fileText)
            #expect(
                try String(contentsOfFile: ledger.keyFile + ".old", encoding: .utf8) == ledger.key.fileText)
            #expect(!FileManager.default.fileExists(atPath: ledger.keyFile + ".new"))
            #expect(try await ledger.run("check").status == 0)

            // The customer goes on with the key they have.
            let export = try await ledger.export("after")
            let sound = try await ledger.verify(export, key: oldKey, since: kept)
            #expect(sound.status == 0, "\(sound.output)")
        }
    }

    @Test func `a change of keys with the wrong old key changes nothing`() async throws {
        try await LedgerAtHand.with(.sqlite) { ledger in
            _ = try await ledger.keepCheckpoint()
            let other = try #require(
                LedgerSigningKey(seed: [UInt8](repeating: 8, count: LedgerSigningKey.seedByteCount)))
            try ledger.write(other, to: "")
            let refused = try await ledger.run("rotate-key")
            #expect(refused.status == 1)
            #expect(refused.output.contains("not the one that has signed so far"))
            #expect(try String(contentsOfFile: ledger.keyFile, encoding: .utf8) == other.fileText)
            #expect(chmod(ledger.keyFile, 0o644) == 0)
            let open = try await ledger.run("rotate-key")
            #expect(open.status == 1 && open.output.contains("chmod 600"))
            for output in [refused.output, open.output] {
                #expect(!output.contains(other.fileText.split(separator: "\n").last ?? "?"))
            }
            try ledger.write(ledger.key, to: "")
            #expect(try await ledger.run("check").status == 0)
        }
    }

    @Test func `a lost key is replaced as its procedure says, and what customers kept proves the past`()
        async throws
    {
        try await LedgerAtHand.with(.sqlite) { ledger in
            let kept = try await ledger.keepCheckpoint()
            let oldKey = ledger.publicKey
            let early = try await ledger.run("rotate-key", ["--lost"])
            #expect(early.status == 1 && early.output.contains("leave out --lost"), "\(early.output)")

            #expect(unlink(ledger.keyFile) == 0)
            // No server signs with a key that it made up itself.
            let start = try await ledger.serve()
            #expect(start.status == 1 && start.output.contains("goodword ledger rotate-key --lost"))
            #expect(!FileManager.default.fileExists(atPath: ledger.keyFile))
            let found = try await ledger.run("rotate-key")
            #expect(found.status == 1 && found.output.contains("is missing"))

            let replaced = try await ledger.run("rotate-key", ["--lost"])
            #expect(replaced.status == 0 && replaced.output.contains("Tell each customer the new key"))
            var status = stat()
            #expect(stat(ledger.keyFile, &status) == 0 && status.st_mode & 0o777 == 0o600)
            let export = try await ledger.export("after")
            let byTheOld = try await ledger.verify(export, key: oldKey)
            #expect(byTheOld.status == 1, "The old key could not vouch for the new one.")
            let newKey = try String(contentsOfFile: export + "/key", encoding: .utf8)
            #expect(!newKey.hasPrefix(oldKey))
            let byTheNew = try await ledger.verify(export, key: newKey, since: kept)
            #expect(byTheNew.status == 0, "\(byTheNew.output)")
            #expect(byTheNew.output.contains("Nothing before your checkpoint was changed."))
            #expect(try await ledger.run("check").status == 0)
        }
    }
}

/// A customer with a ledger in which one promise is signed, its key, and the program.
private struct LedgerAtHand {
    let office: Office
    let me: SignedIn
    let key: LedgerSigningKey
    let folder: String
    private let test: TestStore

    var keyFile: String { folder + "/ledger.key" }
    var publicKey: String {
        key.signer(of: LedgerHead.origin(of: me.customer.id)).map { "\($0.verifier)" } ?? ""
    }

    /// - Parameter other: one whose customer and key this one has too.
    static func with(
        _ engine: SQLEngine, as other: LedgerAtHand? = nil, _ body: (LedgerAtHand) async throws -> Void
    ) async throws {
        try await TestStore.fresh(engine) { test in
            let folder = NSTemporaryDirectory() + "goodword-ledger-\(UUID().uuidString)"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(atPath: folder) }
            try await body(try await LedgerAtHand(test, folder, as: other))
        }
    }

    private init(_ test: TestStore, _ folder: String, as other: LedgerAtHand?) async throws {
        self.test = test
        self.folder = folder
        let seed = [UInt8](repeating: 7, count: LedgerSigningKey.seedByteCount)
        key = try #require(LedgerSigningKey(seed: seed))
        let records = StoredRecords(test.store)
        office = Office(
            store: records, clock: MorningClock(), ids: RandomIDs(), zones: SystemTimeZones(),
            passwords: ScryptPasswords(), tokens: SystemTokens())
        let now = MainJob.start
        let customer =
            other?.me.customer
            ?? Customer(id: RandomIDs().make(at: now), name: "Abbey College", timeZone: "Europe/Dublin")
        let person =
            other?.me.person
            ?? Person(
                id: RandomIDs().make(at: now), customer: customer.id, side: .provider,
                name: "Maeve Brennan")
        me = SignedIn(account: RandomIDs().make(at: now), person: person, customer: customer, zone: .utc)
        try await records.write { records in
            try records.insert(customer)
            try records.insert(person)
        }
        try write(key, to: "")
    }

    /// Puts a key beside the database, readable by its owner alone.
    func write(_ key: LedgerSigningKey, to suffix: String) throws {
        try key.fileText.write(toFile: keyFile + suffix, atomically: true, encoding: .utf8)
        #expect(chmod(keyFile + suffix, 0o600) == 0)
    }

    /// What somebody with the database in their hands may do.
    func write(_ sql: SQLText) async throws { try await test.store.write { db in try db.run(sql) } }

    @discardableResult
    func promise(_ words: String) async throws -> Promise {
        try await office.promiseDeed(
            DeedDraft(
                receiver: me.person.id, words: words, saidWhere: "On the phone.",
                due: .day(try #require(CivilDate("2026-11-27")))), for: me)
    }

    /// Makes a first promise, signs it, and keeps the checkpoint in a file as a customer would.
    func keepCheckpoint() async throws -> String {
        try await promise("I call tomorrow morning.")
        try await office.signLedgers(with: key)
        let note = try #require(try await office.ledger(for: me).checkpoint).note
        let path = folder + "/kept-checkpoint.txt"
        try note.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    func run(_ verb: String, _ arguments: [String] = []) async throws -> Program.Result {
        try await GoodwordProgram.run(
            ["ledger", verb, "--database", "\(test.url)", "--ledger-key", keyFile] + arguments)
    }

    /// Only for starts that are refused.
    func serve() async throws -> Program.Result {
        try await GoodwordProgram.run(
            ["serve", "--database", "\(test.url)", "--ledger-key", keyFile, "--port", "1"])
    }

    func export(_ name: String) async throws -> String {
        let export = folder + "/" + name
        let result = try await run("export", [export])
        #expect(result.status == 0, "\(result.output)")
        return export
    }

    func verify(_ export: String, key: String? = nil, since: String? = nil) async throws -> Program.Result {
        try await GoodwordProgram.run(
            ["ledger", "verify", export, "--key", key ?? publicKey]
                + (since.map { ["--since", $0] } ?? []))
    }
}
