// SPDX-License-Identifier: Apache-2.0

/// A ceiling on datagrams per second, all printers together. A twentieth of a second's worth may go at once.
struct PacketBudget {
    private let perSecond: Int64
    private let burst: Int64
    /// In millionths of a datagram.
    private var credit: Int64
    private var counted: Int64

    /// `perSecond` of 0 is without a ceiling.
    init(perSecond: Int, now: Int64) {
        self.perSecond = Int64(clamping: min(max(0, perSecond), 100_000_000))
        burst = max(1, self.perSecond / 20) * 1_000_000
        credit = burst
        counted = now
    }

    /// How many may go now.
    mutating func available(now: Int64) -> Int {
        guard perSecond > 0 else { return Int.max }
        let elapsed = min(max(0, now - counted), 1_000_000)
        counted = max(counted, now)
        credit = min(burst, credit + elapsed * perSecond)
        return Int(credit / 1_000_000)
    }

    mutating func spend(_ count: Int) {
        if perSecond > 0 { credit -= Int64(count) * 1_000_000 }
    }

    /// Microseconds until one more may go.
    func wait() -> Int64 {
        guard perSecond > 0, credit < 1_000_000 else { return 0 }
        return (1_000_000 - credit + perSecond - 1) / perSecond
    }
}
