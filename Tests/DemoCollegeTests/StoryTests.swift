// SPDX-License-Identifier: Apache-2.0
import People
import Promises
import Testing
import Values
import VirtualFleet

@testable import DemoCollege

@Suite("the college's story")
struct StoryTests {
    let college = College(seed: 7, endingAt: presentMorning, zone: dublin)

    @Test func `there are nine buildings, 28 floors and 640 rooms, each below its parent`() {
        let kinds = Dictionary(grouping: college.places.all, by: \.kind)
        #expect(kinds[.campus]?.count == 1)
        #expect(kinds[.building]?.count == 9)
        #expect(kinds[.floor]?.count == 28)
        #expect(kinds[.room]?.count == 640)
        var known: Set<PlaceID> = []
        for place in college.places.all {
            if let parent = place.parent { #expect(known.contains(parent), "\(place.name)") }
            #expect(known.insert(place.id).inserted)
        }
    }

    @Test func `room numbers are given once on the whole campus`() {
        let rooms = college.places.all.filter { $0.kind == .room }
        let numbers = Set(rooms.compactMap { $0.name.split(separator: " ").first })
        #expect(numbers.count == rooms.count)
    }

    @Test func `about 1,900 people are known, forty of them by their part in the story`() {
        #expect(DemoCollege.Role.all.count == 40)
        #expect(Set(DemoCollege.Role.all.map(\.key)) == Set(DemoCollege.Role.Key.allCases))
        let people = college.people.all
        #expect(people.filter { $0.side == .customer }.count == 1_896)
        #expect(people.filter { $0.side == .provider }.count == 4)
        #expect(Set(people.map(\.id)).count == people.count)
        let mails = people.compactMap(\.email)
        #expect(Set(mails).count == people.count)
        #expect(
            mails.allSatisfy { mail in
                mail.hasSuffix(".example") && mail.utf8.allSatisfy { $0 < 128 } && !mail.contains("..")
            })
    }

    @Test func `everyone with a part stands in a room of their own that exists`() {
        let rooms = Set(college.places.all.filter { $0.kind == .room }.map(\.id))
        for role in DemoCollege.Role.all {
            let person = college.people.all.first { $0.id == college.people.person(role.key) }
            #expect(person?.place.map(rooms.contains) == true, "\(role.key.rawValue)")
        }
    }

    @Test func `214 machines stand in rooms, eleven of them never on the network`() {
        #expect(college.machines.all.count == 214)
        #expect(college.machines.neverOnTheNetwork.count == 11)
        #expect(college.machines.networked.count == 203)
        let rooms = Set(college.places.all.filter { $0.kind == .room }.map(\.id))
        for machine in college.machines.all {
            #expect(rooms.contains(machine.room), "\(machine.model) in \(machine.roomName)")
            #expect(PrinterModel.named(machine.model) != nil, "\(machine.model)")
        }
        for part in CollegeMachine.Part.allCases {
            #expect(college.machines.networked.filter { $0.part == part }.count == 1, "\(part)")
        }
    }

    @Test func `machines of a dozen makes are on the network`() {
        let makes = Set(college.machines.networked.compactMap { PrinterModel.named($0.model)?.design.make })
        #expect(makes.count >= 11, "\(makes.sorted())")
    }

    @Test func `the same seed tells the same story, another seed another`() {
        let again = College(seed: 7, endingAt: presentMorning, zone: dublin)
        let other = College(seed: 8, endingAt: presentMorning, zone: dublin)
        #expect(again.people.all == college.people.all)
        #expect(again.places.all == college.places.all)
        #expect(again.machines.all == college.machines.all)
        #expect(again.promises.standing == college.promises.standing)
        #expect(again.promises.deeds.map(\.promise) == college.promises.deeds.map(\.promise))
        #expect(other.people.all != college.people.all)
    }
}

@Suite("what was promised at the college")
struct PromiseStoryTests {
    @Test(arguments: presents)
    func `standing promises were made before the first reading`(_ present: Instant) {
        let college = College(seed: 7, endingAt: present, zone: dublin)
        #expect(college.promises.standing.count == 6)
        for promise in college.promises.standing {
            #expect(promise.made < college.year.start, "\(promise.words)")
            #expect(!promise.saidWhere.isEmpty)
        }
        let campus = college.promises.standing.filter {
            $0.receiver == .everyoneAt(place: college.places.campus.id.cast())
        }
        #expect(campus.map(\.promiser) == [college.accountManager.cast()])
    }

    @Test(arguments: presents)
    func `deeds were kept, broken, taken back, and a handful are open`(_ present: Instant) {
        let college = College(seed: 7, endingAt: present, zone: dublin)
        var kept = 0
        var broken = 0
        var withdrawn = 0
        for deed in college.promises.deeds {
            guard let due = deed.promise.due else {
                Issue.record("not a deed: \(deed.promise.words)")
                continue
            }
            #expect(deed.promise.made < due, "\(deed.promise.words)")
            #expect(deed.promise.made < present, "\(deed.promise.words)")
            guard let act = deed.act else { continue }
            #expect(deed.promise.made < act.at, "\(deed.promise.words)")
            #expect(act.at < present, "\(deed.promise.words)")
            #expect(!act.note.isEmpty)
            switch act.outcome {
            case .done where act.at <= due: kept += 1
            case .done: broken += 1
            case .notPossible: withdrawn += 1
            }
        }
        #expect(kept >= 22, "kept \(kept)")
        #expect((2...6).contains(broken), "broken \(broken)")
        #expect(withdrawn == 1)
        #expect(college.promises.deeds.filter { $0.act == nil }.count == DeedTelling.open.count)
    }

    @Test func `on a working morning one deed is overdue, one due today and one tomorrow`() {
        let college = College(seed: 7, endingAt: presentMorning, zone: dublin)
        let mine = college.promises.deeds.filter {
            $0.act == nil && $0.promise.promiser == college.accountManager.cast()
        }
        let days = mine.compactMap { deed -> Int? in
            guard let due = deed.promise.due else { return nil }
            return dublin.date(of: due).daysSinceEpoch - dublin.date(of: presentMorning).daysSinceEpoch
        }
        #expect(days.filter { $0 < 0 }.count == 1)
        #expect(days.filter { $0 == 0 }.count == 1)
        #expect(days.filter { $0 == 1 }.count == 1)
        #expect(days.allSatisfy { $0 <= 7 })
    }

    @Test func `no words are used for two promises`() {
        let words = DeedTelling.settled.map(\.words) + DeedTelling.open.map(\.words)
        #expect(Set(words).count == words.count)
    }
}
