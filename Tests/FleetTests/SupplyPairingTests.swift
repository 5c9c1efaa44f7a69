// SPDX-License-Identifier: Apache-2.0
import Fleet
import Generators
import Testing
import Values

/// The same cartridge is the same one in the next reading, and another one is another.
@Suite struct SupplyPairingTests {
    private let start = instant("2026-11-23T08:00:00Z")

    private func reading(_ supplies: [Supply], hours: Int = 0) -> Reading {
        Machine(supplies: supplies).reading(at: start + .hours(hours))
    }

    private func runs(_ supplies: [Supply]) -> [SupplyRun] {
        supplies.map { SupplyRun($0, at: start, reading: ReadingID(bits: 1)) }
    }

    @Test func `a machine that numbers its rows anew has changed no cartridge`() {
        let before: [Supply] = [
            .toner(.percent(4), index: "1.1"), .toner(.percent(80), "cyan", index: "1.2"),
        ]
        let after: [Supply] = [
            .toner(.percent(80), "cyan", index: "1.1"), .toner(.percent(4), index: "1.2"),
        ]
        #expect(events(from: reading(before), to: reading(after, hours: 1)).isEmpty)
        let later = supplyRuns(
            runs(before), after: reading(before), taking: reading(after, hours: 1), as: ReadingID(bits: 2))
        #expect(later.map { $0.key } == ["toner/cyan/1.1", "toner/black/1.2"])
        #expect(later.map { $0.points.first?.at } == [start, start])
        #expect(later.map { $0.level } == [.percent(80), .percent(4)])
    }

    @Test func `a cartridge changed while the rows moved is seen`() {
        let before: [Supply] = [
            .toner(.percent(4), index: "1.1"), .toner(.percent(80), "cyan", index: "1.2"),
        ]
        let after: [Supply] = [
            .toner(.percent(80), "cyan", index: "1.1"), .toner(.percent(99), index: "1.2"),
        ]
        let happened = events(from: reading(before), to: reading(after, hours: 1))
        #expect(
            happened == [
                .supplyReplaced(
                    supply: "toner/black/1.2", description: "black toner", from: .percent(4),
                    to: .percent(99))
            ])
        let later = supplyRuns(
            runs(before), after: reading(before), taking: reading(after, hours: 1), as: ReadingID(bits: 2))
        #expect(later.last?.points.map { $0.level } == [.percent(99)])
    }

    @Test func `two drums of one colour that moved are told apart by their serial numbers alone`() {
        func drum(_ level: Int, _ serial: String?, _ index: String) -> Supply {
            var drum = Supply.toner(.percent(level), index: index, serial: serial)
            drum.type = .opc
            drum.colorant = nil
            return drum
        }
        let before = [drum(10, "A", "1.1"), drum(90, "B", "1.2")]
        let moved = [drum(90, "B", "1.3"), drum(10, "A", "1.4")]
        #expect(events(from: reading(before), to: reading(moved, hours: 1)).isEmpty)
        let nameless = [drum(90, nil, "1.3"), drum(10, nil, "1.4")]
        let later = supplyRuns(
            runs(before), after: reading(before), taking: reading(nameless, hours: 1), as: ReadingID(bits: 2))
        // Nobody can say which is which, so both histories begin.
        #expect(later.map { $0.points.count } == [1, 1])
        #expect(later.map { $0.points.first?.at } == [start + .hours(1), start + .hours(1)])
    }

    @Test func `another part number is another cartridge, though the level fell`() {
        var large = Supply.toner(.percent(40))
        large.partNumber = "CF410X"
        var small = Supply.toner(.percent(38))
        small.partNumber = "CF410A"
        #expect(wasReplaced(large, small))
        // One of those that were named before is in.
        large.partNumber = "CF410A/CF410X"
        #expect(!wasReplaced(large, small))
        small.partNumber = nil
        #expect(!wasReplaced(large, small))
    }

    @Test func `a later day of installation is another cartridge, an earlier one a clock that was set`() {
        var earlier = Supply.toner(.percent(40))
        earlier.installed = "2026-03-01"
        var later = Supply.toner(.percent(38))
        later.installed = "2026-11-20"
        #expect(wasReplaced(earlier, later))
        #expect(!wasReplaced(later, earlier))
        // The serial number says it better than either.
        earlier.serial = "A"
        later.serial = "A"
        #expect(!wasReplaced(earlier, later))
    }
}
