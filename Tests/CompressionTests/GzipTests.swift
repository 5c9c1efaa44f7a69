// SPDX-License-Identifier: Apache-2.0
import Compression
import Foundation
import Generators
import Programs
import Testing
import Values

@Suite struct GzipTests {
    @Test(arguments: [0, 1, 100, 65_536, 65_537, 3_000_000])
    func `what was compressed comes back whole`(count: Int) throws {
        var chance = SplitMix(seed: UInt64(count))
        // Half text, half noise.
        let bytes = (0..<count).map { position in
            position.isMultiple(of: 2) ? UInt8(ascii: "a") : UInt8(truncatingIfNeeded: chance.next())
        }
        let small = try Gzip.compress(bytes)
        #expect(try Gzip.expand(small, upTo: count) == bytes)
    }

    @Test func `readings become a fraction of their size`() throws {
        let text = String(
            repeating: #"{"meter":{"value":12345,"unit":"impressions"},"supply":"Black"},"#, count: 500)
        #expect(try Gzip.compress(Array(text.utf8)).count * 10 < text.utf8.count)
    }

    @Test func `a few bytes that would become gigabytes are stopped at the limit`() throws {
        var bomb = [UInt8](repeating: 0, count: 50_000_000)
        bomb = try Gzip.compress(bomb)
        #expect(bomb.count < 100_000)
        let failure = #expect(throws: CompressionFailure.self) {
            try Gzip.expand(bomb, upTo: 8 * 1_024 * 1_024)
        }
        #expect(failure?.kind == .tooLarge)
        #expect(failure?.message.hasSuffix(".") == true)
    }

    @Test func `exactly the limit is not too much, and one byte more is`() throws {
        let small = try Gzip.compress(Array(repeating: 7, count: 1_000))
        #expect(try Gzip.expand(small, upTo: 1_000).count == 1_000)
        #expect(throws: CompressionFailure.self) { try Gzip.expand(small, upTo: 999) }
    }

    @Test func `what was cut off anywhere is damaged and never half of it`() throws {
        let small = try Gzip.compress(Array("a reading, and another reading, and another".utf8))
        for length in 0..<small.count {
            let failure = #expect(throws: CompressionFailure.self) {
                try Gzip.expand(Array(small[..<length]), upTo: 10_000)
            }
            #expect(failure?.kind == .damaged)
        }
    }

    @Test func `a byte that changed on the way is found`() throws {
        let bytes = Array(String(repeating: "the level is 40 %. ", count: 40).utf8)
        let small = try Gzip.compress(bytes)
        // The first ten bytes are gzip's header, of which time and system do not count.
        for position in 10..<small.count {
            var changed = small
            changed[position] ^= 0x10
            #expect(throws: CompressionFailure.self) { try Gzip.expand(changed, upTo: 100_000) }
        }
    }

    @Test func `bytes of any kind are refused and not followed`() throws {
        try forSeeds(300) { chance in
            let noise = (0..<Int(chance.next() % 200)).map { _ in UInt8(truncatingIfNeeded: chance.next()) }
            #expect(throws: CompressionFailure.self) { try Gzip.expand(noise, upTo: 100_000) }
            #expect(throws: CompressionFailure.self) {
                try Gzip.expand([0x1F, 0x8B, 8, 0] + noise, upTo: 100_000)
            }
        }
    }

    @Test func `what follows the end is damage and not passed over`() throws {
        let small = try Gzip.compress([1, 2, 3])
        #expect(throws: CompressionFailure.self) { try Gzip.expand(small + [0], upTo: 100) }
    }

    @Test func `gzip itself reads what was compressed`() async throws {
        let path = NSTemporaryDirectory() + "goodword-\(UUID().uuidString).gz"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data(Gzip.compress(Array("heard, kept, delivered\n".utf8))).write(to: URL(fileURLWithPath: path))
        let run = try await Program.run("/bin/gzip", ["-dc", path])
        #expect(run.status == 0)
        #expect(run.output == "heard, kept, delivered\n")
    }
}
