// SPDX-License-Identifier: Apache-2.0
import Values

/// A point in time as people say it, with the exact instant for machines and for whoever points at it.
struct TimeText: Hashable, Sendable {
    /// "since Monday, 17:20"
    let words: String
    /// RFC 3339, for the attribute `datetime`.
    let iso: String
    /// "Monday, 19 October 2026, 17:20"
    let exact: String
}

/// Says instants as somebody at the place would, at this moment.
///
/// Days within a week have names, those further away a date, and the year is said when it is another one.
struct TimeWords: Hashable, Sendable {
    let now: Instant
    let zone: TimeZoneTable

    private var today: CivilDate { zone.date(of: now) }

    /// "today, 10:04", "Monday, 17:20", "3 October, 17:20", "3 October 2025".
    func at(_ instant: Instant) -> TimeText { text(instant, moment(instant)) }

    /// "since 10:04", "since yesterday, 17:20", "since 3 October".
    func since(_ instant: Instant) -> TimeText {
        let local = zone.civil(instant)
        let words =
            local.date == today
            ? "since \(clock(local))"
            : isNear(local.date) ? "since \(day(local.date)), \(clock(local))" : "since \(day(local.date))"
        return text(instant, words)
    }

    /// A due time as it stands beside a promise: "by 11:00", "tomorrow by 12:30", "Friday by 17:00",
    /// and for what has passed "since Monday, 17:00".
    func by(_ instant: Instant) -> TimeText {
        guard instant > now else { return since(instant) }
        let local = zone.civil(instant)
        if local.date == today { return text(instant, "by \(clock(local))") }
        return text(instant, "\(day(local.date)) by \(clock(local))")
    }

    /// The last day on which something can still be done: "today", "Friday at the latest".
    func atTheLatest(_ instant: Instant) -> TimeText {
        let date = zone.date(of: instant)
        return text(instant, date <= today ? "today" : "\(day(date)) at the latest")
    }

    /// "today", "tomorrow", "yesterday", "Friday", "next Friday", "14 October", "14 October 2027".
    func day(_ date: CivilDate) -> String {
        switch date.daysSinceEpoch - today.daysSinceEpoch {
        case 0: return "today"
        case 1: return "tomorrow"
        case -1: return "yesterday"
        case 2...6: return date.weekday.name
        case -6 ... -2: return date.weekday.name
        default: return dateWords(date)
        }
    }

    func day(of instant: Instant) -> TimeText { text(instant, day(zone.date(of: instant))) }

    /// How long ago, roughly: "just now", "a minute ago", "12 minutes ago", "3 hours ago", then as ``at(_:)``.
    func ago(_ instant: Instant) -> TimeText {
        let seconds = (now - instant).wholeSeconds
        let words: String
        switch seconds {
        case ..<90: words = "just now"
        case ..<120: words = "a minute ago"
        case ..<5_400: words = "\(seconds / 60) minutes ago"
        case ..<7_200: words = "an hour ago"
        case ..<43_200: words = "\(seconds / 3_600) hours ago"
        default: words = moment(instant)
        }
        return text(instant, words)
    }

    /// When something runs dry: "between Friday and Monday", "on Friday", "from Friday on".
    func span(from earliest: Instant, to latest: Instant?) -> String {
        let first = zone.date(of: earliest)
        guard let latest else { return first <= today ? "any day now" : "on \(day(first)) at the earliest" }
        let last = zone.date(of: latest)
        if first == last { return first <= today ? "today" : withOn(day(first)) }
        if first <= today { return "between today and \(day(last))" }
        return "between \(day(first)) and \(day(last))"
    }

    /// "Monday, 19 October 2026, 17:20"
    func exact(_ instant: Instant) -> String {
        let local = zone.civil(instant)
        let date = local.date
        return
            "\(date.weekday.name), \(date.day) \(monthNames[date.month - 1]) \(date.year), \(clock(local))"
    }

    /// "Tuesday, 14 October", for the head of a page.
    func longDay(_ date: CivilDate) -> String {
        "\(date.weekday.name), \(date.day) \(monthNames[date.month - 1])"
    }

    /// "14 October", with the year when it is not this one.
    func dateWords(_ date: CivilDate) -> String {
        let words = "\(date.day) \(monthNames[date.month - 1])"
        return date.year == today.year ? words : "\(words) \(date.year)"
    }

    private func moment(_ instant: Instant) -> String {
        let local = zone.civil(instant)
        guard local.date.year == today.year || isNear(local.date) else { return dateWords(local.date) }
        return "\(day(local.date)), \(clock(local))"
    }

    private func isNear(_ date: CivilDate) -> Bool {
        abs(date.daysSinceEpoch - today.daysSinceEpoch) < 7
    }

    private func text(_ instant: Instant, _ words: String) -> TimeText {
        TimeText(words: words, iso: instant.description, exact: exact(instant))
    }
}

/// "17:20"
func clock(_ local: CivilDateTime) -> String {
    let minute = String(local.minute)
    return "\(local.hour):\(minute.count == 1 ? "0" + minute : minute)"
}

func capitalised(_ words: String) -> String { words.prefix(1).uppercased() + words.dropFirst() }

/// "on Friday", but "today" and "tomorrow" as they are.
func withOn(_ day: String) -> String {
    ["today", "tomorrow", "yesterday"].contains(day) ? day : "on \(day)"
}

private let monthNames = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November",
    "December",
]

/// "5 days", "36 hours", "an hour": a length of time that was agreed.
func durationWords(hours: Int) -> String {
    switch hours {
    case 1: "an hour"
    case 24: "a day"
    case let hours where hours % 24 == 0: "\(hours / 24) days"
    default: "\(hours) hours"
    }
}

/// "no machine", "one machine", "14 machines"; thousands are set apart.
func counted(_ count: Int, _ one: String, _ many: String) -> String {
    switch count {
    case 0: "no \(one)"
    case 1: "one \(one)"
    default: "\(grouped(Int64(count))) \(many)"
    }
}

/// 1234567 as "1 234 567", with spaces that neither break nor join the figures to their neighbours.
func grouped(_ number: Int64) -> String {
    let digits = String(number.magnitude)
    var text = ""
    for (index, digit) in digits.enumerated() {
        if index > 0, (digits.count - index) % 3 == 0 { text += "\u{202F}" }
        text.append(digit)
    }
    return number < 0 ? "−\(text)" : text
}

/// "a", "a and b", "a, b and c".
func listed(_ parts: [String]) -> String {
    guard let last = parts.last, parts.count > 1 else { return parts.first ?? "" }
    return parts.dropLast().joined(separator: ", ") + " and " + last
}

/// Small numbers as words, as they stand in a sentence.
func numberWord(_ number: Int) -> String {
    let words = [
        "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
        "twelve",
    ]
    return words.indices.contains(number) ? words[number] : grouped(Int64(number))
}
