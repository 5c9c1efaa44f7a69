// SPDX-License-Identifier: Apache-2.0

/// A point in time: microseconds since 1970-01-01T00:00:00Z, without leap seconds.
///
/// Everything that is stored or compared is an instant; only a ``TimeZoneTable`` and a ``WorkingCalendar``
/// know what a clock on the wall would say (law 7 of the house).
public struct Instant: Hashable, Comparable, Sendable {
    /// Microseconds since the Unix epoch, negative before it.
    public let microseconds: Int64

    public init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    public init(unixSeconds: Int64) {
        microseconds = unixSeconds * 1_000_000
    }

    /// Whole seconds since the Unix epoch, rounded towards the past.
    public var unixSeconds: Int64 { floor(microseconds, by: 1_000_000) }

    /// Milliseconds since the Unix epoch, rounded towards the past.
    public var unixMilliseconds: Int64 { floor(microseconds, by: 1_000) }

    public static func < (left: Instant, right: Instant) -> Bool {
        left.microseconds < right.microseconds
    }

    /// At the ends of what can be counted (some 292 000 years away) the sum stays there.
    public static func + (instant: Instant, duration: Duration) -> Instant {
        let microseconds = duration.wholeMicroseconds
        let (sum, overflow) = instant.microseconds.addingReportingOverflow(microseconds)
        return Instant(microseconds: overflow ? (microseconds < 0 ? .min : .max) : sum)
    }

    public static func - (instant: Instant, duration: Duration) -> Instant {
        let microseconds = duration.wholeMicroseconds
        let (rest, overflow) = instant.microseconds.subtractingReportingOverflow(microseconds)
        return Instant(microseconds: overflow ? (microseconds < 0 ? .max : .min) : rest)
    }

    /// How long after `earlier` this instant is; negative when it lies before.
    public static func - (later: Instant, earlier: Instant) -> Duration {
        let (rest, overflow) = later.microseconds.subtractingReportingOverflow(earlier.microseconds)
        return .microseconds(overflow ? (later < earlier ? .min : .max) : rest)
    }
}

/// The quotient rounded towards the past; the divisor is positive.
private func floor(_ number: Int64, by divisor: Int64) -> Int64 {
    let (quotient, remainder) = number.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
}

extension Duration {
    public static func minutes(_ count: Int) -> Duration { .seconds(count * 60) }
    public static func hours(_ count: Int) -> Duration { .seconds(count * 3_600) }
    /// Days of exactly 24 hours; a civil day may have 23 or 25, which only a calendar knows.
    public static func days(_ count: Int) -> Duration { .seconds(count * 86_400) }

    /// The duration in microseconds, the remainder cut off; when it is longer than can be counted, the
    /// longest that can.
    public var wholeMicroseconds: Int64 {
        let (seconds, attoseconds) = components
        let (whole, tooLong) = seconds.multipliedReportingOverflow(by: 1_000_000)
        let (sum, overflow) = whole.addingReportingOverflow(attoseconds / 1_000_000_000_000)
        return tooLong || overflow ? (seconds < 0 ? .min : .max) : sum
    }

    /// The duration in seconds, the remainder cut off.
    public var wholeSeconds: Int64 { components.seconds }
}

extension Instant {
    /// 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z, between which RFC 3339 can write an instant.
    fileprivate static let writtenSecondsMin: Int64 = -62_135_596_800
    fileprivate static let writtenSecondsMax: Int64 = 253_402_300_799
}

extension Instant {
    /// Whether it lies within the years 1 to 9999, which alone RFC 3339 can write.
    public var isWritable: Bool {
        (Instant.writtenSecondsMin...Instant.writtenSecondsMax).contains(unixSeconds)
    }
}

extension Instant: CustomStringConvertible {
    /// RFC 3339 in UTC, with a fraction only when there is one: `2026-03-01T08:30:00Z`.
    public var description: String {
        let parts = CivilDateTime(utc: self)
        // Wrapping, for at the far past the whole second lies beyond 64 bits and the difference does not.
        let fraction = microseconds &- unixSeconds &* 1_000_000
        guard fraction != 0 else { return "\(parts)Z" }
        var digits = fraction
        var count = 6
        while digits % 10 == 0 {
            digits /= 10
            count -= 1
        }
        let written = String(digits)
        return "\(parts).\(String(repeating: "0", count: count - written.utf8.count))\(written)Z"
    }

    /// Reads RFC 3339 with `Z` or a numeric offset; `nil` when the text is anything else.
    ///
    /// A leap second and what lies outside the years 1 to 9999 in UTC are refused too, for they could not be
    /// written again. Beyond microseconds a fraction is cut off.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        func number(_ from: Int, _ count: Int) -> Int? {
            guard from + count <= bytes.count else { return nil }
            var value = 0
            for byte in bytes[from..<(from + count)] {
                guard (48...57).contains(byte) else { return nil }
                value = value * 10 + Int(byte - 48)
            }
            return value
        }
        func at(_ index: Int, _ character: Character) -> Bool {
            index < bytes.count && bytes[index] == character.asciiValue
        }
        guard bytes.count >= 20, bytes.count <= 40,
            let year = number(0, 4), at(4, "-"), let month = number(5, 2), at(7, "-"), let day = number(8, 2),
            at(10, "T") || at(10, " "),
            let hour = number(11, 2), at(13, ":"), let minute = number(14, 2), at(16, ":"),
            let second = number(17, 2),
            let date = CivilDate(year: year, month: month, day: day), hour < 24, minute < 60, second < 60
        else { return nil }
        var position = 19
        var fraction: Int64 = 0
        if at(position, ".") {
            position += 1
            var scale: Int64 = 100_000
            let first = position
            while position < bytes.count, (48...57).contains(bytes[position]) {
                fraction += Int64(bytes[position] - 48) * scale
                scale /= 10
                position += 1
            }
            guard position > first else { return nil }
        }
        var offsetSeconds = 0
        if at(position, "Z"), position + 1 == bytes.count {
            offsetSeconds = 0
        } else if at(position, "+") || at(position, "-"), position + 6 == bytes.count,
            let hours = number(position + 1, 2), at(position + 3, ":"), let minutes = number(position + 4, 2),
            hours < 24, minutes < 60
        {
            offsetSeconds = (hours * 3_600 + minutes * 60) * (at(position, "-") ? -1 : 1)
        } else {
            return nil
        }
        let seconds =
            Int64(date.daysSinceEpoch) * 86_400 + Int64(hour * 3_600 + minute * 60 + second - offsetSeconds)
        guard (Instant.writtenSecondsMin...Instant.writtenSecondsMax).contains(seconds) else { return nil }
        self.init(microseconds: seconds * 1_000_000 + fraction)
    }
}

extension Instant: Codable {
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let instant = Instant(text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "not an RFC 3339 instant"))
        }
        self = instant
    }

    /// - Throws: `EncodingError` for an instant that could not be read again.
    public func encode(to encoder: any Encoder) throws {
        guard isWritable else {
            throw EncodingError.invalidValue(
                self,
                .init(codingPath: encoder.codingPath, debugDescription: "outside the years 1 to 9999"))
        }
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
