// SPDX-License-Identifier: Apache-2.0
import DemoCollege
import Values
import VirtualFleet

/// The machines of the demo's college at the beginning of its year, by the clocks of UTC.
enum SimulatedCollege {
    /// A working morning.
    private static let end = Instant(unixSeconds: 1_794_819_600)
    private static let college = College(seed: 1, endingAt: end, zone: .utc)

    static var start: Instant { college.year.start }
    static var site: VirtualSite { college.network }
    /// 127.20.0.1 to 127.20.0.254, as the demo's collector is told.
    static let swept: ClosedRange<UInt32> = 0x7F14_0001...0x7F14_00FE
}
