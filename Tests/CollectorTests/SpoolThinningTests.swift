// SPDX-License-Identifier: Apache-2.0
import Fleet
import Foundation
import Generators
import Glibc
import Practice
import Testing
import Values

@testable import Collector

/// A disk in memory, as large as it is told to be.
private final class MemoryDisk: SpoolDisk {
    private final class Content { var bytes: [UInt8] = [] }

    /// Bytes that still fit.
    var left = Int.max
    /// Whether others take at once what is freed when a file is replaced.
    var isShared = false
    private var files: [String: Content] = [:]

    let path = "memory"
    func acquire() throws(SpoolFailure) {}
    func release() {}
    func names() throws(SpoolFailure) -> [String] { files.keys.sorted() }

    func open(_ name: String) throws(SpoolFailure) -> any SpoolDiskFile {
        guard let content = files[name] else { throw SpoolFailure(errno: ENOENT, doing: "open", path: name) }
        return File(content, self)
    }

    func create(_ name: String) throws(SpoolFailure) -> any SpoolDiskFile {
        try remove(name)
        let content = Content()
        files[name] = content
        return File(content, self)
    }

    func put(_ bytes: [UInt8], at name: String) {
        let content = Content()
        content.bytes = bytes
        files[name] = content
    }

    func rename(_ name: String, to other: String) throws(SpoolFailure) {
        let content = files.removeValue(forKey: name)
        try remove(other)
        files[other] = content
        if isShared { left = 0 }
    }

    func remove(_ name: String) throws(SpoolFailure) {
        guard let content = files.removeValue(forKey: name), left != .max else { return }
        left += content.bytes.count
    }

    func synchronizeNames() throws(SpoolFailure) {}

    private final class File: SpoolDiskFile {
        private let content: Content
        private let disk: MemoryDisk

        init(_ content: Content, _ disk: MemoryDisk) {
            self.content = content
            self.disk = disk
        }

        func size() throws(SpoolFailure) -> Int { content.bytes.count }
        func write(_ bytes: [UInt8], at offset: Int) throws(SpoolFailure) {
            let grows = max(0, offset + bytes.count - content.bytes.count)
            guard grows <= disk.left else {
                throw SpoolFailure(errno: ENOSPC, doing: "write", path: disk.path)
            }
            if disk.left != .max { disk.left -= grows }
            content.bytes.replaceSubrange(
                offset..<min(content.bytes.count, offset + bytes.count), with: bytes)
        }
        func read(at offset: Int, count: Int) throws(SpoolFailure) -> [UInt8] {
            Array(content.bytes[offset..<(offset + count)])
        }
        func truncate(to size: Int) throws(SpoolFailure) {
            content.bytes.removeLast(max(0, content.bytes.count - size))
        }
        func synchronize() throws(SpoolFailure) {}
        func close() {}
    }
}

/// Readings of a few printers, one every quarter of an hour each, with counters that grow.
private struct Office {
    var minute = 0
    var pages: [Int64] = [1_000, 50_000, 200_000]
    var chance = SplitMix(seed: 7)

    static let start = Instant(unixSeconds: 1_795_428_000)

    mutating func next() -> [Reading] {
        defer { minute += 15 }
        return pages.indices.map { printer in
            // Half of the time somebody prints.
            if chance.next() % 2 == 0 { pages[printer] += 3 }
            var reading = Reading(
                address: "10.0.0.\(printer)", heard: Office.start + .minutes(minute), saidOver: .snmp2c,
                isPrinter: true)
            reading.serial = "TST-\(printer)"
            reading.name = "printer \(printer)"
            reading.console = ["Ready", "\(minute)"]
            reading.meters = [.lifetime(pages[printer])]
            reading.supplies = (0..<4).map { .toner(.percent(40), "ink \($0)", index: "1.\($0)") }
            return reading
        }
    }
}

@Suite struct SpoolThinningTests {
    private func kept(_ item: Spool.Item) throws -> (reading: Reading, isThinned: Bool) {
        let json =
            [UInt8](ascii: "{\"sequence\":\(item.sequence),") + item.payload.dropFirst()
        switch try JSONDecoder().decode(ReadingBatch.Item.self, from: Data(json)).content {
        case .reading(let reading): return (reading, false)
        case .thinned(let reading): return (reading, true)
        case .silence: throw CocoaError(.featureUnsupported)
        }
    }

