// SPDX-License-Identifier: Apache-2.0
import Fuzzed

/// Datagrams: decoding never traps, and what was decoded is written and read back the same.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    guard let message = try? SNMPMessage.decode(bytes) else { return 0 }
    let written = message.encode()
    // Identifiers that BER cannot hold do not come out of decoding, so nothing is lost on the way back.
    if written.count <= WireLimits.datagramBytesMax {
        precondition((try? SNMPMessage.decode(written)) == message, "what was written reads otherwise")
    }
    return 0
}
