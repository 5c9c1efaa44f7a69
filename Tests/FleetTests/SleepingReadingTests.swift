// SPDX-License-Identifier: Apache-2.0
import Fleet
import Generators
import Testing
import Values

@Suite struct SleepingReadingTests {
    private let monday = instant("2026-11-23T08:00:00Z")

    private func machine(_ supplies: [Supply], pages: Int64?) -> Machine {
        Machine(serial: "LC4-0001", pages: pages, supplies: supplies)
    }

    @Test func `a sleeping machine has the figures that it said before, and since when they stand`() {
        let awake = machine([.toner(.percent(40))], pages: 1_000).reading(at: monday)
        var asleep = machine([], pages: nil).reading(at: monday + .hours(3))
        asleep.isAsleep = true
        let shown = asleep.remembering(awake)
        #expect(shown.lifetimePages?.value == 1_000)
        #expect(shown.supplies == awake.supplies)
        #expect(shown.figuresHeard == monday)
        #expect(shown.heard == monday + .hours(3))
        #expect(events(from: awake, to: shown).isEmpty && !shown.differs(from: awake))
        var later = asleep
        later.heard = monday + .hours(5)
        #expect(later.remembering(shown).figuresHeard == monday)
    }

    @Test func `a level that a sleeping machine does not know is the one it said before`() {
        let awake = machine([.toner(.percent(40))], pages: 1_000).reading(at: monday)
        var asleep = machine([.toner(.unknown)], pages: 1_000).reading(at: monday + .hours(3))
        asleep.isAsleep = true
        #expect(asleep.remembering(awake).supplies.map(\.level) == [.percent(40)])
        var told = machine([.toner(.percent(39))], pages: 1_001).reading(at: monday + .hours(3))
        told.isAsleep = true
        #expect(told.remembering(awake) == told)
    }

    @Test func `what IPP said of a level stands while the machine sleeps and is not asked over IPP`() throws {
        func toner(_ level: Level, _ place: String) -> Supply {
            var supply = Supply.toner(level)
            supply.raw.oid = place
            return supply
        }
        var awake = machine([toner(.percent(40), "marker-levels[1]")], pages: 1_000).reading(at: monday)
        awake.differences = [
            ReadingDifference(
                field: "supplies/toner/black", snmp: "someRemaining", ipp: "40 %", counts: .ipp)
        ]
        var asleep = machine([toner(.someRemaining, "1.3.6.1")], pages: 1_000).reading(at: monday + .hours(3))
        asleep.isAsleep = true
        let shown = asleep.remembering(awake)
        let supply = try #require(shown.supplies.first)
        #expect(supply.level == .percent(40) && supply.raw.oid == "marker-levels[1]")
        #expect(supply.overruled?.oid == "1.3.6.1")
        #expect(shown.figuresHeard == monday && shown.differences == awake.differences)
        // What SNMP itself said before may have become less exact for a reason.
        let overSNMP = machine([toner(.percent(40), "1.3.6.1")], pages: 1_000).reading(at: monday)
        #expect(asleep.remembering(overSNMP).supplies.map(\.level) == [.someRemaining])
    }

    @Test func `a machine that is awake and says nothing is taken at its word`() {
        let awake = machine([.toner(.percent(40))], pages: 1_000).reading(at: monday)
        let silent = machine([.toner(.unknown)], pages: nil).reading(at: monday + .hours(3))
        #expect(silent.remembering(awake) == silent)
    }
}
