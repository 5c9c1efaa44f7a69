// SPDX-License-Identifier: Apache-2.0
import Fleet
import Generators
import People
import Testing
import Values
import Walks

@Suite struct WalkResultTests {
    private let start = instant("2026-10-14T09:00:00Z")
    private let library = PlaceID(bits: 10)
    private let registry = PlaceID(bits: 11)
    private let cellar = PlaceID(bits: 12)

    private func machine(
        _ number: UInt128, serial: String?, make: String = "Linden", model: String = "C410",
        at place: PlaceID? = nil
    ) -> NetworkMachine {
        let device = Device(
            id: DeviceID(bits: number), address: "192.0.2.\(number)", make: make, model: model,
            serial: serial,
            name: nil, macAddresses: [], firstHeard: start, lastHeard: start)
        return NetworkMachine(device, at: place)
    }

    private func matching(_ seen: [SeenMachine], _ network: [NetworkMachine]) -> MachineMatching {
        var phone = WalkingPhone(5, at: start)
        for one in seen { phone.enter(.sawMachine(one), at: start, place: library) }
        return MachineMatching(book([phone]).lines, network: network)
    }

    private func book(_ phones: [WalkingPhone]) -> WalkBook {
        var book = WalkBook(walk: WalkingPhone.walk)
        for phone in phones { book.take(phone.batch(at: start + .hours(1)), arrived: start + .hours(1)) }
        return book
    }

    @Test func `a scanned label and a typed serial find the machine, and what nobody saw is named`() {
        let network = [
            machine(1, serial: "LD-70001"), machine(2, serial: "LD-70002"), machine(3, serial: "LD-70003"),
        ]
        let found = matching(
            [SeenMachine(label: DeviceID(bits: 1)), SeenMachine(serial: "ld-700 02")], network)
        #expect(found.matched.map(\.device) == [DeviceID(bits: 1), DeviceID(bits: 2)])
        #expect(found.matched.map(\.ground) == [.label, .serial])
        #expect(found.seenOnly.isEmpty)
        #expect(found.networkOnly.map(\.device.id) == [DeviceID(bits: 3)])
    }

    @Test func `a label that was moved to another machine does not outweigh its serial`() {
        let network = [machine(1, serial: "LD-70001"), machine(2, serial: "LD-70002")]
        let found = matching([SeenMachine(label: DeviceID(bits: 1), serial: "LD-70002")], network)
        #expect(found.matched.map(\.device) == [DeviceID(bits: 2)])
    }

    @Test func `characters that look alike are a hint and never a match`() {
        let found = matching([SeenMachine(serial: "LD-7O0O1")], [machine(1, serial: "LD-70001")])
        #expect(found.matched.isEmpty)
        #expect(found.seenOnly.first?.hints == [.serialLooksAlike(DeviceID(bits: 1))])
        #expect(found.networkOnly.count == 1)
    }

    @Test func `one serial on two machines is decided by the model, or by a person`() {
        let network = [
            machine(1, serial: "0007000", model: "C410"), machine(2, serial: "0007000", model: "M300"),
        ]
        #expect(
            matching([SeenMachine(serial: "0007000", model: "M300")], network).matched.map(\.device)
                == [DeviceID(bits: 2)])
        let open = matching([SeenMachine(serial: "0007000")], network)
        #expect(open.seenOnly.first?.hints == [.serialOfSeveral([DeviceID(bits: 1), DeviceID(bits: 2)])])

