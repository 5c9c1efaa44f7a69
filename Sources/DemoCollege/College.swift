// SPDX-License-Identifier: Apache-2.0
import People
import Practice
import Promises
import Values
import VirtualFleet

/// A college that does not exist, told well enough that a newcomer believes it: places, people, machines, and
/// what was promised. Everything follows from the seed and the instant at which the story reaches the present.
///
/// ``seed(into:)`` writes down who and where; ``tellYear(office:store:collector:progress:)`` lets a year happen.
public struct College: Sendable {
    public let seed: UInt64
    /// The UDP port at which its machines answer, which stands in their addresses when it is not SNMP's own.
    public let printerPort: Int
    public let year: CollegeYear
    public let customer: Customer
    public let places: CollegePlaces
    public let people: CollegePeople
    public let machines: CollegeMachines
    public let promises: CollegePromises
    /// What people promised each other beside it, and what was recorded about it.
    public let words: CollegeWords

    /// The college's name; like everything here it is invented.
    public static let name = "Glenavarra College"
    /// Where its machines answer: what a collector is told to sweep.
    public static let addressRange = "127.20.0.0/24"
    static let firstAddress = "127.20.0.10"

    /// - Parameters:
    ///   - end: where the story reaches the present; ``workingMorning(atOrBefore:zone:)`` gives a good one.
    ///   - zone: what `Europe/Dublin` or a zone like it does with its clocks.
    public init(seed: UInt64, endingAt end: Instant, zone: TimeZoneTable, printerPort: Int = 161) {
        self.init(
            seed: seed, year: CollegeYear(endingAt: end, zone: zone), printerPort: printerPort)
    }

    init(seed: UInt64, year: CollegeYear, printerPort: Int = 161) {
        self.seed = seed
        self.printerPort = printerPort
        self.year = year
        var chance = SeededChance(seed: seed, stream: 0)
        let told = year.at(year.firstMeeting, 9)
        customer = Customer(
            id: chance.id(at: told), name: College.name, timeZone: year.zone.identifier,
            workingWeek: WorkingWeek(hours: year.working.week), daysOff: year.working.daysOff)
        places = CollegePlaces(seed: seed, customer: customer.id, made: told)
        people = CollegePeople(seed: seed, customer: customer.id, places: places, made: told)
        machines = CollegeMachines(seed: seed, places: places)
        promises = CollegePromises(
            seed: seed, year: year, customer: customer.id, places: places, people: people)
        words = CollegeWords(
            seed: seed, year: year, customer: customer.id, places: places, people: people)
    }

    /// The last time that it was nine in the morning of a working day of the college: the story is best met then.
    public static func workingMorning(atOrBefore instant: Instant, zone: TimeZoneTable) -> Instant {
        let year = CollegeYear(endingAt: instant, zone: zone)
        var day = year.workingDay(onOrBefore: zone.date(of: instant))
        if year.at(day, 9) > instant { day = year.workingDay(onOrBefore: day.adding(days: -1)) }
        return year.at(day, 9)
    }

    /// A machine's address as a reading that was heard over the network has it.
    func heardAddress(_ address: VirtualAddress) -> String {
        printerPort == 161 ? address.description : "\(address):\(printerPort)"
    }

    /// Who looks after it: an organisation of its own, with hours like the college's.
    public var provider: Customer {
        Customer(
            id: Customer.providerID, name: "Lantern House", timeZone: customer.timeZone,
            workingWeek: customer.workingWeek, daysOff: customer.daysOff)
    }

    /// The person the first sign-in link is for.
    public var accountManager: PersonID { people.accountManager }

    /// One of the provider's people as somebody who has signed in, to act in their name while the story is told.
    ///
    /// The account is none of the records': nobody can sign in with it.
    func signedIn(_ key: ProviderRole.Key) -> SignedIn {
        let id = people.provider(key)
        let person =
            people.all.first { $0.id == id }
            ?? Person(id: id, customer: Customer.providerID, side: .provider, name: "")
        return SignedIn(account: id.cast(), person: person, customer: customer, zone: year.zone)
    }

    /// Anybody of the story as somebody who has signed in.
    func signedIn(_ id: PersonID) -> SignedIn {
        let person =
            people.all.first { $0.id == id }
            ?? Person(id: id, customer: customer.id, side: .customer, name: "")
        return SignedIn(account: id.cast(), person: person, customer: customer, zone: year.zone)
    }

    /// The college's own director of IT, who can come in and answer for the other side.
    public var itDirector: PersonID { people.person(.itDirector) }

    /// Who made a promise, as somebody who has signed in.
    func signedIn(promiser promise: Promise) -> SignedIn {
        let key = ProviderRole.Key.allCases.first { people.provider($0).cast() == promise.promiser }
        return signedIn(key ?? .accountManager)
    }

    /// Its machines as they stand on the network when the year begins.
    public var network: VirtualSite {
        VirtualSite(
            devices: CollegeFleet(self).printers.map { .printer($0) }, calendar: year.usage)
    }

    /// The account manager as somebody who has signed in; for making the collector before anyone has an account.
    public var accountManagerSignedIn: SignedIn { signedIn(.accountManager) }

    /// Writes down the customer, the places and the people, in one transaction.
    public func seed(into store: any RecordStore) async throws {
        let college = self
        try await store.write { records in
            try records.insert(college.customer)
            try records.insert(college.provider)
            for place in college.places.all { try records.insert(place) }
            for person in college.people.all {
                try records.insert(person)
                if person.side == .provider {
                    try records.setLooks(person.id, after: college.customer.id, true)
                }
            }
        }
    }
}
