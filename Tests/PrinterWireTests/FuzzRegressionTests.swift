// SPDX-License-Identifier: Apache-2.0
import Generators
import Testing

/// Everything the fuzzer keeps, tried again: what it starts from, and whatever once broke something.
@Suite struct FuzzRegressionTests {
    static let targets = [
        "snmp", "snmprec", "profile", "interpreter", "inquiry", "user-message", "user-inquiry", "credentials",
        "ipp",
        "dns",
    ]

    @Test(arguments: targets)
    func `nothing the fuzzer kept breaks anything`(target: String) throws {
        #expect(try FuzzKept.failures(target, FuzzChecks.check) == [])
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