    private func open(_ disk: any SpoolDisk, _ bytesMax: Int = 400_000) throws -> Spool {
        try Spool(on: disk, bytesMax: bytesMax, makeID: { ID(bits: 5) })
    }

    /// Every counter value that was heard is told by what is left, as one that a later reading of the day holds.
    private func expectAllMeters(_ heard: [Reading], in left: [Reading], _ grade: Duration) {
        for reading in heard {
            let isTold = left.contains { other in
                other.serial == reading.serial && other.heard >= reading.heard
                    && other.heard - reading.heard < grade && other.meters[0].value >= reading.meters[0].value
            }
            #expect(isTold, "\(reading.serial ?? "") at \(reading.heard)")
        }
    }

    @Test
    func `a full spool gives up repeats, then detail, then meters within a day, and takes all that is new`()
        throws
    {
        let disk = MemoryDisk()
        let spool = try open(disk)
        var office = Office()
        var heard: [Reading] = []
        var wasThinned = 0
        for _ in 0..<700 {
            let readings = office.next()
            heard += readings
            try spool.append(try readings.map { try SpoolJSON.bytes(of: ReadingBatch.Content.reading($0)) })
            #expect(spool.bytes <= 400_000)
            #expect(spool.thinned >= wasThinned)
            wasThinned = spool.thinned
        }
        let left = try spool.everythingWaiting()
        let items = try left.map(kept)
        #expect(zip(left, left.dropFirst()).allSatisfy { $0.sequence < $1.sequence })
        // What is left is what was heard: whole, or its meters under the same name.
        let byMoment = Dictionary(
            heard.map { ("\($0.serial ?? "") \($0.heard)", $0) }
        ) { first, _ in first }
        for (reading, isThinned) in items {
            let original = try #require(byMoment["\(reading.serial ?? "") \(reading.heard)"])
            #expect(reading == (isThinned ? original.onlyMeters() : original))
        }
        // The oldest lost their detail, the newest have it, and all that is gone or less was counted.
        #expect(items.first?.isThinned == true)
        #expect(items.last?.isThinned == false)
        #expect(spool.thinned == heard.count - items.count { !$0.isThinned })
        expectAllMeters(heard, in: items.map(\.reading), .days(1))
        // It goes on as it was after an opening, and the count too.
        spool.close()
        let again = try open(disk)
        #expect(again.findings.isEmpty)
        #expect(again.thinned == wasThinned)
        #expect(try again.everythingWaiting() == left)
        let last = try #require(left.last)
        try again.acknowledge(last.sequence, sent: last.sequence)
        #expect(again.waiting == 0)
        #expect(again.thinned == wasThinned)
        again.close()
        #expect(try open(disk).thinned == wasThinned)
    }

    @Test func `years without a server keep the meters of each week, and the newest longest`() throws {
        let spool = try open(MemoryDisk(), 30_000)
        var office = Office()
        for _ in 0..<700 {
            try spool.append(
                try office.next().map { try SpoolJSON.bytes(of: ReadingBatch.Content.reading($0)) })
            #expect(spool.bytes <= 30_000)
        }
        let items = try spool.everythingWaiting().map(kept)
        #expect(items.last?.isThinned == false)
        // For less than two hundred whole readings there was room; these are as old as most of it.
        let oldest = try #require(items.first?.reading.heard)
        #expect(oldest < Office.start + .days(10))
    }

    @Test(arguments: [3_000, 9_000, 40_000])
    func `on a full disk the oldest detail makes room for what is new`(spare: Int) throws {
        let disk = MemoryDisk()
        let spool = try open(disk)
        var office = Office()
        var heard: [Reading] = []
        func keep() throws {
            let readings = office.next()
            try spool.append(try readings.map { try SpoolJSON.bytes(of: ReadingBatch.Content.reading($0)) })
            heard += readings
        }
        while spool.bytes < 200_000 { try keep() }
        // Somebody else takes the rest of the disk.
        disk.left = spare
        for _ in 0..<60 { try keep() }
        #expect(spool.thinned > 0)
        let items = try spool.everythingWaiting().map(kept)
        expectAllMeters(heard, in: items.map(\.reading), .days(1))
        #expect(spool.thinned == heard.count - items.count { !$0.isThinned })
        #expect(items.last?.isThinned == false)
    }

