// SPDX-License-Identifier: Apache-2.0
import Polling
import PrinterWire
import Testing
import Values

@Suite struct PollScheduleTests {
    private let start = Instant(unixSeconds: 1_800_000_000)
    private let serial = OID([1, 3, 6, 1, 2, 1, 43, 5, 1, 1, 17, 1])

    /// A schedule with printers that have been read in full, all of them at the start.
    private func settled(_ count: Int, intervals: PollIntervals = PollIntervals()) -> PollSchedule {
        var schedule = PollSchedule(intervals: intervals, seed: 7, now: start)
        _ = schedule.due(at: start, limit: 0)
        schedule.swept(at: start)
        for number in 0..<count { schedule.add("10.0.\(number / 250).\(number % 250)", at: start) }
        for case .ask(let printer, .full) in schedule.due(at: start, limit: count) {
            schedule.heard(printer, depth: .full, marks: ChangeMarks(), at: start)
        }
        return schedule
    }

    private func next(_ schedule: inout PollSchedule) throws -> Instant {
        let due = schedule.nextDue()
        return try #require(due)
    }

    /// Runs a schedule in which everyone answers, and counts what was asked.
    private func run(
        _ schedule: inout PollSchedule, from: Instant, for duration: Duration, step: Duration = .seconds(10)
    ) -> (frequent: [String: Int], full: [String: Int], sweeps: Int, mostAtOnce: Int) {
        var frequent: [String: Int] = [:]
        var full: [String: Int] = [:]
        var sweeps = 0
        var mostAtOnce = 0
        var now = from
        while now < from + duration {
            let actions = schedule.due(at: now, limit: 1_000)
            mostAtOnce = max(mostAtOnce, actions.count)
            for action in actions {
                switch action {
                case .sweep:
                    sweeps += 1
                    schedule.swept(at: now)
                case .ask(let printer, let depth):
                    if depth == .full {
                        full[printer, default: 0] += 1
                    } else {
                        frequent[printer, default: 0] += 1
                    }
                    schedule.heard(printer, depth: depth, marks: ChangeMarks(), at: now)
                }
            }
            now = now + step
        }
        return (frequent, full, sweeps, mostAtOnce)
    }

    @Test func `a new schedule sweeps first, and once at a time`() {
        var schedule = PollSchedule(seed: 1, now: start)
        #expect(schedule.due(at: start, limit: 10) == [.sweep])
        #expect(schedule.due(at: start + .hours(9), limit: 10) == [])
        schedule.swept(at: start + .hours(9))
        #expect(schedule.due(at: start + .hours(12), limit: 10) == [])
        #expect(schedule.due(at: start + .hours(13), limit: 10) == [.sweep])
    }

    @Test func `a day is ninety-six frequent turns of which one is full, spread over the interval`() {
        var schedule = settled(300)
        let day = run(&schedule, from: start, for: .days(1))
        for printer in schedule.printers {
            let turns = (day.frequent[printer] ?? 0) + (day.full[printer] ?? 0)
            #expect((95...97).contains(turns), "\(printer): \(turns)")
            #expect((0...1).contains(day.full[printer] ?? 0))
        }
        #expect(day.sweeps == 6 || day.sweeps == 5)
        // 300 printers over 90 steps of a quarter of an hour are about three a step.
        #expect(day.mostAtOnce < 16)
        let second = run(&schedule, from: start + .days(1), for: .days(1))
        #expect(second.full.count == 300)
        #expect(second.full.values.allSatisfy { $0 == 1 })
    }

    @Test func `the same seed gives the same spread and another seed another`() {
        func turns(_ seed: UInt64) -> [Instant?] {
            (0..<20).map { number in
                var schedule = PollSchedule(seed: seed, now: start)
                _ = schedule.due(at: start, limit: 0)
                let printer = "10.0.0.\(number)"
                schedule.add(printer, at: start)
                _ = schedule.due(at: start, limit: 1)
                schedule.heard(printer, depth: .full, marks: ChangeMarks(), at: start)
                return schedule.nextDue()
            }
        }
        #expect(turns(1) == turns(1))
        #expect(turns(1) != turns(2))
        #expect(Set(turns(1)).count > 15)
    }

