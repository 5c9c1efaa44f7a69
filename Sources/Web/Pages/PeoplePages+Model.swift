// SPDX-License-Identifier: Apache-2.0
import People

/// A person in a list.
struct PersonRow: Hashable, Sendable {
    let name: String
    let path: String
    let role: String?
    let place: String?
    let isOurs: Bool
    let reach: String?

    init(_ person: Person, path place: [Place]?) {
        name = person.name
        path = Route.person(person.id).path
        role = person.role
        self.place = place.flatMap { $0.isEmpty ? nil : placeWords($0) }
        isOurs = person.side == .provider
        let ways = [person.phone, person.email].compactMap { $0 }
        reach = ways.isEmpty ? nil : ways.joined(separator: ", ")
    }

    static let sample = PersonRow(.sample, path: [.sample])
}

/// Everyone on both sides, searched by the server.
struct PeoplePage: PageModel {
    static let template = "people"
    static let section: Section? = .people

    var title: String { "People" }
    let lead: String
    let find: String
    let rows: [PersonRow]
    let empty: String?
    let pager: Pager?
    let writeDown: Link?
    let also: [Link]

    static let sample = PeoplePage(
        lead: "1 900 people.", find: "dana", rows: [.sample], empty: "Nobody.", pager: .sample,
        writeDown: Link("Write down a person", .writeDownPerson),
        also: [Link("What was said", .conversations())])
}

/// One person, and what was promised to them and by them.
struct PersonPage: PageModel {
    static let template = "person"
    static let section: Section? = .people

    let title: String
    let role: String?
    let lead: String
    let crumbs: [Link]
    let facts: [MachinePage.Fact]
    let toThem: [PromiseItem]
    let toThemEmpty: String?
    let toThemAll: Link
    let byThem: [PromiseItem]
    let byThemEmpty: String?
    let byThemAll: Link
    let promise: Link
    /// Where what they said is written down.
    let writeDown: Link?
    let talks: [ConversationRow]
    /// Where what decides promises is written down.
    let evidence: Link?
    let erase: Link?
    let talksMore: Link?
    let heard: String
    /// How often they are to be heard, with a form to say so.
    let cadence: CadenceForm?
    /// Notes, their own words, needs, and what can be done about them.
    let personal: PersonalPart

    struct CadenceForm: Hashable, Sendable {
        let action: String
        let about: String
        let days: String
        let words: String
    }
    /// Which parts they may be invited to; empty when they have an account or whoever looks may not invite them.
    var roles: [Choice] = []
    var invite = ""

    static let sample = PersonPage(
        title: "Dana Whitfield", role: "Librarian", lead: "One promise.", crumbs: [Link("Library", .places)],
        facts: [MachinePage.Fact(name: "Telephone", value: "+353")], toThem: [.sample],
        toThemEmpty: "Nothing yet.", toThemAll: Link("All", .promises()), byThem: [.another],
        byThemEmpty: "Nothing yet.", byThemAll: Link("All", .promises()),
        promise: Link("Promise Dana something", .newPromise()),
        writeDown: Link("Write down what Dana said", .newConversation()), talks: [.sample],
        evidence: Link("Write down what happened", .newEvidence()), erase: Link("Erase", .people()),
        talksMore: Link("All of it", .people()), heard: "Heard last on Monday.",
        cadence: CadenceForm(action: "/", about: "person-1", days: "90", words: "To be heard every 90 days."),
        personal: .sample,
        roles: [Choice(value: "staff", words: "staff", isChosen: true)], invite: "/")
}

/// Writing down a person.
struct NewPersonPage: PageModel {
    static let template = "person-new"
    static let section: Section? = .people

    var title: String { "Write down a person" }
    let action: String
    let above: String?
    let fields: [Field]
    let sides: [Choice]
    let place: String?
    let placeWords: String?

    static let sample = NewPersonPage(
        action: "/", above: "Please look again.", fields: [.sample],
        sides: [Choice(value: "customer", words: "Customer", isChosen: true)], place: "1",
        placeWords: "Library")
}
