// SPDX-License-Identifier: Apache-2.0
import Values

/// The lines of a calendar, folded and escaped as RFC 5545, 3.1 and 3.3.11 ask.
struct CalendarLines {
    private(set) var text = ""

    mutating func begin(_ component: String) { add("BEGIN", component) }

    mutating func end(_ component: String) { add("END", component) }

    /// A property whose value needs no escapes.
    mutating func add(_ name: String, _ value: String) { fold("\(name):\(value)") }

    /// A property of type TEXT.
    mutating func add(_ name: String, text: String) { add(name, CalendarLines.escaped(text)) }

    /// At most 75 octets a line, the blank in front of those that go on among them; no character is cut in
    /// two.
    private mutating func fold(_ line: String) {
        var octets = 0
        for scalar in line.unicodeScalars {
            let size = String(scalar).utf8.count
            if octets + size > 75 {
                text += "\r\n "
                octets = 1
            }
            text.unicodeScalars.append(scalar)
            octets += size
        }
        text += "\r\n"
    }

    static func escaped(_ text: String) -> String {
        var escaped = ""
        var isAfterReturn = false
        for scalar in text.unicodeScalars.prefix(CalendarText.textScalarsMax) {
            switch scalar {
            case "\r": escaped += "\\n"
            case "\n": if !isAfterReturn { escaped += "\\n" }
            case "\\": escaped += "\\\\"
            case ";": escaped += "\\;"
            case ",": escaped += "\\,"
            // Control characters have no place in a text (RFC 5545, 3.1: CONTROL).
            case "\t": escaped += " "
            case _ where scalar.properties.generalCategory == .control: break
            default: escaped.unicodeScalars.append(scalar)
            }
            isAfterReturn = scalar == "\r"
        }
        return escaped
    }

    /// A parameter's value in quotes; quotes and line breaks in it as RFC 6868 writes them.
    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars.prefix(200) {
            switch scalar {
            case "^": quoted += "^^"
            case "\"": quoted += "^'"
            case "\n": quoted += "^n"
            case _ where scalar.properties.generalCategory == .control: break
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }

    // MARK: - Events

    mutating func add(_ event: CalendarEvent) {
        begin("VEVENT")
        add("UID", text: event.uid)
        add("DTSTAMP", CalendarLines.utc(event.stamp))
        add("SEQUENCE", "\(max(0, event.sequence))")
        switch event.when {
        case .span(let span, let zone):
            add("DTSTART", span.lowerBound, zone)
            // An end has to lie after the start (RFC 5545, 3.8.2.2); without one the event ends as it starts.
            if span.lowerBound.unixSeconds < span.upperBound.unixSeconds {
                add("DTEND", span.upperBound, zone)
            }
        case .days(let first, let last):
            add("DTSTART;VALUE=DATE", CalendarLines.day(first))
            add("DTEND;VALUE=DATE", CalendarLines.day(max(first, last).adding(days: 1)))
        }
        add("SUMMARY", text: event.summary)
        if let text = event.text { add("DESCRIPTION", text: text) }
        if let place = event.place { add("LOCATION", text: place) }
        add("STATUS", event.isCancelled ? "CANCELLED" : "CONFIRMED")
        add("TRANSP", event.isBusy && !event.isCancelled ? "OPAQUE" : "TRANSPARENT")
        if let organizer = event.organizer, CalendarText.isAddress(organizer.email) {
            add("ORGANIZER;CN=\(CalendarLines.quoted(organizer.name))", "mailto:\(organizer.email)")
        }
        for attendee in event.attendees.prefix(CalendarText.attendeesMax)
        where CalendarText.isAddress(attendee.email) {
            let role = attendee.isOptional ? "OPT-PARTICIPANT" : "REQ-PARTICIPANT"
            let asks = event.isCancelled ? "" : ";PARTSTAT=NEEDS-ACTION;RSVP=TRUE"
            add(
                "ATTENDEE;ROLE=\(role)\(asks);CN=\(CalendarLines.quoted(attendee.name))",
                "mailto:\(attendee.email)")
        }
        end("VEVENT")
    }

    private mutating func add(_ name: String, _ instant: Instant, _ zone: TimeZoneTable) {
        guard zone != .utc else { return add(name, CalendarLines.utc(instant)) }
        add("\(name);TZID=\(CalendarLines.quoted(zone.identifier))", CalendarLines.local(zone.civil(instant)))
    }

    // MARK: - Zones

    /// A zone with its changes around the events (RFC 5545, 3.6.5). They are listed one by one, so that the
    /// rules of whoever reads never differ from the table that our instants were made with.
    mutating func add(_ zone: TimeZoneTable, during span: Range<Instant>) {
        let first = span.lowerBound - .days(400)
        let last = span.upperBound + .days(400)
        var changes: [(at: Instant, from: Int, to: Int)] = []
        var offset = zone.initialOffsetSeconds
        var began: (at: Instant, from: Int, to: Int)?
        for change in zone.changes where change.at <= last {
            if change.at < first {
                began = (change.at, offset, change.offsetSeconds)
            } else {
                changes.append((change.at, offset, change.offsetSeconds))
            }
            offset = change.offsetSeconds
        }
        // Something has to hold before the first change.
        let start = began?.to ?? zone.initialOffsetSeconds
        let usual = ([start] + changes.map(\.to)).min() ?? start
        begin("VTIMEZONE")
        add("TZID", text: zone.identifier)
        let base = began ?? (Instant(unixSeconds: 0), start, start)
        let all = [base] + changes
        for change in all {
            let kind = change.to > usual ? "DAYLIGHT" : "STANDARD"
            begin(kind)
            add("DTSTART", CalendarLines.local(CalendarLines.civil(change.at, offset: change.from)))
            add("TZOFFSETFROM", CalendarLines.offset(change.from))
            add("TZOFFSETTO", CalendarLines.offset(change.to))
            end(kind)
        }
        end("VTIMEZONE")
    }

    private static func civil(_ instant: Instant, offset: Int) -> CivilDateTime {
        TimeZoneTable(identifier: "", initialOffsetSeconds: offset).civil(instant)
    }

    // MARK: - Values

    static func utc(_ instant: Instant) -> String { "\(local(TimeZoneTable.utc.civil(instant)))Z" }

    static func local(_ civil: CivilDateTime) -> String {
        "\(day(civil.date))T\(two(civil.hour))\(two(civil.minute))\(two(civil.second))"
    }

    static func day(_ date: CivilDate) -> String {
        let year = String(date.year)
        return String(repeating: "0", count: max(0, 4 - year.count)) + year + two(date.month) + two(date.day)
    }

    private static func offset(_ seconds: Int) -> String {
        let size = abs(seconds)
        let rest = size % 60 == 0 ? "" : two(size % 60)
        return (seconds < 0 ? "-" : "+") + two(size / 3_600) + two(size / 60 % 60) + rest
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
