// SPDX-License-Identifier: Apache-2.0
import Fleet
import Foundation
import Polling
import PrinterWire
import Testing
import Values

@Suite struct SleepTests {
    private let start = Instant(unixSeconds: 1_000_000)
    private let printer = "10.0.0.1"

    private func marks(asleep: Bool = false, states: [Int64?] = [2, 3, 0], uptime: UInt32 = 0) -> ChangeMarks
    {
        var marks = ChangeMarks(uptimeTicks: uptime)
        marks.isAsleep = asleep
        marks.states = states
        return marks
    }

    /// A schedule with one printer that was read in full and slept then.
    private func schedule(quiet: QuietHours? = nil) -> PollSchedule {
        var schedule = PollSchedule(quiet: quiet, seed: 1, now: start)
        _ = schedule.due(at: start, limit: 0)
        schedule.swept(at: start)
        schedule.add(printer, at: start)
        _ = schedule.due(at: start, limit: 1)
        schedule.heard(printer, depth: .full, marks: marks(asleep: true), at: start)
        return schedule
    }

    private func next(_ schedule: inout PollSchedule, after now: Instant, within: Duration) -> (
        PollDepth, Instant
    )? {
        var now = now
        let end = now + within
        while now < end {
            now = now + .minutes(1)
            for case .ask(_, let depth) in schedule.due(at: now, limit: 1) { return (depth, now) }
        }
        return nil
    }

    @Test func `a printer that sleeps is asked for no more than leaves it asleep, and now and then for more`()
        throws
    {
        var schedule = schedule()
        #expect(schedule.isAsleep(printer))
        var depths: [PollDepth] = []
        var now = start
        while now < start + .hours(5) {
            guard let (depth, at) = next(&schedule, after: now, within: .hours(1)) else { break }
            depths.append(depth)
            now = at
            let ticks = UInt32((now - start).wholeSeconds * 100)
            let isSeen = depth == .watch ? marks(uptime: ticks) : marks(asleep: true, uptime: ticks)
            schedule.heard(printer, depth: depth, marks: isSeen, at: now)
        }
        #expect(depths.prefix(8).allSatisfy { $0 == .watch })
        #expect(depths.contains(.frequent))
        #expect(schedule.isAsleep(printer))
    }

    @Test(arguments: [[Int64?](arrayLiteral: 2, 4, 0), [3, 3, 0], [2, 3, 4], []])
    func `a printer that wakes up is asked for its figures at once`(states: [Int64?]) throws {
        var schedule = schedule()
        let (depth, now) = try #require(next(&schedule, after: start, within: .hours(1)))
        #expect(depth == .watch)
        let outcome = schedule.heard(printer, depth: .watch, marks: marks(states: states), at: now)
        #expect(outcome == .changed)
        #expect(!schedule.isAsleep(printer))
        #expect(schedule.due(at: now, limit: 1) == [.ask(printer, .frequent)])
    }

    @Test func `in quiet hours nobody looks for printers, and a sleeping one is left alone`() throws {
        // The first instant is 13:46 UTC.
        let span = try #require(QuietHours.Span("12:00-18:00"))
        let quiet = QuietHours(zone: .utc, spans: [span])
        let end = try #require(quiet.end(at: start))
        var schedule = PollSchedule(quiet: quiet, seed: 1, now: start)
        #expect(schedule.due(at: start, limit: 1).isEmpty)
        schedule.add(printer, at: start)
        #expect(schedule.due(at: start, limit: 1) == [.ask(printer, .full)])
        schedule.heard(printer, depth: .full, marks: marks(asleep: true), at: start)
        #expect(next(&schedule, after: start, within: end - start - .minutes(1)) == nil)
        #expect(schedule.due(at: end, limit: 0) == [.sweep])
        #expect(next(&schedule, after: end, within: .minutes(16))?.0 != nil)
    }

    @Test func `in quiet hours a printer that is awake is asked as ever`() throws {
        let span = try #require(QuietHours.Span("00:00-24:00"))
        var schedule = PollSchedule(quiet: QuietHours(zone: .utc, spans: [span]), seed: 1, now: start)
        schedule.add(printer, at: start)
        _ = schedule.due(at: start, limit: 1)
        schedule.heard(printer, depth: .full, marks: marks(), at: start)
        #expect(next(&schedule, after: start, within: .hours(1))?.0 == .frequent)
    }

