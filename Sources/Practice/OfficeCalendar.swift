// SPDX-License-Identifier: Apache-2.0
import Conversations
import Correspondence
import People
import Promises
import Values

/// Deeds that one feed holds.
private let feedPromisesMax = 500
/// How long a due time takes in a calendar.
private let feedSpan: Duration = .minutes(30)

extension Office {
    /// Whether somebody has an address at which their plan can be read as a calendar.
    public func hasCalendar(for person: SignedIn) async throws -> Bool {
        try await store.read { try $0.hasCalendarFeed(of: person.person.id, with: person.customer.id) }
    }

    /// Makes the secret in the address of somebody's calendar. The one before it ends; it is shown this once.
    public func makeCalendar(for person: SignedIn) async throws -> String {
        try Rights.require(.ownCalendar, person, about: ownCalendar(of: person))
        let token = tokens.makeToken()
        let hash = tokens.digest(of: token)
        let now = now
        try await store.write {
            try $0.setCalendarFeed(
                tokenHash: hash, of: person.person.id, with: person.customer.id, at: now)
        }
        return token
    }

    /// Ends the address: whoever has it reads nothing any more.
    public func endCalendar(for person: SignedIn) async throws {
        try Rights.require(.ownCalendar, person, about: ownCalendar(of: person))
        let now = now
        try await store.write {
            try $0.setCalendarFeed(tokenHash: nil, of: person.person.id, with: person.customer.id, at: now)
        }
    }

    private func ownCalendar(of person: SignedIn) -> Permissions.Subject {
        Permissions.Subject(organisation: person.customer.id, person: person.person.id)
    }

    /// What somebody promised to do, as a calendar for the program that has its address (RFC 5545).
    ///
    /// - Parameter host: what the ids of events end with.
    /// - Throws: a ``Refusal`` when there is no such address, in the words of what is not there.
    public func calendar(token: String, host: String) async throws -> String {
        let hash = tokens.digest(of: token)
        let zones = zones
        return try await store.read { records in
            guard let feed = try records.calendarFeed(tokenHash: hash),
                let person = try records.person(feed.person),
                let customer = try records.customer(feed.customer),
                // Whoever no longer looks after a customer has no plan there.
                try person.customer == customer.id || records.looks(person.id, after: customer.id)
            else {
                throw Refusal(.notFound, "There is no calendar at this address. It may have been ended.")
            }
            let zone = zones.table(named: customer.timeZone) ?? .utc
            let promises = try records.promises(concerning: person.id, places: [], limit: feedPromisesMax)
                .filter { $0.customer == customer.id.cast() && $0.ended == nil }
            let receivers = try records.persons(
                Set(promises.compactMap { if case .person(let id) = $0.receiver { id.cast() } else { nil } }))
            let events = promises.compactMap { promise -> CalendarEvent? in
                guard promise.promiser == person.id.cast(), promise.terms.measure == .done,
                    case .instant(let due) = promise.terms.target
                else { return nil }
                var to: String?
                if case .person(let id) = promise.receiver { to = receivers[id.cast()]?.name }
                return CalendarEvent(
                    uid: CalendarEvent.uid(of: promise.id, host: host), stamp: promise.made,
                    when: .span((due - feedSpan)..<due, zone: zone), summary: promise.words,
                    text: ["Promised \(promise.saidWhere).", to.map { "To \($0)." }].compactMap { $0 }
                        .joined(separator: " "), isBusy: false)
            }
            return CalendarText.feed(named: "\(person.name) at \(customer.name)", events)
        }
    }
}
