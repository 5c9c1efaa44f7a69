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

    @Test func `a machine that is awake and says nothing is taken at its word`() {
        let awake = machine([.toner(.percent(40))], pages: 1_000).reading(at: monday)
        let silent = machine([.toner(.unknown)], pages: nil).reading(at: monday + .hours(3))
        #expect(silent.remembering(awake) == silent)
    }
}
