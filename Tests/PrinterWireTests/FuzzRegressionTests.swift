// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// Everything the fuzzer keeps, tried again: what it starts from, and whatever once broke something.
@Suite struct FuzzRegressionTests {
    private static let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")

    static let targets = [
        "snmp", "snmprec", "profile", "interpreter", "inquiry", "user-message", "user-inquiry", "credentials",
        "ipp",
        "dns",
    ]

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

    @Test func `the checks hold for bytes that nobody chose`() {
        var state: UInt64 = 88_172_645_463_325_252
        for _ in 0..<300 {
            let bytes = (0..<200).map { _ -> UInt8 in
                state ^= state << 13
                state ^= state >> 7
                state ^= state << 17
                return UInt8(truncatingIfNeeded: state)
            }
            for target in FuzzRegressionTests.targets {
                #expect(FuzzChecks.check(target, bytes) == nil, "\(target): \(bytes)")
            }
        }
    }
}