    @Test func `room that others take is not made again and again`() throws {
        let disk = MemoryDisk()
        let spool = try open(disk)
        var office = Office()
        while spool.bytes < 200_000 {
            try spool.append(
                try office.next().map { try SpoolJSON.bytes(of: ReadingBatch.Content.reading($0)) })
        }
        let next = try office.next().map { try SpoolJSON.bytes(of: ReadingBatch.Content.reading($0)) }
        disk.left = 0
        disk.isShared = true
        #expect(throws: SpoolFailure.self) { try spool.append(next) }
        let thinned = spool.thinned
        #expect(thinned > 0)
        for _ in 0..<5 {
            disk.left = 0
            #expect(throws: SpoolFailure.self) { try spool.append(next) }
            #expect(spool.thinned == thinned)
        }
        disk.left = .max
        #expect(try spool.append(next) != nil)
    }

    @Test func `a meter that no other reading tells outlives the detail of everything`() throws {
        try forSeeds { chance in
            var entries: [SpoolEntry?] = []
            var counters: [Int64] = [10, 10]
            for step in 0..<chance.number(1...60) {
                let printer = chance.number(0...1)
                if chance.number(0...9) == 0 { counters[printer] = 0 }
                counters[printer] += Int64(chance.number(0...2))
                let isSilence = chance.number(0...9) == 0
                entries.append(
                    SpoolEntry(
                        kind: isSilence ? .silence : .reading, printer: "\(printer)",
                        heard: Instant(unixSeconds: Int64(step * chance.number(600...20_000))),
                        said: Int(counters[printer]), meters: ["all": counters[printer]],
                        isThinned: chance.number(0...3) == 0))
            }
            for grade in SpoolGrade.allCases {
                let fates = grade.fates(of: entries)
                try #require(fates.count == entries.count)
                for (index, fate) in fates.enumerated() where fate == .goes {
                    let gone = entries[index]
                    // Some other that stays says the same, or more of the same counters.
                    try #require(
                        zip(entries, fates).contains { other, otherFate in
                            guard let other, let gone, otherFate != .goes, other.kind == gone.kind,
                                other.printer == gone.printer
                            else { return false }
                            return gone.kind == .silence
                                || other.meters["all"] ?? -1 >= gone.meters["all"] ?? 0
                        })
                    try #require(grade > .whole)
                }
                if grade <= .changes { try #require(!fates.contains(.losesDetail)) }
                if grade >= .meters {
                    for case (let entry?, let fate) in zip(entries, fates)
                    where entry.kind == .reading && !entry.isThinned {
                        try #require(fate != .stays)
                    }
                }
            }
        }
    }

    @Test func `a counter that falls within a day keeps both what it showed before and after`() {
        let entries = [(8, 900), (10, 950), (12, 3), (14, 20)].map { hour, value in
            SpoolEntry(
                kind: .reading, printer: "a", heard: Instant(unixSeconds: Int64(hour * 3_600)), said: value,
                meters: ["all": Int64(value)], isThinned: true)
        }
        #expect(SpoolGrade.daily.fates(of: entries) == [.goes, .stays, .goes, .stays])
    }

    @Test func `the program that ends between two steps of thinning finds one or the other`() throws {
        let disk = MemoryDisk()
        do {
            let spool = try open(disk, 100_000)
            var office = Office()
            while spool.thinned == 0 {
                try spool.append(
                    try office.next().map { try SpoolJSON.bytes(of: ReadingBatch.Content.reading($0)) })
            }
        }
        let thinned = try #require(
            try disk.names().first { name in
                guard name.hasSuffix(".spool") else { return false }
                return try SpoolSegment.open(name, in: disk)?.segment.grade != .whole
            })
        let segment = try #require(try SpoolSegment.open(thinned, in: disk)?.segment)
        // A file that the thinned one before it stands for, as when it could not be removed any more.
        let left = try SpoolSegment.create(in: disk, spool: segment.spool, firstSequence: segment.through)
        disk.put(Array("half".utf8), at: thinned + ".new")
        let spool = try open(disk, 100_000)
        #expect(spool.findings.isEmpty)
        #expect(try !disk.names().contains(left.name))
        #expect(try !disk.names().contains(thinned + ".new"))
        let numbers = try spool.everythingWaiting().map(\.sequence)
        #expect(numbers.count == Set(numbers).count)
    }
}

extension [UInt8] {
    fileprivate init(ascii text: String) { self = Array(text.utf8) }
}