    @Test func `the machine watches a sleeping printer and says of its readings that it sleeps`() throws {
        var machine = PollMachine(window: 8, seed: 1, now: start)
        _ = machine.due(at: start)
        machine.swept(at: start)
        machine.glimpsed(printer, at: start)
        _ = machine.due(at: start)
        _ = machine.settled(printer, .heard(marks(asleep: true)), at: start)
        var reading = Reading(address: printer, heard: start, saidOver: .snmp2c, isPrinter: true)
        reading.console = ["Sleeping"]
        let reader = PrinterReader()
        _ = machine.understood(reading, of: printer, part: reader.seldomPart(of: Walk()))
        machine.done(with: printer)
        var now = start
        var watched = false
        while now < start + .hours(1), !watched {
            now = now + .minutes(1)
            for case .watch in machine.due(at: now) { watched = true }
        }
        try #require(watched)
        let actions = machine.settled(printer, .heard(marks()), at: now)
        let isUnderstood = actions.contains {
            if case .understand(let part) = $0 { part != nil } else { false }
        }
        #expect(isUnderstood)
        reading.console = []
        for case .keep(let kept) in machine.understood(reading, of: printer, part: nil) {
            #expect(kept.isAsleep)
        }
    }

    @Test func `who slept before a restart is left asleep after it, and woken no sooner than without one`()
        throws
    {
        let before = schedule()
        let sleep = try #require(before.sleep(of: printer))
        let restarted = start + .minutes(30)
        let kept = try JSONDecoder().decode(KnownSleep.self, from: try JSONEncoder().encode(sleep))
        var machine = PollMachine(window: 8, seed: 1, now: restarted)
        _ = machine.due(at: restarted)
        machine.swept(at: restarted)
        machine.restore(printer, lastHeard: start, sleep: kept, at: restarted)
        var now = restarted
        var watched: [Instant] = []
        var woken: Instant?
        while now < start + .hours(6), woken == nil {
            now = now + .minutes(1)
            for action in machine.due(at: now) {
                switch action {
                case .watch:
                    watched.append(now)
                    let ticks = UInt32((now - start).wholeSeconds * 100)
                    #expect(machine.settled(printer, .heard(marks(uptime: ticks)), at: now).isEmpty)
                    machine.done(with: printer)
                case .ask: woken = now
                default: break
                }
            }
        }
        #expect(watched.count > 8)
        #expect(try #require(woken) >= start + PollIntervals().sleepMax)
        #expect(machine.printers.contains(printer))
    }

    @Test func `who woke up while nobody watched is asked for everything`() throws {
        let sleep = try #require(schedule().sleep(of: printer))
        var restarted = PollSchedule(seed: 1, now: start + .hours(1))
        restarted.add(printer, lastHeard: start, sleep: sleep, at: start + .hours(1))
        let (depth, now) = try #require(next(&restarted, after: start + .hours(1), within: .hours(1)))
        #expect(depth == .watch)
        #expect(
            restarted.heard(printer, depth: .watch, marks: marks(states: [3, 4, 0]), at: now) == .changed)
    }

    @Test func `in quiet hours a machine that a question would wake is left alone, and is not missed`() throws
    {
        let span = try #require(QuietHours.Span("12:00-18:00"))
        let quiet = QuietHours(zone: .utc, spans: [span])
        let end = try #require(quiet.end(at: start))
        var schedule = PollSchedule(quiet: quiet, seed: 1, now: start)
        schedule.add(printer, at: start)
        #expect(schedule.due(at: start, limit: 1) == [.ask(printer, .full)])
        var overConnections = ChangeMarks()
        overConnections.isWokenByAsking = true
        schedule.heard(printer, depth: .full, marks: overConnections, at: start)
        #expect(!schedule.isAsleep(printer))
        #expect(next(&schedule, after: start, within: end - start - .minutes(1)) == nil)
        #expect(next(&schedule, after: end, within: .minutes(16))?.0 != nil)
        // And so it stays over a restart.
        let sleep = try #require(schedule.sleep(of: printer))
        var restarted = PollSchedule(quiet: quiet, seed: 1, now: start + .minutes(5))
        restarted.add(printer, lastHeard: start, sleep: sleep, at: start + .minutes(5))
        #expect(next(&restarted, after: start + .minutes(5), within: .hours(1)) == nil)
    }
}
