// SPDX-License-Identifier: Apache-2.0
import Fuzzed

/// Fails on purpose once the fuzzer has found its way, so that a fuzzer that finds nothing is noticed.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    if case .octets(let text)? = (try? SNMPMessage.decode(bytes))?.pdu.varBinds.first?.value, text.count > 2 {
        fatalError("the canary sings")
    }
    return 0
}
