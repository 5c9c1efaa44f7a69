// SPDX-License-Identifier: Apache-2.0
import Fleet
import Foundation
import Generators
import Testing
import Values

@Suite struct SupplyRunTests {
    private let start = instant("2026-01-01T00:00:00Z")

    private func id(_ number: Int) -> ReadingID { ReadingID(bits: UInt128(number)) }

    /// A run through levels that were heard a number of hours apart.
    private func run(_ levels: [Level], hoursApart hours: Int) -> SupplyRun {
        var run = SupplyRun(.toner(levels.first ?? .unknown), at: start, reading: id(0))
        for (index, level) in levels.enumerated().dropFirst() {
            run.absorb(.toner(level), replaced: false, at: start + .hours(index * hours), reading: id(index))
        }
        return run
    }

    @Test func `a point is kept when the level changes, and how long the last one held is known`() {
        let run = run([.percent(50), .percent(50), .percent(49), .percent(49)], hoursApart: 10)
        #expect(run.points.map(\.level) == [.percent(50), .percent(49)])
        #expect(run.points.map(\.at) == [start, start + .hours(20)])
        #expect(run.points.map(\.reading) == [id(0), id(2)])
        #expect((run.heard, run.heardIn) == (start + .hours(30), id(3)))
        #expect(run.level == .percent(49))
    }

    @Test func `a replaced supply begins anew`() {
        var run = run([.percent(50), .percent(4)], hoursApart: 100)
        run.absorb(.toner(.percent(100)), replaced: true, at: start + .hours(101), reading: id(9))
        #expect(run == SupplyRun(.toner(.percent(100)), at: start + .hours(101), reading: id(9)))
    }

    @Test func `the last percentage is remembered through levels that are none`() {
        #expect(run([.percent(7), .unknown, .someRemaining], hoursApart: 1).lastPercent == 7)
        #expect(run([.unknown], hoursApart: 1).lastPercent == nil)
    }

    @Test func `points are limited, and the first and the last are kept`() {
        let levels = (0...400).map { Level.percent(99 - $0 % 2) }
        let run = run(levels, hoursApart: 1)
        #expect(run.points.count == SupplyRun.pointsMax)
        #expect(run.points.first?.at == start)
        #expect(run.points.last?.at == start + .hours(400))
        #expect(run.points.map(\.at) == run.points.map(\.at).sorted())
    }

    @Test func `levels that say nothing go before those that do`() {
        let levels = (0...60).map { $0 % 2 == 0 ? Level.percent(90 - $0 / 2) : .unknown }
        let run = run(levels, hoursApart: 1)
        #expect(run.points.count == SupplyRun.pointsMax)
        #expect(run.points.count { $0.level.percent != nil } == 31)
    }

    // When it runs dry

    @Test func `what was not watched long enough is unknown`() {
        let short = run([.percent(50), .percent(48), .percent(46)], hoursApart: 17)
        #expect(estimateDryDay(short, asOf: short.heard) == .unknown)
        let enough = run([.percent(50), .percent(48), .percent(46)], hoursApart: 18)
        #expect(estimateDryDay(enough, asOf: enough.heard) != .unknown)
    }

    @Test func `a machine that gives no figure tells no day`() {
        for level in [Level.unknown, .someRemaining, .unrestricted] {
            let run = run([.percent(50), .percent(40), level], hoursApart: 100)
            #expect(estimateDryDay(run, asOf: run.heard) == .unknown)
        }
    }

    @Test func `what has not fallen is said not to fall, since when it is watched`() {
        let run = run([.percent(50), .percent(50)], hoursApart: 100)
        #expect(estimateDryDay(run, asOf: run.heard) == .notFalling(since: start))
        let wobbles = self.run([.percent(50), .percent(49), .percent(51)], hoursApart: 100)
        #expect(estimateDryDay(wobbles, asOf: wobbles.heard) == .notFalling(since: start))
    }

    @Test func `what is at zero has been empty since it was first heard so`() {
        let run = run([.percent(5), .percent(0), .percent(0)], hoursApart: 100)
        #expect(estimateDryDay(run, asOf: run.heard) == .empty(since: start + .hours(100)))
    }

