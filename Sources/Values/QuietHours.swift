// SPDX-License-Identifier: Apache-2.0

/// Hours of the week, in a place's own time, in which something is left alone.
public struct QuietHours: Hashable, Sendable {
    /// From a minute of some days to another, on the next day when it does not lie later.
    public struct Span: Hashable, Sendable {
        public let days: Set<Weekday>
        /// Minutes since local midnight, below 1440.
        public let startMinute: Int
        /// At most 1440; up to and with ``startMinute`` it is the next day's.
        public let endMinute: Int

        /// Reads `19:00-07:00`, `mon-fri 19:00-07:00`, `sat,sun` or `sat 00:00-24:00`.
        public init?(_ written: String) {
            let words = written.lowercased().split(separator: " ")
            guard let first = words.first, words.count <= 2 else { return nil }
            let hasDays = first.first?.isLetter ?? false
            guard let days = hasDays ? Span.days(first) : Set(Weekday.allCases) else { return nil }
            let times = hasDays ? (words.count == 2 ? words[1] : "00:00-24:00") : first
            guard hasDays || words.count == 1 else { return nil }
            let ends = times.split(separator: "-", omittingEmptySubsequences: false)
            guard ends.count == 2, let start = Span.minute(ends[0]), let end = Span.minute(ends[1]),
                start < 1_440, start != end, !(start == 0 && end == 0)
            else { return nil }
            self.days = days
            startMinute = start
            endMinute = end
        }

        private static let names: [Substring: Weekday] = Dictionary(
            uniqueKeysWithValues: zip(["mon", "tue", "wed", "thu", "fri", "sat", "sun"], Weekday.allCases))

        private static func days(_ written: Substring) -> Set<Weekday>? {
            var days: Set<Weekday> = []
            for part in written.split(separator: ",", omittingEmptySubsequences: false) {
                let ends = part.split(separator: "-", omittingEmptySubsequences: false)
                guard let first = ends.first.flatMap({ names[$0] }), ends.count <= 2,
                    let last = ends.count == 2 ? names[ends[1]] : first,
                    let start = Weekday.allCases.firstIndex(of: first),
                    let end = Weekday.allCases.firstIndex(of: last)
                else { return nil }
                // `fri-mon` goes over the weekend.
                let length = (end - start + 7) % 7
                for step in 0...length { days.insert(Weekday.allCases[(start + step) % 7]) }
            }
            return days
        }

        private static func minute(_ written: Substring) -> Int? {
            let parts = written.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 2,
                parts.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy { (48...57).contains($0) } }),
                let hour = Int(parts[0]), let minute = Int(parts[1]), minute < 60,
                hour < 24 || hour == 24 && minute == 0
            else { return nil }
            return hour * 60 + minute
        }

        /// Whether it goes on into the next day.
        private var isOvernight: Bool { endMinute <= startMinute }

        fileprivate func holds(_ minute: Int, on day: Weekday, after yesterday: Weekday) -> Bool {
            if days.contains(day), minute >= startMinute, isOvernight || minute < endMinute { return true }
            return isOvernight && days.contains(yesterday) && minute < endMinute
        }
    }

    public let zone: TimeZoneTable
    public let spans: [Span]

    public init(zone: TimeZoneTable, spans: [Span]) {
        self.zone = zone
        self.spans = spans
    }

    public func holds(_ instant: Instant) -> Bool {
        let local = zone.civil(instant)
        let yesterday = local.date.adding(days: -1).weekday
        return spans.contains { $0.holds(local.secondOfDay / 60, on: local.date.weekday, after: yesterday) }
    }

    /// When the quiet that holds at an instant ends; `nil` when it is not quiet then. Quiet that never ends is
    /// reckoned in weeks.
    public func end(at instant: Instant) -> Instant? {
        guard holds(instant) else { return nil }
        let today = zone.date(of: instant)
        let ends = (0...8).flatMap { day in
            spans.map { span in
                zone.instant(
                    of: CivilDateTime(
                        date: today.adding(days: day + span.endMinute / 1_440),
                        secondOfDay: span.endMinute % 1_440 * 60))
            }
        }
        return ends.filter { $0 > instant }.sorted().first { !holds($0) } ?? instant + .days(7)
    }
}