        var phone = WalkingPhone(5, at: start)
        let seen = phone.enter(.sawMachine(SeenMachine(serial: "0007000")), at: start)
        phone.enter(.isMachine(seen: seen, DeviceID(bits: 1)), at: start)
        let decided = MachineMatching(book([phone]).lines, network: network)
        #expect(decided.matched.map(\.ground) == [.person])
        #expect(decided.networkOnly.map(\.device.id) == [DeviceID(bits: 2)])
    }

    @Test func `the serial of another make is a hint, and a filler is no serial`() {
        let network = [machine(1, serial: "LD-70001"), machine(2, serial: "unknown")]
        #expect(
            matching([SeenMachine(serial: "LD-70001", make: "Other")], network).seenOnly.first?.hints
                == [.serialOfOtherMake(DeviceID(bits: 1))])
        #expect(matching([SeenMachine(serial: "unknown")], network).matched.isEmpty)
    }

    @Test func `without a serial the only machine of its model in the room is a hint`() {
        let network = [
            machine(1, serial: "LD-70001", at: library),
            machine(2, serial: "LD-70002", model: "M300", at: library),
            machine(3, serial: "LD-70003", at: registry),
        ]
        #expect(
            matching([SeenMachine(make: "Linden", model: "Linden C410")], network).seenOnly.first?.hints
                == [.onlyOfItsModelHere(DeviceID(bits: 1))])
        #expect(
            matching([SeenMachine(serial: "LD-99999", model: "C410")], network).seenOnly.first?.hints == [])
    }

    @Test func `a machine that two walkers saw is one, with what both said`() throws {
        var one = WalkingPhone(5, walker: 1, at: start)
        var two = WalkingPhone(6, walker: 2, at: start)
        one.enter(
            .sawMachine(SeenMachine(serial: "LD-90001", remark: "No cable.")), at: start, place: library)
        two.enter(
            .sawMachine(SeenMachine(serial: "ld-90001", model: "C410", remark: "Under the stairs.")),
            at: start + .minutes(1), place: cellar)
        let found = MachineMatching(book([one, two]).lines, network: [])
        let sighting = try #require(found.seenOnly.first)
        #expect(found.seenOnly.count == 1)
        #expect(sighting.entries.count == 2)
        #expect(sighting.machine.remark == "No cable. Under the stairs.")
        #expect(sighting.machine.model == "C410")
        #expect(sighting.place == cellar)
    }

    @Test func `the result tells each place, who was heard and who was not, and what is still on a phone`()
        throws
    {
        let ana = PersonID(bits: 3)
        let bo = PersonID(bits: 4)
        var phone = WalkingPhone(5, walker: 1, at: start)
        phone.enter(.metPerson(ana), at: start, place: registry)
        phone.enter(
            .heard(.known(ana), question: "What keeps you waiting?", words: "The queue at ten."), at: start,
            place: registry)
        let cy = phone.enter(.metNewPerson(name: "Cy", role: "Porter"), at: start, place: cellar)
        phone.enter(
            .needed([.met(cy), .known(ana)], words: "A machine in the cellar"), at: start, place: cellar)
        phone.enter(.promised(to: [.met(cy)], words: "I'll call him on Friday"), at: start, place: cellar)
        phone.enter(.metPerson(bo), at: start, place: registry)
        phone.enter(.finished, at: start, place: registry)
        phone.enter(.note("Paper everywhere."), at: start)
        var waiting = phone.batch(at: start)
        waiting.entries.remove(at: 6)
        var book = WalkBook(walk: WalkingPhone.walk)
        book.take(waiting, arrived: start)

        let plan = WalkPlan(
            id: WalkingPhone.walk, customer: CustomerID(bits: 9), title: "First walk", on: date(2026, 10, 14),
            walkers: [phone.walker], places: [library, registry], persons: [ana, bo])
        let network = [machine(1, serial: "LD-70001", at: library)]
        let partial = WalkResult(book, plan: plan, network: network)
        #expect(!partial.isComplete)
        #expect(partial.missing == [phone.id: [7...7]])
        book.take(phone.batch(at: start), arrived: start)

        let result = WalkResult(book, plan: plan, network: network)
        #expect(result.isComplete)
        #expect(result.places.map(\.place) == [library, registry, cellar])
        #expect(result.places[0].networkOnly.map(\.device.id) == [DeviceID(bits: 1)])
        #expect(result.places[0].finishedBy.isEmpty)
        #expect(result.places[1].finishedBy == [phone.walker])
        #expect(result.places[1].persons == [.known(ana), .known(bo)])
        #expect(result.notHeard == [bo], "met is not heard")
        #expect(result.newPersons.map(\.name) == ["Cy"])
        #expect(result.needs.map(\.persons) == [[.met(cy), .known(ana)]])
        #expect(result.promises.map(\.words) == ["I'll call him on Friday"])
        #expect(result.elsewhere?.notes.map(\.words) == ["Paper everywhere."])
        #expect(result.unsureTimes == 0)
    }
}