    @Test func `a percent a day from fifty lasts another forty`() throws {
        let run = run((0...10).map { .percent(50 - $0) }, hoursApart: 24)
        guard
            case .dry(let earliest, let likely, let latest, let perDay) = estimateDryDay(run, asOf: run.heard)
        else {
            Issue.record("it falls, so there is a day")
            return
        }
        #expect(likely == start + .days(50))
        #expect(perDay == PartsPerMillion(percent: 1))
        // 39 points at 1.1 a day, and 41 at 0.9.
        #expect(abs((earliest - start - .seconds(Double(86_400) * (10 + 39 / 1.1))).wholeSeconds) < 2)
        #expect(
            abs((try #require(latest) - start - .seconds(Double(86_400) * (10 + 41 / 0.9))).wholeSeconds) < 2)
    }

    @Test func `a gauge that made one step could as well last for ever`() {
        let run = run([.percent(60), .percent(50), .percent(50)], hoursApart: 100)
        guard case .dry(let earliest, let likely, nil, _) = estimateDryDay(run, asOf: run.heard) else {
            Issue.record("it fell by one step, so nothing limits how long it lasts")
            return
        }
        #expect(earliest < likely)
    }

    @Test func `a day that has passed without it running dry is not told any more`() {
        var run = run([.percent(30), .percent(20), .percent(10)], hoursApart: 100)
        let late = start + .days(60)
        run.absorb(.toner(.percent(10)), replaced: false, at: late, reading: id(9))
        guard case .dry(let earliest, let likely, let latest, _) = estimateDryDay(run, asOf: late) else {
            return
        }
        #expect(earliest >= late && likely >= late && latest ?? late >= late)
    }

    @Test func `only the last six weeks tell about tomorrow`() {
        // Nothing for 100 days, then two percent a day.
        var levels = [Level](repeating: .percent(100), count: 100)
        levels += (1...40).map { .percent(100 - 2 * $0) }
        let run = run(levels, hoursApart: 24)
        guard case .dry(_, let likely, _, _) = estimateDryDay(run, asOf: run.heard) else {
            Issue.record("it falls, so there is a day")
            return
        }
        let left = (likely - run.heard).wholeSeconds / 86_400
        #expect((9...12).contains(left))
    }

    /// A run of more points than are kept: the first one is then far older than the second, and must not be
    /// taken for the level at which the window begins.
    @Test func `a long even fall is not taken for a steeper one when its points are thinned out`() {
        let run = run((0...90).map { .percent(100 - $0) }, hoursApart: 24)
        guard case .dry(let earliest, let likely, let latest, _) = estimateDryDay(run, asOf: run.heard) else {
            Issue.record("it falls, so there is a day")
            return
        }
        let truth = start + .days(100)
        #expect(abs((likely - truth).wholeSeconds) < 86_400)
        #expect(earliest <= truth && truth <= latest ?? truth)
        #expect(earliest > run.heard + .days(7))
        // What lies before the six weeks that count is thinned out first.
        #expect(run.points.count { $0.at > run.heard - .days(42) } >= 35)
    }
}

/// How a gauge shows what is in the cartridge.
private enum Gauge: CaseIterable {
    case down, up, nearest

    func shows(_ level: Double, step: Int) -> Int {
        let steps = level / Double(step)
        let whole: Double =
            switch self {
            case .down: steps.rounded(.down)
            case .up: steps.rounded(.up)
            case .nearest: steps.rounded()
            }
        return min(100, max(0, Int(whole) * step))
    }
}

@Suite struct DryDayPropertyTests {
    /// Toner that falls evenly, heard through a gauge at uneven hours until its last days.
    @Test(arguments: [1, 5, 10, 25])
    func `the day on which an even fall runs dry lies within the estimate`(step: Int) throws {
        try forSeeds(300) { chance in
            let start = instant("2026-01-01T00:00:00Z")
            let perDay = Double(chance.number(20...1_500)) / 100
            let full = Double(chance.number(30...100))
            let dry = start + .seconds(full / perDay * 86_400)
            let gauge = chance.pick(Gauge.allCases)
            let hours = chance.pick([1, 4, 24, 30])
            var now = start
            var run = SupplyRun(
                .toner(.percent(gauge.shows(full, step: step))), at: now, reading: ReadingID(bits: 0))
            var told = 0
            while true {
                now = now + .minutes(chance.number(1...(hours * 60)))
                guard now < dry else { break }
                let level = full - Double((now - start).wholeSeconds) / 86_400 * perDay
                let shown = gauge.shows(level, step: step)
                run.absorb(.toner(.percent(shown)), replaced: false, at: now, reading: ReadingID(bits: 1))
                guard case .dry(let earliest, let likely, let latest, _) = estimateDryDay(run, asOf: now)
                else {
                    continue
                }
                told += 1
                let slack = Duration.seconds(1)
                try #require(earliest <= dry + slack, "\(now) of \(dry): earliest \(earliest)")
                try #require(latest ?? dry >= dry - slack, "\(now) of \(dry): latest \(latest as Any)")
                try #require(earliest <= likely && likely <= latest ?? likely)
                try #require(run.points.count <= SupplyRun.pointsMax)
            }
            if full / perDay > 20, step == 1 { try #require(told > 0) }
        }
    }
}
