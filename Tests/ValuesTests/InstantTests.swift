// SPDX-License-Identifier: Apache-2.0
import Foundation
import Generators
import Testing
import Values

@Suite struct InstantTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("2038-01-19T03:14:07Z", 2_147_483_647_000_000),
        ("1969-12-31T23:59:59.999999Z", -1), ("2026-03-01T08:30:00.5Z", 1_772_353_800_500_000),
        ("0001-01-01T00:00:00Z", -62_135_596_800_000_000),
        ("9999-12-31T23:59:59.999999Z", 253_402_300_799_999_999),
    ])
    func `a known instant is written and read`(text: String, microseconds: Int64) {
        #expect(Instant(text)?.microseconds == microseconds)
        #expect(Instant(microseconds: microseconds).description == text)
    }

    @Test(arguments: [
        ("2026-03-01T10:00:00+01:30", "2026-03-01T08:30:00Z"),
        ("2026-03-01T00:30:00-08:00", "2026-03-01T08:30:00Z"),
        ("2026-03-01 08:30:00Z", "2026-03-01T08:30:00Z"),
        ("2026-03-01T08:30:00-00:00", "2026-03-01T08:30:00Z"),
        ("2026-03-01T08:30:00.120000Z", "2026-03-01T08:30:00.12Z"),
        ("2026-03-01T08:30:00.1234567Z", "2026-03-01T08:30:00.123456Z"),
    ])
    func `other ways to write the same instant are read`(text: String, plain: String) {
        #expect(Instant(text)?.description == plain)
    }

    @Test(arguments: [
        "", "now", "2026-03-01", "2026-03-01T08:30:00", "2026-03-01T08:30Z", "2026-03-01T24:00:00Z",
        "2026-03-01T08:60:00Z", "2026-03-01T08:30:60Z", "2026-02-29T08:30:00Z", "2026-03-01T08:30:00z ",
        "2026-03-01T08:30:00.Z", "2026-03-01T08:30:00,5Z", "2026-03-01T08:30:00+0100",
        "2026-03-01T08:30:00+24:00",
        "2026-03-01T08:30:00+01:60", "2026-03-01T08:30:00+01:00Z", "2026-03-01T08:30:00ZZ",
        "20260301T083000Z",
        "2026-03-01T08:30:00.000000000000000000000Z", "+026-03-01T08:30:00Z", "2026-03-01T+8:30:00Z",
        "0000-12-31T23:59:59Z", "10000-01-01T00:00:00Z",
    ])
    func `what is not an instant is refused`(text: String) {
        #expect(Instant(text) == nil)
    }

    /// They could be read but not written again, and what cannot be written again spoils what is stored.
    @Test(arguments: ["0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01"])
    func `an instant that its offset pushes out of the years that can be written is refused`(text: String) {
        #expect(Instant(text) == nil)
    }

    @Test func `an instant is read as it is written`() throws {
        try forSeeds(3_000) { chance in
            let instant = Instant(
                microseconds: chance.number(-62_135_596_800_000_000...253_402_300_799_999_999))
            try #require(Instant(instant.description) == instant)
        }
    }

    @Test func `an offset moves the instant by exactly that much`() throws {
        try forSeeds(500) { chance in
            let instant = Instant(unixSeconds: chance.number(0...4_000_000_000 as ClosedRange<Int64>))
            let minutes = chance.number(-1_439...1_439)
            let wall = TimeZoneTable(identifier: "Test", initialOffsetSeconds: minutes * 60).civil(instant)
            let offset =
                (minutes < 0 ? "-" : "+")
                + [abs(minutes) / 60, abs(minutes) % 60].map { ($0 < 10 ? "0" : "") + String($0) }
                .joined(separator: ":")
            try #require(Instant("\(wall)\(offset)") == instant)
        }
    }

    @Test func `cutting any text anywhere never brings it down`() throws {
        let seeds = ["2026-03-01T08:30:00.123456+01:30", "2026-03-01T08:30:00Z", "é2026-03-01T08:30:00Z"]
        try forSeeds(2_000) { chance in
            var bytes = Array(chance.pick(seeds).utf8)
            for _ in 0...chance.number(0...3) where !bytes.isEmpty {
                bytes[chance.number(0...(bytes.count - 1))] = UInt8(chance.number(0...255))
            }
            let text = String(decoding: bytes.prefix(chance.number(0...bytes.count)), as: UTF8.self)
            if let instant = Instant(text) { try #require(Instant(instant.description) == instant) }
        }
    }

    @Test func `seconds and milliseconds are rounded towards the past`() {
        #expect(Instant(microseconds: 1_999_999).unixSeconds == 1)
        #expect(Instant(microseconds: -1).unixSeconds == -1)
        #expect(Instant(microseconds: -1_000_000).unixSeconds == -1)
        #expect(Instant(microseconds: -1_000_001).unixSeconds == -2)
        #expect(Instant(microseconds: 1_999).unixMilliseconds == 1)
        #expect(Instant(microseconds: -1).unixMilliseconds == -1)
        #expect(Instant(microseconds: -1_000).unixMilliseconds == -1)
    }

    @Test func `what was added can be measured`() throws {
        try forSeeds(1_000) { chance in
            let instant = Instant(microseconds: chance.number(-1 << 60...1 << 60))
            let duration = Duration.microseconds(chance.number(-1 << 60...1 << 60))
            try #require(instant + duration - instant == duration)
            try #require(instant + duration - duration == instant)
        }
    }

    @Test func `beyond the end of time it stays at the end`() {
        let last = Instant(microseconds: .max)
        let first = Instant(microseconds: .min)
        #expect(last + .seconds(1) == last)
        #expect(first - .seconds(1) == first)
        #expect(last - .seconds(-1) == last)
        #expect(first + .seconds(-1) == first)
        #expect((last - first).wholeMicroseconds == .max)
        #expect((first - last).wholeMicroseconds == .min)
        #expect(Duration.seconds(Int64.max).wholeMicroseconds == .max)
        #expect(Duration.seconds(Int64.min).wholeMicroseconds == .min)
    }

    @Test func `JSON holds the text, and text that is no instant is refused`() throws {
        let instants = [instant("2026-03-01T08:30:00Z")]
        let json = try JSONEncoder().encode(instants)
        #expect(String(decoding: json, as: UTF8.self) == #"["2026-03-01T08:30:00Z"]"#)
        #expect(try JSONDecoder().decode([Instant].self, from: json) == instants)
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([Instant].self, from: Data(#"["yesterday"]"#.utf8))
        }
        for far in [Instant(microseconds: .min), Instant(microseconds: .max)] {
            #expect(throws: EncodingError.self) { try JSONEncoder().encode([far]) }
        }
    }
}
