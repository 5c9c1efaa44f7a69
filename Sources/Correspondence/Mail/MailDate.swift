// SPDX-License-Identifier: Apache-2.0
import Values

/// Dates as mails write them.
public enum MailDate {
    private static let zones: [String: Int] = [
        "ut": 0, "utc": 0, "gmt": 0, "z": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6,
        "pst": -8, "pdt": -7, "bst": 1, "cet": 1, "cest": 2,
    ]

    /// `Wed, 14 Oct 2026 09:12:00 +0100` (RFC 5322, 3.3 and 4.3). Without a zone nothing is known.
    public static func read(_ value: [UInt8]) -> Instant? { read(MailText.ascii(value), zone: nil) }

    /// A date as clients write it above what they forward: `14 October 2026 at 09:12`, `Wednesday, October
    /// 14, 2026 9:12 AM`, `2026-10-14 09:12`. Days and months in figures alone (`10/11/26`) can be read in
    /// two ways and are not.
    ///
    /// - Parameter zone: The zone of whoever forwarded it, for they see their own time.
    public static func read(_ text: String, zone: TimeZoneTable?) -> Instant? {
        var day: Int?
        var month: Int?
        var year: Int?
        var seconds: Int?
        var offset: Int?
        let cleaned = withoutComments(text)
        for word in cleaned.split(whereSeparator: {
            $0 == " " || $0 == "," || $0 == "\u{202F}" || $0 == "\u{A0}"
        }).prefix(24) {
            let small = word.lowercased()
            if let date = CivilDate(String(word)) {
                (year, month, day) = (date.year, date.month, date.day)
            } else if let time = clock(small) {
                seconds = time
            } else if ["am", "pm", "a.m.", "p.m."].contains(small), let time = seconds {
                let hour = time / 3_600
                guard (1...12).contains(hour) else { return nil }
                seconds = time % 3_600 + (hour % 12 + (small.hasPrefix("p") ? 12 : 0)) * 3_600
            } else if seconds != nil, let found = numericZone(small) {
                offset = found
            } else if seconds != nil, let hours = zones[small] {
                offset = hours * 3_600
            } else if let found = monthNumber(small) {
                month = found
            } else if let number = Int(small.filter { $0 != "." }),
                small.allSatisfy({ $0.isNumber || $0 == "." })
            {
                if number >= 1_000 || day != nil && year == nil && month != nil {
                    // Two digits are of this or the last century (RFC 5322, 4.3).
                    year = number >= 1_000 ? number : number < 50 ? number + 2_000 : number + 1_900
                } else if day == nil {
                    day = number
                }
            }
        }
        guard let day, let month, let year, let seconds,
            let date = CivilDate(year: year, month: month, day: day)
        else { return nil }
        let civil = CivilDateTime(date: date, secondOfDay: min(seconds, 86_399))
        if let offset {
            return TimeZoneTable.utc.instant(of: civil) - .seconds(offset)
        }
        return zone?.instant(of: civil)
    }

    private static func withoutComments(_ text: String) -> String {
        var depth = 0
        return String(
            text.prefix(200).filter { character in
                if character == "(" { depth += 1 }
                defer { if character == ")" { depth = max(0, depth - 1) } }
                return depth == 0
            })
    }

    private static func clock(_ text: String) -> Int? {
        var digits = text[...]
        var shift: Int?
        for (ending, hours) in [("am", 0), ("pm", 12)] where digits.hasSuffix(ending) {
            digits = digits.dropLast(2)
            shift = hours
        }
        let parts = digits.split(separator: ":", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count),
            parts.allSatisfy({
                (1...2).contains($0.utf8.count) && $0.utf8.allSatisfy { (48...57).contains($0) }
            })
        else { return nil }
        let numbers = parts.compactMap { Int($0) }
        guard numbers.count == parts.count, numbers[0] < 24, numbers[1] < 60,
            numbers.count < 3 || numbers[2] <= 60
        else { return nil }
        var hour = numbers[0]
        if let shift {
            guard (1...12).contains(hour) else { return nil }
            hour = hour % 12 + shift
        }
        return hour * 3_600 + numbers[1] * 60 + (numbers.count == 3 ? min(numbers[2], 59) : 0)
    }

    private static func numericZone(_ text: String) -> Int? {
        var bare = text[...]
        for lead in ["gmt", "utc"] where bare.hasPrefix(lead) { bare = bare.dropFirst(3) }
        guard let sign = bare.first, sign == "+" || sign == "-" else { return nil }
        let digits = bare.dropFirst().filter { $0 != ":" }
        guard digits.utf8.count == 4, digits.utf8.allSatisfy({ (48...57).contains($0) }),
            let number = Int(digits),
            number / 100 < 24, number % 100 < 60
        else { return nil }
        return (number / 100 * 3_600 + number % 100 * 60) * (sign == "-" ? -1 : 1)
    }

    private static func monthNumber(_ text: String) -> Int? {
        let bare = text.filter(\.isLetter)
        guard bare.count >= 3 else { return nil }
        return CivilDate.monthNames.firstIndex { full in
            let small = full.lowercased()
            return small == bare || small.prefix(3) == bare[...] || bare == "sept" && small == "september"
        }.map { $0 + 1 }
    }
}
