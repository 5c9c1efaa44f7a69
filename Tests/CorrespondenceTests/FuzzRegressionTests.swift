// SPDX-License-Identifier: Apache-2.0
import Generators
import Testing

/// Everything the fuzzer keeps, tried again: what it starts from, and whatever once broke something.
@Suite struct FuzzRegressionTests {
    @Test(arguments: ["mail", "smtp"])
    func `nothing the fuzzer kept breaks anything`(target: String) throws {
        #expect(try FuzzKept.failures(target, FuzzChecks.check) == [])
    }
}
