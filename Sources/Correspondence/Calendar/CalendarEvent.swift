// SPDX-License-Identifier: Apache-2.0
import Values

/// Something with a time that belongs into somebody's calendar: a walk, a visit, a deed.
public struct CalendarEvent: Hashable, Sendable {
    public enum When: Hashable, Sendable {
        /// From one instant to another, shown in the place's own time.
        case span(Range<Instant>, zone: TimeZoneTable)
        /// Whole days, both included.
        case days(CivilDate, through: CivilDate)
    }

    /// The same for as long as the event exists, and no other event's (RFC 5545, 3.8.4.7).
    public var uid: String
    /// Raised with each change that people have to hear of (RFC 5545, 3.8.7.4).
    public var sequence: Int
    /// When this state of it was written.
    public var stamp: Instant
    public var when: When
    public var summary: String
    public var text: String?
    public var place: String?
    public var organizer: CalendarPerson?
    public var attendees: [CalendarPerson]
    public var isCancelled: Bool
    /// Whether it takes time: a deed for the day does not.
    public var isBusy: Bool

    public init(
        uid: String, sequence: Int = 0, stamp: Instant, when: When, summary: String, text: String? = nil,
        place: String? = nil, organizer: CalendarPerson? = nil, attendees: [CalendarPerson] = [],
        isCancelled: Bool = false, isBusy: Bool = true
    ) {
        self.uid = uid
        self.sequence = sequence
        self.stamp = stamp
        self.when = when
        self.summary = summary
        self.text = text
        self.place = place
        self.organizer = organizer
        self.attendees = attendees
        self.isCancelled = isCancelled
        self.isBusy = isBusy
    }

    /// The uid of something that has an id: always the same, whoever writes it, and on one host alone.
    public static func uid<Subject>(of id: ID<Subject>, host: String) -> String { "\(id)@\(host)" }
}

/// Someone in an event.
public struct CalendarPerson: Hashable, Sendable {
    public var name: String
    public var email: String
    /// Whether they may stay away.
    public var isOptional: Bool

    public init(name: String, email: String, isOptional: Bool = false) {
        self.name = name
        self.email = email
        self.isOptional = isOptional
    }
}

/// Calendars as text: a feed to subscribe to, invitations to send by hand (RFC 5545, RFC 5546).
public enum CalendarText {
    /// Events of one feed; a calendar program reads all of them each time.
    public static let eventsMax = 5_000
    /// Characters of one text in an event.
    public static let textScalarsMax = 8_000
    public static let attendeesMax = 500

    /// What is to become of an invitation (RFC 5546, 1.4).
    public enum Method: String, Sendable {
        case publish = "PUBLISH"
        case request = "REQUEST"
        case cancel = "CANCEL"
    }

    /// The plan of a person as a feed. What was cancelled stays in it as such, or programs would go on
    /// showing it.
    ///
    /// - Parameters:
    ///   - name: What the calendar is called in the program that shows it (RFC 7986, 5.1).
    ///   - refreshHours: How often it should be asked for anew (RFC 7986, 5.7).
    public static func feed(named name: String, _ events: [CalendarEvent], refreshHours: Int = 1) -> String {
        var lines = CalendarLines()
        lines.begin("VCALENDAR")
        head(&lines, .publish)
        lines.add("NAME", text: name)
        // Programs older than RFC 7986 look here.
        lines.add("X-WR-CALNAME", text: name)
        lines.add("REFRESH-INTERVAL;VALUE=DURATION", "PT\(max(1, refreshHours))H")
        write(Array(events.prefix(eventsMax)), &lines)
        lines.end("VCALENDAR")
        return lines.text
    }

    /// An invitation, or its withdrawal, for a person to send.
    ///
    /// - Throws: ``Refusal`` of kind `invalid` when there is nobody who invites or nobody who is invited
    ///   (RFC 5546, 3.2.2 and 3.2.5 ask for both).
    public static func invitation(_ event: CalendarEvent) throws(Refusal) -> String {
        guard let organizer = event.organizer, isAddress(organizer.email) else {
            throw Refusal(.invalid, "Whoever invites needs an e-mail address.", field: "organizer")
        }
        guard !event.attendees.isEmpty else {
            throw Refusal(.invalid, "Say whom you invite.", field: "attendees")
        }
        guard event.attendees.count <= attendeesMax else {
            throw Refusal(
                .tooLarge, "No more than \(attendeesMax) people fit into one invitation.", field: "attendees")
        }
        if let stranger = event.attendees.first(where: { !isAddress($0.email) }) {
            throw Refusal(
                .invalid, "The e-mail address of \(stranger.name) cannot be used; check it.",
                field: "attendees")
        }
        var lines = CalendarLines()
        lines.begin("VCALENDAR")
        head(&lines, event.isCancelled ? .cancel : .request)
        write([event], &lines)
        lines.end("VCALENDAR")
        return lines.text
    }

    /// Whether a text can stand behind `mailto:` as it is.
    static func isAddress(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        return parts.count == 2 && !parts[0].isEmpty && !parts[1].isEmpty && text.utf8.count <= 254
            && text.utf8.allSatisfy { $0 > 32 && $0 < 127 && !"\"<>\\^`{}|,;:()[]%?&".utf8.contains($0) }
    }

    private static func head(_ lines: inout CalendarLines, _ method: Method) {
        lines.add("VERSION", "2.0")
        lines.add("PRODID", "-//Goodword//Goodword//EN")
        lines.add("CALSCALE", "GREGORIAN")
        lines.add("METHOD", method.rawValue)
    }

    private static func write(_ events: [CalendarEvent], _ lines: inout CalendarLines) {
        var zones: [String: (zone: TimeZoneTable, spans: Range<Instant>)] = [:]
        for event in events {
            guard case .span(let span, let zone) = event.when, zone != .utc else { continue }
            let before = zones[zone.identifier]?.spans ?? span
            zones[zone.identifier] = (
                zone, min(before.lowerBound, span.lowerBound)..<max(before.upperBound, span.upperBound)
            )
        }
        for (_, one) in zones.sorted(by: { $0.key < $1.key }) { lines.add(one.zone, during: one.spans) }
        for event in events { lines.add(event) }
    }
}
