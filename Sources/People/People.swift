// SPDX-License-Identifier: Apache-2.0
import Values

public typealias CustomerID = ID<Customer>
public typealias PlaceID = ID<Place>
public typealias PersonID = ID<Person>

/// An organisation we serve or hope to, from the first hello on.
public struct Customer: Hashable, Sendable {
    public var id: CustomerID
    public var name: String
    /// IANA name; instants are shown and working hours counted in it.
    public var timeZone: String
    public var workingWeek: WorkingWeek
    public var daysOff: Set<CivilDate>

    public init(
        id: CustomerID, name: String, timeZone: String, workingWeek: WorkingWeek = .mondayToFriday,
        daysOff: Set<CivilDate> = []
    ) {
        self.id = id
        self.name = name
        self.timeZone = timeZone
        self.workingWeek = workingWeek
        self.daysOff = daysOff
    }

    /// The provider, who is an organisation of their own beside their customers: one in each database.
    public static let providerID = CustomerID(bits: 0x676F_6F64_776F_7264)
    /// What the provider is called until somebody says otherwise.
    public static let providerName = "Our practice"

    public var isProvider: Bool { id == Customer.providerID }

    public func calendar(in zone: TimeZoneTable) -> WorkingCalendar {
        WorkingCalendar(zone: zone, week: workingWeek.hours, daysOff: daysOff)
    }
}

/// The hours worked on each day of the week.
public struct WorkingWeek: Hashable, Sendable, Codable {
    public var hours: [Weekday: [WorkingCalendar.Hours]]

    public init(hours: [Weekday: [WorkingCalendar.Hours]]) {
        self.hours = hours
    }

    /// Monday to Friday, nine to five.
    public static let mondayToFriday = WorkingWeek(
        hours: Dictionary(
            uniqueKeysWithValues: [Weekday.monday, .tuesday, .wednesday, .thursday, .friday].map {
                ($0, [WorkingCalendar.Hours(startMinute: 540, endMinute: 1_020)])
            }))
}

/// Campus, building, floor or room: places form a tree.
public struct Place: Hashable, Sendable {
    public enum Kind: String, Sendable, Codable, CaseIterable {
        case campus, building, floor, room
    }

    public var id: PlaceID
    public var customer: CustomerID
    public var parent: PlaceID?
    public var kind: Kind
    public var name: String
    /// Where it stands among its siblings; floors count from the lowest.
    public var rank: Int

    public init(
        id: PlaceID, customer: CustomerID, parent: PlaceID?, kind: Kind, name: String, rank: Int = 0
    ) {
        self.id = id
        self.customer = customer
        self.parent = parent
        self.kind = kind
        self.name = name
        self.rank = rank
    }
}

/// Anyone on either side.
public struct Person: Hashable, Sendable {
    public enum Side: String, Sendable, Codable, CaseIterable { case provider, customer }

    public var id: PersonID
    /// The organisation they belong to: a customer, or the provider.
    public var customer: CustomerID
    public var side: Side
    public var name: String
    /// What they do, in their own words: "Head of registry".
    public var role: String?
    public var email: String?
    public var phone: String?
    /// Where they can be found.
    public var place: PlaceID?

    public init(
        id: PersonID, customer: CustomerID, side: Side, name: String, role: String? = nil,
        email: String? = nil,
        phone: String? = nil, place: PlaceID? = nil
    ) {
        self.id = id
        self.customer = customer
        self.side = side
        self.name = name
        self.role = role
        self.email = email
        self.phone = phone
        self.place = place
    }

    /// What stands where a person was named who was erased. Their row stays, so that what others did and were promised
    /// still points somewhere.
    public static let erasedName = "Someone who was erased"

    /// Whether nothing is known of them any more.
    public var isErased: Bool { name == Person.erasedName }
}
