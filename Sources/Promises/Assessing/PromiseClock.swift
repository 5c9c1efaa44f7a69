// SPDX-License-Identifier: Apache-2.0
import Values

/// Time that does not count: a pause, an exclusion, a promise of the other side that was broken.
struct Hole: Hashable {
    var span: Range<Instant>
    /// Why, as a sentence goes on after “The clock stops: ”.
    var reason: String
    var evidence: String
}

/// The clock of a promise: it runs in the customer's hours, or always, and stands still in holes.
struct PromiseClock {
    let hours: CustomerHours
    let isOfWork: Bool
    let holes: [Hole]
    /// Holes joined where they overlap, so that no time is taken out twice.
    private let gaps: [Range<Instant>]

    init(_ hours: CustomerHours, isOfWork: Bool, holes: [Hole]) {
        self.hours = hours
        self.isOfWork = isOfWork
        self.holes = holes.filter { !$0.span.isEmpty }.sorted {
            ($0.span.lowerBound, $0.evidence) < ($1.span.lowerBound, $1.evidence)
        }
        gaps = self.holes.reduce(into: []) { joined, hole in
            guard let last = joined.last, hole.span.lowerBound <= last.upperBound else {
                return joined.append(hole.span)
            }
            joined[joined.count - 1] = last.lowerBound..<max(last.upperBound, hole.span.upperBound)
        }
    }

    var zone: TimeZoneTable { hours.zone }

    /// The same clock with further holes.
    func with(_ further: [Hole]) -> PromiseClock {
        further.isEmpty ? self : PromiseClock(hours, isOfWork: isOfWork, holes: holes + further)
    }

    private func ticks(from start: Instant, to end: Instant) -> Int64 {
        guard start < end else { return 0 }
        return isOfWork
            ? hours.timeline.workingMicroseconds(from: start, to: end)
            : end.microseconds - start.microseconds
    }

    /// Counted microseconds between two instants.
    func counted(from start: Instant, to end: Instant) -> Int64 {
        guard start < end else { return 0 }
        var total = ticks(from: start, to: end)
        for gap in gaps where gap.overlaps(start..<end) {
            total -= ticks(from: max(gap.lowerBound, start), to: min(gap.upperBound, end))
        }
        return total
    }

    /// When so many counted microseconds have passed since `start`; `nil` when they never do.
    func adding(_ amount: Int64, to start: Instant) -> Instant? {
        var from = start
        var left = amount
        for gap in gaps where gap.upperBound > from {
            if gap.lowerBound > from {
                let held = ticks(from: from, to: gap.lowerBound)
                if held > 0, left <= held { return plain(left, to: from) }
                left -= held
            }
            guard gap.upperBound.microseconds != .max else { return nil }
            from = gap.upperBound
        }
        return plain(left, to: from)
    }

    private func plain(_ amount: Int64, to start: Instant) -> Instant? {
        guard isOfWork else { return start + .microseconds(amount) }
        return hours.timeline.adding(workingMicroseconds: amount, to: start)
    }

    func isRunning(at instant: Instant) -> Bool {
        !gaps.contains { $0.contains(instant) } && (!isOfWork || hours.timeline.isWorking(at: instant))
    }

    // MARK: - Days

    /// The end of a span that begins at `start`.
    ///
    /// Minutes and hours are counted time. A day ends at the same time on the wall a day later, and time in
    /// holes is added. A working day is a day that holds counted time; the day of the start is not counted,
    /// and the last one ends when its counted time does.
    func end(of span: Span, from start: Instant) -> Instant? {
        if let amount = span.microseconds { return adding(amount, to: start) }
        switch span.unit {
        case .workingDay: return endOfWorkingDay(span.count, after: start)
        case .week: return later(by: span.count * 7, than: start)
        default: return later(by: span.count, than: start)
        }
    }

    private func later(by days: Int, than start: Instant) -> Instant? {
        let wall = zone.civil(start)
        let plain = zone.instant(of: .init(date: wall.date.adding(days: days), secondOfDay: wall.secondOfDay))
        return extended(plain, from: start)
    }

    /// An end that was set, and the time that the holes before it took away.
    func extended(_ end: Instant, from start: Instant) -> Instant? {
        var result = end
        for gap in gaps where gap.upperBound > start && gap.lowerBound < result {
            guard gap.upperBound.microseconds != .max else { return nil }
            result = result + (gap.upperBound - max(gap.lowerBound, start))
        }
        return result
    }

    private func endOfWorkingDay(_ count: Int, after start: Instant) -> Instant? {
        var date = zone.date(of: start)
        var left = count
        for _ in 0..<PromiseClock.searchDaysMax {
            if left <= 0 { return lastTick(on: date, notBefore: start) ?? start }
            date = date.adding(days: 1)
            if lastTick(on: date, notBefore: start) != nil { left -= 1 }
        }
        return nil
    }

    /// When counting ends on a day; `nil` when nothing is counted then.
    private func lastTick(on date: CivilDate, notBefore start: Instant) -> Instant? {
        let day = max(zone.startOfDay(date), start)..<max(zone.startOfDay(date.adding(days: 1)), start)
        for stretch in hours.timeline.stretches(in: day).reversed() {
            var end = stretch.upperBound
            for gap in gaps.reversed() where gap.lowerBound < end && gap.upperBound >= end {
                end = max(gap.lowerBound, stretch.lowerBound)
            }
            if end > stretch.lowerBound { return end }
        }
        return nil
    }

    /// The last instant that lies a span of days before `end`.
    func start(of span: Span, before end: Instant) -> Instant {
        let wall = zone.civil(end)
        switch span.unit {
        case .workingDay:
            var date = wall.date
            var left = span.count
            for _ in 0..<PromiseClock.searchDaysMax where left > 0 {
                date = date.adding(days: -1)
                if !hours.timeline.calendar.hours(on: date).isEmpty { left -= 1 }
            }
            return span.count == 0 ? end : hours.timeline.calendar.endOfWork(on: date) ?? end
        case .week, .day:
            let days = span.unit == .week ? span.count * 7 : span.count
            return zone.instant(of: .init(date: wall.date.adding(days: -days), secondOfDay: wall.secondOfDay))
        default:
            return end - .microseconds(span.microseconds ?? 0)
        }
    }

    /// How far days are looked through before it counts as never.
    private static let searchDaysMax = 1_500
}
