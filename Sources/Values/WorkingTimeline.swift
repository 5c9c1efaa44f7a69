// SPDX-License-Identifier: Apache-2.0

/// The working time of some years laid out once, so that each question about it is a binary search.
///
/// A ``WorkingCalendar`` answers by going through the days. That is fine for one call for help; a fleet with a
/// million promises asks the same calendar over and over. Outside of what is laid out the calendar itself is
/// asked, so the answers are the same everywhere.
public struct WorkingTimeline: Hashable, Sendable {
    public let calendar: WorkingCalendar
    /// What is laid out.
    public let span: Range<Instant>
    /// In order, none empty, none overlapping.
    private let starts: [Int64]
    private let ends: [Int64]
    /// Working microseconds before each of them.
    private let before: [Int64]
    private let total: Int64

    /// Lays out the days from `first` to `last`, both included.
    ///
    /// Some zone's clocks may leave out a whole day; what overlaps for that reason is counted once.
    public init(_ calendar: WorkingCalendar, from first: CivilDate, through last: CivilDate) {
        self.calendar = calendar
        let begin = calendar.zone.startOfDay(first)
        span = begin..<max(begin, calendar.zone.startOfDay(last.adding(days: 1)))
        var starts: [Int64] = []
        var ends: [Int64] = []
        var before: [Int64] = []
        var total: Int64 = 0
        var day = first
        while day <= last {
            for hours in calendar.hours(on: day) {
                let start = max(hours.lowerBound.microseconds, ends.last ?? .min)
                let end = min(hours.upperBound.microseconds, span.upperBound.microseconds)
                guard start < end else { continue }
                starts.append(start)
                ends.append(end)
                before.append(total)
                total += end - start
            }
            day = day.adding(days: 1)
        }
        self.starts = starts
        self.ends = ends
        self.before = before
        self.total = total
    }

    public var zone: TimeZoneTable { calendar.zone }

    /// Working time between two instants in microseconds; zero when `end` is not after `start`.
    public func workingMicroseconds(from start: Instant, to end: Instant) -> Int64 {
        guard start < end else { return 0 }
        guard start >= span.lowerBound, end <= span.upperBound else {
            return calendar.workingTime(from: start, to: end).wholeMicroseconds
        }
        return worked(until: end.microseconds) - worked(until: start.microseconds)
    }

    /// When so many microseconds of working time have passed since `instant`; `nil` when a year does not hold
    /// them. None, or fewer, have passed at the next working moment.
    public func adding(workingMicroseconds amount: Int64, to instant: Instant) -> Instant? {
        guard instant >= span.lowerBound, instant < span.upperBound else {
            return calendar.adding(workingTime: .microseconds(amount), to: instant)
        }
        let goal = worked(until: instant.microseconds) + max(0, amount)
        // The first interval whose end reaches the goal; for no time at all, one that has not ended.
        let index = amount > 0 ? firstIndex { before[$0] + ends[$0] - starts[$0] >= goal } : next(instant)
        guard index < starts.count else {
            return calendar.adding(workingTime: .microseconds(amount), to: instant)
        }
        return Instant(microseconds: max(starts[index] + goal - before[index], instant.microseconds))
    }

    /// The stretches of work that touch a span, cut to it.
    public func stretches(in range: Range<Instant>) -> [Range<Instant>] {
        guard range.lowerBound >= span.lowerBound, range.upperBound <= span.upperBound else {
            return byDay(range)
        }
        var found: [Range<Instant>] = []
        var index = next(range.lowerBound)
        while index < starts.count, starts[index] < range.upperBound.microseconds {
            let start = max(starts[index], range.lowerBound.microseconds)
            let end = min(ends[index], range.upperBound.microseconds)
            if start < end { found.append(Instant(microseconds: start)..<Instant(microseconds: end)) }
            index += 1
        }
        return found
    }

    public func isWorking(at instant: Instant) -> Bool {
        guard span.contains(instant) else { return calendar.isWorking(at: instant) }
        let index = next(instant)
        return index < starts.count && starts[index] <= instant.microseconds
    }

    private func byDay(_ range: Range<Instant>) -> [Range<Instant>] {
        var found: [Range<Instant>] = []
        var day = zone.date(of: range.lowerBound)
        let last = zone.date(of: range.upperBound)
        while day <= last {
            found += calendar.hours(on: day).map { $0.clamped(to: range) }.filter { !$0.isEmpty }
            day = day.adding(days: 1)
        }
        return found
    }

    /// The first interval that ends after the instant.
    private func next(_ instant: Instant) -> Int { firstIndex { ends[$0] > instant.microseconds } }

    private func worked(until instant: Int64) -> Int64 {
        let index = firstIndex { ends[$0] > instant }
        guard index < starts.count else { return total }
        return before[index] + max(0, instant - starts[index])
    }

    private func firstIndex(_ holds: (Int) -> Bool) -> Int {
        var low = 0
        var high = starts.count
        while low < high {
            let middle = (low + high) / 2
            if holds(middle) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
