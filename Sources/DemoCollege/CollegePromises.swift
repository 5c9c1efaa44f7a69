// SPDX-License-Identifier: Apache-2.0
import People
import Promises
import Values

/// What was promised at the college, by whom, where it was said, and what became of it.
public struct CollegePromises: Sendable {
    /// Promises about every day, made before the first reading.
    public let standing: [Promise]
    /// Promises to do one thing, in the order in which they were made.
    public let deeds: [DeedStory]

    /// A deed and how it ended.
    public struct DeedStory: Sendable {
        public let promise: Promise
        /// `nil` while it is open.
        public let act: (at: Instant, outcome: Outcome, note: String)?

        public enum Outcome: Sendable { case done, notPossible }
    }

    init(
        seed: UInt64, year: CollegeYear, customer: CustomerID, places: CollegePlaces, people: CollegePeople
    ) {
        var chance = SeededChance(seed: seed, stream: Stream.promises)
        standing = CollegePromises.standing(
            &chance, year: year, customer: customer, places: places, people: people)
        let told = (DeedTelling.settled + DeedTelling.open).compactMap { telling -> DeedStory? in
            telling.story(&chance, year: year, customer: customer, people: people)
        }
        deeds = told.sorted { $0.promise.made < $1.promise.made }
    }

    private static func standing(
        _ chance: inout SeededChance, year: CollegeYear, customer: CustomerID, places: CollegePlaces,
        people: CollegePeople
    ) -> [Promise] {
        func promise(
            _ key: ProviderRole.Key, at place: PlaceID, _ words: String, said: String, made: Instant,
            leadDays: Int
        ) -> Promise {
            Promise(
                id: chance.id(at: made), customer: customer.cast(), promiser: people.provider(key).cast(),
                receiver: .everyoneAt(place: place.cast()),
                terms: .nobodyRunsOut(to: .everyoneAt(place.description), leadTimeHours: leadDays * 24),
                words: words, saidWhere: said,
                made: made)
        }
        let walk = year.walk
        let signed = year.signed
        return [
            promise(
                .accountManager, at: places.place(.registry),
                "Nobody at this counter sends a student away because the copier has no toner.",
                said: "on the walk in May, at the student counter", made: year.at(walk, 10, 20), leadDays: 3),
            promise(
                .accountManager, at: places.place(.chapelOffice),
                "You won't have to think about toner again, not even on the morning of a funeral.",
                said: "on the walk in May, in the vestry", made: year.at(walk, 14, 45), leadDays: 5),
            promise(
                .accountManager, at: places.campus.id, "No one here runs out of toner.",
                said: "in the boardroom, at the signing", made: year.at(signed, 11, 30), leadDays: 5),
            promise(
                .serviceDesk, at: places.place(.clinic), "No prescription waits for toner.",
                said: "on the telephone, the week after the signing",
                made: year.at(year.workingDay(onOrAfter: signed.adding(days: 5)), 9, 15), leadDays: 3),
            promise(
                .technicianNorth, at: places.place(.riversideLibrary),
                "In the exam weeks I look at every printer in here before you do, and none of them is dry.",
                said: "at the welcome desk, the first Monday of the service",
                made: year.at(year.workingDay(onOrAfter: signed.adding(days: 4)), 8, 50), leadDays: 4),
            promise(
                .technicianSouth, at: places.place(.weirHall),
                "If you print at midnight before a deadline, there will be toner in it.",
                said: "in the common room, at the hall's welcome evening",
                made: year.at(year.workingDay(onOrAfter: signed.adding(days: 7)), 19, 30), leadDays: 5),
        ]
    }
}

/// A deed as the story tells it, before its days are reckoned.
struct DeedTelling {
    /// A day that the story counts from.
    enum Anchor {
        /// The day on which the story arrives in the present.
        case present
        case christmas, springStart, springExams, enrolment, autumnExams
    }

    enum Ending {
        /// Done this many hours before it was due.
        case kept(hoursBefore: Int, note: String)
        /// Done, but this many days too late.
        case late(days: Int, note: String)
        /// Taken back openly this many hours before it was due.
        case withdrawn(hoursBefore: Int, note: String)
        case open
    }

