// SPDX-License-Identifier: Apache-2.0
import People
import Promises
import Values

/// How often somebody wants to be heard, or we want to hear them. It makes a deed for a person and sends
/// nothing.
public struct Cadence: Hashable, Sendable {
    public enum About: Hashable, Sendable {
        case person(PersonID)
        /// Everyone of a role, in the words that stand with them.
        case role(String)
        /// Everyone at a place or within it.
        case place(PlaceID)
    }

    public var about: About
    /// In days or weeks of the calendar.
    public var days: Int
    /// Who hears them.
    public var hearer: PersonID
    /// From when on it holds; whoever was never heard is due so long after this.
    public var since: CivilDate

    public static let daysMax = 3_660

    /// - Throws: ``Refusal`` of kind `invalid` when it is no sensible number of days.
    public init(about: About, days: Int, hearer: PersonID, since: CivilDate) throws(Refusal) {
        guard (1...Cadence.daysMax).contains(days) else {
            throw Refusal(.invalid, "Choose how many days, from 1 to \(Cadence.daysMax).", field: "days")
        }
        self.about = about
        self.days = days
        self.hearer = hearer
        self.since = since
    }
}

/// It is time to hear someone: a deed for Today, with what they said last.
public struct HearingDue: Hashable, Sendable {
    public var person: PersonID
    public var name: String
    public var hearer: PersonID
    public var cadence: Cadence
    /// The end of work of the day on which it is due.
    public var due: Instant
    /// The last three notes, the newest first; none when nobody ever heard them.
    public var notes: [HeardNote]
}

/// The rules of hearing people, to be asked page by page.
public struct CadenceRound: Sendable {
    private let persons: [PersonID: Cadence]
    private let roles: [String: Cadence]
    private let places: [PlaceID: Cadence]
    private let calendar: WorkingCalendar

    /// Of several rules about the same the shortest counts.
    public init(_ cadences: [Cadence], calendar: WorkingCalendar) {
        self.calendar = calendar
        func shorter(_ left: Cadence, _ right: Cadence) -> Cadence { left.days <= right.days ? left : right }
        var persons: [PersonID: Cadence] = [:]
        var roles: [String: Cadence] = [:]
        var places: [PlaceID: Cadence] = [:]
        for one in cadences {
            switch one.about {
            case .person(let id): persons[id] = persons[id].map { shorter($0, one) } ?? one
            case .role(let role):
                let key = role.lowercased()
                roles[key] = roles[key].map { shorter($0, one) } ?? one
            case .place(let id): places[id] = places[id].map { shorter($0, one) } ?? one
            }
        }
        self.persons = persons
        self.roles = roles
        self.places = places
    }

    /// The rule that holds for someone: their own before that of their role, before that of the nearest
    /// place.
    public func cadence(of member: HeardMember) -> Cadence? {
        persons[member.person] ?? member.role.flatMap { roles[$0.lowercased()] }
            ?? member.places.lazy.compactMap { places[$0] }.first
    }

    /// By when someone is to be heard: so many days after the last time, on a day on which people work.
    public func due(_ member: HeardMember, last: Instant?) -> (cadence: Cadence, due: Instant)? {
        guard let cadence = cadence(of: member) else { return nil }
        // Whoever was heard longer ago than that is due at once, and a rule reaches nobody before it begins.
        var day =
            last.map { max(calendar.zone.date(of: $0).adding(days: cadence.days), cadence.since) }
            ?? cadence.since.adding(days: cadence.days)
        for _ in 0..<14 where calendar.hours(on: day).isEmpty { day = day.adding(days: 1) }
        let end = calendar.endOfWork(on: day) ?? calendar.zone.startOfDay(day.adding(days: 1))
        return (cadence, end)
    }

    /// Those of a page whose day has come, the longest overdue first.
    public func due(among members: some Sequence<HeardMember>, _ book: HeardBook, now: Instant)
        -> [HearingDue]
    {
        let today = calendar.zone.date(of: now)
        return members.compactMap { member -> HearingDue? in
            let record = book[member.person]
            guard let found = due(member, last: record?.last), calendar.zone.date(of: found.due) <= today
            else {
                return nil
            }
            return HearingDue(
                person: member.person, name: member.name, hearer: found.cadence.hearer,
                cadence: found.cadence, due: found.due, notes: record?.notes ?? [])
        }
        .sorted { ($0.due, $0.name, $0.person) < ($1.due, $1.name, $1.person) }
    }
}
