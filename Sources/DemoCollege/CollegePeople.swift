// SPDX-License-Identifier: Apache-2.0
import People
import Values

/// Everyone the records know at the college, and those who look after them.
public struct CollegePeople: Sendable {
    public let all: [Person]
    private let roles: [Role.Key: PersonID]
    private let provider: [ProviderRole.Key: PersonID]

    /// About so many belong to the college; the registry's count of the year is no rounder than this.
    static let count = 1_896
    static let collegeDomain = "glenavarra.example"
    static let providerDomain = "lanternhouse.example"

    init(seed: UInt64, customer: CustomerID, places: CollegePlaces, made instant: Instant) {
        var chance = SeededChance(seed: seed, stream: Stream.people)
        var all: [Person] = []
        var provider: [ProviderRole.Key: PersonID] = [:]
        for role in ProviderRole.all {
            let person = Person(
                id: chance.id(at: instant), customer: Customer.providerID, side: .provider,
                name: "\(role.given) \(role.family)", role: role.role,
                email: mailName(given: role.given, family: role.family) + "@" + CollegePeople.providerDomain,
                phone: "+353 1 555 02\(role.phone)")
            provider[role.key] = person.id
            all.append(person)
        }
        var roles: [Role.Key: PersonID] = [:]
        var mailNames: Set<String> = []
        for role in Role.all {
            let mail = mailName(given: role.given, family: role.family)
            mailNames.insert(mail)
            let person = Person(
                id: chance.id(at: instant), customer: customer, side: .customer,
                name: "\(role.given) \(role.family)", role: role.role,
                email: mail + "@" + CollegePeople.collegeDomain, phone: "+353 1 555 0\(role.phone)",
                place: places.room(role.building, role.room))
            roles[role.key] = person.id
            all.append(person)
        }
        var crowd = Crowd(places: places, taken: mailNames)
        while all.count < CollegePeople.count + ProviderRole.all.count {
            all.append(crowd.next(&chance, customer: customer, made: instant))
        }
        self.all = all
        self.roles = roles
        self.provider = provider
    }

    /// The person the first sign-in link is for.
    public var accountManager: PersonID { provider(.accountManager) }

    func provider(_ key: ProviderRole.Key) -> PersonID { provider[key] ?? all[0].id }
    func person(_ key: Role.Key) -> PersonID { roles[key] ?? all[0].id }
}

/// The people without a part of their own: they study, teach, clean, cook and live here.
private struct Crowd {
    let places: CollegePlaces
    var taken: Set<String>
    /// Rooms of the hall are for one each, in turn.
    var beds: [PlaceID]
    var offices: [PlaceID]

    init(places: CollegePlaces, taken: Set<String>) {
        self.places = places
        self.taken = taken
        beds = (places.rooms[.weirHall] ?? []).joined().filter { $0.name.hasSuffix(" Room") }.map(\.id)
        let staffed: [Building] = [.longLibrary, .riversideLibrary, .science, .arts, .registry, .clinic]
        offices = staffed.flatMap { building in
            (places.rooms[building] ?? []).joined().filter { $0.name.hasSuffix(" Office") }.map(\.id)
        }
    }

    mutating func next(_ chance: inout SeededChance, customer: CustomerID, made instant: Instant) -> Person {
        let name = NameStock.name(&chance)
        var mail = mailName(given: name.given, family: name.family)
        var number = 2
        while !taken.insert(mail).inserted {
            mail = mailName(given: name.given, family: name.family) + String(number)
            number += 1
        }
        var person = Person(
            id: chance.id(at: instant), customer: customer, side: .customer,
            name: "\(name.given) \(name.family)", email: mail + "@" + CollegePeople.collegeDomain)
        if chance.happens(percent: 20) {
            person.role = chance.pick(staffRoles)
            person.place = chance.pick(offices)
            person.phone = "+353 1 555 1\(chance.number(in: 100...999))"
        } else {
            let subject = chance.pick(subjects) ?? "Arts"
            let year = chance.pick(["first", "second", "third", "final"]) ?? "first"
            person.role =
                chance.happens(percent: 12)
                ? "Doctoral student, \(subject.lowercased())"
                : "Student of \(subject.lowercased()), \(year) year"
            if !beds.isEmpty, chance.happens(percent: 8) { person.place = beds.removeLast() }
        }
        return person
    }
}

private let staffRoles = [
    "Lecturer", "Senior lecturer", "Teaching assistant", "Research fellow", "School secretary",
    "Laboratory technician", "Library assistant", "Cataloguer", "Porter", "Cleaner", "Cook", "Security",
    "Careers adviser", "Accounts assistant", "Admissions adviser", "Health and safety officer",
    "Receptionist",
    "Payroll officer", "Software developer", "Access and inclusion officer",
]

private let subjects = [
    "Biology", "Chemistry", "Physics", "Mathematics", "Computing", "Environmental science", "Nursing",
    "Physiotherapy", "History", "Philosophy", "Music", "Irish", "French", "Spanish", "Linguistics", "Design",
    "Drama", "Law", "Economics", "Social work",
]
