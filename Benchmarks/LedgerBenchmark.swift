// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import Ledger
import People
import Practice
import Promises
import SQLiteDriver
import Storage
import Values

/// Writing into the ledger while it is signed every second, what a proof weighs, and what it takes to export a long
/// ledger and to check the export.
func measureLedger() async throws {
    try await Bench.onEachEngine { bench in try await measureAppending(bench) }
    measureProofs(of: 1_000_000)
    let asked = ProcessInfo.processInfo.environment["GOODWORD_BENCH_LEDGER_ENTRIES"].flatMap { Int($0) }
    try await measureExport(of: asked ?? 1_000_000)
}

// MARK: - Appending

private let appendingSeconds = 5.0
/// As many writers as a busy server has at once.
private let writers = 4

private func measureAppending(_ bench: Bench) async throws {
    let me = try await somebody(in: bench.store)
    guard let key = LedgerSigningKey(seed: [UInt8](repeating: 7, count: LedgerSigningKey.seedByteCount))
    else {
        return
    }
    let clock = ContinuousClock()
    let began = clock.now
    let end = began + .seconds(appendingSeconds)
    let (written, signed) = try await withThrowingTaskGroup(of: (written: Int, signed: Int).self) { group in
        for writer in 0..<writers {
            group.addTask {
                var count = 0
                while clock.now < end {
                    try await bench.office.keep(
                        deed(count * writers + writer, by: me, at: bench.clock.now()), asOf: bench.clock.now()
                    )
                    count += 1
                }
                return (count, 0)
            }
        }
        group.addTask {
            var count = 0
            while clock.now < end {
                count += try await bench.office.signLedgers(with: key).signed
                try await Task.sleep(for: .seconds(1))
            }
            return (0, count)
        }
        return try await group.reduce((0, 0)) { ($0.0 + $1.written, $0.1 + $1.signed) }
    }
    row(
        "ledger: promises made and written down, \(bench.name)",
        rounded(perSecond(written, clock.now - began)),
        "1/s, each in a transaction of its own, \(writers) writers, \(signed) checkpoints meanwhile")

    let batches = 20
    let perBatch = 1_000
    let now = bench.clock.now()
    let promise = deed(0, by: me, at: now)
    let took = try await clock.measure {
        for batch in 0..<batches {
            try await StoredRecords(bench.store).write { records in
                let pen = LedgerPen(records: records, ids: Chance(), now: now)
                for number in 0..<perBatch {
                    try pen.append(.closed(decision(batch * perBatch + number)), of: promise)
                }
            }
            try await bench.office.signLedgers(with: key)
        }
    }
    row(
        "ledger: entries appended, \(bench.name)", rounded(perSecond(batches * perBatch, took)),
        "1/s, \(perBatch) in a transaction, a checkpoint after each")
}

/// A customer of their own, whatever else was measured on this database.
private func somebody(in store: any SQLStore) async throws -> SignedIn {
    let now = Instant(unixSeconds: 1_780_000_000)
    let customer = Customer(id: Chance().make(at: now), name: "Ledger", timeZone: "UTC")
    let person = Person(
        id: Chance().make(at: now), customer: customer.id, side: .provider, name: "Maeve Brennan")
    try await StoredRecords(store).write { records in
        try records.insert(customer)
        try records.insert(person)
    }
    return SignedIn(account: Chance().make(at: now), person: person, customer: customer, zone: .utc)
}

private func deed(_ number: Int, by me: SignedIn, at now: Instant) -> Promise {
    Promise(
        id: Chance().make(at: now), customer: me.customer.id.cast(), promiser: me.person.id.cast(),
        receiver: .person(me.person.id.cast()), kind: .deed(due: now + .days(1)),
        words: "I bring the fuser for machine \(number) tomorrow.", saidWhere: "on the phone", made: now)
}

private func decision(_ number: Int) -> LedgerEntry.Decision {
    LedgerEntry.Decision(
        verdict: "kept", period: "October 2026",
        explanation: [
            "The clock started 2026-10-01.", "It could not print for 12 minutes of \(number + 60) allowed.",
        ])
}

