// SPDX-License-Identifier: Apache-2.0
import People
import Promises
import Values

/// Promises about every day that people at the college gave each other, beside toner: what was said, what was
/// recorded about them, and what came of them.
public struct CollegeWords: Sendable {
    /// Something that people did about a promise or wrote down.
    enum Event: Sendable {
        case made(Promise)
        case recorded(Fact)
        /// The way from a person's place to the nearest machine on their floor, measured with a tape.
        case measured(person: PersonID, room: PlaceID, metres: Int)
        case accepted(PromiseID, by: PersonID)
        case withdrawn(PromiseID, by: PersonID, because: String)
        case repaired(PromiseID, by: PersonID, because: String)
        case disputed(PromiseID, by: PersonID, says: Verdict, because: String)
    }

    /// In ascending time.
    private(set) var events: [(at: Instant, event: Event)] = []
    /// Every promise of these, in the order in which they were made.
    public private(set) var promises: [Promise] = []

    private let year: CollegeYear
    private let customer: CustomerID
    private let places: CollegePlaces
    private let people: CollegePeople
    private var chance: SeededChance

    init(
        seed: UInt64, year: CollegeYear, customer: CustomerID, places: CollegePlaces, people: CollegePeople
    ) {
        self.year = year
        self.customer = customer
        self.places = places
        self.people = people
        chance = SeededChance(seed: seed, stream: Stream.words)
        answered()
        heardFrom()
        lookedIn()
        near()
        renewal()
        moves()
        events = events.enumerated().sorted {
            ($0.element.at, $0.offset) < ($1.element.at, $1.offset)
        }.map(\.element).filter { $0.at < year.end }
        promises.sort { $0.made < $1.made }
    }

    // MARK: - Telling

    private mutating func promise(
        by promiser: PersonID, to receiver: Promise.Receiver, _ words: String, said: String, made: Instant,
        principle: String? = nil, from: CivilDate? = nil, until: CivilDate? = nil, about: Scope? = nil,
        _ measure: Measure, _ target: Target, _ period: CalendarPeriod
    ) -> Promise {
        let isOfWork = if case .time(let span) = target { span.unit.isOfWork } else { false }
        let terms = Terms(
            to: receiver.scope, about: about, measure: measure, target: target, period: period,
            hours: isOfWork ? customer.description : nil)
        let promise = Promise(
            id: chance.id(at: made), customer: customer.cast(), promiser: promiser.cast(), receiver: receiver,
            terms: terms, words: words, saidWhere: said, principle: principle, made: made, from: from,
            until: until)
        promises.append(promise)
        events.append((made, .made(promise)))
        return promise
    }

    private mutating func record(_ at: Instant, _ fact: Fact) {
        events.append((at, .recorded(fact)))
    }

    private mutating func talked(
        _ at: Instant, _ form: Fact.ConversationForm, with persons: [PersonID], by: PersonID,
        place: PlaceID? = nil, ticket: String? = nil, about: String? = nil
    ) {
        record(
            at,
            .conversation(
                ConversationLine(
                    form: form, persons: persons.map(\.description), by: by.description,
                    place: place?.description, ticket: ticket, about: about)))
    }

    /// A day so many days into the year, or the next on which people work.
    private func workday(_ number: Int) -> CivilDate { year.workingDay(onOrAfter: year.day(number)) }

    private func someone(_ key: Role.Key) -> PersonID { people.person(key) }
    private func provider(_ key: ProviderRole.Key) -> PersonID { people.provider(key) }

    // MARK: - Stories

