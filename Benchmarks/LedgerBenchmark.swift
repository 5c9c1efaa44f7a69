// SPDX-License-Identifier: Apache-2.0
import Foundation
import Generators
import Glibc
import Ledger
import People
import Practice
import Promises
import SQLiteDriver
import Storage
import Values

/// Writing into the ledger while it is signed every second, what a proof weighs, and what it takes to export a long
/// ledger and to check the export; of three lengths, to see that cost grows no faster than the work.
func measureLedger(_ arguments: Set<String>) async throws {
    func wanted(_ part: String) -> Bool {
        arguments.isEmpty || arguments.contains("ledger") || arguments.contains("ledger-\(part)")
    }
    if wanted("appending") { try await Bench.onEachEngine { bench in try await measureAppending(bench) } }
    if wanted("proofs") { measureProofs(of: 1_000_000) }
    if wanted("export") {
        let most = asked("GOODWORD_BENCH_LEDGER_ENTRIES", otherwise: 1_000_000)
        var costs: [LongLedger] = []
        for count in sizes(upTo: most) {
            if let cost = try await measureLongLedger(of: count) { costs.append(cost) }
        }
        if let first = costs.first, let last = costs.last, costs.count > 1 { last.grew(from: first) }
    }
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
                let pen = LedgerPen(records: records, ids: RandomIDs(), now: now)
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
    let customer = Customer(id: RandomIDs().make(at: now), name: "Ledger", timeZone: "UTC")
    let person = Person(
        id: RandomIDs().make(at: now), customer: customer.id, side: .provider, name: "Maeve Brennan")
    try await StoredRecords(store).write { records in
        try records.insert(customer)
        try records.insert(person)
    }
    return SignedIn(account: RandomIDs().make(at: now), person: person, customer: customer, zone: .utc)
}

