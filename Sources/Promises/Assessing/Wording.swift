// SPDX-License-Identifier: Apache-2.0
import Values

/// Instants and amounts as explanations say them; the same on page, in mail and on the command line.
public struct Wording: Sendable {
    public let zone: TimeZoneTable

    public init(zone: TimeZoneTable) {
        self.zone = zone
    }

    /// `Mon 5 Oct 2026 09:12`; in the hour that comes twice in autumn with the offset, `01:30 (+01:00)`.
    public func moment(_ instant: Instant) -> String {
        let wall = zone.civil(instant)
        var text = "\(day(wall.date)) \(Wording.two(wall.hour)):\(Wording.two(wall.minute))"
        if wall.second != 0 { text += ":\(Wording.two(wall.second))" }
        let isTwice = [-7_200, -3_600, -1_800, 1_800, 3_600, 7_200].contains { seconds in
            let other = instant + .seconds(seconds)
            return zone.civil(other) == wall
        }
        return isTwice ? text + " (\(Wording.offset(zone.offsetSeconds(at: instant))))" : text
    }

    /// `Mon 5 Oct 2026`.
    public func day(_ date: CivilDate) -> String {
        "\(date.weekday.name.prefix(3)) \(date.day) \(CivilDate.monthNames[date.month - 1].prefix(3)) \(date.year)"
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    private static func offset(_ seconds: Int) -> String {
        let minutes = abs(seconds) / 60
        return "\(seconds < 0 ? "-" : "+")\(two(minutes / 60)):\(two(minutes % 60))"
    }

    /// `3 h 12 min`, `45 s`, `0 min`.
    public static func amount(_ microseconds: Int64) -> String {
        let seconds = abs(microseconds) / 1_000_000
        var parts: [String] = []
        if seconds >= 3_600 { parts.append("\(seconds / 3_600) h") }
        if seconds / 60 % 60 != 0 { parts.append("\(seconds / 60 % 60) min") }
        if seconds % 60 != 0 { parts.append("\(seconds % 60) s") }
        return parts.isEmpty ? "0 min" : parts.joined(separator: " ")
    }

    /// `supply black`, `magenta toner`: a supply as people call it. Where its name is kind, colour and row, as machines
    /// that are asked have it, the first two say it; any other name stands as it is.
    public static func supply(_ name: String, begins: Bool = false) -> String {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, !parts[0].isEmpty else { return (begins ? "Supply " : "supply ") + name }
        // The kind is one word written together, such as `wasteToner`.
        let kind = parts[0].reduce(into: "") { words, letter in
            words += letter.isUppercase ? " " + letter.lowercased() : String(letter)
        }
        let colour = parts[1] == "none" ? "" : "\(parts[1]) "
        let words = colour + kind
        return begins ? words.prefix(1).uppercased() + words.dropFirst() : words
    }

    /// Whole days and what is left: `12 days`, `1 day 6 h`.
    public static func days(_ microseconds: Int64) -> String {
        let days = microseconds / 86_400_000_000
        let rest = microseconds % 86_400_000_000 / 3_600_000_000
        if days == 0 { return amount(microseconds) }
        return "\(days) day\(days == 1 ? "" : "s")" + (rest == 0 ? "" : " \(rest) h")
    }

    /// `1 call`, `3 calls`.
    public static func count(_ number: Int, _ noun: String) -> String {
        "\(number) \(noun)\(number == 1 ? "" : "s")"
    }
}
