// SPDX-License-Identifier: Apache-2.0
import Fleet
import Foundation
import Generators
import Testing
import Values

@Suite struct DeviceEventTests {
    private let start = instant("2026-11-23T08:00:00Z")

    private func happened(
        _ earlier: Machine, _ later: Machine, after duration: Duration = .minutes(15)
    ) -> [DeviceEvent] {
        events(from: earlier.reading(at: start), to: later.reading(at: start + duration))
    }

    private let counter = Meter.lifetime(0).key

    // Counters

    @Test func `a counter that rises as machines print is no event`() {
        #expect(happened(Machine(pages: 1_000), Machine(pages: 1_000)).isEmpty)
        #expect(happened(Machine(pages: 1_000), Machine(pages: 1_600)).isEmpty)
    }

    @Test func `a counter that fell is recorded with both values`() {
        #expect(
            happened(Machine(pages: 182_417), Machine(pages: 12))
                == [.meterFell(meter: counter, from: 182_417, to: 12)])
        #expect(
            happened(Machine(pages: 5), Machine(pages: 4)) == [.meterFell(meter: counter, from: 5, to: 4)])
    }

    @Test func `a 32-bit counter that began again fell`() {
        #expect(
            happened(Machine(pages: 4_294_967_290), Machine(pages: 14))
                == [.meterFell(meter: counter, from: 4_294_967_290, to: 14)])
    }

    @Test func `a counter jumped when no machine can have printed so much in that time`() {
        // 400 a minute for a quarter of an hour, and 500 that were counted late.
        #expect(happened(Machine(pages: 0), Machine(pages: 6_500)).isEmpty)
        #expect(
            happened(Machine(pages: 0), Machine(pages: 6_501)) == [
                .meterJumped(meter: counter, from: 0, to: 6_501)
            ])
        #expect(happened(Machine(pages: 0), Machine(pages: 6_501), after: .minutes(16)).isEmpty)
        #expect(happened(Machine(pages: 0), Machine(pages: 500), after: .zero).isEmpty)
        #expect(happened(Machine(pages: 0), Machine(pages: 501), after: .zero).count == 1)
    }

    @Test func `counters at the ends of counting are events and bring nothing down`() {
        #expect(
            happened(Machine(pages: .min), Machine(pages: .max))
                == [.meterJumped(meter: counter, from: .min, to: .max)])
        #expect(
            happened(Machine(pages: .max), Machine(pages: .min))
                == [.meterFell(meter: counter, from: .max, to: .min)])
    }

    @Test func `a counter that one of the two readings does not give is no event`() {
        #expect(happened(Machine(pages: 1_000), Machine(pages: nil)).isEmpty)
        #expect(happened(Machine(pages: nil), Machine(pages: 1_000)).isEmpty)
    }

    @Test func `each counter is compared with itself and not with its neighbour`() {
        var colour = Meter.lifetime(10)
        colour.color = .color
        var earlier = Machine(pages: 1_000).reading(at: start)
        earlier.meters.append(colour)
        var later = earlier
        later.heard = start + .hours(1)
        later.meters.reverse()
        #expect(events(from: earlier, to: later).isEmpty)
    }

    // Supplies

    @Test func `a level that rises by a cartridge is a replacement`() {
        #expect(
            happened(Machine(supplies: [.toner(.percent(4))]), Machine(supplies: [.toner(.percent(100))]))
                == [
                    .supplyReplaced(
                        supply: "toner/black/1.1", description: "black toner", from: .percent(4),
                        to: .percent(100))
                ])
    }

    @Test(arguments: [(50, 59, false), (50, 60, true), (0, 9, false), (90, 100, true), (60, 50, false)])
    func `a gauge that wobbles by less than ten points is no replacement`(from: Int, to: Int, isOne: Bool) {
        #expect(wasReplaced(.toner(.percent(from)), .toner(.percent(to))) == isOne)
    }

    @Test func `the cartridge's own serial decides before its level does`() {
        #expect(wasReplaced(.toner(.percent(40), serial: "T1"), .toner(.percent(38), serial: "T2")))
        #expect(!wasReplaced(.toner(.percent(40), serial: "T1"), .toner(.percent(100), serial: "T1")))
        #expect(wasReplaced(.toner(.percent(4), serial: "T1"), .toner(.percent(100))))
    }

    @Test func `a waste box that was emptied is not a supply that was put in`() {
        #expect(!wasReplaced(.wasteBox(.percent(5)), .wasteBox(.percent(100))))
    }

    @Test func `a level without a figure shows no replacement by itself`() {
        for level in [Level.unknown, .someRemaining, .unrestricted] {
            #expect(!wasReplaced(.toner(.percent(5)), .toner(level)))
            #expect(!wasReplaced(.toner(level), .toner(.percent(100))))
        }
    }

    @Test func `a cartridge changed while the machine knew no level is seen by what it had before`() {
        var run = SupplyRun(.toner(.percent(4)), at: start, reading: ReadingID(bits: 1))
        run.absorb(.toner(.unknown), replaced: false, at: start + .hours(1), reading: ReadingID(bits: 2))
        let asleep = Machine(supplies: [.toner(.unknown)]).reading(at: start + .hours(1))
        let awake = Machine(supplies: [.toner(.percent(100))]).reading(at: start + .hours(2))
        #expect(events(from: asleep, to: awake).isEmpty)
        #expect(events(from: asleep.recalling([run]), to: awake).map(\.kind) == ["supplyReplaced"])
        #expect(asleep.recalling([]) == asleep)
        let other = SupplyRun(
            .toner(.percent(4), "cyan", index: "1.2"), at: start, reading: ReadingID(bits: 1))
        #expect(asleep.recalling([other]) == asleep)
    }

    @Test func `a supply is known by kind, colour and row, whatever its description says`() {
        var renamed = Supply.toner(.percent(100))
        renamed.description = "Black Toner S/N:4711"
        #expect(happened(Machine(supplies: [.toner(.percent(4))]), Machine(supplies: [renamed])).count == 1)
        let cyan = Machine(supplies: [.toner(.percent(100), "cyan", index: "1.1")])
        #expect(happened(Machine(supplies: [.toner(.percent(4))]), cyan).isEmpty)
    }

    // Alerts

    @Test func `an alert is raised once and cleared once, whatever row it stands in`() {
        let low = Alert.of("markerTonerAlmostEmpty", "Black toner low", index: "1.3")
        let moved = Alert.of("markerTonerAlmostEmpty", "Black toner low", index: "1.9")
        let door = Alert.of("coverOpen", "Front door")
        var machine = Machine()
        machine.alerts = [low]
        var later = machine
        later.alerts = [door, moved]
        #expect(happened(Machine(), machine) == [.alertRaised(code: low.code, description: low.description)])
        #expect(happened(machine, later) == [.alertRaised(code: "coverOpen", description: "Front door")])
        #expect(
            happened(later, Machine()) == [
                .alertCleared(code: "coverOpen", description: "Front door"),
                .alertCleared(code: low.code, description: low.description),
            ])
        var twice = machine
        twice.alerts = [low, moved]
        #expect(happened(machine, twice).isEmpty)
    }

    @Test func `an alert without a code or words is an alert too`() {
        var machine = Machine()
        machine.alerts = [.of(nil, nil)]
        #expect(happened(Machine(), machine) == [.alertRaised(code: nil, description: nil)])
    }

    // The machine itself

    @Test func `a new address, firmware and name are events; silence about them is none`() {
        var earlier = Machine(address: "192.0.2.10", name: "reg-1").reading(at: start)
        earlier.firmware = "3.10"
        var later = Machine(address: "192.0.2.11", name: "reg-2").reading(at: start)
        later.firmware = "3.11"
        #expect(
            events(from: earlier, to: later) == [
                .addressChanged(from: "192.0.2.10", to: "192.0.2.11"),
                .firmwareChanged(from: "3.10", to: "3.11"),
                .nameChanged(from: "reg-1", to: "reg-2"),
            ])
        let bare = Machine(address: "192.0.2.10").reading(at: start)
        #expect(events(from: earlier, to: bare).isEmpty)
        #expect(events(from: bare, to: earlier).isEmpty)
    }

    @Test
    func `nothing happened between two equal readings, and the events of the way there and back mirror`()
        throws
    {
        try forSeeds(300) { chance in
            func machine(_ chance: inout SplitMix) -> Machine {
                var machine = Machine(
                    pages: chance.number(0...1_000 as ClosedRange<Int64>),
                    supplies: [.toner(.percent(chance.number(0...100)))])
                machine.alerts = ["a", "b", "c"].filter { _ in chance.once(in: 2) }.map { .of($0, nil) }
                return machine
            }
            let one = machine(&chance)
            let two = machine(&chance)
            try #require(happened(one, one).isEmpty)
            let there = happened(one, two).map(\.kind)
            let back = happened(two, one).map(\.kind)
            try #require(
                there.count { $0 == "alertRaised" } == back.count { $0 == "alertCleared" })
            if one.pages != two.pages {
                try #require(there.contains("meterFell") != back.contains("meterFell"))
            }
        }
    }

    @Test
    func `a reading differs when a figure, a part, an alert or a fact does, and not when the panel flickers`()
    {
        let kept = Machine(
            serial: "LC4-0001", name: "reg-1", mac: "00:80:77:12:34:56", pages: 100,
            supplies: [.toner(.percent(50))]
        ).reading(at: start)
        var flickers = kept
        flickers.heard = start + .hours(1)
        flickers.status = .printing
        flickers.console = ["Processing job"]
        #expect(!flickers.differs(from: kept))

        let changes: [(inout Reading) -> Void] = [
            { $0.meters[0].value += 1 }, { $0.supplies[0].level = .percent(49) }, { $0.supplies = [] },
            { $0.trays = [Tray(index: "1.1", name: nil, level: 1, max: 500, media: nil)] },
            { $0.alerts = [.of("coverOpen", nil)] }, { $0.errors = [.jammed] }, { $0.errors = nil },
            { $0.address = "192.0.2.11" }, { $0.serial = nil }, { $0.name = "x" }, { $0.model = "x" },
            { $0.make = "x" }, { $0.firmware = "x" }, { $0.location = "x" }, { $0.macAddresses = [] },
        ]
        for change in changes {
            var changed = kept
            change(&changed)
            #expect(changed.differs(from: kept))
        }
    }

    @Test func `every event is read as it is written`() throws {
        let events: [DeviceEvent] = [
            .firstHeard(address: "a"), .addressChanged(from: "a", to: "b"),
            .meterFell(meter: "m", from: 2, to: 1),
            .meterJumped(meter: "m", from: 1, to: .max),
            .supplyReplaced(supply: "s", description: "d", from: .unknown, to: .percent(100)),
            .alertRaised(code: nil, description: "d"), .alertCleared(code: "c", description: nil),
            .firmwareChanged(from: nil, to: "2"), .nameChanged(from: "a", to: nil), .wentSilent,
            .cameBack(silentSince: start), .contradicted(by: "x"), .moved(from: nil, to: "Registry"),
        ]
        let json = try JSONEncoder().encode(events)
        #expect(try JSONDecoder().decode([DeviceEvent].self, from: json) == events)
        #expect(Set(events.map(\.kind)).count == events.count)
    }
}
