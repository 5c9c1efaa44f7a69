// SPDX-License-Identifier: Apache-2.0

/// How soon one printer may be asked again, so that no printer is pressed, however fast it answers: a burst as
/// long as a reading goes at once, and then so many a second.
public struct PrinterPace: Hashable, Sendable {
    /// Datagrams that may go one after the other: more than a full reading of a large machine takes.
    public static let burst = 64

    /// When the printer would be at its ceiling if it had been asked evenly, in microseconds.
    private var even: Int64 = .min

    /// When the next datagram may go, not before `now`; `interval` is the time between two at the ceiling.
    func start(every interval: Int64, at now: Int64) -> Int64 {
        guard interval > 0, even > now else { return now }
        return max(now, even - Int64(PrinterPace.burst) * interval)
    }

    /// One has gone.
    mutating func spend(every interval: Int64, at now: Int64) {
        if interval > 0 { even = max(now, even) + interval }
    }
}
