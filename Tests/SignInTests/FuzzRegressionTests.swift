// SPDX-License-Identifier: Apache-2.0
import Foundation
import Generators
import Testing
import Values

/// Everything the fuzzer keeps, tried again: what it starts from, and whatever once broke something.
@Suite struct FuzzRegressionTests {
    private static let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")

    static let targets = ["id-token"]

    @Test(arguments: targets)
    func `nothing the fuzzer kept breaks anything`(target: String) throws {
        var tried = 0
        for folder in ["Corpus", "Crashes"] {
            let place = "\(FuzzRegressionTests.root)/Fuzz/\(folder)/\(target)"
            for name in (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? [] {
                let bytes = try #require(FileManager.default.contents(atPath: "\(place)/\(name)"))
                #expect(FuzzChecks.check(target, [UInt8](bytes)) == nil, "\(folder)/\(target)/\(name)")
                tried += 1
            }
        }
        #expect(tried > 0, "Fuzz/Corpus/\(target) is empty")
    }

    @Test func `the checks hold for bytes that nobody chose`() throws {
        try forSeeds(200) { chance in
            let bytes = (0..<chance.number(0...200)).map { _ in UInt8.random(in: 0...255, using: &chance) }
            for target in FuzzRegressionTests.targets {
                try #require(FuzzChecks.check(target, bytes) == nil, "\(target): \(bytes)")
            }
        }
    }
}
