// SPDX-License-Identifier: Apache-2.0
import Generators
import Testing

/// Everything that fuzzing ever broke, and the examples it began with.
@Suite struct `Promises and evidence out of any bytes` {
    @Test(arguments: ["promise-file", "evidence"])
    func `hold what must always hold`(target: String) throws {
        #expect(try FuzzKept.failures(target, FuzzChecks.check) == [])
    }
}
