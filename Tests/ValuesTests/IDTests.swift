// SPDX-License-Identifier: Apache-2.0
import Foundation
import Generators
import Synchronization
import Testing
import Values

private enum Subject {}

@Suite struct IDTests {
    private func bits(_ chance: inout SplitMix) -> UInt128 {
        (UInt128(chance.next()) << 64 | UInt128(chance.next())) >> UInt128(chance.number(0...127))
    }

    @Test(arguments: [
        (UInt128.zero, "00000000000000000000000000"), (31, "0000000000000000000000000z"),
        (32, "00000000000000000000000010"), (UInt128.max, "7zzzzzzzzzzzzzzzzzzzzzzzzz"),
    ])
    func `a known id is written and read`(bits: UInt128, text: String) {
        #expect(ID<Subject>(bits: bits).description == text)
        #expect(ID<Subject>(text)?.bits == bits)
        #expect(ID<Subject>(text.uppercased())?.bits == bits)
    }

    @Test func `an id is read as it is written, in text and in bytes`() throws {
        try forSeeds(2_000) { chance in
            let id = ID<Subject>(bits: bits(&chance))
            try #require(ID<Subject>(id.description) == id)
            try #require(ID<Subject>(bytes: id.bytes) == id)
            try #require(id.bytes.count == 16)
        }
    }

    @Test func `numbers, bytes and letters are in the same order`() throws {
        try forSeeds(2_000) { chance in
            let left = ID<Subject>(bits: bits(&chance))
            let right = ID<Subject>(bits: bits(&chance))
            try #require((left < right) == left.bytes.lexicographicallyPrecedes(right.bytes))
            try #require((left < right) == (left.description < right.description))
        }
    }

    @Test(arguments: [
        "", "0", "0000000000000000000000000", "000000000000000000000000000", "80000000000000000000000000",
        "0000000000000000000000000u", "0000000000000000000000000i", "0000000000000000000000000l",
        "0000000000000000000000000o", "0000000000000-000000000000", "0000000000000000000000000 ",
        "000000000000000000000000é", "0000000000000000000000000@", "0000000000000000000000000`",
    ])
    func `text that is not an id is refused`(text: String) {
        #expect(ID<Subject>(text) == nil)
    }

    @Test func `bytes that are not sixteen are refused`() {
        #expect(ID<Subject>(bytes: []) == nil)
        #expect(ID<Subject>(bytes: [UInt8](repeating: 0, count: 15)) == nil)
        #expect(ID<Subject>(bytes: [UInt8](repeating: 0, count: 17)) == nil)
    }

    @Test func `ids sort by the millisecond in which they were made`() throws {
        try forSeeds(1_000) { chance in
            let ids = SeededIDs(seed: chance.next())
            let first = Instant(microseconds: chance.number(0...4_000_000_000_000_000 as ClosedRange<Int64>))
            let second = first + .milliseconds(chance.number(1...10_000_000))
            let earlier: ID<Subject> = ids.make(at: first)
            let later: ID<Subject> = ids.make(at: second)
            try #require(earlier < later)
            try #require(Int64(earlier.bits >> 80) == first.unixMilliseconds)
        }
    }

    @Test func `ids made within one millisecond sort in the order in which they were made`() throws {
        try forSeeds(100) { chance in
            let ids = SeededIDs(seed: chance.next())
            let now = Instant(microseconds: chance.number(0...4_000_000_000_000_000 as ClosedRange<Int64>))
            let made: [ID<Subject>] = (0..<50).map { _ in ids.make(at: now) }
            try #require(made == made.sorted())
        }
    }

    @Test func `a clock before 1970 or far beyond makes an id all the same`() {
        let ids = SeededIDs(seed: 1)
        let early: ID<Subject> = ids.make(at: Instant(microseconds: .min))
        #expect(early.bits >> 80 == 0)
        let late: ID<Subject> = ids.make(at: Instant(microseconds: .max))
        #expect(ID<Subject>(late.description) == late)
    }

    @Test func `JSON holds the text, and text that is no id is refused`() throws {
        let ids = [ID<Subject>(bits: 33)]
        let json = try JSONEncoder().encode(ids)
        #expect(String(decoding: json, as: UTF8.self) == #"["00000000000000000000000011"]"#)
        #expect(try JSONDecoder().decode([ID<Subject>].self, from: json) == ids)
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([ID<Subject>].self, from: Data(#"["33"]"#.utf8))
        }
    }
}