private func deed(_ number: Int, by me: SignedIn, at now: Instant) -> Promise {
    Promise(
        id: RandomIDs().make(at: now), customer: me.customer.id.cast(), promiser: me.person.id.cast(),
        receiver: .person(me.person.id.cast()),
        terms: .deed(by: now + .days(1), to: .persons([me.person.id.description])),
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

/// What a ledger of some length costs, in microseconds an entry.
private struct LongLedger {
    let count: Int
    let filling: Double
    /// The checkpoint that is signed each second, in milliseconds.
    let signing: Double
    let exporting: Double
    let verifying: Double
    let checking: Double

    func grew(from first: LongLedger) {
        let steps = "from \(first.count) entries to \(count)"
        func times(_ what: String, _ cost: (LongLedger) -> Double) {
            row("ledger: growth of \(what), \(steps)", rounded(cost(self) / cost(first), digits: 2), "times")
        }
        times("appending one", \.filling)
        times("signing a checkpoint", \.signing)
        times("exporting one", \.exporting)
        times("verifying one", \.verifying)
        times("checking one against the tables", \.checking)
    }
}

private func measureLongLedger(of count: Int) async throws -> LongLedger? {
    let folder = NSTemporaryDirectory() + "goodword-bench-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let database = "sqlite:\(folder)/bench.sqlite"
    guard let program = sibling("goodword") else {
        print("SKIPPED: exporting a ledger, because the program goodword is not beside this one.")
        return nil
    }
    let (filling, signing) = try await fill(folder, count)
    let export = folder + "/export"
    func run(_ what: String, _ arguments: [String]) throws -> Double {
        let (seconds, megabytes) = try end(program, ["ledger"] + arguments)
        row(
            "ledger: \(what) of \(count) entries", rounded(seconds, digits: 1),
            "s, \(megabytes) MB of memory at most")
        return seconds / Double(count) * 1_000_000
    }
    return LongLedger(
        count: count, filling: filling, signing: signing,
        exporting: try run("export", ["export", "--database", database, export]),
        verifying: try run("verify", ["verify", export]),
        checking: try run("check against the tables", ["check", "--database", database]))
}

/// - Returns: microseconds an entry, and milliseconds a checkpoint at the end.
private func fill(_ folder: String, _ count: Int) async throws -> (entry: Double, checkpoint: Double) {
    let store = try SQLiteStore(path: folder + "/bench.sqlite")
    let bench = try await Bench(name: "SQLite", store)
    let me = try await somebody(in: bench.store)
    let key = LedgerSigningKey(seed: RandomIDs().seed(LedgerSigningKey.seedByteCount))
    guard let key else { throw Refusal(.unavailable, "No key could be made.") }
    let path = folder + "/goodword-ledger.key"
    guard
        FileManager.default.createFile(
            atPath: path, contents: Data(key.fileText.utf8), attributes: [.posixPermissions: 0o600])
    else { throw Refusal(.unavailable, "The key could not be written.", detail: path) }
    let now = bench.clock.now()
    let perBatch = 10_000
    // The rest comes with the checkpoints, and one entry names the key.
    let filled = max(0, count - signedRounds * entriesSigned - 2)
    let clock = ContinuousClock()
    let took = try await clock.measure {
        for start in stride(from: 0, to: filled, by: perBatch) {
            let end = min(start + perBatch, filled)
            try await StoredRecords(store).write { records in
                let pen = LedgerPen(records: records, ids: RandomIDs(), now: now)
                var promise = deed(start, by: me, at: now)
                for number in start..<end {
                    // A promise is made, and three of its periods close.
                    if number % 4 == 0 || number == start {
                        promise = deed(number, by: me, at: now)
                        try records.insert(promise)
                        try pen.append(.made(promise.forLedger), of: promise, by: me.person.id)
                    } else {
                        try pen.append(.closed(decision(number)), of: promise)
                    }
                }
            }
        }
    }
    row(
        "ledger: filling it with \(count) entries, SQLite", rounded(perSecond(filled, took)),
        "entries/s, and a promise with every fourth")
    let signing = try await measureSigning(bench, me, key)
    row(
        "ledger: a checkpoint on \(count) entries, SQLite", rounded(signing, digits: 1),
        "ms, with \(entriesSigned) entries since the last one")
    await store.close()
    return (1_000_000 / perSecond(filled, took), signing)
}

private let signedRounds = 20
private let entriesSigned = 100

/// - Returns: what signing takes in the middle, in milliseconds.
private func measureSigning(_ bench: Bench, _ me: SignedIn, _ key: LedgerSigningKey) async throws -> Double {
    let promise = deed(0, by: me, at: bench.clock.now())
    let now = bench.clock.now()
    try await StoredRecords(bench.store).write { records in
        try records.insert(promise)
        try LedgerPen(records: records, ids: RandomIDs(), now: now).append(
            .made(promise.forLedger), of: promise, by: me.person.id)
    }
    var took: [Double] = []
    for round in 0..<signedRounds {
        try await StoredRecords(bench.store).write { records in
            let pen = LedgerPen(records: records, ids: RandomIDs(), now: now)
            for number in 0..<entriesSigned {
                try pen.append(.closed(decision(round * entriesSigned + number)), of: promise)
            }
        }
        took.append(
            seconds(try await ContinuousClock().measure { try await bench.office.signLedgers(with: key) }))
    }
    return median(took) * 1_000
}

extension RandomIDs {
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
private func end(_ path: String, _ arguments: [String]) throws -> (seconds: Double, megabytes: Int) {
    var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    let clock = ContinuousClock()
    let began = clock.now
    // What it says is not what is measured.
    var files = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&files)
    defer { posix_spawn_file_actions_destroy(&files) }
    for output: Int32 in 1...2 { posix_spawn_file_actions_addopen(&files, output, "/dev/null", O_WRONLY, 0) }
    var child: pid_t = 0
    let failure = posix_spawn(&child, path, &files, nil, &words, environ)
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
