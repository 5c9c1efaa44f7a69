// SPDX-License-Identifier: Apache-2.0
import Fuzzed

/// Profiles: parsing never traps, and the interpreter works with whatever came out of it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let (profile, findings) = Profile.parse(UnsafeBufferPointer(start: start, count: count))
    precondition(findings.count <= WireLimits.findingsMax + 1, "too many findings")
    guard let profile else { return 0 }
    precondition(profile.rules.allSatisfy { !$0.provenance.source.isEmpty }, "a rule without a source")
    let interpreter = Interpreter(profiles: Array(Profile.builtIn.prefix(1)) + [profile])
    _ = interpreter.reading(
        from: Sample.walk, address: "", heard: Instant(unixSeconds: 0), saidOver: .recording)
    for depth in Interpreter.Depth.allCases { _ = interpreter.questions(depth, knowing: Sample.walk) }
    return 0
}

enum Sample {
    static let walk = Walk.parse(
        snmprec: """
            1.3.6.1.2.1.1.1.0|4|ACME Anvil 100 version 7
            1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.99999.1
            1.3.6.1.2.1.25.3.2.1.3.1|4|ACME Anvil 100
            1.3.6.1.2.1.43.11.1.1.6.1.1|4|Black Toner, PN 1;SN2
            1.3.6.1.2.1.43.11.1.1.9.1.1|2|-7
            1.3.6.1.4.1.99999.1.1.0|65|5
            1.3.6.1.4.1.99999.1.2.0|4x|00010400000005
            """
    ).walk
}
