// SPDX-License-Identifier: Apache-2.0

/// A time zone as a value: the offsets from UTC that hold from one instant to the next.
///
/// Pure code gets it as a parameter; one adapter fills it from the system's tz data. Before the first change
/// ``initialOffsetSeconds`` holds.
public struct TimeZoneTable: Hashable, Sendable {
    /// One change of the clocks.
    public struct Change: Hashable, Sendable {
        public let at: Instant
        /// Seconds east of UTC from `at` on.
        public let offsetSeconds: Int

        public init(at: Instant, offsetSeconds: Int) {
            self.at = at
            self.offsetSeconds = offsetSeconds
        }
    }

    /// The IANA name, such as `Europe/Dublin`.
    public let identifier: String
    public let initialOffsetSeconds: Int
    /// In ascending order.
    public let changes: [Change]

    public init(identifier: String, initialOffsetSeconds: Int, changes: [Change] = []) {
        self.identifier = identifier
        self.initialOffsetSeconds = initialOffsetSeconds
        self.changes = changes.sorted { $0.at < $1.at }
    }

    public static let utc = TimeZoneTable(identifier: "UTC", initialOffsetSeconds: 0)

    public func offsetSeconds(at instant: Instant) -> Int {
        var low = 0
        var high = changes.count
        while low < high {
            let middle = (low + high) / 2
            if changes[middle].at <= instant { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? initialOffsetSeconds : changes[low - 1].offsetSeconds
    }

    public func civil(_ instant: Instant) -> CivilDateTime {
        CivilDateTime(utc: instant, offsetSeconds: offsetSeconds(at: instant))
    }

    public func date(of instant: Instant) -> CivilDate { civil(instant).date }

    /// The instant at which a wall clock in this zone shows `local`.
    ///
    /// In the hour that is skipped in spring the clock never shows it: the instant that many minutes after
    /// the change is meant. In the hour that is repeated in autumn the first of the two is meant.
    public func instant(of local: CivilDateTime) -> Instant {
        let naive = Int64(local.date.daysSinceEpoch) * 86_400 + Int64(local.secondOfDay)
        let offsets = [
            offsetSeconds(at: Instant(unixSeconds: naive - 86_400)),
            offsetSeconds(at: Instant(unixSeconds: naive + 86_400)),
        ]
        // The larger offset gives the earlier instant, so it is tried first.
        for offset in offsets.sorted(by: >) {
            let candidate = Instant(unixSeconds: naive - Int64(offset))
            if offsetSeconds(at: candidate) == offset { return candidate }
        }
        return Instant(unixSeconds: naive - Int64(offsets[0]))
    }

    public func startOfDay(_ date: CivilDate) -> Instant {
        instant(of: CivilDateTime(date: date, secondOfDay: 0))
    }
}