    @Test func `after a night in which the computer slept everyone is asked once and the spread remains`() {
        var schedule = settled(200)
        _ = run(&schedule, from: start, for: .hours(1))
        let morning = start + .hours(10)
        let awake = schedule.due(at: morning, limit: 1_000)
        #expect(awake.count == 201)
        for case .ask(let printer, let depth) in awake {
            schedule.heard(printer, depth: depth, marks: ChangeMarks(), at: morning)
        }
        schedule.swept(at: morning)
        let day = run(&schedule, from: morning + .seconds(10), for: .hours(2))
        #expect(day.mostAtOnce < 16)
    }

    @Test func `no more than the limit is handed out, most overdue first`() {
        var schedule = settled(100)
        let later = start + .hours(1)
        let first = schedule.due(at: later, limit: 30)
        #expect(first.count == 30)
        let second = schedule.due(at: later, limit: 1_000)
        #expect(second.count == 70)
        #expect(Set(first + second).count == 100)
    }

    @Test func `a clock that jumps back neither stalls nor storms`() {
        var schedule = settled(50)
        _ = run(&schedule, from: start, for: .hours(2))
        let back = start - .days(3)
        #expect(schedule.due(at: back, limit: 1_000).count <= 2)
        let hour = run(&schedule, from: back, for: .hours(1))
        let turns = hour.frequent.values.reduce(0, +) + hour.full.values.reduce(0, +)
        #expect((190...210).contains(turns), "\(turns)")
        let next = schedule.nextDue()
        #expect(next.map { $0 - (back + .hours(1)) < .minutes(16) } == true)
    }

    @Test func `a restarted or reconfigured machine is read in full at once`() throws {
        for change in [
            ChangeMarks(configurationChanges: 5, uptimeTicks: 190_000, serials: [serial: "A"]),
            ChangeMarks(configurationChanges: 4, uptimeTicks: 500, serials: [serial: "A"]),
            ChangeMarks(configurationChanges: 4, uptimeTicks: 190_000, serials: [serial: "B"]),
            ChangeMarks(configurationChanges: 4, uptimeTicks: 9_000_000, serials: [serial: "A"]),
        ] {
            var schedule = PollSchedule(seed: 1, now: start)
            _ = schedule.due(at: start, limit: 0)
            schedule.add("p", at: start)
            #expect(schedule.due(at: start, limit: 1) == [.ask("p", .full)])
            let before = ChangeMarks(configurationChanges: 4, uptimeTicks: 100_000, serials: [serial: "A"])
            schedule.heard("p", depth: .full, marks: before, at: start)
            let later = try next(&schedule)
            let elapsedTicks = UInt32((later - start).wholeMicroseconds / 10_000)
            #expect(schedule.due(at: later, limit: 1) == [.ask("p", .frequent)])
            let same = ChangeMarks(
                configurationChanges: 4, uptimeTicks: 100_000 + elapsedTicks, serials: [serial: "A"])
            var calm = schedule
            #expect(calm.heard("p", depth: .frequent, marks: same, at: later) == .unchanged)
            #expect(calm.due(at: later, limit: 1) == [])
            #expect(schedule.heard("p", depth: .frequent, marks: change, at: later) == .changed)
            #expect(schedule.due(at: later, limit: 1) == [.ask("p", .full)])
        }
    }

