// SPDX-License-Identifier: Apache-2.0
import Generators
import Testing
import Values

/// Everything the fuzzer keeps, tried again: what it starts from, and whatever once broke something.
@Suite struct FuzzRegressionTests {
    static let targets = ["csv", "vcard", "scim"]

    @Test(arguments: targets)
    func `nothing the fuzzer kept breaks anything`(target: String) throws {
        #expect(try FuzzKept.failures(target, FuzzChecks.check) == [])
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
