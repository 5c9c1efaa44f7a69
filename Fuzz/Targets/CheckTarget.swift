// SPDX-License-Identifier: Apache-2.0

/// Looks for bytes that break one of the checks; the script says which by writing `target`.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    if let fault = FuzzChecks.check(target, Array(UnsafeBufferPointer(start: start, count: count))) {
        fatalError(fault)
    }
    return 0
}
