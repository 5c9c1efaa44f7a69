// SPDX-License-Identifier: Apache-2.0
import Fuzzed

/// Recordings: parsing never traps, names what it cannot read, and what it read survives being written.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let (walk, findings) = Walk.parse(snmprec: UnsafeBufferPointer(start: start, count: count))
    precondition(findings.count <= WireLimits.findingsMax + 1, "too many findings")
    precondition(zip(walk.varBinds, walk.varBinds.dropFirst()).allSatisfy { $0.oid < $1.oid }, "out of order")
    let again = Walk.parse(snmprec: walk.snmprec)
    precondition(again.walk == walk && again.findings.isEmpty, "what was written reads otherwise")
    return 0
}