    let by: ProviderRole.Key
    let to: Role.Key
    let words: String
    let said: String
    let anchor: Anchor
    /// Days from the anchor to the day on which it is due; negative is before it.
    let due: Int
    let dueHour: Int
    /// Days from the promise to the day on which it is due.
    let ahead: Int
    let ending: Ending

    init(
        _ by: ProviderRole.Key, _ to: Role.Key, _ words: String, said: String, _ anchor: Anchor, due: Int,
        hour: Int = 17, ahead: Int, _ ending: Ending
    ) {
        self.by = by
        self.to = to
        self.words = words
        self.said = said
        self.anchor = anchor
        self.due = due
        dueHour = hour
        self.ahead = ahead
        self.ending = ending
    }

    /// The deed in its days; `nil` when they lie outside the year that is told.
    func story(
        _ chance: inout SeededChance, year: CollegeYear, customer: CustomerID, people: CollegePeople
    ) -> CollegePromises.DeedStory? {
        guard let due = dueInstant(year) else { return nil }
        // What is open now was said before today, however soon it is due.
        let yesterday = year.zone.date(of: year.end).adding(days: -1)
        let madeDay = year.workingDay(
            onOrBefore: min(year.zone.date(of: due).adding(days: -ahead), yesterday))
        let made = min(
            year.at(madeDay, chance.number(in: 9...16), 5 * chance.number(below: 12)), due - .hours(2))
        guard made < year.end else { return nil }
        let promise = Promise(
            id: chance.id(at: made), customer: customer.cast(), promiser: people.provider(by).cast(),
            receiver: .person(people.person(to).cast()),
            terms: .deed(by: due, to: .persons([people.person(to).description])), words: words,
            saidWhere: said, made: made)
        switch ending {
        case .kept(let hours, let note):
            let at = max(due - .hours(hours), made + .hours(1))
            guard at < year.end else { return nil }
            return .init(promise: promise, act: (at, .done, note))
        case .late(let days, let note):
            let day = year.workingDay(onOrAfter: year.zone.date(of: due).adding(days: days))
            let at = year.at(day, 11, 10)
            guard at < year.end else { return nil }
            return .init(promise: promise, act: (at, .done, note))
        case .withdrawn(let hours, let note):
            let at = max(due - .hours(hours), made + .hours(1))
            guard at < year.end else { return nil }
            return .init(promise: promise, act: (at, .notPossible, note))
        case .open: return .init(promise: promise, act: nil)
        }
    }

    private func dueInstant(_ year: CollegeYear) -> Instant? {
        if case .open = ending { return openDue(year) }
        let today = year.zone.date(of: year.end)
        guard let anchor = anchorDay(year, today) else { return nil }
        let day = year.workingDay(onOrBefore: anchor.adding(days: due))
        let instant = year.at(day, dueHour)
        return instant < year.end - .days(1) ? instant : nil
    }

    /// Open deeds are counted in working days from the present, so that they hold on any day it falls on.
    private func openDue(_ year: CollegeYear) -> Instant? {
        let today = year.zone.date(of: year.end)
        guard due >= 0 else {
            return year.at(year.workingDay(onOrBefore: today.adding(days: due)), dueHour)
        }
        var day = year.workingDay(onOrAfter: today)
        for _ in 0..<due { day = year.workingDay(onOrAfter: day.adding(days: 1)) }
        let instant = year.at(day, dueHour)
        guard instant <= year.end else { return instant }
        return year.at(year.workingDay(onOrAfter: day.adding(days: 1)), dueHour)
    }

    private func anchorDay(_ year: CollegeYear, _ today: CivilDate) -> CivilDate? {
        let day: (Int) -> CivilDate
        switch anchor {
        case .present: return today
        case .christmas: day = { year.date($0, 12, 23) }
        case .springStart: day = { year.academic.springStart(of: $0) }
        case .enrolment: day = { year.academic.autumnStart(of: $0).adding(days: -7) }
        case .autumnExams: day = { year.academic.nextExams(from: year.date($0, 9, 1)) }
        case .springExams: day = { year.academic.nextExams(from: year.date($0, 2, 1)) }
        }
        // The latest that lies well before the present.
        return [today.year, today.year - 1].map(day).first { $0.adding(days: 10) < today }
    }
}
