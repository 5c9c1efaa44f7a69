// SPDX-License-Identifier: Apache-2.0
import Values

/// Tells how a clock ran: the line by line that somebody can follow with a calendar in hand.
struct ClockWalk {
    let clock: PromiseClock
    let wording: Wording

    /// Beyond so many stretches only the first and the last are told.
    private static let stretchesMax = 12

    func lines(from start: Instant, to end: Instant, start words: String) -> [ExplanationLine] {
        guard start < end else { return [ExplanationLine(start, "\(words). The clock starts.")] }
        let stretches = counted(from: start, to: end)
        guard let first = stretches.first else {
            return [ExplanationLine(start, "\(words). The clock does not run yet: \(why(start)).")]
        }
        var lines: [ExplanationLine] = []
        if first.lowerBound > start {
            lines.append(ExplanationLine(start, "\(words). The clock does not run yet: \(why(start))."))
            lines += daysBetween(start, first.lowerBound)
            lines.append(ExplanationLine(first.lowerBound, "The clock starts."))
        } else {
            lines.append(ExplanationLine(start, "\(words). The clock starts."))
        }
        var total: Int64 = 0
        for (index, stretch) in stretches.enumerated() {
            total += stretch.upperBound.microseconds - stretch.lowerBound.microseconds
            let isTold =
                index < ClockWalk.stretchesMax / 2 || index >= stretches.count - ClockWalk.stretchesMax / 2
            if index == ClockWalk.stretchesMax / 2, stretches.count > ClockWalk.stretchesMax {
                lines.append(ExplanationLine(nil, "The clock goes on so by the same hours."))
            }
            guard isTold else { continue }
            let isLast = index == stretches.count - 1
            if isLast, stretch.upperBound == end { break }
            lines.append(
                ExplanationLine(
                    stretch.upperBound,
                    "The clock stops at \(Wording.amount(total)): \(why(stretch.upperBound))."))
            let next = isLast ? end : stretches[index + 1].lowerBound
            lines += daysBetween(stretch.upperBound, next)
            if !isLast { lines.append(ExplanationLine(next, "The clock goes on.")) }
        }
        return lines
    }

    /// The stretches that count, joined where they meet.
    private func counted(from start: Instant, to end: Instant) -> [Range<Instant>] {
        let base = clock.isOfWork ? clock.hours.timeline.stretches(in: start..<end) : [start..<end]
        var found: [Range<Instant>] = []
        for stretch in base {
            var from = stretch.lowerBound
            for hole in clock.holes
            where hole.span.upperBound > from && hole.span.lowerBound < stretch.upperBound {
                if hole.span.lowerBound > from { found.append(from..<hole.span.lowerBound) }
                from = max(from, hole.span.upperBound)
            }
            if from < stretch.upperBound { found.append(from..<stretch.upperBound) }
        }
        return Memberships.joined(found)
    }

    /// Why the clock does not run at an instant.
    private func why(_ instant: Instant) -> String {
        if let hole = clock.holes.first(where: { $0.span.contains(instant) }) { return hole.reason }
        let date = clock.zone.date(of: instant)
        let calendar = clock.hours.timeline.calendar
        let today = calendar.hours(on: date)
        if today.isEmpty {
            if let reason = clock.hours.reasons[date] { return "\(wording.day(date)) is off, \(reason)" }
            return "nobody works on \(date.weekday.name)"
        }
        if let first = today.first, instant < first.lowerBound { return "work has not begun" }
        if let last = today.last, instant >= last.upperBound {
            return clock.hours.reasons[date].map { "work ends early, \($0)" } ?? "work ends"
        }
        return "a break"
    }

    /// Days off with a name, between two instants: the ones that people wonder about.
    private func daysBetween(_ from: Instant, _ to: Instant) -> [ExplanationLine] {
        guard clock.isOfWork else { return [] }
        var lines: [ExplanationLine] = []
        var date = clock.zone.date(of: from).adding(days: 1)
        let end = clock.zone.date(of: to)
        while date < end, lines.count < ClockWalk.stretchesMax {
            if let reason = clock.hours.reasons[date], clock.hours.timeline.calendar.hours(on: date).isEmpty {
                lines.append(
                    ExplanationLine(clock.zone.startOfDay(date), "\(wording.day(date)) is off, \(reason)."))
            }
            date = date.adding(days: 1)
        }
        return lines
    }
}