    @Test func `an uptime that wraps after 497 days is no restart`() throws {
        var schedule = PollSchedule(seed: 1, now: start)
        _ = schedule.due(at: start, limit: 0)
        schedule.add("p", at: start)
        _ = schedule.due(at: start, limit: 1)
        schedule.heard("p", depth: .full, marks: ChangeMarks(uptimeTicks: UInt32.max - 100), at: start)
        let later = try next(&schedule)
        _ = schedule.due(at: later, limit: 1)
        let ticks = UInt32((later - start).wholeMicroseconds / 10_000)
        let outcome = schedule.heard(
            "p", depth: .frequent, marks: ChangeMarks(uptimeTicks: (UInt32.max - 100) &+ ticks), at: later)
        #expect(outcome == .unchanged)
    }

    @Test func `a silence is said when it begins and then once a day, asking ever more rarely`() {
        var schedule = settled(1)
        let printer = "10.0.0.0"
        var now = start
        var said: [Instant] = []
        var asked: [Instant] = []
        while now < start + .days(3) {
            for case .ask in schedule.due(at: now, limit: 10) {
                asked.append(now)
                if schedule.unanswered(printer, at: now) == .say { said.append(now) }
            }
            now = now + .seconds(30)
        }
        #expect(said.count == 3)
        #expect(asked.count > 1 && said.first == asked[1])
        #expect(zip(said, said.dropFirst()).allSatisfy { $1 - $0 >= .days(1) && $1 - $0 < .hours(26) })
        let gaps = zip(asked, asked.dropFirst()).map { $1 - $0 }
        #expect(gaps.first.map { $0 < .minutes(8) } == true)
        #expect(gaps.allSatisfy { $0 <= .hours(1) + .seconds(60) })
        #expect(gaps.dropFirst(4).allSatisfy { $0 >= .minutes(50) })
        #expect(schedule.lastHeard(printer) == start)
    }

    @Test func `a printer that speaks again is read in full, and its next silence is said anew`() throws {
        var schedule = settled(1)
        var said = 0
        var now = start + .hours(1)
        for _ in 0..<3 {
            let due = try next(&schedule)
            now = max(now, due)
            _ = schedule.due(at: now, limit: 1)
            if schedule.unanswered("10.0.0.0", at: now) == .say { said += 1 }
        }
        #expect(said == 1)
        now = try max(now, next(&schedule))
        #expect(schedule.due(at: now, limit: 1).contains(.ask("10.0.0.0", .frequent)))
        #expect(schedule.heard("10.0.0.0", depth: .frequent, marks: ChangeMarks(), at: now) == .changed)
        #expect(schedule.due(at: now, limit: 1) == [.ask("10.0.0.0", .full)])
        schedule.heard("10.0.0.0", depth: .full, marks: ChangeMarks(), at: now)
        for _ in 0..<2 {
            now = now + .hours(2)
            _ = schedule.due(at: now, limit: 1)
            if schedule.unanswered("10.0.0.0", at: now) == .say { said += 1 }
        }
        #expect(said == 2)
    }

    @Test func `a printer that has been silent for a season is forgotten`() {
        var schedule = PollSchedule(seed: 1, now: start)
        _ = schedule.due(at: start, limit: 0)
        schedule.add("p", lastHeard: start - .days(89), at: start)
        _ = schedule.due(at: start, limit: 1)
        #expect(schedule.unanswered("p", at: start) == .notYet)
        let later = start + .days(2)
        _ = schedule.due(at: later, limit: 1)
        #expect(schedule.unanswered("p", at: later) == .forgotten)
        #expect(!schedule.isKnown("p"))
        #expect(schedule.due(at: later + .days(9), limit: 9).isEmpty)
    }

    @Test func `what could not be begun is due again soon, and what was removed never`() {
        var schedule = settled(2)
        let later = start + .hours(1)
        #expect(schedule.due(at: later, limit: 9).count == 2)
        schedule.postponed("10.0.0.0", at: later)
        schedule.remove("10.0.0.1")
        schedule.postponed("10.0.0.1", at: later)
        #expect(schedule.due(at: later + .seconds(5), limit: 9) == [])
        #expect(schedule.due(at: later + .seconds(10), limit: 9) == [.ask("10.0.0.0", .frequent)])
    }
}
