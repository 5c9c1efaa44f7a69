// SPDX-License-Identifier: Apache-2.0
import Foundation
import Generators
import Testing
import Values

@Suite struct PartsPerMillionTests {
    @Test(
        arguments: [
            (0, 5, 0), (5, 5, 1_000_000), (1, 3, 333_333), (2, 3, 666_667), (1, 2_000_000, 1),
            (1, 2_000_001, 0),
            (-1, 2_000_000, -1), (-1, 2_000_001, 0), (-2, 3, -666_667), (7, 2, 3_500_000),
        ] as [(Int64, Int64, Int64)])
    func `a share is rounded to the nearest millionth`(part: Int64, whole: Int64, millionths: Int64) {
        #expect(PartsPerMillion(part, of: whole)?.value == millionths)
    }

    @Test func `a share of nothing, or one too large to count, is refused`() {
        #expect(PartsPerMillion(1, of: 0) == nil)
        #expect(PartsPerMillion(1, of: -5) == nil)
        #expect(PartsPerMillion(.max, of: 1) == nil)
        #expect(PartsPerMillion(.min, of: 1) == nil)
        #expect(PartsPerMillion(9_000_000_000_000, of: .max) == nil)
    }

    @Test(
        arguments: [
            (4_999, 0), (5_000, 1), (14_999, 1), (15_000, 2), (1_000_000, 100), (-4_999, 0), (-5_000, -1),
            (-15_000, -2),
            (Int64.max, 922_337_203_685_478), (Int64.min, -922_337_203_685_478),
        ] as [(Int64, Int)])
    func `whole percent are rounded, halves away from zero`(millionths: Int64, percent: Int) {
        #expect(PartsPerMillion(millionths).percent == percent)
    }

    @Test func `percent become millionths, and too many become as many as can be counted`() {
        #expect(PartsPerMillion(percent: 20).value == 200_000)
        #expect(PartsPerMillion(percent: .max).value == .max)
        #expect(PartsPerMillion(percent: .min).value == .min)
    }

    @Test func `rounding is never off by more than half a millionth`() throws {
        try forSeeds(2_000) { chance in
            let whole = chance.number(1...1_000_000_000 as ClosedRange<Int64>)
            let part = chance.number(-1_000_000_000...1_000_000_000 as ClosedRange<Int64>)
            let share = try #require(PartsPerMillion(part, of: whole)).value
            let error = part * 1_000_000 - share * whole
            try #require(abs(error) * 2 <= whole)
        }
    }

    @Test func `JSON holds the bare number`() throws {
        let shares = [PartsPerMillion(1), PartsPerMillion(percent: 99)]
        let json = try JSONEncoder().encode(shares)
        #expect(String(decoding: json, as: UTF8.self) == "[1,990000]")
        #expect(try JSONDecoder().decode([PartsPerMillion].self, from: json) == shares)
        #expect(PartsPerMillion(1) < PartsPerMillion(2))
    }
}

@Suite struct SplitMixTests {
    /// Of the reference implementation by Sebastiano Vigna (splitmix64.c).
    @Test(
        arguments: [
            (
                1_234_567,
                [
                    6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
                    4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
                ]
            ),
            (0, [0xE220_A839_7B1D_CDAF, 0x6E78_9E6A_A1B9_65F4, 0x06C4_5D18_8009_454F]),
        ] as [(UInt64, [UInt64])])
    func `the published numbers come out`(seed: UInt64, numbers: [UInt64]) {
        var chance = SplitMix(seed: seed)
        #expect(numbers.indices.map { _ in chance.next() } == numbers)
    }

    @Test func `the same seed and stream give the same numbers, another stream others`() {
        func first(_ seed: UInt64, _ stream: UInt64) -> [UInt64] {
            var chance = SplitMix(seed: seed, stream: stream)
            return (0..<8).map { _ in chance.next() }
        }
        #expect(first(7, 3) == first(7, 3))
        let firsts = (0..<1_000).map { first(7, $0)[0] }
        #expect(Set(firsts).count == 1_000)
        #expect(first(7, 0) != first(8, 0))
    }

    @Test func `a fraction lies from 0 up to but not at 1, and fills the range`() {
        var chance = SplitMix(seed: 5)
        let fractions = (0..<10_000).map { _ in chance.fraction() }
        #expect(fractions.allSatisfy { $0 >= 0 && $0 < 1 })
        let tenths = Dictionary(grouping: fractions) { Int($0 * 10) }.mapValues(\.count)
        #expect(tenths.count == 10 && tenths.values.allSatisfy { (850...1_150).contains($0) })
    }

    @Test func `a generator goes on where it was when it is stored and read back`() throws {
        var chance = SplitMix(seed: 9)
        _ = chance.next()
        var again = try JSONDecoder().decode(SplitMix.self, from: JSONEncoder().encode(chance))
        #expect(again.next() == chance.next())
    }
}

@Suite struct RefusalTests {
    @Test func `the detail is for the log, and a refusal without one says only its sentence`() {
        #expect(Refusal(.invalid, "Please write a name.").description == "Please write a name.")
        let refusal = Refusal(.unavailable, "Please try again.", detail: "port 161: timed out", field: "host")
        #expect(refusal.description == "Please try again. (port 161: timed out)")
        #expect(!refusal.message.contains("161"))
        #expect(refusal.field == "host")
    }
}
