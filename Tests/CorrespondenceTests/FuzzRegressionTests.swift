// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// Everything the fuzzer keeps, tried again: what it starts from, and whatever once broke something.
@Suite struct FuzzRegressionTests {
    private static let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")

    @Test(arguments: ["mail", "smtp"])
    func `nothing the fuzzer kept breaks anything`(target: String) throws {
        var tried = 0
        for folder in ["Corpus", "Crashes"] {
            let place = "\(Self.root)/Fuzz/\(folder)/\(target)"
            for name in (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? [] {
                let bytes = try #require(FileManager.default.contents(atPath: "\(place)/\(name)"))
                #expect(FuzzChecks.check(target, [UInt8](bytes)) == nil, "\(folder)/\(target)/\(name)")
                tried += 1
            }
        }
        #expect(tried > 0, "Fuzz/Corpus/\(target) is empty")
    }
}