// MARK: - Proofs

private func measureProofs(of size: UInt64) {
    let inclusion = TreeProof.inclusion(of: size / 3, in: size) { _ in .ofNothing }?.count ?? 0
    let consistency = TreeProof.consistency(from: size / 3, to: size) { _ in .ofNothing }?.count ?? 0
    row(
        "ledger: proof that an entry is in, of \(size)", "\(inclusion * LedgerHash.byteCount)",
        "bytes; that nothing earlier changed: \(consistency * LedgerHash.byteCount) bytes")
}

// MARK: - A long ledger

private func measureExport(of count: Int) async throws {
    let folder = NSTemporaryDirectory() + "goodword-bench-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let database = "sqlite:\(folder)/bench.sqlite"
    guard let program = sibling("goodword") else {
        print("SKIPPED: exporting a ledger, because the program goodword is not beside this one.")
        return
    }
    try await fill(folder, count)
    let export = folder + "/export"
    let exporting = try run(program, ["ledger", "export", "--database", database, export])
    row(
        "ledger: export of \(count) entries", rounded(exporting.seconds, digits: 1),
        "s, \(exporting.megabytes) MB of memory at most")
    let checking = try run(program, ["ledger", "verify", export])
    row(
        "ledger: verify of \(count) entries", rounded(checking.seconds, digits: 1),
        "s, \(checking.megabytes) MB of memory at most")
}

private func fill(_ folder: String, _ count: Int) async throws {
    let store = try SQLiteStore(path: folder + "/bench.sqlite")
    let bench = try await Bench(name: "SQLite", store)
    let me = try await somebody(in: bench.store)
    let key = LedgerSigningKey(seed: Chance().seed(LedgerSigningKey.seedByteCount))
    guard let key else { return }
    let path = folder + "/goodword-ledger.key"
    FileManager.default.createFile(
        atPath: path, contents: Data(key.fileText.utf8), attributes: [.posixPermissions: 0o600])
    let now = bench.clock.now()
    let perBatch = 10_000
    let clock = ContinuousClock()
    let took = try await clock.measure {
        for start in stride(from: 0, to: count, by: perBatch) {
            let end = min(start + perBatch, count)
            try await StoredRecords(store).write { records in
                let pen = LedgerPen(records: records, ids: Chance(), now: now)
                var promise = deed(start, by: me, at: now)
                for number in start..<end {
                    // A promise is made, and three of its periods close.
                    if number % 4 == 0 || number == start {
                        promise = deed(number, by: me, at: now)
                        try pen.append(.made(promise.forLedger), of: promise, by: me.person.id)
                    } else {
                        try pen.append(.closed(decision(number)), of: promise)
                    }
                }
            }
        }
    }
    row("ledger: filling it with \(count) entries, SQLite", rounded(perSecond(count, took)), "entries/s")
    await store.close()
}

extension Chance {
    fileprivate func seed(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: chance()) }
    }
}

/// A program of the same build.
private func sibling(_ name: String) -> String? {
    guard let own = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") else {
        return nil
    }
    let path = URL(fileURLWithPath: own).deletingLastPathComponent().appendingPathComponent(name).path
    return FileManager.default.isExecutableFile(atPath: path) ? path : nil
}

/// Runs a program to its end, and says how long it took and how much memory it had at most.
private func run(_ path: String, _ arguments: [String]) throws -> (seconds: Double, megabytes: Int) {
    var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    let clock = ContinuousClock()
    let began = clock.now
    var child: pid_t = 0
    let failure = posix_spawn(&child, path, nil, nil, &words, environ)
    guard failure == 0 else {
        throw Refusal(.unavailable, "The program could not be started.", detail: "\(path): errno \(failure)")
    }
    var status: Int32 = 0
    var usage = rusage()
    while wait4(child, &status, 0, &usage) == -1, errno == EINTR {}
    guard status == 0 else {
        throw Refusal(.unavailable, "The program failed.", detail: "\(arguments): status \(status)")
    }
    return (1 / perSecond(1, clock.now - began), Int(usage.ru_maxrss) / 1_024)
}