    /// Calls for help are answered by a person; once, on a full day, one was not.
    private mutating func answered() {
        let callers: [Role.Key] = [
            .records, .examinations, .subjectLibrarian, .drawing, .nurse, .hallDesk, .languages, .cashier,
            .chemistry, .admissions, .design, .postRoom,
        ]
        let promise = promise(
            by: provider(.serviceDesk), to: .persons(callers.map { someone($0).cast() }),
            "If it doesn't print, one of us answers you within four working hours.",
            said: "in the boardroom, at the signing", made: year.at(year.signed, 11, 40),
            principle: "Nobody is left waiting without a word.", .firstHumanAnswer,
            .time(Span(4, .workingHour)), .month)
        let forgotten = 7
        for number in 0..<24 {
            let caller = someone(callers[number % callers.count])
            let opened = year.at(
                workday(6 + number * 15), chance.number(in: 9...11), 5 * chance.number(below: 12))
            let ticket = "call-\(number + 1)"
            let answer =
                number == forgotten
                ? year.working.adding(workingTime: .hours(6), to: opened)
                : year.working.adding(workingTime: .minutes(chance.number(in: 10...170)), to: opened)
            let desk = provider(.serviceDesk)
            record(
                opened,
                .ticket(
                    TicketLine(
                        ticket: ticket, event: .opened, person: caller.description, by: caller.description)))
            record(
                opened + .minutes(1),
                .ticket(TicketLine(ticket: ticket, event: .answered, isAutomatic: true)))
            guard let answer else { continue }
            record(
                answer,
                .ticket(TicketLine(ticket: ticket, event: .answered, by: desk.description)))
            if let mended = year.working.adding(
                workingTime: .minutes(chance.number(in: 20...300)), to: answer)
            {
                record(
                    mended,
                    .ticket(
                        TicketLine(ticket: ticket, event: .mended, by: provider(.technicianNorth).description)
                    ))
            }
            if number == forgotten {
                let visited = year.at(
                    year.workingDay(onOrAfter: year.zone.date(of: answer).adding(days: 1)), 10, 20)
                talked(visited, .visit, with: [caller], by: desk)
                events.append(
                    (
                        visited + .minutes(25),
                        .repaired(
                            promise.id, by: desk,
                            because: "I went there, said sorry, and wrote my own number on the machine")
                    ))
            }
        }
        sawItDifferently(promise.id)
    }

    /// Somebody who called and was not written down sees it differently.
    private mutating func sawItDifferently(_ promise: PromiseID) {
        events.append(
            (
                year.at(year.workingDay(onOrBefore: year.zone.date(of: year.end).adding(days: -3)), 16, 40),
                .disputed(
                    promise, by: someone(.examinations), says: .broken,
                    because:
                        "I rang twice on Tuesday and stood beside the machine until five; nobody wrote that down"
                )
            ))
    }

    /// The ones who decide are heard all year, not only before a renewal.
    private mutating func heardFrom() {
        let circle: [Role.Key] = [
            .bursar, .itDirector, .librarian, .riversideLead, .deanArts, .headScience, .chaplain, .warden,
            .practiceManager,
        ]
        let manager = provider(.accountManager)
        let promise = promise(
            by: manager, to: .persons(circle.map { someone($0).cast() }),
            "You'll hear from me once a term at least, and not only when there is something to sell.",
            said: "in the boardroom, at the signing", made: year.at(year.signed, 11, 50),
            principle: "No one is left unheard unnoticed.", .heard, .time(Span(120, .day)), .quarter)
        for (number, key) in circle.enumerated() {
            let person = someone(key)
            talked(
                year.at(year.workingDay(onOrAfter: year.signed.adding(days: 8 + number)), 11), .visit,
                with: [person], by: manager)
            // The chaplain was left for too long once; the warden is the next to be heard.
            let days =
                key == .chaplain
                ? [40, 190, 270, 350] : key == .warden ? [50, 150, 262] : [30, 115, 205, 290, 345]
            for day in days {
                let at = year.at(workday(day + number % 5), 10 + number % 5, 5 * chance.number(below: 12))
                talked(at, chance.happens(percent: 50) ? .call : .visit, with: [person], by: manager)
                if key == .chaplain, day == 190 {
                    events.append(
                        (
                            at + .hours(1),
                            .repaired(
                                promise.id, by: manager,
                                because:
                                    "I drove out to Josephine and listened for an hour; the date of the next talk"
                                    + " stands in both our calendars")
                        ))
                }
            }
        }
    }

