// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import Practice
import Synchronization
import Testing
import Values

@testable import Collector

/// A folder of its own for a test, removed with the value.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "goodword-collector-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

@Suite struct SpoolTests {
    private func open(_ folder: TemporaryFolder, bytesMax: Int = Spool.bytesMaxDefault) throws -> Spool {
        try Spool(directory: folder.path + "/spool", bytesMax: bytesMax, makeID: { ID(bits: 42) })
    }

    private func payload(_ number: Int) -> [UInt8] { Array("{\"reading\":{\"number\":\(number)}}".utf8) }

    private func all(_ spool: Spool) throws -> [Spool.Item] {
        try spool.everythingWaiting()
    }

    private func segmentPaths(_ folder: TemporaryFolder) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path + "/spool").sorted()
            .filter { $0.hasSuffix(".spool") }.map { folder.path + "/spool/" + $0 }
    }

    @Test func `what was kept is there after reopening, with its identity and numbers`() throws {
        let folder = try TemporaryFolder()
        do {
            let spool = try open(folder)
            #expect(try spool.append([payload(1), payload(2)]) == 1...2)
            #expect(try spool.append([payload(3)]) == 3...3)
            #expect(try spool.append([]) == nil)
        }
        let again = try Spool(directory: folder.path + "/spool", makeID: { ID(bits: 43) })
        #expect(again.id == ID(bits: 42))
        #expect(again.findings.isEmpty)
        #expect(try all(again).map(\.sequence) == [1, 2, 3])
        #expect(try all(again).map(\.payload) == [1, 2, 3].map(payload))
        #expect(try all(again).allSatisfy { $0.spool == ID(bits: 42) && !$0.isThinned })
        #expect(again.nextSequence == 4)
    }

    @Test func `what was acknowledged is not given again, also after reopening`() throws {
        let folder = try TemporaryFolder()
        do {
            let spool = try open(folder)
            try spool.append((1...10).map(payload))
            try spool.acknowledge(7, sent: 10)
            #expect(try all(spool).map(\.sequence) == [8, 9, 10])
            #expect(spool.waiting == 3)
            try spool.acknowledge(3, sent: 10)
            #expect(spool.acknowledged == 7)
        }
        #expect(try all(try open(folder)).map(\.sequence) == [8, 9, 10])
    }

    @Test func `items come in batches of so many and so large, a large one alone`() throws {
        let folder = try TemporaryFolder()
        let spool = try open(folder)
        try spool.append([payload(1), payload(2), Array(repeating: 65, count: 5_000), payload(4)])
        #expect(try spool.unacknowledged(countMax: 2, bytesMax: 1_000).map(\.sequence) == [1, 2])
        #expect(try spool.unacknowledged(countMax: 9, bytesMax: 1_000).map(\.sequence) == [1, 2])
        try spool.acknowledge(2, sent: 2)
        #expect(try spool.unacknowledged(countMax: 9, bytesMax: 1_000).map(\.sequence) == [3])
    }

    @Test func `a tail torn at any byte is cut at the last whole item and said`() throws {
        let folder = try TemporaryFolder()
        do {
            let spool = try open(folder)
            try spool.append([payload(1), payload(2)])
        }
        let path = try #require(segmentPaths(folder).first)
        let whole = try #require(FileManager.default.contents(atPath: path))
        let firstEnd = 36 + SpoolFrame.size(payload: payload(1).count)
        for length in (firstEnd + 1)..<whole.count {
            try whole.prefix(length).write(to: URL(fileURLWithPath: path))
            do {
                let spool = try open(folder)
                #expect(try all(spool).map(\.sequence) == [1], "cut to \(length) bytes")
                #expect(spool.findings.count == 1)
                #expect(spool.findings.first?.contains("Nothing that counted as kept is missing") == true)
                // The number of the item that was torn is not used for another.
                let kept = try #require(try spool.append([payload(3)]))
                #expect(kept.lowerBound > 2)
            }
            let reopened = try open(folder)
            #expect(reopened.findings.isEmpty)
            #expect(try all(reopened).map(\.payload) == [payload(1), payload(3)])
        }
    }

    @Test func `zeros at the end, as a power cut leaves them, are cut`() throws {
        let folder = try TemporaryFolder()
        do { try open(folder).append([payload(1)]) }
        let path = try #require(segmentPaths(folder).first)
        let whole = try #require(FileManager.default.contents(atPath: path))
        try (whole + Data(repeating: 0, count: 4_096)).write(to: URL(fileURLWithPath: path))
        let spool = try open(folder)
        #expect(try all(spool).map(\.sequence) == [1])
        #expect(spool.findings.first?.contains("cut off") == true)
    }

    @Test func `a bit the disk changed is said, and no sequence number is used twice`() throws {
        let folder = try TemporaryFolder()
        do { try open(folder).append((1...5).map(payload)) }
        let path = try #require(segmentPaths(folder).first)
        var bytes = try #require(FileManager.default.contents(atPath: path))
        let second = 36 + SpoolFrame.size(payload: payload(1).count)
        bytes[second + 20] ^= 1
        try bytes.write(to: URL(fileURLWithPath: path))
        let spool = try open(folder)
        #expect(try all(spool).map(\.sequence) == [1])
        #expect(spool.findings.first?.contains("may be missing") == true)
        let kept = try #require(try spool.append([payload(9)]))
        #expect(kept.lowerBound > 5)
        #expect(FileManager.default.fileExists(atPath: path + ".damaged"))
    }

    @Test func `a file without a readable beginning is set aside and its numbers are not used again`() throws
    {
        let folder = try TemporaryFolder()
        do { try open(folder).append((1...5).map(payload)) }
        let path = try #require(segmentPaths(folder).first)
        try Data("no spool at all, but long enough to look like one in size".utf8)
            .write(to: URL(fileURLWithPath: path))
        let spool = try open(folder)
        #expect(spool.findings.count == 1)
        #expect(spool.nextSequence > 5)
        #expect(try all(spool).isEmpty)
    }

    @Test func `segments that were acknowledged leave the disk and numbering goes on`() throws {
        let folder = try TemporaryFolder()
        let large = Array(repeating: UInt8(ascii: "x"), count: 1_500_000)
        do {
            let spool = try open(folder)
            for _ in 0..<9 { try spool.append([large]) }
            #expect(try segmentPaths(folder).count >= 3)
            let before = spool.bytes
            try spool.acknowledge(8, sent: 9)
            #expect(spool.bytes < before / 2)
            #expect(try all(spool).map(\.sequence) == [9])
            try spool.acknowledge(9, sent: 9)
            #expect(try segmentPaths(folder).count == 1)
            #expect(spool.bytes < 1_000)
        }
        let spool = try open(folder)
        #expect(spool.acknowledged == 9)
        #expect(try spool.append([payload(10)]) == 10...10)
    }

    @Test func `an item for which a spool is too small is refused, and nothing goes for it`() throws {
        let folder = try TemporaryFolder()
        let spool = try open(folder, bytesMax: 2_000)
        try spool.append([payload(1)])
        let error = #expect(throws: SpoolFailure.self) {
            try spool.append([Array(repeating: UInt8(65), count: 3_000)])
        }
        #expect(error?.kind == .full)
        #expect(error?.message.contains("--spool-size") == true)
        #expect(try all(spool).map(\.sequence) == [1])
        #expect(spool.thinned == 0)
    }

    @Test func `two collectors do not share a folder`() throws {
        let folder = try TemporaryFolder()
        let first = try open(folder)
        let error = #expect(throws: SpoolFailure.self) { try open(folder) }
        #expect(error?.kind == .inUse)
        withExtendedLifetime(first) {}
    }

    @Test func `a program that runs twice from one snapshot keeps once more what it had not sent`() throws {
        let folder = try TemporaryFolder()
        let spool = try open(folder)
        try spool.append((1...4).map(payload))
        let before = spool.numbering
        // The other one sent up to 100 under the same numbers.
        try spool.acknowledge(100, sent: 2)
        #expect(try all(spool).map(\.payload) == [payload(3), payload(4)])
        #expect(try all(spool).allSatisfy { $0.spool != before })
        #expect(throws: SpoolFailure.self) { try spool.acknowledge(Int64.max, sent: 6) }
        #expect(try all(spool).count == 2)
    }

    @Test func `a folder put back from a copy numbers what is new so that the server takes it`() throws {
        let folder = try TemporaryFolder()
        func start(_ bits: UInt128) throws -> Spool {
            try Spool(directory: folder.path + "/spool", makeID: { ID(bits: bits) })
        }
        do {
            let spool = try start(42)
            try spool.append((1...4).map(payload))
            try spool.acknowledge(2, sent: 4)
        }
        let copy = try FileManager.default.contents(atPath: #require(segmentPaths(folder).first))
        do {
            // The life that is lost with the disk: it delivered all it had, under numbers up to 9.
            let spool = try start(1 << 64 | 7)
            try spool.append((5...9).map(payload))
        }
        for path in try segmentPaths(folder) { try FileManager.default.removeItem(atPath: path) }
        try #require(copy).write(
            to: URL(fileURLWithPath: folder.path + "/spool/00000000000000000001.spool"))
        let spool = try start(2 << 64 | 8)
        try spool.append([payload(20), payload(21)])
        #expect(spool.id == ID(bits: 42))
        // What was in the copy goes under the numbers that it always had, and alone.
        let old = try spool.unacknowledged(countMax: 100, bytesMax: Int.max)
        #expect(old.map(\.sequence) == [3, 4])
        #expect(old.allSatisfy { $0.spool == ID(bits: 42) })
        try spool.acknowledge(9, sent: 4)
        // What was heard since counts in a spool of which the server has nothing.
        let new = try spool.unacknowledged(countMax: 100, bytesMax: Int.max)
        #expect(new.map(\.payload) == [payload(20), payload(21)])
        #expect(new.allSatisfy { $0.spool == spool.numbering && $0.spool != ID(bits: 42) })
    }

    @Test func `a folder that cannot be made or written is one clear sentence`() throws {
        let folder = try TemporaryFolder()
        let file = folder.path + "/file"
        try Data().write(to: URL(fileURLWithPath: file))
        let error = #expect(throws: SpoolFailure.self) {
            try Spool(directory: file + "/spool", makeID: { ID(bits: 1) })
        }
        #expect(error?.message.hasSuffix(".") == true)
        #expect(error?.message.contains(file) == true)
    }

    @Test func `nothing that counted as kept is lost when the process is killed at any moment`() async throws
    {
        let folder = try TemporaryFolder()
        var counted: Set<Int64> = []
        for round in 0..<6 {
            let path = folder.path
            await #expect(processExitsWith: .signal(SIGKILL)) {
                [path = path as String, round = round as Int] in
                try SpoolTests.keepUntilKilled(path, afterMicroseconds: UInt32(3_000 + round * 7_919))
            }
            let notes = FileManager.default.contents(atPath: folder.path + "/kept") ?? Data()
            for line in String(decoding: notes, as: UTF8.self).split(separator: "\n") {
                if let number = Int64(line) { counted.insert(number) }
            }
            let spool = try open(folder)
            let kept = try all(spool)
            #expect(Set(kept.map(\.sequence)).isSuperset(of: counted))
            #expect(Set(kept.map(\.sequence)).count == kept.count)
            for item in kept { #expect(item.payload == payload(Int(item.sequence))) }
            #expect(spool.findings.allSatisfy { $0.contains("Nothing that counted as kept is missing") })
        }
        #expect(!counted.isEmpty)
    }

    /// Runs in a process of its own: keeps items one after the other and notes each that counted as kept.
    private static func keepUntilKilled(_ path: String, afterMicroseconds: UInt32) throws {
        let spool = try Spool(directory: path + "/spool", makeID: { ID(bits: 42) })
        let notes = Glibc.open(path + "/kept", O_WRONLY | O_CREAT | O_APPEND, 0o600)
        let killer = Thread {
            usleep(afterMicroseconds)
            kill(getpid(), SIGKILL)
        }
        killer.start()
        while true {
            let next = spool.nextSequence
            let payload = Array("{\"reading\":{\"number\":\(next)}}".utf8)
            try spool.append([payload])
            let line = Array("\(next)\n".utf8)
            _ = line.withUnsafeBytes { write(notes, $0.baseAddress, line.count) }
        }
    }

    @Test func `a full disk refuses what is new, loses nothing, and serves again when there is room`()
        async throws
    {
        let folder = try TemporaryFolder()
        guard mount("tmpfs", folder.path, "tmpfs", 0, "size=256k") == 0 else {
            print("SKIPPED: a full disk, because this user may not mount a small one.")
            #expect(ProcessInfo.processInfo.environment["CI"] != "true", "a full disk was not tested")
            return
        }
        defer { umount2(folder.path, Int32(MNT_DETACH)) }
        let spool = try Spool(directory: folder.path + "/spool", makeID: { ID(bits: 42) })
        let item = Array(repeating: UInt8(ascii: "x"), count: 10_000)
        var kept = 0
        var failure: SpoolFailure?
        while failure == nil, kept < 1_000 {
            do throws(SpoolFailure) {
                try spool.append([item])
                kept += 1
            } catch {
                failure = error
            }
        }
        // Of these items nobody knows what lies in them, so they go only when all of their time goes.
        #expect(failure?.kind == .diskFull)
        #expect(failure?.message.contains("what was kept before is safe") == true)
        #expect(try all(spool).count + spool.thinned == kept)
        #expect(mount("tmpfs", folder.path, "tmpfs", UInt(MS_REMOUNT), "size=1m") == 0)
        let before = try all(spool).count
        #expect(try spool.append([payload(1)])?.count == 1)
        #expect(try all(spool).count == before + 1)
    }

    @Test func `keepers at the same time get numbers of their own, and all are on the disk`() async throws {
        let folder = try TemporaryFolder()
        let keeper = SpoolKeeper(try open(folder))
        let numbers = try await withThrowingTaskGroup(of: Int64.self) { group in
            for number in 0..<500 { group.addTask { try await keeper.keep(Array("{\"a\":\(number)}".utf8)) } }
            return try await group.reduce(into: Set<Int64>()) { $0.insert($1) }
        }
        #expect(numbers == Set(1...500))
        let items = try await keeper.unacknowledged(countMax: 1_000, bytesMax: Int.max)
        #expect(items.count == 500)
        #expect(await keeper.fill().waiting == 500)
        try await keeper.acknowledge(500, sent: 500)
        #expect(await keeper.fill().waiting == 0)
    }

    @Test func `the checksum is Castagnoli's`() {
        #expect(CRC32C.checksum(Array("123456789".utf8)[...]) == 0xE306_9283)
        #expect(CRC32C.checksum([][...]) == 0)
    }

    @Test func `frames made of any bytes are read or found damaged, never more`() {
        var chance = SplitMix(seed: 3)
        for _ in 0..<2_000 {
            let bytes = (0..<Int.random(in: 0...60, using: &chance)).map { _ in
                UInt8.random(in: 0...255, using: &chance) & (Bool.random(using: &chance) ? 255 : 3)
            }
            if case .frame(let frame) = SpoolFrame.parse(bytes, at: 0) {
                #expect(frame.end <= bytes.count)
            }
        }
    }
}

private func mount(
    _ source: String, _ target: String, _ kind: String, _ flags: UInt, _ data: String
) -> Int32 {
    data.withCString { Glibc.mount(source, target, kind, flags, $0) }
}
