// SPDX-License-Identifier: Apache-2.0
import Foundation
import Practice
import Synchronization
import Values

/// Reads time zones from the system's tz data and gives them to pure code as tables.
public final class SystemTimeZones: TimeZoneSource {
    /// Changes of the clocks are listed between these years; before and after them the nearest offset holds.
    private static let years = 1990...2060

    private let known = Mutex<[String: TimeZoneTable]>([:])

    public init() {}

    /// `nil` when the system knows no zone of this IANA name.
    public func table(named identifier: String) -> TimeZoneTable? {
        if let table = known.withLock({ $0[identifier] }) { return table }
        // Foundation also takes abbreviations such as "EST", which mean different things to different people.
        guard identifier == "UTC" || TimeZone.knownTimeZoneIdentifiers.contains(identifier),
            let zone = TimeZone(identifier: identifier)
        else { return nil }
        let table = SystemTimeZones.table(of: zone, named: identifier)
        known.withLock { $0[identifier] = table }
        return table
    }

    /// The IANA names that the system knows, for a form's list.
    public var identifiers: [String] { TimeZone.knownTimeZoneIdentifiers.sorted() }

    /// The zone this computer is set to; `UTC` when that is not a zone of the tz data.
    public var current: String {
        let identifier = TimeZone.current.identifier
        return table(named: identifier) == nil ? "UTC" : identifier
    }

    private static func table(of zone: TimeZone, named identifier: String) -> TimeZoneTable {
        var moment = date(ofYear: years.lowerBound)
        let end = date(ofYear: years.upperBound)
        var changes: [TimeZoneTable.Change] = []
        while let next = zone.nextDaylightSavingTimeTransition(after: moment), next > moment, next < end {
            changes.append(
                .init(
                    at: Instant(unixSeconds: Int64(next.timeIntervalSince1970)),
                    offsetSeconds: zone.secondsFromGMT(for: next)))
            moment = next
        }
        return TimeZoneTable(
            identifier: identifier,
            initialOffsetSeconds: zone.secondsFromGMT(for: date(ofYear: years.lowerBound)), changes: changes)
    }

    private static func date(ofYear year: Int) -> Date {
        let days = CivilDate(year: year, month: 1, day: 1)?.daysSinceEpoch ?? 0
        return Date(timeIntervalSince1970: Double(days) * 86_400)
    }
}