    /// Looking in every week could not be kept; that was said openly, and another promise was given.
    private mutating func lookedIn() {
        let technician = provider(.technicianSouth)
        let hall = places.place(.weirHall)
        let weekly = promise(
            by: technician, to: .everyoneAt(place: hall.cast()), "I look in at the hall every week.",
            said: "in the common room, at the hall's welcome evening",
            made: year.at(year.workingDay(onOrAfter: year.signed.adding(days: 7)), 19, 40), .visit,
            .time(Span(1, .week)), .month)
        let told = workday(84)
        for week in 0..<12 {
            let day = workday(2 + week * 7)
            guard day < told else { break }
            talked(year.at(day, 14, 10), .visit, with: [someone(.hallDesk)], by: technician, place: hall)
        }
        let openly = year.at(told, 15)
        events.append(
            (
                openly,
                .withdrawn(
                    weekly.id, by: technician,
                    because:
                        "with the exams I can't be there every week, and I won't pretend; I told Patience so")
            ))
        let fortnightly = promise(
            by: technician, to: .everyoneAt(place: hall.cast()),
            "I look in every other week, and Keelan may ring me in between.",
            said: "in the warden's office", made: openly + .minutes(10), .visit, .time(Span(2, .week)),
            .month)
        events.append((openly + .minutes(30), .accepted(fortnightly.id, by: someone(.warden))))
        var day = told
        while year.at(day, 14, 20) < year.end {
            talked(year.at(day, 14, 20), .visit, with: [someone(.hallDesk)], by: technician, place: hall)
            day = year.workingDay(onOrAfter: day.adding(days: 11))
        }
    }

    /// Desk printers stay until a good machine stands on the floor, and the way to it is measured.
    private mutating func near() {
        let walkers: [(Role.Key, Building, String, Int?)] = [
            (.philosophy, .arts, "Philosophy office", 22), (.languages, .arts, "Languages office", 27),
            (.history, .arts, "History office", nil),
        ]
        func measured(_ number: Int) -> CivilDate { workday(20 + number) }
        let promise = promise(
            by: provider(.accountManager), to: .persons(walkers.map { someone($0.0).cast() }),
            "No desk printer goes before a good one stands on your floor, thirty steps away at most.",
            said: "on the walk in May, on the third floor of arts", made: year.at(year.walk, 16, 5),
            principle: "Nobody loses what they need for what we save.",
            // Before the ways are measured nobody could say how it stands.
            from: measured(walkers.count).adding(days: 1), .distance,
            .way(metresMax: 30, onSameFloor: true), .throughout)
        events.append((year.at(year.walk, 16, 9), .accepted(promise.id, by: someone(.philosophy))))
        for (number, (key, building, room, metres)) in walkers.enumerated() {
            guard let metres else { continue }
            events.append(
                (
                    year.at(measured(number), 11, 30),
                    .measured(person: someone(key), room: places.room(building, room), metres: metres)
                ))
        }
    }

    /// A renewal is told 120 days ahead, to each of them.
    private mutating func renewal() {
        let manager = provider(.accountManager)
        let told: [Role.Key] = [.bursar, .provost, .finance]
        _ = promise(
            by: manager, to: .persons(told.map { someone($0).cast() }),
            "You hear of a renewal or a new price 120 days ahead, from me and not from a letter.",
            said: "in the boardroom, at the signing", made: year.at(year.signed, 11, 55), .noticeGiven,
            .time(Span(120, .day)), .throughout)
        let today = year.zone.date(of: year.end)
        record(
            year.at(year.signed, 12, 5),
            .change(.renewal, agreement: "the print service", on: today.adding(days: 125)))
        for (number, key) in told.dropLast().enumerated() {
            talked(
                year.at(year.workingDay(onOrBefore: today.adding(days: -6 - number)), 11 + number), .meeting,
                with: [someone(key)], by: manager, about: "the print service")
        }
    }

    /// The college promises, too: what will move is said before it moves.
    private mutating func moves() {
        let director = someone(.itDirector)
        let manager = provider(.accountManager)
        let promise = promise(
            by: director, to: .person(manager.cast()),
            "Every month I tell you what is going to move, before it moves.",
            said: "on the telephone, after the first removal", made: year.at(workday(24), 10, 15), .heard,
            .time(Span(35, .day)), .quarter)
        events.append((year.at(workday(24), 10, 40), .accepted(promise.id, by: manager)))
        for (number, day) in [50, 80, 110, 156, 186, 216, 246, 276, 306, 336, 358].enumerated() {
            let at = year.at(workday(day), 9, 30)
            talked(at, .call, with: [manager], by: director)
            if number == 3 {
                events.append(
                    (
                        at + .minutes(30),
                        .repaired(
                            promise.id, by: director,
                            because:
                                "we had forgotten it over the removal; Gearóid and I went through the whole list"
                                + " with Nuala")
                    ))
            }
        }
    }
}
