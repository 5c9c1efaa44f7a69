// SPDX-License-Identifier: Apache-2.0
import People
import Promises
import Values
import VirtualFleet

/// What the story wants to happen in the year of readings, beside what happens by itself.
struct HistoryAgenda {
    enum Event {
        case promiseMade(Promise)
        case deedSettled(CollegePromises.DeedStory)
        case machine(Int, VirtualFleet.Act)
        /// Somebody writes down that a machine stands in another place now.
        case writtenDown(Int, PlaceID)
        /// About promises of every day.
        case words(CollegeWords.Event)
    }

    /// In ascending time.
    private(set) var events: [(at: Instant, event: Event)] = []
    private var next = 0
    /// The college's power was off for a weekend's day, and the collector with it.
    let collectorIsOff: Range<Instant>

    init(_ college: College) {
        let year = college.year
        // A weekend after four months.
        var saturday = year.day(120)
        while saturday.weekday != .saturday { saturday = saturday.adding(days: 1) }
        collectorIsOff = year.at(saturday, 10)..<year.at(saturday.adding(days: 1), 17)

        for promise in college.promises.standing { add(promise.made, .promiseMade(promise)) }
        for deed in college.promises.deeds {
            add(deed.promise.made, .promiseMade(deed.promise))
            if let act = deed.act { add(act.at, .deedSettled(deed)) }
        }
        for (at, event) in college.words.events { add(at, .words(event)) }
        closetFails(college)
        machinesOfTheirOwn(college)
        events.sort { $0.at < $1.at }
    }

    /// What is to happen by `now` and has not been handed out.
    mutating func due(by now: Instant) -> [(at: Instant, event: Event)] {
        let first = next
        while next < events.count, events[next].at <= now { next += 1 }
        return Array(events[first..<next])
    }

    private mutating func add(_ instant: Instant, _ event: Event) { events.append((instant, event)) }

    /// The network closet of the arts building fails on a working day and is mended on the next.
    private mutating func closetFails(_ college: College) {
        let year = college.year
        let day = year.workingDay(onOrAfter: year.day(75))
        let mended = year.at(year.workingDay(onOrAfter: day.adding(days: 1)), 17, 30)
        for (index, machine) in college.machines.networked.enumerated() where machine.building == .arts {
            add(year.at(day, 9, 40), .machine(index, .silence(until: mended)))
        }
    }

    private mutating func machinesOfTheirOwn(_ college: College) {
        let year = college.year
        for (index, machine) in college.machines.networked.enumerated() {
            switch machine.part {
            case .counterReset:
                let day = year.workingDay(onOrAfter: year.day(210))
                add(year.at(day, 11, 20), .machine(index, .resetCounters))
            case .moved:
                let day = year.workingDay(onOrAfter: year.day(160))
                let room = college.places.room(.weirHall, "Study room")
                let name = college.places.all.first { $0.id == room }?.name ?? Building.weirHall.name
                if let address = VirtualAddress(CollegeFleet.addressAfterMove) {
                    add(year.at(day, 14), .machine(index, .setAddress(address)))
                }
                add(year.at(day, 14, 5), .machine(index, .setLocation(name)))
                let next = year.workingDay(onOrAfter: day.adding(days: 1))
                add(year.at(next, 10, 30), .writtenDown(index, room))
            case .unplugged: add(year.end - .hours(40), .machine(index, .power(isOn: false)))
            default: break
            }
        }
    }
}
